"""The files that tell the play what to take: what they say is what Ansible reads."""

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from auditor.remedy.steps import Taking, tasks

GIVEN = {
    "word": "no",
    "list": ["03127", "1:30", {"version": "1.10", "day": "2026-11-22", "none": "null"}],
    "switch": True,
    "number": 22,
    "template": "{{ 7 * 7 }} {% raw %} $(id)\n",
}


def _read() -> dict[str, object]:
    loader = DataLoader()
    (task,) = loader.load(tasks(Taking("S1", "ssh", "setting", GIVEN)))
    return {name: Templar(loader=loader).template(value) for name, value in task["vars"].items()}


def test_a_text_stays_a_text_whatever_yaml_would_take_it_for() -> None:
    assert _read() == GIVEN
