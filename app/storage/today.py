"""What asks for attention: one query per kind, each a list of plain mappings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from app.model.today import REFERRAL_DAYS
from app.storage.register import Reader

_CLIENT = "c.id AS client_id, c.code AS client_code, c.given_name, c.infix, c.family_name"

_OPEN_TRAJECTORY = """
    SELECT r.root_id, t.id, t.started_on FROM trajectory t JOIN client_root r ON r.client_id = t.client_id
    WHERE t.closed_on IS NULL AND t.voided_at IS NULL
"""

_STEPS = f"""
    SELECT {_CLIENT}, s.id AS object_id, s.due_on, s.due_time, s.description AS text, s.who AS detail, s.revision
    FROM step s JOIN client_root r ON r.client_id = s.client_id JOIN client c ON c.id = r.root_id
    WHERE s.done_on IS NULL AND s.voided_at IS NULL AND c.voided_at IS NULL AND s.due_on <= :until
"""

_TRACKS = f"""
    SELECT {_CLIENT}, k.id AS object_id, k.next_on AS due_on, k.kind AS detail, k.revision
    FROM track k JOIN ({_OPEN_TRAJECTORY}) t ON t.id = k.trajectory_id JOIN client c ON c.id = t.root_id
    WHERE k.next_on <= :until AND k.status NOT IN ('geregeld', 'gestopt', 'nvt') AND c.voided_at IS NULL
"""

_REFERRALS = f"""
    SELECT {_CLIENT}, f.id AS object_id, date(s.happened_on, '+{REFERRAL_DAYS} days') AS due_on,
           o.name AS detail, f.revision
    FROM referral f JOIN referral_state s ON s.referral_id = f.id
    JOIN client_root r ON r.client_id = f.client_id JOIN client c ON c.id = r.root_id
    JOIN organisation o ON o.id = f.recipient_id
    WHERE f.voided_at IS NULL AND c.voided_at IS NULL AND s.status IN ('verstuurd', 'ontvangen')
      AND s.number = (SELECT max(l.number) FROM referral_state l WHERE l.referral_id = f.id AND NOT EXISTS (
            SELECT 1 FROM retraction x WHERE x.table_name = 'referral_state' AND x.row_id = l.id))
      AND date(s.happened_on, '+{REFERRAL_DAYS} days') <= :until
"""

_HANDOVERS = f"""
    SELECT {_CLIENT}, d.id AS object_id, d.disclosed_on AS due_on, o.name AS detail, 0 AS revision
    FROM disclosure d JOIN client_root r ON r.client_id = d.client_id JOIN client c ON c.id = r.root_id
    JOIN organisation o ON o.id = d.recipient_id
    WHERE d.document_kind = 'samenvatting' AND NOT EXISTS (
        SELECT 1 FROM handover h WHERE h.disclosure_id = d.id AND NOT EXISTS (
            SELECT 1 FROM retraction x WHERE x.table_name = 'handover' AND x.row_id = h.id))
"""

_CONTACTS = f"""
    SELECT {_CLIENT}, c.id AS object_id, max(coalesce(m.happened_on, t.started_on)) AS last_on, 0 AS revision
    FROM ({_OPEN_TRAJECTORY}) t JOIN client c ON c.id = t.root_id
    LEFT JOIN client_root r ON r.root_id = c.id
    LEFT JOIN contact_moment m ON m.client_id = r.client_id AND m.voided_at IS NULL
        AND m.kind IN ('gesprek', 'bezoek', 'telefoon', 'beeldbellen', 'bericht', 'brief', 'mee')
    WHERE c.voided_at IS NULL GROUP BY c.id
"""

_BIRTHDAYS = f"""
    SELECT {_CLIENT}, c.id AS object_id, c.born_from, c.born_to, 0 AS revision
    FROM ({_OPEN_TRAJECTORY}) t JOIN client c ON c.id = t.root_id
    WHERE c.voided_at IS NULL AND c.born_to IS NOT NULL AND c.born_to > date(:today, '-19 years')
"""

_CONSENT_CLIENTS = f"""
    SELECT DISTINCT {_CLIENT}
    FROM consent_event e JOIN client_root r ON r.client_id = e.client_id JOIN client c ON c.id = r.root_id
    JOIN ({_OPEN_TRAJECTORY}) t ON t.root_id = c.id
    WHERE e.kind = 'gegeven' AND e.valid_until BETWEEN :since AND :until AND c.voided_at IS NULL
"""

_PHASES = f"""
    SELECT (SELECT p.phase FROM phase_start p
            WHERE p.trajectory_id = t.id AND p.voided_at IS NULL AND p.started_on <= :today
            ORDER BY p.started_on DESC, p.created_at DESC LIMIT 1) AS phase, count(*) AS many
    FROM ({_OPEN_TRAJECTORY}) t JOIN client c ON c.id = t.root_id WHERE c.voided_at IS NULL GROUP BY 1
"""


def steps(read: Reader, until: date) -> Sequence[Any]:
    """Open steps due on or before ``until``."""
    return _rows(read, _STEPS, until=until)


def tracks(read: Reader, until: date) -> Sequence[Any]:
    """Tracks of open trajectories whose next date has come or is near."""
    return _rows(read, _TRACKS, until=until)


def referrals(read: Reader, until: date) -> Sequence[Any]:
    """Sent referrals without an answer; due seven days after sending."""
    return _rows(read, _REFERRALS, until=until)


def handovers(read: Reader) -> Sequence[Any]:
    """Prints and saves of which it was not yet answered how they were handed over."""
    return _rows(read, _HANDOVERS)


def contacts(read: Reader) -> Sequence[Any]:
    """Per open trajectory the last contact with the client, or else its start."""
    return _rows(read, _CONTACTS)


def birthdays(read: Reader, today: date) -> Sequence[Any]:
    """Clients in care who may be under 19."""
    return _rows(read, _BIRTHDAYS, today=today)


def clients_with_ending_consent(read: Reader, today: date, days: int) -> Sequence[Any]:
    """Clients in care with a consent whose period ends near today, before or after."""
    return _rows(read, _CONSENT_CLIENTS, since=today - timedelta(days=days), until=today + timedelta(days=days))


def phases(read: Reader, today: date) -> Sequence[Any]:
    """Open trajectories per phase."""
    return _rows(read, _PHASES, today=today)


def _rows(read: Reader, query: str, **values: date) -> Sequence[Any]:
    plain = {name: value.isoformat() for name, value in values.items()}
    return read.connection.execute(text(query), plain).mappings().all()
