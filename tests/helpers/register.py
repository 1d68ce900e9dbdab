"""A real encrypted register for tests, made with the weakest allowed key derivation so that it is quick."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from app import clock
from app.model.organisations import ProfileFields
from app.security import keys
from app.security.keys import WorkFactor
from app.services import code_lists, session
from app.storage import opening, slots
from app.storage.register import Register

PASSPHRASE = "vijf losse woorden voor proef"
QUICK = WorkFactor(64 * 1024, 2, 1)
LONG_BEFORE = datetime(2010, 1, 4, 9, tzinfo=UTC)
_STABLE = tempfile.gettempdir()  # before a test moves the temporary folder to its own home


def new_register(folder: Path, *, is_demo: bool = False) -> Register:
    """An open, empty register in ``folder``: a copy of one that this process made before, opened with its key.

    Making one takes a third of a second; hundreds of tests want one. What is tested about making and
    unlocking goes through ``opening.create`` and ``opening.open_register`` itself.
    """
    if is_demo not in _MADE:
        _MADE[is_demo] = _make(is_demo)
    return copied(*_MADE[is_demo], folder)


def furnished_register(folder: Path, profile: ProfileFields) -> Register:
    """As after the first start: with her own data and the network that comes with the program."""
    if profile not in _FURNISHED:
        with clock.frozen(LONG_BEFORE):
            _FURNISHED[profile] = _make(profile=profile)
    return copied(*_FURNISHED[profile], folder)


def copied(template: Path, master: bytes, folder: Path) -> Register:
    """A copy of a closed register, opened in ``folder`` with its master key."""
    shutil.copytree(template, folder)
    lock, file = opening.hold(folder)
    derived = keys.expand(bytearray(master), file.id, file.epoch)
    register = opening.open_with_key(folder, file, derived, lock, actor=opening.COORDINATOR)
    register.slot_id = slots.read(folder, file.id)[0].id
    return register


def fresh_register(folder: Path, *, is_demo: bool = False) -> Register:
    """A register that was really made in ``folder``, with an identity and keys of its own."""
    return opening.create(folder, PASSPHRASE, code_lists.load(), is_demo=is_demo, work=QUICK)


_MADE: dict[bool, tuple[Path, bytes]] = {}
_FURNISHED: dict[ProfileFields, tuple[Path, bytes]] = {}


def _make(is_demo: bool = False, profile: ProfileFields | None = None) -> tuple[Path, bytes]:
    template = Path(tempfile.mkdtemp(prefix="zorgregister-template-", dir=_STABLE)) / "register"
    register = fresh_register(template, is_demo=is_demo)
    if profile:
        session.furnish(register, profile)
    master = bytes(register.keys.master)
    register.close()
    atexit.register(shutil.rmtree, template.parent, ignore_errors=True)
    return template, master
