"""One PC of each site that has a line measures it, only when asked, and after everybody else."""

import pytest

from auditor.collectors import targets
from auditor.collectors.measuring import measures, with_throughput
from auditor.collectors.targets import Context
from auditor.model import Device, Kind

LINK = Device("link", Kind.LINK, "03158")
FROM = {"throughput_url": "http://198.18.0.10/file", "expect_ntp": ["198.18.0.123", "b", "c", "d", "e"]}


def pc(name, site="", commune="03158", kind=Kind.PC):
    return Device(name, kind, commune, site=site)


def measuring(devices, hosts=None, budget=1000):
    """Names of those that measure, of *devices* with the variables *hosts* (default: FROM for each)."""
    hosts = {device.id: (hosts or {}).get(device.id, FROM) for device in devices}
    made = [targets.target(device, hosts[device.id], Context()) for device in devices]
    return [each.device.id for each in with_throughput(made, devices, hosts, budget) if measures(each)]


def test_the_first_pc_of_the_site_measures():
    assert measuring([LINK, pc("pc2"), pc("pc1")]) == ["pc1"]


def test_nobody_measures_unless_it_was_asked_for():
    assert measuring([LINK, pc("pc1")], budget=0) == []


def test_each_site_has_its_own():
    assert sorted(measuring([LINK, pc("a", "A"), pc("b", "B"), pc("c", "B")])) == ["a", "b"]


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({}, id="nowhere to measure to"),
        pytest.param({**FROM, "ansible_shell_type": "powershell"}, id="Windows"),
        pytest.param({**FROM, "ansible_connection": "winrm"}, id="asked by Ansible itself"),
        pytest.param({**FROM, "auditor_replay": "x.json"}, id="a recording"),
    ],
)
def test_a_pc_that_cannot_measure_is_passed_over(variables):
    assert measuring([LINK, pc("pc1")], {"pc1": variables}) == []


def test_a_commune_without_a_line_and_other_kinds_do_not_measure():
    assert measuring([pc("pc1")]) == []
    assert measuring([LINK, pc("kiosk1", kind=Kind.KIOSK)]) == []


def test_a_resumed_run_does_not_ask_a_second_pc():
    devices, hosts = [LINK, pc("pc1"), pc("pc2")], dict.fromkeys(("link", "pc1", "pc2"), FROM)
    left = [targets.target(devices[2], FROM, Context())]  # pc1 was asked before
    assert not any(measures(each) for each in with_throughput(left, devices, hosts, 1000))


def test_the_pc_is_told_where_and_how_much():
    hosts = {"link": {}, "pc1": {**FROM, "iperf3_server": "198.18.0.10:5202"}}
    made = [targets.target(pc("pc1"), hosts["pc1"], Context())]
    [told] = with_throughput(made, [LINK, pc("pc1")], hosts, 5000)
    wanted = {"bytes": 5000, "url": "http://198.18.0.10/file", "iperf3": "198.18.0.10:5202"}
    assert told.asks["throughput"] == wanted


def test_a_pc_asks_the_time_of_at_most_four_of_the_provinces_servers():
    assert targets.asks(FROM, Context())["ntp"] == ["198.18.0.123", "b", "c", "d"]
    assert "ntp" not in targets.asks({}, Context())
