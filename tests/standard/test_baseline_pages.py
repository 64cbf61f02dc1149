"""The baseline's content: what its pages, files and sources promise is so."""

import hashlib
import re
from pathlib import Path

import pytest
import yaml

from auditor.i18n import LANGUAGES
from auditor.model import Kind, SourceKind
from auditor.standard import Rule, Standard, load_standard, references

BASELINE = load_standard("baseline")
PLACE = Path(BASELINE.rules[0].pages).parent
LAWS_READ = ("Nghị định 30/2020/NĐ-CP", "Thông tư 01/2019/TT-BNV")
"""Laws whose text was read; an expected value may be called law only by one of these."""
EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
INVENTORY_KEYS = ("expect_", "endpoints")

in_each_language = pytest.mark.parametrize("language", LANGUAGES)
of_each_rule = pytest.mark.parametrize("rule", BASELINE.rules, ids=lambda rule: rule.id)


def sources(standard: Standard) -> dict[str, tuple[SourceKind, str]]:
    named = {value.name: value.source for value in standard.values.values()}
    named |= {rule.id: standard.source_of(rule) for rule in standard.rules}
    return {name: (source.kind, source.reference) for name, source in named.items()}


@in_each_language
@of_each_rule
def test_a_page_bears_its_rules_title(rule: Rule, language: str) -> None:
    assert rule.page(language).splitlines()[0] == f"# {rule.title[language]}"


@in_each_language
@of_each_rule
def test_a_page_says_why_how_it_is_fixed_and_how_to_differ(rule: Rule, language: str) -> None:
    assert rule.page(language).count("\n## ") == 3
    assert 15 <= len(rule.page(language).splitlines()) <= 45


@in_each_language
@of_each_rule
def test_a_page_says_once_how_its_rule_is_waived(rule: Rule, language: str) -> None:
    (command,) = re.findall(r"`(auditor waive [^`]*)`", rule.page(language))
    scope = "commune --commune" if rule.applies_to.kinds == (Kind.COMMUNE,) else "device --device"
    assert command.startswith(f"auditor waive {rule.id} --scope {scope} ")
    assert all(option in command for option in ("--reason", "--approver", "--until"))


@in_each_language
@of_each_rule
def test_an_example_in_a_page_is_a_standard_that_loads(rule: Rule, language: str, tmp_path: Path) -> None:
    for example in EXAMPLE.findall(rule.page(language)):
        given = yaml.safe_load(example)
        if all(key.startswith(INVENTORY_KEYS) for key in given):
            continue
        file = tmp_path / "tinh.yml"
        file.write_text(f"name: tinh\nextends: baseline\n{example}", "utf-8")
        assert load_standard(file).digest != BASELINE.digest


@of_each_rule
def test_an_inventory_variable_in_a_page_is_the_one_that_the_rule_refers_to(rule: Rule) -> None:
    wanted = [name for kind, name in references(rule.expect.argument) if kind == "inventory"]
    for example in EXAMPLE.findall(rule.page("vi")):
        for key in yaml.safe_load(example):
            if key.startswith("expect_"):
                assert key.removeprefix("expect_") in wanted


def test_the_browser_policy_that_is_shipped_is_the_one_that_is_demanded() -> None:
    shipped = (PLACE / "files/chromium-policy.json").read_bytes()
    (demanded,) = BASELINE.values["managed_files"].value
    assert demanded["sha256"] == hashlib.sha256(shipped).hexdigest()
    assert demanded["content"].encode() == shipped


@pytest.mark.parametrize(("name", "source"), sources(BASELINE).items())
def test_only_a_law_that_was_read_is_called_law(name: str, source: tuple[SourceKind, str]) -> None:
    kind, reference = source
    assert reference
    assert kind is not SourceKind.LAW or reference.startswith(LAWS_READ)


def test_a_value_that_only_the_inventory_knows_is_called_the_provinces() -> None:
    by_inventory = [
        rule
        for rule in BASELINE.rules
        if set(re.findall(r"'(inventory|value)'", str(rule.expect.argument))) == {"inventory"}
    ]
    assert by_inventory
    assert {BASELINE.source_of(rule).kind for rule in by_inventory} == {SourceKind.PROVINCE}


def test_unverified_fingerprints_are_demanded_by_no_rule() -> None:
    for name in ("vgca_root_g2_sha256", "vietnam_national_root_sha256"):
        assert "verify" in BASELINE.values[name].source.reference
        assert all(("value", name) not in references(rule.expect.argument) for rule in BASELINE.rules)


@in_each_language
def test_there_is_no_page_without_its_rule(language: str) -> None:
    pages = {page.stem for page in (PLACE / "pages" / language).iterdir()}
    assert pages == {rule.id for rule in BASELINE.rules}
