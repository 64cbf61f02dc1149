"""Interfaces, gateways, name servers, proxy."""

from tests.support.pc_answers import fact


def test_default_gateways_are_found_among_the_routes():
    route = (
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
        "eth0\t00000000\t010113C6\t0003\t0\t0\t0\t00000000\neth0\t000113C6\t00000000\t0001\t0\t0\t0\t00FFFFFF\n"
    )
    assert fact("net.gateways", net__route=route) == ["198.19.1.1"]


def test_the_stub_resolver_is_not_a_name_server():
    stub = {"net__resolv": "nameserver 127.0.0.53\n", "net__resolved": "# x\nnameserver 198.18.0.53\n"}
    assert fact("net.dns", **stub) == ["198.18.0.53"]
    assert fact("net.dns", net__resolv="search x\nnameserver 198.18.0.53 # y\n") == ["198.18.0.53"]


def test_a_proxy_is_read_from_the_environment_file():
    files = {"/etc/environment": ['https_proxy="http://***@proxy.example:3128"']}
    assert fact("net.proxy", net__proxy=files) == "http://***@proxy.example:3128"
    assert fact("net.proxy", net__proxy={"/etc/environment": []}) == ""


def test_an_interface_has_its_addresses_and_speed_where_it_states_one():
    found = {record["name"]: record for record in fact("net.interfaces")}
    assert found == {
        "eth0": {
            "name": "eth0",
            "mac": "02:00:00:00:00:11",
            "state": "up",
            "addresses": ["198.19.1.11/24"],
            "speed_mbps": 1000,
        }
    }


def test_the_speed_of_another_networks_card_is_not_taken():
    links = {"eth0": {"address": "02:ff:00:00:00:99", "speed": "10000"}}
    assert "speed_mbps" not in fact("net.interfaces", net__links=links)[0]


def test_without_ip_the_interfaces_are_those_of_sys():
    found = fact("net.interfaces", {"net.addresses": "ip is not installed"}, net__addresses=None)
    assert found == [{"name": "eth0", "mac": "02:00:00:00:00:11", "state": "up", "speed_mbps": 1000}]


def test_a_service_that_the_hosts_file_names_is_told_whatever_stands_on_its_line():
    asked = [
        {"name": "portal", "url": "https://Portal.lab.test/x"},
        {"name": "tsa", "url": "http://tsa.lab.test"},
    ]
    lines = ["127.0.0.2 khac.lab.test PORTAL.lab.test # cũ", "10.0.0.1 hscv.lab.test"]
    hosts = {"net__hosts": {"/etc/hosts": lines}, "endpoints": asked}
    assert fact("net.hosts_overridden", **hosts) == ["portal.lab.test"]
    assert fact("net.hosts_overridden", net__hosts={"/etc/hosts": []}, endpoints=asked) == []
