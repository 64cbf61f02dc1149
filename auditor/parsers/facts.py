"""How most parsers are put together: a table of facts by name, each a function of the answer."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from auditor.i18n import _
from auditor.parsers.parsed import Unreadable, bounded, text

Answer = TypeVar("Answer")


MAX_OUTPUT = 1024 * 1024
"""What a command says is refused when it is longer, in bytes."""


class Absent(LookupError):
    """Raised by a fact's function when the answer does not hold it; carries the reason, as a sentence."""


def stated(value: Any, name: str) -> Any:
    """*value*, which the device calls *name*. Raises Absent when it is None."""
    if value is None:
        raise Absent(_("the device does not state {attribute}").format(attribute=name))
    return value


def gather(
    table: Mapping[str, Callable[[Answer], Any]], answer: Answer
) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts of *table* that *answer* holds, and for each other the reason why not."""
    facts: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for name, fact in table.items():
        try:
            facts[name] = bounded(fact(answer))
        except Absent as reason:
            missing[name] = text(str(reason))
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            # a device may answer anything: one fact's trouble is that fact's
            missing[name] = text(_("the device's answer is malformed: {place}").format(place=error))
    return facts, missing


def decoded(raw: bytes) -> str:
    """*raw*, what a command said, as text. Raises Unreadable when it is longer than a command has to say."""
    if len(raw) > MAX_OUTPUT:
        raise Unreadable(_("the recording is longer than {limit} bytes").format(limit=MAX_OUTPUT))
    return raw.decode("utf-8", "replace")
