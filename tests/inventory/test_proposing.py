"""Proposals for what was found in a commune: names, kinds, counters."""

from auditor.inventory.drafting import Draft
from auditor.inventory.proposing import proposals
from auditor.model import Kind

CODE = "03158"


def draft(kind, address, *remarks, **more):
    """One found device."""
    return Draft("", kind, {"ansible_host": address, **more}, tuple(remarks))


def test_pcs_get_the_counters_that_have_none_in_the_order_of_their_addresses():
    hosts = {"pasc-03158-pc01": {"kind": "pc", "commune": CODE, "counter": "1"}}
    found = [draft(Kind.PC, f"192.0.2.{at}") for at in (12, 13, 14)]
    made = proposals(found, CODE, {"counters": ["1", "2", "3"]}, hosts)
    assert [(each.name, each.variables.get("counter")) for each in made] == [
        ("pasc-03158-pc02", "2"),
        ("pasc-03158-pc03", "3"),
        ("pasc-03158-pc04", None),
    ]


def test_what_stands_at_the_gateway_is_the_router_whatever_its_ssh_server_looks_like():
    (made,) = proposals([draft(Kind.PC, "192.0.2.1")], CODE, {"expect_gateway": "192.0.2.1"}, {})
    assert (made.kind, made.name) == (Kind.NETWORK, "pasc-03158-net01")


def test_a_router_that_says_its_maker_gets_its_platform():
    (made,) = proposals([draft(Kind.NETWORK, "192.0.2.1", "", "SSH: SSH-2.0-Cisco-1.25")], CODE, {}, {})
    assert made.variables["ansible_network_os"] == "cisco_ios"


def test_a_line_is_proposed_only_where_the_commune_must_have_one_and_has_none():
    stated = {"expect_gateway": "192.0.2.1", "required": {"link": 1}}
    (made,) = proposals([], CODE, stated, {})
    assert (made.kind, made.variables) == (Kind.LINK, {"ansible_host": "192.0.2.1"})
    assert proposals([], CODE, stated, {"l": {"kind": "link", "commune": CODE}}) == ()
    assert proposals([], CODE, {"expect_gateway": "192.0.2.1"}, {}) == ()
