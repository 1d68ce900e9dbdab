"""The one door: who may enter when, what an act leaves behind, and what is refused."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.errors import (
    AlreadySaved,
    AlreadyVoided,
    ChangedElsewhere,
    HeadMoved,
    InvalidInput,
    RecordMissing,
    RegisterBusy,
    RuleBroken,
)
from app.model.organisations import Organisation
from app.model.records import new_id
from app.storage import anchor, audit, tables
from tests.helpers import vault


def rows(register, sql, *values):
    with register.reading() as read:
        return [dict(row) for row in read.connection.exec_driver_sql(sql, values).mappings()]


def test_the_main_thread_never_waits(opened):
    inside, done = threading.Event(), threading.Event()

    def long_act():
        with opened.transaction("organisation.added"):
            inside.set()
            done.wait(10)

    worker = threading.Thread(target=long_act)
    worker.start()
    inside.wait(10)
    for act in (opened.reading, opened.working_copy, opened.alone, lambda: opened.transaction("x")):
        with pytest.raises(RegisterBusy), act():
            pass
    done.set()
    worker.join()
    assert len(vault.organisation_names(opened)) == 3


def test_a_worker_waits_its_turn(opened):
    def work(number):
        for n in range(5):
            vault.add(opened, f"{number}-{n}")

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(vault.organisation_names(opened)) == 23
    with opened.reading() as read:
        assert audit.first_broken(read.connection, opened.keys.audit) is None


@pytest.mark.parametrize("outer", ["reading", "transaction", "working_copy", "alone"])
@pytest.mark.parametrize("inner", ["reading", "transaction", "working_copy", "alone"])
@pytest.mark.parametrize("on_main", [True, False])
def test_nested_is_refused_and_harms_nothing(opened, outer, inner, on_main):
    def enter(name):
        return opened.transaction("organisation.added") if name == "transaction" else getattr(opened, name)()

    seen = []

    def nest():
        with enter(outer):
            try:
                with enter(inner):
                    pass
            except RegisterBusy:
                seen.append("busy")

    if on_main:
        nest()
    else:
        worker = threading.Thread(target=nest)
        worker.start()
        worker.join()
    assert seen == ["busy"]
    vault.add(opened, "Vierde")
    assert len(vault.organisation_names(opened)) == 4


def test_reading_cannot_write(opened):
    with opened.reading() as read:
        read.connection.exec_driver_sql("DELETE FROM organisation")
    assert len(vault.organisation_names(opened)) == 3


def test_an_act_that_fails_half_way_leaves_nothing(opened):
    before = rows(opened, "SELECT * FROM audit_entry")
    first = new_id()
    vault.add(opened, "Vierde", first)
    with pytest.raises(AlreadySaved):
        vault.add(opened, "Vierde", first)
    with pytest.raises(ChangedElsewhere), opened.transaction("organisation.changed") as act:
        _ = [act.change(tables.organisation, first, 1, {"name": name}) for name in ("Anders", "Nog eens")]
    assert vault.organisation_names(opened)[-1] == "Vierde"
    assert len(rows(opened, "SELECT * FROM audit_entry")) == len(before) + 1
    assert rows(opened, "SELECT * FROM history") == []


def test_a_change_keeps_the_row_before_it_and_names_itself(opened):
    row_id = vault.add(opened, "Vierde")
    (before,) = rows(opened, "SELECT * FROM organisation WHERE id = ?", row_id)
    vault.rename(opened, row_id, 1, "Nieuwe naam")
    (kept,) = rows(opened, "SELECT * FROM history")
    assert json.loads(kept["row"]) == before
    assert (kept["table_name"], kept["row_id"], kept["revision"]) == ("organisation", row_id, 1)
    (entry,) = rows(opened, "SELECT * FROM audit_entry ORDER BY seq DESC LIMIT 1")
    assert kept["audit_seq"] == entry["seq"]
    assert entry["action"] == "organisation.changed"
    ((table, changed, revision, digest),) = json.loads(entry["changes"])
    assert (table, changed, revision) == ("organisation", row_id, 2)
    assert len(digest) == 32
    assert "Nieuwe" not in json.dumps(entry)
    with opened.reading() as read:
        now = read.get(Organisation, tables.organisation, row_id)
    assert (now.name, now.revision) == ("Nieuwe naam", 2)
    assert now.changed_at >= now.created_at


def test_a_change_to_what_stands_there_leaves_no_trace(opened):
    row_id = vault.add(opened, "Vierde")
    before = rows(opened, "SELECT * FROM audit_entry")
    vault.rename(opened, row_id, 1, "Vierde")
    assert rows(opened, "SELECT * FROM audit_entry") == before
    assert rows(opened, "SELECT revision FROM organisation WHERE id = ?", row_id) == [{"revision": 1}]


def test_a_stale_or_missing_record_is_refused(opened):
    row_id = vault.add(opened, "Vierde")
    vault.rename(opened, row_id, 1, "Twee")
    with pytest.raises(ChangedElsewhere):
        vault.rename(opened, row_id, 1, "Drie")
    with pytest.raises(RecordMissing):
        vault.rename(opened, new_id(), 1, "Drie")
    assert vault.organisation_names(opened)[-1] == "Twee"


def test_voiding_keeps_the_entry_with_its_reason_and_is_done_once(opened):
    row_id = vault.add(opened, "Vierde")
    with opened.transaction("organisation.voided") as act:
        act.void(tables.organisation, row_id, 1, "dubbel ingevoerd")
    with opened.reading() as read:
        voided = read.get(Organisation, tables.organisation, row_id)
    assert voided.is_voided
    assert voided.void_reason == "dubbel ingevoerd"
    assert len(rows(opened, "SELECT * FROM history")) == 1
    with pytest.raises(AlreadyVoided), opened.transaction("organisation.voided") as act:
        act.void(tables.organisation, row_id, 2, "nog eens")


def test_a_retry_with_the_same_id_never_doubles(opened):
    row_id = vault.add(opened, "Vierde")
    with pytest.raises(AlreadySaved):
        vault.add(opened, "Vierde", row_id)
    assert vault.organisation_names(opened).count("Vierde") == 1


@pytest.mark.parametrize("text", ["met \0 erin", "half \ud83d teken"])
def test_text_that_cannot_be_stored_is_refused_by_field(opened, text):
    with pytest.raises(InvalidInput) as caught:
        vault.add(opened, text)
    assert [(p.field, p.code) for p in caught.value.problems] == [("name", "character")]


@pytest.mark.parametrize("text", ["'; DROP TABLE client; --", "\u202eomgekeerd", "🗝️", "<b>", "%s{0}", "=1+1", "e\u0301", "ж" * 100_000])
def test_any_other_text_is_kept_to_the_letter(opened, text):
    vault.add(opened, text)
    assert vault.organisation_names(opened)[-1] == text


def test_an_act_that_relied_on_a_head_that_moved_is_refused(opened):
    with opened.reading() as read:
        code = opened.head(read.connection).control_code
    vault.add(opened, "Vierde")
    with pytest.raises(HeadMoved), opened.transaction("organisation.added") as act:
        act.expect_head(code)


def test_the_control_code_can_be_read_aloud(opened):
    with opened.reading() as read:
        code = opened.head(read.connection).control_code
    left, right = code.split("-")
    assert len(left) == len(right) == 5
    assert set(left + right) <= set(audit.CODE_ALPHABET)


def test_a_broken_rule_tells_its_name_and_no_value(opened):
    with pytest.raises(RuleBroken) as caught:
        vault.add(opened, "   ")
    assert "organisation" in caught.value.params["rule"] or caught.value.params["rule"] == "check"
    assert "Eerste" not in repr(caught.value) + str(caught.value)


def test_append_only_tables_refuse_every_change_of_their_own(opened):
    for statement in ("UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "DELETE FROM history",
                      "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 1"):  # fmt: skip
        if "history" in statement:
            row_id = vault.add(opened, "Vierde")
            vault.rename(opened, row_id, 1, "Vijfde")
        with pytest.raises(RuleBroken) as caught, opened.working_copy() as conn:
            conn.exec_driver_sql(statement)
        assert caught.value.params["rule"] in {"append_only", "audit_order"}


def test_the_anchor_follows_at_close_and_when_an_act_asks(opened):
    def anchored():
        return anchor.read(opened.folder, opened.keys.anchor)[1].seq

    before = anchored()
    vault.add(opened, "Vierde")
    assert anchored() == before
    with opened.transaction("organisation.added") as act:
        act.anchors = True
        act.outcome = "refused"
    assert anchored() > before
    vault.add(opened, "Vijfde")
    last = rows(opened, "SELECT max(seq) AS seq FROM audit_entry")[0]["seq"]
    derived = opened.keys.anchor[:]
    opened.close()
    assert anchor.read(opened.folder, derived)[1].seq == last


@dataclass(frozen=True)
class NameOnly:
    name: str


def test_rows_become_dataclasses_by_field_name(opened):
    with opened.reading() as read:
        found = read.all(NameOnly, select(tables.organisation).order_by(tables.organisation.c.name))
        assert found == (NameOnly("Derde"), NameOnly("Eerste"), NameOnly("Tweede"))
        assert read.first(NameOnly, select(tables.organisation).where(tables.organisation.c.name == "x")) is None
        assert read.exists(tables.organisation, tables.organisation.c.name == "Derde")
