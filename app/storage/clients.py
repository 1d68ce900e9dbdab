"""Clients: the row, the root view, search rows and the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from app import clock
from app.model.clients import Client, ClientFields, ClientHit, RecentClient, search_words, sort_text
from app.model.codes import ReferralStatus
from app.storage import tables
from app.storage.register import Reader, Transaction, column_values

_T = tables.client
RECENT_KEPT = 8


def get(read: Reader, client_id: str) -> Client:
    """The person behind an id: the root when it was merged into another."""
    found = read.get(Client, _T, client_id)
    return read.get(Client, _T, found.merged_into_id) if found.merged_into_id else found


def root_ids(read: Reader, client_id: str) -> tuple[str, ...]:
    """All ids under which this person was registered: the root first."""
    root = get(read, client_id).id
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


_FIND = text("""
    SELECT r.id, r.code, r.given_name, r.infix, r.family_name, r.aliases, r.born_from, r.born_to,
           coalesce(r.found_in, r.exploited_in, r.registered_in, 'onbekend') AS municipality, r.sort_text
    FROM (SELECT rowid FROM client_search WHERE client_search MATCH :words LIMIT :most) hit
    JOIN client_search_row s ON s.number = hit.rowid
    JOIN client c ON c.id = s.client_id
    JOIN client r ON r.id = coalesce(c.merged_into_id, c.id)
    WHERE r.voided_at IS NULL
    GROUP BY r.id
    ORDER BY r.sort_text LIMIT :limit
""").columns(
    id=_T.c.id.type, code=_T.c.code.type, aliases=_T.c.aliases.type, born_from=_T.c.born_from.type,
    born_to=_T.c.born_to.type,
)  # fmt: skip

MOST_HITS = 400
"""Above this many matches of a short prefix the rest is not looked at: she types on."""


def find(read: Reader, words: tuple[str, ...], limit: int) -> tuple[ClientHit, ...]:
    """Clients of whom every word is the beginning of a code, name, alias or birth year."""
    match = " ".join(f'"{word}"*' for word in words)
    rows = read.connection.execute(_FIND, {"words": match, "most": MOST_HITS, "limit": limit}).mappings()
    return tuple(_hit(row, 100) for row in rows)


def _hit(row: Any, likeness: int) -> ClientHit:
    return ClientHit(
        id=row["id"],
        code=row["code"],
        given_name=row["given_name"],
        infix=row["infix"],
        family_name=row["family_name"],
        aliases=row["aliases"],
        born_from=row["born_from"],
        born_to=row["born_to"],
        municipality=row["municipality"],
        likeness=likeness,
    )


def names_for_likeness(read: Reader) -> dict[str, tuple[str, date | None, date | None]]:
    """Id → folded name and birth range of every root client with a name, for the duplicate hint."""
    query = select(_T.c.id, _T.c.sort_text, _T.c.aliases, _T.c.born_from, _T.c.born_to).where(
        _T.c.voided_at.is_(None), _T.c.merged_into_id.is_(None)
    )
    return {
        row.id: (" ".join([row.sort_text, *(a.casefold() for a in row.aliases)]), row.born_from, row.born_to)
        for row in read.connection.execute(query)
    }


def hits(read: Reader, likeness: dict[str, int]) -> tuple[ClientHit, ...]:
    """The clients named, most alike first."""
    municipality = func.coalesce(_T.c.found_in, _T.c.exploited_in, _T.c.registered_in, "onbekend").label("municipality")
    rows = read.connection.execute(select(_T, municipality).where(_T.c.id.in_(likeness))).mappings()
    found = (_hit(row, likeness[row["id"]]) for row in rows)
    return tuple(sorted(found, key=lambda hit: (-hit.likeness, hit.code)))


_LIST = text("""
    SELECT c.id, c.code, c.given_name, c.infix, c.family_name, c.born_from, c.born_to, c.sort_text,
           coalesce(c.found_in, c.exploited_in, c.registered_in, 'onbekend') AS municipality,
           (SELECT CASE WHEN t.closed_on IS NOT NULL THEN 'afgesloten' ELSE p.phase END
              FROM trajectory t LEFT JOIN phase_start p
                ON p.trajectory_id = t.id AND p.voided_at IS NULL AND p.started_on <= :today
             WHERE t.client_id = c.id AND t.voided_at IS NULL
             ORDER BY t.started_on DESC, t.created_at DESC, p.started_on DESC, p.created_at DESC LIMIT 1) AS phase
    FROM client c
    WHERE c.voided_at IS NULL AND c.merged_into_id IS NULL
    ORDER BY c.sort_text, c.code
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


def listing(read: Reader, today: date) -> list[dict[str, Any]]:
    """One mapping per client: identity, phase, next step, whether a referral waits."""
    steps = {row.root_id: row.next for row in read.connection.execute(_NEXT_STEPS)}
    waiting = {row.root_id for row in read.connection.execute(_WAITING)}
    rows = []
    for row in read.connection.execute(_LIST, {"today": today.isoformat()}).mappings():
        step = steps.get(row["id"])
        rows.append({
            **row,
            "born_from": _day(row["born_from"]),
            "born_to": _day(row["born_to"]),
            "next_on": _day(step[:10]) if step else None,
            "next_text": step[11:] if step else None,
            "waits_for_shelter": row["id"] in waiting,
        })  # fmt: skip
    return rows


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
