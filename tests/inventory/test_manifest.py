"""Ansible's resolved variables become the communes and devices of a run."""

import textwrap
from pathlib import Path

import pytest

from auditor.errors import InventoryError
from auditor.inventory.listing import listing
from auditor.inventory.manifest import endpoints, manifest
from auditor.model import Commune, Device, Endpoint, Kind

HOST = {"kind": "pc", "commune": "03127", "counter": 1, "expect_dns": ["198.18.0.53"], "lat": 21.4}


def test_a_host_becomes_a_device_with_what_is_expected_of_it_and_nothing_secret() -> None:
    found = manifest({"a": {**HOST, "ansible_host": "198.18.0.1", "ansible_password": "s3cret"}})
    assert found.devices == {
        "a": Device("a", Kind.PC, "03127", counter="1", address="198.18.0.1", expect={"dns": ["198.18.0.53"]})
    }
    assert found.communes == {"03127": Commune("03127", lat=21.4)}


def test_a_commune_without_devices_is_a_commune_all_the_same() -> None:
    found = manifest({"a": HOST}, ["commune_03151", "commune_x", "pc"])
    assert list(found.communes) == ["03127", "03151"]


def test_a_commune_without_devices_has_what_its_group_says_of_it() -> None:
    about = {"commune_name": "Phường Mường Lay", "region": "II", "lat": 22.02, "lon": 103.17}
    found = manifest({"a": HOST}, ["commune_03127", "commune_03151"], {"commune_03151": about})
    assert found.communes["03151"] == Commune("03151", "Phường Mường Lay", "II", 22.02, 103.17)


def test_a_limited_run_has_the_communes_it_touches_and_counts_what_was_left_out_of_them() -> None:
    groups = ["commune_03127", "commune_03151", "commune_03158"]
    found = manifest({"a": HOST}, groups, left_out=["03127", "03127", "03158"])
    assert found.communes == {"03127": Commune("03127", lat=21.4, left_out=2)}


def test_a_limit_that_leaves_nothing_of_a_commune_out_leaves_it_whole() -> None:
    found = manifest({"a": HOST}, ["commune_03127", "commune_03158"], left_out=["03158"])
    assert found.communes["03127"].left_out == 0


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"kind": "pcc"}, "a: there is no kind “pcc” — did you mean “pc”?"),
        ({"kind": None}, "a: states no kind — one of pc, kiosk"),
        ({"commune": 1623}, "a: 1623 is not a commune's code — five digits in quotes"),
        ({"commune": None}, "a: states no commune — put it into the group"),
    ],
)
def test_a_host_without_usable_kind_or_commune_is_refused(variables: dict[str, object], told: str) -> None:
    with pytest.raises(InventoryError) as caught:
        manifest({"a": {**HOST, **variables}})
    assert told in str(caught.value)


def test_endpoints_are_essential_unless_said_otherwise() -> None:
    given = {
        "endpoints": [
            {"name": "x", "url": "https://x.vn"},
            {"name": "y", "url": "http://y", "essential": False},
        ]
    }
    assert endpoints(given) == (Endpoint("x", "https://x.vn"), Endpoint("y", "http://y", essential=False))
    assert endpoints({}) == ()


def test_ansible_lists_every_source_it_knows_with_groups_and_the_limit(tmp_path: Path) -> None:
    (tmp_path / "hosts.ini").write_text("[commune_03127]\na kind=pc\n[commune_03151]\nb kind=link\n")
    (tmp_path / "more.yml").write_text(
        textwrap.dedent("""\
        all:
          children:
            commune_03158: {hosts: {}}
            pc: {hosts: {a: {commune: "03127"}}}
        """)
    )
    found = listing([tmp_path])
    assert set(found.hosts) == {"a", "b"}
    assert found.hosts["a"]["commune"] == "03127"
    assert {"commune_03127", "commune_03151", "commune_03158"} <= set(found.groups)
    assert set(listing([tmp_path], ["--limit", "commune_03151"]).hosts) == {"b"}


def test_what_ansible_cannot_read_is_told_in_its_words(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match="none"):
        listing([tmp_path / "none.yml"])


def test_the_names_of_the_services_are_known_and_addresses_are_no_names() -> None:
    urls = [
        "https://Portal.example/",
        "tcp://192.0.2.7:443",
        "https://[2001:db8::1]/",
        "https://portal.example/x",
    ]
    endpoints = [{"name": str(number), "url": url} for number, url in enumerate(urls)]
    device = manifest({"a": {**HOST, "endpoints": endpoints}}).devices["a"]
    assert device.expect["endpoint_hosts"] == ["portal.example"]
