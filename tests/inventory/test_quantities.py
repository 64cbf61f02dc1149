"""How many of each a commune must have: what is read, and what is refused."""

from pathlib import Path

import pytest

from auditor.errors import InventoryError
from auditor.inventory.check import check
from auditor.inventory.manifest import manifest
from auditor.inventory.quantities import required_of


def _problems(folder: Path, variables: str) -> list[str]:
    (folder / "hosts.yml").write_text("all: {children: {commune_03127: {hosts: {}}}}")
    (folder / "group_vars").mkdir()
    (folder / "group_vars" / "commune_03127.yml").write_text(variables, "utf-8")
    try:
        check(folder)
    except InventoryError as error:
        return [str(problem).partition("commune_03127.yml:")[2] for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "variables",
    [
        "required: {pc: 6, printer: 2, card_reader: 1, token: 0}",
        "sites: [trụ sở, điểm số 2]",
        "sites: [{name: điểm số 2, required: {pc: 2}}, trụ sở]",
        'required: "{{ everywhere }}"',
        "sites: []",
    ],
)
def test_what_can_be_counted_has_no_problem(tmp_path: Path, variables: str) -> None:
    assert _problems(tmp_path, variables) == []


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ("required: {pcs: 6}", "1:12: there is no noun “pcs” to count — did you mean “pc”?"),
        ('required: {pc: "6"}', "1:16: a whole number is expected, without quotes"),
        ("required: {pc: -1}", "1:16: a whole number is expected, without quotes"),
        ("required: 6", "1:11: required says how many of each there must be — required: {pc: 6, printer: 2}"),
        ("sites: trụ sở", "1:8: sites is a list of names, or of {name, required}"),
        ("sites: [{required: {pc: 1}}]", "1:9: a site has a name"),
        ("sites: [{nam: A, name: A}]", "1:10: a site has no “nam” — did you mean “name”?"),
        (
            "sites: [{name: A, required: {pcc: 1}}]",
            "1:30: there is no noun “pcc” to count — did you mean “pc”?",
        ),
    ],
)
def test_what_cannot_be_counted_is_told_with_its_place(tmp_path: Path, variables: str, told: str) -> None:
    assert told in _problems(tmp_path, variables)


def test_numbers_are_read_by_place_and_what_is_no_number_is_left_out() -> None:
    stated = {
        "required": {"pc": 6, "printer": True, "ups": "3", "typewriter": 1},
        "sites": ["trụ sở", {"name": "B", "required": {"scanner": 1}}, {"name": "C"}],
    }
    assert required_of(stated) == {"": {"pc": 6}, "B": {"scanner": 1}}


@pytest.mark.parametrize("stated", [{}, {"required": None, "sites": None}, {"required": 3, "sites": 3}])
def test_nothing_stated_is_nothing_required(stated: dict[str, object]) -> None:
    assert required_of(stated) == {}


def test_a_commune_carries_its_numbers_into_the_run() -> None:
    host = {"kind": "pc", "commune": "03127", "required": {"pc": 2}}
    assert manifest({"pc1": host}).communes["03127"].required == {"": {"pc": 2}}


def test_a_host_cannot_be_a_commune() -> None:
    with pytest.raises(InventoryError, match="a commune is no device"):
        manifest({"x": {"kind": "commune", "commune": "03127"}})


def test_a_host_that_says_it_is_a_commune_is_refused_where_it_is_written(tmp_path: Path) -> None:
    told = "1:7: a commune is no device: it is the group commune_<code>"
    assert _problems(tmp_path, "kind: commune") == [told]
