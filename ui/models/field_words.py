"""What stood in a record before: the names of its columns, and stored values, in her words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from ui import formatting
from ui.models.client_words import label, safe_contact_lines

Reader = Callable[[str], str]


def _tr(text: str) -> str:
    return QCoreApplication.translate("field_words", text)


def field_name(name: str) -> str:
    """What a column is called on screen."""
    return _names().get(name, name)


def value_text(name: str, stored: str | None, organisations: Mapping[str, str] | None = None) -> str:
    """A stored value in words; a dash for nothing. ``organisations`` gives names by id."""
    if stored in (None, "", "[]"):
        return "–"
    assert stored is not None  # noqa: S101 (the line above says so to the type checker)
    if name.endswith("organisation_id") or name in {"destination_id", "recipient_id"}:
        return (organisations or {}).get(stored, _tr("een organisatie die er niet meer is"))
    if name in _CODES:
        return label(_CODES[name], stored)
    if name in _CODE_LISTS:
        return formatting.list_text(label(_CODE_LISTS[name], code) for code in json.loads(stored))
    return _plain(name, stored)


def _plain(name: str, stored: str) -> str:
    reader = _READERS.get(name)
    if reader is not None:
        return reader(stored)
    if name.endswith(("_on", "_from", "_to")):
        return formatting.date_text(date.fromisoformat(stored))
    if name.endswith("_at"):
        return formatting.moment_text(datetime.fromisoformat(stored))
    if name.startswith("is_") or name.endswith(("_needed", "is_estimated")):
        return _tr("ja") if stored == "1" else _tr("nee")
    return stored


def _tags(stored: str) -> str:
    return formatting.list_text(str(item) for item in json.loads(stored))


def _rules(stored: str) -> str:
    return "; ".join(safe_contact_lines(tuple(rule) for rule in json.loads(stored))) or "–"


def _half_year(stored: str) -> str:
    year, half = stored.split("-")
    return _tr("{nummer}e halfjaar {jaar}").format(nummer=half, jaar=year)


def _origin(stored: str) -> str:
    return origin_words().get(stored, stored)


def origin_words() -> dict[str, str]:
    """Where the text of a contact moment comes from."""
    return {
        "eigen": _tr("Van uzelf of van cliënt"),
        "politie": _tr("Van de politie"),
        "derde": _tr("Van iemand anders"),
    }


def parent_words() -> dict[str, str]:
    """Who can be blocked as holder of authority."""
    return {"moeder": _tr("Moeder"), "vader": _tr("Vader"), "voogd": _tr("Voogd")}


def route_words() -> dict[str, str]:
    """Within or across the border."""
    return {"binnenlands": _tr("Binnen Nederland"), "grensoverschrijdend": _tr("Over de grens")}


def _parents(stored: str) -> str:
    return formatting.list_text(parent_words().get(code, code) for code in json.loads(stored))


def _route(stored: str) -> str:
    return route_words().get(stored, stored)


def _merged(stored: str) -> str:
    return _tr("samengevoegd met een andere cliënt")


_READERS: dict[str, Reader] = {
    "aliases": _tags,
    "open_ends": _tags,
    "safe_contact": _rules,
    "counts_in": _half_year,
    "origin": _origin,
    "blocked_parents": _parents,
    "route": _route,
    "merged_into_id": _merged,
}

_CODES = {
    "gender": "gender",
    "residence_status": "residence_status",
    "parental_authority": "parental_authority",
    "found_in": "municipality",
    "exploited_in": "municipality",
    "registered_in": "municipality",
    "paying_municipality": "municipality",
    "notifier_type": "notifier_type",
    "comensha_state": "comensha_state",
    "legal_regime": "legal_regime",
    "closure_reason": "closure_reason",
    "phase": "phase",
    "status": "track_status",
    "sector": "sector",
}

_CODE_LISTS = {
    "citizenships": "citizenship",
    "languages": "language",
    "request_kinds": "request_kind",
    "sectors": "sector",
    "scopes": "scope",
}


def _names() -> dict[str, str]:
    return {
        "given_name": _tr("Roepnaam"),
        "infix": _tr("Tussenvoegsel"),
        "family_name": _tr("Achternaam"),
        "aliases": _tr("Andere namen"),
        "born_from": _tr("Geboren op of na"),
        "born_to": _tr("Geboren op of voor"),
        "birth_is_estimated": _tr("Leeftijd geschat"),
        "gender": _tr("Gender"),
        "citizenships": _tr("Nationaliteit"),
        "residence_status": _tr("Verblijf"),
        "languages": _tr("Talen"),
        "interpreter_needed": _tr("Tolk nodig"),
        "interpreter_note": _tr("Over de tolk"),
        "children_count": _tr("Aantal kinderen"),
        "children_note": _tr("Over de kinderen"),
        "parental_authority": _tr("Gezag"),
        "authority_name": _tr("Naam van wie gezag heeft"),
        "authority_reason": _tr("Waarom niet benaderd"),
        "blocked_parents": _tr("Wie niets mag weten"),
        "blocked_reason": _tr("Waarom die niets mag weten"),
        "found_in": _tr("Aangetroffen in"),
        "exploited_in": _tr("Uitgebuit in"),
        "registered_in": _tr("Ingeschreven in"),
        "safe_contact": _tr("Veilig contact"),
        "informed_on": _tr("Geïnformeerd over registratie op"),
        "not_informed_reason": _tr("Waarom nog niet geïnformeerd"),
        "counts_in": _tr("Telt mee in"),
        "merged_into_id": _tr("Samenvoeging"),
        "code": _tr("Code"),
        "received_on": _tr("Ontvangen op"),
        "notifier_type": _tr("Wie meldt aan"),
        "organisation_id": _tr("Organisatie"),
        "contact_person": _tr("Contactpersoon"),
        "request_kinds": _tr("Wat wordt gevraagd"),
        "is_urgent": _tr("Spoed"),
        "sectors": _tr("Vormen van uitbuiting"),
        "story": _tr("Wat vertelt de aanmelder"),
        "comensha_state": _tr("CoMensha"),
        "comensha_by": _tr("Gemeld door"),
        "comensha_on": _tr("Gemeld op"),
        "comensha_number": _tr("Nummer bij CoMensha"),
        "comensha_reason": _tr("Waarom niet gemeld"),
        **_care_names(),
    }


def _care_names() -> dict[str, str]:
    return {
        "sector": _tr("Vorm van uitbuiting"),
        "period": _tr("Periode"),
        "route": _tr("Waar"),
        "note": _tr("Notitie"),
        "started_on": _tr("Begonnen op"),
        "legal_regime": _tr("Wettelijk kader"),
        "urgent_care": _tr("Directe zorg"),
        "situation": _tr("Situatie"),
        "wish": _tr("Wat wil cliënt"),
        "paying_municipality": _tr("Betalende gemeente"),
        "payment_note": _tr("Over de betaling"),
        "closed_on": _tr("Afgesloten op"),
        "closure_reason": _tr("Afsluitreden"),
        "closure_note": _tr("Toelichting bij afsluiten"),
        "open_ends": _tr("Wat nog open staat"),
        "phase": _tr("Fase"),
        "status": _tr("Status"),
        "since_on": _tr("Sinds"),
        "next_on": _tr("Volgende datum"),
        "sentence": _tr("Zin voor samenvatting"),
        "description": _tr("Wat"),
        "due_on": _tr("Wanneer"),
        "due_time": _tr("Hoe laat"),
        "who": _tr("Wie"),
        "done_on": _tr("Gedaan op"),
        "voided_at": _tr("Ongeldig gemaakt op"),
        "void_reason": _tr("Reden van ongeldig maken"),
        "kind": _tr("Soort"),
        "happened_on": _tr("Datum"),
        "happened_time": _tr("Tijd"),
        "minutes": _tr("Aantal minuten"),
        "with_whom": _tr("Met wie"),
        "origin": _tr("Waar komt dit vandaan"),
    }
