"""What a device said, made fit to be shown: its identity, its facts, its raw answers."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from auditor.i18n import N_
from auditor.model import Observation
from auditor.model.text import printable
from auditor.reports import values
from auditor.reports.keywords import worded
from auditor.reports.text import line
from auditor.reports.web.shapes import RawAnswer
from auditor.reports.words import Words

MAX_FACTS = 400
MAX_RAW = 20_000
"""Characters of a raw answer that a page shows."""
_IDENTITY = (
    (N_("Name"), ("host.name", "printer.name", "snmp.name")),
    (N_("Model"), ("host.vendor", "host.model", "printer.make_model", "scanner.make_model", "ups.model")),
    (N_("Model"), ("network.model",)),
    (
        N_("Serial number"),
        ("host.serial", "printer.serial", "scanner.serial", "ups.serial", "network.serial"),
    ),
    (N_("System"), ("os.name", "printer.firmware", "scanner.firmware", "ups.firmware", "network.version")),
    (N_("Processor"), ("cpu.model",)),
    (N_("Memory"), ("memory.total_mib",)),
)


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: what it is, and its value in words."""

    name: str
    meaning: str
    value: str


def identity(seen: Observation | None, words: Words) -> list[tuple[str, str]]:
    """What tells this machine from others, as far as it said so: label and value."""
    facts = seen.facts if seen else {}
    rows = ((words.gettext(label), [n for n in names if facts.get(n)]) for label, names in _IDENTITY)
    return [(label, " · ".join(_value(n, facts[n], words) for n in named)) for label, named in rows if named]


def facts(seen: Observation | None, words: Words) -> list[FactRow]:
    """Every fact by name, at most MAX_FACTS."""
    given = seen.facts if seen else {}
    return [fact(name, given[name], words) for name in sorted(given)[:MAX_FACTS]]


def fact(name: str, value: object, words: Words) -> FactRow:
    """One fact in words."""
    return FactRow(name, line(values.meaning(name, words.language), 200), _value(name, value, words))


def _value(name: str, value: object, words: Words) -> str:
    said = worded(name, value, words.gettext)
    return values.shown(said, words.language, words.gettext, values.unit_of(name))


def raw(answer: RawAnswer) -> Markup:
    """The beginning of a raw answer, every unseen character made visible."""
    return escape(printable(answer.text[:MAX_RAW], keep="\n\t"))
