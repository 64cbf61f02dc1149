"""A plan's file: comes back as it was, and every nonsense in it is told with its line."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import PlanError
from auditor.i18n import LANGUAGES
from auditor.model import Disposition, Plan, PlanItem, PlanScope, PlanStep
from auditor.remedy import plan_file
from auditor.remedy.planning import make_plan
from auditor.standard.model import Remedy
from tests.support.plans import ENTRIES, PC1, PC2, basis, blank, call, failed

REMEDIES = {
    "pc.time.zone": Remedy({"": call("base/timezone", base_timezone={"first": {"value": "time_zones"}})}),
    "pc.packages.required": Remedy({"": call("packages/install", packages_names=["cups", "sane-utils"])}),
    "pc.reboot.pending": Remedy({"": call("packages/reboot")}),
    "pc.net.dns": Remedy({"": call("net/dns", net_dns=["198.18.0.53"])}),
}


def _plan(devices: tuple[str, ...] = (PC1, PC2), **more: Any) -> Plan:
    findings = [failed(rule, on) for on in devices for rule in (*REMEDIES, "pc.memory.size")]
    return make_plan(basis(findings, REMEDIES), blank(**more))


def _read(path: Path, text: str) -> Plan:
    file = path / "plan.yml"
    file.write_text(text, "utf-8")
    return plan_file.read(file, ENTRIES)


def _refused(path: Path, text: str) -> list[str]:
    with pytest.raises(PlanError) as caught:
        _read(path, text)
    return [str(problem).removeprefix(str(path)) for problem in caught.value.problems]


# --- there and back -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_comes_back_as_it_was(tmp_path: Path, language: str) -> None:
    more = {"note": "hai dòng\nthứ hai", "approved_by": "Lò Văn B", "words": ("--vault-id", "x@y")}
    plan = _plan(language=language, scope=PlanScope(commune="03158"), inventories=("/a b",), **more)
    assert _read(tmp_path, plan_file.write(plan)) == plan


def test_a_plan_of_nothing_comes_back(tmp_path: Path) -> None:
    assert _read(tmp_path, plan_file.write(blank())) == blank()


def test_the_file_says_what_it_is_how_it_is_signed_and_how_it_is_applied() -> None:
    text = plan_file.write(_plan())
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert "approved_by" in " ".join(head)
    assert "#   auditor fix PLAN.yml --apply" in head


def test_codes_of_communes_stand_in_quotes() -> None:
    assert 'commune: "03158"' in plan_file.write(_plan())


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_NASTY = (
    *(
        "no",
        "~",
        "",
        " ",
        "---",
        "...",
        "# no",
        "a: b",
        "- x",
        "'",
        '"',
        "\\",
        "{{ x }}",
        "!!python/none",
        "&a",
        "*a",
    ),
    *(
        "\x00",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u202e",
        "\r\n",
        "03127",
        "1:30",
        "0x1f",
        ".inf",
        "2026-11-22",
    ),
    *("<<", "=", "%TAG", "@", "`", "|", ">", "null", "😀", "a\tb", "x" * 300),
)
_HOSTILE = st.one_of(_TEXT, st.sampled_from(_NASTY))


@st.composite
def _hostile_plans(draw: st.DrawFn) -> Plan:
    text = lambda: draw(_HOSTILE)  # noqa: E731
    plan = _plan((PC1,), note=text(), approved_by=text(), words=(text(), text()), inventories=(text(),))
    steps = [_with(step, why=text(), saw=text()) for step in plan.steps]
    items = [
        _with(item, title=text(), how=text(), reason=text(), site=text(), counter=text(), rule=text())
        for item in plan.items
    ]
    return _with(plan, by=text(), run=text(), steps=tuple(steps), items=tuple(items))


def _with(part: Any, **more: Any) -> Any:
    return replace(part, **more)


@settings(deadline=None, max_examples=60)
@given(_hostile_plans())
def test_whatever_a_text_says_it_comes_back_as_that_text(tmp_path_factory: Any, plan: Plan) -> None:
    assert _read(tmp_path_factory.mktemp("plan"), plan_file.write(plan)) == plan


def test_half_a_surrogate_pair_does_not_stop_a_plan_from_being_written(tmp_path: Path) -> None:
    plan = _read(tmp_path, plan_file.write(_plan(note="a\ud800b")))
    assert plan.note == "a\\ud800b"


# --- nonsense -----------------------------------------------------------------------------------------------
GOOD = plan_file.write(_plan())


def _line(text: str, of: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if of in line)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("version: 1", "version: 2", "version 1"),
        ("version: 1", "version: true", "version 1"),
        ("language: en", "language: fr", "fr"),
        ("made: ", "made: yesterday #", "made"),
        ("note: ", "notes: ", "notes"),
        ("  role: base", "  role: bas", "base"),
        ("  entry: timezone", "  entry: timezon", "timezone"),
        ("    base_timezone: ", "    base_timezon: ", "base_timezon"),
        ("    base_timezone: Asia/Ho_Chi_Minh", "    base_timezone: 03127", "03127"),
        ("    base_timezone: Asia/Ho_Chi_Minh", "    base_timezone: 7", "base_timezone"),
        ("    base_timezone: Asia/Ho_Chi_Minh", "    base_timezone: yes", "yes"),
        ("    base_timezone: Asia/Ho_Chi_Minh", "    base_timezone: '{{ lookup(1) }}'", "{{"),
        ("    packages_names: [cups, sane-utils]", "    packages_names: cups", "packages_names"),
        ("    packages_names: [cups, sane-utils]", "    packages_names: [cups, 010]", "010"),
        ("    packages_names: [cups, sane-utils]", "    packages_names: [cups, '{% x %}']", "{%"),
        ("  id: S2", "  id: S1", "S1"),
        ("  id: S2", "  id: ../S2", "../S2"),
        ("  reboot: true", "  reboot: false", "reboot"),
        ("  reboot: true", "  reboot: perhaps", "reboot"),
        ("  kind: pc", "  kind: toaster", "toaster"),
        ('  commune: "03158"', "  commune: 03158x", "03158x"),
        ('  commune: "03158"', "  commune: 3158", "commune"),
        ('  commune: "03158"', "  commune: 03127", "03127"),
        ("  who: automatic", "  who: somebody", "somebody"),
        ("  who: technician", "  who: automatic", "no step"),
        ("  who: automatic", "  who: province", "automatic"),
        ("  severity: major", "  severity: terrible", "terrible"),
        ("  steps: [S1]", "  steps: [S99]", "S99"),
        ("  saw: ", "  seen: ", "seen"),
        ("  device: pasc-03158-pc01", "  device: ''", "device"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in GOOD.replace("- id: S2", "  id: S2")
    text = GOOD.replace("- id: S2", "  id: S2") if before == "  id: S2" else GOOD
    text = text.replace(before, after, 1).replace("  id: S", "- id: S").replace("  id: ..", "- id: ..")
    problems = _refused(tmp_path, text)
    line = _line(GOOD.replace("- id: S2", "  id: S2"), before)
    assert any(problem.startswith(f"/plan.yml:{line}:") and said in problem for problem in problems), problems


@pytest.mark.parametrize("key", ["id", "made", "by", "run", "standard_name", "standard_digest"])
def test_a_part_of_the_head_that_is_missing_is_told(tmp_path: Path, key: str) -> None:
    text = "".join(line for line in GOOD.splitlines(True) if not line.startswith(f"{key}:"))
    assert any(key in problem for problem in _refused(tmp_path, text))


@pytest.mark.parametrize("key", ["steps", "items"])
def test_a_list_that_is_missing_or_none_is_told(tmp_path: Path, key: str) -> None:
    without = GOOD.replace(f"\n{key}:\n", f"\nx_{key}:\n")
    assert any(key in problem for problem in _refused(tmp_path, without))
    no_list = f"{GOOD[: GOOD.index(chr(10) + key + ':')]}\n{key}: none\n"
    assert any(f"{key}: a list" in problem for problem in _refused(tmp_path, no_list))


@pytest.mark.parametrize("key", ["id", "device", "kind", "commune", "role", "entry"])
def test_a_step_without_one_of_its_parts_is_told_with_its_line(tmp_path: Path, key: str) -> None:
    lines = GOOD.splitlines(True)
    at = next(
        n for n, line in enumerate(lines) if line.strip(" -").startswith(f"{key}: ") and line[0] in " -"
    )
    lines[at] = "- why: x\n" if lines[at].startswith("-") else ""
    problems = _refused(tmp_path, "".join(lines).replace("  why: ", "  # ", 1))
    assert any(f"{key}: " in problem and ":0:" not in problem for problem in problems), problems


def _edited(**more: Any) -> str:
    return plan_file.write(_with(_plan(), **more))


def test_the_same_step_on_a_device_twice_is_told(tmp_path: Path) -> None:
    plan = _plan()
    again = _with(plan.steps[0], id="S99")
    assert any("twice" in each for each in _refused(tmp_path, _edited(steps=(*plan.steps, again))))


def test_a_device_that_is_two_things_is_told(tmp_path: Path) -> None:
    first, *rest = _plan().steps
    problems = _refused(tmp_path, _edited(steps=(_with(first, commune="03160"), *rest)))
    assert any(PC1 in each for each in problems)


def test_a_finding_that_ends_twice_is_told(tmp_path: Path) -> None:
    items = _plan().items
    assert any("twice" in each for each in _refused(tmp_path, _edited(items=(*items, items[0]))))


def test_a_step_that_closes_nothing_or_what_is_no_item_is_told(tmp_path: Path) -> None:
    first, *rest = _plan().steps
    none = _with(first, closes=(), rules=())
    other = _with(first, closes=("F-00000000",))
    assert any("closes" in each for each in _refused(tmp_path, _edited(steps=(none, *rest))))
    assert any("F-00000000" in each for each in _refused(tmp_path, _edited(steps=(other, *rest))))


def test_a_step_that_was_taken_out_is_told_where_it_is_still_named(tmp_path: Path) -> None:
    _first, *rest = _plan().steps
    (problem,) = _refused(tmp_path, _edited(steps=tuple(rest)))
    assert "S1" in problem


def test_a_step_taken_out_whose_finding_is_given_to_a_person_is_a_good_plan(tmp_path: Path) -> None:
    plan = _plan()
    items = tuple(
        _with(item, who=Disposition.PROVINCE, steps=()) if item.steps == ("S1",) else item
        for item in plan.items
    )
    edited = _with(plan, steps=plan.steps[1:], items=items)
    assert _read(tmp_path, plan_file.write(edited)) == edited


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = GOOD.replace("version: 1", "version: 9").replace("  role: base", "  role: lost")
    problems = _refused(tmp_path, text)
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert len(problems) >= 3
    assert lines == sorted(lines)


# --- no plan at all -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "- a",
        "just a text",
        "a: [1,",
        "a: &x [1]\nb: *x",
        "a: !!python/object:os.system x",
        "a: !unsafe x",
        "a: b\n---\na: b",
        "[" * 3000,
        "{a: " * 3000,
        "? [a]\n: b",
        "a: 1\na: 2",
        "a: \x00",
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    assert _refused(tmp_path, text)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.yml"
    file.write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(PlanError):
        plan_file.read(file, ENTRIES)


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "lost.yml", tmp_path):
        with pytest.raises(PlanError):
            plan_file.read(path, ENTRIES)


def test_aliases_that_unfold_into_gigabytes_are_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert _refused(tmp_path, "\n".join(lines))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_line_that_is_lost_doubled_or_cut_gives_a_plan_or_a_line_never_a_crash(
    tmp_path_factory: Any, data: st.DataObject
) -> None:
    lines = GOOD.splitlines(True)
    at = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(["lost", "doubled", "cut", "text"]))
    line = lines[at]
    lines[at] = {
        "lost": "",
        "doubled": line * 2,
        "cut": line[: len(line) // 2] + "\n",
        "text": data.draw(_HOSTILE.filter(lambda text: text.isprintable())) + "\n",
    }[how]
    file = tmp_path_factory.mktemp("plan") / "plan.yml"
    file.write_text("".join(lines), "utf-8")
    try:
        plan_file.read(file, ENTRIES)
    except PlanError as error:
        assert error.problems


def test_what_a_plan_is_made_of_is_written_field_by_field() -> None:
    """A field that is added to a plan's parts is in its file, unless it says nothing."""
    plan = _plan()
    step, item = plan.steps[0], plan.items[0]
    assert isinstance(step, PlanStep)
    assert isinstance(item, PlanItem)
    assert f"saw: {step.saw}" in GOOD
    assert f"finding: {item.finding}" in GOOD
