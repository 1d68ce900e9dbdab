"""The bar at the left with the rooms of the program, and the line at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme as look
from ui.messages import Kind
from ui.theme import theme
from ui.widgets.basics import Picture, Text, restyle

NARROW_BELOW = 800


@dataclass(frozen=True)
class Room:
    """One item: ``key`` for code, the words, the icon, the shortcut for the tip."""

    key: str
    text: str
    icon: str
    shortcut: str = ""


class SideButton(QPushButton):
    """An item of the side bar with its badge; in the narrow bar only the picture."""

    def __init__(self, room: Room, is_room: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room = room
        self._count = 0
        self._is_narrow = False
        self.setCheckable(is_room)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._draw)
        self.toggled.connect(self._draw)
        self._draw()

    def set_count(self, count: int) -> None:
        """The number at the right; 0 shows none."""
        self._count = count
        self._draw()

    def set_narrow(self, is_narrow: bool) -> None:
        """Only the picture, or picture and words."""
        self._is_narrow = is_narrow
        if bool(self.property("narrow")) != is_narrow:
            self.setProperty("narrow", is_narrow)
            restyle(self)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The badge, over what the style draws."""
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme().font("chip")
        painter.setFont(font)
        words = str(self._count)
        height, around, least = (16, 8, 16) if self._is_narrow else (20, 14, 22)
        height = theme().px(height)
        width = max(theme().px(least), QFontMetricsF(font).horizontalAdvance(words) + theme().px(around))
        if self._is_narrow:
            rect = QRectF(self.width() - width - 1, 1, width, height)
        else:
            rect = QRectF(self.width() - width - theme().px(10), (self.height() - height) / 2, width, height)
        if self.isChecked() or self._is_narrow:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("side"))
            painter.drawRoundedRect(rect, height / 2, height / 2)
        painter.setPen(theme().color("side_text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    def _draw(self) -> None:
        self.setText("" if self._is_narrow else f"  {self.room.text}")
        tint = "side_on" if self.isChecked() else "side_text"
        self.setIcon(theme().icon(self.room.icon, tint))
        self.setIconSize(QSize(theme().px(18), theme().px(18)))
        name = f"{self.room.text}, {self._count}" if self._count else self.room.text
        self.setAccessibleName(name)
        tip = f"{self.room.text} ({self.room.shortcut})" if self.room.shortcut else self.room.text
        self.setToolTip(tip)
        self.update()


class SideBar(QWidget):
    """212 wide, or a strip of pictures when the window is narrow (call :meth:`fit` on each resize).

    Signals: ``chosen(key)`` for a room, ``lock_asked()``.
    """

    chosen = Signal(str)
    lock_asked = Signal()

    def __init__(self, rooms: Sequence[Room], title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_narrow = False
        self._is_selecting, self._told = False, ""
        self.buttons: dict[str, SideButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(6, 2, 0, 12)
        head.setSpacing(8)
        self.mark = Picture("lock", "side_text")
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignLeft)
        self._head = head
        self.title = Text(title, wrap=False)
        self.title.setObjectName("side_title")
        head.addWidget(self.title, 1)
        layout.addLayout(head)
        for room in rooms:
            button = SideButton(room)
            group.addButton(button)
            button.toggled.connect(lambda is_on, key=room.key: self._turned(key, is_on))
            button.clicked.connect(lambda _=False, key=room.key: self._pressed(key))
            layout.addWidget(button)
            self.buttons[room.key] = button
        layout.addStretch(1)
        self.lock = SideButton(Room("lock", self.tr("Vergrendelen"), "lock", "Ctrl+L"), is_room=False)
        self.lock.clicked.connect(self.lock_asked)
        layout.addWidget(self.lock)
        theme().changed.connect(self._scale)
        self._scale()

    def _turned(self, key: str, is_on: bool) -> None:
        """A screen reader turns a room on without pressing it."""
        if is_on and not self._is_selecting:
            self._told = key
            self.chosen.emit(key)

    def _pressed(self, key: str) -> None:
        told, self._told = self._told, ""
        if told != key:
            self.chosen.emit(key)

    def select(self, key: str) -> None:
        """Show which room she is in; an unknown key shows none."""
        button = self.buttons.get(key)
        if button is not None:
            self._is_selecting = True
            button.setChecked(True)
            self._is_selecting = False

    def set_count(self, key: str, count: int) -> None:
        """The badge of a room."""
        self.buttons[key].set_count(count)

    def fit(self, window_width: int) -> None:
        """Narrow below 800 pixels at 100 % text size."""
        self._is_narrow = window_width * 100 / theme().text_size < NARROW_BELOW
        self._scale()

    def _scale(self) -> None:
        self.setProperty("contrast", theme().scheme == "high_contrast")
        self.title.setVisible(not self._is_narrow)
        left = (theme().px(56) - theme().px(18)) // 2 if self._is_narrow else 6
        self._head.setContentsMargins(left, 2, 0, 12)
        for button in (*self.buttons.values(), self.lock):
            button.set_narrow(self._is_narrow)
        self.setFixedWidth(theme().px(56) + 24 if self._is_narrow else theme().px(look.SIDE_WIDTH))


class Footer(QWidget):
    """Saved, last proved back-up, when it locks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.PAGE, 4, look.PAGE, 4)
        layout.setSpacing(look.SMALL)
        self._picture = Picture("check", "ok", 15)
        self.saved, self.backup, self.lock = (Text("", "help", wrap=False) for _ in range(3))
        layout.addWidget(self._picture)
        layout.addWidget(self.saved)
        layout.addSpacing(look.MEDIUM)
        layout.addWidget(self.backup)
        layout.addStretch(1)
        layout.addWidget(self.lock)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """When not all of it fits, what she cannot do without stays: saved and the back-up."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = sum(words.sizeHint().width() for words in (self.saved, self.backup, self.lock))
        self.lock.setVisible(self.width() >= wanted + 2 * look.PAGE + 4 * look.LARGE)

    def set_saved(self, text: str, kind: Kind = "ok") -> None:
        """“Alles opgeslagen”, or what is going on."""
        self.saved.setText(text)
        names = {"ok": "check", "info": "clock", "warn": "triangle-alert", "bad": "circle-alert"}
        self._picture.set_picture(names[kind], "text2" if kind == "info" else kind)

    def set_backup(self, text: str) -> None:
        """“Reservekopie gecontroleerd: gisteren 17.05”."""
        self.backup.setText(text)
        self._fit()

    def set_lock(self, text: str) -> None:
        """“Vergrendelt na 5 minuten zonder invoer”."""
        self.lock.setText(text)
