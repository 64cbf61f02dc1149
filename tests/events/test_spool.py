"""The spool loses nothing that was written: not by kill, a full disk, another writer or a torn line."""

import os
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from support import runs

from auditor.errors import RunError, RunLocked, StoreFull
from auditor.events import spool as spools
from auditor.events.spool import FILE, Spool, asked, read_run, stream
from auditor.model import Failure, FailureKind, Kind, times


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "spool"


@pytest.fixture
def spool(folder):
    with Spool.create(folder, runs.header(), runs.manifest()) as spool:
        yield spool


def test_what_was_written_is_read_back_equal(folder, spool):
    hostile = runs.observation(
        facts={"host.name": "\x1b[2J<script>{{ 7*7 }}\u202e\n"},
        missing={"files": "needs root"},
        failure=Failure(FailureKind.PROBE_FAILED, "câu tiếng Việt"),
        raw={"probe": b"\xff\xfe\x00" * 1000},
    )
    spool.append(hostile)
    assert read_run(folder) == (runs.header(), runs.manifest())
    assert list(stream(folder)) == [hostile]


def test_a_finished_run_says_how_and_when_it_ended(folder, spool):
    spool.finish("interrupted", times.from_text("2026-11-21T02:00:00Z"))
    header = read_run(folder)[0]
    assert (header.status, times.to_text(header.ended)) == ("interrupted", "2026-11-21T02:00:00.000000Z")


def test_a_resumed_run_that_is_finished_again_takes_the_newest_end(folder, spool):
    spool.finish("interrupted")
    spool.finish("complete")
    assert read_run(folder)[0].status == "complete"


def test_of_several_spool_files_nothing_is_dropped(folder, spool, tmp_path):
    spool.append(runs.observation(minute=5))
    spool.append(runs.observation("pasc-03158-pc02"))
    with Spool.create(tmp_path / "worker", runs.header(), runs.manifest()) as other:
        other.append(runs.observation(minute=1))
        other.append(runs.observation("pasc-03158-pc03"))
    (tmp_path / "worker" / FILE).rename(folder / "worker.jsonl")
    assert [(seen.device[-4:], seen.started.minute - runs.START.minute) for seen in stream(folder)] == [
        ("pc01", 5),
        ("pc02", 0),
        ("pc01", 1),
        ("pc03", 0),
    ]


def test_a_torn_last_line_is_not_read_and_the_next_line_is_not_glued_to_it(folder, spool):
    spool.append(runs.observation())
    with (folder / FILE).open("ab") as file:
        file.write(b'{"type":"observation","observ')
    assert asked(folder) == {"pasc-03158-pc01"}
    with Spool.open(folder) as resumed:
        resumed.append(runs.observation("pasc-03158-pc02"))
    assert asked(folder) == {"pasc-03158-pc01", "pasc-03158-pc02"}


def test_a_torn_line_longer_than_one_block_is_cut_whole(folder, spool):
    spool.append(runs.observation())
    with (folder / FILE).open("ab") as file:
        file.write(b"x" * 200_000)
    with Spool.open(folder) as resumed:
        resumed.append(runs.observation("pasc-03158-pc02"))
    assert len(list(stream(folder))) == 2


def test_a_broken_line_in_the_middle_is_told_with_its_place(folder, spool):
    with (folder / FILE).open("ab") as file:
        file.write(b"not json\n")
    with pytest.raises(RunError, match=rf"{FILE}:2"):
        asked(folder)


def test_an_observation_without_its_fields_is_told(folder, spool):
    with (folder / FILE).open("ab") as file:
        file.write(b'{"type":"observation","observation":{"device":"x"}}\n')
    with pytest.raises(RunError):
        list(stream(folder))


def test_one_folder_holds_one_run(folder, spool):
    with pytest.raises(RunError):
        Spool.create(folder, runs.header(), runs.manifest())


def test_a_folder_without_a_run_cannot_be_opened(tmp_path):
    with pytest.raises(RunError):
        Spool.open(tmp_path)
    with pytest.raises(RunError):
        read_run(tmp_path)


def test_threads_and_processes_write_whole_lines_side_by_side(folder, spool):
    program = (
        "import sys; from pathlib import Path\n"
        "from support import runs; from auditor.events.spool import Spool\n"
        "with Spool.open(Path(sys.argv[1])) as spool:\n"
        "    for n in range(50): spool.append(runs.observation(f'{sys.argv[2]}-{n}'))\n"
    )
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    processes = [subprocess.Popen([sys.executable, "-c", program, folder, str(n)], env=paths) for n in (1, 2)]
    threads = [
        threading.Thread(target=lambda n=n: spool.append(runs.observation(f"thread-{n}"))) for n in range(50)
    ]
    for thread in threads:
        thread.start()
    assert [process.wait() for process in processes] == [0, 0]
    for thread in threads:
        thread.join()
    assert len(asked(folder)) == 150


def test_kill_9_of_the_writer_loses_nothing_that_it_reported(folder):
    program = (
        "import sys; from pathlib import Path\n"
        "from support import runs; from auditor.events.spool import Spool\n"
        "spool = Spool.create(Path(sys.argv[1]), runs.header(), runs.manifest())\n"
        "for n in range(100_000):\n"
        "    spool.append(runs.observation(f'pc-{n}')); print(n, flush=True)\n"
    )
    command = [sys.executable, "-c", program, folder]
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=paths, stdout=subprocess.PIPE, text=True) as process:
        reported = [process.stdout.readline() for _line in range(30)]
        process.send_signal(signal.SIGKILL)
        reported += process.stdout.readlines()
    whole = [line for line in reported if line.endswith("\n")]
    assert {f"pc-{int(number)}" for number in whole} <= asked(folder)


def test_a_full_disk_is_told_and_what_was_written_before_stays(folder, spool):
    spool.append(runs.observation())
    room = (folder / FILE).stat().st_size + 100
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))  # EFBIG after a part of the line
    try:
        with pytest.raises(StoreFull):
            spool.append(runs.observation("pasc-03158-pc02", raw={"probe": os.urandom(5000)}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert asked(folder) == {"pasc-03158-pc01"}
    spool.append(runs.observation("pasc-03158-pc02"))
    assert asked(folder) == {"pasc-03158-pc01", "pasc-03158-pc02"}


def test_only_one_process_at_a_time_may_ask_the_devices_of_a_run(folder, spool):
    with (
        spools.collecting(folder, wait_s=0),
        pytest.raises(RunLocked),
        spools.collecting(folder, wait_s=0),
    ):
        pass
    with spools.collecting(folder, wait_s=0):
        pass


def test_a_wish_to_stop_is_seen_until_the_run_is_resumed(folder, spool):
    assert not spools.stop_requested(folder)
    spools.request_stop(folder)
    assert spools.stop_requested(folder)
    spools.clear_stop(folder)
    assert not spools.stop_requested(folder)


def test_every_field_of_a_device_survives(folder, tmp_path):
    manifest = runs.manifest()
    device = next(iter(manifest.devices.values()))
    odd = replace(device, kind=Kind.KIOSK, expect={"dns": ["198.18.0.53"], "count": 3, "none": None})
    header = replace(runs.header(), ended=runs.START + timedelta(hours=1), limit="commune_03158")
    with Spool.create(folder, header, replace(manifest, devices={odd.id: odd})):
        pass
    assert read_run(folder) == (header, replace(manifest, devices={odd.id: odd}))
