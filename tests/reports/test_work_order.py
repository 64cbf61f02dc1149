"""What stands on a commune's work order, in which order, and what does not."""

from dataclasses import replace
from typing import Any

import pytest

from auditor.model import Severity, Step, Verdict, Work
from auditor.model.who import Who
from auditor.reports.work_jobs import Outcome
from auditor.reports.work_looks import LookKind
from auditor.reports.work_order import WorkOrder, work_order
from tests.reports import work_cases as cases
from tests.reports.cases import FAIL, PASS, UNKNOWN
from tests.reports.work_cases import BLOCKER, CODE, MAJOR, finding

ALL = tuple(Step)


def order(*findings, counters: int = 4, steps=ALL) -> WorkOrder:
    made = cases.case(findings, counters)
    return work_order(cases.view(made).open(CODE), steps)


def jobs(made: WorkOrder) -> list[str]:
    return [f"{job.first.rule}@{job.first.device.removeprefix(f'pasc-{CODE}-')}" for job in made.jobs]


def gains(made: WorkOrder) -> list[list[tuple[str, Outcome]]]:
    return [[(gain.counter.counter, gain.outcome) for gain in job.gains] for job in made.jobs]


# --- whose it is --------------------------------------------------------------------------------------------
def test_only_what_hands_on_the_spot_can_do_is_a_job() -> None:
    made = order(
        finding("printer.reasons", "printer01"),
        finding("pc.time.offset", "pc01"),
        finding("link.loss", "link"),
        finding("people.seal_present", ""),
    )
    assert jobs(made) == ["printer.reasons@printer01"]
    assert {job.who for job in made.others} == {Who.REMOTE, Who.OPERATOR, Who.STAFF}


def test_the_standard_may_say_that_hands_are_needed_where_the_kind_of_fact_does_not_tell() -> None:
    assert jobs(order(finding("network.interfaces.up", "rt01"))) == ["network.interfaces.up@rt01"]
    guessed = finding("network.interfaces.up", "rt01", work=Work(20))
    assert jobs(order(guessed)) == []


def test_the_standard_may_say_that_no_hands_are_needed() -> None:
    made = order(finding("scanner.state", "scanner01", work=Work(20, on_site=False)))
    assert jobs(made) == []
    assert len(made.others) == 1


def test_too_few_that_work_is_no_job_of_its_own_but_counts_itself_right() -> None:
    made = order(finding("commune.printers.working", ""))
    assert (made.jobs, made.others, len(made.follows)) == ((), (), 1)


def test_what_stops_a_counter_stands_first_among_what_others_do() -> None:
    made = order(finding("link.loss", "link"), finding("pc.time.offset", "pc02"))
    assert [job.first.rule for job in made.others] == ["pc.time.offset", "link.loss"]
    assert [[counter.counter for counter in job.needed] for job in made.others] == [["2"], []]


# --- jobs ---------------------------------------------------------------------------------------------------
def test_findings_that_the_same_hands_close_are_one_job_of_the_longest_time() -> None:
    made = order(finding("printer.media.a4", "printer01"), finding("printer.reasons", "printer01"))
    (job,) = made.jobs
    assert [found.rule for found in job.findings] == ["printer.reasons", "printer.media.a4"]
    assert job.minutes == 15
    assert [part.name["en"] for part in job.bring] == ["A4 paper, 1 ream", "Toner for this printer"]


def test_the_same_repair_on_two_devices_is_two_jobs() -> None:
    assert len(order(finding("pc.disk.health", "pc01"), finding("pc.disk.health", "pc02")).jobs) == 2


def test_findings_of_the_same_repair_text_on_one_device_are_one_job_without_being_told_so() -> None:
    one = finding("pc.disk.health", "pc01")
    other = finding("pc.memory.size", "pc01", fix=one.fix)
    assert len(order(one, other).jobs) == 1


def test_parts_are_counted_and_a_tool_goes_along_once() -> None:
    made = order(finding("pc.disk.health", "pc01"), finding("pc.disk.health", "pc02"))
    packed = [(each.part.name["en"], each.count, len(each.devices)) for each in made.packing]
    assert packed == [("SSD of 256 GB or more", 2, 2), ("Screwdrivers", 1, 2)]


def test_what_may_turn_out_to_be_dead_has_one_spare_along() -> None:
    made = order(
        finding("link.alive", "link"),
        *(finding("device.answers", f"pc{n:02}", UNKNOWN, reason="line_down") for n in (1, 2)),
    )
    packed = [(each.part.name["en"], each.count, each.spare) for each in made.packing]
    assert packed == [("Network cable, Cat 5e", 1, True), ("4G SIM with data left", 1, True)]
    assert len(made.packing[0].devices) == 3


def test_what_is_packed_for_a_job_is_no_spare_too() -> None:
    made = order(finding("device.answers", "pc03"), finding("link.alive", "link"))
    packed = [(each.part.name["en"], each.spare) for each in made.packing]
    assert packed == [("Network cable, Cat 5e", False), ("4G SIM with data left", True)]


def test_a_device_that_answers_needs_no_spare() -> None:
    assert order(finding("device.answers", "pc03", UNKNOWN, reason="auth_failed")).packing == ()


def test_a_job_that_nobody_estimated_is_not_counted_as_no_time() -> None:
    made = order(finding("pc.memory.size", "pc01"), finding("pc.disk.health", "pc02"))
    assert (made.minutes, made.unestimated) == (120, 1)


# --- the order ----------------------------------------------------------------------------------------------
def test_what_frees_every_counter_goes_before_what_frees_one_and_that_before_the_rest() -> None:
    made = order(
        finding("pc.disk.health", "pc01"),
        finding("scanner.state", "scanner01", work=Work(10)),
        finding("printer.reasons", "printer01"),
    )
    assert jobs(made) == ["printer.reasons@printer01", "scanner.state@scanner01", "pc.disk.health@pc01"]
    assert [made.free_after(count) for count in range(4)] == [0, 3, 4, 4]


def test_a_counter_that_waits_for_others_too_comes_after_those_that_hands_alone_free() -> None:
    made = order(
        finding("pc.disk.health", "pc02", severity=BLOCKER, steps=(Step.SCAN,), work=Work(5)),
        finding("pc.time.offset", "pc02"),
        finding("scanner.state", "scanner01"),
    )
    assert gains(made) == [[("1", Outcome.FREE)], [("2", Outcome.WAITS)]]
    assert made.free_after(2) == made.working + 1 == 3


@pytest.mark.parametrize(
    ("verdict", "more", "outcome"),
    [
        (FAIL, {"unserved": (Step.SCAN,)}, Outcome.WAITS),
        (UNKNOWN, {"unserved": (Step.SCAN,)}, Outcome.SEEN),
        (UNKNOWN, {"unseen": (Step.SCAN,)}, Outcome.SEEN),
        (UNKNOWN, {}, Outcome.SEEN),
        (PASS, {}, Outcome.FREE),
    ],
)
def test_a_step_that_no_repair_brings_back_is_not_promised(
    verdict: Verdict, more: dict[str, Any], outcome: Outcome
) -> None:
    made = cases.case([finding("printer.reasons", "printer01")], counters=1)
    (told,) = made.judgement.communes
    (counter,) = told.counters
    counter = replace(counter, steps={**counter.steps, Step.SCAN: verdict}, **more)
    told = replace(told, counters=(counter,))
    view = cases.view(replace(made, judgement=replace(made.judgement, communes=(told,))))
    assert gains(work_order(view.open(CODE), ALL)) == [[("1", outcome)]]


def test_a_step_that_no_rule_measures_is_not_asked_for() -> None:
    made = order(finding("printer.reasons", "printer01"), steps=[Step.PRINT])
    assert made.free_after(1) == 4


def test_a_silent_device_is_woken_after_that_and_promises_nothing() -> None:
    made = order(
        finding("device.answers", "pc03", work=Work(1)),
        finding("pc.time.offset", "pc03", UNKNOWN),
        finding("scanner.state", "scanner01"),
    )
    assert gains(made) == [[("1", Outcome.FREE)], [("3", Outcome.SEEN)]]
    assert made.jobs[1].hidden == 1
    assert made.free_after(2) == 3


def test_of_two_printers_that_fail_the_one_sooner_repaired_frees_the_counters() -> None:
    slow = finding("printer.reasons", "printer01", work=Work(60))
    quick = replace(finding("printer.reasons", "printer01", work=Work(5)), device="pasc-03158-printer02")
    made = order(slow, quick)
    assert jobs(made) == ["printer.reasons@printer02", "printer.reasons@printer01"]
    assert len(made.jobs[0].gains) == 4


def test_the_steps_that_a_job_lets_run_again_are_named() -> None:
    (job,) = order(finding("printer.reasons", "printer01")).jobs
    assert {gain.steps for gain in job.gains} == {(Step.PRINT,)}


def test_a_job_that_is_only_a_part_of_what_a_counter_needs_says_at_which() -> None:
    made = order(finding("printer.reasons", "printer01"), finding("scanner.state", "scanner01"))
    assert [counter.counter for counter in made.jobs[0].needed] == ["1"]
    assert made.jobs[1].needed == ()


def test_jobs_that_free_no_counter_go_by_severity_then_from_place_to_place() -> None:
    made = order(
        finding("pc.memory.size", "pc01"),
        finding("pc.disk.health", "pc04"),
        finding("pc.disk.health", "pc01"),
    )
    assert jobs(made) == ["pc.disk.health@pc01", "pc.disk.health@pc04", "pc.memory.size@pc01"]


def test_without_counters_jobs_go_by_severity() -> None:
    made = order(finding("pc.disk.health", "pc01"), finding("printer.reasons", "printer01"), counters=0)
    assert jobs(made) == ["printer.reasons@printer01", "pc.disk.health@pc01"]
    assert (made.counters, made.free_after(2)) == (0, 0)


# --- what was not measured ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("line_down: pasc-03158-link", LookKind.LINE),
        ("no_route: [Errno 113]", LookKind.POWER),
        ("connect_timeout", LookKind.POWER),
        ("lost: reset", LookKind.POWER),
        ("auth_failed: denied", LookKind.LOGIN),
        ("host_key_changed", LookKind.IDENTITY),
        ("not_asked", LookKind.NOT_ASKED),
        ("not_observed: disk.failing", LookKind.PROVINCE),
        ("something new", LookKind.PROVINCE),
    ],
)
def test_what_was_not_measured_is_looked_at_by_its_reason(reason: str, kind: LookKind) -> None:
    (look,) = order(finding("pc.time.offset", "pc01", UNKNOWN, reason=reason)).looks
    assert look.kind is kind


def test_a_device_is_looked_at_once_for_what_hides_most_of_it() -> None:
    made = order(
        finding("pc.time.offset", "pc01", UNKNOWN, reason="not_observed: x"),
        finding("pc.disk.health", "pc01", UNKNOWN),
        finding("pc.memory.size", "pc01", UNKNOWN),
    )
    (look,) = made.looks
    assert (look.kind, len(look.devices), len(look.devices[0].findings)) == (LookKind.POWER, 1, 3)


def test_a_device_with_a_job_to_wake_it_is_not_looked_at_again() -> None:
    made = order(finding("device.answers", "pc03"), finding("pc.time.offset", "pc03", UNKNOWN))
    assert made.looks == ()


def test_the_line_and_the_router_are_looked_at_before_what_stands_behind_them() -> None:
    made = order(
        finding("pc.time.offset", "pc01", UNKNOWN, reason="line_down"),
        finding("network.interfaces.up", "rt01", UNKNOWN, reason="line_down", severity=MAJOR),
        finding("link.loss", "link", UNKNOWN, reason="line_down"),
    )
    (look,) = made.looks
    assert [each.first.kind for each in look.devices] == ["link", "network", "pc"]


def test_what_is_silent_because_the_line_is_down_is_told_to_begin_at_the_line() -> None:
    made = order(
        finding("pc.time.offset", "pc01", UNKNOWN, reason="connect_timeout"),
        finding("pc.disk.health", "pc01", UNKNOWN, reason="connect_timeout"),
        finding("device.answers", "pc01", UNKNOWN, reason="line_down: pasc-03158-link"),
        finding("pc.time.offset", "pc02", UNKNOWN, reason="connect_timeout"),
    )
    assert [(look.kind, [each.first.device[-4:] for each in look.devices]) for look in made.looks] == [
        (LookKind.LINE, ["pc01"]),
        (LookKind.POWER, ["pc02"]),
    ]


def test_what_only_people_can_answer_is_asked() -> None:
    made = order(finding("people.seal_present", "", UNKNOWN, reason="attestation_expired: 2026-11-01"))
    assert [asked.rule for asked in made.questions] == ["people.seal_present"]
    assert made.looks == ()


def test_waived_and_passed_findings_are_no_work() -> None:
    made = order(
        finding("printer.reasons", "printer01", Verdict.WAIVED),
        finding("pc.time.offset", "pc01", Verdict.PASS),
    )
    assert (made.jobs, made.others, made.looks) == ((), (), ())


def test_every_failed_finding_stands_somewhere_once() -> None:
    every = [f for f in cases.busy().judgement.findings if f.verdict is FAIL]
    made = order(*every)
    shown = [found.id for job in (*made.jobs, *made.others) for found in job.findings]
    shown += [found.id for found in made.follows]
    assert sorted(shown) == sorted(found.id for found in every)
    assert Severity.BLOCKER in {found.severity for found in every}
