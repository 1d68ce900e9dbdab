"""A database file that is something else, cut, lengthened or flipped: told apart, and left as it is (D05, D06, D13)."""

from __future__ import annotations

import os
import random
import sqlite3

import pytest

from app.errors import NotARegister, RegisterDamaged
from tests.helpers import vault
from tests.helpers.register import fresh_register

FLIPS = int(os.environ.get("VAULT_FLIPS", "25"))
SEED = int(os.environ.get("VAULT_SEED", "1"))


def text(path):
    path.write_text("Geachte mevrouw,\n" * 300)


def text_of_whole_pages(path):
    path.write_bytes((b"Geachte mevrouw,\n" * 1000)[: 4096 * 4])


def plain(path):
    path.unlink()
    connected = sqlite3.connect(path)
    connected.execute("CREATE TABLE a (b)")
    connected.commit()
    connected.close()


def plain_with_our_mark(path):
    plain(path)
    connected = sqlite3.connect(path)
    connected.execute("PRAGMA application_id = 1515341569")
    connected.commit()
    connected.close()


def random_bytes(path):
    path.write_bytes(random.Random(1).randbytes(4096 * 40))


def other_register(path):
    register = fresh_register(path.parent.parent / "other")
    vault.add(register, "Van een ander")
    register.close()
    path.write_bytes((path.parent.parent / "other" / "data.1.db").read_bytes())


@pytest.mark.parametrize("make", [text, text_of_whole_pages, plain, plain_with_our_mark, random_bytes, other_register])
def test_something_else_is_called_something_else(closed, make):
    make(vault.database(closed))
    before = vault.contents(closed)
    with pytest.raises(NotARegister):
        vault.reopen(closed)
    assert vault.contents(closed) == before


def cut_to(size):
    return lambda path: os.truncate(path, size)


def cut_by(size):
    return lambda path: os.truncate(path, path.stat().st_size - size)


def lengthened(extra):
    def lengthen(path):
        with path.open("ab") as file:
            file.write(extra)

    return lengthen


def halved(path):
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def swapped(path):
    data = bytearray(path.read_bytes())
    data[4096 * 5 : 4096 * 6], data[4096 * 6 : 4096 * 7] = data[4096 * 6 : 4096 * 7], data[4096 * 5 : 4096 * 6]
    path.write_bytes(data)


def first_page_gone(path):
    path.write_bytes(random.Random(3).randbytes(4096) + path.read_bytes()[4096:])


CUTS = {
    "first page gone": first_page_gone,
    "0": cut_to(0), "1": cut_to(1), "100": cut_to(100), "4096": cut_to(4096), "half": halved, "-1 page": cut_by(4096),
    "-1 byte": cut_by(1), "+1 byte": lengthened(b"x"), "+1 page": lengthened(bytes(4096)),
    "+1 page of noise": lengthened(random.Random(2).randbytes(4096)), "two pages swapped": swapped,
}  # fmt: skip


@pytest.mark.parametrize("kind", CUTS)
def test_a_file_that_is_not_whole_is_damaged_and_stays_as_it_is(closed, kind):
    CUTS[kind](vault.database(closed))
    before = vault.contents(closed)
    with pytest.raises(RegisterDamaged):
        vault.reopen(closed)
    assert vault.contents(closed) == before


def test_a_lost_salt_does_no_harm_for_the_key_knows_it(closed):
    register = vault.open_quickly(closed)
    wanted = everything(register)
    register.close()
    path = vault.database(closed)
    path.write_bytes(bytes(16) + path.read_bytes()[16:])
    register = vault.open_quickly(closed)
    assert everything(register) == wanted
    vault.add(register, "Daarna")
    register.close()
    vault.open_quickly(closed).close()


def test_flipped_bits_are_noticed_or_harmless(closed):
    path = vault.database(closed)
    whole = path.read_bytes()
    register = vault.open_quickly(closed)
    wanted = everything(register)
    register.close()
    (closed / "data.1.db").write_bytes(whole)
    dice = random.Random(SEED)
    refused = 0
    for _ in range(FLIPS):
        place, bit = dice.randrange(len(whole)), dice.randrange(8)
        flipped = bytearray(whole)
        flipped[place] ^= 1 << bit
        path.write_bytes(flipped)
        try:
            register = vault.open_quickly(closed)
        except RegisterDamaged:
            assert path.read_bytes() == bytes(flipped)
            refused += 1
            continue
        try:
            assert everything(register) == wanted, (place, bit)
        finally:
            register.close()
    assert refused >= FLIPS * 0.8


def everything(register):
    """Every row of every table that can hold something."""
    with register.reading() as read:
        names = read.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name").scalars().all()
        return [read.connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall() for name in names]


def test_a_journal_of_another_register_is_not_rolled_in(closed, tmp_path):
    register = vault.open_quickly(closed)
    wanted = everything(register)
    register.close()
    other = fresh_register(tmp_path / "other")
    stale = vault.hot_journal(other, "Van een ander")
    other.close()
    (closed / "data.1.db-journal").write_bytes(stale)
    kept = vault.contents(closed)
    with pytest.raises(RegisterDamaged):
        vault.open_quickly(closed)
    assert vault.contents(closed) == kept
    (closed / "data.1.db-journal").write_bytes(b"")
    register = vault.open_quickly(closed)
    assert everything(register) == wanted
    register.close()


def test_a_journal_of_an_earlier_day_is_not_rolled_in(closed):
    """Its pages carry our own seal: only what would come of it shows that it does not belong there."""
    register = vault.open_quickly(closed)
    row_id = vault.add(register, "Vierde")
    stale = vault.hot_journal(register, "Toen")
    vault.rename(register, row_id, 1, "Nu")
    vault.rename(register, row_id, 2, "Nu dan toch")
    wanted = everything(register)
    register.close()
    journal = closed / "data.1.db-journal"
    journal.write_bytes(stale)
    kept = vault.contents(closed)
    with pytest.raises(RegisterDamaged):
        vault.open_quickly(closed)
    assert vault.contents(closed) == kept
    journal.write_bytes(b"")
    register = vault.open_quickly(closed)
    assert everything(register) == wanted
    register.close()


def test_a_journal_that_belongs_there_is_rolled_in(closed):
    register = vault.open_quickly(closed)
    wanted = everything(register)
    with register.alone() as raw:
        raw.execute("PRAGMA cache_size = 4")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE organisation SET name = 'Half'")
        for table in ("municipality", "language", "citizenship", "sector", "scope"):
            raw.execute(f"UPDATE {table} SET label = label || 'x'")
        torn = {path.name: path.read_bytes() for path in closed.iterdir() if path.name.startswith("data.1.db")}
        raw.execute("ROLLBACK")
    register.close()
    for name, data in torn.items():
        (closed / name).write_bytes(data)
    register = vault.open_quickly(closed)
    assert everything(register) == wanted
    register.close()
