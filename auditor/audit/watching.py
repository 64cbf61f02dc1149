"""An audit that is under way in this workspace: found by its lock, followed in its spool."""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.audit.folders import RunFolder
from auditor.audit.follow import Watcher, follow
from auditor.events import codec, spool
from auditor.model import Commune, FailureKind, Manifest, RunHeader
from auditor.workspace import Workspace

_LOOK_EVERY_S = 1.0
_NEWEST = 5
"""Folders that are looked at: an audit under way is one of the newest."""
_LOCKS = Path("/proc/locks")


@dataclass
class Standing:
    """How far a run is, growing while it is followed. ``communes`` maps codes to asked, total, failed."""

    run: RunHeader
    names: Mapping[str, Commune] = field(default_factory=dict)
    communes: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    failures: dict[str, dict[FailureKind, int]] = field(default_factory=dict)
    answers: int = 0
    ended: bool = False


def under_way(workspace: Workspace) -> RunFolder | None:
    """The run of this workspace whose owner lives; None when there is none."""
    held = _held()
    names = sorted((path.parent.name for path in workspace.runs.glob("[!.]*/request.json")), reverse=True)
    for name in names[:_NEWEST]:
        folder = RunFolder(workspace.runs / name)
        if _owned(folder.spool / spool.OWNER, held) and spool.exists(folder.spool):
            return folder
    return None


def _held() -> frozenset[tuple[int, int]]:
    """Device and inode of every file that somebody has a flock on (proc_locks(5)).

    Looking takes no lock itself: for that moment an audit that starts would find the run taken.
    """
    found = set()
    for line in _LOCKS.read_text("ascii").splitlines() if _LOCKS.exists() else ():
        words = line.split()
        place = next((word for word in words if word.count(":") == 2), "")
        if "FLOCK" in words and "WRITE" in words and "->" not in words and place:
            major, minor, inode = place.split(":")
            found.add((os.makedev(int(major, 16), int(minor, 16)), int(inode)))
    return frozenset(found)


def _owned(file: Path, held: frozenset[tuple[int, int]]) -> bool:
    try:
        seen = file.stat()
    except OSError:
        return False
    # an overlay shows another device than the lock's file system has: the inode alone must do there
    return (seen.st_dev, seen.st_ino) in held or seen.st_ino in {inode for _device, inode in held}


class Following:
    """Follows what is under way in *workspace* in a thread of its own, while somebody wants to know.

    *wanted* is asked every second; when it says no, and when a run has ended, the thread ends as well.
    """

    def __init__(self, workspace: Workspace, wanted: Callable[[], bool]) -> None:
        self._workspace, self._wanted = workspace, wanted
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._standing: Standing | None = None

    def standing(self) -> Standing | None:
        """How far the run under way, or the one that was followed last, is; None: there is none."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                folder = under_way(self._workspace)
                if folder is not None:
                    self._begin(folder)
                elif self._standing is not None:
                    self._standing.ended = True
            return self._standing

    def _begin(self, folder: RunFolder) -> None:
        first = _first_line(folder.spool / spool.FILE)
        if first is None:  # it is being written
            return
        self._standing = standing = Standing(codec.header_from_json(first["header"]))
        _begun(standing, codec.manifest_from_json(first["manifest"]))
        self._thread = threading.Thread(target=self._follow, args=(folder, standing), daemon=True)
        self._thread.start()

    def _follow(self, folder: RunFolder, standing: Standing) -> None:
        ended = threading.Event()
        watcher = Watcher(
            begun=lambda manifest: _begun(standing, manifest),
            answered=lambda _device, commune, failure: _answered(standing, commune, failure),
        )
        follower = threading.Thread(target=follow, args=(folder.spool, ended, watcher), daemon=True)
        follower.start()
        while self._wanted() and under_way(self._workspace) == folder:
            time.sleep(_LOOK_EVERY_S)
        ended.set()
        follower.join()
        standing.ended = under_way(self._workspace) != folder


def _first_line(file: Path) -> dict[str, Any] | None:
    """What the run is, without reading the answers: None while that is not whole."""
    with file.open("rb") as stream:
        line = stream.readline()
    return dict(json.loads(line)) if line.endswith(b"\n") else None


def _begun(standing: Standing, manifest: Manifest) -> None:
    totals: dict[str, int] = {}
    for device in manifest.devices.values():
        totals[device.commune] = totals.get(device.commune, 0) + 1
    before = standing.communes  # of a run that is resumed
    known = {code: before.get(code, (0, 0, 0)) for code in sorted(totals)}
    standing.names = manifest.communes
    standing.communes = {code: (known[code][0], totals[code], known[code][2]) for code in known}


def _answered(standing: Standing, commune: str, failure: str) -> None:
    asked, total, failed = standing.communes.get(commune, (0, 0, 0))
    standing.communes[commune] = (min(asked + 1, total), total, failed + bool(failure))
    if failure:
        kinds = standing.failures.setdefault(commune, {})
        kinds[FailureKind(failure)] = kinds.get(FailureKind(failure), 0) + 1
    standing.answers += 1
