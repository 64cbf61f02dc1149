"""The Windows roles: their PowerShell, as far as it can be held without a Windows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import tree_sitter_powershell
import yaml
from tree_sitter import Language, Parser

ROLES = Path(__file__).parents[2] / "playbooks" / "roles"
COLLECTIONS = Path(sys.prefix) / "ansible" / "collections" / "ansible_collections" / "ansible" / "windows"
POWERSHELL = Parser(Language(tree_sitter_powershell.language()))
CHANGES = re.compile(
    r"(?<!-Name )\b(?:Set|Add|Remove|New|Disable|Enable|Invoke|Rename|Stop|Start|Restart)-[A-Z]\w+"
)
HARMLESS = {"New-Object", "Add-Type"}
FILES = sorted(ROLES.glob("windows_*/tasks/*.yml"))


def blocks(file):
    return yaml.safe_load(file.read_text("utf-8"))


def scripts(file):
    """(phase, task, script) of each PowerShell script in an entry point."""
    for block in blocks(file):
        for task in block["block"]:
            given = task.get("ansible.windows.win_powershell")
            if given:
                yield block["name"], task, given["script"]


SCRIPTS = [
    pytest.param(phase, task, script, id=f"{file.parent.parent.name}/{file.stem}: {task['name']}")
    for file in FILES
    for phase, task, script in scripts(file)
]


def changing(script):
    return {word for word in CHANGES.findall(script) if word not in HARMLESS}


@pytest.mark.parametrize(("phase", "task", "script"), SCRIPTS)
def test_a_script_is_powershell(phase, task, script):
    assert not POWERSHELL.parse(script.encode()).root_node.has_error


@pytest.mark.parametrize(("phase", "task", "script"), SCRIPTS)
def test_a_value_comes_into_a_script_as_a_parameter_never_as_text(phase, task, script):
    assert "{{" not in script


@pytest.mark.parametrize(("phase", "task", "script"), SCRIPTS)
def test_a_script_says_itself_whether_it_changed_something(phase, task, script):
    body = script.split(")", 1)[1] if script.startswith("param(") else script
    assert body.strip().startswith("$Ansible.Changed = $false")


@pytest.mark.parametrize(("phase", "task", "script"), SCRIPTS)
def test_a_script_changes_nothing_in_check_mode_nor_outside_the_act(phase, task, script):
    if phase != "Act":
        assert not changing(script)
    for line in script.splitlines():
        if changing(line) and "Ansible.CheckMode" not in line:
            assert "CheckMode" in script[: script.index(line)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.parent.name}/{file.stem}")
def test_an_entry_point_is_syntactically_right_with_the_collection_it_names(file, tmp_path):
    if not COLLECTIONS.is_dir():
        pytest.skip("ansible.windows is not installed: make collections")
    entry = {"name": file.parent.parent.name, "tasks_from": file.stem}
    tasks = [{"ansible.builtin.import_role": entry}]
    play = [{"hosts": "all", "gather_facts": False, "tasks": tasks}]
    book = tmp_path / "play.yml"
    book.write_text(yaml.safe_dump(play))
    done = subprocess.run(
        [Path(sys.executable).parent / "ansible-playbook", "--syntax-check", "-i", "localhost,", book],
        env={"PATH": "/usr/bin:/bin", "ANSIBLE_ROLES_PATH": str(ROLES), "HOME": str(tmp_path),
             "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS.parents[2]), "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
