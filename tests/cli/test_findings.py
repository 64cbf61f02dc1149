"""`auditor findings`: what stops most first, whatever a device said; a name that is not there is told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.runs import START, finding, header, judgement, manifest, observation

from auditor import cli
from auditor.errors import EXIT_STORE, EXIT_USAGE
from auditor.model import Severity, Verdict
from auditor.store import Store

HOSTILE = "[red]{{ 7*7 }}<script>\x1b[31m\u202e\x00"
FINDINGS = [
    finding("pc.fonts.times", severity=Severity.MINOR),
    finding("pc.disk.free", "pasc-03158-pc02", severity=Severity.BLOCKER, found=HOSTILE),
    finding("pc.time.zone", verdict=Verdict.UNKNOWN, found=None, reason="silent"),
    finding("pc.ssh.root_login", verdict=Verdict.PASS),
    finding("pc.fonts.times", "pasc-03158-pc02", severity=Severity.MINOR),
]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one judged run, and English spoken in it."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").touch()
    with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}") as store:
        store.save_header(header())
        store.save_manifest(header().id, manifest())
        store.save_judgement(header().id, judgement(FINDINGS))
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["findings", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("workspace")
def test_without_more_it_shows_what_failed_or_is_unknown_in_the_latest_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = told(capsys)
    rules = ["pc.disk.free", "pc.time.zone", "pc.fonts.times"]
    assert [out.index(f"{rule} · F-") for rule in rules] == sorted(
        out.index(f"{rule} · F-") for rule in rules
    )
    assert "pc.ssh.root_login" not in out
    assert "4 of 4 findings" in out


@pytest.mark.usefixtures("workspace")
def test_what_a_device_said_is_shown_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys)
    assert "[red]{{ 7*7 }}<script>\\x1b[31m\\u202e\\x00" in out
    assert not set("\x1b\u202e\x00") & set(out)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("columns", ["80", "120"])
def test_no_line_is_wider_than_the_terminal(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("AUDITOR_LANG", "vi")
    assert max(map(len, told(capsys).splitlines())) <= int(columns)


@pytest.mark.usefixtures("workspace")
def test_how_a_rule_is_repaired_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "--rule", "pc.fonts.times")
    assert (out.count("Title pc.fonts.times"), out.count("→ Set it")) == (2, 1)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (["--severity", "blocker"], ["pc.disk.free"]),
        (["--verdict", "pass"], ["pc.ssh.root_login"]),
        (["--device", "pasc-03158-pc01"], ["pc.time.zone", "pc.fonts.times"]),
        (["--rule", "pc.disk.free", "--rule", "pc.time.zone"], ["pc.disk.free", "pc.time.zone"]),
        (["--commune", "03158", "--limit", "1"], ["pc.disk.free"]),
        (["--area", "equipment"], []),
    ],
)
def test_options_narrow_it(
    arguments: list[str], rules: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(told(capsys, "latest", "--json", *arguments))
    assert [item["rule"] for item in found["findings"]] == rules


@pytest.mark.usefixtures("workspace")
def test_json_has_every_field_of_a_finding_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(capsys, "--verdict", "all", "--json"))
    assert (found["run"], found["total"], len(found["findings"])) == (header().id, 5, 5)
    first = found["findings"][0]
    assert (first["id"], first["found"], first["title"]["vi"]) == (
        FINDINGS[1].id,
        HOSTILE,
        "Tiêu đề pc.disk.free",
    )
    assert first["observed"] == "2026-11-21T01:30:00.000000Z"


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["--device", "pasc-03158-pc1"], "pasc-03158-pc01"),
        (["--rule", "pc.disk.fre"], "pc.disk.free"),
        (["--commune", "03518"], "03158"),
    ],
)
def test_a_name_that_the_run_does_not_know_gets_the_nearest(
    arguments: list[str], nearest: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["findings", *arguments]) == EXIT_USAGE
    assert f"did you mean “{nearest}”?" in capsys.readouterr().err


def test_a_machine_is_found_by_the_name_it_had_before(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(f"sqlite:///{workspace / 'auditor.db'}") as store:
        store.save_header(header("20250101", started=START.replace(year=2025)))
        store.add_observations("20250101", [observation("may-cu-7", identity="machine-id 1")])
        store.add_observations(header().id, [replace(observation(minute=9), identity="machine-id 1")])
    assert cli.main(["findings", "--device", "may-cu-7"]) == EXIT_USAGE
    assert "now called “pasc-03158-pc01”" in capsys.readouterr().err


@pytest.mark.usefixtures("workspace")
def test_a_run_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["findings", "20991231"]) == EXIT_STORE
    assert "auditor runs" in capsys.readouterr().err
