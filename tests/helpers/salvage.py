"""A register with a life in it to damage, and what may and may not be gone after saving what reads of it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app import clock
from app.model.codes import Purpose, Scope
from app.model.disclosures import ReleaseRequest
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.model.trajectories import ContactMomentFields, StepFields
from app.services import clients, code_lists, contact_moments, gate, referrals
from app.storage import backup, salvage, tables
from app.storage.register import Register
from app.storage.salvage import Result
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE
from tests.helpers.sharing import agree, furnished_register, organisation_id, take_in

PAGE = 4096
MARKER = "Verloren bij schade"
WORKING = {"meta", "draft", "recent_client", "client_search_row", *tables.CODE_TABLES}
Contents = dict[str, dict[str, dict[str, Any]]]


@cache
def template(parent: str) -> Path:
    """A closed register with clients, notes (one over several pages), consents, sent referrals, changed rows."""
    folder = Path(parent) / "lived-in"
    with clock.frozen(datetime(2026, 5, 20, 10, tzinfo=UTC)):
        register = furnished_register(folder)
        for number in range(5):
            _live(register, number)
        register.close()
    return folder


def _live(register: Register, number: int) -> None:
    client_id = take_in(register)
    agree(register, client_id, "Fier")
    for day in range(1, 9):
        length = 9000 if (number, day) == (2, 3) else 300
        fields = ContactMomentFields(kind="telefoon", happened_on=date(2026, 5, day), note=f"Gesprek {day}. " * (length // 12))
        step = StepFields(description=f"Bellen over {day}", due_on=date(2026, 6, day))
        contact_moments.add_contact_moment(register, client_id, fields, id=new_id(), step=step, step_id=new_id())
    for one in contact_moments_steps(register, client_id)[:4]:
        contact_moments.finish_step(register, one.id, one.revision)
    referral_id = new_id()
    fier = organisation_id(register, "Fier")
    scopes = (Scope.NAME, Scope.SAFETY)
    wanted = ReferralFields(destination_id=fier, purpose=Purpose.SHELTER, asked_on=date(2026, 5, 14), scopes=scopes)
    referrals.create(register, client_id, wanted, id=referral_id)
    sent = ReleaseRequest(client_id=client_id, recipient_id=fier, purpose=Purpose.SHELTER, scopes=scopes, referral_id=referral_id)
    gate.disclose_without_paper(register, sent, id=new_id())


def contact_moments_steps(register: Register, client_id: str) -> list[Any]:
    """The steps of a client."""
    return list(clients.open_file(register, client_id).steps)


def lived_in(folder: Path, base: Path) -> Path:
    """A copy of the template."""
    shutil.copytree(template(str(base)), folder)
    return folder


@cache
def spare(parent: str) -> Path:
    """A proved back-up of the template as it is."""
    place = Path(parent) / "stick"
    place.mkdir()
    folder = lived_in(Path(parent) / "for-spare", Path(parent))
    register = vault.open_quickly(folder)
    (outcome,) = backup.make(register, (place,), lambda step: None)
    register.close()
    assert outcome.backup is not None
    return outcome.backup.path


def saved(folder: Path, from_spare: Path | None = None) -> Result:
    """Save what reads and switch to it; the damaged files are found back byte for byte."""
    before = vault.contents(folder)
    found = salvage.prepare(folder, PASSPHRASE, from_spare, code_lists.load(), MARKER, lambda done, total: None)
    untouched = {name: digest for name, digest in vault.contents(folder).items() if name in before}
    assert untouched == {name: digest for name, digest in before.items() if ".tmp" not in name}
    assert found.result is not None
    found.adopt()
    return found.result


def rows(folder: Path) -> Contents:
    """Table → key → row, of every record and of the history and the log."""
    register = vault.open_quickly(folder)
    try:
        with register.alone() as raw:
            return {name: _table(raw, name) for name in tables.metadata.tables if name not in WORKING}
    finally:
        register.close()


def _table(raw: Any, name: str) -> dict[str, dict[str, Any]]:
    cursor = raw.execute(f"SELECT * FROM {name}")
    names = [column[0] for column in cursor.description]
    key = next(iter(tables.metadata.tables[name].primary_key.columns)).name
    found = (dict(zip(names, row, strict=True)) for row in cursor)
    return {str(row[key]): row for row in found}


def unsaid(before: Contents, after: Contents, result: Result) -> list[tuple[str, str]]:
    """Records that are not as they were and of which the list says nothing, nor that it may not be whole."""
    told = {(affected.table, affected.row_id) for affected in result.affected}
    records = [name for name in before if name not in {"audit_entry", "history", *result.unsure}]
    return [
        (name, key) for name in records for key, row in before[name].items()
        if after[name].get(key) != row and (name, key) not in told
    ]  # fmt: skip


def harmed(data: bytes, pages: Mapping[int, Any] | set[int] | range) -> bytes:
    """One bit of each of these pages (the first is 1) turned over, in its middle."""
    flipped = bytearray(data)
    for number in pages:
        flipped[(number - 1) * PAGE + PAGE // 2] ^= 4
    return bytes(flipped)


def of_the_first_schema(folder: Path) -> Path:
    """The stored register of schema 1, unpacked."""
    old = vault.ROOT / "tests" / "data" / "schema_1"
    folder.mkdir(mode=0o700)
    with zipfile.ZipFile(old / "register.kluis") as packed:
        (folder / "data.1.db").write_bytes(packed.read("data.db"))
        (folder / "keys.json").write_bytes(packed.read("keys.json"))
    for name in ("register.json", "anchor.json"):
        shutil.copy(old / name, folder)
    return folder
