"""Pages for IT: every finding, filters, search; and raw answers as files, whatever a device is called."""

import hashlib
import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from auditor.errors import ReportError
from auditor.model import Verdict
from auditor.reports import findings_page
from auditor.reports.evidence import MAX_BYTES, safe_name, write_evidence
from auditor.reports.findings_page import write_findings
from auditor.reports.words import words_of
from tests.reports.cases import COMMUNES
from tests.reports.golden import CASES, view
from tests.reports.hostile import ATTACKS, attacked
from tests.support.browser import LAPTOP, PHONE, opened, violations

OPEN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED)


def page(path: Path):  # type: ignore[no-untyped-def]  # html5lib's trees have no types
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_text("utf-8"))


def ids(path: Path) -> list[str]:
    return [e.get("id") for e in page(path).iter() if (e.get("id") or "").startswith("F-")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("findings")
    write_findings(view("province", "en"), made)
    return made


def test_the_province_has_what_is_open_and_each_commune_has_everything(folder: Path) -> None:
    whole = view("province", "en")
    everything = {c.commune.code: [f.id for f in c.of(*Verdict)] for c in whole.opened()}
    assert sorted(ids(folder / "findings.html")) == sorted(f.id for c in whole.opened() for f in c.of(*OPEN))
    for code, told in everything.items():
        assert sorted(ids(folder / f"findings-{code}.html")) == sorted(told)


def test_rules_that_are_known_to_fail_stand_before_those_that_are_not_known(folder: Path) -> None:
    of = {f.id: f for c in view("province", "en").opened() for f in c.of(*OPEN)}
    told = [of[id_] for id_ in ids(folder / "findings.html")]
    failing = {finding.rule for finding in told if finding.verdict is Verdict.FAIL}
    groups = list(dict.fromkeys(finding.rule for finding in told))
    assert set(groups[: len(failing)]) == failing
    assert len(failing) < len(groups)


@pytest.mark.parametrize("name", CASES)
def test_every_link_leads_somewhere(name: str, tmp_path: Path) -> None:
    written = write_findings(view(name, "vi"), tmp_path, lambda device: {"snmp": device.encode()})
    for path in written:
        tree = page(path)
        for href in (element.get("href") for element in tree.iter("a")):
            file, _hash, anchor = href.partition("#")
            assert (tmp_path / (file or path.name)).is_file()
            assert anchor in {"", *(element.get("id") for element in tree.iter())}


def test_names_of_communes_are_offered_in_vietnamese_order(folder: Path) -> None:
    (select,) = (e for e in page(folder / "findings.html").iter("select") if e.get("data-by") == "commune")
    names = [re.sub(r" \(.*", "", "".join(option.itertext())) for option in select][1:]
    assert names == ["Xã Mường Chà", "Xã Mường Nhé", "Xã Mường Phăng", "Xã Sín Thầu", "Xã Tuần Giáo"]


def test_what_is_too_much_for_one_page_is_left_to_the_communes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings_page, "MAX_OPEN", 20)
    write_findings(view("province", "en"), tmp_path)
    index = tmp_path / "findings.html"
    assert ids(index) == []
    assert "There are too many for one page" in index.read_text("utf-8")
    assert len(ids(tmp_path / "findings-03158.html")) == 18
    links = {e.get("href") for e in page(index).iter("a")}
    assert {f"findings-{commune.code}.html" for commune in COMMUNES} <= links


def test_waivers_attestations_and_what_was_not_measured_stand_there(tmp_path: Path) -> None:
    write_findings(view("whole_commune", "en"), tmp_path)
    cells = ["".join(cell.itertext()) for cell in page(tmp_path / "findings.html").iter("td")]
    assert cells[cells.index("W-3") :][:4] == ["W-3", "30/11/2026", "9", "yes"]
    assert "the attestation has expired: 01/11/2026" in cells
    write_findings(view("province", "en"), tmp_path / "province")
    dark = "".join(page(tmp_path / "province" / "findings-03166.html").itertext())
    assert "the commune's line is down" in dark


# --- in a browser -----------------------------------------------------------------------------------------
def test_filters_search_and_groups_show_what_they_say(folder: Path, browser) -> None:  # type: ignore[no-untyped-def]
    with opened(browser, LAPTOP) as tab:
        tab.goto((folder / "findings.html").as_uri())
        shown = tab.locator(".f:visible")
        assert (shown.count(), tab.locator("output").text_content()) == (26, "26 of 26 shown")
        tab.select_option("[data-by=verdict]", "fail")
        tab.select_option("[data-by=commune]", "03158")
        assert shown.count() == 3
        tab.fill("input", "PRINTER.Reasons out")
        assert (shown.count(), tab.locator("output").text_content()) == (1, "1 of 26 shown")
        tab.click("button")
        for by, groups in (("rule", 10), ("commune", 5), ("device", 12), ("cause", 10), ("who", 4)):
            tab.select_option("#group", by)
            assert (shown.count(), tab.locator("#findings h3:visible").count()) == (26, groups), by


def test_a_search_needs_no_accents(tmp_path: Path, browser) -> None:  # type: ignore[no-untyped-def]
    write_findings(view("province", "vi"), tmp_path)
    with opened(browser, LAPTOP) as tab:
        tab.goto((tmp_path / "findings.html").as_uri())
        for said in ("máy in kẹt giấy", "may in ket giay", "MAY IN  kẹt giay"):
            tab.fill("input", said)
            assert tab.locator(".f:visible").count() == 2


def shown(tab: Page) -> list[str | None]:
    """The ids of the findings that are seen, under their headings."""
    return [each.get_attribute("id") for each in tab.locator(".f:visible").all()]


def test_what_is_chosen_is_there_again_when_the_page_is_loaded_anew_and_where_its_address_is_sent(
    tmp_path: Path, browser: Browser
) -> None:
    write_findings(view("province", "vi"), tmp_path)
    with opened(browser, LAPTOP) as tab, opened(browser, PHONE) as colleague:
        tab.goto((tmp_path / "findings.html").as_uri())
        everything = len(shown(tab))
        tab.select_option("[data-by=verdict]", "fail")
        tab.select_option("#group", "device")
        tab.fill("input", "máy in & 100%")
        tab.fill("input", "máy in")
        before, said = shown(tab), tab.locator("output").text_content()
        assert 0 < len(before) < everything
        assert "verdict=fail" in tab.url
        tab.reload()
        colleague.goto(tab.url)
        for page in (tab, colleague):
            assert (shown(page), page.locator("output").text_content()) == (before, said)
            assert page.locator("input").input_value() == "máy in"
            assert page.locator("#group").input_value() == "device"
        tab.locator("#filter button").click()
        assert (len(shown(tab)), "verdict" in tab.url, "group=device" in tab.url) == (everything, False, True)
        tab.select_option("#group", "rule")
        assert "#" not in tab.url


@pytest.mark.parametrize(
    "fragment",
    [
        "verdict=nonsense",
        "q=",
        "group=x&rule=%00",
        "=",
        "verdict=%E0%A4%A",
        "q=%3Cimg%20src=x%20onerror=alert(1)%3E",
    ],
)
def test_an_address_that_says_nonsense_is_read_as_far_as_it_makes_sense(
    folder: Path, browser: Browser, fragment: str
) -> None:
    with opened(browser, LAPTOP) as tab:
        said: list[str] = []
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        tab.goto(f"{(folder / 'findings.html').as_uri()}#{fragment}")
        assert len(shown(tab)) == (0 if "img" in fragment else 26)
        assert [each.input_value() for each in tab.locator("#filter select").all()][-1] == "rule"
        assert said == []


def test_an_anchor_stays_an_anchor_and_shows_a_finding_that_was_filtered_out(
    folder: Path, browser: Browser
) -> None:
    with opened(browser, LAPTOP) as tab:
        tab.goto((folder / "findings.html").as_uri())
        id_ = shown(tab)[0]
        tab.goto(f"{(folder / 'findings.html').as_uri()}#{id_}")
        assert tab.url.endswith(f"#{id_}")
        tab.fill("input", "nothing has these words")
        assert shown(tab) == []
        tab.evaluate("id => { location.hash = id }", id_)
        expect(tab.locator(f"[id='{id_}']")).to_be_in_viewport()
        assert len(shown(tab)) == 26
        tab.go_back()
        expect(tab.locator(".f:visible")).to_have_count(0)


def test_without_a_script_everything_is_there_to_read(folder: Path, browser) -> None:  # type: ignore[no-untyped-def]
    with opened(browser, LAPTOP, java_script_enabled=False) as tab:
        tab.goto((folder / "findings.html").as_uri())
        assert tab.locator(".f:visible").count() == 26
        assert not tab.locator("#filter").is_visible()


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_it_is_accessible_and_fits_the_screen(folder: Path, browser, width: int) -> None:  # type: ignore[no-untyped-def]
    with opened(browser, width) as tab:
        tab.goto((folder / "findings.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(tab) == []


def test_no_attack_runs_in_a_browser(tmp_path: Path, browser) -> None:  # type: ignore[no-untyped-def]
    write_findings(attacked("html"), tmp_path)
    with opened(browser, LAPTOP) as tab:
        said: list[str] = []
        tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        tab.on("console", lambda message: said.append(message.text))
        tab.on("request", lambda request: said.append(request.url) if "findings" not in request.url else None)
        tab.goto((tmp_path / "findings.html").as_uri())
        tab.select_option("#group", "device")
        assert tab.locator(".f:visible").count() > 10
        assert said == []


# --- evidence ---------------------------------------------------------------------------------------------
def evidence(folder: Path, device: str, answers: dict[str, bytes]) -> list[str]:
    links = write_evidence(folder, device, answers, words_of("en"))
    return [(folder / link.href).read_text("utf-8-sig") for link in links]


@given(st.text(st.characters()))
def test_any_name_is_a_plain_name_of_a_file(name: str) -> None:
    safe = safe_name(name)
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,250}", safe)
    assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*\.", safe)


@pytest.mark.parametrize("name", ["pasc-03158-pc01", "probe.json", "a_b-c.1"])
def test_a_plain_name_stays(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "device", ["../../x", "/etc/passwd", "C:\\x", "con", "nul.txt", "", ".", "A", *ATTACKS["unseen"]]
)
def test_nothing_is_written_outside_the_folder(device: str, tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    evidence(inside, device, {device: b"x", "..": b"y"})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(path.is_relative_to(inside / "evidence") for path in files)


def test_a_text_is_shown_as_it_is_with_its_digest_and_nothing_unseen(tmp_path: Path) -> None:
    raw = "Mường Ảng\r\n\u202e{}\ttab\n".encode()
    (said,) = evidence(tmp_path, "pc01", {"probe": raw})
    head, body = said.split("\n\n", 1)
    assert hashlib.sha256(raw).hexdigest() in head
    assert body == "Mường Ảng\n\\u202e{}\ttab\n\n"


def test_what_is_no_text_is_shown_as_bytes(tmp_path: Path) -> None:
    (said,) = evidence(tmp_path, "p1", {"ipp": b"\x01\x01\x00\x0b" + b"attributes-charset"})
    assert "00000000  01 01 00 0b 61 74 74 72 69 62 75 74 65 73 2d 63  ....attributes-c\n" in said
    assert "00000010  68 61 72 73 65 74" in said


@pytest.mark.parametrize("filler", [b"\xe1\xba\xb2", b"\x00"])
def test_a_huge_answer_is_cut_and_says_so(filler: bytes, tmp_path: Path) -> None:
    (said,) = evidence(tmp_path, "p1", {"big": filler * (MAX_BYTES + 1)})
    assert "Only the first 262,144 bytes stand here" in said
    assert len(said) < 6 * MAX_BYTES


def test_evidence_that_cannot_be_written_is_a_report_error(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file, not a folder")
    with pytest.raises(ReportError):
        evidence(tmp_path, "pc01", {"probe": b"x"})


def test_a_device_without_an_answer_has_no_link(tmp_path: Path) -> None:
    write_findings(
        view("province", "en"), tmp_path, lambda device: {"probe": b"x"} if device.endswith("pc01") else {}
    )
    linked = {e.get("href") for e in page(tmp_path / "findings-03158.html").iter("a")}
    assert {href for href in linked if href.startswith("evidence/")} == {"evidence/pasc-03158-pc01/probe.txt"}
