"""After an unclean end: what SQLite is about to roll back is tried on a copy first.

A journal that lies beside the file is rolled in at open, whosever it is: one of another day or of another
register would be written over the only whole pages. So the same is done to a copy, which is read
critically; only when that holds does the register itself follow (``security.md`` §0.5, §2.5).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.errors import DiskFull, RegisterDamaged
from app.security import files
from app.security.keys import Keys
from app.storage import connection, generations, verification
from app.storage import folder as folder_files

_SUFFIX = "-journal"
_HARM = frozenset(
    {"pages", "size", "references", "chain", "row_altered", "row_revision", "row_missing", "history_altered"}
)
"""What a journal of another day leaves behind; torn free pages are healed as always."""


def try_on_copy(path: Path, derived: Keys) -> None:
    """Refuse with :class:`RegisterDamaged` a journal that does not belong there; nothing is written then.

    Without one nothing is done. On a full disk there is no room to try: then SQLite does what it does.
    """
    if not is_hot(path):
        return
    copy = path.with_name(folder_files.COPY_FILE + ".tmp")
    own = copy.with_name(copy.name + _SUFFIX)
    try:
        with suppress(DiskFull):
            for source, target in ((path, copy), (path.with_name(path.name + _SUFFIX), own)):
                target.unlink(missing_ok=True)
                files.copy(source, target)
            _read(copy, derived, path.name)
    finally:
        for left in (copy, own):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def is_hot(path: Path) -> bool:
    """Whether a journal lies there that SQLite would roll in: not empty, its first byte not zero."""
    try:
        with path.with_name(path.name + _SUFFIX).open("rb") as file:
            return file.read(1) not in {b"", b"\0"}
    except OSError:
        return False


def _read(copy: Path, derived: Keys, name: str) -> None:
    try:
        raw = connection.open_file(copy, derived.database)
        try:
            generations.adopt_audit_key(raw, derived)
            report = verification.examine(raw, derived.audit)
        finally:
            raw.close()
    except RegisterDamaged:
        raise RegisterDamaged(file=name) from None
    except connection.DriverError as error:
        raise connection.problem_of(error) from None
    if _HARM & {finding.code for finding in report.findings}:
        raise RegisterDamaged(file=name, findings=report.findings)
