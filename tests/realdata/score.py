"""Every recording against its expected values: the sheets, and the table they sum up to."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.realdata import devices, linux_cli, net_cli, snmp, windows
from tests.realdata.sheet import Sheet, load

KINDS: Mapping[str, Callable[[Sheet], None]] = {
    "disk-smart": devices.disk,
    "ipp": devices.ipp,
    "link-quality": devices.link,
    "linux-cli": linux_cli.command,
    "net-cli": net_cli.device,
    "scanner": devices.scanner,
    "snmp-network": snmp.device,
    "snmp-printer": snmp.device,
    "snmp-printer-brother": snmp.brother,
    "snmp-ups": snmp.device,
    "windows-cli": windows.console,
    "windows-facts": windows.dump,
    "windows-wmi-registry": windows.machine,
}
"""How each kind's recordings are compared."""
NEEDED = 0.99
"""Less of a kind right than this fails."""


_ROW = "{:22}{:>10}{:>10}{:>8}{:>7}{:>14}{:>9}"


def sheets(place: Path, kinds: Sequence[str] = ()) -> Iterator[Sheet]:
    """The score sheet of each recording at *place* whose kind is compared (and among *kinds*, if any)."""
    for item in load(place):
        if item["kind"] in KINDS and (not kinds or item["kind"] in kinds):
            sheet = Sheet(item, place)
            KINDS[item["kind"]](sheet)
            yield sheet


def share(scored: Sequence[Sheet]) -> float:
    """Right among compared, from 0 to 1."""
    right, wrong = sum(sheet.right for sheet in scored), sum(len(sheet.wrong) for sheet in scored)
    return right / (right + wrong) if right + wrong else 0.0


def report(scored: Sequence[Sheet], every_reason: bool = False) -> Iterator[str]:
    """The table by kind, every wrong field, and what was not compared and why."""
    yield _ROW.format("kind", "recordings", "compared", "right", "wrong", "not compared", "right")
    by_kind = {kind: [s for s in scored if s.item["kind"] == kind] for kind in KINDS}
    for kind, of_kind in [*by_kind.items(), ("all", list(scored))]:
        if not of_kind:
            continue
        right, wrong = sum(s.right for s in of_kind), sum(len(s.wrong) for s in of_kind)
        left = sum(len(s.left_out) for s in of_kind)
        yield _ROW.format(kind, len(of_kind), right + wrong, right, wrong, left, f"{share(of_kind):.2%}")
    yield from _wrong(scored)
    yield from _disputed(scored)
    for kind, of_kind in by_kind.items():
        yield from _left_out(kind, of_kind, every_reason)


def _wrong(scored: Sequence[Sheet]) -> Iterator[str]:
    for sheet in scored:
        for each in sheet.wrong:
            yield f"wrong: {each.item} {each.field}: expected {each.expected!r}, found {each.found!r}"


def _disputed(scored: Sequence[Sheet]) -> Iterator[str]:
    found = [f"{sheet.id} {name}" for sheet in scored for name in sheet.disputed]
    if found:
        yield f"expected value itself wrong (docs/realdata.md): {', '.join(found)}"


def _left_out(kind: str, scored: Sequence[Sheet], every: bool) -> Iterator[str]:
    counted = Counter(each for sheet in scored for each in sheet.left_out)
    if counted:
        yield f"not compared, {kind}:"
    reasons: dict[str, list[str]] = {}
    for (name, why), times in counted.most_common():
        reasons.setdefault(why, []).append(f"{name} ({times})")
    for why, names in reasons.items():
        shown = names if every or len(names) <= 12 else [*names[:12], f"… {len(names) - 12} more"]
        yield f"  {why}: {', '.join(shown)}"
