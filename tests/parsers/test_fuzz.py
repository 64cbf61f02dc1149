"""Whatever a recording holds: facts of the dictionary, or a typed error. ``make fuzz`` tries 20,000 more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.parsers.formats import FORMATS, parser_of
from tests.fuzz import deep, lists
from tests.fuzz.cases import SAMPLES, case
from tests.fuzz.parsers import parser_of as deep_parser_of
from tests.fuzz.trial import Broken, attempt

OURS = {
    folder.name: [file.read_bytes() for file in sorted(folder.iterdir()) if ".expected." not in file.name]
    for folder in SAMPLES.iterdir()
    if folder.name in FORMATS
}
DEEP = {**lists.bases(), **deep.bases()}
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@pytest.mark.parametrize("format_", FORMATS)
@given(
    raw=st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@few
def test_any_bytes_are_facts_or_a_typed_error(format_, raw):
    attempt(parser_of(format_), raw)


@pytest.mark.parametrize("format_", OURS)
@given(number=st.integers(0, 10**6).filter(lambda number: number % 300 != 299))
@few
def test_a_broken_recording_is_facts_or_a_typed_error(format_, number):
    attempt(parser_of(format_), case(format_, number, OURS[format_]))


@pytest.mark.parametrize("format_", DEEP)
@given(number=st.integers(0, 10**6).filter(lambda number: number % 300 != 299))
@settings(few, max_examples=25)
def test_a_hostile_answer_list_or_page_is_facts_or_a_typed_error(format_, number):
    attempt(deep_parser_of(format_), case(format_, number, DEEP[format_]))


def test_a_case_is_known_by_its_number():
    of = OURS["snmprec"]
    assert case("snmprec", 7, of) == case("snmprec", 7, of)
    assert case("snmprec", 7, of) != case("snmprec", 8, of)


def test_a_parser_that_breaks_is_seen():
    with pytest.raises(ValueError, match="oops"):
        attempt(lambda raw: (_ for _ in ()).throw(ValueError("oops")), b"")
    with pytest.raises(Broken):
        from auditor.parsers.parsed import Parsed

        attempt(lambda raw: Parsed({"no.such": 1}), b"")
