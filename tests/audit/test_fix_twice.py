"""A fix on a real sshd that does harm and fails in part, and is resumed when both are over.

All in one test: the story takes seconds, and as a fixture of several each worker would have it told anew.
"""

import hashlib
import json
from dataclasses import dataclass

import pytest
from support import fixing, sshd, workspaces

from auditor.audit.fixing import FixWatcher, FixWish, fix, resume
from auditor.model import Fix
from auditor.workspace import open_workspace

RIGHT = "as the standard has it"


@dataclass(frozen=True)
class Story:
    """The fix as it ended first and after it was resumed, and the steps that were begun in all."""

    first: Fix
    resumed: Fix
    begun: list[str]


@pytest.fixture
def story(tmp_path, monkeypatch):
    """S1 spoils a file that the standard wants otherwise, S2 fails; what S2 meets goes, and the file is put
    right just before the resumed fix asks a second time."""
    if not sshd.PROGRAM:
        pytest.skip("openssh-server is not installed")
    monkeypatch.setenv("ANSIBLE_ROLES_PATH", str(fixing.ROLES))
    file, marker = tmp_path / "policy", tmp_path / "marker"
    file.write_text(RIGHT)
    marker.touch()
    workspace = workspaces.make(tmp_path / "workspace", 'standard = "one"')
    _standard(workspace, file)
    steps = [
        fixing.step("S1", "pc01", "write", file, "spoilt"),
        fixing.step("S2", "pc01", "fails", marker),
        fixing.step("S3", "pc01", "write", tmp_path / "reboot", "x", reboot=True),
    ]
    with sshd.running(tmp_path / "sshd") as server:
        workspaces.pcs(workspace, server, 1)
        opened, plan = open_workspace(workspace, env={}), fixing.plan(workspace, steps)
        first = fix(opened, plan, FixWish(check=False))
        marker.unlink()
        resumed = resume(opened, first.id, FixWatcher(again=lambda _devices: file.write_text(RIGHT)))
        return Story(first, resumed, [step for step, _device in fixing.begun(workspace)])


def _standard(workspace, file):
    """A standard that wants *file* to be as it is now."""
    wanted = [{"path": str(file), "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}]
    source = {"kind": "province", "reference": "test"}
    values = {"managed_files": {"value": wanted, "source": source}}
    one = {"name": "one", "extends": "baseline", "values": values}
    (workspace / "standard" / "one.yml").write_text(json.dumps(one))


def _where(done):
    """The lists of the proof in which the file is: other things of this machine may change meanwhile."""
    lists = ("closed", "still_open", "newly_opened", "unmeasured")
    return [
        name for name in lists if any(each.rule == "pc.files.policy" for each in getattr(done.proof, name))
    ]


def _audits(done):
    return {word: len(runs) for word, runs in done.runs.items()}


def test_what_two_audits_find_open_counts_and_a_resumed_fix_takes_what_failed_and_nothing_else(story):
    first, resumed = ({each.step: each for each in done.results} for done in (story.first, story.resumed))
    assert [each.status.value for each in first.values()] == ["changed", "failed", "skipped"]
    assert _audits(story.first) == {"before": 1, "wave": 1, "again": 1}
    assert _where(story.first) == ["newly_opened"]
    assert story.first.proof.asked_again == ("pc01",)
    # what S2 met is gone, and what S1 spoilt is right when it is asked for the second time
    assert story.begun == ["S1", "S2", "S2"]
    assert resumed == {**first, "S2": resumed["S2"]}
    assert resumed["S2"].status.value == "unchanged"
    assert _audits(story.resumed) == {"before": 2, "wave": 2, "again": 2}
    assert _where(story.resumed) == []
