"""What holds together what was saved: rows whose parent is lost, precautions, and what the log must say.

Nothing is dropped unsaid. A lost client, organisation or trajectory gets a stand-in that lets nothing
out (no birth date, every parent blocked), so that what hangs on it stays; what cannot hang on anything
is kept in the history. Where an answer about consent is lost the others of that person are taken back:
the lost one may have been a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.model.clients import new_client_code
from app.model.codes import ConsentKind
from app.model.periods import HalfYear
from app.model.records import new_id
from app.storage import audit, tables
from app.storage.columns import instant_text, json_text
from app.storage.row_checks import Place
from app.storage.salvage_rows import OLDER, UNCERTAIN, Choice, Kept, Row, key_of, logged_tables

LOST, KEPT_OUT, STAND_IN, REFERENCE, WITHDRAWN = "lost", "kept_out", "stand_in", "reference", "withdrawn"
"""Gone; kept in the history only; replaced by an empty one; a reference was taken away; taken back to be sure."""

_BLOCKED = '["moeder","vader","voogd"]'
_REGIME_UNKNOWN = "nog_niet_bepaald"
Change = tuple[str, str, int, str]


@dataclass(frozen=True)
class Affected:
    """One record that is not as the register had it last; ``code`` says in what way."""

    code: str
    table: str
    row_id: str
    client_id: str | None


@dataclass(frozen=True)
class Circumstances:
    """What the repair may rely on: known owners and codes of lost rows, the words for stand-ins, the moment."""

    owners: Mapping[Place, str]
    codes: Mapping[str, str]
    written: Mapping[tuple[str, str, int], tuple[int, str]]
    marker: str
    at: datetime
    audit_key: bytearray


@dataclass
class Plan:
    """The rows to write, per table; what the log says about them; the list of what was affected."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    affected: list[Affected] = field(default_factory=list)


def repaired(choice: Choice, identity: Mapping[str, str], about: Circumstances) -> Plan:
    """Make what was chosen fit together, and say what became of everything; ``identity`` stands in ``meta``."""
    return _Repair(choice, about).run(identity)


class _Repair:
    def __init__(self, choice: Choice, about: Circumstances) -> None:
        self._choice, self._about = choice, about
        self._rows = choice.rows
        self._plan = Plan()
        self._renamed: set[Place] = set()

    def run(self, identity: Mapping[str, str]) -> Plan:
        self._rename_history()
        for key, value in identity.items():
            if key not in self._rows["meta"]:
                self._choice.lost.pop(("meta", key), None)
                self._rows["meta"][key] = Kept({"key": key, "value": value}, STAND_IN, 1)
        for table in logged_tables():
            for key, kept in list(self._rows[table].items()):
                self._connect(table, key, kept)
        if not self._rows["profile"]:
            key = next((key for table, key in self._choice.lost if table == "profile"), new_id())
            self._stand_in("profile", key)
        self._take_back_consent()
        for table in logged_tables():
            self._plan.rows[table] = [self._written(table, key, kept) for key, kept in self._rows[table].items()]
        for table, key in sorted(self._choice.lost):
            self._plan.changes.append((table, key, 0, ""))
            self._tell(LOST, table, key)
        self._declare_gone_history()
        return self._plan

    # -- references -------------------------------------------------------------------------

    def _connect(self, table: str, key: str, kept: Kept) -> None:
        """Every reference of a row leads somewhere, or the row does not stand in its table."""
        for column, target, may_be_empty in _references(table):
            value = kept.row[column]
            if value is None or value in self._rows[target]:
                continue
            if self._make_parent(target, value):
                continue
            if may_be_empty and "revision" in kept.row:
                self._keep_version(table, key, kept.row)
                self._rows[table][key] = kept = Kept({**kept.row, column: None}, REFERENCE, kept.top)
            else:
                self._keep_out(table, key, kept)
                return

    def _make_parent(self, target: str, value: str) -> bool:
        if target in tables.CODE_TABLES:
            row = {"code": value, "label": value, "position": 0, "valid_until": None, "attributes": "{}"}
            self._choice.lost.pop((target, value), None)
            self._rows[target][value] = Kept(row, STAND_IN, 1)
            return True
        if target not in {"client", "organisation", "trajectory"}:
            return False
        if target == "trajectory":
            owner = self._about.owners.get((target, value))
            if owner is None or not (owner in self._rows["client"] or self._make_parent("client", owner)):
                return False
        self._stand_in(target, value)
        return True

    def _stand_in(self, table: str, key: str) -> None:
        top = self._choice.lost.pop((table, key), 0)
        row: Row = {column.name: None for column in tables.metadata.tables[table].columns}
        at = instant_text(self._about.at)
        row |= {"id": key, "revision": top + 1, "created_at": at, "changed_at": at}
        row |= {"client": self._client, "organisation": self._organisation, "trajectory": self._trajectory,
                "profile": self._profile}[table](key)  # fmt: skip
        self._rows[table][key] = Kept(row, STAND_IN, top)

    def _client(self, key: str) -> Row:
        told = [k.row["counts_in"] for k in self._rows["notification"].values() if k.row["client_id"] == key]
        return {
            "code": self._about.codes.get(key) or self._free_code(), "aliases": "[]", "birth_is_estimated": 0,
            "citizenships": "[]", "languages": "[]", "blocked_parents": _BLOCKED,
            "blocked_reason": self._about.marker, "safe_contact": '[["onbekend",""]]',
            "not_informed_reason": self._about.marker, "sort_text": "",
            "counts_in": min(told) if told else str(HalfYear.of(self._about.at.date())),
        }  # fmt: skip

    def _free_code(self) -> str:
        taken = {kept.row["code"] for kept in self._rows["client"].values()} | set(self._about.codes.values())
        while (code := new_client_code(self._about.at.year)) in taken:
            pass
        return code

    def _organisation(self, key: str) -> Row:
        marker = self._about.marker
        return {"name": f"{marker} ({key[:4]})", "kind": "hulp", "is_shelter": 0, "search_text": marker.lower()}

    def _trajectory(self, key: str) -> Row:
        begun = [k.row["started_on"] for k in self._rows["phase_start"].values() if k.row["trajectory_id"] == key]
        return {
            "client_id": self._about.owners["trajectory", key], "legal_regime": _REGIME_UNKNOWN, "open_ends": "[]",
            "started_on": min(begun) if begun else date.isoformat(self._about.at.date()),
        }  # fmt: skip

    def _profile(self, _: str) -> Row:
        texts = ("coordinator_name", "job_title", "phone", "reachable", "controller_name", "dpo_contact")
        return {**dict.fromkeys(texts, self._about.marker), "lock_minutes": 5}

    def _keep_out(self, table: str, key: str, kept: Kept) -> None:
        """The row goes to the history, where nothing has to be its parent."""
        del self._rows[table][key]
        self._keep_version(table, key, kept.row)
        self._plan.changes.append((table, key, 0, ""))
        self._tell(KEPT_OUT, table, key, kept.row)

    def _keep_version(self, table: str, key: str, row: Row) -> None:
        """A version into the history, unless it is there; the log names it anew."""
        revision = int(row.get("revision", 1))
        place = (table, key, revision)
        if place in self._choice.history:
            return
        seq, at = self._about.written.get((table, key, revision + 1), (0, instant_text(self._about.at)))
        self._choice.history[place] = {
            "seq": None, "table_name": table, "row_id": key, "revision": revision, "row": json_text(row),
            "changed_at": at, "audit_seq": seq,
        }  # fmt: skip
        self._name(table, key, revision, row)

    # -- precautions ------------------------------------------------------------------------

    def _take_back_consent(self) -> None:
        """Of everybody about whom an answer, or the taking back of one, is lost or kept out."""
        gone = {
            owner
            for place in (*self._choice.lost, *((a.table, a.row_id) for a in self._plan.affected))
            if place[0] in {"consent_event", "retraction"} and (owner := self._about.owners.get(place))
        }
        people = {self._root(client_id) for client_id in gone}
        taken = {k.row["row_id"] for k in self._rows["retraction"].values()}
        for key, kept in self._rows["consent_event"].items():
            is_given = kept.row["kind"] == ConsentKind.GIVEN and key not in taken
            if is_given and self._root(kept.row["client_id"]) in people:
                row = {"id": new_id(), "table_name": "consent_event", "row_id": key, "reason": self._about.marker,
                       "recorded_at": instant_text(self._about.at)}  # fmt: skip
                self._rows["retraction"][row["id"]] = Kept(row, WITHDRAWN, 0)
                self._tell(WITHDRAWN, "consent_event", key, kept.row)

    def _root(self, client_id: str) -> str:
        kept = self._rows["client"].get(client_id)
        return str(kept.row["merged_into_id"] or client_id) if kept is not None else client_id

    # -- what is written --------------------------------------------------------------------

    def _written(self, table: str, key: str, kept: Kept) -> Row:
        """The row as it goes in; whatever the log does not say of it already, it says now."""
        row = kept.row
        if kept.how in {OLDER, REFERENCE}:
            self._keep_version(table, key, row)
            row = {**row, "revision": kept.top + 1, "changed_at": instant_text(self._about.at)}
        if kept.how in {OLDER, REFERENCE, UNCERTAIN, STAND_IN, WITHDRAWN} or (table, key) in self._renamed:
            self._name(table, key, int(row.get("revision", 1)), row)
        if kept.how in {OLDER, REFERENCE, UNCERTAIN, STAND_IN}:
            self._tell(kept.how, table, key, row)
        return row

    def _name(self, table: str, key: str, revision: int, row: Row) -> None:
        self._renamed.add((table, key))
        self._plan.changes.append((table, key, revision, audit.row_digest(self._about.audit_key, table, row)))

    def _rename_history(self) -> None:
        """Kept versions of which the entry is lost are named anew, before the rows themselves."""
        for place in sorted(self._choice.unproved_history):
            kept = self._choice.history[place]
            digest = audit.text_digest(self._about.audit_key, place[0], kept["row"])
            self._plan.changes.append((*place, digest))
            self._renamed.add(place[:2])

    def _declare_gone_history(self) -> None:
        """Versions that should be in the history and are not."""
        for table in logged_tables():
            for row in self._plan.rows[table]:
                key = str(row[key_of(table)])
                for revision in range(1, int(row.get("revision", 1))):
                    if (table, key, revision) not in self._choice.history:
                        self._plan.changes.append(("history", f"{table}:{key}:{revision}", 0, ""))

    def _tell(self, code: str, table: str, key: str, row: Row | None = None) -> None:
        if table == "meta" or table in tables.CODE_TABLES:
            return  # of the program, not of hers
        self._plan.affected.append(Affected(code, table, key, self._client_of(table, key, row)))

    def _client_of(self, table: str, key: str, row: Row | None) -> str | None:
        if table == "client":
            return key
        for parent in ("trajectory", "referral", "disclosure"):
            above = self._rows[parent].get(str((row or {}).get(f"{parent}_id")))
            if above is not None:
                return str(above.row["client_id"])
        return (row or {}).get("client_id") or self._about.owners.get((table, key))


def _references(table: str) -> Iterator[tuple[str, str, bool]]:
    """Column, table it points to, and whether it may be empty; codes first."""
    found: Sequence[tuple[str, str, bool]] = [
        (column.name, key.column.table.name, bool(column.nullable))
        for column in tables.metadata.tables[table].columns
        for key in column.foreign_keys
    ]
    yield from sorted(found, key=lambda item: item[1] not in tables.CODE_TABLES)

