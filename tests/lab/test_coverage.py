"""Which rules the faults exercise, and what the docs say of the rest."""

import json
import re
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.lab.coverage import coverage
from auditor.standard import load_standard

DOCS = Path(__file__).parents[2] / "docs" / "lab.md"


@pytest.fixture(scope="module")
def found():
    return {each.rule: each for each in coverage([rule.id for rule in load_standard("baseline", []).rules])}


def test_the_docs_name_exactly_the_rules_that_no_fault_exercises(found):
    section = DOCS.read_text().partition("## Rules that no fault exercises")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([a-z_]+(?:\.[a-z_0-9]+)+)`", section))
    assert told == {rule for rule, each in found.items() if not each.must and not each.may}


def test_a_rule_says_which_faults_must_make_it_fail_and_which_only_may(found):
    assert found["pc.disk.free"].must == ("disk-full", "windows-disk-full")
    assert "device-missing" in found["commune.steps"].may
    assert not set(found["pc.disk.free"].must) & set(found["pc.disk.free"].may)


def test_every_kind_of_device_has_rules_that_a_fault_exercises(found):
    rules = {rule.id: rule for rule in load_standard("baseline", []).rules}
    kinds = {str(kind) for name, each in found.items() if each.must for kind in rules[name].applies_to.kinds}
    assert {"pc", "kiosk", "printer", "scanner", "ups", "network", "link", "commune"} <= kinds


def test_rules_as_json_name_each_rule_once(capsys):
    assert main(["lab", "rules", "--json"]) == 0
    listed = [each["rule"] for each in json.loads(capsys.readouterr().out)]
    assert listed == [rule.id for rule in load_standard("baseline", []).rules]


def test_rules_lists_those_that_no_fault_exercises_first(capsys):
    assert main(["--lang", "en", "lab", "rules"]) == 0
    said = capsys.readouterr().out
    assert said.index("people.seal_present") < said.index("pc.disk.free")
