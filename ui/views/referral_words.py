"""How the state of a referral is said and coloured, in the list and on the client's page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.model.codes import ReferralStatus
from app.model.referrals import ReferralState
from ui import formatting
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.theme import ChipKind

LATE_AFTER_DAYS = 7
"""From so many days without an answer the waiting is a warning."""

S = ReferralStatus
_KINDS: dict[ReferralStatus, ChipKind] = {
    S.SENT: "info",
    S.RECEIVED: "info",
    S.WAITING_LIST: "warn",
    S.ACCEPTED: "ok",
    S.PLACED: "ok",
    S.REJECTED: "bad",
    S.CLIENT_DECLINES: "neutral",
    S.REVIEW: "warn",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("referral_words", text)


def chip_kind(status: ReferralStatus) -> ChipKind:
    """The colour that repeats the word."""
    return _KINDS.get(status, "neutral")


def state_title(desk: Desk, state: ReferralState) -> str:
    """“Afgewezen: geen plek”, “Geplaatst door politie”."""
    placed = {"politie": _tr("Geplaatst door politie"), "comensha": _tr("Geplaatst door CoMensha")}
    if state.placed_by in placed:
        return placed[state.placed_by]
    label = desk.label("referral_status", state.status)
    if state.reason is None:
        return label
    reason = sharing_texts.lower_first(desk.label("rejection_reason", state.reason))
    return _tr("{stand}: {reden}").format(stand=label, reden=reason)


def state_text(state: ReferralState) -> str:
    """Her note, and why it was taken back."""
    parts = [state.note or ""]
    if state.retracted_reason is not None:
        parts.append(_tr("Teruggenomen: {reden}").format(reden=state.retracted_reason))
    return " ".join(part for part in parts if part)


def waits_text(days: int | None) -> str:
    """“3 dagen”, “vandaag verstuurd”, nothing when no answer is expected."""
    if days is None:
        return ""
    return _tr("vandaag verstuurd") if days == 0 else formatting.count_text(days, _tr("dag"), _tr("dagen"))
