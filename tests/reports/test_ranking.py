"""The communes on leadership's page: in groups, the neediest first, short where there are many."""

from dataclasses import replace

from auditor.model import Area, Level, Quantity, Tally
from auditor.reports.dots import dot_map
from auditor.reports.html import index_page
from auditor.reports.ranking import MANY, MAX_ROWS, by_area, province_name, ranking
from auditor.reports.shortages import Remedy
from auditor.reports.supplies import supplies
from auditor.reports.view import CommuneBrief, ProvinceView, ShortageView
from tests.reports.golden import view
from tests.reports.many import many
from tests.reports.over_time import recounted


def test_remote_communes_come_first_each_region_by_need() -> None:
    groups = ranking(view("province", "vi"))
    assert [group.name for group in groups] == ["III", "II", "I"]
    assert [brief.level for brief in groups[0].rows][-1] is not Level.READY
    assert [brief.commune.code for brief in groups[1].rows] == ["03253", "03325"]


def test_the_province_is_named_where_there_is_one() -> None:
    whole = view("province", "vi")
    assert province_name(whole) == "Tỉnh Điện Biên"
    assert province_name(many(300)) == ""


def test_of_many_communes_only_those_in_need_have_a_line_and_nobody_is_missing() -> None:
    whole = many(3321)
    groups = ranking(whole)
    shown = [brief.commune.code for group in groups for brief in (*group.rows, *group.others)]
    assert sorted(shown) == sorted(brief.commune.code for brief in whole.communes)
    assert len(groups) == 34
    assert all(group.folded and len(group.rows) <= MAX_ROWS for group in groups)
    need = (Level.NOT_READY, Level.NOT_MEASURED)
    assert all(brief.level in need for group in groups for brief in group.rows)


def test_the_province_where_most_cannot_serve_comes_first() -> None:
    counts = [group.communes - group.serving for group in ranking(many(3321))]
    assert counts == sorted(counts, reverse=True)


def test_the_page_of_very_many_communes_stays_small() -> None:
    page = "".join(index_page(many(3321)))
    assert len(page.encode()) < 2_500_000
    assert page.count('<details id="p-') == 34


def test_a_map_of_very_many_communes_is_one_of_provinces() -> None:
    whole = many(3321)
    drawn = dot_map(whole.communes, ranking(whole))
    assert drawn
    assert (len(drawn.dots), len(drawn.spots)) == (0, 34)
    assert all(abs(sum(arc.share for arc in spot.arcs) - 100) < 1 for spot in drawn.spots)
    assert sum(bool(spot.label) for spot in drawn.spots) > 25


def test_labels_on_a_map_cover_neither_each_other_nor_a_dot() -> None:
    drawn = dot_map(many(MANY).communes)
    assert drawn
    boxes = [
        (dot.label_x - {"start": 0, "middle": 3, "end": 6}[dot.anchor] * len(dot.label), dot.label_y, dot)
        for dot in drawn.dots
        if dot.label
    ]
    for left, y, dot in boxes:
        right = left + 6 * len(dot.label)
        assert not [
            other.label
            for x, other_y, other in boxes
            if other is not dot and left < x < right and abs(y - other_y) < 8
        ]


def test_without_coordinates_there_is_no_map() -> None:
    assert dot_map(many(10, places=False).communes) is None


def test_communes_on_one_spot_have_a_map_without_grid_and_scale() -> None:
    one = view("province", "vi").communes[:1]
    drawn = dot_map(one)
    assert drawn
    assert (drawn.grid, drawn.scale) == ((), None)


def _with(brief: CommuneBrief, *quantities: Quantity, lacks: tuple[ShortageView, ...] = ()) -> CommuneBrief:
    return replace(brief, assessment=replace(brief.assessment, quantities=quantities), shortages=lacks)


def _lacking() -> ProvinceView:
    whole = view("province", "vi")
    first, second, third, *_others = whole.communes
    buy = (ShortageView("scanner", "", 2, Remedy.BUY), ShortageView("printer", "", 1, Remedy.VISIT, ("p",)))
    communes = (
        _with(first, Quantity("", "scanner", 3, 1, 1), Quantity("", "printer", None, 1, 0), lacks=buy),
        _with(second, Quantity("", "scanner", 2, 4, 3), Quantity("Điểm 2", "scanner", 1, 1, 1)),
        _with(third, Quantity("", "scanner", None, 7, 7)),
    )
    return recounted(whole, communes)


def test_what_is_lacking_is_summed_where_a_number_is_stated() -> None:
    printer, scanner = supplies(_lacking())
    assert (scanner.noun, scanner.required, scanner.present, scanner.working) == ("scanner", 5, 5, 4)
    assert scanner.needs[Remedy.BUY] == 2
    assert (printer.required, printer.present, printer.working) == (None, 1, 0)


def test_what_is_not_known_is_told_apart_from_what_is_lacking() -> None:
    whole = view("province", "vi")
    unsure = _with(
        whole.communes[0],
        Quantity("", "scanner", 2, 1, 0, unknown=("pasc-scanner01",), unseen=True),
        lacks=(ShortageView("scanner", "", 1, Remedy.VISIT, ("s",)),),
    )
    (scanner,) = supplies(recounted(whole, (unsure,)))
    assert (scanner.unseen, scanner.unknown) == (True, 1)
    assert not supplies(_lacking())[1].unseen


def test_what_nobody_lacks_is_not_in_the_list() -> None:
    assert supplies(view("province", "vi")) == ()


def test_the_area_with_most_to_repair_comes_first_and_one_without_is_left_out() -> None:
    whole = view("province", "vi")
    first, second, *_others = whole.communes
    areas = (
        {Area.SOFTWARE: Tally(failed=2), Area.PEOPLE: Tally(passed=9)},
        {Area.SOFTWARE: Tally(failed=1), Area.EQUIPMENT: Tally(failed=5)},
    )
    communes = tuple(
        replace(brief, assessment=replace(brief.assessment, areas=area))
        for brief, area in zip((first, second), areas, strict=True)
    )
    assert by_area(replace(whole, communes=communes)) == ((Area.EQUIPMENT, 5), (Area.SOFTWARE, 3))
