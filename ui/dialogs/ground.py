"""Andere grond: sharing without consent, on a named power or duty, or after five written considerations."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import Problem
from app.model.codes import Route
from app.model.disclosures import Ground
from ui.desk import Desk
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.field import LineField, TextArea
from ui.widgets.form_dialog import FormDialog


class GroundDialog(FormDialog):
    """Gives a :class:`Ground`; nothing is recorded until something leaves. Signals: ``saved(Ground)``."""

    def __init__(
        self, desk: Desk, client_id: str, ground: Ground | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("Delen op een andere grond"),
            self.tr("Deze grond gebruiken"),
            self._hand_back,
            intro=self.tr("Deel zonder toestemming alleen wat echt nodig is, en vertel het cliënt als dat veilig kan. "
                          "Wat u hier schrijft, blijft bij de verstrekking staan."),
            parent=parent,
        )  # fmt: skip
        routes = [pair for pair in desk.choices("route") if pair[0] != Route.CONSENT]
        self.form.add_row(self.tr("Welke grond?"), CodeCombo(routes), name="route", required=True)
        self.form.add_row(
            self.tr("Welk wetsartikel?"),
            LineField(300),
            self.tr("Bijvoorbeeld: artikel 7.3.11 lid 4 Jeugdwet. Noem wet en artikel."),
            name="article",
        )
        self._names = [f"consideration_{item.code}" for item in desk.list("consideration").items]
        for name, item in zip(self._names, desk.list("consideration").items, strict=True):
            self.form.add_row(item.label, TextArea(2), name=name)
        self.form.set_values(self._stored(ground or Ground()))
        self.form.attach_drafts(desk.drafts("ground", client_id))
        self.form.field("route").changed.connect(self._arrange)
        self._arrange()

    def _stored(self, ground: Ground) -> dict[str, Any]:
        chosen = None if ground.route is Route.CONSENT else ground.route
        texts = dict(zip(self._names, ground.considerations, strict=False))
        return {"route": chosen, "article": ground.article, **texts}

    def _arrange(self) -> None:
        route = self.form.value("route")
        self.form.set_row_visible("article", route == Route.LEGAL_POWER)
        for name in self._names:
            self.form.set_row_visible(name, route == Route.CONFLICT_OF_DUTIES)

    def problems(self) -> list[Problem]:
        """A named article, or all five considerations."""
        asked = [name for name in ("article", *self._names) if not self.form.rows[name].isHidden()]
        return [Problem(name, "required") for name in asked if self.form.field(name).is_empty()]

    def command(self) -> Ground:
        """The ground as filled in."""
        route = Route(self.form.value("route"))
        if route is Route.LEGAL_POWER:
            return Ground(route, article=self.form.value("article"))
        return Ground(route, considerations=tuple(self.form.value(name) for name in self._names))

    @staticmethod
    def _hand_back(ground: Ground) -> Ground:
        return ground
