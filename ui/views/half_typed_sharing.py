"""Opens the dialog of a kept draft about consent, a referral's state or a hand-over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services import consent, gate, referrals
from ui.desk import Desk
from ui.dialogs.authority import AuthorityDialog
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.handover import HandoverDialog
from ui.dialogs.referral_state import ReferralStateDialog
from ui.dialogs.withdrawal import WithdrawalDialog
from ui.widgets.form_dialog import FormDialog


def sharing_dialog_for(desk: Desk, form: str, subject: str, owner: QWidget) -> FormDialog | None:
    """The dialog whose draft is kept under ``form`` and ``subject``; None when there is nothing to fill in."""
    client_id, _, record = subject.partition(":")
    makers: dict[str, Callable[[], FormDialog | None]] = {
        "consent": lambda: ConsentDialog(desk, client_id, None, owner),
        "authority": lambda: AuthorityDialog(desk, client_id, owner),
        "withdrawal": lambda: _withdrawal(desk, client_id, record, owner),
        "referral_state": lambda: ReferralStateDialog(desk, referrals.referral(desk.register, record), owner),
        "handover": lambda: _handover(desk, record, owner),
    }
    make = makers.get(form)
    return make() if make is not None else None


def _withdrawal(desk: Desk, client_id: str, event_id: str, owner: QWidget) -> FormDialog | None:
    events = consent.events(desk.register, client_id)
    given = next((e for e in events if e.id == event_id and e.retracted_reason is None), None)
    return WithdrawalDialog(desk, given, owner) if given else None


def _handover(desk: Desk, disclosure_id: str, owner: QWidget) -> FormDialog | None:
    rows = gate.awaiting_handover(desk.register)
    row = next((r for r in rows if r.disclosure.id == disclosure_id), None)
    return HandoverDialog(desk, row, parent=owner) if row else None
