"""Fixes are kept as they were made, with every difference."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from support.fixes import PC1, SECRET, fix, result
from support.runs import START, header, observation

from auditor.errors import FixNotFound
from auditor.model import Diff, Fix, StepStatus
from auditor.store import Store
from auditor.store.fixes import MAX_TEXT

LONG = "Điện Biên\n" * 2000


def one_diff(before: str, after: str, steps: int = 1, **more: object) -> Fix:
    """A fix whose results changed the same file everywhere."""
    diff = Diff("/etc/x", before, after)
    results = [result(f"s{number:02}", PC1, StepStatus.CHANGED, "", diff) for number in range(steps)]
    return fix(results=tuple(results), **more)


def texts_of(fix: Fix) -> Iterator[str]:
    for each in fix.results:
        for diff in each.diffs:
            yield from (diff.before, diff.after)


def test_a_fix_comes_back_as_it_was_saved(store: Store) -> None:
    plain = replace(fix(), results=fix().results[1:])
    store.save_fix(plain)
    assert store.fix(plain.id) == plain


def test_a_fix_saved_again_takes_the_place_of_the_first(store: Store) -> None:
    store.save_fix(one_diff(LONG, "", status="running", ended=None))
    later = one_diff("", LONG)
    store.save_fix(later)
    assert store.fix("latest") == later
    assert [each.status for each in store.fixes()] == ["stopped"]


def test_long_texts_and_texts_that_look_like_places_come_back(store: Store) -> None:
    saved = one_diff(LONG + "\ud800\0", "sha256:" + "0" * 64)
    store.save_fix(saved)
    assert store.fix("latest") == saved


def test_a_long_text_that_every_device_got_is_kept_once(store: Store, url: str) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("counts rows of a file")
    store.save_fix(one_diff("", LONG, steps=30))
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        assert database.execute("SELECT count(*) FROM blobs").fetchone() == (1,)


def test_a_text_beyond_all_bounds_is_cut_and_says_so(store: Store) -> None:
    store.save_fix(one_diff("", "x" * (MAX_TEXT + 7)))
    *_, after = texts_of(store.fix("latest"))
    assert after.endswith("[… +7]\n")
    assert len(after) < MAX_TEXT + 20


def test_no_secret_of_a_difference_or_a_reason_is_written(store: Store) -> None:
    shown = one_diff("", f"password = {SECRET}\n" * 100)
    failed = result("s9", PC1, StepStatus.FAILED, f"token={SECRET}")
    store.save_fix(replace(shown, results=(*shown.results, failed)))
    kept = store.fix("latest")
    assert SECRET not in "".join([*texts_of(kept), *(each.reason for each in kept.results)])


def test_fixes_are_listed_newest_first_with_what_came_of_them(store: Store) -> None:
    store.save_fix(fix())
    store.save_fix(replace(fix(check=True), id="X-later", started=START + timedelta(days=1)))
    later, first = store.fixes()
    assert (later.id, later.check, first.check) == ("X-later", True, False)
    assert (first.devices, first.planned, first.status) == (3, 5, "stopped")
    assert first.steps == {"changed": 1, "unchanged": 1, "failed": 1, "skipped": 1, "refused": 1}
    assert first.proof == {"closed": 1, "still_open": 1, "newly_opened": 1, "unmeasured": 1}
    assert [each.id for each in store.fixes(limit=1)] == ["X-later"]


def test_the_start_of_an_id_is_enough_with_its_letter_and_without(store: Store) -> None:
    store.save_fix(fix())
    assert store.fix("X-2026").id == store.fix("20261121T03").id == fix().id


@pytest.mark.parametrize("ref", ["", "%", "X", "latest"])
def test_without_any_fix_the_remedy_is_to_make_one(store: Store, ref: str) -> None:
    with pytest.raises(FixNotFound) as caught:
        store.fix(ref)
    assert "auditor plan" in caught.value.remedy


def test_a_mistyped_fix_gets_the_nearest_one(store: Store) -> None:
    store.save_fix(fix())
    with pytest.raises(FixNotFound, match=fix().id):
        store.fix(fix().id.replace("ab12", "ab13"))


def test_a_device_tells_which_fixes_it_had_and_no_dry_runs(store: Store) -> None:
    store.save_fix(fix())
    store.save_fix(replace(fix(check=True), id="X-dry"))
    (told,) = store.device_fixes([PC1])
    assert (told.fix, told.statuses) == (fix().id, {"changed": 1, "unchanged": 1})


def test_pruning_leaves_fixes_whole(store: Store) -> None:
    store.save_header(header())
    store.add_observations(header().id, [observation(raw={"probe": LONG.encode()})])
    store.save_fix(one_diff("", LONG))
    store.prune(START + timedelta(days=99))
    assert store.runs() == []
    assert store.fix("latest") == one_diff("", LONG)


def test_the_latest_run_is_never_one_that_measured_a_fix(store: Store) -> None:
    store.save_header(header())
    store.save_header(header("zzz", started=START + timedelta(hours=1), purpose="fix"))
    assert store.header("latest").id == header().id
    assert store.header("zzz").purpose == "fix"
