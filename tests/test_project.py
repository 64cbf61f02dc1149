"""The project as it is shipped: pinned, without a registry's name, the same in a checkout and in a wheel."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))


def _tracked() -> list[Path]:
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry() -> None:
    registry = re.compile(rb"(pypi|pythonhosted|npmjs)\.(org|com)|--(extra-)?index-url|--find-links")
    assert [
        file for file in _tracked() if registry.search(file.read_bytes()) and file != Path(__file__)
    ] == []


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_every_requirement_is_pinned_with_its_hashes(file: Path) -> None:
    blocks = re.split(r"\n(?=\S)", "\n" + re.sub(r"(?m)^\s*#.*\n", "", file.read_text("utf-8")))
    entries = [block for block in blocks if block.strip()]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_every_dependency_is_in_the_pinned_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for wanted, file in (
        (project["dependencies"], "requirements.txt"),
        (project["optional-dependencies"]["dev"], "requirements-dev.txt"),
    ):
        pinned = {
            line.split("==")[0].lower()
            for line in (ROOT / file).read_text("utf-8").splitlines()
            if "==" in line
        }
        names = {re.split(r"[\[>=<]", name)[0].lower() for name in wanted}
        assert names <= pinned


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_has_every_file_of_the_package_that_is_tracked(wheel: Path) -> None:
    for file in _tracked():
        if file.is_relative_to(ROOT / "auditor"):
            assert (wheel / file.relative_to(ROOT)).is_file(), file


def test_beside_the_package_the_wheel_has_nothing_that_is_not_tracked(wheel: Path) -> None:
    """Playbooks and inventories go in as whole folders, with whatever else lies there."""
    data = wheel / "auditor" / "data"
    shipped = {data / file.relative_to(ROOT) for file in _tracked()}
    assert {file for file in data.rglob("*") if file.is_file()} - shipped == set()


def test_an_installed_auditor_finds_its_playbooks_and_inventory(wheel: Path, tmp_path: Path) -> None:
    code = (
        "import json; from auditor.workspace.resources import dien_bien, playbooks\n"
        "print(json.dumps([str(playbooks()), str(dien_bien())]))"
    )
    env = {**os.environ, "PYTHONPATH": str(wheel)}
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    playbooks, inventory = map(Path, json.loads(answer.stdout))
    assert playbooks.is_relative_to(wheel)
    assert (inventory / "group_vars" / "commune_03127.yml").is_file()


def test_an_installed_auditor_makes_a_workspace(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "auditor", "init", "--province", "12", str(tmp_path / "w")]
    env = {**os.environ, "PYTHONPATH": str(wheel)}
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
    assert (tmp_path / "w" / "inventories" / "lai-chau" / "hosts.yml").is_file()
