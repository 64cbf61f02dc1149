"""Progress while an audit runs."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from rich.console import Console

from auditor.i18n import activate
from auditor.reports.progress import AuditProgress
from tests.reports import cases


@pytest.fixture(autouse=True)
def _english() -> None:
    activate("en")


def lines(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_without_a_terminal_each_finished_commune_is_one_plain_line() -> None:
    made = cases.province()
    console = Console(file=io.StringIO(), width=60)
    with AuditProgress(made.manifest, console) as progress:
        for device in made.manifest.devices.values():
            failure = "silent" if device.id == "pasc-03158-pc01" else None
            progress.device_done(device.id, device.commune, failure)
    first, *rest = lines(console)
    assert first == "asking 34 devices in 6 communes"
    assert rest[0] == (
        "5/34  Xã Sín Thầu (03158): 5 devices asked; not or not wholly answered: 1 × connected, then silent"
    )
    assert len(rest) == 6
    assert rest[-1].startswith("34/34")


def test_it_counts_from_any_thread() -> None:
    made = cases.province()
    progress = AuditProgress(made.manifest, Console(file=io.StringIO()))
    devices = list(made.manifest.devices.values())
    with progress, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda d: progress.device_done(d.id, d.commune, "lost"), devices))
    assert (progress.done, progress.failed, progress.total) == (34, 34, 34)


def test_what_a_resumed_run_already_has_is_not_counted_again() -> None:
    made = cases.province()
    progress = AuditProgress(made.manifest, Console(file=io.StringIO()), done={"pasc-03158-pc01"})
    assert (progress.done, progress.total) == (1, 34)


def test_on_a_terminal_there_are_at_most_eight_bars_and_the_total() -> None:
    communes = tuple(cases.Commune(f"03{n:03}", f"Xã {n}", "III", counters=1) for n in range(30))
    made = cases.case(communes)
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with AuditProgress(made.manifest, console) as progress:
        assert progress._bars
        for device in sorted(made.manifest.devices.values(), key=lambda d: d.id[-2:]):
            progress.device_done(device.id, device.commune)
            assert len(progress._bars.progress.tasks) <= 8 + 1
        assert progress._bars.progress.tasks[0].completed == progress.total


def test_a_device_that_nobody_announced_does_not_stop_the_audit() -> None:
    progress = AuditProgress(cases.empty().manifest, Console(file=io.StringIO()))
    with progress:
        progress.device_done("stranger", "03158")
    assert (progress.done, progress.total) == (1, 1)
