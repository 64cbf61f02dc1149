"""The kiosk: what its disk gets, and that the probe finds it on the machine that runs."""

import subprocess
import sys

import pytest

from auditor.lab import ground, kiosk
from auditor.lab.plan import Plan
from auditor.parsers import linux
from auditor.probes import linux_script

HOST = "pasc-03158-kiosk01"


@pytest.fixture
def disk(bed):
    return bed.disks[bed.devices("kiosk")[0]]


def test_a_kiosk_is_a_pc_whose_page_starts_with_it(disk):
    assert kiosk.URL.encode() in disk.files[kiosk.KIOSK_FILE].content
    assert kiosk.wanted(kiosk.KIOSK_UNIT).rpartition("multi-user")[0] == "/etc/systemd/system/"
    assert f"/etc/systemd/system/multi-user.target.wants/{kiosk.KIOSK_UNIT}" in disk.links


def test_a_device_that_is_unplugged_leaves_nothing_and_its_neighbours_stay(disk):
    before = {path for path in disk.files if "/usb/devices/" in path}
    kiosk.unplug(disk, kiosk.QR_READER)
    gone = before - set(disk.files)
    assert gone
    assert all(f"/{kiosk.QR_READER}/" in path or f"/{kiosk.QR_READER}:" in path for path in gone)


def test_without_a_token_nothing_is_written_to_one(disk):
    kiosk.without_token(disk)
    assert not [
        command for command in disk.commands if "pkcs11-tool" in command or "softhsm2-util" in command
    ]


@pytest.mark.lab
def test_the_probe_finds_on_a_running_kiosk_what_the_inventory_states(small_lab):
    shell = [sys.executable, "-m", "auditor", "lab", "shell", "--name", "test", HOST]
    probe = [*shell, "python3", "-I", "-S", "-"]
    said = subprocess.run(probe, input=linux_script({}), capture_output=True, check=False, timeout=60)
    facts = linux.parse(linux.extract_answer(said.stdout), asked_at=None, answered_at=None).facts
    wanted = kiosk.kiosk_variables(Plan("test", ground.communes(1), 2, kiosks=1).machine(HOST))
    assert facts["kiosk.browser_url"] == wanted["expect_kiosk_url"]
    assert facts["kiosk.autostart"] is True
    assert len(facts["peripherals.card_readers"]) == wanted["expect_card_readers"]
    assert [token["names"][1] for token in facts["tokens"]] == [wanted["expect_token_subject"]]
    assert [ups["state"] for ups in facts["pc_ups"]] == ["mains"]
    for name in ("cameras", "qr_readers", "receipt_printers"):
        assert len(facts[f"peripherals.{name}"]) == wanted[f"expect_{name}"]
    assert facts["peripherals.touch"] is wanted["expect_touch"]
