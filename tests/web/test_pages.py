"""Every page of the dashboard: valid, safe whatever a device says, and readable by everyone."""

import re
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest

from auditor.model import SourceKind
from auditor.model.accounts import Role
from auditor.reports import web
from auditor.reports.web import assets
from auditor.reports.web.prose import prose
from tests.web import rendered

TEMPLATES = Path(web.__file__).parents[1] / "templates" / "web"
EVERY = [*product(rendered.CASES, ["vi"]), ("hostile", "en"), ("province", "en")]
HTML = "{http://www.w3.org/1999/xhtml}"
made = cache(rendered.pages)


@pytest.fixture(params=EVERY, ids=".".join)
def every(request: pytest.FixtureRequest) -> dict[str, str]:
    return made(*request.param)


@cache
def tree(page: str) -> Element:
    """The page as a browser builds it, once; a ParseError where it would have to guess."""
    parsed: Element = html5lib.HTMLParser(strict=True).parse(page)
    return parsed


def test_every_page_is_valid_html(every: dict[str, str]) -> None:
    for name, page in every.items():
        try:
            tree(page)
        except html5lib.html5parser.ParseError as error:
            pytest.fail(f"{name}: {error}")


def test_no_page_carries_a_script_a_style_or_a_handler_of_its_own(every: dict[str, str]) -> None:
    for name, page in every.items():
        for element in tree(page).iter():
            tag = str(element.tag).removeprefix(HTML)
            assert tag != "style", name
            assert tag != "script" or (element.get("src") and not element.text), name
            assert not [key for key in element.attrib if str(key).startswith("on") or key == "style"], name


def test_every_address_is_of_this_site(every: dict[str, str]) -> None:
    for name, page in every.items():
        for element in tree(page).iter():
            for key in ("href", "src", "action"):
                value = element.get(key)
                if value and not value.startswith("#") and value != "data:,":
                    parts = urlsplit(value)
                    assert (parts.scheme, parts.netloc) == ("", ""), f"{name}: {value}"
                    assert value.startswith("/"), f"{name}: {value}"
                    assert "/../" not in unquote(parts.path), f"{name}: {value}"


def test_an_anchor_leads_to_something_on_the_page(every: dict[str, str]) -> None:
    for name, page in every.items():
        elements = list(tree(page).iter())
        ids = [element.get("id") for element in elements if element.get("id")]
        assert len(ids) == len(set(ids)), name
        anchors = {e.get("href", "")[1:] for e in elements if (e.get("href") or "").startswith("#")}
        assert anchors <= set(ids), name


def test_every_form_that_changes_something_carries_the_token(every: dict[str, str]) -> None:
    for name, page in every.items():
        for form in tree(page).iter(HTML + "form"):
            fields = {field.get("name"): field.get("value") for field in form.iter(HTML + "input")}
            if form.get("method") == "post":
                assert fields["csrf"] == "csrf-token", name


def test_every_field_has_a_label(every: dict[str, str]) -> None:
    for name, page in every.items():
        root = tree(page)
        named = {label.get("for") for label in root.iter(HTML + "label")}
        inside = {id(field) for label in root.iter(HTML + "label") for field in label.iter(HTML + "input")}
        for field in root.iter(HTML + "input"):
            hidden = field.get("type") == "hidden" or field.get("hidden") is not None
            assert hidden or field.get("id") in named or id(field) in inside, name


def test_headings_go_down_one_step_at_a_time(every: dict[str, str]) -> None:
    for name, page in every.items():
        levels = [
            int(t[-1]) for e in tree(page).iter() if re.fullmatch("h[1-6]", t := str(e.tag)[len(HTML) :])
        ]
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name


def test_what_a_device_says_is_seen_and_does_nothing(every: dict[str, str]) -> None:
    for name, page in every.items():
        assert "<script>alert" not in page, name
        assert "<img" not in page, name
        unseen = [char for char in page if not char.isprintable() and char not in "\n\t\xa0"]
        assert not unseen, name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_of_hostile_names_stays_small(language: str) -> None:
    for name, page in made("hostile", language).items():
        assert len(page) < 150_000, name


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_every_text_goes_through_the_catalogue(template: Path) -> None:
    source = template.read_text("utf-8")
    bare = re.sub(
        r"\{%.*?%\}|\{\{.*?\}\}|<code>auditor audit</code>|<b>auditor</b>", " ", source, flags=re.DOTALL
    )
    text = re.sub(r"<[^>]*>", " ", bare)
    allowed = {"auditor", "lang", "en", "vi", "English", "Tiếng", "Việt", "add", "account", "role", "it"}
    assert not set(re.findall(r"[^\W\d_]{2,}", text)) - allowed - {"html", "DOCTYPE"}
    said = re.findall(r'(?:aria-label|title|placeholder|alt|value)="([^"{]+)"', source)
    assert not [each for each in said if each not in ("vi", "en")]


def test_the_policy_allows_what_the_page_asks_for() -> None:
    page = made("province", "vi")["province"]
    assert f'href="{assets.url("style.css")}"' in page
    assert f'src="{assets.url("app.js")}"' in page


def test_a_default_is_never_shown_as_a_law() -> None:
    shown = rendered.view("province", "en")
    opened = shown.open("03160")
    said = {
        SourceKind.LAW: "The law demands it",
        SourceKind.PROVINCE: "The province demands it",
        SourceKind.DEFAULT: "No law demands it",
    }
    kinds = set()
    for found in opened.of(*rendered.Verdict):
        page = rendered.text(web.finding(rendered.finding_page(shown, opened, found), rendered.shell(shown)))
        told = {kind for kind, text in said.items() if text in page}
        assert told == {found.source.kind}
        kinds |= told
    assert kinds == set(SourceKind)


def test_leadership_reads_no_device_and_no_address() -> None:
    for name, page in made("province", "vi").items():
        if name.endswith("brief"):
            assert "pasc-" not in page, name
            assert "/devices/" not in page, name
            assert "/findings/" not in page, name


def test_the_menu_shows_what_the_role_may_open() -> None:
    shown = rendered.view("province", "en")

    def menu(role: Role) -> list[str]:
        page = rendered.text(web.province(shown, rendered.shell(shown, role)))
        nav = next(e for e in tree(page).iter(HTML + "nav") if e.get("aria-label") == "Main")
        return ["".join(a.itertext()).strip() for a in nav.iter(HTML + "a")]

    assert menu(Role.LEADERSHIP) == ["The province", "Runs"]
    assert menu(Role.TECHNICIAN) == ["The province", "Runs", "Under way"]
    assert menu(Role.IT) == ["The province", "Runs", "Under way", "Accounts"]


def test_nobody_sees_a_menu_before_logging_in() -> None:
    page = made("province", "en")["alone.login"]
    assert "<nav" not in page
    assert "/logout" not in page


def test_the_language_switch_comes_back_to_the_page_it_was_on() -> None:
    page = made("province", "vi")["province"]
    assert '<form action="/language" method="post">' in page
    assert '<input type="hidden" name="next" value="/runs?x=1&amp;y=2">' in page
    assert '<button class="plain" type="submit" name="language" value="en" lang="en">English</button>' in page


def test_a_name_that_a_shell_would_run_is_quoted_in_the_commands() -> None:
    shown = rendered.view("province", "en")
    opened = shown.open("03158")
    found = rendered.replace(opened.of(rendered.Verdict.FAIL)[0], device="pc; rm -rf $HOME")
    page = rendered.text(web.finding(rendered.finding_page(shown, opened, found), rendered.shell(shown)))
    assert "<span>&#39;pc; rm -rf $HOME&#39;</span>" in page


def test_only_provincial_it_is_told_what_to_type() -> None:
    shown = rendered.view("province", "en")
    opened = shown.open("03158")
    page = rendered.finding_page(shown, opened, opened.of(rendered.Verdict.FAIL)[0])
    for role in (Role.LEADERSHIP, Role.TECHNICIAN):
        assert "auditor waive" not in rendered.text(web.finding(page, rendered.shell(shown, role)))
    assert "auditor" in rendered.text(web.finding(page, rendered.shell(shown, Role.IT)))


def test_raw_answers_stand_only_where_they_may_be_read() -> None:
    shown = rendered.view("province", "en")
    opened = shown.open("03158")
    page = rendered.device_page(shown, opened, opened.devices[0])
    hidden = rendered.replace(page, raw=(), may_read_raw=False)
    assert "Raw answers" in rendered.text(web.device(page, rendered.shell(shown)))
    assert "Raw answers" not in rendered.text(web.device(hidden, rendered.shell(shown, Role.TECHNICIAN)))


def test_a_long_raw_answer_is_cut_and_the_cut_is_told() -> None:
    page = made("province", "en")["commune.0.device.0"]
    assert "It goes on; here is only its beginning." in page
    assert max(map(len, re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL))) < 130_000


def test_a_rules_page_keeps_no_html_and_no_script_of_its_own() -> None:
    shown = prose("# Title\n\n<b>x</b> [a](javascript:alert(1)) ![p](http://x/y.png)\n\n## Why\n\n- `a<b`")
    assert "<b>" not in shown
    assert "href" not in shown
    assert "<img" not in shown
    assert "Title" not in shown
    assert "<h3>Why</h3>" in shown


def test_figures_of_a_running_audit_stand_there_without_a_script() -> None:
    page = made("province", "en")["alone.live"]
    assert "<span data-asked>18</span>" in page
    assert 'data-live="/live/events"' in page
    assert "data-live" not in made("province", "en")["alone.live.ended"]


@pytest.mark.parametrize("status", [404, 418, 500])
def test_an_error_page_says_what_to_do(status: int) -> None:
    page = rendered.text(web.error(status, web.Shell("en")))
    assert str(status) in page
    assert 'href="/"' in page


def test_the_communes_that_moved_between_two_runs_lead_to_the_later_run() -> None:
    page = made("province", "en")["alone.runs"]
    assert '<li><a href="/runs/20261121T134307Z-4f2a/communes/03158">' in page
    assert "What changed from 21/11/2026 20:43 to 21/11/2026 20:43" in page


def test_of_thousands_of_communes_those_being_asked_are_listed_while_an_audit_runs() -> None:
    shown = rendered.view("province", "en")
    one = rendered.CommuneProgress(shown.communes[0].commune, 0, 9, 0)
    asked = [rendered.replace(one, asked=4 if n == 3000 else 0) for n in range(3321)]
    now = rendered.Progress(shown.run, 4, 29_889, 0, tuple(asked), {})
    page = rendered.text(web.live(now, rendered.shell(shown)))
    assert page.count("data-commune") == 200
    assert "<span data-n>4</span>/9" in page
    assert "3,121 other communes" in page
