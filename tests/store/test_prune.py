"""Ageing: what goes, and what stays however old it is."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from support.runs import START, assessment, finding, header, judgement, manifest, observation

from auditor.errors import RunNotFound
from auditor.store import PruneResult, Store

PC = "pasc-03158-pc01"
LONG = [f"gói-{number}" for number in range(200)]


def add(
    store: Store, id: str, day: int, commune: str = "03158", *, own: bytes = b"", judged: bool = True
) -> None:
    """A run on *day* with an answer that every run has alike and one of its own."""
    store.save_header(header(id, started=START + timedelta(days=day)))
    store.save_manifest(id, manifest(commune=commune))
    raw = {"config": b"equal in every run" * 50, "probe": own or id.encode() * 50}
    store.add_observations(id, [observation(PC, minute=day * 1440, raw=raw)])
    if judged:
        made = judgement([finding(found=LONG), finding(found=[*LONG, id])], communes=(assessment(commune),))
        store.save_judgement(id, made)


def ids(store: Store) -> list[str]:
    return [summary.header.id for summary in store.runs()]


@pytest.fixture
def three(store: Store) -> Store:
    for day, id in enumerate(("first", "second", "third")):
        add(store, id, day)
    return store


def test_old_runs_go_with_all_that_belongs_to_them(three: Store) -> None:
    result = three.prune(START + timedelta(days=2))
    assert (result.runs, result.evidence) == (("first", "second"), ())
    assert ids(three) == ["third"]
    with pytest.raises(RunNotFound):
        three.raw("first", PC)


def test_what_another_run_needs_too_stays(three: Store) -> None:
    three.prune(START + timedelta(days=2))
    assert three.raw("third", PC) == {"config": b"equal in every run" * 50, "probe": b"third" * 50}
    assert [item.found for item in three.judgement("third").findings] == [LONG, [*LONG, "third"]]


def test_the_latest_run_of_a_commune_stays_whole_however_old(store: Store) -> None:
    add(store, "far", 0, "03163")
    add(store, "old", 1)
    add(store, "new", 2)
    assert store.prune(START + timedelta(days=99)).runs == ("old",)
    assert ids(store) == ["new", "far"]
    assert store.prune(START + timedelta(days=99), evidence_only=True) == PruneResult()
    assert store.raw("far", PC)


def test_a_run_that_was_never_judged_protects_nothing(store: Store) -> None:
    add(store, "judged", 0)
    add(store, "broken", 1, judged=False)
    assert store.prune(START + timedelta(days=99)).runs == ("broken",)


def test_only_evidence_goes_when_told_so(three: Store) -> None:
    before = three.load("first").observations[PC]
    result = three.prune(START + timedelta(days=1), evidence_only=True)
    assert (result.runs, result.evidence) == ((), ("first",))
    assert three.raw("first", PC) == {}
    assert three.raw("second", PC)["probe"] == b"second" * 50
    assert three.load("first").observations[PC] == before
    assert [item.found for item in three.judgement("first").findings] == [LONG, [*LONG, "first"]]


def test_evidence_that_is_gone_is_not_counted_again(three: Store) -> None:
    three.prune(START + timedelta(days=1), evidence_only=True)
    assert three.prune(START + timedelta(days=1), evidence_only=True) == PruneResult()


@pytest.mark.parametrize("evidence_only", [True, False])
def test_a_dry_run_says_the_same_and_removes_nothing(three: Store, evidence_only: bool) -> None:
    before = START + timedelta(days=2)
    dry = three.prune(before, evidence_only=evidence_only, dry_run=True)
    assert ids(three) == ["third", "second", "first"]
    assert three.raw("first", PC)
    assert dry.freed_bytes > 0
    assert three.prune(before, evidence_only=evidence_only) == dry


def test_what_another_run_needs_too_is_not_counted_as_freed(store: Store) -> None:
    add(store, "old", 0, own=b"the same")
    add(store, "new", 1, own=b"the same")
    assert store.prune(START + timedelta(days=1), dry_run=True) == PruneResult(runs=("old",), freed_bytes=0)


def test_the_file_gets_smaller(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    with Store.open(f"sqlite:///{file}") as store:
        add(store, "old", 0, own=os.urandom(3_000_000))
        add(store, "new", 1)
    full = file.stat().st_size
    with Store.open(f"sqlite:///{file}") as store:
        freed = store.prune(START + timedelta(days=1)).freed_bytes
    assert full > 3_000_000 > file.stat().st_size
    assert freed >= 3_000_000


def test_values_that_a_replaced_judgement_left_go_too(store: Store, url: str) -> None:
    add(store, "run", 0)
    store.save_judgement("run", judgement([finding(found=["another", *LONG])]))
    with_orphans = store.prune(START)
    assert with_orphans == PruneResult()
    assert store.judgement("run").findings[0].found == ["another", *LONG]
