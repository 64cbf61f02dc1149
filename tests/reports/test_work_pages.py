"""The work order on a telephone and on paper: as agreed on, whole without a network, its codes readable."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import pytest
from support import browser as browsers

from auditor.model import Commune
from auditor.reports import qr, work_pages
from tests.reports import work_cases as cases
from tests.reports.cases import HOSTILE, Case, hostile, unreachable
from tests.reports.work_cases import CODE, FOLDER, busy, data, finding, renderings, view

MADE = renderings()
LONG = "Đ" * 10_000
URL = "https://pasc.example.gov.vn"


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_work_order_is_what_was_agreed_on(name: str) -> None:
    assert MADE[name] == (FOLDER / name).read_text("utf-8"), "wanted? python -m tests.reports.work_cases"


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(MADE)


# --- paper --------------------------------------------------------------------------------------------------
def text_of(pdf: bytes, folder: Path) -> str:
    """What pdftotext reads in *pdf*, on one line."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    (folder / "work.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", str(folder / "work.pdf"), "-"], capture_output=True, text=True, check=True
    )
    return " ".join(told.stdout.split())


def paper(said: dict[str, Any], folder: Path) -> str:
    return text_of(work_pages.pdf(said, busy().header.started), folder)


def test_the_paper_says_what_the_page_says_with_every_accent(tmp_path: Path) -> None:
    said = data(busy())
    found = paper(said, tmp_path)
    for place in said["places"]:
        for job in (job for device in place["devices"] for job in device["jobs"]):
            for wanted in (job["title"], job["found"], job["id"], job["after"], *job["gains"]):
                assert " ".join(wanted.split()) in found
    for part in said["packing"]:
        assert part["name"] in found
    assert "Xã Sín Thầu" in found
    assert "Thay dây" not in found


def test_code_and_page_number_stand_on_every_sheet(tmp_path: Path) -> None:
    many = cases.case(
        [finding("pc.disk.health", f"pc{n:02}", kind="pc", site=f"Phòng {n}") for n in range(1, 60)]
    )
    found = paper(data(many), tmp_path)
    pages = int(re.findall(r"\b1/(\d+)\b", found)[0])
    assert pages >= 2
    assert [f"{n}/{pages}" in found for n in range(1, pages + 1)] == [True] * pages
    assert len(re.findall(rf"· {CODE}\b", found)) >= pages


def test_the_same_order_is_the_same_paper() -> None:
    said = data(busy())
    assert work_pages.pdf(said, busy().header.started) == work_pages.pdf(said, busy().header.started)


def test_the_right_toner_is_packed_because_the_models_are_named(tmp_path: Path) -> None:
    said = data(busy())
    toner = next(part for part in said["packing"] if "mực" in part["name"])
    assert toner["devices"] == "pasc-03158-printer01: HP LaserJet Pro M404dn"
    assert "HP LaserJet Pro M404dn" in paper(said, tmp_path)


# --- codes --------------------------------------------------------------------------------------------------
def read(payload: str, folder: Path) -> str:
    """What a reader of QR codes sees in the code of *payload*."""
    if not shutil.which("zbarimg"):
        pytest.skip("zbar-tools is not installed")
    qr.code(payload).save(str(folder / "code.png"), scale=4, border=4)
    command = ["zbarimg", "--quiet", "--raw", str(folder / "code.png")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.removesuffix("\n")


def codes(pdf: bytes, folder: Path) -> str:
    """What a reader of QR codes sees on the printed sheets, one code after the other."""
    if not shutil.which("zbarimg") or not shutil.which("pdftoppm"):
        pytest.skip("zbar-tools or poppler-utils is not installed")
    (folder / "work.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "200", "-gray", str(folder / "work.pdf"), str(folder / "sheet")], check=True
    )
    sheets = sorted(map(str, folder.glob("sheet*")))
    command = ["zbarimg", "--quiet", "--raw", *sheets]  # its XML garbles what is not ASCII
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_the_printed_codes_say_number_device_and_rule_where_there_is_no_dashboard(tmp_path: Path) -> None:
    seen = codes(work_pages.pdf(data(busy()), busy().header.started), tmp_path)
    assert "F-8ab6e73d\npasc-03158-printer01\nChưa đạt: Máy in không báo hết giấy, kẹt giấy\n" in seen
    assert len(re.findall(r"^F-[0-9a-f]{8}$", seen, re.MULTILINE)) == 5


def test_the_printed_codes_lead_to_the_finding_where_there_is_a_dashboard(tmp_path: Path) -> None:
    said = data(busy(), public_url=URL + "/")
    assert f"{URL}/runs/{said['run']}/findings/F-8ab6e73d" in codes(
        work_pages.pdf(said, busy().header.started), tmp_path
    )


@pytest.mark.parametrize("public_url", ["javascript:alert(1)", "pasc", "https://" + "x" * 400])
def test_what_is_no_address_becomes_no_link(public_url: str) -> None:
    said = data(busy(), public_url=public_url)
    assert {j["url"] for place in said["places"] for each in place["devices"] for j in each["jobs"]} == {""}
    assert said["places"] == data(busy())["places"]


@pytest.mark.parametrize("title", ["Ổ đĩa còn chỗ", "x" * 10_000, HOSTILE, ""])
def test_a_code_can_be_read_whatever_a_device_is_called(title: str, tmp_path: Path) -> None:
    payload = qr.offline("F-00000000", title, title)
    assert read(payload, tmp_path) == payload[: qr.MAX_TEXT]


# --- the page -----------------------------------------------------------------------------------------------
def whole(said: dict[str, Any]) -> str:
    return "".join(work_pages.page(said))


def test_a_page_needs_nothing_from_elsewhere_and_lets_only_its_own_script_run() -> None:
    page = whole(data(busy()))
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    assert "unsafe-inline" not in page
    assert "connect-src" not in page
    assert page.count("<script>") == 1


@pytest.mark.parametrize("made", [*cases.CASES.values(), hostile], ids=lambda made: made.__name__)
def test_a_page_is_valid_html(made: Callable[[], Case]) -> None:
    seen = view(made())
    parser = html5lib.HTMLParser()
    parser.parse(whole(work_pages.data_of(seen, seen.open(CODE))))
    assert parser.errors == []


@pytest.mark.parametrize("site", ["", "Trung tâm"])
def test_no_level_of_headings_is_skipped_where_a_device_stands_in_no_room(site: str) -> None:
    page = whole(data(cases.case([finding("printer.reasons", "printer01", site=site)])))
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_device_cannot_say_anything_but_text(tmp_path: Path) -> None:
    made = hostile()
    seen = view(made, "en")
    said = work_pages.data_of(seen, seen.open("03158"))
    page = whole(said)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "{{ 7*7 }}" in paper(said, tmp_path)


def test_what_is_far_too_long_is_cut_and_the_cut_is_seen(tmp_path: Path) -> None:
    texts = {"vi": LONG, "en": LONG}
    made = cases.case([finding("printer.reasons", "printer01", title=texts, fix=texts, found=LONG)])
    seen = view(replace(made, manifest=replace(made.manifest, communes={CODE: Commune(CODE, LONG)})))
    said = work_pages.data_of(seen, seen.open(CODE))
    assert len(whole(said)) < 100_000
    assert "…" in said["name"]
    assert "Đ" * 200 in paper(said, tmp_path).replace(" ", "")


def test_a_commune_where_nothing_answers_has_devices_to_look_at_and_no_promise(tmp_path: Path) -> None:
    seen = view(unreachable(), "en")
    files = work_pages.write_work(seen, tmp_path)
    assert [file.suffix for file in files] == [".html", ".pdf"] * 2
    page = files[0].read_text("utf-8")
    assert "only then it is known" in page
    assert "works again" not in page


def test_a_commune_with_nothing_to_do_says_thank_you() -> None:
    said = data(cases.nothing(), "en")
    assert said["summary"] == ["There is nothing to do here for a technician. Thank you."]
    assert said["places"] == said["looks"] == said["others"] == []


def test_rooms_and_devices_head_the_jobs_without_changing_their_order() -> None:
    said = data(busy())
    numbers = [job["number"] for place in said["places"] for each in place["devices"] for job in each["jobs"]]
    assert numbers == list(range(1, len(numbers) + 1))
    rooms = [place["room"] for place in said["places"]]
    assert all(one != other for one, other in pairwise(rooms))


def test_an_order_is_written_for_each_commune_under_its_code(tmp_path: Path) -> None:
    files = work_pages.write_work(view(busy()), tmp_path)
    assert [file.name for file in files] == ["work-03158.html", "work-03158.pdf"]


def test_the_data_is_plain_json() -> None:
    assert json.loads(json.dumps(data(busy())))["code"] == CODE


# --- in a browser -------------------------------------------------------------------------------------------
def _opened(page: Any, folder: Path, made: Case) -> None:
    (file,) = (each for each in work_pages.write_work(view(made), folder) if each.suffix == ".html")
    page.goto(file.as_uri())


@pytest.mark.parametrize("width", [browsers.PHONE, browsers.LAPTOP])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_fits_and_has_nothing_grave_for_axe(
    browser: Any, tmp_path: Path, width: int, dark: bool
) -> None:
    with browsers.opened(browser, width, dark) as page:
        _opened(page, tmp_path, busy())
        assert browsers.overflow(page) <= 0
        assert browsers.violations(page) == []


def test_the_longest_names_do_not_make_a_telephone_scroll_sideways(browser: Any, tmp_path: Path) -> None:
    texts = {"vi": "đ" * 3_000, "en": "x"}
    made = cases.case([finding("printer.reasons", "printer01", title=texts, fix=texts, found=["x" * 900])])
    with browsers.opened(browser, browsers.PHONE) as page:
        _opened(page, tmp_path, made)
        assert browsers.overflow(page) <= 0


def test_a_tick_is_there_again_when_the_page_is_opened_again(browser: Any, tmp_path: Path) -> None:
    with browsers.opened(browser, browsers.PHONE) as page:
        _opened(page, tmp_path, busy())
        page.get_by_role("checkbox", name="Máy in không báo hết giấy").check()
        assert page.locator("#tally b").inner_text() == "1/5"
        page.reload()
        assert page.get_by_role("checkbox", name="Máy in không báo hết giấy").is_checked()
        page.locator("#again button").click()
        page.reload()
        assert page.locator("input:checked").count() == 0


def test_boxes_can_be_ticked_without_the_script(browser: Any, tmp_path: Path) -> None:
    with browsers.opened(browser, browsers.PHONE, java_script_enabled=False) as page:
        _opened(page, tmp_path, busy())
        box = page.locator("#tick-F-8ab6e73d")
        box.check()
        assert box.is_checked()
        assert not page.locator("#tally").is_visible()


def test_a_box_is_large_enough_for_a_thumb(browser: Any, tmp_path: Path) -> None:
    """WCAG 2.2, 2.5.5: 44 by 44 CSS pixels, and the whole label is the target."""
    with browsers.opened(browser, browsers.PHONE) as page:
        _opened(page, tmp_path, busy())
        for label in page.locator("label.tick").all():
            box = label.bounding_box()
            assert box is not None
            assert min(box["height"], box["width"]) >= 44
