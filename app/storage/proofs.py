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
        words = [f"places:{len(done)}", *([OUTSIDE] if done and outside else []), *problems]
        act.about("register", register.file.id, ground=",".join(words))
        act.is_logged = act.anchors = True
        act.outcome = "ok" if done else "failed"
    if done:
        attempts_file.note(register.folder, proved_at=act.at, **({"proved_outside_at": act.at} if outside else {}))
