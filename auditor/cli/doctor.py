"""`auditor doctor`: what is missing on this machine, how to get it, and which setting won."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import click

from auditor.cli import common
from auditor.errors import EXIT_MISSING, AuditorError, BadInput, WorkspaceNotFound
from auditor.i18n import _
from auditor.model.text import printable
from auditor.workspace import TABLE, Workspace
from auditor.workspace.resources import playbooks

_MIN_PYTHON = (3, 11)
_MIN_FREE_GIB = 2
_GIB = 1024**3

GOOD, POOR, MISSING = "good", "poor", "missing"


@dataclass(frozen=True)
class Check:
    """What was looked at: ``state`` good, poor (auditor works, less well), missing (it cannot)."""

    name: str
    state: str
    detail: str
    remedy: str = ""


@click.command(
    help=_(
        "Say what is missing on this machine and how to get it, and where each setting's value comes from."
    )
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor doctor"
)
@common.json_option
def command(as_json: bool) -> int:
    workspace, found = _workspace()
    checks = [*_machine(), found, *(_province(workspace) if workspace else ())]
    settings = _settings(workspace) if workspace else []
    if as_json:
        data = {"checks": [asdict(check) for check in checks], "settings": settings}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _show(checks, settings)
    return EXIT_MISSING if any(check.state == MISSING for check in checks) else 0


def _show(checks: Sequence[Check], settings: Sequence[dict[str, Any]]) -> None:
    marks = {GOOD: ("✓", "green"), POOR: ("!", "yellow"), MISSING: ("✗", "red")}
    for check in checks:
        mark, colour = marks[check.state]
        click.echo(f"{click.style(mark, fg=colour)} {check.name}: {printable(check.detail, keep=chr(10))}")
        if check.remedy:
            click.echo(f"    → {printable(check.remedy)}")
    if settings:
        click.echo("\n" + _("settings (name, value, where it comes from):"))
    widths = [max((len(row[key]) for row in settings), default=0) for key in ("name", "value")]
    for row in settings:
        value = row["value"].ljust(widths[1])
        click.echo(f"  {row['name'].ljust(widths[0])}  {printable(value)}  {printable(row['from'])}")


def _settings(workspace: Workspace) -> list[dict[str, Any]]:
    resolved = workspace.resolved
    return [
        {
            "name": name,
            "value": resolved.shown(name),
            "origin": resolved.origins[name].kind,
            "from": str(resolved.origins[name]),
            "variable": setting.env,
            "option": setting.option,
        }
        for name, setting in TABLE.items()
    ]


def _machine() -> Iterator[Check]:
    yield _python()
    yield _packages()
    yield _ansible()
    yield _ping()
    yield _program("ssh", "openssh-client", _("for Ansible's own connections and jump hosts"))
    yield _playbooks()
    yield _lab()
    yield _encoding()


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= _MIN_PYTHON
    remedy = "" if good else _("Debian 12, Ubuntu 24.04 or newer have it: apt install python3")
    return Check("python", GOOD if good else MISSING, f"{version} ({sys.executable})", remedy)


def _packages() -> Check:
    absent = []
    for requirement in metadata.requires("auditor") or ():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement and not _version(name):
            absent.append(name)
    detail = _("not installed: {names}").format(names=", ".join(absent)) if absent else _("all are installed")
    remedy = _("make .venv, or: pip install {names}").format(names=" ".join(absent)) if absent else ""
    return Check(_("Python packages"), MISSING if absent else GOOD, detail, remedy)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _ansible() -> Check:
    program = Path(sys.executable).with_name("ansible-playbook")
    if not program.is_file():
        return Check("ansible", MISSING, _("{program} is not there").format(program=program), "make .venv")
    return Check("ansible", GOOD, f"ansible-core {_version('ansible-core')} ({program})")


def _ping() -> Check:
    found = shutil.which("ping")
    if not found:
        return Check(
            "ping", MISSING, _("not installed: links cannot be measured"), "apt install iputils-ping"
        )
    try:
        tried = subprocess.run(
            [found, "-n", "-c", "1", "-W", "2", "127.0.0.1"], capture_output=True, timeout=10, check=False
        )
        good = tried.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        good = False
    remedy = "" if good else "sysctl -w net.ipv4.ping_group_range='0 2147483647'"
    return Check(
        "ping",
        GOOD if good else MISSING,
        found if good else _("{program} may not ping").format(program=found),
        remedy,
    )


def _program(name: str, package: str, purpose: str) -> Check:
    found = shutil.which(name)
    remedy = "" if found else f"apt install {package}"
    return Check(
        name, GOOD if found else POOR, found or _("not installed ({purpose})").format(purpose=purpose), remedy
    )


def _playbooks() -> Check:
    try:
        return Check(_("playbooks"), GOOD, str(playbooks()))
    except AuditorError as error:
        return Check(_("playbooks"), MISSING, error.message, error.remedy)


def _lab() -> Check:
    text = resources.files("auditor").joinpath("lab", "packages.txt").read_text("utf-8")
    wanted = [line.split("#")[0].strip() for line in text.splitlines()]
    if not shutil.which("dpkg-query"):
        return Check(_("lab"), POOR, _("needs Debian or Ubuntu, and root; recordings are replayed instead"))
    absent = [name for name in wanted if name and not _is_installed(name)]
    if absent:
        return Check(_("lab"), POOR, _("packages are missing"), f"apt install {' '.join(absent)}")
    if os.geteuid():
        return Check(_("lab"), POOR, _("needs root; recordings are replayed instead"))
    return Check(_("lab"), GOOD, _("every package is installed"))


def _is_installed(package: str) -> bool:
    query = ["dpkg-query", "-W", "-f", "${Status}", package]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    return answer.stdout.startswith("install ok installed")


def _encoding() -> Check:
    encoding = (sys.stdout.encoding or "").lower()
    good = encoding.replace("-", "") == "utf8"
    remedy = "" if good else "export LC_ALL=C.UTF-8"
    return Check(_("terminal"), GOOD if good else POOR, encoding or _("unknown"), remedy)


def _workspace() -> tuple[Workspace | None, Check]:
    try:
        workspace = common.workspace()
    except WorkspaceNotFound as error:
        return None, Check(_("workspace"), POOR, error.message, error.remedy)
    except AuditorError as error:  # a bad setting stops every command
        return None, Check(_("workspace"), MISSING, error.message, error.remedy)
    return workspace, Check(_("workspace"), GOOD, str(workspace.root))


def _province(workspace: Workspace) -> Iterator[Check]:
    yield _space(workspace)
    yield _inventory(workspace)
    yield _standard(workspace)
    yield _store(workspace)
    yield _known_hosts(workspace)


def _space(workspace: Workspace) -> Check:
    free = shutil.disk_usage(workspace.root).free / _GIB
    good = free >= _MIN_FREE_GIB
    remedy = "" if good else _("free some, or: auditor runs prune")
    return Check(_("disk"), GOOD if good else POOR, _("{free:.1f} GiB free").format(free=free), remedy)


def _inventory(workspace: Workspace) -> Check:
    from auditor.inventory.check import check

    try:
        check(workspace.inventory)
    except BadInput as error:
        return Check(_("inventory"), MISSING, _first_of(error), "auditor inventory check")
    return Check(_("inventory"), GOOD, str(workspace.inventory))


def _first_of(error: AuditorError) -> str:
    first, *others = error.message.splitlines()
    return first + (_(" (and {count} more)").format(count=len(others)) if others else "")


def _standard(workspace: Workspace) -> Check:
    from auditor.standard import load_standard

    try:
        standard = load_standard(workspace.standard, [workspace.standards])
    except AuditorError as error:
        return Check(_("standard"), MISSING, _first_of(error), "auditor standard check")
    return Check(
        _("standard"), GOOD, _("{name}: {count} rules").format(name=standard.name, count=len(standard.rules))
    )


def _store(workspace: Workspace) -> Check:
    shown = workspace.resolved.shown("store_url") or workspace.store_url
    file = workspace.store_url.removeprefix("sqlite:///")
    if file != workspace.store_url and not Path(file).exists():
        return Check(_("store"), GOOD, _("{file} will be made by the first audit").format(file=file))
    from auditor.store import Store

    try:
        Store.open(workspace.store_url).close()
    except AuditorError as error:
        return Check(_("store"), MISSING, error.message, error.remedy)
    return Check(_("store"), GOOD, shown)


def _known_hosts(workspace: Workspace) -> Check:
    file = workspace.known_hosts
    lines = file.read_text("utf-8", "replace").splitlines() if file.is_file() else []
    count = sum(1 for line in lines if line.strip() and not line.startswith("#"))
    remedy = "" if count else "auditor inventory trust all"
    detail = _("{count} SSH host keys are trusted").format(count=count)
    return Check("known_hosts", GOOD if count else POOR, detail, remedy)
