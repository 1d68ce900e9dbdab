"""The program as a whole: look, language, mistakes, and which window is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QByteArray,
    QLibraryInfo,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication, QWidget

from app import logs, paths, settings
from app.errors import RegisterError
from app.services import start
from ui import messages
from ui.messages import Message
from ui.places import Places
from ui.tasks import TaskRunner
from ui.theme import theme
from ui.widgets import clipboard
from ui.widgets.file_dialog import keep_no_places
from ui.windows import leaving
from ui.windows.session_watch import EndWatch, SessionWatch
from ui.windows.start_window import StartWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

    from ui.windows.main_window import MainWindow
    from ui.windows.pages import Place


FRAME = 60
"""Room for the frame that the desktop puts around a window, and its panel."""


SESSION_END_SECONDS = 3.0
"""What a desktop gives a program at the end of a session is about five."""


LISTEN_AFTER_MS = 400
"""The start screen stands first."""


@dataclass(frozen=True)
class Options:
    """What was asked for at the start. ``make_demo(folder, progress)`` returns an open register."""

    register: Path | None = None
    is_demo: bool = False
    make_demo: Callable[..., Any] | None = None


class Application(QObject):
    """One window at a time: the start window while locked, the main window while open."""

    _trouble = Signal(object, str)

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.qt = QApplication.instance() or QApplication([paths.APP_NAME])
        self.options = options
        keep_no_places()
        clipboard.watch()
        self.settings = settings.load(paths.settings_file())
        self.runner = TaskRunner(self)
        self.places = Places((Path(text) for text in self.settings.backup_folders), self)
        self.places.changed.connect(self._remember_places)
        self.start_window: StartWindow | None = None
        self.main_window: MainWindow | None = None
        self._place: Place | None = None
        self._half_typed: list[tuple[str, str]] = []
        self._untold: Message | None = None
        self._demo_folder: Path | None = None
        self._quits = False
        self.session_watch = SessionWatch(self)
        self.session_watch.left.connect(lambda in_haste: self.lock(in_haste=in_haste))
        self.session_watch.woke.connect(self._woke)
        self._box: QMessageBox | None = None
        self._translator = QTranslator(self)
        self._speak_dutch()
        self._dress()
        self._trouble.connect(self._tell)
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(400)
        self._save_timer.timeout.connect(self._save_settings)

    def run(self) -> int:
        """Show the start screen and go on until she quits."""
        logs.watch(self._trouble.emit)
        qInstallMessageHandler(_qt_message)
        self._end_watch = EndWatch(self)
        self._end_watch.asked.connect(self.end_now)
        if isinstance(self.qt, QApplication):
            self.qt.commitDataRequest.connect(self._session_ends)
        self.show_start()
        QTimer.singleShot(LISTEN_AFTER_MS, self._listen)
        if not isinstance(self.qt, QApplication):
            return 1
        code = self.qt.exec()
        self.end()
        qInstallMessageHandler(None)  # Qt may speak once more when Python is gone: that was a crash at the very end
        return code

    def _listen(self) -> None:
        self.session_watch.start()

    def show_start(self) -> None:
        """The first window."""
        window = self._new_start_window()
        if self.options.is_demo:
            window.show_welcome(start.default_folder())
            window.show()
            window.make_examples()
            return
        remembered = self.settings.register_folder
        folder = self.options.register or (Path(remembered) if remembered else start.default_folder())
        window.show_first(folder, is_wanted=bool(remembered) and self.options.register is None)
        window.show()

    def lock(self, then_quit: bool = False, in_haste: bool = False) -> None:
        """Blank at once, take what is half typed into memory, destroy the window, then write and lock.

        ``in_haste``: what still runs is stopped and no back-up is made, for there is no time.
        """
        main = self.main_window
        if main is None:
            if in_haste and self.start_window is not None:
                self.start_window.hurry()
            return
        self._quits = then_quit
        if in_haste:
            self.runner.cancel_all()
        main.palette_list.close_list()
        states = leaving.half_typed_forms()
        self._place = None if then_quit else main.place()
        self._half_typed = [(form, subject) for form, subject, _ in states]
        self._remember_window(main)
        register = main.desk.register
        register.leave()
        blank = self._new_start_window()
        blank.show_locking(register, states, is_closing=then_quit and not in_haste, in_haste=in_haste)
        blank.restoreGeometry(main.saveGeometry())
        leaving.hide_everything_but(blank)
        blank.show()
        leaving.begin_forgetting()
        clipboard.forget()
        self.main_window = None
        main.deleteLater()

    def end_now(self) -> None:
        """The system asks the program to end: lock without a back-up and quit; what is locked already quits."""
        if self.main_window is not None:
            self.lock(then_quit=True, in_haste=True)
        elif self.start_window is not None and self.start_window.is_locking:
            self._quits = True
            self.start_window.hurry()
        else:
            self.qt.quit()

    def _session_ends(self, manager: QSessionManager) -> None:
        """She logs out, or the computer shuts down: the register is closed before this returns, if that is quick."""
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
        self.lock(in_haste=True)
        self.runner.wait(SESSION_END_SECONDS)

    def _woke(self) -> None:
        if self.main_window is not None:
            self.main_window.idle.check()

    def end(self) -> None:
        """Let go of everything; the register is locked by now."""
        clipboard.forget()
        theme().changed.disconnect(self._remember_look)
        self._save_timer.stop()
        self._save_settings()
        self.runner.close()
        if self._demo_folder is not None:
            start.remove_demo(self._demo_folder)

    # -- windows ----------------------------------------------------------------------------

    def _new_start_window(self) -> StartWindow:
        window = StartWindow(self.runner, self.options.make_demo, places=self.places)
        window.opened.connect(self._opened)
        window.locked.connect(self._locked)
        window.given_up.connect(self.qt.quit)
        window.closed.connect(self._start_closed)
        self._restore_window(window)
        self.start_window = window
        return window

    def _opened(self, register: Any) -> None:
        from ui.windows.main_window import MainWindow

        if register.is_demo:
            self._demo_folder = register.folder
        else:
            self.settings = replace(self.settings, register_folder=str(register.folder))
            self._save_settings()
        main = MainWindow(register, self.runner, self.places, self.session_watch)
        main.lock_wanted.connect(self.lock)
        main.quit_wanted.connect(lambda: self.lock(then_quit=True))
        self.main_window = main
        if self._place is not None:
            main.go(self._place)
        main.offer_half_typed(self._half_typed)
        if self._untold is not None and not register.is_demo:
            main.keeper.say(self._untold)
        self._untold = None
        self._say_first(main, register)
        self._half_typed, self._place = [], None
        self._restore_window(main)
        if self.start_window is not None:
            main.restoreGeometry(self.start_window.saveGeometry())
        main.show()
        self.session_watch.hold(int(main.winId()))
        self._drop_start_window()

    def _say_first(self, main: MainWindow, register: Any) -> None:
        """What she should know first: advice of the way in, or that somebody tried another passphrase."""
        from app.services import vault

        advice = self.start_window.advice if self.start_window is not None else None
        status = vault.status(register)
        failed = status.failed_before
        if status.old_keys:
            from ui.views.security import old_keys_message

            advice = advice or old_keys_message()
        if status.count_was_unreadable:
            title = self.tr("De telling van verkeerde wachtwoordzinnen was niet te lezen.")
            text = self.tr("Misschien heeft iemand het bestand aangeraakt, of de schijf gaf een fout. Staat uw laptop "
                           "op een plek waar anderen bij kunnen? Vertel het uw organisatie.")  # fmt: skip
            advice = advice or Message(title, text, "warn")
        elif failed:
            times = self.tr("{n} keer").format(n=failed)
            title = self.tr("Sinds uw vorige keer is er {keer} een verkeerde wachtwoordzin getypt.").format(keer=times)
            text = self.tr("Was u dat niet? Vertel het uw organisatie en wijzig uw wachtwoordzin bij Beheer.")
            advice = advice or Message(title, text, "warn")
        if advice is not None:
            main.say(advice)

    def _locked(self, has_kept: bool) -> None:
        self.session_watch.release()
        leaving.end_forgetting()
        if not has_kept:
            self._half_typed = []
        window = self.start_window
        if window is not None:
            self._untold = window.backup_trouble
        if self._quits or window is None:
            self._drop_start_window()
            self.qt.quit()
            return
        if self._demo_folder is not None:
            from app.services import session

            hint = self.tr("Dit zijn voorbeelden. De wachtwoordzin is: {zin}")
            window.show_unlock(self._demo_folder, hint.format(zin=session.DEMO_PASSPHRASE))
        else:
            folder = self.settings.register_folder
            window.show_unlock(Path(folder) if folder else start.default_folder())

    def _start_closed(self) -> None:
        if self.main_window is None:
            self.qt.quit()

    def _drop_start_window(self) -> None:
        window, self.start_window = self.start_window, None
        if window is not None:
            window.hide()
            window.deleteLater()

    # -- look and settings ------------------------------------------------------------------

    def _speak_dutch(self) -> None:
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load("qtbase_nl", folder):
            self.qt.installTranslator(self._translator)

    def _dress(self) -> None:
        if isinstance(self.qt, QApplication):
            self.qt.setQuitOnLastWindowClosed(False)
            theme().apply(self.qt, self.settings.theme, self.settings.text_size)  # type: ignore[arg-type]
        theme().changed.connect(self._remember_look)

    def _remember_look(self) -> None:
        self.settings = replace(self.settings, theme=theme().choice, text_size=theme().text_size)
        self._save_timer.start()

    def _remember_places(self) -> None:
        self.settings = replace(self.settings, backup_folders=tuple(str(place) for place in self.places.folders))
        self._save_timer.start()

    def _remember_window(self, window: QWidget) -> None:
        geometry = bytes(window.saveGeometry().data()).hex()
        self.settings = replace(self.settings, window=geometry)
        self._save_timer.start()

    def _restore_window(self, window: QWidget) -> None:
        try:
            stored = bytes.fromhex(self.settings.window)
        except ValueError:
            stored = b""
        if stored and window.restoreGeometry(QByteArray(stored)):
            return
        wanted, room = window.sizeHint(), window.screen().availableGeometry().size()
        window.resize(wanted)
        if wanted.width() >= room.width() or wanted.height() + FRAME >= room.height():
            window.setWindowState(Qt.WindowState.WindowMaximized)  # with its frame it would not fit

    def _save_settings(self) -> None:
        try:
            settings.save(paths.settings_file(), self.settings)
        except RegisterError as error:
            logs.refusal(error)  # preferences only: nothing of hers is lost

    # -- mistakes ---------------------------------------------------------------------------

    def _tell(self, error: BaseException, reference: str) -> None:
        """One box for a mistake of ours; a refusal that no page caught is said in the window."""
        if isinstance(error, RegisterError):
            if self.main_window is not None:
                self.main_window.say(messages.message_for(error))
            return
        from PySide6.QtWidgets import QMessageBox

        from ui.widgets.basics import Button

        if self._box is not None:
            return
        message = messages.unexpected(reference)
        box = QMessageBox(self.main_window or self.start_window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Zorgregister"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(message.title)
        box.setInformativeText(message.text)
        if self.main_window is not None:
            lock = Button(self.tr("Register vergrendelen"), parent=box)  # a plain one is too narrow for its words
            lock.clicked.connect(lambda _=False: self.lock())
            box.addButton(lock, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(Button(self.tr("Verder werken"), parent=box), QMessageBox.ButtonRole.RejectRole)
        box.destroyed.connect(self._box_gone)
        self._box = box
        box.open()

    def _box_gone(self) -> None:
        self._box = None


def _qt_message(kind: QtMsgType, context: QMessageLogContext, _words: str | None) -> None:
    """What Qt says may hold what was typed; the log gets its kind and category only."""
    if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        category = str(context.category or "default")
        logs.event(f"qt.{kind.name}.{category}", line=int(context.line or 0))
