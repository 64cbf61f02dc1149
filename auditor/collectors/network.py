"""Routers and switches: their configuration, version and interfaces from the command line."""

from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.parsers import netcli as parser
from auditor.parsers.parsed import Parsed
from auditor.transports.connection import NetworkConnection

PLATFORM = "platform"


def _ask(target: Target, means: Means) -> Raw:
    # netmiko brings a hundred platforms along: only a run with network devices pays for loading them
    from auditor.transports import netcli  # noqa: PLC0415

    assert isinstance(target.connection, NetworkConnection)  # noqa: S101  (targets makes nothing else of it)
    connection = target.connection.ssh
    assert connection  # noqa: S101
    answers = netcli.run(connection, parser.COMMANDS, means.limits, means.jumps)
    # Configurations hold secrets: they are blanked before anything is kept.
    raw = {name: parser.blank_secrets(text).encode() for name, text in answers.by_command.items()}
    raw[PLATFORM] = netcli.platform(connection.platform).encode()
    return Raw(raw, answers.started, answers.ended)


def _parse(answer: Raw) -> Parsed:
    texts = {name: raw.decode("utf-8", "replace") for name, raw in answer.raw.items()}
    return parser.parse(texts, texts.pop(PLATFORM, ""))


COLLECTOR = Collector(_ask, _parse)
