"""From the table on the page to a file: look, choose a place, record, and only then write."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app import logs
from app.errors import HeadMoved, PlaceExists, RegisterError
from app.model.count_tables import Protected
from app.model.publications import CountInputs, Publication
from app.model.records import new_id
from app.services import counts, trail
from app.services.session import Register
from ui.dialogs.publish_counts import PublishCountsDialog
from ui.dialogs.save_counts import ReplaceDialog, SaveCountsDialog
from ui.messages import Message, message_for


class CountsExport(QObject):
    """One way out, used for a new publication and to save an earlier one again.

    Signals: ``told(Message)``: what happened, in words; ``recorded(Publication)``: it stands in the
    list, whether or not the file could be written; ``outdated``: the register changed since the table
    was made, nothing was recorded, make it anew.
    """

    told = Signal(object)
    recorded = Signal(object)
    outdated = Signal()

    def __init__(self, register: Register, page: QWidget) -> None:
        super().__init__(page)
        self._register, self._page = register, page
        self._new: tuple[CountInputs, Protected, str] | None = None
        self._stored: Publication | None = None
        self._folder: Path | None = None

    def publish(self, inputs: CountInputs, protected: Protected) -> None:
        """Show what would leave; the rest follows when she agrees."""
        self._new, self._stored = (inputs, protected, new_id()), None
        dialog = PublishCountsDialog(inputs, protected, self._page)
        dialog.confirmed.connect(self._ask_place)
        _open(dialog)

    def again(self, publication: Publication) -> None:
        """Save the stored bytes of an earlier publication once more."""
        self._new, self._stored = None, publication
        self._ask_place()

    def _ask_place(self) -> None:
        request = self._new[0].request if self._new is not None else self._publication().request
        dialog = SaveCountsDialog(counts.file_name(request), self._folder, self._page)
        dialog.path_chosen.connect(self._place_chosen)
        _open(dialog)

    def _place_chosen(self, path: Path) -> None:
        self._folder = path.parent
        try:
            counts.check_place(path)
        except PlaceExists:
            dialog = ReplaceDialog(path, counts.explanation_beside(path), self._page)
            dialog.other_wanted.connect(self._ask_place)
            dialog.replace_wanted.connect(lambda: self._record_and_save(path, overwrite=True))
            _open(dialog)
        except RegisterError as error:
            self.told.emit(message_for(error))
        else:
            self._record_and_save(path, overwrite=False)

    def _record_and_save(self, path: Path, overwrite: bool) -> None:
        if self._new is not None:
            inputs, protected, row_id = self._new
            try:
                self._stored = counts.publish(self._register, inputs, protected, id=row_id)
            except HeadMoved:
                self.outdated.emit()
                return
            except RegisterError as error:
                self.told.emit(message_for(error))
                return
            self._new = None
            self.recorded.emit(self._publication())
        self._save(path, overwrite)

    def _save(self, path: Path, overwrite: bool) -> None:
        publication = self._publication()
        try:
            counts.save(publication, path, overwrite=overwrite)
        except RegisterError as error:
            self._note(publication, is_done=False)
            said = message_for(error)
            kept = self.tr("Uitgifte {nummer} is wel vastgelegd. Kies ‘Opnieuw opslaan…’ in de lijst hieronder.")
            self.told.emit(Message(said.title, f"{said.text} {kept.format(nummer=publication.number)}", said.kind))
            return
        self._note(publication, is_done=True)
        title = self.tr("Opgeslagen: uitgifte {nummer}").format(nummer=publication.number)
        words = self.tr("In de map {map} staan nu {csv} en de uitleg, {uitleg}. Stuur ze samen naar de werkgroep.")
        beside = counts.explanation_beside(path)
        self.told.emit(Message(title, words.format(map=path.parent, csv=path.name, uitleg=beside.name), "ok"))

    def _note(self, publication: Publication, *, is_done: bool) -> None:
        try:
            trail.counts_saved(self._register, publication.id, is_done=is_done)
        except RegisterError as error:
            logs.refusal(error)  # the publication is in the log already, and the file stands

    def _publication(self) -> Publication:
        if self._stored is None:
            raise AssertionError("there is a publication once one was recorded")
        return self._stored


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
