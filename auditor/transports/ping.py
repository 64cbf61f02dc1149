"""Echo requests by the system's ping(8), which has the right to send them."""

import ipaddress
import re
import subprocess

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.transports.connection import Answer, Limits, PingConnection

_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.(?!-)[A-Za-z0-9_-]{1,63})*\.?")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_INTERVAL_S = 0.2
"""The shortest that ping(8) gives to a user who is not root."""


def run(connection: PingConnection, limits: Limits) -> Answer:
    """Send ``ping_count`` echo requests. Raises DeviceError: dns_failure, no_route, unsupported, silent."""
    count = str(limits.ping_count)
    command = ["ping", "-n", "-c", count, "-i", str(_INTERVAL_S), "-W", "1", "--", _address(connection.host)]
    started = times.now()
    try:
        done = subprocess.run(
            command,
            env={"LC_ALL": "C", "PATH": PATH},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.ping_count * 2 + limits.connect_s,
            check=False,
        )
    except FileNotFoundError as error:
        raise DeviceError("unsupported", _("ping(8) is missing here: apt install iputils-ping")) from error
    except subprocess.TimeoutExpired as error:
        raise DeviceError("silent", _("ping did not end in time")) from error
    if done.returncode not in (0, 1):  # 1: no reply, which is an answer about the link
        raise _typed(done.stderr.decode("utf-8", "replace").strip()[-300:])
    return Answer(done.stdout, started, times.now(), done.stderr, done.returncode)


def _address(host: str) -> str:
    """*host* when it is an address or a name, so that it can never be an option. Raises DeviceError."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        if _NAME.fullmatch(host):
            return host
    raise DeviceError("unsupported", _("“{host}” is neither an address nor a host name").format(host=host))


def _typed(said: str) -> DeviceError:
    if any(word in said for word in ("Name or service", "name resolution", "No address", "not known")):
        return DeviceError("dns_failure", said)
    if "unreachable" in said:
        return DeviceError("no_route", said)
    return DeviceError("unsupported", _("ping cannot be used: {error}").format(error=said))
