"""Whose desktop it is: what belongs to a person is that of who is logged on, not of who asks."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Missing
from auditor.parsers.windows.probe.shape import export, listed


def console_sid(answer: Answer) -> str:
    """The security id of who is logged on at the screen. Raises Missing when nobody is."""
    sid = answer.get("users", dict).get("console")
    if isinstance(sid, str) and sid:
        return sid
    answer.refuse("users.console")
    raise Missing(_("nobody is logged on at the machine"))


def console_keys(answer: Answer) -> Mapping[str, dict[str, Any]]:
    """Registry keys of who is logged on, by their path under the user's, in lower case. Raises Missing."""
    prefix = f"HKEY_USERS\\{console_sid(answer)}\\".lower()
    found = export(answer, "users.keys").items()
    return {key[len(prefix) :].lower(): values for key, values in found if key.lower().startswith(prefix)}


def any_keys(answer: Answer, ending: str) -> list[Mapping[str, Any]]:
    """The key that ends so of each user who is loaded."""
    found = export(answer, "users.keys").items()
    return [values for key, values in found if key.lower().endswith(ending.lower())]


def loaded(answer: Answer) -> list[str]:
    """Security ids of users whose settings could be seen."""
    sids = listed(answer.get("users", dict).get("loaded"))
    return [sid for sid in sids if re.fullmatch(r"S-[0-9-]{4,180}", sid)]
