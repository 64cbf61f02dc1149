"""What a store must withstand: no room, no right, no server, others at the same time, kill -9."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from support.postgres import Server, server
from support.runs import finding, header, judgement, manifest, observation

from auditor.errors import StoreError, StoreFull
from auditor.model import Observation
from auditor.store import Store, engine

RUN = header().id
SECRET = "mat-khau-bi-mat"
SUPPORT = str(Path(__file__).parents[1])


def mounted(folder: Path, options: str) -> None:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a small disk of its own needs root and mount(2)")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted(folder, "size=4m")
    yield folder
    subprocess.run(["umount", folder], check=True)


def noise(count: int) -> Iterator[Observation]:
    for number in range(count):
        yield observation(f"pc{number:04}", raw={"probe": os.urandom(20_000)})


def test_a_full_disk_is_told_and_what_was_written_before_is_intact(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'store.db'}"
    with Store.open(url) as store:
        store.save_header(header())
        store.add_observations(RUN, [observation()])
        with pytest.raises(StoreFull) as caught:
            for number in range(100):
                store.add_observations(RUN, noise(number))
        assert "auditor runs prune" in caught.value.remedy
        before = store.run(RUN).asked
        assert store.raw(RUN, "pasc-03158-pc01") == dict(observation().raw)
    with Store.open(url) as store:
        assert store.run(RUN).asked == before
        assert store.load(RUN).observations["pasc-03158-pc01"] == observation().without_raw()


def test_a_full_disk_loses_no_judgement(small_disk: Path) -> None:
    with Store.open(f"sqlite:///{small_disk / 'store.db'}") as store:
        store.save_header(header())
        store.save_judgement(RUN, judgement())
        many = [finding(f"rule{n}", found=os.urandom(400).hex()) for n in range(9000)]
        with pytest.raises(StoreFull):
            store.save_judgement(RUN, judgement(many))
        assert store.judgement(RUN) == judgement()


def test_after_room_was_made_writing_goes_on(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    with Store.open(f"sqlite:///{small_disk / 'store.db'}") as store:
        store.save_header(header())
        ballast.write_bytes(bytes(3 * 1024 * 1024))
        with pytest.raises(StoreFull):
            store.add_observations(RUN, noise(100))
        ballast.unlink()
        store.add_observations(RUN, noise(20))
        assert store.run(RUN).asked == 20


def test_a_new_store_on_a_full_disk_is_told(small_disk: Path) -> None:
    subprocess.run(["fallocate", "-l", "4190000", small_disk / "ballast"], check=False)
    with pytest.raises(StoreFull):
        Store.open(f"sqlite:///{small_disk / 'store.db'}")


def test_a_store_whose_disk_filled_up_meanwhile_is_told(small_disk: Path) -> None:
    """SQLite needs room for its shared-memory file even to read."""
    url = f"sqlite:///{small_disk / 'store.db'}"
    Store.open(url).close()
    with (
        (small_disk / "ballast").open("wb", buffering=0) as ballast,
        pytest.raises(OSError, match="No space"),
    ):
        while True:
            ballast.write(bytes(512))
    with pytest.raises(StoreFull):
        Store.open(url)


def test_a_read_only_disk_is_told_with_a_remedy(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'store.db'}"
    with Store.open(url) as store:
        store.save_header(header())
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StoreError) as caught, Store.open(url) as store:
        store.save_header(header())
    assert "write" in caught.value.remedy


def test_a_folder_that_is_not_there_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not-there") as caught:
        Store.open(f"sqlite:///{tmp_path / 'not-there' / 'store.db'}")
    assert caught.value.remedy


def test_a_file_that_is_no_store_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Kính gửi Sở Thông tin và Truyền thông\n" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(f"sqlite:///{file}")
    assert file.read_text().startswith("Kính gửi")


def test_what_was_written_is_on_the_disk_before_it_is_said_to_be(tmp_path: Path) -> None:
    """SQLite syncs its journal at every commit (PRAGMA synchronous: 2 is FULL)."""
    made = engine.connect(engine.parse(f"sqlite:///{tmp_path / 'store.db'}"))
    with made.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    made.dispose()


def hold(url: str) -> sqlite3.Connection | psycopg.Connection:
    """Another program in the midst of writing."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return other
    connection = psycopg.connect(url)
    connection.execute(f"SELECT pg_advisory_xact_lock({engine._WRITER_LOCK})")
    return connection


def test_a_store_that_another_holds_too_long_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(url).close()
    monkeypatch.setattr(engine, "WAIT_S", 0.2)
    other = hold(url)
    with Store.open(url) as store:
        with pytest.raises(StoreError) as caught:
            store.save_header(header())
        assert "another program" in caught.value.remedy
        assert store.runs() == []  # reading waits for nobody
    other.close()


WRITE = f"""
import sys
sys.path.insert(0, {SUPPORT!r})
from support.runs import finding, header, judgement, manifest, observation
from auditor.store import Store
url, run = sys.argv[1:]
with Store.open(url) as store:
    store.save_header(header(run))
    print("ready", flush=True)
    sys.stdin.readline()
    store.save_manifest(run, manifest(50))
    for number in range(60):
        raw = {{"probe": b"same" * 2000, "own": f"{{run}} {{number}}".encode()}}
        store.add_observations(run, [observation(f"pc{{number}}-{{n}}", raw=raw) for n in range(5)])
    for digest in "abc":
        many = [finding(f"r{{n}}", found="x" * 300) for n in range(1000)]
        store.save_judgement(run, judgement(many, digest))
"""


def test_two_audits_at_once_lose_nothing(url: str) -> None:
    Store.open(url).close()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    writers = [subprocess.Popen([sys.executable, "-c", WRITE, url, run], text=True, **pipes) for run in "ab"]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [(writer.communicate(timeout=120)[1], writer.returncode) for writer in writers] == [("", 0)] * 2
    with Store.open(url) as store:
        for run in "ab":
            assert (store.run(run).asked, len(store.run(run).judgements)) == (300, 3)
            assert store.raw(run, "pc59-4")["own"] == f"{run} 59".encode()
            assert store.count_findings(run) == 1000
            assert store.manifest(run) == manifest(50)


KILLED = f"""
import sys
sys.path.insert(0, {SUPPORT!r})
from support.runs import finding, judgement
from auditor.model import Judgement
from auditor.store import Store

class Slow(tuple):
    def __iter__(self):
        for number, item in enumerate(super().__iter__()):
            if number == 40_000:
                print("in the middle", flush=True)
                sys.stdin.readline()
            yield item

findings = Slow(finding(f"r{{n}}", found=n) for n in range(50_000))
with Store.open(sys.argv[1]) as store:
    store.save_judgement({RUN!r}, Judgement(findings, (), "baseline", "d1"))
"""


def test_kill_9_in_the_middle_of_a_judgement_leaves_the_earlier_one(url: str) -> None:
    with Store.open(url) as store:
        store.save_header(header())
        store.save_judgement(RUN, judgement())
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, url], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with writer:
        assert writer.stdout and writer.stdout.readline() == "in the middle\n"
        writer.send_signal(signal.SIGKILL)
    with Store.open(url) as store:
        assert store.judgement(RUN) == judgement()
        store.save_judgement(RUN, judgement([]))  # and nothing is left locked
        assert store.judgement(RUN) == judgement([])


@pytest.fixture
def own_server(postgresql: Server) -> Iterator[Server]:
    """A server that the test may stop; ``postgresql`` says whether there can be one."""
    with server() as running:
        yield running


def test_postgresql_that_goes_away_is_told_without_the_password(own_server: Server) -> None:
    with Store.open(own_server.create_database()) as store:
        store.save_header(header())
        own_server.stop()
        with pytest.raises(StoreError) as caught:
            store.runs()
    assert "PostgreSQL" in caught.value.remedy
    assert own_server.password not in caught.value.message


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://auditor:{SECRET}@127.0.0.1:1/store",
        f"postgresql://127.0.0.1:1/store?user=auditor&password={SECRET}",
        f"postgresql://auditor:{SECRET}@no-such-host.invalid/store?sslpassword={SECRET}",
        f"postgresql://auditor:{SECRET}@127.0.0.1:port/store",
        f"postgresql://auditor:{SECRET}@127.0.0.1/store?no_such_option={SECRET}",
        f"mysql://auditor:{SECRET}@127.0.0.1/store",
        f"postgresql+asyncpg://auditor:{SECRET}@127.0.0.1:1/store",
        f"{SECRET}",
        "sqlite://",
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert caught.value.remedy
    assert SECRET not in caught.value.message + caught.value.remedy


def test_a_wrong_password_is_told_without_it(postgresql: Server) -> None:
    url = postgresql.create_database().replace(postgresql.password, SECRET)
    with pytest.raises(StoreError, match="password authentication failed") as caught:
        Store.open(url)
    assert SECRET not in caught.value.message
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_a_new_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Raw answers and hashed passwords are in it, whatever the umask says."""
    before = os.umask(0o022)
    try:
        with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}"):
            rights = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("auditor.db*")}
    finally:
        os.umask(before)
    assert rights == {"auditor.db": 0o600, "auditor.db-wal": 0o600, "auditor.db-shm": 0o600}
