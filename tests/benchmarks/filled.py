"""A large invented register for the benchmarks: clients, aanmeldingen, trajectories, consent, contact."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert

from app import clock
from app.model.ages import year_range
from app.model.clients import CODE_ALPHABET, ClientFields, search_words, sort_text
from app.model.codes import ComenshaState, Phase, TrackKind, TrackStatus
from app.model.organisations import ProfileFields
from app.model.records import new_id
from app.services import session
from app.storage import clients, tables
from app.storage.register import Register, column_values
from tests.helpers.register import new_register

SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "do",
    "fa",
    "ka",
    "ki",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "mi",
    "na",
    "ne",
    "no",
    "pa",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "ve",
    "wi",
    "za",
]


def name(rng: random.Random) -> str:
    """An invented word of two or three syllables."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 3)))).capitalize()


def filled_register(folder: Path, many: int, *, contacts_each: int = 0, in_care: float = 0.05) -> Register:
    """``many`` clients; ``in_care`` of them have an open trajectory. Written in bulk, without audit entries."""
    rng = random.Random(many)
    register = new_register(folder)
    profile = ProfileFields(
        coordinator_name="A. Voorbeeld", job_title="zc", phone="0", reachable="", controller_name="g", dpo_contact=""
    )
    session.furnish(register, profile)
    now = clock.now()
    std = {"revision": 1, "created_at": now, "changed_at": now, "voided_at": None, "void_reason": None}
    people, reports, courses, phases, tracks, contacts = [], [], [], [], [], []
    words = []
    for number in range(many):
        client_id = new_id()
        born = year_range(rng.randrange(1960, 2012))
        fields = ClientFields(
            given_name=name(rng), family_name=name(rng), born_from=born.born_from, born_to=born.born_to,
            birth_is_estimated=True, found_in="goes",
        )  # fmt: skip
        digits = number
        letters = ""
        for _ in range(4):
            digits, rest = divmod(digits, len(CODE_ALPHABET))
            letters += CODE_ALPHABET[rest]
        code = f"ZLD-26-{letters}"
        day = date(2016, 1, 1) + timedelta(days=rng.randrange(3800))
        half = f"{day.year}-{1 if day.month < 7 else 2}"
        people.append(
            {"id": client_id, "code": code, "counts_in": half, "merged_into_id": None, "sort_text": sort_text(fields)}
            | column_values(tables.client, fields)
            | std
        )
        words.append((number + 1, client_id, search_words(code, fields)))
        report = {
            "id": new_id(),
            "client_id": client_id,
            "received_on": day,
            "notifier_type": "politie",
            "counts_in": half,
        }
        reports.append(
            report
            | {"request_kinds": (), "is_urgent": False, "sectors": (), "comensha_state": ComenshaState.REPORTED}
            | std
        )
        course = new_id()
        closed = None if rng.random() < in_care else day + timedelta(days=120)
        courses.append(
            {"id": course, "client_id": client_id, "started_on": day, "legal_regime": "wmo_2015", "closed_on": closed,
             "closure_reason": "doelen" if closed else None, "open_ends": ()} | std
        )  # fmt: skip
        phases.append({"id": new_id(), "trajectory_id": course, "phase": Phase.INTAKE, "started_on": day} | std)
        tracks += [
            {"id": new_id(), "trajectory_id": course, "kind": kind, "status": TrackStatus.OPEN} | std
            for kind in (TrackKind.SAFETY, TrackKind.HEALTH)
        ]
        contacts += [
            {"id": new_id(), "client_id": client_id, "kind": "telefoon", "happened_on": day + timedelta(days=n),
             "origin": "eigen", "note": "Kort gesproken over de week. " * 3} | std
            for n in range(contacts_each)
        ]  # fmt: skip
    with register.working_copy() as conn:
        for table, rows in (
            (tables.client, people), (tables.notification, reports), (tables.trajectory, courses),
            (tables.phase_start, phases), (tables.track, tracks), (tables.contact_moment, contacts),
        ):  # fmt: skip
            for start in range(0, len(rows), 5000):
                conn.execute(insert(table), rows[start : start + 5000])
        for _, client_id, text in words:
            clients.index(conn, client_id, text)
    return register
