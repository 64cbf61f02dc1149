"""A blank center: what its machines came with, and what people know of it."""

import pytest
import yaml

from auditor.errors import UsageError
from auditor.inventory.check import check
from auditor.lab import build, ground, hosts, keys
from auditor.lab.bed import Bed
from auditor.lab.blank_inventory import fingerprint
from auditor.lab.blank_layer import KEPT
from auditor.lab.image import PACKAGES
from auditor.lab.network import ip_batches
from auditor.lab.pc import Materials
from auditor.lab.plan import Plan
from auditor.lab.scenario import choose

PC = "pasc-03158-pc01"


@pytest.fixture(scope="module")
def blank():
    plan = Plan("blank", ground.communes(1), 2, blank=True, kiosks=0, windows=0, ups=0, printers=2)
    materials = Materials(plan, keys.make_keys([m.host for m in plan.machines]), "roots\n", "0a1b2c3d")
    return Bed(materials, build.disks(materials), absent={m.host for m in plan.machines})


@pytest.fixture(scope="module")
def inventory(blank, tmp_path_factory):
    folder = tmp_path_factory.mktemp("blank") / "inventories" / "blank"
    hosts.write_inventory(folder, blank.materials, folder / "keys", blank)
    return folder


def _read(file):
    return yaml.safe_load(file.read_text())


def test_a_factory_fresh_pc_has_nothing_of_the_province(blank):
    disk = blank.disks[PC]
    assert disk.files["/etc/hostname"].content == b"debian\n"
    assert not [path for path in disk.files if "cups" in path or "chrony" in path or "certificates" in path]
    assert not [path for path in disk.files if path.startswith("/home/")]


def test_the_layer_takes_away_what_a_counter_needs_and_leaves_what_debian_has():
    assert set(PACKAGES) >= KEPT
    assert (
        not {"cups", "chrony", "chromium", "ibus-unikey", "nftables", "pcscd", "unattended-upgrades"} & KEPT
    )
    assert {"openssh-server", "sudo", "python3"} <= KEPT


def test_a_factory_fresh_pc_gets_its_address_as_if_by_dhcp(blank):
    batch = next(b for b in ip_batches(blank.plan) if b.netns == blank.plan.netns(PC))
    assert "addr add 198.19.1.11/24 dev eth0" in batch.lines
    assert "/etc/network/interfaces" not in blank.disks[PC].files


def test_the_inventory_of_a_blank_center_has_its_line_and_no_device(inventory):
    groups = _read(inventory / "hosts.yml")["all"]["children"]
    assert list(groups["commune_03158"]["hosts"]) == ["pasc-03158-link"]
    check(inventory)


def test_every_machine_is_planned_once_by_the_address_it_has(blank, inventory):
    planned = _read(inventory.with_name("blank-delivery") / "planned.yml")["devices"]
    local = [m for m in blank.plan.machines if m.commune]
    assert [(each["name"], each["address"]) for each in planned] == [(m.host, m.address) for m in local]
    assert [each["counter"] for each in planned if each["kind"] == "pc"] == ["1", "2"]


def test_a_planned_device_has_the_fingerprint_that_its_key_has(blank, inventory):
    planned = _read(inventory.with_name("blank-delivery") / "planned.yml")["devices"]
    shown = {each["name"]: each.get("host_key") for each in planned}
    assert shown[PC] == fingerprint(blank.materials.keys.hosts[PC])
    assert shown["pasc-03158-printer01"] is None


def test_ansible_s_inventory_holds_no_file_that_it_would_take_for_hosts(inventory):
    assert sorted(path.name for path in inventory.iterdir()) == ["group_vars", "hosts.yml"]


def test_the_printers_of_a_blank_center_say_letter_and_stand_nowhere(blank):
    unit = blank.disks["pasc-03158-printer02"].files["/etc/systemd/system/lab-printer.service"].content
    assert b"media-default=keyword:na_letter_8.5x11in" in unit
    assert b"-l ''" in unit


def test_a_blank_router_has_its_maker_s_name_and_can_be_reached(blank):
    conf = blank.disks["pasc-03158-rt01"].files["/etc/frr/frr.conf"].content
    assert b"hostname Router" in conf
    assert b"ip address 198.19.1.1/24" in conf
    assert b"description" not in conf


def test_a_blank_center_has_what_a_commune_buys_and_no_faults():
    wanted = choose(None, blank=True, options={"pcs": None, "communes": 2})
    assert (wanted.communes, wanted.pcs, wanted.printers, wanted.scanners) == (2, 8, 2, 1)
    with pytest.raises(UsageError):
        choose(None, blank=True, options={"random_count": 3})
    with pytest.raises(UsageError):
        choose("demo", blank=True, options={})
