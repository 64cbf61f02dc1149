"""What goes onto the disks, without starting them."""

import struct

import pytest
import yaml

from auditor.errors import LabError
from auditor.inventory.check import check
from auditor.lab import build, hosts, printer_front
from auditor.lab.plan import ENDPOINTS
from auditor.lab.rootfs import Rootfs, write


def test_a_machine_has_the_host_key_that_known_hosts_will_have(bed):
    host = "pasc-03158-pc01"
    assert (
        bed.disks[host].files["/etc/ssh/ssh_host_ed25519_key"].content
        == bed.materials.keys.hosts[host].private
    )


def test_no_secret_of_the_lab_is_readable_by_others_on_a_disk(bed):
    secrets = [bed.materials.keys.controller.private, *(k.private for k in bed.materials.keys.hosts.values())]
    for disk in bed.disks.values():
        assert all(file.mode & 0o077 == 0 for file in disk.files.values() if file.content in secrets)


def test_what_is_written_replaces_the_image_and_not_what_its_links_point_to(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("kept")
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "localtime").symlink_to(outside)
    disk = Rootfs()
    disk.put("/etc/localtime", "new")
    write(disk, root)
    assert (outside.read_text(), (root / "etc" / "localtime").read_text()) == ("kept", "new")


def test_every_package_that_the_lab_needs_is_looked_for_by_a_program_of_it():
    assert set(build.packages()) == set(build.PROGRAMS)


def test_editing_what_is_not_there_is_an_error_and_not_a_fault_that_is_none():
    disk = Rootfs()
    disk.put("/etc/frr/frr.conf", "hostname a\n")
    with pytest.raises(LabError):
        disk.edit("/etc/frr/frr.conf", "hostname b", "")


@pytest.fixture
def inventory(six_communes, bed, tmp_path):
    hosts.write_inventory(tmp_path / "inventory", six_communes, tmp_path / "keys", bed)
    return tmp_path / "inventory"


def test_the_inventory_passes_the_products_own_check(inventory):
    check(inventory)


def test_a_commune_of_the_inventory_keeps_its_code_as_text(inventory):
    assert yaml.safe_load((inventory / "group_vars" / "commune_03158.yml").read_text())["commune"] == "03158"


def test_the_inventory_names_every_machine_and_line_but_the_provinces(inventory, six_communes):
    groups = yaml.safe_load((inventory / "hosts.yml").read_text())["all"]["children"]
    named = {host for name, group in groups.items() if name.startswith("commune_") for host in group["hosts"]}
    machines = {m.host for m in six_communes.plan.machines if m.role != "province"}
    assert named == machines | {commune.link for commune in six_communes.plan.communes}


def test_the_inventory_names_every_service(inventory):
    listed = yaml.safe_load((inventory / "group_vars" / "all.yml").read_text())["endpoints"]
    assert [entry["url"] for entry in listed] == [endpoint.url for endpoint in ENDPOINTS]


def _attribute(tag, name, *values):
    out = b""
    for number, value in enumerate(values):
        word = name.encode() if number == 0 else b""
        out += struct.pack(">BH", tag, len(word)) + word + struct.pack(">H", len(value)) + value
    return out


_HEAD = struct.pack(">BBHi", 2, 0, 0, 1) + b"\x04"


def test_the_printers_front_replaces_an_attribute_with_all_its_values():
    message = (
        _HEAD
        + _attribute(0x44, "printer-state-reasons", b"none", b"other")
        + _attribute(0x42, "printer-name", b"x")
    )
    changed = printer_front.rewritten(
        message + b"\x03rest", {"printer-state-reasons": "keyword:media-empty-error"}
    )
    wanted = _attribute(0x44, "printer-state-reasons", b"media-empty-error") + _attribute(
        0x42, "printer-name", b"x"
    )
    assert changed == _HEAD + wanted + b"\x03rest"


def test_the_printers_front_writes_numbers_as_ipp_does():
    message = _HEAD + _attribute(0x23, "printer-state", struct.pack(">i", 3)) + b"\x03"
    changed = printer_front.rewritten(message, {"printer-state": "enum:5"})
    assert changed == _HEAD + _attribute(0x23, "printer-state", struct.pack(">i", 5)) + b"\x03"
