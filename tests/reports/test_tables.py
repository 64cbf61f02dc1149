"""Tables that the workbook and the CSV files share are those that the documentation names."""

import re
from pathlib import Path

import pytest

from auditor.cli.report import FORMATS
from auditor.i18n import catalogue
from auditor.model import Step, Verdict
from auditor.reports.leadership import leadership
from auditor.reports.tables import names, rows, said
from auditor.reports.tables_run import tables
from auditor.reports.words import words_of
from tests.reports.golden import view
from tests.reports.past import looking_back

DOCS = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
WHOLE = tables(looking_back(view("province", "en")))


def test_the_documentation_names_every_file_and_column_in_their_order() -> None:
    told = re.findall(r"^\| `(\w+)\.csv` \| (.*) \|$", DOCS, re.MULTILINE)
    assert {name: re.findall(r"`(\w+)`", columns) for name, columns in told} == {
        table.name: [column.name for column in table.columns] for table in WHOLE
    }


def test_the_documentation_names_every_format() -> None:
    told = [re.findall(r"`(\w+)`", cell) for cell in re.findall(r"^\| (`.*?`) \|", DOCS, re.MULTILINE)]
    assert set(FORMATS) <= {form for cell in told for form in cell}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_table_has_two_columns_of_one_name_or_title(language: str) -> None:
    said = catalogue(language).gettext
    for table in WHOLE:
        for labels in ([c.name for c in table.columns], [said(c.title) for c in table.columns]):
            assert len(set(labels)) == len(labels), (table.name, labels)


def test_numbers_are_those_of_the_view() -> None:
    whole = view("province", "en")
    told = {table.name: [] for table in WHOLE}  # type: ignore[var-annotated]
    for table, cells in rows(whole, tables(whole)):
        told[table.name].append(dict(zip((column.name for column in table.columns), cells, strict=True)))
    assert sum(row["failed"] for row in told["communes"]) == whole.tally.failed
    assert sum(row["counters_serving"] for row in told["communes"]) == whole.counters_serving
    assert sum(row["verdict"] is Verdict.UNKNOWN for row in told["findings"]) == whole.tally.unknown
    assert sum(row["checks"] for row in told["not_measured"]) == whole.tally.unknown
    assert len(told["devices"]) == whole.devices
    assert [row["devices"] for row in told["causes"]] == [cause.devices for cause in whole.causes]


def test_a_counter_that_is_not_known_to_work_is_not_said_not_to() -> None:
    whole = view("unreachable", "en")
    (counters,) = [table for table in tables(whole) if table.name == "counters"]
    works = [column.name for column in counters.columns].index("works")
    said = [cells[works] for _table, cells in rows(whole, [counters])]
    chains = [counter for commune in whole.opened() for counter in commune.counters]
    assert said == [counter.verdict(Step) for counter in chains]
    assert Verdict.UNKNOWN in said


def test_many_names_are_cut_and_counted() -> None:
    assert names(map(str, range(50)), limit=3) == "0, 1, 2, … +47"


def test_words_of_a_cell_begin_with_a_capital() -> None:
    assert said(Verdict.UNKNOWN, words_of("en")) == "Not known"


def test_of_a_commune_that_is_not_known_the_sheet_says_why_as_the_paper_does() -> None:
    whole = view("unreachable", "en")
    paper = leadership(whole).annexes.communes
    assert paper is not None
    wanted = {row.code: row.obstacle for row in paper.rows if row.obstacle.startswith("Not measured")}
    (communes,) = [table for table in tables(whole) if table.name == "communes"]
    cause = [column.name for column in communes.columns].index("cause")
    code = [column.name for column in communes.columns].index("commune_code")
    told = {cells[code]: cells[cause] for _table, cells in rows(whole, [communes])}
    assert wanted
    assert {key: told[key] for key in wanted} == wanted
