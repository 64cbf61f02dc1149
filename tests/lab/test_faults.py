from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import ScenarioError
from auditor.lab import build
from auditor.lab.bed import Bed, Mark
from auditor.lab.catalogue import FAULTS
from auditor.lab.plan import Plan
from auditor.lab.scenario import SHIPPED, Scenario, Wanted, load_scenario
from auditor.lab.truth import KINDS, place_all
from auditor.standard import load_standard


def _signature(placed):
    return [(p.fault, p.at, p.effect.expects) for p in placed]


@pytest.fixture(scope="module")
def rules():
    return {rule.id for rule in load_standard("baseline", []).rules}


@pytest.fixture
def place(bed):
    """Put single faults (name, at) into one lab."""

    def put(*faults):
        return place_all(bed, Scenario(faults=tuple(Wanted(name, at, {}, 7) for name, at in faults)), "s.yml")

    return put


def test_there_are_faults_of_every_kind():
    assert len(FAULTS) >= 88
    assert {kind for fault in FAULTS.values() for kind in fault.kinds} == set(KINDS)


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_fault_leads_to_are_findings_of_rules_that_exist(name, bed, rules):
    for kind in FAULTS[name].kinds:
        draft = bed.draft(device := bed.devices(kind)[0])
        effect = FAULTS[name].inject(draft, device, FAULTS[name].settings)
        assert effect.expects
        assert {mark.rule for mark in (*effect.expects, *effect.also)} <= rules


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_changes_something(name, bed):
    device = bed.devices(FAULTS[name].kinds[0])[0]
    draft = bed.draft(device)
    FAULTS[name].inject(draft, device, FAULTS[name].settings)
    assert _changeable(draft) != _changeable(bed)


def _changeable(bed):
    return bed.disks, bed.lines, bed.variables, bed.absent


def test_the_same_seed_draws_the_same_faults(bed):
    again = bed.draft("")
    assert _signature(place_all(bed, Scenario(seed=5, random_count=60))) == _signature(
        place_all(again, Scenario(seed=5, random_count=60))
    )


def test_another_seed_draws_others(bed):
    again = bed.draft("")
    assert _signature(place_all(bed, Scenario(seed=5, random_count=20))) != _signature(
        place_all(again, Scenario(seed=6, random_count=20))
    )


@pytest.mark.parametrize("seed", range(8))
def test_drawn_faults_never_mask_one_another(seed, bed):
    placed = place_all(bed, Scenario(seed=seed, random_count=70))
    assert len(placed) == 70
    for one in placed:
        for other in placed:
            if one is not other:
                shown = set(one.effect.expects)
                assert not shown & {*other.effect.expects, *other.effect.also, *other.effect.hides}
                assert not {mark.device for mark in shown} & other.effect.silences


def test_a_place_is_a_device_a_kind_or_a_commune(place):
    placed = place(("toner-low", "pasc-03127-printer01"), ("link-delay", "link"), ("disk-full", "03160"))
    assert placed[0].at == "pasc-03127-printer01"
    assert placed[1].at.endswith("-link")
    assert (placed[2].commune, placed[2].at[:14]) == ("03160", "pasc-03160-pc0")


@pytest.mark.parametrize("at", ["pasc-03158-printer01", "pasc-99999-pc01", "printer", "03999"])
def test_a_place_that_the_fault_cannot_hit_is_refused_with_the_line(place, at):
    with pytest.raises(ScenarioError, match=r"s\.yml:7"):
        place(("disk-full", at))


def test_a_fault_on_a_device_that_is_off_is_refused(place):
    with pytest.raises(ScenarioError, match="mask"):
        place(("host-down", "pasc-03158-pc01"), ("disk-full", "pasc-03158-pc01"))


def test_a_fault_behind_a_cut_line_is_refused(place):
    with pytest.raises(ScenarioError, match="mask"):
        place(("disk-full", "pasc-03158-pc01"), ("link-cut", "03158"))


def test_more_faults_than_there_are_places_are_refused(six_communes):
    plan = Plan(six_communes.plan.name, six_communes.plan.communes[:1], 1, 0, 0, 0, 0)
    materials = replace(six_communes, plan=plan)
    with pytest.raises(ScenarioError):
        place_all(Bed(materials, build.disks(materials)), Scenario(random_count=500))


def test_two_faults_of_one_printer_both_last(bed):
    place_all(
        bed,
        Scenario(
            faults=(Wanted("toner-low", "pasc-03158-printer01"), Wanted("no-duplex", "pasc-03158-printer01"))
        ),
    )
    said = bed.disks["pasc-03158-printer01"].files["/etc/lab/printer.conf"].content.decode()
    assert "sides-supported one-sided\n" in said
    assert "type=toner;unit=percent;maxcapacity=100;level=4" in said


def test_a_pc_that_is_the_last_to_reach_a_service_makes_it_the_lines_fault(place):
    others = [("host-down", host) for host in ("pasc-03158-kiosk01", "pasc-03158-win01")]
    last = place(*others, *(("ca-missing", f"pasc-03158-pc0{number}") for number in range(1, 5)))[-1]
    assert Mark("link.essential", "pasc-03158-link") in last.effect.also


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yml")), ids=lambda file: file.stem)
def test_every_fault_of_a_shipped_scenario_has_its_place(file, bed):
    scenario = load_scenario(file)
    assert len(place_all(bed, scenario, str(file))) == len(scenario.faults) + scenario.random_count


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_stands_in_the_docs_with_its_settings_and_what_must_find_it(name, bed):
    lines = (Path(__file__).parents[2] / "docs" / "lab.md").read_text().splitlines()
    (line,) = [text for text in lines if text.startswith(f"| `{name}` |")]
    device = bed.devices(FAULTS[name].kinds[0])[0]
    effect = FAULTS[name].inject(bed.draft(device), device, FAULTS[name].settings)
    words = [*FAULTS[name].kinds, *FAULTS[name].settings, *(f"`{mark.rule}`" for mark in effect.expects)]
    assert all(word in line for word in words)


def test_two_troubles_of_one_service_have_no_place_together_and_those_of_two_have(place):
    placed = place(("endpoint-down", "documents"), ("endpoint-error", "portal"))
    assert [each.fault for each in placed] == ["endpoint-down", "endpoint-error"]
    with pytest.raises(ScenarioError):
        place(("endpoint-expired", "one-stop"), ("endpoint-error", "one-stop"))
