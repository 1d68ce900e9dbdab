"""Strips and panels that speak inside a page: chip, safe contact, the gate, steps, filters, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme as look
from ui.theme import ChipKind, theme
from ui.widgets.basics import Button, Picture, Plain, Rule, Text, discard, restyle
from ui.widgets.flow import Flow
from ui.widgets.message_bar import BarAction


class Chip(QWidget):
    """A state in words on a coloured ground; the colour only repeats what the word says."""

    def __init__(self, text: str, kind: ChipKind = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._kind = text, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme().changed.connect(self.updateGeometry)

    def set_text(self, text: str, kind: ChipKind | None = None) -> None:
        """Change words and kind."""
        self._text, self._kind = text, kind or self._kind
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The words."""
        return self._text

    def sizeHint(self) -> QSize:
        """The words with room around them."""
        return chip_size(self._text)

    def minimumSizeHint(self) -> QSize:
        """Never cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        paint_chip(painter, self.rect().x(), self.rect().y(), self._text, self._kind)


def chip_size(text: str) -> QSize:
    """How large a chip with these words is."""
    metrics = _chip_metrics()
    return QSize(round(metrics.horizontalAdvance(text)) + theme().px(24), theme().px(20))


def _chip_metrics() -> QFontMetricsF:
    return QFontMetricsF(theme().font("chip"))


def paint_chip(painter: QPainter, x: float, y: float, text: str, kind: ChipKind) -> None:
    """Draw a chip with its top left corner at x, y; also used by the table's delegate."""
    size = chip_size(text)
    ink, fill = theme().chip_colors(kind)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    border = theme().tokens.border
    rect = QRectF(x, y, size.width(), size.height())
    painter.setPen(QPen(ink, border) if border > 1 else Qt.PenStyle.NoPen)
    if border > 1:
        rect = rect.adjusted(1, 1, -1, -1)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(ink)
    painter.setFont(theme().font("chip"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class SafeContactStrip(QFrame):
    """The red strip under the name: how this person may be reached. On every page of that client.

    Signals: ``change_asked``.
    """

    change_asked = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "bar-bad")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.MEDIUM, 5, look.SMALL, 5)
        layout.setSpacing(look.SMALL + 2)
        layout.addWidget(Picture("shield-alert", "bad"))
        self.words = Text("")
        layout.addWidget(self.words, 1)
        self.button = Button(self.tr("Wijzigen"), role="quiet")
        self.button.setAccessibleName(self.tr("Veilig contact wijzigen"))
        self.button.clicked.connect(self.change_asked)
        layout.addWidget(self.button)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """The rules as one sentence, without the words “Veilig contact”."""
        shown = self.tr("Veilig contact: {regels}").format(regels=text or self.tr("nog niet besproken"))
        self.words.setText(shown)
        self.setAccessibleName(shown)


@dataclass(frozen=True)
class GateLine:
    """One kind of data: may it go, and the event that decides (“gezondheid: niet gevraagd”)."""

    text: str
    is_allowed: bool


class GatePanel(QFrame):
    """What the gate says, inside the form: per kind of data ✓ or ✗, and the ways out as buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.MEDIUM, look.MEDIUM - 3, look.MEDIUM, look.MEDIUM - 3)
        layout.setSpacing(5)
        head = Plain(vertical=False)
        self._picture = Picture("shield-alert", "warn")
        self.title = Text("", "heading")
        head.box.addWidget(self._picture)
        head.box.addWidget(self.title, 1)
        layout.addWidget(head)
        self._lines = Plain(spacing=4)
        layout.addWidget(self._lines)
        self.note = Text("", "facts")
        self.note.hide()
        layout.addWidget(self.note)
        self._buttons = Flow()
        layout.addSpacing(2)
        layout.addWidget(self._buttons)
        self.hide()

    def show_answer(
        self, title: str, lines: Sequence[GateLine], ways_out: Sequence[BarAction] = (), note: str = ""
    ) -> None:
        """Show the gate's answer; amber when something may not go, green when all may."""
        allowed = all(line.is_allowed for line in lines)
        self.setProperty("kit", "bar-ok" if allowed else "bar-warn")
        restyle(self)
        self._picture.set_picture("shield-check" if allowed else "shield-alert", "ok" if allowed else "warn")
        self.title.setText(title)
        clear(self._lines)
        for line in lines:
            self._lines.box.addWidget(self._line(line))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        clear(self._buttons)
        for way in ways_out:
            button = Button(way.text, role=way.role)
            button.clicked.connect(lambda _=False, call=way.call: call())
            self._buttons.add(button)
        self._buttons.setVisible(bool(ways_out))
        self.setAccessibleName(title)
        self.show()

    def buttons(self) -> list[Button]:
        """The ways out now shown."""
        return self._buttons.findChildren(Button)

    def _line(self, line: GateLine) -> QWidget:
        row = Plain(vertical=False)
        name, tint = ("check", "ok") if line.is_allowed else ("x", "bad")
        row.box.addWidget(Picture(name, tint, 15), 0, Qt.AlignmentFlag.AlignTop)
        words = Text(line.text)
        spoken = self.tr("mag") if line.is_allowed else self.tr("mag niet")
        words.setAccessibleName(f"{spoken}: {line.text}")
        row.box.addWidget(words, 1)
        return row


def clear(container: Plain | Flow) -> None:
    """Take every widget out of a container."""
    for child in container.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        discard(child)


class StepHeader(QWidget):
    """Title of a wizard page with “Stap 1 van 4 · …”."""

    def __init__(
        self, title: str, step: int, steps: int, facts: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.title, self.facts = Text(title, "title"), Text("", "facts")
        layout.addWidget(self.title)
        layout.addWidget(self.facts)
        self.set_step(step, steps, facts)

    def set_step(self, step: int, steps: int, facts: str = "") -> None:
        """Say where she is."""
        place = self.tr("Stap {nummer} van {totaal}").format(nummer=step, totaal=steps)
        self.facts.setText(" · ".join(part for part in (place, facts) if part))


class _Choice(QWidget):
    """A row of buttons of which exactly one is on; arrow keys go from one to the next."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._is_selecting, self._told = False, ""

    def select(self, key: str) -> None:
        """Turn one on without a signal."""
        self._is_selecting = True
        self.buttons[key].setChecked(True)
        self._is_selecting = False

    def selected(self) -> str:
        """Which one is on."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")

    def _take(self, key: str, button: Button) -> None:
        self.buttons[key] = button
        self._group.addButton(button)
        if len(self.buttons) == 1:
            button.setChecked(True)
        button.toggled.connect(lambda is_on: self._turned(key, is_on))
        button.clicked.connect(lambda _=False: self._pressed(key))

    def _turned(self, key: str, is_on: bool) -> None:
        """A screen reader turns a button on without pressing it."""
        if is_on and not self._is_selecting:
            self._told = key
            self.chosen.emit(key)

    def _pressed(self, key: str) -> None:
        told, self._told = self._told, ""
        if told != key:
            self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        keys = list(self.buttons)
        current = self.selected()
        if step is None or current not in keys:
            super().keyPressEvent(event)
            return
        button = self.buttons[keys[(keys.index(current) + step) % len(keys)]]
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        button.click()


class TabBar(_Choice):
    """Tabs as words with a line under the present one. Signals: ``chosen(key)``."""

    def __init__(self, items: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        flow = Flow(18)
        layout.addWidget(flow)
        for key, text in items:
            button = Button(text, role="tab")
            self._take(key, button)
            flow.add(button)


class FilterChips(_Choice):
    """Filters above a list: all in outline with a count (“Te laat 2”), or quiet words.

    Signals: ``chosen(key)``. ``quiet`` is the form above a timeline.
    """

    def __init__(
        self, items: Sequence[tuple[str, str]], quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = dict(items)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        flow = Flow(8)
        layout.addWidget(flow)
        for key, text in items:
            button = Button(text, role="filter" if quiet else "toggle")
            self._take(key, button)
            flow.add(button)

    def set_count(self, key: str, count: int) -> None:
        """Put a number behind the words."""
        self.buttons[key].set_words(f"{self._words[key]}  {count}")


class FactsCard(QFrame):
    """The column beside a form: a heading, facts, and small titled groups of lines."""

    def __init__(self, title: str, facts: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(look.LARGE, look.LARGE - 2, look.LARGE, look.LARGE - 2)
        self.body.setSpacing(look.SMALL)
        self.body.addWidget(Text(title, "heading"))
        self.facts = Text(facts, "facts")
        self.facts.setVisible(bool(facts))
        self.body.addWidget(self.facts)

    def add_group(self, title: str, lines: Sequence[str]) -> None:
        """A hairline, a small title and its lines."""
        self.body.addWidget(Rule())
        self.body.addWidget(Text(title, "label"))
        self.body.addWidget(Text("\n".join(lines)))
