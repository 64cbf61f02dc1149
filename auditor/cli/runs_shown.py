"""The runs as a terminal shows them: the list, and one closely."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from auditor.i18n import _
from auditor.model import FailureKind, Level, Manifest, RunHeader
from auditor.reports.terminal import RUN_ID, SHAPES
from auditor.reports.text import line
from auditor.reports.words import Words
from auditor.store import JudgementSummary, RunSummary


def runs_table(found: Sequence[RunSummary], words: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(_("run"), overflow="fold", width=RUN_ID)
    table.add_column(_("started"), overflow="fold")
    table.add_column(_("devices"), no_wrap=True)
    table.add_column(_("communes"), overflow="fold")
    for summary in found:
        header = summary.header
        table.add_row(
            Text.assemble(line(header.id, 60), "\n", (line(header.who, 60), "dim")),
            Text.assemble(words.time(header.started), "\n", (_state(header, words), "dim")),
            _devices(summary, words),
            # a few devices say nothing of their communes
            Text("—", style="dim") if header.purpose else _levels(summary.judgements[:1], words),
        )
    return table


def _state(header: RunHeader, words: Words) -> str:
    state = words.run_state(header.status)
    return f"{state}, {_purpose(header)}" if header.purpose else state


def _purpose(header: RunHeader) -> str:
    """What the run was for, if not to see how things stand."""
    return _("for a fix") if header.purpose == "fix" else line(header.purpose, 20)


def _devices(summary: RunSummary, words: Words) -> Text:
    asked = f"{words.number(summary.asked)}/{words.number(summary.devices)}"
    if not summary.failed:
        return Text(asked)
    failed = _("{count} failed").format(count=words.number(summary.failed))
    return Text.assemble(asked, "\n", (failed, "yellow"))


def _levels(judged: Sequence[JudgementSummary], words: Words) -> Text:
    if not judged:
        return Text(_("not judged"), style="dim")
    levels = judged[0].levels
    lines = []
    for level in reversed(Level):
        if level in levels:
            shape, colour = SHAPES[level]
            lines.append(Text(f"{shape} {words.number(levels[level])} {words.word(level)}", style=colour))
    return Text("\n").join(lines) or Text("—")


def run_rows(summary: RunSummary, words: Words) -> list[tuple[str, str | Text]]:
    header = summary.header
    rows: list[tuple[str, str | Text]] = [
        (_("run"), line(header.id, 60)),
        (_("status"), words.run_state(header.status)),
        (_("started"), words.time(header.started)),
        (_("ended"), words.time(header.ended)),
        (_("by"), line(header.who, 80)),
        (_("version"), line(header.tool_version, 40)),
        (_("limit"), line(header.limit, 200) or "—"),
        *([(_("purpose"), _purpose(header))] if header.purpose else []),
        (_("inventory"), line(header.inventory_digest, 64) or "—"),
    ]
    for made in summary.judgements:
        standard = (
            f"{line(made.standard_name, 60)} {line(made.standard_digest, 12)}, {words.time(made.judged_at)}"
        )
        rows.append((_("judged by"), Text.assemble(standard, "\n", _levels([made], words))))
    return rows


def device_rows(
    manifest: Manifest, failures: Mapping[str, FailureKind], words: Words
) -> list[tuple[str, str | Text]]:
    kinds = Counter(device.kind for device in manifest.devices.values())
    counted = ", ".join(f"{words.number(count)} {words.word(kind)}" for kind, count in kinds.items())
    rows: list[tuple[str, str | Text]] = [(_("devices"), counted or "—")]
    for failure in dict.fromkeys(failures.values()):
        names = [line(device, 80) for device, word in failures.items() if word == failure]
        rows.append((words.reason(failure), ", ".join(names)))
    return rows
