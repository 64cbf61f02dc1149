"""Disks and file systems."""

import json
import os
from pathlib import Path

import pytest

from auditor.parsers import smartctl
from tests.support.pc_answers import answer, fact, parse

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "realdata"
RECORDINGS = sorted(Path(os.environ.get("AUDITOR_REALDATA", BESIDE)).glob("disk-smart/*.json"))


def smart(passed, **more):
    return json.dumps({"smartctl": {}, "smart_status": {"passed": passed}, **more})


def disk(**changes):
    base = {
        "name": "sda",
        "sectors": "500118192\n",
        "rotational": "0\n",
        "model": "CT250  \n",
        "removable": "0\n",
        "vendor": "ATA     \n",
    }
    return {**base, "smart": smart(True), **changes}


PHYSICAL = {"disks.smart": None}


def physical(*disks, **errors):
    data = answer(errors, disks=list(disks))
    del data["errors"]["disks.smart"]
    return parse(data)


def test_a_disk_has_its_size_kind_and_health():
    found = physical(disk()).facts["disks"]
    assert found == [
        {
            "name": "sda",
            "model": "CT250",
            "size_gib": 238.5,
            "rotational": False,
            "protocol": "ata",
            "health": "passed",
        }
    ]


def test_a_disk_whose_smart_says_failed_is_named():
    bad = disk(name="sdb", smart=smart(False))
    assert physical(disk(), bad).facts["disk.failing"] == ["sdb"]


def test_a_disk_that_says_nothing_makes_health_unknown_not_good():
    missing = physical(disk(), disk(name="sdb", smart=None)).missing["disk.failing"]
    assert "sdb" in missing


def test_removable_and_empty_drives_are_no_disks():
    assert physical(disk(removable="1"), disk(sectors="0")).facts["disks"] == []


def mount(line, statvfs=(4096, 1000, 500, 400), directory=True):
    return {"line": line, "directory": directory, "statvfs": list(statvfs)}


ROOT = mount(
    "27 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw,errors=remount-ro", (4096, 13107200, 6553600, 5898240)
)


def test_free_space_is_what_an_ordinary_user_has_left():
    found = fact("filesystems", mounts=[ROOT])[0]
    assert (found["size_gib"], found["free_gib"], found["free_percent"]) == (50.0, 22.5, 47.4)


def test_a_file_system_that_the_kernel_made_read_only_is_named():
    bad = mount("30 27 8:2 / /home rw,relatime - ext4 /dev/sda2 ro,errors=remount-ro")
    assert fact("disk.read_only_mounts", mounts=[ROOT, bad]) == ["/home"]


@pytest.mark.parametrize(
    "line",
    [
        "30 27 8:1 /srv /srv/shown ro,relatime - ext4 /dev/sda1 rw",
        "30 27 8:1 /x /run/host/incoming ro - ext4 /dev/sda1 rw",
        "30 27 7:1 / /snap/core/1 ro,nodev - squashfs /dev/loop1 ro",
        "30 27 11:0 / /media/cdrom ro - iso9660 /dev/sr0 ro",
    ],
)
def test_what_is_read_only_by_nature_is_no_fault(line):
    assert fact("disk.read_only_mounts", mounts=[ROOT, mount(line)]) == []


def test_a_mount_point_with_a_space_keeps_its_name():
    assert fact("filesystems", mounts=[mount(r"30 27 8:9 / /media/USB\040DISK rw - vfat /dev/sdb1 rw")])[0][
        "mount"
    ] == ("/media/USB DISK")


# --- what each disk says of itself ------------------------------------------------------------------------
def attributes(**raw):
    numbers = {"reallocated": 5, "pending": 197}
    table = [{"id": numbers[name], "name": name, "raw": {"value": value}} for name, value in raw.items()]
    return {"ata_smart_attributes": {"table": table}, "temperature": {"current": 41}}


def nvme(**log):
    return disk(
        name="nvme0n1",
        vendor=None,
        smart=smart(True, nvme_smart_health_information_log=log, temperature={"current": 62}),
    )


def test_a_disk_has_its_own_sectors_and_temperature():
    (found,) = physical(disk(smart=smart(True, **attributes(reallocated=3, pending=0)))).facts["disks"]
    assert (found["reallocated_sectors"], found["pending_sectors"], found["temperature_c"]) == (3, 0, 41)


def test_of_several_disks_the_worst_counts_and_one_without_sectors_is_no_fault():
    old = disk(name="sdb", smart=smart(True, **attributes(reallocated=40, pending=2)))
    new = disk(smart=smart(True, **attributes(reallocated=0, pending=0)))
    facts = physical(new, old, nvme(percentage_used=7, available_spare=100, critical_warning=0)).facts
    assert (facts["disk.reallocated_sectors"], facts["disk.pending_sectors"]) == (40, 2)
    assert (facts["disk.used_percent"], facts["disk.temperature_c"]) == (7, 62)
    assert facts["disk.kinds"] == ["ata", "nvme"]


def test_warnings_of_all_disks_are_put_together():
    worn = nvme(percentage_used=101, available_spare=4, critical_warning=5)
    facts = physical(worn, nvme(percentage_used=1, available_spare=90, critical_warning=2)).facts
    assert facts["disk.critical_warnings"] == ["reliability", "spare", "temperature"]
    assert (facts["disk.used_percent"], facts["disk.spare_percent"]) == (101, 4)


def test_disks_that_say_nothing_have_no_worst():
    silent = physical(disk(smart=None))
    assert "disk.pending_sectors" not in silent.facts
    assert "disk.pending_sectors" in silent.missing


def test_a_virtual_machine_has_no_kinds_of_disk():
    virtual = {"disks.smart": "no physical disks on a virtual machine"}
    assert fact("disk.kinds", virtual, disks=[disk(name="vda", vendor=None, smart=None)]) == []


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.name)
def test_what_a_real_disk_says_is_that_disks_record(path):
    said = path.read_text("utf-8", "replace")
    alone = smartctl.parse(said.encode()).facts
    (found,) = physical(disk(smart=said)).facts["disks"]
    for name in ("health", "temperature_c", "reallocated_sectors", "used_percent", "power_on_hours"):
        assert found.get(name) == alone.get(f"disk.{name}")


def test_recordings_of_real_disks_are_looked_at():
    if not RECORDINGS:
        pytest.skip("no recordings of real disks beside this checkout")
    assert len(RECORDINGS) > 20
