"""How a device was asked over SNMP, as far as that may be kept: never the community or a password."""

import json
from collections.abc import Mapping
from typing import Any

from auditor.collectors.answers import noted
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports.connection import SnmpConnection

ANSWER, ACCESS = "snmp", "snmp-access"
"""Names of the raw answers."""
_DEFAULTS = frozenset(
    {"public", "private", "admin", "community", "default", "internal", "read", "snmp", "write"}
)
"""Communities that devices leave the factory with."""


def access(connection: SnmpConnection) -> bytes:
    """What is kept of *connection*, as a raw answer."""
    default = connection.version != "3" and connection.community.lower() in _DEFAULTS
    return json.dumps({"version": connection.version, "default_community": default}).encode()


def facts(raw: Mapping[str, bytes]) -> dict[str, Any]:
    """The facts ``snmp.*`` that the asking itself gives; the rest of them only where there was an answer.

    Raises DeviceError (invalid_answer) for a note that nobody here wrote.
    """
    if ACCESS not in raw:
        return {"snmp.asked": False}
    found = noted(raw, ACCESS)
    version, default = found.get("version"), found.get("default_community")
    if version not in ("1", "2c", "3") or not isinstance(default, bool):
        raise DeviceError(
            "invalid_answer", _("the device's answer is malformed: {place}").format(place=ACCESS)
        )
    if ANSWER not in raw:
        return {"snmp.asked": True}
    return {"snmp.asked": True, "snmp.version": version, "snmp.default_community": default}
