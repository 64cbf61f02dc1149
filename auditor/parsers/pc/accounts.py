"""Who may become root, and who is logged in without a password."""

import re
from collections.abc import Iterator, Mapping

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing, texts

_ADMIN_GROUPS = ("sudo", "wheel", "admin")


def _users(answer: Answer) -> dict[str, tuple[int, int]]:
    """User to uid and gid, out of the probe's ``name:uid:gid:shell``."""
    found: dict[str, tuple[int, int]] = {}
    for name, uid, gid in (line.split(":")[:3] for line in texts(answer.get("accounts.passwd", list))):
        if re.fullmatch("[0-9]{1,10}", uid) and re.fullmatch("[0-9]{1,10}", gid):
            found[name] = (int(uid), int(gid))
    if not found:
        raise Missing(_("the machine lists no user"))
    return found


def _groups(answer: Answer) -> dict[str, set[str]]:
    """Group to members, those by their primary group too."""
    users = _users(answer)
    found: dict[str, set[str]] = {}
    for row in (line.split(":") for line in texts(answer.get("accounts.group", list))):
        if len(row) == 4:
            primary = {name for name, (_uid, gid) in users.items() if str(gid) == row[2]}
            found[row[0]] = primary | {member for member in row[3].split(",") if member}
    return found


def uid0(answer: Answer) -> list[str]:
    return sorted(name for name, (uid, _gid) in _users(answer).items() if uid == 0)


def admins(answer: Answer) -> list[str]:
    """Members of the admin groups and whom sudoers(5) lets do ALL; root itself is not listed.

    Without root sudoers cannot be read, and half a list would look like a good one: then it is missing.
    """
    answer.refuse("accounts.sudoers")
    groups = _groups(answer)
    # a user named admin has a group of that name of his own, which gives him nothing unless sudoers says so
    found = {member for group in _ADMIN_GROUPS for member in groups.get(group, ()) if member != group}
    lines = _sudoers(answer.get("accounts.sudoers", dict))
    aliases = dict(_aliases(lines))
    numbers = {f"#{uid}": name for name, (uid, _gid) in _users(answer).items()}
    for who in _who_may_all(lines):
        found |= _resolved(numbers.get(who, who), groups, aliases)
    return sorted(found - set(uid0(answer)) - {"root"})


def _sudoers(files: Mapping[str, object]) -> list[str]:
    """Lines of sudoers and of sudoers.d, where sudo skips names with a dot or a ~ at the end."""
    used = (path for path in files if "." not in path.rpartition("/")[2] and not path.endswith("~"))
    return [line.strip() for path in used for line in texts(files[path])]


def _aliases(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        if line.startswith("User_Alias"):
            for part in line.removeprefix("User_Alias").split(":"):
                name, _equals, members = part.partition("=")
                yield name.strip(), _listed(members)


def _who_may_all(lines: list[str]) -> Iterator[str]:
    """The users of each line ``users hosts = (run as) TAG: ALL``."""
    for line in lines:
        left, equals, right = line.partition("=")
        words = left.replace(", ", ",").split()
        if (
            not equals
            or len(words) < 2
            or words[0].endswith("_Alias")
            or words[0].startswith(("Defaults", "@"))
        ):
            continue
        if _grants_root(right):
            yield from _listed(words[0])


def _grants_root(specification: str) -> bool:
    """ALL commands, as root: ``(run as) TAG: command, …``; without (…) it is root."""
    run_as = [user for group in re.findall(r"\(([^):]*)", specification) for user in _listed(group)]
    commands = re.sub(r"\([^)]*\)|\b[A-Z_]+:", " ", specification)
    return "ALL" in _listed(commands) and (not run_as or bool({"ALL", "root", "#0"} & set(run_as)))


def _listed(text: str) -> list[str]:
    return [item.strip().strip('"') for item in text.split(",") if item.strip()]


def _resolved(who: str, groups: Mapping[str, set[str]], aliases: Mapping[str, list[str]]) -> set[str]:
    if who in aliases:
        return set().union(*(_resolved(m, groups, {}) for m in aliases[who]))
    if who.startswith("%"):
        return groups.get(who.removeprefix("%"), {who} if who.startswith("%:") else set())
    return {who}


def autologin(answer: Answer) -> list[str]:
    answer.refuse("autologin")
    files = answer.get("autologin", dict)
    return sorted({user for path, lines in files.items() for user in _logged_in(path, texts(lines))})


def _logged_in(path: str, lines: list[str]) -> Iterator[str]:
    """Users that this file of a display manager, or of getty, logs in by itself."""
    if "getty" in path:
        yield from _of_getty(lines)
        return
    sections = {"sddm": "[autologin]", "greetd": "[initial_session]"}
    section = next((title for name, title in sections.items() if name in path), None)
    yield from (
        user for user in (_in_section(lines, section, "user") if section else _keyed(path, lines)) if user
    )


def _keyed(path: str, lines: list[str]) -> Iterator[str]:
    pairs = (line.partition("=") for line in lines)
    values = {key.strip().lower(): value.strip(" \"'") for key, _equals, value in pairs}
    if "/gdm" in path:
        ways = [way for way in ("automaticlogin", "timedlogin") if _on(values.get(f"{way}enable", ""))]
    elif "nodm" in path:
        ways = ["nodm_user"] if _on(values.get("nodm_enabled", "")) else []
    else:  # lightdm and lxdm have no switch beside the name
        ways = ["autologin-user", "autologin"]
    yield from (values.get(way, "") for way in ways)


def _on(word: str) -> bool:
    return word.lower() in ("true", "yes", "1", "on")


def _in_section(lines: list[str], section: str, key: str) -> Iterator[str]:
    here = False
    for line in lines:
        if line.startswith("["):
            here = line.lower() == section
        elif here and line.partition("=")[0].strip().lower() == key:
            yield line.partition("=")[2].strip(" \"'")


def _of_getty(lines: list[str]) -> Iterator[str]:
    """systemd.service(5): an empty ExecStart= takes back those before it; agetty(8): --autologin or -a."""
    found: list[str] = []
    for line in lines:
        key, _equals, command = line.partition("=")
        if key.strip() == "ExecStart":
            found = found if command.strip() else []
            found += re.findall(r"(?:--autologin[ =]|\s-a\s*)\s*[\"']?([^\s\"']+)", command)
    yield from found


FACTS: Mapping[str, Fact] = {
    "accounts.admins": admins,
    "accounts.uid0": uid0,
    "accounts.autologin": autologin,
}
