"""The client: a person in coordination, whose name may be unknown at first."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.model.ages import BirthRange
from app.model.codes import ParentalAuthority, Phase, SafeContact
from app.model.folding import folded
from app.model.records import Record

CODE_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"
"""No vowels (no words by accident), no 0/O, 1/I, no Y (read as a vowel)."""


@dataclass(frozen=True, kw_only=True)
class ClientFields:
    """What she can fill in about a person; everything is optional."""

    given_name: str | None = None
    infix: str | None = None
    family_name: str | None = None
    aliases: tuple[str, ...] = ()
    born_from: date | None = None
    born_to: date | None = None
    birth_is_estimated: bool = False
    gender: str | None = None
    citizenships: tuple[str, ...] = ()
    residence_status: str | None = None
    languages: tuple[str, ...] = ()
    interpreter_needed: bool | None = None
    interpreter_note: str | None = None
    children_count: int | None = None
    children_note: str | None = None
    parental_authority: ParentalAuthority | None = None
    authority_name: str | None = None
    authority_reason: str | None = None
    blocked_parents: tuple[str, ...] = ()
    blocked_reason: str | None = None
    found_in: str | None = None
    exploited_in: str | None = None
    registered_in: str | None = None
    safe_contact: tuple[tuple[str, str], ...] = ()
    informed_on: date | None = None
    not_informed_reason: str | None = None

    @property
    def birth(self) -> BirthRange | None:
        """The range of possible birth dates, or None while nothing is known."""
        if self.born_from is None or self.born_to is None:
            return None
        return BirthRange(self.born_from, self.born_to)

    @property
    def municipality(self) -> str:
        """Where she counts: found in, else exploited in, else registered in (``counts.md`` §10)."""
        return self.found_in or self.exploited_in or self.registered_in or "onbekend"

    @property
    def safe_contact_is_discussed(self) -> bool:
        """False until a rule was filled in: shown as a warning."""
        return any(rule != SafeContact.UNKNOWN for rule, _ in self.safe_contact)


@dataclass(frozen=True, kw_only=True)
class Client(ClientFields, Record):
    """A stored client."""

    code: str
    counts_in: str
    merged_into_id: str | None
    sort_text: str


class ClientRow(NamedTuple):
    """One line of the list of clients; a tuple, because 10,000 of them are made at once."""

    id: str
    code: str
    given_name: str | None
    infix: str | None
    family_name: str | None
    born_from: date | None
    born_to: date | None
    phase: Phase | None
    municipality: str
    next_on: date | None
    next_text: str | None
    consent_given: int
    consent_total: int
    consent_ends_on: date | None
    has_withdrawal: bool
    waits_for_shelter: bool
    sort_text: str


@dataclass(frozen=True)
class ClientHit:
    """One answer of the search: enough to recognise somebody, and what matched."""

    id: str
    code: str
    given_name: str | None
    infix: str | None
    family_name: str | None
    aliases: tuple[str, ...]
    born_from: date | None
    born_to: date | None
    municipality: str
    likeness: int
    """0–100; 100 is the same name, lower is alike."""


def new_client_code(year: int) -> str:
    """``ZLD-26-K7M4``: year and four random characters; the caller checks that it is free."""
    return f"ZLD-{year % 100:02d}-" + "".join(secrets.choice(CODE_ALPHABET) for _ in range(4))


def sort_text(fields: ClientFields) -> str:
    """Folded family name, given name, infix: *Berg, Sanne van den* sorts under b; unnamed last."""
    parts = [fields.family_name, fields.given_name, fields.infix]
    text = " ".join(folded(part) for part in parts if part)
    return text or "￿"


def search_words(code: str, fields: ClientFields) -> str:
    """Everything a client is found by: code, names with and without infix, aliases, birth years."""
    names = " ".join(part for part in (fields.given_name, fields.infix, fields.family_name) if part)
    years = []
    if fields.birth is not None and fields.birth.born_to.year - fields.birth.born_from.year <= 3:
        years = [str(y) for y in range(fields.birth.born_from.year, fields.birth.born_to.year + 1)]
    joined = f"{fields.infix}{fields.family_name or ''}".replace(" ", "") if fields.infix else ""
    return folded(" ".join([code, code.rsplit("-", 1)[-1], names, joined, *fields.aliases, *years]))


@dataclass(frozen=True)
class RecentClient:
    """A client she opened lately."""

    id: str
    code: str
    given_name: str | None
    infix: str | None
    family_name: str | None
    phase: Phase | None
    opened_at: datetime
