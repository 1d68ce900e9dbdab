"""Putting a back-up back: choose it, see what is in it and what would be lost, and only then do it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from app import clock, logs
from app.errors import RegisterError
from app.services import start
from ui import formatting, messages
from ui import theme as look
from ui.looks import LISTING_SECONDS, Seen
from ui.messages import Message
from ui.places import Places
from ui.tasks import TaskRunner
from ui.views.start import media_folder, shown_path
from ui.widgets.basics import Button, Plain, Text
from ui.widgets.center_card import CenterCard
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.file_dialog import FileDialog
from ui.widgets.flow import Flow
from ui.widgets.form import Form
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import clear
from ui.widgets.passphrase_field import PassphraseField


def find_copies(folder: Path) -> Any:
    """Off the window's thread: what lies in a known place, newest first; None when the place is not there."""
    from app.services import vault

    return None if not folder.is_dir() else vault.restore_candidates([folder])


def newest_first(seen: Seen) -> list[Any]:
    """All that was found, over the places."""
    found = (copy for held in seen.values() for copy in held or ())
    return sorted(found, key=lambda copy: copy.manifest.made(copy.path.name), reverse=True)


def look_into(folder: Path, path: Path, passphrase: str) -> Any:
    """On the worker: prove it and compare."""
    from app.services import restoring

    return restoring.look_into(folder, path, passphrase)


def put_back(folder: Path, path: Path, passphrase: str) -> None:
    """On the worker: the switch itself."""
    from app.services import vault

    vault.restore(folder, path, passphrase)


class FileChooser(FileDialog):
    """Chooses a back-up file."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        title, verb = _tr("Reservekopie kiezen"), _tr("Deze kopie kiezen")
        super().__init__(title, verb, folder, parent)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilter(self.tr("Reservekopieën (*.kluis)"))
        self.setLabelText(QFileDialog.DialogLabel.FileName, self.tr("Bestand:"))
        self.setLabelText(QFileDialog.DialogLabel.Accept, verb)


class RestoreView(QWidget):
    """Signals: ``restored(words)`` when the copy stands ready to be unlocked, ``cancelled()``.

    ``salvage_wanted(passphrase)`` for saving what reads of the present register instead.
    ``sheet_wanted(path)`` when nobody knows the passphrase: :class:`ui.views.restore_sheet.SheetRestoreView`.
    """

    restored = Signal(str)
    cancelled = Signal()
    sheet_wanted = Signal(str)
    salvage_wanted = Signal(str)

    def __init__(self, folder: Path, runner: TaskRunner, places: Places) -> None:
        super().__init__()
        self._folder, self._runner, self._places = folder, runner, places
        self._secret: tuple[Any, ...] = ()
        self._is_busy = False
        self._made_at: Any = None
        card = CenterCard(640)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        card.add_title("history", self.tr("Reservekopie terugzetten"))
        intro = self.tr("U ziet eerst wat er in de kopie staat. Daarna kiest u pas. Wat er nu staat, blijft bewaard.")
        card.add(Text(intro))
        self.bar = MessageBar()
        card.add(self.bar)
        self.form = Form()
        self.copies = CodeCombo()
        self.form.add_row(self.tr("Reservekopie"), self.copies, name="copy", required=True)
        self._ask()
        card.add(self.form)
        self._shown = Plain(spacing=look.SMALL)
        card.add(self._shown)
        card.add(self._buttons())
        self._choices: dict[str, str] = {}
        self._there: Path | None = None
        self._show_choice()

    def _ask(self) -> None:
        """The rows for what proves that she may."""
        self.form.add_row(
            self.tr("Wachtwoordzin"),
            PassphraseField(),
            self.tr("De zin die gold toen de kopie werd gemaakt."),
            name="passphrase",
            required=True,
        )

    def begin(self) -> None:
        """Look in the known places."""
        if self._places.folders:
            self.bar.show_message(Message(self.tr("Er wordt op de bekende plekken gekeken…"), "", "info"))
        look = self._runner.look(self._places.folders, find_copies, self, LISTING_SECONDS)
        look.seen.connect(self._found)
        self.copies.focus_widget().setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter looks into the copy, Esc goes back; putting back is asked for by its own button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.look_button.isHidden():
            self.look()
        elif event.key() == Qt.Key.Key_Escape and not self._is_busy:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def use_file(self, chosen: str) -> None:
        """Put a file in the list and choose it."""
        if chosen not in self._choices:
            self._choices[chosen] = shown_path(Path(chosen))
            self._fill()
        self.copies.set_value(chosen)

    def look(self) -> None:
        """Prove the chosen copy and show what is in it."""
        problems = self.form.check()
        self.form.show_problems(problems)
        if problems or self._is_busy:
            return
        self._secret = (self.form.value("passphrase"),)
        self._start(look_into, self._secret, self.tr("De reservekopie wordt gelezen en gecontroleerd…"), self._looked)

    def restore(self) -> None:
        """Make it the register."""
        if not self._is_busy:
            self._start(put_back, self._secret, self.tr("De reservekopie wordt teruggezet…"), self._put_back)

    # -- inside -----------------------------------------------------------------------------

    def _buttons(self) -> Flow:
        self.look_button = Button(self.tr("Kopie bekijken"), role="primary")
        self.look_button.clicked.connect(self.look)
        self.file_button = Button(self.tr("Ander bestand kiezen…"), "folder-open")
        self.file_button.clicked.connect(self._choose_file)
        self.restore_button = Button(self.tr("Deze kopie terugzetten"), role="primary")
        self.restore_button.clicked.connect(self.restore)
        self.other_button = Button(self.tr("Andere kopie"))
        self.other_button.clicked.connect(self._show_choice)
        cancel = Button(self.tr("Annuleren"), role="quiet")
        cancel.clicked.connect(self._cancel)
        self.sheet_button = Button(self.tr("Met het herstelblad…"), role="quiet")
        self.sheet_button.clicked.connect(lambda: self.sheet_wanted.emit(self.copies.value() or ""))
        self.save_button = Button(self.tr("Leesbare gegevens redden…"), role="quiet")
        self.save_button.clicked.connect(self._save)
        ways = (self.look_button, self.restore_button, self.file_button, self.other_button, self.sheet_button)
        line = Flow()
        for button in (*ways, self.save_button, cancel):
            line.add(button)
        return line

    def _start(self, work: Any, secret: tuple[Any, ...], text: str, then: Any) -> None:
        self._is_busy = True
        self.bar.dismiss()
        path = Path(self.copies.value() or "")
        task = self._runner.run(work, self._folder, path, *secret, owner=self, is_register_task=True)
        self.bar.show_message(Message(text, "", "info"), closable=False)
        task.succeeded.connect(then)
        task.failed.connect(self._failed)
        task.finished.connect(self._finished)

    def _found(self, seen: Seen) -> None:
        if not self._is_busy:
            self.bar.dismiss()
        self._there = next((place for place, held in seen.items() if held is not None), None)
        for copy in (copies := newest_first(seen)):
            moment = formatting.relative_moment(copy.manifest.made_at, clock.today())
            count = copy.manifest.counts.get("client", 0)
            held = formatting.count_text(count, self.tr("cliënt"), self.tr("cliënten"))
            self._choices[str(copy.path)] = f"{moment} · {held} · {shown_path(copy.path.parent)}"
        self._fill()
        if copies and not self.copies.value():
            self.copies.set_value(str(copies[0].path))
        if not copies and not self._choices:
            title = self.tr("Op de bekende plekken staat geen reservekopie.")
            text = self.tr("Sluit de usb-stick aan en kies Ander bestand kiezen.")
            self.bar.show_message(Message(title, text, "info"))

    def _fill(self) -> None:
        self.copies.set_pairs(list(self._choices.items()))

    def _choose_file(self) -> None:
        dialog = FileChooser(self._there or media_folder(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.path_chosen.connect(self._use_path)
        dialog.open()

    def _use_path(self, path: Path) -> None:
        self.use_file(str(path))

    def _looked(self, comparison: Any) -> None:
        self._made_at = comparison.rehearsal.manifest.made_at
        self._show_comparison(comparison)
        self.bar.dismiss()

    def _put_back(self, _: object) -> None:
        self._secret = ()
        moment = formatting.relative_moment(self._made_at, clock.today())
        self.restored.emit(self._restored_words().format(moment=moment))

    def _restored_words(self) -> str:
        return self.tr(
            "De reservekopie van {moment} is teruggezet. Ontgrendel het register met uw wachtwoordzin. "
            "Wat er stond, is bewaard tot na de volgende gecontroleerde reservekopie."
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, RegisterError):
            self.bar.show_message(messages.message_for(error))
        else:
            self.bar.show_message(messages.unexpected(logs.mistake(error)))

    def _finished(self) -> None:
        self._is_busy = False

    def _save(self) -> None:
        """Without any copy: the passphrase of now is enough."""
        problems = [problem for problem in self.form.check() if problem.field == "passphrase"]
        self.form.show_problems(problems)
        if not problems and not self._is_busy:
            self.salvage_wanted.emit(self.form.value("passphrase"))

    def _cancel(self) -> None:
        self._secret = ()
        self.cancelled.emit()

    # -- the two faces ----------------------------------------------------------------------

    def _show_choice(self) -> None:
        clear(self._shown)
        self._shown.hide()
        self.form.show()
        self._turn(is_chosen=False)

    def _show_comparison(self, comparison: Any) -> None:
        clear(self._shown)
        self.form.hide()
        moment = formatting.long_date(clock.on_day(self._made_at))
        self._shown.box.addWidget(Text(self._proved_words().format(dag=moment), "strong"))
        self._shown.box.addWidget(comparison_table(comparison.rehearsal.counts, comparison.present))
        self._shown.box.addWidget(Text(loss_text(comparison)))
        self._shown.show()
        self._turn(is_chosen=True)
        self.restore_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _proved_words(self) -> str:
        return self.tr("De kopie van {dag} is heel en hoort bij deze wachtwoordzin.")

    def _turn(self, is_chosen: bool) -> None:
        for button in (self.look_button, self.file_button, self.sheet_button):
            button.setVisible(not is_chosen)
        for button in (self.restore_button, self.other_button):
            button.setVisible(is_chosen)
        self.save_button.setVisible(not is_chosen and start.look(self._folder).has_register)


def _tr(text: str) -> str:
    return QCoreApplication.translate("RestoreView", text)


def counted() -> dict[str, str]:
    """The tables that mean something to her, in words."""
    return {
        "client": _tr("Cliënten"),
        "trajectory": _tr("Zorgtrajecten"),
        "contact_moment": _tr("Contactmomenten"),
        "step": _tr("Stappen"),
        "consent_event": _tr("Keuzes over toestemming"),
        "referral": _tr("Verwijzingen"),
        "disclosure": _tr("Verstrekkingen"),
        "organisation": _tr("Organisaties"),
    }


def comparison_table(copy: Any, present: Any) -> Plain:
    """What is in the copy beside what is there now."""
    holder = Plain()
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.PAGE)
    grid.setVerticalSpacing(look.TINY)
    grid.setColumnStretch(0, 1)
    heads = ["", _tr("In de kopie"), *([_tr("Nu")] if present is not None else [])]
    for column, words in enumerate(heads):
        grid.addWidget(Text(words, "label", wrap=False), 0, column, Qt.AlignmentFlag.AlignRight)
    for number, (table, words) in enumerate(counted().items(), start=1):
        grid.addWidget(Text(words), number, 0)
        values = [copy.get(table, 0)] + ([present.get(table, 0)] if present is not None else [])
        is_different = len(set(values)) > 1
        for column, value in enumerate(values, start=1):
            cell = Text(formatting.number_text(value), "strong" if is_different else "text", wrap=False)
            cell.setAccessibleName(f"{words}, {heads[column]}: {value}")
            grid.addWidget(cell, number, column, Qt.AlignmentFlag.AlignRight)
    holder.box.addLayout(grid)
    return holder


def loss_text(comparison: Any) -> str:
    """What is not in the copy."""
    if comparison.present is None:
        return _tr("Wat er nu staat, kan met deze wachtwoordzin niet worden gelezen en dus niet vergeleken.")
    if comparison.has_parted:
        return _tr("Het register van nu is van vóór deze kopie, of er is los van deze kopie in gewerkt. Wat daarbij "
                   "is opgeslagen, staat niet in de kopie.")  # fmt: skip
    if not comparison.later_acts:
        return _tr("Sinds deze kopie is er niets vastgelegd.")
    acts = formatting.count_text(comparison.later_acts, _tr("handeling"), _tr("handelingen"))
    return _tr("In het logboek na deze kopie: {aantal} (opslaan, bekijken, ontgrendelen). "
               "Wat u toen opsloeg, staat niet in de kopie.").format(aantal=acts)  # fmt: skip
