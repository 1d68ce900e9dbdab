"""The rows about a person: the same on the page for a new client and in the dialog."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from app import clock
from app.errors import Problem
from app.model.ages import BirthRange as KnownRange
from app.model.clients import ClientFields
from app.model.codes import ParentalAuthority
from ui.desk import Desk
from ui.models.field_words import parent_words
from ui.widgets.birth_field import BirthField, BirthRange
from ui.widgets.choice_fields import CodeCombo, MultiCheck
from ui.widgets.field import LineField, NumberField, TextArea
from ui.widgets.form import Form
from ui.widgets.tag_field import TagField

AUTHORITY_ROWS = ("parental_authority", "authority_name", "authority_reason", "blocked_parents", "blocked_reason")
ADULT = 18


def _tr(text: str) -> str:
    return QCoreApplication.translate("person_rows", text)


class PersonRows:
    """Adds the rows to a form; shows who has authority as soon as somebody may be under 18."""

    def __init__(self, form: Form, desk: Desk) -> None:
        self._form, self._desk = form, desk
        self._add_names()
        self._add_authority()
        self._add_facts()
        self._add_places()
        form.field("born").changed.connect(self.show_authority)
        form.field("parental_authority").changed.connect(self.show_authority)
        form.field("blocked_parents").changed.connect(self.show_authority)
        self.show_authority()

    def _add_names(self) -> None:
        form, unknown = self._form, _tr("Laat leeg zolang u de naam nog niet weet.")
        form.add_row(_tr("Roepnaam"), LineField(300), unknown, name="given_name", optional=True, stretch=3)
        form.add_row(_tr("Tussenvoegsel"), LineField(300), name="infix", beside=True, stretch=2)
        form.add_row(_tr("Achternaam"), LineField(300), name="family_name", optional=True, beside=True, stretch=4)
        form.add_row(
            _tr("Andere namen"), TagField(), _tr("Bijnaam, werknaam of een andere spelling."), name="aliases",
            optional=True,
        )  # fmt: skip
        form.add_row(
            _tr("Geboortedatum"), BirthField(), _tr("Vul in wat u weet. Alleen een jaar mag ook."), name="born",
            optional=True,
        )  # fmt: skip

    def _add_authority(self) -> None:
        form = self._form
        authority = CodeCombo(self._desk.choices("parental_authority"))
        form.add_row(_tr("Wie heeft het gezag?"), authority, name="parental_authority", optional=True)
        form.add_row(_tr("Naam"), LineField(300), name="authority_name", optional=True, beside=True)
        form.add_row(_tr("Waarom benadert u die persoon niet?"), TextArea(2), name="authority_reason")
        blocked = MultiCheck(list(parent_words().items()))
        form.add_row(
            _tr("Wie mag niets weten?"), blocked, _tr("Die persoon kan dan ook geen toestemming geven."),
            name="blocked_parents", optional=True,
        )  # fmt: skip
        form.add_row(_tr("Waarom mag die niets weten?"), TextArea(2), name="blocked_reason")

    def _add_facts(self) -> None:
        form, desk = self._form, self._desk
        form.add_row(_tr("Gender"), CodeCombo(desk.choices("gender")), name="gender", optional=True)
        form.add_row(
            _tr("Verblijf"), CodeCombo(desk.choices("residence_status")), name="residence_status", optional=True,
            beside=True,
        )  # fmt: skip
        form.add_row(_tr("Nationaliteit"), TagField(desk.choices("citizenship")), name="citizenships", optional=True)
        form.add_row(_tr("Talen"), TagField(desk.choices("language")), name="languages", optional=True, beside=True)
        tolk = CodeCombo([("ja", _tr("Ja")), ("nee", _tr("Nee"))], _tr("Nog niet bekend"))
        form.add_row(_tr("Tolk nodig?"), tolk, name="interpreter_needed", stretch=2)
        form.add_row(
            _tr("Over de tolk"), LineField(300), name="interpreter_note", optional=True, beside=True, stretch=3
        )
        form.add_row(_tr("Aantal kinderen"), NumberField(0, 30), name="children_count", optional=True, stretch=2)
        form.add_row(
            _tr("Over de kinderen"), LineField(300), name="children_note", optional=True, beside=True, stretch=3
        )

    def _add_places(self) -> None:
        for number, (name, words) in enumerate((
            ("found_in", _tr("Aangetroffen in")),
            ("exploited_in", _tr("Uitgebuit in")),
            ("registered_in", _tr("Ingeschreven in")),
        )):  # fmt: skip
            places = CodeCombo(self._desk.choices("municipality"))
            self._form.add_row(words, places, name=name, optional=True, beside=number > 0)

    def show_authority(self) -> None:
        """Authority matters under 18; what was filled in before stays in sight."""
        form = self._form
        born = form.value("born")
        is_young = isinstance(born, BirthRange) and _youngest(born) < ADULT
        is_filled = any(not form.field(name).is_empty() for name in AUTHORITY_ROWS)
        shown = is_young or is_filled
        for name in AUTHORITY_ROWS:
            form.set_row_visible(name, shown)
        if shown:
            not_approached = form.value("parental_authority") == ParentalAuthority.NOT_APPROACHED
            form.set_row_visible("authority_reason", not_approached)
            form.set_row_visible("authority_name", not not_approached)
            form.set_row_visible("blocked_reason", bool(form.value("blocked_parents")))

    def show(self, person: ClientFields) -> dict[str, Any]:
        """What stands in the register, as the rows take it."""
        values = {name: getattr(person, name) for name in PERSON_ROWS if name not in {"born", "interpreter_needed"}}
        values["born"] = _shown_birth(person)
        values["interpreter_needed"] = {True: "ja", False: "nee", None: None}[person.interpreter_needed]
        return values

    def command(self, before: ClientFields) -> ClientFields:
        """``before`` with what stands in the rows."""
        value = self._form.value
        born = value("born")
        authority = value("parental_authority")
        values = {name: value(name) for name in PERSON_ROWS if name != "born"}
        values["interpreter_needed"] = {"ja": True, "nee": False, None: None}[value("interpreter_needed")]
        values["parental_authority"] = ParentalAuthority(authority) if authority else None
        if authority != ParentalAuthority.NOT_APPROACHED:
            values["authority_reason"] = None
        if not values["blocked_parents"]:
            values["blocked_reason"] = None
        return replace(
            before,
            **values,
            born_from=born.born_from if born else None,
            born_to=born.born_to if born else None,
            birth_is_estimated=bool(born and born.is_estimated),
        )

    def problems(self) -> list[Problem]:
        """Not approaching somebody, and keeping everything from somebody, needs its reason."""
        value, found = self._form.value, []
        if value("parental_authority") == ParentalAuthority.NOT_APPROACHED and not value("authority_reason"):
            found.append(Problem("authority_reason", "reason"))
        if value("blocked_parents") and not value("blocked_reason"):
            found.append(Problem("blocked_reason", "reason"))
        return found


PERSON_ROWS = (
    "given_name", "infix", "family_name", "aliases", "born", *AUTHORITY_ROWS, "gender", "residence_status",
    "citizenships", "languages", "interpreter_needed", "interpreter_note", "children_count", "children_note",
    "found_in", "exploited_in", "registered_in",
)  # fmt: skip


def _youngest(born: BirthRange) -> int:
    return KnownRange(born.born_from, born.born_to).youngest_age(clock.today())


def _shown_birth(person: ClientFields) -> BirthRange | None:
    if person.born_from is None or person.born_to is None:
        return None
    return BirthRange(person.born_from, person.born_to, person.birth_is_estimated)
