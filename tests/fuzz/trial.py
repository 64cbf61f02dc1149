"""One case through one parser: what must be so whatever a recording holds."""

import json
import resource
import signal
from types import FrameType
from typing import Any

from auditor.model.dictionary import check_value
from auditor.parsers.formats import Parser
from auditor.parsers.parsed import Unreadable

MOST_MEMORY = 64 * 1024 * 1024
MOST_SECONDS = 5


class Broken(AssertionError):
    """Raised when a parser did what no recording may make it do."""


def confine() -> None:
    """From now on this process gets 64 MB more memory, and each trial a few seconds."""
    used = next(
        int(line.split()[1]) * 1024
        for line in open("/proc/self/status", encoding="ascii")  # noqa: SIM115, PTH123
        if line.startswith("VmSize")
    )
    resource.setrlimit(resource.RLIMIT_AS, (used + MOST_MEMORY, resource.RLIM_INFINITY))
    signal.signal(signal.SIGALRM, _too_long)


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise Broken(f"longer than {MOST_SECONDS} s")


def confined(parser: Parser, raw: bytes) -> None:
    """*attempt* within the bounds of time that :func:`confine` has set up."""
    signal.alarm(MOST_SECONDS)
    try:
        attempt(parser, raw)
    finally:
        signal.alarm(0)


def attempt(parser: Parser, raw: bytes) -> None:
    """Parse *raw*. Raises Broken for what is neither facts of the dictionary nor a typed error."""
    try:
        parsed = parser(raw)
    except Unreadable as error:
        _require(str(error) != "", "an error without a word")
        return
    except MemoryError as error:
        raise Broken("more than 64 MB of memory") from error
    wrong = [problem for name, value in parsed.facts.items() if (problem := check_value(name, value))]
    _require(not wrong, "; ".join(wrong[:3]))
    _require(not set(parsed.facts) & set(parsed.missing), "a fact is both known and missing")
    _require(all(parsed.missing.values()), "a fact is missing without a reason")
    _writable({"facts": dict(parsed.facts), "missing": dict(parsed.missing), "warnings": parsed.warnings})


def _writable(said: Any) -> None:
    written = json.dumps(said, ensure_ascii=False, allow_nan=False)
    _require("\0" not in written and "\\u0000" not in written, "NUL, which PostgreSQL does not hold")
    written.encode("utf-8")  # a lone surrogate would raise


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)
