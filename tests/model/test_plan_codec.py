"""Plans and fixes come back from plain values as they were; anything else is refused, with where."""

import json
from typing import Any

import pytest
from support.fixes import fix, plan

from auditor.model.fix_codec import fix_from_json, fix_to_json, result_from_json, result_to_json
from auditor.model.plain import NotPlain
from auditor.model.plan_codec import plan_from_json, plan_to_json


def test_a_plan_comes_back_from_json_as_it_was() -> None:
    assert plan_from_json(json.loads(json.dumps(plan_to_json(plan())))) == plan()


def test_a_fix_comes_back_from_json_as_it_was() -> None:
    assert fix_from_json(json.loads(json.dumps(fix_to_json(fix())))) == fix()


def test_a_result_comes_back_from_json_as_it_was() -> None:
    for result in fix().results:
        assert result_from_json(json.loads(json.dumps(result_to_json(result)))) == result


def test_what_a_plan_can_do_without_may_be_left_out() -> None:
    data = plan_to_json(plan())
    data["steps"] = [{key: value for key, value in step.items() if value} for step in data["steps"]]
    del data["note"], data["scope"]
    assert plan_from_json(data).steps[0].touches == plan().steps[0].touches


@pytest.mark.parametrize(
    ("where", "value", "path"),
    [
        (("by",), 7, ("by",)),
        (("made",), "yesterday", ("made",)),
        (("made",), "2026-11-22T03:00:00", ("made",)),
        (("steps", 0, "reboot"), "no", ("steps", 0, "reboot")),
        (("steps", 0, "closes"), "a text", ("steps", 0, "closes")),
        (("steps", 0, "colour"), "red", ("steps", 0, "colour")),
        (("items", 0, "who"), "somebody", ("items", 0, "who")),
        (("items",), {}, ("items",)),
        (("steps", 0, "variables"), [], ("steps", 0, "variables")),
    ],
)
def test_what_is_no_plan_is_refused_with_where(where: tuple[Any, ...], value: Any, path: Any) -> None:
    data: Any = plan_to_json(plan())
    place = data
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = value
    with pytest.raises(NotPlain) as caught:
        plan_from_json(data)
    assert caught.value.path == path


def test_a_plan_without_its_id_is_refused() -> None:
    data = plan_to_json(plan())
    del data["id"]
    with pytest.raises(NotPlain, match="id"):
        plan_from_json(data)


def test_a_fix_says_how_many_steps_changed_something_per_device_and_in_all() -> None:
    data = fix_to_json(fix())
    assert data["changed"] == 1
    assert data["devices"]["pasc-03158-pc01"]["changed"] == 1
    assert data["devices"]["pasc-03158-pc02"]["changed"] == 0
