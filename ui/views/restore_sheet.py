"""Putting a back-up back when laptop and passphrase are both gone: with the recovery sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ui.views.assistant import measure, passphrase_problems
from ui.views.forgotten import LINES, SheetLine
from ui.views.restore import RestoreView
from ui.widgets.passphrase_field import PassphraseField


def look_into(folder: Path, path: Path, lines: Sequence[str]) -> Any:
    """On the worker: prove it with the sheet and compare."""
    from app.services import restoring

    return restoring.look_into_with_sheet(folder, path, lines)


def put_back(folder: Path, path: Path, lines: Sequence[str], passphrase: str) -> None:
    """On the worker: the switch itself, with a new passphrase."""
    from app.services import vault

    vault.restore_with_sheet(folder, path, lines, passphrase)


class SheetRestoreView(RestoreView):
    """As restoring with a passphrase, with the seven lines of the sheet and a new passphrase instead."""

    def _ask(self) -> None:
        for number in range(1, LINES + 1):
            label = self.tr("Regel {nummer}").format(nummer=number)
            self.form.add_row(label, SheetLine(number), name=f"line_{number}", required=True)
        self.form.add_row(self.tr("Nieuwe wachtwoordzin"), PassphraseField(measure), name="passphrase", required=True)
        self.form.add_row(self.tr("Nog een keer"), PassphraseField(), name="again", required=True)

    def look(self) -> None:
        """Prove the chosen copy with the sheet and show what is in it."""
        problems = self.form.check()
        known = {problem.field for problem in problems}
        more = passphrase_problems(self.form.value("passphrase"), self.form.value("again"))
        problems += [problem for problem in more if problem.field not in known]
        self.form.show_problems(problems)
        if problems or self._is_busy:
            return
        lines = tuple(self.form.value(f"line_{number}") for number in range(1, LINES + 1))
        self._secret = (lines, self.form.value("passphrase"))
        self._start(look_into, (lines,), self.tr("De reservekopie wordt gelezen en gecontroleerd…"), self._looked)

    def restore(self) -> None:
        """Make it the register; the new passphrase opens it."""
        if not self._is_busy:
            self._start(put_back, self._secret, self.tr("De reservekopie wordt teruggezet…"), self._put_back)

    def _turn(self, is_chosen: bool) -> None:
        super()._turn(is_chosen)
        self.sheet_button.hide()
        self.save_button.hide()

    def _proved_words(self) -> str:
        return self.tr("De kopie van {dag} is heel en hoort bij dit herstelblad.")

    def _restored_words(self) -> str:
        return self.tr(
            "De reservekopie van {moment} is teruggezet. Ontgrendel het register met uw nieuwe wachtwoordzin. "
            "De envelop van het herstelblad is open: maak bij Beheer een nieuw blad."
        )
