"""The ledger of counts, frozen half-years, and the facts they are made of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Table, select, text

from app.errors import LedgerDamaged
from app.model.clients import Client
from app.model.codes import ClosureReason
from app.model.count_tables import (
    BaseCounts,
    Certificate,
    CountRequest,
    LedgerEntry,
    NotificationFact,
    PersonFact,
    age_code,
    base_counts,
)
from app.model.notifications import Exploitation, Notification, sectors_of
from app.model.periods import HalfYear
from app.storage import audit, clients, tables
from app.storage.register import Reader, Transaction

_P, _F = tables.publication, tables.frozen_half_year
MADE = "publication.made"


def rows(read: Reader) -> tuple[Mapping[str, Any], ...]:
    """Every publication as stored, in order."""
    return tuple(dict(row) for row in read.connection.execute(select(_P).order_by(_P.c.number)).mappings())


def ledger(read: Reader) -> tuple[LedgerEntry, ...]:
    """The earlier publications, after the chain and every ledger row were checked.

    Raises :class:`LedgerDamaged` for a missing, altered or added row.
    """
    if audit.first_broken(read.connection, read.register.keys.audit) is not None:
        raise LedgerDamaged
    known = _digests(read)
    present = {
        **{(_P.name, row["id"]): row for row in _raw(read, _P.name)},
        **{(_F.name, row["half_year"]): row for row in _raw(read, _F.name)},
    }
    if known.keys() != present.keys():
        raise LedgerDamaged
    for (table, key), row in present.items():
        if audit.row_digest(read.register.keys.audit, table, row) != known[(table, key)]:
            raise LedgerDamaged
    stored = rows(read)
    if [row["number"] for row in stored] != list(range(1, len(stored) + 1)):
        raise LedgerDamaged
    try:
        return tuple(LedgerEntry(r["number"], CountRequest.from_key(r["request_key"]), r["csv_text"]) for r in stored)
    except ValueError:
        raise LedgerDamaged from None


def _raw(read: Reader, table: str) -> Iterable[Mapping[str, Any]]:
    return [dict(row) for row in read.connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()]


def _digests(read: Reader) -> dict[tuple[str, str], str]:
    """What the audit entries say about each ledger row when it was written; one that salvage calls gone stays."""
    entries = tables.audit_entry
    found: dict[tuple[str, str], str] = {}
    query = select(entries.c.changes).where(entries.c.action.in_((MADE, audit.SALVAGED))).order_by(entries.c.seq)
    for changes in read.connection.execute(query).scalars():
        for table, key, _revision, digest in json.loads(changes):
            if table in {_P.name, _F.name}:
                found[(table, key)] = digest
    return found


def frozen(read: Reader) -> dict[HalfYear, BaseCounts]:
    """Base counts of every half-year that a publication touched."""
    try:
        return {
            HalfYear.from_code(row.half_year): BaseCounts.from_json(row.base_counts)
            for row in read.connection.execute(select(_F.c.half_year, _F.c.base_counts))
        }
    except ValueError:
        raise LedgerDamaged from None


def insert(act: Transaction, values: Mapping[str, Any], to_freeze: Mapping[HalfYear, BaseCounts]) -> None:
    """A publication and the half-years it freezes, in one act."""
    act.insert(_P, values)
    for half_year, base in sorted(to_freeze.items()):
        row = {"half_year": str(half_year), "publication_id": values["id"], "base_counts": base.to_json()}
        act.insert(_F, row)


_PERSONS = text(f"""
    SELECT DISTINCT r.root_id
    FROM client c JOIN client_root r ON r.client_id = c.id JOIN client root ON root.id = r.root_id
    WHERE root.voided_at IS NULL AND (c.voided_at IS NULL OR c.id <> r.root_id)
      AND NOT EXISTS (SELECT 1 FROM trajectory t WHERE t.client_id = r.root_id AND t.voided_at IS NULL
                      AND t.closure_reason = '{ClosureReason.MISTAKE}')
""")


def facts(read: Reader, wanted: Iterable[HalfYear]) -> dict[HalfYear, BaseCounts]:
    """Base counts of half-years that are not frozen, from the register as it stands.

    A person counts in the earliest half-year of her registrations, not at all anew when one of them
    sits in a frozen one; so too her first aanmelding (``counts.md`` §10).
    """
    halves = set(wanted)
    fixed = {str(half) for half in frozen(read)}
    persons: dict[HalfYear, list[PersonFact]] = {half: [] for half in halves}
    reports: dict[HalfYear, list[NotificationFact]] = {half: [] for half in halves}
    roots = _roots(read)
    told = _by_root(read, Notification, tables.notification, roots)
    added = _by_root(read, Exploitation, tables.exploitation, roots)
    firsts: dict[str, tuple[HalfYear, Notification]] = {}
    for root_id, codes in _registrations(read).items():
        own = HalfYear.from_code(min(codes))
        first = None if codes & fixed else _first(told[root_id], own)
        if first is not None and own in halves:
            firsts[root_id] = (own, first)
        for row in told[root_id]:
            half = own if row is first else HalfYear.from_code(row.counts_in)
            if half in halves:
                reports[half].append(NotificationFact(row.notifier_type, row is first))
    people = clients.people(read, list(firsts))
    for root_id, (own, first) in firsts.items():
        persons[own].append(_person(people[root_id], told[root_id], added[root_id], first))
    return {half: base_counts(persons[half], reports[half]) for half in halves}


def _roots(read: Reader) -> dict[str, str]:
    rows = read.connection.exec_driver_sql("SELECT client_id, root_id FROM client_root")
    return {row[0]: row[1] for row in rows}


def _registrations(read: Reader) -> dict[str, set[str]]:
    """Person → the half-years of all her registrations; only who counts at all."""
    alive = {row.root_id for row in read.connection.execute(_PERSONS)}
    found: dict[str, set[str]] = {}
    query = "SELECT r.root_id, c.counts_in FROM client c JOIN client_root r ON r.client_id = c.id"
    for root_id, code in read.connection.exec_driver_sql(query):
        if root_id in alive:
            found.setdefault(root_id, set()).add(code)
    return found


_Row = TypeVar("_Row", Notification, Exploitation)


def _by_root(read: Reader, kind: type[_Row], table: Table, roots: Mapping[str, str]) -> defaultdict[str, list[_Row]]:
    """Entries that count, per person, oldest first."""
    order = table.c.received_on if "received_on" in table.c else table.c.created_at
    query = select(table).where(table.c.voided_at.is_(None)).order_by(order, table.c.created_at)
    found: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in read.all(kind, query):
        found[roots[row.client_id]].append(row)
    return found


def _first(notifications: list[Notification], own: HalfYear) -> Notification | None:
    """The earliest aanmelding that counts with the person; the earliest of all when none shares her half-year."""
    return next((n for n in notifications if n.counts_in == str(own)), notifications[0] if notifications else None)


def _person(
    client: Client, notifications: list[Notification], added: list[Exploitation], first: Notification
) -> PersonFact:
    return PersonFact(
        sectors=frozenset(sector.value for sector in sectors_of(notifications, added)),
        age_code=age_code(client.born_from, client.born_to, first.received_on),
        municipality=client.municipality,
    )


def certificate(row: Mapping[str, Any]) -> Certificate:
    """The stored certificate of a publication."""
    return Certificate.from_json(json.dumps(json.loads(row["content"])["certificate"]))


def first_half_year(read: Reader) -> HalfYear | None:
    """The earliest half-year in which anything counts."""
    code = read.connection.execute(text("SELECT min(counts_in) FROM client WHERE voided_at IS NULL")).scalar()
    return HalfYear.from_code(code) if code else None
