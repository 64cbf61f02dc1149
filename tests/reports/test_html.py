"""The pages: whole in themselves, safe, and readable by everyone."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from auditor.errors import ReportError
from auditor.reports.findings_page import write_findings
from auditor.reports.html import DOCUMENTS, commune_page, environment, file_name, index_page, write_html
from auditor.reports.leadership import NAME
from auditor.reports.xlsx import write_xlsx
from tests.reports.golden import CASES, view

VOID = {"meta", "br", "link", "img", "input", "hr", "path", "rect", "circle", "use"}
ALLOWED = VOID | set(
    "html head title style body svg symbol a main footer p nav div span h1 h2 h3 h4 small section ol ul li b"
    " code table thead tbody tr th td article header dl dt dd details summary text figure"
    " figcaption line".split()
)


@dataclass
class Page(HTMLParser):
    """What a browser would see of a page."""

    name: str
    source: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    style: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"{self.name}: </{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def values(self, attribute: str) -> list[str]:
        return [str(attrs[attribute]) for _tag, attrs in self.tags if attribute in attrs]


def pages(case: str, language: str, folder: Path) -> list[Page]:
    written = write_html(view(case, language), folder)
    return [Page(file.name, file.read_text("utf-8")) for file in written]


@pytest.fixture(params=list(product(CASES, ("vi", "en"))), ids=".".join)
def every(request: pytest.FixtureRequest, tmp_path: Path) -> list[Page]:
    return pages(*request.param, tmp_path)


def test_there_is_an_index_and_a_page_for_each_commune(tmp_path: Path) -> None:
    written = write_html(view("province", "vi"), tmp_path)
    assert written[0] == tmp_path / "index.html"
    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in written}
    assert len(written) == 7


def test_no_page_loads_or_runs_anything(every: list[Page]) -> None:
    for page in every:
        assert {tag for tag, _attrs in page.tags} <= ALLOWED
        assert not [name for _tag, attrs in page.tags for name in attrs if name.startswith("on")]
        assert not page.values("src")
        assert not page.values("style")
        assert not re.search(r"@import|url\(", page.style)


def test_the_policy_lets_through_the_one_style_and_nothing_else(every: list[Page]) -> None:
    for page in every:
        digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
        assert policy == (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
            " base-uri 'none'; form-action 'none'"
        )


def test_every_link_leads_somewhere_in_the_same_folder(every: list[Page]) -> None:
    ids = {page.name: page.values("id") for page in every}
    for page in every:
        assert len(set(ids[page.name])) == len(ids[page.name])
        for href in page.values("href"):
            file, _hash, anchor = href.partition("#")
            assert (file or page.name) in ids, href
            assert not anchor or anchor in ids[file or page.name], href


def test_what_a_device_says_is_text_and_nothing_else(tmp_path: Path) -> None:
    for page in pages("hostile", "en", tmp_path):
        assert "{{ 7*7 }}" in page.text
        assert "<script>alert(1)</script>" in page.text
        assert not [c for c in page.source if not c.isprintable() and c not in "\n\xa0"]
        assert len(page.source) < 200_000


def test_a_template_that_cleans_nothing_prints_clean_text_all_the_same() -> None:
    template = environment("en").from_string("<p>{{ said }}</p>")
    assert template.render(said="a\x1b[31m<b>\u202e") == "<p>a\\x1b[31m&lt;b&gt;\\u202e</p>"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_says_its_language(language: str, tmp_path: Path) -> None:
    for page in pages("province", language, tmp_path):
        assert page.values("lang") == [language]


def test_the_answer_stands_before_everything_else(tmp_path: Path) -> None:
    page = next(p for p in pages("province", "en", tmp_path) if p.name == "03158.html")
    order = (
        "Not ready",
        "0 of 2 counters can do these steps",
        "What stops it",
        "Counters",
        "What is to be repaired",
        "Everything else",
    )
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)


def test_every_finding_stands_on_its_communes_page_once(tmp_path: Path) -> None:
    whole = view("province", "vi")
    shown = {page.name: page.values("id") for page in pages("province", "vi", tmp_path)}
    for commune in whole.communes:
        ids = [finding.id for device in commune.devices for finding in device.findings]
        assert sorted(i for i in shown[file_name(commune.commune.code)] if i.startswith("F-")) == sorted(ids)


def test_passes_are_folded_away(tmp_path: Path) -> None:
    page = next(p for p in pages("province", "en", tmp_path) if p.name == "03127.html")
    folded = [attrs for tag, attrs in page.tags if tag == "details"]
    assert folded
    assert not any("open" in attrs for attrs in folded)


def test_each_finding_tells_where_its_expectation_comes_from(tmp_path: Path) -> None:
    page = next(p for p in pages("province", "en", tmp_path) if p.name == "03160.html")
    assert "Law: Nghị định 30/2020/NĐ-CP" in page.text
    assert "Product's default:" in page.text


def test_the_map_is_drawn_only_from_known_coordinates(tmp_path: Path) -> None:
    def classes(case: str) -> list[str]:
        return pages(case, "vi", tmp_path / case)[0].values("class")

    assert "map" in classes("province")
    assert "map" not in classes("without_counters")


def test_a_state_is_a_shape_and_a_word_beside_its_colour(tmp_path: Path) -> None:
    source = next(p for p in pages("province", "en", tmp_path) if p.name == "index.html").source
    for shape, word in (("pass", "Ready"), ("gaps", "Ready, with gaps"), ("fail", "Not ready")):
        assert re.search(rf'<use href="#{shape}"/></svg>{word}</span>', source)


@pytest.mark.parametrize("code", ["../../etc/passwd", "a/b", "", "index", "x" * 300, "mã", "\ud800"])
def test_a_code_that_is_no_file_name_stays_in_the_folder(code: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}\.html", file_name(code))


def test_a_page_that_cannot_be_written_is_a_report_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(ReportError):
        write_html(view("province", "vi"), tmp_path / "taken")


def test_what_was_not_measured_stands_above_the_work_only_where_it_decides(tmp_path: Path) -> None:
    def order(case: str, code: str) -> list[str]:
        page = next(p for p in pages(case, "en", tmp_path / case) if p.name == f"{code}.html")
        parts = ("What was not measured, and why", "What is to be repaired")
        return sorted(parts, key=page.text.index)

    assert order("unreachable", "03325") == ["What was not measured, and why", "What is to be repaired"]
    assert order("province", "03166") == ["What is to be repaired", "What was not measured, and why"]


def test_a_partial_audit_is_said_on_the_communes_page_and_in_the_list() -> None:
    whole = view("partial", "en")
    for page in (index_page(whole), commune_page(whole, whole.communes[0])):
        assert "artial audit: 2 devices were not asked (--limit)" in "".join(page)


def test_a_page_leads_to_what_is_written_beside_it_and_to_nothing_else(tmp_path: Path) -> None:
    whole = view("province", "vi")
    beside = {"leadership.pdf", "leadership.docx", "report.xlsx", "findings.html"}
    alone, together = ("".join(index_page(whole, also)) for also in ((), tuple(DOCUMENTS)))
    assert not beside & set(Page("index.html", alone).values("href"))
    assert beside <= set(Page("index.html", together).values("href"))
    commune = whole.open("03158")
    assert "work-03158.html" in Page("03158.html", "".join(commune_page(whole, commune, ("work",)))).values(
        "href"
    )
    assert "work-" not in "".join(commune_page(whole, commune, ("pdf",)))


def test_documents_have_the_names_that_their_writers_give_them(tmp_path: Path) -> None:
    whole = view("province", "vi")
    made = {*write_xlsx(whole, tmp_path), *write_findings(whole, tmp_path)}
    assert {tmp_path / DOCUMENTS["xlsx"][0], tmp_path / DOCUMENTS["findings"][0]} <= made
    assert DOCUMENTS["pdf"][0] == f"{NAME}.pdf"
    assert DOCUMENTS["docx"][0] == f"{NAME}.docx"
