"""Text from devices is shown, never obeyed."""

import unicodedata

import pytest

from auditor.model.text import printable


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("a\rb\nc\td", "a\\rb\\nc\\td"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\u2066x\u2069\u200b\ufeff\u00ad", "\\u2066x\\u2069\\u200b\\ufeff\\xad"),
        ("\udcff\ue000\U000e0041", "\\udcff\\ue000\\U000e0041"),
        ("\x9b31m\x00", "\\x9b31m\\x00"),
        ("\u2028\u2029", "\\u2028\\u2029"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(said: str, shown: str) -> None:
    assert printable(said) == shown


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_is_left_as_it_is(form: str) -> None:
    text = unicodedata.normalize(
        form, "Trung tâm phục vụ hành chính công xã Mường Nhé — Điện\u00a0Biên “Ơ Ữ ậ”"
    )
    assert printable(text + "\x00") == text + "\\x00"


def test_line_ends_are_kept_where_they_are_wanted() -> None:
    assert printable("a\n\tb\x1b", keep="\n\t") == "a\n\tb\\x1b"
