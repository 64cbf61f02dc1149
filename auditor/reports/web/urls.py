"""The dashboard's addresses. Names of sites and devices come from outside: each is one part of a path."""

import re
from functools import lru_cache
from urllib.parse import quote, urlencode

from auditor.model import Finding

_UNSAFE = re.compile(r"^\.+$|[\x00-\x1f\x7f/\\~%?#;\ud800-\udfff]", re.DOTALL)
_ESCAPED = re.compile(r"((?:~[0-9A-F]{2})+)")
EMPTY = "~"
RUNS = "/runs"
LIVE = "/live"
LIVE_EVENTS = "/live/events"
LOGIN = "/login"
ACCOUNTS = "/accounts"


@lru_cache(4096)
def part(name: str) -> str:
    """*name* as one part of a path: nothing in it is a separator, and it is neither empty nor dots alone.

    What would be, even after a proxy has decoded it, stands as ``~`` and two hexadecimal digits a byte.
    """
    escaped = _UNSAFE.sub(
        lambda found: "".join(f"~{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")), name
    )
    return quote(escaped or EMPTY, safe="~", errors="replace")


def name_of(part_: str) -> str:
    """The inverse of :func:`part` for a part that was decoded once, as a server does."""
    if part_ == EMPTY:
        return ""
    pieces = _ESCAPED.split(part_)
    pieces[1::2] = [_decoded(bytes.fromhex(hexed.replace("~", ""))) for hexed in pieces[1::2]]
    return "".join(pieces)


def _decoded(raw: bytes) -> str:
    """What somebody typed may be no name of ours: then no name is found."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def run(id_: str) -> str:
    """The province's page."""
    return f"/runs/{part(id_)}"


def commune(run_: str, code: str) -> str:
    """A commune's page."""
    return f"{run(run_)}/communes/{part(code)}"


def counter(run_: str, code: str, site: str, number: str) -> str:
    """A counter's page."""
    return f"{commune(run_, code)}/counters/{part(site)}/{part(number)}"


def device(run_: str, id_: str) -> str:
    """A device's page."""
    return f"{run(run_)}/devices/{part(id_)}"


def raw(run_: str, id_: str, answer: str) -> str:
    """One raw answer of a device as a file, for IT."""
    return f"{device(run_, id_)}/raw/{part(answer)}"


def finding(run_: str, found: Finding) -> str:
    """A finding's page. It is found by its id alone; the device spares the search for it."""
    return f"{run(run_)}/findings/{found.id}?device={quote(found.device, safe='', errors='replace')}"


def rule(run_: str, id_: str, page: int = 1) -> str:
    """A rule's page: where it fails."""
    return f"{run(run_)}/rules/{part(id_)}" + _query(page=page if page > 1 else "")


def search(run_: str) -> str:
    """The search; its question is the parameter ``q``."""
    return f"{run(run_)}/search"


def report(run_: str, form: str) -> str:
    """The province's report as a file; *form* is ``pdf``, ``docx`` or ``xlsx``."""
    return f"{run(run_)}/report.{form}"


def work(run_: str, code: str) -> str:
    """A commune's work order as one HTML file, for IT and its technician."""
    return f"{commune(run_, code)}/work.html"


def communes(run_: str, region: str = "", level: str = "", text: str = "", page: int = 1) -> str:
    """The province's page with the communes that these let through (``""``: all)."""
    return run(run_) + _query(region=region, level=level, q=text, page=page if page > 1 else "")


def compared(before: str, after: str) -> str:
    """The list of runs with what changed between two of them."""
    return RUNS + _query(before=before, after=after)


def _query(**fields: str | int) -> str:
    given = {name: str(value) for name, value in fields.items() if value != ""}
    return "?" + urlencode(given, errors="replace") if given else ""
