"""An audit while it runs: a page that is whole without a script, and what its script is told."""

import json
from collections.abc import Iterable
from typing import Any

from auditor.reports.web import urls
from auditor.reports.web.render import page
from auditor.reports.web.shapes import Live
from auditor.reports.web.shell import Shell


def live(now: Live | None, shell: Shell) -> Iterable[str]:
    """How far the running audit is, None where none runs."""
    return page("live.html", shell, now=now)


def event(now: Live, before: Live | None = None) -> str:
    """One server-sent event (WHATWG HTML, 9.2): ``progress`` with what changed since *before*, or ``end``.

    ``""`` when nothing changed.
    """
    if now.ended:
        return _event("end", {"url": urls.run(now.run)})
    known = {commune.code: commune for commune in before.communes} if before else {}
    changed = [
        {"code": c.code, "done": c.done, "total": c.total, "failed": c.failed}
        for c in now.communes
        if known.get(c.code) != c
    ]
    if before and not changed:
        return ""
    total = {"done": now.done, "total": now.total, "failed": now.failed}
    return _event("progress", {**total, "communes": changed})


def _event(name: str, data: Any) -> str:
    """ASCII in one line, so that no text of an inventory can end the event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
