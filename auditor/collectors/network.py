"""Routers and switches: configuration, version and interfaces from the command line, and over SNMP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.parsers import netcli as config
from auditor.parsers import snmp_network
from auditor.parsers.ntc import live
from auditor.parsers.ntc.ports import filled, of_ports
from auditor.parsers.parsed import Parsed, Unreadable
from auditor.transports import ports
from auditor.transports.connection import Limits, NetworkConnection, SnmpConnection

PLATFORM, SNMP, UNSAID = "platform", "snmp", "snmp.failed"
TELNET, COMMUNITY = "telnet", "snmp.community"
_BESIDE = (PLATFORM, SNMP, UNSAID, TELNET, COMMUNITY)
"""Raw answers that are no command's."""
_DEFAULTS = ("public", "private")
_TELNET_PORT = 23


def _ask(target: Target, means: Means) -> Raw:
    connection = target.connection
    assert isinstance(connection, NetworkConnection)  # noqa: S101  (targets makes nothing else of it)
    started = times.now()
    raw: dict[str, bytes] = {}
    if connection.ssh:
        started = _by_command_line(connection, means, raw)
    if connection.snmp:
        _by_snmp(connection.snmp, means.limits, raw, alone=connection.ssh is None)
    _try_telnet(connection, means.limits, raw)
    return Raw(raw, started, times.now())


def _by_command_line(connection: NetworkConnection, means: Means, raw: dict[str, bytes]) -> datetime:
    # netmiko brings a hundred platforms along: only a run with network devices pays for loading them
    from auditor.transports import netcli  # noqa: PLC0415

    assert connection.ssh is not None  # noqa: S101  (asked for only then)
    platform = netcli.platform(connection.ssh.platform)
    answers = netcli.run(connection.ssh, live.commands(platform), means.limits, means.jumps)
    # Configurations hold secrets: they are blanked before anything is kept.
    raw |= {name: config.blank_secrets(text).encode() for name, text in answers.by_command.items()}
    raw[PLATFORM] = platform.encode()
    return answers.started


def _by_snmp(connection: SnmpConnection, limits: Limits, raw: dict[str, bytes], *, alone: bool) -> None:
    """Where the command line answered, a silent agent is only what SNMP alone would have told."""
    from auditor.transports import snmp  # noqa: PLC0415  (only where SNMP is stated)

    try:
        raw[SNMP] = snmp.ask(connection, snmp_network.OIDS, snmp_network.ROOTS, limits).stdout
        raw[COMMUNITY] = b"default" if connection.community in _DEFAULTS else b"own"
    except DeviceError as error:
        if alone:
            raise
        raw[UNSAID] = f"{error.kind}: {error.message}".encode("utf-8", "replace")


def _try_telnet(connection: NetworkConnection, limits: Limits, raw: dict[str, bytes]) -> None:
    """One connection to the Telnet port; not where the device is reached through another machine."""
    ssh, snmp = connection.ssh, connection.snmp
    if ssh and (ssh.jumps or ssh.proxy_command):
        return
    host = ssh.host if ssh else snmp.host if snmp else ""
    accepted = ports.accepts(host, _TELNET_PORT, limits.connect_s)
    if accepted is not None:
        raw[TELNET] = b"open" if accepted else b"closed"


def _parse(answer: Raw) -> Parsed:
    texts = {name: raw.decode("utf-8", "replace") for name, raw in answer.raw.items() if name not in _BESIDE}
    told: Parsed | None = None
    if PLATFORM in answer.raw:
        told = live.parse(texts, answer.raw[PLATFORM].decode("utf-8", "replace"))
    agent = _agent(answer.raw, alone=told is None)
    said = _both(told, agent) if told else agent
    facts = {**said.facts, **_beside(answer.raw, said.facts)}
    missing = {
        name: why for name, why in {**said.missing, **_unsaid(answer.raw)}.items() if name not in facts
    }
    return Parsed(facts, missing, said.identity or agent.identity, said.warnings + agent.warnings)


def _agent(raw: Mapping[str, bytes], *, alone: bool) -> Parsed:
    try:
        said = snmp_network.parse(raw[SNMP]) if SNMP in raw else Parsed()
    except Unreadable as error:
        if alone:
            raise DeviceError("invalid_answer", str(error)) from error
        return Parsed({}, {}, "", (str(error),))
    if not alone:
        return said
    sources = dict.fromkeys((name for name in said.facts if name.startswith("network.")), "snmp")
    why = _("only its command line tells this; the inventory states no ansible_network_os")
    missing = {"network.config_lines": why, "network.snmp_default_community": why, **said.missing}
    return Parsed({**said.facts, "network.sources": sources}, missing, said.identity, ())


def _both(told: Parsed, agent: Parsed) -> Parsed:
    """The command line has the word; the agent fills what it does not say, also of single interfaces."""
    facts: dict[str, Any] = {**agent.facts, **told.facts}
    lists = [each.facts.get("network.interfaces", []) for each in (told, agent)]
    if all(lists):
        facts["network.interfaces"] = filled(*lists)
        facts = {**facts, **of_ports(facts["network.interfaces"]), **_without_ports(told.facts)}
    if "network.firmware_released" in facts:
        facts["network.firmware_dated"] = True
    sources = {name: "cli" if name in told.facts else "snmp" for name in facts if name.startswith("network.")}
    missing = {name: why for name, why in told.missing.items() if name not in facts}
    return Parsed({**facts, "network.sources": sources}, missing, told.identity)


def _without_ports(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "network.interfaces"}


def _beside(raw: Mapping[str, bytes], facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if TELNET in raw:
        found["network.telnet_open"] = raw[TELNET] == b"open"
    if COMMUNITY in raw:
        in_use = raw[COMMUNITY] == b"default"
        if in_use or "network.snmp_default_community" in facts:
            found["network.snmp_default_community"] = (
                in_use or facts.get("network.snmp_default_community") is True
            )
    return found


def _unsaid(raw: Mapping[str, bytes]) -> dict[str, str]:
    """Why facts that the device shows elsewhere are missing."""
    missing = {}
    if TELNET not in raw:
        missing["network.telnet_open"] = _("it is reached through another machine, or was not tried")
    if UNSAID in raw:
        why = raw[UNSAID].decode("utf-8", "replace")
        names = ("network.error_total", "network.duplexes", "network.speeds")
        missing |= dict.fromkeys(names, f"SNMP: {why}")
    return missing


COLLECTOR = Collector(_ask, _parse)
