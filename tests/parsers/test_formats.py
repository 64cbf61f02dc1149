"""Formats of recordings: a recording with its expected facts beside it needs no Python."""

import json
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.model.dictionary import check_value, dictionary
from auditor.parsers.formats import FAMILIES, FORMATS, MAX_RECORDING, parse, parser_of
from auditor.parsers.parsed import Parsed, Unreadable

SAMPLES = Path(__file__).with_name("data") / "formats"
DOCS = Path(__file__).parents[2] / "docs" / "realdata.md"


def _samples():
    for file in sorted(SAMPLES.glob("*/*")):
        if not file.name.endswith(".expected.json"):
            yield pytest.param(file.parent.name.replace("+", ":"), file, id=f"{file.parent.name}-{file.name}")


@pytest.mark.parametrize(("format_", "file"), list(_samples()))
def test_a_recording_gives_the_facts_beside_it(format_, file):
    said = parse(parser_of(format_), file.read_bytes())
    expected = json.loads(file.with_name(f"{file.name}.expected.json").read_text("utf-8"))
    assert {"facts": said.facts, "missing": sorted(said.missing), "warnings": list(said.warnings)} == expected


@pytest.mark.parametrize(("format_", "file"), list(_samples()))
def test_what_a_parser_gives_stands_in_the_dictionary(format_, file):
    said = parser_of(format_)(file.read_bytes())
    assert [check_value(name, value) for name, value in said.facts.items()] == [None] * len(said.facts)
    assert set(said.missing) <= set(dictionary())


def test_every_format_has_a_recording():
    sampled = {folder.name.partition("+")[0] for folder in SAMPLES.iterdir()}
    assert {*FORMATS, *FAMILIES} - sampled == {"ipp", "probe"}  # data/printer, data/pc_debian12.json


def test_every_format_is_told_to_people():
    told = DOCS.read_text("utf-8")
    assert [name for name in (*FORMATS, *FAMILIES) if f"`{name}" not in told] == []


def test_a_wrong_format_is_answered_with_the_nearest():
    with pytest.raises(UsageError) as error:
        parser_of("snmprek")
    assert "snmprec" in error.value.remedy
    with pytest.raises(UsageError) as error:
        parser_of("zzzzzzz")
    assert all(name in error.value.remedy for name in FORMATS)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"hello\n", b"[]", b"{}", b"<a/>", b"{" * 5000])
def test_what_is_not_of_the_format_is_refused_with_a_reason_or_says_nothing(format_, raw):
    try:
        said = parser_of(format_)(raw)
    except Unreadable as error:
        assert str(error)
    else:
        assert all(check_value(name, value) is None for name, value in said.facts.items())


def test_a_fact_that_the_dictionary_does_not_know_becomes_missing():
    said = parse(lambda raw: Parsed({"host.name": 5, "no.such": 1, "os.id": "debian"}), b"")
    assert said.facts == {"os.id": "debian"}
    assert set(said.missing) == {"host.name", "no.such"}


def test_a_recording_that_does_not_end_is_refused():
    with pytest.raises(Unreadable):
        parse(lambda raw: Parsed(), b"x" * (MAX_RECORDING + 1))
