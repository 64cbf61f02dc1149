"""Every role has the one shape, and every rule's remedy names an entry point and variables that are there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.model import Kind
from auditor.remedy import arguments
from auditor.remedy.merging import joined, told_apart
from auditor.remedy.roles import Entry, catalogue
from auditor.standard import Standard, load_standard, references
from auditor.standard.model import RoleCall, Rule
from auditor.workspace.resources import playbooks

ROLES = sorted(path.parent for path in (playbooks() / "roles").glob("*/tasks"))
ENTRIES = catalogue()
BASELINE = load_standard("baseline")
PHASES = ("Preflight", "Act", "Verify")
KEYS = {
    "order": int,
    "reversible": bool,
    "reboot": bool,
    "person": bool,
    "touches": list,
    "key": str,
    "confirm": str,
}

each_role = pytest.mark.parametrize("role", [pytest.param(role, id=role.name) for role in ROLES])
each_entry = pytest.mark.parametrize("entry", [pytest.param(each, id=name) for name, each in ENTRIES.items()])


def _yaml(file: Path) -> Any:
    return (yaml.safe_load(file.read_text("utf-8")) if file.is_file() else None) or {}


def _specs(role: Path) -> dict[str, Any]:
    found: dict[str, Any] = _yaml(role / "meta" / "argument_specs.yml").get("argument_specs", {})
    return found


# --- roles --------------------------------------------------------------------------------------------------
@each_role
def test_every_entry_point_has_arguments_a_place_in_the_plan_and_tasks(role: Path) -> None:
    assert set(_yaml(role / "remedy.yml")) == set(_specs(role)), "remedy.yml and argument_specs name the same"
    assert [name for name in _specs(role) if not (role / "tasks" / f"{name}.yml").is_file()] == []


@each_role
def test_remedy_says_nothing_that_a_plan_does_not_know(role: Path) -> None:
    for name, says in _yaml(role / "remedy.yml").items():
        assert {"order", "reversible"} <= set(says) <= set(KEYS), name
        assert {key: type(value) for key, value in says.items()} == {key: KEYS[key] for key in says}, name
        assert says.get("key", "") in ("", *(_specs(role)[name].get("options") or {})), name
        assert says.get("confirm", name) in _specs(role) or not says["confirm"], name
        assert all(
            path.startswith(("/", "~")) or re.match("[A-Z]:", path) for path in says.get("touches", ())
        )


@each_entry
def test_an_entry_point_looks_first_then_acts_then_asks_the_device(entry: Entry) -> None:
    tasks = _yaml(playbooks() / "roles" / entry.role / "tasks" / f"{entry.entry}.yml")
    assert tuple(block.get("name") for block in tasks) == PHASES
    assert [block.get("tags") for block in tasks] == [[phase.lower()] for phase in PHASES]
    assert all(block.get("block") for block in tasks)


@each_role
def test_defaults_and_argument_specs_say_the_same(role: Path) -> None:
    specified: dict[str, Any] = {}
    for name, spec in _specs(role).items():
        for variable, option in (spec.get("options") or {}).items():
            assert not (option.get("required") and "default" in option), f"{name}: {variable}"
            if "default" in option:
                assert specified.setdefault(variable, option["default"]) == option["default"], variable
    assert _yaml(role / "defaults" / "main.yml") == specified


@each_entry
def test_variables_bear_the_name_of_their_role_and_are_described(entry: Entry) -> None:
    for name, option in entry.options.items():
        assert name.startswith(f"{entry.role}_"), name
        assert option.get("description"), name
        assert option.get("type") in ("str", "int", "float", "bool", "list", "dict", "path"), name
        assert option["type"] != "list" or option.get("elements"), f"{name}: of what?"


# --- rules --------------------------------------------------------------------------------------------------
def _standards() -> Iterator[Standard]:
    yield BASELINE
    yield from map(BASELINE.for_profile, BASELINE.profiles)


def _calls() -> list[Any]:
    found: dict[str, Any] = {}
    for standard in _standards():
        for rule in standard.rules:
            for family, call in rule.remedy.calls.items():
                name = f"{rule.id}-{family or 'any'}"
                found[name] = pytest.param(standard, rule, call, id=name)
    return list(found.values())


each_call = pytest.mark.parametrize(("standard", "rule", "call"), _calls())


@each_call
def test_a_remedy_names_an_entry_point_and_its_variables(
    standard: Standard, rule: Rule, call: RoleCall
) -> None:
    name = f"{call.role}/{call.entry}"
    assert name in ENTRIES
    assert set(call.variables) <= set(ENTRIES[name].options)
    assert set(ENTRIES[name].required) <= set(call.variables)


@each_call
def test_what_the_standard_passes_is_what_the_role_takes(
    standard: Standard, rule: Rule, call: RoleCall
) -> None:
    options = ENTRIES[f"{call.role}/{call.entry}"].options
    known = {name: standard.resolve(value) for name, value in call.variables.items()}
    known = {name: value for name, value in known.items() if not references(value)}
    wrong = arguments.check(known, {name: options[name] for name in known})
    assert wrong == ()


@pytest.mark.parametrize("family", ["linux", "windows"])
def test_no_two_rules_want_another_value_of_the_same_entry_point(family: str) -> None:
    """On a device where both fail, one of them would be left to a person."""
    wanted: dict[tuple[str, str, Kind], tuple[str, dict[str, Any]]] = {}
    for rule in BASELINE.rules:
        call = rule.remedy.calls.get(family) or rule.remedy.calls.get("")
        fits = call and rule.applies_to.os_family in ("", family)
        for kind in rule.applies_to.kinds if call and fits else ():
            given = BASELINE.resolve(dict(call.variables))
            entry = ENTRIES[f"{call.role}/{call.entry}"]
            key = (entry.name, told_apart(entry, given), kind)
            other, variables = wanted.get(key, (rule.id, given))
            joint, contradicts = joined(variables, given)
            assert not contradicts, f"{key[0]}: {contradicts} of {other} and {rule.id}"
            wanted[key] = (rule.id, joint)


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in BASELINE.rules if r.remedy.follows])
def test_what_a_rule_follows_ends_with_a_role(rule: Rule) -> None:
    rules = {each.id: each for each in BASELINE.rules}
    seen, open = set(), list(rule.remedy.follows)
    while open:
        name = open.pop()
        if name not in seen:
            seen.add(name)
            open += rules[name].remedy.follows
    assert any(rules[name].remedy.calls for name in seen), "nothing that it follows is ever done by a machine"
    kinds = {kind for name in seen for kind in rules[name].applies_to.kinds}
    assert kinds & set(rule.applies_to.kinds), "it follows rules of other kinds of device"
