"""Everything the register can refuse: a code and parameters, never a sentence.

The Dutch sentence for each class stands in ``ui/messages.py``. ``str()`` of an error gives the
class name only, so that no log or traceback can carry what was typed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One field that cannot be saved as it stands.

    ``field`` is the name of the command's attribute, ``code`` a key of ``ui/messages.py``,
    ``params`` the values that its sentence needs.
    """

    field: str
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


class RegisterError(Exception):
    """Base of everything that is told to the coordinator in words."""

    def __init__(self, **params: Any) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class InvalidInput(RegisterError):
    """Fields that cannot be saved; ``problems`` says which and why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


class Cancelled(RegisterError):
    """The user stopped a long act; nothing was changed and nothing need be said."""


# -- the register folder ---------------------------------------------------------------------


class EnvironmentProblem(RegisterError):
    """The surroundings failed (disk, folder, lock), not the data and not the program."""


class RegisterMissing(EnvironmentProblem):
    """There is no register in this folder."""


class RegisterExists(EnvironmentProblem):
    """A register stands in this folder already; creating never writes over it."""


class FolderNotEmpty(EnvironmentProblem):
    """The folder chosen for a new register holds other files."""


class RegisterDamaged(EnvironmentProblem):
    """The key fits but the file does not read, or the folder's own files contradict it."""


class KeysDamaged(RegisterDamaged):
    """Neither copy of the keys file reads; the recovery sheet opens the register."""


class RegisterRolledBack(RegisterDamaged):
    """The register is older than what was last seen of it: an older copy was put in its place."""


class NothingReadable(RegisterDamaged):
    """Not one record of the damaged register can be read; only a back-up helps."""


class BackupRefused(EnvironmentProblem):
    """The back-up file is not whole, not ours, or does not hold what it says; params: reason."""


class BackupNotProved(EnvironmentProblem):
    """A back-up was made but did not pass its own checks; the earlier ones stay. params: reason."""


class PlaceInRegister(EnvironmentProblem):
    """A place for back-ups inside the register's own folder: it would be lost together with the register."""


class NotARegister(EnvironmentProblem):
    """The file is something else (text, plain SQLite, another register's data)."""


class RegisterTooNew(EnvironmentProblem):
    """Written by a newer version of the program."""


class RegisterInUse(EnvironmentProblem):
    """Another window holds the register; params: host, pid, since."""


class ReadOnlyPlace(EnvironmentProblem):
    """The folder or file may not be written."""


class DiskFull(EnvironmentProblem):
    """No room left on the disk."""


class DiskFailed(EnvironmentProblem):
    """The disk reported an error."""


class OutcomeUnknown(DiskFailed):
    """The disk failed while saving and does not answer: it may be saved or not. A retry cannot make it double."""


class PlaceExists(EnvironmentProblem):
    """A file of that name stands where something is to be saved."""


class MemoryShort(EnvironmentProblem):
    """The machine has not enough free memory for the derivation that the keys file asks for."""


class RegisterBusy(RegisterError):
    """A long act holds the register; the window never waits for it."""


class RegisterClosed(RegisterError):
    """The register was locked while something still wanted to read or write."""


# -- keys ------------------------------------------------------------------------------------


class WrongPassphrase(RegisterError):
    """The passphrase opens no key slot."""


class PassphraseRefused(RegisterError):
    """Too easy to guess, empty, or holding a character that cannot be typed again."""


class SlotExpired(RegisterError):
    """This way in has ended; params: until."""


class SlotRevoked(RegisterError):
    """This way in was changed or taken back; an older keys file was put in place of the present one."""


class CoordinatorOnly(RegisterError):
    """Only whoever opened the register as coordinator decides about keys, ways in and the recovery sheet."""


class LastSlot(RegisterError):
    """The way in that opened this session, or the last one there is, is not taken away."""


class SheetRefused(RegisterError):
    """The recovery sheet as typed cannot be right; params: line (1 is the first, 0 the whole)."""


class SheetOfAnotherRegister(RegisterError):
    """Every line is right, but the sheet belongs to another register or an earlier key."""


class KeySettingsRefused(RegisterError):
    """The keys file asks for a derivation outside the allowed bounds."""


# -- records ---------------------------------------------------------------------------------


class ChangedElsewhere(RegisterError):
    """The record was changed since it was read."""


class RecordMissing(RegisterError):
    """No record with this id."""


class AlreadySaved(RegisterError):
    """A record with this id stands there: an earlier try was saved after all. Nothing was written twice."""


class AlreadyVoided(RegisterError):
    """The entry was voided before."""


class StepNotAllowed(RegisterError):
    """This state cannot follow the present one; params: current, wanted."""


class TrajectoryClosed(RegisterError):
    """A closed trajectory takes no new entries until it is reopened."""


# -- consent and the gate --------------------------------------------------------------------


class ConsentMissing(RegisterError):
    """No basis for one or more scopes; params: scopes, recipient."""


class WrittenConsentNeeded(RegisterError):
    """Registration at CoMensha rests on written consent only."""


class AuthorityUnclear(RegisterError):
    """Under 16, and who has parental authority is not filled in, or the giver lacks it."""


class BirthDateNeeded(RegisterError):
    """No consent event without a birth date or an estimate of it."""


class RecipientBlocked(RegisterError):
    """A blocked parent may not receive anything."""


class BasisIncomplete(RegisterError):
    """A legal power without its article, or one of the five considerations left empty."""


class HeadMoved(RegisterError):
    """Something was saved since the page was rendered; it is rendered again."""


# -- counts ----------------------------------------------------------------------------------


class PeriodOpen(RegisterError):
    """The period is not over yet; params: closes_on."""


class WouldDisclose(RegisterError):
    """Together with an earlier publication a small count could be derived; params: helps."""


class NotProved(RegisterError):
    """No proof within the time; there is no file. params: seconds."""


class LedgerDamaged(RegisterError):
    """The list of earlier publications does not verify; no counts are given."""


class SolverMissing(RegisterError):
    """The solver cannot be loaded; without it nothing can be proved."""


# -- the schema's own voice ------------------------------------------------------------------


class RuleBroken(RegisterError):
    """A trigger or constraint of ``schema.sql`` refused a write; params: rule."""
