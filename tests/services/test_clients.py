"""Search first, take in, change, merge: the services behind the client pages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import ChangedElsewhere, InvalidInput
from app.model.clients import ClientFields
from app.model.codes import ComenshaState, ParentalAuthority, Phase, Sector
from app.model.notifications import ExploitationFields, NotificationFields
from app.model.records import new_id
from app.services import clients, listing, notifications, records, trail
from app.storage.register import Register
from tests.helpers.register import new_register

DAY = date(2026, 3, 3)
NASTY = (
    "'; DROP TABLE client; --",
    "=HYPERLINK(\"http://x\")",
    "<b>&amp;</b>",
    "👩‍👧 \u202eomgekeerd\u202c",
    "محمد Жанна Łukasz",
    "%s {0} {naam}",
)


@pytest.fixture
def register(tmp_path: Path, frozen_clock: object) -> Iterator[Register]:
    opened = new_register(tmp_path / "r")
    yield opened
    opened.close()


def take_in(register: Register, person: ClientFields | None = None, **report: object) -> str:
    fields = {"received_on": DAY, "notifier_type": "politie", "sectors": (Sector.SEXUAL_SERVICES,)} | report
    client_id = new_id()
    clients.register_client(
        register, NotificationFields(**fields), client_id=client_id, notification_id=new_id(), fields=person
    )
    return client_id


def problems_of(call) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        call()
    return {problem.field: problem.code for problem in refused.value.problems}


def test_the_aanmelding_alone_is_enough(register):
    file = clients.open_file(register, take_in(register))
    assert file.client.given_name is None
    assert file.client.code.startswith("ZLD-26-")
    assert file.trajectory is not None
    assert file.trajectory.started_on == DAY
    assert [p.phase for p in file.phases] == [Phase.NOTIFICATION]
    assert len(file.tracks) == 11
    assert not file.client.safe_contact_is_discussed


@pytest.mark.parametrize("typed", ["tirlea", "Țîrlea", "TIRLEA stef", "ana", "2007", "stefania  tîrlea"])
def test_search_minds_no_accents_capitals_or_order(register, typed):
    person = ClientFields(
        given_name="Ștefania", family_name="Țîrlea", aliases=("Ana",), born_from=date(2007, 2, 3),
        born_to=date(2007, 2, 3),
    )  # fmt: skip
    known = take_in(register, person)
    take_in(register, ClientFields(given_name="Bram", family_name="Proef"))
    assert [hit.id for hit in clients.find(register, typed)] == [known]


@pytest.mark.parametrize("typed", ["berg", "sanne berg", "van den berg", "vandenberg", "sanne van den berg"])
def test_search_minds_no_infix(register, typed):
    known = take_in(register, ClientFields(given_name="Sanne", infix="van den", family_name="Berg"))
    assert [hit.id for hit in clients.find(register, typed)] == [known]


def test_another_spelling_is_offered_and_never_joined(register):
    known = take_in(register, ClientFields(given_name="Mariana", family_name="Popescu"))
    assert [hit.id for hit in clients.possible_duplicates(register, "Marianna Popesku")] == [known]
    assert clients.possible_duplicates(register, "Wouter Zeeman") == ()
    assert len(listing.client_rows(register)) == 1


def test_a_birth_year_far_off_takes_a_name_out_of_the_hints(register):
    born = {"born_from": date(2001, 1, 1), "born_to": date(2001, 12, 31)}
    known = take_in(register, ClientFields(given_name="Mariana", family_name="Popescu", **born))
    assert [hit.id for hit in clients.possible_duplicates(register, "Mariana Popescu", 2003)] == [known]
    assert clients.possible_duplicates(register, "Mariana Popescu", 1980) == ()


def test_scenario_s1_one_person_two_notifications_three_mentions(register):
    avim = take_in(register, ClientFields(given_name="Mirela"), sectors=(Sector.SEXUAL_SERVICES, Sector.FORCED_CRIME))
    emergis = take_in(
        register,
        ClientFields(given_name="Mirella"),
        received_on=date(2026, 3, 9),
        notifier_type="opvanginstelling",
        sectors=(Sector.SEXUAL_SERVICES, Sector.FORCED_BEGGING),
    )
    other = clients.open_file(register, emergis).client
    clients.merge(register, emergis, avim, other.revision)
    for opened in (avim, emergis):
        file = clients.open_file(register, opened)
        assert file.client.id == avim
        assert len(file.notifications) == 2
        assert sorted(n.notifier_type for n in file.notifications) == ["opvanginstelling", "politie"]
        assert file.sectors == {Sector.SEXUAL_SERVICES, Sector.FORCED_CRIME, Sector.FORCED_BEGGING}
    assert len(listing.client_rows(register)) == 1


def test_a_merge_can_be_undone_after_later_edits(register):
    first = take_in(register, ClientFields(given_name="Mirela"))
    second = take_in(register, ClientFields(given_name="Mirella"))
    clients.merge(register, second, first, 1)
    added = new_id()
    notifications.add_notification(
        register, second, NotificationFields(received_on=date(2026, 4, 1), notifier_type="gemeente"), id=added
    )
    merged = clients.open_file(register, first).merged[0]
    clients.unmerge(register, second, merged.revision)
    assert clients.open_file(register, second).client.given_name == "Mirella"
    kept = [*clients.open_file(register, first).notifications, *clients.open_file(register, second).notifications]
    assert len(kept) == 3
    assert added in {row.id for row in kept}


def test_nobody_is_merged_into_herself(register):
    only = take_in(register)
    assert problems_of(lambda: clients.merge(register, only, only, 1)) == {"into_id": "same_client"}


@pytest.mark.parametrize("text", NASTY)
def test_any_text_comes_back_as_it_was_typed(register, text):
    person = ClientFields(given_name=text, family_name=text, aliases=(text,), interpreter_note=text)
    file = clients.open_file(register, take_in(register, person, story=text, contact_person=text))
    assert (file.client.given_name, file.client.aliases, file.client.interpreter_note) == (text, (text,), text)
    assert file.notifications[0].story == text
    assert len(listing.client_rows(register)) == 1


@pytest.mark.parametrize(("text", "code"), [("a\0b", "character"), ("a\ud800b", "character"), ("x" * 301, "too_long")])
@pytest.mark.parametrize("name", ["given_name", "infix", "family_name", "authority_name"])
def test_a_text_that_cannot_be_kept_is_refused_at_its_field(register, name, text, code):
    assert problems_of(lambda: take_in(register, ClientFields(**{name: text}))) == {name: code}
    assert listing.client_rows(register) == ()


def test_ten_megabytes_are_refused_whole(register):
    assert problems_of(lambda: take_in(register, story="a" * 10_000_000)) == {"story": "too_long"}


@pytest.mark.parametrize("day", [date(2026, 6, 16), date(2099, 1, 1)])
def test_nothing_was_received_in_the_future(register, day):
    assert problems_of(lambda: take_in(register, received_on=day))["received_on"] == "date_future"


def test_contradictions_are_said_at_their_field(register):
    found = problems_of(lambda: take_in(register, sectors=(Sector.UNKNOWN, Sector.FORCED_CRIME), notifier_type=""))
    assert found == {"sectors": "unknown_with_others", "notifier_type": "choose"}
    reason = problems_of(lambda: take_in(register, comensha_state=ComenshaState.OTHER_REASON))
    assert reason == {"comensha_reason": "required"}
    gezag = ClientFields(parental_authority=ParentalAuthority.NOT_APPROACHED, blocked_parents=("moeder",))
    assert problems_of(lambda: take_in(register, gezag)) == {"authority_reason": "required", "blocked_reason": "required"}


def test_each_change_keeps_who_when_and_what_stood_there(register):
    client_id = take_in(register, ClientFields(given_name="Ana", gender="vrouw"))
    client = clients.open_file(register, client_id).client
    clients.change_client(register, client_id, client.revision, replace(client, given_name="Anna", gender=None))
    (change,) = records.changes(register, "client", client_id)
    assert {name: (before, after) for name, before, after in change.fields} == {
        "given_name": ("Ana", "Anna"),
        "gender": ("vrouw", None),
    }
    assert change.actor
    with pytest.raises(ChangedElsewhere):
        clients.change_client(register, client_id, client.revision, client)


def test_a_voided_client_leaves_the_list_and_stays_readable(register):
    client_id = take_in(register, ClientFields(given_name="Fout"))
    assert problems_of(lambda: records.void(register, "client", client_id, 1, "  ")) == {"void_reason": "required"}
    records.void(register, "client", client_id, 1, "dubbel")
    assert listing.client_rows(register) == ()
    assert clients.find(register, "fout") == ()
    assert clients.open_file(register, client_id).client.void_reason == "dubbel"


def test_the_last_aanmelding_cannot_be_voided(register):
    client_id = take_in(register)
    row = clients.open_file(register, client_id).notifications[0]
    found = problems_of(lambda: records.void(register, "notification", row.id, row.revision, "fout"))
    assert found == {"void_reason": "last_notification"}


def test_a_sector_of_her_own_joins_the_union_until_it_is_voided(register):
    client_id, own = take_in(register), new_id()
    notifications.add_exploitation(register, client_id, ExploitationFields(sector=Sector.FORCED_BEGGING), id=own)
    assert clients.open_file(register, client_id).sectors == {Sector.SEXUAL_SERVICES, Sector.FORCED_BEGGING}
    records.void(register, "exploitation", own, 1, "vergissing")
    assert clients.open_file(register, client_id).sectors == {Sector.SEXUAL_SERVICES}


def test_a_retry_with_the_same_id_never_doubles(register):
    client_id, report = new_id(), NotificationFields(received_on=DAY, notifier_type="politie")
    clients.register_client(register, report, client_id=client_id, notification_id=new_id())
    with pytest.raises(Exception):  # noqa: B017 (whatever the schema says, it does not save twice)
        clients.register_client(register, report, client_id=client_id, notification_id=new_id())
    assert len(listing.client_rows(register)) == 1


def test_recently_opened_holds_eight_newest_first(register):
    ids = [take_in(register) for _ in range(10)]
    for client_id in ids:
        trail.client_viewed(register, client_id)
    assert len(clients.recently_opened(register)) == 8


def test_the_list_of_hundreds_is_read_at_once(register):
    for number in range(60):
        take_in(register, ClientFields(family_name=f"Proef{number:03d}"))
    started = time.perf_counter()
    rows = listing.client_rows(register)
    assert len(rows) == 60
    assert time.perf_counter() - started < 0.5
    assert [row.family_name for row in rows] == sorted(row.family_name for row in rows)
