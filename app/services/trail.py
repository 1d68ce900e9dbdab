"""What she looked at and let go of, in the log: acts that change no row. No names, no words, no places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta

from app import clock
from app.errors import (
    BackupRefused,
    BasisIncomplete,
    ConsentMissing,
    CoordinatorOnly,
    RecipientBlocked,
    RegisterError,
    RuleBroken,
    WrittenConsentNeeded,
    WrongPassphrase,
)
from app.model.trail import TrailLine
from app.storage import clients, histories
from app.storage.register import Register


def client_viewed(register: Register, client_id: str) -> None:
    """The file of a client was opened; it comes on top of *Laatst geopend* in the same act."""
    with register.transaction("client.viewed") as act:
        root = clients.root_id(act, client_id)
        act.about("client", root, root)
        clients.remember(act.connection, root)


def searched(register: Register, letters: int, client_id: str = "") -> None:
    """A search was left or used: how many letters, and which client was opened from it; never the words."""
    with register.transaction("search.used") as act:
        ground = f"letters:{letters} opened:{int(bool(client_id))}"
        act.about("search", register.file.id, client_id or None, ground)


def paper_left(register: Register, disclosure_id: str, client_id: str, how: str, *, is_done: bool) -> None:
    """A recorded paper went to the printer or to a file. ``how``: printed, saved, saved_sealed."""
    with register.transaction(f"paper.{how}") as act:
        act.about("disclosure", disclosure_id, client_id)
        act.is_logged = True
        act.outcome = "ok" if is_done else "failed"


def form_printed(register: Register, kind: str, client_id: str = "", *, is_done: bool = True) -> None:
    """A blank form went to the printer. ``kind``: consent_form, recovery_sheet, lost_sheet, damage_list."""
    with register.transaction("form.printed") as act:
        act.about(kind, client_id or register.file.id, client_id or None)
        act.is_logged = True
        act.outcome = "ok" if is_done else "failed"


def counts_saved(register: Register, publication_id: str, *, is_done: bool) -> None:
    """The counts of a publication were written to a file."""
    with register.transaction("publication.saved") as act:
        act.about("publication", publication_id)
        act.is_logged = True
        act.outcome = "ok" if is_done else "failed"


def places_chosen(register: Register, count: int) -> None:
    """The places for back-ups were changed; how many there are now."""
    with register.transaction("settings.changed") as act:
        act.about("settings", register.file.id, ground=f"backup_places:{count}")
        act.is_logged = True


def clock_jumped(register: Register, seconds: int) -> None:
    """The laptop's clock was set while the register was open: so much forward, or back when below zero."""
    with register.transaction("clock.jumped") as act:
        act.about("register", register.file.id, ground=f"seconds:{seconds}")
        act.is_logged = True


def of_person(register: Register, client_id: str, first: date | None, last: date | None) -> tuple[TrailLine, ...]:
    """Who saw or did what about a person, newest first, from ``first`` to ``last`` included; that is logged too."""
    since = clock.start_of(first) if first is not None else None
    until = clock.start_of(last + timedelta(days=1)) if last is not None else None
    with register.transaction("trail.viewed") as act:
        root = clients.root_id(act, client_id)
        found = histories.of_person(act, root, since, until)
        act.about("client", root, root)
        act.is_logged = True
    return found


def month(register: Register, first: date) -> dict[tuple[str, str], int]:
    """How many entries of each action and outcome a month has, by its first day: numbers only, about nobody."""
    coming = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    with register.reading() as read:
        return histories.numbers(read, clock.start_of(first), clock.start_of(coming))


def list_viewed(register: Register, kind: str) -> None:
    """A list with names of clients was opened. ``kind``: today, clients, referrals."""
    with register.transaction("list.viewed") as act:
        act.about(kind, register.file.id)
        act.is_logged = True


_TOLD = (
    WrongPassphrase, BackupRefused, CoordinatorOnly, ConsentMissing, WrittenConsentNeeded, RecipientBlocked,
    BasisIncomplete, RuleBroken,
)  # fmt: skip


@contextmanager
def refusals(register: Register, action: str, client_id: str | None = None) -> Iterator[None]:
    """Inside: a wrong passphrase, a back-up that is not right, a sharing without a basis is logged and raised on."""
    try:
        yield
    except _TOLD as error:
        with suppress(RegisterError), register.transaction(action) as act:
            kind = "client" if client_id else "register"
            act.about(kind, client_id or register.file.id, client_id, f"reason:{type(error).__name__}")
            act.outcome = "refused"
            act.anchors = True
        raise
