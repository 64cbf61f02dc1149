"""``netcli:PLATFORM:COMMAND``: which parser reads a command of a platform (netmiko's names of platforms)."""

from collections.abc import Callable

from auditor.errors import did_you_mean
from auditor.i18n import _
from auditor.parsers import netcli
from auditor.parsers.linuxcli import formats as linuxcli
from auditor.parsers.ntc import config
from auditor.parsers.ntc.commands import COMMANDS, Device, Table
from auditor.parsers.ntc.facts import facts_of
from auditor.parsers.ntc.rows import answer_in, device_rows, rows_of, text_of
from auditor.parsers.parsed import Parsed, Unreadable, bounded

Parser = Callable[[bytes], Parsed]

CONFIGURATIONS = {
    "show running-config": config.cisco,
    "show startup-config": config.cisco,
    "display current-configuration": config.cisco,
    "export": config.routeros,
    "export verbose": config.routeros,
    "show": config.cisco,  # FortiOS: config … end, edit … next, indented like the rest
    "show full-configuration": config.cisco,
    "show configuration": config.braces,
    "show config": config.flat,
    "show config current_config": config.flat,
}
_OF_IOS = {
    "show version": netcli.VERSION,
    "show interface": netcli.INTERFACES,
    "show interfaces": netcli.INTERFACES,
}
"""What the collector asks of IOS, it also reads."""
_ALSO = (" without-paging", " detail")


def parser_of(rest: str) -> Parser:
    """The parser of *rest*, ``PLATFORM:COMMAND``. Raises Unreadable for one that no fact is in."""
    platform, _colon, command = rest.partition(":")
    command = command.replace("_", " ").strip()
    if platform == "linux":
        return linuxcli.parser_of(command)
    if command in CONFIGURATIONS:
        return lambda raw: CONFIGURATIONS[command](text_of(raw), platform)
    if platform == "cisco_ios" and command in _OF_IOS:
        return lambda raw: _ios(text_of(raw), command)
    found = _table(platform, command)
    if not found:
        raise _unknown(platform, command)
    name, table = found
    return lambda raw: _by_template(text_of(raw), platform, name, table)


def _table(platform: str, command: str) -> tuple[str, Table] | None:
    """The table of *command*, which the device may have been asked with a word that changes nothing."""
    for name in (
        command,
        *(command.removesuffix(word) for word in _ALSO),
        *(command + word for word in _ALSO),
    ):
        if table := COMMANDS.get((platform, name)):
            return name, table
    return None


def _unknown(platform: str, command: str) -> Unreadable:
    known = sorted(name for of, name in COMMANDS if of == platform)
    if not known:
        platforms = ", ".join(sorted({of for of, _name in COMMANDS}))
        return Unreadable(_("no platform “{name}”: there are {names}").format(name=platform, names=platforms))
    hint = did_you_mean(command, known) or ", ".join(known)
    why = _("no fact of ours is in “{command}” of {platform}: {hint}")
    return Unreadable(why.format(command=command, platform=platform, hint=hint))


def _by_template(text: str, platform: str, command: str, table: Table) -> Parsed:
    text = answer_in(text, command)
    unknown: list[str] = []
    if isinstance(table, Device):
        rows, unknown = device_rows(text, platform, command)
    else:
        rows = rows_of(text, platform, command)
    facts, missing = facts_of(table, rows)
    of_network = any(name.startswith("network.") for name in facts)
    said = {name: bounded(value) for name, value in (_platform(platform, of_network) | facts).items()}
    warnings = tuple(
        _("no line of “{command}”: {line}").format(command=command, line=line[:100]) for line in unknown
    )
    return Parsed(said, missing, warnings=warnings)


def _platform(platform: str, said: bool) -> dict[str, str]:
    return {"network.platform": platform} if said else {}


def _ios(text: str, command: str) -> Parsed:
    asked = _OF_IOS[command]
    said = netcli.parse({asked: text}, "cisco_ios")
    facts = dict(said.facts)
    if len(facts) == 1:
        raise Unreadable(_("there is nothing of “{command}” in it").format(command=command))
    missing = {name: why for name, why in said.missing.items() if name in _STATED[asked]}
    if asked == netcli.VERSION:
        try:
            facts = facts_of(COMMANDS["cisco_ios", command], rows_of(text, "cisco_ios", command))[0] | facts
        except Unreadable as error:
            missing |= dict.fromkeys(("network.model", "network.serial"), str(error))
    return Parsed(facts, missing)


_STATED = {
    netcli.VERSION: ("network.version", "network.uptime_s"),
    netcli.INTERFACES: ("network.interfaces", "network.interfaces_up", "network.error_total"),
}
