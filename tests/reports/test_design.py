"""The look: readable in every light, at every width, by everyone; whole as HTML."""

import re
import shutil
import subprocess
from itertools import product
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, Page
from support.browser import LAPTOP, PHONE, PROJECTOR, opened, overflow, violations

from auditor.reports.html import write_html
from tests.reports.golden import CASES, view
from tests.reports.over_time import lacking, with_past

STYLE = (Path(__file__).parents[2] / "auditor/reports/templates/style.css").read_text("utf-8")
VERDICTS = ("pass", "gaps", "fail", "unknown", "waived", "not_applicable")
TINTS = tuple(f"{name}-tint" for name in VERDICTS[:-1])
GROUNDS = ("paper", "card", "sunk", *TINTS)
TEXTS = [
    *product(("ink", "soft", "link", *VERDICTS), GROUNDS),
    *((text, "band") for text in ("on-band", "band-soft")),
    *(("card", verdict) for verdict in VERDICTS),
]
EDGES = list(product(("edge", *VERDICTS), ("paper", "card", "sunk")))


def _blocks() -> dict[str, dict[str, str]]:
    whole = {
        selector: dict(re.findall(r"--([\w-]+): *(#[0-9a-f]{3,6})", body))
        for selector, body in re.findall(r"(:root\S*) \{(.*?)\}", STYLE, re.DOTALL)
    }
    light = whole[":root"]
    return {
        "light": light,
        "dark": light | whole[':root[data-theme="dark"]'],
        "system dark": light | whole[':root:not([data-theme="light"])'],
        "print": light | whole[":root:root"],
    }


PALETTES = _blocks()


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(palette: str, front: str, back: str) -> float:
    colours = PALETTES[palette]
    one, other = sorted((_luminance(colours[front]), _luminance(colours[back])))
    return (other + 0.05) / (one + 0.05)


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
def test_every_text_stands_out_from_every_ground(palette: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 for text."""
    weak = {pair: _contrast(palette, *pair) for pair in TEXTS if _contrast(palette, *pair) < 4.5}
    assert not weak


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
def test_every_shape_stands_out_from_every_ground(palette: str) -> None:
    """WCAG 2.2, 1.4.11: 3 for what is no text."""
    weak = {pair: _contrast(palette, *pair) for pair in EDGES if _contrast(palette, *pair) < 3}
    assert not weak


def test_dark_by_choice_is_dark_by_the_system() -> None:
    assert PALETTES["dark"] == PALETTES["system dark"]


def test_the_five_verdicts_have_five_colours_and_five_shapes() -> None:
    shapes = (Path(__file__).parents[2] / "auditor/reports/templates/icons.svg").read_text("utf-8")
    drawn = dict(re.findall(r'<symbol id="(\w+)" viewBox="0 0 16 16">(.*?)</symbol>', shapes))
    five = ("pass", "fail", "unknown", "waived", "not_applicable")
    assert len({drawn[verdict] for verdict in five}) == 5
    assert all(len({PALETTES[palette][v] for v in five}) == 5 for palette in PALETTES)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every case in both languages, each page by case, language and name; and a province with a past."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for case, language in product(CASES, ("vi", "en")):
        for file in write_html(view(case, language), folder / case / language):
            made[f"{case}.{language}.{file.stem}"] = file
    for language in ("vi", "en"):
        file = write_html(lacking(with_past(view("province", language))), folder / language)[0]
        made[f"over_time.{language}.index"] = file
    return made


def test_every_page_is_whole_html(pages: dict[str, Path]) -> None:
    for name, file in pages.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(file.read_text("utf-8"))
        assert not parser.errors, (name, parser.errors[:3])


LOOKED_AT = ("over_time.vi.index", "province.vi.03158", "province.vi.03166", "whole_commune.vi.03158")


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_kept_from_reading_a_page(
    browser: Browser, pages: dict[str, Path], width: int, dark: bool
) -> None:
    with opened(browser, width, dark) as page:
        for name in LOOKED_AT:
            page.goto(pages[name].as_uri())
            assert violations(page) == [], name


def test_no_page_scrolls_sideways(browser: Browser, pages: dict[str, Path]) -> None:
    for width in (PHONE, LAPTOP, PROJECTOR):
        with opened(browser, width) as page:
            for name in ("hostile.en.index", "hostile.en.03158", "empty.vi.index", *LOOKED_AT):
                page.goto(pages[name].as_uri())
                assert overflow(page) == 0, (name, width)


def test_what_is_to_be_hit_is_large_enough(browser: Browser, pages: dict[str, Path]) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, a link within a sentence excepted."""
    with opened(browser, PHONE) as page:
        for name in LOOKED_AT:
            page.goto(pages[name].as_uri())
            assert _small(page) == [], name


def test_who_walks_by_keyboard_sees_where(browser: Browser, pages: dict[str, Path]) -> None:
    """WCAG 2.2, 2.4.7 and 2.4.11: the first stop leads past the frame, each has an outline and is in view."""
    with opened(browser, LAPTOP, reduced_motion="reduce") as page:
        page.goto(pages["over_time.vi.index"].as_uri())
        seen = []
        for _stop in range(12):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(_FOCUSED))
        assert seen[0][0].endswith("#main")
        assert [where for where, outline, inside in seen if outline < 2 or not inside] == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_on_paper_the_answers_fit_on_one_page_and_the_annex_begins_the_next(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    with opened(browser, LAPTOP) as page:
        page.goto(pages["over_time.en.index"].as_uri())
        page.pdf(path=tmp_path / "index.pdf", prefer_css_page_size=True)
    command = ["pdftotext", "-layout", tmp_path / "index.pdf", "-"]
    first, second, *_rest = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split(
        "\f"
    )
    for heading in ("Who can serve", "What stops most", "Is it getting better?", "What the communes lack"):
        assert heading in first
    assert "the one that needs help first" in second


_FOCUSED = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const outline = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    const inside = box.top >= 0 && box.bottom <= innerHeight && box.left >= 0;
    return [e.href?.baseVal ?? e.href ?? e.tagName, outline, inside];
}"""


def _small(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("summary, .button, .top a, .map .halo, .roll a")]
        .filter(e => e.getClientRects().length)
        .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
        .filter(([_, box]) => Math.round(box.height) < 24).map(([html, box]) => `${box.height} ${html}`)"""
    )
