"""Changes in YAML that people wrote: nothing else in the text moves."""

import pytest

from auditor.inventory.editing import NotEditable, load, put

HANDMADE = """\
# đầu tệp
commune_03158:
  hosts:
    # máy của chị Lan
    pc01:  {ansible_host: 198.18.1.11, counter: "1"}  # cạnh cửa
    pc02:
      ansible_host: 198.18.1.12   # đã đổi hôm 3/11
      ansible_user: audit

    # chưa lắp
    pc03:
  # hết máy
pc:
  hosts: {pc01: , pc02: , pc03: }
"""
HOSTS = ("commune_03158", "hosts")


@pytest.mark.parametrize(
    ("path", "values", "changed"),
    [
        (
            (*HOSTS, "pc01"),
            {"ansible_host": "198.18.1.99"},
            ("{ansible_host: 198.18.1.11,", "{ansible_host: 198.18.1.99,"),
        ),
        ((*HOSTS, "pc01"), {"site": "điểm 2"}, ('counter: "1"}', 'counter: "1", site: "điểm 2"}')),
        (
            (*HOSTS, "pc02"),
            {"ansible_host": "198.18.1.99"},
            ("198.18.1.12   # đã", "198.18.1.99   # đã"),
        ),
        (
            (*HOSTS, "pc02"),
            {"counter": "2"},
            ("      ansible_user: audit\n", '      ansible_user: audit\n      counter: "2"\n'),
        ),
        ((*HOSTS, "pc03"), {"counter": "3"}, ("    pc03:\n", '    pc03:\n      counter: "3"\n')),
        (HOSTS, {"pc04": None}, ("    pc03:\n", "    pc03:\n    pc04:\n")),
        (("pc", "hosts"), {"pc04": None}, ("pc03: }", "pc03: , pc04: }")),
        (("ups", "hosts"), {"u1": None}, ("pc03: }\n", "pc03: }\nups:\n  hosts:\n    u1:\n")),
    ],
)
def test_only_the_value_changes_and_comments_stay(path, values, changed):
    before, after = changed
    assert HANDMADE.count(before) == 1
    assert put(HANDMADE, path, values) == HANDMADE.replace(before, after)


def test_several_values_of_which_some_are_there_already():
    text = put(HANDMADE, (*HOSTS, "pc02"), {"ansible_user": "root", "counter": "2", "site": "x"})
    assert load(text)["commune_03158"]["hosts"]["pc02"] == {
        "ansible_host": "198.18.1.12",
        "ansible_user": "root",
        "counter": "2",
        "site": "x",
    }
    assert text.count("#") == HANDMADE.count("#")


@pytest.mark.parametrize(
    "value", ["no", "1", "03158", "a: b", "# x", "“ngoặc”", "'", '"', "{{ x }}", "1:30", ""]
)
def test_every_text_reads_back_as_the_same_text(value):
    assert (
        load(put("", ("pc", "hosts", "a"), {"asset_note": value}))["pc"]["hosts"]["a"]["asset_note"] == value
    )


@pytest.mark.parametrize("key", ["no", "123", "1e5", "a.b", "y", "null"])
def test_every_name_reads_back_as_the_same_name(key):
    assert list(load(put("", ("pc", "hosts"), {key: None}))["pc"]["hosts"]) == [key]


@pytest.mark.parametrize(
    "text",
    ["", "---\n", "# nothing yet\n", "pc:\n", "pc: {}\n", "pc:\n  hosts:\n", "pc: {hosts: {}}\n", "ups: {}"],
)
def test_a_host_is_added_to_whatever_is_there(text):
    assert load(put(text, ("pc", "hosts"), {"a": {"counter": "1"}}))["pc"]["hosts"] == {"a": {"counter": "1"}}


def test_line_ends_of_windows_stay():
    text = put("pc:\r\n  hosts:\r\n    a:\r\n      counter: '1'\r\n", ("pc", "hosts", "a"), {"counter": "2"})
    assert text == 'pc:\r\n  hosts:\r\n    a:\r\n      counter: "2"\r\n'


@pytest.mark.parametrize(
    "text",
    [
        "a: [1",
        "pc: [1, 2]\n",
        "pc:\n  hosts: text\n",
        "base: &base {hosts: {a: {}}}\npc: *base\n",
        "pc:\n  hosts:\n    a: &a {counter: '1'}\n    b: *a\n",
        "pc: {hosts: {a: {counter: !vault x}}}\npc: {hosts: {a: {counter: '1'}}}\n",
    ],
)
def test_what_cannot_be_changed_with_certainty_is_refused(text):
    with pytest.raises(NotEditable):
        put(text, ("pc", "hosts", "a"), {"counter": "2"})


def test_secrets_of_the_vault_stay_as_they_are():
    secret = "!vault |\n        $ANSIBLE_VAULT;1.1\n        6162\n"
    text = f"pc:\n  hosts:\n    a:\n      k: {secret}      counter: '1'\n"
    assert put(text, ("pc", "hosts", "a"), {"counter": "2"}) == text.replace("'1'", '"2"')
    assert put(text, ("pc", "hosts", "b"), {"counter": "2"}).startswith(text)
