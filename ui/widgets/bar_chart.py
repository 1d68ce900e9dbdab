"""Counts as bars; a protected count is a dashed bar with words, never a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import formatting
from ui.theme import theme
from ui.widgets.basics import is_style_change


@dataclass(frozen=True)
class Bar:
    """One bar. ``value`` None is a protected count: then ``words`` (“minder dan 5”) stand beside it.

    ``dashed`` is how long the dashed bar is drawn; it must not depend on the true count.
    """

    label: str
    value: int | None
    words: str = ""
    dashed: int = 4


class BarChart(QWidget):
    """Horizontal bars, one per line. A screen reader gets them as one sentence each."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these."""
        self._bars = tuple(bars)
        self.setAccessibleDescription(self.as_text())
        self.updateGeometry()
        self.update()

    def as_text(self) -> str:
        """“Intake: 3. Nazorg: minder dan 5.”"""
        return " ".join(f"{bar.label}: {self._words(bar)}." for bar in self._bars)

    def sizeHint(self) -> QSize:
        """34 a line."""
        return QSize(theme().px(280), theme().px(34) * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        """May become narrow."""
        return QSize(theme().px(200), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """New sizes after a change of theme."""
        if is_style_change(event):
            self.updateGeometry()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(theme().font("text"))
        widest = max(metrics.horizontalAdvance(bar.label) for bar in self._bars)
        left = min(widest + theme().px(16), self.width() * 0.5)
        words = max(metrics.horizontalAdvance(self._words(bar)) for bar in self._bars) + theme().px(12)
        room = max(20.0, self.width() - left - words)
        highest = max(1, *(bar.dashed if bar.value is None else bar.value for bar in self._bars))
        for number, bar in enumerate(self._bars):
            self._draw(painter, number * theme().px(34), left, room / highest, bar)

    def _draw(self, painter: QPainter, top: float, left: float, unit: float, bar: Bar) -> None:
        height = theme().px(18)
        line = QRectF(0, top, self.width(), theme().px(34))
        length = max(2.0, unit * (bar.dashed if bar.value is None else bar.value))
        rect = QRectF(left, top + (line.height() - height) / 2, length, height)
        if bar.value is None:
            pen = QPen(theme().color("text2"), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        elif bar.value > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("bar"))
            painter.drawRoundedRect(rect, 3, 3)
        painter.setFont(theme().font("text"))
        painter.setPen(theme().color("text"))
        metrics = QFontMetricsF(theme().font("text"))
        label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, left - theme().px(8))
        middle = line.center().y() + metrics.ascent() / 2 - metrics.descent() / 2
        painter.drawText(QPointF(0, middle), label)
        painter.setPen(theme().color("text2" if bar.value is None else "text"))
        painter.drawText(QPointF(rect.right() + theme().px(8), middle), self._words(bar))

    @staticmethod
    def _words(bar: Bar) -> str:
        return bar.words if bar.value is None else formatting.number_text(bar.value)
