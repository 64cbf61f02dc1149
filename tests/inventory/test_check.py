"""What people write in an inventory is checked before Ansible reads it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import InventoryError
from auditor.inventory.check import check
from auditor.inventory.variables import KNOWN, one_edit_apart
from auditor.workspace.resources import dien_bien


def _problems(folder: Path, **files: str) -> list[str]:
    """Problems of an inventory of these files (``group_vars__x`` is group_vars/x.yml), places relative."""
    for name, text in files.items():
        file = folder / f"{name.replace('__', '/')}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    try:
        check(folder)
    except InventoryError as error:
        return [str(problem).replace(f"{folder}/", "") for problem in error.problems]
    return []


GOOD = """\
all:
  children:
    commune_03127:
      vars: {commune: "03127"}
      hosts:
        pasc-03127-pc01: {ansible_host: 198.18.0.1, counter: 1, ansible_password: !vault "x", own_variable: 3}
        pasc-03127-pc[02:09]:
    pc:
      vars: &pc {kind: pc, region: I}
      hosts: {pasc-03127-pc01: }
    kiosk: {vars: {<<: *pc}}
"""


def test_a_good_inventory_has_no_problem(tmp_path: Path) -> None:
    assert _problems(tmp_path, hosts=GOOD, group_vars__pc="kind: pc", group_vars__all="endpoints: []") == []


def test_the_skeleton_that_ships_has_no_problem() -> None:
    assert check(dien_bien()).opaque == ()


def test_an_unquoted_code_is_refused_with_what_yaml_reads_and_the_remedy(tmp_path: Path) -> None:
    text = GOOD.replace('"03127"', "03127")
    assert _problems(tmp_path, hosts=text) == [
        "hosts.yml:4:23: the commune's code 03127 is not in quotes, so YAML reads 1623"
        ' — write it in quotes: "03127"'
    ]


@pytest.mark.parametrize("written", ["03189", "3127", "0_3127", "3e4"])
def test_every_other_unquoted_or_short_code_is_refused_too(tmp_path: Path, written: str) -> None:
    assert len(_problems(tmp_path, hosts=GOOD.replace('"03127"', written))) == 1


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("kind: pc,", "kind: pcc,", "hosts.yml:9:24: there is no kind “pcc” — did you mean “pc”?"),
        ("kind: pc,", "kidn: pc,", "hosts.yml:9:18: there is no variable “kidn” — did you mean “kind”?"),
        (
            "counter: 1",
            "conter: 1",
            "hosts.yml:6:53: there is no variable “conter” — did you mean “counter”?",
        ),
        ("region: I}", "region: IV}", "hosts.yml:9:36: there is no region “IV” — did you mean “I”?"),
        ("      hosts: {", "      host: {", "hosts.yml:10:7: a group has no “host” — did you mean “hosts”?"),
        (
            "commune_03127",
            "commune_3127",
            "hosts.yml:3:5: “commune_3127” is not the group of a commune"
            " — commune_ and the five digits of its code",
        ),
    ],
)
def test_a_misspelt_word_is_told_with_the_nearest_right_one(
    tmp_path: Path, wrong: str, right: str, told: str
) -> None:
    assert told in _problems(tmp_path, hosts=GOOD.replace(wrong, right))


def test_a_commune_that_the_inventory_does_not_have_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("counter: 1", 'commune: "03172"')
    (problem,) = _problems(tmp_path, hosts=text)
    assert problem.endswith("no commune of this inventory has the code 03172 — did you mean “03127”?")


def test_a_groups_file_that_states_another_commune_is_refused(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, hosts=GOOD, group_vars__commune_03127='commune: "03172"')
    assert problem == (
        "group_vars/commune_03127.yml:1:10: the group commune_03127 says that it is commune 03172"
        ' — commune: "03127"'
    )


def test_a_variable_file_of_no_group_is_told_because_ansible_would_pass_over_it(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, hosts=GOOD, group_vars__commune_03172="x: 1")
    assert "so nobody reads this file — did you mean “commune_03127”?" in problem


def test_what_only_ansible_can_read_is_named_and_silences_what_depends_on_it(tmp_path: Path) -> None:
    (tmp_path / "netbox.yml").write_text("plugin: netbox.netbox.nb_inventory\n")
    (tmp_path / "hosts.ini").write_text("[pc]\na\n")
    assert _problems(tmp_path, group_vars__commune_03172='commune: "03172"') == []
    assert {file.name for file in check(tmp_path).opaque} == {"netbox.yml", "hosts.ini"}


def test_a_host_that_stands_twice_or_in_two_communes_is_refused(tmp_path: Path) -> None:
    twice = "commune_03127: {hosts: {a: , a: }}\ncommune_03151: {hosts: {a: }}\n"
    assert _problems(tmp_path, hosts=twice) == [
        "hosts.yml:1:30: “a” stands twice here; only the last would count — keep one of them",
        "hosts.yml:2:25: a stands in two communes: commune_03127, commune_03151"
        " — a device belongs to one commune",
    ]


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    problems = _problems(tmp_path, a="all: [", b="commune_1: ", group_vars__all="kind: x\nendpoints: 3")
    assert [problem.split(":")[0] for problem in problems] == [
        "a.yml",
        "b.yml",
        "group_vars/all.yml",
        "group_vars/all.yml",
    ]


def test_every_one_of_many_files_is_looked_into(tmp_path: Path) -> None:
    files = {f"f{number}": f"commune_03127: {{hosts: {{h{number}: {{kind: x}}}}}}" for number in range(40)}
    assert len(_problems(tmp_path, **files)) == 40


def test_endpoints_have_name_address_and_truth(tmp_path: Path) -> None:
    text = 'endpoints: [{nam: x, url: "dichvucong", essential: "no"}, {name: y, url: "https://y.vn/"}]'
    problems = " ".join(_problems(tmp_path, hosts=GOOD, group_vars__all=text))
    for told in ("has a name and a url", "did you mean “name”?", "not an http://", "true or false"):
        assert told in problems


def test_templates_and_vault_files_are_left_to_ansible(tmp_path: Path) -> None:
    text = GOOD.replace('"03127"', '"{{ inventory_hostname[5:10] }}"')
    assert _problems(tmp_path, hosts=text, group_vars__all="$ANSIBLE_VAULT;1.1;AES256\n6231\n") == []


def test_a_group_inside_itself_ends(tmp_path: Path) -> None:
    assert _problems(tmp_path, hosts="a: &a {children: {b: *a}}") == []


def test_an_inventory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match="no such inventory"):
        check(tmp_path / "none")


@given(st.text(max_size=200))
def test_no_text_breaks_the_check(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        check(file)
    except InventoryError as error:
        assert all(problem.file for problem in error.problems)


@given(st.sampled_from(KNOWN), st.data())
def test_one_wrong_letter_is_one_edit(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    assert one_edit_apart(word[:at] + word[at + 1 :], word)
    assert one_edit_apart(word[:at] + "#" + word[at:], word)
    assert one_edit_apart(word[:at] + "#" + word[at + 1 :], word)
    assert not one_edit_apart(word, word)
    assert not one_edit_apart(f"{word}##", word)
