"""Addresses: whatever a site or a device is called, its page has one and is found by it."""

from urllib.parse import unquote, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from auditor.reports.web import urls

NAMES = st.text(st.characters(exclude_categories=()))


@given(NAMES)
@example("")
@example("..")
@example("trụ sở/tầng 2")
@example("~2F")
@example("100%")
@example("\ud800\u202e\x00")
def test_a_name_is_found_again_by_its_part_of_a_path(name: str) -> None:
    part = urls.part(name)
    assert urls.name_of(unquote(part)) == name
    assert part.isascii()
    assert part.strip(".")
    assert "/" not in unquote(part)


@given(NAMES)
def test_what_somebody_types_never_fails(typed: str) -> None:
    assert isinstance(urls.name_of(typed), str)


@given(NAMES, NAMES, NAMES)
def test_an_address_stays_on_this_site(run: str, site: str, counter: str) -> None:
    address = urlsplit(urls.counter(run, "03158", site, counter))
    assert (address.scheme, address.netloc, address.query, address.fragment) == ("", "", "", "")
    assert address.path.count("/") == 7


def test_a_filter_that_lets_everything_through_is_no_query() -> None:
    assert urls.communes("r1") == "/runs/r1"
    assert urls.communes("r1", text="a&b", page=2) == "/runs/r1?q=a%26b&page=2"
