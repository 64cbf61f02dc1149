"""click's own texts are Vietnamese where ours are."""

import subprocess
import sys
from pathlib import Path

import click
from babel.messages.extract import extract_from_dir

from auditor.cli.click_texts import TEXTS
from auditor.errors import EXIT_USAGE


def _told(*words: str) -> "subprocess.CompletedProcess[str]":
    # a process of its own: a command's help is made once, in the language of that moment
    command = [sys.executable, "-m", "auditor", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_help_page_is_in_one_language() -> None:
    page = _told("--lang", "vi", "report", "--help").stdout
    assert page.startswith("Cách dùng: auditor report")
    assert "Tùy chọn:" in page
    assert not [word for word in ("Usage", "Options:", "Show this", "default") if word in page]


def test_a_misspelt_option_is_told_in_vietnamese() -> None:
    told = _told("--lang", "vi", "report", "--formt", "html")
    assert told.returncode == EXIT_USAGE
    assert "Lỗi: Không có tùy chọn '--formt'" in told.stderr


def test_english_stays_english() -> None:
    assert _told("--lang", "en", "report", "--help").stdout.startswith("Usage: auditor report")


def test_each_text_is_one_that_click_asks_for() -> None:
    asked = {message for _, _, message, _, _ in extract_from_dir(Path(click.__file__).parent)}
    assert [text for text in TEXTS if text not in asked] == []
