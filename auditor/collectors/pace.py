"""How fast discovery may ask: so many questions a second, whoever of its threads asks them."""

import threading
import time
from collections import Counter

from auditor.errors import DeviceError


class Stopped(DeviceError):
    """Raised instead of a question when discovery was interrupted."""

    def __init__(self) -> None:
        super().__init__("lost", "interrupted")


class Pace:
    """Gives out turns, *rate* a second and never more at once, and counts what they were for.

    ``sent`` maps the name of a question (ipp, ssh …) to how often it was asked.
    """

    def __init__(self, rate: float, stop: threading.Event) -> None:
        self._interval, self._stop = 1 / rate, stop
        self._next = time.monotonic()
        self._lock = threading.Lock()
        self.sent: Counter[str] = Counter()

    def turn(self, question: str) -> None:
        """Wait for a turn. Raises Stopped."""
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + self._interval
        if self._stop.wait(at - now) if at > now else self._stop.is_set():
            raise Stopped
        with self._lock:
            self.sent[question] += 1
