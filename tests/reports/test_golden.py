"""Reports stay as they were agreed on, byte for byte."""

import pytest

from tests.reports.golden import FOLDER, renderings

MADE = renderings()


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_report_is_what_was_agreed_on(name: str) -> None:
    assert MADE[name] == (FOLDER / name).read_text("utf-8"), "wanted? python -m tests.reports.golden"


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(MADE)
