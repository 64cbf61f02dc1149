"""A run that was limited to some devices: what it did not ask is not known, and never counted as good."""

import json

import pytest

from auditor.lab.recording import RECORDINGS
from tests.support import workspaces

PRINTER = {"kind": "printer", "auditor_replay": str(RECORDINGS / "answers" / "pasc-03127-printer01.json")}


@pytest.fixture
def workspace(tmp_path):
    """Two communes of which every printer is as it should be, and one that has no device yet."""
    made = workspaces.make(tmp_path / "workspace", 'standard = "few"')
    groups = {
        "commune_03127": {
            "vars": {"commune": "03127"},
            "hosts": {"printer-a": PRINTER, "printer-b": PRINTER},
        },
        "commune_03158": {"vars": {"commune": "03158"}, "hosts": {"printer-c": PRINTER}},
        "commune_03160": {"vars": {"commune": "03160", "commune_name": "Xã Mường Nhé"}},
    }
    (made / "inventories" / "hosts.yml").write_text(json.dumps({"all": {"children": groups}}))
    # in so small a commune what nobody attested weighs more than the twentieth that may be unknown
    few = {"name": "few", "extends": "baseline", "thresholds": {"coverage": 0.5}}
    (made / "standard" / "few.yml").write_text(json.dumps(few))
    return made


def _levels(workspace, *words):
    done = workspaces.auditor(workspace, "audit", "--json", *words)
    assert done.returncode in (0, 100, 101), done.stderr
    return json.loads(done.stdout)["communes"]


def test_a_commune_that_was_asked_in_part_is_not_measured_and_no_other_is_in_the_run(workspace):
    assert _levels(workspace, "--limit", "printer-a") == {"03127": "not_measured"}


def test_a_limit_that_covers_the_whole_commune_can_call_it_ready(workspace):
    assert _levels(workspace, "--limit", "commune_03127") == {"03127": "ready"}


def test_without_a_limit_every_commune_is_in_the_run(workspace):
    levels = {"03127": "ready", "03158": "ready", "03160": "not_measured"}
    assert _levels(workspace) == levels


def test_a_partial_audit_says_how_many_devices_were_not_asked(workspace):
    shown = workspaces.auditor(workspace, "audit", "--limit", "printer-a").stdout
    assert "partial audit: 1 device was not asked (--limit)" in shown
    assert "● ready" not in shown
    workspaces.auditor(workspace, "report", "latest", "--format", "json")
    (report,) = workspace.glob("reports/**/*.json")
    (commune,) = json.loads(report.read_text("utf-8"))["communes"]
    assert (commune["code"], commune["left_out"]) == ("03127", 1)
