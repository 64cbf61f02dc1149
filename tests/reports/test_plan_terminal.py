"""A plan on a terminal: short, by who does it, the same instruction once."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from auditor.model import Commune, Disposition, Plan, PlanItem, PlanStep
from auditor.reports.plan_terminal import MAX_STEPS, Around, counted, print_plan
from tests.support import plans


def _shown(plan: Plan, **more: object) -> str:
    console = Console(file=StringIO(), width=100, markup=False, emoji=False, highlight=False)
    print_plan(plan, console, **more)  # type: ignore[arg-type]
    stream = console.file
    assert isinstance(stream, StringIO)
    return " ".join(stream.getvalue().split())


def _step(number: int, device: str = "pc01", **more: object) -> PlanStep:
    fields = {"commune": "03158", "role": "base", "entry": "timezone", "why": f"why {number}", **more}
    return PlanStep(f"S{number}", device, "pc", **fields)  # type: ignore[arg-type]


def _item(number: int, who: Disposition, **more: object) -> PlanItem:
    fields = {"rule": f"rule.{number}", "device": "pc01", "kind": "pc", "commune": "03158", **more}
    fields = {"severity": "major", "title": f"title {number}", "how": f"how {number}", **fields}
    return PlanItem(f"F-{number}", who=who, **fields)  # type: ignore[arg-type]


def _plan(*parts: PlanStep | PlanItem) -> Plan:
    steps = tuple(part for part in parts if isinstance(part, PlanStep))
    items = tuple(part for part in parts if isinstance(part, PlanItem))
    return plans.blank(steps=steps, items=items)


AUTOMATIC, TECHNICIAN, PURCHASE, PROVINCE = Disposition


def test_a_plan_of_nothing_says_so() -> None:
    assert "there is nothing to do" in _shown(_plan())


def test_the_first_line_counts_where_findings_end() -> None:
    items = (_item(1, AUTOMATIC, steps=("S1",)), _item(2, TECHNICIAN), _item(3, PROVINCE))
    assert (
        "3 findings failed: 1 automatic by 1 step on 1 device; 1 for a technician; 1 for provincial IT"
        in (_shown(_plan(_step(1), *items)))
    )


def test_what_needs_a_restart_a_person_or_cannot_be_undone_is_said_before() -> None:
    steps = (_step(1, reboot=True, reversible=False), _step(2, "pc02", person=True))
    out = _shown(_plan(*steps, _item(1, AUTOMATIC, steps=("S1", "S2"))))
    assert "1 restart the device (only with --allow-reboot): S1" in out
    assert "1 need somebody at the device: S2" in out
    assert "1 cannot be undone by a machine: S1" in out
    assert "base/timezone [reboot, cannot be undone]" in out


def test_the_same_instruction_is_told_once_for_all_its_devices() -> None:
    items = [_item(n, TECHNICIAN, rule="r", title="t", how="do it", device=f"pc{n:02}") for n in range(1, 10)]
    out = _shown(_plan(*items))
    assert out.count("do it") == 1
    assert "pc01, pc02, pc03, pc04, pc05, pc06 +3" in out


def test_instructions_of_different_communes_stay_apart() -> None:
    items = [_item(n, TECHNICIAN, rule="r", how="do it", commune=code) for n, code in ((1, "2"), (2, "1"))]
    assert _shown(_plan(*items)).count("do it") == 2


def test_a_technician_goes_from_device_to_device_the_worst_first_the_commune_last() -> None:
    items = [
        _item(1, TECHNICIAN, device="commune_03158", kind="commune", severity="blocker"),
        _item(2, TECHNICIAN, device="a", severity="minor"),
        _item(3, TECHNICIAN, device="b", severity="minor"),
        _item(4, TECHNICIAN, device="b", severity="blocker"),
    ]
    out = _shown(_plan(*items))
    places = [out.index(f"title {number}") for number in (4, 3, 2, 1)]
    assert places == sorted(places)


def test_what_stops_citizens_comes_first() -> None:
    items = [_item(1, PROVINCE, severity="minor"), _item(2, PROVINCE, severity="blocker")]
    out = _shown(_plan(*items))
    assert out.index("title 2") < out.index("title 1")


def test_the_purchase_list_counts_each_shortage_once_by_noun_and_commune() -> None:
    items = (
        _item(1, PURCHASE, noun="printer", count=2),
        _item(2, PURCHASE, noun="printer", count=1, commune="03160"),
        _item(3, PURCHASE, reason="the same shortage as rule.1"),
        _item(4, PURCHASE, noun="pc", count=1),
    )
    assert counted(items) == {"pc": {"03158": 1}, "printer": {"03158": 2, "03160": 1}}
    out = _shown(_plan(*items))
    assert "Printer: 3 (03158: 2, 03160: 1)" in out
    assert "title 3" not in out


def test_what_is_bought_without_being_counted_is_listed_too() -> None:
    assert "title 1" in _shown(_plan(_item(1, PURCHASE)))


@pytest.mark.parametrize("who", list(Disposition))
def test_only_one_part_is_shown_when_asked_for(who: Disposition) -> None:
    items = [_item(n, each) for n, each in enumerate(Disposition) if each is not AUTOMATIC]
    out = _shown(_plan(_step(1), *items), who=who)
    titles = [f"title {n}" for n, each in enumerate(Disposition) if each is not who and n]
    assert not [title for title in titles if title in out]


def test_of_many_steps_each_device_has_one_line() -> None:
    steps = [_step(n, f"pc{n // 2:02}") for n in range(2 * MAX_STEPS)]
    out = _shown(_plan(*steps, _item(1, AUTOMATIC, steps=("S0",))))
    assert "why 1 " not in out
    assert "pc01 base/timezone, base/timezone" in out


def test_a_whole_province_is_cut() -> None:
    steps = [_step(n, f"pc{n:03}") for n in range(200)]
    assert "and 160 more" in _shown(_plan(*steps, _item(1, AUTOMATIC, steps=("S0",))))


def test_what_was_not_measured_is_told_as_not_being_in_it() -> None:
    assert "8 checks were not measured: they are in no plan" in _shown(_plan(), around=Around(unknown=8))


def test_a_run_that_was_interrupted_says_so() -> None:
    assert "This run is interrupted" in _shown(_plan(), around=Around(status="interrupted"))


def test_communes_have_their_names_where_these_are_known() -> None:
    around = Around(communes={"03158": Commune("03158", "Xã Sín Thầu")})
    assert "Xã Sín Thầu (03158)" in _shown(_plan(_item(1, TECHNICIAN)), around=around)


def test_texts_are_shown_not_obeyed() -> None:
    nasty = "\x1b[31m[bold]\u202e"
    items = replace(_item(1, TECHNICIAN), title=nasty, how=nasty, device=nasty, reason=nasty, commune=nasty)
    out = _shown(_plan(replace(_step(1), why=nasty, device=nasty), items))
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]" in out
