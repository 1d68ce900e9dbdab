"""The code lists, the enums that logic branches on, and the network agree with each other."""

from __future__ import annotations

import re
from enum import StrEnum
from uuid import UUID

import pytest

from app.model import codes
from app.services import code_lists

#: Enum → its list, and whether the enum names every code of it.
TIED = {
    codes.NotifierType: ("notifier_type", False),
    codes.ComenshaState: ("comensha_state", True),
    codes.Sector: ("sector", True),
    codes.ParentalAuthority: ("parental_authority", True),
    codes.Phase: ("phase", True),
    codes.TrackKind: ("track_kind", True),
    codes.TrackStatus: ("track_status", True),
    codes.ContactKind: ("contact_kind", False),
    codes.SafeContact: ("safe_contact", False),
    codes.Purpose: ("consent_purpose", True),
    codes.Scope: ("scope", True),
    codes.ConsentKind: ("consent_kind", True),
    codes.ConsentForm: ("consent_form", True),
    codes.ConsentGiver: ("consent_giver", True),
    codes.Route: ("route", True),
    codes.ReferralStatus: ("referral_status", True),
    codes.ClosureReason: ("closure_reason", False),
    codes.HandedOver: ("handed_over", True),
}
#: Attribute that names a code of another list.
POINTS_TO = {
    ("municipality", "subregion"): "subregion",
    ("sector", "count_form"): "count_form",
    ("track_kind", "scope"): "scope",
}


def _codes(name: str) -> list[str]:
    return [item.code for item in code_lists.load()[name].items]


def test_every_enum_is_tied_to_a_list():
    enums = {value for value in vars(codes).values() if isinstance(value, type) and issubclass(value, StrEnum)}
    assert enums - {StrEnum} == set(TIED)


@pytest.mark.parametrize("enum", TIED, ids=lambda enum: enum.__name__)
def test_an_enum_holds_codes_of_its_list(enum):
    name, is_whole = TIED[enum]
    listed = _codes(name)
    assert [member.value for member in enum if member.value not in listed] == []
    if is_whole:
        assert [member.value for member in enum] == listed


@pytest.mark.parametrize("name", sorted(code_lists.load()))
def test_a_list_is_well_formed(name):
    items = code_lists.load()[name].items
    assert code_lists.load()[name].source
    assert len({item.code for item in items}) == len(items)
    assert len({item.label for item in items}) == len(items)
    for item in items:
        assert re.fullmatch(r"[a-z0-9_]+", item.code) or name == "sector"
        assert item.label == item.label.strip()
        assert item.label[0].isupper() or item.label[0].isdigit() or item.label == "’t"


@pytest.mark.parametrize(("pointer", "target"), POINTS_TO.items())
def test_an_attribute_points_to_a_code_that_exists(pointer, target):
    name, attribute = pointer
    assert {item.attributes[attribute] for item in code_lists.load()[name].items} <= set(_codes(target))


def test_thirteen_gemeenten_of_which_twelve_take_part():
    zeeuws = [i for i in code_lists.load()["municipality"].items if "cbs_code" in i.attributes]
    assert len(zeeuws) == 13
    assert [i.code for i in zeeuws if not i.attributes["in_area"]] == ["tholen"]


def test_the_network_refers_to_codes_and_organisations_that_exist():
    seeds = code_lists.organisations()
    ids = {seed.id for seed in seeds}
    assert len(ids) == len(seeds) == len({seed.name for seed in seeds})
    for seed in seeds:
        assert str(UUID(seed.id)) == seed.id
        assert seed.kind in _codes("organisation_kind")
        assert seed.notifier_type is None or seed.notifier_type in _codes("notifier_type")
        assert seed.receives_through is None or seed.receives_through in ids
        assert seed.functions


def test_ids_on_which_consents_rest_never_change():
    ids = {seed.name: seed.id for seed in code_lists.organisations()}
    assert ids["CoMensha"] == "3b7ea849-9a72-57d0-ac50-f1578383a49a"
    assert ids["COSM"] == "482f7e7f-3515-5c98-82f4-394312e3b68b"


def test_cosm_and_omm_are_reached_through_comensha():
    seeds = {seed.name: seed for seed in code_lists.organisations()}
    assert seeds["COSM"].receives_through == seeds["OMM"].receives_through == seeds["CoMensha"].id


def test_an_ended_code_is_offered_only_where_it_stands_already():
    from datetime import date

    from app.model.code_lists import CodeItem, CodeList

    ended = CodeItem("oud", "Oud", 0, valid_until=date(2025, 12, 31))
    current = CodeItem("nieuw", "Nieuw", 1)
    two = CodeList("voorbeeld", "test", (ended, current))
    assert two.offered_on(date(2025, 12, 31)) == (ended, current)
    assert two.offered_on(date(2026, 1, 1)) == (current,)
    assert two.offered_on(date(2026, 1, 1), stored=["oud"]) == (ended, current)
