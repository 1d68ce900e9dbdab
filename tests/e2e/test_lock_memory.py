"""After a lock next to nothing of her clients is left in the memory of the program (D28)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from app.model.clients import ClientFields
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.model.trajectories import ContactMomentFields
from app.services import clients, contact_moments
from ui.windows.pages import Place

BACKWARDS = "einzrokeknal tsehcarpS"
"""A name nobody has, the wrong way round: this file and the question must not be counted."""

READER = """
import sys
name = sys.argv[2][::-1]
needles = [name.encode(), name.encode("utf-16-le")]
found = 0
with open(f"/proc/{sys.argv[1]}/maps") as maps, open(f"/proc/{sys.argv[1]}/mem", "rb", 0) as memory:
    for line in maps:
        area, rights = line.split()[:2]
        if rights.startswith("rw"):
            start, end = (int(part, 16) for part in area.split("-"))
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except OSError:
                continue
            found += sum(data.count(needle) for needle in needles)
print(found)
"""


def copies() -> int:
    command = [sys.executable, "-c", READER, str(os.getpid()), BACKWARDS]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def fill(register) -> list[str]:
    found, day = [], date(2026, 5, 1)
    for number in range(12):
        name = BACKWARDS[::-1]
        client_id = new_id()
        report = NotificationFields(received_on=day, notifier_type="politie")
        fields = ClientFields(given_name=f"{name} {number}", family_name=f"van {name}")
        clients.register_client(register, report, client_id=client_id, notification_id=new_id(), fields=fields)
        moment = ContactMomentFields(kind="telefoon", happened_on=day, note=f"Gesprek met {name} over {name}. " * 20)
        contact_moments.add_contact_moment(register, client_id, moment, id=new_id())
        found.append(client_id)
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_of_what_was_read_next_to_nothing_is_left(opened):
    before_any = copies()
    for client_id in fill(opened.window.desk.register):
        opened.window.go(Place("client", client_id, "timeline"))
    for page in ("clients", "today", "clients"):
        opened.window.go(Place(page))
    opened.window.perform("search")
    opened.bot.keyClicks(opened.window.search, BACKWARDS[::-1][:9])
    before = copies()
    opened.lock()
    after = copies()
    assert before_any == 0
    assert before > 300
    assert after <= before / 10, (before, after)  # a fiftieth on a quiet machine, up to a sixteenth on a busy one
