"""Where a run lives in its workspace: an ansible-runner private data dir, its spool one of the artifacts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from auditor.errors import RunNotFound, did_you_mean
from auditor.i18n import _
from auditor.workspace import Workspace

IDENT = "audit"
"""The artifacts of a run are in ``runs/<id>/artifacts/audit``, the spool among them."""


@dataclass(frozen=True)
class RunFolder:
    """One run's folder; everything the collector needs or makes is in it."""

    root: Path

    @property
    def id(self) -> str:
        """The run's id is its folder's name."""
        return self.root.name

    @property
    def request(self) -> Path:
        """What the collector is asked to do, as JSON."""
        return self.root / "request.json"

    @property
    def ansible(self) -> Path:
        """Inventories and words for ansible-playbook, kept so that a resumed run is the same one."""
        return self.root / "ansible.json"

    @property
    def spool(self) -> Path:
        """The spool, one of ansible-runner's artifacts."""
        return self.root / "artifacts" / IDENT / "spool"

    @property
    def log(self) -> Path:
        """The log that a colleague can be sent."""
        return self.root / "run.log"


def folder_of(workspace: Workspace, run: str) -> RunFolder:
    """The folder of *run*: an id, the beginning of just one id, or ``latest``. Raises RunNotFound.

    The latest is never one that only measured what a fix changed: its fix goes on with it.
    """
    names = sorted(path.parent.name for path in workspace.runs.glob("[!.]*/request.json"))
    matching = [name for name in names if name.startswith(run)]
    if run == "latest":
        audits = (name for name in reversed(names) if not _of_a_fix(RunFolder(workspace.runs / name)))
        matching = list(islice(audits, 1))
    if len(matching) == 1 or run in matching:
        return RunFolder(workspace.runs / (run if run in matching else matching[0]))
    if matching:
        several = _("“{run}” could be any of {names}")
        raise RunNotFound(several.format(run=run, names=", ".join(matching)))
    raise RunNotFound(_("there is no run “{run}” to go on with").format(run=run), did_you_mean(run, names))


def _of_a_fix(run: RunFolder) -> bool:
    try:
        return bool(json.loads(run.request.read_text("utf-8"))["header"].get("purpose"))
    except (OSError, ValueError, KeyError):  # what is no request is refused, with a reason, by who reads it
        return False


def digest_of(inventories: Sequence[Path]) -> str:
    """SHA-256 over the names and contents of the inventories' files, in order."""
    digest = hashlib.sha256()
    for inventory in inventories:
        files = sorted(inventory.rglob("*")) if inventory.is_dir() else [inventory]
        for file in filter(Path.is_file, files):
            relative = file.relative_to(inventory.parent).as_posix()
            digest.update(f"{relative}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
