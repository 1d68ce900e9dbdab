"""Organisations by function; no people, no secret address."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.records import Record


@dataclass(frozen=True, kw_only=True)
class OrganisationFields:
    """What is known about a body of the network."""

    name: str
    department: str | None = None
    kind: str = "anders"
    place: str | None = None
    region: str | None = None
    functions: str | None = None
    admission: str | None = None
    receives_through_id: str | None = None
    is_shelter: bool = False
    notifier_type: str | None = None
    relative: str | None = None


@dataclass(frozen=True, kw_only=True)
class Organisation(OrganisationFields, Record):
    """A stored organisation."""

    search_text: str


@dataclass(frozen=True, kw_only=True)
class ProfileFields:
    """Her own data and the controller's: they stand on every paper."""

    coordinator_name: str
    job_title: str
    phone: str
    reachable: str
    controller_name: str
    dpo_contact: str
    lock_minutes: int = 5


@dataclass(frozen=True, kw_only=True)
class Profile(ProfileFields, Record):
    """The stored profile; one row."""
