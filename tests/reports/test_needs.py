"""What stops which step, what is lacking, what is waived and what a commune itself is found to be."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from auditor.model import Quantity, Step
from auditor.model.who import Who, who
from auditor.reports import json_report, needs
from auditor.reports.build import build_view, narrowed
from auditor.reports.html import commune_page, index_page
from auditor.reports.shortages import Remedy, ShortageView, shortages
from auditor.reports.terminal import print_summary
from auditor.reports.view import ProvinceView
from auditor.reports.words import words_of
from tests.reports import cases
from tests.reports.golden import view
from tests.reports.whole import OWN, QUANTITIES, SUBJECT, WAIVER, whole_commune

EN = words_of("en")
WHOLE = view("whole_commune", "en")
(COMMUNE,) = WHOLE.communes


def summary(of: ProvinceView) -> str:
    console = Console(width=200, color_system=None)
    with console.capture() as said:
        print_summary(of, console)
    return said.get()


# --- the chain ----------------------------------------------------------------------------------------------
def test_the_device_that_stops_a_step_is_named_with_why_and_where():
    (first,) = [c for c in view("province", "en").communes if c.commune.code == "03158"]
    told = needs.stops(first, EN)
    assert (
        "counter 1 · receive, scan, submit: stopped by pasc-03158-pc01 (The system disk is almost full)"
    ) in told
    assert any(text.startswith("every counter · print: stopped by pasc-03158-printer01 (") for text in told)


def test_a_step_that_no_device_serves_says_so_and_one_that_could_not_be_seen_as_well():
    told = needs.stops(COMMUNE, EN)
    assert "counter 1 · scan: no device serves this step" in told
    assert "counter 1 · print: whether a device serves this step could not be seen" in told


def test_what_is_known_to_stop_stands_before_what_is_not_known():
    told = needs.stops(COMMUNE, EN)
    assert told.index("counter 1 · scan: no device serves this step") < len(told) - 1


def test_one_reason_at_many_counters_is_one_line():
    made = cases.province()
    everywhere = build_view(made.header, made.manifest, made.judgement, "en")
    for commune in everywhere.communes:
        told = needs.stops(commune, EN)
        assert len(told) == len(set(told)) <= 6


def test_a_step_without_a_device_is_measured_and_not_said_to_lack_a_rule():
    assert Step.SCAN in WHOLE.steps


# --- shortages ----------------------------------------------------------------------------------------------
def test_missing_is_bought_broken_visited_and_misconfigured_put_right_from_afar():
    told = {(lack.noun, lack.remedy): lack for lack in COMMUNE.shortages}
    assert told["pc", Remedy.BUY] == ShortageView("pc", "", 2, Remedy.BUY)
    assert told["printer", Remedy.VISIT].devices == ("pasc-03158-printer01",)
    broken = (Quantity("", "pc", None, 2, 1, ("pasc-03158-pc01",)),)
    made = cases.province()
    (lack,) = shortages(broken, made.judgement.findings)
    assert (lack.remedy, lack.devices) == (Remedy.REMOTE, ("pasc-03158-pc01",))


def test_what_a_site_lacks_is_not_bought_twice():
    lacks = [(lack.site, lack.count) for lack in COMMUNE.shortages if lack.noun == "scanner"]
    assert lacks == [("", 1), ("Điểm số 2", 1)]


def test_what_could_not_be_seen_is_not_bought():
    assert not [lack for lack in COMMUNE.shortages if lack.noun == "card_reader"]


def test_the_province_counts_what_its_communes_lack():
    (pc, printer, scanner) = WHOLE.needs
    assert (pc.noun, dict(pc.counts), pc.communes) == (
        "pc",
        {Remedy.BUY: 2, Remedy.VISIT: 0, Remedy.REMOTE: 0, Remedy.OPERATOR: 0},
        ("03158",),
    )
    assert (printer.counts[Remedy.VISIT], scanner.counts[Remedy.BUY]) == (1, 2)
    assert "What the communes lack" in "".join(index_page(WHOLE))
    told = json.loads("".join(json_report.pieces(WHOLE)))["shortages"]
    assert [(need["noun"], need["buy"]) for need in told] == [("pc", 2), ("printer", 0), ("scanner", 2)]


def test_a_province_that_lacks_nothing_has_no_such_list():
    assert "What the communes lack" not in "".join(index_page(view("province", "en")))


@pytest.mark.parametrize(
    ("fact", "person"),
    [
        ("quantity.pc.missing", Who.BUYER),
        ("counters.unserved", Who.BUYER),
        ("quantity.pc.not_working", Who.VISIT),
        ("attest.seal_present", Who.STAFF),
    ],
)
def test_who_helps_a_commune_goes_by_what_it_lacks(fact, person):
    assert who(replace(OWN[0], fact=fact)) is person


# --- the commune itself -------------------------------------------------------------------------------------
def test_a_commune_is_no_device_of_itself():
    plain = view("province", "en").commune("03158")
    assert WHOLE.devices == len(plain.devices)
    assert SUBJECT not in [device.device.id for device in COMMUNE.devices]
    assert len(COMMUNE.itself.findings) == len(OWN)


def test_its_findings_are_in_every_report_under_its_name():
    page = "".join(commune_page(WHOLE, COMMUNE))
    assert "The commune has all its scanners" in page
    assert SUBJECT not in page.replace("F-", "")
    report = json.loads("".join(json_report.pieces(WHOLE)))["communes"][0]
    assert [f["rule"] for f in report["findings"]] == [f.rule for f in COMMUNE.itself.findings]
    assert len(report["quantities"]) == len(QUANTITIES)


def test_who_attested_is_said_beside_what_passed():
    page = "".join(commune_page(WHOLE, COMMUNE))
    assert "attested: by Lò Văn B on 02/11/2026, valid until 31/01/2027" in page


# --- waivers ------------------------------------------------------------------------------------------------
def test_a_waiver_that_ends_within_a_fortnight_is_told_everywhere():
    line = "W-3 ends on 30/11/2026 (9 days left): pc.disk.free, pasc-03158-pc01; 1 finding excused"
    assert needs.expiring(WHOLE, EN) == [line]
    assert line in summary(WHOLE)
    assert line in "".join(index_page(WHOLE))
    told = json.loads("".join(json_report.pieces(WHOLE)))["waivers"]
    assert [(each["id"], each["expiring"]) for each in told] == [("W-4", False), ("W-3", True)]


@pytest.mark.parametrize(("days", "told"), [(14, 1), (15, 0)])
def test_the_fortnight_is_counted_from_the_day_of_judging(days, told):
    made = whole_commune()
    until = made.judgement.at.date() + timedelta(days=days)
    (first, _second) = made.judgement.waivers
    use = replace(first, waiver=replace(WAIVER, until=until))
    judgement = replace(made.judgement, waivers=(use,))
    assert len(build_view(made.header, made.manifest, judgement, "en").expiring) == told


def test_a_waived_finding_is_shown_with_its_reason_and_both_scores():
    page = "".join(commune_page(WHOLE, COMMUNE))
    assert "it fails, and is waived: until 30/11/2026, approved by Lò Văn B" in page
    assert "Without waivers: not ready, score 50%." in page
    assert "(without waivers 50%)" in summary(WHOLE)


def test_a_view_of_other_communes_has_no_waiver_of_this_one():
    assert narrowed(WHOLE, ["03160"]).waivers == ()
    assert len(narrowed(WHOLE, ["03158"]).waivers) == 2
