"""Slots, derivation, MACs: what opens, what does not, and what is refused before it runs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KeySettingsRefused, PassphraseRefused, WrongPassphrase
from app.security import keys
from tests.helpers.register import PASSPHRASE, QUICK
from tests.helpers.vault import ROOT

REGISTER = "a7c5e7c0-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def slot():
    return keys.seal(bytearray(range(32)), PASSPHRASE, REGISTER, keys.NewSlot("coördinator", QUICK))


def test_the_right_passphrase_gives_the_master_key(slot):
    assert keys.unseal(slot, PASSPHRASE, REGISTER) == bytearray(range(32))


@pytest.mark.parametrize("wrong", [PASSPHRASE + " ", PASSPHRASE.upper(), "iets heel anders", "x'" + "11" * 32 + "'"])
def test_another_passphrase_does_not(slot, wrong):
    with pytest.raises(WrongPassphrase):
        keys.unseal(slot, wrong, REGISTER)


def test_composed_and_decomposed_letters_are_one_passphrase():
    made = keys.seal(bytearray(32), "café één twee drie", REGISTER, keys.NewSlot("x", QUICK))
    assert keys.unseal(made, "cafe\u0301 e\u0301e\u0301n twee drie\n", REGISTER) == bytearray(32)


@pytest.mark.parametrize(
    "odd",
    ["'; DROP --", "x'" + "ab" * 32 + "'", " met spaties ", "%40@/?#", "🗝️ sleutel", "w" * 1000, "a\nb", '"', "\\"],
)
def test_odd_passphrases_open_what_they_sealed(odd):
    made = keys.seal(bytearray(32), odd, REGISTER, keys.NewSlot("x", QUICK))
    assert keys.unseal(made, odd, REGISTER) == bytearray(32)


@pytest.mark.parametrize("unusable", ["", " ", "\n", "a\0b", "\ud800", "abc\udfffdef"])
def test_a_passphrase_that_cannot_be_typed_again_is_refused(unusable):
    with pytest.raises(PassphraseRefused):
        keys.seal(bytearray(32), unusable, REGISTER, keys.NewSlot("x", QUICK))


def test_a_passphrase_that_looks_like_a_raw_key_is_derived_like_any_other():
    started = time.process_time()
    keys.seal(bytearray(32), "x'" + "00" * 48 + "'", REGISTER, keys.NewSlot("x", QUICK))
    assert time.process_time() - started > 0.01


@pytest.mark.parametrize(
    "change",
    [
        {"label": "waarnemer"},
        {"id": "0000000000000000"},
        {"work": keys.WorkFactor(64 * 1024, 3, 1)},
        {"salt": bytes(16)},
        {"nonce": bytes(12)},
        {"sealed": bytes(48)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_seal_covers_the_whole_header(slot, change):
    with pytest.raises(WrongPassphrase):
        keys.unseal(replace(slot, **change), PASSPHRASE, REGISTER)


def test_a_slot_of_another_register_does_not_open(slot):
    with pytest.raises(WrongPassphrase):
        keys.unseal(slot, PASSPHRASE, REGISTER.replace("1", "2"))


@pytest.mark.parametrize(
    "work",
    [(2**40, 3, 4), (1024, 3, 4), (65536, 1, 1), (65536, 4000, 1), (65536, 3, 0), (65536, 3, 4096), (-1, -1, -1)],
)
def test_hostile_work_factors_are_refused_before_they_run(slot, work):
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(KeySettingsRefused):
        keys.unseal(replace(slot, work=keys.WorkFactor(*work)), PASSPHRASE, REGISTER)
    assert time.process_time() - started < 0.05
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_slot_survives_its_file(slot):
    assert keys.slot_from_json(json.loads(json.dumps(slot.to_json()))) == slot


@pytest.mark.parametrize("name", ["salt", "nonce", "sealed", "memory_kib", "passes", "lanes"])
@pytest.mark.parametrize("value", ["", "AAAA", "é", None, [], 1.5, float("inf"), True, "65536"])
def test_what_is_no_slot_of_ours_is_told_apart(slot, name, value):
    with pytest.raises((KeyError, TypeError, ValueError)):
        keys.slot_from_json({**slot.to_json(), name: value})


def test_working_keys_differ_from_each_other_and_per_register_and_epoch():
    one = keys.expand(bytearray(range(32)), REGISTER)
    values = [bytes(k) for k in (one.master, one.database, one.audit, one.anchor, one.register_file, one.manifest)]
    assert len(set(values)) == 6
    assert len(one.database) == 48
    assert keys.expand(bytearray(range(32)), REGISTER.replace("a", "b")).database != one.database
    renewed = keys.expand(bytearray(range(32)), REGISTER, epoch=2)
    assert renewed.database != one.database


def test_wiping_leaves_zeros():
    derived = keys.expand(bytearray(range(32)), REGISTER)
    derived.wipe()
    for key in (derived.master, derived.database, derived.audit, derived.anchor, derived.register_file):
        assert not any(key)


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=20), min_size=1, max_size=4), st.lists(st.binary(max_size=20), min_size=1, max_size=4))
def test_a_mac_depends_on_where_the_parts_begin(left, right):
    key = bytearray(b"k" * 32)
    assert keys.same(keys.mac(key, *left), keys.mac(key, *right)) == (left == right)


@pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux has them")
def test_too_little_memory_is_told_and_calibration_takes_less():
    code = """
import resource
from app.errors import MemoryShort
from app.security import keys
from app.security.keys import NewSlot, WorkFactor
resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))
try:
    keys.seal(keys.new_master_key(), 'een zin van vijf woorden', 'x', NewSlot('c', WorkFactor(1 << 20, 2, 1)))
except MemoryShort:
    print('told', keys.calibrated(memory_limit_kib=1 << 20).memory_kib <= 1 << 18)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout, done.stderr) == ("told True\n", "")
