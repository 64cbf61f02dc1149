"""``auditor provision``: from factory-fresh devices to a ready center, with its hand-over record."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import common
from auditor.cli.inventory_options import inventory_option
from auditor.errors import EXIT_FINDINGS, UsageError
from auditor.i18n import _, language
from auditor.model.text import printable

if TYPE_CHECKING:
    from auditor.audit.provision_talk import Provisioned, ProvisionWish, Talk
    from auditor.model.handover import Handover
    from auditor.workspace import Workspace


@click.command(
    help=_(
        "Make a ready center of factory-fresh PCs, printers, scanner and router, on site: find the devices of"
        " the commune's subnets (or of --devices FILE), let them know us, put right what a machine can, and"
        " write the hand-over record."
        "\n\nEach step looks at what is there, so that the same command goes on after an interruption. The"
        " factory's account is enrol_user of the inventory; its password enrol_password in vault, or the"
        " variable AUDITOR_ENROL_PASSWORD."
        "\n\nExit code: 0 ready, 100 when something is left that a person must do."
    )
    + "\n\n\b\n"
    + _("Examples:")
    + "\n  auditor provision --commune 03158 --checklist -o phieu-viec.html"
    + "\n  auditor provision --commune 03158 --subnet 10.11.12.0/24"
    + "\n  auditor provision --commune 03158 --devices thiet-bi.yml --yes"
)
@click.option("--commune", required=True, metavar=_("CODE"), help=_("The commune's code or name."))
@click.option(
    "--subnet",
    "subnets",
    multiple=True,
    metavar=_("SUBNET"),
    help=_("Look in this subnet instead of the inventory's subnets; may be given several times."),
)
@click.option(
    "--devices",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Devices with address, kind, name, counter, serial, origin: CSV, .xlsx or YAML."),
)
@click.option("--yes", is_flag=True, help=_("Ask nothing: take every device found, and its host key."))
@click.option("--allow-reboot", is_flag=True, help=_("Also take steps that end in a reboot."))
@click.option(
    "--rounds",
    type=click.IntRange(0, 10),
    default=3,
    show_default=True,
    metavar=_("NUMBER"),
    help=_("Audit and put right at most so often."),
)
@click.option(
    "--snmp-community-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("File with the SNMP community for the search (else AUDITOR_SNMP_COMMUNITY)."),
)
@click.option("--ask-password", is_flag=True, help=_("Ask for the password of the factory's account."))
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("The hand-over record (.html or .pdf; both are written), else reports/handover-CODE-DATE."),
)
@click.option("--checklist", is_flag=True, help=_("Only write what hands must do, before and after."))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Where to write the checklist, else reports/checklist-CODE.html."),
)
@inventory_option
@common.vault_options
@click.option(
    "-e", "--extra-vars", multiple=True, metavar="@" + _("FILE"), help=_("File of extra variables.")
)
@common.json_option
def command(
    commune: str,
    subnets: tuple[str, ...],
    devices: Path | None,
    yes: bool,
    allow_reboot: bool,
    rounds: int,
    snmp_community_file: Path | None,
    ask_password: bool,
    record: Path | None,
    checklist: bool,
    output: Path | None,
    inventory: str | None,
    vault_password_file: tuple[Path, ...],
    vault_id: tuple[str, ...],
    extra_vars: tuple[str, ...],
    as_json: bool,
) -> int:
    from auditor.audit.provision_talk import ProvisionWish
    from auditor.cli.inventory_discover import snmp_access

    workspace = common.workspace(inventory=inventory)
    words = _words(common.vault_words(vault_password_file, vault_id), extra_vars)
    wish = ProvisionWish(
        commune=commune,
        subnets=subnets,
        devices=devices,
        vault=words,
        snmp=snmp_access(snmp_community_file),
        allow_reboot=allow_reboot,
        rounds=rounds,
    )
    if checklist:
        return _checklist(workspace, wish, output)
    if ask_password:
        _ask_password()
    with _talk(yes, quiet=as_json) as talk:
        return _provision(workspace, wish, talk, record, as_json)


def _words(vault: Sequence[str], extra_vars: Sequence[str]) -> tuple[str, ...]:
    for file in extra_vars:
        if not file.startswith("@"):
            raise UsageError(
                _("--extra-vars takes a file (@FILE): a value given here could be read in the process list"),
                _("write it into a file, with vault if it is a secret"),
            )
    named = [word for file in extra_vars for word in ("--extra-vars", "@" + str(Path(file[1:]).absolute()))]
    return (*vault, *named)


def _ask_password() -> None:
    from auditor.audit.provision_enrol import PASSWORD

    # the environment of this process and its children, never a command line
    os.environ[PASSWORD] = click.prompt(_("password of the factory's account"), hide_input=True)


@contextmanager
def _talk(yes: bool, quiet: bool) -> Iterator["Talk"]:
    from auditor.cli import audit as audit_command
    from auditor.cli.provision_asking import talk

    def told(line: str) -> None:
        click.echo(printable(line), err=True)

    with audit_command.progress(quiet) as watcher:
        yield replace(talk(yes, told), watcher=watcher)


def _provision(
    workspace: "Workspace", wish: "ProvisionWish", talk: "Talk", record: Path | None, as_json: bool
) -> int:
    from auditor.audit.handover import handover
    from auditor.audit.provision import provision
    from auditor.reports.handover import file_name, write_record

    done = provision(workspace, wish, talk)
    made = handover(workspace, done.code)
    files = write_record(made, record or workspace.reports / file_name(made))
    if as_json:
        click.echo(json.dumps(_data(done, files, made.ready), ensure_ascii=False, indent=1))
    else:
        _tell(done, made, files)
    return 0 if made.ready else EXIT_FINDINGS


def _checklist(workspace: "Workspace", wish: "ProvisionWish", output: Path | None) -> int:
    from auditor.audit.provision_checklist import checklist
    from auditor.reports.checklist import write_checklist

    made = checklist(workspace, wish)
    file = write_checklist(made, output or workspace.reports / f"checklist-{made.code}.html")
    click.echo(_("written: {path}").format(path=printable(str(file))))
    return 0


def _data(done: "Provisioned", files: Sequence[Path], ready: bool) -> dict[str, Any]:
    return {**asdict(done), "ready": ready, "record": [str(file) for file in files]}


def tell_record(made: "Handover") -> None:
    """The record in a few lines: how many counters work, what is left and whose it is."""
    from auditor.reports.words import words_of

    counters = made.assessment.counters
    click.echo(
        _("{commune}: {works} of {count} counters do all five steps").format(
            commune=printable(made.commune.label), works=made.assessment.counters_working, count=len(counters)
        )
    )
    words = {
        "automatic": _("by the tool (run it again)"),
        "technician": _("by the technician, here"),
        "purchase": _("to be bought"),
        "province": _("by the province's IT"),
        "unknown": _("not measured"),
    }
    for who, label in words.items():
        mine = [each for each in made.left if each.who == who]
        if mine:
            click.echo(_("{count} things are left {who}:").format(count=len(mine), who=label))
        for each in mine:
            title = words_of(language()).named(each.finding)
            click.echo(f"  {printable(each.finding.device)}  {title}")
            if each.tried:
                click.echo(f"    {printable(each.tried)}")


def _tell(done: "Provisioned", made: "Handover", files: Sequence[Path]) -> None:
    tell_record(made)
    took = ", ".join(f"{phase} {seconds:.0f} s" for phase, seconds in done.seconds.items())
    click.echo(_("it took: {phases}").format(phases=took))
    for file in files:
        click.echo(_("written: {path}").format(path=printable(str(file))))
