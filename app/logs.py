"""The log: codes, class names and our own frames; never a value, a message or a name of anybody.

A message of an unknown exception may hold what was typed, so it is never written. What is written
for each mistake: a reference number, the class of the exception, and file, line and function of the
frames that are ours.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from app.errors import RegisterError

LARGEST, KEPT = 256 * 1024, 3
_ROOT = Path(__file__).resolve().parent.parent
_LOG = logging.getLogger("zorgregister")

Told = Callable[[BaseException, str], None]


class _PrivateFile(logging.FileHandler):
    """A file that its owner alone may read, and that starts anew when it is full; ``KEPT`` older ones stay.

    Not ``logging.handlers``: that loads ``socket``, and this program has no use for it.
    """

    def _open(self) -> Any:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, self.mode, encoding=self.encoding)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, in a new file when this one is full."""
        try:
            if self.stream is None or self.stream.tell() > LARGEST:
                self._turn_over()
        except OSError:
            return
        super().emit(record)

    def _turn_over(self) -> None:
        if self.stream is not None:
            self.stream.close()
        for number in range(KEPT, 0, -1):
            older = f"{self.baseFilename}.{number}"
            newer = f"{self.baseFilename}.{number - 1}" if number > 1 else self.baseFilename
            if os.path.exists(newer):
                os.replace(newer, older)
        self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging calls it)
        """A log that cannot be written must not stop the work, nor print what was to be written."""


def start(path: Path) -> bool:
    """Write to ``path`` from now on; False when that place takes no file (the program goes on)."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateFile(path, encoding="utf-8")
    except OSError:
        return False
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(_is_ours)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return True


def _is_ours(record: logging.LogRecord) -> bool:
    """Libraries may log values; only our own lines pass."""
    record.exc_info, record.exc_text, record.stack_info = None, None, None
    return record.name.split(".")[0] == "zorgregister"


def event(code: str, **numbers: int) -> None:
    """Something worth knowing, as a code with whole numbers."""
    _LOG.info("%s %s", code, " ".join(f"{name}={value}" for name, value in numbers.items()))


def mistake(error: BaseException) -> str:
    """Log an unexpected exception without its words; returns the reference number to name in a report."""
    reference = os.urandom(3).hex().upper()
    _LOG.error("mistake %s %s at %s", reference, type(error).__name__, frames(error.__traceback__))
    return reference


def refusal(error: RegisterError) -> None:
    """Log that a refusal reached the outer edge: its class and where, no parameters."""
    _LOG.info("refusal %s at %s", type(error).__name__, frames(error.__traceback__))


def frames(trace: TracebackType | None) -> str:
    """``ui/desk.py:40 saved < ui/…``: our own frames, innermost first."""
    found: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
            found.append(f"{path.relative_to(_ROOT).as_posix()}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " < ".join(reversed(found)) or "elsewhere"


def watch(tell: Told) -> None:
    """Hand every exception that nobody caught to ``tell(error, reference)``.

    ``tell`` may be called on any thread. A RegisterError gets an empty reference: it has its own words.
    """

    def caught(error: BaseException | None) -> None:
        if error is None or isinstance(error, SystemExit | KeyboardInterrupt):
            return
        if isinstance(error, RegisterError):
            refusal(error)
            tell(error, "")
        else:
            tell(error, mistake(error))

    sys.excepthook = lambda _kind, error, _trace: caught(error)
    threading.excepthook = lambda args: caught(args.exc_value)
    sys.unraisablehook = lambda args: caught(args.exc_value)
