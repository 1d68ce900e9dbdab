"""The network: organisations by function, as they come with the program or as she adds them."""

from __future__ import annotations

from app.errors import InvalidInput, Problem
from app.model.folding import folded
from app.model.organisations import Organisation, OrganisationFields
from app.model.records import Saved
from app.storage import organisations
from app.storage.register import Register


def all_of_them(register: Register) -> tuple[Organisation, ...]:
    """Every organisation, by name."""
    with register.reading() as read:
        return organisations.all_of_them(read)


def get(register: Register, row_id: str) -> Organisation:
    """One organisation."""
    with register.reading() as read:
        return organisations.get(read, row_id)


def add(register: Register, fields: OrganisationFields, *, id: str) -> Saved:
    """Add an organisation; refuses one without a name or with the name of another."""
    _check(register, fields, None)
    with register.transaction("organisation.added") as act:
        act.about("organisation", id)
        organisations.insert(act, id, fields)
        return act.saved(id)


def change(register: Register, row_id: str, revision: int, fields: OrganisationFields) -> Saved:
    """Change an organisation."""
    _check(register, fields, row_id)
    with register.transaction("organisation.changed") as act:
        act.about("organisation", row_id)
        organisations.change(act, row_id, revision, fields)
        return act.saved(row_id)


def _check(register: Register, fields: OrganisationFields, row_id: str | None) -> None:
    if not fields.name.strip():
        raise InvalidInput(Problem("name", "required"))
    same = folded(fields.name)
    for other in all_of_them(register):
        if other.id != row_id and folded(other.name) == same:
            raise InvalidInput(Problem("name", "duplicate"))
