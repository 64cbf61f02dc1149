"""Which blocker stands for a commune: the one that keeps most counters from their steps."""

from dataclasses import replace
from typing import Any

import pytest

from auditor.model import (
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Finding,
    Level,
    Severity,
    Step,
    Tally,
    Verdict,
)
from auditor.model.summary import Cause, CommuneSummary
from auditor.reports.build import build_view
from auditor.reports.html import index_page
from auditor.reports.leadership import leadership
from auditor.reports.notice import notice_of
from auditor.reports.summaries import merged_causes, summarize
from auditor.reports.tables_communes import COMMUNES
from auditor.reports.view import ProvinceView
from auditor.reports.web.tiles import obstacle
from auditor.reports.words import words_of
from tests.reports import cases

CODE = "03127"
EN = words_of("en")
CLOCK = "pc.time.offset@pasc-03127-pc01"
PRINTER = "printer.reasons@pasc-03127-printer01"
LINE = "link.alive@pasc-03127-link"
ROUTER = "network.interfaces.up@pasc-03127-rt01"
DISKS = tuple(f"pc.disk.free@pasc-03127-pc0{number}" for number in (1, 2))


def broken(*faults: str) -> ProvinceView:
    """The commune of four counters in which *faults* (rule@device) stop something."""

    def fail(finding: Finding) -> Finding:
        told = f"{finding.rule}@{finding.device}"
        return replace(finding, verdict=Verdict.FAIL, found=False) if told in faults else finding

    made = cases.case((cases.COMMUNES[5],), fail)
    return build_view(made.header, made.manifest, made.judgement, "en")


def foremost(*faults: str) -> str:
    (brief,) = broken(*faults).communes
    first = brief.foremost
    assert first
    return f"{first.rule}@{first.device}"


def test_the_only_printer_stands_before_the_clock_of_one_computer() -> None:
    assert foremost(CLOCK, PRINTER) == PRINTER


def test_of_two_that_stop_every_counter_the_one_that_stops_more_steps_stands_first() -> None:
    assert foremost(PRINTER, LINE, ROUTER) == ROUTER


def test_a_fault_at_two_counters_stands_before_one_at_a_single_counter() -> None:
    assert foremost(CLOCK, *DISKS) == DISKS[0]


def test_of_two_that_stop_as_much_that_on_more_devices_stands_first_then_the_rules_name_decides() -> None:
    one, two, three = (_finding(rule, "pc1", (Step.SIGN,)) for rule in ("c", "b", "a"))
    beside = replace(one, device="pc2")
    counter = _counter("1", one, two, three, beside)
    assert [cause.rule for cause in _causes([counter], two, one, three, beside)] == ["c", "a", "b"]


def test_of_one_rules_devices_that_at_most_counters_stands_for_it() -> None:
    one, shared = (_finding("printer.reasons", name, (Step.PRINT,)) for name in ("a-small", "b-shared"))
    counters = [_counter("1", one), _counter("2", shared), _counter("3", shared)]
    (cause,) = _causes(counters, one, shared)
    assert (cause.example.device, cause.counters, cause.devices) == ("b-shared", 3, 2)


def test_a_device_that_another_one_spares_stops_no_counter() -> None:
    clock = _finding("pc.time.offset", "pc", (Step.SIGN,))
    spared = [_finding("printer.reasons", f"printer{number}", (Step.PRINT,)) for number in (1, 2, 3)]
    told = _causes([_counter("1", clock)], clock, *spared)
    assert [(cause.rule, cause.counters) for cause in told] == [("pc.time.offset", 1), ("printer.reasons", 0)]


def test_what_the_commune_lacks_altogether_stops_the_counters_that_nothing_serves() -> None:
    lacks = replace(_finding("commune.steps", f"commune_{CODE}", (Step.SCAN, Step.PRINT)), kind="commune")
    clock = _finding("pc.time.offset", "pc", (Step.SIGN, Step.SUBMIT))
    failed = {Step.SCAN: Verdict.FAIL}
    counters = [
        replace(_counter("1", clock), steps=failed, unserved=(Step.SCAN,)),
        CounterAssessment("", "2", failed, (), (Step.SCAN,)),
        CounterAssessment("", "3", {Step.PRINT: Verdict.UNKNOWN}, (), (Step.PRINT,)),
    ]
    told = _causes(counters, clock, lacks)
    assert [(cause.rule, cause.counters) for cause in told] == [("commune.steps", 2), ("pc.time.offset", 1)]


def test_it_does_not_hang_on_the_order_of_the_findings() -> None:
    made = cases.case((cases.COMMUNES[5],), lambda each: replace(each, verdict=Verdict.FAIL))
    backwards = replace(made.judgement, findings=made.judgement.findings[::-1])
    forth, back = (build_view(made.header, made.manifest, of, "en") for of in (made.judgement, backwards))
    assert forth.communes[0].causes == back.communes[0].causes
    assert forth.causes == back.causes


def test_the_opened_commune_lists_what_stops_it_in_the_same_order() -> None:
    view = broken(CLOCK, PRINTER, LINE)
    opened = view.open(CODE)
    assert [finding.rule for finding in opened.blockers] == [cause.rule for cause in opened.causes]
    assert opened.blockers[0] == opened.foremost == view.communes[0].foremost


@pytest.mark.parametrize("form", ["tile", "index", "table", "notice", "paper"])
def test_every_format_names_the_same_one(form: str) -> None:
    view = broken(CLOCK, PRINTER)
    (brief,) = view.communes
    annex = leadership(view).annexes.communes
    assert annex
    assert brief.foremost
    said = {
        "tile": obstacle(brief, EN)[1],
        "index": "".join(index_page(view)).split('<td class="why">')[1].split("<span")[0],
        "table": _cell(view),
        "notice": notice_of(view).text.split("not ready.")[1].split("\n")[0],
        "paper": annex.rows[0].obstacle,
    }
    assert said[form].strip() == EN.unmet(brief.foremost)


def test_of_causes_in_as_many_communes_the_one_at_most_counters_stands_first() -> None:
    example = _finding("a", "pc", ())
    causes = [
        Cause("many-devices", example, ("1",), 9, 1),
        Cause("many-counters", example, ("1",), 1, 4),
        Cause("many-communes", example, ("1", "2"), 1, 1),
    ]
    told = [cause.rule for cause in merged_causes(causes)]
    assert told == ["many-communes", "many-counters", "many-devices"]


def test_the_counters_of_several_communes_add_up() -> None:
    example = _finding("a", "pc", ())
    (one,) = merged_causes([Cause("a", example, ("1",), 2, 3), Cause("a", example, ("2",), 1, 4)])
    assert (one.communes, one.devices, one.counters) == (("1", "2"), 3, 7)


def _cell(view: ProvinceView) -> Any:
    assert COMMUNES.items
    (row,) = COMMUNES.items(view, EN)
    return next(column for column in COMMUNES.columns if column.name == "cause").of(row, EN)


def _finding(rule: str, device: str, steps: tuple[Step, ...]) -> Finding:
    made = cases.case((cases.COMMUNES[5],)).judgement.findings[0]
    return replace(
        made, rule=rule, device=device, steps=steps, verdict=Verdict.FAIL, severity=Severity.BLOCKER
    )


def _counter(number: str, *findings: Finding) -> CounterAssessment:
    steps = dict.fromkeys((step for finding in findings for step in finding.steps), Verdict.FAIL)
    return CounterAssessment("", number, steps, tuple(finding.id for finding in findings))


def _causes(counters: list[CounterAssessment], *findings: Finding) -> tuple[Cause, ...]:
    told = CommuneAssessment(CODE, Level.NOT_READY, Tally(), tuple(counters))
    summary: CommuneSummary = summarize(Commune(CODE), told, findings, ())
    return summary.causes
