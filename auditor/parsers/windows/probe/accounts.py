"""Who may administer the machine, and who is logged on without a password."""

import re
from collections.abc import Mapping

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows import keys
from auditor.parsers.windows.probe.shape import export, of_keys, rows

_BUILTIN = {"500": "administrator", "501": "guest"}
"""Last part of the security id (MS-DTYP 2.4.2.4), whatever the account is called."""
_WINLOGON = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"


def _builtin(sid: str) -> str:
    found = re.fullmatch(r"S-1-5-21(?:-\d{1,10}){3}-(50[01])", sid)
    return _BUILTIN[found[1]] if found else ""


def admins(answer: Answer) -> list[str]:
    """Members of the group Administrators but for the built-in account, as root is not listed elsewhere;
    those of a domain with its name."""
    found = rows(answer, "accounts.admins")
    if not found:  # the built-in account is always a member
        raise Missing(answer.why("accounts.admins"))
    machine = {row.get("Domain", "").lower() for row in rows(answer, "accounts.users")} | _names(answer)
    return sorted(
        _shown(row.get("Domain", ""), row["Name"], machine)
        for row in found
        if row.get("Name") and _builtin(row.get("SID", "")) != "administrator"
    )


def _names(answer: Answer) -> set[str]:
    return {row.get("Name", "").lower() for row in rows(answer, "computer.system")}


def _shown(domain: str, name: str, machine: set[str]) -> str:
    return name if domain.lower() in machine or not domain else f"{domain}\\{name}"


def enabled_builtin(answer: Answer) -> list[str]:
    found = [(_builtin(row.get("SID", "")), row.get("Disabled")) for row in rows(answer, "accounts.users")]
    known = [(word, disabled) for word, disabled in found if word]
    if not known:
        raise Missing(answer.why("accounts.users"))
    return sorted({word for word, disabled in known if disabled == "FALSE"})


def stored_password(answer: Answer) -> bool:
    found = export(answer, "registry").get(_WINLOGON, {}).get("DefaultPassword?")
    if not isinstance(found, bool):
        raise Missing(_("the device does not say"))
    return found


FACTS: Mapping[str, Fact] = {
    "accounts.admins": admins,
    "accounts.enabled_builtin": enabled_builtin,
    "accounts.stored_password": stored_password,
    **of_keys("registry", keys.autologin, "accounts.autologin"),
}
