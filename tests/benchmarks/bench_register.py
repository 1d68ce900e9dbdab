"""Start, unlock, search and save, each beside a floor measured in the same run with the same settings.

Run: python -m tests.benchmarks.bench_register [--clients 10000] [--limit 100000] [--rounds 30]
Prints medians and ratios; nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app import clock
from app.model.folding import folded
from app.model.records import new_id
from app.model.trajectories import ContactMomentFields
from app.security import keys
from app.services import clients, contact_moments, listing
from app.storage import connection, opening, slots
from app.storage.register import Register
from tests.benchmarks.filled import filled_register
from tests.helpers.register import PASSPHRASE

BARE = """
import time, sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
w = QMainWindow(); w.resize(1180, 720); w.show(); app.processEvents()
import os; os._exit(0)
"""
OURS = """
import sys, os
from pathlib import Path
from app import paths
paths.set_home(Path(sys.argv[1]))
from ui.application import Application, Options
program = Application(Options())
program.show_start()
program.qt.processEvents()
os._exit(0)
"""


def median_ms(act: Callable[[], object], rounds: int) -> float:
    """Median wall time of ``act`` in milliseconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def line(what: str, ours: float, floor: float, goal: str) -> None:
    """One result."""
    print(
        f"{what:<52} {ours:9.2f} ms   floor {floor:9.2f} ms   {ours / floor:5.2f} ×   {ours - floor:+8.2f} ms   ({goal})"
    )


def bench_unlock(folder: Path, rounds: int) -> None:
    """Unlock to a usable list, against key derivation plus one query; the file's checks apart."""

    def ours() -> None:
        register = opening.open_register(folder, PASSPHRASE)
        listing.client_rows(register)
        register.close()

    file = opening.folder_files.read_register_file(folder)
    found = slots.read(folder, file.id)
    wanted = "SELECT id, code, given_name, family_name, born_from, born_to, found_in FROM client ORDER BY sort_text"

    def floor() -> None:
        derived, _ = slots.open_keys(file, found, PASSPHRASE)
        raw = connection.connect(folder / file.database_name, derived.database)
        raw.execute(wanted).fetchall()
        raw.close()

    def checks() -> None:
        derived, _ = slots.open_keys(file, found, PASSPHRASE)
        raw = connection.connect(folder / file.database_name, derived.database)
        raw.execute(wanted).fetchall()
        connection.cipher_integrity(raw)
        raw.close()

    total, least, checked = median_ms(ours, rounds), median_ms(floor, rounds), median_ms(checks, rounds)
    line("unlock to list, checks of the file taken off", total - (checked - least), least, "≤ 1.3 ×")
    print(f"    of which the checks of the file: {checked - least:.1f} ms")


def bench_search(register: Register, label: str, rounds: int) -> None:
    """Each key stroke of a name against the raw query."""
    words = ["ba", "bak", "baki", "ma", "mar", "mare", "lo", "lor"]
    ours = [median_ms(lambda w=word: clients.find(register, w), rounds) for word in words]  # type: ignore[misc]
    floors = []
    for word in words:
        with register.alone() as raw:
            query = (
                "SELECT c.id, c.code, c.given_name, c.family_name, c.born_from FROM (SELECT rowid FROM client_search "
                "WHERE client_search MATCH ? LIMIT 400) h JOIN client_search_row s ON s.number = h.rowid "
                "JOIN client c ON c.id = s.client_id ORDER BY c.sort_text LIMIT 20"
            )
            floors.append(median_ms(lambda q=query, w=folded(word): raw.execute(q, (f'"{w}"*',)).fetchall(), rounds))  # type: ignore[misc]
    line(
        f"search per key stroke, {label} (median of words)", statistics.median(ours), statistics.median(floors), "≤ 2 ×"
    )
    print(f"    slowest word: {max(ours):.2f} ms (goal ≤ 16 ms)")


def bench_save(register: Register, rounds: int) -> None:
    """A contact moment with audit and history against one bare durable commit on the same connection."""
    with register.reading() as read:
        client_id = read.connection.exec_driver_sql("SELECT id FROM client LIMIT 1").scalar()

    def ours() -> None:
        fields = ContactMomentFields(kind="telefoon", happened_on=clock.today(), note="Kort gesproken over de week.")
        contact_moments.add_contact_moment(register, str(client_id), fields, id=new_id())

    def floor() -> None:
        with register.alone() as raw:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(
                "INSERT INTO contact_moment (id, client_id, kind, happened_on, origin, note, revision, created_at, changed_at) "
                "VALUES (?, ?, 'telefoon', ?, 'eigen', 'Kort gesproken over de week.', 1, ?, ?)",
                (
                    new_id(),
                    client_id,
                    date(2026, 1, 1).isoformat(),
                    "2026-01-01T10:00:00.000Z",
                    "2026-01-01T10:00:00.000Z",
                ),
            )
            raw.execute("COMMIT")

    ours(), floor()
    pairs = [(median_ms(ours, 1), median_ms(floor, 1)) for _ in range(rounds)]
    line(
        "one save against one durable commit",
        *(statistics.median(side) for side in zip(*pairs, strict=True)),
        "≤ +2 ms",
    )


def bench_start(rounds: int) -> None:
    """Cold start to the painted start screen against a bare window, as whole processes."""
    home = tempfile.mkdtemp()
    env = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    env = {name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(Path(home) / "compiled")  # a second start, as at hers: nothing to compile

    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", code, home], check=True, env=env, capture_output=True)

    run(BARE), run(OURS)
    pairs = [(median_ms(lambda: run(OURS), 1), median_ms(lambda: run(BARE), 1)) for _ in range(rounds)]
    line(
        "start to painted start screen (process)",
        *(statistics.median(side) for side in zip(*pairs, strict=True)),
        "≤ 1.5 ×",
    )
    shutil.rmtree(home)


def main() -> None:
    """Everything, in one run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--limit", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="bench-"))
    bench_start(args.rounds)
    register = filled_register(base / "usual", args.clients)
    bench_save(register, args.rounds * 4)
    bench_search(register, f"{args.clients} clients", args.rounds)
    slots.raise_work(register, PASSPHRASE, keys.WorkFactor())  # the derivation that a real register has
    register.close()
    bench_unlock(base / "usual", min(args.rounds, 7))
    if args.limit:
        register = filled_register(base / "limit", args.limit)
        bench_search(register, f"{args.limit} clients", args.rounds)
        register.close()
    shutil.rmtree(base)


if __name__ == "__main__":
    main()
