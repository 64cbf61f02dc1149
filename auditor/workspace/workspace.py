"""One province's directory: auditor.toml, inventories/, standard/, reports/, runs/ and the store."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import WorkspaceNotFound
from auditor.i18n import _
from auditor.workspace.resolve import Resolved, resolve
from auditor.workspace.settings import Settings

MARK = "auditor.toml"
VARIABLE = "AUDITOR_WORKSPACE"


@dataclass(frozen=True)
class Workspace:
    """The directory ``root`` and the settings that hold in it."""

    root: Path
    resolved: Resolved

    @property
    def settings(self) -> Settings:
        """The values that won."""
        return self.resolved.settings

    def _path(self, name: str) -> Path:
        # what stands in the file is meant from the workspace, what is typed from where one is
        typed = self.resolved.origins[name].kind in {"env", "option"}
        return (Path.cwd() if typed else self.root) / Path(getattr(self.settings, name)).expanduser()

    @property
    def inventory(self) -> Path:
        """What Ansible gets as ``-i``."""
        return self._path("inventory")

    @property
    def known_hosts(self) -> Path:
        """The SSH host keys that are trusted here."""
        return self._path("known_hosts")

    @property
    def store_url(self) -> str:
        """The store's URL; auditor.db in the workspace unless set otherwise. It may hold a password."""
        url = self.settings.store_url or "sqlite:///auditor.db"
        file = url.removeprefix("sqlite:///")
        return url if file == url else f"sqlite:///{self.root / file}"

    @property
    def serve_cert(self) -> Path | None:
        """The dashboard's certificate, None: it is served without TLS."""
        return self._path("serve_cert") if self.settings.serve_cert else None

    @property
    def serve_key(self) -> Path | None:
        """The key of that certificate."""
        return self._path("serve_key") if self.settings.serve_key else None

    @property
    def standard(self) -> str:
        """The standard's name, or the path of its file when the setting names a file of the workspace."""
        file = self._path("standard")
        return str(file) if file.is_file() else self.settings.standard

    @property
    def standards(self) -> Path:
        """The folder of the province's own standards."""
        return self.root / "standard"

    @property
    def reports(self) -> Path:
        """Where reports are written."""
        return self.root / "reports"

    @property
    def ansible_settings(self) -> dict[str, str]:
        """Environment variables for Ansible: the workspace's ansible.cfg, unless the user names another."""
        file = self.root / "ansible.cfg"
        return {"ANSIBLE_CONFIG": str(file)} if file.is_file() and "ANSIBLE_CONFIG" not in os.environ else {}

    @property
    def notify_vault(self) -> Path | None:
        """The vaulted file of the secrets of `notify`, None where there is none."""
        return self._path("notify_vault") if self.settings.notify_vault else None

    @property
    def notify_ca_file(self) -> Path | None:
        """The certificates that `notify` checks servers by, None: the system's."""
        return self._path("notify_ca_file") if self.settings.notify_ca_file else None

    @property
    def fixes(self) -> Path:
        """Where each fix's plan, journal and diffs are."""
        return self.root / "fixes"

    @property
    def runs(self) -> Path:
        """Where each run's spool and log are."""
        return self.root / "runs"


def find(start: Path) -> Path:
    """The nearest directory with auditor.toml, *start* first, then upward. Raises WorkspaceNotFound."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / MARK).is_file():
            return folder
    raise WorkspaceNotFound(
        _("no {mark} in {folder} or above").format(mark=MARK, folder=start),
        _("make a workspace: auditor init --province 11 DIR; or name one: --workspace DIR"),
    )


def open_workspace(
    where: Path | None = None, options: Mapping[str, Any] | None = None, env: Mapping[str, str] = os.environ
) -> Workspace:
    """The workspace *where* (exactly there), else the one AUDITOR_WORKSPACE names, else the nearest upward.

    *options* are the command line's, by name of setting, None where not given. Raises WorkspaceNotFound
    and SettingsError.
    """
    named = where or (Path(env[VARIABLE]) if env.get(VARIABLE) else None)
    if named and not (named / MARK).is_file():
        raise WorkspaceNotFound(
            _("{folder} is not a workspace: no {mark} in it").format(mark=MARK, folder=named),
            _("make one: auditor init --province 11 DIR"),
        )
    root = named.absolute() if named else find(Path.cwd())
    return Workspace(root, resolve(root / MARK, env, options))
