"""The standard that ships holds what it promises."""

from collections import Counter

import pytest

from auditor.i18n import LANGUAGES
from auditor.model import Kind, Severity, SourceKind, Step
from auditor.standard import load_standard
from auditor.standard.reading import SHIPPED, Problems, read_layer

BASELINE = load_standard("baseline")
RULES = [pytest.param(rule, id=rule.id) for rule in BASELINE.rules]


def test_it_has_at_least_forty_rules_over_every_kind_that_is_audited():
    assert len(BASELINE.rules) >= 40
    kinds = {kind for rule in BASELINE.rules for kind in rule.applies_to.kinds}
    assert kinds >= {Kind.PC, Kind.PRINTER, Kind.NETWORK, Kind.LINK}


def test_rule_ids_are_unique():
    assert [rule for rule, count in Counter(rule.id for rule in BASELINE.rules).items() if count > 1] == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_source_and_a_law_is_cited(rule):
    source = BASELINE.source_of(rule)
    assert source.reference or source.kind is not SourceKind.LAW


@pytest.mark.parametrize("rule", RULES)
def test_a_blocker_serves_a_step(rule):
    assert rule.steps or rule.severity is not Severity.BLOCKER


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_has_a_page_title_and_fix_in_each_language(rule, language):
    assert len(rule.page(language)) > 200
    assert rule.title[language]
    assert rule.fix[language]


def test_every_step_has_a_blocker():
    served = {step for rule in BASELINE.rules if rule.severity is Severity.BLOCKER for step in rule.steps}
    assert served == set(Step)


def test_every_document_of_it_is_read():
    layer = read_layer(SHIPPED / "baseline", Problems())
    assert {place.file.name for place, _data in layer.documents} >= {"standard.yml", "values.yml", "pc.yml"}
