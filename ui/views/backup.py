"""*Beheer → Reservekopie*: where copies go, how they stand, and making one now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import PlaceInRegister
from app.services import start, vault
from app.services.vault import PlaceKind
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.looks import LISTING_SECONDS, Seen
from ui.messages import Kind, Message
from ui.theme import ChipKind
from ui.views.backing_up import BackingUp, last_text
from ui.views.start import media_folder, shown_path
from ui.widgets.basics import Button, Card, EmptyState, Picture, Plain, Rule, Text
from ui.widgets.file_dialog import FolderChooser
from ui.widgets.flow import Flow
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.panels import Chip, clear


@dataclass(frozen=True)
class PlaceSeen:
    """What a look at a place saw."""

    is_there: bool
    kind: PlaceKind = PlaceKind.OUTSIDE
    count: int = 0


def look_at(folder: Path, register_folder: Path) -> PlaceSeen:
    """Off the window's thread: whether it is there, what kind it is, and how many copies lie in it."""
    if not folder.is_dir():
        return PlaceSeen(is_there=False)
    count = len(vault.restore_candidates([folder]))
    return PlaceSeen(True, vault.place_kind(folder, register_folder), count)


class BackupTab(Plain):
    """Places, the last proved copy, and [Reservekopie maken]."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=look.MEDIUM, parent=parent)
        self._desk = desk
        self._looked: dict[Path, PlaceSeen | None] = {}
        self.run = BackingUp(desk.register, desk.runner, desk.places, self)
        self.run.told.connect(self._told)
        self.bar = MessageBar()
        self.box.addWidget(self.bar)
        self.box.addWidget(self._now_card())
        self.box.addWidget(self._places_card())
        desk.places.changed.connect(self.load)
        desk.places.proved.connect(self.load)

    def load(self) -> None:
        """Read when the last one was proved, and look which places are there."""
        register = self._desk.register
        if not register.is_open:
            return
        self._say_last()
        self._looked = {}
        self._show_places()
        own = register.folder
        if self._desk.places.folders:
            look = self._desk.runner.look(
                self._desk.places.folders, lambda place: look_at(place, own), self, LISTING_SECONDS
            )
            look.seen.connect(self._take)

    def _say_last(self) -> None:
        register = self._desk.register
        proved, outside = start.last_proved(register.folder)
        self._last.setText(last_text(proved))
        is_fresh = outside is not None and (clock.now() - outside).days < vault.REMINDER_DAYS
        self._picture.set_picture("circle-check" if is_fresh else "triangle-alert", "ok" if is_fresh else "warn")
        if outside is None:
            words = self.tr("Nog geen gecontroleerde kopie buiten deze laptop.")
        else:
            moment = formatting.relative_moment(outside, clock.today())
            words = self.tr("Buiten deze laptop: {moment}").format(moment=moment)
        self._outside.setText(words)

    def make(self) -> None:
        """Make and prove one now; without a place she chooses one first."""
        self.bar.dismiss()
        if not self._desk.places.folders:
            self.choose_place()
            return
        self.run.start()

    def choose_place(self) -> None:
        """Ask for a folder; it is added and looked at."""
        title, verb = self.tr("Plek voor reservekopieën"), self.tr("Deze plek gebruiken")
        dialog = FolderChooser(title, verb, media_folder(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    # -- inside -----------------------------------------------------------------------------

    def _now_card(self) -> Card:
        card = Card(self.tr("Reservekopie"))
        line = Plain(vertical=False)
        self._picture = Picture("info", "text2")
        words = Plain(spacing=2)
        self._last, self._outside = Text("", "strong"), Text("", "help")
        words.box.addWidget(self._last)
        words.box.addWidget(self._outside)
        line.box.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        line.box.addWidget(words, 1)
        card.add(line)
        how = self.tr(
            "Een kopie is versleuteld met dezelfde wachtwoordzin. Wij lezen elke kopie terug en vergelijken die "
            "met het register. Bij vergrendelen en afsluiten gebeurt dit vanzelf, als er iets gewijzigd is en de "
            "plek er is."
        )
        card.add(Text(how, "help"))
        self.make_button = Button(self.tr("Reservekopie maken"), "save", "primary")
        self.make_button.clicked.connect(self.make)
        card.add(self.make_button)
        return card

    def _places_card(self) -> Card:
        card = Card(self.tr("Plekken"))
        self._list = Plain(spacing=look.SMALL)
        card.add(self._list)
        self.add_button = Button(self.tr("Plek toevoegen…"), "plus")
        self.add_button.clicked.connect(self.choose_place)
        card.add(self.add_button)
        return card

    def _show_places(self) -> None:
        clear(self._list)
        folders = self._desk.places.folders
        if not folders:
            words = self.tr("Kies een plek buiten deze laptop, bijvoorbeeld een usb-stick.")
            self._list.box.addWidget(EmptyState("save", words))
        for number, folder in enumerate(folders):
            if number:
                self._list.box.addWidget(Rule())
            self._list.box.addWidget(self._place(folder))

    def _place(self, folder: Path) -> Plain:
        line = Plain(spacing=look.TINY)
        head = Flow(look.MEDIUM)
        head.add(Text(shown_path(folder), "strong", wrap=False))
        head.add(Chip(*self._place_words(folder)))
        line.box.addWidget(head)
        seen = self._looked.get(folder)
        if seen is not None and seen.is_there:
            held = formatting.count_text(seen.count, self.tr("reservekopie"), self.tr("reservekopieën"))
            line.box.addWidget(Text(held if seen.count else self.tr("Nog geen reservekopie"), "help"))
            self._warn(line, seen.kind)
        remove = Button(self.tr("Niet meer gebruiken"), role="quiet")
        remove.setAccessibleName(self.tr("Niet meer gebruiken: {map}").format(map=shown_path(folder)))
        remove.clicked.connect(lambda _=False: self._desk.places.remove(folder))
        line.box.addWidget(remove)
        return line

    def _place_words(self, folder: Path) -> tuple[str, ChipKind]:
        if folder not in self._looked:
            return self.tr("Er wordt gekeken…"), "neutral"
        seen = self._looked[folder]
        if seen is None:
            return self.tr("Antwoordt niet"), "warn"
        return place_chip(seen.kind) if seen.is_there else (self.tr("Nu niet aangesloten"), "neutral")

    def _warn(self, line: Plain, kind: PlaceKind) -> None:
        warning = place_warning(kind)
        if warning is not None:
            bar = MessageBar()
            line.box.addWidget(bar)
            bar.show_message(warning, closable=False)

    def _take(self, seen: Seen) -> None:
        self._looked = dict(seen)
        self._show_places()

    def _chosen(self, chosen: str) -> None:
        folder = Path(chosen)
        if vault.is_own_folder(self._desk.register, folder):
            self.bar.show_message(messages.message_for(PlaceInRegister()))
            return
        self._desk.places.add(folder)
        self.make_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _told(self, message: Message, is_done: bool) -> None:
        again = () if is_done and message.kind == "ok" else (BarAction(self.tr("Opnieuw"), self.make),)
        self.bar.show_message(message, again)
        if again:
            self.bar.buttons()[0].setFocus(Qt.FocusReason.OtherFocusReason)


def _tr(text: str) -> str:
    return QCoreApplication.translate("BackupTab", text)


def place_chip(kind: PlaceKind) -> tuple[str, ChipKind]:
    """What kind of place it is, in a word."""
    words: dict[PlaceKind, tuple[str, ChipKind]] = {
        PlaceKind.OUTSIDE: (_tr("Buiten deze laptop"), "ok"),
        PlaceKind.SAME_DISK: (_tr("Op deze laptop"), "warn"),
        PlaceKind.NETWORK: (_tr("Netwerkschijf"), "warn"),
        PlaceKind.CLOUD: (_tr("Cloudmap"), "bad"),
    }
    return words[kind]


def place_warning(kind: PlaceKind) -> Message | None:
    """What she should know before relying on this place; nothing for a stick or another disk."""
    kinds: dict[PlaceKind, tuple[str, str, Kind]] = {
        PlaceKind.SAME_DISK: (
            _tr("Deze plek staat op de schijf van de laptop."),
            _tr("Bij verlies of diefstal is deze kopie ook weg. Voeg ook een usb-stick toe."),
            "warn",
        ),
        PlaceKind.NETWORK: (
            _tr("Dit is een netwerkschijf."),
            _tr("Anderen kunnen het versleutelde bestand kopiëren of wissen. Vraag uw organisatie of dit mag."),
            "warn",
        ),
        PlaceKind.CLOUD: (
            _tr("Deze map wordt naar internet gekopieerd."),
            _tr("De kopie is versleuteld, maar staat dan bij een ander bedrijf. Vraag uw organisatie of dit mag, "
                "of kies een usb-stick."),
            "bad",
        ),
    }  # fmt: skip
    return Message(*kinds[kind]) if kind in kinds else None
