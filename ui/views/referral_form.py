"""Verwijzing in two steps: the request with the gate in it, then the paper or the word that it was told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.model.disclosures import ReleaseRequest
from app.services import clients, referrals
from ui.desk import Desk
from ui.dialogs.gate_watch import kept_ground
from ui.views.referral_request import RequestStep, Subject
from ui.views.referral_send import SendStep


class ReferralFormPage(QWidget):
    """The page. ``start(client_id, referral_id)`` fills it; leaving goes back to the client's tab."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self.step_one: RequestStep | None = None
        self.step_two: SendStep | None = None

    def load(self) -> None:
        """Nothing to read until a client is chosen."""

    def reload(self, tables: frozenset[str]) -> None:
        """A consent recorded elsewhere changes the gate's answer."""
        if self.step_one is not None and tables & {"consent_event", "retraction", "client"}:
            self.step_one.watch.refresh()

    def start(self, client_id: str, referral_id: str | None = None) -> None:
        """Begin a referral of this client, or go on with one."""
        file = clients.open_file(self._desk.register, client_id)
        view = referrals.referral(self._desk.register, referral_id) if referral_id else None
        self._empty()
        step = RequestStep(self._desk, Subject(file, view))
        step.done_with.connect(self._leave)
        step.ready_to_send.connect(self._show_second)
        self.step_one = step
        self._show(step)
        first = step.form.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_object(self, object_id: str) -> None:
        """Begin from a page id: ``client_id`` or ``client_id:referral_id``."""
        client_id, _, referral_id = object_id.partition(":")
        self.start(client_id, referral_id or None)

    def resume(self, form: str, subject: str) -> bool:
        """Open the form of a kept draft; False when it is not one of these."""
        if form != "referral":
            return False
        self.show_object(subject)
        return True

    def _show_second(self, request: ReleaseRequest, question: str) -> None:
        self.step_two = SendStep(self._desk, request, question)
        self.step_two.finished.connect(self._leave)
        self.step_two.back_asked.connect(self._back)
        self._show(self.step_two)
        self.step_two.begin()

    def _back(self) -> None:
        if self.step_two is None:
            return
        request = self.step_two.request
        self.start(request.client_id, request.referral_id)
        if self.step_one is not None:
            self.step_one.form.field("ground").set_value(kept_ground(request.ground))

    def _leave(self, client_id: str, referral_id: str) -> None:
        self._empty()
        self._desk.show_client(client_id, "referrals", referral_id)

    def _show(self, widget: QWidget) -> None:
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def _empty(self) -> None:
        for step in (self.step_one, self.step_two):
            if step is not None:
                self._stack.removeWidget(step)
                step.hide()
                step.deleteLater()
        self.step_one = self.step_two = None
