"""From the wish for a paper to the paper: preview, record, let go, and how it was handed over.

The order is the promise (DESIGN §3): the print or save window is accepted, one transaction records the
disclosure, and only then the first byte is painted or written.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import HeadMoved, PlaceExists, RegisterError
from app.model.disclosures import Released, ReleaseRequest
from app.model.records import Saved, new_id
from app.model.summary import BlankForm
from app.services import gate, printing, trail
from app.services.printing import Preview
from ui import messages
from ui.desk import Desk
from ui.dialogs.handover import HandoverDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.save_pdf import SavePdfDialog
from ui.dialogs.summary_request import SummaryRequestDialog, SummaryWish
from ui.messages import Message
from ui.widgets.pdf_pages import paint


class SummaryFlow(QObject):
    """One at a time per page; ``owner`` is the widget over which its windows open.

    Signals: ``recorded(disclosure_id)`` when something has left, before its hand-over is asked;
    ``closed()`` when the last window of the flow has closed, also when nothing left.
    """

    recorded = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner
        self._preview: Preview | None = None
        self._window: PrintPreview | None = None
        self._printer: QPrinter | None = None
        self._disclosure_id = ""
        self._has_failed = False

    # -- the wish ---------------------------------------------------------------------------

    def start(self, client_id: str) -> None:
        """Ask for whom and what for (Ctrl+P on a client's page)."""
        dialog = SummaryRequestDialog(self._desk, client_id, self._owner)
        dialog.saved.connect(self._show_wish)
        dialog.open()

    def show(self, request: ReleaseRequest, question: str) -> None:
        """Show the paper for a request whose basis is there; raises what the preview refuses."""
        preview = printing.summary_preview(self._desk.register, request, question)
        self._disclosure_id, self._has_failed = new_id(), False
        window = PrintPreview(self._owner)
        window.print_requested.connect(self._ask_printer)
        window.save_requested.connect(self._ask_place)
        window.finished.connect(self._ended)
        self._window = window
        self._render(preview)
        window.open()

    def _show_wish(self, wish: SummaryWish) -> None:
        self.show(wish.request, wish.question)

    def _render(self, preview: Preview) -> None:
        self._preview = preview
        if self._window is not None:
            self._window.show_document(preview.document, preview.left_out, preview.protected)

    # -- printing ---------------------------------------------------------------------------

    def _ask_printer(self) -> None:
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(self._printer, self._window)
        dialog.setWindowTitle(self.tr("Samenvatting afdrukken"))
        dialog.accepted.connect(self._print)
        QDialog.open(dialog)  # the print dialog's own open() wants a slot

    def _print(self) -> None:
        released = self._release()
        if released is None or self._printer is None or self._window is None:
            return
        self._has_failed = not paint(released, self._printer)
        self._note("printed")
        self._window.accept()

    # -- saving -----------------------------------------------------------------------------

    def _ask_place(self, encrypted: bool) -> None:
        if self._preview is None:
            return
        paper = self._preview.paper
        dialog = SavePdfDialog(f"samenvatting-{paper.day.isoformat()}-{paper.number}", self._window)
        dialog.path_chosen.connect(lambda path: self._save(path, encrypted))
        dialog.open()

    def _save(self, path: Path, encrypted: bool) -> None:
        if self._window is None:
            return
        if path.exists():
            self._say(messages.message_for(PlaceExists()))
            return
        released = self._release()
        if released is None:
            return
        passphrase = printing.make_passphrase() if encrypted else None
        try:
            printing.save(released, path, passphrase)
        except RegisterError as error:
            self._has_failed = True
            self._note("saved")
            self._say(messages.message_for(error))
            self._window.accept()
            return
        self._note("saved" if passphrase is None else "saved_sealed")
        if passphrase is None:
            self._window.accept()
        else:
            self._window.show_passphrase(passphrase)

    # -- recording --------------------------------------------------------------------------

    def _release(self) -> Released | None:
        """Record that it leaves; None when it does not, and then she is told why."""
        if self._preview is None or self._window is None:
            return None
        self._window.set_busy(True)
        try:
            released = printing.release_summary(self._desk.register, self._preview, id=self._disclosure_id)
        except HeadMoved as error:
            self._render_again()
            self._say(messages.message_for(error))
            return None
        except RegisterError as error:
            self._window.set_busy(False)
            self._say(messages.message_for(error))
            return None
        self._desk.saved(Saved(released.disclosure_id, released.tables), self.tr("Verstrekking vastgelegd"))
        self.recorded.emit(released.disclosure_id)
        return released

    def _note(self, how: str) -> None:
        """Into the log: by which way the recorded paper went, and whether that went well."""
        preview, is_done = self._preview, not self._has_failed
        if preview is not None:
            register, client_id, paper = self._desk.register, preview.request.client_id, self._disclosure_id
            self._desk.note(lambda: trail.paper_left(register, paper, client_id, how, is_done=is_done))

    def _render_again(self) -> None:
        if self._preview is None or self._window is None:
            return
        request, question = self._preview.request, self._preview.question
        try:
            self._render(printing.summary_preview(self._desk.register, request, question))
        except RegisterError as error:
            self._say(messages.message_for(error))
        self._window.set_busy(False)

    def _say(self, message: Message) -> None:
        if self._window is not None:
            self._window.bar.show_message(message)

    # -- afterwards -------------------------------------------------------------------------

    def _ended(self) -> None:
        window, self._window = self._window, None
        self._preview = self._printer = None
        if window is not None:
            window.deleteLater()
        rows = [row for row in gate.awaiting_handover(self._desk.register) if row.disclosure.id == self._disclosure_id]
        if not rows:
            self.closed.emit()
            return
        dialog = HandoverDialog(self._desk, rows[0], self._has_failed, self._owner)
        dialog.finished.connect(lambda _: self.closed.emit())
        dialog.open()


class BlankFormFlow(QObject):
    """Shows and prints a blank form; it tells nobody anything, so no disclosure is recorded.

    Signals: ``printed(is_done)`` when it went to the printer.
    """

    printed = Signal(bool)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._printer: QPrinter | None = None
        self._window: PrintPreview | None = None
        self._form: BlankForm | None = None

    def show(self, form: BlankForm, help_text: str = "") -> None:
        """Open the preview; only printing is offered. ``help_text`` says what this paper tells whom."""
        self._form = form
        window = PrintPreview(self._owner)
        window.show_form(form, help_text)
        window.print_requested.connect(self._ask_printer)
        window.finished.connect(window.deleteLater)
        self._window = window
        window.open()

    def _ask_printer(self) -> None:
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(self._printer, self._window)
        dialog.setWindowTitle(self.tr("Formulier afdrukken"))
        dialog.accepted.connect(self._print)
        QDialog.open(dialog)  # the print dialog's own open() wants a slot

    def _print(self) -> None:
        if self._form is None or self._printer is None or self._window is None:
            return
        is_done = paint(self._form, self._printer)
        self.printed.emit(is_done)
        if is_done:
            self._window.accept()
        else:
            words = self.tr("Kijk of de printer aan staat en kies opnieuw Afdrukken.")
            self._window.bar.show_message(Message(self.tr("Afdrukken is niet gelukt."), words))
