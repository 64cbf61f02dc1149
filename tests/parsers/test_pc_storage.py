"""Disks and file systems."""

import json

import pytest

from tests.support.pc_answers import answer, fact, parse


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
