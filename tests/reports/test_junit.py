"""JUnit XML: what a CI server makes of a run."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from auditor.model import Judgement, Verdict
from auditor.reports.build import build_view
from auditor.reports.junit import write_junit
from tests.reports.cases import COMMUNES, case
from tests.reports.golden import CASES, view

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("junit.xsd"))))


def documents(case: str, folder: Path, language: str = "vi") -> list[Any]:
    return [etree.parse(str(path)).getroot() for path in write_junit(view(case, language), folder)]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_file_is_what_ci_servers_read(case: str, language: str, tmp_path: Path) -> None:
    for document in documents(case, tmp_path, language):
        SCHEMA.assertValid(document)


@pytest.mark.parametrize("case", CASES)
def test_a_suite_counts_its_cases_rightly(case: str, tmp_path: Path) -> None:
    for suite in (suite for document in documents(case, tmp_path) for suite in document):
        counted = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
        for name, tag in counted.items():
            assert int(suite.get(name)) == len(list(suite.iter(tag))), name


def test_there_is_a_file_a_commune_a_suite_a_device_and_a_case_a_rule(tmp_path: Path) -> None:
    whole = view("province", "vi")
    files = write_junit(whole, tmp_path)
    assert sorted(file.name for file in files) == sorted(f"TEST-{c.commune.code}.xml" for c in whole.communes)
    document = etree.parse(str(tmp_path / "junit" / "TEST-03158.xml")).getroot()
    opened = whole.open("03158")
    assert [suite.get("name") for suite in document] == [device.device.id for device in opened.devices]
    cases = [(case.get("classname"), case.get("name")) for case in document.iter("testcase")]
    assert sorted(cases) == sorted((f"03158.{f.device}", f.rule) for f in opened.of(*Verdict))
    assert len(set(cases)) == len(cases)


def test_what_fails_is_a_failure_what_is_not_known_an_error_and_only_the_rest_is_green(
    tmp_path: Path,
) -> None:
    tags = {
        Verdict.PASS: None,
        Verdict.FAIL: "failure",
        Verdict.UNKNOWN: "error",
        Verdict.WAIVED: "skipped",
        Verdict.NOT_APPLICABLE: "skipped",
    }
    told = Counter(
        tags[f.verdict] for commune in view("province", "vi").opened() for f in commune.of(*Verdict)
    )
    cases = [case for document in documents("province", tmp_path) for case in document.iter("testcase")]
    assert Counter(next((child.tag for child in case), None) for case in cases) == told
    assert len(told) == 4


def test_the_text_of_a_failure_says_what_was_found_and_how_it_is_repaired(tmp_path: Path) -> None:
    (failure,) = (
        case[0]
        for document in documents("province", tmp_path, "en")
        for case in document.iter("testcase")
        if (case.get("classname"), case.get("name")) == ("03158.pasc-03158-pc01", "pc.disk.free")
    )
    assert failure.get("type") == "blocker"
    assert failure.text.startswith("F-0c9fd5c5 The system disk is almost full\nFound: 1.25%. Expected: ")
    assert "apt clean" in failure.text


def test_where_nothing_was_measured_it_is_not_green(tmp_path: Path) -> None:
    bare = case((COMMUNES[0],))
    devices = dict(list(bare.manifest.devices.items())[:2])
    for folder, known in (("devices", devices), ("none", {})):
        manifest = replace(bare.manifest, devices=known)
        whole = build_view(bare.header, manifest, Judgement((), (), "baseline", "d1"), "vi")
        write_junit(whole, tmp_path / folder)
        document = etree.parse(str(tmp_path / folder / "junit" / "TEST-03158.xml")).getroot()
        assert len(list(document.iter("error"))) == len(list(document.iter("testcase"))) == max(1, len(known))
    (nothing,) = documents("empty", tmp_path)
    assert [child.tag for child in nothing.iter("error", "failure", "skipped")] == ["error"]


@pytest.mark.parametrize("case", CASES)
def test_only_characters_that_xml_1_0_allows_are_there(case: str, tmp_path: Path) -> None:
    for path in write_junit(view(case, "vi"), tmp_path):
        text = path.read_text("utf-8")
        assert not [c for c in text if not c.isprintable() and c not in "\n\xa0"]
        assert "&#" not in text
