"""CUPS' queues as lpstat(1) shows them in the C locale."""

import re
from typing import Any

Facts = dict[str, Any]

_DEVICE = re.compile(r"^device for (\S{1,128}): (\S.*)$")
_PRINTER = re.compile(r"^printer (\S{1,128}) (.*)$")
_ACCEPTING = re.compile(r"^(\S{1,128}) (not )?accepting requests\b")
_DEFAULT = re.compile(r"^system default destination: (\S+)$")


def lpstat(text: str) -> Facts:
    """lpstat -t (or -v, -p, -a, -d together): queues, and the default one."""
    queues: dict[str, dict[str, Any]] = {}
    default = "" if re.search(r"(?m)^no system default destination$", text) else None
    for line in text.splitlines():
        if found := _DEVICE.match(line):
            queues.setdefault(found[1], {"name": found[1]})["uri"] = found[2]
        elif found := _PRINTER.match(line):
            queues.setdefault(found[1], {"name": found[1]})["enabled"] = not found[2].startswith("disabled")
        elif found := _ACCEPTING.match(line):
            queues.setdefault(found[1], {"name": found[1]})["accepting"] = not found[2]
        elif found := _DEFAULT.match(line):
            default = found[1]
    facts: Facts = {} if default is None else {"print.default": default}
    return facts | _of_queues(queues, default) if queues else facts


def _of_queues(queues: dict[str, dict[str, Any]], default: str | None) -> Facts:
    facts: Facts = {"print.queues": list(queues.values())}
    if all("uri" in queue for queue in queues.values()):
        facts["print.uris"] = sorted({queue["uri"] for queue in queues.values()})
        if default is not None:
            facts["print.default_uri"] = queues.get(default, {}).get("uri", "")
    if all("enabled" in queue and "accepting" in queue for queue in queues.values()):
        stopped = [name for name, queue in queues.items() if not (queue["enabled"] and queue["accepting"])]
        facts["print.stopped_queues"] = stopped
    return facts
