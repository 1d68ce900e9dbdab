"""Nothing of what she types stands on the disk in clear: database, journal, keys, anchor, temporary files."""

from __future__ import annotations

import base64

from app.security.pages import PAGE, PageKey
from app.services import drafts
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, fresh_register

CANARY = "Zwartkeelkanarie Wéstkapelle"


def spellings(text):
    raw = [text.encode(), text.encode("utf-16-le"), text.lower().encode(), text.upper().encode()]
    coded = [base64.b64encode(part + b" " * pad)[:20] for part in raw for pad in range(3)]
    return [*raw, *coded, *[part.hex().encode() for part in raw]]


def found(folder, text):
    return [
        (path.name, spelling)
        for path in folder.rglob("*")
        if path.is_file()
        for spelling in spellings(text)
        if spelling in path.read_bytes()
    ]


def test_not_one_spelling_of_a_name_is_in_the_raw_bytes(tmp_path, own_home):
    register = fresh_register(tmp_path / "r")
    row_id = vault.add(register, CANARY)
    for revision in range(1, 4):
        vault.rename(register, row_id, revision, f"{CANARY} {revision}")
    with register.working_copy() as conn:
        conn.exec_driver_sql("INSERT INTO client_search (rowid, words) VALUES (1, ?)", (CANARY,))
        conn.exec_driver_sql(
            "INSERT INTO draft VALUES ('f', 's', json_object('note', ?), '2026-01-01T00:00:00.000Z')", (CANARY,)
        )
        conn.exec_driver_sql("CREATE TEMP TABLE big AS SELECT ? AS a FROM audit_entry, municipality", (CANARY * 50,))
        conn.exec_driver_sql("SELECT * FROM big ORDER BY a DESC").fetchall()
        assert found(tmp_path, CANARY) == found(own_home, CANARY) == []
    register.write_anchor()
    assert found(tmp_path, CANARY) == []
    register.close()
    assert found(tmp_path, CANARY) == []
    assert found(tmp_path, PASSPHRASE) == []
    assert found(own_home, CANARY) == []


def test_the_engine_says_nothing_on_the_terminal(closed):
    code = (
        "import sys; from pathlib import Path; from app.storage.opening import open_register\n"
        "try: open_register(Path(sys.argv[1]), 'een verkeerde zin')\n"
        "except Exception as error: print(repr(error))"
    )
    out, err = vault.python(code, str(closed)).communicate()
    assert (out, err) == ("WrongPassphrase()\n", "")


def test_a_deleted_search_row_is_gone_from_the_pages(closed):
    register = vault.open_quickly(closed)
    with register.working_copy() as conn:
        conn.exec_driver_sql("INSERT INTO client_search (rowid, words) VALUES (1, 'zwartkeelkanarie')")
    with register.working_copy() as conn:
        conn.exec_driver_sql("DELETE FROM client_search WHERE rowid = 1")
    with register.reading() as read:
        blocks = read.connection.exec_driver_sql("SELECT block FROM client_search_data").scalars().all()
    assert not [block for block in blocks if b"kanarie" in block]
    register.close()


def decrypted(folder):
    """Every page of the file as the engine sees it, the free ones too."""
    key = PageKey(vault.keys_of(folder).database)
    data = vault.database(folder).read_bytes()
    return b"".join(key.opened(n + 1, data[n * PAGE : (n + 1) * PAGE]) or b"" for n in range(len(data) // PAGE))


def test_a_draft_that_was_saved_is_gone_from_every_page(closed):
    """Free pages too: whoever gets the key later reads nothing that was thrown away as half typed."""
    register = vault.open_quickly(closed)
    kept = {"note": "Zwartkeelkanarie " * 800}  # several pages, so that some of them become free
    drafts.keep(register, "client", "iemand", kept)
    register.close()
    assert b"Zwartkeelkanarie" in decrypted(closed)
    register = vault.open_quickly(closed)
    drafts.discard(register, "client", "iemand")
    register.close()
    assert b"Zwartkeelkanarie" not in decrypted(closed)
