"""A technician's file of devices: what it says, and its mistakes by line."""

import pytest

from auditor.errors import InventoryError
from auditor.i18n import activate
from auditor.inventory.device_file import read_devices
from auditor.inventory.lists.communes import Communes

CODE = "03158"
KEY = "SHA256:" + "a" * 43


@pytest.fixture(autouse=True)
def english():
    activate("en")


@pytest.fixture
def reads(tmp_path):
    """Reads a text as a file of devices of the commune."""

    def read(text, name="devices.yml"):
        file = tmp_path / name
        file.write_text(text)
        return read_devices(file, Communes([CODE]), CODE)

    return read


def problems(reads, text):
    """(line, message) of every mistake in *text*."""
    with pytest.raises(InventoryError) as told:
        reads(text)
    return [(each.line, each.message) for each in told.value.problems]


def test_yaml_says_what_a_list_says_and_the_fingerprint_of_the_host_key(reads):
    found = reads(
        'devices:\n  - {address: 192.0.2.11, name: pasc-03158-pc01, kind: pc, commune: "03158",\n'
        f'     counter: "1", role: counter, serial: HP-1, origin: "03190", host_key: "{KEY}"}}\n'
        "  - {address: 192.0.2.1, kind: network, network_os: cisco_ios}\n"
    )
    pc, router = found.entries
    assert (pc.name, pc.kind, pc.commune) == ("pasc-03158-pc01", "pc", CODE)
    assert pc.variables == {
        "ansible_host": "192.0.2.11",
        "counter": "1",
        "role": "counter",
        "asset_serial": "HP-1",
        "origin": "03190",
    }
    assert router.variables["ansible_network_os"] == "cisco_ios"
    assert found.fingerprints == {"192.0.2.11": KEY}


def test_devices_of_other_communes_are_passed_over(tmp_path):
    file = tmp_path / "devices.yml"
    line = '- {{address: 192.0.2.{}, kind: pc, commune: "{}"}}\n'
    file.write_text(line.format(11, CODE) + line.format(12, "03160"))
    found = read_devices(file, Communes([CODE, "03160"]), CODE)
    assert [each.variables["ansible_host"] for each in found.entries] == ["192.0.2.11"]


def test_every_mistake_is_told_with_its_line(reads):
    told = problems(reads, "- {address: 192.0.2.300, kind: pc}\n- address: 192.0.2.12\n  kind: chair\n")
    assert [line for line, _message in told] == [1, 2]
    assert "192.0.2.300" in told[0][1]
    assert "chair" in told[1][1]


def test_a_misspelt_key_is_refused_with_the_right_one(reads):
    with pytest.raises(InventoryError, match=r"devices.yml:1:.*addres.*address"):
        reads("- {addres: 192.0.2.1, kind: pc}\n")


@pytest.mark.parametrize(
    "text", ["", "just words\n", "devices: 3\n", "- [1, 2]\n", "a: [\n", "- {address: [1]}\n"]
)
def test_what_is_no_list_of_devices_is_refused(reads, text):
    with pytest.raises(InventoryError):
        reads(text)


def test_a_value_that_ansible_would_read_as_a_template_is_refused(reads):
    assert problems(reads, '- {address: 192.0.2.1, kind: pc, serial: "{{ lookup(1) }}"}\n')


def test_a_template_in_a_key_that_no_list_has_is_refused_too(reads):
    assert problems(reads, '- {address: 192.0.2.1, kind: network, network_os: "{{ x }}"}\n')
    assert problems(reads, '- {address: 192.0.2.1, kind: pc, host_key: "{{ x }}"}\n')
