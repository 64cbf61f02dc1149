"""A running audit for those who watch: one follower a process, a snapshot for each who asks."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from auditor.audit.looking import Library
from auditor.audit.watching import Following, Standing, under_way
from auditor.errors import RunNotFound
from auditor.model import Commune, FailureKind
from auditor.model.accounts import Access
from auditor.reports.web.shapes import CommuneProgress, Progress
from auditor.workspace import Workspace

MOST_LISTENERS = 60
MOST_OF_ONE = 4
"""Streams of one session: a browser holds six connections to a server, and pages need some."""
_INTEREST_S = 60.0
_LOOK_EVERY_S = 2.0


class Live:
    """Whether an audit is under way, how far it is, and how many listen. Safe for threads."""

    def __init__(self, workspace: Workspace, library: Library) -> None:
        self._workspace, self._library = workspace, library
        self._following = Following(workspace, self._wanted)
        self._looked = (float("-inf"), "")
        self._asked = float("-inf")
        self._listeners: dict[str, int] = {}
        self._lock = threading.Lock()
        self.closing = threading.Event()

    def close(self) -> None:
        """Let go of all who listen."""
        self.closing.set()

    def run_for(self, access: Access) -> str:
        """The id of the run under way, ``""`` where there is none or the reader is not shown it."""
        return self.run() if access.devices else ""

    def run(self) -> str:
        """The id of the run under way as of two seconds ago at most, ``""`` when there is none."""
        at, known = self._looked
        if time.monotonic() - at > _LOOK_EVERY_S:
            folder = under_way(self._workspace)
            known = folder.id if folder else ""
            self._looked = (time.monotonic(), known)
        return known

    def progress(self, access: Access) -> Progress | None:
        """How far the run is in the communes that the reader sees; None when there is none for him."""
        self._asked = time.monotonic()
        standing = self._following.standing()
        return _seen(standing, access) if standing else None

    def judged(self, run: str) -> bool:
        """Whether the pages of *run* are there."""
        try:
            self._library.judged(run)
        except RunNotFound:
            return False
        return True

    def join(self, token: str) -> bool:
        """Take a place among those who listen; False when there is none left."""
        with self._lock:
            own = self._listeners.get(token, 0)
            if own >= MOST_OF_ONE or sum(self._listeners.values()) >= MOST_LISTENERS:
                return False
            self._listeners[token] = own + 1
            return True

    def leave(self, token: str) -> None:
        """Give the place back."""
        with self._lock:
            left = self._listeners.get(token, 1) - 1
            if left:
                self._listeners[token] = left
            else:
                self._listeners.pop(token, None)

    def _wanted(self) -> bool:
        """A spool is read on while somebody listens, or looked at the page lately."""
        with self._lock:
            listening = bool(self._listeners)
        recent = time.monotonic() - self._asked < _INTEREST_S
        return (listening or recent) and not self.closing.is_set()


def _seen(standing: Standing, access: Access) -> Progress | None:
    counts = {code: count for code, count in dict(standing.communes).items() if access.sees(code)}
    if standing.communes and not counts:
        return None
    failures: dict[FailureKind, int] = {}
    for code in counts:
        for kind, count in dict(standing.failures.get(code, {})).items():
            failures[kind] = failures.get(kind, 0) + count
    names: Mapping[str, Commune] = standing.names
    return Progress(
        run=standing.run,
        asked=sum(asked for asked, _total, _failed in counts.values()),
        total=sum(total for _asked, total, _failed in counts.values()),
        failed=sum(failed for _asked, _total, failed in counts.values()),
        communes=tuple(CommuneProgress(names.get(c, Commune(c)), *counts[c]) for c in sorted(counts)),
        failures=failures,
        ended=standing.ended,
        event=standing.answers,
    )


def change(now: Progress, before: Progress | None) -> dict[str, Any]:
    """What an event says: the whole, and the communes that are otherwise than *before*."""
    known = {each.commune.code: each for each in before.communes} if before else {}
    return {
        "run": now.run.id,
        "asked": now.asked,
        "total": now.total,
        "failed": now.failed,
        "communes": {
            each.commune.code: [each.asked, each.total, each.failed]
            for each in now.communes
            if known.get(each.commune.code) != each
        },
        "failures": {kind.value: count for kind, count in now.failures.items()},
    }
