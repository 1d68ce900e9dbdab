"""Pictures of every page and tab in light, dark and at 200 % text, from the invented register.

Run: ./run shots, or python -m tests.shots [folder] [light dark large] [page …]
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QDialog

from app import paths
from app.demo.build import make_demo
from app.errors import RegisterError
from app.services import listing, session
from app.services.session import Register
from ui.application import Application, Options
from ui.theme import theme
from ui.windows.main_window import MainWindow
from ui.windows.pages import Place, exists

LOOKS = {"light": ("light", 100), "dark": ("dark", 100), "large": ("light", 200), "contrast": ("high_contrast", 100)}
TABS = ("timeline", "overview", "plan", "consent", "referrals", "notifications", "shared")
DIALOGS = ("new_contact", "new_step", "new_consent", "summary", "edit")
KEEPING = ("backup", "security", "check")
PAGES = ("today", "clients", "new_client", "referrals", "network", "counts", "management")


def places(register: Register) -> list[Place]:
    """Every page, and the tabs of the client with the most to see."""
    rows = listing.client_rows(register)
    client_id = next(row.id for row in rows if row.family_name == "Țîrlea")
    pages = [Place(page) for page in PAGES if exists(page)] + [Place("client", client_id, tab) for tab in TABS]
    pages += [Place("management", object_id=tab) for tab in KEEPING]
    return [*pages, Place("referral_form", object_id=client_id)]


def settle() -> None:
    """Let everything be laid out and painted."""
    for _ in range(8):
        QApplication.processEvents()


def draw_dialogs(window: MainWindow, out: Path, look: str) -> None:
    """The dialogs that the client's page opens by its acts."""
    window.go(next(place for place in places(window.desk.register) if place.tab == "overview"))
    for act in DIALOGS:
        window.perform(act)
        settle()
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.grab().save(str(out / f"dialog-{act}-{look}.png"))
                dialog.done(QDialog.DialogCode.Rejected)
        settle()


def main(arguments: list[str]) -> int:
    """Draw what was asked for; everything without arguments."""
    looks = [word for word in arguments if word in LOOKS] or ["light", "dark", "large"]
    names = {*PAGES, *TABS, *KEEPING}
    wanted = [word for word in arguments if word in names]
    folders = [word for word in arguments if word not in {*LOOKS, *names}]
    out = Path(folders[0]) if folders else Path("out") / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    kept = paths.runtime_folder() / "shots"
    application = Application(Options())
    try:
        register = session.unlock(kept, session.DEMO_PASSPHRASE)
    except RegisterError:
        shutil.rmtree(kept, ignore_errors=True)
        register = make_demo(kept)
    for look in looks:
        scheme, size = LOOKS[look]
        theme().choose(scheme)  # type: ignore[arg-type]
        theme().set_text_size(size)
        window = MainWindow(register, application.runner)
        window.resize(1366, 768)
        window.show()
        for place in places(register):
            tab = place.tab or (place.object_id if place.page == "management" else "")
            name = tab or place.page
            if wanted and name not in wanted:
                continue
            window.go(place)
            settle()
            while application.runner.is_busy():  # the page of counts shows them once they are proved
                settle()
            window.grab().save(str(out / f"{place.page}{'-' + tab if tab else ''}-{look}.png"))
        if not wanted:
            draw_dialogs(window, out, look)
        window.hide()
        window.deleteLater()
    register.close()
    application.end()
    print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
