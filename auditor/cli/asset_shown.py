"""One asset and its history as a terminal shows them, and for programs."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.text import Text

from auditor.audit.assets import History
from auditor.cli.asset import data_of, made_by, serial_of
from auditor.i18n import _
from auditor.model import Kind, StepStatus, Verdict, times
from auditor.model.assets import Move
from auditor.reports import fix_words as said
from auditor.reports.text import line
from auditor.reports.words import Words
from auditor.store import DeviceCheck, DeviceFix, Sighting

_COUNTED = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.WAIVED)


def history_rows(found: History, words: Words) -> Iterator[tuple[str, Text]]:
    """Label and text of each row."""
    asset = found.asset
    commune = f"{asset.commune_name} ({asset.commune})" if asset.commune_name else asset.commune
    origin = f"{asset.origin_name} ({asset.origin})" if asset.origin_name else asset.origin
    yield _("device"), Text(line(asset.device, 80), style="bold")
    yield _("kind"), Text(words.word(Kind(asset.kind)))
    yield _("commune"), Text(line(commune, 120))
    for label, value in ((_("site"), asset.site), (_("counter"), asset.counter)):
        yield label, Text(line(value, 80) or "—")
    yield _("maker and model"), Text(made_by(asset))
    yield _("serial number"), serial_of(asset)
    yield _("former commune"), Text(line(origin, 120) or "—")
    yield _("first seen"), Text(words.time(asset.first_seen))
    yield _("last seen"), Text(words.time(asset.last_seen))
    if asset.note:
        yield _("note"), Text(line(asset.note, 300))
    yield _("names"), _lines([name_line(seen, words) for seen in found.names])
    yield _("moves"), _lines([move_line(move, words) for move in found.moves])
    yield _("fixes"), _lines([fix_line(fix, words) for fix in found.fixes])
    yield _("audits"), _lines([_check(check, words) for check in found.checks])


def _lines(texts: list[str]) -> Text:
    return Text("\n".join(texts) or "—")


def name_line(seen: Sighting, words: Words) -> str:
    """A name, and when the machine answered by it."""
    span = _("{first} to {last}").format(first=words.time(seen.first_seen), last=words.time(seen.last_seen))
    return f"{line(seen.name, 80)}: {span}"


def move_line(move: Move, words: Words) -> str:
    """One way from a commune to another."""
    told = _("{time}: {origin} → {to}, by {by}: {reason}").format(
        time=words.time(move.made),
        origin=line(move.origin, 20),
        to=line(move.to, 20),
        by=line(move.by, 80),
        reason=line(move.reason, 200),
    )
    if move.renamed:
        told += " " + _("({old} is {new} since then)").format(
            old=line(move.device, 80), new=line(move.renamed, 80)
        )
    return told


def fix_line(fix: DeviceFix, words: Words) -> str:
    """What one fix did to the device."""
    counts = ", ".join(
        f"{words.number(fix.statuses[status.value])} {said.status(status, False, words)}"
        for status in StepStatus
        if fix.statuses.get(status.value)
    )
    return f"{words.time(fix.started)}: {counts or '—'} ({line(fix.fix, 60)}, {line(fix.who, 60)})"


def _check(check: DeviceCheck, words: Words) -> str:
    counts = ", ".join(
        f"{words.number(check.verdicts[verdict])} {words.word(verdict)}"
        for verdict in _COUNTED
        if check.verdicts.get(verdict)
    )
    where = f"{line(check.device, 80)}, {line(check.commune, 20)}"
    return f"{words.time(check.started)}: {counts or '—'} ({where})"


def history_data(found: History) -> dict[str, Any]:
    """The same for programs, times in RFC 3339."""
    return {
        **data_of(found.asset),
        "names": [_told(seen, "first_seen", "last_seen") for seen in found.names],
        "moves": [_told(move, "made") for move in found.moves],
        "fixes": [_told(fix, "started") for fix in found.fixes],
        "audits": [_told(check, "started") for check in found.checks],
    }


def _told(record: Any, *moments: str) -> dict[str, Any]:
    return {**asdict(record), **{name: times.to_text(getattr(record, name)) for name in moments}}
