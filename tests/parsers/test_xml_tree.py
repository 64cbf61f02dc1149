"""XML from devices: what is read of it, and what is refused."""

import pytest

from auditor.parsers import xml_tree
from auditor.parsers.parsed import Unreadable

BOMB = b'<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'


def test_elements_are_found_by_their_names_without_namespaces():
    root = xml_tree.read(b'<s:a xmlns:s="urn:x"><s:b n="1"> v </s:b><c><b>w</b></c></s:a>')
    assert (root.name, root.get("b"), root.get("c", "b"), root.get("c", "d")) == ("a", "v", "w", None)
    assert [each.text for each in root.below("b")] == ["v", "w"]
    assert root.all("b")[0].attributes == {"n": "1"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text",
        b"<a>",
        b"<a/><b/>",
        BOMB,
        BOMB.decode().encode("utf-16"),
        b"<a>&lol;</a>",
        b"<a>" * 100 + b"</a>" * 100,
        b"<a>" + b"<b/>" * 60_000 + b"</a>",
        b"<a>" + b" " * xml_tree.MAX_XML + b"</a>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_what_is_dangerous_or_no_xml_is_refused_with_a_reason(raw):
    with pytest.raises(Unreadable) as error:
        xml_tree.read(raw)
    assert str(error.value)
