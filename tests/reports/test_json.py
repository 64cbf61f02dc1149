"""The report for programs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.reports import json_report
from auditor.reports.build import build_view
from tests.reports import cases
from tests.reports.golden import CASES, view
from tests.reports.past import looking_back

VALIDATOR = jsonschema.Draft202012Validator(json_report.schema())


def report(case: str, language: str = "vi") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads("".join(json_report.pieces(view(case, language))))
    return loaded


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_report.schema())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_report_has_the_shape_of_the_schema(case: str, language: str) -> None:
    VALIDATOR.validate(report(case, language))


@pytest.mark.parametrize(
    "damage",
    [
        lambda r: r.pop("version"),
        lambda r: r.update(version=2),
        lambda r: r["communes"][0].update(code=3158),
        lambda r: r["communes"][0].update(level="fine"),
        lambda r: r["communes"][0]["tally"].pop("coverage"),
        lambda r: r["communes"][0]["devices"][0]["findings"][0].update(verdict="ok"),
        lambda r: r["run"].update(started="21/11/2026"),
    ],
)
def test_the_schema_refuses_another_shape(damage: Any) -> None:
    whole = report("province")
    damage(whole)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(whole)


def test_what_was_found_is_the_very_value() -> None:
    made = cases.province()
    findings = {f.id: f for f in made.judgement.findings}
    shown = [f for c in report("province")["communes"] for d in c["devices"] for f in d["findings"]]
    assert {f["id"]: f["found"] for f in shown} == {i: f.found for i, f in findings.items()}
    assert len(shown) == len(findings)


def test_hostile_text_arrives_whole_and_escaped() -> None:
    text = "".join(json_report.pieces(view("hostile", "en")))
    text.encode("utf-8")
    assert not {"\x1b", "\u202e", "\x9b", "\x00", "\ud800"} & set(text)
    assert json.loads(text)["communes"][0]["name"].startswith(cases.HOSTILE)


def test_a_number_that_json_does_not_have_is_null() -> None:
    made = cases.province()
    first = replace(made.judgement.findings[0], found={"offset": [float("nan"), float("inf"), 1.5]})
    judgement = replace(made.judgement, findings=(first, *made.judgement.findings[1:]))
    text = "".join(json_report.pieces(build_view(made.header, made.manifest, judgement, "en")))
    found = [f for c in json.loads(text)["communes"] for d in c["devices"] for f in d["findings"]]
    assert next(f["found"] for f in found if f["id"] == first.id) == {"offset": [None, None, 1.5]}


def test_only_what_is_to_be_done_has_a_fix() -> None:
    shown = [f for c in report("province")["communes"] for d in c["devices"] for f in d["findings"]]
    assert {f["verdict"] for f in shown if "fix" in f} == {"fail", "unknown"}
    assert {f["verdict"] for f in shown if "fix" not in f} == {"pass", "waived", "not_applicable"}


def test_the_file_is_the_same_text(tmp_path: Path) -> None:
    path = json_report.write_json(view("province", "vi"), tmp_path / "new" / "report.json")
    assert json.loads(path.read_text("utf-8")) == report("province")


def test_devices_left_out_by_a_limit_are_counted() -> None:
    (commune,) = report("partial")["communes"]
    assert (commune["left_out"], commune["level"]) == (2, "not_measured")
    assert {commune["left_out"] for commune in report("province")["communes"]} == {0}


def test_the_report_looks_back_where_there_is_something_to_look_back_on() -> None:
    made = json.loads("".join(json_report.pieces(looking_back(view("province", "en")))))
    VALIDATOR.validate(made)
    assert [point["run"] for point in made["trend"]] == ["20261114T134307Z-0001", made["run"]["id"]]
    assert made["change"]["worse"] == [{"commune": "03158", "before": "ready", "after": "not_ready"}]
    assert (report("province")["trend"], report("province")["change"]) == ([], None)


def test_what_was_not_measured_is_told_of_the_province_and_of_each_commune() -> None:
    whole = report("province")
    (reason,) = whole["not_measured"]
    dark = next(commune for commune in whole["communes"] if commune["code"] == "03166")
    assert dark["not_measured"] == [reason]
    assert 0 < reason["blockers"] < reason["findings"] == dark["tally"]["unknown"]
