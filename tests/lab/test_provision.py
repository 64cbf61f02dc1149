"""A blank center: its PCs and router come to know us by the accounts of their factory, once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.lab import build
from auditor.lab.scenario import BLANK, Scenario
from tests.support import workspaces

NAME = "blank8"
AUDITOR = str(Path(sys.executable).with_name("auditor"))
pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def center(lab_dir, tmp_path_factory):
    """A workspace of a blank center with two PCs, a printer, a scanner and a router, which is up."""
    folder = workspaces.make(tmp_path_factory.mktemp("center") / "w")
    wanted = Scenario(**{**vars(BLANK), "pcs": 2, "printers": 1})
    build.up(NAME, wanted, folder / "inventories" / NAME)
    return folder


def provision(center, *words):
    """The command on site; rounds=0, as what a fix does is others' to show."""
    delivery = center / "inventories" / f"{NAME}-delivery"
    command = [
        *(AUDITOR, "lab", "exec", "--name", NAME, "--", AUDITOR, "--workspace", str(center)),
        *("provision", "--commune", "03158", "-i", str(center / "inventories" / NAME), "--rounds", "0"),
        *("--devices", str(delivery / "planned.yml"), "-e", f"@{delivery / 'factory.yml'}", "--json", *words),
    ]
    environment = {**os.environ, "AUDITOR_LANG": "en"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 100, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def first(center):
    """What the first call told; every host key is stated in the delivery note, so nobody is asked."""
    return provision(center)


def test_the_delivery_note_is_enough_to_be_let_in_everywhere_and_again_changes_nothing(center, first):
    assert len(first["added"]) == 5
    states = {name: each["status"] for name, each in first["enrolments"].items()}
    assert states == {
        "pasc-03158-pc01": "enrolled",
        "pasc-03158-pc02": "enrolled",
        "pasc-03158-rt01": "enrolled",
    }
    text = (center / "inventories" / NAME / "devices-03158.yml").read_text()
    again = provision(center)
    assert again["added"] == []
    assert {each["status"] for each in again["enrolments"].values()} == {"known"}
    assert (center / "inventories" / NAME / "devices-03158.yml").read_text() == text


def test_the_factory_password_is_in_no_file_that_provisioning_wrote(center, first):
    factory = (center / "inventories" / f"{NAME}-delivery" / "factory.yml").read_text()
    secret = next(line.split()[-1].strip("'\"") for line in factory.splitlines() if "enrol_password" in line)
    told = [file for file in center.rglob("*") if file.is_file() and "inventories" not in file.parts]
    assert told
    assert [file for file in told if secret.encode() in file.read_bytes()] == []


def test_the_record_has_every_device_with_its_serial_number(center, first):
    (page,) = (center / "reports").glob("handover-03158-*.html")
    text = page.read_text()
    for wanted in ("pasc-03158-pc01", "pasc-03158-pc02", "PL0315801", "PSL0315801", "FRR03158"):
        assert wanted in text
    assert page.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
