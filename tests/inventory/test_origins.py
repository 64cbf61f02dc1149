"""Where an asset came from: read, checked, and carried with the device."""

from pathlib import Path

import pytest

from auditor.errors import InventoryError
from auditor.inventory.check import check
from auditor.inventory.manifest import manifest
from auditor.inventory.origins import Former, formers, meant
from auditor.workspace.resources import dien_bien

MERGED = [{"code": "03154", "name": "Xã Sín Thầu"}, {"code": "03155", "name": "Xã Sen Thượng"}]
HOST = {"kind": "pc", "commune": "03158", "merged_from": MERGED}
KNOWN = (
    Former("03124", "Phường Noong Bua", "03334"),
    Former("03136", "Phường Mường Thanh", "03127"),
    Former("03263", "Xã Nà Tòng", "03217"),
    Former("03365", "Xã Na Tông", "03358"),
)
HOSTS = """\
commune_03158:
  vars: {commune: "03158", merged_from: [{code: "03155", name: "Xã Sen Thượng"}]}
  hosts:
    pc01: {kind: pc, origin: %s}
commune_03160:
  vars: {commune: "03160", merged_from: [{code: "03157", name: "Xã Chung Chải"}]}
  hosts: {pc02: {kind: pc}}
"""


def problems(folder: Path, origin: str) -> str:
    """What the check says of *origin*, as it is written."""
    (folder / "hosts.yml").write_text(HOSTS % origin, "utf-8")
    try:
        check(folder / "hosts.yml")
    except InventoryError as error:
        return str(error).replace(str(folder), "")
    return ""


@pytest.mark.parametrize("said", ["03155", "Xã Sen Thượng", "sen thuong", "Sen Thượng"])
def test_an_origin_by_code_or_name_becomes_the_code(said: str) -> None:
    assert manifest({"pc": {**HOST, "origin": said}}).devices["pc"].origin == "03155"


def test_an_origin_that_its_commune_does_not_list_stays_as_it_was_written() -> None:
    assert manifest({"pc": {**HOST, "origin": "Chung  Chải"}}).devices["pc"].origin == "Chung Chải"
    assert manifest({"pc": HOST}).devices["pc"].origin == ""


def test_every_former_commune_of_the_province_is_known() -> None:
    found = formers(dien_bien())
    assert len(found) == 129
    assert Former("03155", "Xã Sen Thượng", "03158") in found


def test_names_that_differ_by_accents_alone_are_told_apart_by_them() -> None:
    assert [each.code for each in meant("Na Tông", KNOWN)] == ["03365"]
    assert [each.code for each in meant("na tong", KNOWN)] == ["03263", "03365"]
    assert [each.code for each in meant("na tong", KNOWN, commune="03217")] == ["03263"]


@pytest.mark.parametrize("said", ['"03155"', '"Xã Sen Thượng"', '"03157"', "sen thuong"])
def test_an_origin_that_the_inventory_lists_is_right_in_whichever_commune_it_stands_now(
    tmp_path: Path, said: str
) -> None:
    assert problems(tmp_path, said) == ""


def test_an_unknown_origin_is_told_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    told = problems(tmp_path, '"Xã Sen Thươngg"')
    assert "hosts.yml:4:" in told
    assert "did you mean “Xã Sen Thượng”?" in told


def test_an_old_code_without_quotes_is_told_like_any_commune_code(tmp_path: Path) -> None:
    assert "not in quotes" in problems(tmp_path, "03155")


def test_an_inventory_that_lists_no_former_commune_is_taken_at_its_word(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_text('commune_03158: {hosts: {pc01: {kind: pc, origin: "x"}}}', "utf-8")
    assert check(tmp_path / "hosts.yml").opaque == ()
