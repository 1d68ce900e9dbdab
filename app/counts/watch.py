"""The patience of one request: a time limit, and the place where it can be cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.errors import NotProved


class Watch:
    """Counts down ``seconds``. Nothing is proved after that: :meth:`left` raises NotProved.

    ``progress`` is called before every step of the solver and may raise Cancelled; ``tick`` is a
    monotonic counter of seconds.
    """

    def __init__(
        self,
        seconds: float,
        progress: Callable[[], None] | None = None,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._progress, self._tick = seconds, progress, tick
        self._start = tick()

    def left(self) -> float:
        """Seconds that remain, more than 0."""
        if self._progress is not None:
            self._progress()
        rest = self._seconds - (self._tick() - self._start)
        if rest <= 0:
            raise NotProved(seconds=self._seconds)
        return rest
