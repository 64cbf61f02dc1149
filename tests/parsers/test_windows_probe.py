"""The Windows probe's answer to facts: what is there, what is missing with its reason, what is hostile."""

import json
import random

import pytest
from support.windows_answers import answer, packed, parse

from auditor.model.dictionary import check_value, dictionary
from auditor.parsers.linux import AnswerError
from auditor.parsers.parsed import Unreadable
from auditor.parsers.windows import probe
from auditor.parsers.windows.answer import extract_answer, moved, refusal

SECTIONS = sorted(set(answer()["sections"]))


# ── what came back ───────────────────────────────────────────────────────────────────────────────


def test_the_answer_is_found_whatever_profiles_and_wrappers_say_around_it():
    said = b"WARNING: AUDITORW1\r\n" + packed(answer()) + b"\r\nDONE\r\n"
    assert json.loads(extract_answer(said)) == answer()


def test_line_ends_and_widths_of_a_console_do_not_matter():
    begin, *lines, end = packed(answer()).split(b"\r\n")[:-1]
    text = b"".join(lines)
    narrow = b"\r\n".join(text[at : at + 30] for at in range(0, len(text), 30))
    assert json.loads(extract_answer(begin + b"\r\n" + narrow + b"\r\n" + end)) == answer()


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"AUDITORW1 BEGIN\r\n",
        packed(answer())[:-200],
        packed(answer()).replace(b"AUDITORW1 END ", b"AUDITORW1 END 1"),
        packed(answer()).replace(b"\r\nH4sI", b"\r\nAAAA"),
        b"AUDITORW1 BEGIN\n!!!!\nAUDITORW1 END 4\n",
    ],
    ids=["nothing", "no end", "end cut off", "too short", "no gzip", "no base64"],
)
def test_an_answer_that_is_cut_or_broken_is_refused(broken):
    with pytest.raises(AnswerError):
        extract_answer(broken)


def test_a_gzip_bomb_is_refused():
    with pytest.raises(AnswerError, match="16777216"):
        extract_answer(packed({"sections": {"x": "0" * (17 << 20)}}))


def test_what_the_bootstrap_refuses_is_told_and_nothing_else_is_taken_for_it():
    assert refusal(b"hello\r\nAUDITORW1 REFUSED stdin 12\r\n") == "stdin 12"
    assert refusal(packed(answer())) == ""


def test_a_recording_is_moved_to_another_time_with_all_that_has_a_time():
    data = answer()
    later = moved(data, data["clock"] + 90 * 86400)
    before, after = parse(data).facts, parse(later).facts
    for name in ("updates.age_days", "security.definitions_age_days", "host.uptime_s"):
        assert after[name] == before[name]
    assert json.loads(json.dumps(later)) != data


# ── the whole ────────────────────────────────────────────────────────────────────────────────────


def test_the_healthy_pc_gives_every_fact_that_the_parser_knows():
    data = answer()
    parsed = parse(data, asked_at=data["clock"] - 1, answered_at=data["clock"] + data["took"] + 1)
    assert set(parsed.missing) == {"files", "time.province_offset_s", "time.province_server"}  # not asked
    assert [p for name, value in parsed.facts.items() if (p := check_value(name, value))] == []
    assert abs(parsed.facts["time.offset_s"]) < 0.1
    assert set(probe.FACTS) <= set(dictionary())


FROM_ELSEWHERE = {"files", "firewall", "kiosk", "power", "tpm"}
"""Sections without which every fact is still there: another part tells it, or it was empty."""
LATE = "the device took too long to look"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_failed_makes_its_facts_missing_with_the_reason(section):
    whole, without = parse(answer()), parse(answer({section: "time limit"}, **{section: None}))
    lost = set(whole.facts) - set(without.facts)
    assert bool(lost) is (section not in FROM_ELSEWHERE)
    assert LATE in {without.missing[name] for name in lost} or not lost


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    "value", [[], {}, "x", 7, True, [[]], [{"Name": {}}], {"x": {"y": [1, {"z": None}]}}]
)
def test_a_section_of_another_shape_is_no_crash_and_no_wrong_type(section, value):
    parsed = parse(answer(**{section: value}))
    assert [p for name, each in parsed.facts.items() if (p := check_value(name, each))] == []
    assert set(parsed.facts) | set(parsed.missing) == set(probe.FACTS)


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"7", b'{"sections": 3}', b"[" * 100_000])
def test_what_is_no_answer_at_all_gives_a_reason_for_every_fact(raw):
    parsed = probe.parse(raw, asked_at=None, answered_at=None)
    assert parsed.facts == {}
    assert set(parsed.missing) == set(probe.FACTS)
    if raw[:1] != b"{":
        with pytest.raises((Unreadable, AnswerError)):
            probe.recording(raw)


def test_values_of_any_kind_in_any_place_are_no_crash_and_no_wrong_type():
    chance = random.Random(8987)
    odd = [
        None,
        "",
        "\0\ud800",
        "x" * 9000,
        -1,
        2**70,
        1e308,
        True,
        [],
        {},
        ["a", 1],
        "{{ 7*7 }}",
        "=cmd|' /C",
    ]

    def spoiled(value):
        if chance.random() < 0.03:
            return chance.choice(odd)
        if isinstance(value, dict):
            return {key: spoiled(item) for key, item in value.items()}
        return [spoiled(item) for item in value] if isinstance(value, list) else value

    for _round in range(150):
        data = answer()
        data["sections"] = {name: spoiled(section) for name, section in data["sections"].items()}
        parsed = parse(data)
        assert [p for name, each in parsed.facts.items() if (p := check_value(name, each))] == []
        json.dumps(parsed.facts, allow_nan=False).encode()


def test_single_rows_and_texts_that_powershell_gave_without_their_list_are_read_the_same():
    data = answer()

    def unrolled(value):
        if isinstance(value, list):
            return unrolled(value[0]) if len(value) == 1 else [unrolled(item) for item in value]
        return {k: unrolled(v) for k, v in value.items()} if isinstance(value, dict) else value

    kept = {name: data["sections"][name] for name in ("endpoints", "files", "certificates", "roots")}
    data["sections"] = {name: unrolled(section) for name, section in data["sections"].items()} | kept
    assert parse(data).facts == parse(answer()).facts
