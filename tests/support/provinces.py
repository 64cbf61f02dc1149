"""The whole province as tests and pictures need it: its 45 real communes, invented devices and faults."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import yaml

from auditor.model import Commune, Finding, Severity, Verdict
from tests.reports.cases import START, Case, case, header

VARS = Path(__file__).parents[2] / "inventories/dien-bien/group_vars"
_DARK = "05"
"""How a commune's code ends whose line is down."""


def communes() -> tuple[Commune, ...]:
    """The 45 communes of Điện Biên with their real names, regions and coordinates; counters are invented."""
    read = (yaml.safe_load(file.read_text("utf-8")) for file in sorted(VARS.glob("commune_*.yml")))
    return tuple(
        Commune(
            each["commune"], each["commune_name"], each["region"], each["lat"], each["lon"], 2 + number % 4
        )
        for number, each in enumerate(read)
    )


def run(weeks_ago: int = 0, faulty: float = 0.025) -> Case:
    """A run some weeks ago in which *faulty* of all rules on devices failed; always the same ones."""

    def fault(finding: Finding) -> Finding:
        dark = finding.commune.endswith(_DARK)
        if dark:
            failed = finding.rule == "link.alive"
            return replace(
                finding,
                verdict=Verdict.FAIL if failed else Verdict.UNKNOWN,
                found=False if failed else None,
                reason="" if failed else "line_down",
                observed=None,
            )
        share = faulty * (4 if finding.severity is Severity.MINOR else 1)
        return _broken(finding) if _chance(finding.id) < share else replace(finding, verdict=Verdict.PASS)

    made = case(communes(), fault)
    started = START - timedelta(weeks=weeks_ago)
    told = header(
        id=f"{started:%Y%m%dT%H%M%SZ}-{weeks_ago:04x}", started=started, ended=started + timedelta(minutes=8)
    )
    return replace(made, header=told)


def weeks(faulty: tuple[float, ...] = (0.07, 0.06, 0.06, 0.045, 0.035, 0.03, 0.025)) -> Iterator[Case]:
    """Run after run, a week apart, with fewer faults each; the last is of today."""
    for number, share in enumerate(faulty):
        yield run(len(faulty) - 1 - number, share)


def _chance(id: str) -> float:
    """The same for the same finding in every run, so that what was repaired stays so."""
    return random.Random(id).random()


def _broken(finding: Finding) -> Finding:
    bad = {
        "pc.disk.free": 1.25,
        "pc.time.offset": -7200.5,
        "link.loss": 12.5,
        "printer.reasons": ["media-jam"],
    }
    return replace(finding, verdict=Verdict.FAIL, found=bad.get(finding.rule, False))
