"""`auditor schedule` writes units and crontabs that systemd and a shell understand as they are meant."""

import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from support import times

from auditor import cli
from auditor.audit.scheduling import Job, Manager, crontab, units
from auditor.cli.schedule import REPORTS
from auditor.errors import EXIT_USAGE, UsageError

AWKWARD = 'h o/50% $x "q" k\' #1;2\\ Điện Biên'
ALL_OF_IT = [
    *("schedule", "--at", "6:30", "--weekly", "mon", "--limit", "03158,!kiosk 50% $x 'q' Mường", "--notify"),
    *("--only-changes", *(word for form in REPORTS for word in ("--report", form)), "--write"),
]
"""A call with every option that stands in what is written."""
analysed = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def _checks_tables() -> bool:
    """Whether there is a crontab(1) that only looks with -n, as Debian's does: others mean something else."""
    program = shutil.which("crontab")
    usage = subprocess.run([program, "-?"], capture_output=True, text=True, check=False) if program else None
    return usage is not None and "[-n] file" in usage.stderr


tabled = pytest.mark.skipif(not _checks_tables(), reason="Debian's cron is not installed")


def job(folder: Path, **more: object) -> Job:
    fields: dict[str, object] = {
        "workspace": folder,
        "hour": 6,
        "minute": 30,
        "name": "auditor-x",
        "program": (shutil.which("true") or "/bin/true",),
        "user": "root",
        "steps": (("audit", "--limit", "a b%c$d"), ("notify", "latest")),
        **more,
    }
    return Job(**fields)  # type: ignore[arg-type]


def written(folder: Path, made: Job, manager: Manager) -> list[str]:
    files = [folder / file.path.name for file in units(made, manager)]
    for file, unit in zip(files, units(made, manager), strict=True):
        file.write_text(unit.text, "utf-8")
    return [str(file) for file in files]


@analysed
@pytest.mark.parametrize("manager", [Manager.SYSTEM, Manager.USER])
@pytest.mark.parametrize("day", ["", "mon"])
def test_systemd_finds_nothing_wrong_with_the_units_whatever_the_path(
    manager: Manager, day: str, tmp_path: Path
) -> None:
    folder = tmp_path / AWKWARD
    folder.mkdir(parents=True)
    files = written(tmp_path, job(folder, day=day), manager)
    answer = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False
    )
    said = [line for line in answer.stderr.splitlines() if "auditor-x" in line]
    assert (answer.returncode, said) == (0, [])


@analysed
@pytest.mark.parametrize("manager", ["--system", "--user"])
@pytest.mark.usefixtures("workspace")
def test_systemd_takes_what_the_command_writes(manager: str, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    assert cli.main([*ALL_OF_IT, manager, "-o", str(folder)]) == 0
    files = sorted(map(str, folder.iterdir()))
    answer = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False
    )
    said = [line for line in answer.stderr.splitlines() if "auditor-dien-bien" in line]
    assert (len(files), answer.returncode, said) == (2, 0, [])


def checked_by_cron(table: str) -> tuple[int, str]:
    """What crontab(1) says of a user's *table*, which is installed nowhere."""
    answer = subprocess.run(["crontab", "-n", "-"], input=table, capture_output=True, text=True, check=False)
    return answer.returncode, answer.stdout + answer.stderr


@tabled
@pytest.mark.usefixtures("workspace")
def test_cron_takes_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([word for word in ALL_OF_IT if word != "--write"] + ["--cron"]) == 0
    assert checked_by_cron(capsys.readouterr().out)[0] == 0


def long_job(folder: Path, size: int) -> Job:
    """One whose command for cron is *size* bytes long."""
    made = job(folder, steps=(("audit", "--limit", "a"),))
    command = crontab(made, 420, False).split("\n")[1].split(" ", 5)[5]
    return replace(made, steps=(("audit", "--limit", "a" * (size - len(command) + 1)),))


@tabled
def test_the_longest_line_that_is_written_is_one_that_cron_takes(tmp_path: Path) -> None:
    assert checked_by_cron(crontab(long_job(tmp_path, 998), 420, False))[0] == 0
    longer = crontab(long_job(tmp_path, 998), 420, False).replace("aaa", "aaaa", 1)
    code, said = checked_by_cron(longer)
    assert code == 1
    assert "command too long" in said


def test_a_line_that_cron_would_pass_over_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="999"):
        crontab(long_job(tmp_path, 999), 420, False)


@analysed
@pytest.mark.parametrize(("day", "wanted"), [("", "*-*-* 06:30:00"), ("sun", "Sun *-*-* 06:30:00")])
def test_the_time_is_viet_nams_whatever_the_machines_zone(day: str, wanted: str, tmp_path: Path) -> None:
    _service, timer = units(job(tmp_path, day=day), Manager.SYSTEM)
    (line,) = [line for line in timer.text.splitlines() if line.startswith("OnCalendar=")]
    expression = line.partition("=")[2]
    assert expression == f"{wanted} Asia/Ho_Chi_Minh"
    subprocess.run(["systemd-analyze", "calendar", expression], check=True, capture_output=True)
    assert "Persistent=true" in timer.text


def test_a_percent_and_a_dollar_mean_nothing_to_systemd(tmp_path: Path) -> None:
    service = units(job(tmp_path / "50% $x"), Manager.SYSTEM)[0].text
    assert '"a b%%c$$d"' in service
    assert f'--workspace "{tmp_path}/50%% $$x"' in service
    assert f"WorkingDirectory={tmp_path}/50%% $x\n" in service


def test_what_an_audit_found_does_not_stop_what_comes_after_it(tmp_path: Path) -> None:
    service = units(job(tmp_path), Manager.SYSTEM)[0].text
    assert "SuccessExitStatus=100 101\n" in service
    assert service.count("ExecStart=") == 2


def test_only_the_systems_manager_is_asked_for_what_only_it_may_give(tmp_path: Path) -> None:
    system, user = (units(job(tmp_path), manager)[0].text for manager in (Manager.SYSTEM, Manager.USER))
    for word in ("ProtectSystem=strict", "CapabilityBoundingSet=CAP_NET_RAW", "User=root", "ReadWritePaths="):
        assert word in system
        assert word not in user
    assert "NoNewPrivileges=yes" in user


def test_a_path_with_a_line_end_is_refused(tmp_path: Path) -> None:
    evil = job(tmp_path / "x\nExecStart=evil")
    for make in (lambda: units(evil, Manager.SYSTEM), lambda: crontab(evil, 420, False)):
        with pytest.raises(UsageError):
            make()


def run_by_cron(line: str, folder: Path) -> list[str]:
    """What cron gives to sh: the command up to the first ``%`` that no backslash is before (crontab(5))."""
    command = re.split(r"(?<!\\)%", line.split("\n")[1].split(" ", 5)[5])[0].replace("\\%", "%")
    answer = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    assert not answer.stderr
    return (folder / "calls").read_text().splitlines()


@pytest.mark.parametrize(("code", "calls"), [(0, 2), (100, 2), (101, 2), (6, 1), (1, 1)])
def test_cron_runs_each_call_as_it_was_meant_and_reports_only_what_was_audited(
    code: int, calls: int, tmp_path: Path
) -> None:
    folder = tmp_path / AWKWARD
    folder.mkdir(parents=True)
    program = tmp_path / "auditor"
    program.write_text(
        f'#!/bin/sh\nprintf "%s|" "$@" >> {shlex.quote(str(tmp_path / "calls"))}\n'
        f"echo >> {shlex.quote(str(tmp_path / 'calls'))}\n"
        f'case "$3" in audit) exit {code};; esac\n'
    )
    program.chmod(0o755)
    line = crontab(job(folder, program=(str(program),)), 420, False)
    found = run_by_cron(line, tmp_path)
    assert found[0] == f"--workspace|{folder}|audit|--limit|a b%c$d|"
    assert len(found) == calls


@pytest.mark.parametrize(
    ("offset", "day", "wanted"),
    [
        (420, "", "30 6 * * *"),
        (0, "", "30 23 * * *"),
        (0, "mon", "30 23 * * sun"),
        (600, "mon", "30 9 * * mon"),
        (-480, "sun", "30 15 * * sat"),
        (345, "", "15 5 * * *"),
    ],
)
def test_cron_is_told_the_machines_own_time(offset: int, day: str, wanted: str, tmp_path: Path) -> None:
    assert crontab(job(tmp_path, day=day), offset, False).split("\n")[1].startswith(f"{wanted} /")
    assert crontab(job(tmp_path, day=day), offset, True).split("\n")[1].startswith(f"{wanted} root /")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    folder = times.workspace(tmp_path / "dien-bien")
    monkeypatch.chdir(folder)
    return folder


def test_it_prints_and_writes_nothing_unless_told(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(workspace.iterdir())
    assert cli.main(["schedule", "--at", "6:30", "--report", "pdf", "--notify", "--only-changes"]) == 0
    printed = capsys.readouterr()
    assert "report latest --format pdf" in printed.out
    assert "notify latest --only-changes" in printed.out
    assert "# /etc/systemd/system/auditor-dien-bien.timer" in printed.out
    assert "systemctl daemon-reload && systemctl enable --now auditor-dien-bien.timer" in printed.err
    assert "every day at 06:30, Viet Nam time" in printed.err
    assert sorted(workspace.iterdir()) == before


@pytest.mark.usefixtures("workspace")
def test_a_line_for_a_crontab_does_not_claim_to_be_a_file_of_the_system(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["schedule", "--cron", "--report", "findings"]) == 0
    printed = capsys.readouterr()
    assert "/etc/cron.d" not in printed.out + printed.err
    assert "crontab -e" in printed.err


@pytest.mark.parametrize(
    ("words", "names"),
    [([], ["auditor-dien-bien.service", "auditor-dien-bien.timer"]), (["--cron"], ["auditor-dien-bien"])],
)
@pytest.mark.usefixtures("workspace")
def test_it_writes_to_the_folder_that_is_named(words: list[str], names: list[str], tmp_path: Path) -> None:
    assert cli.main(["schedule", "--write", *words, "-o", str(tmp_path / "units")]) == 0
    made = sorted((tmp_path / "units").iterdir())
    assert [file.name for file in made] == names
    assert {file.stat().st_mode & 0o777 for file in made} == {0o644}


@pytest.mark.parametrize(
    "words",
    [
        ["--at", "24:00"],
        ["--at", "6.30"],
        ["--daily", "--weekly", "mon"],
        ["--only-changes"],
        ["--name", "a/b"],
        ["--weekly", "someday"],
    ],
)
@pytest.mark.usefixtures("workspace")
def test_what_cannot_be_meant_is_refused(words: list[str]) -> None:
    assert cli.main(["schedule", *words]) == EXIT_USAGE
