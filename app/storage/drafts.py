"""Half-typed forms: working copies, one per form and subject."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app import clock
from app.storage import tables
from app.storage.columns import json_text
from app.storage.register import Reader

_T = tables.draft


def put(conn: Connection, form: str, subject: str, state: dict[str, Any]) -> None:
    """Keep the state of a form, over what was kept before."""
    conn.execute(delete(_T).where(_T.c.form == form, _T.c.subject == subject))
    conn.execute(insert(_T).values(form=form, subject=subject, fields=json_text(state), saved_at=clock.now()))


def get(read: Reader, form: str, subject: str) -> tuple[dict[str, Any], datetime] | None:
    """The state and when it was kept, or None."""
    query = select(_T.c.fields, _T.c.saved_at).where(_T.c.form == form, _T.c.subject == subject)
    row = read.connection.execute(query).first()
    return (json.loads(row.fields), row.saved_at) if row else None


def drop(conn: Connection, form: str, subject: str) -> None:
    """Forget it: saved or thrown away."""
    conn.execute(delete(_T).where(_T.c.form == form, _T.c.subject == subject))


def all_of_them(read: Reader) -> tuple[tuple[str, str, datetime], ...]:
    """Form, subject and moment of every draft, newest first."""
    query = select(_T.c.form, _T.c.subject, _T.c.saved_at).order_by(_T.c.saved_at.desc())
    return tuple((row.form, row.subject, row.saved_at) for row in read.connection.execute(query))
