"""A notice as an e-mail: text and HTML beside each other (RFC 2046, 5.1.4), attachments after them."""

import mimetypes
import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid
from pathlib import Path

from auditor.errors import UsageError
from auditor.i18n import _
from auditor.model import times
from auditor.model.notice import Notice

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
)


def addresses(text: str) -> tuple[Address, ...]:
    """The addresses of *text*, with commas between them; ``Sở KH&CN <it@…>`` too. Raises UsageError."""
    if not text.isprintable():  # of a line end two headers would come
        raise _no_address(text)
    found = getaddresses([text])
    return tuple(_address(name, address, text) for name, address in found if name or address or text.strip())


def _address(name: str, address: str, whole: str) -> Address:
    if not _ADDRESS.fullmatch(address) or not name.isprintable():
        raise _no_address(whole)
    return Address(display_name=name, addr_spec=address)


def _no_address(text: str) -> UsageError:
    return UsageError(
        _("“{text}” is no e-mail address").format(text=text.strip()), _("write it as name@host")
    )


def mail(
    notice: Notice,
    sender: Address,
    receivers: Sequence[Address],
    at: datetime,
    language: str,
    attachments: Sequence[Path] = (),
) -> EmailMessage:
    """The message; every header is one line whatever the notice says, because it is made of values."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(notice.subject.split())
    message["From"], message["To"] = sender, tuple(receivers)
    message["Date"] = format_datetime(at.astimezone(times.VIETNAM))
    message["Message-ID"] = make_msgid(domain=sender.domain)
    message["Content-Language"] = language
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in answer
    # quoted-printable, because a server on the way may know no 8BITMIME
    message.set_content(notice.text, cte="quoted-printable")
    message.add_alternative(notice.html, subtype="html", cte="quoted-printable")
    for file in attachments:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        main, _slash, sub = kind.partition("/")
        message.add_attachment(file.read_bytes(), maintype=main, subtype=sub, filename=file.name)
    return message
