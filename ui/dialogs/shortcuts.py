"""The page of shortcuts (Ctrl+/)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from ui import theme as look
from ui.actions import Where, all_actions
from ui.theme import theme
from ui.widgets.basics import Button, Card, Plain, ScrollPane, Text

_KEYS = {"Return": "Enter", "Alt+Left": "Alt+←"}


class ShortcutsDialog(QDialog):
    """Every act with its keys, grouped by where it works. Esc closes; show it with ``open()``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sneltoetsen"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pane = ScrollPane((look.PAGE - 4, look.PAGE - 6, look.PAGE - 4, look.PAGE - 6))
        pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        pane.setAccessibleName(self.tr("Sneltoetsen"))
        pane.pane.box.addWidget(Text(self.tr("Sneltoetsen"), "title"))
        for where, title in self._groups():
            pane.pane.box.addWidget(self._group(where, title))
        close = Button(self.tr("Sluiten"), role="primary")
        close.clicked.connect(self.accept)
        pane.pane.box.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
        close.setFocus()

    def sizeHint(self) -> QSize:
        """As high as the screen allows."""
        room = self.screen().availableGeometry()
        return QSize(min(theme().px(560), room.width() - 60), min(theme().px(720), room.height() - 80))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter closes too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)

    def _groups(self) -> tuple[tuple[Where, str], ...]:
        return (
            ("overal", self.tr("Overal")),
            ("cliënt", self.tr("Bij een cliënt")),
            ("formulier", self.tr("In een formulier")),
            ("lijst", self.tr("In een lijst")),
        )

    def _group(self, where: Where, title: str) -> Plain:
        card = Card(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.PAGE)
        grid.setVerticalSpacing(look.SMALL)
        grid.setColumnStretch(1, 1)
        acts = [item for item in all_actions() if item.where == where and item.shortcut]
        window = self.parentWidget()
        known = {action.objectName() for action in window.actions()} if window is not None else set()
        shown = [item for item in acts if where != "overal" or item.id in known or item.id == "search"]
        for row, item in enumerate(shown):
            grid.addWidget(Text(_KEYS.get(item.shortcut, item.shortcut), "strong", wrap=False), row, 0)
            grid.addWidget(Text(item.text), row, 1)
        card.body.addLayout(grid)
        holder = Plain()
        holder.box.addWidget(card)
        return holder
