"""Observations and raw answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from support.runs import START, header, manifest, observation

from auditor.errors import RunNotFound
from auditor.model import Failure, FailureKind, Observation
from auditor.store import Store

RUN = header().id
PC = "pasc-03158-pc01"


@pytest.fixture
def run(store: Store) -> Store:
    store.save_header(header())
    store.save_manifest(RUN, manifest())
    return store


HOSTILE = {
    "host.name": "{{ 7*7 }}<script>\x1b[31m\x00\udcff\u202e",
    "nothing": None,
    "numbers": [0.1, -(2**63), 1e300],
    "nested": {"tên máy": ["Điện Biên Phủ"]},
}


def test_an_observation_comes_back_as_it_was_even_when_hostile(run: Store) -> None:
    failure = Failure(FailureKind.SUDO_FAILED, "said \x00 \x1b]0;x\x07 \udc80")
    sent = observation(
        facts=HOSTILE, missing={"disk.*": "needs root \x00"}, failure=failure, identity="a\x00b"
    )
    run.add_observations(RUN, [sent])
    assert run.load(RUN).observations[PC] == sent.without_raw()


def test_raw_answers_come_back_byte_for_byte(run: Store) -> None:
    raw = {"probe": bytes(range(256)) * 300, "empty": b""}
    run.add_observations(RUN, [observation(raw=raw)])
    assert run.raw(RUN, PC) == raw


def test_a_loaded_run_is_the_run(run: Store) -> None:
    sent = [observation(), observation("pasc-03158-pc02")]
    run.add_observations(RUN, sent)
    data = run.load("latest")
    assert (data.header, data.manifest) == (header(), manifest())
    assert dict(data.observations) == {item.device: item.without_raw() for item in sent}


def test_a_device_without_an_observation_is_not_in_the_run(run: Store) -> None:
    run.add_observations(RUN, [observation()])
    found = run.load(RUN).observations
    assert "pasc-03158-pc02" not in found
    assert found.get("pasc-03158-pc02") is None
    assert len(found) == 1


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("minutes", [(0, 5), (5, 0)])
def test_newer_never_loses_to_older(run: Store, minutes: tuple[int, int], together: bool) -> None:
    both = [observation(minute=m, raw={f"at {m}": b"x"}) for m in minutes]
    for part in [both] if together else [[both[0]], [both[1]]]:
        run.add_observations(RUN, part)
    assert run.load(RUN).observations[PC].started == START + timedelta(minutes=5)
    assert list(run.raw(RUN, PC)) == ["at 5"]


def test_adding_the_same_again_changes_nothing(run: Store) -> None:
    run.add_observations(RUN, [observation()])
    run.add_observations(RUN, [observation(), observation().without_raw()])
    assert run.raw(RUN, PC) == {"probe": PC.encode()}
    assert run.run(RUN).asked == 1


def test_equal_raw_answers_are_stored_once(run: Store, url: str) -> None:
    same = b"show running-config" * 100
    devices = ("rt01", "rt02", "rt03")
    run.add_observations(
        RUN, [observation(device, raw={"config": same, "again": same}) for device in devices]
    )
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM blobs")).scalar() == 1
    engine.dispose()
    assert run.raw(RUN, "rt03") == {"config": same, "again": same}


def test_observations_are_written_while_they_come(run: Store) -> None:
    """What was given is in the store long before the last one is made: memory holds one part."""
    seen = []

    def endless() -> Iterator[Observation]:
        for number in range(1000):
            if number % 100 == 0:
                seen.append(run.run(RUN).asked)
            yield observation(f"pc{number:04}", raw={"probe": b"x" * 60_000})

    run.add_observations(RUN, endless())
    assert seen[-1] > 500
    assert run.run(RUN).asked == 1000


def test_what_came_before_a_break_stays(run: Store) -> None:
    def breaking() -> Iterator[Observation]:
        yield from (observation(f"pc{number:04}") for number in range(250))
        raise RuntimeError("the spool broke")

    with pytest.raises(RuntimeError):
        run.add_observations(RUN, breaking())
    assert run.run(RUN).asked >= 200


def test_an_unknown_run_takes_no_observation(store: Store) -> None:
    with pytest.raises(RunNotFound):
        store.add_observations("nothing", [observation()])


def test_failed_devices_are_told_with_their_word(run: Store) -> None:
    failed = observation(
        "pasc-03158-pc02", facts={}, failure=Failure(FailureKind.SILENT, "no banner in 10 s")
    )
    run.add_observations(RUN, [observation(), failed])
    assert run.failures(RUN) == {"pasc-03158-pc02": FailureKind.SILENT}


def test_a_machine_is_known_by_its_earlier_name(store: Store) -> None:
    store.save_header(header("r1"))
    store.save_header(header("r2"))
    store.add_observations("r1", [observation("pc-cu", identity="machine-id 1"), observation("pc-khac")])
    store.add_observations("r2", [observation("pc-moi", minute=60, identity="machine-id 1")])
    assert [seen.name for seen in store.sightings("pc-cu")] == ["pc-cu", "pc-moi"]
    assert [seen.name for seen in store.sightings("pc-moi")] == ["pc-cu", "pc-moi"]


def test_first_and_last_sight_widen_whatever_the_order_of_runs(store: Store) -> None:
    for run_id, minute in (("r1", 60), ("r2", 0), ("r3", 30)):
        store.save_header(header(run_id))
        store.add_observations(run_id, [observation(minute=minute)])
    (seen,) = store.sightings(PC)
    assert (seen.first_seen, seen.last_seen) == (START, START + timedelta(minutes=60, seconds=2))


def test_machines_without_an_identity_are_not_taken_for_one(store: Store) -> None:
    store.save_header(header())
    store.add_observations(RUN, [observation("link-a", identity=""), observation("link-b", identity="")])
    assert [seen.name for seen in store.sightings("link-a")] == ["link-a"]


def test_a_device_that_did_not_answer_was_not_seen(run: Store) -> None:
    silent = replace(observation(), facts={}, failure=Failure(FailureKind.SILENT, ""))
    run.add_observations(RUN, [silent])
    assert run.sightings(PC) == []
