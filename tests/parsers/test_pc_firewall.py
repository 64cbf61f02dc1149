"""The firewall on the PC."""

import pytest

from tests.support.pc_answers import fact, units

NFT = """table inet filter {{
\tchain input {{
\t\ttype filter hook input priority filter; policy {policy};
\t\tct state established,related accept
\t\t{last}
\t}}
\tchain closing {{
\t\tcounter packets 3 bytes 180 reject with icmpx admin-prohibited
\t}}
}}
"""


@pytest.mark.parametrize(
    ("policy", "last", "filters"),
    [
        ("drop", "tcp dport 22 accept", True),
        ("accept", "tcp dport 22 accept", False),
        ("accept", 'counter packets 0 bytes 0 log prefix "x " reject', True),
        ("accept", "ip saddr 192.0.2.1 drop", False),
        ("accept", "jump closing", True),
        ("accept", "tcp dport 80 jump closing", False),
        ("accept", "accept\n\t\tdrop", False),
    ],
)
def test_a_firewall_filters_when_nothing_gets_past_the_input_chain(policy, last, filters):
    said = {"nft": NFT.format(policy=policy, last=last), "iptables": None, "ufw": None}
    assert fact("firewall.active", firewall=said) is filters


def test_a_chain_that_only_guards_forwarding_or_ipv6_is_no_firewall():
    forward = NFT.format(policy="drop", last="drop").replace("hook input", "hook forward")
    six = NFT.format(policy="drop", last="drop").replace("table inet", "table ip6")
    for text in (forward, six, ""):
        assert fact("firewall.active", firewall={"nft": text, "iptables": None, "ufw": None}) is False


def test_iptables_and_ufw_and_firewalld_count():
    nothing = {"nft": "", "iptables": None, "ufw": None}
    saved = "*nat\n:INPUT ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n"
    assert fact("firewall.active", firewall={**nothing, "iptables": saved}) is True
    ufw = {**nothing, "nft": None, "ufw": "# x\nENABLED=yes\n"}
    assert fact("firewall.active", firewall=ufw, units=units("ufw.service loaded active exited")) is True
    assert (
        fact("firewall.active", firewall=nothing, units=units("firewalld.service loaded active running"))
        is True
    )


def test_a_pc_without_any_firewall_program_has_no_firewall():
    gone = {"firewall.nft": "nft is not installed", "firewall.iptables": "iptables-save is not installed"}
    assert fact("firewall.active", gone, firewall={}) is False
