"""``auditor audit``: ask every device, judge, say what stops a citizen's paper."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from rich.console import Console

from auditor import audit
from auditor.audit import Audited, Watcher
from auditor.cli import common
from auditor.errors import EXIT_FINDINGS, EXIT_NOT_MEASURED, EXIT_READY, UsageError
from auditor.i18n import _
from auditor.model import Judgement, Verdict
from auditor.reports.build import build_view
from auditor.reports.progress import AuditProgress
from auditor.reports.terminal import print_summary


@click.command(
    name="audit",
    help=_(
        "Ask every device of the inventory, judge the answers by the standard, and tell what stops a counter."
        "\n\nCtrl-C finishes what is being asked; --resume goes on from there."
        "\n\nExit code: 0 all ready, 100 findings, 101 something was not measured."
        "\n\n\b\nExamples:\n  auditor audit\n  auditor audit --limit commune_03158\n"
        "  auditor audit --resume latest"
    ),
)
@click.option(
    "-i",
    "--inventory",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar=_("PATH"),
    help=_("Ansible inventory, as for ansible-playbook; may be given several times."),
)
@click.option(
    "-l", "--limit", default="", metavar=_("PATTERN"), help=_("Ansible's pattern of hosts and groups.")
)
@click.option("--standard", metavar=_("NAME"), help=_("Standard to judge by: its name or file."))
@click.option("--forks", type=int, metavar=_("NUMBER"), help=_("Devices asked at the same time."))
@common.vault_options
@click.option(
    "-e", "--extra-vars", multiple=True, metavar="@" + _("FILE"), help=_("File of extra variables.")
)
@click.option(
    "--active", is_flag=True, help=_("Have each network scanner scan a test page, which is not kept.")
)
@click.option(
    "--throughput",
    is_flag=True,
    help=_("Measure the throughput of each link, within the setting throughput_budget_bytes."),
)
@click.option("--resume", metavar=_("RUN"), help=_("Go on with an interrupted run (an id, or latest)."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the outcome as JSON."))
def command(
    inventory: tuple[Path, ...],
    limit: str,
    standard: str | None,
    forks: int | None,
    vault_password_file: tuple[Path, ...],
    vault_id: tuple[str, ...],
    extra_vars: tuple[str, ...],
    active: bool,
    throughput: bool,
    resume: str | None,
    as_json: bool,
) -> int:
    workspace = common.workspace(standard=standard, forks=forks)
    vault = common.vault_words(vault_password_file, vault_id)
    wish = audit.Wish(inventory, limit, vault, extra_vars, active, throughput)
    if resume and (inventory or limit or vault or extra_vars or active or throughput):
        raise UsageError(
            _("--resume goes on with what the run was started with"), _("leave out the other options")
        )
    with progress(quiet=as_json) as watcher:
        done = audit.resume(workspace, resume, watcher) if resume else audit.start(workspace, wish, watcher)
    if as_json:
        click.echo(json.dumps(audit.outcome(done), ensure_ascii=False, indent=1))
    else:
        _tell(done, workspace.settings.language)
    return exit_code(done.judgement)


@contextmanager
def progress(quiet: bool) -> Iterator[Watcher]:
    """Follow an audit on the terminal, or not at all."""
    if quiet:
        yield Watcher()
        return
    console = Console(stderr=True)
    with ExitStack() as stack:
        shown: list[AuditProgress] = []
        yield Watcher(
            begun=lambda manifest: shown.append(stack.enter_context(AuditProgress(manifest, console))),
            answered=lambda device, commune, failure: shown[-1].device_done(device, commune, failure or None),
            stopping=lambda: console.print(_("finishing what is being asked; the rest can be resumed")),
        )


def _tell(done: Audited, language: str) -> None:
    view = build_view(done.header, done.manifest, done.judgement, language)
    print_summary(view, Console())


def exit_code(judgement: Judgement) -> int:
    """What the audit's exit code says of a *judgement*: a failed rule before one that was not measured."""
    verdicts = {finding.verdict for finding in judgement.findings}
    if Verdict.FAIL in verdicts:
        return EXIT_FINDINGS
    return EXIT_NOT_MEASURED if Verdict.UNKNOWN in verdicts or not verdicts else EXIT_READY
