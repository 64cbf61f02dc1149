"""A step whose collection is missing is that step's result, not the play's end."""

from auditor.audit import collections
from auditor.model import PlanStep, StepStatus


def step(role):
    return PlanStep("S1", "pasc-03158-pc01", "pc", "03158", role, "timezone")


def test_a_windows_step_without_its_collection_is_left_out_and_told(monkeypatch, tmp_path):
    monkeypatch.setattr(collections, "search_path", lambda: str(tmp_path))
    able, results = collections.with_theirs([step("windows_base"), step("base")])
    assert [each.role for each in able] == ["base"]
    assert [result.status for result in results] == [StepStatus.SKIPPED]
    assert "ansible-galaxy collection install ansible.windows" in results[0].reason


def test_a_collection_that_the_user_names_is_found(monkeypatch, tmp_path):
    (tmp_path / "ansible_collections" / "ansible" / "windows").mkdir(parents=True)
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", str(tmp_path))
    able, results = collections.with_theirs([step("windows_base")])
    assert [each.role for each in able] == ["windows_base"]
    assert results == ()
