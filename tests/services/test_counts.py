"""Counts from a real register: definitions, freezing, the ledger, and what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import clock
from app.errors import LedgerDamaged, PeriodOpen, PlaceExists
from app.model.clients import Client, ClientFields
from app.model.codes import Sector
from app.model.count_tables import CountRequest, TableKind
from app.model.notifications import NotificationFields
from app.model.organisations import ProfileFields
from app.model.periods import HalfYear, Period
from app.model.records import new_id
from app.services import clients, counts, notifications
from app.storage import publications, tables
from app.storage.register import Register
from tests.helpers.register import copied, furnished_register

PROFILE = ProfileFields(
    coordinator_name="A. Voorbeeld",
    job_title="zorgcoördinator mensenhandel",
    phone="0113-000000",
    reachable="ma–do 9–17 uur",
    controller_name="gemeente Goes",
    dpo_contact="FG gemeente Goes",
)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    made = furnished_register(tmp_path / "register", PROFILE)
    yield made
    made.close()


def take_in(register: Register, day: date, sectors: list[str], kind: str = "politie", **fields: object) -> str:
    client_id = new_id()
    report = NotificationFields(received_on=day, notifier_type=kind, sectors=tuple(Sector(s) for s in sectors))
    clients.register_client(
        register,
        report,
        client_id=client_id,
        notification_id=new_id(),
        fields=ClientFields(**fields),  # type: ignore[arg-type]
    )
    return client_id


def year_2018(register: Register) -> None:
    """28 persons, 28 police notifications, 34 mentions: 20 SD, 10 GC, 2 OH, 1 GB, 1 GA."""
    sets = [["SD", "GC"]] * 4 + [["SD", "GC", "OH"]] + [["SD"]] * 15 + [["GC"]] * 5 + [["OH"], ["GB"], ["GA"]]
    for number, sectors in enumerate(sets):
        take_in(register, date(2018, 1 + number % 12, 10), sectors)


def test_the_2018_column_of_bijlage_4_before_protection(register: Register) -> None:
    from app.counts.counting import true_counts

    with clock.frozen(at(2019, 2, 1)):
        year_2018(register)
        inputs = counts.prepare(register, CountRequest(TableKind.ANNEX_4, (Period.of_year(2018),)))
    column = [line[0] for line in true_counts(inputs.request, inputs.base)]
    # personen, aanmeldingen, ambulant, opvang, overig, politie, SD, GA, GC, GB, OH, NNG, Onb
    assert sorted(column) == sorted([28, 28, 0, 0, 0, 28, 20, 1, 10, 1, 2, 0, 0])
    assert sum(column[-7:]) == 34


def test_one_victim_two_reporters_three_sectors(register: Register) -> None:
    """Scenario S1: persons 1, notifications 2, mentions 3; also when registered twice and merged."""
    with clock.frozen(at(2026, 3, 10)):
        first = take_in(register, date(2026, 3, 3), ["SD", "GC"], given_name="M.")
        second = take_in(register, date(2026, 3, 9), ["SD", "GB"], "opvanginstelling", given_name="Em")
        with register.reading() as read:
            revision = read.get(Client, tables.client, second).revision
        clients.merge(register, second, first, revision)
        file = clients.open_file(register, first)
        assert len(file.notifications) == 2
        assert file.sectors == {Sector.SEXUAL_SERVICES, Sector.FORCED_CRIME, Sector.FORCED_BEGGING}
        with register.reading() as read:
            base = publications.facts(read, [HalfYear(2026, 1)])[HalfYear(2026, 1)]
        assert (base.persons, sum(base.first.values()), sum(base.further.values())) == (1, 1, 1)
        assert base.first == {"politie": 1} and base.further == {"opvanginstelling": 1}
        with register.reading() as read:
            merged = read.get(Client, tables.client, second)
        clients.unmerge(register, second, merged.revision)
        with register.reading() as read:
            assert publications.facts(read, [HalfYear(2026, 1)])[HalfYear(2026, 1)].persons == 2


def publish(register: Register, request: CountRequest) -> tuple[int, str]:
    inputs = counts.prepare(register, request)
    made = counts.publish(register, inputs, counts.protect(inputs), id=new_id())
    return made.number, made.csv_text


def test_identical_request_identical_bytes_and_frozen_half_years(register: Register, tmp_path: Path) -> None:
    request = CountRequest(TableKind.YEARS, (Period.of_year(2018),))
    with clock.frozen(at(2019, 2, 1)):
        year_2018(register)
        number, text = publish(register, request)
        late = take_in(register, date(2018, 5, 1), ["SD"])
        assert publish(register, request) == (number, text)
        with register.reading() as read:
            assert read.get(Client, tables.client, late).counts_in == "2019-1"
        made = counts.earlier(register)[0]
        path = tmp_path / counts.file_name(request)
        counts.save(made, path)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == made.csv_sha256
        assert path.read_bytes().startswith("\ufeff".encode())
        with pytest.raises(PlaceExists):
            counts.save(made, path)


def test_an_open_period_is_refused(register: Register) -> None:
    with clock.frozen(at(2026, 6, 30)), pytest.raises(PeriodOpen):
        counts.prepare(register, CountRequest(TableKind.HALF_YEAR, (Period.half(HalfYear(2026, 1)),)))


@pytest.fixture(scope="module")
def with_2018(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A closed register of which the year 2018 has been published, and its master key."""
    folder = tmp_path_factory.mktemp("ledger") / "register"
    made = furnished_register(folder, PROFILE)
    with clock.frozen(at(2019, 2, 1)):
        year_2018(made)
        publish(made, CountRequest(TableKind.YEARS, (Period.of_year(2018),)))
    master = bytes(made.keys.master)
    made.close()
    return folder, master


@pytest.fixture
def published(with_2018: tuple[Path, bytes], tmp_path: Path) -> Iterator[Register]:
    """A copy of it for this test alone."""
    made = copied(*with_2018, tmp_path / "register")
    yield made
    made.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE publication SET csv_text = replace(csv_text, '28', '27')",
        "DELETE FROM publication",
        "UPDATE frozen_half_year SET base_counts = replace(base_counts, '2', '3')",
        "DELETE FROM frozen_half_year WHERE half_year = '2018-1'",
        "DELETE FROM audit_entry WHERE seq = 2",
    ],
)
def test_a_touched_ledger_refuses_every_count(published: Register, harm: str) -> None:
    with clock.frozen(at(2019, 2, 1)):
        with published.alone() as raw:
            raw.execute("PRAGMA foreign_keys = OFF")
            table = next(name for name in ("publication", "frozen_half_year", "audit_entry") if f" {name}" in harm)
            raw.execute(f"DROP TRIGGER {table}_no_update")
            raw.execute(f"DROP TRIGGER {table}_no_delete")
            raw.execute(harm)
        with pytest.raises(LedgerDamaged):
            counts.prepare(published, CountRequest(TableKind.ANNEX_4, (Period.of_year(2018),)))


def test_a_client_made_by_mistake_does_not_count(register: Register) -> None:
    from app.model.trajectories import Closure
    from app.services import trajectories

    with clock.frozen(at(2026, 3, 10)):
        client_id = take_in(register, date(2026, 3, 3), ["SD"])
        file = clients.open_file(register, client_id)
        assert file.trajectory is not None
        closure = Closure(closed_on=date(2026, 3, 9), closure_reason="fout")
        trajectories.close_trajectory(register, file.trajectory.id, file.trajectory.revision, closure)
        with register.reading() as read:
            assert publications.facts(read, [HalfYear(2026, 1)])[HalfYear(2026, 1)].persons == 0


def test_a_late_aanmelding_of_a_published_half_year_counts_now(register: Register) -> None:
    with clock.frozen(at(2018, 9, 1)):
        known = take_in(register, date(2018, 3, 1), ["SD"])
    with clock.frozen(at(2019, 2, 1)):
        publish(register, CountRequest(TableKind.YEARS, (Period.of_year(2018),)))
        report = NotificationFields(received_on=date(2018, 4, 1), notifier_type="opvanginstelling")
        notifications.add_notification(register, known, report, id=new_id())
        with register.reading() as read:
            now = publications.facts(read, [HalfYear(2019, 1)])[HalfYear(2019, 1)]
        assert (now.persons, now.further) == (0, {"opvanginstelling": 1})
