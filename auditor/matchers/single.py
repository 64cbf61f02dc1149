"""Comparisons of one value: equal, within bounds, of a version, fitting a pattern."""

import re
from typing import Any

from auditor.errors import MatchError
from auditor.i18n import N_
from auditor.matchers import values
from auditor.matchers.registry import NUMBERS, SCALARS, TEXTS, Match, cut, register


@register("equals", N_("exactly {argument}"), SCALARS | TEXTS, "same")
def _equals(found: Any, wanted: Any) -> Match:
    return Match(values.same(found, wanted))


@register("not_equals", N_("anything but {argument}"), SCALARS | TEXTS, "same")
def _not_equals(found: Any, wanted: Any) -> Match:
    return Match(not values.same(found, wanted))


@register("one_of", N_("one of: {argument}"), NUMBERS | {"str"}, "list of same")
def _one_of(found: Any, wanted: Any) -> Match:
    if not isinstance(wanted, list):
        raise values.refuse(wanted, "list")
    return Match(any(values.same(found, item) for item in wanted))


@register("at_least", N_("at least {argument}"), NUMBERS, "number")
def _at_least(found: Any, wanted: Any) -> Match:
    return Match(values.number(found) >= values.number(wanted))


@register("at_most", N_("at most {argument}"), NUMBERS, "number")
def _at_most(found: Any, wanted: Any) -> Match:
    return Match(values.number(found) <= values.number(wanted))


@register("between", N_("from {argument[0]} to {argument[1]}"), NUMBERS, "range")
def _between(found: Any, wanted: Any) -> Match:
    if not isinstance(wanted, list) or len(wanted) != 2:
        raise values.refuse(wanted, "[lowest, highest]")
    return Match(values.number(wanted[0]) <= values.number(found) <= values.number(wanted[1]))


@register("within", N_("off by at most {argument}"), NUMBERS, "number")
def _within(found: Any, wanted: Any) -> Match:
    return Match(abs(values.number(found)) <= values.number(wanted))


@register("matches", N_("matching the pattern {argument}"), frozenset({"str"}), "pattern")
def _matches(found: Any, wanted: Any) -> Match:
    return Match(values.fits(values.text(found), values.text(wanted)))


@register("is_true", N_("yes"), frozenset({"bool"}), "nothing")
def _is_true(found: Any, wanted: Any) -> Match:
    return Match(values.same(found, True))


@register("is_false", N_("no"), frozenset({"bool"}), "nothing")
def _is_false(found: Any, wanted: Any) -> Match:
    return Match(not values.same(found, True))


@register("version_at_least", N_("version {argument} or later"), frozenset({"str"}), "version")
def _version_at_least(found: Any, wanted: Any) -> Match:
    return Match(version(found) >= version(wanted))


def version(text: Any) -> tuple[int, ...]:
    """The dotted number a version starts with, after Debian's epoch: ``1:156.0.73-1`` is (156, 0, 73).

    Zeros at the end do not count, so that 12 is 12.0. Raises MatchError when there is no such number.
    """
    parts = _VERSION.match(values.text(text))
    if not parts:
        raise MatchError(f"{cut(text)!r} is not a version")
    numbers = [int(part) for part in parts[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


_VERSION = re.compile(r"\s*(?:\d{1,9}:)?v?(\d{1,18}(?:\.\d{1,18}){0,9})", re.ASCII)
