"""Consent, the gate's answer and grounds in her words; no widget is made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from PySide6.QtCore import QCoreApplication

from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, Purpose, Route, Scope
from app.model.consent import COMENSHA, Answer, ConsentCell, ConsentEvent, ConsentState
from app.model.disclosures import Coverage, Disclosure, Ground
from app.model.organisations import Organisation
from ui import formatting
from ui.desk import Desk
from ui.widgets.panels import GateLine

SOON_DAYS = 14
"""From so many days before the end a consent is shown as ending."""

FaceKind = Literal["ok", "warn", "bad", "unasked", "empty"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("sharing", text)


def lower_first(text: str) -> str:
    """For a label inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def scope_text(desk: Desk, scopes: Iterable[Scope]) -> str:
    """“naam, veiligheid en dringende medische zorg”; labels that hold a comma are parted by semicolons."""
    labels = [lower_first(desk.label("scope", scope)) for scope in scopes]
    if any("," in label for label in labels) and len(labels) > 1:
        return "; ".join(labels)
    return formatting.list_text(labels)


def codes_text(desk: Desk) -> dict[str, str]:
    """Words for the codes that a refusal of the gate may name."""
    scopes = {item.code: lower_first(item.label) for item in desk.list("scope").items}
    states = {item.code: item.label for item in desk.list("referral_status").items}
    return states | scopes


# -- one answer, one cell ----------------------------------------------------------------------


def answer_text(answer: Answer) -> str:
    """What holds for one kind of data, and the event it rests on."""
    event = answer.event
    if event is None:
        return _tr("niet gevraagd")
    texts = {
        ConsentState.GIVEN: _tr("toestemming van {op}, geldig tot en met {tot}"),
        ConsentState.EXPIRED: _tr("toestemming van {op} is verlopen op {tot}"),
        ConsentState.REFUSED: _tr("geweigerd op {op}"),
        ConsentState.WITHDRAWN: _tr("ingetrokken op {op}"),
        ConsentState.UNABLE: _tr("op {op} niet in staat om te kiezen"),
        ConsentState.NO_AUTHORITY: _tr("toestemming van {op}, maar wie die gaf, mag dat nu niet (alleen) beslissen"),
        ConsentState.ORAL_ONLY: _tr("alleen mondeling gegeven op {op}; dit doel vraagt schriftelijke toestemming"),
    }
    end = formatting.date_text(event.valid_until) or "…"
    return texts[answer.state].format(op=formatting.date_text(event.given_on), tot=end)


@dataclass(frozen=True)
class Face:
    """How a cell of *Wie mag wat weten?* looks: words, kind, and the picture that repeats the words."""

    text: str
    kind: FaceKind
    icon: str = ""


def cell_face(cell: ConsentCell) -> Face:
    """One cell on its day, in one chip."""
    if cell.is_partial:
        words = _tr("deels: {aantal} van {totaal}").format(aantal=len(cell.given), totaal=len(cell.answers))
        return Face(words, "warn", "check")
    if cell.state is ConsentState.GIVEN and cell.ends_on is not None:
        left = (cell.ends_on - cell.day).days
        if left <= SOON_DAYS:
            days = formatting.count_text(left, _tr("dag"), _tr("dagen"))
            return Face(_tr("nog {dagen}").format(dagen=days) if left else _tr("laatste dag"), "warn", "check")
        return Face(_tr("tot {datum}").format(datum=formatting.date_text(cell.ends_on)), "ok", "check")
    return _closed_face(cell)


def _closed_face(cell: ConsentCell) -> Face:
    dates = [a.event.given_on for a in cell.answers.values() if a.event is not None and a.state is cell.state]
    ends = [a.event.valid_until for a in cell.answers.values() if a.event is not None and a.event.valid_until]
    on = near_date(max(dates, default=cell.day), cell.day)
    end = near_date(max(ends, default=cell.day), cell.day)
    faces = {
        ConsentState.REFUSED: Face(_tr("geweigerd {op}").format(op=on), "bad", "x"),
        ConsentState.WITHDRAWN: Face(_tr("ingetrokken {op}").format(op=on), "bad", "x"),
        ConsentState.UNABLE: Face(_tr("niet in staat {op}").format(op=on), "bad", "x"),
        ConsentState.EXPIRED: Face(_tr("verlopen {op}").format(op=end), "bad", "x"),
        ConsentState.NO_AUTHORITY: Face(_tr("geen gezag"), "bad", "x"),
        ConsentState.ORAL_ONLY: Face(_tr("alleen mondeling"), "warn", "x"),
    }
    return faces.get(cell.state, Face(_tr("niet gevraagd"), "unasked"))


def near_date(day: date, today: date) -> str:
    """04-11 within this year, else 04-11-2025: a chip has little room."""
    return f"{day.day:02d}-{day.month:02d}" if day.year == today.year else formatting.date_text(day)


def makes_sense(purpose: Purpose, organisation: Organisation) -> bool:
    """Whether asking this purpose of this recipient is a question at all (a dash otherwise)."""
    if purpose in {Purpose.COMENSHA_REGISTRATION, Purpose.COMENSHA_SHELTER}:
        return organisation.id == COMENSHA
    kinds = {
        Purpose.POLICE: "politie_justitie",
        Purpose.PAYMENT: "gemeente",
        Purpose.RELATIVE: "naaste",
        Purpose.LEGAL_AID: "rechtshulp",
    }
    return purpose not in kinds or organisation.kind == kinds[purpose]


# -- events ------------------------------------------------------------------------------------


def event_title(desk: Desk, event: ConsentEvent) -> str:
    """“Gegeven: opvang regelen, Fier”."""
    return _tr("{soort}: {doel}, {ontvanger}").format(
        soort=desk.label("consent_kind", event.kind),
        doel=lower_first(desk.label("consent_purpose", event.purpose)),
        ontvanger=desk.organisation_name(event.recipient_id),
    )


def event_text(desk: Desk, event: ConsentEvent) -> str:
    """Form, giver, scopes, language, end, note; then when it was recorded, if that was another day."""
    parts = [
        _form_text(desk, event),
        _sentence(scope_text(desk, event.scopes)),
        _language_text(desk, event),
        _tr("Geldig tot en met {datum}.").format(datum=formatting.date_text(event.valid_until))
        if event.kind is ConsentKind.GIVEN and event.valid_until
        else "",
        event.note or "",
    ]
    recorded = formatting.moment_text(event.recorded_at)
    if recorded[:10] != formatting.date_text(event.given_on):
        parts.append(_tr("Vastgelegd op {dag}.").format(dag=recorded[:10]))
    if event.retracted_reason is not None:
        parts.append(_tr("Teruggenomen: {reden}").format(reden=event.retracted_reason))
    return " ".join(part for part in parts if part)


def _form_text(desk: Desk, event: ConsentEvent) -> str:
    written = event.form is ConsentForm.WRITTEN
    how = _tr("Schriftelijk") if written else _tr("Mondeling")
    if event.witness:
        how = _tr("{vorm}, getuige: {naam}").format(vorm=how, naam=event.witness)
    who = {
        ConsentGiver.CLIENT: _tr("door cliënt zelf"),
        ConsentGiver.AUTHORITY: _tr("door wie gezag heeft"),
        ConsentGiver.BOTH: _tr("door cliënt en gezag samen"),
    }[event.given_by]
    if event.giver_name:
        who = _tr("{wie} ({naam})").format(wie=who, naam=event.giver_name)
    return f"{how}, {who}."


def _language_text(desk: Desk, event: ConsentEvent) -> str:
    if event.language is None:
        return _tr("Met tolk.") if event.interpreter else ""
    language = desk.label("language", event.language)
    text = _tr("Met tolk {taal}.") if event.interpreter else _tr("Besproken in het {taal}.")
    return text.format(taal=language)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


# -- the gate ----------------------------------------------------------------------------------


def gate_lines(desk: Desk, coverage: Coverage) -> list[GateLine]:
    """Per kind of data whether it may go and why; those that rest on the same event stand together."""
    groups: dict[tuple[bool, str], list[Scope]] = {}
    for scope, answer in coverage.answers.items():
        groups.setdefault((scope in coverage.covered, _reason(coverage, answer)), []).append(scope)
    ordered = sorted(groups.items(), key=lambda item: not item[0][0])
    return [
        GateLine(_tr("{gegevens}: {grond}").format(gegevens=scope_text(desk, scopes), grond=reason), is_covered)
        for (is_covered, reason), scopes in ordered
    ]


def _reason(coverage: Coverage, answer: Answer) -> str:
    if coverage.ground.route is Route.CONSENT:
        return answer_text(answer)
    words = _tr("{grond} (toestemming: {stand})")
    return words.format(grond=ground_short(coverage.ground), stand=answer_text(answer))


def gate_title(coverage: Coverage) -> str:
    """The line above them."""
    if coverage.is_blocked:
        return _tr("Deze persoon mag niets ontvangen")
    if not coverage.is_complete:
        return _tr("Er is nog geen toestemming voor alles wat u wilt delen")
    if coverage.ground.route is Route.CONSENT:
        return _tr("U mag dit delen")
    return _tr("U deelt dit zonder toestemming, op een andere grond")


def ground_short(ground: Ground) -> str:
    """The route in a few words."""
    if ground.route is Route.LEGAL_POWER:
        return _tr("wettelijke bevoegdheid of plicht, {artikel}").format(artikel=ground.article or "…")
    if ground.route is Route.CONFLICT_OF_DUTIES:
        return _tr("conflict van plichten")
    return _tr("toestemming")


def ground_lines(desk: Desk, gone: Disclosure) -> list[tuple[str, str]]:
    """Title and text of what a disclosure rested on, to be read back later."""
    if gone.route is Route.LEGAL_POWER:
        return [(desk.label("route", gone.route), gone.article or "")]
    if gone.route is Route.CONFLICT_OF_DUTIES:
        questions = [item.label for item in desk.list("consideration").items]
        return list(zip(questions, gone.considerations, strict=False))
    return []


def organisation_items(desk: Desk, *, shelters_first: bool = True) -> list[tuple[str, str, str]]:
    """(id, name, hint) for choosing a recipient; shelters on top, the client's own people last."""
    listed = [o for o in desk.organisations() if not o.is_voided]

    def place(organisation: Organisation) -> tuple[bool, bool, str]:
        late = not organisation.is_shelter if shelters_first else False
        return organisation.relative is not None, late, formatting.folded(organisation.name)

    ordered: Sequence[Organisation] = sorted(listed, key=place)
    return [(o.id, o.name, o.place or "") for o in ordered]


def day_text(day: date) -> str:
    """“op 24-11-2026”."""
    return _tr("op {dag}").format(dag=formatting.date_text(day))
