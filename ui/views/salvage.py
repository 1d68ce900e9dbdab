"""The register is damaged: what is wrong, that nothing was changed, and the ways back in their order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock, logs
from app.errors import Cancelled, RegisterDamaged, RegisterError
from ui import formatting, messages
from ui import theme as look
from ui.looks import Seen
from ui.messages import Message
from ui.places import Places, found
from ui.tasks import Progress, TaskRunner
from ui.views.salvage_words import damage_text, result_parts
from ui.views.start import shown_path
from ui.widgets.basics import Button, Plain, Rule, Text
from ui.widgets.center_card import CenterCard
from ui.widgets.flow import Flow
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import clear


def look_at(folder: Path, passphrase: str, places: Sequence[Path]) -> Any:
    """On the worker: how much does not read, and what there is to go back to."""
    from app.services import salvaging

    return salvaging.look(folder, passphrase, places)


def save_what_reads(folder: Path, passphrase: str, spare: Path | None, marker: str, progress: Progress) -> Any:
    """On the worker: the saved register, ready and proved; nothing points to it yet.

    A stop that comes after the last step undoes it here, where it cannot be missed.
    """
    from app.services import salvaging

    saved = salvaging.prepare(folder, passphrase, spare, marker, progress)
    try:
        progress(100, 100)
    except Cancelled:
        saved.cancel()
        raise
    return saved


def adopt(saved: Any) -> None:
    """On the worker: the switch."""
    saved.adopt()


def give_up(saved: Any) -> None:
    """On the worker: everything stays as it was found."""
    saved.cancel()


class SalvageView(QWidget):
    """Shown when unlocking found the register damaged; ``passphrase`` is the one just typed.

    Signals: ``saved(words)`` when the saved register stands ready to be unlocked, ``restore_wanted()``,
    ``cancelled()``.
    """

    saved = Signal(str)
    restore_wanted = Signal()
    cancelled = Signal()

    def __init__(self, folder: Path, passphrase: str, error: RegisterError, runner: TaskRunner, places: Places) -> None:
        super().__init__()
        self._folder, self._passphrase, self._runner, self._places = folder, passphrase, runner, places
        self._is_busy = False
        self._spare: Path | None = None
        self._ready: Any = None
        card = CenterCard(640)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        card.add_title("triangle-alert", messages.message_for(error).title)
        self._wrong = Text(damage_text(error))
        card.add(self._wrong)
        self.bar = MessageBar()
        card.add(self.bar)
        self._ways = self._ways_back()
        card.add(self._ways)
        self._result = Plain(spacing=look.SMALL)
        self._result.hide()
        card.add(self._result)
        card.add(self._last_buttons())

    def begin(self) -> None:
        """Look how bad it is, and for the newest back-up."""
        self.restore_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._places.look(self._runner, self).seen.connect(self._look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back; each way is chosen with its own button."""
        if event.key() == Qt.Key.Key_Escape and not self._is_busy:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def save(self) -> None:
        """Save what reads; what came of it is shown before anything is switched."""
        marker = self.tr("Verloren bij schade; kijk dit na")
        arguments = (self._folder, self._passphrase, self._spare, marker)
        self._start(save_what_reads, arguments, self._saved, self.tr("De leesbare gegevens worden gered…"), True)

    def use(self) -> None:
        """Switch to the saved register."""
        ready, self._ready = self._ready, None
        if ready is not None:
            self._start(adopt, (ready,), self._adopted, self.tr("Het geredde register wordt klaargezet…"))

    def cancel(self) -> None:
        """Back to the unlock screen; what was saved but not switched to goes."""
        self.let_go()
        self._passphrase = ""
        self.cancelled.emit()

    def let_go(self) -> None:
        """When the window closes: what was saved but not switched to goes."""
        ready, self._ready = self._ready, None
        if ready is not None:
            with suppress(RegisterError):
                give_up(ready)

    # -- inside -----------------------------------------------------------------------------

    def _ways_back(self) -> Plain:
        ways = Plain(spacing=look.SMALL)
        self.restore_button = Button(self.tr("Reservekopie terugzetten…"), role="primary")
        self.restore_button.clicked.connect(self._restore)
        self.save_button = Button(self.tr("Leesbare gegevens redden"))
        self.save_button.clicked.connect(self.save)
        self._copy = Text(self.tr("Wij zoeken de nieuwste reservekopie…"))
        self._reads = Text(self.tr("Wij kijken hoeveel er nog te lezen is…"))
        keep = self.tr(
            "Doe dan verder niets. Kopieer de hele map {map} naar een andere schijf en vraag uw beheerder om hulp. "
            "Het programma schrijft nooit over een beschadigd bestand heen."
        )
        kept = Text(keep.format(map=shown_path(self._folder)))
        for number, (title, words, button) in enumerate(
            (
                (self.tr("Een reservekopie terugzetten"), self._copy, self.restore_button),
                (self.tr("Redden wat nog te lezen is"), self._reads, self.save_button),
                (self.tr("Bewaren voor een specialist"), kept, None),
            ),
            start=1,
        ):
            ways.box.addWidget(Rule())
            ways.box.addWidget(Text(f"{number}. {title}", "strong"))
            ways.box.addWidget(words)
            if button is not None:
                line = Flow()
                line.add(button)
                ways.box.addWidget(line)
        return ways

    def _last_buttons(self) -> Flow:
        self.use_button = Button(self.tr("Dit geredde register gebruiken"), role="primary")
        self.use_button.clicked.connect(self.use)
        self.use_button.hide()
        self.back_button = Button(self.tr("Terug"), role="quiet")
        self.back_button.clicked.connect(self.cancel)
        line = Flow()
        line.add(self.use_button)
        line.add(self.back_button)
        return line

    def _start(self, work: Any, arguments: tuple[Any, ...], then: Any, text: str, is_long: bool = False) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        self.bar.dismiss()
        task = self._runner.run(
            work, *arguments, owner=self, text=text, with_progress=is_long, is_register_task=True
        )
        task.succeeded.connect(then)
        task.failed.connect(self._failed)
        task.finished.connect(self._finished)

    def _look(self, seen: Seen) -> None:
        task = self._runner.run(look_at, self._folder, self._passphrase, found(seen).present, owner=self)
        task.succeeded.connect(self._looked)
        task.failed.connect(self._look_failed)

    def _look_failed(self, error: Exception) -> None:
        """The file is gone, say: nothing is being looked for any more, and only a copy helps."""
        self._copy.setText(self.tr("Sluit uw usb-stick aan. U ziet dan welke reservekopieën er zijn."))
        self._reads.setText(self.tr("Van het bestand met uw gegevens is niets te lezen, of het is er niet meer."))
        self.save_button.hide()
        if not isinstance(error, RegisterDamaged):
            self._failed(error)

    def _looked(self, outlook: Any) -> None:
        self._spare = outlook.spare.path if outlook.spare else None
        self._copy.setText(copy_text(outlook))
        self._reads.setText(reads_text(outlook))

    def _saved(self, ready: Any) -> None:
        self._ready = ready
        self._ways.hide()
        self._wrong.setText(self.tr("Er is nog niets gewijzigd. Dit is wat er te redden valt:"))
        clear(self._result)
        for widget in result_parts(ready.result):
            self._result.box.addWidget(widget)
        self._result.show()
        self.use_button.show()
        self.back_button.set_words(self.tr("Niet gebruiken"))
        self.use_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_ways(self) -> None:
        """The switch did not go: everything is as it was found, and so are the choices."""
        self._result.hide()
        self.use_button.hide()
        self.back_button.set_words(self.tr("Terug"))
        self._wrong.setText(self.tr("Er is niets gewijzigd."))
        self._ways.show()

    def _adopted(self, _: object) -> None:
        self._passphrase = ""
        words = self.tr(
            "De leesbare gegevens zijn gered. Ontgrendel het register met uw wachtwoordzin. Bij Beheer, onder "
            "Controle, staat de lijst van wat u moet nakijken. De beschadigde bestanden zijn bewaard."
        )
        self.saved.emit(words)

    def _restore(self) -> None:
        self._passphrase = ""
        self.restore_wanted.emit()

    def _failed(self, error: Exception) -> None:
        if self._ready is None and self._ways.isHidden():
            self._show_ways()
        known = isinstance(error, RegisterError)
        message = messages.message_for(error) if known else messages.unexpected(logs.mistake(error))  # type: ignore[arg-type]
        self.bar.show_message(message)

    def _finished(self) -> None:
        self._is_busy = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("SalvageView", text)


def copy_text(outlook: Any) -> str:
    """The newest back-up and what it lacks."""
    if outlook.spare is None:
        return _tr("Op de bekende plekken staat geen reservekopie van dit register. Sluit uw usb-stick aan en kies "
                   "Reservekopie terugzetten.")  # fmt: skip
    manifest = outlook.spare.manifest
    moment = formatting.relative_moment(manifest.made_at, clock.today())
    count = formatting.count_text(manifest.counts.get("client", 0), _tr("cliënt"), _tr("cliënten"))
    words = _tr("De nieuwste is van {moment}: {aantal}, in {map}.").format(
        moment=moment, aantal=count, map=shown_path(outlook.spare.path.parent)
    )
    if outlook.later_acts is None:
        return words + " " + _tr("Wat u daarna opsloeg, staat er niet in.")
    if outlook.later_acts == 0:
        return words + " " + _tr("Sinds die kopie is er niets vastgelegd.")
    later = formatting.count_text(outlook.later_acts, _tr("handeling"), _tr("handelingen"))
    return words + " " + _tr("In het logboek na deze kopie: {aantal}. Die staan er niet in.").format(aantal=later)


def reads_text(outlook: Any) -> str:
    """How much of the file reads, and what fills the holes."""
    bad = formatting.number_text(outlook.bad_pages)
    pages = formatting.count_text(outlook.pages, _tr("pagina"), _tr("pagina's"))
    words = _tr("Van het bestand zijn {kapot} van de {paginas} niet te lezen.").format(kapot=bad, paginas=pages)
    if outlook.bad_pages == 0:
        words = _tr("{paginas} van het bestand zijn er nog, en alle zijn te lezen. Er kan een stuk weg zijn.").format(
            paginas=pages
        )
    words += " " + _tr("Van wat te lezen is, maakt het programma een nieuw register naast het oude.")
    if outlook.spare is not None:
        words += " " + _tr("Gaten vult het met de reservekopie.")
    return words + " " + _tr("U ziet eerst wat er gered is, en kiest dan pas.")


def behind_message(ahead: Any) -> Message:
    """The whole register was put back to an older day; a back-up knows more."""
    moment = formatting.relative_moment(ahead.manifest.made_at, clock.today())
    title = _tr("Dit register is ouder dan uw reservekopie van {moment}.").format(moment=moment)
    text = _tr(
        "Iemand of iets heeft het hele register teruggezet naar een eerdere dag. Werk niet verder. Vergrendel, kies op "
        "het startscherm Reservekopie terugzetten en neem die kopie. Vertel het uw functionaris gegevensbescherming."
    )
    return Message(title, text, "bad")
