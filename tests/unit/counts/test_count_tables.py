from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.counts.counting import true_counts
from app.model.count_tables import (
    AGE_CODES,
    MUNICIPALITIES,
    NOTIFIER_GROUPS,
    NOTIFIER_TYPES,
    SECTORS,
    SMALL,
    SUBREGIONS,
    BaseCounts,
    CountRequest,
    Mark,
    NotificationFact,
    PersonFact,
    TableKind,
    age_code,
    base_counts,
)
from app.model.periods import HalfYear, Period
from tests.unit.counts.registers import simple

ON = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("born_from", "born_to", "code"),
    [
        (date(2014, 3, 2), date(2014, 3, 2), "0_11"),
        (date(2014, 3, 1), date(2014, 3, 1), "12_17"),
        (date(2008, 3, 2), date(2008, 3, 2), "12_17"),
        (date(2008, 3, 1), date(2008, 3, 1), "18_23"),
        (date(2002, 3, 1), date(2002, 3, 1), "24_29"),
        (date(1996, 3, 1), date(1996, 3, 1), "30_plus"),
        (date(2012, 1, 1), date(2016, 12, 31), "minderjarig"),
        (date(1990, 1, 1), date(2000, 12, 31), "24_plus"),
        (date(2007, 1, 1), date(2009, 12, 31), "onbekend"),
        (date(2001, 1, 1), date(2003, 12, 31), "onbekend"),
        (None, None, "onbekend"),
    ],
)
def test_an_age_group_holds_for_every_possible_birth_date(born_from, born_to, code):
    assert age_code(born_from, born_to, ON) == code


def test_a_birthday_on_29_february():
    assert age_code(date(2008, 2, 29), date(2008, 2, 29), date(2026, 2, 28)) == "12_17"
    assert age_code(date(2008, 2, 29), date(2008, 2, 29), date(2026, 3, 1)) == "18_23"


_person = st.builds(
    PersonFact, st.frozensets(st.sampled_from(SECTORS)), st.sampled_from(AGE_CODES), st.sampled_from(MUNICIPALITIES)
)


@given(st.lists(_person, max_size=30), st.lists(st.sampled_from(NOTIFIER_TYPES), max_size=10))
def test_base_counts_survive_storage(people, further):
    notifications = [NotificationFact("politie", True) for _ in people] + [NotificationFact(t, False) for t in further]
    base = base_counts(people, notifications)
    text = base.to_json()
    assert BaseCounts.from_json(text).to_json() == text
    assert BaseCounts.from_json(text).persons == len(people)


@pytest.mark.parametrize("text", ["[]", "{}", '{"ages":{}}', simple({"SD": 2}).to_json().replace("2", "2.0")])
def test_other_texts_are_no_base_counts(text):
    with pytest.raises(ValueError):
        BaseCounts.from_json(text)


def test_base_counts_that_contradict_themselves_are_refused():
    with pytest.raises(ValueError):
        BaseCounts({frozenset({"SD"}): 2}, {"18_23": 1}, {"goes": 2}, {"politie": 2})
    with pytest.raises(ValueError):
        BaseCounts({}, {"18_23": 1}, {"atlantis": 1}, {"politie": 1})


def test_code_lists_and_counting_agree(root):
    assert root("municipality", "subregion") == {c: region for region, cs in SUBREGIONS.items() for c in cs}
    assert root("notifier_type", "bijlage4_row") == {c: row for row, cs in NOTIFIER_GROUPS.items() for c in cs}


@pytest.fixture
def root():
    import tomllib
    from pathlib import Path

    def column(name: str, field: str) -> dict[str, str]:
        path = Path(__file__).parents[3] / "resources" / "codelists" / f"{name}.toml"
        return {item["code"]: item[field] for item in tomllib.loads(path.read_text(encoding="utf-8"))["item"]}

    return column


def test_one_client_reported_by_two_bodies_is_one_person_and_two_notifications():
    """S1: police and shelter report the same person, in two sectors."""
    half = HalfYear(2026, 1)
    person = PersonFact(frozenset({"SD", "GC"}), "18_23", "goes")
    base = base_counts([person], [NotificationFact("politie", True), NotificationFact("opvanginstelling", False)])
    request = CountRequest(TableKind.ANNEX_4, (Period.of_year(2026),))
    counts = [line[0] for line in true_counts(request, {half: base, half.next: BaseCounts()})]
    #                 persons, notifications, by type,      SD GA GC GB OH NNG Onb
    assert counts == [1, 2, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0]


SEED_2018 = simple(
    {"SD": 15, "GC": 6, "SD+GC": 3, "GA+SD": 1, "OH+GC+SD": 1, "OH": 1, "GB": 1}, notifiers={"politie": 28}
)  # fmt: skip


def test_the_column_2018_of_annex_4_before_protection():
    """28 persons, 28 police notifications, 34 mentions; 4 persons in two sectors, 1 in three."""
    request = CountRequest(TableKind.ANNEX_4, (Period.of_year(2018),))
    frozen = {HalfYear(2018, 1): SEED_2018, HalfYear(2018, 2): BaseCounts()}
    counts = [line[0] for line in true_counts(request, frozen)]
    assert counts[:6] == [28, 28, 28, 0, 0, 0]
    assert counts[6:] == [20, 1, 10, 1, 2, 0, 0]
    assert sum(counts[6:]) == 34


def test_in_the_year_page_a_person_counts_once_in_each_form():
    frozen = {HalfYear(2026, 1): simple({"GC+GB": 2, "SD+NNG": 1, "": 3}), HalfYear(2026, 2): BaseCounts()}
    request = CountRequest(TableKind.YEARS, (Period.of_year(2026),))
    assert [line[0] for line in true_counts(request, frozen)][4:8] == [1, 0, 2, 4]


@pytest.mark.parametrize("text", ["4", "0", "05", "<4", "X", "5.0", "", "²5", "-7"])
def test_no_other_marks(text):
    with pytest.raises(ValueError):
        Mark.parse(text)


def test_marks_read_back():
    assert [Mark.parse(text).text for text in ("<5", "x", "5", "120")] == ["<5", "x", "5", "120"]
    assert Mark.parse("<5") == SMALL
    with pytest.raises(ValueError):
        Mark.shown(4)


@pytest.mark.parametrize(
    ("kind", "periods"),
    [
        (TableKind.YEARS, ()),
        (TableKind.YEARS, (Period.half(HalfYear(2025, 1)),)),
        (TableKind.YEARS, (Period.of_year(2026), Period.of_year(2025))),
        (TableKind.HALF_YEAR, (Period.of_year(2025),)),
        (TableKind.MUNICIPALITY, (Period.of_year(2025),)),
        (TableKind.MUNICIPALITY, (Period.block(2023), Period.block(2026))),
        (TableKind.ANNEX_4, (Period.block(2023),)),
    ],
)
def test_requests_that_do_not_exist(kind, periods):
    with pytest.raises(ValueError):
        CountRequest(kind, periods)


def test_a_request_reads_back_from_its_key():
    request = CountRequest(TableKind.YEARS, (Period.of_year(2024), Period.of_year(2026)))
    assert request.key == "jaaroverzicht:2024,2026"
    assert CountRequest.from_key(request.key) == request
