"""docs/workspace.md says what the code does."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from auditor.inventory.variables import OURS
from auditor.model import Kind
from auditor.workspace import TABLE

TEXT = (Path(__file__).parents[2] / "docs" / "workspace.md").read_text("utf-8")


@pytest.mark.parametrize("setting", TABLE.values(), ids=TABLE)
def test_every_setting_stands_there_as_it_is(setting) -> None:  # type: ignore[no-untyped-def]
    default = f'"{setting.default}"' if setting.type is str else str(setting.default)
    option = f"`{setting.option}`" if setting.option else ""
    assert f"| `{setting.name}` | `{setting.env}` | {option} | `{default}` |" in TEXT


def test_no_setting_stands_there_that_is_not() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| `AUDITOR_", TEXT, re.MULTILINE)) == set(TABLE)


def test_every_variable_that_a_rule_refers_to_is_known_to_the_inventorys_check() -> None:
    rules = files("auditor") / "standard" / "baseline" / "rules"
    texts = "".join(file.read_text("utf-8") for file in rules.iterdir() if file.name.endswith(".yml"))
    worked_out = {"expect_endpoint_hosts"}  # of ``endpoints``, by the manifest
    named = {f"expect_{name}" for name in re.findall(r"\{inventory: (\w+)\}", texts)}
    assert named - worked_out <= set(OURS)


def test_every_variable_and_kind_that_an_audit_reads_stands_there() -> None:
    unread = {"commune_type", "area_km2", "merged_from", "legal_source", "sites", "counters"}
    words = set(re.findall(r"`(\w+)`", TEXT))
    assert set(OURS) - unread <= words
    assert set(Kind) <= words
