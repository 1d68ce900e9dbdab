"""What the trajectory summary for a receiving organisation may hold, and the cut that decides it.

``SummarySource`` is everything the register could say; ``cut`` keeps what the gate's answer covers
(``shared`` texts §2) and names what it left out. The eight protected fields (Besluit bescherming
slachtoffergegevens, Stb. 2025, 29: address, home town, telephone, e-mail, whereabouts, country and
place of birth, BSN), contact notes and roles have no attribute here, so they cannot be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from app.model.ages import BirthRange
from app.model.codes import ConsentForm, Route, SafeContact, Scope, TrackKind, TrackStatus
from app.model.disclosures import Coverage


@dataclass(frozen=True)
class CoveredBy:
    """Why a scope may leave: a consent event, a legal power, or a conflict of duties."""

    route: Route
    given_on: date
    valid_until: date | None = None
    form: ConsentForm | None = None
    article: str = ""


Grounds = Mapping[Scope, CoveredBy]
"""Which scopes may be printed, and why each of them may."""


@dataclass(frozen=True)
class Birth:
    """A birth date as far as it is known: one day if both ends agree, otherwise a span."""

    born_from: date
    born_to: date
    is_estimated: bool = False


@dataclass(frozen=True)
class AgeRange:
    """Age in whole years; both ends agree when the birth date is known to the day."""

    youngest: int
    oldest: int
    is_estimated: bool = False


@dataclass(frozen=True)
class ContactRule:
    """One rule for safe contact: its code (``texts.md`` *Veilig contact*) and what was filled in."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class TrackLine:
    """One spoor with its sentence *voor samenvatting*."""

    kind: TrackKind
    status: TrackStatus
    sentence: str = ""


@dataclass(frozen=True)
class Payment:
    """Who pays (a municipality by its name alone: *Goes*), and what is known about the decision."""

    payer: str
    note: str = ""
    is_municipality: bool = False


@dataclass(frozen=True)
class SummarySource:
    """Everything a summary could draw on; texts are Dutch labels and her own sentences.

    ``interpreter_needed`` is None when it was not asked. ``question`` belongs to the referral.
    """

    client_code: str
    day: date
    question: str
    name: str = ""
    birth: Birth | None = None
    gender: str = ""
    languages: tuple[str, ...] = ()
    interpreter_needed: bool | None = None
    interpreter_note: str = ""
    nationalities: tuple[str, ...] = ()
    residence: str = ""
    contact_rules: tuple[ContactRule, ...] = ()
    urgent_care: str = ""
    situation: str = ""
    tracks: tuple[TrackLine, ...] = ()
    wish: str = ""
    payment: Payment | None = None


@dataclass(frozen=True)
class ClientLine:
    """Block 2. What is not covered is empty; without ``name`` the code stands in its place."""

    code: str
    name: str = ""
    birth: Birth | None = None
    age: AgeRange | None = None
    gender: str = ""
    languages: tuple[str, ...] = ()
    interpreter_needed: bool | None = None
    interpreter_note: str = ""
    nationalities: tuple[str, ...] = ()
    residence: str = ""


@dataclass(frozen=True)
class Basis:
    """One basis and the printed scopes that rest on it (block 9)."""

    by: CoveredBy
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class SummaryContent:
    """All that goes on paper about the client, in the order of the page."""

    day: date
    question: str
    client: ClientLine
    contact_rules: tuple[ContactRule, ...] = ()
    urgent_care: str = ""
    situation: str = ""
    tracks: tuple[TrackLine, ...] = ()
    wish: str = ""
    payment: Payment | None = None
    bases: tuple[Basis, ...] = ()

    @property
    def printed(self) -> tuple[Scope, ...]:
        """The scopes of which this page really says something, in the order of the list."""
        return tuple(scope for scope in Scope if any(scope in basis.scopes for basis in self.bases))


class Item(StrEnum):
    """A part of the summary that can be left out."""

    NAME = "naam"
    BIRTH = "geboortedatum"
    AGE_GENDER = "leeftijd_geslacht"
    LANGUAGE = "taal"
    RESIDENCE = "verblijf"
    CONTACT = "contact"
    SAFETY = "veiligheid"
    URGENT_CARE = "directe_zorg"
    SITUATION = "situatie"
    TRACK = "spoor"
    WISH = "wens"
    PAYMENT = "betaling"


class LeftOutReason(StrEnum):
    """Why: no basis covers it, or nothing was written for the summary."""

    NOT_COVERED = "geen_grond"
    NOTHING_WRITTEN = "niets_ingevuld"


@dataclass(frozen=True)
class LeftOut:
    """One part that is not on paper; shown to her, never to the recipient."""

    item: Item
    scope: Scope
    reason: LeftOutReason
    track: TrackKind | None = None


TRACK_SCOPE: Mapping[TrackKind, Scope] = {
    TrackKind.SAFETY: Scope.SAFETY,
    TrackKind.SHELTER_HOUSING: Scope.CARE_PLAN,
    TrackKind.WORK_DAYTIME: Scope.CARE_PLAN,
    TrackKind.NETWORK: Scope.CARE_PLAN,
    TrackKind.RESIDENCE: Scope.RESIDENCE,
    TrackKind.RETURN: Scope.RESIDENCE,
    TrackKind.CRIMINAL_CASE: Scope.CRIMINAL_CASE,
    TrackKind.LEGAL_DAMAGES: Scope.CRIMINAL_CASE,
    TrackKind.INCOME_INSURANCE: Scope.INCOME,
    TrackKind.HEALTH: Scope.HEALTH,
    TrackKind.CHILDREN_FAMILY: Scope.FAMILY,
}
"""Under which scope the sentence of each spoor falls."""

_LIVE = (TrackStatus.RUNNING, TrackStatus.WAITING)


@dataclass
class _Cut:
    """Collects which scopes are printed and what is left out while the page is put together."""

    grounds: Grounds
    printed: list[Scope] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def keeps(self, item: Item, scope: Scope, has_value: bool, track: TrackKind | None = None) -> bool:
        if has_value and scope in self.grounds:
            if scope not in self.printed:
                self.printed.append(scope)
            return True
        if has_value:
            self.left_out.append(LeftOut(item, scope, LeftOutReason.NOT_COVERED, track))
        elif scope in self.grounds:
            self.left_out.append(LeftOut(item, scope, LeftOutReason.NOTHING_WRITTEN, track))
        return False

    def text(self, item: Item, scope: Scope, value: str) -> str:
        return value if self.keeps(item, scope, bool(value.strip())) else ""


def grounds_of(coverage: Coverage) -> Grounds:
    """The gate's answer as the cut reads it: the covered scopes only, each with its event or article."""
    found: dict[Scope, CoveredBy] = {}
    for scope in coverage.covered:
        event = coverage.answers[scope].event if scope in coverage.answers else None
        if coverage.ground.route is not Route.CONSENT:
            found[scope] = CoveredBy(coverage.ground.route, coverage.day, article=coverage.ground.article or "")
        elif event is not None:
            found[scope] = CoveredBy(Route.CONSENT, event.given_on, event.valid_until, event.form)
    return found


def rule_scope(rule: ContactRule) -> Scope:
    """The scope of a safe-contact rule: where not to place her is safety, the rest is contact."""
    return Scope.SAFETY if rule.code == SafeContact.NOT_TO_AREA else Scope.CONTACT


def age_at(birth: Birth, day: date) -> AgeRange:
    """The age on ``day``; a birth date in the future counts as 0 years."""
    youngest, oldest = BirthRange(birth.born_from, birth.born_to).ages(day)
    return AgeRange(max(0, youngest), max(0, oldest), birth.is_estimated)


def cut(source: SummarySource, grounds: Grounds) -> tuple[SummaryContent, tuple[LeftOut, ...]]:
    """Keep what ``grounds`` names and list the rest.

    The content holds no value of a scope outside ``grounds``: not as text, not as a date from
    which it follows. The question and the client code always stay (``shared`` texts §2).
    """
    state = _Cut(grounds)
    content = SummaryContent(
        day=source.day,
        question=source.question,
        client=_client(source, state),
        contact_rules=_rules(source, state),
        urgent_care=state.text(Item.URGENT_CARE, Scope.URGENT_CARE, source.urgent_care),
        situation=state.text(Item.SITUATION, Scope.EXPLOITATION, source.situation),
        tracks=tuple(_tracks(source, state)),
        wish=state.text(Item.WISH, Scope.CARE_PLAN, source.wish),
        payment=source.payment if state.keeps(Item.PAYMENT, Scope.PAYMENT, source.payment is not None) else None,
    )
    return _with_bases(content, state), tuple(state.left_out)


def _with_bases(content: SummaryContent, state: _Cut) -> SummaryContent:
    by_basis: dict[CoveredBy, list[Scope]] = {}
    for scope in state.printed:
        by_basis.setdefault(state.grounds[scope], []).append(scope)
    bases = tuple(Basis(by, tuple(scopes)) for by, scopes in by_basis.items())
    return replace(content, bases=bases)


def _client(source: SummarySource, state: _Cut) -> ClientLine:
    birth = source.birth
    name = state.text(Item.NAME, Scope.NAME, source.name)
    shows_birth = state.keeps(Item.BIRTH, Scope.BIRTH_DATE, birth is not None)
    shows_age = state.keeps(Item.AGE_GENDER, Scope.AGE_GENDER, birth is not None or bool(source.gender))
    shows_language = state.keeps(
        Item.LANGUAGE, Scope.LANGUAGE, bool(source.languages) or source.interpreter_needed is not None
    )
    shows_residence = state.keeps(Item.RESIDENCE, Scope.RESIDENCE, bool(source.nationalities) or bool(source.residence))
    return ClientLine(
        code=source.client_code,
        name=name,
        birth=birth if shows_birth else None,
        age=age_at(birth, source.day) if birth and (shows_age or shows_birth) else None,
        gender=source.gender if shows_age else "",
        languages=source.languages if shows_language else (),
        interpreter_needed=source.interpreter_needed if shows_language else None,
        interpreter_note=source.interpreter_note if shows_language else "",
        nationalities=source.nationalities if shows_residence else (),
        residence=source.residence if shows_residence else "",
    )


def _rules(source: SummarySource, state: _Cut) -> tuple[ContactRule, ...]:
    kept: set[Scope] = set()
    for item, scope in ((Item.CONTACT, Scope.CONTACT), (Item.SAFETY, Scope.SAFETY)):
        present = any(rule_scope(rule) is scope for rule in source.contact_rules)
        if present and state.keeps(item, scope, has_value=True):
            kept.add(scope)
    return tuple(rule for rule in source.contact_rules if rule_scope(rule) in kept)


def _tracks(source: SummarySource, state: _Cut) -> Iterator[TrackLine]:
    for line in source.tracks:
        written = bool(line.sentence.strip())
        if (written or line.status in _LIVE) and state.keeps(Item.TRACK, TRACK_SCOPE[line.kind], written, line.kind):
            yield line


# -- the paper around it ---------------------------------------------------------------------


@dataclass(frozen=True)
class Sender:
    """Who sends it: the coordinator as filled in at the first start."""

    name: str
    role: str
    phone: str
    available: str = ""


@dataclass(frozen=True)
class Recipient:
    """For whom: organisation, department or function, and town of that organisation."""

    organisation: str
    department: str = ""
    town: str = ""


@dataclass(frozen=True)
class PaperFrame:
    """What stands around the content. ``is_example`` prints the watermark of the demo register."""

    client_code: str
    sender: Sender
    recipient: Recipient
    controller: str
    number: int
    day: date
    control_code: str
    is_example: bool = False


@dataclass(frozen=True)
class ConsentSheet:
    """One choice on one sheet: which data, with whom, what for, until when (``shared`` texts §3)."""

    client_code: str
    organisation: str
    purpose: str
    scopes: tuple[str, ...]
    valid_until: date | None
    coordinator: str
    controller: str
    control_code: str
    privacy_officer_phone: str
    language: str = ""
    is_comensha_registration: bool = False
    needs_authority: bool = False
    is_example: bool = False


@dataclass(frozen=True)
class RenderedPdf:
    """A PDF in memory. ``uncovered`` are characters no font here can draw, printed as □."""

    pdf: bytes = field(repr=False)
    pages: int
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlankForm(RenderedPdf):
    """A form to be filled in by hand: tells nobody anything, so it is printed without a disclosure.

    Only ``services/printing.py`` makes one; printing takes this or the gate's ``Released``.
    """
