"""Mail by SMTP (RFC 5321) with STARTTLS (RFC 3207) or TLS from the start (RFC 8314), certificates checked."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from auditor.errors import NotSent
from auditor.i18n import _
from auditor.model.notice import Outcome
from auditor.model.text import printable
from auditor.transports.outward import failure, trusting

STARTTLS, TLS, NONE = "starttls", "tls", "none"
_TEMPORARY = range(400, 500)
_SAID = 300


@dataclass(frozen=True)
class MailServer:
    """Who takes the mail: ``tls`` is ``starttls``, ``tls`` or ``none``; no ``user``: no log-in."""

    host: str
    port: int
    tls: str = STARTTLS
    user: str = ""
    password: str = ""
    ca_file: Path | None = None
    timeout_s: float = 20.0


def send(server: MailServer, message: EmailMessage, sender: str, receivers: Sequence[str]) -> None:
    """Hand *message* over for all *receivers*, or raise NotSent; a password never goes out unencrypted."""
    if server.user and server.tls == NONE:
        raise NotSent(Outcome.NO_TLS, _("a password is not sent without TLS: set notify_smtp_tls"))
    with _told(), _connected(server) as smtp:
        if server.user:
            smtp.login(server.user, server.password)
        refused = smtp.send_message(message, from_addr=sender, to_addrs=list(receivers))
    if refused:
        raise _refused(refused)


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    trusted = None if server.tls == NONE else trusting(server.ca_file)
    if server.tls == TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_s, context=trusted
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
    with smtp:
        if server.tls == STARTTLS:
            smtp.starttls(context=trusted)
        yield smtp


@contextmanager
def _told() -> Iterator[None]:
    """What smtplib raises, as NotSent."""
    try:
        yield
    except smtplib.SMTPNotSupportedError as error:  # STARTTLS or AUTH that the server does not offer
        raise NotSent(Outcome.NO_TLS, printable(str(error))) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _answered(Outcome.LOGIN_REFUSED, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(error.recipients) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(Outcome.REFUSED, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPServerDisconnected as error:
        raise NotSent(Outcome.INVALID, _("the connection broke"), temporary=True) from error
    except (smtplib.SMTPException, UnicodeError) as error:
        raise NotSent(Outcome.INVALID, printable(str(error))[:_SAID]) from error
    except OSError as error:  # ssl.SSLError and TimeoutError are OSErrors, too
        raise failure(error) from error


def _refused(recipients: "dict[str, tuple[int, bytes]]") -> NotSent:
    """Some or all receivers were refused; who they are is told, and why the first was."""
    code, said = next(iter(recipients.values()))
    names = ", ".join(map(printable, recipients))
    answered = _answered(Outcome.REFUSED, code, said)
    return NotSent(answered.outcome, f"{names}: {answered.message}", answered.temporary)


def _answered(outcome: Outcome, code: int, said: bytes | str) -> NotSent:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    shown = f"{code} {printable(' '.join(text.split()))[:_SAID]}"
    if code in _TEMPORARY:
        return NotSent(Outcome.BUSY, shown, temporary=True)
    return NotSent(outcome if 500 <= code < 600 else Outcome.INVALID, shown)
