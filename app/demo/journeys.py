"""How an invented case runs: which acts on which day make a course."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.demo.happenings import (
    WIDE,
    Act,
    Case,
    answer,
    asks_for,
    intake,
    keeps_in_touch,
    phases,
    says_no,
    says_yes,
    second_report,
    withdraws,
)
from app.model.codes import Purpose, ReferralStatus, Scope
from app.model.records import new_id
from app.model.trajectories import Closure
from app.services import clients, trajectories

S = ReferralStatus


def acts_of(case: Case) -> list[Act]:
    """Everything that happens in a case up to today, with its day."""
    course, _, end = case.person.journey.partition("_")
    client_id = new_id()
    acts = [
        (case.start, lambda: intake(case, client_id)),
        *keeps_in_touch(case, client_id, end),
        *_COURSES[course](case, client_id, end),
        *phases(case, client_id, end),
        *_ending(case, client_id, end),
    ]
    return [act for act in acts if act[0] <= case.today]


def _renewed(case: Case, client_id: str, name: str, purpose: Purpose, scopes: tuple[Scope, ...]) -> list[Act]:
    """Asked again every half-year while in care."""
    lasts = (case.today - case.start).days
    return [says_yes(case, client_id, after, name, purpose, scopes) for after in range(7, lasts, 170)]


def _care(case: Case, client_id: str, end: str) -> list[Act]:
    placed = (answer(case, 12, S.ACCEPTED), answer(case, 15, S.PLACED))
    gone = (answer(case, 190, S.ENDED),) if end != "running" else ()
    acts = [
        *_renewed(case, client_id, "Emergis Veilige", Purpose.SHELTER, WIDE),
        *asks_for(case, client_id, 8, "Emergis Veilige", placed + gone),
        says_yes(case, client_id, 25, "Gemeente Middelburg", Purpose.PAYMENT, (Scope.NAME, Scope.PAYMENT)),
        says_no(case, client_id, 26, "CoMensha", Purpose.COMENSHA_REGISTRATION),
    ]
    if end == "running":
        acts.append(says_yes(case, client_id, 60, "Emergis", Purpose.CARE, (Scope.NAME, Scope.HEALTH)))
        acts.append(withdraws(case, client_id, 75))
    if case.rng.random() < 0.4:
        acts.append(second_report(case, client_id, 11, "opvanginstelling", ("SD",)))
    return acts


def _cosm(case: Case, client_id: str, end: str) -> list[Act]:
    then = [answer(case, 5, S.RECEIVED), answer(case, 7, S.WAITING_LIST), answer(case, 12, S.ACCEPTED)]
    then.append(answer(case, 14, S.PLACED))
    if end == "closed":
        then.append(answer(case, 110, S.ENDED))
    return [
        says_yes(case, client_id, 2, "CoMensha", Purpose.SHELTER, WIDE),
        says_yes(case, client_id, 2, "CoMensha", Purpose.COMENSHA_REGISTRATION, (Scope.NAME, Scope.BIRTH_DATE)),
        *asks_for(case, client_id, 3, "COSM", tuple(then)),
        says_yes(case, client_id, 40, "Slachtofferhulp", Purpose.LEGAL_AID, (Scope.NAME, Scope.CRIMINAL_CASE)),
    ]


def _labour(case: Case, client_id: str, end: str) -> list[Act]:
    acts = [
        says_yes(case, client_id, 6, "FairWork", Purpose.LEGAL_AID, (Scope.NAME, Scope.LANGUAGE, Scope.INCOME)),
        says_yes(case, client_id, 10, "CoMensha", Purpose.COMENSHA_REGISTRATION, (Scope.NAME, Scope.BIRTH_DATE)),
    ]
    if case.rng.random() < 0.5:
        acts.append(second_report(case, client_id, 9, "fairwork", ("GA",)))
    if end == "running":
        acts += [
            says_yes(case, client_id, 14, "Leger des Heils", Purpose.SHELTER, WIDE, months=3),
            *asks_for(case, client_id, 15, "Leger des Heils", (answer(case, 19, S.REJECTED, reason="vol"),)),
        ]
    return acts


def _youth(case: Case, client_id: str, end: str) -> list[Act]:
    acts = [
        says_yes(case, client_id, 5, "Fier", Purpose.SHELTER, WIDE),
        *asks_for(case, client_id, 6, "Fier", (answer(case, 20, S.ACCEPTED), answer(case, 31, S.PLACED))),
    ]
    if end == "running":
        acts.append(says_yes(case, client_id, 20, "Intervence", Purpose.CARE, (Scope.NAME, Scope.FAMILY, Scope.SAFETY)))
    return acts


def _asks_for_a_place(case: Case, client_id: str, end: str) -> list[Act]:
    sent = max(1, (case.today - case.start).days - 10)
    return [
        says_yes(case, client_id, max(0, sent - 3), "Fier", Purpose.SHELTER, WIDE),
        says_yes(case, client_id, max(0, sent - 3), "Emergis Veilige", Purpose.SHELTER, WIDE),
        says_no(case, client_id, max(0, sent - 3), "CoMensha", Purpose.COMENSHA_REGISTRATION),
        *asks_for(case, client_id, sent, "Fier", ()),
    ]


def _child(case: Case, client_id: str, end: str) -> list[Act]:
    return [says_yes(case, client_id, 4, "Intervence", Purpose.CARE, (Scope.NAME, Scope.FAMILY, Scope.SAFETY))]


def _nothing_yet(case: Case, client_id: str, end: str) -> list[Act]:
    return []


_COURSES: dict[str, Callable[[Case, str, str], list[Act]]] = {
    "care": _care,
    "cosm": _cosm,
    "labour": _labour,
    "youth": _youth,
    "referral": _asks_for_a_place,
    "child": _child,
    "short": _nothing_yet,
    "fresh": _nothing_yet,
}


def _ending(case: Case, client_id: str, end: str) -> Iterator[Act]:
    if end != "closed":
        return
    day = case.day(205 if case.person.journey != "short_closed" else 45)
    reason = case.rng.choice(["doelen", "hulpverlener", "geen_contact", "buitenland", "client_stopt"])

    def close() -> None:
        trajectory = clients.open_file(case.register, client_id).trajectory
        if trajectory is not None:
            closure = Closure(closed_on=day, closure_reason=reason, closure_note="Afgerond in goed overleg.")
            trajectories.close_trajectory(case.register, trajectory.id, trajectory.revision, closure)

    yield day, close
