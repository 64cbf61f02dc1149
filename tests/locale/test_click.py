"""click's own texts are Vietnamese where ours are."""

from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir

from auditor.cli import main
from auditor.cli.click_texts import TEXTS
from auditor.errors import EXIT_USAGE


def test_a_help_page_is_in_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--lang", "vi", "report", "--help"])
    page = capsys.readouterr().out
    assert page.startswith("Cách dùng: auditor report")
    assert "Tùy chọn:" in page
    assert not [word for word in ("Usage", "Options:", "Show this", "default") if word in page]


def test_a_misspelt_option_is_told_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "vi", "report", "--formt", "html"]) == EXIT_USAGE
    assert "Lỗi: Không có tùy chọn '--formt'" in capsys.readouterr().err


def test_english_stays_english(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--lang", "en", "report", "--help"])
    assert capsys.readouterr().out.startswith("Usage: auditor report")


def test_each_text_is_one_that_click_asks_for() -> None:
    asked = {message for _, _, message, _, _ in extract_from_dir(Path(click.__file__).parent)}
    assert [text for text in TEXTS if text not in asked] == []
