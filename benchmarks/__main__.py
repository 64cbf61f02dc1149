"""``python -m benchmarks``: 40 lab PCs, every contender three times, the table and benchmarks/latest.json."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path

from auditor.events.spool import stream
from auditor.transports.replay import record
from benchmarks.contenders import Contender, contenders
from benchmarks.measure import Sample, median, run
from benchmarks.scale import replayed

HERE = Path(__file__).parent
LAB = "bench"


def _auditor(*words: str) -> list[str]:
    return [str(Path(sys.executable).with_name("auditor")), *words]


def _lab_up(pcs: int, workspace: Path) -> None:
    subprocess.run(_auditor("lab", "down", "--name", LAB), check=False)
    subprocess.run(_auditor("init", "--province", "11", str(workspace)), check=True)
    only_pcs = [word for kind in ("kiosks", "windows", "scanners", "ups") for word in (f"--{kind}", "0")]
    size = ("--communes", "1", "--pcs", str(pcs), *only_pcs)
    subprocess.run(_auditor("lab", "up", "--name", LAB, *size, "--workspace", str(workspace)), check=True)


def _measure(contender: Contender, pcs: int, rounds: int, folder: Path) -> Sample:
    samples = []
    where = _auditor("lab", "exec", "--name", LAB, "--")
    once = partial(run, where, contender.command, contender.answered, folder, **contender.environment)
    once()  # to warm up: byte code, page cache
    for _ in range(rounds):
        sample = once()
        if sample.hosts != pcs:
            raise RuntimeError(f"{contender.name}: {sample.hosts} of {pcs} hosts answered")
        samples.append(sample)
        print(f"  {contender.name}: {sample.wall_s:.2f} s wall, {sample.cpu_s:.2f} s CPU", flush=True)
    return median(samples)


def _scale(folder: Path) -> list[dict[str, object]]:
    """400 and 4,000 devices that all answer what one of the lab's PCs said."""
    said = next(seen for seen in stream(folder / "spool") if not seen.failure)
    recording = folder / "recording.json"
    record(said, recording)
    return [asdict(replayed(count, recording, folder)) for count in (400, 4000)]


def _table(results: dict[str, Sample]) -> str:
    ours = results["ours"]
    rows = ["| way | wall s | CPU s | wall ÷ ours | CPU ÷ ours |", "|---|---|---|---|---|"]
    for name, sample in results.items():
        rows.append(
            f"| {name} | {sample.wall_s:.2f} | {sample.cpu_s:.2f}"
            f" | {sample.wall_s / ours.wall_s:.2f} | {sample.cpu_s / ours.cpu_s:.2f} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Build, measure, print, write, and take the lab down whatever happens."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pcs", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="names of contenders")
    parser.add_argument("--no-scale", action="store_true", help="leave out the replayed devices")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results: dict[str, Sample] = {}
        try:
            _lab_up(options.pcs, folder / "workspace")
            for contender in contenders(folder / "workspace", LAB, folder):
                if not options.only or contender.name in options.only:
                    results[contender.name] = _measure(contender, options.pcs, options.rounds, folder)
        finally:
            subprocess.run(_auditor("lab", "down", "--name", LAB), check=False)
        scale = [] if options.no_scale else _scale(folder)
    latest = {name: asdict(sample) for name, sample in results.items()} | (
        {"replayed": scale} if scale else {}
    )
    (HERE / "latest.json").write_text(json.dumps(latest, indent=1) + "\n")
    if "ours" in results:
        print(_table(results))
    for row in scale:
        print(row)


if __name__ == "__main__":
    main()
