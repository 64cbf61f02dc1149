"""Whatever a device, the inventory or the standard says does no harm in any format.

Every format of ``auditor report`` is tried, because it is one; a new one needs a line in READERS only when
no reader knows its kind of file yet.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from auditor.cli import report
from auditor.reports.view import ProvinceView
from tests.reports.golden import CASES, view
from tests.reports.hostile import ATTACKS, MARK, VIEWS
from tests.reports.readers import written

FORMATS = tuple(report._WRITERS)
UNMARKED = ("texts-nothing", "names-nothing")
"""Views that have no mark."""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace, and a call of the command in it."""
    (tmp_path / "auditor.toml").write_text('language = "en"\n')
    monkeypatch.chdir(tmp_path)
    with click.Context(report.command):
        yield tmp_path / "out"


def told(form: str, whole: ProvinceView, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What all files of *form* say, each having been looked at; of the terminal what is printed."""
    capsys.readouterr()
    said = written(form, whole, folder)
    printed = capsys.readouterr().out
    assert said or form == "terminal" or (form == "work" and not whole.communes)
    return "\n".join(said.values()) + (printed if form == "terminal" else "")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", VIEWS)
def test_an_attack_is_text_and_nothing_else(
    name: str, form: str, shell: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(form, VIEWS[name]("vi" if form in ("pdf", "docx") else "en"), shell, capsys)
    assert not [c for c in said if not c.isprintable() and c not in "\n\xa0\u3000\u2003\u2009\u202f"]
    assert name in UNMARKED or MARK in re.sub(r"\s", "", said)
    assert form == "json" or "Mường" * 800 not in said
    if name == "texts-markup":
        assert "7*7" in said


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_read_in_every_format(
    case: str, form: str, shell: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(form, view(case, "vi"), shell, capsys) or (case, form) == ("empty", "work")


def test_every_attack_is_tried() -> None:
    assert {f"texts-{name}" for name in ATTACKS} <= set(VIEWS)
