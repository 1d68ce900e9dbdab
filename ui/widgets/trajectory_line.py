"""The trajectory as one drawn line: phases as bars, events as dots, today as a red stroke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import formatting
from ui.theme import theme
from ui.widgets.basics import is_style_change

_GAP = 2
_EVENT_ROWS = 2


@dataclass(frozen=True)
class PhaseBar:
    """A phase: from its first day to the day the next one began; without dates it is still to come."""

    label: str
    started_on: date | None
    ended_on: date | None = None


@dataclass(frozen=True)
class LineEvent:
    """Something that happened on the way."""

    label: str
    on: date


@dataclass(frozen=True)
class _Piece:
    phase: PhaseBar
    left: float
    width: float


class TrajectoryLine(QWidget):
    """Draws :meth:`set_line`; a screen reader gets the same as sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phases: tuple[PhaseBar, ...] = ()
        self._events: tuple[LineEvent, ...] = ()
        self._today: date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_line(self, phases: Sequence[PhaseBar], events: Sequence[LineEvent], today: date | None) -> None:
        """Show these, in order of time; ``today`` None draws no stroke (a closed trajectory)."""
        self._phases = tuple(phases)
        self._events = tuple(sorted(events, key=lambda event: event.on))
        self._today = today
        self.setAccessibleName(self.tr("Tijdlijn van het traject"))
        self.setAccessibleDescription(self.as_text())
        self.updateGeometry()
        self.update()

    def as_text(self) -> str:
        """The drawing in sentences."""
        parts = [self._phase_text(phase) for phase in self._phases]
        parts += [f"{formatting.date_text(event.on)}: {event.label}." for event in self._events]
        return " ".join(parts)

    def sizeHint(self) -> QSize:
        """Labels, bar, dots and the rows of event labels that are needed."""
        rows = max((row for *_, row in self._event_places()), default=-1) + 1 if self.width() > 0 else 1
        return QSize(600, theme().px(78 + 16 * max(0, rows - 1)) if self._events else theme().px(44))

    def minimumSizeHint(self) -> QSize:
        """May become narrow; labels are cut short then."""
        return QSize(200, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """A tip at a dot; new sizes after a change of theme or width."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos().x()), self)
            return True
        if is_style_change(event) or event.type() == QEvent.Type.Resize:
            self.updateGeometry()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw phases, events and today."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pieces = self._pieces()
        for piece in pieces:
            self._draw_phase(painter, piece)
        self._draw_events(painter)
        if self._today is not None and pieces:
            x = self._x_of(self._today, pieces)
            top, bottom = self._bar_top() - 5, self._bar_top() + self._bar_height() + 5
            for tint, width in (("surface", 5), ("bad", 2)):  # a light edge keeps it visible on any bar
                painter.setPen(QPen(theme().color(tint), width))
                painter.drawLine(QPointF(x, top), QPointF(x, bottom))

    # -- inside -----------------------------------------------------------------------------

    def _bar_top(self) -> float:
        return theme().px(20)

    def _bar_height(self) -> float:
        return theme().px(18)

    def _is_current(self, phase: PhaseBar) -> bool:
        return phase.started_on is not None and phase.ended_on is None

    def _pieces(self) -> list[_Piece]:
        """Widths by the days, yet never narrower than the label while there is room for that."""
        if not self._phases:
            return []
        metrics = QFontMetricsF(theme().font("label"))
        room = self.width() - _GAP * (len(self._phases) - 1) - 1
        wanted = [metrics.horizontalAdvance(phase.label) + 8 for phase in self._phases]
        squeeze = min(1.0, room / sum(wanted))
        least = [width * squeeze for width in wanted]
        days = [self._days(phase) for phase in self._phases]
        spare, total = max(0.0, room - sum(least)), sum(days) or 1
        pieces, left = [], 0.0
        for phase, width, count in zip(self._phases, least, days, strict=True):
            full = width + spare * count / total
            pieces.append(_Piece(phase, left, full))
            left += full + _GAP
        return pieces

    def _days(self, phase: PhaseBar) -> int:
        if phase.started_on is None:
            return 0
        end = phase.ended_on or self._end_of_current(phase.started_on)
        return max(1, (end - phase.started_on).days)

    def _end_of_current(self, start: date) -> date:
        """The present phase reaches a third past today, so that the stroke does not stand at its end."""
        today = self._today or start
        return date.fromordinal(today.toordinal() + max(1, (today - start).days // 2))

    def _x_of(self, day: date, pieces: Sequence[_Piece]) -> float:
        started = [piece for piece in pieces if piece.phase.started_on is not None]
        if not started:
            return float(theme().px(6))
        piece = next(
            (p for p in reversed(started) if p.phase.started_on is not None and p.phase.started_on <= day),
            started[0],
        )
        start = piece.phase.started_on or day
        share = (day - start).days / self._days(piece.phase)
        edge = theme().px(6)
        return piece.left + edge + max(0.0, piece.width - 2 * edge) * min(1.0, max(0.0, share))

    def _draw_phase(self, painter: QPainter, piece: _Piece) -> None:
        is_current = self._is_current(piece.phase)
        past = "bar_past" if piece.phase.started_on is not None else "bar_future"
        fill = "accent" if is_current else past
        border = theme().tokens.border > 1
        painter.setPen(QPen(theme().color("line"), 2) if border else Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(fill))
        painter.drawRoundedRect(QRectF(piece.left, self._bar_top(), piece.width, self._bar_height()), 4, 4)
        painter.setFont(theme().font("label"))
        painter.setPen(theme().color("accent" if is_current else "text"))
        metrics = QFontMetricsF(theme().font("label"))
        label = metrics.elidedText(piece.phase.label, Qt.TextElideMode.ElideRight, piece.width)
        painter.drawText(QPointF(piece.left + 1, self._bar_top() - theme().px(6)), label)

    def _event_places(self) -> list[tuple[LineEvent, float, float, int]]:
        """Event, x of its dot, x of its label, row of its label (-1: no room)."""
        pieces = self._pieces()
        if not pieces:
            return []
        metrics = QFontMetricsF(theme().font("help"))
        ends = [-10.0] * _EVENT_ROWS
        places = []
        for event in self._events:
            x = self._x_of(event.on, pieces)
            width = metrics.horizontalAdvance(event.label)
            left = max(0.0, min(x - 4, self.width() - width - 1))
            row = next((n for n in range(_EVENT_ROWS) if ends[n] + 10 <= left), -1)
            if row >= 0:
                ends[row] = left + width
            places.append((event, x, left, row))
        return places

    def _draw_events(self, painter: QPainter) -> None:
        below = self._bar_top() + self._bar_height()
        radius = theme().px(4.5)
        for event, x, left, row in self._event_places():
            center = QPointF(x, below + theme().px(13))
            painter.setPen(QPen(theme().color("accent"), 1))
            painter.drawLine(QPointF(x, below), QPointF(x, center.y() - radius))
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.setBrush(theme().color("surface"))
            painter.drawEllipse(center, radius, radius)
            if row >= 0:
                painter.setPen(theme().color("text2"))
                painter.setFont(theme().font("help"))
                painter.drawText(QPointF(left, below + theme().px(34 + 16 * row)), event.label)

    def _tip_at(self, x: int) -> str:
        near = [event for event, dot, *_ in self._event_places() if abs(dot - x) <= theme().px(8)]
        return "\n".join(f"{formatting.date_text(event.on)} {event.label}" for event in near)

    def _phase_text(self, phase: PhaseBar) -> str:
        start, end = formatting.date_text(phase.started_on), formatting.date_text(phase.ended_on)
        if not start:
            return self.tr("{fase}: nog niet begonnen.").format(fase=phase.label)
        if not end:
            return self.tr("{fase}: sinds {begin}, dit is de fase van nu.").format(fase=phase.label, begin=start)
        return self.tr("{fase}: van {begin} tot {eind}.").format(fase=phase.label, begin=start, eind=end)
