"""``make fuzz``: broken recordings through every parser, each family of formats in a process of 64 MB more.

``python -m tests.fuzz [--cases N] [FORMAT[=NUMBER]…]``: N cases in all (20,000); FORMAT=NUMBER makes one case
again and leaves what it does to the debugger.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence

from auditor.errors import UsageError
from tests.fuzz.cases import bases, case
from tests.fuzz.parsers import parser_of
from tests.fuzz.trial import attempt, confine, confined

CASES = 20_000
Found = Mapping[str, list[bytes]]
"""Recordings by format."""


def main(arguments: Sequence[str]) -> int:
    """Run the cases; 1 when one broke a parser, which is told by its number."""
    words = list(arguments)
    cases = int(words.pop(words.index("--cases") + 1)) if "--cases" in words else CASES
    wanted = [word for word in words if not word.startswith("-")]
    found = {name: of for name, of in bases().items() if _is_read(name)}
    if any("=" in word for word in wanted):
        return _again(found, wanted)
    families: dict[str, list[str]] = {}
    for name in sorted(found):
        if not wanted or name in wanted or name.partition(":")[0] in wanted:
            families.setdefault(name.partition(":")[0], []).append(name)
    each = -(-cases // len(families))
    sys.stdout.write(f"{each} cases for each of {len(families)} formats\n")
    sys.stdout.flush()
    broken = [_in_a_process(family, names, each, found) for family, names in families.items()]
    return int(any(broken))


def _is_read(name: str) -> bool:
    try:
        parser_of(name)
    except UsageError:
        return False
    return True


def _again(found: Found, wanted: Sequence[str]) -> int:
    for word in wanted:
        name, _sign, number = word.rpartition("=")
        confined(parser_of(name), case(name, int(number), found[name]))
    return 0


def _in_a_process(family: str, names: Sequence[str], cases: int, found: Found) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(_run(family, names, cases, found))
    _child, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.stdout.write(f"{family}: ended by {code}\n")
    return code != 0


def _run(family: str, names: Sequence[str], cases: int, found: Found) -> int:
    for name in names:  # what a parser loads once is not the recording's doing
        attempt(parser_of(name), found[name][0])
    confine()
    began, broken = time.monotonic(), 0
    for index in range(cases):
        name, number = names[index % len(names)], index // len(names)
        try:
            confined(parser_of(name), case(name, number, found[name]))
        except Exception as error:  # any exception is a finding
            broken += 1
            sys.stdout.write(f"broken: {name}={number}: {type(error).__name__}: {str(error)[:200]}\n")
    spent = time.monotonic() - began
    sys.stdout.write(f"{family}: {len(names)} formats, {cases} cases, {broken} broken, {spent:.1f} s\n")
    sys.stdout.flush()
    return int(broken > 0)


raise SystemExit(main(sys.argv[1:]))
