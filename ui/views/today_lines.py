"""The lines of *Vandaag* in words: chip, sentence, and where each is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.model.today import Bucket, TodayItem, TodayKind, bucket
from ui import formatting
from ui.desk import Desk
from ui.theme import ChipKind


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


@dataclass(frozen=True)
class Line:
    """One line as shown. ``tab`` is the tab of the client page that settles it, ``act`` an act to start there."""

    item: TodayItem
    chip: str
    kind: ChipKind
    sentence: str
    who: str
    button: str
    tab: str
    act: str = ""

    @property
    def is_step(self) -> bool:
        """Steps can be done or put off from here."""
        return self.item.kind is TodayKind.STEP


_TABS = {
    TodayKind.STEP: "plan",
    TodayKind.TRACK: "plan",
    TodayKind.REFERRAL: "referrals",
    TodayKind.CONSENT: "consent",
    TodayKind.CONTACT: "timeline",
    TodayKind.HANDOVER: "shared",
    TodayKind.BIRTHDAY: "overview",
}
_ACTS = {TodayKind.CONTACT: "new_contact"}


def line_of(item: TodayItem, day: date, desk: Desk) -> Line:
    """Put one item in words."""
    has_more = item.kind in (TodayKind.CONTACT, TodayKind.HANDOVER, TodayKind.CONSENT)
    kinds: dict[Bucket, ChipKind] = {Bucket.LATE: "bad", Bucket.TODAY: "warn"}
    return Line(
        item=item,
        chip=_chip(item, day),
        kind=kinds.get(bucket(item.due_on, day), "neutral"),
        sentence=_sentence(item, day, desk),
        who=_who(item),
        button=_tr("Vastleggen…") if has_more else _tr("Openen"),
        tab=_TABS[item.kind],
        act=_ACTS.get(item.kind, ""),
    )


def _chip(item: TodayItem, day: date) -> str:
    where = bucket(item.due_on, day)
    if where is Bucket.LATE:
        return formatting.days_left(item.due_on, day)
    if where is Bucket.TODAY:
        return _tr("{tijd} uur").format(tijd=item.due_time.replace(":", ".")) if item.due_time else _tr("vandaag")
    if where is Bucket.WEEK:
        return formatting.short_day(item.due_on)
    return formatting.date_text(item.due_on)


def _who(item: TodayItem) -> str:
    name = formatting.initial_name(item.family_name or "", item.infix or "", item.given_name or "")
    return f"{item.client_code} · {name}"


def _sentence(item: TodayItem, day: date, desk: Desk) -> str:
    makers = {
        TodayKind.STEP: _step,
        TodayKind.TRACK: _track,
        TodayKind.REFERRAL: _referral,
        TodayKind.CONSENT: _consent,
        TodayKind.CONTACT: _contact,
        TodayKind.HANDOVER: _handover,
        TodayKind.BIRTHDAY: _birthday,
    }
    return makers[item.kind](item, day, desk)


def _step(item: TodayItem, day: date, desk: Desk) -> str:
    return item.text or ""


def _track(item: TodayItem, day: date, desk: Desk) -> str:
    return _tr("Kijk opnieuw naar spoor: {spoor}").format(spoor=desk.label("track_kind", item.detail))


def _referral(item: TodayItem, day: date, desk: Desk) -> str:
    if item.due_on > day:
        return _tr("{naam}: antwoord op de verwijzing verwacht").format(naam=item.detail)
    return _tr("{naam} heeft nog niet geantwoord op de verwijzing").format(naam=item.detail)


def _consent(item: TodayItem, day: date, desk: Desk) -> str:
    purpose, _, recipient = (item.detail or "").partition("|")
    words = _tr("Toestemming is verlopen: {doel}, {ontvanger}") if item.due_on < day else _tr(
        "Toestemming loopt af: {doel}, {ontvanger}"
    )
    return words.format(doel=desk.label("consent_purpose", purpose), ontvanger=desk.organisation_name(recipient))


def _contact(item: TodayItem, day: date, desk: Desk) -> str:
    last = date.fromisoformat(item.detail) if item.detail else item.due_on
    since = formatting.count_text((day - last).days, _tr("dag"), _tr("dagen"))
    return _tr("{dagen} geen contact; laatst op {datum}").format(dagen=since, datum=formatting.date_text(last))


def _handover(item: TodayItem, day: date, desk: Desk) -> str:
    return _tr("Hoe is de samenvatting aan {naam} verstrekt?").format(naam=item.detail)


def _birthday(item: TodayItem, day: date, desk: Desk) -> str:
    words = {
        "16": _tr("Wordt {wanneer} 16 jaar: vraag toestemming opnieuw, aan cliënt zelf"),
        "18": _tr("Wordt {wanneer} 18 jaar: kijk opnieuw naar hulp, geld en verblijf"),
    }
    return words[item.detail or "18"].format(wanneer=formatting.days_left(item.due_on, day))
