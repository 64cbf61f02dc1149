"""What the audit asks of the play: a JSON file, so that no process list shows it and nothing templates it."""

import getpass
import json
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

from auditor import __version__
from auditor.collectors.engine import Pool
from auditor.errors import RunError, WorkspaceNotFound
from auditor.events import codec
from auditor.i18n import _
from auditor.model import RunHeader, times
from auditor.transports.connection import Limits
from auditor.workspace import Settings, open_workspace, resolve

ARTIFACTS = "AWX_ISOLATED_DATA_DIR"
"""ansible-runner tells here its artifact folder, which travels with transmit|worker|process."""


@dataclass(frozen=True)
class Request:
    """The run's header, where its spool goes (``""``: into the runner's artifacts) and the bounds of asking.

    ``files`` are paths that the probe hashes; ``log`` is the run's log (``""``: beside the spool); ``active``
    asks for a test scan, ``throughput`` for measuring links with at most ``throughput_budget_bytes`` each.
    """

    header: RunHeader
    spool: str = ""
    log: str = ""
    known_hosts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    language: str = "vi"
    log_level: str = "info"
    ssh_kex: str = "fast"
    forks: int = 64
    per_commune: int = 8
    connect_timeout_s: float = 10.0
    answer_timeout_s: float = 120.0
    answer_limit_bytes: int = 8 * 1024 * 1024
    ping_count: int = 20
    active: bool = False
    throughput: bool = False
    throughput_budget_bytes: int = 0

    @classmethod
    def of(cls, header: RunHeader, settings: Settings, **more: Any) -> Self:
        """A request with everything that *settings* says about asking."""
        same = {each.name for each in fields(cls)} & {each.name for each in fields(Settings)} - {
            "known_hosts"
        }
        return cls(header, **{name: getattr(settings, name) for name in same}, **more)

    @property
    def spool_folder(self) -> Path:
        """Where the spool is. Raises RunError when neither the request nor ansible-runner says it."""
        artifacts = os.environ.get(ARTIFACTS, "")
        if not self.spool and not artifacts:
            raise RunError(_("the request names no spool and there is no {name}").format(name=ARTIFACTS))
        return Path(self.spool or Path(artifacts, "spool"))

    @property
    def log_file(self) -> Path:
        """Where the run's log is."""
        return Path(self.log) if self.log else self.spool_folder.parent / "run.log"

    @property
    def pool(self) -> Pool:
        """How many devices at once, and each one's limits."""
        limits = Limits(
            self.connect_timeout_s, self.answer_timeout_s, self.answer_limit_bytes, self.ping_count
        )
        return Pool(self.forks, self.per_commune, limits)

    def write(self, file: Path) -> None:
        """The request as JSON in *file*."""
        data = asdict(self) | {"header": codec.header_to_json(self.header)}
        file.write_text(json.dumps(data, indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, file: Path) -> Self:
        """The request in *file*. Raises RunError when it is none."""
        try:
            data = json.loads(file.read_text("utf-8"))
            data["header"] = codec.header_from_json(data["header"])
            lists = {name: tuple(data.get(name, ())) for name in ("known_hosts", "files")}
            return cls(**{**data, **lists})
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise RunError(_("{file} is not a request: {error}").format(file=file, error=error)) from error


def new_header(**more: Any) -> RunHeader:
    """A run that starts now, by this user of this machine."""
    now = times.now()
    return RunHeader(f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}", now, who(), __version__, **more)


def who() -> str:
    """This user of this machine, ``user@host``."""
    return f"{_user()}@{socket.gethostname()}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in a container
        return str(os.getuid())


def by_hand(
    folder: Path, limit: str = "", environment: Mapping[str, str] = os.environ
) -> tuple[Request, Path]:
    """A request for ansible-playbook called by hand in *folder*, and the file it was written to.

    It takes the settings of the workspace there or above; without one the product's own, and *folder*/runs.
    Raises RunError, SettingsError, StandardError.
    """
    header = new_header(limit=limit)
    try:
        workspace = open_workspace(None, env=environment)
    except WorkspaceNotFound:
        runs, made = folder / "runs", Request.of(header, resolve(None, environment).settings)
    else:
        from auditor.standard import load_standard  # noqa: PLC0415  (only by hand is it loaded here)

        standard = load_standard(workspace.standard, (workspace.standards,))
        header = replace(header, standard_name=standard.name, standard_digest=standard.digest)
        files, known = standard.files_named(), (str(workspace.known_hosts),)
        runs, made = workspace.runs, Request.of(header, workspace.settings, files=files, known_hosts=known)
    private = runs / header.id / "artifacts" / "manual"
    try:
        private.mkdir(parents=True, mode=0o700)
        made = replace(made, spool=str(private / "spool"))
        made.write(private / "request.json")
    except OSError as error:
        raise RunError(_("{folder} cannot be used: {error}").format(folder=private, error=error)) from error
    return made, private / "request.json"
