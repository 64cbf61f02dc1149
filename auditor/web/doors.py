"""Every address of the dashboard with who may open it: the one table of permission.

Nothing is decided elsewhere: the server makes its routes of this table, asks it before a handler runs, and a
test opens every door as every role.
"""

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.accounts import Role

EVERYBODY = frozenset(Role)
DETAIL = frozenset({Role.TECHNICIAN, Role.IT})
IT_ALONE = frozenset({Role.IT})


class Of(StrEnum):
    """What a door shows something of, and so which part of it a technician sees."""

    NOTHING = "nothing"
    """Nothing of any commune."""
    PROVINCE = "province"
    """Of all communes that the reader sees, and of no other."""
    COMMUNE = "commune"
    """Of the commune ``code``; another than one's own does not exist."""
    DEVICE = "device"
    """Of the device, raw answer or finding that is named; one of another commune does not exist."""


@dataclass(frozen=True)
class Door:
    """One address. ``roles`` None: whoever comes, also who has not logged in."""

    name: str
    path: str
    roles: frozenset[Role] | None
    of: Of = Of.NOTHING
    method: str = "GET"


_RUN = "/runs/{run}"
_COMMUNE = f"{_RUN}/communes/{{code}}"

DOORS = (
    Door("home", "/", EVERYBODY, Of.PROVINCE),
    Door("runs", "/runs", EVERYBODY, Of.PROVINCE),
    Door("province", _RUN, EVERYBODY, Of.PROVINCE),
    Door("pdf", f"{_RUN}/report.pdf", EVERYBODY, Of.PROVINCE),
    Door("docx", f"{_RUN}/report.docx", EVERYBODY, Of.PROVINCE),
    Door("xlsx", f"{_RUN}/report.xlsx", DETAIL, Of.PROVINCE),
    Door("search", f"{_RUN}/search", EVERYBODY, Of.PROVINCE),
    Door("rule", f"{_RUN}/rules/{{rule}}", EVERYBODY, Of.PROVINCE),
    Door("commune", _COMMUNE, EVERYBODY, Of.COMMUNE),
    Door("counter", f"{_COMMUNE}/counters/{{site}}/{{counter}}", EVERYBODY, Of.COMMUNE),
    Door("work", f"{_COMMUNE}/work.html", DETAIL, Of.COMMUNE),
    Door("device", f"{_RUN}/devices/{{device}}", DETAIL, Of.DEVICE),
    Door("raw", f"{_RUN}/devices/{{device}}/raw/{{answer}}", IT_ALONE, Of.DEVICE),
    Door("finding", f"{_RUN}/findings/{{finding}}", DETAIL, Of.DEVICE),
    Door("live", "/live", DETAIL, Of.PROVINCE),
    Door("events", "/live/events", DETAIL, Of.PROVINCE),
    Door("account", "/account", EVERYBODY),
    Door("change_password", "/account", EVERYBODY, method="POST"),
    Door("accounts", "/accounts", IT_ALONE),
    Door("logout", "/logout", EVERYBODY, method="POST"),
    Door("login", "/login", None),
    Door("log_in", "/login", None, method="POST"),
    Door("enter", "/enter", None),
    Door("language", "/language", None, method="POST"),
    Door("static", "/static/{file}", None),
    Door("healthz", "/healthz", None),
)
