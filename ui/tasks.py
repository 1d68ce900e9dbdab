"""Work that takes long, on one worker thread; results come back on the window's thread.

A *register task* holds the register (unlock, import, back-up): the window that owns it is disabled
at once. A *pure task* gets plain values only (a PDF, counts): the window stays live. There is one
worker, so tasks run one after the other (``style.md`` §3.7).
"""

from __future__ import annotations

import gc
import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.errors import Cancelled, RegisterBusy, RegisterError
from ui import theme as look

PROGRESS_AFTER_MS = 600


class Progress(Protocol):
    """What a service calls while it works; raises Cancelled once she pressed Stoppen."""

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is."""


class Task(QObject):
    """One piece of work as the window sees it; made by :class:`TaskRunner`, lives on its thread.

    Signals: ``succeeded(result)``, ``failed(error)`` (a RegisterError, or the unexpected exception
    as it is), ``progressed(done, total)``, then always ``finished()``. A cancelled task only
    tells ``stopped()`` and finishes. When the owner is gone no signal comes any more.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int)
    finished = Signal()
    stopped = Signal()

    def __init__(self, owner: QWidget, text: str, is_register_task: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.owner = owner
        self.text = text
        self.is_register_task = is_register_task
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; it stops at its next report and rolls back."""
        self._cancelled.set()
        self.stopped.emit()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled.is_set()

    def report(self, done: int, total: int) -> None:
        """Called from the worker (it is the ``progress`` of the service)."""
        if self.is_cancelled:
            raise Cancelled
        self.progressed.emit(done, total)


class _Collecting:
    """Python collects cycles on whichever thread happens to allocate. On the worker that would destroy widgets
    (seen: a segmentation fault), so it is paused while any task runs and resumed on the main thread.
    """

    def __init__(self) -> None:
        self._paused = 0

    def pause(self) -> None:
        """A task begins."""
        self._paused += 1
        gc.disable()

    def resume(self) -> None:
        """A task has ended; with the last one collecting goes on."""
        self._paused -= 1
        if self._paused == 0:
            gc.enable()


_collecting = _Collecting()

_Job = tuple[Task, Callable[[], Any]]
_QUEUED = Qt.ConnectionType.QueuedConnection


class TaskRunner(QObject):
    """Exactly one worker thread; refuses new work once closing.

    Signals: ``busy_changed(bool)`` when a register task starts or the last one has ended.
    """

    busy_changed = Signal(bool)
    _arrived = Signal(object, bool, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._deliver, _QUEUED)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._tasks: list[Task] = []
        self._closing = False
        self._focus: QWidget | None = None
        self._thread = threading.Thread(target=_work, args=(self._jobs, self), name="worker", daemon=True)
        self._thread.start()

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        owner: QWidget,
        text: str = "",
        with_progress: bool = False,
        is_register_task: bool = False,
    ) -> Task:
        """Start ``function(*args)``; with ``with_progress`` it also gets ``progress=``.

        ``text`` is what the progress window says (nothing is shown without it). RegisterBusy when
        the runner is closing. Connect to the task before returning to the event loop: results are
        always delivered later, never inside this call.
        """
        if self._closing:
            raise RegisterBusy
        task = Task(owner, text, is_register_task, self)
        if is_register_task and not self._holds_register():
            self._focus = owner.window().focusWidget()
            self.busy_changed.emit(True)
        if is_register_task:
            owner.window().setEnabled(False)
        self._tasks.append(task)
        _collecting.pause()
        if text:
            ProgressWindow(task)
        extra = {"progress": task.report} if with_progress else {}
        self._jobs.put((task, lambda: function(*args, **extra)))
        return task

    def is_busy(self) -> bool:
        """Whether anything is running or waiting."""
        return bool(self._tasks)

    def close(self, cancel: bool = True) -> None:
        """Refuse new work, stop or finish what runs, and wait for the thread (at lock and quit)."""
        self._closing = True
        if cancel:
            for task in self._tasks:
                task.cancel()
        self._jobs.put(None)
        self._thread.join()
        for _ in self._tasks:
            _collecting.resume()
        self._tasks.clear()

    def _holds_register(self) -> bool:
        return any(task.is_register_task for task in self._tasks)

    def _release(self, window: QWidget) -> None:
        window.setEnabled(True)
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus = None

    def _deliver(self, task: Task, succeeded: bool, value: object) -> None:
        if task not in self._tasks:
            return
        self._tasks.remove(task)
        _collecting.resume()
        has_owner = shiboken6.isValid(task.owner)
        if task.is_register_task and not self._holds_register():
            if has_owner:
                self._release(task.owner.window())
            self.busy_changed.emit(False)
        if has_owner:
            if succeeded and not task.is_cancelled:
                task.succeeded.emit(value)
            elif not succeeded and not isinstance(value, Cancelled):
                task.failed.emit(value)
            task.finished.emit()
        task.deleteLater()


def _work(jobs: queue.SimpleQueue[_Job | None], runner: TaskRunner) -> None:
    while (job := jobs.get()) is not None:
        task, call = job
        try:
            if task.is_cancelled:
                raise Cancelled
            outcome: tuple[bool, object] = True, call()
        except RegisterError as error:
            outcome = False, error
        except Exception as error:  # noqa: BLE001 (it goes to the window, which treats it as a bug)
            outcome = False, error
        if shiboken6.isValid(runner):
            runner._arrived.emit(task, *outcome)
        del task, call, job, outcome


class ProgressWindow(QDialog):
    """What a task says while it runs: shown after 600 ms, modal to its window, with [Stoppen]."""

    def __init__(self, task: Task) -> None:
        super().__init__(task.owner.window())
        self._task = task
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Even geduld"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = QLabel(task.text)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(task.text)
        self.stop = QPushButton(self.tr("Stoppen"))
        self.stop.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.PAGE, look.LARGE, look.PAGE, look.LARGE)
        layout.setSpacing(look.MEDIUM)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        line = QHBoxLayout()
        line.addWidget(self.stop)
        line.addStretch(1)
        layout.addLayout(line)
        self.setMinimumWidth(look.theme().px(360))
        task.progressed.connect(self._advance, _QUEUED)
        task.destroyed.connect(self._end)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._appear)
        self._timer.start(PROGRESS_AFTER_MS)

    def reject(self) -> None:
        """Esc and [Stoppen] ask the task to stop; the window closes when it has."""
        self._task.cancel()
        self.stop.setEnabled(False)
        self.words.setText(self.tr("Bezig met stoppen …"))

    def _appear(self) -> None:
        if not self._task.is_cancelled:
            self.setEnabled(True)
            self.open()

    def _advance(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _end(self) -> None:
        self._timer.stop()
        self.done(0)
        self.deleteLater()
