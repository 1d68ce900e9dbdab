"""What the vault costs: save, unlock, checks, back-up with proof, new master key, each beside a bare floor.

Run: python -m tests.benchmarks.bench_vault [--rows 200000] [--rounds 5]
Medians, floor in the same run with the same settings; nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app import clock
from app.model.records import new_id
from app.model.trajectories import ContactMomentFields
from app.security import files, keys
from app.security.keys import WorkFactor
from app.storage import audit, backup, connection, opening, recovery, slots, tables, verification
from app.storage import folder as folder_files
from app.storage.register import Register, Transaction, column_values
from tests.benchmarks.bench_register import bench_save, line
from tests.helpers.register import PASSPHRASE, QUICK
from tests.helpers.sharing import furnished_register, take_in

EACH_ACT = 2000


def filled(folder: Path, rows: int) -> Register:
    """A register with so many contact moments, every one named in the log, so that it proves intact."""
    register = furnished_register(folder)
    people = [take_in(register) for _ in range(20)]
    for start in range(0, rows, EACH_ACT):
        with register.transaction("contact_moment.added") as act:
            _add(act, people, min(EACH_ACT, rows - start))
    return register


def _add(act: Transaction, people: list[str], many: int) -> None:
    """So many contact moments in one act, at once; named one by one, as the act itself would."""
    table = tables.contact_moment
    fields = ContactMomentFields(kind="telefoon", happened_on=clock.today(), note="Kort gesproken over de week. " * 3)
    same = {**column_values(table, fields), "revision": 1, "created_at": act.at, "changed_at": act.at,
            "voided_at": None, "void_reason": None}  # fmt: skip
    rows = [{"id": new_id(), "client_id": people[number % len(people)], **same} for number in range(many)]
    act.connection.execute(insert(table), rows)
    last = act.connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY rowid DESC LIMIT {many}")
    for row in last.mappings():
        digest = audit.row_digest(act.register.keys.audit, table.name, dict(row))
        act.changes.append((table.name, row["id"], 1, digest))


class Bench:
    """One closed register and its keys, derived once."""

    def __init__(self, base: Path, folder: Path, rounds: int) -> None:
        self.base, self.folder, self.rounds = base, folder, rounds
        self.file = folder_files.read_register_file(folder)
        self.slot = slots.read(folder, self.file.id)[0]
        self.master = bytes(keys.unseal(self.slot, PASSPHRASE, self.file.id))

    def derived(self) -> keys.Keys:
        """A set of working keys, to be wiped by whoever uses it."""
        return keys.expand(bytearray(self.master), self.file.id, self.file.epoch)

    def opened(self, folder: Path | None = None) -> Register:
        """Open with every check, without the derivation."""
        lock, file = opening.hold(folder or self.folder)
        register = opening.open_with_key(folder or self.folder, file, self.derived(), lock, actor=self.slot.label)
        register.slot_id = self.slot.id
        return register

    def bare(self, path: Path | None = None) -> Any:
        """The driver's connection, keyed and set, nothing checked."""
        return connection.connect(path or self.folder / self.file.database_name, self.derived().database)

    def open_checks(self) -> None:
        """Opening with its checks, against the bare pragma on a bare connection."""

        def floor() -> None:
            raw = self.bare()
            connection.cipher_integrity(raw)
            raw.close()

        self._pairs("open with its checks / cipher_integrity_check", lambda: self.opened().close(), floor)

    def checks(self) -> None:
        """The whole check, against both integrity pragmas."""
        raw, derived = self.bare(), self.derived()
        self._pairs(
            "whole check / both integrity checks",
            lambda: verification.examine(raw, derived.audit), lambda: connection.integrity(raw),
        )  # fmt: skip
        raw.close()

    def back_up(self) -> None:
        """A proved back-up, against a bare copy that is synced."""
        register, place = self.opened(), self.base / "stick"
        place.mkdir()

        def ours() -> None:
            (outcome,) = backup.make(register, (place,), lambda step: None)
            assert outcome.backup is not None
            outcome.backup.path.unlink()

        def floor() -> None:
            copy = place / "bare.db"
            with register.alone() as raw:
                connection.copy_into(raw, copy)
            files.sync(copy)
            copy.unlink()

        self._pairs("back-up with proof / VACUUM INTO and sync", ours, floor)
        self._steps(register, place)
        register.close()

    def _steps(self, register: Register, place: Path) -> None:
        moments: list[tuple[str, float]] = []
        backup.make(register, (place,), lambda step: moments.append((step, time.perf_counter())))
        took = [f"{step} {(after - at) * 1000:.0f}" for (step, at), (_, after) in pairwise(moments)]
        print("    of which, in ms: " + ", ".join(took))

    def renewal(self) -> None:
        """A new master key in a new generation, against a bare copy; the derivation with the least work."""
        copies = iter(range(1000))

        def ours() -> None:
            register = self.opened(self.base / f"renewed{next(copies)}")
            recovery.renew_master_key(register, PASSPHRASE, QUICK, lambda step: None)

        for number in range(self.rounds):
            shutil.copytree(self.folder, self.base / f"renewed{number}")
        raw = self.bare()

        def floor() -> None:
            copy = self.base / "bare.db"
            connection.copy_into(raw, copy)
            files.sync(copy)
            copy.unlink()

        self._pairs("new master key / VACUUM INTO and sync", ours, floor)
        raw.close()

    def unlock(self) -> None:
        """Unlock of this register, against the key derivation alone; with the work of a real register."""
        register = self.opened()
        slots.raise_work(register, PASSPHRASE, WorkFactor())
        slot = slots.counting(register)[0]
        register.close()
        self._pairs(
            "unlock and close / key derivation", lambda: opening.open_register(self.folder, PASSPHRASE).close(),
            lambda: keys.wipe(keys.unseal(slot, PASSPHRASE, self.file.id)),
        )  # fmt: skip

    def _pairs(self, what: str, ours: Callable[[], object], floor: Callable[[], object]) -> None:
        walls, works = [], []
        for _ in range(self.rounds):
            both = [_timed(ours), _timed(floor)]
            walls.append([wall for wall, _ in both])
            works.append([work for _, work in both])
        line(what, *(statistics.median(side) for side in zip(*walls, strict=True)), "clock")
        line("", *(statistics.median(side) for side in zip(*works, strict=True)), "processor")


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor: on a busy machine only the second says something."""
    wall, work = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - work) * 1000


def main() -> None:
    """Everything, in one run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="bench-"))
    for rows in (0, args.rows):
        folder = base / f"r{rows}" / "register"
        folder.parent.mkdir()
        filled(folder, rows).close()
        print(f"{rows} rows, {os.path.getsize(folder / 'data.1.db') / 1e6:.0f} MB")
        bench = Bench(folder.parent, folder, args.rounds)
        for part in (bench.open_checks, bench.checks, bench.back_up, bench.renewal, bench.unlock):
            part()
        register = bench.opened()
        bench_save(register, 60)  # last: its floor writes rows that no entry names
        register.close()
    shutil.rmtree(base)


if __name__ == "__main__":
    main()
