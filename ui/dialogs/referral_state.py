"""Stand bijwerken: only the states that may follow; placed by police or CoMensha as a fact of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.codes import ReferralStatus
from app.model.records import Saved, new_id
from app.model.referrals import may_follow
from app.services import referrals
from app.services.referrals import PLACED_BY, ReferralView, StateFields
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog

_PLACED = "geplaatst:"


class ReferralStateDialog(FormDialog):
    """Records the next state of one referral. Signals: ``saved(Saved)``."""

    def __init__(self, desk: Desk, view: ReferralView, parent: QWidget | None = None) -> None:
        now = desk.label("referral_status", view.now.status if view.now else None)
        super().__init__(
            self.tr("Stand bijwerken"),
            self.tr("Stand opslaan"),
            self._record,
            labels=sharing_texts.codes_text(desk),
            parent=parent,
        )
        self._desk, self._view = desk, view
        earliest = max(view.referral.asked_on, view.now.happened_on) if view.now else view.referral.asked_on
        self.form.keep("id", new_id())
        help_text = self.tr("Nu: {stand}").format(stand=sharing_texts.lower_first(now))
        self.form.add_row(self.tr("Nieuwe stand"), CodeCombo(self.choices()), help_text, name="status", required=True)
        days = DateField(lambda: earliest, clock.today)
        self.form.add_row(self.tr("Op"), days, name="happened_on", required=True, beside=True)
        reasons = CodeCombo(desk.choices("rejection_reason"))
        self.form.add_row(self.tr("Waarom afgewezen?"), reasons, name="reason", required=True)
        self.form.add_row(self.tr("Toelichting"), TextArea(3), name="note", optional=True)
        self.form.set_values({"happened_on": clock.today()})
        self.form.attach_drafts(desk.drafts("referral_state", f"{view.referral.client_id}:{view.referral.id}"))
        self.form.field("status").changed.connect(self._arrange)
        self._arrange()

    def choices(self) -> list[tuple[str, str]]:
        """Code and words of what may be recorded now."""
        pairs = [(s.value, self._desk.label("referral_status", s)) for s in self._view.next_states]
        placed = {"politie": self.tr("Geplaatst door politie"), "comensha": self.tr("Geplaatst door CoMensha")}
        for who in PLACED_BY:
            if may_follow(self._view.states, ReferralStatus.PLACED, placed_by=who):
                pairs.append((f"{_PLACED}{who}", placed[who]))
        return pairs


    def command(self) -> StateFields:
        """The state as filled in."""
        code = self.form.value("status")
        placed_by = code.removeprefix(_PLACED) if code.startswith(_PLACED) else None
        status = ReferralStatus.PLACED if placed_by else ReferralStatus(code)
        rejected = status is ReferralStatus.REJECTED
        return StateFields(
            status=status,
            happened_on=self.form.value("happened_on"),
            reason=self.form.value("reason") if rejected else None,
            placed_by=placed_by,
            note=self.form.value("note"),
        )

    def _arrange(self) -> None:
        self.form.set_row_visible("reason", self.form.value("status") == ReferralStatus.REJECTED)

    def _record(self, fields: StateFields) -> Saved:
        result = referrals.add_state(self._desk.register, self._view.referral.id, fields, id=self.form.value("id"))
        self._desk.saved(result, self.tr("Stand opgeslagen"))
        return result
