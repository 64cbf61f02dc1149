"""docs/standard.md says what is so."""

import re
from pathlib import Path

import pytest

from auditor.matchers import MATCHERS
from auditor.standard import load_standard
from auditor.standard.model import REFERENCES

TEXT = (Path(__file__).parents[2] / "docs" / "standard.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def test_the_first_example_is_a_standard_that_loads(tmp_path):
    (tmp_path / "dien-bien.yml").write_text(EXAMPLES[0], "utf-8")
    standard = load_standard(tmp_path / "dien-bien.yml")
    assert standard.for_commune("03158").values["link_rtt_ms_maximum"].value == 700
    assert standard.rule("pc.packages.required").disabled


@pytest.mark.parametrize("name", list(MATCHERS))
def test_every_matcher_is_described(name):
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("name", REFERENCES)
def test_every_reference_is_described(name):
    assert f"`{{{name}: " in TEXT


def test_the_matchers_in_the_examples_are_there(tmp_path):
    names = re.findall(r"^expect: \{(\w+):", EXAMPLES[2], re.MULTILINE)
    assert names
    assert set(names) <= set(MATCHERS)
