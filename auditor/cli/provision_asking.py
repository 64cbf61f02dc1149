"""What ``provision`` asks the technician: which devices, under which names; whether host keys are right."""

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import click

from auditor.audit.provision_talk import Talk
from auditor.audit.trust import Trusted
from auditor.cli.inventory_options import columns
from auditor.errors import UsageError
from auditor.i18n import _
from auditor.inventory.drafting import Draft
from auditor.inventory.lists.reading import HOST_NAME
from auditor.model import DEVICE_KINDS, Kind
from auditor.model.text import printable

_TAKE, _SKIP, _CHANGE, _ALL, _STOP = "t", "s", "c", "a", "q"


def talk(yes: bool, told: Callable[[str], None]) -> Talk:
    """Whom provisioning asks: the technician at this terminal, or with *yes* nobody."""
    if yes:
        return Talk(offered=lambda all_: all_, keys=_every_key(told), told=told)
    return Talk(offered=_offered, keys=_keys, told=told)


def _every_key(told: Callable[[str], None]) -> Callable[[Sequence[Trusted]], Collection[str]]:
    def accept(shown: Sequence[Trusted]) -> Collection[str]:
        for line in columns([(each.device, each.type, each.fingerprint) for each in shown]):
            told(line)
        return [each.device for each in shown]

    return accept


def _must_be_asked(what: str) -> None:
    if not sys.stdin.isatty():
        nobody = _("nobody is here to be asked: {what}").format(what=what)
        raise UsageError(nobody, _("call it from a terminal, or with --devices FILE, or take all with --yes"))


# ── devices ──────────────────────────────────────────────────────────────────────────────────────


def _offered(offered: Sequence[Draft]) -> Sequence[Draft]:
    _must_be_asked(_("{count} new devices were found").format(count=len(offered)))
    rows = [_row(draft) for draft in offered]
    for line in columns([(_("name"), _("kind"), _("address"), _("counter"), _("says")), *rows]):
        click.echo(line)
    taken: list[Draft] = []
    for at, draft in enumerate(offered):
        answer = _answer(draft)
        if answer == _ALL:
            return [*taken, *offered[at:]]
        if answer == _STOP:
            break
        if answer == _TAKE:
            taken.append(draft)
        elif answer == _CHANGE:
            taken.append(_changed(draft))
    return taken


def _row(draft: Draft) -> tuple[str, ...]:
    variables = draft.variables
    said = "; ".join(draft.remarks)
    return (
        draft.name,
        draft.kind.value,
        str(variables.get("ansible_host", "")),
        str(variables.get("counter", "")),
        said[:60],
    )


def _answer(draft: Draft) -> str:
    question = _("{name} ({address}): take, skip, change it, take all, quit").format(
        name=draft.name, address=draft.variables.get("ansible_host", "")
    )
    choices = click.Choice([_TAKE, _SKIP, _CHANGE, _ALL, _STOP])
    return str(click.prompt(question, type=choices, default=_TAKE))


def _changed(draft: Draft) -> Draft:
    name = click.prompt(_("name"), default=draft.name, value_proc=_host_name)
    kind = click.prompt(
        _("kind"), default=draft.kind.value, type=click.Choice([str(k) for k in DEVICE_KINDS])
    )
    counter = click.prompt(_("counter"), default=str(draft.variables.get("counter", "")), show_default=True)
    serial = click.prompt(_("serial number"), default=str(draft.variables.get("asset_serial", "")))
    origin = click.prompt(_("former commune's code (none: new)"), default="")
    more: dict[str, Any] = {"counter": counter, "asset_serial": serial, "origin": origin}
    kept = {key: value for key, value in {**draft.variables, **more}.items() if value not in ("", None)}
    return replace(draft, name=name, kind=Kind(kind), variables={k: _plain(v) for k, v in kept.items()})


def _host_name(said: str) -> str:
    if not HOST_NAME.fullmatch(said):
        raise click.UsageError(_("a host's name has letters, digits, - and _"))
    return said


def _plain(value: Any) -> Any:
    """What was typed must not become a template of Ansible's."""
    if isinstance(value, str) and ("{{" in value or "{%" in value):
        raise UsageError(_("two braces, which Ansible would read as a template"), _("leave them out"))
    return value


# ── host keys ────────────────────────────────────────────────────────────────────────────────────


def _keys(shown: Sequence[Trusted]) -> Collection[str]:
    _must_be_asked(_("{count} host keys are not known yet").format(count=len(shown)))
    click.echo(_("Compare these fingerprints with what the devices themselves show:"))
    for line in columns([(each.device, each.type, each.fingerprint) for each in shown]):
        click.echo("  " + printable(line))
    if click.confirm(_("are all of them right?"), default=False):
        return [each.device for each in shown]
    right = _("{device} {fingerprint}: is it right?")
    return [
        each.device
        for each in shown
        if click.confirm(right.format(device=each.device, fingerprint=each.fingerprint), default=False)
    ]
