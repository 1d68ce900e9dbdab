"""Contactmoment: what happened, and in the same act what is next. A correction is a new entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import Problem
from app.model.codes import ContactKind
from app.model.records import Saved, new_id
from app.model.trajectories import ContactMoment, ContactMomentFields, StepFields
from app.services import contact_moments
from ui.desk import Desk
from ui.dialogs.notification_rows import stored_values
from ui.dialogs.step import tidy_time
from ui.models.field_words import origin_words
from ui.widgets.choice_fields import CodeCombo, OrganisationCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, NumberField, TextArea
from ui.widgets.form_dialog import FormDialog


@dataclass(frozen=True)
class _Command:
    moment: ContactMomentFields
    step: StepFields | None


class ContactMomentDialog(FormDialog):
    """Kind and text first: four keys and what she types are enough."""

    def __init__(
        self, desk: Desk, client_id: str, corrects: ContactMoment | None = None, parent: QWidget | None = None
    ) -> None:
        title = self.tr("Contactmoment verbeteren") if corrects else self.tr("Contactmoment vastleggen")
        intro = self.tr("De eerste versie blijft leesbaar.") if corrects else ""
        super().__init__(title, self.tr("Contactmoment opslaan"), self._save, intro, parent=parent)
        self._desk, self._client_id, self._corrects = desk, client_id, corrects
        self.form.keep("id", new_id())
        self.form.keep("step_id", new_id())
        self._add_rows(desk)
        values: dict[str, Any] = {"happened_on": clock.today(), "origin": "eigen"}
        if corrects is not None:
            values = dict(stored_values(corrects, ContactMomentFields))
        self.form.set_values(values)
        subject = f"{client_id}:{corrects.id if corrects else 'new'}"
        self.form.attach_drafts(desk.drafts("contact_moment", subject))

    def _add_rows(self, desk: Desk) -> None:
        form = self.form
        form.add_row(self.tr("Soort"), CodeCombo(desk.choices("contact_kind")), name="kind", required=True)
        form.add_row(
            self.tr("Wat is er gebeurd of besproken?"), TextArea(6),
            self.tr("Deze tekst wordt nooit afgedrukt of gedeeld."), name="note",
        )  # fmt: skip
        form.add_row(
            self.tr("Datum"), DateField(latest=clock.today), name="happened_on", required=True, stretch=3
        )
        form.add_row(
            self.tr("Tijd"), LineField(8, self.tr("uu:mm")), name="happened_time", optional=True, beside=True,
            stretch=2,
        )  # fmt: skip
        form.add_row(
            self.tr("Aantal minuten"), NumberField(0, 1440), name="minutes", optional=True, beside=True, stretch=3
        )
        network = [(o.id, o.name, o.place or "") for o in desk.organisations() if not o.is_voided]
        form.add_row(self.tr("Met wie"), LineField(300), name="with_whom", optional=True)
        form.add_row(
            self.tr("Organisatie"), OrganisationCombo(network), name="organisation_id", optional=True, beside=True
        )
        origins = CodeCombo(list(origin_words().items()))
        form.add_row(
            self.tr("Waar komt dit vandaan?"), origins,
            self.tr("Tekst van de politie of een ander krijgt een merkje."), name="origin", required=True,
        )  # fmt: skip
        if self._corrects is None:
            form.add_section(self.tr("Volgende stap, als die er is"), numbered=False)
            form.add_row(self.tr("Wat gaat er gebeuren?"), LineField(300), name="step_description", optional=True)
            form.add_row(self.tr("Wanneer"), DateField(), name="step_due_on", optional=True)
            form.add_row(self.tr("Wie doet het?"), LineField(300), name="step_who", optional=True, beside=True)

    def command(self) -> _Command:
        """The moment, and the step if she filled one in."""
        value = self.form.value
        moment = ContactMomentFields(
            kind=value("kind") or "",
            happened_on=value("happened_on"),
            happened_time=tidy_time(value("happened_time")),
            minutes=value("minutes"),
            with_whom=value("with_whom"),
            organisation_id=value("organisation_id"),
            origin=value("origin"),
            note=value("note") or "",
            corrects_id=self._corrects.id if self._corrects else None,
        )
        return _Command(moment, self._step())

    def _step(self) -> StepFields | None:
        if self._corrects is not None or not self.form.value("step_description"):
            return None
        value = self.form.value
        return StepFields(description=value("step_description"), due_on=value("step_due_on"), who=value("step_who"))

    def problems(self) -> list[Problem]:
        """Words are needed unless it was only tried; half a step is no step."""
        value, found = self.form.value, []
        if not value("note") and value("kind") != ContactKind.ATTEMPT:
            found.append(Problem("note", "required"))
        if self._corrects is None:
            if value("step_description") and not value("step_due_on"):
                found.append(Problem("step_due_on", "date_required"))
            if (value("step_due_on") or value("step_who")) and not value("step_description"):
                found.append(Problem("step_description", "required"))
        return found

    def _save(self, command: _Command) -> Saved:
        return contact_moments.add_contact_moment(
            self._desk.register,
            self._client_id,
            command.moment,
            id=self.form.value("id"),
            step=command.step,
            step_id=self.form.value("step_id") if command.step else None,
        )
