"""`auditor plan`: each failed finding of a run once, by who ends it; as a file, as JSON and for reading."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor import cli
from auditor.audit import open_store
from auditor.errors import EXIT_STORE, EXIT_USAGE
from auditor.lab.recording import lay_out
from auditor.model import Disposition, Scope, Verdict, Waiver, times
from auditor.model.plan_codec import plan_from_json
from auditor.remedy import plan_file
from auditor.workspace import open_workspace
from tests.support import workspaces

COMMUNE, PRINTER = "03158", "pasc-03158-printer01"


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a run of the recorded lab: three communes, nine faults."""
    workspace = workspaces.make(tmp_path_factory.mktemp("plan") / "w", 'inventory = "inventories/lab/"')
    lay_out(workspace / "inventories" / "lab")
    assert workspaces.auditor(workspace, "audit").returncode in (100, 101)
    return workspace


@pytest.fixture
def workspace(audited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, so that nothing that one test does is there for another."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    copy = tmp_path / "w"
    shutil.copytree(audited, copy)
    monkeypatch.chdir(copy)
    return copy


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["plan", *words]) == 0
    return " ".join(capsys.readouterr().out.split())


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert cli.main(["plan", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def _failed(workspace: Path, commune: str = "") -> set[str]:
    with open_store(open_workspace(workspace)) as store:
        found = store.findings("latest")
        return {each.id for each in found if each.verdict is Verdict.FAIL and commune in ("", each.commune)}


def test_every_failed_finding_of_a_run_is_in_it_once(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = [item["finding"] for item in _json(capsys)["items"]]
    assert len(ids) > 15
    assert sorted(ids) == sorted(_failed(workspace))


def test_limited_to_a_commune_it_has_that_communes_alone(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = {item["finding"] for item in _json(capsys, "--commune", COMMUNE)["items"]}
    assert ids == _failed(workspace, COMMUNE)


def test_the_file_is_what_is_told_as_json(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = _json(capsys, "-o", "plan.yml")
    plan = plan_file.read(workspace / "plan.yml")
    assert plan == plan_from_json(data)
    assert plan.inventories == (str(workspace / "inventories" / "lab"),) or plan.inventories


def test_a_person_is_told_how_many_end_where_and_what_was_not_measured(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys)
    data = _json(capsys)
    for who, words in (("technician", "for a technician"), ("province", "for provincial IT")):
        count = sum(item["who"] == who for item in data["items"])
        assert count
        assert f"{count} {words}" in out
    assert f"{len(data['items'])} findings failed" in out
    assert "checks were not measured" in out


def test_the_technicians_part_alone_is_what_hands_must_do(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys, "--for", Disposition.TECHNICIAN.value)
    assert "For a technician, on the spot" in out
    assert f"({COMMUNE})" in out
    assert PRINTER in out
    assert "For provincial IT" not in out.partition("For a technician")[2]


def test_a_waiver_given_after_the_audit_keeps_its_finding_out(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = next(item["rule"] for item in _json(capsys)["items"] if item["device"] == PRINTER)
    now = times.now()
    until = times.day(now) + timedelta(days=9)
    waiver = Waiver(rule, Scope.DEVICE, "paper ordered", "B", until, "me", now, device=PRINTER)
    with open_store(open_workspace(workspace)) as store:
        store.add_waiver(waiver)
    items = _json(capsys)["items"]
    assert not [item for item in items if (item["rule"], item["device"]) == (rule, PRINTER)]
    assert "1 finding is waived" in told(capsys)


def test_a_run_judged_by_another_standard_is_judged_by_the_present_one_first(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _json(capsys)
    rule = before["items"][0]["rule"]
    own = f"name: own\nextends: baseline\nrules:\n  {rule}: {{disabled: true, reason: not here}}\n"
    (workspace / "standard" / "own.yml").write_text(own)
    with (workspace / "auditor.toml").open("a") as toml:
        toml.write('standard = "own"\n')
    after = _json(capsys)
    assert after["standard_name"] == "own"
    assert rule not in {item["rule"] for item in after["items"]}
    with open_store(open_workspace(workspace)) as store:
        assert store.run("latest").judgements[0].standard_digest == after["standard_digest"]


@pytest.mark.parametrize(
    "words",
    [("--commune", "03159"), ("--device", "pasc-03158-pc99"), ("--rule", "pc.time.zoned")],
    ids=lambda words: words[0],
)
def test_a_name_that_the_run_does_not_know_is_told(
    workspace: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    assert cli.main(["plan", *words]) == EXIT_USAGE
    assert words[1] in capsys.readouterr().err


def test_a_run_that_is_not_there_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plan", "20200101T000000Z-0000"]) == EXIT_STORE


def test_a_plan_that_was_signed_off_is_not_written_over(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "-o", "plan.yml")
    told(capsys, "-o", "plan.yml")
    file = workspace / "plan.yml"
    signed = file.read_text("utf-8").replace("approved_by: ''", "approved_by: Lò Văn B")
    file.write_text(signed, "utf-8")
    assert cli.main(["plan", "-o", "plan.yml"]) == EXIT_USAGE
    assert "Lò Văn B" in capsys.readouterr().err
    assert file.read_text("utf-8") == signed


def test_what_comes_next_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "-o", "plan.yml")
    assert "the plan is in plan.yml" in out
