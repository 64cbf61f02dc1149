"""Whole reports as they were agreed on. After a wanted change: ``python -m tests.reports.golden``."""

import io
import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from rich.console import Console

from auditor.reports import json_report
from auditor.reports.build import build_view
from auditor.reports.csv_report import write_csv
from auditor.reports.html import commune_page, index_page
from auditor.reports.junit import write_junit
from auditor.reports.terminal import print_summary
from auditor.reports.view import ProvinceView
from auditor.reports.xlsx import write_xlsx
from tests.reports.cases import CASES
from tests.reports.over_time import lacking, with_past
from tests.reports.whole import whole_commune

CASES = {**CASES, "whole_commune": whole_commune}
FOLDER = Path(__file__).parent / "golden"
_PAGES = (
    ("province", "vi", ("03158", "03166")),
    ("province", "en", ("03158",)),
    ("hostile", "en", ("03158",)),
    ("unreachable", "vi", ("03325",)),
    ("without_counters", "vi", ("03334",)),
    ("partial", "vi", ("03127",)),
    ("whole_commune", "vi", ("03158",)),
    ("empty", "vi", ()),
)
_SUMMARIES = (
    ("province", "vi", 80),
    ("province", "vi", 140),
    ("province", "en", 100),
    ("hostile", "en", 100),
    ("unreachable", "vi", 100),
    ("without_counters", "vi", 100),
    ("partial", "vi", 100),
    ("partial", "en", 100),
    ("whole_commune", "en", 100),
    ("empty", "vi", 100),
)
_JSON = (("province", "vi"), ("whole_commune", "en"), ("empty", "en"))


def view(case: str, language: str) -> ProvinceView:
    """The view of one case."""
    made = CASES[case]()
    return build_view(made.header, made.manifest, made.judgement, language)


def summary(case: str, language: str, width: int) -> str:
    """The terminal's summary without colours."""
    console = Console(width=width, file=io.StringIO(), color_system=None, legacy_windows=False)
    print_summary(view(case, language), console)
    written = console.file
    assert isinstance(written, io.StringIO)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def _plain(pieces: Iterable[str]) -> str:
    """A page without its style, which is a file of its own: a change of the look is none of what is said."""
    page = re.sub("<style>.*?</style>", "<style></style>", "".join(pieces), count=1, flags=re.DOTALL)
    return re.sub("'sha256-[^']+'", "'sha256-…'", page, count=1)


def _tables(case: str, language: str) -> dict[str, str]:
    """The CSV files, a commune's JUnit, and the workbook's sheets as text."""
    whole, made = view(case, language), {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in (*write_csv(whole, folder), write_junit(whole, folder)[0]):
            made[f"{case}.{language}.{path.name}"] = path.read_text("utf-8-sig")
        book = load_workbook(write_xlsx(whole, folder)[0])
    made[f"{case}.{language}.xlsx.txt"] = "".join(map(_sheet, book))
    return made


def _sheet(sheet: Worksheet) -> str:
    rows = ("\t".join("" if v is None else repr(v) for v in row) for row in sheet.iter_rows(values_only=True))
    return "\n".join([f"[{sheet.title}]", *(row.rstrip() for row in rows), "", ""])


def renderings() -> dict[str, str]:
    """Every golden file's name (case, language, format) and what it should hold."""
    made = {}
    for case, language, codes in _PAGES:
        whole = view(case, language)
        made[f"{case}.{language}.index.html"] = _plain(index_page(whole))
        for code in codes:
            commune = whole.commune(code)
            assert commune
            made[f"{case}.{language}.{code}.html"] = _plain(commune_page(whole, commune))
    made["over_time.vi.index.html"] = _plain(index_page(lacking(with_past(view("province", "vi")))))
    for case, language, width in _SUMMARIES:
        made[f"{case}.{language}.{width}.txt"] = summary(case, language, width)
    for case, language in _JSON:
        made[f"{case}.{language}.json"] = "".join(json_report.pieces(view(case, language)))
    made |= _tables("whole_commune", "en")
    return made


def update() -> None:
    """Write every golden file anew and remove those that no case makes."""
    FOLDER.mkdir(exist_ok=True)
    made = renderings()
    for stale in FOLDER.iterdir():
        if stale.name not in made:
            stale.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    update()
