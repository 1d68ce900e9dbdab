"""A real encrypted register for tests, made with the weakest allowed key derivation so that it is quick."""

from __future__ import annotations

from pathlib import Path

from app.security.keys import WorkFactor
from app.services import code_lists
from app.storage.opening import create
from app.storage.register import Register

PASSPHRASE = "vijf losse woorden voor proef"
QUICK = WorkFactor(64 * 1024, 2, 1)


def new_register(folder: Path, *, is_demo: bool = False) -> Register:
    """An open, empty register in ``folder``."""
    return create(folder, PASSPHRASE, code_lists.load(), is_demo=is_demo, work=QUICK)
