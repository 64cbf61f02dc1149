"""The first words of a server that speaks first (SSH: RFC 4253 §4.2)."""

import contextlib
import time

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports.bounded import connect
from auditor.transports.connection import Limits

_MOST = 4096
_LINE = 255


def ssh_banner(host: str, port: int, limits: Limits) -> str:
    """The identification string, without its line end; nothing is sent.

    Raises DeviceError, ``invalid_answer`` where what speaks there is no SSH server.
    """
    deadline = time.monotonic() + limits.answer_s
    said = b""
    with contextlib.closing(connect(host, port, limits.connect_s)) as sock:
        try:
            while len(said) < _MOST and not _line(said):
                sock.settimeout(max(0.001, deadline - time.monotonic()))
                piece = sock.recv(512)
                if not piece:
                    break
                said += piece
        except TimeoutError as error:
            raise DeviceError("silent", _("it accepted the connection but did not answer in time")) from error
        except OSError as error:
            raise DeviceError("lost", _("the connection broke: {error}").format(error=error)) from error
    line = _line(said)
    if not line:
        raise DeviceError("invalid_answer", _("what answers there is no SSH server"))
    return line


def _line(said: bytes) -> str:
    # a server may say other lines before
    for line in said.split(b"\n")[:-1]:
        if line.startswith(b"SSH-"):
            return line[:_LINE].rstrip(b"\r").decode("ascii", "replace")
    return ""
