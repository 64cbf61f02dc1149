"""The values that the product itself reads: what serves a counter, how long an attestation holds."""

from pathlib import Path

import pytest

from auditor.errors import StandardError
from auditor.standard import Standard, load_standard


def province(folder: Path, value: str) -> Standard:
    file = folder / "tinh.yml"
    source = "source: {kind: province, reference: “QĐ 1”}".replace("“", '"').replace("”", '"')
    file.write_text(f"name: tinh\nextends: baseline\nvalues:\n  {value}, {source}}}\n", "utf-8")
    return load_standard(file)


def test_a_province_says_what_serves_a_counter(tmp_path: Path) -> None:
    assert province(tmp_path, "per_counter: {value: {pc: 2}").per_counter == {"pc": 2}


def test_a_province_says_how_long_an_attestation_holds(tmp_path: Path) -> None:
    told = province(tmp_path, "attestation_days: {value: {seal_present: 30}")
    assert told.attestation_days == {"seal_present": 30}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("per_counter: {value: {pcs: 1}", "per_counter has no “pcs”"),
        ("per_counter: {value: {pc: many}", "pc is a whole number from 0"),
        ("per_counter: {value: [pc]", "a number for each word is expected"),
        ("attestation_days: {value: {seal: 1}", "attestation_days has no “seal”"),
    ],
)
def test_what_could_not_be_counted_is_refused(tmp_path: Path, value: str, told: str) -> None:
    with pytest.raises(StandardError, match=told):
        province(tmp_path, value)


def test_every_topic_of_the_baseline_has_its_days() -> None:
    baseline = load_standard("baseline")
    topics = {rule.fact.removeprefix("attest.") for rule in baseline.rules if rule.fact.startswith("attest.")}
    assert topics == set(baseline.attestation_days)
