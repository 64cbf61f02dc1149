"""Variables against argument_specs: each wrong one is told in words that whoever wrote it understands."""

from typing import Any

import pytest

from auditor.remedy.arguments import check

OPTIONS = {
    "x_text": {"type": "str", "required": True},
    "x_plain": {},
    "x_path": {"type": "path"},
    "x_count": {"type": "int"},
    "x_share": {"type": "float"},
    "x_on": {"type": "bool"},
    "x_state": {"type": "str", "choices": ["present", "absent"]},
    "x_names": {"type": "list", "elements": "str", "choices": ["a", "b"]},
    "x_any": {"type": "raw"},
    "x_map": {"type": "dict", "options": {"path": {"type": "str", "required": True}, "n": {"type": "int"}}},
    "x_files": {
        "type": "list",
        "elements": "dict",
        "options": {"path": {"type": "str", "required": True}},
    },
    "x_odd": {"type": "bits"},
}
GOOD = {
    "x_text": "03127",
    "x_plain": "a",
    "x_path": "/a b",
    "x_count": 0,
    "x_share": 1,
    "x_on": False,
    "x_state": "absent",
    "x_names": ["b", "a"],
    "x_any": {"a": [1, None]},
    "x_map": {"path": "p", "n": 3},
    "x_files": [{"path": "p"}],
    "x_odd": "1M",
}


def test_what_fits_is_right() -> None:
    assert check(GOOD, OPTIONS) == ()
    assert check({"x_text": "a"}, OPTIONS) == ()


@pytest.mark.parametrize(
    ("name", "value", "keys"),
    [
        ("x_text", 1623, ("x_text",)),
        ("x_text", None, ("x_text",)),
        ("x_text", True, ("x_text",)),
        ("x_plain", 7, ("x_plain",)),
        ("x_path", ["/"], ("x_path",)),
        ("x_count", "7", ("x_count",)),
        ("x_count", True, ("x_count",)),
        ("x_count", 7.5, ("x_count",)),
        ("x_share", "1", ("x_share",)),
        ("x_share", float("nan"), ("x_share",)),
        ("x_on", "yes", ("x_on",)),
        ("x_on", 1, ("x_on",)),
        ("x_state", "gone", ("x_state",)),
        ("x_names", "a", ("x_names",)),
        ("x_names", ["a", 3], ("x_names", 1)),
        ("x_names", ["a", "c"], ("x_names", 1)),
        ("x_map", [], ("x_map",)),
        ("x_map", {"n": 1}, ("x_map",)),
        ("x_map", {"path": "p", "n": "1"}, ("x_map", "n")),
        ("x_map", {"path": "p", "m": 1}, ("x_map", "m")),
        ("x_files", [{"path": "p"}, {}], ("x_files", 1)),
        ("x_files", [{"path": "p"}, "p"], ("x_files", 1)),
        ("x_unknown", 1, ("x_unknown",)),
        ("x_any", {"a": ["{{ b }}"]}, ("x_any", "a", 0)),
        ("x_text", "{% raw %}", ("x_text",)),
        ("x_files", [{"path": "{# x #}"}], ("x_files", 0, "path")),
    ],
)
def test_what_does_not_is_told_with_where_it_is(name: str, value: Any, keys: tuple[str | int, ...]) -> None:
    (wrong,) = check({**GOOD, name: value}, OPTIONS)
    assert wrong.keys == keys
    assert wrong.message


def test_what_is_required_and_missing_is_told_by_name() -> None:
    (wrong,) = check({}, OPTIONS)
    assert "x_text" in wrong.message


def test_a_name_that_is_nearly_right_is_told_the_right_one() -> None:
    (wrong,) = check({"x_text": "a", "x_sate": "absent"}, OPTIONS)
    assert "x_state" in wrong.remedy


def test_a_number_that_was_meant_as_a_text_is_told_to_be_quoted() -> None:
    (wrong,) = check({"x_text": 1623}, OPTIONS)
    assert "quotes" in wrong.remedy
