"""Small runs, observations and judgements for tests."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from auditor.events import spool
from auditor.model import (
    Area,
    Attestation,
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Judgement,
    Kind,
    Level,
    Manifest,
    Observation,
    RunData,
    RunHeader,
    Scope,
    Severity,
    Source,
    SourceKind,
    Step,
    Tally,
    Verdict,
    Waiver,
)

START = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def header(id: str = "20261121T013000Z-4f2a", **more: Any) -> RunHeader:
    fields = {"started": START, "who": "mai@so-tttt", "tool_version": "0.1.0", **more}
    return RunHeader(id=id, **fields)


def manifest(devices: int = 2, commune: str = "03158") -> Manifest:
    ids = [f"pasc-{commune}-pc{number:02}" for number in range(1, devices + 1)]
    return Manifest(
        {commune: Commune(commune, "Mường Nhé", "III", 22.19, 102.45, 3)},
        {
            id: Device(
                id, Kind.PC, commune, "trung tâm", "1", "counter", "198.18.0.1", {"dns": ["198.18.0.53"]}
            )
            for id in ids
        },
    )


def run(
    devices: Iterable[Device], observations: Iterable[Observation], communes: Iterable[Commune] = ()
) -> RunData:
    """A run that asked *devices* and got *observations*, one a device."""
    asked = Manifest({each.code: each for each in communes}, {each.id: each for each in devices})
    return RunData(header(), asked, {each.device: each for each in observations})


def spooled(folder: Path) -> RunData:
    """The run that stands in the spool *folder*; of a device the observation written last."""
    return RunData(*spool.read_run(folder), {seen.device: seen for seen in spool.stream(folder)})


def observation(device: str = "pasc-03158-pc01", minute: int = 0, **more: Any) -> Observation:
    started = START + timedelta(minutes=minute)
    fields = {
        "facts": {"host.name": device},
        "raw": {"probe": device.encode()},
        "identity": f"id of {device}",
        **more,
    }
    return Observation(device, started, started + timedelta(seconds=2), **fields)


def finding(rule: str = "pc.time.zone", device: str = "pasc-03158-pc01", **more: Any) -> Finding:
    fields: dict[str, Any] = {
        "kind": "pc",
        "commune": "03158",
        "verdict": Verdict.FAIL,
        "severity": Severity.MAJOR,
        "area": Area.SOFTWARE,
        "steps": (Step.SIGN, Step.SUBMIT),
        "title": {"vi": f"Tiêu đề {rule}", "en": f"Title {rule}"},
        "fix": {"vi": "Đặt lại", "en": "Set it"},
        "source": Source(SourceKind.DEFAULT, "auditor"),
        "expected": "equals Asia/Ho_Chi_Minh",
        "found": "UTC",
        "fact": "time.zone",
        "observed": START,
        "counter": "1",
        "site": "trung tâm",
        **more,
    }
    return Finding(rule=rule, device=device, **fields)


def assessment(code: str = "03158", level: Level = Level.NOT_READY) -> CommuneAssessment:
    steps: Mapping[Step, Verdict] = {Step.RECEIVE: Verdict.PASS, Step.SIGN: Verdict.FAIL}
    counter = CounterAssessment("trung tâm", "1", steps, ("F-12345678",))
    tally = Tally(10, 2, 1, 3, 0, 0.83, 0.92)
    return CommuneAssessment(code, level, tally, (counter,), 3, ("F-12345678",), (), {Area.SOFTWARE: tally})


def judgement(findings: Sequence[Finding] | None = None, digest: str = "d1", **more: Any) -> Judgement:
    communes = more.pop("communes", (assessment(),))
    chosen = tuple([finding()] if findings is None else findings)
    return Judgement(chosen, communes, more.pop("name", "baseline"), digest, **more)


def waiver(**more: Any) -> Waiver:
    fields: dict[str, Any] = {
        "rule": "pc.time.zone",
        "scope": Scope.DEVICE,
        "reason": "chờ máy mới",
        "approver": "Lò Văn B",
        "until": date(2026, 12, 31),
        "by": "mai@so-tttt",
        "made": START,
        "device": "pasc-03158-pc01",
        "commune": "03158",
        **more,
    }
    return Waiver(**fields)


def attestation(**more: Any) -> Attestation:
    fields: dict[str, Any] = {
        "commune": "03158",
        "topic": "seal_present",
        "answer": True,
        "by": "Lò Văn B",
        "entered_by": "mai@so-tttt",
        "made": START,
        "until": date(2027, 5, 20),
        "note": "số 12",
        **more,
    }
    return Attestation(**fields)
