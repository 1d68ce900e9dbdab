"""Aanmeldingen, the sectors she adds, and the half-year in which each counts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.model.notifications import Exploitation, ExploitationFields, Notification, NotificationFields
from app.model.periods import HalfYear
from app.storage import clients, tables
from app.storage.register import Reader, Transaction, column_values

_T = tables.notification
_E = tables.exploitation


def of_client(read: Reader, client_id: str) -> tuple[Notification, ...]:
    """All aanmeldingen of the person, voided ones too, oldest first."""
    ids = clients.root_ids(read, client_id)
    return read.all(Notification, select(_T).where(_T.c.client_id.in_(ids)).order_by(_T.c.received_on, _T.c.created_at))


def add(act: Transaction, row_id: str, client_id: str, counts_in: str, fields: NotificationFields) -> None:
    """A further report of this person."""
    act.insert(_T, {"id": row_id, "client_id": client_id, "counts_in": counts_in, **column_values(_T, fields)})


def change(act: Transaction, row_id: str, revision: int, counts_in: str, fields: NotificationFields) -> None:
    """Change one."""
    act.change(_T, row_id, revision, {**column_values(_T, fields), "counts_in": counts_in})


def exploitations(read: Reader, client_id: str) -> tuple[Exploitation, ...]:
    """The sectors that the coordinator added herself."""
    ids = clients.root_ids(read, client_id)
    return read.all(Exploitation, select(_E).where(_E.c.client_id.in_(ids)).order_by(_E.c.created_at))


def add_exploitation(act: Transaction, row_id: str, client_id: str, fields: ExploitationFields) -> None:
    """A sector that she adds."""
    act.insert(_E, {"id": row_id, "client_id": client_id, **column_values(_E, fields)})


def change_exploitation(act: Transaction, row_id: str, revision: int, fields: ExploitationFields) -> None:
    """Change one."""
    act.change(_E, row_id, revision, column_values(_E, fields))


def is_frozen(read: Reader, half_year: str) -> bool:
    """Whether a publication touched this half-year."""
    return read.exists(tables.frozen_half_year, tables.frozen_half_year.c.half_year == half_year)


def half_year_for(read: Reader, day: date, today: date) -> str:
    """Where something of ``day`` counts when entered today: its own half-year, or the current one if frozen."""
    own = HalfYear.of(day)
    return str(HalfYear.of(today)) if is_frozen(read, str(own)) else str(own)
