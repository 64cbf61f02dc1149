"""Which files of a lab's machines changed since a mark, and whether a fix had announced them. Pure but for
the marks' files.

A glob: ``*`` and ``?`` stay within a folder, ``**`` does not.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor.errors import LabError
from auditor.i18n import _
from auditor.lab.layers import GONE, Entry, Layer
from auditor.lab.noise import NOISE
from auditor.lab.state import lab_dir
from auditor.model.fix import Fix


@dataclass(frozen=True, order=True)
class FileChange:
    """A file that is not as it was: *how* is added, modified or deleted; *noise* says why it does not count,
    *announced* by what it was announced: diff, touches, or nothing.
    """

    host: str
    path: str
    how: str
    noise: str = ""
    announced: str = ""


def save_mark(name: str, label: str, now: Mapping[str, Layer]) -> Path:
    """Keep what the machines of the lab *name* have of their own at this moment; returns the file."""
    path = _file(name, label)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.dumps({host: dict(each.upper) for host, each in now.items()})
    path.write_bytes(gzip.compress(kept.encode()))
    return path


def load_mark(name: str, label: str) -> dict[str, dict[str, Entry]]:
    """What a mark kept. Raises LabError when there is none of this name."""
    try:
        found: dict[str, dict[str, Entry]] = json.loads(gzip.decompress(_file(name, label).read_bytes()))
    except (OSError, ValueError) as error:
        message = _("there is no mark “{label}”").format(label=label)
        raise LabError(message, f"auditor lab mark {label}") from error
    return found


def _file(name: str, label: str) -> Path:
    if not re.fullmatch(r"[\w.-]{1,40}", label):
        raise LabError(_("“{label}” cannot be a mark's name").format(label=label))
    return lab_dir(name) / "marks" / f"{label}.json.gz"


def changes(before: Mapping[str, Mapping[str, Entry]], now: Mapping[str, Layer]) -> tuple[FileChange, ...]:
    """Every file that differs from *before*, noise too, in order."""
    hosts = (_of_host(host, before.get(host, {}), layer) for host, layer in now.items())
    return tuple(sorted(change for found in hosts for change in found))


def _of_host(host: str, before: Mapping[str, Entry], layer: Layer) -> Iterator[FileChange]:
    for path in sorted({*before, *layer.upper}):
        was = before.get(path, layer.lower.get(path, GONE))
        # What is no longer in the upper half and was not the image's is gone without a whiteout.
        is_ = layer.upper.get(path, GONE)
        if was == is_ or _new_folder(was, is_):
            continue
        how = "added" if was == GONE else "deleted" if is_ == GONE else "modified"
        yield FileChange(host, path, how, noise_of(path))


def _new_folder(was: Entry, is_: Entry) -> bool:
    """A folder that came or went with the files in it, which are told themselves."""
    return GONE in (was, is_) and (was + is_).startswith("d")


def noise_of(path: str) -> str:
    """Why a change of *path* does not count; ``""`` when it does."""
    return next((reason for glob, reason in NOISE.items() if matches(path, glob)), "")


def matches(path: str, glob: str) -> bool:
    """Whether the absolute *path* is one of *glob*'s."""
    return _pattern(glob).fullmatch(path) is not None


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    words = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*|\*|\?)", glob)
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts), re.DOTALL)


def announced(found: Iterable[FileChange], fix: Fix) -> tuple[FileChange, ...]:
    """*found*, each with what of *fix* announced it."""
    diffs = {(result.device, diff.path) for result in fix.results for diff in result.diffs}
    touches = {device: _touches(fix, device) for device in fix.plan.devices}
    return tuple(_told(change, diffs, touches.get(change.host, ())) for change in found)


def _touches(fix: Fix, device: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(glob for step in fix.plan.steps_of(device) for glob in step.touches))


def _told(change: FileChange, diffs: set[tuple[str, str]], touches: tuple[str, ...]) -> FileChange:
    by = "diff" if (change.host, change.path) in diffs else ""
    if not by and any(matches(change.path, glob) for glob in touches):
        by = "touches"
    return FileChange(change.host, change.path, change.how, change.noise, by)


def outside(found: Iterable[FileChange]) -> tuple[FileChange, ...]:
    """Those that count and that nobody announced."""
    return tuple(change for change in found if not change.noise and not change.announced)
