"""The province's tiles: what needs help first, what a filter lets through, ninety a page."""

from dataclasses import replace

import pytest

from auditor.model import Commune, Level
from auditor.reports import web
from auditor.reports.web.shapes import Filter
from auditor.reports.web.tiles import PAGE, Tile, tiles
from auditor.reports.words import words_of
from tests.reports.golden import view
from tests.web import rendered

ENGLISH = words_of("en")


def shown(**chosen: object) -> list[Tile]:
    made = tiles(view("province", "en"), Filter(**chosen), ENGLISH)  # type: ignore[arg-type]
    return [tile for _level, members in made.groups for tile in members]


def test_what_needs_help_stands_first() -> None:
    levels = [tile.level for tile in shown()]
    assert levels == sorted(levels, key=[Level.NOT_READY, Level.READY_WITH_GAPS, Level.READY].index)
    assert shown()[0].name == "Xã Sín Thầu"


def test_a_tile_says_its_counters_and_the_main_obstacle() -> None:
    tile = shown()[0]
    assert (tile.serving, tile.required) == (0, 2)
    assert "printer" in tile.why  # which stops both counters; the full disk of a computer stops one
    assert tile.mark == "fail"


def test_a_commune_that_works_has_no_obstacle() -> None:
    assert shown(level=Level.READY.value)[-1].why == ""


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({"region": "I"}, ["03127"]),
        ({"level": "ready_with_gaps"}, ["03253"]),
        ({"text": "muong nhe"}, ["03160"]),
        ({"text": "MƯỜNG NHÉ"}, ["03160"]),
        ({"text": "0312"}, ["03127"]),
        ({"text": "dien bien"}, ["03127"]),
        ({"region": "III", "level": "ready"}, []),
        ({"text": "Lai Châu"}, []),
    ],
)
def test_a_filter_lets_through_what_it_names(chosen: dict[str, str], codes: list[str]) -> None:
    assert [tile.code for tile in shown(**chosen)] == codes


def test_the_numbers_beside_a_filter_are_those_it_would_show() -> None:
    made = tiles(view("province", "en"), Filter(region="III"), ENGLISH)
    assert made.levels[Level.NOT_READY] == 3
    assert made.regions == {"III": 3, "II": 2, "I": 1}


def test_thousands_of_communes_come_ninety_a_page() -> None:
    whole = view("province", "en")
    first = whole.communes[0]
    many = tuple(replace(first, commune=Commune(f"{n:05}", f"Xã {n}")) for n in range(3321))
    large = replace(whole, communes=many)
    made = tiles(large, Filter(page=2), ENGLISH)
    assert (made.found, made.pages, made.page) == (3321, 37, 2)
    assert next(tile.code for _level, members in made.groups for tile in members) == "00090"
    page = rendered.text(web.province(large, rendered.shell(large), Filter(page=2)))
    assert page.count('<li class="tile') == PAGE
    assert "page=3#communes" in page
    assert "page=1" not in page


def test_a_page_beyond_the_last_is_the_last() -> None:
    assert tiles(view("province", "en"), Filter(page=99), ENGLISH).page == 1


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ({}, Filter()),
        (
            {"region": "III", "level": "ready", "q": " muong ", "page": "2"},
            Filter("III", "ready", "muong", 2),
        ),
        ({"level": "<b>", "page": "-1"}, Filter()),
        ({"page": "9" * 40}, Filter()),
        ({"page": "٣"}, Filter()),
        ({"page": "0"}, Filter()),
        ({"q": "x" * 10_000}, Filter(text="x" * 80)),
    ],
)
def test_a_query_is_read_for_what_makes_sense_of_it(query: dict[str, str], chosen: Filter) -> None:
    assert Filter.read(query) == chosen
