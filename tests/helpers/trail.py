"""What stands in the log, as a test reads it."""

from __future__ import annotations

from app.storage.register import Register


def trail_of(register: Register, *actions: str) -> list[tuple[str | None, ...]]:
    """Action, object type, client, outcome and ground of the entries of these kinds, in order."""
    query = "SELECT action, object_type, client_id, outcome, ground FROM audit_entry ORDER BY seq"
    with register.reading() as read:
        rows = read.connection.exec_driver_sql(query).fetchall()
    return [tuple(row) for row in rows if row.action in actions]
