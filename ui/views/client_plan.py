"""Tab *Plan*: phases, next steps, the eleven sporen, what may be printed, closing and reopening."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.errors import RegisterError
from app.model.codes import ReferralStatus, TrackStatus
from app.model.trajectories import PhaseStart, Step, Trajectory
from app.services import contact_moments, referrals, trajectories
from app.services.clients import ClientFile
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.closure import ClosureDialog
from ui.dialogs.phase import PhaseDialog
from ui.dialogs.step import StepDialog
from ui.dialogs.trajectory import TrajectoryDialog
from ui.models.client_words import label
from ui.views.plan_tracks import TracksCard
from ui.views.record_buttons import RecordButtons, named, open_history
from ui.widgets.basics import Button, Card, Plain, Text
from ui.widgets.fact_list import FactList
from ui.widgets.flow import Flow
from ui.widgets.form_dialog import FormDialog
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import Chip, clear
from ui.widgets.split_row import SplitRow

_OPEN_REFERRALS = frozenset({
    ReferralStatus.CONCEPT, ReferralStatus.ENQUIRY, ReferralStatus.SENT, ReferralStatus.RECEIVED,
    ReferralStatus.WAITING_LIST, ReferralStatus.ACCEPTED, ReferralStatus.REVIEW,
})  # fmt: skip


class PlanTab(QWidget):
    """What is to be done, and where the trajectory stands."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file: ClientFile | None = None
        self._step_rows: dict[str, Button] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.LARGE)
        layout.setSpacing(look.MEDIUM)
        self.bar = MessageBar()
        layout.addWidget(self.bar)
        self._steps = Plain(spacing=look.SMALL)
        layout.addWidget(self._steps_card())
        self._phases = Plain(spacing=2)
        self._state = FactList()
        layout.addWidget(self._trajectory_card())
        self.tracks = TracksCard(desk)
        layout.addWidget(self.tracks)
        self.printed = FactList()
        layout.addWidget(self._printed_card())
        layout.addStretch(1)

    # -- cards ------------------------------------------------------------------------------------

    def _steps_card(self) -> Card:
        card = Card(self.tr("Volgende stappen"))
        add = Button(self.tr("Stap plannen"), "plus", "quiet")
        add.clicked.connect(lambda _=False: self.add_step())
        card.add_to_head(add)
        card.add(self._steps)
        return card

    def _trajectory_card(self) -> Card:
        card = Card(self.tr("Zorgtraject"))
        self.phase_button = Button(self.tr("Nieuwe fase"), "plus", "quiet")
        self.phase_button.clicked.connect(lambda _=False: self.add_phase())
        history = named(Button(self.tr("Eerdere versies"), role="quiet"), card.title.text())
        history.clicked.connect(lambda _=False: self._show_history())
        edit = named(Button(self.tr("Wijzigen"), "pencil", "quiet"), card.title.text())
        edit.clicked.connect(lambda _=False: self._edit_current())
        for button in (history, edit, self.phase_button):
            card.add_to_head(button)
        card.add(self._state)
        card.add(self._phases)
        row = Flow()
        self.close_button = Button(self.tr("Traject afsluiten…"), "flag")
        self.close_button.clicked.connect(lambda _=False: self.close_trajectory())
        self.reopen_button = Button(self.tr("Traject heropenen"), "undo-2")
        self.reopen_button.clicked.connect(lambda _=False: self.reopen_trajectory())
        self.new_button = Button(self.tr("Nieuw zorgtraject…"), "plus")
        self.new_button.clicked.connect(lambda _=False: self.edit_trajectory(None))
        for button in (self.close_button, self.reopen_button, self.new_button):
            row.add(button)
        card.add(row)
        return card

    def _printed_card(self) -> Card:
        card = Card(self.tr("Voor samenvatting"))
        edit = named(Button(self.tr("Wijzigen"), "pencil", "quiet"), card.title.text())
        edit.clicked.connect(lambda _=False: self._edit_current())
        card.add_to_head(edit)
        note = self.tr("Deze zinnen worden afgedrukt, voor wie ze met toestemming mag lezen. Andere tekst nooit.")
        card.add(Text(note, "help"))
        card.add(self.printed)
        return card

    # -- showing ------------------------------------------------------------------------------------

    def show_file(self, file: ClientFile) -> None:
        """Show everything anew."""
        self._file = file
        self._show_steps(file.steps)
        self._show_trajectory(file)
        self.tracks.show_tracks(file.client.id, file.tracks)
        trajectory = file.trajectory
        self.printed.set_facts([
            (self.tr("Situatie"), trajectory.situation or "" if trajectory else ""),
            (self.tr("Directe zorg"), trajectory.urgent_care or "" if trajectory else ""),
            (self.tr("Wat wil cliënt?"), trajectory.wish or "" if trajectory else ""),
            (self.tr("Betaling"), _payment(trajectory)),
        ])  # fmt: skip

    def focus_object(self, object_id: str) -> None:
        """Put the focus on this step or spoor."""
        if object_id in self._step_rows:
            self._step_rows[object_id].setFocus()
        else:
            self.tracks.focus_track(object_id)

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        clear(self._steps)
        self._step_rows = {}
        if not steps:
            self._steps.box.addWidget(Text(self.tr("Er is nog geen stap gepland."), "facts"))
        for step in steps:
            self._steps.box.addWidget(self._step_line(step))

    def _step_line(self, step: Step) -> QWidget:
        words, acts = Plain(vertical=False, spacing=look.SMALL + 2), Plain(vertical=False, spacing=4)
        today = clock.today()
        is_open = step.done_on is None and not step.is_voided
        if is_open:
            late = step.due_on < today
            chip = Chip(formatting.days_left(step.due_on, today), "bad" if late else "info")
        else:
            chip = Chip(self.tr("ongeldig") if step.is_voided else self.tr("gedaan"), "neutral")
        words.box.addWidget(chip)
        when = formatting.date_text(step.done_on or step.due_on)
        time = f" {step.due_time.replace(':', '.')}" if step.due_time and is_open else ""
        who = self.tr("door {wie}").format(wie=step.who) if step.who else ""
        text = Text(" · ".join(part for part in (step.description, when + time, who) if part))
        if step.is_voided:
            _strike(text)
        words.box.addWidget(text, 1)
        if not step.is_voided:
            done = Button(self.tr("Gedaan") if is_open else self.tr("Toch niet gedaan"), role="quiet")
            named(done, step.description)
            done.clicked.connect(lambda _=False: self.finish(step) if is_open else self.reopen(step))
            acts.box.addWidget(done)
            self._step_rows[step.id] = done
        what = self.tr("stap van {datum}").format(datum=formatting.date_text(step.due_on))
        acts.box.addWidget(RecordButtons(self._desk, step.client_id, "step", step, what, lambda: self.add_step(step)))
        return SplitRow(words, acts)

    def _show_trajectory(self, file: ClientFile) -> None:
        trajectory = file.trajectory
        is_open = trajectory is not None and trajectory.closed_on is None
        self.phase_button.setVisible(is_open)
        self.close_button.setVisible(is_open)
        self.reopen_button.setVisible(trajectory is not None and not is_open)
        self.new_button.setVisible(not is_open)
        clear(self._phases)
        if trajectory is None:
            self._state.set_facts([(self.tr("Zorgtraject"), self.tr("nog niet begonnen"))])
            return
        self._state.set_facts(self._state_facts(trajectory, file))
        for phase in file.phases:
            self._phases.box.addWidget(self._phase_line(file.client.id, phase))

    def _state_facts(self, trajectory: Trajectory, file: ClientFile) -> list[tuple[str, str]]:
        facts = [
            (self.tr("Begonnen op"), formatting.date_text(trajectory.started_on)),
            (self.tr("Wettelijk kader"), label("legal_regime", trajectory.legal_regime)),
        ]
        if trajectory.closed_on is not None:
            facts += [
                (self.tr("Afgesloten op"), formatting.date_text(trajectory.closed_on)),
                (self.tr("Reden"), label("closure_reason", trajectory.closure_reason)),
                (self.tr("Toelichting"), trajectory.closure_note or ""),
                (self.tr("Wat nog open staat"), "\n".join(trajectory.open_ends)),
            ]
        for earlier in file.earlier:
            period = f"{formatting.date_text(earlier.started_on)} – {formatting.date_text(earlier.closed_on)}"
            facts.append((self.tr("Eerder zorgtraject"), period))
        return facts

    def _phase_line(self, client_id: str, phase: PhaseStart) -> QWidget:
        words = self.tr("{fase} vanaf {datum}").format(
            fase=label("phase", phase.phase), datum=formatting.date_text(phase.started_on)
        )
        text = Text(words)
        if phase.is_voided:
            _strike(text)
            text.setText(self.tr("{regel} · ongeldig: {reden}").format(regel=words, reden=phase.void_reason or "–"))
        return SplitRow(text, RecordButtons(self._desk, client_id, "phase_start", phase, words))

    # -- acts -----------------------------------------------------------------------------------------

    def add_step(self, stored: Step | None = None) -> None:
        """Plan a step, or change one."""
        if self._file is not None:
            self._follow(StepDialog(self._desk, self._file.client.id, stored, self.window()))

    def finish(self, step: Step) -> None:
        """Done; the window offers to take it back."""
        try:
            saved = contact_moments.finish_step(self._desk.register, step.id, step.revision)
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))
            return
        self._desk.saved(saved)
        done = contact_moments.step(self._desk.register, step.id)
        self._desk.offer_undo(self.tr("Stap gedaan."), lambda: self.reopen(done))

    def reopen(self, step: Step) -> None:
        """Not done after all."""
        self.bar.dismiss()
        try:
            self._desk.saved(contact_moments.reopen_step(self._desk.register, step.id, step.revision))
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))

    def add_phase(self) -> None:
        """Enter a phase."""
        if self._file is not None and self._file.trajectory is not None:
            self._follow(PhaseDialog(self._desk, self._file.trajectory, self.window()))

    def edit_trajectory(self, stored: Trajectory | None) -> None:
        """Change the trajectory, or start a further one."""
        if self._file is not None:
            self._follow(TrajectoryDialog(self._desk, self._file.client.id, stored, self.window()))

    def close_trajectory(self) -> None:
        """Close, with what the register itself finds open."""
        if self._file is not None and self._file.trajectory is not None:
            self._follow(ClosureDialog(self._desk, self._file.trajectory, self.open_ends(), self.window()))

    def reopen_trajectory(self) -> None:
        """Open the closed trajectory again."""
        if self._file is None or self._file.trajectory is None:
            return
        row = self._file.trajectory
        try:
            self._desk.saved(trajectories.reopen_trajectory(self._desk.register, row.id, row.revision))
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))

    def open_ends(self) -> list[str]:
        """Open steps, referrals without an end, and sporen that run or wait."""
        if self._file is None:
            return []
        steps = [s for s in self._file.steps if s.done_on is None and not s.is_voided]
        ends = [
            self.tr("Stap: {wat} ({datum})").format(wat=s.description, datum=formatting.date_text(s.due_on))
            for s in steps
        ]
        for view in referrals.of_client(self._desk.register, self._file.client.id):
            if not view.referral.is_voided and view.now is not None and view.now.status in _OPEN_REFERRALS:
                status = label("referral_status", view.now.status)
                ends.append(self.tr("Verwijzing: {wie} ({stand})").format(wie=view.destination, stand=status))
        for track in self._file.tracks:
            if track.status in {TrackStatus.RUNNING, TrackStatus.WAITING}:
                names = label("track_kind", track.kind), label("track_status", track.status)
                ends.append(self.tr("Spoor: {spoor} ({stand})").format(spoor=names[0], stand=names[1]))
        return ends

    def _edit_current(self) -> None:
        if self._file is not None:
            self.edit_trajectory(self._file.trajectory)

    def _show_history(self) -> None:
        if self._file is not None and self._file.trajectory is not None:
            open_history(self._desk, "trajectory", self._file.trajectory.id, self.tr("Zorgtraject"), self)

    def _follow(self, dialog: FormDialog) -> None:
        dialog.saved.connect(self._desk.saved)
        dialog.open()


def _strike(text: Text) -> None:
    font = text.font()
    font.setStrikeOut(True)
    text.setFont(font)


def _payment(trajectory: Trajectory | None) -> str:
    if trajectory is None:
        return ""
    place = label("municipality", trajectory.paying_municipality) if trajectory.paying_municipality else ""
    return ", ".join(part for part in (place, trajectory.payment_note or "") if part)
