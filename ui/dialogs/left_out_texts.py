"""What was left out of a summary, in her words. Shown to her only, never on the paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.model.codes import TrackKind
from app.model.protected_fields import ProtectedKind
from app.model.summary import Item, LeftOut, LeftOutReason


def _tr(text: str) -> str:
    return QCoreApplication.translate("left_out", text)


def item_text(left: LeftOut) -> str:
    """The part, as it would have stood on the page."""
    if left.item is Item.TRACK and left.track is not None:
        return _tr("Wat loopt er: {spoor}").format(spoor=_track_names()[left.track])
    return _item_names()[left.item]


def by_reason(left_out: Sequence[LeftOut]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Reason in words and the parts it concerns, the reason that matters most first."""
    groups = []
    for reason, words in (
        (LeftOutReason.NOT_COVERED, _tr("Geen toestemming of andere grond")),
        (LeftOutReason.NOTHING_WRITTEN, _tr("Niets ingevuld voor de samenvatting")),
    ):
        items = tuple(item_text(left) for left in left_out if left.reason is reason)
        if items:
            groups.append((words, items))
    return tuple(groups)


def protected_text(kind: ProtectedKind) -> str:
    """A protected field that a sentence seems to hold."""
    return {
        ProtectedKind.PHONE: _tr("een telefoonnummer"),
        ProtectedKind.EMAIL: _tr("een e-mailadres"),
        ProtectedKind.POSTCODE: _tr("een postcode"),
        ProtectedKind.BSN: _tr("een burgerservicenummer"),
    }[kind]


def shown_character(char: str) -> str:
    """A character no font on paper has; one that cannot be seen is named by its number."""
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def _item_names() -> dict[Item, str]:
    return {
        Item.NAME: _tr("Naam (de code staat er)"),
        Item.BIRTH: _tr("Geboortedatum"),
        Item.AGE_GENDER: _tr("Leeftijd en geslacht"),
        Item.LANGUAGE: _tr("Taal en tolk"),
        Item.RESIDENCE: _tr("Nationaliteit en verblijf"),
        Item.CONTACT: _tr("Veilig contact"),
        Item.SAFETY: _tr("Waar cliënt niet heen kan"),
        Item.URGENT_CARE: _tr("Directe zorg"),
        Item.SITUATION: _tr("Situatie"),
        Item.TRACK: _tr("Wat loopt er"),
        Item.WISH: _tr("Wat wil cliënt"),
        Item.PAYMENT: _tr("Betaling"),
    }


def _track_names() -> dict[TrackKind, str]:
    return {
        TrackKind.SAFETY: _tr("veiligheid"),
        TrackKind.SHELTER_HOUSING: _tr("opvang en wonen"),
        TrackKind.RESIDENCE: _tr("verblijfsrecht"),
        TrackKind.CRIMINAL_CASE: _tr("aangifte en strafzaak"),
        TrackKind.INCOME_INSURANCE: _tr("inkomen en zorgverzekering"),
        TrackKind.HEALTH: _tr("gezondheid"),
        TrackKind.LEGAL_DAMAGES: _tr("rechtshulp en schade"),
        TrackKind.CHILDREN_FAMILY: _tr("kinderen en gezin"),
        TrackKind.WORK_DAYTIME: _tr("school, werk en dagbesteding"),
        TrackKind.RETURN: _tr("terug naar huis of land van herkomst"),
        TrackKind.NETWORK: _tr("steun uit eigen omgeving"),
    }
