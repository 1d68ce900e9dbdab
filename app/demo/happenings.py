"""What happens in an invented case: each act a service call on its own day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.people import Invented
from app.model.ages import BirthRange, year_range
from app.model.clients import ClientFields
from app.model.codes import (
    ComenshaState,
    ConsentForm,
    ConsentKind,
    ParentalAuthority,
    Phase,
    Purpose,
    ReferralStatus,
    Scope,
    Sector,
    TrackKind,
    TrackStatus,
)
from app.model.consent import ConsentFields, Withdrawal, default_end, expected_giver
from app.model.disclosures import ReleaseRequest
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.model.trajectories import ContactMomentFields, StepFields, TrackFields, TrajectoryFields
from app.services import clients, code_lists, consent, contact_moments, gate, notifications, referrals, trajectories
from app.services.referrals import StateFields
from app.services.session import Register

Act = tuple[date, Callable[[], object]]

S = ReferralStatus
WIDE = (Scope.NAME, Scope.BIRTH_DATE, Scope.AGE_GENDER, Scope.LANGUAGE, Scope.SAFETY, Scope.CONTACT)

TALKS = (
    ("gesprek", 60, "Kennismaking. Vertelt rustig over de afgelopen maanden. Wil eerst slapen en eten."),
    ("telefoon", 25, "Voelt zich rustiger en wil praten over een opleiding. Afspraak: samen de intake voorbereiden."),
    ("bezoek", 45, "Op de verblijfplek geweest. Kamer is goed, deelt keuken met twee anderen."),
    ("mee", 90, "Meegegaan naar de huisarts. Nieuwe afspraak over twee weken."),
    ("bericht", 5, "Laat weten dat alles goed gaat. Vraagt wanneer de gemeente belt."),
    ("gesprek", 50, "Plan doorgenomen. Wil geen aangifte doen, wel hulp bij schulden."),
    ("beeldbellen", 30, "Gebeld met tolk. Slaapt slecht; huisarts is gevraagd om mee te kijken."),
    ("telefoon", 15, "Kort gesproken. Is begonnen met een cursus Nederlands en is daar trots op."),
    ("professional", 20, "Overleg over inkomen en zorgverzekering. De gemeente zoekt uit wie betaalt."),
    ("poging", 5, "Twee keer gebeld op het afgesproken tijdstip, geen gehoor."),
)


@dataclass(frozen=True)
class Case:
    """An invented case in the making."""

    register: Register
    person: Invented
    start: date
    today: date
    rng: Random

    @property
    def birth(self) -> BirthRange:
        """Born on a day, or some day in a year."""
        born = self.person.born
        if len(born) == 4:
            return year_range(int(born))
        return BirthRange(date.fromisoformat(born), date.fromisoformat(born))

    def organisation(self, name: str) -> str:
        """The id of an organisation of the network by the beginning of its name."""
        return next(o.id for o in code_lists.organisations() if o.name.startswith(name))

    def day(self, after: int) -> date:
        """A working day so many days after the start."""
        day = self.start + timedelta(days=after)
        return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


_NOTIFIERS = {
    "politie": "Politie, AVIM",
    "kmar": "Koninklijke",
    "nla": "Nederlandse Arbeidsinspectie",
    "opvanginstelling": "Emergis Veilige",
    "ambulant": "RUPS",
    "jeugdhulp": "Intervence",
    "coa": "COA",
    "fairwork": "FairWork",
    "veilig_thuis": "Veilig Thuis",
    "jsog": "Jongeren",
    "gemeente": "Gemeente Goes",
}


def intake(case: Case, client_id: str) -> None:
    """Take the client in, as the notifier reports."""
    person = case.person
    minor = case.birth.youngest_age(case.start) < 18
    organisation = _NOTIFIERS.get(person.notifier)
    by_police = person.notifier in {"politie", "kmar", "nla"}
    report = NotificationFields(
        received_on=case.start,
        notifier_type=person.notifier,
        organisation_id=case.organisation(organisation) if organisation else None,
        request_kinds=("opvang", "hulp") if "cosm" in person.journey or "referral" in person.journey else ("hulp",),
        is_urgent="cosm" in person.journey or "referral" in person.journey,
        sectors=tuple(Sector(code) for code in person.sectors),
        story="Aangetroffen bij een controle. Wil graag praten met een tolk." if by_police else None,
        comensha_state=ComenshaState.REPORTED if by_police else ComenshaState.NOT_ASKED,
        comensha_by="politie" if by_police else None,
        comensha_on=case.start if by_police else None,
    )
    fields = ClientFields(
        given_name=person.given,
        infix=person.infix,
        family_name=person.family,
        aliases=person.aliases,
        born_from=case.birth.born_from,
        born_to=case.birth.born_to,
        birth_is_estimated=len(person.born) == 4,
        gender=person.gender,
        citizenships=(person.citizenship,),
        residence_status={"nl": "nl", "pl": "eu", "ro": "eu", "bg": "eu", "hu": "eu"}.get(
            person.citizenship, "onbekend"
        ),
        languages=(person.language,),
        interpreter_needed=person.interpreter,
        parental_authority=ParentalAuthority.BOTH_PARENTS if minor else None,
        found_in=person.found_in,
        safe_contact=_safe_contact(case),
        informed_on=case.start if case.rng.random() < 0.8 else None,
        not_informed_reason=None,
    )
    trajectory = TrajectoryFields(
        started_on=case.start,
        legal_regime="jeugdwet" if minor else "wmo_2015",
        situation="Cliënt is mogelijk slachtoffer van mensenhandel en is sinds kort weg uit die situatie.",
        wish="Rust, een eigen kamer en op termijn een opleiding of werk.",
        urgent_care="Gebruikt dagelijks medicijnen." if case.rng.random() < 0.3 else None,
        paying_municipality=person.found_in,
    )
    clients.register_client(
        case.register, report, client_id=client_id, notification_id=new_id(), fields=fields, trajectory=trajectory
    )


def _safe_contact(case: Case) -> tuple[tuple[str, str], ...]:
    rules = [
        ("tijden", "10.00 en 16.00 uur"),
        ("geen_voicemail", ""),
        ("geen_post", ""),
        ("andere_naam", "Ana"),
        ("gebied", "regio Rotterdam"),
        ("niet_vertellen", "de buren"),
    ]
    if case.person.journey == "fresh":
        return ()
    if case.person.journey == "referral_running":
        return (rules[0], rules[2], rules[4])
    return tuple(rule for rule in rules if case.rng.random() < 0.35) or (rules[1],)


def keeps_in_touch(case: Case, client_id: str, end: str) -> Iterator[Act]:
    """Contact moments from the start to the end, and a next step while in care."""
    lasts = (case.today - case.start).days
    if end == "closed":
        lasts = 40 if case.person.journey == "short_closed" else 200
    last = lasts - case.rng.choice([2, 3, 5, 6, 8, 9, 11, 18]) if end != "closed" else lasts
    days, at = [2], 2
    while at < last:
        at += case.rng.randrange(6, 14) if at < 50 else case.rng.randrange(25, 50)
        days.append(min(at, max(last, 2)))
    for number, after in enumerate(days):
        kind, minutes, note = TALKS[case.rng.randrange(len(TALKS) - 2) if number else 0]
        fields = ContactMomentFields(kind=kind, happened_on=case.day(after), minutes=minutes, note=note)
        yield (
            case.day(after),
            lambda f=fields: contact_moments.add_contact_moment(  # type: ignore[misc]
                case.register, client_id, f, id=new_id()
            ),
        )
    if end in {"running", ""} and case.person.journey != "fresh":
        step = StepFields(
            description=case.rng.choice(
                [
                    "Intakegesprek voorbereiden",
                    "Evaluatie met de gemeente",
                    "Bellen over zorgverzekering",
                    "Gesprek met tolk",
                ]
            ),
            due_on=case.today + timedelta(days=case.rng.choice([-3, 0, 1, 2, 5])),
            who="zorgcoördinator",
        )
        yield (
            case.today - timedelta(days=4),
            lambda: contact_moments.add_step(case.register, client_id, step, id=new_id()),
        )


_PLAN = ((6, Phase.INTAKE), (20, Phase.STABILISATION), (80, Phase.GUIDANCE), (240, Phase.AFTERCARE))


def phases(case: Case, client_id: str, end: str) -> Iterator[Act]:
    """Phases and tracks as the case goes on."""
    plan: tuple[tuple[int, Phase], ...] = _PLAN
    if case.person.journey == "fresh":
        plan = ()
    elif end == "closed":
        plan = plan[:2] if case.person.journey.startswith("short") else plan[:3]
    for after, phase in plan:
        day = case.day(after)
        yield day, lambda p=phase, d=day: _enter(case, client_id, p, d)  # type: ignore[misc]
    for after, kind, status, sentence in (
        (9, TrackKind.SHELTER_HOUSING, TrackStatus.WAITING, "wacht op antwoord"),
        (15, TrackKind.HEALTH, TrackStatus.RUNNING, "huisarts is betrokken"),
        (22, TrackKind.CRIMINAL_CASE, TrackStatus.RUNNING, "cliënt denkt nog na"),
        (30, TrackKind.INCOME_INSURANCE, TrackStatus.RUNNING, "aanvraag loopt bij de gemeente"),
    ):
        if case.person.journey != "fresh":
            day = case.day(after)
            fields = TrackFields(status=status, since_on=day, sentence=sentence)
            yield day, lambda k=kind, f=fields: _track(case, client_id, k, f)  # type: ignore[misc]


def _enter(case: Case, client_id: str, phase: Phase, day: date) -> None:
    trajectory = clients.open_file(case.register, client_id).trajectory
    if trajectory is not None:
        trajectories.enter_phase(case.register, trajectory.id, phase, day, id=new_id())


def _track(case: Case, client_id: str, kind: TrackKind, fields: TrackFields) -> None:
    track = next(t for t in clients.open_file(case.register, client_id).tracks if t.kind is kind)
    trajectories.change_track(case.register, track.id, track.revision, fields)


def says_yes(
    case: Case, client_id: str, after: int, name: str, purpose: Purpose, scopes: tuple[Scope, ...], *, months: int = 6
) -> Act:
    """Consent is given, in writing, to whoever decides at that age."""
    day = case.day(after)

    def record() -> None:
        until = default_end(day) if months == 6 else day + timedelta(days=30 * months)
        consent.record_consent(
            case.register,
            client_id,
            ConsentFields(
                purpose=purpose,
                recipient_id=case.organisation(name),
                scopes=scopes,
                kind=ConsentKind.GIVEN,
                form=ConsentForm.WRITTEN,
                given_by=expected_giver(case.birth, day),
                giver_name=None,
                given_on=day,
                valid_until=until,
                language=case.person.language if case.person.language != "onbekend" else None,
                interpreter=case.person.interpreter,
            ),
            id=new_id(),
        )

    return day, record


def says_no(case: Case, client_id: str, after: int, name: str, purpose: Purpose) -> Act:
    """Consent is refused."""
    day = case.day(after)

    def record() -> None:
        consent.record_consent(
            case.register,
            client_id,
            ConsentFields(
                purpose=purpose,
                recipient_id=case.organisation(name),
                scopes=(Scope.NAME, Scope.BIRTH_DATE),
                kind=ConsentKind.REFUSED,
                form=ConsentForm.WRITTEN,
                given_by=expected_giver(case.birth, day),
                given_on=day,
            ),
            id=new_id(),
        )

    return day, record


def asks_for(case: Case, client_id: str, after: int, name: str, then: tuple[tuple[int, StateFields], ...]) -> list[Act]:
    """Ask, send without paper, hand over, and what the other side answered."""
    referral_id, day = new_id(), case.day(after)
    fields = ReferralFields(
        destination_id=case.organisation(name),
        asked_on=day,
        purpose=Purpose.SHELTER,
        question="Heeft u binnen twee weken een veilige plek met begeleiding?",
        needed_by=day + timedelta(days=14),
        paying_municipality=case.person.found_in,
        scopes=WIDE,
    )

    def send() -> None:
        view = referrals.referral(case.register, referral_id).referral
        request = ReleaseRequest(
            client_id=client_id,
            recipient_id=view.recipient_id,
            purpose=view.purpose,
            scopes=WIDE,
            referral_id=referral_id,
        )
        gate.disclose_without_paper(case.register, request, id=new_id())

    acts: list[Act] = [
        (day, lambda: referrals.create(case.register, client_id, fields, id=referral_id, as_enquiry=True)),
        (day, send),
    ]
    acts += [
        (f.happened_on, lambda f=f: referrals.add_state(case.register, referral_id, f, id=new_id()))  # type: ignore[misc]
        for _, f in then
    ]
    return acts


def answer(case: Case, after: int, status: ReferralStatus, **more: str) -> tuple[int, StateFields]:
    """What the other side answers, so many days after the start."""
    return after, StateFields(status=status, happened_on=case.day(after), **more)


def withdraws(case: Case, client_id: str, after: int) -> Act:
    """The consent for care is withdrawn."""

    def record() -> None:
        event = next(e for e in consent.events(case.register, client_id) if e.purpose is Purpose.CARE)
        consent.withdraw(case.register, event.id, Withdrawal(given_on=case.day(after)), id=new_id())

    return case.day(after), record


def second_report(case: Case, client_id: str, after: int, kind: str, sectors: tuple[str, ...]) -> Act:
    """Another body reports the same person."""
    fields = NotificationFields(
        received_on=case.day(after),
        notifier_type=kind,
        organisation_id=case.organisation(_NOTIFIERS.get(kind, "Emergis")),
        sectors=tuple(Sector(code) for code in sectors),
    )
    return case.day(after), lambda: notifications.add_notification(case.register, client_id, fields, id=new_id())
