"""The main job without a screen: create, unlock, write, print to PDF, export, lock.

Works on the invented register only. Leaves a summary PDF, the counts and pictures of the window in a
folder and says which; ends with 0 when every step did what it should.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app import clock, paths

_Say = Callable[[str], None]


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command line run speaks here


@dataclass
class _Run:
    """One run: where the results go, and the register in the making."""

    out: Path
    application: Any
    say: _Say = _print
    register: Any = None
    client_id: str = ""
    made: list[Path] = field(default_factory=list)


def run(out: Path, say: _Say = _print) -> int:
    """Go through the main job and leave what it made in ``out``; 0 when all went well."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.application import Application, Options

    state = _Run(out, Application(Options()), say)
    steps = (
        ("Voorbeeldregister maken", _create),
        ("Vergrendelen en weer ontgrendelen", _unlock),
        ("Cliënt en aanmelding vastleggen", _take_in),
        ("Toestemming vastleggen en verwijzing versturen", _share),
        ("Samenvatting als pdf opslaan", _print_summary),
        ("Cijfers als csv opslaan", _export_counts),
        ("Venster tekenen", _draw),
    )
    folder = paths.runtime_folder() / f"zelftest-{os.getpid()}"
    words = ""
    try:
        for words, step in steps:
            step(state, folder)
            say(f"  in orde: {words}")
    except Exception as error:  # noqa: BLE001 - the test ends here and says which step failed
        say(f"  MISLUKT: {words} ({type(error).__name__})")
        return 1
    finally:
        if state.register is not None:
            state.register.close()
        shutil.rmtree(folder, ignore_errors=True)
        state.application.end()
    say("")
    say(f"Alles in orde. De resultaten staan in {out}")
    for path in state.made:
        say(f"  {path.name}")
    return 0


def _create(state: _Run, folder: Path) -> None:
    from app.demo.build import make_demo

    state.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    state.register = make_demo(folder)


def _unlock(state: _Run, folder: Path) -> None:
    from app.services import session

    session.lock(state.register)
    state.register = session.unlock(folder, session.DEMO_PASSPHRASE)


def _take_in(state: _Run, folder: Path) -> None:
    from app.model.clients import ClientFields
    from app.model.codes import Sector
    from app.model.notifications import NotificationFields
    from app.model.records import new_id
    from app.model.trajectories import TrajectoryFields
    from app.services import clients

    today = clock.today()
    born = date(today.year - 22, 2, 3)
    state.client_id = new_id()
    clients.register_client(
        state.register,
        NotificationFields(received_on=today, notifier_type="politie", sectors=(Sector.SEXUAL_SERVICES,)),
        client_id=state.client_id,
        notification_id=new_id(),
        fields=ClientFields(
            given_name="Źofia", family_name="Čapkové", born_from=born, born_to=born, gender="vrouw",
            languages=("pl",), interpreter_needed=True, found_in="goes",
            safe_contact=(("niet_bellen", ""), ("gebied", "Zeeland of Rotterdam")), informed_on=today,
        ),
        trajectory=TrajectoryFields(
            started_on=today, legal_regime="wmo_2015", situation="Cliënt is mogelijk slachtoffer.",
            wish="Rust, een eigen kamer, haar opleiding afmaken.", urgent_care="Gebruikt dagelijks medicijnen.",
        ),
    )  # fmt: skip
    found = clients.find(state.register, "capkove zofia")
    if [hit.id for hit in found] != [state.client_id]:
        raise AssertionError


def _request(state: _Run) -> Any:
    from app.model.codes import Purpose, Scope
    from app.model.disclosures import ReleaseRequest
    from app.services import organisations

    fier = next(o.id for o in organisations.all_of_them(state.register) if o.name == "Fier")
    scopes = (Scope.NAME, Scope.BIRTH_DATE, Scope.AGE_GENDER, Scope.LANGUAGE, Scope.CONTACT, Scope.SAFETY,
              Scope.EXPLOITATION, Scope.URGENT_CARE, Scope.CARE_PLAN)  # fmt: skip
    return ReleaseRequest(client_id=state.client_id, recipient_id=fier, purpose=Purpose.SHELTER, scopes=scopes)


def _share(state: _Run, folder: Path) -> None:
    from app.errors import ConsentMissing
    from app.model.codes import ConsentForm, ConsentGiver, ConsentKind
    from app.model.consent import ConsentFields, default_end
    from app.model.records import new_id
    from app.services import consent, gate

    request, today = _request(state), clock.today()
    try:
        gate.disclose_without_paper(state.register, request, id=new_id())
    except ConsentMissing:
        pass
    else:
        raise AssertionError
    fields = ConsentFields(
        purpose=request.purpose, recipient_id=request.recipient_id, scopes=request.scopes, kind=ConsentKind.GIVEN,
        form=ConsentForm.WRITTEN, given_by=ConsentGiver.CLIENT, given_on=today, valid_until=default_end(today),
    )  # fmt: skip
    consent.record_consent(state.register, state.client_id, fields, id=new_id())


def _print_summary(state: _Run, folder: Path) -> None:
    from app.model.codes import HandedOver
    from app.model.records import new_id
    from app.services import gate, printing

    question = "Heeft u binnen twee weken een veilige plek met begeleiding?"
    preview = printing.summary_preview(state.register, _request(state), question)
    disclosure_id = new_id()
    released = printing.release_summary(state.register, preview, id=disclosure_id)
    path = state.out / "samenvatting.pdf"
    printing.save(released, path, None, overwrite=True)
    gate.record_handover(state.register, disclosure_id, HandedOver.DESTROYED, clock.today(), id=new_id())
    state.made.append(path)


def _export_counts(state: _Run, folder: Path) -> None:
    from app.model.count_tables import CountRequest, TableKind
    from app.model.records import new_id
    from app.services import counts

    years = tuple(sorted(counts.choices(state.register)[TableKind.YEARS]))
    inputs = counts.prepare(state.register, CountRequest(TableKind.YEARS, years))
    publication = counts.publish(state.register, inputs, counts.protect(inputs), id=new_id())
    path = state.out / counts.file_name(publication.request)
    counts.save(publication, path, overwrite=True)
    state.made.append(path)


def _draw(state: _Run, folder: Path) -> None:
    from ui.windows.main_window import MainWindow
    from ui.windows.pages import Place, exists

    window = MainWindow(state.register, state.application.runner)
    window.resize(1366, 768)
    window.show()
    try:
        for page in ("today", "clients", "client", "new_client", "referrals", "counts", "management"):
            if exists(page):
                window.go(Place(page, state.client_id if page == "client" else ""))
                _settle()
                path = state.out / f"venster-{page}.png"
                if not window.grab().save(str(path)):
                    raise OSError
                state.made.append(path)
    finally:
        window.hide()
        window.deleteLater()


def _settle() -> None:
    from PySide6.QtWidgets import QApplication

    for _ in range(5):
        QApplication.processEvents()
