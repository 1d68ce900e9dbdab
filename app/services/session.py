"""Create, unlock and lock the register; her own data and the controller's."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from app.errors import EnvironmentProblem, PassphraseRefused, Problem
from app.model import checks
from app.model.organisations import OrganisationFields, Profile, ProfileFields
from app.model.records import Saved, new_id
from app.security import passphrase as policy
from app.security import process
from app.services import code_lists
from app.storage import opening, organisations, profiles, slots
from app.storage.register import Register as Register

__all__ = [
    "Register",
    "begin_forgetting",
    "change_profile",
    "create_register",
    "end_forgetting",
    "furnish",
    "lock",
    "profile",
    "profile_problems",
    "unlock",
]

LONGEST_LINE = 200

DEMO_PASSPHRASE = "hier staan alleen verzonnen mensen"  # noqa: S105 - no secret
"""Opens every demo register; shown on its unlock screen, because nothing in it is true."""


def create_register(folder: Path, passphrase: str, profile: ProfileFields, *, is_demo: bool = False) -> Register:
    """Make a new register with the network that comes with the program, and return it open.

    Refuses a weak passphrase (:class:`PassphraseRefused`), incomplete own data (:class:`InvalidInput`)
    and a folder that holds anything; then nothing is created.
    """
    problems = profile_problems(profile)
    checks.refuse(problems)
    if not policy.strength(passphrase).is_enough:
        raise PassphraseRefused(reason="weak")
    return opening.create(
        folder, passphrase, code_lists.load(), is_demo=is_demo, first_act=lambda register: furnish(register, profile)
    )


def furnish(register: Register, profile: ProfileFields) -> None:
    """The first act in a new register: the profile and the organisations of Bijlage 1 and 2."""
    with register.transaction("register.created") as act:
        act.about("register", register.file.id)
        profiles.insert(act, new_id(), profile)
        for seed in sorted(code_lists.organisations(), key=lambda s: s.receives_through is not None):
            fields = OrganisationFields(
                name=seed.name,
                department=seed.department,
                kind=seed.kind,
                place=seed.place,
                region=seed.region,
                functions="; ".join([*seed.functions, *([f"ook: {seed.also_known_as}"] if seed.also_known_as else [])]),
                admission=seed.admission,
                receives_through_id=seed.receives_through,
                is_shelter=seed.is_shelter,
                notifier_type=seed.notifier_type,
                relative=seed.relative,
            )
            organisations.insert(act, seed.id, fields)
        act.anchors = True


def unlock(folder: Path, passphrase: str, wait: Callable[[float], None] = time.sleep) -> Register:
    """Open the register; see :func:`app.storage.opening.open_register` for what it refuses.

    ``wait(seconds)`` waits out the delay after wrong passphrases, and may raise to give up.
    """
    return opening.open_register(folder, passphrase, code_lists.load(), wait=wait)


def lock(register: Register, *, even_unlogged: bool = False) -> None:
    """Log it, anchor, let go of file, lock and keys. Waits for a running act; call it from the worker.

    When the log takes no line (a full disk) the register stays open and the error is raised, unless
    ``even_unlogged``: then it is closed all the same.
    """
    if not register.is_open:
        return
    slots.mend(register)
    try:
        with register.transaction("register.locked") as act:
            act.about("register", register.file.id)
            act.anchors = True
    except EnvironmentProblem:
        if not even_unlogged:
            raise
    register.close()


def begin_forgetting() -> None:
    """The window with her clients is about to go: what it frees from now on is overwritten where that can be."""
    process.fill_what_is_freed(is_on=True)


def end_forgetting() -> None:
    """It is gone: overwrite what is left of it (a tenth of a second)."""
    process.overwrite_freed()
    process.fill_what_is_freed(is_on=False)


def profile(register: Register) -> Profile:
    """Her own data and the controller's."""
    with register.reading() as read:
        return profiles.only(read)


def change_profile(register: Register, revision: int, fields: ProfileFields) -> Saved:
    """Change them; they stand on every paper made from now on."""
    problems = profile_problems(fields)
    checks.refuse(problems)
    with register.transaction("profile.changed") as act:
        row = profiles.only(act)
        act.about("profile", row.id)
        profiles.change(act, row.id, revision, fields)
        return act.saved(row.id)


def profile_problems(fields: ProfileFields) -> tuple[Problem, ...]:
    """What is missing: name, telephone and the responsible organisation stand on every paper."""
    needed = ("coordinator_name", "job_title", "phone", "controller_name")
    problems = [Problem(name, "required") for name in needed if not getattr(fields, name).strip()]
    everything = (*needed, "reachable", "dpo_contact")
    problems += [
        Problem(name, "too_long", {"limit": LONGEST_LINE, "length": len(getattr(fields, name))})
        for name in everything
        if len(getattr(fields, name)) > LONGEST_LINE
    ]
    if not 1 <= fields.lock_minutes <= 30:
        problems.append(Problem("lock_minutes", "number_invalid", {"low": 1, "high": 30}))
    return tuple(problems)
