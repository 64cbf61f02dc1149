"""auditor parse: recordings to facts, a line each."""

import json
from pathlib import Path

import pytest

from auditor import cli
from auditor.errors import EXIT_BAD_INPUT, EXIT_USAGE

SAMPLES = Path(__file__).parents[1] / "parsers" / "data" / "formats"


def _parse(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["--lang", "en", "parse", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_each_file_is_one_json_object_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(SAMPLES / "snmprec" / name) for name in ("ups.snmprec", "switch.snmprec")]
    code, out, _err = _parse(capsys, "--format", "snmprec", *files)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [line["file"] for line in lines] == files
    assert all(set(line) == {"file", "facts", "errors"} for line in lines)
    assert [line["facts"]["snmp.kind"] for line in lines] == ["ups", "network"]
    assert any("ups.serial" in error for error in lines[0]["errors"])


def test_a_file_that_cannot_be_parsed_does_not_stop_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "broken.xml").write_text("<a>")
    good = str(SAMPLES / "escl" / "status.xml")
    code, out, _err = _parse(
        capsys, "-f", "escl", str(tmp_path / "broken.xml"), str(tmp_path / "none.xml"), good
    )
    broken, absent, read = (json.loads(line) for line in out.splitlines())
    assert code == EXIT_BAD_INPUT
    assert (broken["facts"], absent["facts"]) == ({}, {})
    assert broken["errors"]
    assert "none.xml" in absent["errors"][0]
    assert read["facts"]["scanner.state"] == "stopped"


def test_an_unknown_format_is_answered_with_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _parse(capsys, "--format", "smartctrl", "file")
    assert (code, out) == (EXIT_USAGE, "")
    assert "did you mean “smartctl”?" in err


def test_what_a_device_says_reaches_the_terminal_escaped(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "evil.snmprec").write_bytes(b"1.3.6.1.2.1.1.5.0|4|\x1b[2J\xe2\x80\xaeevil\n")
    code, out, _err = _parse(capsys, "-f", "snmprec", str(tmp_path / "evil.snmprec"))
    assert code == 0
    assert out.isascii()
    assert "\x1b" not in out
    assert json.loads(out)["facts"]["network.hostname"] == "\x1b[2J\u202eevil"
