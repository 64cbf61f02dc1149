"""The skeleton of a province: real codes and names, nothing invented, and the committed one reproducible."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import vietnam_provinces
import yaml

from auditor.errors import UsageError
from auditor.inventory.provinces import province
from auditor.inventory.skeleton import files, write
from auditor.workspace.resources import dien_bien

DIEN_BIEN = 11


def _group_vars(code: str) -> dict[str, object]:
    text = (dien_bien() / "group_vars" / f"commune_{code}.yml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def _national() -> dict[str, str]:
    wards = vietnam_provinces.Ward.iter_all()
    return {f"{w.code.value:05}": w.name for w in wards if w.province_code.value == DIEN_BIEN}


def _ours() -> dict[str, dict[str, object]]:
    codes = [f.stem.removeprefix("commune_") for f in (dien_bien() / "group_vars").glob("commune_*.yml")]
    return {code: _group_vars(code) for code in codes}


def test_the_committed_skeleton_has_exactly_the_45_codes_and_names_of_the_national_list() -> None:
    ours = _ours()
    assert {code: data["commune_name"] for code, data in ours.items()} == _national()
    assert len(ours) == 45


def test_the_committed_skeleton_is_what_the_generator_writes() -> None:
    wanted = dict(files(province("11")))
    found = {
        str(file.relative_to(dien_bien())): file.read_text("utf-8")
        for file in dien_bien().rglob("*")
        if file.is_file()
    }
    assert found == wanted


def test_the_units_come_from_the_129_old_ones_each_once_with_the_new_code_among_them() -> None:
    merged = {code: [old["code"] for old in data["merged_from"]] for code, data in _ours().items()}  # type: ignore[attr-defined]
    old = [code for codes in merged.values() for code in codes]
    assert len(old) == len(set(old)) == 129
    assert all(code in codes for code, codes in merged.items())


def test_regions_are_those_of_the_provinces_decision() -> None:
    regions = [data["region"] for data in _ours().values()]
    assert [regions.count(region) for region in ("I", "II", "III")] == [2, 5, 38]


def test_ansible_reads_the_skeleton_with_codes_as_text(tmp_path: Path) -> None:
    write(province("11"), tmp_path)
    (tmp_path / "one.yml").write_text(
        "commune_03127: {hosts: {pasc-03127-pc01: }}\npc: {hosts: {pasc-03127-pc01: }}\n"
    )
    command = [
        Path(sys.executable).with_name("ansible-inventory"),
        "-i",
        tmp_path,
        "--host",
        "pasc-03127-pc01",
    ]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert (answer["commune"], answer["kind"], answer["commune_name"]) == (
        "03127",
        "pc",
        "Phường Điện Biên Phủ",
    )


@pytest.mark.parametrize("wanted", ["11", "Điện Biên", "dien-bien", "DIEN BIEN", "Tỉnh Điện Biên"])
def test_a_province_is_found_by_code_name_or_slug_with_or_without_accents(wanted: str) -> None:
    assert province(wanted).code == "11"


def test_an_unknown_province_is_refused_naming_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        province("Dien Ben")
    assert "“Điện Biên”" in caught.value.remedy


@pytest.mark.parametrize("code", [f"{p.code.value:02}" for p in vietnam_provinces.Province.iter_all()])
def test_every_province_has_a_skeleton_of_valid_yaml_with_quoted_codes(code: str) -> None:
    of = province(code)
    texts = files(of)
    for unit in of.units:
        assert yaml.safe_load(texts[f"group_vars/commune_{unit.code}.yml"])["commune"] == unit.code
    assert (
        f"commune_{of.units[0].code}"
        in yaml.safe_load(texts["hosts.yml"])["all"]["children"][of.slug.replace("-", "_")]["children"]
    )


def test_only_what_was_verified_is_stated_of_another_province() -> None:
    unit = province("Lai Châu").units[0]
    text = files(province("Lai Châu"))[f"group_vars/commune_{unit.code}.yml"]
    assert set(yaml.safe_load(text)) == {"commune", "commune_name", "commune_type", "sites", "counters"}
