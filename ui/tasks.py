"""Work that takes long, on one worker thread; results come back on the window's thread.

A *register task* holds the register (unlock, import, back-up): the window that owns it is disabled
at once. A *pure task* gets plain values only (a PDF, counts): the window stays live. There is one
worker, so tasks run one after the other (``style.md`` §3.7). What may hang for ever, a stick or a
network drive that no longer answers, is looked at beside it (:mod:`ui.looks`).
"""

from __future__ import annotations

import gc
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.errors import Cancelled, RegisterBusy, RegisterError
from ui import theme as look
from ui.looks import Look, Looker

PROGRESS_AFTER_MS = 600
KEYS_AFTER_MS = 500
"""A key pressed sooner after the progress window came was meant for what stood there before."""
JOIN_SECONDS = 10.0
"""How long quitting waits for work on a disk that no longer answers; whatever runs then may be cut off anywhere."""
SWEEP_MS = 1000
FULL_SWEEP_AFTER = 60


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
        self.cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; it stops at its next report and rolls back."""
        self.cancelled.set()
        self.stopped.emit()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self.cancelled.is_set()


@dataclass
class _Job:
    """What the worker has of a task: no object of Qt, so that it can never be the one that destroys a widget.

    The window's thread empties it; the worker only drops what is empty by then, or held there still.
    """

    number: int
    cancelled: threading.Event
    function: Callable[..., Any] | None
    args: tuple[Any, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)
    is_done: bool = False
    is_over: bool = False
    value: object = None

    def do(self) -> None:
        """On the worker."""
        try:
            if self.cancelled.is_set() or self.function is None:
                raise Cancelled
            self.value = self.function(*self.args, **self.extra)
            self.is_done = True
        except RegisterError as error:
            self.value = error
        except Exception as error:  # noqa: BLE001 (it goes to the window, which treats it as a bug)
            self.value = error
        self.is_over = True

    def empty(self) -> tuple[bool, object]:
        """On the window's thread: what came of it, and nothing is held any more."""
        outcome = self.is_done, self.value
        self.function, self.args, self.extra, self.value = None, (), {}, None
        return outcome


class _Sweeper:
    """Collects cycles on the window's thread only.

    Python collects on whichever thread happens to allocate; on the worker that would destroy widgets (seen: a
    segmentation fault). So while a runner lives it never collects by itself, and the window's thread does it
    each second, when as much was allocated as Python itself waits for.
    """

    def __init__(self) -> None:
        self._runners = self._sweeps = 0

    def take_over(self) -> None:
        """A runner begins."""
        self._runners += 1
        gc.disable()

    def give_back(self) -> None:
        """A runner has ended; with the last one Python goes on by itself."""
        self._runners -= 1
        if self._runners == 0:
            gc.enable()

    def sweep(self) -> None:
        """The oldest generation whose turn it is; all of it takes a tenth of a second, so once a minute at most."""
        self._sweeps += 1
        for generation in (2, 1, 0) if self._sweeps >= FULL_SWEEP_AFTER else (1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                self._sweeps = 0 if generation == 2 else self._sweeps
                return


_sweeper = _Sweeper()

_QUEUED = Qt.ConnectionType.QueuedConnection


class TaskRunner(QObject):
    """Exactly one worker thread; refuses new work once closing. Looks at folders go beside it (:meth:`look`).

    Signals: ``busy_changed(bool)`` when a register task starts or the last one has ended.
    """

    busy_changed = Signal(bool)
    _arrived = Signal(int)
    _reported = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._deliver, _QUEUED)
        self._reported.connect(self._advance, _QUEUED)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._tasks: dict[int, tuple[Task, _Job]] = {}
        self._count = 0
        self._closing = False
        self._focus: QWidget | None = None
        self._looker = Looker(self)
        _sweeper.take_over()
        self._sweep = QTimer(self)
        self._sweep.setInterval(SWEEP_MS)
        self._sweep.timeout.connect(_sweeper.sweep)
        self._sweep.start()
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
        self._count += 1
        extra = {"progress": _reporter(self, self._count, task.cancelled)} if with_progress else {}
        job = _Job(self._count, task.cancelled, function, args, extra)
        self._tasks[self._count] = task, job
        if text:
            ProgressWindow(task)
        self._jobs.put(job)
        return task

    def look(
        self, folders: Sequence[Path], function: Callable[[Path], Any], owner: QObject, seconds: float = 0.0
    ) -> Look:
        """Look at each folder on a thread of its own; see :meth:`ui.looks.Looker.look`."""
        return self._looker.look(folders, function, owner, seconds)

    def is_busy(self) -> bool:
        """Whether anything is running or waiting."""
        return bool(self._tasks)

    def cancel_all(self) -> None:
        """Ask whatever runs or waits to stop: there is no time for it."""
        for task, _ in tuple(self._tasks.values()):
            task.cancel()

    def wait(self, seconds: float) -> bool:
        """Hold the window until the worker has done what it was given; only for when the system ends the session."""
        until = time.monotonic() + seconds
        while any(not job.is_over for _, job in self._tasks.values()) and time.monotonic() < until:
            time.sleep(0.01)
        return all(job.is_over for _, job in self._tasks.values())

    def close(self, cancel: bool = True, seconds: float = JOIN_SECONDS) -> bool:
        """Refuse new work, stop or finish what runs, and wait for the thread (at lock and quit).

        False when it did not end in time: its disk no longer answers. It ends with the program.
        """
        if self._closing:
            return not self._thread.is_alive()
        self._closing = True
        if cancel:
            self.cancel_all()
        self._jobs.put(None)
        self._thread.join(seconds)
        self._sweep.stop()
        for _, job in self._tasks.values():
            job.empty()
        self._tasks.clear()
        _sweeper.give_back()
        return not self._thread.is_alive()

    def _holds_register(self) -> bool:
        return any(task.is_register_task for task, _ in self._tasks.values())

    def _release(self, window: QWidget) -> None:
        window.setEnabled(True)
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus = None

    def _advance(self, number: int, done: int, total: int) -> None:
        task, _ = self._tasks.get(number, (None, None))
        if task is not None and shiboken6.isValid(task.owner):
            task.progressed.emit(done, total)

    def _deliver(self, number: int) -> None:
        task, job = self._tasks.pop(number, (None, None))
        if task is None or job is None:
            return
        succeeded, value = job.empty()
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


def _reporter(runner: TaskRunner, number: int, cancelled: threading.Event) -> Progress:
    def report(done: int, total: int) -> None:
        if cancelled.is_set():
            raise Cancelled
        if shiboken6.isValid(runner):
            runner._reported.emit(number, done, total)

    return report


def _work(jobs: queue.SimpleQueue[_Job | None], runner: TaskRunner) -> None:
    while (job := jobs.get()) is not None:
        job.do()
        if shiboken6.isValid(runner):
            runner._arrived.emit(job.number)
        del job


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
        self.stop.setAutoDefault(False)  # else Enter, meant for what stood there before, would stop the work
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
        task.progressed.connect(self._advance)
        task.destroyed.connect(self._end)
        self._timer, self._deaf = QTimer(self), QTimer(self)
        self._timer.setSingleShot(True)
        self._deaf.setSingleShot(True)
        self._timer.timeout.connect(self._appear)
        self._timer.start(PROGRESS_AFTER_MS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that was on its way when this came is nobody's."""
        if not self._deaf.isActive():
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Esc and [Stoppen] ask the task to stop; the window closes when it has."""
        self._task.cancel()
        self.stop.setEnabled(False)
        self.words.setText(self.tr("Bezig met stoppen …"))

    def _appear(self) -> None:
        if not self._task.is_cancelled:
            self.setEnabled(True)
            self._deaf.start(KEYS_AFTER_MS)
            self.open()
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # no button: Tab goes to [Stoppen]

    def _advance(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _end(self) -> None:
        self._timer.stop()
        self.done(0)
        self.deleteLater()
