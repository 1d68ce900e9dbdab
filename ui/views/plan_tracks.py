"""The eleven sporen as a table; Enter changes one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.trajectories import Track
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.track import TrackDialog
from ui.models.client_words import TRACK_CHIPS, label
from ui.models.table_model import Column
from ui.theme import theme
from ui.views.record_buttons import open_history
from ui.widgets.basics import Button, Card, Text
from ui.widgets.table import Table


class TracksCard(Card):
    """Status, since, next date, who is responsible, and the sentence that may be printed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._desk, self._client_id = desk, ""
        self.title.setText(self.tr("Sporen"))
        self.title.show()
        self.edit_button = Button(self.tr("Spoor wijzigen"), "pencil", "quiet")
        self.edit_button.clicked.connect(lambda _=False: self._edit_current())
        history = Button(self.tr("Eerdere versies"), role="quiet")
        history.setAccessibleName(self.tr("Eerdere versies van het gekozen spoor"))
        history.clicked.connect(lambda _=False: self._show_history())
        self.add_to_head(history)
        self.add_to_head(self.edit_button)
        self.add(Text(self.tr("Kies een spoor en druk op Enter om het te wijzigen."), "help"))
        self.table = Table(self._columns(), self.tr("Sporen"))
        self.table.opened.connect(self.edit)
        self.add(self.table)
        theme().changed.connect(self._fit)
        self._fit()

    def _columns(self) -> list[Column]:
        desk = self._desk
        return [
            Column(self.tr("Spoor"), lambda row: label("track_kind", row.kind), width=300),
            Column(
                self.tr("Status"),
                lambda row: label("track_status", row.status),
                chip=lambda row: TRACK_CHIPS[row.status],
                width=170,
            ),
            Column(self.tr("Sinds"), lambda row: row.since_on, width=110),
            Column(self.tr("Volgende datum"), lambda row: row.next_on, self._next, width=140),
            Column(
                self.tr("Verantwoordelijk"),
                lambda row: desk.organisation_name(row.organisation_id) if row.organisation_id else "",
                width=160,
            ),
            Column(
                self.tr("Zin voor samenvatting"),
                lambda row: row.sentence or "",
                tooltip=lambda row: row.sentence or "",
                width=180,
                stretch=True,
            ),
        ]

    def show_tracks(self, client_id: str, tracks: Sequence[Track]) -> None:
        """Show these; the chosen one stays chosen."""
        self._client_id = client_id
        self.table.set_rows(tracks, key=lambda track: track.id)
        self.setVisible(bool(tracks))
        self._fit()

    def focus_track(self, track_id: str) -> None:
        """Choose this spoor."""
        if self.table.select(lambda track: track.id == track_id):
            self.table.view.setFocus()

    def edit(self, track: Track) -> None:
        """Change a spoor."""
        dialog = TrackDialog(self._desk, self._client_id, track, self.window())
        dialog.saved.connect(self._desk.saved)
        dialog.open()

    def _edit_current(self) -> None:
        track = self.table.current_row()
        if track is None and self.table.select(lambda _: True):
            track = self.table.current_row()
        if track is not None:
            self.edit(track)

    def _show_history(self) -> None:
        track = self.table.current_row()
        if track is not None:
            open_history(self._desk, "track", track.id, label("track_kind", track.kind), self)

    @staticmethod
    def _next(track: Track) -> str:
        if track.next_on is None:
            return ""
        late = track.next_on < clock.today()
        return formatting.days_left(track.next_on, clock.today()) if late else formatting.date_text(track.next_on)

    def _fit(self) -> None:
        """All eleven in sight: the page scrolls, not the table."""
        rows = max(len(self.table.model.rows), 1)
        head = theme().px(46)
        self.table.setFixedHeight(head + rows * theme().px(look.ROW_HEIGHT) + 18)
