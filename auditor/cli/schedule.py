"""``auditor schedule``: an audit at a fixed time, by systemd or cron."""

import re
from datetime import datetime
from pathlib import Path

import click

from auditor.audit.scheduling import DAYS, File, Job, Manager, crontab, owner, program, units, when
from auditor.cli import common
from auditor.errors import UsageError
from auditor.i18n import _
from auditor.model.text import printable
from auditor.reports import files
from auditor.workspace import Workspace

REPORTS = ("html", "pdf", "docx", "work", "findings", "xlsx", "csv", "junit", "json")
_CRON = Path("/etc/cron.d")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}")


@click.command(
    help=_(
        "Write what makes this machine audit at a fixed time: a systemd timer and its service, or a line of"
        " cron. Printed unless --write."
        "\n\nA systemd timer makes up for a time at which the machine was off; cron does not."
        "\n\n\b\nExamples:\n  auditor schedule --at 06:30 --report html --notify\n"
        "  auditor schedule --at 06:30 --weekly mon --user --write\n  auditor schedule --at 22:00 --cron"
    )
)
@click.option("--at", "time", default="06:30", show_default=True, metavar="HH:MM", help=_("Viet Nam time."))
@click.option("--daily", is_flag=True, help=_("Every day (the default)."))
@click.option("--weekly", type=click.Choice(DAYS), help=_("Every week on this day."))
@click.option("--system", "manager", flag_value="system", help=_("For the system's manager (the default)."))
@click.option("--user", "manager", flag_value="user", help=_("For this user's own manager, without root."))
@click.option("--cron", "manager", flag_value="cron", help=_("A line of cron."))
@click.option("-l", "--limit", default="", metavar=_("PATTERN"), help=_("Audit only these hosts and groups."))
@click.option(
    "--report",
    "formats",
    type=click.Choice(REPORTS),
    multiple=True,
    help=_("Then write the report in this format; may be repeated."),
)
@click.option("--notify", is_flag=True, help=_("Then tell people: auditor notify."))
@click.option("--only-changes", is_flag=True, help=_("Tell them only when something changed."))
@click.option(
    "--run-as", metavar=_("USER"), help=_("User of the service (default: the owner of the workspace).")
)
@click.option(
    "--name", metavar=_("NAME"), help=_("Name of the units (default: from the workspace's folder).")
)
@common.vault_options
@click.option(
    "--print/--write", "only_print", default=True, help=_("Print it (the default), or put it there.")
)
@click.option(
    "-o",
    "--output",
    metavar=_("DIR"),
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Write to this folder instead of the system's place."),
)
def command(
    time: str,
    daily: bool,
    weekly: str | None,
    manager: str | None,
    limit: str,
    formats: tuple[str, ...],
    notify: bool,
    only_changes: bool,
    run_as: str | None,
    name: str | None,
    vault_password_file: tuple[Path, ...],
    vault_id: tuple[str, ...],
    only_print: bool,
    output: Path | None,
) -> None:
    if daily and weekly:
        raise UsageError(_("--daily and --weekly exclude each other"), _("leave one of them out"))
    if only_changes and not notify:
        raise UsageError(_("--only-changes says when --notify tells people"), _("add --notify"))
    workspace = common.workspace()
    hour, minute = _clock(time)
    job = Job(
        workspace=workspace.root,
        hour=hour,
        minute=minute,
        day=weekly or "",
        steps=_steps(limit, formats, notify, only_changes, common.vault_words(vault_password_file, vault_id)),
        name=_name(name, workspace),
        program=program(),
        user=run_as or owner(workspace.root),
    )
    chosen = Manager(manager or Manager.SYSTEM)
    made = _cron(job, only_print, output) if chosen is Manager.CRON else units(job, chosen)
    _print_or_write(made, only_print, output)
    _say(job, chosen, only_print, [file.path.name for file in made])


def _clock(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([01]?\d|2[0-3])[:h]([0-5]\d)", text)
    if not match:
        raise UsageError(_("“{text}” is no time of the day").format(text=text), _("write it as 06:30"))
    return int(match[1]), int(match[2])


def _steps(
    limit: str, formats: tuple[str, ...], notify: bool, only_changes: bool, vault: list[str]
) -> tuple[tuple[str, ...], ...]:
    audit = ("audit", *(("--limit", limit) if limit else ()), *vault)
    steps = [audit]
    if formats:
        steps.append(("report", "latest", *(word for form in formats for word in ("--format", form))))
    if notify:
        steps.append(("notify", "latest", *(("--only-changes",) if only_changes else ()), *vault))
    return tuple(steps)


def _name(given: str | None, workspace: Workspace) -> str:
    name = given or "auditor-" + re.sub(r"[^A-Za-z0-9_-]+", "-", workspace.root.name).strip("-").lower()
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("“{name}” is no name for a unit").format(name=name), _("letters, digits, - and _ are")
        )
    return name.rstrip("-")


def _cron(job: Job, only_print: bool, output: Path | None) -> tuple[File, ...]:
    to_system = not only_print or output is not None
    offset = datetime.now().astimezone().utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    # cron reads no file of /etc/cron.d with a dot in its name
    file = _CRON / job.name.replace(".", "-")
    return (File(file, crontab(job, minutes, with_user=to_system)),)


def _print_or_write(made: tuple[File, ...], only_print: bool, output: Path | None) -> None:
    for file in made:
        if only_print and output is None:
            # a line for a user's own crontab has no place in a file of the system
            place = "" if file.path.parent == _CRON else f"# {printable(str(file.path))}\n"
            click.echo(place + file.text)
            continue
        path = files.write((output or file.path.parent) / file.path.name, [file.text])
        path.chmod(0o644)  # cron and systemd read them as root, and everybody may: no secret is in them
        click.echo(_("written: {path}").format(path=printable(str(path))))


def _say(job: Job, manager: Manager, only_print: bool, names: list[str]) -> None:
    """What is left to do, on stderr: what is printed may go into a file."""
    lines = [when(job)]
    if manager is Manager.CRON:
        if only_print:
            lines.append(_("put the line into your crontab: crontab -e"))
        lines.append(_("cron does not make up for a time at which the machine was off; a systemd timer does"))
    else:
        user = " --user" if manager is Manager.USER else ""
        if only_print:
            lines.append(_("put the files where their first lines say, or: auditor schedule … --write"))
        lines.append(f"systemctl{user} daemon-reload && systemctl{user} enable --now {names[-1]}")
        if manager is Manager.USER:
            lines.append(_("to audit while nobody is logged in: loginctl enable-linger"))
    for text in lines:
        click.echo(printable(text), err=True)
