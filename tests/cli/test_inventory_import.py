"""`auditor inventory import`: from IT's own list to an inventory that passes its check."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from auditor import cli

DOCS = Path(__file__).parents[2] / "docs" / "inventory.md"
ROWS = (
    ("Tên máy", "Loại", "Mã xã", "Địa chỉ IP", "Quầy"),
    ("pc01", "Máy tính", 3158, "198.18.1.11", 1),
    ("Máy in quầy 1", "Máy in", 3158, "198.18.1.21", 1),
)


@pytest.fixture
def province(tmp_path, monkeypatch, capsys):
    """A new workspace of Điện Biên, which is where the commands run."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    assert cli.main(["init", "--province", "11", str(tmp_path / "province")]) == 0
    monkeypatch.chdir(tmp_path / "province")
    capsys.readouterr()
    return tmp_path / "province"


def book(folder, *rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(folder / "list.xlsx")
    return "list.xlsx"


def run(capsys, *words):
    code = cli.main(["inventory", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_list_is_taken_and_the_result_passes_the_check(province, capsys):
    code, out, _err = run(capsys, "import", book(province, *ROWS))
    assert code == 0
    assert "+ pasc-03158-printer01  printer  Xã Sín Thầu (03158)  198.18.1.21" in out
    assert "2 rows: 2 new, 0 changed, 0 unchanged, 0 with mistakes" in out
    assert run(capsys, "check")[1] == "no problem: 45 communes, 2 devices\n"


def test_a_mistake_is_told_with_sheet_cell_and_remedy_and_nothing_is_written(province, capsys):
    rows = (*ROWS, ("pc02", "Máy giặt", 3158, "198.18.1.999", 1))
    code, _out, err = run(capsys, "import", book(province, *rows))
    assert code == 3
    assert "list.xlsx [Sheet] B4: “Máy giặt” is no kind of device that is asked — one of: máy tính" in err
    assert "list.xlsx [Sheet] D4: “198.18.1.999” is not an IP address — four numbers" in err
    assert "nothing was written" in err
    assert not list(province.rglob("devices-*.yml"))


def test_rows_with_mistakes_can_be_left_out_and_that_is_not_success(province, capsys):
    rows = (*ROWS, ("pc02", "Máy giặt", 3158, "198.18.1.12", 1))
    code, out, err = run(capsys, "import", "--skip-bad", book(province, *rows))
    assert (code, "1 with mistakes" in out, "B4" in err) == (1, True, True)
    assert run(capsys, "check")[1] == "no problem: 45 communes, 2 devices\n"


def test_a_change_is_only_shown_until_it_is_asked_for(province, capsys):
    run(capsys, "import", book(province, *ROWS))
    moved = book(province, *ROWS[:1], ("pc01", "Máy tính", 3158, "198.18.1.99", 1))
    code, out, _err = run(capsys, "import", moved)
    assert (code, "~ pc01  ansible_host: 198.18.1.11 → 198.18.1.99" in out) == (1, True)
    assert "what changed was only shown; write it too: --update" in out
    assert "198.18.1.11" in run(capsys, "list")[1]
    assert run(capsys, "import", "--update", moved)[0] == 0
    assert "198.18.1.99" in run(capsys, "list")[1]


def test_json_has_everything_for_programs(province, capsys):
    code, out, _err = run(capsys, "import", "--dry-run", "--json", book(province, *ROWS))
    told = json.loads(out)
    assert (code, told["written"], told["rows"]) == (0, False, 2)
    assert [each["host"] for each in told["added"]] == ["pc01", "pasc-03158-printer01"]
    (warning,) = told["remarks"]
    assert (warning["cell"], warning["count"], warning["level"]) == ("C2", 2, "warning")
    assert [Path(file).name for file in told["files"]] == ["devices-03158.yml"]
    assert not list(province.rglob("devices-*.yml"))


def test_another_inventory_needs_no_workspace(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    assert run(capsys, "import", "--into", "mine", book(tmp_path, *ROWS))[0] == 0
    assert run(capsys, "check", "-i", "mine")[1] == "no problem: 1 communes, 2 devices\n"


def test_a_commune_for_rows_that_state_none_may_be_a_name(province, capsys):
    rows = (("Tên máy", "Loại"), ("pc01", "PC"))
    assert run(capsys, "import", "--commune", "sin thau", book(province, *rows))[0] == 0
    assert "Xã Sín Thầu (03158)" in run(capsys, "list")[1]
    code, _out, err = run(capsys, "import", "--commune", "99999", book(province, *rows))
    assert (code, "--commune: no commune of this inventory has the code 99999" in err) == (3, True)


def test_a_file_that_is_not_there_is_told(province, capsys):
    code, _out, err = run(capsys, "import", "none.xlsx")
    assert (code, "none.xlsx: cannot be read" in err) == (3, True)


def test_the_example_of_the_documentation_is_taken_as_it_stands(province, capsys):
    example = re.search(r"```csv\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert example
    (province / "example.csv").write_text(example[1], "utf-8")
    code, out, err = run(capsys, "import", "example.csv")
    assert (code, err) == (0, "")
    assert "0 with mistakes" in out
    assert run(capsys, "check")[0] == 0
