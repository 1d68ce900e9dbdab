"""Toestemming vastleggen: purpose, recipient, kinds of data, form, who gave it, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import AuthorityUnclear, BirthDateNeeded, Problem, RegisterError
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, Purpose, Scope
from app.model.consent import COMENSHA, COMENSHA_PURPOSES, ConsentFields
from app.model.disclosures import ConsentSaved
from app.model.records import new_id
from app.services import clients, consent
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.authority import AuthorityDialog
from ui.widgets.basics import Text
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo, SingleCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, TextArea
from ui.widgets.form_dialog import FormDialog
from ui.widgets.message_bar import BarAction

SCOPES_AT_FIRST = 9


@dataclass(frozen=True)
class ConsentPreset:
    """What is filled in already, when the form is opened from a cell or from the gate."""

    purpose: Purpose | None = None
    recipient_id: str | None = None
    scopes: tuple[Scope, ...] = ()


class ConsentDialog(FormDialog):
    """Records one event. Signals: ``saved(ConsentSaved)``; ``form_wanted()`` to print the blank sheet first."""

    form_wanted = Signal()

    def __init__(
        self, desk: Desk, client_id: str, preset: ConsentPreset | None = None, parent: QWidget | None = None
    ) -> None:
        self._desk, self._client_id = desk, client_id
        self._person = clients.open_file(desk.register, client_id).client
        super().__init__(
            "", "", self._record, labels=sharing_texts.codes_text(desk), parent=parent
        )
        self.setWindowTitle(self.tr("Toestemming vastleggen"))
        self.heading.setText(self.windowTitle())
        self.flow.save_button.set_words(self.tr("Toestemming opslaan"))
        self._add_what(desk)
        self._add_how(desk)
        self._end_proposed: date | None = None
        self.form.set_values(self._start_values(preset or ConsentPreset()))
        self.form.attach_drafts(desk.drafts("consent", client_id))
        self.form.field("purpose").changed.connect(self._arrange)
        self.form.field("kind").changed.connect(self._arrange)
        self.form.field("form").changed.connect(self._arrange)
        self.form.field("given_on").changed.connect(self._propose)
        self._arrange()

    # -- building ---------------------------------------------------------------------------

    def _add_what(self, desk: Desk) -> None:
        self.form.keep("id", new_id())
        purposes = CodeCombo(desk.choices("consent_purpose"))
        self.form.add_row(self.tr("Waarvoor?"), purposes, name="purpose", required=True)
        recipients = OrganisationCombo(sharing_texts.organisation_items(desk))
        self.form.add_row(self.tr("Met wie?"), recipients, name="recipient_id", required=True, beside=True)
        scopes = MultiCheck(desk.choices("scope"), SCOPES_AT_FIRST, self.tr("Meer soorten gegevens"))
        self.form.add_row(self.tr("Welke gegevens?"), scopes, name="scopes", required=True)
        self._written_note = Text(
            self.tr("Registratie bij CoMensha vraagt schriftelijke toestemming. Mondeling telt hier niet mee."), "help"
        )
        self.form.add_widget(self._written_note)

    def _add_how(self, desk: Desk) -> None:
        add = self.form.add_row
        kinds = [pair for pair in desk.choices("consent_kind") if pair[0] != ConsentKind.WITHDRAWN]
        add(self.tr("Wat is er gezegd?"), CodeCombo(kinds), name="kind", required=True)
        add(self.tr("Vorm"), CodeCombo(desk.choices("consent_form")), name="form", required=True, beside=True)
        add(self.tr("Getuige"), LineField(200), self.tr("Wie hoorde dit ook?"), name="witness", required=True)
        add(self.tr("Door wie?"), CodeCombo(desk.choices("consent_giver")), self._age_help(), name="given_by",
            required=True)  # fmt: skip
        add(self.tr("Naam van ouder of voogd"), LineField(200), name="giver_name", optional=True, beside=True)
        add(self.tr("Gegeven op"), DateField(latest=clock.today), name="given_on", required=True)
        add(self.tr("Geldig tot en met"), DateField(), name="valid_until", required=True, beside=True)
        add(self.tr("Besproken in het"), CodeCombo(desk.choices("language")), name="language", optional=True)
        add("", SingleCheck(self.tr("Met tolk")), name="interpreter", beside=True)
        add(self.tr("Opmerking"), TextArea(2), name="note", optional=True)

    def _age_help(self) -> str:
        giver = self._expected(clock.today())
        if giver is None:
            return self.tr("Vul eerst een geboortedatum of schatting in.")
        return {
            ConsentGiver.CLIENT: self.tr("16 jaar of ouder: cliënt beslist zelf."),
            ConsentGiver.BOTH: self.tr("12 tot en met 15 jaar: cliënt en wie gezag heeft beslissen samen."),
            ConsentGiver.AUTHORITY: self.tr("Jonger dan 12 jaar: wie gezag heeft, beslist."),
        }[giver]

    def _start_values(self, preset: ConsentPreset) -> dict[str, Any]:
        today = clock.today()
        self._end_proposed = consent.default_end(today)
        languages = self._person.languages
        return {
            "purpose": preset.purpose,
            "recipient_id": preset.recipient_id,
            "scopes": preset.scopes,
            "kind": ConsentKind.GIVEN,
            "form": ConsentForm.WRITTEN,
            "given_by": self._expected(today) or ConsentGiver.CLIENT,
            "giver_name": self._person.authority_name,
            "given_on": today,
            "valid_until": self._end_proposed,
            "language": languages[0] if languages else None,
            "interpreter": bool(self._person.interpreter_needed),
        }

    # -- while she types --------------------------------------------------------------------

    def _arrange(self) -> None:
        """Show what this purpose, answer and form ask for; CoMensha is the one recipient of its purposes."""
        value = self.form.value
        is_given = value("kind") == ConsentKind.GIVEN
        self.form.set_row_visible("valid_until", is_given)
        self.form.set_row_visible("witness", is_given and value("form") == ConsentForm.ORAL)
        if value("purpose") in COMENSHA_PURPOSES and value("recipient_id") != COMENSHA:
            self.form.field("recipient_id").set_value(COMENSHA)
        registration = value("purpose") == Purpose.COMENSHA_REGISTRATION
        self._written_note.setVisible(registration and value("form") == ConsentForm.ORAL)
        young = self._expected(clock.today()) is not ConsentGiver.CLIENT
        self.form.set_row_visible("giver_name", young or value("given_by") != ConsentGiver.CLIENT)

    def _propose(self) -> None:
        """Follow the day it was given, as long as she did not choose an end or a giver herself."""
        day = self.form.value("given_on")
        if day is None or day > clock.today():
            return
        if self.form.value("valid_until") in {None, self._end_proposed}:
            self._end_proposed = consent.default_end(day)
            self.form.field("valid_until").set_value(self._end_proposed)

    def _expected(self, day: date) -> ConsentGiver | None:
        return consent.giver_for(self._desk.register, self._client_id, day)

    # -- saving -----------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """The end after the beginning."""
        start, end = self.form.value("given_on"), self.form.value("valid_until")
        is_given = self.form.value("kind") == ConsentKind.GIVEN
        return [Problem("valid_until", "date_order")] if is_given and start and end and end < start else []

    def command(self) -> ConsentFields:
        """The event as filled in; what its answer does not ask for is left out."""
        value = self.form.value
        kind, form = ConsentKind(value("kind")), ConsentForm(value("form"))
        is_given = kind is ConsentKind.GIVEN
        giver = ConsentGiver(value("given_by"))
        return ConsentFields(
            purpose=Purpose(value("purpose")),
            recipient_id=value("recipient_id"),
            scopes=tuple(Scope(code) for code in value("scopes")),
            kind=kind,
            form=form,
            given_by=giver,
            given_on=value("given_on"),
            valid_until=value("valid_until") if is_given else None,
            witness=value("witness") if is_given and form is ConsentForm.ORAL else None,
            giver_name=None if giver is ConsentGiver.CLIENT else value("giver_name"),
            language=value("language"),
            interpreter=value("interpreter"),
            note=value("note"),
        )

    def ways_out(self, error: RegisterError) -> Sequence[BarAction]:
        """Under 16 and without a birth date there is something to fill in first; nothing typed is lost."""
        if isinstance(error, AuthorityUnclear):
            return [BarAction(self.tr("Gezag invullen…"), self._ask_authority)]
        if isinstance(error, BirthDateNeeded):
            return [BarAction(self.tr("Geboortedatum invullen…"), self._ask_authority)]
        return []

    def _ask_authority(self) -> None:
        dialog = AuthorityDialog(self._desk, self._client_id, self)
        dialog.saved.connect(self._authority_known)
        dialog.open()

    def _authority_known(self) -> None:
        self.bar.dismiss()
        self._person = clients.open_file(self._desk.register, self._client_id).client
        row = self.form.rows["given_by"]
        row.help.setText(self._age_help())
        giver = self._expected(self.form.value("given_on") or clock.today())
        if giver is not None and self.form.value("given_by") != giver:
            row.field.set_value(giver)
        self._arrange()
        row.field.focus_widget().setFocus()

    def _record(self, fields: ConsentFields) -> ConsentSaved:
        result = consent.record_consent(
            self._desk.register, self._client_id, fields, id=self.form.value("id")
        )
        self._desk.saved(result, self.tr("Toestemming opgeslagen"))
        return result
