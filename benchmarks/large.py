"""A store as large as the whole country: 3,321 communes, 200,000 devices, judged by the real standard.

The devices are those of the recorded demo lab over and over, so that kinds, rules and verdicts are real; of
the communes the names are, all else about them is invented. ``python -m benchmarks.large FOLDER`` makes it
(once: a store that is there stays).
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import vietnam_provinces

from auditor.evaluate import judge
from auditor.lab.recording import lay_out
from auditor.model import (
    Commune,
    Device,
    Failure,
    FailureKind,
    Judgement,
    Kind,
    Manifest,
    Observation,
    RunData,
    RunHeader,
    Severity,
    Verdict,
)
from auditor.reports.summaries import summaries_of
from auditor.standard import Standard, load_standard
from auditor.store import Store

AUDITOR = str(Path(sys.executable).with_name("auditor"))
COMMUNES, DEVICES = 3321, 200_000
RUN = "20261122T010000Z-b16b"
STARTED = datetime(2026, 11, 22, 1, tzinfo=UTC)
COUNTERS = 12
SLOTS = (
    *[Kind.LINK] * 1,
    *[Kind.NETWORK] * 3,
    *[Kind.PRINTER] * 6,
    *[Kind.SCANNER] * 4,
    *[Kind.KIOSK] * 4,
    *[Kind.UPS] * 2,
    *[Kind.PC] * 41,
)
"""What a commune has, with as many computers more or less as make up the number."""
DARK, SILENT = 0.03, 0.04
"""Share of communes whose line is down, and of the other devices that do not answer."""
_STOPS = (Verdict.FAIL, Verdict.UNKNOWN)
WELL = 0.5
"""Share of communes that have nothing but devices that no blocker stops."""
_Pool = Mapping[tuple[Kind, bool], list[tuple[Device, Observation]]]
"""By kind, and whether nothing stops them."""


@dataclass(frozen=True)
class Built:
    """What was made, in how long."""

    communes: int
    devices: int
    findings: int
    judge_s: float
    save_s: float


def build(folder: Path) -> Path:
    """The store below *folder*, as a workspace; what it took stands beside it in ``built.json``."""
    workspace = folder / "large"
    if (folder / "built.json").exists():
        return workspace
    run = _template(folder)
    subprocess.run(
        [AUDITOR, "init", "--province", "11", str(workspace)], check=True, stdout=subprocess.DEVNULL
    )
    standard = load_standard("baseline")
    with Store.open(f"sqlite:///{workspace / 'auditor.db'}") as store:
        built = _fill(store, run, standard)
    size = (workspace / "auditor.db").stat().st_size / 1e6
    (folder / "built.json").write_text(json.dumps({**asdict(built), "store_mb": size}))
    return workspace


def _template(folder: Path) -> RunData:
    """The recorded lab, audited."""
    workspace = folder / "template"
    subprocess.run(
        [AUDITOR, "init", "--province", "11", str(workspace)], check=True, stdout=subprocess.DEVNULL
    )
    inventory = workspace / "inventories" / "recorded"
    inventory.mkdir(parents=True)
    lay_out(inventory)
    command = [AUDITOR, "--workspace", str(workspace), "audit", "--inventory", str(inventory), "--json"]
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    with Store.open(f"sqlite:///{workspace / 'auditor.db'}") as store:
        run = store.load("latest")
        return replace(run, observations=dict(run.observations))


def _fill(store: Store, template: RunData, standard: Standard) -> Built:
    pool = _pool(template, standard)
    communes = {commune.code: commune for commune in _communes()}
    header = RunHeader(
        RUN,
        STARTED,
        "root@bench",
        "0.1.0",
        standard.name,
        standard.digest,
        "0" * 64,
        ended=STARTED + timedelta(hours=2),
        status="complete",
    )
    store.save_header(header)
    plans = {code: _devices(communes[code], pool, number) for number, code in enumerate(communes)}
    devices = {device.id: device for plan in plans.values() for device, _seen in plan}
    store.save_manifest(RUN, Manifest(communes, devices))
    store.add_observations(RUN, (_small(seen) for plan in plans.values() for _device, seen in plan if seen))
    judging = _Judging(standard, header, communes)
    started = time.monotonic()
    store.save_judgement(RUN, judging.parts(plans))
    taken = time.monotonic() - started
    judged = judging.judge_s
    return Built(len(communes), len(devices), judging.findings, judged, taken - judged)


def _communes() -> Iterator[Commune]:
    chance = random.Random(1)
    for ward, _number in zip(vietnam_provinces.Ward.iter_all(), range(COMMUNES), strict=False):
        yield Commune(
            code=f"{ward.code.value:05}",
            name=ward.name,
            region=chance.choice(("I", "II", "III", "III")),
            lat=round(chance.uniform(8.6, 23.3), 4),
            lon=round(chance.uniform(102.2, 109.4), 4),
            counters=COUNTERS,
            required={"": {"pc": 40, "printer": chance.choice((6, 6, 7)), "scanner": 4}},
        )


def _pool(template: RunData, standard: Standard) -> _Pool:
    judged = judge(standard, template, STARTED).findings
    stopped = {f.device for f in judged if f.severity is Severity.BLOCKER and f.verdict in _STOPS}
    pool: dict[tuple[Kind, bool], list[tuple[Device, Observation]]] = {}
    for device in template.manifest.devices.values():
        seen = template.observations.get(device.id)
        for well in (False, True):
            if seen and not (well and device.id in stopped):
                pool.setdefault((device.kind, well), []).append((device, seen))
    return pool


_Plan = list[tuple[Device, Observation | None]]


def _devices(commune: Commune, pool: _Pool, number: int) -> _Plan:
    """The devices of the *number*-th commune with what each answered; None: it was never asked."""
    chance = random.Random(number)
    well = chance.random() < WELL
    dark = not well and chance.random() < DARK
    count = DEVICES * (number + 1) // COMMUNES - DEVICES * number // COMMUNES
    kinds = [*SLOTS, Kind.PC][:count]
    names: dict[Kind, int] = {}
    plan: _Plan = []
    for kind in kinds:
        names[kind] = nth = names.get(kind, 0) + 1
        device, seen = chance.choice(pool[kind, well] if (kind, well) in pool else pool[kind, False])
        id_ = f"pasc-{commune.code}-{kind.value}{nth:02}"
        counter = str((nth - 1) % COUNTERS + 1) if kind is Kind.PC and device.role == "counter" else ""
        made = replace(device, id=id_, commune=commune.code, site="", counter=counter)
        silent = dark or (not well and kind is not Kind.LINK and chance.random() < SILENT)
        plan.append((made, _lost(id_, seen) if silent else replace(seen, device=id_, raw={})))
    return plan


def _lost(id_: str, seen: Observation) -> Observation:
    failure = Failure(FailureKind.CONNECT_TIMEOUT, "no connection in 10 s")
    return Observation(id_, seen.started, seen.ended, {}, failure=failure)


def _small(seen: Observation) -> Observation:
    """As it is kept: without long lists, which alone would take gigabytes."""
    facts = {name: value for name, value in seen.facts.items() if not isinstance(value, list | dict)}
    return replace(seen, facts=facts, identity=f"{seen.device}-serial")


class _Judging:
    """Judges commune by commune, so that nothing is held but what is being written."""

    def __init__(self, standard: Standard, header: RunHeader, communes: Mapping[str, Commune]) -> None:
        self._standard, self._header, self._communes = standard, header, communes
        self.findings, self.judge_s = 0, 0.0

    def parts(self, plans: Mapping[str, Iterable[tuple[Device, Any]]]) -> Iterator[Judgement]:
        for code, plan in plans.items():
            started = time.monotonic()
            manifest = Manifest({code: self._communes[code]}, {device.id: device for device, _seen in plan})
            seen = {device.id: seen for device, seen in plan if seen}
            made = judge(self._standard, RunData(self._header, manifest, seen), STARTED)
            part = replace(made, summaries=summaries_of(manifest, made))
            self.findings += len(part.findings)
            self.judge_s += time.monotonic() - started
            yield part


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    print(build(folder), (folder / "built.json").read_text())
