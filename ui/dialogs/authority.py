"""Leeftijd en gezag: what must be known before anybody can give consent for a young person."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import Problem
from app.model.clients import ClientFields
from app.model.codes import ParentalAuthority
from app.model.records import Saved
from app.services import clients
from ui.desk import Desk
from ui.widgets.birth_field import BirthField, BirthRange
from ui.widgets.choice_fields import CodeCombo, MultiCheck
from ui.widgets.field import LineField, TextArea
from ui.widgets.form_dialog import FormDialog


class AuthorityDialog(FormDialog):
    """Fills in birth date, who has authority, and who must not be asked. Signals: ``saved(Saved)``."""

    def __init__(self, desk: Desk, client_id: str, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Leeftijd en gezag"), self.tr("Leeftijd en gezag opslaan"), self._change, parent=parent
        )
        self._desk = desk
        self._client = clients.open_file(desk.register, client_id).client
        add = self.form.add_row
        add(self.tr("Geboortedatum"), BirthField(), name="birth")
        add(self.tr("Wie heeft het gezag?"), CodeCombo(desk.choices("parental_authority")), name="parental_authority",
            optional=True)  # fmt: skip
        add(self.tr("Naam"), LineField(200), name="authority_name", optional=True, beside=True)
        add(self.tr("Waarom vraagt u die persoon niet?"), TextArea(2), name="authority_reason")
        blocked = [
            ("moeder", self.tr("Moeder")),
            ("vader", self.tr("Vader")),
            ("voogd", self.tr("Voogd")),
        ]
        add(self.tr("Wie mag niets weten?"), MultiCheck(blocked), self.tr("Deze persoon krijgt nooit iets."),
            name="blocked_parents", optional=True)  # fmt: skip
        add(self.tr("Waarom niet?"), TextArea(2), name="blocked_reason")
        self.form.set_values(self._stored())
        self.form.attach_drafts(desk.drafts("authority", client_id))
        self.form.field("parental_authority").changed.connect(self._arrange)
        self.form.field("blocked_parents").changed.connect(self._arrange)
        self._arrange()

    def _stored(self) -> dict[str, Any]:
        client = self._client
        names = ("parental_authority", "authority_name", "authority_reason", "blocked_parents", "blocked_reason")
        values: dict[str, Any] = {name: getattr(client, name) for name in names}
        if client.born_from is not None and client.born_to is not None:
            values["birth"] = BirthRange(client.born_from, client.born_to, client.birth_is_estimated)
        return values

    def _arrange(self) -> None:
        asked = self.form.value("parental_authority") != ParentalAuthority.NOT_APPROACHED
        self.form.set_row_visible("authority_reason", not asked)
        self.form.set_row_visible("blocked_reason", bool(self.form.value("blocked_parents")))

    def problems(self) -> list[Problem]:
        """A reason belongs to not asking and to blocking."""
        found = []
        for name in ("authority_reason", "blocked_reason"):
            row = self.form.rows[name]
            if not row.isHidden() and row.field.is_empty():
                found.append(Problem(name, "reason"))
        return found

    def command(self) -> ClientFields:
        """The client's own fields with these changed."""
        value, client = self.form.value, self._client
        stored = ClientFields(**{f.name: getattr(client, f.name) for f in fields(ClientFields)})
        birth = value("birth")
        authority = value("parental_authority")
        return replace(
            stored,
            born_from=birth.born_from if birth else None,
            born_to=birth.born_to if birth else None,
            birth_is_estimated=bool(birth and birth.is_estimated),
            parental_authority=ParentalAuthority(authority) if authority else None,
            authority_name=value("authority_name"),
            authority_reason=value("authority_reason"),
            blocked_parents=value("blocked_parents"),
            blocked_reason=value("blocked_reason"),
        )

    def _change(self, wanted: ClientFields) -> Saved:
        result = clients.change_client(self._desk.register, self._client.id, self._client.revision, wanted)
        self._desk.saved(result)
        return result
