"""Saving what reads of a damaged register: everything that stands on a good page, and a word about the rest."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from app.errors import Cancelled, LedgerDamaged, NothingReadable, RegisterDamaged, WrongPassphrase
from app.model.records import new_id
from app.security.pages import PageKey
from app.services import code_lists
from app.storage import anchor, backup, carving, generations, publications, recovery, salvage, tables, verification
from app.storage import folder as folder_files
from tests.helpers import salvage as damage
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK
from tests.helpers.salvage import MARKER, PAGE, harmed, lived_in, rows, saved, unsaid

FLIPS = int(os.environ.get("VAULT_FLIPS", "2"))
SEED = int(os.environ.get("VAULT_SEED", "1"))


@pytest.fixture
def folder(tmp_path, vault_base):
    return lived_in(tmp_path / "register", vault_base)


@pytest.fixture(scope="module")
def before(vault_base, tmp_path_factory):
    """Every row as it was saved."""
    return rows(lived_in(tmp_path_factory.mktemp("before") / "register", vault_base))


def plain_pages(folder):
    """Every page of the whole register, opened."""
    key = PageKey(vault.keys_of(folder).database)
    data = vault.database(folder).read_bytes()
    return {n: key.opened(n, data[(n - 1) * PAGE : n * PAGE]) for n in range(1, len(data) // PAGE + 1)}


def pages_with(folder, words):
    return {number for number, page in plain_pages(folder).items() if words.encode() in page}


def is_intact(folder):
    register = vault.open_quickly(folder)
    try:
        with register.alone() as raw:
            return verification.examine(raw, register.keys.audit).findings
    finally:
        register.close()


def test_a_carved_register_is_the_register(folder, before):
    source = carving.PageFile(vault.database(folder), vault.keys_of(folder).database)
    found = carving.carve(source)
    source.close()
    for name, wanted in before.items():
        key = next(iter(tables.metadata.tables[name].primary_key.columns)).name
        assert {str(row[key]): row for row in found.rows[name]} == wanted
    assert found.broken == set()


@pytest.mark.parametrize("with_spare", [False, True])
def test_after_flips_every_row_of_a_good_page_is_there_and_equal(tmp_path, vault_base, before, with_spare):
    whole = lived_in(tmp_path / "whole", vault_base)
    pages = plain_pages(whole)
    data = vault.database(whole).read_bytes()
    dice = random.Random(SEED)
    for number in range(FLIPS):
        folder = lived_in(tmp_path / f"r{number}", vault_base)
        hit = {dice.randrange(1, len(pages) + 1) for _ in range(dice.choice([1, 1, 2, 5]))}
        vault.database(folder).write_bytes(harmed(data, hit))
        result = saved(folder, damage.spare(str(vault_base)) if with_spare else None)
        after = rows(folder)
        assert unsaid(before, after, result) == []
        assert not is_intact(folder), hit
        if with_spare:
            assert result.affected == ()
            assert {name: after[name] for name in after if name != "audit_entry"} == {
                name: before[name] for name in before if name != "audit_entry"
            }
        spoken = b"".join(pages[n] for n in hit)
        long_entries = "".join(e["changes"] for e in before["audit_entry"].values() if len(e["changes"]) > 3000)
        for affected in result.affected:
            if affected.code in {"lost", "older", "uncertain", "stand_in"}:
                row = before[affected.table][affected.row_id]
                is_long = any(len(str(value)) > 3000 for value in row.values()) or affected.row_id in long_entries
                assert affected.row_id.encode() in spoken or is_long, (affected, hit)
        shutil.rmtree(folder)


def half(data):
    return data[: len(data) // 2 // PAGE * PAGE]


def swapped(data):
    five, six = data[PAGE * 30 : PAGE * 31], data[PAGE * 31 : PAGE * 32]
    return data[: PAGE * 30] + six + five + data[PAGE * 32 :]


SHAPES = {
    "half": half, "-1 page": lambda d: d[:-PAGE], "-1 byte": lambda d: d[:-1], "+1 byte": lambda d: d + b"x",
    "+1 page": lambda d: d + bytes(PAGE), "two pages swapped": swapped,
    "first page gone": lambda d: bytes(PAGE) + d[PAGE:], "salt gone": lambda d: bytes(16) + d[16:],
    "a hundred bytes of noise": lambda d: d[:50_000] + bytes(100) + d[50_100:],
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_that_is_not_whole_gives_what_it_has(folder, before, shape):
    path = vault.database(folder)
    path.write_bytes(SHAPES[shape](path.read_bytes()))
    result = saved(folder)
    after = rows(folder)
    assert unsaid(before, after, result) == []
    assert not is_intact(folder)
    if shape in {"-1 byte", "+1 byte", "+1 page", "two pages swapped", "salt gone", "first page gone"}:
        assert [a for a in result.affected if a.code == "lost"] == []
        assert len(after["contact_moment"]) == len(before["contact_moment"])


@pytest.mark.parametrize("words", ["CREATE TABLE client ", "CREATE TABLE audit_entry", "CREATE TABLE contact_moment"])
def test_a_lost_schema_page_loses_no_row(folder, before, words):
    hit = pages_with(folder, words)
    assert hit
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), hit))
    result = saved(folder)
    assert unsaid(before, rows(folder), result) == []
    assert [a for a in result.affected if a.code == "lost"] == []


def test_inner_pages_of_every_tree_lose_no_row(folder, before):
    inner = {n for n, page in plain_pages(folder).items() if page[0] == 0x05}
    assert inner
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), inner))
    result = saved(folder)
    assert result.affected == ()
    assert unsaid(before, rows(folder), result) == []


def test_lost_entries_of_the_log_keep_their_numbers_and_the_codes_after_them(folder, before):
    hit = pages_with(folder, "contact_moment.added")
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), sorted(hit)[:2]))
    result = saved(folder)
    after = rows(folder)["audit_entry"]
    assert result.lost_entries > 0
    lost = [seq for seq, row in after.items() if row["action"] == "entry.lost"]
    assert len(lost) == result.lost_entries
    assert all(after[seq]["mac"] == row["mac"] for seq, row in before["audit_entry"].items() if seq not in lost)
    assert not is_intact(folder)
    register = vault.reopen(folder)  # the whole way, with the chain since the anchor
    register.close()


def test_a_held_place_counts_only_when_salvage_says_so(folder):
    with vault.direct(folder) as raw:
        vault.without_guards(raw)
        raw.execute("UPDATE audit_entry SET action = 'entry.lost', changes = '[]' WHERE seq = 5")
    assert "chain" in {finding.code for finding in is_intact(folder)}


def test_search_rows_are_made_anew(folder):
    hit = {n for n, page in plain_pages(folder).items() if b"tessa" in page and b"Tessa" not in page}
    assert hit
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), hit))
    saved(folder)
    register = vault.open_quickly(folder)
    with register.reading() as read:
        query = "SELECT count(*) FROM client_search WHERE client_search MATCH 'tess*'"
        assert read.connection.exec_driver_sql(query).scalar() == 5
    register.close()


def test_a_lost_client_leaves_a_stand_in_that_lets_nothing_out(folder, before):
    key = vault.keys_of(folder)
    source = carving.PageFile(vault.database(folder), key.database)
    leaves = {n for n in range(1, source.count + 1) if (p := source.page(n)) and p[0] == 0x0D and b'"Tessa"' not in p and b"Tessa" in p}
    source.close()
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), leaves))
    result = saved(folder)
    after = rows(folder)
    stand_ins = {a.row_id for a in result.affected if a.code == "stand_in" and a.table == "client"}
    assert stand_ins
    for client_id in stand_ins:
        row = after["client"][client_id]
        assert row["code"] == before["client"][client_id]["code"]  # an index still knew it
        assert (row["born_to"], row["given_name"], row["blocked_reason"]) == (None, None, MARKER)
        assert row["blocked_parents"] == '["moeder","vader","voogd"]'
    assert after["contact_moment"].keys() == before["contact_moment"].keys()
    assert not is_intact(folder)


def test_a_lost_answer_about_consent_takes_the_others_of_that_person_back(folder, before):
    lost = next(iter(before["consent_event"].values()))
    leaves = {n for n, page in plain_pages(folder).items() if page[0] == 0x0D and b"schriftelijk" in page and lost["id"].encode() in page}
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), leaves))
    result = saved(folder)
    after = rows(folder)
    gone = before["consent_event"].keys() - after["consent_event"].keys()
    assert lost["id"] in gone
    people = {before["consent_event"][key]["client_id"] for key in gone}
    taken = {row["row_id"] for row in after["retraction"].values()}
    left = {k for k, row in after["consent_event"].items() if row["client_id"] in people}
    assert left <= taken
    assert {a.row_id for a in result.affected if a.code == "withdrawn"} == left


def test_triggers_stand_in_the_saved_register(folder):
    path = vault.database(folder)
    with vault.direct(folder) as raw:
        wanted = raw.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").fetchall()
    path.write_bytes(harmed(path.read_bytes(), {40}))
    saved(folder)
    with vault.direct(folder) as raw:
        assert raw.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").fetchall() == wanted


def test_a_page_of_an_older_day_is_called_older(tmp_path, folder, vault_base):
    old = vault.database(folder).read_bytes()
    register = vault.open_quickly(folder)
    with register.reading() as read:
        steps = read.connection.exec_driver_sql("SELECT id, revision FROM step WHERE done_on IS NULL").fetchall()
    from app.services import contact_moments

    for row_id, revision in steps:
        contact_moments.finish_step(register, row_id, revision)
    register.close()
    new = bytearray(vault.database(folder).read_bytes())
    key = PageKey(vault.keys_of(folder).database)
    place = next(
        n for n in range(1, len(old) // PAGE + 1)
        if (p := key.opened(n, old[(n - 1) * PAGE : n * PAGE])) and p[0] == 0x0D and steps[0][0].encode() in p and b"Bellen over" in p
        and b'"' not in p
    )  # fmt: skip
    new[(place - 1) * PAGE : place * PAGE] = old[(place - 1) * PAGE : place * PAGE]
    vault.database(folder).write_bytes(new)
    result = saved(folder)
    assert {a.code for a in result.affected if a.table == "step"} == {"older"}
    after = rows(folder)["step"][steps[0][0]]
    assert after["revision"] == steps[0][1] + 2
    assert not is_intact(folder)


def test_a_journal_of_an_earlier_day_beside_the_file_takes_nothing_away(folder):
    register = vault.open_quickly(folder)
    stale = vault.hot_journal(register, "Toen")
    for row_id, revision in organisations(register)[:5]:
        vault.rename(register, row_id, revision, "Nu anders")
    register.close()
    before = rows(folder)
    (folder / "data.1.db-journal").write_bytes(stale)
    result = saved(folder)
    assert result.affected == ()
    assert unsaid(before, rows(folder), result) == []
    assert not is_intact(folder)


def organisations(register):
    with register.reading() as read:
        return read.connection.exec_driver_sql("SELECT id, revision FROM organisation ORDER BY id").fetchall()


@pytest.mark.parametrize("gone", ["anchor.json", "register.json"])
def test_without_one_of_its_own_files_everything_is_there(folder, before, gone):
    (folder / gone).unlink()
    if gone == "register.json":
        (folder / folder_files.REGISTER_COPY).unlink()
    result = saved(folder)
    assert result.affected == ()
    assert unsaid(before, rows(folder), result) == []


def test_the_damaged_set_is_kept_whole_and_no_back_up_removes_it(folder, tmp_path):
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), {40}))
    kept = path.read_bytes()
    saved(folder)
    register = vault.reopen(folder)
    assert register.file.generation == 2
    generations.remove_older(folder, register.file)
    register.close()
    assert not path.exists()
    assert (folder / "damaged.1" / "data.1.db").read_bytes() == kept
    assert (folder / "damaged.1" / "keys.json").exists()


def test_a_saved_register_can_be_saved_again(folder, before):
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), sorted(pages_with(folder, "contact_moment.added"))[:1]))
    first = saved(folder)
    again = vault.database(folder)
    again.write_bytes(harmed(again.read_bytes(), {60}))
    result = saved(folder)
    assert unsaid(before, rows(folder), result) == [] or first.affected
    assert not is_intact(folder)


def test_nothing_readable_is_refused(folder):
    path = vault.database(folder)
    path.write_bytes(random.Random(1).randbytes(PAGE * 20))
    kept = vault.contents(folder)
    with pytest.raises(NothingReadable):
        saved(folder)
    assert vault.contents(folder) == kept


def test_a_stop_and_a_wrong_passphrase_leave_all_as_it_was(folder):
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), {40}))
    kept = vault.contents(folder)

    def stop(done, total):
        if done > 70:
            raise Cancelled

    with pytest.raises(Cancelled):
        salvage.prepare(folder, PASSPHRASE, None, code_lists.load(), MARKER, stop)
    assert vault.contents(folder) == kept
    with pytest.raises(WrongPassphrase):
        salvage.prepare(folder, "dit is een andere zin", None, code_lists.load(), MARKER, stop)
    found = salvage.prepare(folder, PASSPHRASE, None, code_lists.load(), MARKER, lambda a, b: None)
    found.cancel()
    assert {k: v for k, v in vault.contents(folder).items() if k != "attempts.json"} == kept
    with pytest.raises(RegisterDamaged):
        found.adopt()


def test_a_second_writer_is_refused_meanwhile(folder):
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), {40}))
    found = salvage.prepare(folder, PASSPHRASE, None, code_lists.load(), MARKER, lambda a, b: None)
    assert folder_files.holder(folder) is not None
    found.cancel()
    assert folder_files.holder(folder) is None


def test_the_anchor_is_that_of_the_saved_register(folder):
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), {40}))
    saved(folder)
    assert anchor.read(folder, vault.keys_of(folder).anchor)[0] == 2


def test_a_register_of_the_first_schema_is_saved_into_one_of_now(tmp_path):
    folder = damage.of_the_first_schema(tmp_path / "register")
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), {30, 31}))
    result = saved(folder)
    assert result.rows["client"] == 2
    assert not is_intact(folder)
    vault.reopen(folder).close()


def add_publication(register):
    """A publication as the counts page stores it, with words of its own to find its page by."""
    with register.transaction("publication.made") as act:
        act.insert(
            tables.publication,
            {"id": new_id(), "number": 1, "request_key": "jaaroverzicht:2024", "request": "{}", "content": "{}",
             "csv_text": "bladzijde van de uitgifte", "csv_sha256": "0" * 64, "published_at": act.at},
        )  # fmt: skip


@pytest.mark.parametrize("hit_log", [False, True])
def test_after_a_publication_may_be_lost_no_counts_are_given(folder, hit_log):
    register = vault.open_quickly(folder)
    add_publication(register)
    with register.reading() as read:
        assert len(publications.ledger(read)) == 1
    register.close()
    hit = {n for n, page in plain_pages(folder).items() if b"bladzijde van de uitgifte" in page}
    if hit_log:
        hit |= {n for n, page in plain_pages(folder).items() if b"publication.made" in page}
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), hit))
    saved(folder)
    register = vault.open_quickly(folder)
    with register.reading() as read, pytest.raises(LedgerDamaged):
        publications.ledger(read)
    register.close()


def test_a_back_up_that_goes_on_from_the_damaged_day_brings_the_later_acts(tmp_path, vault_base):
    old = lived_in(tmp_path / "old", vault_base)
    register = vault.open_quickly(old)
    vault.add(register, "Na die dag")
    newer = backed_up(register, tmp_path / "newer")
    register.close()
    folder = lived_in(tmp_path / "register", vault_base)
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), {40, 80}))
    result = saved(folder, newer)
    assert result.affected == ()
    assert "Na die dag" in {row["name"] for row in rows(folder)["organisation"].values()}
    assert not is_intact(folder)


def test_a_back_up_that_parted_from_the_log_fills_no_end(tmp_path, vault_base):
    other = lived_in(tmp_path / "other", vault_base)
    register = vault.open_quickly(other)
    for number in range(4):
        vault.add(register, f"Elders {number}")
    parted = backed_up(register, tmp_path / "parted")
    register.close()
    folder = lived_in(tmp_path / "register", vault_base)
    register = vault.open_quickly(folder)
    row_id = vault.add(register, "Hier")
    register.close()
    before = rows(folder)
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), {40}))
    result = saved(folder, parted)
    after = rows(folder)
    assert unsaid(before, after, result) == []
    own = {seq: row["mac"] for seq, row in before["audit_entry"].items()}
    assert {seq: after["audit_entry"][seq]["mac"] for seq in own} == own
    assert row_id in after["organisation"]
    assert not is_intact(folder)


def test_a_renewed_register_whose_entry_of_it_is_lost(folder):
    register = vault.open_quickly(folder)
    recovery.renew_master_key(register, PASSPHRASE, QUICK, lambda step: None)
    holding = {number for number, page in plain_pages(folder).items() if b"register.renewed" in page}
    path = vault.database(folder)
    path.write_bytes(harmed(path.read_bytes(), holding))
    saved(folder)
    assert not is_intact(folder)


def backed_up(register, place):
    place.mkdir()
    (outcome,) = backup.make(register, (place,), lambda step: None)
    return outcome.backup.path
