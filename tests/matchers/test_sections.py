"""Sections of a configuration: what is missing, what is too much, what is out of order."""

import pytest

from auditor import matchers
from auditor.matchers import sections

FRR = [
    "hostname pasc-03158-rt01",
    "interface wan0",
    "interface wan0 > description WAN",
    "interface wan0 > ip address 198.18.0.2/30",
    "interface lan0",
    "interface lan0 > ip address 198.19.1.1/24",
    "ip access-list extended quan-tri",
    "ip access-list extended quan-tri > permit ip host 198.18.0.10 any",
    "ip access-list extended quan-tri > deny ip any any",
    "router bgp 65000",
    "router bgp 65000 > address-family ipv4",
    "router bgp 65000 > address-family ipv4 > network 198.19.1.0/24",
]
ROUTEROS = ["/ip service > set telnet disabled=yes", "/ip service > set www disabled=yes"]
ACL = "ip access-list extended quan-tri"


def compared(*wanted, lines=FRR):
    return sections.compare(lines, wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {"section": "interface wan0", "lines": ["description WAN"]},
        {"section": "hostname pasc-03158-rt01"},
        {"section_matches": "interface .*", "lines": []},
        {"section": "router bgp 65000", "lines": ["address-family ipv4 > network 198.19.1.0/24"]},
        {"section": "router bgp 65000 > address-family ipv4", "lines": ["network 198.19.1.0/24"]},
        {"section": ACL, "lines": ["permit ip host 198.18.0.10 any", "deny ip any any"], "ordered": True,
         "extra": "forbidden"},
    ],
)  # fmt: skip
def test_a_section_that_is_as_wanted_has_no_problem(wanted):
    assert compared(wanted) == []


def test_missing_lines_are_named_with_their_section():
    wanted = {"section": "interface wan0", "lines": ["description WAN", "mtu 1400"]}
    assert compared(wanted) == [{"section": "interface wan0", "missing": ["mtu 1400"]}]


def test_a_line_that_is_wanted_twice_must_be_there_twice():
    wanted = {"section": "interface wan0", "lines": ["description WAN", "description WAN"]}
    assert compared(wanted) == [{"section": "interface wan0", "missing": ["description WAN"]}]


def test_other_lines_are_named_where_they_are_forbidden():
    wanted = {"section": ACL, "lines": ["deny ip any any"], "extra": "forbidden"}
    assert compared(wanted) == [{"section": ACL, "extra": ["permit ip host 198.18.0.10 any"]}]


def test_lines_in_another_order_are_shown_as_they_are():
    wanted = {"section": ACL, "lines": ["deny ip any any", "permit ip host 198.18.0.10 any"], "ordered": True}
    found = ["permit ip host 198.18.0.10 any", "deny ip any any"]
    assert compared(wanted) == [{"section": ACL, "order": found}]


def test_a_section_that_is_not_there_is_absent_with_all_its_lines():
    absent = {"section": "line vty 0 4", "absent": True, "missing": ["login local"]}
    assert compared({"section": "line vty 0 4", "lines": ["login local"]}) == [absent]


def test_every_section_that_fits_the_pattern_is_looked_at():
    wanted = {"section_matches": "interface .*", "lines": ["description WAN"]}
    assert compared(wanted) == [{"section": "interface lan0", "missing": ["description WAN"]}]


def test_a_pattern_means_sections_of_its_own_depth():
    wanted = {"section_matches": "router bgp .* > .*", "lines": ["neighbor 198.18.0.1"]}
    inner = "router bgp 65000 > address-family ipv4"
    assert compared(wanted) == [{"section": inner, "missing": ["neighbor 198.18.0.1"]}]


def test_a_pattern_that_no_section_fits_is_a_problem():
    assert compared({"section_matches": "vlan .*"}) == [{"section": "vlan .*", "absent": True}]


def test_a_section_that_begins_like_another_is_not_that_one():
    lines = ["interface eth1", "interface eth10", "interface eth10 > shutdown"]
    assert compared({"section": "interface eth1", "lines": [], "extra": "forbidden"}, lines=lines) == []


def test_sections_of_routeros_are_read_alike():
    wanted = {"section": "/ip service", "lines": ["set telnet disabled=yes", "set api disabled=yes"]}
    problem = {"section": "/ip service", "missing": ["set api disabled=yes"]}
    assert compared(wanted, lines=ROUTEROS) == [problem]


def test_a_hostile_configuration_costs_no_more_than_its_length():
    """Five thousand deep headings of four thousand characters: a square of that would take hours."""
    deep = " > ".join(["a"] * 1000)
    lines = [line for n in range(5_000) for line in (str(n), f"{n} > {deep}")]
    assert len(compared({"section_matches": r"\d+", "lines": ["b"]}, lines=lines)) == 5_000


def test_the_finding_names_what_decided_and_is_bounded():
    wanted = [{"section_matches": ".*", "lines": ["x" * 4000]}]
    detail = matchers.match("config_section", [f"s{n}" for n in range(500)], wanted).detail
    assert len(detail) == matchers.MAX_ITEMS + 1  # the last says how many were left out
    assert len(str(detail)) < 6000
