"""Fixes: what was done to which device, with every difference, kept for good.

Long texts (a file before and after) are kept once each, however many devices got the same; a text of over
``MAX_TEXT`` characters is cut, and says so. Secrets are masked before anything is written.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select

from auditor.errors import FixNotFound, did_you_mean
from auditor.events.log import redact
from auditor.i18n import _
from auditor.model import Diff, Fix, times
from auditor.model.fix_codec import counts, fix_from_json, fix_to_json
from auditor.store import codec
from auditor.store.answers import save_blobs
from auditor.store.results import DeviceFix, FixSummary
from auditor.store.schema import blobs
from auditor.store.schema_fixes import fix_devices, fix_texts, fixes

LATEST = "latest"
MAX_TEXT = 256 * 1024
_LONG = 512
_CHUNK = 500
_TEXT = "sha256:"
_NEWEST_FIRST = (fixes.c.started.desc(), fixes.c.id.desc())
_LISTS = ("closed", "still_open", "newly_opened", "unmeasured")


def save(connection: Connection, fix: Fix) -> None:
    """Write *fix* in place of what was written of it before."""
    kept = _bounded(fix)
    texts: dict[bytes, bytes] = {}
    document = fix_to_json(kept)
    for result in document["results"]:
        for diff in result["diffs"]:
            diff.update({side: _put(diff[side], texts) for side in ("before", "after")})
    _save_texts(connection, texts)
    connection.execute(delete(fixes).where(fixes.c.id == fix.id))
    connection.execute(insert(fixes), _row(kept, document))
    rows = _device_rows(kept)
    if rows:
        connection.execute(insert(fix_devices), rows)
    if texts:
        connection.execute(insert(fix_texts), [{"fix": fix.id, "blob": digest} for digest in texts])


def _bounded(fix: Fix) -> Fix:
    results = [
        replace(each, reason=redact(each.reason), diffs=tuple(map(_bounded_diff, each.diffs)))
        for each in fix.results
    ]
    return replace(fix, results=tuple(results))


def _bounded_diff(diff: Diff) -> Diff:
    return replace(diff, before=_bounded_text(diff.before), after=_bounded_text(diff.after))


@lru_cache(256)  # the same file is changed in the same way on many devices
def _bounded_text(text: str) -> str:
    left_out = len(text) - MAX_TEXT
    kept = redact(text[:MAX_TEXT])
    return kept if left_out <= 0 else f"{kept}\n[… +{left_out}]\n"


def _put(text: str, texts: dict[bytes, bytes]) -> str | dict[str, str]:
    """*text* itself, or where it is when it is long: a mapping, which no text can pose as."""
    if len(text) < _LONG:
        return text
    raw = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(raw).digest()
    texts[digest] = raw
    return {_TEXT: digest.hex()}


def _save_texts(connection: Connection, texts: Mapping[bytes, bytes]) -> None:
    digests = list(texts)
    for start in range(0, len(digests), _CHUNK):
        save_blobs(connection, {each: texts[each] for each in digests[start : start + _CHUNK]})


def _row(fix: Fix, document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": fix.id,
        "plan": fix.plan.id,
        "run": fix.plan.run,
        "who": fix.who,
        "started": times.to_text(fix.started),
        "ended": codec.moment_text(fix.ended),
        "status": fix.status,
        "dry_run": fix.check,
        "forced": fix.forced,
        "summary": codec.to_json(_summary_of(fix)),
        "document": codec.deflate(codec.to_json(document).encode("ascii")),
    }


def _summary_of(fix: Fix) -> dict[str, Any]:
    steps = Counter(result.status.value for result in fix.results)
    proof = {name: len(getattr(fix.proof, name)) for name in _LISTS}
    return {"devices": len(fix.plan.devices), "planned": len(fix.plan.steps), "steps": steps, "proof": proof}


def _device_rows(fix: Fix) -> list[dict[str, Any]]:
    communes = {step.device: step.commune for step in fix.plan.steps}
    return [
        {
            "fix": fix.id,
            "device": device,
            "commune": communes.get(device, ""),
            "statuses": codec.to_json({status: count for status, count in of.items() if count}),
        }
        for device, of in counts(fix).items()
    ]


def load(connection: Connection, ref: str) -> Fix:
    """The fix that *ref* names: an id, the unambiguous start of one, or ``latest``. Raises FixNotFound."""
    row = _find(connection, ref)
    document = json.loads(codec.inflate(row["document"]))
    texts = _texts(connection, row["id"])
    for result in document["results"]:
        for diff in result["diffs"]:
            diff.update({side: _take(diff[side], texts) for side in ("before", "after")})
    return fix_from_json(document)


def _texts(connection: Connection, fix: str) -> dict[str, str]:
    query = select(blobs.c.sha256, blobs.c.data).join(fix_texts, fix_texts.c.blob == blobs.c.sha256)
    rows = connection.execute(query.where(fix_texts.c.fix == fix))
    return {
        bytes(digest).hex(): codec.inflate(data).decode("utf-8", "surrogatepass") for digest, data in rows
    }


def _take(text: str | Mapping[str, str], texts: Mapping[str, str]) -> str:
    return text if isinstance(text, str) else texts[text[_TEXT]]


def _find(connection: Connection, ref: str) -> RowMapping:
    query = select(fixes).order_by(*_NEWEST_FIRST)
    if ref == LATEST:
        found = connection.execute(query.limit(1)).mappings().all()
    else:
        found = connection.execute(query.where(fixes.c.id == ref)).mappings().all()
        found = found or (_starting_with(connection, query, ref) if ref else [])
    if len(found) == 1:
        return found[0]
    raise _ambiguous(ref, [row["id"] for row in found]) if found else _not_found(connection, ref)


def _starting_with(connection: Connection, query: Select[Any], ref: str) -> Any:
    starts = fixes.c.id.startswith(ref, autoescape=True) | fixes.c.id.startswith(f"X-{ref}", autoescape=True)
    return connection.execute(query.where(starts).limit(5)).mappings().all()


def _ambiguous(ref: str, names: Iterable[str]) -> FixNotFound:
    several = _("several fixes start with “{ref}”: {names}")
    return FixNotFound(several.format(ref=ref, names=", ".join(names)), _("write more of the id"))


def _not_found(connection: Connection, ref: str) -> FixNotFound:
    known = connection.execute(select(fixes.c.id).order_by(*_NEWEST_FIRST).limit(1000)).scalars().all()
    if not known:
        return FixNotFound(_("there is no fix yet"), _("make one: auditor plan, then auditor fix"))
    near = did_you_mean(ref, tuple(known))
    message = _("there is no fix “{ref}”").format(ref=ref)
    return FixNotFound(f"{message}; {near}" if near else message, _("see them all: auditor fixes list"))


def summaries(connection: Connection, limit: int) -> list[FixSummary]:
    """The newest *limit* fixes (0: all), newest first."""
    columns = [column for column in fixes.c if column.name != "document"]
    query = select(*columns).order_by(*_NEWEST_FIRST).limit(limit or None)
    return [_summary(row) for row in connection.execute(query).mappings()]


def _summary(row: RowMapping) -> FixSummary:
    told = json.loads(row["summary"])
    return FixSummary(
        id=row["id"],
        plan=row["plan"],
        run=row["run"],
        who=row["who"],
        started=times.from_text(row["started"]),
        ended=codec.moment(row["ended"]),
        status=row["status"],
        check=bool(row["dry_run"]),
        forced=bool(row["forced"]),
        devices=told["devices"],
        planned=told["planned"],
        steps=told["steps"],
        proof=told["proof"],
    )


def of_devices(connection: Connection, names: Iterable[str]) -> list[DeviceFix]:
    """The fixes (no dry runs) that had steps on a device of these *names*, the oldest first."""
    query = select(fix_devices, fixes.c.who, fixes.c.started).join(fixes, fixes.c.id == fix_devices.c.fix)
    query = query.where(fix_devices.c.device.in_(list(names)), fixes.c.dry_run.is_(False))
    rows = connection.execute(query.order_by(fixes.c.started, fixes.c.id)).mappings()
    return [_device_fix(row) for row in rows]


def _device_fix(row: RowMapping) -> DeviceFix:
    at = times.from_text(row["started"])
    return DeviceFix(row["fix"], row["device"], row["commune"], at, row["who"], json.loads(row["statuses"]))
