"""YAML as nodes with positions: what a person wrote, before YAML turns 03127 into 1623."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from auditor.errors import Problem
from auditor.i18n import _, os_error

MERGE = "tag:yaml.org,2002:merge"
_VAULT_HEADER = "$ANSIBLE_VAULT"


@dataclass(frozen=True)
class Place:
    """A node's place: file and 1-based line and column."""

    file: str
    line: int = 0
    column: int = 0

    def problem(self, message: str, remedy: str = "") -> Problem:
        """A problem here."""
        return Problem(self.file, self.line, self.column, message, remedy)


def place(file: Path, node: yaml.Node) -> Place:
    """Where *node* of *file* begins."""
    return Place(str(file), node.start_mark.line + 1, node.start_mark.column + 1)


def compose(file: Path, problems: list[Problem]) -> yaml.Node | None:
    """The root node of *file*; None when empty, wholly encrypted by vault, or not YAML (then a problem)."""
    try:
        text = file.read_text("utf-8")
        return None if text.startswith(_VAULT_HEADER) else yaml.compose(text, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        why = os_error(error) if isinstance(error, OSError) else error
        problems.append(Place(str(file)).problem(_("cannot be read: {error}").format(error=why)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        reason = _("not YAML: {error}").format(error=error.problem)
        problems.append(Place(str(file), line, column).problem(reason))
    except yaml.YAMLError as error:
        problems.append(Place(str(file)).problem(_("not YAML: {error}").format(error=error)))
    return None


def pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Key and value nodes of a mapping, those of a merge (``<<``) included; nothing for any other node."""
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if key.tag == MERGE:
            merged = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for each in merged:
                if each is not node:
                    yield from pairs(each)
        elif isinstance(key, yaml.ScalarNode):
            yield key, value


def repeated(node: yaml.MappingNode) -> Iterator[yaml.ScalarNode]:
    """Keys that stand twice in the same mapping: YAML silently keeps only the last."""
    seen: set[str] = set()
    for key, _value in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag != MERGE:
            if key.value in seen:
                yield key
            seen.add(key.value)


def is_text(node: yaml.Node) -> bool:
    """Whether YAML reads *node* as text."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str"


def is_opaque(node: yaml.Node) -> bool:
    """Whether only Ansible can tell the value: a vault secret, an unsafe string, a template."""
    if not node.tag.startswith("tag:yaml.org,2002:"):
        return True
    return isinstance(node, yaml.ScalarNode) and "{{" in node.value
