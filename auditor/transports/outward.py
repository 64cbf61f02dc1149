"""What goes out of the house to servers that people named: whom they trust, and why it failed."""

import ssl
from pathlib import Path

from auditor.errors import NotSent
from auditor.i18n import _, os_error
from auditor.model.notice import Outcome
from auditor.model.text import printable

_SAID = 300


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """A client's side of TLS that checks certificate and host name, by *ca_file* or what the system trusts.

    Raises NotSent when the file cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        cannot = _("the certificates in {file} cannot be read").format(file=ca_file)
        raise NotSent(Outcome.CERTIFICATE, cannot) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def failure(error: OSError) -> NotSent:
    """Why no connection came to be, or it broke."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotSent(Outcome.CERTIFICATE, printable(error.verify_message)[:_SAID])
    if isinstance(error, ssl.SSLError):
        return NotSent(Outcome.NO_TLS, printable(error.reason or str(error))[:_SAID])
    if isinstance(error, TimeoutError):
        return NotSent(Outcome.TIMED_OUT, _("no answer in time"), temporary=True)
    return NotSent(Outcome.UNREACHABLE, printable(os_error(error))[:_SAID], temporary=True)
