"""Small changes in YAML that people wrote: comments, order and quoting of everything else stay.

A change is made in the text, at the place that the parser gives, and is good only if the whole then reads as
intended; otherwise nothing is changed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from auditor.i18n import _

Path = Sequence[str]
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")


class NotEditable(ValueError):
    """Raised when a change cannot be made in the text with certainty."""


class _Loader(yaml.CSafeLoader):
    """Reads vault's and other tags as they are written, for comparison."""


def _tagged(loader: Any, suffix: str, node: yaml.Node) -> Any:
    return (suffix, node.value if isinstance(node, yaml.ScalarNode) else repr(node))


_Loader.add_multi_constructor("", _tagged)


def load(text: str) -> Any:
    """The data in *text*. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, with tags kept as text


def put(text: str, path: Path, values: Mapping[str, Any]) -> str:
    """*text* with *values* (texts, None, or mappings of them) in the mapping at *path*, made if need be.

    Raises NotEditable when the result would not read as the same with just these values changed.
    """
    try:
        before = load(text)
        wanted = _merged(before, path, values)
        after = _put(text, list(path), values)
        if load(after) == wanted:
            return after
    except (yaml.YAMLError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise NotEditable(
            _("the YAML cannot be changed by a program: {error}").format(error=error)
        ) from error
    raise NotEditable(_("the YAML is written in a way that only a person should change"))


def _merged(before: Any, path: Path, values: Mapping[str, Any]) -> Any:
    whole = _apart(before) if before is not None else {}
    at = whole
    for key in path:
        if at.get(key) is None:
            at[key] = {}
        at = at[key]
    at.update(values)
    return whole


def _apart(value: Any) -> Any:
    """A copy in which an alias (``*name``) is a value of its own: changing one must not mean all."""
    if isinstance(value, dict):
        return {key: _apart(each) for key, each in value.items()}
    return [_apart(each) for each in value] if isinstance(value, list) else value


def _put(text: str, path: list[str], values: Mapping[str, Any]) -> str:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return f"{text.rstrip()}\n{block(_nested(path, values))}".lstrip("\n")
    node, key = root, None
    for depth, name in enumerate(path):
        found = pair(node, name)
        if found is None:
            return _added(text, node, key, _nested(path[depth:], values))
        key, node = found
    for name, value in values.items():
        if found := pair(node, name):
            text = _replaced(text, found[1], value)
            return (
                _put(text, path, {k: v for k, v in values.items() if k != name}) if len(values) > 1 else text
            )
    return _added(text, node, key, values)


def _nested(path: Sequence[str], values: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in reversed(path):
        values = {name: values}
    return values


def pair(node: yaml.Node, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Key and value of *name* in the mapping *node*; None where it is none, or has no such key."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((key, value) for key, value in node.value if key.value == name), None)


def _replaced(text: str, node: yaml.Node, value: Any) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise NotEditable(_("the YAML is written in a way that only a person should change"))
    start, end = node.start_mark.index, node.end_mark.index
    space = " " if start == end else ""
    return text[:start] + space + scalar(value) + text[end:]


def _added(text: str, node: yaml.Node, key: yaml.Node | None, values: Mapping[str, Any]) -> str:
    """*text* with *values* as the last of the mapping *node*, the value of *key* (None: the whole)."""
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        brace = node.end_mark.index - 1
        comma = ", " if node.value else ""
        return text[:brace] + comma + flow(values)[1:-1] + text[brace:]
    if isinstance(node, yaml.MappingNode) and node.value:
        first = node.value[0][0].start_mark
        return after_line(text, end_of(node), block(values, first.column))
    if isinstance(node, yaml.ScalarNode) and key is not None and node.value == "":
        return after_line(text, key.end_mark.index, block(values, key.start_mark.column + 2))
    raise NotEditable(_("the YAML is written in a way that only a person should change"))


def end_of(node: yaml.Node) -> int:
    """Where the last word of *node* ends: a block's own mark lies behind the comments that follow it."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        key, value = node.value[-1]
        return max(int(key.end_mark.index), end_of(value))
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return end_of(node.value[-1])
    return int(node.end_mark.index)


def after_line(text: str, at: int, lines: str) -> str:
    """*text* with *lines* put in after the line that *at* is in."""
    if at > 0 and text[at - 1 : at] == "\n":  # a literal block ends at the start of the next line
        return text[:at] + lines + text[at:]
    newline = text.find("\n", at)
    if newline < 0:
        return f"{text}\n{lines}"
    return text[: newline + 1] + lines + text[newline + 1 :]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def scalar(value: Any) -> str:
    """*value* as YAML that reads back as the same: quoted unless it is a plain address."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    # a JSON string is a YAML double-quoted scalar
    return str(value) if _ADDRESS.fullmatch(str(value)) else json.dumps(str(value), ensure_ascii=False)


def name(word: str) -> str:
    """*word* as a key: plain where YAML 1.1 reads it as text."""
    plain = _WORD.fullmatch(word) and word.lower() not in _NOT_TEXT
    return word if plain else json.dumps(word, ensure_ascii=False)


def block(values: Mapping[str, Any], indent: int = 0) -> str:
    """*values* as lines of block YAML, *indent* spaces in."""
    lines = []
    for key, value in values.items():
        head = f"{' ' * indent}{name(key)}:"
        if isinstance(value, Mapping) and value:
            lines.append(f"{head}\n{block(value, indent + 2)}")
        elif isinstance(value, Mapping):
            lines.append(f"{head} {{}}\n")
        else:
            lines.append(f"{head} {scalar(value)}".rstrip() + "\n")
    return "".join(lines)


def flow(values: Mapping[str, Any]) -> str:
    """*values* in one line."""
    told = (
        f"{name(key)}: {flow(value) if isinstance(value, Mapping) else scalar(value)}"
        for key, value in values.items()
    )
    return "{" + ", ".join(told) + "}"
