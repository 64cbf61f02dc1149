"""How long the pages of the largest store take, and how much memory: each in a process of its own.

``python -m benchmarks.large_measured FOLDER`` builds the store of :mod:`benchmarks.large` when it is not
there, measures, and writes ``FOLDER/measured.json``. With a name of ``STEPS`` after the folder only that is
done, in this process.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from auditor.audit.stored import view_of
from auditor.audit.stores import open_store
from auditor.audit.viewing import view_in
from auditor.reports import files, json_report
from auditor.reports.build import narrowed
from auditor.reports.html import commune_page, index_page, write_html
from auditor.reports.view import ProvinceView
from auditor.workspace import Workspace, open_workspace
from benchmarks import large

INDEX_S, INDEX_MB = 30.0, 500.0
"""The bar: the province's index."""
SAMPLE = 50
PAGES = 200


def _index(workspace: Workspace, folder: Path) -> dict[str, float]:
    """The province's page and what JSON says of the whole."""
    started = time.monotonic()
    view = view_of(workspace, "latest")
    read = time.monotonic() - started
    files.write(folder / "index.html", index_page(view))
    files.write(folder / "head.json", [next(iter(json_report.pieces(view)))])
    size = (folder / "index.html").stat().st_size / 1e6
    return {"s": time.monotonic() - started, "reading_s": read, "page_mb": size}


def _commune(workspace: Workspace, _folder: Path) -> dict[str, float]:
    """One commune opened, and its page."""
    view = view_of(workspace, "latest")
    return _times(_codes(view), lambda code: "".join(commune_page(view, view.open(code))))


def _open(workspace: Workspace, _folder: Path) -> dict[str, float]:
    """One commune opened, without a page."""
    view = view_of(workspace, "latest")
    return _times(_codes(view), view.open)


def _device(workspace: Workspace, _folder: Path) -> dict[str, float]:
    """One device with its findings."""
    with open_store(workspace) as store:
        snapshot, shown = store.snapshot("latest"), store.shown
        codes = _codes(view_in(store, "latest", "vi"))

        def look(code: str) -> None:
            shown.device(snapshot.header.id, f"pasc-{code}-pc01")
            assert shown.of_device(snapshot.number, f"pasc-{code}-pc01")

        return _times(codes, look)


def _finding(workspace: Workspace, _folder: Path) -> dict[str, float]:
    """One finding by its id."""
    view = view_of(workspace, "latest")
    ids = [next(iter(view.open(code).subjects)).findings[0].id for code in _codes(view)]
    with open_store(workspace) as store:
        number, shown = store.snapshot("latest").number, store.shown
        return _times(ids, lambda id: shown.identified(number, [id]))


def _pages(workspace: Workspace, folder: Path) -> dict[str, float]:
    """Some hundred pages of communes, as a report writes them."""
    view = _part(workspace)
    started = time.monotonic()
    written = write_html(view, folder / "pages")
    taken = time.monotonic() - started
    size = sum(file.stat().st_size for file in written) / 1e6
    return {"s": taken, "pages": len(written), "size_mb": size}


def _json(workspace: Workspace, folder: Path) -> dict[str, float]:
    """JSON of as many communes."""
    view = _part(workspace)
    started = time.monotonic()
    file = json_report.write_json(view, folder / "report.json")
    return {"s": time.monotonic() - started, "size_mb": file.stat().st_size / 1e6}


def _part(workspace: Workspace) -> ProvinceView:
    """All of it would take hours of a benchmark, and 10 GB."""
    view = view_of(workspace, "latest")
    return narrowed(view, _codes(view, PAGES))


STEPS: dict[str, Callable[[Workspace, Path], dict[str, float]]] = {
    "index": _index,
    "open": _open,
    "commune": _commune,
    "device": _device,
    "finding": _finding,
    "pages": _pages,
    "json": _json,
}


def _codes(view: ProvinceView, count: int = SAMPLE) -> list[str]:
    return random.Random(7).sample([each.commune.code for each in view.communes], count)


def _times(of: list[str], look: Callable[[str], object]) -> dict[str, float]:
    def each() -> Iterator[float]:
        for one in of:
            started = time.monotonic()
            look(one)
            yield (time.monotonic() - started) * 1000

    taken = sorted(each())
    return {"median_ms": statistics.median(taken), "p95_ms": taken[int(len(taken) * 0.95)]}


def measured(folder: Path) -> dict[str, dict[str, float]]:
    """Every step in a process of its own, with the most memory that it had."""
    large.build(folder)
    found = {}
    for step in STEPS:
        command = [sys.executable, "-m", "benchmarks.large_measured", str(folder), step]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found[step] = json.loads(told.stdout)
        print(step, found[step], flush=True)
    return found


def _one(folder: Path, step: str) -> None:
    workspace = open_workspace(folder / "large")
    told = STEPS[step](workspace, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    used = {**told, "cpu_s": time.process_time(), "peak_mb": peak}
    print(json.dumps({name: round(value, 3) for name, value in used.items()}))


def main() -> int:
    """Measure; 1 when the bar is missed."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) > 2:
        _one(folder, sys.argv[2])
        return 0
    found = measured(folder)
    (folder / "measured.json").write_text(json.dumps(found, indent=1))
    return int(found["index"]["s"] > INDEX_S or found["index"]["peak_mb"] > INDEX_MB)


if __name__ == "__main__":
    sys.exit(main())
