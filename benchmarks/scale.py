"""Whole audits of replayed devices: does the time per device stay flat, does memory stay bounded?"""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

AUDITOR = str(Path(sys.executable).with_name("auditor"))
PER_COMMUNE = 100


@dataclass(frozen=True)
class Replayed:
    """A whole audit (collect, judge, store, report) of recorded answers.

    ``peak_mb`` is the largest sum of PSS over all processes of the audit, sampled; ``report_mb`` that of
    the report.
    """

    devices: int
    audit_s: float
    report_s: float
    ms_per_device: float
    peak_mb: float
    report_mb: float


def replayed(count: int, recording: Path, folder: Path) -> Replayed:
    """Audit and report *count* PCs that all answer what *recording* holds."""
    workspace = folder / f"replayed-{count}"
    subprocess.run(
        [AUDITOR, "init", "--province", "11", str(workspace)], check=True, stdout=subprocess.DEVNULL
    )
    inventory = workspace / "inventories" / "replayed"
    inventory.mkdir()
    (inventory / "hosts.json").write_text(json.dumps(_inventory(count, recording)))
    base = [AUDITOR, "--workspace", str(workspace), "--lang", "vi"]
    audit_s, peak = _watched([*base, "audit", "--inventory", str(inventory), "--json"], folder)
    report_s, report_peak = _watched([*base, "report", "latest", "--format", "html"], folder)
    milliseconds = (audit_s + report_s) / count * 1000
    return Replayed(count, audit_s, report_s, milliseconds, peak, report_peak)


def _inventory(count: int, recording: Path) -> dict[str, object]:
    communes: dict[str, object] = {}
    for number in range(count):
        code = f"{number // PER_COMMUNE + 10000:05d}"
        group = communes.setdefault(f"commune_{code}", {"hosts": {}, "vars": {"commune": code}})
        group["hosts"][f"pc-{number:05d}"] = {"kind": "pc", "auditor_replay": str(recording)}  # type: ignore[index]
    return {"all": {"children": communes}}


def _watched(command: list[str], folder: Path) -> tuple[float, float]:
    started = time.monotonic()
    with (folder / "scale.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        peak = [0.0]
        ended = threading.Event()
        sampler = threading.Thread(target=_sample, args=(process.pid, peak, ended))
        sampler.start()
        code = process.wait()
        ended.set()
        sampler.join()
    if code not in (0, 100, 101):
        raise RuntimeError(
            f"{command} ended with {code}: {(folder / 'scale.log').read_text('utf-8')[-2000:]}"
        )
    return time.monotonic() - started, peak[0]


def _sample(root: int, peak: list[float], ended: threading.Event) -> None:
    while not ended.wait(0.25):
        peak[0] = max(peak[0], sum(map(_pss_mb, _tree(root))))


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _pss_mb(pid: int) -> float:
    try:
        text = Path("/proc", str(pid), "smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), 0.0)
