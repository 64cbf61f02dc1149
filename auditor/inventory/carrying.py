"""One host's entry carried from one group of an inventory's YAML to another, as it is written.

Vault's values, quoting and comments inside the entry go along. Like every change of ``editing`` it is good
only if the whole then reads as intended.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import yaml

from auditor.i18n import _
from auditor.inventory import editing
from auditor.inventory.editing import NotEditable, Path

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Entry:
    """A host's variables as they are written: ``text`` of a flow mapping, or lines of block YAML.

    ``data`` is what they say, ``below`` whether they are lines below the host's name; both empty: none.
    """

    text: str
    data: Any
    below: bool = False


def cut(text: str, path: Path, host: str) -> tuple[str, Entry]:
    """*text* without *host* in the mapping at *path*, and the entry. Raises NotEditable."""
    entry, after = _certain(_cut, text, path, host)
    if _certain(editing.load, after) != _certain(_without, editing.load(text), path, host):
        raise _by_hand()
    return after, entry


def comments_above(text: str, path: Path, host: str) -> list[str]:
    """The comments in the lines right above *host*. Raises NotEditable."""
    found = editing.pair(_certain(_at, text, path), host)
    if found is None:
        raise _by_hand()
    lines = text[: _line_start(text, found[0].start_mark.index)].splitlines()
    above = itertools.takewhile(lambda line: line.lstrip().startswith("#"), reversed(lines))
    return [line.strip() for line in above][::-1]


def paste(text: str, path: Path, host: str, entry: Entry) -> str:
    """*text* with *host* and its *entry* as the last in the mapping at *path*, made if need be.

    Raises NotEditable.
    """
    named = editing.put(_certain(_opened, text, path), path, {host: None})
    after = _certain(_filled, named, [*path, host], entry)
    read = _certain(editing.load, after)
    same = _certain(_without, read, path, host) == _certain(_without, editing.load(named), path, host)
    if not same or _certain(_under, read, [*path, host]) != entry.data:
        raise _by_hand()
    return after


def rename(text: str, path: Path, old: str, new: str) -> str:
    """*text* with the key *old* of the mapping at *path* named *new*. Raises NotEditable."""
    hosts = _certain(_at, text, path)
    found = editing.pair(hosts, old)
    if found is None or editing.pair(hosts, new):
        raise _by_hand()
    key = found[0]
    after = text[: key.start_mark.index] + editing.name(new) + text[key.end_mark.index :]
    there = _certain(_under, editing.load(after), path)
    if new not in there or old in there:
        raise _by_hand()
    return after


def _by_hand() -> NotEditable:
    return NotEditable(_("the YAML is written in a way that only a person should change"))


def _certain(do: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    try:
        return do(*arguments, **options)
    except (yaml.YAMLError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise _by_hand() from error


def _under(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def _without(data: Any, path: Path, host: str) -> Any:
    """*data* without the host; a mapping that is left empty counts as nothing, however it is written."""
    if path:
        return {**data, path[0]: _without(data[path[0]], path[1:], host)}
    return {key: value for key, value in data.items() if key != host} or None


def _at(text: str, path: Path) -> yaml.Node:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for name in path:
        found = editing.pair(node, name) if node else None
        if found is None:
            raise _by_hand()
        node = found[1]
    if node is None:
        raise _by_hand()
    return node


# ── out ──────────────────────────────────────────────────────────────────────────────────────────


def _cut(text: str, path: Path, host: str) -> tuple[Entry, str]:
    hosts = _at(text, path)
    found = editing.pair(hosts, host)
    if found is None or not isinstance(hosts, yaml.MappingNode):
        raise _by_hand()
    entry = _entry(text, *found, _under(editing.load(text), [*path, host]))
    return entry, _cut_flow(text, hosts, found) if hosts.flow_style else _cut_block(text, found)


def _entry(text: str, key: yaml.Node, value: yaml.Node, data: Any) -> Entry:
    start, end = value.start_mark.index, editing.end_of(value)
    if start < key.end_mark.index or _refers(text, key.end_mark.index, end):
        raise _by_hand()
    if isinstance(value, yaml.ScalarNode) and not value.value:
        return Entry("", None)
    if not isinstance(value, yaml.MappingNode):
        raise _by_hand()
    if value.flow_style:
        return Entry(text[start:end], data)
    lines = text[_line_end(text, key.end_mark.index) : _line_end(text, end)].splitlines(keepends=True)
    indent = re.compile(f" {{0,{value.start_mark.column}}}")
    return Entry("".join(indent.sub("", line, count=1) for line in lines), data, below=True)


def _refers(text: str, start: int, end: int) -> bool:
    """Whether an anchor, which other places may mean, or an alias of one is between *start* and *end*."""
    marks = (yaml.AnchorToken, yaml.AliasToken)
    tokens = yaml.scan(text, Loader=yaml.CSafeLoader)
    return any(isinstance(each, marks) and start <= each.start_mark.index < end for each in tokens)


def _cut_block(text: str, found: tuple[yaml.Node, yaml.Node]) -> str:
    key, value = found
    empty = isinstance(value, yaml.ScalarNode) and not value.value
    end = key.end_mark.index if empty else editing.end_of(value)
    return text[: _line_start(text, key.start_mark.index)] + text[_line_end(text, end) :]


def _cut_flow(text: str, hosts: yaml.MappingNode, found: tuple[yaml.Node, yaml.Node]) -> str:
    """The comma after the entry goes with it; of the last one, that before it."""
    position = hosts.value.index(found)
    start = found[0].start_mark.index
    if position + 1 < len(hosts.value):
        return text[:start] + text[hosts.value[position + 1][0].start_mark.index :]
    before = text[:start].rstrip()
    return (before.removesuffix(",") if position else text[:start]) + text[hosts.end_mark.index - 1 :]


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    if at > 0 and text[at - 1] == "\n":  # a literal block ends at the start of the next line
        return at
    newline = text.find("\n", at)
    return len(text) if newline < 0 else newline + 1


# ── in ───────────────────────────────────────────────────────────────────────────────────────────


def _opened(text: str, path: Path) -> str:
    """*text* in which an empty ``{}`` at *path* is none, so that lines can be put below it."""
    try:
        node = _at(text, path)
    except NotEditable:  # not there: it is made
        return text
    if isinstance(node, yaml.MappingNode) and node.flow_style and not node.value:
        return text[: node.start_mark.index].rstrip(" ") + text[node.end_mark.index :]
    return text


def _filled(text: str, path: Path, entry: Entry) -> str:
    if not entry.text:
        return text
    hosts = _at(text, path[:-1])
    found = editing.pair(hosts, path[-1])
    if found is None or not isinstance(hosts, yaml.MappingNode):
        raise _by_hand()
    key = found[0]
    colon = text.index(":", key.end_mark.index) + 1
    if not entry.below:
        return f"{text[:colon]} {entry.text}{text[colon:]}"
    if hosts.flow_style:
        return f"{text[:colon]} {_in_one_line(entry.data)}{text[colon:]}"
    return editing.after_line(text, colon, _indented(entry.text, key.start_mark.column + 2))


def _indented(lines: str, by: int) -> str:
    whole = lines if lines.endswith("\n") else lines + "\n"
    return "".join(" " * by + line if line.strip() else line for line in whole.splitlines(keepends=True))


def _in_one_line(data: Any) -> str:
    """*data* as a flow mapping; not vault's values and lists, of which only a person sees the right form."""
    if any(not isinstance(each, str | int | float | bool | None) for each in data.values()):
        raise _by_hand()
    return editing.flow(data)
