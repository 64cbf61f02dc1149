"""Asking one device: its kind's collector, and whatever goes wrong as that device's typed failure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from auditor.collectors import link, network, pc, printer, scanner, ups
from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.events.log import LOGGER
from auditor.i18n import _
from auditor.model import UNREACHED, Failure, FailureKind, Kind, Observation, times
from auditor.parsers.parsed import Parsed, text
from auditor.transports import replay
from auditor.transports.connection import NetworkConnection, ReplayConnection
from auditor.transports.jump import WayBroken

__all__ = ["COLLECTORS", "Means", "failed", "observe", "parsed"]

COLLECTORS: Mapping[Kind, Collector] = {
    Kind.PC: pc.COLLECTOR,
    Kind.KIOSK: pc.COLLECTOR,
    Kind.PRINTER: printer.COLLECTOR,
    Kind.SCANNER: scanner.COLLECTOR,
    Kind.UPS: ups.COLLECTOR,
    Kind.NETWORK: network.COLLECTOR,
    Kind.LINK: link.COLLECTOR,
}
"""How each kind of device is asked."""


def observe(target: Target, means: Means) -> Observation:
    """What *target* said, or why it did not: never raises."""
    started = times.now()
    raw: dict[str, bytes] = {}
    try:
        if target.refusal:
            observation = failed(target, target.refusal, started)
        else:
            observation = _asked(target, means, raw)
    except WayBroken as error:
        observation = replace(failed(target, _failure(target, error), started, raw), facts={})
    except DeviceError as error:
        observation = failed(target, _failure(target, error), started, raw)
    except Exception as error:
        LOGGER.exception("%s: internal error", target.device.id)
        reason = _("error in the auditor itself: {error}").format(error=f"{type(error).__name__}: {error}")
        observation = failed(target, Failure(FailureKind.INTERNAL, text(reason)), started, raw)
    _log(observation)
    return observation


def _failure(target: Target, error: DeviceError) -> Failure:
    message = error.message
    if error.kind == FailureKind.HOST_KEY_UNKNOWN and not isinstance(error, WayBroken):
        record = _("compare it and record it: auditor inventory trust {device}")
        message = f"{message}; {record.format(device=target.device.id)}"
    return Failure(FailureKind(error.kind), text(message))


def _asked(target: Target, means: Means, raw: dict[str, bytes]) -> Observation:
    collector = COLLECTORS[target.device.kind]
    if isinstance(target.connection, ReplayConnection):
        recorded = replay.recorded(target.connection.file)
        if recorded.failure:
            return replace(recorded, device=target.device.id)
        answer = Raw(dict(recorded.raw), recorded.started, recorded.ended)
    else:
        answer = _patiently(collector, target, means)
    raw.update(answer.raw)  # kept as evidence even when it cannot be parsed
    return parsed(target, answer, collector.parse)


_WORTH_A_RETRY = frozenset({"no_route", "refused", "connect_timeout", "silent", "lost"})


def _patiently(collector: Collector, target: Target, means: Means) -> Raw:
    """The answer, asked for again as often as ``ansible_ssh_retries`` says where the connection failed."""
    for _attempt in range(getattr(target.connection, "retries", 0)):
        try:
            return collector.ask(target, means)
        except DeviceError as error:
            if isinstance(error, WayBroken) or error.kind not in _WORTH_A_RETRY:
                raise
            LOGGER.info("%s: %s, asked again: %s", target.device.id, error.kind, error.message)
    return collector.ask(target, means)


def parsed(target: Target, answer: Raw, parse: Callable[[Raw], Parsed]) -> Observation:
    """The observation of an answer. Raises DeviceError (invalid_answer) when it is none."""
    said = parse(answer)
    for warning in said.warnings:
        LOGGER.warning("%s: %s", target.device.id, warning)
    return Observation(
        device=target.device.id,
        started=answer.started,
        ended=answer.ended,
        facts={**said.facts, **_reached(target, None)},
        missing=said.missing,
        raw=answer.raw,
        identity=said.identity,
    )


def failed(
    target: Target, failure: Failure, started: datetime, raw: Mapping[str, bytes] | None = None
) -> Observation:
    """The observation of a device that could not be asked."""
    facts = _reached(target, failure)
    if "throughput" in target.asks:
        facts["throughput"] = [{"error": failure.message}]  # asked for, and not measured
    return Observation(
        target.device.id, started, times.now(), facts=facts, failure=failure, raw=dict(raw or {})
    )


_SILENT = frozenset({FailureKind.UNSUPPORTED, FailureKind.NOT_ASKED, FailureKind.INTERNAL})
_KEY_CHECKED = frozenset(
    {
        FailureKind.AUTH_FAILED,
        FailureKind.TOO_LARGE,
        FailureKind.INVALID_ANSWER,
        FailureKind.PROBE_FAILED,
        FailureKind.SUDO_FAILED,
        FailureKind.INTERPRETER_MISSING,
    }
)
_KEYED = (Kind.PC, Kind.KIOSK, Kind.NETWORK)
_KEY_WORDS = {FailureKind.HOST_KEY_UNKNOWN: "unknown", FailureKind.HOST_KEY_CHANGED: "changed"}


def _reached(target: Target, failure: Failure | None) -> dict[str, Any]:
    """The facts that the asking itself gives, ``answers`` and ``host_key``, where they are known."""
    facts: dict[str, Any] = {}
    kind = target.device.kind
    if kind is not Kind.LINK and (failure is None or failure.kind not in _SILENT):
        facts["answers"] = failure is None or failure.kind not in UNREACHED
    if kind in _KEYED and _over_ssh(target):
        if failure is None or failure.kind in _KEY_CHECKED:
            facts["host_key"] = "known"
        elif failure.kind in _KEY_WORDS:
            facts["host_key"] = _KEY_WORDS[failure.kind]
    elif kind in _KEYED and (failure is None or failure.kind is not FailureKind.UNSUPPORTED):
        facts["host_key"] = "not_ssh"  # Ansible itself went there, by a connection without such a key
    return facts


def _over_ssh(target: Target) -> bool:
    connection = target.connection
    return connection is not None and not (isinstance(connection, NetworkConnection) and not connection.ssh)


def _log(observation: Observation) -> None:
    seconds = (observation.ended - observation.started).total_seconds()
    if observation.failure:
        failure = observation.failure
        LOGGER.info("%s: %s after %.1f s: %s", observation.device, failure.kind, seconds, failure.message)
    else:
        LOGGER.info("%s: answered in %.1f s, %d facts", observation.device, seconds, len(observation.facts))
