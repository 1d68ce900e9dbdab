"""*Beheer → Veiligheid*: ways in, how things stand, what to do when the laptop is gone, live settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QWidget

from app import clock
from app.errors import RegisterError
from app.services import lost, printing, safety, trail, vault
from app.services.vault import PlaceKind, SlotInfo, Status
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.looks import LISTING_SECONDS, Seen
from ui.messages import Message
from ui.views.key_dialogs import AddSubstitute, ChangePassphrase, RaiseWork, Rehearse, RenewKey
from ui.views.lost import lost_paper, lost_steps, print_help
from ui.views.restore import find_copies, newest_first
from ui.views.summary_flow import BlankFormFlow
from ui.widgets.basics import Button, Card, Plain, Rule, Text, bring_in_sight
from ui.widgets.fact_list import FactList
from ui.widgets.flow import Flow
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.panels import Chip, clear


class SecurityTab(Plain):
    """Shows the status in one place; everything in it is read now, nothing is a promise."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=look.MEDIUM, parent=parent)
        self._desk = desk
        self._flow, self._lost_flow = BlankFormFlow(self), BlankFormFlow(self)
        for flow, kind in ((self._flow, "recovery_sheet"), (self._lost_flow, "lost_sheet")):
            flow.printed.connect(partial(self._note_printed, kind))
        self._for_coordinator: list[Button] = []
        self.bar = MessageBar()
        self._warnings = Plain(spacing=look.SMALL)
        self._ways, self._facts, self._settings = Plain(spacing=look.SMALL), FactList(), FactList()
        self.box.addWidget(self.bar)
        self.box.addWidget(self._warnings)
        self.box.addWidget(self._access_card())
        self.box.addWidget(self._status_card())
        self.box.addWidget(self._lost_card())
        technique = Card(self.tr("Techniek, zoals nu ingesteld"))
        technique.add(self._settings)
        self.box.addWidget(technique)

    def load(self) -> None:
        """Read the status again."""
        if not self._desk.register.is_open:
            return
        status = vault.status(self._desk.register)
        encrypted = safety.disk_is_encrypted(self._desk.register)
        clear(self._warnings)
        for message in warnings(status, encrypted):
            bar = MessageBar()
            self._warnings.box.addWidget(bar)
            bar.show_message(message, closable=False)
        self._warnings.setVisible(self._warnings.box.count() > 0)
        decides = vault.is_coordinator(self._desk.register)
        for button in self._for_coordinator:
            button.setVisible(decides)
        self._substitute_note.setVisible(not decides)
        clear(self._ways)
        for number, slot in enumerate(status.slots):
            if number:
                self._ways.box.addWidget(Rule())
            self._ways.box.addWidget(self._way(slot, decides))
        self._facts.set_facts(status_facts(status, encrypted))
        self._settings.set_facts([lock_fact(self._desk.lock_sources()), *technical_facts(status)])

    # -- cards ------------------------------------------------------------------------------

    def _access_card(self) -> Card:
        card = Card(self.tr("Toegang"))
        card.add(self._ways)
        line = Flow()
        for words, icon, call in (
            (self.tr("Wachtwoordzin wijzigen…"), "key-round", self.change_passphrase),
            (self.tr("Waarnemer toevoegen…"), "user-plus", self.add_substitute),
            (self.tr("Nieuw herstelblad afdrukken…"), "printer", self.print_sheet),
            (self.tr("Raden moeilijker maken…"), "shield-check", self.raise_work),
        ):
            button = Button(words, icon)
            button.clicked.connect(call)
            line.add(button)
            if call in (self.add_substitute, self.print_sheet):
                self._for_coordinator.append(button)
        card.add(line)
        self._substitute_note = Text(
            self.tr("U bent ontgrendeld als waarnemer. Over wie binnen mag, beslist de coördinator."), "help"
        )
        card.add(self._substitute_note)
        return card

    def _status_card(self) -> Card:
        card = Card(self.tr("Hoe het ervoor staat"))
        card.add(self._facts)
        self.rehearse_button = Button(self.tr("Terugzetten oefenen…"), "rotate-ccw")
        self.rehearse_button.clicked.connect(self.rehearse)
        card.add(self.rehearse_button)
        return card

    def _lost_card(self) -> Card:
        card = Card(self.tr("Laptop kwijt of gestolen?"))
        for number, words in enumerate(lost_steps(), start=1):
            card.add(Text(f"{number}. {words}"))
        line = Flow()
        sheet = Button(self.tr("Blad afdrukken…"), "printer")
        sheet.setAccessibleName(self.tr("Blad afdrukken: laptop kwijt"))
        sheet.clicked.connect(self.print_lost_sheet)
        line.add(sheet)
        renew = Button(self.tr("Hoofdsleutel vernieuwen…"), "rotate-ccw")
        renew.clicked.connect(self.renew)
        line.add(renew)
        self._for_coordinator.append(renew)
        card.add(line)
        return card

    def _way(self, slot: SlotInfo, decides: bool) -> Plain:
        line = Plain(vertical=False, spacing=look.MEDIUM)
        words = Plain(spacing=0)
        head = Flow(look.SMALL)
        head.add(Text(slot.label[:1].upper() + slot.label[1:], "strong", wrap=False))
        if slot.is_current:
            head.add(Chip(self.tr("Nu open"), "ok"))
        if slot.until is not None and slot.until < clock.today():
            head.add(Chip(self.tr("Verlopen"), "warn"))
        words.box.addWidget(head)
        words.box.addWidget(Text(slot_text(slot), "help"))
        line.box.addWidget(words, 1)
        if decides and not slot.is_current:
            revoke = Button(self.tr("Intrekken…"), role="quiet")
            revoke.setAccessibleName(self.tr("Toegang intrekken: {wie}").format(wie=slot.label))
            revoke.clicked.connect(lambda _=False: self._ask_revoke(slot))
            line.box.addWidget(revoke, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    # -- acts -------------------------------------------------------------------------------

    def change_passphrase(self) -> None:
        """Ask for the old and the new one."""
        later = self.tr("Maak nu een reservekopie: de kopieën van eerder openen alleen met de oude zin.")
        self._open(ChangePassphrase(self._desk, self), self.tr("Uw nieuwe wachtwoordzin geldt vanaf nu."), later)

    def add_substitute(self) -> None:
        """Let the substitute choose a passphrase."""
        self._open(AddSubstitute(self._desk, self), self.tr("De waarnemer heeft nu een eigen toegang."))

    def raise_work(self) -> None:
        """As much work as this machine can bear."""
        self._open(RaiseWork(self._desk, self), self.tr("De sleutel kost nu zoveel rekenwerk als deze laptop aankan."))

    def print_sheet(self) -> None:
        """A new sheet: the same key, a new envelope."""
        help_text = self.tr(
            "Wie dit blad heeft, kan alles lezen. Gebruik een printer waar u naast staat en doe het blad meteen in een "
            "envelop."
        )
        try:
            sheet = vault.recovery_sheet(self._desk.register)
            self._flow.show(printing.recovery_form(self._desk.register, sheet), help_text)
            self.load()
        except RegisterError as error:
            self._say(messages.message_for(error))

    def print_lost_sheet(self) -> None:
        """The same sheet as from the start screen."""
        register = self._desk.register
        paper = replace(lost_paper(lost.known(register.folder)), is_example=register.is_demo)
        self._lost_flow.show(printing.plain_form(paper), print_help())

    def rehearse(self) -> None:
        """With the newest back-up of the places that are there."""
        self.rehearse_button.setEnabled(False)
        self._say(Message(self.tr("Er wordt op de bekende plekken gekeken…"), "", "info"))
        look = self._desk.runner.look(self._desk.places.folders, find_copies, self, LISTING_SECONDS)
        look.seen.connect(self._rehearse)

    def _rehearse(self, seen: Seen) -> None:
        self.rehearse_button.setEnabled(True)
        self.bar.dismiss()
        found = newest_first(seen)
        if not found:
            title = self.tr("Er is nu geen reservekopie om mee te oefenen.")
            text = self.tr("Sluit de usb-stick aan, of maak eerst een reservekopie.")
            self._say(Message(title, text, "warn"))
            return
        done = self.tr("De oefening is gelukt: de reservekopie is heel en gaat open met uw wachtwoordzin.")
        made = formatting.relative_moment(found[0].manifest.made_at, clock.today())
        self._open(Rehearse(self._desk, found[0].path, made, self), done)

    def renew(self) -> None:
        """A new master key; the register locks itself."""
        dialog = RenewKey(self._desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._renewed)
        dialog.open()

    # -- inside -----------------------------------------------------------------------------

    def _note_printed(self, kind: str, is_done: bool) -> None:
        self._desk.note(lambda: trail.form_printed(self._desk.register, kind, is_done=is_done))

    def _open(self, dialog: Any, done: str, later: str = "") -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(lambda _: self._done(done, later))
        QDialog.open(dialog)

    def _say(self, message: Message, actions: Sequence[BarAction] = (), closable: bool = True) -> None:
        self.bar.show_message(message, actions, closable)
        bring_in_sight(self.bar)

    def _done(self, words: str, later: str = "") -> None:
        self.load()
        self._say(Message(words, later, "ok"))

    def _renewed(self, _: object) -> None:
        self._desk.perform("lock")

    def _ask_revoke(self, slot: SlotInfo) -> None:
        title = self.tr("Toegang van {wie} intrekken?").format(wie=slot.label)
        text = self.tr("De zin opent dit register dan niet meer. Een kopie die al gemaakt is, blijft ermee te openen.")
        keep = BarAction(self.tr("Niet intrekken"), self.bar.dismiss)
        take = BarAction(self.tr("Toegang intrekken"), lambda: self._revoke(slot), "danger")
        self._say(Message(title, text, "warn"), (keep, take), closable=False)
        self.bar.buttons()[0].setFocus()

    def _revoke(self, slot: SlotInfo) -> None:
        try:
            vault.revoke(self._desk.register, slot.id)
        except RegisterError as error:
            self._say(messages.message_for(error))
            return
        self._done(self.tr("De toegang is ingetrokken."))


def _tr(text: str) -> str:
    return QCoreApplication.translate("SecurityTab", text)


def slot_text(slot: SlotInfo) -> str:
    """Until when, and how much work a guess costs."""
    until = _tr("tot en met {datum}").format(datum=formatting.date_text(slot.until)) if slot.until else _tr("altijd")
    work = _tr("Argon2id, {geheugen} MB, {rondes} rondes").format(
        geheugen=slot.work.memory_kib // 1024, rondes=slot.work.passes
    )
    return f"{until} · {work}"


def moment(at: datetime | None) -> str:
    """A moment, or that it never was."""
    return formatting.relative_moment(at, clock.today()) if at else _tr("nog nooit")


def old_keys_message() -> Message:
    """Somebody put an older keys file back; told after the unlock that put it right."""
    text = _tr("Het is hersteld: ingetrokken en gewijzigde zinnen openen niets meer. Deed u dit niet zelf? Vertel het "
               "uw organisatie.")  # fmt: skip
    return Message(_tr("Er lag een ouder sleutelbestand in de map van het register."), text, "warn")


def verified_text(status: Status) -> str:
    """When all was last checked, and how that ended."""
    if status.verified_at is None:
        return moment(None)
    outcome = _tr("alles klopte") if status.verified_intact else _tr("er klopte iets niet")
    return f"{moment(status.verified_at)}, {outcome}"


def status_facts(status: Status, encrypted: bool | None) -> list[tuple[str, str]]:
    """Label and words."""
    disk = {True: _tr("ja"), False: _tr("nee"), None: _tr("niet te zien; vraag uw beheerder")}
    return [
        (_tr("Ontgrendeld"), moment(status.unlocked_at)),
        (_tr("Verkeerde zinnen daarvoor"), formatting.number_text(status.failed_before)),
        (_tr("Gecontroleerde reservekopie"), moment(status.proved_at)),
        (_tr("Buiten deze laptop"), moment(status.proved_outside_at)),
        (_tr("Terugzetten geoefend"), moment(status.rehearsed_at)),
        (_tr("Laatste controle van het register"), verified_text(status)),
        (_tr("Handelingen in het logboek"), formatting.number_text(status.entries)),
        (_tr("Controlecode"), status.control_code),
        (_tr("Schijf van de laptop versleuteld"), disk[encrypted]),
        (_tr("Oudere versies bewaard"), formatting.number_text(status.older_generations)),
    ]


def lock_fact(sources: frozenset[str]) -> tuple[str, str]:
    """What makes the register lock by itself: what this system tells now."""
    words = {
        "idle": _tr("geen invoer in dit programma"),
        "system": _tr("geen invoer op de computer"),
        "sleep": _tr("slaapstand en uitzetten"),
        "lid": _tr("deksel dicht"),
        "screen": _tr("schermvergrendeling"),
        "switch": _tr("een andere gebruiker"),
    }
    return _tr("Vergrendelt bij"), ", ".join(text for code, text in words.items() if code in sources or code == "idle")


def technical_facts(status: Status) -> list[tuple[str, str]]:
    """Names as the engine says them, so that a specialist can compare."""
    yes = {True: _tr("ja"), False: _tr("nee"), None: _tr("niet te zien")}
    return [
        (_tr("Geheugendump uit"), yes[status.hardening.core_dumps_off]),
        (_tr("Geheugen dicht voor anderen"), yes[status.hardening.not_readable_by_others]),
        *sorted(status.settings.items()),
    ]


def warnings(status: Status, encrypted: bool | None) -> list[Message]:
    """What she should do something about."""
    found = []
    if status.disk_failed:
        text = _tr("Maak nu een reservekopie en vraag uw beheerder om de schijf na te kijken.")
        found.append(Message(_tr("De schijf gaf een fout."), text, "bad"))
    if status.sheet_is_void:
        text = _tr("De hoofdsleutel is vernieuwd: het oude blad opent niets meer. Druk een nieuw herstelblad af en "
                   "laat uw organisatie het bewaren.")  # fmt: skip
        found.append(Message(_tr("Er is nog geen nieuw herstelblad."), text, "warn"))
    if status.old_keys:
        found.append(old_keys_message())
    if status.clock_ran_back:
        text = _tr("Bij het ontgrendelen stond de klok eerder dan de laatste handeling. Kijk de datum en tijd van de "
                   "laptop na.")  # fmt: skip
        found.append(Message(_tr("De klok van de laptop liep terug."), text, "warn"))
    if not status.is_private:
        text = _tr("Anderen met een account op deze laptop kunnen bestanden van het register zien of wissen. De inhoud "
                   "is versleuteld. Vraag uw beheerder om de map alleen voor u te openen.")  # fmt: skip
        found.append(Message(_tr("De map van het register is niet alleen van u."), text, "warn"))
    if status.place is PlaceKind.CLOUD:
        text = _tr("Verplaats het register naar een gewone map. Vraag uw beheerder om hulp.")
        found.append(Message(_tr("Het register staat in een map die naar internet wordt gekopieerd."), text, "bad"))
    if status.place is PlaceKind.NETWORK:
        text = _tr("Opslaan is daar minder zeker. Vraag uw beheerder om een plek op de laptop.")
        found.append(Message(_tr("Het register staat op een netwerkschijf."), text, "warn"))
    if encrypted is False:
        text = _tr("Het register zelf is versleuteld, maar afdrukken en pdf's laten sporen na. Vraag uw beheerder om "
                   "schijfversleuteling aan te zetten.")  # fmt: skip
        found.append(Message(_tr("De schijf van deze laptop is niet versleuteld."), text, "warn"))
    if status.wants_rehearsal and status.proved_at is not None:
        text = _tr("Oefen één keer per maand. Dan weet u zeker dat de kopie en uw wachtwoordzin samen werken.")
        found.append(Message(_tr("Terugzetten is deze maand nog niet geoefend."), text, "info"))
    return found
