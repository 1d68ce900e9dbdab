"""A line of the client's timeline in words: codes become Dutch sentences here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.model.codes import ConsentKind, Phase, ReferralStatus
from app.model.trajectories import TimelineItem as Happening
from ui import formatting
from ui.models.client_words import inline, label
from ui.widgets.timeline import TimelineItem

TEXT_SHOWN = 320
"""So many characters of a note are shown; opening the line shows all."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("timeline_words", text)


CONTACT_ICONS = {
    "gesprek": "message-circle", "bezoek": "house", "telefoon": "phone", "beeldbellen": "eye", "bericht": "mail",
    "brief": "mail", "mee": "map-pin", "poging": "phone", "professional": "users", "casusoverleg": "users",
    "derde": "info", "notitie": "sticky-note",
}  # fmt: skip


def lines(happenings: Sequence[Happening]) -> list[TimelineItem]:
    """Everything as the timeline shows it, in the same order."""
    corrected = {h.corrects_id: h.happened_on for h in happenings if h.corrects_id and not h.is_voided}
    days = {h.id: h.happened_on for h in happenings if h.subject == "contact_moment"}
    return [_line(happening, corrected, days) for happening in happenings]


def _line(happening: Happening, corrected: dict[str, date], days: dict[str, date]) -> TimelineItem:
    parts = [*_origin(happening), *_BODIES[happening.kind](happening)]
    if happening.id in corrected:
        parts.append(_tr("Later verbeterd: zie de nieuwere regel."))
    if happening.corrects_id in days:
        day = formatting.date_text(days[happening.corrects_id])
        parts.insert(0, _tr("Verbetert de regel van {datum}.").format(datum=day))
    if happening.is_voided and happening.void_reason:
        parts.append(_tr("Ongeldig: {reden}").format(reden=happening.void_reason))
    return TimelineItem(
        key=f"{happening.subject}:{happening.id}",
        on=happening.happened_on,
        icon=icon(happening),
        title=title(happening),
        text=" ".join(part for part in parts if part),
        kind=happening.kind,
        is_void=happening.is_voided,
    )


def icon(happening: Happening) -> str:
    """The picture of a line."""
    if happening.kind == "contact":
        return CONTACT_ICONS.get(happening.code, "message-circle")
    if happening.kind == "consent":
        return "shield-check" if happening.code == ConsentKind.GIVEN else "shield-x"
    if happening.kind == "referral":
        placed = happening.code == ReferralStatus.PLACED
        return "file-text" if happening.subject == "disclosure" else "house" if placed else "send"
    return "user-plus" if happening.kind == "notification" else "flag"


def title(happening: Happening) -> str:
    """What happened, in one line."""
    return _TITLES[happening.kind](happening)


def _name(happening: Happening) -> str:
    return next((name for name in happening.names if name), _tr("onbekende organisatie"))


def _contact_title(happening: Happening) -> str:
    words = label("contact_kind", happening.code)
    if happening.minutes:
        minutes = formatting.count_text(happening.minutes, _tr("minuut"), _tr("minuten"))
        words = f"{words}, {minutes}"
    return _tr("Verbetering: {wat}").format(wat=words) if happening.corrects_id else words


def _notification_title(happening: Happening) -> str:
    who = happening.names[0] if happening.names else label("notifier_type", happening.code)
    return _tr("Aanmelding door {wie}").format(wie=who)


def _consent_title(happening: Happening) -> str:
    words = {
        "gegeven": _tr("Toestemming gegeven: {doel}, {wie}"),
        "geweigerd": _tr("Toestemming geweigerd: {doel}, {wie}"),
        "ingetrokken": _tr("Toestemming ingetrokken: {doel}, {wie}"),
        "niet_in_staat": _tr("Niet in staat tot toestemming: {doel}, {wie}"),
    }[happening.code]
    return words.format(doel=label("consent_purpose", happening.detail), wie=_name(happening))


def _referral_title(happening: Happening) -> str:
    if happening.subject == "disclosure":
        return _tr("Gegevens verstrekt aan {wie}").format(wie=_name(happening))
    words = {
        "concept": _tr("Verwijzing naar {wie} begonnen"),
        "navraag": _tr("Navraag zonder naam bij {wie}"),
        "verstuurd": _tr("Verwijzing naar {wie} verstuurd"),
        "ontvangen": _tr("{wie} heeft de verwijzing ontvangen"),
        "wachtlijst": _tr("Op de wachtlijst bij {wie}"),
        "geaccepteerd": _tr("{wie} neemt cliënt aan"),
        "geplaatst": _tr("Geplaatst bij {wie}"),
        "beeindigd": _tr("Plaatsing of hulp bij {wie} beëindigd"),
        "geweigerd": _tr("{wie} wijst af"),
        "client_wil_niet": _tr("Cliënt wil niet naar {wie}"),
        "opnieuw": _tr("Verwijzing naar {wie} opnieuw bekijken"),
        "ingetrokken": _tr("Verwijzing naar {wie} ingetrokken"),
        "vervallen": _tr("Verwijzing naar {wie} niet meer nodig"),
    }[happening.code]
    return words.format(wie=_name(happening))


def _decision_title(happening: Happening) -> str:
    if happening.code == Phase.CLOSED:
        return _tr("Traject afgesloten: {reden}").format(reden=label("closure_reason", happening.detail))
    return _tr("Fase: {fase}").format(fase=label("phase", happening.code))


_TITLES = {
    "contact": _contact_title,
    "notification": _notification_title,
    "consent": _consent_title,
    "referral": _referral_title,
    "decision": _decision_title,
}


def _origin(happening: Happening) -> list[str]:
    words = {"politie": _tr("[Van de politie]"), "derde": _tr("[Van iemand anders]")}
    return [words[happening.origin]] if happening.origin in words else []


def _contact_body(happening: Happening) -> list[str]:
    who = formatting.list_text(happening.names)
    return [_tr("Met {wie}.").format(wie=who) if who else "", _short(happening.text)]


def _notification_body(happening: Happening) -> list[str]:
    return [_short(happening.text)]


def _consent_body(happening: Happening) -> list[str]:
    scopes = _scopes(happening)
    facts = [label("consent_form", happening.form)] if happening.form else []
    if happening.giver:
        facts.append(_tr("door {wie}").format(wie=inline("consent_giver", happening.giver)))
    if happening.dates:
        facts.append(_tr("geldig tot en met {datum}").format(datum=formatting.date_text(happening.dates[0])))
    first = f"{', '.join(facts)}." if facts else ""
    return [first, _tr("Gegevens: {gegevens}.").format(gegevens=scopes) if scopes else "", _short(happening.text)]


def _referral_body(happening: Happening) -> list[str]:
    scopes, parts = _scopes(happening), []
    if happening.subject == "disclosure":
        parts.append(_tr("Grond: {grond}.").format(grond=inline("route", happening.detail or "toestemming")))
    elif happening.detail and happening.code == ReferralStatus.PLACED:
        by = _tr("CoMensha") if happening.detail == "comensha" else _tr("de politie")
        parts.append(_tr("Geplaatst door {wie}.").format(wie=by))
    elif happening.detail:
        parts.append(_tr("Reden: {reden}.").format(reden=inline("rejection_reason", happening.detail)))
    if scopes and (happening.subject == "disclosure" or happening.code == ReferralStatus.SENT):
        parts.append(_tr("Gegevens: {gegevens}.").format(gegevens=scopes))
    return [*parts, _short(happening.text)]


def _decision_body(happening: Happening) -> list[str]:
    return [_short(happening.text)]


_BODIES = {
    "contact": _contact_body,
    "notification": _notification_body,
    "consent": _consent_body,
    "referral": _referral_body,
    "decision": _decision_body,
}


def _scopes(happening: Happening) -> str:
    return formatting.list_text(inline("scope", scope) for scope in happening.scopes)


def _short(text: str | None) -> str:
    plain = " ".join((text or "").split())
    return plain if len(plain) <= TEXT_SHOWN else f"{plain[:TEXT_SHOWN].rstrip()} …"


def line_label(happening: Happening) -> str:
    """The few words beside a dot on the drawn trajectory."""
    name = _name(happening)
    if happening.kind == "notification":
        return _tr("aanmelding {wie}").format(
            wie=happening.names[0] if happening.names else label("notifier_type", happening.code)
        )
    if happening.kind == "consent":
        return _tr("toestemming {wie}").format(wie=name)
    words = {
        "verstuurd": _tr("verwijzing {wie}"),
        "geaccepteerd": _tr("aangenomen {wie}"),
        "geplaatst": _tr("geplaatst {wie}"),
        "geweigerd": _tr("afgewezen {wie}"),
    }
    return words.get(happening.code, "{wie}").format(wie=name)
