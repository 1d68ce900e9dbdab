"""Page *Nieuwe cliënt*: search first, then one page in the order of a telephone call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import Problem, RegisterError
from app.model.clients import ClientFields, ClientHit
from app.model.codes import Phase
from app.model.notifications import NotificationFields
from app.model.records import Saved, new_id
from app.model.trajectories import TrajectoryFields
from app.services import clients, notifications, trail
from ui.desk import Desk
from ui.dialogs.comparison import CompareDialog, facts_of, facts_of_file
from ui.dialogs.notification_rows import NotificationRows
from ui.dialogs.organisation_link import offer_organisation
from ui.dialogs.palette import LEAST_LETTERS
from ui.dialogs.person_rows import PERSON_ROWS, PersonRows
from ui.dialogs.safe_contact import safe_contact_rules
from ui.views.maybe_known import MaybeKnown
from ui.widgets.basics import Plain, Text
from ui.widgets.birth_field import BirthRange
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, TextArea
from ui.widgets.form_dialog import FormPage
from ui.widgets.form_flow import Hooks
from ui.widgets.panels import Chip, FactsCard
from ui.widgets.safe_contact_field import SafeContactField

SEARCH_AFTER_MS = 250
INFIXES = frozenset({
    "van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "op", "in", "aan", "la", "le", "el", "al", "da", "di",
    "dos", "del", "von", "zu", "bin", "ben",
})  # fmt: skip


@dataclass(frozen=True)
class _Intake:
    notification: NotificationFields
    person: ClientFields
    trajectory: TrajectoryFields
    phase: Phase


class NewClientPage(FormPage):
    """Saving is possible after the first part; everything else can follow later."""

    def __init__(self, desk: Desk, name_hint: str = "", parent: QWidget | None = None) -> None:
        hooks = Hooks(self._command, self._save, self._problems)
        super().__init__("", "", "", hooks, parent)
        self._desk = desk
        self.title.setText(self.tr("Nieuwe cliënt"))
        self.facts.setText(self.tr("Alleen de aanmelding is nodig. De rest mag u later invullen."))
        self.flow.save_button.set_words(self.tr("Opslaan"))
        self._goes_on = False
        self._copied = ("", "", "")
        self._searched = ""
        self.form.keep("client_id", new_id())
        self.form.keep("notification_id", new_id())
        self._build(desk)
        self.flow.add_button(self.tr("Opslaan en naar cliënt"), self._save_and_open)
        self._add_side()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self.look_up)
        for name in ("search", "given_name", "infix", "family_name", "aliases", "born"):
            self.form.field(name).changed.connect(self._timer.start)
        self.form.field("search").left.connect(self._end_search)
        self.flow.saved.connect(self._saved)
        self.flow.cancelled.connect(lambda: desk.show_page("clients"))
        self.form.attach_drafts(desk.drafts("new_client", "new"))
        if name_hint and not self.form.is_dirty():
            self.form.field("search").set_value(name_hint)
            self._copy_name()

    def showEvent(self, event: QShowEvent) -> None:
        """Start in the search field."""
        super().showEvent(event)
        self.form.field("search").focus_widget().setFocus()

    def load(self) -> None:
        """Everything was read when the page was made."""

    def reload(self, tables: frozenset[str]) -> None:
        """A new organisation can be chosen at once; another client may be the one on the telephone."""
        if "organisation" in tables:
            self._notification.suggest()
        if "client" in tables:
            self.look_up()

    # -- building -----------------------------------------------------------------------------------

    def _build(self, desk: Desk) -> None:
        form = self.form
        form.add_row(
            self.tr("Zoek eerst: naam, alias of geboortejaar"), LineField(300),
            self.tr("Een naam nemen wij over bij Persoon."), name="search",
        )  # fmt: skip
        form.add_section(self.tr("Aanmelding"))
        self._notification = NotificationRows(form, desk)
        offer_organisation(form, "organisation_id", desk, self._notification.suggest)
        form.add_section(self.tr("Veilig contact"))
        self._add_safe_contact(desk)
        form.add_section(self.tr("Persoon"))
        self._person = PersonRows(form, desk)
        form.add_section(self.tr("Zorgtraject"))
        self._add_trajectory(desk)
        form.set_values(
            self._notification.defaults()
            | {"started_on": None, "phase": Phase.NOTIFICATION.value, "legal_regime": "nog_niet_bepaald"}
        )
        self._notification.show_comensha()

    def _add_safe_contact(self, desk: Desk) -> None:
        self._undiscussed = Plain(vertical=False)
        self._undiscussed.box.addWidget(Chip(self.tr("Nog niet besproken"), "warn"))
        self._undiscussed.box.addWidget(Text(self.tr("Bel of schrijf niet voordat dit bekend is."), "facts"), 1)
        self.form.add_widget(self._undiscussed)
        rules = SafeContactField(safe_contact_rules(desk))
        self.form.add_row(self.tr("Wat is er afgesproken?"), rules, name="safe_contact", optional=True)
        rules.changed.connect(lambda: self._undiscussed.setVisible(not rules.value()))

    def _add_trajectory(self, desk: Desk) -> None:
        form = self.form
        form.add_row(
            self.tr("Begonnen op"), DateField(latest=clock.today), self.tr("Leeg: de dag van de aanmelding."),
            name="started_on", optional=True, stretch=4,
        )  # fmt: skip
        phases = [(code, words) for code, words in desk.choices("phase") if code != Phase.CLOSED]
        form.add_row(self.tr("Fase"), CodeCombo(phases), name="phase", required=True, beside=True, stretch=3)
        form.add_row(
            self.tr("Wettelijk kader"), CodeCombo(desk.choices("legal_regime")), name="legal_regime", required=True,
            beside=True, stretch=3,
        )  # fmt: skip
        form.add_row(
            self.tr("Cliënt geïnformeerd over registratie op"), DateField(latest=clock.today), name="informed_on",
            optional=True,
        )  # fmt: skip
        form.add_row(self.tr("Of waarom nog niet?"), TextArea(2), name="not_informed_reason", optional=True)

    def _add_side(self) -> None:
        self.known = MaybeKnown()
        self.known.compare_asked.connect(self.compare)
        self.add_side(self.known)
        later = FactsCard(self.tr("Naam nog niet bekend?"), self.tr("U kunt nu opslaan en de naam later invullen."))
        self.add_side(later)

    # -- search first -------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Offer everyone who may be this person, by what stands in the search field and in the names."""
        found: dict[str, ClientHit] = {}
        try:
            for text in (self.form.value("search") or "", self._typed_name(), *self.form.value("aliases")):
                found |= {hit.id: hit for hit in self._candidates(text) if hit.id not in found}
        except RegisterError:
            return  # busy or just locked: she types on, and the next key asks again
        self.known.show_hits(tuple(found.values())[:6], bool(self._asked()))

    def _candidates(self, text: str) -> tuple[ClientHit, ...]:
        if not text.strip():
            return ()
        register, born = self._desk.register, self.form.value("born")
        year = born.born_from.year if isinstance(born, BirthRange) else None
        exact = clients.find(register, text, limit=6)
        alike = clients.possible_duplicates(register, text, year, limit=6) if not text.strip().isdigit() else ()
        return (*exact, *alike)

    def _typed_name(self) -> str:
        parts = (self.form.value(name) for name in ("given_name", "infix", "family_name"))
        return " ".join(part for part in parts if part)

    def _asked(self) -> str:
        return " ".join(part for part in (self.form.value("search") or "", self._typed_name()) if part)

    def _end_search(self) -> None:
        """Once for each text she looked for."""
        text = (self.form.value("search") or "").strip()
        if len(text) >= LEAST_LETTERS and text != self._searched:
            self._searched = text
            self._desk.searched(len(text))
        self._copy_name()

    def _copy_name(self) -> None:
        """A name that was looked for is not typed twice; what she typed herself stays."""
        names = split_name(self.form.value("search") or "")
        present = tuple(self.form.value(name) or "" for name in ("given_name", "infix", "family_name"))
        if present == self._copied and any(names):
            for field, text in zip(("given_name", "infix", "family_name"), names, strict=True):
                self.form.field(field).set_value(text or None)
            self._copied = names

    def compare(self, client_id: str) -> None:
        """Show what she typed beside who is known."""
        try:
            file = clients.open_file(self._desk.register, client_id)
        except RegisterError as error:
            self.flow.show_error(error)
            return
        self._desk.note(lambda: trail.client_viewed(self._desk.register, client_id))
        typed = facts_of(self._person.command(ClientFields()), self._typed_notification(), self._desk)
        dialog = CompareDialog(typed, facts_of_file(file, self._desk), self.window())
        dialog.same.connect(lambda: self.add_to(file.client.id))
        dialog.different.connect(lambda: self.known.dismiss(client_id))
        dialog.open()

    def _typed_notification(self) -> list[NotificationFields]:
        if self.form.value("received_on") is None or not self.form.value("notifier_type"):
            return []
        return [self._notification.command()]

    def add_to(self, client_id: str) -> None:
        """Save the aanmelding with somebody who is known; what was typed about the person waits there."""
        problems = [p for p in self.form.check() if p.field not in {*PERSON_ROWS, "safe_contact"}]
        problems += self._notification.problems()
        self.form.show_problems(problems)
        if problems:
            return
        try:
            saved = notifications.add_notification(
                self._desk.register, client_id, self._notification.command(), id=self.form.value("notification_id")
            )
            self._keep_person(client_id)
        except RegisterError as error:
            self.flow.show_error(error)
            return
        self._finish(saved)
        self._desk.show_client(client_id, "notifications", saved.id)

    def _keep_person(self, client_id: str) -> None:
        """What was typed about the person becomes the draft of the dialog that changes her."""
        state = self.form.raw_state()
        filled = {name: state[name] for name in PERSON_ROWS if not self.form.field(name).is_empty()}
        if filled:
            self._desk.drafts("client", client_id).save(filled)
        if self.form.value("safe_contact"):
            self._desk.drafts("safe_contact", client_id).save({"safe_contact": state["safe_contact"]})

    # -- saving -------------------------------------------------------------------------------------

    def _problems(self) -> list[Problem]:
        return [*self._notification.problems(), *self._person.problems()]

    def _command(self) -> _Intake:
        value = self.form.value
        notification = self._notification.command()
        person = replace(
            self._person.command(ClientFields()),
            safe_contact=value("safe_contact"),
            informed_on=value("informed_on"),
            not_informed_reason=value("not_informed_reason"),
        )
        started = value("started_on") or notification.received_on
        trajectory = TrajectoryFields(started_on=started, legal_regime=value("legal_regime"))
        return _Intake(notification, person, trajectory, Phase(value("phase")))

    def _save(self, intake: _Intake) -> Saved:
        return clients.register_client(
            self._desk.register,
            intake.notification,
            client_id=self.form.value("client_id"),
            notification_id=self.form.value("notification_id"),
            fields=intake.person,
            trajectory=intake.trajectory,
            phase=intake.phase,
        )

    def _save_and_open(self) -> None:
        self._goes_on = True
        if not self.flow.submit():
            self._goes_on = False

    def _saved(self, result: Any) -> None:
        goes_on, client_id = self._goes_on, self.form.value("client_id")
        self._finish(result)
        if goes_on:
            self._desk.show_client(client_id)
        else:
            self._desk.show_page("clients")

    def _finish(self, result: Saved) -> None:
        """Tell the others, and be ready for the next one."""
        self._goes_on = False
        self._timer.stop()
        self.form.mark_clean()
        self.form.discard_draft()
        self._desk.saved(result, self.tr("Cliënt opgeslagen"))


def split_name(text: str) -> tuple[str, str, str]:
    """Roepnaam, tussenvoegsel, achternaam of what was typed in the search field.

    One word is a given name. Codes and years are no names.
    """
    words = [word for word in text.replace(",", " ").split() if not any(char.isdigit() for char in word)]
    if not words or len(words) < len(text.replace(",", " ").split()):
        return "", "", ""
    if len(words) == 1:
        return words[0], "", ""
    rest = words[1:]
    infix = []
    while len(rest) > 1 and rest[0].lower() in INFIXES:
        infix.append(rest.pop(0))
    return words[0], " ".join(infix), " ".join(rest)
