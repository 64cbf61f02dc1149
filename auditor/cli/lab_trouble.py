"""`auditor lab power|break|mark|changed`: trouble on purpose while a lab is up, and what came of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from auditor.audit.stores import open_store
from auditor.cli import common
from auditor.cli.lab_options import example, name_option
from auditor.errors import UsageError
from auditor.i18n import _
from auditor.lab import state as labs


@click.command(
    "power",
    help=example(
        _(
            "Pull a machine's plug, or put it in again: it dies where it stands, and comes back with the disk"
            " it had."
        ),
        "auditor lab power pasc-03158-pc01 off",
    ),
)
@name_option
@click.argument("host", metavar=_("HOST"))
@click.argument("way", type=click.Choice(["off", "on"]), metavar="off|on")
def power_command(name: str, host: str, way: str) -> None:
    from auditor.lab.power import power_off, power_on

    labs.need_root()
    done = power_off(name, host) if way == "off" else power_on(name, host)
    now = _("{host} is up") if way == "on" else _("{host} is off")
    click.echo(now.format(host=host) if done else _("nothing to do: {now}").format(now=now.format(host=host)))


@click.command(
    "break",
    help=example(
        _(
            "Put a fault into a machine (or a line) of a lab that is up, as when something happens between a"
            " plan and its fix. The machine restarts with it; truth.json gets it too."
        ),
        "auditor lab break pasc-03158-pc01 dns-wrong",
        "auditor lab break pasc-03158-pc02 disk-full --with percent=100",
    ),
)
@name_option
@click.argument("device", metavar=_("DEVICE"))
@click.argument("fault", metavar=_("FAULT"))
@click.option("--with", "given", multiple=True, metavar="NAME=VALUE", help=_("A setting of the fault."))
def break_command(name: str, device: str, fault: str, given: tuple[str, ...]) -> None:
    from auditor.lab.breaking import put_in
    from auditor.lab.catalogue import find

    labs.need_root()
    known = find(fault).settings
    placed = put_in(name, device, fault, dict(_setting(word, known) for word in given))
    rules = ", ".join(mark.rule for mark in placed.effect.expects)
    click.echo(
        _("{fault} is at {device}; it must show in: {rules}").format(fault=fault, device=device, rules=rules)
    )


def _setting(word: str, known: Mapping[str, Any]) -> tuple[str, Any]:
    """``percent=97`` as a setting of a fault with the settings *known*. Raises UsageError."""
    name, equals, value = word.partition("=")
    if name not in known or not equals:
        raise UsageError(
            _("“{word}” is no setting of this fault").format(word=word),
            ", ".join(f"{key}={default}" for key, default in known.items()),
        )
    try:
        return name, type(known[name])(value)
    except ValueError as error:
        raise UsageError(_("“{word}” is no setting of this fault").format(word=word)) from error


@click.command(
    "mark",
    help=example(
        _("Remember every file of every machine as it is now, to see later what changed."),
        "auditor lab mark",
        "auditor lab changed",
    ),
)
@name_option
@click.argument("label", default="mark", metavar="[MARK]")
def mark_command(name: str, label: str) -> None:
    from auditor.lab.changes import save_mark
    from auditor.lab.layers import layers

    labs.need_root()
    now = layers(labs.running(name))
    save_mark(name, label, now)
    count = sum(len(each.upper) for each in now.values())
    click.echo(_("marked: {count} files on {machines} machines").format(count=count, machines=len(now)))


@click.command(
    "changed",
    help=example(
        _(
            "Which files of each machine changed since a mark, and with --announced, which of them a fix had"
            " not announced. What machines write by themselves is left out."
        ),
        "auditor lab changed --announced latest",
    ),
)
@name_option
@click.option("--since", default="mark", show_default=True, metavar="MARK", help=_("The mark's name."))
@click.option("--announced", "fix", metavar="FIX", help=_("Compare with what this fix announced."))
@click.option("--noise", is_flag=True, help=_("Show what machines write by themselves too."))
@common.json_option
def changed_command(name: str, since: str, fix: str | None, noise: bool, as_json: bool) -> None:
    from auditor.lab.changes import announced, changes, load_mark, outside
    from auditor.lab.layers import layers

    labs.need_root()
    found = changes(load_mark(name, since), layers(labs.running(name)))
    if fix:
        with open_store(common.workspace()) as store:
            found = announced(found, store.fix(fix))
    shown = [each for each in found if noise or not each.noise]
    counted = [each for each in found if not each.noise]
    tally = {"changed": len(counted), "noise": len(found) - len(counted), "outside": len(outside(found))}
    if as_json:
        click.echo(json.dumps({**tally, "files": [asdict(each) for each in shown]}, ensure_ascii=False))
        return
    console = Console()
    for each in shown:
        said = f"{each.how:<8} {each.host} {each.path} {each.announced or each.noise}"
        console.print(Text(said.rstrip(), style="red" if fix and each in outside([each]) else ""))
    line = _("{changed} files changed, {noise} more that machines write by themselves").format(**tally)
    click.echo(line + (_(", {outside} outside what was announced").format(**tally) if fix else ""))
