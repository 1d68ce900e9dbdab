import gc
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import DiskFull, RegisterBusy
from ui import looks, tasks
from ui.tasks import Progress, ProgressWindow, Task, TaskRunner


class Ear(QObject):
    """Hears a task on the window's thread."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.heard: list[tuple[str, Any]] = []
        self.threads: list[threading.Thread] = []
        task.succeeded.connect(self.take)
        task.failed.connect(self.fail)
        task.progressed.connect(self.step)
        task.finished.connect(self.end)

    def _hear(self, kind: str, value: Any = None) -> None:
        self.heard.append((kind, value))
        self.threads.append(threading.current_thread())

    def take(self, value: object) -> None:
        self._hear("succeeded", value)

    def fail(self, value: object) -> None:
        self._hear("failed", type(value))

    def step(self, done: int, total: int) -> None:
        self._hear("progressed", (done, total))

    def end(self) -> None:
        self._hear("finished")

    @property
    def is_done(self) -> bool:
        return ("finished", None) in self.heard


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_a_result_comes_later_and_on_the_window_thread(qtbot: QtBot, runner: TaskRunner, owner: QWidget) -> None:
    ear = Ear(runner.run(lambda a, b: (a + b, threading.current_thread().name), 1, 2, owner=owner))
    assert ear.heard == []
    qtbot.waitUntil(lambda: ear.is_done)
    assert ear.heard == [("succeeded", (3, "worker")), ("finished", None)]
    assert set(ear.threads) == {threading.main_thread()}


def test_tasks_run_one_after_the_other_in_order(qtbot: QtBot, runner: TaskRunner, owner: QWidget) -> None:
    running: list[int] = []
    seen: list[int] = []

    def work(number: int) -> int:
        running.append(number)
        assert len(running) == 1
        seen.append(number)
        running.remove(number)
        return number

    ears = [Ear(runner.run(work, number, owner=owner)) for number in range(20)]
    qtbot.waitUntil(lambda: all(ear.is_done for ear in ears))
    assert seen == list(range(20))
    assert not runner.is_busy()


@pytest.mark.parametrize(("error", "kind"), [(DiskFull(), DiskFull), (ZeroDivisionError(), ZeroDivisionError)])
def test_a_failure_is_handed_over(qtbot: QtBot, runner: TaskRunner, owner: QWidget, error: Exception, kind: type) -> None:
    def fail() -> None:
        raise error

    ear = Ear(runner.run(fail, owner=owner))
    qtbot.waitUntil(lambda: ear.is_done)
    assert ear.heard == [("failed", kind), ("finished", None)]


def test_progress_and_cancel(qtbot: QtBot, runner: TaskRunner, owner: QWidget) -> None:
    reached = threading.Event()
    go_on = threading.Event()
    steps: list[int] = []

    def work(progress: Progress) -> str:
        for step in range(10):
            progress(step, 10)
            steps.append(step)
            reached.set()
            go_on.wait(5)
        return "klaar"

    task = runner.run(work, owner=owner, with_progress=True)
    ear = Ear(task)
    assert reached.wait(5)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: ear.is_done)
    assert steps == [0]
    assert {kind for kind, _ in ear.heard} <= {"progressed", "finished"}


def test_a_task_cancelled_before_its_turn_never_runs(qtbot: QtBot, runner: TaskRunner, owner: QWidget) -> None:
    gate = threading.Event()
    ran: list[int] = []
    first = Ear(runner.run(lambda: gate.wait(5), owner=owner))
    task = runner.run(lambda: ran.append(1), owner=owner)
    second = Ear(task)
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: first.is_done and second.is_done)
    assert ran == []


def test_a_register_task_disables_its_window_and_gives_the_focus_back(qtbot: QtBot, runner: TaskRunner, owner: QWidget) -> None:
    gate = threading.Event()
    edit = QLineEdit(owner)
    edit.show()
    owner.activateWindow()
    qtbot.waitUntil(owner.isActiveWindow)
    edit.setFocus()
    changes: list[bool] = []
    runner.busy_changed.connect(changes.append)
    ears = [Ear(runner.run(lambda: gate.wait(5), owner=owner, is_register_task=True)) for _ in range(2)]
    assert not owner.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: ears[0].is_done and ears[1].is_done)
    assert owner.isEnabled()
    assert edit.hasFocus()
    assert changes == [True, False]


def test_a_pure_task_leaves_the_window_live(qtbot: QtBot, runner: TaskRunner, owner: QWidget) -> None:
    ear = Ear(runner.run(lambda: 1, owner=owner))
    assert owner.isEnabled()
    qtbot.waitUntil(lambda: ear.is_done)


def test_the_result_of_a_task_whose_owner_is_gone_is_dropped(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = threading.Event()
    owner = QWidget()
    ear = Ear(runner.run(lambda: gate.wait(5), owner=owner, is_register_task=True))
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not runner.is_busy())
    assert ear.heard == []


def test_the_progress_window_comes_only_when_it_takes_long(qtbot: QtBot, runner: TaskRunner, owner: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "PROGRESS_AFTER_MS", 20)
    gate = threading.Event()
    ear = Ear(runner.run(lambda progress: (progress(3, 8), gate.wait(5), progress(4, 8)), owner=owner, text="Reservekopie maken", with_progress=True, is_register_task=True))
    window = owner.findChild(ProgressWindow)
    assert window is not None
    assert not window.isVisible()
    qtbot.waitUntil(window.isVisible)
    assert window.isEnabled()
    assert window.words.text() == "Reservekopie maken"
    qtbot.waitUntil(lambda: window.bar.value() == 3)
    stop = window.findChild(QPushButton)
    assert stop is not None
    stop.click()
    gate.set()
    qtbot.waitUntil(lambda: ear.is_done)
    qtbot.waitUntil(lambda: not shiboken6.isValid(window) or not window.isVisible())
    assert ear.heard[-1] == ("finished", None)
    assert "succeeded" not in [kind for kind, _ in ear.heard]


def test_closing_refuses_new_work_and_waits(qtbot: QtBot, owner: QWidget) -> None:
    runner = TaskRunner()
    done: list[int] = []
    runner.run(lambda: done.append(1), owner=owner)
    runner.close(cancel=False)
    assert done == [1]
    with pytest.raises(RegisterBusy):
        runner.run(lambda: 1, owner=owner)


def test_no_cycle_is_collected_on_the_worker(qtbot: QtBot) -> None:
    """Collected there, a window would be destroyed on the wrong thread (seen: a segmentation fault)."""
    owner = QWidget()
    qtbot.addWidget(owner)
    runner = TaskRunner()
    where: list[str] = []

    class Cycle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            where.append(threading.current_thread().name)

    def make_rubbish() -> int:
        for _ in range(5000):
            Cycle()
        return len(where)

    task = runner.run(make_rubbish, owner=owner)
    with qtbot.waitSignal(task.succeeded) as caught:
        pass
    assert caught.args == [0]
    qtbot.waitUntil(lambda: len(where) == 5000)
    assert set(where) == {"MainThread"}
    runner.close()
    assert gc.isenabled()


def test_the_worker_never_holds_the_last_of_a_widget(qtbot: QtBot, runner: TaskRunner) -> None:
    """A widget that only the work still knew is destroyed on the window's thread."""
    where: list[str] = []

    class Held(QWidget):
        def __del__(self) -> None:
            where.append(threading.current_thread().name)

    def begin() -> Ear:
        held = Held()
        return Ear(runner.run(lambda: held.windowTitle() and None, owner=owner))

    owner = QWidget()
    qtbot.addWidget(owner)
    for _ in range(20):
        ear = begin()
        qtbot.waitUntil(lambda ear=ear: ear.is_done)  # type: ignore[misc]
    assert where == ["MainThread"] * 20


def test_a_key_meant_for_the_page_does_not_stop_the_work(
    qtbot: QtBot, runner: TaskRunner, owner: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PROGRESS_AFTER_MS", 1)
    gate = threading.Event()
    ear = Ear(runner.run(lambda: gate.wait(5), owner=owner, text="Voorbeelden maken"))
    window = owner.findChild(ProgressWindow)
    assert window is not None
    qtbot.waitUntil(window.isVisible)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_L):
        qtbot.keyClick(window.focusWidget() or window, key)
    assert window.stop.isEnabled()
    qtbot.waitUntil(lambda: not window._deaf.isActive())
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert window.stop.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.stop.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: ear.is_done)


def test_a_silent_folder_holds_up_nothing(
    qtbot: QtBot, runner: TaskRunner, owner: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "LOOK_SECONDS", 0.2)
    pipe, wakes = tmp_path / "pipe", tmp_path / "there"
    os.mkfifo(pipe)
    wakes.mkdir()

    def read(folder: Path) -> object:
        return folder.read_bytes() if folder == pipe else folder.is_dir()  # nobody writes: it hangs as a dead mount

    seen: list[object] = []
    runner.look([pipe, wakes], read, owner).seen.connect(seen.append)
    ear = Ear(runner.run(lambda: 1, owner=owner))
    qtbot.waitUntil(lambda: ear.is_done)
    assert seen == []
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [{pipe: None, wakes: True}]
    before = threading.active_count()
    runner.look([pipe, wakes], read, owner).seen.connect(seen.append)  # not asked again while it is silent
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[1] == {pipe: None, wakes: True}
    assert threading.active_count() <= before
    pipe.write_bytes(b"wakker")
    qtbot.waitUntil(lambda: not runner._looker._silent)
    assert runner.close()


def test_two_looks_at_one_folder_are_both_answered(
    qtbot: QtBot, runner: TaskRunner, owner: QWidget, tmp_path: Path
) -> None:
    seen: list[object] = []
    for _ in range(3):
        runner.look([tmp_path], Path.is_dir, owner).seen.connect(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [{tmp_path: True}] * 3


def test_closing_does_not_wait_for_a_disk_that_is_gone(qtbot: QtBot, owner: QWidget) -> None:
    runner, gate, hangs = TaskRunner(), threading.Event(), threading.Event()
    runner.run(lambda: hangs.set() or gate.wait(10), owner=owner)
    assert hangs.wait(5)
    started = time.monotonic()
    assert not runner.close(seconds=0.2)
    assert time.monotonic() - started < 2
    gate.set()
    runner._thread.join(5)
