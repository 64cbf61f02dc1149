"""How many of each noun a commune and its sites must have: ``required`` and ``sites``, checked and read."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import Problem, did_you_mean
from auditor.i18n import _
from auditor.inventory.nodes import is_opaque, is_text, pairs, place
from auditor.model import NOUNS

_SITE = ("name", "required")
_SHAPE = "required: {pc: 6, printer: 2}"


def required_of(variables: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Site → noun → number, with the site ``""`` for the whole commune. What is no number is left out."""
    sites = variables.get("sites")
    named = [site for site in sites if isinstance(site, Mapping)] if isinstance(sites, list | tuple) else []
    stated = {
        "": variables.get("required"),
        **{str(site.get("name")): site.get("required") for site in named},
    }
    numbers = {site: _numbers(each) for site, each in stated.items()}
    return {site: each for site, each in numbers.items() if each}


def _numbers(stated: Any) -> dict[str, int]:
    each = stated.items() if isinstance(stated, Mapping) else ()
    return {
        str(noun): int(count)
        for noun, count in each
        if noun in NOUNS and isinstance(count, int) and not isinstance(count, bool) and count >= 0
    }


def check_required(file: Path, value: yaml.Node) -> Iterator[Problem]:
    """What is wrong with a ``required``: an unknown noun, or what is no number."""
    if not isinstance(value, yaml.MappingNode):
        yield place(file, value).problem(_("required says how many of each there must be"), _SHAPE)
        return
    for key, count in pairs(value):
        if key.value not in NOUNS:
            message = _("there is no noun “{name}” to count").format(name=key.value)
            remedy = did_you_mean(key.value, NOUNS) or ", ".join(NOUNS)
            yield place(file, key).problem(message, remedy)
        number = count.tag == "tag:yaml.org,2002:int" and yaml.safe_load(count.value) >= 0
        if not is_opaque(count) and not number:
            yield place(file, count).problem(_("a whole number is expected, without quotes"))


def check_sites(file: Path, value: yaml.Node) -> Iterator[Problem]:
    """What is wrong with ``sites``: a list of names, or of {name, required}."""
    if not isinstance(value, yaml.SequenceNode):
        yield place(file, value).problem(_("sites is a list of names, or of {name, required}"))
        return
    for site in value.value:
        if is_text(site) or is_opaque(site):
            continue
        given = {key.value: (key, each) for key, each in pairs(site)}
        if "name" not in given:
            yield place(file, site).problem(_("a site has a name"))
        for word, (key, _value) in given.items():
            if word not in _SITE:
                message = _("a site has no “{name}”").format(name=word)
                yield place(file, key).problem(message, did_you_mean(word, _SITE) or ", ".join(_SITE))
        if "required" in given and not is_opaque(given["required"][1]):
            yield from check_required(file, given["required"][1])
