"""The ring over 400 days: counts as promised, whatever the clock does (D31)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from app.storage import ring
from app.storage.ring import Made

START = date(2026, 1, 1)


def run(days):
    """Add one per day given, thin after each; what stays at the end."""
    kept = set()
    for seq, on in enumerate(days, start=1):
        kept.add(Made(1, seq, on, f"{seq}"))
        kept = set(ring.kept(kept))
        assert Made(1, seq, on, f"{seq}") in kept
    return kept


def test_four_hundred_days_leave_fourteen_days_eight_weeks_twelve_months():
    kept = run([START + timedelta(days=n) for n in range(400)])
    last = START + timedelta(days=399)
    days = {made.on for made in kept}
    assert {last - timedelta(days=n) for n in range(14)} <= days
    assert len({tuple(on.isocalendar())[:2] for on in days}) >= 8
    assert len({(on.year, on.month) for on in days}) == 12
    assert len(kept) <= 14 + 8 + 12
    assert min(days) <= last - timedelta(days=300)


def test_gaps_and_several_a_day():
    dice = random.Random(3)
    days = sorted(START + timedelta(days=dice.randrange(400)) for _ in range(300))
    kept = run(days)
    assert len({made.on for made in kept}) >= 14
    assert len(kept) <= 34


def test_a_clock_set_back_a_year_and_a_date_in_the_future_push_nothing_out():
    days = [START + timedelta(days=n) for n in range(100)]
    wrong = [START - timedelta(days=365) + timedelta(days=n) for n in range(30)]
    kept = run([*days, date(2099, 1, 1), *wrong])
    newest = max(kept)
    assert newest.on == wrong[-1]
    assert {made.on for made in kept} >= set(wrong[-14:])
    assert any(made.on == date(2099, 1, 1) for made in kept)
    assert {made.on for made in kept} >= set(days[-13:])
    assert len(kept) <= 2 * 34


def test_two_in_one_second_and_none_at_all():
    kept = run([START, START])
    assert [made.seq for made in kept] == [2]
    assert ring.kept([]) == frozenset()


def test_order_is_generation_then_chain_never_the_name():
    old = Made(1, 900, START, "z")
    restored = Made(2, 100, START, "a")
    assert ring.kept([old, restored]) == {restored}
