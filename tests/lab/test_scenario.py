from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import ScenarioError
from auditor.lab import build, ground, keys
from auditor.lab.bed import Bed
from auditor.lab.catalogue import FAULTS
from auditor.lab.plan import Plan
from auditor.lab.scenario import SHIPPED, load_scenario
from auditor.lab.truth import place_all


@pytest.fixture
def problems(tmp_path):
    """The problems of a scenario with this text."""

    def of(text):
        file = tmp_path / "s.yml"
        file.write_text(text)
        with pytest.raises(ScenarioError) as raised:
            load_scenario(file)
        return raised.value.problems

    return of


def test_everything_may_be_left_out(tmp_path):
    file = tmp_path / "empty.yml"
    file.write_text("# nothing\n")
    assert load_scenario(file).faults == ()


def test_what_the_file_says_is_what_there_is(tmp_path):
    file = tmp_path / "s.yml"
    file.write_text(
        "communes: 3\npcs: 2\nrandom: {seed: 9, count: 5}\n"
        "faults:\n  - {fault: disk-full, at: '03158', with: {percent: 91}}\n  - {fault: link-cut, at: link}\n"
    )
    scenario = load_scenario(file)
    assert (scenario.communes, scenario.pcs, scenario.seed, scenario.random_count) == (3, 2, 9, 5)
    assert [(f.fault, f.at, dict(f.given), f.line) for f in scenario.faults] == [
        ("disk-full", "03158", {"percent": 91}, 5),
        ("link-cut", "link", {}, 6),
    ]


def test_an_option_wins_and_one_not_given_does_not(tmp_path):
    file = tmp_path / "s.yml"
    file.write_text("communes: 3\npcs: 2\n")
    scenario = load_scenario(file).with_options(communes=6, pcs=None)
    assert (scenario.communes, scenario.pcs) == (6, 2)


def test_an_unknown_fault_is_told_with_its_line_and_the_nearest_name(problems):
    (problem,) = problems("communes: 2\nfaults:\n  - fault: disk-ful\n    at: pc\n")
    assert (problem.line, "disk-full" in problem.remedy) == (3, True)


def test_an_unknown_word_is_told_with_its_line_and_the_nearest_word(problems):
    (problem,) = problems("communes: 2\npcss: 4\n")
    assert (problem.line, "pcs" in problem.remedy) == (2, True)


def test_an_unknown_setting_of_a_fault_is_told(problems):
    (problem,) = problems("faults:\n  - {fault: disk-full, with: {percentage: 9}}\n")
    assert "percentage" in problem.message


def test_a_setting_of_the_wrong_type_is_told(problems):
    assert len(problems("faults:\n  - {fault: disk-full, with: {percent: much}}\n")) == 1


def test_a_code_without_quotes_is_refused_because_yaml_reads_another_number(problems):
    (problem,) = problems("faults:\n  - {fault: disk-full, at: 03127}\n")
    assert problem.line == 2


def test_every_problem_is_told_at_once(problems):
    assert (
        len(problems("communes: none\npcs: 0\nrandom: 3\nfaults:\n  - nothing\n  - {fault: nothing}\n")) == 5
    )


def test_text_that_is_no_yaml_is_told_with_its_line(problems):
    (problem,) = problems("communes: 2\nfaults: [\n")
    assert problem.line >= 2


def test_a_file_that_is_not_there_is_told_with_the_shipped_ones(tmp_path):
    with pytest.raises(ScenarioError, match="demo"):
        load_scenario(tmp_path / "none.yml")


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yml")), ids=lambda file: file.stem)
def test_a_shipped_scenario_is_found_by_its_name(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = load_scenario(file.relative_to(SHIPPED).with_suffix(""))
    assert found.faults or found.random_count


def test_the_scenario_of_every_kind_has_every_fault_that_leaves_room_for_others(six_communes):
    scenario = load_scenario(Path("every-kind"))
    plan = Plan("test", ground.communes(scenario.communes), scenario.pcs, **scenario.others)
    materials = replace(six_communes, plan=plan, keys=keys.make_keys([m.host for m in plan.machines]))
    placed = place_all(Bed(materials, build.disks(materials)), scenario)
    whole_province = {name for name, fault in FAULTS.items() if {"endpoint", "https"} & set(fault.kinds)}
    assert set(FAULTS) - {each.fault for each in placed} == {*whole_province, "link-cut"}


def test_how_many_of_each_machine_is_bounded_with_the_line(problems):
    (problem,) = problems("communes: 2\nkiosks: 12\n")
    assert (problem.line, "kiosks" in problem.message) == (2, True)


def test_a_scenario_says_how_many_of_each_machine_a_commune_has(tmp_path):
    (tmp_path / "s.yml").write_text("windows: 3\nups: 0\n")
    others = load_scenario(tmp_path / "s.yml").others
    assert others == {"printers": 1, "kiosks": 1, "windows": 3, "scanners": 1, "ups": 0}
