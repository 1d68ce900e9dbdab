"""When the register is damaged: what there is to go back to, saving what reads, and the list of it afterwards.

All of it may take long: call it from the worker, except :func:`lists`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.services import code_lists, vault
from app.storage import salvage, salvage_sources
from app.storage.backup import Backup, ahead_of
from app.storage.register import Register
from app.storage.salvage import Result, Salvage
from app.storage.salvage_repair import Affected
from app.storage.salvage_sources import Outlook

__all__ = [
    "Affected",
    "Outlook",
    "Result",
    "Salvage",
    "behind",
    "keeps_damaged",
    "lists",
    "look",
    "prepare",
    "remove_damaged",
]


def look(folder: Path, passphrase: str, places: Sequence[Path]) -> Outlook:
    """How much does not read, and the newest back-up in these places. Changes nothing.

    Raises :class:`WrongPassphrase`, :class:`KeysDamaged`, :class:`RegisterDamaged` when there is no data
    file at all, or what the disk says.
    """
    return salvage_sources.outlook(folder, passphrase, places)


def prepare(
    folder: Path, passphrase: str, spare: Path | None, marker: str, progress: Callable[[int, int], None]
) -> Salvage:
    """Save what reads beside the damaged register, proved; then ``adopt()`` or ``cancel()``.

    ``marker`` stands in place of words that are lost. See :func:`app.storage.salvage.prepare`.
    """
    return salvage.prepare(folder, passphrase, spare, code_lists.load(), marker, progress)


def lists(register: Register) -> tuple[Result, ...]:
    """What was affected by each act of salvage, the newest first (quick)."""
    return salvage.kept_lists(register)


def keeps_damaged(register: Register) -> bool:
    """Whether the damaged files of an earlier day still lie in the register's folder (quick)."""
    return bool(salvage.kept_aside(register.folder))


def remove_damaged(register: Register) -> None:
    """Take them away, once nobody needs them any more. Not for a substitute (:class:`CoordinatorOnly`)."""
    vault.refuse_substitute(register, "damage.removed")
    salvage.remove_aside(register)


def behind(register: Register, places: Sequence[Path]) -> Backup | None:
    """A back-up that knows more than the register: the whole of it was put back to an older day."""
    return ahead_of(register, places)
