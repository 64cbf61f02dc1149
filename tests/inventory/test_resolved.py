"""An inventory is resolved by Ansible, and what is wrong is told where a person can find it."""

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.errors import InventoryError
from auditor.inventory.listing import listing
from auditor.inventory.resolved import resolved

HOSTS = """\
all:
  children:
    commune_03127:
      vars: {commune: "03127"}
      hosts:
        router: {ansible_host: 198.18.0.1}
        pc[01:03]: {kind: kiosk}
"""


def _write(folder: Path, text: str) -> Path:
    file = folder / "hosts.yml"
    file.write_text(text, "utf-8")
    return file


def _problems(file: Path) -> list[str]:
    with pytest.raises(InventoryError) as caught:
        resolved([file])
    return [str(problem).replace(f"{file.parent}/", "") for problem in caught.value.problems]


def test_a_host_without_a_kind_is_told_at_its_first_mention(tmp_path: Path) -> None:
    (problem,) = _problems(_write(tmp_path, HOSTS))
    assert problem.startswith("hosts.yml:6:9: router: states no kind")


def test_a_host_of_a_range_is_told_where_the_range_stands(tmp_path: Path) -> None:
    text = HOSTS.replace("{ansible_host: 198.18.0.1}", "{kind: network}").replace("kiosk", "'{{ x }}'")
    assert set(resolved([_write(tmp_path, text)]).devices) == {"router"}
    problems = _problems(_write(tmp_path, text.replace("{kind: '{{ x }}'}", "")))
    assert [problem.split(" states")[0] for problem in problems] == [
        f"hosts.yml:7:9: pc0{number}:" for number in (1, 2, 3)
    ]


def test_a_host_that_only_ansible_knows_keeps_its_name(tmp_path: Path) -> None:
    file = tmp_path / "hosts.ini"
    file.write_text("[commune_03127]\na kind=pc\n")
    assert _problems(file)[0].startswith("a: states no commune")


def test_several_inventories_are_one(tmp_path: Path) -> None:
    (tmp_path / "kinds.yml").write_text("network: {hosts: {router: }, vars: {kind: network}}\n")
    assert len(resolved([_write(tmp_path, HOSTS), tmp_path / "kinds.yml"]).devices) == 4


def test_a_home_that_is_not_there_is_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("ANSIBLE_LOCAL_TEMP", "ANSIBLE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", "/proc/nohome")
    assert set(listing([_write(tmp_path, HOSTS)]).hosts) == {"router", "pc01", "pc02", "pc03"}


def test_of_a_crash_of_ansible_only_the_message_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSIBLE_LOCAL_TEMP", "/proc/nohome")
    with pytest.raises(InventoryError) as caught:
        listing([_write(tmp_path, HOSTS)])
    assert "Unable to create local directories" in caught.value.message
    assert "Traceback" not in caught.value.message
    assert ", line " not in caught.value.message


def test_a_vaulted_inventory_names_the_option_it_needs_and_opens_with_it(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("only for this test\n")
    (tmp_path / "inventory" / "group_vars").mkdir(parents=True)
    sealed = tmp_path / "inventory" / "group_vars" / "all.yml"
    sealed.write_text("kind: pc\n")
    program = str(Path(sys.executable).with_name("ansible-vault"))
    words = ["--vault-password-file", str(password)]
    subprocess.run([program, "encrypt", *words, str(sealed)], check=True, capture_output=True)
    inventory = _write(sealed.parents[1], HOSTS).parent
    with pytest.raises(InventoryError, match="--vault-password-file"):
        resolved([inventory])
    assert len(resolved([inventory], words).devices) == 4
