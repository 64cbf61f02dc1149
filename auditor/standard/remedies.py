"""What a rule says is to be done when it fails (``remedy:``), read from YAML."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.model import Disposition
from auditor.standard.merge import mapping
from auditor.standard.model import Remedy, RoleCall
from auditor.standard.reading import Place, Problems

OS_FAMILIES = ("linux", "windows")
PERSONS = tuple(word.value for word in Disposition if word is not Disposition.AUTOMATIC)
_CALL = ("role", "entry", "with")
_NAME = re.compile("[a-z][a-z0-9_]*")


def remedy(data: Any, place: Place, problems: Problems) -> Remedy:
    """The remedy that *data* says; what cannot be read goes to *problems* and is left out.

    A word (``technician``, ``purchase``, ``province``), a role's call (``role``, ``entry``, ``with``), or
    one of these for each os_family; ``follows`` and ``unless`` beside them name rules.
    """
    if isinstance(data, str):
        return Remedy(who=_person(data, place, problems))
    given = mapping(data, place, problems)
    known = (*_CALL, *OS_FAMILIES, "follows", "unless", "who")
    for key in set(given) - set(known):
        problems.unknown(place / key, _("unknown key “{key}” in a remedy").format(key=key), key, known)
    calls = {family: call for family in OS_FAMILIES if (call := _family(given, family, place, problems))}
    if "role" in given and (call := _call(given, place, problems)):
        calls[""] = call
    who = _person(given["who"], place / "who", problems) if "who" in given else ""
    follows, unless = (_rules(given, key, place, problems) for key in ("follows", "unless"))
    return Remedy(calls, follows, who, unless)


def _rules(given: Mapping[str, Any], key: str, place: Place, problems: Problems) -> tuple[str, ...]:
    rules = given.get(key, [])
    if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
        problems.add(place / key, _("{key} is a list of rules (texts)").format(key=key))
        return ()
    return tuple(rules)


def _family(given: Mapping[str, Any], family: str, place: Place, problems: Problems) -> RoleCall | None:
    """The call for *family*; a person's word there is the same as no call."""
    said = given.get(family)
    if said is None or isinstance(said, str):
        if said is not None:
            _person(said, place / family, problems)
        return None
    return _call(mapping(said, place / family, problems), place / family, problems)


def _call(given: Mapping[str, Any], place: Place, problems: Problems) -> RoleCall | None:
    role, entry = given.get("role"), given.get("entry")
    for key, name in (("role", role), ("entry", entry)):
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            problems.add(place, _("{key}: the name of a role's {key} is needed").format(key=key))
            return None
    return RoleCall(str(role), str(entry), dict(mapping(given.get("with"), place / "with", problems)))


def _person(word: Any, place: Place, problems: Problems) -> str:
    if word in PERSONS:
        return str(word)
    message = _("“{value}” is no {what}").format(value=word, what="remedy")
    problems.unknown(place, message, word, PERSONS)
    return ""
