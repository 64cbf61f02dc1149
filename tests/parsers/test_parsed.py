"""The bounds that everything a device said is held to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.parsers.parsed import MAX_ITEMS, MAX_TEXT, bounded, text


def test_a_long_text_is_cut_visibly():
    assert len(text("x" * 9999)) == MAX_TEXT
    assert text("x" * 9999).endswith("x…")


def test_terminal_escapes_and_markup_stay_text():
    assert text("\x1b[31m<script>{{ 7*7 }}") == "\x1b[31m<script>{{ 7*7 }}"


def test_a_list_is_cut():
    assert len(bounded([0] * (MAX_ITEMS + 1))) == MAX_ITEMS


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"x", object(), [[[[[[[[1]]]]]]]]])
def test_what_cannot_be_kept_everywhere_is_refused(value):
    with pytest.raises(ValueError, match=r"not a JSON value|nested too deep"):
        bounded(value)


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5))
def test_what_is_bounded_is_json_that_any_database_takes(value):
    try:
        kept = bounded(value)
    except ValueError:
        return
    stored = json.dumps(kept, ensure_ascii=False).encode("utf-8")
    assert b"\\u0000" not in stored


@given(st.characters(categories=["Cs"]))
def test_a_lone_surrogate_becomes_a_replacement_character(surrogate):
    assert text(f"a{surrogate}b") == "a\ufffdb"
