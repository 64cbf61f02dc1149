"""Lists as IT keeps them: what is understood, and what is told of what is not, by cell."""

import io
import re
import unicodedata
from pathlib import Path

import openpyxl
import pytest
from support.workbooks import SHEET, STRINGS, as_excel_writes, packed, parts, workbook

from auditor.errors import InventoryError
from auditor.inventory.lists import cells
from auditor.inventory.lists.cells import Level, Remarks
from auditor.inventory.lists.communes import Communes, NotMeant
from auditor.inventory.lists.open import sheets
from auditor.inventory.lists.reading import read
from auditor.inventory.lists.words import HEADERS, KINDS, column_of, kind_of
from auditor.inventory.provinces import province

DIEN_BIEN = Communes(unit.code for unit in province("11").units)
HEAD = ("Tên máy", "Loại", "Mã xã", "Địa chỉ IP", "Quầy", "Hãng", "Mẫu", "Số sê-ri", "Ghi chú")
PC = ("pasc-pc01", "Máy tính", "03158", "198.18.1.11", "1", "HP", "ProDesk 400", "ABC123", "")


def csv(*rows, separator=",", encoding="utf-8"):
    return "\r\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)


def listed(raw, commune="", name="list.xlsx"):
    remarks = Remarks()
    return read(name, sheets(name, raw), DIEN_BIEN, commune, remarks), remarks.all()


def entry(raw, commune=""):
    """The only entry of a list without mistakes."""
    found, told = listed(raw, commune)
    assert [each for each in told if each.level is Level.ERROR] == []
    (only,) = found.entries
    return only


def mistake(raw, **more):
    """The only mistake of a list: cell, message, remedy."""
    found, told = listed(raw, **more)
    (only,) = [each for each in told if each.level is Level.ERROR]
    assert found.bad == 1
    return only.spot.cell, only.message, only.remedy


def unusable(raw, name="list.xlsx"):
    with pytest.raises(InventoryError) as raised:
        listed(raw, name=name)
    (problem,) = raised.value.problems
    assert problem.remedy
    return problem.message


@pytest.mark.parametrize("raw", [workbook(HEAD, PC), csv(HEAD, PC), csv(HEAD, PC, separator=";")])
def test_a_row_becomes_an_entry_with_the_inventorys_variables(raw):
    only = entry(raw)
    assert (only.name, only.kind, only.commune) == ("pasc-pc01", "pc", "03158")
    assert only.variables == {
        "ansible_host": "198.18.1.11",
        "counter": "1",
        "asset_make": "HP",
        "asset_model": "ProDesk 400",
        "asset_serial": "ABC123",
    }


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1258"]
)
def test_csv_is_read_in_the_encodings_that_vietnamese_programs_write(encoding):
    rows = (HEAD, (*PC[:8], "Bộ lưu điện ở tầng hầm"))
    if encoding == "windows-1258":
        rows = tuple(tuple(map(_apart, row)) for row in rows)
    only = entry(csv(*rows, separator=";", encoding=encoding))
    assert only.variables["asset_note"] == "Bộ lưu điện ở tầng hầm"


def _apart(word):
    """*word* as windows-1258 can hold it: ă â ê ô ơ ư whole, tone marks apart."""
    found = unicodedata.normalize("NFD", word)
    # a dot below comes before the circumflex where letters are taken apart
    found = re.sub("(.)\u0323([\u0302\u0306])", "\\1\\2\u0323", found)
    return re.sub("(.[\u0302\u0306\u031b])", lambda two: unicodedata.normalize("NFC", two[1]), found)


def test_texts_are_found_where_excel_itself_puts_them():
    shared = as_excel_writes(workbook(HEAD, PC))
    assert len(shared[STRINGS].split(b"<si>")) == 1 + len(HEAD) + len(PC) - 1
    assert entry(packed(shared)) == entry(workbook(HEAD, PC))


def test_text_in_tcvn3_is_told_and_never_guessed():
    raw = "Tªn m¸y;Lo¹i;§Þa chØ IP\r\npc;M¸y tÝnh;198.18.1.1".encode("latin-1")
    assert "TCVN3" in unusable(raw, "list.csv")
    assert "TCVN3" in mistake(workbook(HEAD, (*PC[:5], "M¸y in cò", *PC[6:])))[1]


def test_the_header_is_found_under_titles_and_repeated_ones_are_no_devices():
    raw = workbook(
        ("UBND TỈNH ĐIỆN BIÊN",),
        (),
        ("DANH SÁCH THIẾT BỊ",),
        ("STT", *HEAD),
        (1, *PC),
        ("STT", *HEAD),
        ("Tổng cộng", 1),
        ("Người lập biểu",),
        change=lambda sheet: sheet.merge_cells("A1:I1"),
    )
    assert entry(raw).spot.row == 5


@pytest.mark.parametrize(
    ("word", "column"),
    [
        ("TÊN MÁY", "name"),
        ("ten may", "name"),
        ("Tên máy / Hostname", "name"),
        ("Địa chỉ IP (LAN)", "address"),
        ("Hostname", "name"),
        ("S/N", "serial"),
        ("Mã xã\n(5 số)", "commune_code"),
        ("Mật khẩu", None),
        ("", None),
    ],
)
def test_headers_are_known_with_and_without_accents_and_remarks(word, column):
    assert column_of(word) == column


def test_no_header_and_no_kind_has_two_meanings():
    for table in (HEADERS, KINDS):
        words = [(word.casefold(), key) for key, words in table.items() for word in words]
        assert len({word for word, _key in words}) == len(words)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Máy tính để bàn HP", "pc"),
        ("may in laser", "printer"),
        ("Máy quét tài liệu", "scanner"),
        ("Bộ lưu điện", "ups"),
        ("Switch 24 port", "network"),
        ("Ki-ốt", "kiosk"),
        ("Đường truyền TSLCD", "link"),
        ("Máy giặt", None),
        ("Máy", None),
    ],
)
def test_kinds_are_known_by_the_words_they_begin_with(words, kind):
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("words", "code", "warned"),
    [
        ("03158", "03158", ""),
        ("3158", "03158", "lost its zeros"),
        ("03154", "03158", "before July 2025"),
        ("Xã Sín Thầu", "03158", ""),
        ("sin thau", "03158", ""),
        ("Thị trấn Mường Chà", "03172", "before July 2025"),
        ("Nà Tòng", "03217", "before July 2025"),
        ("Na Tông", "03358", "before July 2025"),
        ("Phường Mường Thanh", "03334", "the one of that name before July 2025"),
        ("Mường Nhé", "03160", ""),
    ],
)
def test_a_commune_is_known_by_code_and_name_of_today_and_before_the_merger(words, code, warned):
    meant = DIEN_BIEN.meant(words)
    assert meant.code == code
    assert warned in meant.warning
    assert bool(warned) == bool(meant.warning)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("na tong", "Xã Nà Tòng → Xã Tủa Chùa (03217), Xã Na Tông → Xã Núa Ngam (03358)"),
        ("Sín Thâuu", "no commune"),
        ("99999", "99999"),
    ],
)
def test_a_name_that_is_several_communes_or_none_is_an_error_with_the_candidates(words, told):
    with pytest.raises(NotMeant) as raised:
        DIEN_BIEN.meant(words)
    assert told in raised.value.message


def test_a_code_that_excel_turned_into_a_number_is_read_with_one_warning_for_all():
    found, told = listed(workbook(HEAD, ("a1", "PC", 3158, "198.18.0.1"), ("a2", "PC", 3158.0, "198.18.0.2")))
    assert {each.commune for each in found.entries} == {"03158"}
    (warning,) = told
    assert (warning.spot.cell, warning.count, warning.level) == ("C2", 2, Level.WARNING)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        (3, "198.18.1.300", "is not an IP address"),
        (3, "198.18.001.011", "is not an IP address"),
        (3, "198.18.1.11/24", "is not an IP address"),
        (3, "127.0.0.1", "no device has the address"),
        (3, "224.0.0.1", "no device has the address"),
        (1, "Máy giặt", "is no kind of device"),
        (2, "na tong", "may be"),
        (5, "=cmd|' /C calc'!A0", "a formula instead of a text"),
        (5, "@SUM(1)", "a formula instead of a text"),
        (5, "H\x07P", "control character"),
        (5, "{{ lookup('pipe', 'id') }}", "template"),
        (5, "#REF!", "a formula that failed"),
        (8, "x" * 501, "longer than 500"),
    ],
)
def test_each_mistake_is_told_with_its_cell_and_keeps_the_row_out(column, value, told):
    row = [*PC]
    row[column] = value
    cell, message, _remedy = mistake(csv(HEAD, row, separator="\t"))
    assert cell == f"{'ABCDEFGHI'[column]}2"
    assert told in message


def test_a_formula_counts_by_the_value_that_the_file_holds_and_is_told_where_it_holds_none():
    cell, message, remedy = mistake(workbook(HEAD, (*PC[:5], '="H"&"P"', *PC[6:])))
    assert (cell, "holds no value" in message) == ("F2", True)
    assert "save it again" in remedy


def test_code_and_name_that_differ_are_told():
    head = (*HEAD, "Xã")
    assert "code and name differ" in mistake(workbook(head, (*PC, "Mường Nhé")))[1]
    assert entry(workbook(head, (*PC, "xã Sín Thầu"))).commune == "03158"


def test_a_row_with_neither_address_nor_host_name_could_not_be_asked():
    assert "could not be asked" in mistake(workbook(HEAD, ("Máy in quầy 1", "Máy in", "03158")))[1]
    named = entry(workbook(HEAD, ("Máy in quầy 1", "Máy in", "03158", "198.18.1.21")))
    assert (named.name, named.variables["asset_name"]) == ("", "Máy in quầy 1")


def test_the_commune_of_the_command_or_the_sheets_name_stands_for_missing_ones():
    rows = (("Tên máy", "Địa chỉ IP"), ("a1", "198.18.0.1"))
    assert entry(workbook(*rows, title="Máy in"), commune="03158").kind == "printer"
    with_kind = (("Tên máy", "Loại"), ("a1", "PC"))
    assert entry(workbook(*with_kind, title="Xã Sín Thầu")).commune == "03158"
    assert "--commune" in mistake(workbook(*with_kind))[2]


def test_cells_merged_over_rows_count_in_each_of_them():
    rows = (
        ("Xã", "Tên máy", "Loại"),
        ("Sín Thầu", "a1", "PC"),
        (None, "a2", "PC"),
        ("Mường Nhé", "a3", "PC"),
    )
    raw = workbook(*rows, change=lambda sheet: sheet.merge_cells("A2:A3"))
    assert [each.commune for each in listed(raw)[0].entries] == ["03158", "03158", "03160"]


def test_a_windows_pc_is_asked_by_powershell_and_the_counter_is_its_label():
    raw = workbook(
        ("Tên máy", "Loại", "Mã xã", "HĐH", "Quầy"), ("a1", "PC", "03158", "Windows 10 Pro", "Quầy số 2")
    )
    assert entry(raw).variables == {"ansible_shell_type": "powershell", "counter": "2"}


@pytest.mark.parametrize(
    ("system", "asked"),
    [
        ("Win 10", True),
        ("win7", True),
        ("W11", True),
        ("Microsoft Windows", True),
        ("Debian 12, Wine", False),
    ],
)
def test_windows_is_known_by_the_short_names_that_lists_use(system, asked):
    raw = workbook(("Tên máy", "Loại", "Mã xã", "HĐH"), ("a1", "PC", "03158", system))
    assert ("ansible_shell_type" in entry(raw).variables) is asked


def test_passwords_are_never_read_and_unused_columns_are_told():
    found, told = listed(workbook((*HEAD, "Mật khẩu", "Màu"), (*PC, "s3cret", "đen")))
    assert "s3cret" not in repr(found) + repr(told)
    assert {each.spot.cell: each.level for each in told} == {"J1": Level.WARNING, "K1": Level.NOTE}


def test_chairs_and_cameras_are_left_out_with_a_note():
    found, told = listed(workbook(HEAD, PC, ("", "Camera IP", "03158"), ("Ghế chờ", "Ghế", "03158")))
    assert (len(found.entries), found.rows, found.bad) == (1, 1, 0)
    assert {each.spot.cell: each.level for each in told} == {"B3": Level.NOTE, "B4": Level.NOTE}


def test_a_sheet_without_headers_is_told_and_the_others_are_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEAD, PC)))
    book.create_sheet("Ghi chép").append(["chỉ là ghi chép"])
    book.create_sheet("Trống")
    file = io.BytesIO()
    book.save(file)
    found, told = listed(file.getvalue())
    assert (len(found.entries), found.sheets) == (1, 1)
    assert ["Ghi chép" in str(each) for each in told] == [True]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
        (b"%PDF-1.7", "neither .xlsx nor CSV"),
        (b"PK\x03\x04 no zip", "no Excel workbook"),
        (b"a;b\r\n1;2\r\n", "no row of headers"),
        (b"", "no row of headers"),
        (b"\x00\x01\x02\x03\x04\x05", "text"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(raw, told):
    assert told in unusable(raw)


def _with_part(raw, name, data):
    return packed({**parts(raw), name: data})


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param(SHEET, b" " * 120_000_000, "unpacks to more", id="zip bomb"),
        pytest.param("xl/styles.xml", b" " * 5_000_000, "unpacks to more", id="a part too large"),
        pytest.param(SHEET, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type", id="entities"),
        pytest.param(SHEET, b"<a>" * 100, "nested too deep", id="depth"),
        pytest.param(SHEET, b"<s>" + b"<x/>" * 300_000 + b"</s>", "too many elements", id="elements"),
        pytest.param(SHEET, b"no xml", "cannot be read", id="not XML"),
        pytest.param("xl/workbook.xml", b"<workbook/>", "no row of headers", id="an empty workbook"),
    ],
)
def test_a_workbook_made_to_hurt_is_refused(name, data, told):
    assert told in unusable(_with_part(workbook(HEAD, PC), name, data))


def test_openpyxl_prints_nothing_of_its_own(capsys):
    made = parts(workbook(HEAD, PC))
    made["xl/styles.xml"] = made["xl/styles.xml"].replace(b'xfId="0" builtinId', b'xfId="77" builtinId')
    unusable(packed(made))
    assert capsys.readouterr().out == ""


def test_a_sheet_that_claims_a_million_columns_or_rows_costs_nothing():
    raw = workbook(HEAD, PC)
    sheet = parts(raw)[SHEET].decode()
    wide = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', sheet)
    far = wide.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert far != sheet
    assert len(listed(_with_part(raw, SHEET, far.encode()))[0].entries) == 1


def test_more_rows_than_a_list_has_are_refused(monkeypatch):
    rows = [(f"a{number}", "PC", "03158", f"198.18.1.{number}") for number in range(1, 30)]
    monkeypatch.setattr("auditor.inventory.lists.reading.MAX_ROWS", 20)
    with pytest.raises(InventoryError, match="more than 20 rows"):
        listed(csv(HEAD, *rows))
    monkeypatch.setattr("auditor.inventory.lists.xlsx_file.MAX_ROWS", 20)
    with pytest.raises(InventoryError, match="more than 20 rows"):
        listed(workbook(HEAD, *rows))


def test_a_file_that_is_too_long_is_refused_before_it_is_read():
    assert "longer than" in unusable(b"a" * (cells.MAX_FILE + 1))


def test_excels_own_separator_line_and_quoted_cells_are_understood():
    raw = 'sep=;\r\n"Tên máy";"Loại";"Mã xã";"Ghi chú"\r\n"a1";"PC";"03158";"cạnh cửa; tầng 1"\r\n'.encode()
    assert entry(raw).variables == {"asset_note": "cạnh cửa; tầng 1"}


def test_letters_name_columns_as_spreadsheets_do():
    assert [cells.letters(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    from auditor.inventory.lists.open import opened

    with pytest.raises(InventoryError, match="cannot be read"):
        list(opened(tmp_path / "none.csv"))
