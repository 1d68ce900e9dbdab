"""Clients: the row, the root view, search rows and the list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from app import clock
from app.errors import RecordMissing
from app.model.clients import Client, ClientFields, ClientHit, RecentClient, search_words, sort_text
from app.model.codes import ReferralStatus
from app.model.folding import folded
from app.storage import tables
from app.storage.register import Reader, Transaction, column_values

_T = tables.client
RECENT_KEPT = 8


def get(read: Reader, client_id: str) -> Client:
    """The person behind an id: the root when it was merged into another."""
    found = read.get(Client, _T, client_id)
    return read.get(Client, _T, found.merged_into_id) if found.merged_into_id else found


def with_blocked(read: Reader, client_id: str) -> Client:
    """The person with every parent that any of the registrations names as blocked: a merge unblocks nobody."""
    person = get(read, client_id)
    merged = read.all(Client, select(_T).where(_T.c.merged_into_id == person.id).order_by(_T.c.id))
    blocked = dict.fromkeys((*person.blocked_parents, *(p for other in merged for p in other.blocked_parents)))
    return replace(person, blocked_parents=tuple(blocked))


def root_id(read: Reader, client_id: str) -> str:
    """The id of the person behind an id, without reading the person; :class:`RecordMissing` when unknown."""
    query = "SELECT root_id FROM client_root WHERE client_id = ?"
    found = read.connection.exec_driver_sql(query, (client_id,)).scalar()
    if found is None:
        raise RecordMissing(table=_T.name)
    return str(found)


def root_ids(read: Reader, client_id: str) -> tuple[str, ...]:
    """All ids under which this person was registered: the root first."""
    root = root_id(read, client_id)
    merged = read.connection.execute(select(_T.c.id).where(_T.c.merged_into_id == root).order_by(_T.c.id)).scalars()
    return (root, *merged)


def code_is_free(read: Reader, code: str) -> bool:
    """Codes are never reused, not even those of voided clients."""
    return not read.exists(_T, _T.c.code == code)


def add(act: Transaction, client_id: str, code: str, counts_in: str, fields: ClientFields) -> None:
    """A new client and its search row."""
    act.insert(
        _T,
        {
            "id": client_id,
            "code": code,
            "counts_in": counts_in,
            "merged_into_id": None,
            "sort_text": sort_text(fields),
            **column_values(_T, fields),
        },
    )
    index(act.connection, client_id, search_words(code, fields))


def change(act: Transaction, client: Client, revision: int, fields: ClientFields) -> None:
    """Change a client and its search row."""
    act.change(_T, client.id, revision, {**column_values(_T, fields), "sort_text": sort_text(fields)})
    index(act.connection, client.id, search_words(client.code, fields))


def index(conn: Connection, client_id: str, words: str) -> None:
    """Replace the search row of a client."""
    rows = tables.client_search_row
    number = conn.execute(select(rows.c.number).where(rows.c.client_id == client_id)).scalar()
    if number is None:
        number = conn.execute(insert(rows).values(client_id=client_id)).lastrowid
    else:
        conn.exec_driver_sql("DELETE FROM client_search WHERE rowid = ?", (number,))
    conn.exec_driver_sql("INSERT INTO client_search (rowid, words) VALUES (?, ?)", (number, words))


def reindex(conn: Connection) -> None:
    """Make every search row anew from the clients themselves."""
    conn.exec_driver_sql("DELETE FROM client_search")
    conn.execute(delete(tables.client_search_row))
    for row in conn.execute(select(_T)).mappings():
        fields = ClientFields(**{name: row[name] for name in ClientFields.__dataclass_fields__})
        index(conn, row["id"], search_words(row["code"], fields))


_FIND = """
    SELECT c.id, c.code, c.given_name, c.infix, c.family_name, c.aliases, c.born_from, c.born_to,
           coalesce(c.found_in, c.exploited_in, c.registered_in, 'onbekend'), c.merged_into_id
    FROM (SELECT c.rowid AS place FROM (SELECT rowid FROM client_search WHERE client_search MATCH ? LIMIT ?) hit
          JOIN client_search_row s ON s.number = hit.rowid
          JOIN client c ON c.id = s.client_id
          WHERE c.voided_at IS NULL ORDER BY c.sort_text LIMIT ?) best
    JOIN client c ON c.rowid = best.place
    ORDER BY c.sort_text
"""

MOST_HITS = 400
"""Above this many matches of a short prefix the rest is not looked at: she types on."""


def find(read: Reader, words: tuple[str, ...], limit: int) -> tuple[ClientHit, ...]:
    """Clients of whom every word is the beginning of a code, name, alias or birth year.

    Somebody found under a merged registration is shown as the person it was merged into.
    """
    match = " ".join(f'"{word}"*' for word in words)
    rows = read.connection.exec_driver_sql(_FIND, (match, MOST_HITS, limit)).fetchall()
    found = {row[0]: _hit(*row[:9]) for row in rows if row[9] is None}
    for root_id in {row[9] for row in rows if row[9] is not None} - found.keys():
        root = get(read, root_id)
        found[root_id] = _hit_of(root, 100)
    return tuple(found.values())


def _hit(*row: Any, likeness: int = 100) -> ClientHit:
    row_id, code, given_name, infix, family_name, aliases, born_from, born_to, municipality = row
    return ClientHit(
        row_id, code, given_name, infix, family_name, tuple(json.loads(aliases)), _day(born_from), _day(born_to),
        municipality, likeness,
    )  # fmt: skip


def _hit_of(client: Client, likeness: int) -> ClientHit:
    return ClientHit(
        client.id, client.code, client.given_name, client.infix, client.family_name, client.aliases, client.born_from,
        client.born_to, client.municipality, likeness,
    )  # fmt: skip


_NAMES = text("""
    SELECT id, sort_text, aliases FROM client
    WHERE voided_at IS NULL AND merged_into_id IS NULL
      AND (:year IS NULL OR born_from IS NULL
           OR :year BETWEEN CAST(substr(born_from, 1, 4) AS INTEGER) - :margin
                        AND CAST(substr(born_to, 1, 4) AS INTEGER) + :margin)
""")


def names_for_likeness(read: Reader, year: int | None, margin: int) -> dict[str, str]:
    """Id → folded names of every root client, for the duplicate hint; read plainly, for it is read often.

    With ``year`` those born more than ``margin`` years from it are left out.
    """
    rows = read.connection.execute(_NAMES, {"year": year, "margin": margin})
    return {row_id: _all_names(name, aliases) for row_id, name, aliases in rows}


def _all_names(name: str, aliases: str) -> str:
    return name if aliases == "[]" else " ".join([name, *(folded(alias) for alias in json.loads(aliases))])


def hits(read: Reader, likeness: dict[str, int]) -> tuple[ClientHit, ...]:
    """The clients named, most alike first."""
    found = (_hit_of(client, likeness[client.id]) for client in people(read, list(likeness)).values())
    return tuple(sorted(found, key=lambda hit: (-hit.likeness, hit.code)))


_LIST = """
    SELECT id, code, given_name, infix, family_name, born_from, born_to,
           coalesce(found_in, exploited_in, registered_in, 'onbekend'), sort_text
    FROM client WHERE voided_at IS NULL AND merged_into_id IS NULL ORDER BY sort_text, code
"""

_PHASES = text("""
    SELECT r.root_id, (SELECT p.phase FROM phase_start p
        WHERE p.trajectory_id = t.id AND p.voided_at IS NULL AND p.started_on <= :today
        ORDER BY p.started_on DESC, p.created_at DESC LIMIT 1) AS phase
    FROM trajectory t JOIN client_root r ON r.client_id = t.client_id
    WHERE t.closed_on IS NULL AND t.voided_at IS NULL
""")

_NEXT_STEPS = text("""
    SELECT r.root_id, min(s.due_on || ' ' || s.description) AS next
    FROM step s JOIN client_root r ON r.client_id = s.client_id
    WHERE s.done_on IS NULL AND s.voided_at IS NULL GROUP BY r.root_id
""")

_WAITING = text(f"""
    SELECT DISTINCT r.root_id
    FROM referral f JOIN client_root r ON r.client_id = f.client_id
    JOIN referral_state s ON s.referral_id = f.id
    WHERE f.voided_at IS NULL AND s.number = (
        SELECT max(l.number) FROM referral_state l WHERE l.referral_id = f.id
          AND NOT EXISTS (SELECT 1 FROM retraction x WHERE x.table_name = 'referral_state' AND x.row_id = l.id))
      AND s.status IN ('{ReferralStatus.SENT}', '{ReferralStatus.RECEIVED}', '{ReferralStatus.WAITING_LIST}')
""")


def listing(read: Reader) -> list[tuple[Any, ...]]:
    """Per client: id, code, three parts of the name, birth range, municipality, sort text; by name."""
    return [tuple(row) for row in read.connection.exec_driver_sql(_LIST)]


def phases_in_care(read: Reader, today: date) -> dict[str, str | None]:
    """Client id → phase today, for every client with an open trajectory; all others are closed."""
    return {row.root_id: row.phase for row in read.connection.execute(_PHASES, {"today": today.isoformat()})}


def next_steps(read: Reader) -> dict[str, tuple[date, str]]:
    """Client id → day and text of the first open step."""
    rows = read.connection.execute(_NEXT_STEPS)
    return {row.root_id: (date.fromisoformat(row.next[:10]), row.next[11:]) for row in rows}


def waiting_for_answer(read: Reader) -> set[str]:
    """Clients of whom a sent referral waits for an answer or a place."""
    return {row.root_id for row in read.connection.execute(_WAITING)}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def remember(conn: Connection, client_id: str) -> None:
    """Put a client on top of the last opened, and keep the list short."""
    recent = tables.recent_client
    conn.execute(delete(recent).where(recent.c.client_id == client_id))
    conn.execute(insert(recent).values(client_id=client_id, opened_at=clock.now()))
    kept = select(recent.c.client_id).order_by(recent.c.opened_at.desc()).limit(RECENT_KEPT)
    conn.execute(delete(recent).where(recent.c.client_id.not_in(kept)))


_RECENT = text("""
    SELECT c.id, c.code, c.given_name, c.infix, c.family_name, n.opened_at,
           (SELECT CASE WHEN t.closed_on IS NOT NULL THEN 'afgesloten' ELSE p.phase END
              FROM trajectory t LEFT JOIN phase_start p ON p.trajectory_id = t.id AND p.voided_at IS NULL
             WHERE t.client_id = c.id AND t.voided_at IS NULL
             ORDER BY t.started_on DESC, p.started_on DESC, p.created_at DESC LIMIT 1) AS phase
    FROM recent_client n JOIN client c ON c.id = n.client_id
    WHERE c.voided_at IS NULL ORDER BY n.opened_at DESC
""").columns(phase=tables.phase_start.c.phase.type, opened_at=tables.recent_client.c.opened_at.type)


def recent(read: Reader) -> tuple[RecentClient, ...]:
    """Last opened clients, newest first."""
    return tuple(RecentClient(**row) for row in read.connection.execute(_RECENT).mappings())


def people(read: Reader, ids: Sequence[str]) -> dict[str, Client]:
    """Several root clients at once, by id."""
    found: dict[str, Client] = {}
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        found |= {row.id: row for row in read.all(Client, select(_T).where(_T.c.id.in_(chunk)))}
    return found
