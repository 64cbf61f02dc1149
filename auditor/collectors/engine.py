"""The whole concurrency policy: how many devices are asked at once, in which order, and how it stops.

A bounded pool of threads. Links go first and alone: bulk traffic on them would spoil what is measured.
Then everything else, at most ``per_commune`` devices of one commune at a time: they share its thin line.
PCs that measure a line's throughput come last, when nothing else uses it, and one after the other: all
measure to the province, whose own line they would share, and an iperf3 server takes one client at a time.
An answer is in the spool before its thread takes the next device, so only answers in flight are in memory.
On stop (a signal, or ``request_stop`` on the spool's folder) what is in flight ends within its limits and the
rest is left out, to be asked when the run is resumed.
"""

import contextlib
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.collectors.asking import Means, observe
from auditor.collectors.measuring import measures
from auditor.collectors.targets import Target
from auditor.errors import AuditorError
from auditor.events import spool as spools
from auditor.events.log import LOGGER
from auditor.events.spool import Spool
from auditor.model import Kind, Observation
from auditor.transports.connection import Limits
from auditor.transports.jump import Jumps

Progress = Callable[[Observation], None]


@dataclass(frozen=True)
class Pool:
    """How many at once: in all, and in one commune; and each device's own limits."""

    forks: int = 64
    per_commune: int = 8
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Counts:
    """How many devices answered wholly, failed (each with its typed reason), and were left out on stop."""

    answered: int = 0
    failed: int = 0
    left_out: int = 0


def collect(targets: Sequence[Target], spool: Spool, pool: Pool, progress: Progress | None = None) -> Counts:
    """Ask every one of *targets* once; each observation is in *spool* as it arrives. Raises StoreFull."""
    jumps = Jumps()
    work = _Work(spool, Means(pool.limits, jumps), progress)
    links = [target for target in targets if target.device.kind is Kind.LINK]
    others = [each for each in targets if each.device.kind is not Kind.LINK and not measures(each)]
    measuring = [target for target in targets if measures(target)]
    try:
        with _stopping_on_signals(work.stop):
            LOGGER.info("asking %d devices, %d at once", len(targets), pool.forks)
            for wave, forks in ((links, pool.forks), (others, pool.forks), (measuring, 1)):
                _run(_Queue(wave, pool.per_commune, work.stop), work, forks)
    finally:
        jumps.close()
    if work.error:
        raise work.error
    return Counts(work.answered, work.failed, len(targets) - work.answered - work.failed)


class _Work:
    """What the threads share: where answers go, counts, the wish to stop, the error that ended it all."""

    def __init__(self, spool: Spool, means: Means, progress: Progress | None) -> None:
        self._spool, self._means, self._progress = spool, means, progress
        self._lock = threading.Lock()
        self.stop = threading.Event()
        self.error: AuditorError | None = None
        self.answered = self.failed = 0

    def do(self, target: Target) -> None:
        """Ask one device and put what it said on the disk."""
        observation = observe(target, self._means)
        self._spool.append(observation)
        with self._lock:
            self.answered += observation.failure is None
            self.failed += observation.failure is not None
            if self._progress:
                self._progress(observation)

    def give_up(self, error: AuditorError) -> None:
        """The spool cannot be written: asking on would only lose answers."""
        self.error = self.error or error
        self.stop.set()

    def look_for_stop(self) -> None:
        """Whether another process asked to stop."""
        if spools.stop_requested(self._spool.folder):
            self.stop.set()


class _Queue:
    """The targets in order, passing over those whose commune is busy."""

    def __init__(self, targets: Iterable[Target], per_commune: int, stop: threading.Event) -> None:
        self._waiting: dict[str, deque[Target]] = {}
        for target in targets:
            self._waiting.setdefault(target.device.commune, deque()).append(target)
        self._per_commune, self._stop = per_commune, stop
        self._busy: Counter[str] = Counter()
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return sum(len(targets) for targets in self._waiting.values())

    def next(self) -> Target | None:
        """The next target whose commune has room, waiting for one; None when none is left or on stop."""
        with self._changed:
            while self._waiting and not self._stop.is_set():
                commune = next((c for c in self._waiting if self._busy[c] < self._per_commune), None)
                if commune is not None:
                    return self._take(commune)
                self._changed.wait(0.2)
            return None

    def _take(self, commune: str) -> Target:
        targets = self._waiting.pop(commune)
        target = targets.popleft()
        if targets:
            self._waiting[commune] = targets  # at the end: communes take turns
        self._busy[commune] += 1
        return target

    def done(self, target: Target) -> None:
        """*target* was asked."""
        with self._changed:
            self._busy[target.device.commune] -= 1
            self._changed.notify()


def _run(queue: _Queue, work: _Work, forks: int) -> None:
    threads = [
        threading.Thread(target=_serve, args=(queue, work), daemon=True)
        for _ in range(min(forks, len(queue)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.2)
            work.look_for_stop()


def _serve(queue: _Queue, work: _Work) -> None:
    while target := queue.next():
        try:
            work.do(target)
        except AuditorError as error:
            LOGGER.error("the spool cannot be written: %s", error)
            work.give_up(error)
        finally:
            work.look_for_stop()
            queue.done(target)


@contextlib.contextmanager
def _stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(number: int, _frame: Any) -> None:
        LOGGER.warning("%s: finishing what is in flight", signal.Signals(number).name)
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
