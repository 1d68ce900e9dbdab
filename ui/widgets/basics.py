"""The small bricks: texts, buttons, cards, rules, pictures, a layout that wraps."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme as look
from ui.theme import theme

TextRole = Literal["text", "title", "heading", "strong", "facts", "label", "help", "problem"]
ButtonRole = Literal["outlined", "primary", "quiet", "danger", "filter", "toggle", "tab"]


class Text(QLabel):
    """Plain text in one of the type roles; wraps unless told not to."""

    def __init__(
        self, text: str = "", role: TextRole = "text", wrap: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            policy = self.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)


class Picture(QLabel):
    """A Lucide picture in a token's colour; says nothing to a screen reader."""

    def __init__(self, name: str, tint: str = "text", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tint, self._size = name, tint, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._draw()
        theme().changed.connect(self._draw)

    def set_picture(self, name: str, tint: str) -> None:
        """Show another picture or colour."""
        self._name, self._tint = name, tint
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(theme().pixmap(self._name, self._tint, self._size, self.devicePixelRatioF()))


_WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
_TINTS = {"primary": "accent_on", "quiet": "accent", "filter": "accent", "danger": "bad"}


class Button(QPushButton):
    """A push button with a role; its icon follows the theme.

    Enter presses it (not only the space bar). Exactly one button of a page is ``primary``.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        role: ButtonRole = "outlined",
        tint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f" {text}" if icon and text else text, parent)
        self._icon, self._tint = icon, tint or _TINTS.get(role, "text")
        self.setProperty("role", role)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCheckable(role in ("filter", "toggle", "tab"))
        self._draw()
        theme().changed.connect(self._draw)

    def set_words(self, text: str) -> None:
        """Change the words, keeping the room beside the icon."""
        self.setText(f" {text}" if self._icon else text)
        self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Return press the button, as people expect on every platform."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.isCheckable():
            event.ignore()  # the row of buttons goes to the neighbour
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut off (the style sheet's own minimum is smaller)."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A second ring inside a focused primary button, where a border alone is too faint."""
        super().paintEvent(event)
        if self.hasFocus() and self.property("role") == "primary":
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().color("accent_on"), 2))
            painter.drawRoundedRect(self.rect().adjusted(4, 4, -4, -4), 4, 4)

    def _draw(self) -> None:
        if self._icon:
            self.setIcon(theme().icon(self._icon, self._tint))
            self.setIconSize(QSize(theme().px(17), theme().px(17)))


class Link(QPushButton):
    """A button that looks like a link and wraps; its words stand in ``accessibleName`` too."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "link")
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the link."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """The words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the wrapped words are."""
        return max(theme().px(26), self._bounds(width).height() + 6)

    def sizeHint(self) -> QSize:
        """On one line."""
        return QSize(self._bounds(10_000).width() + 12, theme().px(26))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for any form."""
        return QSize(theme().px(80), theme().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Underlined words, and a ring with the focus."""
        painter = QPainter(self)
        font = theme().font("button")
        font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(theme().color("accent_hover" if self.underMouse() else "accent"))
        painter.drawText(self.rect().adjusted(5, 3, -5, -3), _WRAPPED, self.accessibleName())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)

    def _bounds(self, width: int) -> QRect:
        metrics = QFontMetrics(theme().font("button"))
        return metrics.boundingRect(QRect(0, 0, width - 10, 10_000), _WRAPPED, self.accessibleName())


class IconButton(QToolButton):
    """A button that is only a picture; ``name`` is what it is called and what its tip says."""

    def __init__(self, name: str, icon: str, tint: str = "text2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tint = icon, tint
        self.setProperty("role", "inside")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._draw()
        theme().changed.connect(self._draw)

    def set_picture(self, icon: str, name: str) -> None:
        """Change picture and name together."""
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._draw()

    def _draw(self) -> None:
        self.setIcon(theme().icon(self._icon, self._tint))
        self.setIconSize(QSize(theme().px(16), theme().px(16)))


class Card(QFrame):
    """A white sheet with round corners. ``body`` is its vertical layout."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(look.LARGE, look.LARGE - 2, look.LARGE, look.LARGE - 2)
        self.body.setSpacing(look.SMALL)
        self.head = QHBoxLayout()
        self.head.setSpacing(look.SMALL)
        self.title = Text(title, "heading", wrap=False)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.body.addLayout(self.head)
        self.title.setVisible(bool(title))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget at the bottom."""
        self.body.addWidget(widget, stretch)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a widget at the right of the title."""
        self.head.addWidget(widget)


class Rule(QFrame):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "rule")


class Plain(QWidget):
    """A transparent container; ``box`` is its layout, without margins."""

    def __init__(
        self, vertical: bool = True, spacing: int = look.SMALL, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kit", "plain")
        direction = QBoxLayout.Direction.TopToBottom if vertical else QBoxLayout.Direction.LeftToRight
        self.box = QBoxLayout(direction, self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(spacing)


class ScrollPane(QScrollArea):
    """A vertical scroll area that keeps the focused field in sight; ``pane.box`` takes the content."""

    def __init__(
        self, margins: tuple[int, int, int, int] = (0, 0, 0, 0), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.pane = Plain(spacing=look.MEDIUM)
        self.pane.box.setContentsMargins(*margins)
        self.setWidget(self.pane)
        self.viewport().setAutoFillBackground(False)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    def _follow_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        """Qt does this for Tab alone; a refusal that takes the focus must be seen too.

        A window that opens starts at its top, wherever its first focus is.
        """
        if old is None or now is None or old.window() is not now.window():
            return
        if self.pane.isAncestorOf(now):
            QTimer.singleShot(0, self, self._show_focused)  # what was just shown is laid out by then

    def _show_focused(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.pane.isAncestorOf(focused):
            self.ensureWidgetVisible(focused, 0, look.LARGE)


def bring_in_sight(widget: QWidget) -> None:
    """Scroll to what was just shown, once it is laid out: she may have scrolled away from its place."""

    def scroll() -> None:
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and widget.isVisible():
            area.ensureWidgetVisible(widget, 0, look.LARGE)

    QTimer.singleShot(0, widget, scroll)


class EmptyState(QWidget):
    """What an empty list says, with the button that helps. ``button`` is None without words for it."""

    def __init__(self, icon: str, text: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.PAGE, look.PAGE, look.PAGE, look.PAGE)
        layout.setSpacing(look.MEDIUM)
        layout.addStretch(1)
        layout.addWidget(Picture(icon, "text2", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = Text(text, "facts")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.words)
        self.button: Button | None = Button(button) if button else None
        if self.button is not None:
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say ``text`` now (saved, three results, a problem)."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def discard(widget: QWidget) -> None:
    """Take a widget out of its parent for good.

    Hidden first: a layout shows what was added to it a moment later, and by then this would be a
    window of its own.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def restyle(widget: QWidget) -> None:
    """Let the style sheet look again after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def is_style_change(event: QEvent) -> bool:
    """Whether fonts or palette changed, so that painted sizes must be measured anew."""
    return event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange)
