"""Whatever a machine says of what is plugged into it: facts of the dictionary, or a reason why not."""

import random

import pytest

from auditor.model.dictionary import check_value
from auditor.parsers import linux
from tests.fuzz.cases import case
from tests.support.kiosk_answers import sections
from tests.support.pc_answers import answer, parse

PARTS = ("usb", "peripherals", "kiosk", "ups", "tokens")
ODD = (None, True, 7, -1.5, "", "\udcff\0", [], {}, [[]], {"x": [None]}, "9" * 5000, ["a"] * 300)


def broken(value, dice):
    """*value* with some of its parts made something else, at any depth."""
    if dice.random() < 0.05:
        return dice.choice(ODD)
    if isinstance(value, dict):
        return {broken_text(key, dice): broken(inner, dice) for key, inner in value.items()}
    if isinstance(value, list):
        return [broken(inner, dice) for inner in value]
    return broken_text(value, dice) if isinstance(value, str) else value


def broken_text(text, dice):
    if dice.random() > 0.3:
        return text
    raw = case("linux:attached", dice.randrange(290), [text.encode("utf-8", "surrogateescape")])
    return raw[:20_000].decode("utf-8", "surrogateescape")


@pytest.mark.parametrize("seed", range(150))
def test_broken_sections_give_facts_of_the_dictionary_or_a_reason(seed):
    dice = random.Random(seed)
    recorded = sections()
    parsed = parse(answer(**{**recorded, **{part: broken(recorded[part], dice) for part in PARTS}}))
    assert [name for name, value in parsed.facts.items() if check_value(name, value)] == []
    assert set(parsed.facts) | set(parsed.missing) == set(linux.FACTS)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_a_section_of_another_shape_is_no_crash(part, odd):
    parsed = parse(answer(**{**sections(), part: odd}))
    assert [name for name, value in parsed.facts.items() if check_value(name, value)] == []
