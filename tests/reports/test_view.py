"""What every report shows, before any format."""

from dataclasses import replace

import pytest

from auditor.model import Commune, Device, Judgement, Kind, Level, Severity, Step, Verdict
from auditor.model.who import Who, who
from auditor.reports.build import build_view, narrowed
from auditor.reports.view import ProvinceView
from tests.reports import cases


def view_of(case: cases.Case) -> ProvinceView:
    return build_view(case.header, case.manifest, case.judgement, "en")


@pytest.fixture
def province() -> ProvinceView:
    return view_of(cases.province())


def test_communes_stand_by_need_then_region_three_first(province: ProvinceView) -> None:
    assert [(c.commune.code, c.level) for c in province.communes] == [
        ("03158", Level.NOT_READY),
        ("03166", Level.NOT_READY),
        ("03160", Level.NOT_READY),
        ("03253", Level.READY_WITH_GAPS),
        ("03325", Level.READY),
        ("03127", Level.READY),
    ]


def test_of_two_equally_stopped_communes_the_remoter_region_comes_first() -> None:
    def break_disks(finding: cases.Finding) -> cases.Finding:
        return replace(finding, verdict=Verdict.FAIL) if finding.rule == "pc.disk.free" else finding

    near = Commune("03000", "Phường gần", "I", counters=1)
    far = Commune("03999", "Xã xa", "III", counters=1)
    view = view_of(cases.case((near, far), break_disks))
    assert [c.commune.code for c in view.communes] == ["03999", "03000"]


def test_a_step_names_the_finding_that_stops_it(province: ProvinceView) -> None:
    commune = province.commune("03158")
    assert commune
    second = commune.counters[1]
    stopped = {link.step: [f.rule for f in link.findings] for link in second.chain if link.findings}
    assert stopped == {Step.PRINT: ["printer.reasons"]}
    assert not second.works


def test_capacity_counts_the_counters_of_a_step(province: ProvinceView) -> None:
    commune = province.commune("03160")
    assert commune
    sign = next(c for c in commune.capacity if c.step is Step.SIGN)
    assert (sign.working, sign.stopped, sign.total, sign.verdict) == (2, 1, 3, Verdict.FAIL)


def test_a_step_of_no_counter_is_not_known_to_work() -> None:
    view = view_of(cases.without_counters())
    assert {c.verdict for c in view.communes[0].capacity} == {Verdict.UNKNOWN}


def test_a_commune_with_devices_left_out_serves_at_no_counter_and_its_steps_count_as_measured() -> None:
    view = view_of(cases.partial())
    assert (view.serving, view.counters_serving, view.counters_working) == (0, 0, 0)
    assert view.steps == view_of(cases.case(cases.COMMUNES[5:])).steps


def test_a_counter_of_which_no_step_is_measured_is_not_known_to_work() -> None:
    assert view_of(cases.partial()).communes[0].counters[0].verdict(()) is Verdict.UNKNOWN


def test_causes_are_counted_over_communes_and_five_at_most() -> None:
    def break_all(finding: cases.Finding) -> cases.Finding:
        grave = Severity.BLOCKER if finding.rule == "link.loss" else finding.severity
        return replace(finding, verdict=Verdict.FAIL, severity=grave)

    view = view_of(cases.case(cases.COMMUNES[3:], break_all))
    assert [(c.rule, len(c.communes), c.devices) for c in view.causes] == [
        ("pc.disk.free", 3, 9),
        ("pc.time.offset", 3, 9),
        ("link.alive", 3, 3),
        ("link.loss", 3, 3),
        ("network.interfaces.up", 3, 3),
    ]


def test_only_blockers_are_causes(province: ProvinceView) -> None:
    assert "link.loss" not in {cause.rule for cause in province.causes}


def test_what_was_not_measured_is_grouped_by_why(province: ProvinceView) -> None:
    (group,) = province.blind
    assert (group.communes, len(group.devices)) == (("03166",), 5)
    assert group.checks == province.tally.unknown
    (of_commune,) = province.open("03166").unmeasured
    assert len(of_commune.findings) == group.checks


def test_reasons_that_differ_only_in_the_detail_are_one_group() -> None:
    def silent(finding: cases.Finding) -> cases.Finding:
        return replace(finding, verdict=Verdict.UNKNOWN, reason=f"silent: {finding.device} said nothing")

    view = view_of(cases.case(cases.COMMUNES[:1], silent))
    assert [group.reason for group in view.blind] == ["silent"]


def test_what_several_communes_did_not_measure_for_one_reason_is_one_group() -> None:
    def lost(finding: cases.Finding) -> cases.Finding:
        at = f"connect_timeout: {finding.commune} in 10 s"
        return replace(finding, verdict=Verdict.UNKNOWN, found=None, reason=at)

    view = view_of(cases.case(cases.COMMUNES[:2], lost))
    assert {commune.blind[0].reason for commune in view.communes} == {
        "connect_timeout: 03158 in 10 s",
        "connect_timeout: 03160 in 10 s",
    }
    (group,) = view.blind
    assert (group.reason, group.communes) == ("connect_timeout", ("03158", "03160"))
    assert group.checks == sum(commune.blind[0].checks for commune in view.communes) == view.tally.unknown
    assert group.blockers == sum(commune.blind[0].blockers for commune in view.communes)


def test_a_communes_causes_are_its_failing_blockers_what_stops_most_counters_first(
    province: ProvinceView,
) -> None:
    for commune in province.communes:
        opened = province.open(commune.commune.code)
        assert {cause.rule for cause in commune.causes} == {f.rule for f in opened.blockers}
        assert [cause.counters for cause in commune.causes] == sorted(
            (cause.counters for cause in commune.causes), reverse=True
        )
        assert commune.foremost == next(iter(opened.blockers), None)


def test_communes_are_opened_in_the_order_of_their_need(province: ProvinceView) -> None:
    opened = [commune.commune.code for commune in province.opened()]
    assert opened == [commune.commune.code for commune in province.communes]


def test_the_provinces_coverage_has_no_score_beside_it(province: ProvinceView) -> None:
    tally = province.tally
    assert tally.score is None
    assert tally.coverage == (tally.passed + tally.failed + tally.waived) / (
        tally.passed + tally.failed + tally.waived + tally.unknown
    )


def test_counters_required_are_not_summed_over_a_gap() -> None:
    one, other = cases.COMMUNES[0], replace(cases.COMMUNES[1], counters=None)
    assert view_of(cases.case((one, other))).counters_required is None


def test_a_device_without_a_finding_is_shown_and_not_called_good() -> None:
    made = cases.province()
    ups = Device("pasc-03158-ups01", Kind.UPS, "03158")
    manifest = replace(made.manifest, devices={**made.manifest.devices, ups.id: ups})
    commune = view_of(replace(made, manifest=manifest)).commune("03158")
    assert commune
    assert commune.devices[-1].device == ups
    assert commune.devices[-1].verdict is Verdict.UNKNOWN


def test_a_finding_of_a_device_that_left_the_inventory_is_shown() -> None:
    made = cases.province()
    manifest = replace(made.manifest, devices={})
    view = view_of(replace(made, manifest=manifest))
    shown = sum(len(d.findings) for c in view.communes for d in c.devices)
    assert shown == len(made.judgement.findings)


def test_a_commune_that_was_not_assessed_is_not_measured() -> None:
    made = cases.province()
    nothing = Judgement((), (), "baseline", "")
    view = view_of(replace(made, judgement=nothing))
    assert {c.level for c in view.communes} == {Level.NOT_MEASURED}
    assert len(view.communes) == 6


def test_the_work_of_a_commune_is_its_failures_the_gravest_device_first(province: ProvinceView) -> None:
    commune = province.commune("03158")
    assert commune
    work = [(d.device.id, [f.rule for f in d.findings]) for d in commune.work]
    assert work == [
        ("pasc-03158-pc01", ["pc.disk.free"]),
        ("pasc-03158-printer01", ["printer.reasons"]),
        ("pasc-03158-pc02", ["pc.net.dns"]),
    ]


def test_a_narrowed_view_counts_anew(province: ProvinceView) -> None:
    view = narrowed(province, ["03160"])
    assert (len(view.communes), view.levels[Level.NOT_READY], view.devices) == (1, 1, 6)
    assert [cause.rule for cause in view.causes] == ["pc.time.offset"]


@pytest.mark.parametrize(
    ("rule", "hand"),
    [
        ("device.answers", Who.STAFF),
        ("printer.reasons", Who.STAFF),
        ("link.alive", Who.OPERATOR),
        ("network.interfaces.up", Who.REMOTE),
        ("pc.time.offset", Who.REMOTE),
        ("pc.disk.free", Who.REMOTE),
    ],
)
def test_each_finding_says_whose_hand_it_needs(province: ProvinceView, rule: str, hand: Who) -> None:
    found = next(f for c in province.communes for d in c.devices for f in d.findings if f.rule == rule)
    assert who(found) is hand


def test_a_step_that_no_rule_measures_is_named_and_not_counted() -> None:
    def no_scan(finding: cases.Finding) -> cases.Finding:
        return replace(finding, steps=tuple(s for s in finding.steps if s is not Step.SCAN))

    view = view_of(cases.case(cases.COMMUNES[4:], no_scan))
    assert view.unmeasured_steps == (Step.SCAN,)
    assert (view.counters_working, view.counters_serving) == (0, 6)


def test_a_step_that_was_not_answered_is_measured_all_the_same() -> None:
    view = view_of(cases.unreachable())
    assert view.unmeasured_steps == ()
    assert view.counters_serving == 0


def test_memory_is_not_put_in_from_afar() -> None:
    disk = next(rule for rule in cases.RULES if rule.id == "pc.disk.free")
    found = cases.finding(disk, cases.devices_of(cases.COMMUNES[0])[-1], Verdict.FAIL)
    assert who(replace(found, fact="memory.total_mib")) is Who.VISIT


@pytest.mark.parametrize(
    ("kind", "fact", "hand"),
    [
        (Kind.KIOSK, "tokens", Who.STAFF),
        (Kind.KIOSK, "tokens.days_left", Who.REMOTE),
        (Kind.KIOSK, "peripherals.card_readers", Who.STAFF),
        (Kind.PC, "disk.pending_sectors", Who.VISIT),
        (Kind.PC, "disk.root_free_percent", Who.REMOTE),
        (Kind.PRINTER, "printer.firmware", Who.REMOTE),
        (Kind.UPS, "snmp.default_community", Who.REMOTE),
        (Kind.UPS, "ups.battery_status", Who.STAFF),
    ],
)
def test_what_hangs_on_a_cable_wants_a_hand_and_what_is_set_up_does_not(
    kind: Kind, fact: str, hand: Who
) -> None:
    disk = next(rule for rule in cases.RULES if rule.id == "pc.disk.free")
    found = cases.finding(disk, cases.devices_of(cases.COMMUNES[0])[-1], Verdict.FAIL)
    assert who(replace(found, kind=kind.value, rule="some.rule", fact=fact)) is hand
