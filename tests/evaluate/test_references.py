"""References in a rule: a list of the standard joined with one of the inventory, a value in a condition."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support import runs

from auditor.evaluate import judge
from auditor.model import Device, Kind, Observation, Verdict
from auditor.standard import load_standard

BASELINE = load_standard("baseline")
WHEN = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
BOTH = ["log host 198.18.0.9", "ip route 0.0.0.0/0 198.18.0.1"]


@pytest.mark.parametrize(
    ("of_the_standard", "of_the_device", "there", "verdict"),
    [
        ([], None, BOTH, Verdict.NOT_APPLICABLE),
        ([], BOTH[1:], BOTH, Verdict.PASS),
        ([], BOTH[1:], BOTH[:1], Verdict.FAIL),
        (BOTH[:1], None, BOTH, Verdict.PASS),
        (BOTH[:1], None, [], Verdict.FAIL),
        (BOTH[:1], BOTH[1:], BOTH, Verdict.PASS),
        (BOTH[:1], BOTH[1:], BOTH[:1], Verdict.FAIL),
    ],
)
def test_a_line_is_demanded_where_the_standard_or_the_inventory_states_it(
    of_the_standard, of_the_device, there, verdict
):
    value = replace(BASELINE.values["required_config_lines"], value=of_the_standard)
    standard = replace(BASELINE, values={**BASELINE.values, value.name: value})
    expect = {"config_lines": of_the_device} if of_the_device else {}
    router = Device("rt01", Kind.NETWORK, "03158", expect=expect)
    seen = Observation("rt01", WHEN, WHEN, {"network.config_lines": there})
    run = runs.run([router], [seen])
    found = {each.rule: each.verdict for each in judge(standard, run, WHEN).findings}
    assert found["network.config.required"] is verdict


@pytest.mark.parametrize(
    ("families", "verdict"), [(["Tinos"], Verdict.FAIL), (["DejaVu Sans"], Verdict.NOT_APPLICABLE)]
)
def test_a_condition_may_refer_to_a_value_of_the_standard(families, verdict):
    pc = Device("pc01", Kind.PC, "03158")
    seen = Observation("pc01", WHEN, WHEN, {"fonts.families": families, "fonts.vietnamese": []})
    run = runs.run([pc], [seen])
    found = {each.rule: each.verdict for each in judge(BASELINE, run, WHEN).findings}
    assert found["pc.fonts.vietnamese"] is verdict
