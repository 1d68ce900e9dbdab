"""*Beheer*: her own data, how it looks, back-ups, safety, the check of the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import paths
from app.model.organisations import Profile
from app.services import session
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.profile import ProfileDialog
from ui.theme import Choice, theme
from ui.views.backup import BackupTab
from ui.views.check import CheckTab
from ui.views.security import SecurityTab
from ui.views.start import shown_path
from ui.widgets.basics import Button, Card, Plain, ScrollPane, Text
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.form import Form
from ui.widgets.page_head import PageHead
from ui.widgets.panels import TabBar

_TABS: dict[str, Callable[[Desk], Any]] = {"backup": BackupTab, "security": SecurityTab, "check": CheckTab}
SIZES = (80, 90, 100, 110, 125, 150, 175, 200)


class ManagementPage(QWidget):
    """Four tabs; shows only what works."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        pane = ScrollPane((look.PAGE, look.TINY, look.PAGE, look.PAGE))
        pane.pane.box.addWidget(PageHead(self.tr("Beheer"), self.tr("Uw gegevens, het scherm en dit register")))
        self.tabs = TabBar([(key, words) for key, words in self._tab_words().items()])
        self.tabs.chosen.connect(self.show_object)
        pane.pane.box.addWidget(self.tabs)
        self._own = Card(self.tr("Uw gegevens"))
        self._facts = Plain(spacing=look.SMALL)
        self._own.add(Text(self.tr("Deze staan op alles wat u vanaf nu afdrukt."), "help"))
        self._own.add(self._facts)
        self.change_button = Button(self.tr("Gegevens wijzigen…"), "pencil")
        self.change_button.clicked.connect(self.change_profile)
        self._own.add(self.change_button)
        general = Plain(spacing=look.MEDIUM)
        for card in (self._own, self._look_card(), self._register_card()):
            general.box.addWidget(card)
        self._tabs: dict[str, Any] = {}
        self._room = Plain()
        line = Plain(vertical=False)
        line.box.addWidget(self._room, 1000)
        line.box.addStretch(1)
        pane.pane.box.addWidget(line)
        pane.pane.box.addStretch(1)
        self._take("general", general)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
        theme().changed.connect(self._show_look)

    def show_object(self, tab: str) -> None:
        """Show a tab by its key; made when first shown, read each time."""
        if tab not in self._tab_words():
            return
        if tab not in self._tabs:
            self._take(tab, _TABS[tab](self._desk))
        for key, widget in self._tabs.items():
            widget.setVisible(key == tab)
        self.tabs.select(tab)
        if tab != "general":
            self._tabs[tab].load()

    def load(self) -> None:
        """Read the profile."""
        self._show_profile(session.profile(self._desk.register))
        self._show_look()

    def reload(self, tables: frozenset[str]) -> None:
        """Only a change of the profile matters here, and on the other tabs what time does."""
        if "profile" in tables:
            self.load()
        if self.tabs.selected() != "general":
            self._tabs[self.tabs.selected()].load()

    def resume(self, form: str, subject: str) -> bool:
        """Open the half-typed profile again."""
        if form == "profile":
            self.change_profile()
        return form == "profile"

    def change_profile(self) -> None:
        """Open the dialog."""
        dialog = ProfileDialog(self._desk, session.profile(self._desk.register), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._saved)
        dialog.open()

    # -- inside -----------------------------------------------------------------------------

    def _tab_words(self) -> dict[str, str]:
        return {
            "general": self.tr("Algemeen"),
            "backup": self.tr("Reservekopie"),
            "security": self.tr("Veiligheid"),
            "check": self.tr("Controle"),
        }

    def _take(self, key: str, widget: QWidget) -> None:
        self._tabs[key] = widget
        self._room.box.addWidget(widget)

    def _look_card(self) -> Card:
        card = Card(self.tr("Scherm"))
        form = Form()
        self.scheme = CodeCombo(
            [
                ("system", self.tr("Zoals de laptop")),
                ("light", self.tr("Licht")),
                ("dark", self.tr("Donker")),
                ("high_contrast", self.tr("Hoog contrast")),
            ]
        )
        self.text_size = CodeCombo([(str(size), f"{size} %") for size in SIZES])
        form.add_row(self.tr("Kleuren"), self.scheme, name="scheme")
        form.add_row(
            self.tr("Grootte van de tekst"), self.text_size, self.tr("Ook met Ctrl + en Ctrl -"), name="size"
        )
        self.scheme.changed.connect(self._scheme_chosen)
        self.text_size.changed.connect(self._size_chosen)
        card.add(form)
        return card

    def _register_card(self) -> Card:
        card = Card(self.tr("Dit register"))
        folder: Any = self._desk.register.folder
        for title, words in (
            (self.tr("Map"), shown_path(folder)),
            (self.tr("Versleuteling"), self.tr("SQLCipher (AES-256), achter uw wachtwoordzin")),
            (self.tr("Versie van het programma"), paths.PROGRAM_VERSION),
        ):
            card.add(fact(title, words))
        return card

    def _show_profile(self, profile: Profile) -> None:
        while (item := self._facts.box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        minutes = formatting.count_text(profile.lock_minutes, self.tr("minuut"), self.tr("minuten"))
        for title, words in (
            (self.tr("Naam"), profile.coordinator_name),
            (self.tr("Functie"), profile.job_title),
            (self.tr("Telefoon"), profile.phone),
            (self.tr("Bereikbaarheid"), profile.reachable),
            (self.tr("Verantwoordelijke organisatie"), profile.controller_name),
            (self.tr("Functionaris gegevensbescherming"), profile.dpo_contact),
            (self.tr("Vergrendelen"), self.tr("na {tijd} zonder invoer").format(tijd=minutes)),
        ):
            self._facts.box.addWidget(fact(title, words or "–"))

    def _show_look(self) -> None:
        self._room.setMaximumWidth(theme().px(look.FORM_WIDTH))
        self.scheme.set_value(theme().choice)
        self.text_size.set_value(str(min(SIZES, key=lambda size: abs(size - theme().text_size))))

    def _scheme_chosen(self) -> None:
        chosen = self.scheme.value()
        if chosen and chosen != theme().choice:
            theme().choose(cast(Choice, chosen))

    def _size_chosen(self) -> None:
        chosen = self.text_size.value()
        if chosen and int(chosen) != theme().text_size:
            theme().set_text_size(int(chosen))

    def _saved(self, result: Any) -> None:
        self._desk.saved(result, self.tr("Uw gegevens zijn opgeslagen"))


def fact(title: str, words: str) -> Plain:
    """A small title with its words below."""
    line = Plain(spacing=0)
    line.box.addWidget(Text(title, "label"))
    line.box.addWidget(Text(words))
    return line
