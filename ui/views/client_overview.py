"""Tab *Overzicht*: all facts of the person, each card with its ways to change and to look back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app import clock
from app.model.clients import Client
from app.model.codes import ParentalAuthority, Sector
from app.model.notifications import Exploitation
from app.services.clients import ClientFile
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.exploitation import ExploitationDialog
from ui.dialogs.merge import MergeDialog
from ui.dialogs.person import InformedDialog, PersonDialog
from ui.dialogs.safe_contact import SafeContactDialog
from ui.models.client_words import full_name, label, labels, safe_contact_lines
from ui.models.field_words import parent_words, route_words
from ui.views.record_buttons import RecordButtons, named, open_history, open_void
from ui.widgets.basics import Button, Card, Plain, Text
from ui.widgets.fact_list import FactList
from ui.widgets.flow import Flow
from ui.widgets.panels import Chip, clear
from ui.widgets.split_row import SplitRow


class OverviewTab(QWidget):
    """Persoon, veilig contact, vormen van uitbuiting, registratie, dossier."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file: ClientFile | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.LARGE)
        layout.setSpacing(look.MEDIUM)
        self.person = FactList()
        layout.addWidget(self._card(self.tr("Persoon"), self.person, self.edit_person, with_history=True))
        self._rules = Plain(spacing=4)
        layout.addWidget(self._card(self.tr("Veilig contact"), self._rules, self.edit_safe_contact))
        self._sectors = Plain(spacing=look.SMALL)
        layout.addWidget(self._card(self.tr("Vormen van uitbuiting"), self._sectors, self.add_sector, is_list=True))
        self.informed = FactList()
        layout.addWidget(self._card(self.tr("Registratie"), self.informed, self.edit_informed))
        layout.addWidget(self._file_card())
        layout.addStretch(1)

    def _card(
        self,
        title: str,
        body: QWidget,
        edit: Callable[[], None],
        with_history: bool = False,
        is_list: bool = False,
    ) -> Card:
        card = Card(title)
        if with_history:
            history = named(Button(self.tr("Eerdere versies"), role="quiet"), title)
            history.clicked.connect(lambda _=False: self.show_history())
            card.add_to_head(history)
        text = self.tr("Vorm toevoegen") if is_list else self.tr("Wijzigen")
        button = named(Button(text, "plus" if is_list else "pencil", "quiet"), title)
        button.clicked.connect(lambda _=False: edit())
        card.add_to_head(button)
        card.add(body)
        return card

    def _file_card(self) -> Card:
        card = Card(self.tr("Dossier"))
        self.file_facts = FactList()
        card.add(self.file_facts)
        row = Flow()
        merge = Button(self.tr("Samenvoegen met andere cliënt…"), "users")
        merge.clicked.connect(lambda _=False: self.merge())
        void = Button(self.tr("Cliënt ongeldig maken…"), "ban", "danger")
        void.clicked.connect(lambda _=False: self.void_client())
        self._acts = (merge, void)
        row.add(merge)
        row.add(void)
        card.add(row)
        return card

    def show_file(self, file: ClientFile) -> None:
        """Show everything anew."""
        self._file = file
        self.person.set_facts(self._person_facts(file.client))
        self._show_rules(file.client)
        self._show_sectors(file)
        self.informed.set_facts([
            (self.tr("Geïnformeerd over registratie"), formatting.date_text(file.client.informed_on)
             or self.tr("nog niet")),
            (self.tr("Waarom nog niet"), file.client.not_informed_reason or ""),
        ])  # fmt: skip
        first = min((row.received_on for row in file.notifications if not row.is_voided), default=None)
        self.file_facts.set_facts([
            (self.tr("Code"), file.client.code),
            (self.tr("Vastgelegd op"), formatting.moment_text(file.client.created_at)),
            (self.tr("Eerste aanmelding"), formatting.date_text(first)),
            (self.tr("Samengevoegd met"), formatting.list_text(client.code for client in file.merged)),
        ])  # fmt: skip
        for button in self._acts:
            button.setVisible(not file.client.is_voided)

    def focus_object(self, object_id: str) -> None:
        """The tab has no lines of its own to go to."""

    # -- what the buttons do --------------------------------------------------------------------

    def edit_person(self) -> None:
        """Change the person."""
        if self._file is not None:
            self._follow(PersonDialog(self._desk, self._file.client, self.window()))

    def edit_safe_contact(self) -> None:
        """Change the rules of the red strip."""
        if self._file is not None:
            self._follow(SafeContactDialog(self._desk, self._file.client, self.window()))

    def edit_informed(self) -> None:
        """Say when she was told."""
        if self._file is not None:
            self._follow(InformedDialog(self._desk, self._file.client, self.window()))

    def add_sector(self, stored: Exploitation | None = None) -> None:
        """Add a sector, or change one of her own."""
        if self._file is not None:
            self._follow(ExploitationDialog(self._desk, self._file.client.id, stored, self.window()))

    def merge(self) -> None:
        """Find the other registration of this person."""
        if self._file is not None:
            dialog = MergeDialog(self._desk, self._file, self.window())
            dialog.saved.connect(self._desk.saved)
            dialog.open()

    def void_client(self) -> None:
        """The whole registration was a mistake."""
        if self._file is not None:
            client = self._file.client
            what = self.tr("Cliënt {code}").format(code=client.code)
            open_void(self._desk, client.id, "client", client, what, self)

    def show_history(self) -> QDialog | None:
        """What stood there before."""
        if self._file is None:
            return None
        return open_history(self._desk, "client", self._file.client.id, self._file.client.code, self)

    # -- inside -----------------------------------------------------------------------------------

    def _follow(self, dialog: PersonDialog | SafeContactDialog | InformedDialog | ExploitationDialog) -> None:
        dialog.saved.connect(self._desk.saved)
        dialog.open()

    def _person_facts(self, person: Client) -> list[tuple[str, str]]:
        interpreter = {True: self.tr("ja"), False: self.tr("nee"), None: ""}[person.interpreter_needed]
        facts = [
            (self.tr("Naam"), full_name(person)),
            (self.tr("Andere namen"), formatting.list_text(person.aliases)),
            (self.tr("Geboren"), formatting.birth_text(person.born_from, person.born_to, person.birth_is_estimated)),
            (self.tr("Leeftijd"), formatting.age_text(person.born_from, person.born_to, clock.today())),
            (self.tr("Gender"), label("gender", person.gender)),
            (self.tr("Nationaliteit"), labels("citizenship", person.citizenships)),
            (self.tr("Verblijf"), label("residence_status", person.residence_status)),
            (self.tr("Talen"), labels("language", person.languages)),
            (self.tr("Tolk nodig"), ", ".join(part for part in (interpreter, person.interpreter_note or "") if part)),
            (self.tr("Kinderen"), _children(person)),
            (self.tr("Aangetroffen in"), label("municipality", person.found_in)),
            (self.tr("Uitgebuit in"), label("municipality", person.exploited_in)),
            (self.tr("Ingeschreven in"), label("municipality", person.registered_in)),
        ]
        return [*facts, *self._authority_facts(person)]

    def _authority_facts(self, person: Client) -> list[tuple[str, str]]:
        facts = []
        if person.parental_authority is not None:
            words = label("parental_authority", person.parental_authority)
            name = person.authority_name or ""
            facts.append((self.tr("Gezag"), ", ".join(part for part in (words, name) if part)))
        if person.parental_authority is ParentalAuthority.NOT_APPROACHED:
            facts.append((self.tr("Waarom niet benaderd"), person.authority_reason or ""))
        if person.blocked_parents:
            who = formatting.list_text(parent_words().get(code, code) for code in person.blocked_parents)
            facts.append((self.tr("Mag niets weten"), who))
            facts.append((self.tr("Waarom niet"), person.blocked_reason or ""))
        return facts

    def _show_rules(self, client: Client) -> None:
        clear(self._rules)
        lines = safe_contact_lines(client.safe_contact)
        if not lines:
            row = Plain(vertical=False)
            row.box.addWidget(Chip(self.tr("Nog niet besproken"), "warn"))
            row.box.addWidget(Text(self.tr("Bel of schrijf niet voordat dit bekend is."), "facts"), 1)
            self._rules.box.addWidget(row)
        for line in lines:
            self._rules.box.addWidget(Text(line))

    def _show_sectors(self, file: ClientFile) -> None:
        clear(self._sectors)
        chips = Flow(6)
        for sector in sorted(file.sectors, key=list(Sector).index):
            chips.add(Chip(label("sector", sector), "neutral" if sector is Sector.UNKNOWN else "info"))
        self._sectors.box.addWidget(chips)
        help_text = self.tr("Alles wat aanmelders noemen en wat u zelf toevoegt, elk één keer.")
        self._sectors.box.addWidget(Text(help_text, "help"))
        for row in file.exploitations:
            self._sectors.box.addWidget(self._sector_line(row))

    def _sector_line(self, row: Exploitation) -> QWidget:
        words = label("sector", row.sector)
        parts = (words, row.period or "", route_words().get(row.route or "", ""), row.note or "")
        text = Text(" · ".join(part for part in parts if part))
        if row.is_voided:
            font = text.font()
            font.setStrikeOut(True)
            text.setFont(font)
            words_before, reason = text.text(), row.void_reason or "–"
            text.setText(self.tr("{regel} · ongeldig: {reden}").format(regel=words_before, reden=reason))
        acts = RecordButtons(
            self._desk, row.client_id, "exploitation", row, words, lambda: self.add_sector(row)
        )
        return SplitRow(text, acts)


def _children(person: Client) -> str:
    if person.children_count is None:
        return person.children_note or ""
    count = formatting.number_text(person.children_count)
    return ", ".join(part for part in (count, person.children_note or "") if part)
