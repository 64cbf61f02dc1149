"""The summary on a terminal."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from auditor.reports.build import build_view
from auditor.reports.terminal import print_summary
from tests.reports import cases
from tests.reports.golden import CASES, summary


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_line_is_wider_than_the_terminal(case: str, language: str, width: int) -> None:
    assert max(cell_len(line) for line in summary(case, language, width).splitlines()) <= width


@pytest.mark.parametrize("case", CASES)
def test_nothing_steers_the_terminal(case: str) -> None:
    shown = summary(case, "en", 100)
    assert not {c for c in shown if not c.isprintable()} - {"\n", "\xa0"}
    assert "[bold red]" in summary("hostile", "en", 140)


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    console = Console(width=140, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    made = cases.hostile()
    print_summary(build_view(made.header, made.manifest, made.judgement, "en"), console)
    written = console.file
    assert isinstance(written, io.StringIO)
    assert "[bold red]" in written.getvalue()
    assert "\x1b]0;" not in written.getvalue()


def test_a_level_is_told_by_a_word_and_not_by_colour_alone() -> None:
    shown = summary("province", "en", 100)
    assert "■ not ready" in shown
    assert "● ready" in shown


def test_a_blocker_is_told_with_its_id_device_fix_and_whose_hand() -> None:
    shown = " ".join(summary("province", "en", 140).split())
    assert "F-8ab6e73d pasc-03158-printer01" in shown
    assert "found: no paper" in shown
    assert "→ Somebody at the commune: Load A4 paper, remove jammed paper, close the covers." in shown


def test_the_neediest_commune_stands_first() -> None:
    shown = summary("province", "vi", 100)
    assert shown.index("Xã Sín Thầu") < shown.index("Xã Mường Chà") < shown.index("Xã Mường Nhé")


def test_what_to_do_next_names_commands_with_this_run() -> None:
    shown = summary("province", "en", 100)
    assert "auditor report 20261121T134307Z-4f2a --format html" in shown
    assert "auditor audit --limit commune_03158" in shown


def test_an_interrupted_run_says_so_and_how_it_goes_on() -> None:
    made = cases.province()
    header = replace(made.header, status="interrupted", ended=None)
    console = Console(width=100, file=io.StringIO(), color_system=None)
    print_summary(build_view(header, made.manifest, made.judgement, "en"), console)
    written = console.file
    assert isinstance(written, io.StringIO)
    assert "This run is interrupted" in written.getvalue()
    assert "auditor audit --resume 20261121T134307Z-4f2a" in written.getvalue()


def test_forty_stopped_communes_are_summed_up_after_twenty() -> None:
    dark = tuple(cases.Commune(f"03{n:03}", f"Xã {n}", "III", counters=1) for n in range(40))

    def stop(finding: cases.Finding) -> cases.Finding:
        return replace(finding, verdict=cases.FAIL) if finding.rule == "link.alive" else finding

    made = cases.case(dark, stop)
    console = Console(width=100, file=io.StringIO(), color_system=None)
    print_summary(build_view(made.header, made.manifest, made.judgement, "en"), console)
    written = console.file
    assert isinstance(written, io.StringIO)
    assert written.getvalue().count("■ not ready") == 20
    assert "and 20 more communes that are not ready" in written.getvalue()


def test_one_rule_on_many_devices_is_one_entry() -> None:
    def fill(finding: cases.Finding) -> cases.Finding:
        return replace(finding, verdict=cases.FAIL) if finding.rule == "pc.disk.free" else finding

    made = cases.case(cases.COMMUNES[5:], fill)
    console = Console(width=140, file=io.StringIO(), color_system=None)
    print_summary(build_view(made.header, made.manifest, made.judgement, "en"), console)
    written = console.file
    assert isinstance(written, io.StringIO)
    assert "pasc-03127-pc01 and 3 more devices" in written.getvalue()
    assert "pasc-03127-pc02" not in written.getvalue()


def test_what_hides_a_commune_is_told_before_what_is_merely_wrong_there() -> None:
    def blind(finding: cases.Finding) -> cases.Finding:
        if finding.device == "pasc-03325-pc02":
            return replace(finding, verdict=cases.UNKNOWN, reason="silent: nothing in 10 s")
        return replace(finding, verdict=cases.FAIL) if finding.rule == "link.loss" else finding

    made = cases.case(cases.COMMUNES[4:5], blind)
    console = Console(width=140, file=io.StringIO(), color_system=None)
    print_summary(build_view(made.header, made.manifest, made.judgement, "en"), console)
    written = console.file
    assert isinstance(written, io.StringIO)
    shown = written.getvalue()
    why = "pasc-03325-pc02  ? 6 checks not known: connected, then silent: nothing in 10 s"
    assert shown.index("? not measured") < shown.index(why) < shown.index("pasc-03325-link  ✗ major")


def test_a_partial_audit_says_how_many_devices_were_not_asked_and_calls_nothing_ready() -> None:
    shown = summary("partial", "en", 100)
    assert "partial audit: 2 devices were not asked (--limit)" in shown
    assert "● ready" not in shown
    assert "partial audit" not in summary("province", "en", 100)
