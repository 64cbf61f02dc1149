"""A workspace whose store holds runs of several days, for what is told over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from support import runs

from auditor.model import (
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Kind,
    Level,
    Manifest,
    Observation,
    RunHeader,
    Severity,
    Step,
    Tally,
    Verdict,
)
from auditor.store import Store

PC = "pasc-03158-pc01"
PRINTER = "pasc-03158-printer01"
TITLES = {"pc.os": "The system is kept up", "pc.disk": "The disk has room"}


def workspace(folder: Path, *lines: str) -> Path:
    """An empty workspace that speaks English."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "auditor.toml").write_text("\n".join(('language = "en"', *lines)) + "\n", "utf-8")
    return folder


def store_of(folder: Path) -> Store:
    """Its store."""
    return Store.open(f"sqlite:///{folder / 'auditor.db'}")


def header(day: int, **more: object) -> RunHeader:
    """The run of day *day*."""
    start = runs.START + timedelta(days=day)
    id = f"{start:%Y%m%dT%H%M%SZ}-000{day % 10}"
    return runs.header(id, **{"started": start, "status": "complete", **more})


def assess(
    code: str, level: Level, failed: int = 0, counters: Mapping[str, Verdict] | None = None
) -> CommuneAssessment:
    """How a commune stands: each of *counters* with the verdict of all its steps."""
    chains = counters or {"1": Verdict.PASS}
    assessed = tuple(CounterAssessment("", name, dict.fromkeys(Step, word)) for name, word in chains.items())
    tally = Tally(10, failed, 0, 0, 0, 10 / (10 + failed), 1.0)
    return CommuneAssessment(code, level, tally, assessed, len(chains))


def add(
    folder: Path,
    head: RunHeader,
    verdicts: Mapping[tuple[str, str], Verdict],
    *,
    communes: Sequence[CommuneAssessment] = (),
    identities: Mapping[str, str] | None = None,
    left_out: int = 0,
    digest: str = "d1",
    standard: str = "baseline",
    places: Mapping[str, str] | None = None,
    expected: Iterable[str] = (),
) -> RunHeader:
    """A judged run with a finding of each (device, rule), in the commune that the device's name says."""
    devices = dict.fromkeys([device for device, _rule in verdicts] + list(expected))
    where = {name: (places or {}).get(name, name.split("-")[1]) for name in devices}
    found = [_finding(name, where[name], rule, word) for (name, rule), word in verdicts.items()]
    codes = sorted({*where.values(), *(each.code for each in communes)})
    shown = communes or [
        assess(code, _level(found, code), sum(f.verdict is Verdict.FAIL for f in found if f.commune == code))
        for code in codes
    ]
    asked = Manifest(
        {code: Commune(code, f"Xã {code}", "III", counters=1, left_out=left_out) for code in codes},
        {name: Device(name, Kind.PC, where[name], "", "1", "counter") for name in devices},
    )
    with store_of(folder) as store:
        store.save_header(head)
        store.save_manifest(head.id, asked)
        known = identities if identities is not None else {name: f"serial:{name}" for name in devices}
        store.add_observations(head.id, [_seen(head, name, serial) for name, serial in known.items()])
        ordered = sorted(found, key=lambda finding: finding.commune)
        judged = runs.judgement(ordered, digest, communes=tuple(shown), name=standard)
        store.save_judgement(head.id, replace(judged, at=head.started))
    return head


def _seen(head: RunHeader, name: str, serial: str) -> Observation:
    ended = head.started + timedelta(seconds=5)
    return Observation(name, head.started, ended, facts={"host.name": name}, identity=serial)


def _finding(device: str, commune: str, rule: str, verdict: Verdict) -> Finding:
    title = TITLES.get(rule, rule)
    return runs.finding(
        rule,
        device,
        commune=commune,
        verdict=verdict,
        severity=Severity.BLOCKER,
        title={"vi": title, "en": title},
        found="old" if verdict is Verdict.FAIL else "new",
    )


def _level(found: Iterable[Finding], code: str) -> Level:
    failing = any(each.verdict is Verdict.FAIL for each in found if each.commune == code)
    return Level.NOT_READY if failing else Level.READY
