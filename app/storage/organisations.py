"""Organisations of the network."""

from __future__ import annotations

from sqlalchemy import select

from app.model.folding import folded
from app.model.organisations import Organisation, OrganisationFields
from app.storage import tables
from app.storage.register import Reader, Transaction, column_values

_T = tables.organisation


def all_of_them(read: Reader) -> tuple[Organisation, ...]:
    """Every organisation that is not voided, by name."""
    return read.all(Organisation, select(_T).where(_T.c.voided_at.is_(None)).order_by(_T.c.search_text))


def get(read: Reader, row_id: str) -> Organisation:
    """One organisation."""
    return read.get(Organisation, _T, row_id)


def names(read: Reader) -> dict[str, str]:
    """Name by id, voided ones too: old records keep referring to them."""
    return {row.id: row.name for row in read.connection.execute(select(_T.c.id, _T.c.name))}


def insert(act: Transaction, row_id: str, fields: OrganisationFields) -> None:
    """A new organisation."""
    act.insert(_T, {"id": row_id, **_values(fields)})


def change(act: Transaction, row_id: str, revision: int, fields: OrganisationFields) -> None:
    """Change one."""
    act.change(_T, row_id, revision, _values(fields))


def _values(fields: OrganisationFields) -> dict[str, object]:
    words = (fields.name, fields.department, fields.place, fields.region, fields.functions)
    return {**column_values(_T, fields), "search_text": folded(" ".join(word for word in words if word))}
