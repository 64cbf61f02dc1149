"""Where a fix lives in its workspace: plan, journal, and what its plays read and wrote."""

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from auditor.audit.fixing.wish import FixWish
from auditor.collectors.request import who
from auditor.errors import FixNotFound, RunError, did_you_mean
from auditor.i18n import _, os_error
from auditor.model import Plan, times
from auditor.model.plan_codec import plan_from_json, plan_to_json
from auditor.remedy import plan_file
from auditor.workspace import Workspace

_REQUEST = "fix.json"
_PLAN = "plan.yml"  # for people; what is taken stands in _REQUEST, exactly as it was given


@dataclass(frozen=True)
class Asked:
    """What a fix was started with: enough to go on with it after a kill."""

    id: str
    who: str
    started: datetime
    wish: FixWish
    plan: Plan


@dataclass(frozen=True)
class FixFolder:
    """One fix's folder, also ansible-runner's private data dir of its plays."""

    root: Path

    @property
    def id(self) -> str:
        """The fix's id is its folder's name."""
        return self.root.name

    def steps(self, play: str) -> Path:
        """Where the files of the play *play* are."""
        return self.root / "steps" / play

    def forget_output(self) -> None:
        """Remove what Ansible printed: it shows a failed task's message even where that is ``no_log``.

        What matters of it is in the journal; AUDITOR_DEBUG keeps the rest for whoever writes a role.
        """
        if not os.environ.get("AUDITOR_DEBUG"):
            shutil.rmtree(self.root / "artifacts", ignore_errors=True)

    def asked(self) -> Asked:
        """What it was started with. Raises RunError."""
        try:
            data: Mapping[str, Any] = json.loads((self.root / _REQUEST).read_text("utf-8"))
            wish, started = FixWish(**data["wish"]), times.from_text(data["started"])
            return Asked(self.id, data["who"], started, wish, plan_from_json(data["plan"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            broken = _("{folder} cannot be read: {error}").format(folder=self.root, error=error)
            raise RunError(broken) from error


def make(workspace: Workspace, plan: Plan, wish: FixWish) -> FixFolder:
    """A new fix's folder; it appears whole or not at all. Raises RunError."""
    now = times.now()
    folder = FixFolder(workspace.fixes / f"X-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}")
    making = folder.root.with_name(f".{folder.id}.new")
    kept = {
        "who": who(),
        "started": times.to_text(now),
        "wish": asdict(wish),
        "plan": plan_to_json(plan),
    }
    try:
        making.mkdir(parents=True, mode=0o700)
        (making / _PLAN).write_text(plan_file.write(plan), "utf-8")
        (making / _REQUEST).write_text(json.dumps(kept, indent=1), "utf-8")
        making.rename(folder.root)
    except OSError as error:
        raise RunError(
            _("{folder} cannot be written: {error}").format(folder=folder.root, error=os_error(error)),
            _("free space there, or work from a workspace that is yours: --workspace DIR"),
        ) from error
    return folder


def find(workspace: Workspace, name: str) -> FixFolder:
    """The folder of the fix *name*: an id, the beginning of just one, or ``latest``. Raises FixNotFound."""
    names = sorted(path.parent.name for path in workspace.fixes.glob(f"[!.]*/{_REQUEST}"))
    wanted = name if name.startswith("X-") else f"X-{name}"
    matching = names[-1:] if name == "latest" else [each for each in names if each.startswith(wanted)]
    if len(matching) == 1 or wanted in matching:
        return FixFolder(workspace.fixes / (wanted if wanted in matching else matching[0]))
    if matching:
        several = _("“{fix}” could be any of {names}").format(fix=name, names=", ".join(matching))
        raise FixNotFound(several)
    raise FixNotFound(_("there is no fix “{fix}” to go on with").format(fix=name), did_you_mean(name, names))
