"""A scripted hour of work through the real services, done in a second; killed at any moment by the test.

``python -m tests.vault.working_hour FOLDER PLACE TOLD`` waits for lines ``SEED`` on its input and forks a
process for each, which works through the hour in the register of FOLDER. PLACE takes papers, counts and
back-ups. TOLD gets one line of JSON per act before it begins and one after it was acknowledged.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import clock
from app.errors import RegisterError
from app.model.codes import ConsentForm, HandedOver, Phase, ReferralStatus, Scope, Sector, TrackStatus
from app.model.consent import Withdrawal, default_end
from app.model.count_tables import CountRequest
from app.model.disclosures import ReleaseRequest
from app.model.notifications import ExploitationFields, NotificationFields
from app.model.organisations import OrganisationFields
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.model.trajectories import Closure, ContactMomentFields, StepFields, TrackFields, TrajectoryFields
from app.services import (
    clients,
    consent,
    contact_moments,
    counts,
    drafts,
    gate,
    notifications,
    organisations,
    printing,
    records,
    referrals,
    session,
    trail,
    trajectories,
    vault,
)
from app.services.referrals import StateFields
from app.storage import opening, slots
from app.storage.register import Register
from tests.helpers import vault as broken
from tests.helpers.register import PASSPHRASE, QUICK
from tests.helpers.sharing import PROFILE, TESSA, agree, organisation_id

SCOPES = (Scope.NAME, Scope.AGE_GENDER, Scope.SAFETY, Scope.LANGUAGE)


WITH_PASSPHRASE = 4
"""Every so many hours she unlocks with the whole derivation; it takes as long as a quarter of the hour."""


def unlocked(folder: Path, seed: int) -> Register:
    """Open, without waiting for failures of before."""
    if seed % WITH_PASSPHRASE == 0:
        return opening.open_register(folder, PASSPHRASE, wait=lambda seconds: None)
    return broken.open_quickly(folder)


class Hour:
    """The acts of the hour in order; every one told before it begins and once it is acknowledged."""

    def __init__(self, folder: Path, place: Path, told: Path, seed: int) -> None:
        self.folder, self.place = folder, place
        self.seed, self.dice = seed, random.Random(seed)
        self.out = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.register: Register = None  # type: ignore[assignment]
        self.client = new_id()
        self.today = clock.today()

    def say(self, **what: Any) -> None:
        os.write(self.out, json.dumps(what).encode() + b"\n")

    def rows(self, name: str, act: Callable[[], object], *rows: tuple[str, str, int], void: bool = False) -> None:
        """An act that leaves these rows (table, id, revision at least) and reports so."""
        self.say(begin=name, rows=rows)
        act()
        self.say(done=name, rows=rows, void=void)

    def file(self, name: str, act: Callable[[], object], path: Path) -> None:
        """An act that leaves a file."""
        self.say(begin=name)
        act()
        self.say(done=name, file=path.name)

    def draft(self, form: str, text: str) -> None:
        self.say(begin="draft", draft=form, text=text)
        drafts.keep(self.register, form, self.client, {"note": text})
        self.say(done="draft", draft=form, subject=self.client, text=text)

    def dropped(self, form: str) -> None:
        self.say(begin="no draft", draft=form)
        drafts.discard(self.register, form, self.client)
        self.say(done="no draft", draft=form, subject=self.client, text=None)

    def text(self, words: str) -> str:
        """Sometimes a line, sometimes several pages."""
        return (words + " ") * self.dice.choice((1, 3, 40, 400))

    def run(self) -> None:
        for part in (self.begin, self.intake, self.trajectory, self.contact, self.consents, self.referral, self.copy,
                     self.around, self.lock_and_unlock, self.wrong_entries, self.publish, self.end):  # fmt: skip
            part()
            self.say(part=part.__name__)

    def begin(self) -> None:
        self.say(begin="unlock")
        self.register = unlocked(self.folder, self.seed)
        self.say(done="unlock")

    def intake(self) -> None:
        for n in range(3):
            self.draft("new_client", f"{self.seed} " + self.text(f"getypt {n}"))
        report = NotificationFields(
            received_on=self.today - timedelta(days=self.dice.randrange(800)), notifier_type="politie",
            request_kinds=("opvang",), sectors=(Sector.SEXUAL_SERVICES,), story=self.text("Zij vertelde dat"),
        )  # fmt: skip
        fields = replace(TESSA, aliases=(f"kuur {self.seed}",))
        first, second = new_id(), new_id()
        start = TrajectoryFields(started_on=report.received_on, situation=self.text("Mogelijk slachtoffer."),
                                 wish="Rust en een eigen kamer.", urgent_care="Medicijnen tot volgende week.")  # fmt: skip
        act = lambda: clients.register_client(  # noqa: E731
            self.register, report, client_id=self.client, notification_id=first, fields=fields, trajectory=start
        )
        self.rows("register", act, ("client", self.client, 1), ("notification", first, 1))
        self.dropped("new_client")
        trail.client_viewed(self.register, self.client)
        self.rows("change client", lambda: clients.change_client(self.register, self.client, 1, TESSA),
                  ("client", self.client, 2))  # fmt: skip
        again = NotificationFields(received_on=self.today, notifier_type="kmar")
        self.rows("again", lambda: notifications.add_notification(self.register, self.client, again, id=second),
                  ("notification", second, 1))  # fmt: skip
        added = new_id()
        sector = ExploitationFields(sector=Sector.FORCED_CRIME, note=self.text("Ook dit."))
        self.rows("sector", lambda: notifications.add_exploitation(self.register, self.client, sector, id=added),
                  ("exploitation", added, 1))  # fmt: skip
        self.rows("void", lambda: records.void(self.register, "exploitation", added, 1, "vergissing"),
                  ("exploitation", added, 2), void=True)  # fmt: skip

    def trajectory(self) -> None:
        file = clients.open_file(self.register, self.client)
        assert file.trajectory is not None
        for phase in (Phase.INTAKE, Phase.STABILISATION):
            row = new_id()
            self.rows("phase", lambda p=phase, r=row: trajectories.enter_phase(  # type: ignore[misc]
                self.register, file.trajectory.id, p, self.today, id=r), ("phase_start", row, 1))  # fmt: skip
        self.rows("void phase", lambda: trajectories.void_phase(self.register, row, 1, "verkeerde dag"),
                  ("phase_start", row, 2), void=True)  # fmt: skip
        for track in file.tracks[:4]:
            fields = TrackFields(status=TrackStatus.RUNNING, sentence="loopt bij Fier", note=self.text("Besproken."))
            self.rows("track", lambda t=track, f=fields: trajectories.change_track(  # type: ignore[misc]
                self.register, t.id, t.revision, f), ("track", track.id, track.revision + 1))  # fmt: skip
        goal = TrajectoryFields(started_on=file.trajectory.started_on, wish=self.text("Haar opleiding."))
        self.rows("goal", lambda: trajectories.change_trajectory(
            self.register, file.trajectory.id, file.trajectory.revision, goal),
            ("trajectory", file.trajectory.id, file.trajectory.revision + 1))  # fmt: skip

    def contact(self) -> None:
        for n in range(5):
            row, step = new_id(), new_id()
            fields = ContactMomentFields(kind="telefoon", happened_on=self.today, note=self.text(f"Gebeld, {n}."))
            plan = StepFields(description="Terugbellen", due_on=self.today + timedelta(days=n))
            self.draft("contact_moment", fields.note)
            self.rows("contact", lambda r=row, f=fields, p=plan, s=step: contact_moments.add_contact_moment(  # type: ignore[misc]
                self.register, self.client, f, id=r, step=p, step_id=s),
                ("contact_moment", row, 1), ("step", step, 1))  # fmt: skip
            self.dropped("contact_moment")
        self.rows("done", lambda: contact_moments.finish_step(self.register, step, 1), ("step", step, 2))
        self.rows("open", lambda: contact_moments.reopen_step(self.register, step, 2), ("step", step, 3))
        self.rows("void contact", lambda: records.void(self.register, "contact_moment", row, 1, "dubbel"),
                  ("contact_moment", row, 2), void=True)  # fmt: skip

    def consents(self) -> None:
        self.given = {}
        until = default_end(self.today)
        for name in ("Fier", "Sterk Huis"):
            self.say(begin="consent")
            self.given[name] = agree(self.register, self.client, name, *SCOPES, given_on=self.today, valid_until=until)
            self.say(done="consent", rows=[("consent_event", self.given[name], 1)])

    def referral(self) -> None:
        row, disclosure, handed, state, told = (new_id() for _ in range(5))
        fier = organisation_id(self.register, "Fier")
        fields = ReferralFields(destination_id=fier, asked_on=self.today, question="Heeft u plek?", scopes=SCOPES)
        self.rows("referral", lambda: referrals.create(self.register, self.client, fields, id=row), ("referral", row, 1))
        request = ReleaseRequest(client_id=self.client, recipient_id=fier, purpose=fields.purpose, scopes=SCOPES,
                                 referral_id=row)  # fmt: skip
        preview = printing.summary_preview(self.register, request, "Heeft u een veilige plek?")
        self.say(begin="release")
        released = printing.release_summary(self.register, preview, id=disclosure)
        self.say(done="release", rows=[("disclosure", disclosure, 1)])
        paper = self.place / f"{disclosure}.pdf"
        self.file("paper", lambda: printing.save(released, paper, None), paper)
        trail.paper_left(self.register, disclosure, self.client, "saved", is_done=True)
        self.rows("handed", lambda: gate.record_handover(
            self.register, disclosure, HandedOver.IN_PERSON, self.today, id=handed), ("handover", handed, 1))  # fmt: skip
        answer = StateFields(status=ReferralStatus.RECEIVED, happened_on=self.today)
        self.rows("received", lambda: referrals.add_state(self.register, row, answer, id=state),
                  ("referral_state", state, 1))  # fmt: skip
        home = ReleaseRequest(client_id=self.client, recipient_id=organisation_id(self.register, "Sterk Huis"),
                              purpose=fields.purpose, scopes=SCOPES)  # fmt: skip
        self.rows("told", lambda: gate.disclose_without_paper(self.register, home, id=told), ("disclosure", told, 1))
        ended = new_id()
        self.rows("withdrawn", lambda: consent.withdraw(
            self.register, self.given["Fier"], Withdrawal(given_on=self.today, form=ConsentForm.ORAL), id=ended),
            ("consent_event", ended, 1))  # fmt: skip

    def copy(self) -> None:
        self.say(begin="backup")
        (outcome,) = vault.back_up(self.register, (self.place / "stick",), lambda step: None)
        if outcome.problem is not None:
            raise outcome.problem
        assert outcome.backup is not None
        self.say(done="backup", backup=outcome.backup.path.name)

    def around(self) -> None:
        row = new_id()
        fields = OrganisationFields(name=f"Bureau {self.seed}", place="Goes", functions=self.text("opvang"))
        self.rows("network", lambda: organisations.add(self.register, fields, id=row), ("organisation", row, 1))
        profile = session.profile(self.register)
        hers = replace(PROFILE, reachable=f"elke dag {self.seed}")
        self.rows("profile", lambda: session.change_profile(self.register, profile.revision, hers),
                  ("profile", profile.id, profile.revision + 1))  # fmt: skip
        vault.verify(self.register)
        if self.seed % WITH_PASSPHRASE:
            return
        self.say(begin="slot")
        slot = slots.add(self.register, f"waarnemer {self.seed} met een zin", until=None, work=QUICK)
        self.say(done="slot", slot=slot.id)
        self.say(begin="slot ended", slot=slot.id)
        slots.revoke(self.register, slot.id)
        self.say(done="slot ended", slot_ended=slot.id)

    def lock_and_unlock(self) -> None:
        self.draft("contact_moment", "half getypt " + self.text("bij het vergrendelen"))
        self.say(begin="lock")
        session.lock(self.register)
        self.say(done="lock")
        self.begin()
        kept = drafts.load(self.register, "contact_moment", self.client)
        assert kept is not None

    def wrong_entries(self) -> None:
        twice, report, row = new_id(), new_id(), new_id()
        fields = NotificationFields(received_on=self.today, notifier_type="politie")
        self.rows("twice", lambda: clients.register_client(
            self.register, fields, client_id=twice, notification_id=report), ("client", twice, 1))  # fmt: skip
        self.rows("merge", lambda: clients.merge(self.register, twice, self.client, 1), ("client", twice, 2))
        self.rows("apart", lambda: clients.unmerge(self.register, twice, 2), ("client", twice, 3))
        self.rows("void client", lambda: records.void(self.register, "client", twice, 3, "bestaat al"),
                  ("client", twice, 4), void=True)  # fmt: skip
        asked = ReferralFields(destination_id=organisation_id(self.register, "Fier"), asked_on=self.today)
        self.rows("enquiry", lambda: referrals.create(self.register, self.client, asked, id=row, as_enquiry=True),
                  ("referral", row, 1))  # fmt: skip
        self.rows("void referral", lambda: referrals.void(self.register, row, 1, "vergissing"),
                  ("referral", row, 2), void=True)  # fmt: skip
        course = clients.open_file(self.register, self.client).trajectory
        assert course is not None
        closure = Closure(closed_on=self.today, closure_reason="doelen")
        self.rows("close", lambda: trajectories.close_trajectory(self.register, course.id, course.revision, closure),
                  ("trajectory", course.id, course.revision + 1))  # fmt: skip
        self.rows("reopen", lambda: trajectories.reopen_trajectory(self.register, course.id, course.revision + 1),
                  ("trajectory", course.id, course.revision + 2))  # fmt: skip

    def publish(self) -> None:
        kinds = counts.choices(self.register)
        open_ones = [CountRequest(kind, (period,)) for kind, periods in kinds.items() for period in periods[:2]
                     if kind.name == "HALF_YEAR"]  # fmt: skip
        if not open_ones:
            return
        inputs = counts.prepare(self.register, self.dice.choice(open_ones))
        try:
            protected = counts.protect(inputs, seconds=1)
        except RegisterError:
            return  # too few people to say anything about; nothing is published
        self.say(begin="publish")
        made = counts.publish(self.register, inputs, protected, id=new_id())
        self.say(done="publish", rows=[("publication", made.id, 1)])
        path = self.place / f"tellingen-{self.seed}.csv"
        self.file("counts", lambda: counts.save(made, path), path)

    def end(self) -> None:
        self.say(begin="lock")
        session.lock(self.register)
        self.say(done="lock")


def _serve(folder: Path, place: Path, told: Path) -> None:
    """Everything is imported once; each hour is a process of its own."""
    import app.counts.publication
    import app.reports.summary
    import app.security.pdf  # noqa: F401

    broken.keys_of(folder)  # derived once, for the forks
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            with suppress(BaseException):
                try:
                    Hour(folder, place, told, int(line)).run()
                    code = 0
                except BaseException:  # noqa: BLE001  the fork ends here
                    traceback.print_exc()
                    sys.stderr.flush()
            os._exit(code)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        how = "killed" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else os.WEXITSTATUS(status)
        sys.stdout.write(f"{how}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(*(Path(argument) for argument in sys.argv[1:4]))
