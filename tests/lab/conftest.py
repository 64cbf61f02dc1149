"""A lab that the tests of this room share, and what it is planned from."""

import os
import sys
from pathlib import Path

import pytest

from auditor.i18n import activate
from auditor.lab import build, ground, keys, state
from auditor.lab.bed import Bed
from auditor.lab.pc import Materials
from auditor.lab.plan import Plan
from auditor.lab.scenario import Scenario

NAME = "test"


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Messages are compared in English, whatever a command before was told to speak."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    activate("en")


@pytest.fixture(scope="session")
def six_communes():
    """Materials of six communes with four PCs each; making keys takes the longest."""
    plan = Plan(NAME, ground.communes(6), 4)
    return Materials(plan, keys.make_keys([m.host for m in plan.machines]), "roots\n", "0a1b2c3d")


@pytest.fixture
def bed(six_communes):
    """A lab that was not started yet, as faults are put into it."""
    return Bed(six_communes, build.disks(six_communes))


@pytest.fixture(scope="session")
def lab_dir(tmp_path_factory):
    """Where the tests' labs are kept, apart from those of whoever works on this machine."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a lab needs root on Linux")
    if missing := build.missing_packages():
        pytest.skip(f"a lab needs {' '.join(missing)}")
    folder = tmp_path_factory.mktemp("labs")
    os.environ["AUDITOR_LAB_DIR"] = str(folder)
    yield folder
    for name in [path.name for path in folder.iterdir() if path.is_dir()]:
        state.take_down(name)
    del os.environ["AUDITOR_LAB_DIR"]


@pytest.fixture(scope="session")
def small_lab(lab_dir, tmp_path_factory) -> Path:
    """A lab of one commune with two PCs, up; the value is its inventory's folder."""
    inventory = tmp_path_factory.mktemp("inventory")
    build.up(NAME, Scenario(communes=1, pcs=2), inventory)
    return inventory
