"""Toestemming intrekken: first what it will do, then the act; as easy as giving."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import RegisterError
from app.model.codes import ConsentForm, ConsentGiver, HandedOver, Purpose, Scope
from app.model.consent import COMENSHA_PURPOSES, ConsentEvent, Withdrawal
from app.model.disclosures import ConsentSaved, DisclosureRow, WithdrawalEffect
from app.model.records import new_id
from app.services import consent
from ui import formatting
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.widgets.basics import Card, Text
from ui.widgets.choice_fields import CodeCombo, MultiCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog


class WithdrawalDialog(FormDialog):
    """Withdraws an event, whole or in part. Signals: ``saved(ConsentSaved)``."""

    def __init__(self, desk: Desk, event: ConsentEvent, parent: QWidget | None = None) -> None:
        self._desk, self._event = desk, event
        super().__init__(
            self.tr("Toestemming intrekken"),
            self.tr("Toestemming intrekken"),
            self._withdraw,
            intro=sharing_texts.event_title(desk, event),
            parent=parent,
        )
        self.form.keep("id", new_id())
        labels = dict(desk.choices("scope"))
        scopes = MultiCheck([(scope.value, labels[scope.value]) for scope in event.scopes])
        self.form.add_row(self.tr("Wat mag niet meer gedeeld worden?"), scopes, name="scopes", required=True)
        self.form.add_row(self.tr("Ingetrokken op"), DateField(lambda: event.given_on, clock.today), name="given_on",
                          required=True)  # fmt: skip
        givers = CodeCombo(desk.choices("consent_giver"))
        self.form.add_row(self.tr("Door wie?"), givers, name="given_by", required=True, beside=True)
        forms = [(ConsentForm.ORAL.value, self.tr("Mondeling")), (ConsentForm.WRITTEN.value, self.tr("Schriftelijk"))]
        self.form.add_row(self.tr("Vorm"), CodeCombo(forms), name="form", required=True, beside=True)
        self._effect = Card(self.tr("Wat gebeurt er als u dit intrekt?"))
        self._effect.setProperty("kit", "card")
        self._words = Text("")
        self._effect.add(self._words)
        self.form.add_widget(self._effect)
        self.form.add_row(self.tr("Opmerking"), TextArea(2), name="note", optional=True)
        self.form.set_values(
            {
                "scopes": tuple(scope.value for scope in event.scopes),
                "given_on": clock.today(),
                "given_by": ConsentGiver.CLIENT,
                "form": ConsentForm.ORAL,
            }
        )
        self.form.attach_drafts(desk.drafts("withdrawal", f"{event.client_id}:{event.id}"))
        self.form.field("scopes").changed.connect(self._preview)
        self._preview()

    def effect_text(self) -> str:
        """What is said about the consequences now."""
        return self._words.text()

    def command(self) -> Withdrawal:
        """The withdrawal as filled in."""
        value = self.form.value
        return Withdrawal(
            given_on=value("given_on"),
            scopes=tuple(Scope(code) for code in value("scopes")),
            form=ConsentForm(value("form")),
            given_by=ConsentGiver(value("given_by")),
            note=value("note"),
        )

    def _preview(self) -> None:
        scopes = self.form.value("scopes")
        try:
            effect = consent.preview_withdrawal(self._desk.register, self._event.id, scopes)
        except RegisterError:
            return
        self._words.setText("\n".join(f"• {line}" for line in self._lines(effect)))

    def _lines(self, effect: WithdrawalEffect) -> list[str]:
        name = self._desk.organisation_name(self._event.recipient_id)
        lines = [self.tr("U deelt deze gegevens niet meer met {naam}.").format(naam=name)]
        for referral in effect.referrals:
            words = self.tr("De verwijzing naar {naam} ({stand}) gaat naar Opnieuw bekijken.")
            stand = sharing_texts.lower_first(self._desk.label("referral_status", referral.status_before))
            lines.append(words.format(naam=referral.destination, stand=stand))
        if not effect.referrals:
            lines.append(self.tr("Er loopt geen verwijzing die hierop rust."))
        lines += [self._shared_line(row) for row in effect.disclosures]
        if effect.disclosures:
            words = self.tr("Vertel {naam} dat dit is ingetrokken, en vraag wat zij met de gegevens doen.")
            lines.append(words.format(naam=name))
        else:
            lines.append(self.tr("{naam} heeft hiervan nog niets gekregen.").format(naam=name))
        return [*lines, self._untouched(), self.tr("De cijfers van eerdere perioden veranderen niet.")]

    def _shared_line(self, row: DisclosureRow) -> str:
        told = self.tr("Al gedeeld op {dag}, nummer {nummer}: {gegevens}. Dat blijft in het register staan.")
        shown = told.format(
            dag=formatting.date_text(row.disclosure.disclosed_on),
            nummer=row.disclosure.number,
            gegevens=sharing_texts.scope_text(self._desk, row.disclosure.scopes),
        )
        is_paper = row.handover is not None and row.handover.handed_over is not HandedOver.ORAL
        return f"{shown} {self.tr('Vraag het papier terug of laat het vernietigen.')}" if is_paper else shown

    def _untouched(self) -> str:
        """Other purposes stay, CoMensha first of all."""
        if self._event.purpose in COMENSHA_PURPOSES:
            other = Purpose.COMENSHA_SHELTER
            if self._event.purpose is other:
                other = Purpose.COMENSHA_REGISTRATION
            label = sharing_texts.lower_first(self._desk.label("consent_purpose", other))
            return self.tr("Andere afspraken blijven gelden, ook die over {doel}.").format(doel=label)
        return self.tr("Andere afspraken blijven gelden, ook die over CoMensha.")

    def _withdraw(self, withdrawal: Withdrawal) -> ConsentSaved:
        result = consent.withdraw(self._desk.register, self._event.id, withdrawal, id=self.form.value("id"))
        self._desk.saved(result, self.tr("Toestemming ingetrokken"))
        return result
