"""Consent: events, and the state that follows from them on a day.

State per client, purpose, recipient and scope on day D (DESIGN §3): of the events naming that scope
given on or before D the latest day decides; on one day anything but *gegeven* wins; *gegeven* counts
only within its period and if who gave it has authority at the age on D. Expired and not asked are
computed. The trigger ``disclosure_requires_consent`` of ``schema.sql`` says the same in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.model.ages import BirthRange
from app.model.clients import ClientFields
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, ParentalAuthority, Purpose, Scope

COMENSHA = "3b7ea849-9a72-57d0-ac50-f1578383a49a"
"""The fixed id of CoMensha in ``resources/organisations.toml``."""
COMENSHA_PURPOSES = frozenset({Purpose.COMENSHA_REGISTRATION, Purpose.COMENSHA_SHELTER})
"""Only CoMensha itself receives anything for these."""
AGE_BOTH = 12
"""From here child and parental authority decide together."""
AGE_ALONE = 16
"""From here the young person decides alone."""


@dataclass(frozen=True, kw_only=True)
class ConsentFields:
    """What was said about sharing: purpose × recipient × scopes × form × period × given by."""

    purpose: Purpose
    recipient_id: str
    scopes: tuple[Scope, ...]
    kind: ConsentKind
    form: ConsentForm
    given_by: ConsentGiver
    given_on: date
    valid_until: date | None = None
    witness: str | None = None
    giver_name: str | None = None
    language: str | None = None
    interpreter: bool = False
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentEvent(ConsentFields):
    """A stored event; append-only. ``retracted_reason`` is filled when a later row takes it back."""

    id: str
    client_id: str
    recorded_at: datetime
    retracted_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """What is said when a consent is withdrawn; ``scopes`` None: all that the event named.

    As easy as giving: by word of mouth, without witness, by whoever decides.
    """

    given_on: date
    scopes: tuple[Scope, ...] | None = None
    form: ConsentForm = ConsentForm.ORAL
    given_by: ConsentGiver = ConsentGiver.CLIENT
    giver_name: str | None = None
    note: str | None = None


class ConsentState(StrEnum):
    """What holds for one scope on one day."""

    NOT_ASKED = "niet_gevraagd"
    GIVEN = "gegeven"
    EXPIRED = "verlopen"
    REFUSED = "geweigerd"
    WITHDRAWN = "ingetrokken"
    UNABLE = "niet_in_staat"
    NO_AUTHORITY = "geen_gezag"
    """Given, but by someone who may not (or may no longer) decide alone."""
    ORAL_ONLY = "alleen_mondeling"
    """Given, but registration at CoMensha asks for writing."""


@dataclass(frozen=True)
class Answer:
    """The state of one scope and the event it rests on (None when never asked)."""

    state: ConsentState
    event: ConsentEvent | None


def has_authority(person: ClientFields) -> bool:
    """True if somebody who is not blocked holds parental authority and is known."""
    blocked = set(person.blocked_parents)
    match person.parental_authority:
        case ParentalAuthority.BOTH_PARENTS:
            return not {"moeder", "vader"} <= blocked
        case ParentalAuthority.MOTHER | ParentalAuthority.FATHER | ParentalAuthority.GUARDIAN:
            return person.parental_authority.value not in blocked
        case ParentalAuthority.CERTIFIED_INSTITUTION | ParentalAuthority.NIDOS:
            return True
        case _:
            return False


def may_give(giver: ConsentGiver, person: ClientFields, day: date) -> bool:
    """Whether this giver decides at the age on ``day``, read as young as the birth date allows.

    < 12 who has authority; 12–15 both together; 16 and older the client (``domain.md`` §4.2).
    """
    if person.birth is None:
        return False
    age = person.birth.youngest_age(day)
    if age >= AGE_ALONE:
        return giver in {ConsentGiver.CLIENT, ConsentGiver.BOTH}
    if age >= AGE_BOTH:
        return giver is ConsentGiver.BOTH and has_authority(person)
    return giver in {ConsentGiver.AUTHORITY, ConsentGiver.BOTH} and has_authority(person)


def expected_giver(birth: BirthRange, day: date) -> ConsentGiver:
    """Who is asked at the age on ``day``."""
    age = birth.youngest_age(day)
    if age >= AGE_ALONE:
        return ConsentGiver.CLIENT
    return ConsentGiver.BOTH if age >= AGE_BOTH else ConsentGiver.AUTHORITY


def default_end(given_on: date) -> date:
    """Six months later, the end that the form proposes; 31 August gives the last day of February."""
    month = given_on.month + 6
    year, month = (given_on.year + 1, month - 12) if month > 12 else (given_on.year, month)
    for day in range(given_on.day, given_on.day - 4, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def answer_for(
    events: Iterable[ConsentEvent],
    person: ClientFields,
    purpose: Purpose,
    recipient_id: str,
    scope: Scope,
    day: date,
) -> Answer:
    """The answer for one scope on one day; see the module's rule."""
    naming = [
        e
        for e in events
        if e.retracted_reason is None
        and e.purpose == purpose
        and e.recipient_id == recipient_id
        and scope in e.scopes
        and e.given_on <= day
    ]
    if not naming:
        return Answer(ConsentState.NOT_ASKED, None)
    last_day = max(e.given_on for e in naming)
    on_that_day = sorted((e for e in naming if e.given_on == last_day), key=lambda e: e.recorded_at)
    against = [e for e in on_that_day if e.kind is not ConsentKind.GIVEN]
    if against:
        return Answer(ConsentState(against[-1].kind.value), against[-1])
    written = [e for e in on_that_day if e.form is ConsentForm.WRITTEN]
    usable = written if purpose is Purpose.COMENSHA_REGISTRATION else on_that_day
    if not usable:
        return Answer(ConsentState.ORAL_ONLY, on_that_day[-1])
    in_period = [e for e in usable if e.valid_until is not None and e.valid_until >= day]
    if not in_period:
        return Answer(ConsentState.EXPIRED, usable[-1])
    with_authority = [e for e in in_period if may_give(e.given_by, person, day)]
    if not with_authority:
        return Answer(ConsentState.NO_AUTHORITY, in_period[-1])
    return Answer(ConsentState.GIVEN, max(with_authority, key=lambda e: e.valid_until or day))


def answers_for(
    events: Sequence[ConsentEvent],
    person: ClientFields,
    purpose: Purpose,
    recipient_id: str,
    scopes: Iterable[Scope],
    day: date,
) -> Mapping[Scope, Answer]:
    """The answer per scope, in the order asked."""
    return {scope: answer_for(events, person, purpose, recipient_id, scope, day) for scope in scopes}


@dataclass(frozen=True)
class ConsentCell:
    """One cell of *Wie mag wat weten?*: purpose × recipient on a day.

    ``scopes`` are those named by any event; ``given`` those in force; ``ends_on`` the earliest end.
    """

    purpose: Purpose
    recipient_id: str
    day: date
    answers: Mapping[Scope, Answer]

    @property
    def given(self) -> tuple[Scope, ...]:
        """Scopes in force."""
        return tuple(s for s, a in self.answers.items() if a.state is ConsentState.GIVEN)

    @property
    def ends_on(self) -> date | None:
        """The earliest end of what is in force."""
        ends = [a.event.valid_until for a in self.answers.values() if a.state is ConsentState.GIVEN and a.event]
        return min((e for e in ends if e is not None), default=None)

    @property
    def state(self) -> ConsentState:
        """One word for the cell: the state shared by all, else the most limiting one."""
        states = [a.state for a in self.answers.values()]
        for state in (
            ConsentState.WITHDRAWN,
            ConsentState.REFUSED,
            ConsentState.UNABLE,
            ConsentState.NO_AUTHORITY,
            ConsentState.ORAL_ONLY,
            ConsentState.EXPIRED,
            ConsentState.GIVEN,
        ):
            if state in states:
                return state
        return ConsentState.NOT_ASKED

    @property
    def is_partial(self) -> bool:
        """True if some named scopes are in force and others are not."""
        return 0 < len(self.given) < len(self.answers)


def overview(events: Sequence[ConsentEvent], person: ClientFields, day: date) -> tuple[ConsentCell, ...]:
    """All purpose × recipient cells named by any event given on or before ``day``, as they stand that day."""
    named: dict[tuple[Purpose, str], dict[Scope, None]] = {}
    for event in events:
        if event.retracted_reason is None and event.given_on <= day:
            named.setdefault((event.purpose, event.recipient_id), {}).update(dict.fromkeys(event.scopes))
    return tuple(
        ConsentCell(purpose, recipient, day, answers_for(events, person, purpose, recipient, scopes, day))
        for (purpose, recipient), scopes in named.items()
    )
