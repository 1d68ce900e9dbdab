"""The window while no register is open: welcome, assistant, unlocking, locking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import logs, paths
from app.errors import RegisterDamaged, RegisterError
from app.services import start
from ui import messages
from ui.messages import Message
from ui.places import Places
from ui.tasks import TaskRunner
from ui.theme import theme
from ui.views.start import WelcomeView
from ui.widgets.reading_order import InReadingOrder
from ui.windows.text_size import add_text_size_keys

if TYPE_CHECKING:
    from ui.views.assistant import Assistant
    from ui.views.forgotten import ForgottenView
    from ui.views.locking import LockingView, State
    from ui.views.restore import RestoreView
    from ui.views.salvage import SalvageView

MakeDemo = Callable[..., Any]


def load_services() -> None:
    """Import what the window needs, on the worker, while she types."""
    import app.services.clients
    import app.services.drafts
    import app.services.organisations
    import app.services.session
    import app.services.today  # noqa: F401


def load_window() -> None:
    """Import the window while the worker derives the key: both take a moment, and now at once."""
    import_module("ui.windows.main_window")
    import_module("ui.views.today")


class StartWindow(InReadingOrder, QWidget):
    """Holds one view at a time. Signals: ``opened(register)``, ``closed()``, ``locked(has_kept)``, ``given_up()``."""

    opened = Signal(object)
    closed = Signal()
    locked = Signal(bool)
    given_up = Signal()

    def __init__(
        self,
        runner: TaskRunner,
        make_demo: MakeDemo | None = None,
        parent: QWidget | None = None,
        places: Places | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Zorgregister"))
        self.setMinimumSize(320, 240)
        self._runner, self._make_demo = runner, make_demo
        self._places = places or Places(parent=self)
        self.backup_trouble: Message | None = None
        self.advice: Message | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.view: QWidget | None = None
        self._is_warm = self._is_locking = False
        self._locking: LockingView | None = None
        self._assistant: Assistant | None = None
        self._forgotten: ForgottenView | None = None
        self._salvage: SalvageView | None = None
        self._warm_timer = QTimer(self)
        self._warm_timer.setSingleShot(True)
        self._warm_timer.setInterval(120)
        self._warm_timer.timeout.connect(self._warm)
        self._ready_timer = QTimer(self)
        self._ready_timer.setSingleShot(True)
        self._ready_timer.setInterval(40)
        self._ready_timer.timeout.connect(load_window)
        add_text_size_keys(self)

    def sizeHint(self) -> QSize:
        """The size of the pictures, or what the screen has."""
        room = self.screen().availableGeometry()
        return QSize(min(1366, room.width()), min(768, room.height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Load what comes next once this is painted."""
        super().showEvent(event)
        if not self._is_warm:
            self._warm_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is begun for a window that is gone."""
        self._warm_timer.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing ends the program, but never while text still has to be kept."""
        if self._is_locking:
            event.ignore()
            return
        if self._assistant is not None and self.view is self._assistant and self._assistant.register is not None:
            event.ignore()
            self._leave_assistant(self._assistant.register)
            return
        if self._forgotten is not None and self.view is self._forgotten:
            self._forgotten.let_go()
        if self._salvage is not None and self.view is self._salvage:
            self._salvage.let_go()
        super().closeEvent(event)
        self.closed.emit()

    # -- what is shown ----------------------------------------------------------------------

    def show_first(self, folder: Path, is_wanted: bool) -> None:
        """Unlock what stands in ``folder``; a new user is welcomed. ``is_wanted``: she chose this folder before."""
        if is_wanted or start.look(folder).has_register:
            self.show_unlock(folder)
        else:
            self.show_welcome(folder)

    def show_welcome(self, folder: Path) -> None:
        """Step 1 of a new register in ``folder``."""
        view = WelcomeView()
        view.new_wanted.connect(lambda: self.show_assistant(folder))
        view.other_wanted.connect(lambda: self._choose_register(folder))
        view.examples_wanted.connect(self.make_examples)
        view.restore_wanted.connect(lambda: self.show_restore(folder, partial(self.show_welcome, folder)))
        view.lost_wanted.connect(lambda: self.show_lost(folder, partial(self.show_welcome, folder)))
        self._show(view)

    def show_assistant(self, folder: Path) -> None:
        """Steps 2 to 4."""
        from ui.views.assistant import Assistant

        self._assistant = view = Assistant(folder, self._runner, self._places)
        view.opened.connect(self.opened)
        view.cancelled.connect(lambda: self.show_welcome(folder))
        self._show(view)

    def show_unlock(self, folder: Path, hint: str = "") -> None:
        """Ask for the passphrase."""
        from ui.views.unlock import UnlockView

        view = UnlockView(folder, self._runner, hint, places=self._places)
        view.damaged.connect(partial(self.show_damaged, folder))
        view.behind.connect(self._behind)
        view.opened.connect(self.opened)
        view.tried.connect(self._ready_timer.start)
        view.other_wanted.connect(lambda: self._choose_register(folder))
        view.new_wanted.connect(lambda: self.show_welcome(start.default_folder()))
        view.restore_wanted.connect(lambda: self.show_restore(folder, partial(self.show_unlock, folder, hint)))
        view.forgotten_wanted.connect(lambda: self.show_forgotten(folder))
        view.lost_wanted.connect(lambda: self.show_lost(folder, partial(self.show_unlock, folder, hint)))
        self._show(view)

    def show_restore(self, folder: Path, go_back: Callable[[], None]) -> None:
        """Put a back-up back into ``folder``."""
        from ui.views.restore import RestoreView

        view = RestoreView(folder, self._runner, self._places)
        again = partial(self.show_restore, folder, go_back)
        view.sheet_wanted.connect(lambda chosen: self._show_sheet_restore(folder, chosen, again))
        self._show_restoring(view, folder, go_back)

    def _show_sheet_restore(self, folder: Path, chosen: str, go_back: Callable[[], None]) -> None:
        from ui.views.restore_sheet import SheetRestoreView

        view = SheetRestoreView(folder, self._runner, self._places)
        self._show_restoring(view, folder, go_back)
        if chosen:
            view.use_file(chosen)

    def _show_restoring(self, view: RestoreView, folder: Path, go_back: Callable[[], None]) -> None:
        view.restored.connect(lambda words: self.show_unlock(folder, words))
        view.salvage_wanted.connect(lambda text: self.show_damaged(folder, text, RegisterDamaged()))
        view.cancelled.connect(go_back)
        self._show(view)
        view.begin()

    def show_damaged(self, folder: Path, passphrase: str, error: RegisterError) -> None:
        """What is wrong with the register in ``folder``, and the ways back."""
        from ui.views.salvage import SalvageView

        self._salvage = view = SalvageView(folder, passphrase, error, self._runner, self._places)
        view.saved.connect(partial(self._was_saved, folder))
        view.restore_wanted.connect(lambda: self.show_restore(folder, partial(self.show_unlock, folder)))
        view.cancelled.connect(lambda: self.show_unlock(folder))
        self._show(view)
        view.begin()

    def show_lost(self, folder: Path, go_back: Callable[[], None]) -> None:
        """What to do when the laptop is gone; asks for no passphrase."""
        from ui.views.lost import LostView

        view = LostView(folder)
        view.cancelled.connect(go_back)
        self._show(view)
        view.begin()

    def show_forgotten(self, folder: Path) -> None:
        """Open with the recovery sheet."""
        from ui.views.forgotten import ForgottenView

        self._forgotten = view = ForgottenView(folder, self._runner)
        view.opened.connect(self._recovered)
        view.cancelled.connect(lambda: self.show_unlock(folder))
        self._show(view)
        view.begin()

    def show_locking(
        self, register: Any, states: Sequence[State], is_closing: bool = False, in_haste: bool = False
    ) -> None:
        """Blank now; write, back up and lock on the worker. Only when closing she is asked to put the stick in.

        ``in_haste``: no back-up; the laptop goes to sleep, or the session ends.
        """
        from ui.views.locking import LockingView

        self._is_locking = True
        places = Places() if register.is_demo else self._places
        self._locking = view = LockingView(register, states, self._runner, places, may_ask=is_closing)
        view.locked.connect(self._locked)
        view.given_up.connect(self.given_up)
        if in_haste:
            view.hurry()
        self._show(view)
        view.begin()

    @property
    def is_locking(self) -> bool:
        """Whether a register is being closed behind this blank window."""
        return self._is_locking

    def hurry(self) -> None:
        """A lock that is under way goes on without its back-up."""
        if self._is_locking and self._locking is not None:
            self._locking.hurry()

    def make_examples(self) -> None:
        """Make the invented register and open it."""
        if self._make_demo is None:
            return
        view = self.view or self
        task = self._runner.run(
            self._make_demo,
            paths.demo_folder(),
            owner=view,
            text=self.tr("De voorbeelden worden gemaakt…"),
            with_progress=True,
            is_register_task=True,
        )
        task.succeeded.connect(self.opened)
        task.failed.connect(self._examples_failed)

    # -- inside -----------------------------------------------------------------------------

    def _show(self, view: QWidget) -> None:
        old, self.view = self.view, view
        if old is not None:  # first: a hidden view would hand the cursor to something of its own
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._layout.addWidget(view)
        view.show()

    def _choose_register(self, folder: Path) -> None:
        from ui.widgets.file_dialog import FolderChooser

        place = folder if folder.is_dir() else folder.parent
        dialog = FolderChooser(self.tr("Map van het register"), self.tr("Dit register openen"), place, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.show_unlock(Path(chosen)))
        dialog.open()

    def _examples_failed(self, error: Exception) -> None:
        if not isinstance(self.view, WelcomeView):
            self.show_welcome(start.default_folder())
        if isinstance(self.view, WelcomeView):
            known = isinstance(error, RegisterError)
            message = messages.message_for(error) if known else messages.unexpected(logs.mistake(error))  # type: ignore[arg-type]
            self.view.bar.show_message(message)

    def _locked(self, has_kept: bool) -> None:
        self._is_locking = False
        if self._locking is not None:
            self.backup_trouble = self._locking.trouble
        self.locked.emit(has_kept)

    def _was_saved(self, folder: Path, words: str) -> None:
        title = self.tr("De leesbare gegevens zijn gered.")
        text = self.tr("Kijk bij Beheer, onder Controle, wat u moet nakijken. Maak daarna een nieuwe reservekopie.")
        self.advice = Message(title, text, "warn")
        self.show_unlock(folder, words)

    def _behind(self, ahead: Any) -> None:
        from ui.views.salvage import behind_message

        self.advice = behind_message(ahead)

    def _recovered(self, register: Any) -> None:
        title = self.tr("Uw nieuwe wachtwoordzin geldt vanaf nu.")
        text = self.tr("Het herstelblad blijft geldig, maar de envelop is open. Maak bij Beheer een nieuw blad.")
        self.advice = Message(title, text, "ok")
        self.opened.emit(register)

    def _leave_assistant(self, register: Any) -> None:
        """The register is made; it waits, closed, for the next start."""
        self.show_locking(register, ())
        if self._locking is not None:
            self._locking.locked.disconnect(self._locked)
            self._locking.locked.connect(self._left)

    def _left(self, _: bool) -> None:
        self._is_locking = False
        self.close()

    def _warm(self) -> None:
        self._is_warm = True
        self._runner.run(load_services, owner=self)
        QLocale = import_module("PySide6.QtCore").QLocale  # noqa: N806 - hundreds of names: not before the first paint
        QLocale.setDefault(QLocale("nl_NL"))
        theme().load_other_scripts()
        import_module("ui.views.locking")  # so that a lock is blank at once


