"""The schema for editors knows what the loader knows."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from auditor.standard.merge import OPTIONAL, RULE, TOP
from auditor.standard.reading import SHIPPED, Problems, read_layer
from auditor.standard.schema import schema

SMALL = Path(__file__).parent / "small"


def documents():
    layers = [read_layer(folder, Problems()) for folder in (SHIPPED / "baseline", SMALL)]
    return [pytest.param(data, id=place.file.name) for layer in layers for place, data in layer.documents]


def problems(data):
    return list(Draft202012Validator(schema()).iter_errors(data))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("data", documents())
def test_every_file_that_the_loader_takes_the_schema_takes(data):
    assert problems(data) == []


def test_the_schema_has_every_key_that_the_loader_has():
    assert set(schema()["properties"]) == set(TOP)
    assert set(schema()["$defs"]["rule"]["properties"]) == {*RULE, *OPTIONAL}


@pytest.mark.parametrize(
    "text",
    [
        "rulez: []",
        "rules: [{id: a, severity: mjor}]",
        "rules: [{severity: major}]",
        "rules: [{id: a, work: {minutes: 0}}]",
        "rules: [{id: a, work: {minutes: 5, bring: [{vi: giấy}]}}]",
        "rules: [{id: a, fact: time.zon}]",
        "rules: [{id: a, expect: {equal: 1}}]",
        "values: {a: {value: 1}}",
        "communes: {Mường Nhé: {}}",
        "thresholds: {coverage: 95}",
    ],
)
def test_a_misspelling_is_seen_while_typing(text):
    assert problems(yaml.safe_load(text))
