"""The explanation inside the program (F1): chapters at the left, text at the right, no network, no files opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app import paths
from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Button, Text
from ui.widgets.reading_order import InReadingOrder

_CHAPTER_OF = {"client": "clients", "new_client": "clients"}


@dataclass(frozen=True)
class Chapter:
    """One file of ``resources/handleiding``: ``key`` is a page id or a subject, ``title`` its first line."""

    key: str
    title: str
    text: str


def chapters() -> list[Chapter]:
    """All chapters in the order of their file names (``10_today.md``)."""
    found = []
    for file in sorted((paths.resources() / "handleiding").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix("# ").strip()
        found.append(Chapter(file.stem.split("_", 1)[1], title, text))
    return found


class _Pages(QTextBrowser):
    """Shows Markdown without HTML and loads nothing: no picture, no file, no address."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing outside the text itself."""
        return None

    def show_chapter(self, chapter: Chapter) -> None:
        """Show one."""
        self.document().setDefaultFont(theme().font("text"))
        self.document().setMarkdown(chapter.text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self.document().setDocumentMargin(look.LARGE)
        self._soften()
        self.setAccessibleName(chapter.title)
        self.moveCursor(self.textCursor().MoveOperation.Start)

    def _soften(self) -> None:
        """Headings and bold words in the fonts of the program; a bolder one would be made up by Qt."""
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            cursor = QTextCursor(block)
            spacing = block.blockFormat()
            spacing.setTopMargin(look.MEDIUM if level > 1 else look.TINY)
            spacing.setBottomMargin(look.TINY)
            cursor.setBlockFormat(spacing)
            parts = block.begin()
            while not parts.atEnd():
                piece = parts.fragment()
                kind = piece.charFormat()
                if level or kind.fontWeight() > 500:
                    kind.setFont(theme().font("title" if level == 1 else "heading" if level else "button"))
                    kind.setFontWeight(600)
                    cursor.setPosition(piece.position())
                    cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
                    cursor.setCharFormat(kind)
                parts += 1
            block = block.next()


class HelpDialog(InReadingOrder, QDialog):
    """Opens at the chapter of ``page``; show it with ``open()``."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Uitleg"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._chapters = chapters()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Hoofdstukken"))
        self.list.setProperty("kit", "menu")
        self.list.setMaximumWidth(theme().px(220))
        self.text = _Pages()
        for chapter in self._chapters:
            self.list.addItem(QListWidgetItem(chapter.title))
        self.list.currentRowChanged.connect(lambda row: self.text.show_chapter(self._chapters[row]))
        close = Button(self.tr("Sluiten"), role="primary")
        close.clicked.connect(self.accept)
        left = QVBoxLayout()
        left.addWidget(Text(self.tr("Uitleg"), "title"))
        left.addWidget(self.list, 1)
        left.addWidget(close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.LARGE, look.LARGE, look.LARGE, look.LARGE)
        layout.setSpacing(look.LARGE)
        layout.addLayout(left)
        layout.addWidget(self.text, 1)
        wanted = _CHAPTER_OF.get(page, page)
        keys = [chapter.key for chapter in self._chapters]
        self.list.setCurrentRow(keys.index(wanted) if wanted in keys else 0)
        self.list.setFocus()

    def sizeHint(self) -> QSize:
        """Large, within the screen."""
        room = self.screen().availableGeometry()
        return QSize(min(theme().px(900), room.width() - 60), min(theme().px(640), room.height() - 80))
