"""`auditor notify` tells what became of each message, and sends nothing when told not to."""

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support import hooks, smtp_server, times
from support.hooks import HookServer
from support.smtp_server import SmtpServer
from support.times import PC

from auditor import cli
from auditor.errors import EXIT_ERROR, EXIT_READY, EXIT_USAGE
from auditor.model import Verdict


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_LANG", "vi")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    lines = ['notify_to = "it@x.test"', 'notify_from = "a@x.test"', 'notify_smtp_tls = "none"']
    folder = times.workspace(tmp_path, *lines, 'notify_smtp_host = "127.0.0.1"', "notify_tries = 1")
    times.add(folder, times.header(0), {(PC, "pc.os"): Verdict.FAIL})
    return folder


@pytest.mark.usefixtures("workspace")
def test_it_sends_the_summary_with_the_paper_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server.running(SmtpServer()) as server:
        monkeypatch.setenv("AUDITOR_NOTIFY_SMTP_PORT", str(server.port))
        assert cli.main(["notify", "--attach", "pdf"]) == EXIT_READY
    (mail,) = server.mails
    read = message_from_bytes(mail.data, policy=default)
    (attached,) = read.iter_attachments()  # type: ignore[attr-defined]
    assert attached.get_content().startswith(b"%PDF-")


@pytest.mark.usefixtures("workspace")
def test_what_failed_is_told_and_the_exit_code_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with hooks.running(HookServer([404])) as hook, smtp_server.running(SmtpServer()) as server:
        monkeypatch.setenv("AUDITOR_NOTIFY_SMTP_PORT", str(server.port))
        monkeypatch.setenv("AUDITOR_NOTIFY_WEBHOOK_URL", f"http://127.0.0.1:{hook.port}/s3cret")
        assert cli.main(["notify", "--json"]) == EXIT_ERROR
    out = capsys.readouterr().out
    assert [(each["channel"], each["outcome"]) for each in json.loads(out)] == [
        ("email", "sent"),
        ("webhook", "refused"),
    ]
    assert "s3cret" not in out


@pytest.mark.usefixtures("workspace")
def test_a_dry_run_prints_it_and_sends_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with smtp_server.running(SmtpServer()) as server:
        monkeypatch.setenv("AUDITOR_NOTIFY_SMTP_PORT", str(server.port))
        assert cli.main(["notify", "--dry-run"]) == EXIT_READY
    assert not server.seen
    assert "it@x.test" in capsys.readouterr().out


def test_where_nothing_changed_nothing_is_sent_when_only_changes_are_wanted(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times.add(workspace, times.header(1), {(PC, "pc.os"): Verdict.FAIL})
    with smtp_server.running(SmtpServer()) as server:
        monkeypatch.setenv("AUDITOR_NOTIFY_SMTP_PORT", str(server.port))
        assert cli.main(["notify", "--only-changes"]) == EXIT_READY
        assert not server.mails
        assert cli.main(["notify"]) == EXIT_READY
    assert len(server.mails) == 1


def test_where_nobody_is_named_it_says_which_settings_name_somebody(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "auditor.toml").write_text("")
    assert cli.main(["notify"]) == EXIT_USAGE
    assert "notify_to" in capsys.readouterr().err
