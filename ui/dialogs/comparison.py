"""Two persons beside each other: is this the same one?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.model.clients import ClientFields
from app.model.notifications import NotificationFields
from app.services.clients import ClientFile
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.models.client_words import full_name, label, labels
from ui.theme import theme
from ui.widgets.basics import Button, Card, Plain, ScrollPane, Text
from ui.widgets.flow import Flow
from ui.widgets.panels import Chip
from ui.widgets.reading_order import InReadingOrder


def _tr(text: str) -> str:
    return QCoreApplication.translate("comparison", text)


def facts_of(
    person: ClientFields, notifications: Sequence[NotificationFields], desk: Desk, code: str = "–"
) -> list[tuple[str, str]]:
    """What is compared, as label and value, in a fixed order."""
    birth = formatting.birth_text(person.born_from, person.born_to, person.birth_is_estimated)
    reported = [
        _tr("{datum} {wie}").format(
            datum=formatting.date_text(row.received_on),
            wie=desk.organisation_name(row.organisation_id) if row.organisation_id else
            label("notifier_type", row.notifier_type),
        )
        for row in notifications
    ]  # fmt: skip
    sectors = {sector.value: None for row in notifications for sector in row.sectors}
    return [
        (_tr("Code"), code),
        (_tr("Naam"), full_name(person)),
        (_tr("Andere namen"), formatting.list_text(person.aliases) or "–"),
        (_tr("Geboren"), birth),
        (_tr("Gender"), label("gender", person.gender)),
        (_tr("Nationaliteit"), labels("citizenship", person.citizenships)),
        (_tr("Talen"), labels("language", person.languages)),
        (_tr("Aangetroffen in"), label("municipality", person.found_in)),
        (_tr("Uitgebuit in"), label("municipality", person.exploited_in)),
        (_tr("Ingeschreven in"), label("municipality", person.registered_in)),
        (_tr("Vormen van uitbuiting"), labels("sector", sectors)),
        (_tr("Aanmeldingen"), "\n".join(reported) or "–"),
    ]


def facts_of_file(file: ClientFile, desk: Desk) -> list[tuple[str, str]]:
    """The same for a stored client."""
    own = [row for row in file.notifications if not row.is_voided]
    return facts_of(file.client, own, desk, file.client.code)


def _is_unknown(text: str) -> bool:
    """Nothing known, so nothing that differs."""
    return text in {"–", formatting.full_name(""), formatting.birth_text(None, None, False)}


class ComparisonGrid(QWidget):
    """Label, left, right; a chip under the label says where both are known and differ."""

    def __init__(
        self,
        heads: tuple[str, str],
        left: Sequence[tuple[str, str]],
        right: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.LARGE)
        grid.setVerticalSpacing(look.SMALL)
        for column, share in enumerate((4, 6, 6)):
            grid.setColumnStretch(column, share)
        for column, head in enumerate(heads, start=1):
            grid.addWidget(Text(head, "strong"), 0, column)
        self.differing: list[str] = []
        for number, ((name, first), (_, second)) in enumerate(zip(left, right, strict=True), start=1):
            cell = Plain(spacing=2)
            cell.box.addWidget(Text(name, "label"))
            grid.addWidget(cell, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(first), number, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(second), number, 2, Qt.AlignmentFlag.AlignTop)
            if number > 1 and first != second and not (_is_unknown(first) or _is_unknown(second)):
                self.differing.append(name)
                cell.box.addWidget(Chip(_tr("verschilt"), "warn"))


class CompareDialog(InReadingOrder, QDialog):
    """What she is typing beside somebody who is known. Signals: ``same``, ``different``."""

    same = Signal()
    different = Signal()

    def __init__(
        self,
        typed: Sequence[tuple[str, str]],
        known: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Vergelijken"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._pane = ScrollPane((look.PAGE - 4, look.PAGE - 6, look.PAGE - 4, look.PAGE - 6))
        box = self._pane.pane.box
        box.addWidget(Text(self.tr("Is dit dezelfde persoon?"), "heading"))
        words = self.tr("Kies zelf: het programma voegt nooit uit zichzelf samen. Wat u typte, blijft bewaard.")
        box.addWidget(Text(words, "facts"))
        card = Card()
        self.grid = ComparisonGrid((self.tr("Wat u nu invult"), self.tr("Al bekend")), typed, known)
        card.add(self.grid)
        box.addWidget(card)
        row = Flow()
        for text, role, signal in (
            (self.tr("Aanmelding bij deze cliënt"), "primary", self.same),
            (self.tr("Toch een nieuwe cliënt"), "outlined", self.different),
        ):
            button = Button(text, role=role)  # type: ignore[arg-type]
            button.clicked.connect(lambda _=False, signal=signal: self._answer(signal))
            row.add(button)
        box.addWidget(row)
        box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pane)

    def sizeHint(self) -> QSize:
        """Wide enough for two columns."""
        return roomy(self, self._pane, 820)

    def _answer(self, signal: Signal) -> None:
        self.close()
        signal.emit()  # type: ignore[attr-defined]


def roomy(dialog: QDialog, pane: ScrollPane, width: int) -> QSize:
    """A dialog as wide as asked and as high as its content, never larger than the screen."""
    room, wide = dialog.screen().availableGeometry(), theme().px(width)
    content = pane.pane
    height = content.heightForWidth(wide) if content.hasHeightForWidth() else content.sizeHint().height()
    return QSize(min(wide, room.width() - 60), min(max(height + 16, theme().px(220)), room.height() - 80))
