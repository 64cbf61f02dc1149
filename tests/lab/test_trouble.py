"""Trouble while a lab is up: what a fault changes on a disk, lost power, changed files."""

import json

import pytest

from auditor.errors import LabError
from auditor.lab import build, state
from auditor.lab.breaking import difference, put_in
from auditor.lab.changes import changes, load_mark, save_mark
from auditor.lab.layers import layers
from auditor.lab.power import power_off, power_on, starts
from auditor.lab.rootfs import Rootfs
from auditor.lab.scenario import Scenario

NAME = "trouble"
PC = "pasc-03158-pc01"


def test_a_difference_has_what_is_new_or_other_and_removes_what_is_gone():
    before, after = Rootfs(), Rootfs()
    for disk in (before, after):
        disk.put("/etc/same", "a")
        disk.put("/etc/other", "a")
        disk.commands.append(("true",))
    before.put("/etc/gone", "a")
    before.mask("gone.service")
    after.put("/etc/other", "b")
    after.mask("new.service")
    after.commands.append(("useradd", "x"))
    change = difference(before, after)
    assert change is not None
    assert set(change.files) == {"/etc/other"}
    assert set(change.links) == {"/etc/systemd/system/new.service"}
    assert set(change.removed) == {"/etc/gone", "/etc/systemd/system/gone.service"}
    assert change.commands == [("useradd", "x")]


def test_a_file_that_became_a_link_is_not_removed_after_it_was_made():
    before, after = Rootfs(), Rootfs()
    before.put("/etc/systemd/system/x.service", "a")
    after.mask("x.service")
    change = difference(before, after)
    assert change is not None and change.removed == []


def test_a_command_of_the_first_start_cannot_be_taken_back():
    before = Rootfs(commands=[("softhsm2-util", "--init-token")])
    assert difference(before, Rootfs()) is None


@pytest.fixture(scope="module")
def lab(lab_dir, tmp_path_factory):
    inventory = tmp_path_factory.mktemp("trouble")
    build.up(NAME, Scenario(communes=1, pcs=1, kiosks=0, windows=0, scanners=0, ups=0), inventory)
    yield inventory
    state.take_down(NAME)


@pytest.mark.lab
def test_a_machine_dies_and_comes_back_with_the_disk_it_had(lab, lab_dir):
    log = lab_dir / NAME / "logs" / f"{PC}.log"
    before = starts(log)
    assert power_off(NAME, PC) and not power_off(NAME, PC)
    assert power_on(NAME, PC) and not power_on(NAME, PC)
    assert starts(log) == before + 1


@pytest.mark.lab
def test_a_fault_comes_into_a_running_lab_and_its_truth_and_only_its_files_change(lab):
    save_mark(NAME, "before", layers(state.running(NAME)))
    placed = put_in(NAME, PC, "dns-wrong", {})
    now = layers(state.running(NAME))
    counted = [c.path for c in changes(load_mark(NAME, "before"), now) if not c.noise and c.host == PC]
    assert counted == ["/etc/resolv.conf"]
    faults = json.loads((lab / "truth.json").read_text())["faults"]
    assert (faults[-1]["fault"], faults[-1]["id"]) == ("dns-wrong", placed.id)


@pytest.mark.lab
@pytest.mark.parametrize(
    ("fault", "device"),
    [("usb-printer-missing", PC), ("endpoint-down", "portal"), ("toner-low", PC), ("no-such", PC)],
)
def test_what_cannot_come_while_a_lab_runs_is_refused(lab, fault, device):
    with pytest.raises(LabError):
        put_in(NAME, device, fault, {})
