"""Files that the standard names, and services as this PC reaches them."""

import base64
import re
from collections.abc import Mapping
from typing import Any

from cryptography import x509

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.pc.trust import validity

_STAGES = ("dns", "tcp", "tls", "http", "ok")


def files(answer: Answer) -> list[dict[str, Any]]:
    """What could not be read (no right to) is left out of its record."""
    entries = [entry for entry in answer.get("files", list) if isinstance(entry, dict)]
    if not entries:
        raise Missing(_("no file was asked for"))
    return [_file(entry) for entry in entries]


def _file(entry: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"path": str(entry.get("path"))}
    if isinstance(entry.get("exists"), bool):
        found["exists"] = entry["exists"]
    for key in ("sha256", "mode", "owner"):
        if isinstance(entry.get(key), str):
            found[key] = entry[key]
    return found


def endpoints(answer: Answer) -> list[dict[str, Any]]:
    entries = [entry for entry in answer.get("endpoints", list) if isinstance(entry, dict)]
    if not entries:
        raise Missing(
            answer.why("endpoints") if "endpoints" in answer.errors else _("no service was asked for")
        )
    return [_endpoint(answer, entry) for entry in entries]


def _endpoint(answer: Answer, entry: Mapping[str, Any]) -> dict[str, Any]:
    stage = entry.get("stage")
    if stage not in _STAGES:
        raise Missing(_("the device's answer is malformed: {place}").format(place="endpoints"))
    found: dict[str, Any] = {
        "name": str(entry.get("name")),
        "url": str(entry.get("url")),
        "essential": entry.get("essential") is not False,
        "ok": stage == "ok",
        "stage": stage,
        "error": str(entry.get("error", "")),
    }
    if isinstance(status := entry.get("http_status"), int) and not isinstance(status, bool):
        found["http_status"] = status
    if isinstance(ms := entry.get("ms"), int | float) and not isinstance(ms, bool) and 0 <= ms < 1e7:
        found["ms"] = round(ms, 1)
    return found | _certificate(answer, entry.get("certificate"))


def _certificate(answer: Answer, text: Any) -> dict[str, Any]:
    """The end of the peer's certificate, also of one that was refused."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9+/=]{1,60000}", text):
        return {}
    try:
        end = validity(x509.load_der_x509_certificate(base64.b64decode(text)), answer.now)
    except ValueError:
        return {}
    return {f"tls_{key}": value for key, value in end.items()}


FACTS: Mapping[str, Fact] = {"files": files, "endpoints": endpoints}
