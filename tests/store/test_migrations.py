"""How a store gets from one version to the next, and what happens when it cannot."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from support.fixes import fix
from support.runs import START, attestation, finding, header, judgement, manifest, observation, waiver

from auditor.errors import StoreTooNew
from auditor.model import Step
from auditor.model.assets import Move
from auditor.model.standing import standing
from auditor.model.summary import Cause, CommuneSummary
from auditor.store import Store, migrate
from auditor.store.engine import connect, parse
from auditor.store.schema import HEAD, metadata

VERSION_1 = Path(__file__).parent / "version_1.db"
"""Written by this file run as a program, when version 1 was the newest."""
VERSION_2 = VERSION_1.with_name("version_2.db")
"""Likewise, when version 2 was."""
VERSION_3 = VERSION_1.with_name("version_3.db")
"""Likewise, when version 3 was."""
VERSION_4 = VERSION_1.with_name("version_4.db")
"""Likewise, when version 4 was."""
VERSION_5 = VERSION_1.with_name("version_5.db")
"""Likewise, when version 5 was."""

MOVE = Move("pasc-03158-pc01", "03158", "03160", "Lò Thị Hoa", START, "thừa máy", "mai@so-tttt", "machine-1")

SUMMARY = CommuneSummary("03158", causes=(Cause("pc.time.zone", finding(), ("03158",), 1, 2),), devices=2)

SECOND = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "later", "{head}"
def upgrade():
    op.add_column("runs", sa.Column("place", sa.Text, nullable=False, server_default="Điện Biên"))
    {more}
"""


def fill(url: str) -> None:
    """What a store holds: of version 1 not what people said, of versions 1 and 2 not what they did."""
    with Store.open(url) as store:
        store.save_header(header())
        store.save_manifest(header().id, manifest())
        store.add_observations(header().id, [observation()])
        found = [finding(), finding("pc.fonts.times", found=list(range(99)))]
        store.save_judgement(header().id, judgement(found, summaries=(SUMMARY,)))
        store.add_waiver(waiver())
        store.add_attestation(attestation())
        store.save_fix(fix())
        store.add_move(MOVE)


@pytest.fixture
def old(tmp_path: Path) -> str:
    shutil.copy(VERSION_1, tmp_path / "old.db")
    return f"sqlite:///{tmp_path / 'old.db'}"


def scripts(folder: Path, more: str = "pass") -> Path:
    """Our migrations and one that a later auditor may have."""
    copied = shutil.copytree(migrate.SCRIPTS, folder / "migrations")
    (copied / "versions" / "later_place.py").write_text(SECOND.format(more=more, head=HEAD), "utf-8")
    return copied


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    engine = connect(parse(url))
    try:
        yield engine
    finally:
        engine.dispose()


def tables_of(engine: Engine) -> dict[str, Any]:
    """Every table's columns with their types, keys and indexes, as the database tells them."""
    seen = inspect(engine)
    return {
        table: (
            [
                (column["name"], repr(column["type"]), column["nullable"])
                for column in seen.get_columns(table)
            ],
            seen.get_pk_constraint(table)["constrained_columns"],
            sorted(
                (key["constrained_columns"], key["referred_table"], str(key["options"]))
                for key in seen.get_foreign_keys(table)
            ),
            sorted(
                (index["name"], index["column_names"], index["unique"]) for index in seen.get_indexes(table)
            ),
        )
        for table in sorted(seen.get_table_names())
        if table != "alembic_version"
    }


def test_the_newest_version_is_the_head_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_migrations_make_the_very_tables_of_the_schema(url: str) -> None:
    Store.open(url).close()
    with engine_of(url) as engine:
        migrated = tables_of(engine)
        metadata.drop_all(engine)
        metadata.create_all(engine)
        assert migrated == tables_of(engine)


def test_a_store_of_version_1_is_read_by_this_auditor(old: str) -> None:
    with Store.open(old) as store:
        assert store.header("latest") == header()
        assert store.manifest("latest") == manifest()
        assert store.load("latest").observations["pasc-03158-pc01"] == observation().without_raw()
        assert store.raw("latest", "pasc-03158-pc01") == dict(observation().raw)
        assert [item.found for item in store.judgement("latest").findings] == ["UTC", list(range(99))]


def test_a_store_of_version_1_takes_what_people_say(old: str) -> None:
    with Store.open(old) as store:
        assert (store.waivers(), store.attestations(), store.judgement("latest").waivers) == ((), (), ())
        assert store.add_waiver(waiver()) in store.waivers()


def test_a_store_of_version_2_is_read_by_this_auditor(tmp_path: Path) -> None:
    shutil.copy(VERSION_2, tmp_path / "old.db")
    with Store.open(f"sqlite:///{tmp_path / 'old.db'}") as store:
        assert store.manifest("latest") == manifest()
        assert [item.found for item in store.judgement("latest").findings] == ["UTC", list(range(99))]
        assert [replace(kept, id=0) for kept in store.waivers()] == [waiver()]
        assert [replace(said, id=0) for said in store.attestations()] == [attestation()]


def test_a_store_of_version_2_takes_what_people_do(tmp_path: Path) -> None:
    shutil.copy(VERSION_2, tmp_path / "old.db")
    with Store.open(f"sqlite:///{tmp_path / 'old.db'}") as store:
        assert (store.fixes(), store.moves([MOVE.device]), store.header("latest").purpose) == ([], (), "")
        assert store.manifest("latest").devices["pasc-03158-pc01"].origin == ""
        store.save_fix(fix())
        assert [each.id for each in store.fixes()] == [fix().id]


def test_a_store_of_version_3_is_read_by_this_auditor(tmp_path: Path) -> None:
    shutil.copy(VERSION_3, tmp_path / "old.db")
    with Store.open(f"sqlite:///{tmp_path / 'old.db'}") as store:
        assert store.fix("latest").plan == fix().plan
        assert [replace(move, id=0) for move in store.moves([MOVE.device])] == [MOVE]


def test_a_store_of_version_3_has_no_summaries_and_takes_them(tmp_path: Path) -> None:
    shutil.copy(VERSION_3, tmp_path / "old.db")
    with Store.open(f"sqlite:///{tmp_path / 'old.db'}") as store:
        snapshot = store.snapshot("latest")
        assert [each.summary for each in snapshot.communes()] == [None]
        assert store.shown.identified(snapshot.number, [finding().id]) == []
        snapshot.save_summaries([SUMMARY])
        assert [each.summary for each in snapshot.communes()] == [SUMMARY]
        assert store.shown.identified(snapshot.number, [finding().id]) == [finding()]


@pytest.mark.parametrize("version", [VERSION_4, VERSION_5])
def test_a_summary_that_does_not_say_what_stops_most_counters_is_made_anew(
    version: Path, tmp_path: Path
) -> None:
    shutil.copy(version, tmp_path / "old.db")
    with Store.open(f"sqlite:///{tmp_path / 'old.db'}") as store:
        snapshot = store.snapshot("latest")
        assert [each.summary for each in snapshot.communes()] == [None]
        snapshot.save_summaries([SUMMARY])
        assert [each.summary for each in snapshot.communes()] == [SUMMARY]
        assert store.shown.identified(snapshot.number, [finding().id]) == [finding()]


def test_a_store_of_version_5_tells_how_communes_stood_before_and_after_it_is_written_down(
    tmp_path: Path,
) -> None:
    shutil.copy(VERSION_5, tmp_path / "old.db")
    url = f"sqlite:///{tmp_path / 'old.db'}"
    with Store.open(url) as store, engine_of(url) as engine:
        of = store.past.judged("latest")
        worked_out = store.past.standings(of)
        assert worked_out == {
            "03158": standing(*store.past.assessments(of).values(), [Step.RECEIVE, Step.SIGN])
        }
        store.tune()
        with engine.connect() as connection:
            assert connection.execute(text("SELECT standings FROM judgements")).scalar()
        assert store.past.standings(of) == worked_out


def test_an_older_store_is_migrated_and_loses_nothing(old: str, tmp_path: Path) -> None:
    with engine_of(old) as engine:
        migrate.upgrade(engine, scripts(tmp_path))
        with engine.connect() as connection:
            assert connection.execute(text("SELECT id, place FROM runs")).one() == (header().id, "Điện Biên")
            assert connection.execute(text("SELECT count(*) FROM findings")).scalar() == 2


def test_an_older_store_is_migrated_on_either_database(url: str, tmp_path: Path) -> None:
    fill(url)
    with engine_of(url) as engine:
        migrate.upgrade(engine, scripts(tmp_path))
        with engine.connect() as connection:
            assert connection.execute(text("SELECT id, place FROM runs")).one() == (header().id, "Điện Biên")


def test_a_store_of_a_newer_auditor_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    fill(url)
    with engine_of(url) as engine:
        migrate.upgrade(engine, scripts(tmp_path))
        with pytest.raises(StoreTooNew, match="later") as caught:
            Store.open(url)
        assert "update auditor" in caught.value.remedy
        with engine.connect() as connection:
            assert migrate.version_of(connection) == "later"


def test_a_migration_that_fails_leaves_the_store_as_it_was(url: str, tmp_path: Path) -> None:
    fill(url)
    with engine_of(url) as engine, pytest.raises(ZeroDivisionError):
        migrate.upgrade(engine, scripts(tmp_path, "1 / 0"))
    with Store.open(url) as store:
        assert store.header("latest") == header()


OPEN = """
import sys
from auditor.store import Store
print("ready", flush=True)
sys.stdin.readline()
with Store.open(sys.argv[1]) as store:
    store.runs()
"""


def test_processes_that_open_a_new_store_at_once_all_get_it(url: str) -> None:
    command = [sys.executable, "-c", OPEN, url]
    openers = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for opener in openers:
        assert opener.stdout and opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin
        opener.stdin.write("go\n")
        opener.stdin.flush()
    assert [(opener.communicate(timeout=60)[1], opener.returncode) for opener in openers] == [("", 0)] * 4


def _write_version(file: Path) -> None:
    file.unlink(missing_ok=True)
    fill(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:  # one file, without its journal beside it
        connection.execute("PRAGMA journal_mode = DELETE")


if __name__ == "__main__":
    _write_version(Path(sys.argv[1]))
