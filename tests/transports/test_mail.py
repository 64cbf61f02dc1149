"""Mail goes out encrypted to a server that proved who it is, or not at all, with the reason."""

import ssl
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest
from support import smtp_server
from support.certificates import Authority
from support.smtp_server import SmtpServer

from auditor.errors import NotSent
from auditor.model.notice import Outcome
from auditor.transports.mail import NONE, TLS, MailServer, send

LOGIN = ("auditor", "s3cret")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def good(authority: Authority) -> ssl.SSLContext:
    return authority.server()


def message() -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["Subject"] = "Xã Sín Thầu"
    made["From"], made["To"] = "a@x.test", "b@y.test"
    made.set_content("Đã khắc phục\n.\nhết\n", cte="quoted-printable")
    return made


def client(server: SmtpServer, authority: Authority, **more: object) -> MailServer:
    return replace(MailServer("127.0.0.1", server.port, ca_file=authority.file, timeout_s=5), **more)  # type: ignore[arg-type]


def refusal(server: MailServer) -> NotSent:
    with pytest.raises(NotSent) as caught:
        send(server, message(), "a@x.test", ["b@y.test"])
    return caught.value


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
def test_it_logs_in_and_sends_encrypted(implicit: bool, authority: Authority, good: ssl.SSLContext) -> None:
    with smtp_server.running(SmtpServer(good, implicit, LOGIN)) as server:
        tls = TLS if implicit else "starttls"
        to = client(server, authority, tls=tls, user=LOGIN[0], password=LOGIN[1])
        send(to, message(), "a@x.test", ["b@y.test", "c@y.test"])
    (mail,) = server.mails
    assert (mail.sender, mail.receivers, mail.encrypted) == ("a@x.test", ["b@y.test", "c@y.test"], True)
    read = message_from_bytes(mail.data, policy=default)
    assert read["Subject"] == "Xã Sín Thầu"
    assert mail.data.isascii()
    assert read.get_content().splitlines() == ["Đã khắc phục", ".", "hết"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("host", "days"), [("127.0.0.2", 1), ("127.0.0.1", -1)], ids=["other", "expired"])
def test_a_bad_certificate_gets_neither_mail_nor_password(host: str, days: int, authority: Authority) -> None:
    with smtp_server.running(SmtpServer(authority.server(host, days), login=LOGIN)) as server:
        error = refusal(client(server, authority, user=LOGIN[0], password=LOGIN[1]))
    assert (error.outcome, error.temporary) == (Outcome.CERTIFICATE, False)
    assert "AUTH" not in server.seen
    assert not server.mails


def test_a_certificate_that_nobody_known_signed_is_refused(authority: Authority, tmp_path: Path) -> None:
    with smtp_server.running(SmtpServer(Authority(tmp_path).server())) as server:
        assert refusal(client(server, authority)).outcome == Outcome.CERTIFICATE


def test_a_server_without_tls_gets_nothing(authority: Authority) -> None:
    with smtp_server.running(SmtpServer()) as server:
        assert refusal(client(server, authority)).outcome == Outcome.NO_TLS
    assert not server.mails


def test_a_password_is_never_sent_unencrypted_whatever_the_settings_say(authority: Authority) -> None:
    with smtp_server.running(SmtpServer(login=LOGIN)) as server:
        to = client(server, authority, tls=NONE, user=LOGIN[0], password=LOGIN[1])
        assert refusal(to).outcome == Outcome.NO_TLS
    assert not server.seen


def test_without_tls_mail_goes_out_only_where_that_was_said(authority: Authority) -> None:
    with smtp_server.running(SmtpServer()) as server:
        send(client(server, authority, tls=NONE), message(), "a@x.test", ["b@y.test"])
    assert not server.mails[0].encrypted


def test_a_wrong_password_is_told_as_such(authority: Authority, good: ssl.SSLContext) -> None:
    with smtp_server.running(SmtpServer(good, login=LOGIN)) as server:
        error = refusal(client(server, authority, user=LOGIN[0], password="wrong"))
    assert (error.outcome, error.temporary) == (Outcome.LOGIN_REFUSED, False)
    assert "wrong name or password" in error.message


@pytest.mark.parametrize(
    ("verb", "answer", "outcome", "temporary"),
    [
        ("CONNECT", "421 too many", Outcome.BUSY, True),
        ("RCPT", "451 greylisted\x1b[2J", Outcome.BUSY, True),
        ("RCPT", "550 no such user", Outcome.REFUSED, False),
        ("MAIL", "552 too large", Outcome.REFUSED, False),
        ("BODY", "452 disk full", Outcome.BUSY, True),
        ("BODY", "554 spam", Outcome.REFUSED, False),
        ("CONNECT", "HTTP/1.1 400 Bad Request", Outcome.INVALID, False),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(
    verb: str, answer: str, outcome: Outcome, temporary: bool, authority: Authority, good: ssl.SSLContext
) -> None:
    with smtp_server.running(SmtpServer(good, answers={verb: [answer]})) as server:
        error = refusal(client(server, authority))
    assert (error.outcome, error.temporary) == (outcome, temporary)
    assert error.message.isprintable()


def test_nobody_at_home_is_unreachable_and_may_be_tried_again(authority: Authority) -> None:
    with smtp_server.running(SmtpServer()) as server:
        to = client(server, authority)
    error = refusal(to)
    assert (error.outcome, error.temporary) == (Outcome.UNREACHABLE, True)
