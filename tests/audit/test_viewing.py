"""The view of a stored run: the same as of the whole judgement, though nothing is read that nobody opens."""

import io
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from support.runs import header, manifest, observation

from auditor.audit.judging import judge_and_save
from auditor.audit.viewing import view_in
from auditor.errors import JudgedAnew
from auditor.model import Judgement, Verdict
from auditor.reports import json_report
from auditor.reports.build import build_view, narrowed
from auditor.reports.html import commune_page, index_page
from auditor.reports.summaries import summaries_of
from auditor.reports.terminal import print_summary
from auditor.reports.view import CommuneView, ProvinceView
from auditor.standard import load_standard
from auditor.store import Store
from tests.reports import cases
from tests.reports.whole import whole_commune

CASES = {**cases.CASES, "whole_commune": whole_commune}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}") as opened:
        yield opened


def kept(store: Store, made: cases.Case, judgement: Judgement | None = None) -> None:
    store.save_header(made.header)
    store.save_manifest(made.header.id, made.manifest)
    store.save_judgement(made.header.id, judgement or made.judgement)


def shown(view: ProvinceView) -> list[str]:
    """Every page of a province and the whole of its JSON and terminal's summary."""
    console = Console(width=100, file=io.StringIO(), color_system=None)
    print_summary(view, console)
    assert isinstance(console.file, io.StringIO)
    pages = ["".join(commune_page(view, commune)) for commune in view.opened()]
    return ["".join(index_page(view)), *pages, "".join(json_report.pieces(view)), console.file.getvalue()]


@pytest.mark.parametrize("summed_up", [True, False])
@pytest.mark.parametrize("case", [case for case in CASES if case != "hostile"])
def test_a_stored_run_is_shown_as_the_whole_judgement_is(store: Store, case: str, summed_up: bool) -> None:
    made = CASES[case]()
    judgement = replace(made.judgement, at=made.judgement.at or cases.START)
    whole = build_view(made.header, made.manifest, judgement, "vi")
    told = summaries_of(made.manifest, judgement) if summed_up else ()
    kept(store, made, replace(judgement, summaries=told))
    stored = replace(view_in(store, made.header.id, "vi"), trend=(), change=None)
    assert shown(stored) == shown(whole)


def test_nothing_but_what_is_opened_is_read(store: Store) -> None:
    kept(store, cases.province())
    view = view_in(store, "latest", "vi")
    assert not any(isinstance(commune, CommuneView) for commune in view.communes)
    commune = view.open("03158")
    assert {finding.commune for device in commune.devices for finding in device.findings} == {"03158"}


def test_a_commune_that_the_run_does_not_have_cannot_be_opened(store: Store) -> None:
    kept(store, cases.province())
    view = view_in(store, "latest", "vi")
    for part, code in ((view, "99999"), (narrowed(view, ["03158"]), "03160")):
        with pytest.raises(KeyError):
            part.open(code)


def test_what_an_earlier_auditor_did_not_sum_up_is_summed_up_once_and_kept(store: Store) -> None:
    kept(store, cases.province())
    assert not any(each.summary for each in store.snapshot("latest").communes())
    view_in(store, "latest", "vi")
    assert all(each.summary for each in store.snapshot("latest").communes())


def test_what_an_earlier_auditor_summed_up_without_the_counters_is_summed_up_anew_and_kept(
    store: Store, tmp_path: Path
) -> None:
    made = cases.province()
    told = summaries_of(made.manifest, made.judgement)
    kept(store, made, replace(made.judgement, summaries=told))
    with closing(sqlite3.connect(tmp_path / "auditor.db")) as database, database:
        for code, text in database.execute("SELECT code, summary FROM judged_communes").fetchall():
            data = json.loads(text)
            del data["form"]
            data["causes"] = sorted([rule, devices, at] for rule, devices, _counters, at in data["causes"])
            row = (json.dumps(data), code)
            database.execute("UPDATE judged_communes SET summary = ? WHERE code = ?", row)
    view = view_in(store, "latest", "vi")
    assert {brief.commune.code: brief.causes for brief in view.communes} == {
        each.code: each.causes for each in told
    }
    again = store.snapshot("latest").communes()
    assert {each.commune.code: each.summary for each in again} == {each.code: each for each in told}


def test_who_may_not_write_reads_what_an_earlier_auditor_did_not_sum_up(store: Store, tmp_path: Path) -> None:
    kept(store, cases.province())
    path = tmp_path / "auditor.db"
    with Store.open(f"sqlite:///file:{path}?mode=ro&uri=true") as reader:
        read = view_in(reader, "latest", "vi")
    assert not any(each.summary for each in store.snapshot("latest").communes())
    assert read.communes == view_in(store, "latest", "vi").communes


def test_judging_sums_up(store: Store) -> None:
    store.save_header(header())
    store.save_manifest(header().id, manifest())
    store.add_observations(header().id, [observation()])
    judge_and_save(store, header().id, load_standard("baseline"))
    (commune,) = store.snapshot("latest").communes()
    assert commune.summary
    assert (commune.summary.devices, bool(commune.summary.blind)) == (2, True)


def test_communes_are_opened_by_many_at_once(store: Store) -> None:
    kept(store, cases.province())
    view = view_in(store, "latest", "vi")
    codes = [commune.commune.code for commune in view.communes] * 5
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(view.open, codes)) == [view.open(code) for code in codes]


def test_a_view_of_what_was_judged_again_says_so_and_shows_nothing_else(store: Store) -> None:
    made = cases.province()
    kept(store, made)
    view = view_in(store, "latest", "vi")
    waived = tuple(replace(f, verdict=Verdict.WAIVED) for f in made.judgement.findings)
    store.save_judgement(made.header.id, replace(made.judgement, findings=waived))
    with pytest.raises(JudgedAnew, match="judged again"):
        view.open("03158")
    assert not view_in(store, "latest", "vi").open("03158").of(Verdict.FAIL)
