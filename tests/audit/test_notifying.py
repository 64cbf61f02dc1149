"""People are told on every channel by itself: what fails on one stops no other, and secrets stay secret."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from support import hooks, smtp_server, times
from support.certificates import Authority
from support.hooks import HookServer
from support.runs import waiver
from support.smtp_server import SmtpServer
from support.times import PC

from auditor.audit.notifying import Prepared, deliver, prepared
from auditor.audit.stored import view_of
from auditor.errors import InventoryError, NotSent, SettingsError, UsageError
from auditor.model import Level, Verdict, WaiverUse
from auditor.model.notice import Channel, Notice, Outcome
from auditor.model.summary import Blind
from auditor.reports.notice import changed, notice_of
from auditor.workspace import Workspace, open_workspace

NOTICE = Notice("Xã Sín Thầu: 0 trong 1 xã phục vụ được", "chữ\n", "<p>chữ</p>", {"schema": "x"})
MAIL = {"AUDITOR_NOTIFY_TO": "Sở KH&CN <it@x.test>, b@y.test", "AUDITOR_NOTIFY_FROM": "a@x.test"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def opened(folder: Path, env: Mapping[str, str], *lines: str) -> Workspace:
    return open_workspace(times.workspace(folder, *lines), env=env)


def failing(*outcomes: tuple[Outcome, bool]) -> tuple[Prepared, list[float]]:
    """A message whose first tries fail so, and the list of pauses between its tries."""
    left = list(outcomes)

    def send() -> None:
        if left:
            outcome, temporary = left.pop(0)
            raise NotSent(outcome, "why", temporary)

    return Prepared(Channel.EMAIL, "b@y.test", b"", send), []


def test_what_is_busy_is_tried_again_ever_more_slowly_until_it_is_taken() -> None:
    message, pauses = failing((Outcome.BUSY, True), (Outcome.UNREACHABLE, True))
    done = deliver(message, 5, pauses.append)
    assert (done.outcome, done.tries, pauses) == (Outcome.SENT, 3, [2.0, 4.0])


def test_it_ends_with_the_reason_when_all_tries_are_used_up() -> None:
    message, pauses = failing(*[(Outcome.BUSY, True)] * 9)
    done = deliver(message, 3, pauses.append)
    assert (done.outcome, done.tries, done.detail, len(pauses)) == (Outcome.BUSY, 3, "why", 2)


def test_what_is_refused_for_good_is_tried_once() -> None:
    message, pauses = failing((Outcome.REFUSED, False))
    assert (deliver(message, 9, pauses.append).tries, pauses) == (1, [])


def test_a_mail_is_text_and_html_with_a_subject_in_vietnamese_and_what_is_attached(
    tmp_path: Path, authority: Authority
) -> None:
    paper = tmp_path / "báo cáo.pdf"
    paper.write_bytes(b"%PDF-1.7 \xff")
    with smtp_server.running(SmtpServer(authority.server())) as server:
        env = MAIL | {"AUDITOR_NOTIFY_SMTP_HOST": "127.0.0.1", "AUDITOR_NOTIFY_SMTP_PORT": str(server.port)}
        workspace = opened(tmp_path / "w", {**env, "AUDITOR_NOTIFY_CA_FILE": str(authority.file)})
        (message,) = prepared(workspace, NOTICE, "r1", [paper])
        assert deliver(message, 1).outcome is Outcome.SENT
    (mail,) = server.mails
    assert mail.data.isascii()
    read = message_from_bytes(mail.data, policy=default)
    assert (read["Subject"], read["To"]) == (NOTICE.subject, "Sở KH&CN <it@x.test>, b@y.test")
    assert mail.receivers == ["it@x.test", "b@y.test"]
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].endswith("+0700")
    assert read["Message-ID"].endswith("@x.test>")
    plain, html = (read.get_body((kind,)) for kind in ("plain", "html"))  # type: ignore[attr-defined]
    assert (plain.get_content().strip(), html.get_content().strip()) == ("chữ", "<p>chữ</p>")
    (attached,) = read.iter_attachments()  # type: ignore[attr-defined]
    assert (attached.get_filename(), attached.get_content_type()) == ("báo cáo.pdf", "application/pdf")
    assert attached.get_content() == b"%PDF-1.7 \xff"


@pytest.mark.parametrize("evil", ["x\r\nBcc: thief@z.test", "x\nBcc: thief@z.test\n\nbody", "x\u2028y\x85z"])
def test_no_text_can_become_a_header_of_its_own(evil: str, tmp_path: Path) -> None:
    env = MAIL | {"AUDITOR_NOTIFY_SMTP_HOST": "127.0.0.1"}
    (message,) = prepared(opened(tmp_path, env), Notice(evil, evil, evil), "r1")
    read = message_from_bytes(bytes(message.content), policy=default)
    assert read["Bcc"] is None
    assert read["To"] == "Sở KH&CN <it@x.test>, b@y.test"


@pytest.mark.parametrize(
    "to", ["nobody", "a@b@c", "a@x.test\nBcc: t@z.test", "x\x01 <a@x.test>", "a@-x", ", ,", "a b@x.test"]
)
def test_what_is_no_address_is_refused(to: str, tmp_path: Path) -> None:
    env = MAIL | {"AUDITOR_NOTIFY_SMTP_HOST": "127.0.0.1", "AUDITOR_NOTIFY_TO": to}
    with pytest.raises(UsageError):
        prepared(opened(tmp_path, env), NOTICE, "r1")


def test_one_channel_that_fails_stops_no_other(tmp_path: Path) -> None:
    with hooks.running(HookServer()) as hook, smtp_server.running(SmtpServer()) as gone:
        closed = gone.port
    with hooks.running(HookServer()) as hook:
        env = MAIL | {"AUDITOR_NOTIFY_SMTP_HOST": "127.0.0.1", "AUDITOR_NOTIFY_SMTP_PORT": str(closed)}
        env["AUDITOR_NOTIFY_WEBHOOK_URL"] = f"http://127.0.0.1:{hook.port}/key"
        done = [deliver(each, 1) for each in prepared(opened(tmp_path, env), NOTICE, "r1")]
    assert [each.outcome for each in done] == [Outcome.UNREACHABLE, Outcome.SENT]
    assert hook.posts[0].body == b'{"schema":"x"}'
    assert done[1].to == "http://127.0.0.1/…"


def test_a_message_that_is_tried_again_keeps_its_id(tmp_path: Path) -> None:
    with hooks.running(HookServer([503, 503])) as hook:
        env = {"AUDITOR_NOTIFY_WEBHOOK_URL": f"http://127.0.0.1:{hook.port}/"}
        (message,) = prepared(opened(tmp_path, env), NOTICE, "20261122T")
        assert deliver(message, 3, lambda _seconds: None).tries == 3
    assert {post.headers["webhook-id"] for post in hook.posts} == {"auditor-20261122T"}


def test_a_server_that_wants_to_be_asked_again_gets_the_mail_once(tmp_path: Path) -> None:
    rules = SmtpServer(answers={"RCPT": ["451 4.7.1 greylisted"], "BODY": ["452 4.3.1 full"]})
    with smtp_server.running(rules) as server:
        env = MAIL | {"AUDITOR_NOTIFY_SMTP_HOST": "127.0.0.1", "AUDITOR_NOTIFY_SMTP_PORT": str(server.port)}
        env |= {"AUDITOR_NOTIFY_SMTP_TLS": "none", "AUDITOR_NOTIFY_TO": "b@y.test"}
        (message,) = prepared(opened(tmp_path, env), NOTICE, "r1")
        done = deliver(message, 3, lambda _seconds: None)
    assert (done.outcome, done.tries, len(server.mails)) == (Outcome.SENT, 3, 1)


def test_nobody_to_tell_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nobody"):
        prepared(opened(tmp_path, {}), NOTICE, "r1")


@pytest.mark.parametrize("name", ["notify_smtp_password", "notify_webhook_secret", "notify_webhook_url"])
def test_a_secret_in_the_settings_file_is_refused_and_not_repeated(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        opened(tmp_path, {}, f'{name} = "s3cret"')
    assert f"AUDITOR_{name.upper()}" in caught.value.message
    assert "s3cret" not in caught.value.message


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    workspace = opened(tmp_path, {"AUDITOR_NOTIFY_SMTP_PASSWORD": "s3cret"})
    assert workspace.resolved.shown("notify_smtp_password") == "***"


def vault(folder: Path, text: str) -> list[str]:
    """A vaulted file ``secrets.yml`` in *folder* with *text*, and the words that open it."""
    (folder / "pass").write_text("key")
    (folder / "secrets.yml").write_text(text, "utf-8")
    words = ["--vault-password-file", str(folder / "pass")]
    program = str(Path(sys.executable).with_name("ansible-vault"))
    subprocess.run([program, "encrypt", *words, str(folder / "secrets.yml")], check=True, capture_output=True)
    return words


def test_secrets_come_from_a_vaulted_file_and_the_environment_wins(tmp_path: Path) -> None:
    words = vault(tmp_path, "notify_webhook_url: https://old.test/\nnotify_webhook_secret: s3cret\n")
    file = f'notify_vault = "{tmp_path / "secrets.yml"}"'
    with hooks.running(HookServer()) as hook:
        env = {"AUDITOR_NOTIFY_WEBHOOK_URL": f"http://127.0.0.1:{hook.port}/"}
        (message,) = prepared(opened(tmp_path / "w", env, file), NOTICE, "r1", vault=words)
        assert deliver(message, 1).outcome is Outcome.SENT
    assert hook.posts[0].headers["webhook-signature"].startswith("v1,")


@pytest.mark.parametrize(
    "text", ["notify_webhok_url: s3cret\n", "- s3cret\n", "notify_webhook_secret: 3\n", "{"]
)
def test_a_vaulted_file_of_another_shape_is_refused_without_a_word_of_it(text: str, tmp_path: Path) -> None:
    words = vault(tmp_path, text)
    workspace = opened(tmp_path / "w", {}, f'notify_vault = "{tmp_path / "secrets.yml"}"')
    with pytest.raises(InventoryError) as caught:
        prepared(workspace, NOTICE, "r1", vault=words)
    assert "s3cret" not in caught.value.message


def test_a_vault_that_nobody_opens_is_told(tmp_path: Path) -> None:
    vault(tmp_path, "notify_webhook_secret: s3cret\n")
    workspace = opened(tmp_path / "w", {}, f'notify_vault = "{tmp_path / "secrets.yml"}"')
    with pytest.raises(InventoryError, match="vault-password-file"):
        prepared(workspace, NOTICE, "r1")


# ── what is told ─────────────────────────────────────────────────────────────────────────────────


def test_the_notice_says_who_can_serve_and_what_changed(tmp_path: Path) -> None:
    workspace = opened(tmp_path, {})
    times.add(tmp_path, times.header(0), {(PC, "pc.os"): Verdict.FAIL, (PC, "pc.disk"): Verdict.PASS})
    times.add(tmp_path, times.header(1), {(PC, "pc.os"): Verdict.PASS, (PC, "pc.disk"): Verdict.FAIL})
    view = view_of(workspace, "latest", "en")
    told = notice_of(view)
    assert told.subject == "22/11/2026: 0 of 1 communes can serve; 1 new findings, 1 fixed"
    assert "1 fixed, 1 new, 0 still open, 0 not comparable." in told.text
    assert "Xã 03158 (03158): not ready. Not met: The disk has room" in told.text
    assert (told.data["change"]["new"], told.data["levels"]["not_ready"]) == (1, 1)
    assert PC not in told.text + told.html + str(told.data)


def test_what_people_and_devices_named_is_no_tag_in_it(tmp_path: Path) -> None:
    workspace = opened(tmp_path, {})
    evil = "<img src=x>\u202e"
    times.add(tmp_path, times.header(0, who=evil), {(PC, "pc.os"): Verdict.FAIL}, standard=evil)
    told = notice_of(view_of(workspace, "latest", "en"))
    assert "<img" not in told.html
    assert "\u202e" not in told.text + told.html


def test_no_device_is_named_whatever_was_limited_silent_or_waived(tmp_path: Path) -> None:
    workspace = opened(tmp_path, {})
    times.add(tmp_path, times.header(0, limit=PC), {(PC, "pc.os"): Verdict.UNKNOWN})
    view = view_of(workspace, "latest", "en")
    (brief,) = view.communes
    silent = replace(
        brief,
        assessment=replace(brief.assessment, level=Level.NOT_MEASURED),
        blind=(Blind("refused: 198.51.100.7 cổng 22", 1, 1, (PC,), (brief.commune.code,)),),
    )
    waived = WaiverUse(waiver(device=PC, until=times.header(0).started.date()), 1)
    told = notice_of(replace(view, communes=(silent,), waivers=(waived,)))
    assert "not measured. It refuses the connection\n" in told.text
    assert "asked only a part of the devices" in told.text
    assert "pc.time.zone, one device" in told.text
    for name in (PC, "198.51.100.7"):
        assert name not in told.text + told.html + str(told.data)


@pytest.mark.parametrize(("after", "worth"), [(Verdict.FAIL, False), (Verdict.PASS, True)])
def test_only_what_changed_is_worth_a_message(after: Verdict, worth: bool, tmp_path: Path) -> None:
    workspace = opened(tmp_path, {})
    times.add(tmp_path, times.header(0), {(PC, "pc.os"): Verdict.FAIL})
    assert changed(view_of(workspace, "latest"))
    times.add(tmp_path, times.header(1), {(PC, "pc.os"): after})
    assert changed(view_of(workspace, "latest")) is worth
