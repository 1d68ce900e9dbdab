"""Bad input in every field of every dialog: a Dutch sentence at the field or stored to the letter; nothing lost."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app import clock
from app.model.codes import Scope
from app.services import clients, contact_moments, gate, referrals, session
from tests.helpers import gui
from tests.helpers.sharing import agree, take_in
from ui.dialogs.authority import AuthorityDialog
from ui.dialogs.closure import ClosureDialog
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.contact_moment import ContactMomentDialog
from ui.dialogs.exploitation import ExploitationDialog
from ui.dialogs.ground import GroundDialog
from ui.dialogs.notification import NotificationDialog
from ui.dialogs.organisation import OrganisationDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.phase import PhaseDialog
from ui.dialogs.profile import ProfileDialog
from ui.dialogs.safe_contact import SafeContactDialog
from ui.dialogs.step import StepDialog
from ui.dialogs.summary_request import SummaryRequestDialog
from ui.dialogs.track import TrackDialog
from ui.dialogs.trajectory import TrajectoryDialog
from ui.widgets.choice_fields import CodeCombo, MultiCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, NumberField, TextArea
from ui.widgets.form import Form
from ui.widgets.form_dialog import FormDialog
from ui.widgets.tag_field import TagField

NASTY = {
    "nul": "voor\0na",
    "half a character": "voor\ud800na",
    "right to left": "voor\u202egnirts\u202c\u200f\u2066",
    "emoji": "👩🏽‍🦱🇳🇱☎️",
    "markup": "<b>vet</b><img src=file:///etc/passwd>&amp;<a href='x'>k</a>",
    "format": "%s{0}{naam}%(x)d%n",
    "sql": "'; DROP TABLE client; --\" \\ NEAR(* ) OR",
    "formula": "=1+1",
    "decomposed": unicodedata.normalize("NFD", "Čžéï ﬁ"),
    "control": "a\u0007\u001b[31m\x7f\ufeff\u200bb",
    "long": "woord " * 40_000,
}
BAD_DAYS = ["31-02-2024", "30-2", "01-01-0001", "31-12-9999", "29-02-2023", "32-13-2020", "--5", "\0", "<b>", "١-٢-٢٠٢٤"]


@pytest.fixture
def client(register) -> str:
    who = take_in(register, day=date(2026, 11, 3))
    agree(register, who, "Fier", Scope.NAME, Scope.SAFETY)
    return who


def dialogs(desk, client) -> dict[str, Callable[[], FormDialog]]:
    file = clients.open_file(desk.register, client)
    assert file.trajectory is not None
    return {
        "authority": lambda: AuthorityDialog(desk, client),
        "closure": lambda: ClosureDialog(desk, file.trajectory, ()),
        "consent": lambda: ConsentDialog(desk, client),
        "contact": lambda: ContactMomentDialog(desk, client),
        "exploitation": lambda: ExploitationDialog(desk, client),
        "ground": lambda: GroundDialog(desk, client),
        "notification": lambda: NotificationDialog(desk, client),
        "organisation": lambda: OrganisationDialog(desk, None),
        "person": lambda: PersonDialog(desk, file.client),
        "phase": lambda: PhaseDialog(desk, file.trajectory),
        "profile": lambda: ProfileDialog(desk, session.profile(desk.register)),
        "safe contact": lambda: SafeContactDialog(desk, file.client),
        "step": lambda: StepDialog(desk, client),
        "summary": lambda: SummaryRequestDialog(desk, client),
        "track": lambda: TrackDialog(desk, client, file.tracks[0]),
        "trajectory": lambda: TrajectoryDialog(desk, file.trajectory),
    }


KINDS = (
    "authority", "closure", "consent", "contact", "exploitation", "ground", "notification", "organisation", "person",
    "phase", "profile", "safe contact", "step", "summary", "track", "trajectory",
)  # fmt: skip


def share(texts: list[str], kind: str) -> list[str]:
    """A third of the texts for each dialog, so that each text meets five of them; all of them with LONG=1."""
    return texts if "LONG" in os.environ else texts[KINDS.index(kind) % 3 :: 3]


def fill(form: Form, text: str) -> list[str]:
    """``text`` in every field that takes text, the first choice elsewhere; the names of the text fields."""
    typed = []
    for name in form.rows:
        field = form.field(name)
        if isinstance(field, NumberField):
            continue
        if isinstance(field, TextArea | LineField):
            field.restore(text)
            typed.append(name)
        elif isinstance(field, TagField) and field.line is not None:
            field.line.restore(text)
        elif isinstance(field, CodeCombo) and field.value() is None:
            field.combo.setCurrentIndex(1)
        elif isinstance(field, DateField) and field.value() is None:
            field.set_value(clock.today())
        elif isinstance(field, MultiCheck) and not field.value():
            field.set_value(tuple(field.boxes)[:1])
    return typed


def interpreted(inside: QWidget) -> list[str]:
    """Labels that would read what was typed as markup, and tool tips that do."""
    wrong = [
        w.text()[:60] for w in inside.findChildren(QLabel) if w.text() and w.textFormat() != Qt.TextFormat.PlainText
    ]
    return wrong + [w.toolTip()[:60] for w in inside.findChildren(QWidget) if "<b>" in w.toolTip()]


def submitted(dialog: FormDialog) -> None:
    """Saved and gone, or still there with all that was typed and a sentence about each problem."""
    before = dialog.form.raw_state()
    dialog.flow.submit()
    assert interpreted(dialog) == []
    if not dialog.isVisible():
        return
    assert dialog.form.raw_state() == before, "typed text was changed by a refusal"
    said = [link.accessibleName() for link in dialog.form.summary.links()]
    assert said or dialog.bar.isVisible(), gui.texts(dialog)
    assert not any(word in " ".join(said) for word in ("Error", "None", "problem", "_", "{", "invalid")), said


def close(dialog: FormDialog) -> None:
    dialog.form.mark_clean()
    dialog.done(0)
    dialog.deleteLater()


@pytest.mark.parametrize("kind", KINDS)
def test_nasty_text_in_every_field(qtbot, desk, client, kind):
    for text in share(list(NASTY.values()), kind):
        dialog = dialogs(desk, client)[kind]()
        dialog.open()
        fill(dialog.form, text)
        submitted(dialog)
        close(dialog)
    check_still_works(desk, client)


@pytest.mark.parametrize("kind", KINDS)
def test_bad_days_and_numbers_in_every_field(qtbot, desk, client, kind):
    for text in share(BAD_DAYS, kind):
        dialog = dialogs(desk, client)[kind]()
        dialog.open()
        fill(dialog.form, "gewoon")
        asked = 0
        for name in dialog.form.rows:
            field = dialog.form.field(name)
            if isinstance(field, DateField | NumberField):
                field.restore(text)
                asked += dialog.form.rows[name].isVisible()
        dialog.flow.submit()
        assert dialog.isVisible() or not asked, f"{text!r} was taken for a day or a number"
        close(dialog)


def test_impossible_births_and_negative_children(qtbot, desk, client):
    from ui.dialogs.person import PersonDialog

    file = clients.open_file(desk.register, client)
    births = [["29", "2", "2023", ""], ["31", "4", "2000", ""], ["1", "1", "0001", ""], ["1", "1", "9999", ""],
              ["", "", "1850", ""], ["", "", "", "-4"], ["", "", "", "999"], ["25", "11", "2026", ""]]  # fmt: skip
    for parts in births:
        dialog = PersonDialog(desk, file.client)
        dialog.open()
        for edit, part in zip(dialog.form.field("born")._edits(), parts, strict=True):
            edit.setText(part)
        submitted(dialog)
        assert dialog.isVisible(), f"{parts} was taken for a birth"
        close(dialog)
    for number in ("-1", "31", "1e1", "٣"):
        dialog = PersonDialog(desk, file.client)
        dialog.open()
        dialog.form.field("children_count").restore(number)
        submitted(dialog)
        assert dialog.isVisible(), f"{number} was taken for a number of children"
        close(dialog)


def check_still_works(desk, client) -> None:
    """Everything about her can be read, and her summary builds."""
    from app.model.disclosures import ReleaseRequest
    from app.services import organisations, printing, timeline

    fier = next(o.id for o in organisations.all_of_them(desk.register) if o.name == "Fier")
    request = ReleaseRequest(client_id=client, recipient_id=fier, purpose="opvang", scopes=(Scope.NAME, Scope.SAFETY))  # type: ignore[arg-type]
    assert printing.summary_preview(desk.register, request, "Vraag").document.pdf.startswith(b"%PDF")
    for read in (timeline.timeline, contact_moments.contact_moments, referrals.of_client, gate.disclosures):
        read(desk.register, client)
