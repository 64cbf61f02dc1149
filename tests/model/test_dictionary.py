"""The dictionary of facts, and the check of a value against it."""

import pytest

from auditor.model.dictionary import check_value, dictionary

SIMPLE = {"str", "int", "float", "bool", "time"}


def test_every_fact_has_a_known_type_and_a_meaning_in_both_languages():
    for name, fact in dictionary().items():
        inner = fact.type.removeprefix("list[").removesuffix("]")
        assert inner in SIMPLE | {"record"}, name
        assert set(fact.record.values()) <= SIMPLE | {"list[str]", "list[int]"}, name
        assert fact.meaning["vi"], name
        assert fact.meaning["en"], name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host.name", "pc01"),
        ("cpu.count", 4),
        ("host.uptime_s", 12),
        ("time.synchronized", False),
        ("packages.names", []),
        ("disks", [{"name": "sda", "size_gib": 1.5}]),
        ("ca.local", [{"not_after": "2026-11-21T20:43:07.000123Z", "days_left": -1.5}]),
        ("net.interfaces", [{"name": "eth0", "addresses": ["198.19.1.11/24"]}]),
        ("ssh.settings", {"permitrootlogin": "no"}),
    ],
)
def test_a_value_of_the_facts_type_is_good(name, value):
    assert check_value(name, value) is None


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("host.nam", "pc01", "host.nam"),
        ("host.name", None, "host.name"),
        ("host.name", 7, "host.name"),
        ("cpu.count", True, "cpu.count"),
        ("cpu.count", 4.0, "cpu.count"),
        ("host.uptime_s", float("nan"), "host.uptime_s"),
        ("host.uptime_s", "12", "host.uptime_s"),
        ("time.synchronized", 1, "time.synchronized"),
        ("packages.names", "bash", "packages.names"),
        ("packages.names", ["bash", 1], "packages.names[1]"),
        ("disks", [{"name": "sda"}, {"nam": "sdb"}], "disks[1].nam"),
        ("disks", [{"size_gib": "1"}], "disks[0].size_gib"),
        ("disks", [["sda"]], "disks[0]"),
        ("ca.local", [{"not_after": "2026-11-21 20:43"}], "ca.local[0].not_after"),
        ("ca.local", [{"not_after": 7}], "ca.local[0].not_after"),
        ("net.interfaces", [{"addresses": [None]}], "net.interfaces[0].addresses[0]"),
        ("ssh.settings", ["no"], "ssh.settings"),
        ("ssh.settings", {1: "no"}, "ssh.settings"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(name, value, place):
    problem = check_value(name, value)
    assert problem is not None
    assert problem.startswith(f"{place}: ")
