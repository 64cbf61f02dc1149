"""XML from devices, read without what makes XML dangerous: no document type, no entities, bounded."""

from dataclasses import dataclass, field
from xml.parsers import expat

from auditor.i18n import _
from auditor.parsers.parsed import Unreadable, text

MAX_XML = 2 * 1024 * 1024
"""A longer document is refused, in bytes."""
_MAX_NODES = 50_000
_MAX_DEPTH = 60


@dataclass
class Node:
    """An element by its local name; namespaces are left out, as vendors write them differently."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text without blanks around it."""
        return text("".join(self.parts).strip())

    def all(self, *path: str) -> list["Node"]:
        """Every element that *path* of names leads to."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, *path: str) -> "Node | None":
        """The first element that *path* leads to."""
        return next(iter(self.all(*path)), None)

    def get(self, *path: str) -> str | None:
        """The text of the first element that *path* leads to; None when there is none or it is empty."""
        found = self.first(*path)
        return (found.text or None) if found else None

    def below(self, name: str) -> list["Node"]:
        """Every element of that name, however deep, in the order of the document."""
        found: list[Node] = []
        waiting = [self]
        while waiting:
            node = waiting.pop()
            found += [node] if node.name == name else []
            waiting.extend(reversed(node.children))
        return found


class _Builder:
    def __init__(self) -> None:
        self.root = Node("")
        self._open = [self.root]
        self._nodes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > _MAX_NODES or len(self._open) > _MAX_DEPTH:
            raise Unreadable(_("the XML has too many elements or levels"))
        node = Node(name.rpartition(":")[2], attributes)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def data(self, words: str) -> None:
        self._open[-1].parts.append(words)

    def doctype(self, *_declared: object) -> None:
        raise Unreadable(_("the XML declares a document type, which no device needs"))


def read(raw: bytes) -> Node:
    """The root element of *raw*. Raises Unreadable for what is no XML, or more of it than a device says."""
    if len(raw) > MAX_XML:
        raise Unreadable(_("the recording is longer than {limit} bytes").format(limit=MAX_XML))
    parser, builder = expat.ParserCreate(), _Builder()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.buffer_text = True
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("the recording is not XML: {error}").format(error=error)) from error
    return builder.root.children[0]
