"""The document before it leaves: how it looks, what is not on it and why, and the ways out.

Nothing is printed or saved here: the dialog says what she wants, whoever opened it asks the gate,
records, and lets go.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.model.protected_fields import ProtectedKind
from app.model.summary import BlankForm, LeftOut, RenderedPdf
from ui import formatting
from ui import theme as look
from ui.dialogs import left_out_texts
from ui.theme import theme
from ui.widgets.basics import Button, Card, Picture, Plain, ScrollPane, Text, announce
from ui.widgets.message_bar import MessageBar
from ui.widgets.pdf_view import PdfView
from ui.widgets.reading_order import InReadingOrder
from ui.widgets.secret_text import SecretText

_SIDE_WIDTH = 344


class PrintPreview(InReadingOrder, QDialog):
    """Shows a document from memory with what was left out beside it; opened with ``open()``.

    Signals: ``print_requested``; ``save_requested(encrypted)``. ``show_document`` may be called
    again when the page was rendered anew; ``show_passphrase`` after an encrypted file was saved.
    ``bar`` says what went wrong.
    """

    print_requested = Signal()
    save_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Voorbeeld van het document"))
        self.setSizeGripEnabled(True)
        self.view = PdfView()
        self._side = ScrollPane()
        self.bar = MessageBar()
        self._side.pane.box.addWidget(self.bar)
        self._notes = Plain(spacing=look.MEDIUM)
        self._side.pane.box.addWidget(self._notes)
        self._side.pane.box.addWidget(self._print_card())
        self._saving = self._save_card()
        self._side.pane.box.addWidget(self._saving)
        self._side.pane.box.addStretch(1)
        close = Button(self.tr("Voorbeeld sluiten"), role="quiet")
        close.clicked.connect(self.reject)
        right = QVBoxLayout()
        right.setSpacing(look.SMALL)
        right.addWidget(self._side, 1)
        right.addWidget(close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.LARGE, look.LARGE, look.LARGE, look.LARGE)
        layout.setSpacing(look.LARGE)
        layout.addWidget(self.view, 1)
        layout.addLayout(right)
        theme().changed.connect(self._fit)
        self.finished.connect(self._forget)
        self._fit()
        self.resize(QGuiApplication.primaryScreen().availableGeometry().size() * 0.94)
        self.view.setFocus()

    # -- what is shown ----------------------------------------------------------------------

    def show_document(
        self,
        document: RenderedPdf,
        left_out: Sequence[LeftOut] = (),
        protected: Sequence[ProtectedKind] = (),
        may_encrypt: bool = True,
    ) -> None:
        """Show the pages, the list of what is not on them, and what she should look at first.

        ``protected`` are fields that a sentence seems to hold (``protected_in_content``). A blank
        form holds nothing to encrypt: ``may_encrypt`` False takes the box away.
        """
        self.view.show_pdf(document.pdf)
        self._encrypt.setVisible(may_encrypt)
        self._encrypt.setChecked(may_encrypt)
        self._secret.forget()
        self._secret_card.hide()
        self._clear_notes()
        box = self._notes.box
        for kind in dict.fromkeys(protected):
            box.addWidget(self._protected_note(kind))
        if document.uncovered:
            box.addWidget(self._uncovered_note(document.uncovered))
        box.addWidget(self._left_out_card(left_out))
        self._side.verticalScrollBar().setValue(0)

    def show_form(self, form: BlankForm, help_text: str = "") -> None:
        """Show a blank form: nothing is left out of it, and printing is the only way on."""
        self.view.show_pdf(form.pdf)
        self._clear_notes()
        self._saving.hide()
        help_text = help_text or self.tr("Dit formulier is nog leeg: er gaat niets over cliënt mee behalve de code.")
        self._print_help.setText(help_text)
        self._print.setAccessibleDescription(help_text)
        if form.uncovered:
            self._notes.box.addWidget(self._uncovered_note(form.uncovered))

    def show_passphrase(self, passphrase: str) -> None:
        """Show once with which words the saved file opens."""
        self._secret.show_passphrase(passphrase)
        self._secret_card.show()
        QTimer.singleShot(0, self, self._show_secret)  # the card has no height before it is laid out
        announce(self, self.tr("Het bestand is versleuteld opgeslagen. Geef het wachtwoord apart door."))

    def _show_secret(self) -> None:
        self._secret.setFocus(Qt.FocusReason.OtherFocusReason)
        self._side.ensureWidgetVisible(self._secret_card)

    def set_busy(self, busy: bool) -> None:
        """While the act is recorded and done, it cannot be asked a second time."""
        self._print.setEnabled(not busy)
        self._save.setEnabled(not busy)

    # -- the cards --------------------------------------------------------------------------

    def _left_out_card(self, left_out: Sequence[LeftOut]) -> QWidget:
        card = Card(self.tr("Niet op papier"))
        groups = left_out_texts.by_reason(left_out)
        for reason, items in groups:
            card.add(Text(reason, "label"))
            for words in items:
                card.add(_line("x", "text2", words))
        if not groups:
            card.add(Text(self.tr("Alles wat is ingevuld, staat erop.")))
        card.add(
            Text(
                self.tr(
                    "Contactmomenten, adres, woonplaats, telefoon, e-mail, verblijfplaats, geboorteland, "
                    "geboorteplaats en BSN komen nooit op papier. Deze lijst ziet alleen u."
                ),
                "help",
            )
        )
        return card

    def _protected_note(self, kind: ProtectedKind) -> QWidget:
        words = self.tr("In uw tekst staat misschien {gegeven}. Dat hoort niet op papier. Kijk de zinnen na.")
        return _note("bar-bad", "shield-alert", "bad", words.format(gegeven=left_out_texts.protected_text(kind)))

    def _uncovered_note(self, uncovered: Sequence[str]) -> QWidget:
        shown = formatting.list_text(left_out_texts.shown_character(char) for char in uncovered[:12])
        words = self.tr("Deze tekens kunnen wij niet afdrukken: {tekens}. Op papier staat daar □.")
        return _note("bar-warn", "triangle-alert", "warn", words.format(tekens=shown))

    def _print_card(self) -> QWidget:
        card = Card(self.tr("Afdrukken"))
        self._print = Button(self.tr("Afdrukken…"), "printer", "primary")
        self._print.clicked.connect(self.print_requested)
        help_text = self.tr(
            "Dit document gaat onversleuteld naar de printer. Haal de afdruk direct op. "
            "De laptop en de printer bewaren een afdruk soms een tijd."
        )
        self._print.setAccessibleDescription(help_text)
        card.add(self._print)
        self._print_help = Text(help_text, "help")
        card.add(self._print_help)
        return card

    def _save_card(self) -> QWidget:
        card = Card(self.tr("Opslaan"))
        self._encrypt = QCheckBox(self.tr("Versleutelen met een wachtwoord"))
        self._encrypt.setAccessibleName(self._encrypt.text())
        self._encrypt.setChecked(True)
        self._help = Text("", "help")
        self._encrypt.toggled.connect(self._tell_encryption)
        self._save = Button(self.tr("Opslaan als pdf…"), "save")
        self._save.clicked.connect(lambda: self.save_requested.emit(self._encrypt.isChecked()))
        self._secret = SecretText()
        self._secret_card = Plain()
        self._secret_card.box.addWidget(Text(self.tr("Het wachtwoord van dit bestand"), "strong"))
        self._secret_card.box.addWidget(self._secret)
        once = self.tr("U ziet dit één keer. Geef het apart door, bijvoorbeeld per telefoon.")
        self._secret_card.box.addWidget(Text(once, "help"))
        self._secret_card.hide()
        for widget in (self._encrypt, self._help, self._save, self._secret_card):
            card.add(widget)
        self._tell_encryption(True)
        return card

    def _tell_encryption(self, encrypted: bool) -> None:
        if encrypted:
            words = self.tr("Wij maken een wachtwoord van zes woorden. U ziet het na het opslaan.")
        else:
            words = self.tr("Iedereen die het bestand heeft, kan het lezen.")
        self._help.setText(words)
        self._encrypt.setAccessibleDescription(words)

    # -- inside -----------------------------------------------------------------------------

    def _clear_notes(self) -> None:
        while (item := self._notes.box.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()

    def _fit(self) -> None:
        """As wide as planned, less on a narrow screen, but never narrower than its longest words."""
        available = QGuiApplication.primaryScreen().availableGeometry().width()
        longest = self._side.pane.minimumSizeHint().width() + self._side.verticalScrollBar().sizeHint().width()
        self._side.setFixedWidth(max(longest, min(theme().px(_SIDE_WIDTH), round(available * 0.4))))

    def showEvent(self, event: QShowEvent) -> None:
        """The longest words are known once the style sheet has been applied."""
        super().showEvent(event)
        self._fit()

    def _forget(self) -> None:
        self.view.forget()
        self._secret.forget()


def _line(icon: str, tint: str, words: str) -> QWidget:
    row = Plain(vertical=False)
    row.box.addWidget(Picture(icon, tint, 15), 0, Qt.AlignmentFlag.AlignTop)
    row.box.addWidget(Text(words), 1)
    return row


def _note(kit: str, icon: str, tint: str, words: str) -> QWidget:
    frame = QFrame()
    frame.setProperty("kit", kit)
    row = QHBoxLayout(frame)
    row.setContentsMargins(look.MEDIUM, look.SMALL + 2, look.MEDIUM, look.SMALL + 2)
    row.setSpacing(look.SMALL)
    row.addWidget(Picture(icon, tint), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(words), 1)
    return frame
