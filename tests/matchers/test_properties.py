"""What holds for every answer a device may give."""

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from auditor import matchers
from auditor.errors import MatchError

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)
texts = st.lists(st.text(max_size=5), max_size=8)
numbers = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6)
versions = st.lists(st.integers(0, 10**6), min_size=1, max_size=5)

ARGUMENTS = {
    "same": "a",
    "list of same": ["a"],
    "number": 1,
    "range": [1, 2],
    "pattern": "a+",
    "patterns": ["a+"],
    "nothing": None,
    "version": "1.2",
    "text": "a",
    "texts": ["a"],
    "each": {"field": "name", "equals": "a"},
    "files": [{"path": "/a", "sha256": "00"}],
    "sections": [{"section_matches": ".*", "lines": ["a"], "ordered": True, "extra": "forbidden"}],
}


@given(st.sampled_from(sorted(matchers.MATCHERS)), anything)
def test_whatever_a_device_says_gives_a_match_or_a_match_error(name, found):
    with suppress(MatchError):
        result = matchers.match(name, found, ARGUMENTS[matchers.MATCHERS[name].takes])
        assert isinstance(result.ok, bool)
        json.dumps(result.detail)


@given(numbers, numbers)
def test_at_least_and_at_most_are_both_true_only_of_the_number_itself(found, wanted):
    both = matchers.match("at_least", found, wanted).ok and matchers.match("at_most", found, wanted).ok
    assert both == (found == wanted)


@given(texts, texts)
def test_contains_none_is_the_opposite_of_contains_any(found, wanted):
    assert (
        matchers.match("contains_none", found, wanted).ok != matchers.match("contains_any", found, wanted).ok
    )


@given(texts, texts)
def test_contains_all_and_subset_of_are_one_relation_from_both_sides(one, other):
    assert matchers.match("contains_all", one, other).ok == matchers.match("subset_of", other, one).ok


@given(versions, versions)
def test_versions_compare_as_numbers_from_the_left(one, other):
    def stripped(numbers):
        return numbers[: max((i + 1 for i, n in enumerate(numbers) if n), default=0)]

    result = matchers.match("version_at_least", ".".join(map(str, one)), ".".join(map(str, other)))
    assert result.ok == (stripped(one) >= stripped(other))


@given(st.sampled_from(sorted(matchers.MATCHERS)), anything)
def test_what_is_expected_can_always_be_written_and_said(name, argument):
    assert isinstance(matchers.say(matchers.write(name, argument)), str)
