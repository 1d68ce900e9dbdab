"""The first thing a new user sees: a new register, or examples first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.basics import Button, Rule, Text
from ui.widgets.center_card import CenterCard
from ui.widgets.flow import Flow
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import StepHeader


def shown_path(folder: Path) -> str:
    """The folder as people write it: the home folder as ~."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)


def media_folder() -> Path:
    """Where sticks appear, or the home folder."""
    for place in (Path("/media") / Path.home().name, Path("/run/media") / Path.home().name, Path("/media")):
        if place.is_dir():
            return place
    return Path.home()


STEPS = 4
"""Of a new register: welcome, her data, passphrase, place."""


class WelcomeView(QWidget):
    """Step 1. Signals: ``new_wanted()``, ``examples_wanted()``, ``other_wanted()``, ``restore_wanted()``,
    ``lost_wanted()``.
    """

    new_wanted = Signal()
    examples_wanted = Signal()
    other_wanted = Signal()
    restore_wanted = Signal()
    lost_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = CenterCard(600)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        card.add(StepHeader(self.tr("Welkom"), 1, STEPS))
        card.add(Text(self.tr("Maak een nieuw register of bekijk eerst voorbeelden. Alles blijft op deze laptop.")))
        self.bar = MessageBar()
        card.add(self.bar)
        self.new_button = Button(self.tr("Nieuw register"), "plus", role="primary")
        self.new_button.clicked.connect(self.new_wanted)
        examples = Button(self.tr("Voorbeelden"), "eye")
        examples.clicked.connect(self.examples_wanted)
        line = Flow()
        line.add(self.new_button)
        line.add(examples)
        card.add(line)
        card.add(Rule())
        other = Button(self.tr("Een register openen dat er al is…"), "folder-open", role="quiet")
        other.clicked.connect(self.other_wanted)
        card.add(other)
        restore = Button(self.tr("Reservekopie terugzetten…"), "history", role="quiet")
        restore.clicked.connect(self.restore_wanted)
        card.add(restore)
        lost = Button(self.tr("Laptop kwijt?"), "triangle-alert", role="quiet")
        lost.clicked.connect(self.lost_wanted)
        card.add(lost)

    def showEvent(self, event: QShowEvent) -> None:
        """The first choice has the focus."""
        super().showEvent(event)
        self.new_button.setFocus()
