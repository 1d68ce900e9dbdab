"""Ctrl + plus, minus and 0 in every window."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.theme import theme

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)


def larger() -> None:
    """The next larger text size."""
    theme().set_text_size(next((size for size in SIZES if size > theme().text_size), SIZES[-1]))


def smaller() -> None:
    """The next smaller text size."""
    theme().set_text_size(next((size for size in reversed(SIZES) if size < theme().text_size), SIZES[0]))


def normal() -> None:
    """100 %."""
    theme().set_text_size(100)


def add_text_size_keys(window: QWidget) -> None:
    """Let ``window`` answer to Ctrl++, Ctrl+=, Ctrl+- and Ctrl+0."""
    for keys, call in (("Ctrl++", larger), ("Ctrl+=", larger), ("Ctrl+-", smaller), ("Ctrl+0", normal)):
        QShortcut(QKeySequence(keys), window).activated.connect(call)
