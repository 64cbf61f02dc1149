"""What a technician packs: parts that the jobs need, tools, and spares for what nobody could see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import Finding, Part
from auditor.model.who import Who
from auditor.reports.work_jobs import ANSWERS, Job, name_of
from auditor.reports.work_looks import Look, LookKind

_MAY_BE_DEAD = (LookKind.LINE, LookKind.POWER)


@dataclass(frozen=True, slots=True)
class Packed:
    """Something to pack: how many, and for which devices. A tool goes along once, so does a ``spare``."""

    part: Part
    count: int
    devices: tuple[str, ...]
    spare: bool = False


def packing(jobs: Iterable[Job], others: Iterable[Job], looks: Iterable[Look]) -> tuple[Packed, ...]:
    """Parts as often as *jobs* need them, then tools, then one spare each of what may turn out to be needed.

    Spares are for what does not answer (*looks*), and for the operator's line (*others*): it may as well be
    the cable, and the next one is 200 km away.
    """
    wanted = [(part, job.first.device) for job in jobs for part in job.bring]
    needed = sorted(map(_packed, _by_name(wanted)), key=lambda each: (each.part.tool, -each.count))
    known = {name_of(each.part) for each in needed}
    spares = _by_name(_parts([*_silent(looks), *_lines(others)]))
    return (*needed, *(_spare(group) for group in spares if name_of(group[0][0]) not in known))


def _silent(looks: Iterable[Look]) -> Iterable[Finding]:
    devices = (each for look in looks if look.kind in _MAY_BE_DEAD for each in look.devices)
    return (finding for each in devices for finding in each.findings if finding.rule == ANSWERS)


def _lines(others: Iterable[Job]) -> Iterable[Finding]:
    return (finding for job in others if job.who is Who.OPERATOR for finding in job.findings)


def _parts(findings: Iterable[Finding]) -> list[tuple[Part, str]]:
    return [(part, finding.device) for finding in findings if finding.work for part in finding.work.bring]


def _by_name(wanted: Iterable[tuple[Part, str]]) -> list[list[tuple[Part, str]]]:
    groups: dict[tuple[str, ...], list[tuple[Part, str]]] = defaultdict(list)
    for part, device in wanted:
        groups[name_of(part)].append((part, device))
    return list(groups.values())


def _packed(wanted: Sequence[tuple[Part, str]]) -> Packed:
    part = wanted[0][0]
    return Packed(part, 1 if part.tool else len(wanted), _devices(wanted))


def _spare(wanted: Sequence[tuple[Part, str]]) -> Packed:
    return Packed(wanted[0][0], 1, _devices(wanted), spare=True)


def _devices(wanted: Sequence[tuple[Part, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(device for _part, device in wanted))
