"""Links: echo requests to the commune's end."""

from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.parsers import ping as parser
from auditor.parsers.parsed import Parsed
from auditor.transports import ping
from auditor.transports.connection import PingConnection

ANSWER = "ping"


def _ask(target: Target, means: Means) -> Raw:
    assert isinstance(target.connection, PingConnection)  # noqa: S101  (targets makes nothing else of a link)
    answer = ping.run(target.connection, means.limits)
    return Raw({ANSWER: answer.stdout}, answer.started, answer.ended)


def _parse(answer: Raw) -> Parsed:
    try:
        return parser.parse(answer.raw[ANSWER])
    except parser.PingError as error:
        raise DeviceError("invalid_answer", str(error)) from error


COLLECTOR = Collector(_ask, _parse)
