"""The tree of errors that stands in the module's docstring is the one that there is, exit codes included."""

import inspect
import re

from auditor import errors


def _drawn() -> dict[str, tuple[str, int | None]]:
    """Each error of the drawing with the one above it, and its own exit code where one stands there."""
    above: dict[int, str] = {}
    found: dict[str, tuple[str, int | None]] = {}
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"([│├└─ ]*)([A-Z]\w+)(?: \((\d+)\))?(?:\s{2,}|$)", line):
            depth, name = len(match[1]) // 4, match[2]
            above[depth] = name
            found[name] = (above.get(depth - 1, "Exception"), int(match[3]) if match[3] else None)
    return found


def _real() -> dict[str, type[errors.AuditorError]]:
    return {
        name: each
        for name, each in vars(errors).items()
        if inspect.isclass(each) and issubclass(each, errors.AuditorError)
    }


def test_every_error_is_drawn_below_the_one_that_it_is_of() -> None:
    assert {name: each.__base__.__name__ for name, each in _real().items() if each.__base__} == {
        name: parent for name, (parent, _code) in _drawn().items()
    }


def test_the_exit_codes_drawn_are_those_of_the_errors() -> None:
    real = _real()
    for name, (_parent, code) in _drawn().items():
        assert code is None or real[name].exit_code == code, name


def test_every_error_says_when_it_is_raised() -> None:
    for name, each in _real().items():
        assert re.match("Raised (when|by|for)|Root", each.__doc__ or ""), name
