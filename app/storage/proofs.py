"""When a back-up was last proved, as the signed log has it; ``attempts.json`` anybody can write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from app.storage import attempts as attempts_file
from app.storage.attempts import Attempts
from app.storage.backup import Outcome
from app.storage.register import Register

OUTSIDE = "outside"
"""In the ground of a back-up's entry: one of its places comes off the laptop."""
_LOOKED_BACK = 50_000
"""Entries of the log: years of work. What was proved before that is too old to rely on."""


def read(connection: Connection) -> Attempts:
    """No failures, and when a back-up was last proved, proved outside the laptop, and rehearsed."""
    rows = connection.exec_driver_sql(
        "SELECT action, ground, at FROM audit_entry WHERE action IN ('backup.made', 'backup.rehearsed') "
        "AND outcome = 'ok' AND seq > (SELECT max(seq) FROM audit_entry) - ? ORDER BY seq", (_LOOKED_BACK,)
    )  # fmt: skip
    found = Attempts()
    for action, ground, text in rows:
        at = datetime.fromisoformat(text)
        if action == "backup.rehearsed":
            found = replace(found, rehearsed_at=at)
        elif OUTSIDE in (ground or "").split(","):
            found = replace(found, proved_at=at, proved_outside_at=at)
        else:
            found = replace(found, proved_at=at)
    return found


def note(register: Register, outcomes: tuple[Outcome, ...], *, outside: bool) -> None:
    """Log it in the register, and put the moment where the start screen reads it without a key."""
    done = [outcome for outcome in outcomes if outcome.backup]
    problems = sorted({type(outcome.problem).__name__ for outcome in outcomes if outcome.problem})
    with register.transaction("backup.made" if done else "backup.failed") as act:
        heads = [f"head:{outcome.backup.manifest.head.seq}" for outcome in done[:1] if outcome.backup]
        words = [f"places:{len(done)}", *([OUTSIDE] if done and outside else []), *heads, *problems]
        act.about("register", register.file.id, ground=",".join(words))
        act.is_logged = act.anchors = True
        act.outcome = "ok" if done else "failed"
    if done:
        attempts_file.note(register.folder, proved_at=act.at, **({"proved_outside_at": act.at} if outside else {}))


def proved_head(connection: Connection) -> int:
    """Up to which entry of the log the last proved back-up reaches; 0 without one."""
    row = connection.exec_driver_sql(
        "SELECT seq, ground FROM audit_entry WHERE action = 'backup.made' AND outcome = 'ok' "
        "AND seq > (SELECT max(seq) FROM audit_entry) - ? ORDER BY seq DESC LIMIT 1", (_LOOKED_BACK,)
    ).first()  # fmt: skip
    if row is None:
        return 0
    words = (row[1] or "").split(",")
    return next((int(word.removeprefix("head:")) for word in words if word.startswith("head:")), int(row[0]))


def last_unlock(connection: Connection) -> tuple[datetime | None, frozenset[str]]:
    """When the register was last unlocked, and what was noted with it (failures before, a clock that ran back …)."""
    row = _last(connection, "register.unlocked")
    return (None, frozenset()) if row is None else (row[0], frozenset((row[1] or "").split()))


def last_check(connection: Connection) -> tuple[datetime | None, bool]:
    """When all was last checked, and whether nothing was found."""
    row = _last(connection, "register.verified")
    return (None, False) if row is None else (row[0], row[2] == "ok")


def sheet_is_void(connection: Connection) -> bool:
    """Whether the master key was renewed after the last recovery sheet: the paper in the envelope opens nothing now."""
    (is_void,) = connection.exec_driver_sql(
        "SELECT coalesce(max(seq) FILTER (WHERE action = 'register.renewed' AND outcome = 'ok'), 0)"
        " > coalesce(max(seq) FILTER (WHERE action = 'sheet.made' AND outcome = 'ok'), 0) FROM audit_entry"
        " WHERE seq > (SELECT max(seq) FROM audit_entry) - ?", (_LOOKED_BACK,)
    ).one()  # fmt: skip
    return bool(is_void)


def _last(connection: Connection, action: str) -> tuple[datetime, str | None, str] | None:
    row = connection.exec_driver_sql(
        "SELECT at, ground, outcome FROM audit_entry WHERE action = ? "
        "AND seq > (SELECT max(seq) FROM audit_entry) - ? ORDER BY seq DESC LIMIT 1", (action, _LOOKED_BACK)
    ).first()  # fmt: skip
    return None if row is None else (datetime.fromisoformat(row[0]), row[1], row[2])
