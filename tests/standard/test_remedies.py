"""What a rule says is to be done when it fails: read, checked on load, and deviated from."""

import shutil
from pathlib import Path

import pytest

from auditor.errors import StandardError
from auditor.standard import Standard, load_standard

SMALL = Path(__file__).parent / "small"
HEAD = "name: own\nextends: small\n"
RULE = "rules:\n  pc.time.zone:\n    remedy: "


def _load(folder: Path, text: str) -> Standard:
    shutil.copytree(SMALL, folder / "small", dirs_exist_ok=True)
    (folder / "own.yml").write_text(HEAD + text, "utf-8")
    return load_standard("own", [folder])


def _refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(StandardError) as caught:
        _load(folder, text)
    return [str(problem).replace(problem.file, "own.yml") for problem in caught.value.problems]


def test_a_role_with_its_variables_for_any_system_or_for_each(tmp_path: Path) -> None:
    call = "{role: base, entry: timezone, with: {base_timezone: {inventory: zone}}}"
    (any_,) = _load(tmp_path, f"{RULE}{call}\n").rule("pc.time.zone").remedy.calls.items()
    assert any_[0] == ""
    assert (any_[1].role, any_[1].entry) == ("base", "timezone")
    assert any_[1].variables == {"base_timezone": {"inventory": "zone"}}
    each = _load(tmp_path, f"{RULE}{{linux: {call}, windows: province}}\n").rule("pc.time.zone").remedy
    assert set(each.calls) == {"linux"}


@pytest.mark.parametrize("who", ["technician", "purchase", "province"])
def test_a_person(tmp_path: Path, who: str) -> None:
    assert _load(tmp_path, f"{RULE}{who}\n").rule("pc.time.zone").remedy.who == who


def test_other_rules(tmp_path: Path) -> None:
    standard = _load(tmp_path, f"{RULE}{{follows: [device.answers]}}\n")
    assert standard.rule("pc.time.zone").remedy.follows == ("device.answers",)


def test_a_commune_may_have_another_remedy(tmp_path: Path) -> None:
    text = 'communes:\n  "03158":\n    rules:\n      pc.time.zone: {remedy: technician}\n'
    standard = _load(tmp_path, text)
    assert standard.rule("pc.time.zone").remedy.who == ""
    assert standard.for_commune("03158").rule("pc.time.zone").remedy.who == "technician"


def test_the_digest_is_another_one_with_another_remedy(tmp_path: Path) -> None:
    one, other = (_load(tmp_path, f"{RULE}{who}\n").digest for who in ("technician", "province"))
    assert one != other


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("automatic", "automatic"),
        ("{role: base}", "entry"),
        ("{role: base, entry: ../x}", "entry"),
        ("{role: base, entry: a, wiht: {}}", "wiht"),
        ("{follows: [pc.time.zoned]}", "pc.time.zoned"),
        ("{follows: [pc.time.zone]}", "pc.time.zone"),
        ("{follows: device.answers}", "follows"),
        ("{role: base, entry: a, unless: [nowhere]}", "nowhere"),
        ("{role: base, entry: a, unless: nowhere}", "unless"),
        ("{role: base, entry: a, with: {x: {value: nowhere}}}", "nowhere"),
        ("{linux: {role: base, entry: a, with: {x: [{first: {value: nowhere}}]}}}", "nowhere"),
        ("{role: base, entry: a, with: {x: {device: name}}}", "device"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, remedy: str, said: str) -> None:
    problems = _refused(tmp_path, f"{RULE}{remedy}\n")
    assert any(problem.startswith("own.yml:5:") and said in problem for problem in problems), problems


def test_a_mistake_in_a_communes_remedy_is_told_too(tmp_path: Path) -> None:
    text = 'communes:\n  "03158":\n    rules:\n      pc.time.zone: {remedy: {follows: [nowhere]}}\n'
    (problem,) = _refused(tmp_path, text)
    assert problem.startswith("own.yml:6:")
    assert "nowhere" in problem
