"""Comparisons of lists: how many, and what is among them."""

from typing import Any

from auditor.i18n import N_
from auditor.matchers import values
from auditor.matchers.registry import RECORDS, TEXTS, Match, bounded, register


@register("is_empty", N_("none"), TEXTS | RECORDS | {"str"}, "nothing")
def _is_empty(found: Any, wanted: Any) -> Match:
    if isinstance(found, str):
        return Match(not found)
    if not isinstance(found, list):
        raise values.refuse(found, "list")
    return Match(not found, bounded(found))


@register("has_at_least", N_("at least {argument} of them"), TEXTS | RECORDS, "number")
def _has_at_least(found: Any, wanted: Any) -> Match:
    if not isinstance(found, list):
        raise values.refuse(found, "list")
    return Match(len(found) >= values.number(wanted), bounded(found))


@register("contains", N_("among them {argument}"), TEXTS, "text")
def _contains(found: Any, wanted: Any) -> Match:
    return _contains_all(found, [values.text(wanted)])


@register("contains_all", N_("all of: {argument}"), TEXTS, "texts")
def _contains_all(found: Any, wanted: Any) -> Match:
    there = set(values.texts(found))
    missing = [item for item in values.texts(wanted) if item not in there]
    return Match(not missing, {"missing": bounded(missing)} if missing else bounded(list(wanted)))


@register("contains_any", N_("at least one of: {argument}"), TEXTS, "texts")
def _contains_any(found: Any, wanted: Any) -> Match:
    there = set(values.texts(found))
    seen = [item for item in values.texts(wanted) if item in there]
    return Match(bool(seen), bounded(seen) if seen else {"missing": bounded(list(wanted))})


@register("contains_none", N_("none of: {argument}"), TEXTS, "texts")
def _contains_none(found: Any, wanted: Any) -> Match:
    there = set(values.texts(found))
    seen = [item for item in values.texts(wanted) if item in there]
    return Match(not seen, bounded(seen))


@register("contains_none_matching", N_("none matching the patterns: {argument}"), TEXTS, "patterns")
def _contains_none_matching(found: Any, wanted: Any) -> Match:
    patterns = values.texts(wanted)
    seen = [item for item in values.texts(found) if any(values.fits(item, pattern) for pattern in patterns)]
    return Match(not seen, bounded(seen))


@register("subset_of", N_("nothing but: {argument}"), TEXTS, "texts")
def _subset_of(found: Any, wanted: Any) -> Match:
    allowed = set(values.texts(wanted))
    extra = [item for item in values.texts(found) if item not in allowed]
    return Match(not extra, bounded(extra or found))
