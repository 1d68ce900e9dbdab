"""The demo register: about forty invented Zeeland cases over three years, made through the services.

Every act happens "on its own day": the clock is set back for it, so that timelines, frozen
half-years and the log look as they would after three years of work.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from app import clock
from app.demo.happenings import Case
from app.demo.journeys import acts_of
from app.demo.people import PEOPLE
from app.model.organisations import ProfileFields
from app.services import session
from app.services.session import Register

DAYS = 3 * 365 - 20
"""How far back the first case begins."""

PROFILE = ProfileFields(
    coordinator_name="A. Voorbeeld",
    job_title="zorgcoördinator mensenhandel Zeeland",
    phone="0113-000000",
    reachable="maandag tot en met donderdag 9–17 uur",
    controller_name="gemeente Goes",
    dpo_contact="functionaris gegevensbescherming, 0113-000001",
)


def make_demo(folder: Path, progress: Callable[[int, int], None] | None = None) -> Register:
    """An open demo register in ``folder`` (which must be empty); the same cases at every call.

    ``progress(done, total)`` is called after each act and may raise to stop.
    """
    today = clock.today()
    first = today - timedelta(days=DAYS)
    with clock.frozen(_moment(first - timedelta(days=7), 0)):
        register = session.create_register(folder, session.DEMO_PASSPHRASE, PROFILE, is_demo=True)
    try:
        acts = []
        for number, person in enumerate(PEOPLE):
            start = first + timedelta(days=round(number * (DAYS - 4) / (len(PEOPLE) - 1)))
            acts += acts_of(Case(register, person, _workday(start), today, random.Random(number)))  # noqa: S311
        acts.sort(key=lambda act: act[0])
        for done, (day, act) in enumerate(acts, start=1):
            with clock.frozen(_moment(day, done)):
                act()
            if progress is not None:
                progress(done, len(acts))
    except BaseException:
        register.close()
        raise
    return register


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _moment(day: date, number: int) -> datetime:
    return datetime.combine(day, time(8), UTC) + timedelta(minutes=number % 480, seconds=number % 60)
