"""The fonts of paper: every Vietnamese letter is drawn; what cannot be drawn is a box, not a failure."""

import unicodedata
from datetime import UTC, datetime

import pytest

from auditor.reports import glyphs, paper
from tests.reports.handover_cases import record

VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
FOREIGN = "打印机 ✓ 🖨 \ue001 ᚠ ก \U000e0041 \uffff"


def test_every_vietnamese_letter_in_each_tone_is_drawn():
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
    assert all(len(letter) == 1 for letter in letters)
    assert {ord(letter) for letter in [*letters, *"đĐ", *"–—…“”‘’№≥≤×√·•□\u00a0"]} <= glyphs.covered()


def test_a_character_without_a_glyph_becomes_a_box_and_the_rest_stays():
    assert glyphs.drawable({"a": ["Ẳng 打印机", ("Nặm ✓",)], "b": 1}) == {"a": ["Ẳng □□□", ["Nặm □"]], "b": 1}


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_the_four_faces_and_their_licence_are_shipped(face):
    assert (glyphs.folder() / f"LiberationSerif-{face}.ttf").stat().st_size > 300_000
    assert "SIL OPEN FONT LICENSE" in (glyphs.folder() / "OFL.txt").read_text("utf-8")


def test_a_pdf_takes_no_font_of_the_machine_and_fails_at_no_character():
    from auditor.reports.handover import data_of

    made = record(hostile=FOREIGN)
    pdf = paper.pdf("handover.typ", data_of(made), datetime(2026, 11, 22, tzinfo=UTC))
    assert pdf.startswith(b"%PDF-1.7")
    assert set(glyphs.fonts().families()) == {"Liberation Serif"}
