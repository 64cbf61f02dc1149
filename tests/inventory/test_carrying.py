"""A host's entry goes from one group to another as it is written."""

import pytest

from auditor.inventory import editing
from auditor.inventory.carrying import cut, paste, rename
from auditor.inventory.editing import NotEditable

FROM, TO = ["all", "children", "commune_03158", "hosts"], ["all", "children", "commune_03160", "hosts"]
VAULT = """\
          # của quầy 1
          ansible_password: !vault |
            $ANSIBLE_VAULT;1.1;AES256
            6231
          counter: "1"  # quầy
"""
BLOCK = f"""\
# tỉnh
all:
  children:
    commune_03158:  # Sín Thầu
      hosts:
        pc01:
{VAULT}        pc02: {{counter: "2"}}
        # cuối
    commune_03160:
      hosts: {{}}  # Mường Nhé
"""
FLOW = """\
all:
  children:
    commune_03158: {hosts: {pc01: {counter: "1"}, pc02: , pc03: {counter: "3"}}}
    commune_03160: {hosts: {pc09: }}
"""


def carried(text: str, host: str) -> str:
    """*text* with *host* carried over."""
    rest, entry = cut(text, FROM, host)
    return paste(rest, TO, host, entry)


def hosts(text: str, path: list[str]) -> object:
    data = editing.load(text)
    for key in path:
        data = data[key]
    return data


def test_an_entry_of_several_lines_keeps_its_comments_and_vaults_values() -> None:
    after = carried(BLOCK, "pc01")
    assert VAULT in after
    assert hosts(after, FROM) == {"pc02": {"counter": "2"}}
    assert hosts(after, TO) == {"pc01": hosts(BLOCK, FROM)["pc01"]}
    assert "        # cuối\n" in after


def test_nothing_but_the_entry_moves() -> None:
    after = carried(BLOCK, "pc02")
    assert after == BLOCK.replace('        pc02: {counter: "2"}\n', "").replace(
        "hosts: {}  # Mường Nhé\n", 'hosts:  # Mường Nhé\n        pc02: {counter: "2"}\n'
    )


@pytest.mark.parametrize("host", ["pc01", "pc02", "pc03"])
def test_first_middle_and_last_of_a_line_can_be_carried(host: str) -> None:
    after = carried(FLOW, host)
    assert hosts(after, TO) == {"pc09": None, host: hosts(FLOW, FROM)[host]}
    assert list(hosts(after, FROM)) == [each for each in ("pc01", "pc02", "pc03") if each != host]


def test_the_last_host_leaves_an_empty_group() -> None:
    once = carried(carried(BLOCK, "pc01"), "pc02")
    assert not hosts(once, FROM)
    assert list(hosts(once, TO)) == ["pc01", "pc02"]


def test_a_group_without_hosts_and_an_empty_file_take_one() -> None:
    entry = cut(BLOCK, FROM, "pc01")[1]
    for text in ("", "commune_03160:\n", "commune_03160:\n  vars: {x: 1}\n"):
        assert hosts(paste(text, TO[2:], "pc01", entry), TO[2:]) == {"pc01": entry.data}


@pytest.mark.parametrize(
    "entry", ["&a {counter: '1'}", "*other", "{counter: &c '1'}", "[1]", "text", "{counter: *other}"]
)
def test_what_other_places_may_mean_is_left_to_a_person(entry: str) -> None:
    text = f"x: &other {{a: 1}}\nall:\n  children:\n    commune_03158:\n      hosts:\n        pc01: {entry}\n"
    with pytest.raises(NotEditable):
        cut(text, FROM, "pc01")


def test_a_host_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotEditable):
        cut(BLOCK, FROM, "pc07")


def test_a_vaulted_value_cannot_go_into_a_group_of_one_line() -> None:
    entry = cut(BLOCK, FROM, "pc01")[1]
    with pytest.raises(NotEditable):
        paste(FLOW, TO, "pc01", entry)


def test_a_key_is_renamed_and_nothing_else() -> None:
    assert rename(BLOCK, FROM, "pc02", "pc-mới") == BLOCK.replace("pc02:", '"pc-mới":')
    with pytest.raises(NotEditable):
        rename(BLOCK, FROM, "pc02", "pc01")
