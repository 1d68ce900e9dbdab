"""kill −9 at a random moment of a mix of saves (D01): short here, long with VAULT_KILLS=200."""

from __future__ import annotations

import os
import random
import time

from app.storage import audit, connection
from tests.helpers import vault

KILLS = int(os.environ.get("VAULT_KILLS", "2"))
SEED = int(os.environ.get("VAULT_SEED", "1"))

WORK = """
import random, sys
from pathlib import Path
from tests.helpers import vault
folder, seed = Path(sys.argv[1]), int(sys.argv[2])
dice = random.Random(seed)
register = vault.open_quickly(folder)
print("ready", flush=True)
known = {}
while True:
    row = dice.choice(sorted(known)) if known and dice.random() < 0.5 else None
    if row is None:
        name = f"{seed}-{len(known)}-" + "x" * dice.choice((5, 50, 5000, 60000))
        row = vault.add(register, name)
        known[row] = 1
        print("added", row, 1, flush=True)
    else:
        vault.rename(register, row, known[row], f"{seed}-{known[row]}-" + "y" * dice.choice((5, 9000)))
        known[row] += 1
        print("changed", row, known[row], flush=True)
"""


def acknowledged(out):
    """Row → revision, of the lines that were printed whole."""
    kept = {}
    for line in out.splitlines(keepends=True):
        parts = line.split()
        if line.endswith("\n") and len(parts) == 3:
            kept[parts[1]] = int(parts[2])
    return kept


def test_no_acknowledged_save_is_lost_by_a_kill(closed):
    dice = random.Random(SEED)
    for turn in range(KILLS):
        process = vault.python(WORK, str(closed), str(SEED * 1000 + turn))
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
        time.sleep(dice.uniform(0.0, 0.25))
        process.kill()
        wanted = acknowledged(process.communicate()[0])
        register = vault.open_quickly(closed)
        with register.reading() as read:
            stored = dict(read.connection.exec_driver_sql("SELECT id, revision FROM organisation").fetchall())
            kept = read.connection.exec_driver_sql("SELECT count(*) FROM history").scalar()
            assert audit.first_broken(read.connection, register.keys.audit) is None
        with register.alone() as raw:
            assert connection.integrity(raw) == ([], [])
        register.close()
        for row, revision in wanted.items():
            assert stored.get(row) in {revision, revision + 1}, (turn, row)
        assert kept == sum(revision - 1 for revision in stored.values())
