"""The check of an inventory as it is written, before Ansible reads it: every problem, with its remedy.

Only the YAML that people write is looked into; scripts, INI files and inventory plugins are left to Ansible.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from auditor.errors import InventoryError, Problem, did_you_mean
from auditor.i18n import _
from auditor.inventory.nodes import Place, compose, is_opaque, is_text, pairs, place, repeated
from auditor.inventory.origins import Former, of_node
from auditor.inventory.origins import unknown as unknown_origin
from auditor.inventory.sources import Sources, find_sources, owner
from auditor.inventory.variables import CODE, check_code, check_variable

_GROUP_KEYS = ("hosts", "vars", "children")
_COMMUNE = "commune_"


@dataclass
class _Seen:
    """What was met so far; ``hosts``: host (or range) → its first mention; ``communes``: host → its commune
    groups; ``codes``: code, stating group, place; ``formers``: the communes that were merged; ``origins``:
    what assets say of where they came from."""

    problems: list[Problem] = field(default_factory=list)
    groups: set[str] = field(default_factory=lambda: {"all", "ungrouped"})
    hosts: dict[str, Place] = field(default_factory=dict)
    communes: dict[str, dict[str, Place]] = field(default_factory=dict)
    codes: list[tuple[str, str, Place]] = field(default_factory=list)
    formers: list[Former] = field(default_factory=list)
    origins: list[tuple[str, Place]] = field(default_factory=list)
    walked: set[int] = field(default_factory=set)


def check(inventory: Path) -> Sources:
    """Check *inventory* (as for ``ansible -i``) and return its files.

    Raises InventoryError with every problem found.
    """
    sources, seen = _look(inventory)
    seen.problems += _cross_checks(sources, seen)
    if seen.problems:
        raise InventoryError(sorted(set(seen.problems), key=lambda p: (p.file, p.line, p.column)))
    return sources


def first_mentions(inventory: Path) -> Mapping[str, Place]:
    """Where each host (or range of hosts, as written) stands first in the YAML of *inventory*."""
    return _look(inventory)[1].hosts


def _look(inventory: Path) -> tuple[Sources, _Seen]:
    sources = find_sources(inventory)
    seen = _Seen()
    plugins = [file for file in sources.hosts if not _check_hosts_file(file, seen)]
    sources = Sources(sources.hosts, sources.variables, (*sources.opaque, *plugins))
    for file in sources.variables:
        _check_variables_file(file, seen)
    return sources, seen


def _check_hosts_file(file: Path, seen: _Seen) -> bool:
    """Check one file of hosts; False when it configures an inventory plugin, which only Ansible can ask."""
    root = compose(file, seen.problems)
    if root is None:
        return True
    if not isinstance(root, yaml.MappingNode):
        seen.problems.append(place(file, root).problem(_("a mapping of groups is expected")))
        return True
    if any(key.value == "plugin" for key, _value in pairs(root)):
        return False
    seen.problems += _repeated(file, root)
    seen.walked.clear()  # an id is only one node's while the file's tree lives
    for key, group in pairs(root):
        _walk_group(file, key, group, seen)
    return True


def _walk_group(file: Path, name: yaml.ScalarNode, group: yaml.Node, seen: _Seen) -> None:
    seen.groups.add(name.value)
    seen.problems += _group_name(file, name)
    if id(group) in seen.walked:  # an alias, perhaps of a group inside itself
        return
    seen.walked.add(id(group))
    for key, value in pairs(group):
        if key.value not in _GROUP_KEYS:
            unknown = _("a group has no “{name}”").format(name=key.value)
            remedy = did_you_mean(key.value, _GROUP_KEYS) or ", ".join(_GROUP_KEYS)
            seen.problems.append(place(file, key).problem(unknown, remedy))
        if isinstance(value, yaml.MappingNode):
            seen.problems += _repeated(file, value)
        if key.value == "children":
            for child, content in pairs(value):
                _walk_group(file, child, content, seen)
        elif key.value == "hosts":
            _walk_hosts(file, name.value, value, seen)
        elif key.value == "vars":
            _walk_variables(file, name.value, value, seen)


def _group_name(file: Path, name: yaml.ScalarNode) -> Iterator[Problem]:
    code = name.value.removeprefix(_COMMUNE)
    if name.value.startswith(_COMMUNE) and not CODE.fullmatch(code):
        message = _("“{name}” is not the group of a commune").format(name=name.value)
        yield place(file, name).problem(message, _("commune_ and the five digits of its code"))


def _walk_hosts(file: Path, group: str, hosts: yaml.Node, seen: _Seen) -> None:
    for host, variables in pairs(hosts):
        seen.hosts.setdefault(host.value, place(file, host))
        if group.startswith(_COMMUNE):
            seen.communes.setdefault(host.value, {}).setdefault(group, place(file, host))
        if isinstance(variables, yaml.MappingNode):
            seen.problems += _repeated(file, variables)
        _walk_variables(file, "", variables, seen)


def _walk_variables(file: Path, group: str, variables: yaml.Node, seen: _Seen) -> None:
    for key, value in pairs(variables):
        seen.problems += check_variable(file, key, value)
        if key.value == "commune" and not is_opaque(value) and not list(check_code(file, value)):
            seen.codes.append((value.value, group, place(file, value)))
        elif key.value == "merged_from":
            seen.formers += of_node(value, group.removeprefix(_COMMUNE))
        elif key.value == "origin" and is_text(value) and not is_opaque(value):
            seen.origins.append((value.value, place(file, value)))


def _check_variables_file(file: Path, seen: _Seen) -> None:
    root = compose(file, seen.problems)
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        seen.problems.append(place(file, root).problem(_("a mapping of variables is expected")))
        return
    seen.problems += _repeated(file, root)
    kind, name = owner(file)
    _walk_variables(file, name if kind == "group" else "", root, seen)


def _repeated(file: Path, mapping: yaml.MappingNode) -> Iterator[Problem]:
    for key in repeated(mapping):
        message = _("“{name}” stands twice here; only the last would count").format(name=key.value)
        yield place(file, key).problem(message, _("keep one of them"))


def _cross_checks(sources: Sources, seen: _Seen) -> Iterator[Problem]:
    yield from _own_codes(seen)
    yield from _two_communes(seen)
    if not sources.opaque:  # else groups and hosts may come from where we cannot look
        yield from _strange_codes(seen)
        yield from _strange_origins(seen)
        yield from _orphans(sources, seen)


def _own_codes(seen: _Seen) -> Iterator[Problem]:
    for code, group, where in seen.codes:
        if group.startswith(_COMMUNE) and group != _COMMUNE + code:
            message = _("the group {group} says that it is commune {code}").format(group=group, code=code)
            yield where.problem(message, f'commune: "{group.removeprefix(_COMMUNE)}"')


def _two_communes(seen: _Seen) -> Iterator[Problem]:
    for host, groups in seen.communes.items():
        if len(groups) > 1:
            message = _("{host} stands in two communes: {groups}").format(host=host, groups=", ".join(groups))
            yield list(groups.values())[-1].problem(message, _("a device belongs to one commune"))


def _strange_codes(seen: _Seen) -> Iterator[Problem]:
    known = tuple(group.removeprefix(_COMMUNE) for group in sorted(seen.groups) if group.startswith(_COMMUNE))
    for code, group, where in seen.codes:
        if known and code not in known and not group.startswith(_COMMUNE):
            message = _("no commune of this inventory has the code {code}").format(code=code)
            yield where.problem(message, did_you_mean(code, known))


def _strange_origins(seen: _Seen) -> Iterator[Problem]:
    for text, where in seen.origins:
        message, remedy = unknown_origin(text, seen.formers)
        if message and seen.formers:  # an inventory that lists no former commune is taken at its word
            yield where.problem(message, remedy)


def _orphans(sources: Sources, seen: _Seen) -> Iterator[Problem]:
    ranges = any("[" in host for host in seen.hosts)
    for file in sources.variables:
        kind, name = owner(file)
        known = seen.groups if kind == "group" else seen.hosts.keys()
        if name in known or (kind == "host" and ranges):
            continue
        message = _("no {kind} “{name}” is in the inventory, so nobody reads this file").format(
            kind=_("group") if kind == "group" else _("host"), name=name
        )
        yield Place(str(file)).problem(message, did_you_mean(name, tuple(sorted(known))))
