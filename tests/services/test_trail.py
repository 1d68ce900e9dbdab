"""What was refused, and who looked at which list, stand in the log; each entry has the fields of NEN 7513."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from app import clock
from app.errors import ConsentMissing, WrongPassphrase
from app.model.codes import Purpose, Scope
from app.model.disclosures import ReleaseRequest
from app.model.records import new_id
from app.services import gate, printing, trail, vault
from tests.helpers import pdf_text
from tests.helpers.register import PASSPHRASE
from tests.helpers.sharing import agree, furnished_register, organisation_id, take_in
from tests.helpers.trail import trail_of

NEW = "regen fiets molen banaan kasteel"
WRONG = "een heel andere zin dan die"


@pytest.fixture
def register(tmp_path):
    with clock.frozen(datetime(2026, 6, 15, 10, tzinfo=UTC)):
        made = furnished_register(tmp_path / "register")
        yield made
        if made.is_open:
            made.close()


def test_a_wrong_passphrase_inside_the_register_is_logged(register, tmp_path):
    (tmp_path / "stick").mkdir()
    (made,) = vault.back_up(register, [tmp_path / "stick"], lambda step: None)
    tries = {
        "slot.changed": lambda: vault.change_passphrase(register, WRONG, NEW),
        "register.renewed": lambda: vault.renew_master_key(register, WRONG, lambda step: None),
        "backup.rehearsed": lambda: vault.rehearse(register, made.backup.path, WRONG),
        "backup.compared": lambda: vault.compare(register, made.backup.path, WRONG, tmp_path),
    }
    for action, attempt in tries.items():
        with pytest.raises(WrongPassphrase):
            attempt()
        assert trail_of(register, action)[-1][3:] == ("refused", "reason:WrongPassphrase")
    vault.compare(register, made.backup.path, PASSPHRASE, tmp_path)
    assert trail_of(register, "backup.compared")[-1][3] == "ok"
    assert vault.verify(register).is_intact


def test_a_sharing_without_a_basis_is_refused_and_logged(register):
    client_id = take_in(register)
    fier = organisation_id(register, "Fier")
    request = ReleaseRequest(client_id=client_id, recipient_id=fier, purpose=Purpose.SHELTER, scopes=(Scope.NAME,))
    with pytest.raises(ConsentMissing):
        gate.disclose_without_paper(register, request, id=new_id())
    assert trail_of(register, "disclosure.recorded") == [
        ("disclosure.recorded", "client", client_id, "refused", "reason:ConsentMissing")
    ]
    assert gate.disclosures(register, client_id) == ()


def test_an_entry_has_every_field_and_no_name(register):
    client_id = take_in(register)
    trail.client_viewed(register, client_id)
    trail.list_viewed(register, "clients")
    trail.searched(register, 5)
    with register.reading() as read:
        rows = read.connection.exec_driver_sql("SELECT * FROM audit_entry ORDER BY seq").mappings().all()
    for row in rows:
        assert row["at"].endswith("Z")
        assert row["utc_offset"] in {"+01:00", "+02:00"}
        assert row["actor_id"] == register.slot_id
        assert (row["actor"], row["responsible"]) == ("coördinator", "coördinator")
        assert re.fullmatch(r"\w+\.\w+", row["action"])
        assert row["object_type"] and row["object_id"] and row["outcome"] == "ok"
        assert not re.search("Tessa|Voorbeeld|Proef|0113", " ".join(map(str, row.values())), re.IGNORECASE)
    viewed = next(row for row in rows if row["action"] == "client.viewed")
    assert (viewed["client_id"], viewed["object_type"]) == (client_id, "client")


def test_summer_and_winter_are_told_apart():
    assert clock.offset(datetime(2026, 7, 1, tzinfo=UTC)) == "+02:00"
    assert clock.offset(datetime(2026, 12, 1, tzinfo=UTC)) == "+01:00"
    assert date(2026, 7, 1) == clock.on_day(datetime(2026, 7, 1, tzinfo=UTC))


def test_every_paper_bears_the_code_of_the_log_so_that_others_hold_it(register):
    client_id = take_in(register)
    fier = organisation_id(register, "Fier")
    agree(register, client_id, "Fier", given_on=date(2026, 6, 1))
    code = vault.status(register).control_code
    choice = printing.ConsentChoice(purpose=Purpose.SHELTER, recipient_id=fier, scopes=(Scope.NAME,))
    request = ReleaseRequest(client_id=client_id, recipient_id=fier, purpose=Purpose.SHELTER, scopes=(Scope.NAME,))
    papers = [
        printing.consent_form(register, client_id, choice).pdf,
        printing.summary_preview(register, request, "Is er plek?").document.pdf,
    ]
    assert all(f"controlecode {code}" in pdf_text.text(paper) for paper in papers)
    sheet = vault.recovery_sheet(register)
    later = vault.status(register).control_code
    assert f"controlecode {later}" in pdf_text.text(printing.recovery_form(register, sheet).pdf)
    found = vault.look_up_code(register, code)
    assert found is not None
    assert found.is_whole
