"""Headers, manifests, and which run is meant."""

from datetime import timedelta

import pytest
from support.runs import START, header, judgement, manifest, observation

from auditor.errors import RunNotFound
from auditor.model import Commune, Failure, FailureKind, Level, Manifest
from auditor.store import Store


def test_a_header_comes_back_as_it_was_saved(store: Store) -> None:
    store.save_header(header(limit="commune_03158", standard_name="điện-biên"))
    assert store.header(header().id) == header(limit="commune_03158", standard_name="điện-biên")


def test_a_header_saved_again_takes_the_place_of_the_first(store: Store) -> None:
    store.save_header(header())
    store.save_manifest(header().id, manifest())
    store.save_header(header(status="complete", ended=START + timedelta(minutes=9)))
    assert store.header("latest").status == "complete"
    assert store.manifest("latest") == manifest()


def test_a_manifest_comes_back_as_it_was_saved(store: Store) -> None:
    store.save_header(header())
    store.save_manifest(header().id, manifest(3))
    assert store.manifest(header().id) == manifest(3)


def test_a_manifest_saved_again_takes_the_place_of_the_first(store: Store) -> None:
    store.save_header(header())
    store.save_manifest(header().id, manifest(3))
    later = Manifest({"03127": Commune("03127", left_out=4)}, {})
    store.save_manifest(header().id, later)
    assert store.manifest(header().id) == later


def test_latest_is_the_run_that_started_last(store: Store) -> None:
    for number, minutes in (("b", 5), ("c", 9), ("a", 7)):
        store.save_header(header(number, started=START + timedelta(minutes=minutes)))
    assert store.header("latest").id == "c"


def test_the_start_of_an_id_is_enough_when_no_other_run_starts_so(store: Store) -> None:
    for id in ("20261121T0130-aa", "20261121T0130-ab", "20261122T0130-aa"):
        store.save_header(header(id))
    assert store.header("20261122").id == "20261122T0130-aa"


def test_an_id_that_starts_another_is_found_itself(store: Store) -> None:
    for id in ("20261121", "20261121-1"):
        store.save_header(header(id))
    assert store.header("20261121").id == "20261121"


def test_a_start_that_several_runs_share_is_refused_with_their_names(store: Store) -> None:
    for id in ("20261121T0130-aa", "20261121T0130-ab"):
        store.save_header(header(id))
    with pytest.raises(RunNotFound, match="20261121T0130-ab, 20261121T0130-aa"):
        store.header("20261121T0130")


@pytest.mark.parametrize("ref", ["%", "_", "", "' OR 1=1 --"])
def test_no_character_of_a_name_is_a_wildcard(store: Store, ref: str) -> None:
    store.save_header(header())
    with pytest.raises(RunNotFound):
        store.header(ref)


def test_a_mistyped_id_gets_the_nearest_one(store: Store) -> None:
    store.save_header(header("20261121T013000Z-4f2a"))
    with pytest.raises(RunNotFound, match="20261121T013000Z-4f2a"):
        store.header("20261121T013000Z-4f2b")


def test_without_any_run_the_remedy_is_to_make_one(store: Store) -> None:
    with pytest.raises(RunNotFound) as caught:
        store.header("latest")
    assert "auditor audit" in caught.value.remedy


def test_runs_are_listed_newest_first_with_what_came_back(store: Store) -> None:
    store.save_header(header("old"))
    store.save_header(header("new", started=START + timedelta(days=1)))
    store.save_manifest("new", manifest(3))
    failure = Failure(FailureKind.REFUSED, "port 22")
    store.add_observations("new", [observation(), observation("pasc-03158-pc02", failure=failure)])
    store.save_judgement("new", judgement())
    new, old = store.runs()
    assert (new.header.id, new.devices, new.asked, new.failed) == ("new", 3, 2, 1)
    assert [dict(made.levels) for made in new.judgements] == [{Level.NOT_READY: 1}]
    assert (old.header.id, old.devices, old.asked, old.judgements) == ("old", 0, 0, ())
    assert [summary.header.id for summary in store.runs(limit=1)] == ["new"]
    assert store.run("new") == new
