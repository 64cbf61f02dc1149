"""link (being written)."""

from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.parsers.parsed import Parsed


def _ask(_target: Target, _means: Means) -> Raw:
    raise DeviceError("unsupported", "not yet")


def _parse(_answer: Raw) -> Parsed:
    raise DeviceError("invalid_answer", "not yet")


COLLECTOR = Collector(_ask, _parse)
