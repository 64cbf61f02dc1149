"""Packages and what they bring: browsers, input methods, updates; locale and fonts."""

import re
from collections.abc import Mapping

from auditor.i18n import _
from auditor.parsers.parsed import MAX_ITEMS
from auditor.parsers.pc.answer import Answer, Fact, Missing, lines_of, texts

_DAY = 86400.0
_BROWSERS = {
    "chromium": "chromium",
    "chromium-browser": "chromium",
    "google-chrome-stable": "chrome",
    "firefox-esr": "firefox",
    "firefox": "firefox",
    "microsoft-edge-stable": "edge",
    "coccoc-browser-stable": "coccoc",
}
_INPUT = re.compile(r"(?:ibus|fcitx5?|scim|uim)-(unikey|bamboo|lotus)|(xvnkb)|(?:ibus|fcitx5?)-(m17n)")


def packages(answer: Answer) -> list[dict[str, str]]:
    return [{"name": name, "version": version} for name, version in sorted(answer.packages.items())]


def names(answer: Answer) -> list[str]:
    return sorted(answer.packages)


def browsers(answer: Answer) -> list[dict[str, str]]:
    """Of packages and snaps; Ubuntu's package that only installs the snap is none."""
    found = {
        (_BROWSERS[name], _upstream(version))
        for name, version in answer.packages.items()
        if name in _BROWSERS and "snap" not in version
    }
    for name, lines in answer.get("snaps", dict).items():
        if name in _BROWSERS and (lines := texts(lines)):
            found.add((_BROWSERS[name], lines[0].partition(":")[2].strip(" '\"")))
    return [{"name": name, "version": version} for name, version in sorted(found)]


def _upstream(version: str) -> str:
    """deb-version(7): without epoch and Debian's revision; an rpm's release goes the same way."""
    return version.partition(":")[2 if ":" in version else 0].rpartition("-")[0] or version


def browser_names(answer: Answer) -> list[str]:
    return sorted({browser["name"] for browser in browsers(answer)})


def input_methods(answer: Answer) -> list[str]:
    matches = (_INPUT.fullmatch(name) for name in answer.packages)
    return sorted({match[1] or match[2] or match[3] for match in matches if match})


def age_days(answer: Answer) -> float:
    """apt's success stamp, else the newest list; by the device's own clock, as the stamps are."""
    stamps = answer.get("updates.stamps", dict)
    times = [time for time in stamps.values() if isinstance(time, int | float) and 0 < time < 1e11]
    stamp = stamps.get("update-success-stamp")
    if not times:
        answer.refuse("updates.lists")
        raise Missing(_("the package lists were never refreshed"))
    newest = stamp if isinstance(stamp, int | float) else max(times)
    return max(0.0, round((answer.number(answer.data.get("clock")) - newest) / _DAY, 2))


_APT_SWITCH = re.compile(r'(?i).*\b(Unattended-Upgrade|Periodic::Enable)\s+"([^"]*)"')


def automatic(answer: Answer) -> bool:
    answer.refuse("updates.config")
    return _apt_automatic(answer) if answer.debian else _dnf_automatic(answer)


def _apt_automatic(answer: Answer) -> bool:
    """apt.conf(5): apt.conf.d in order, the last wins; then what does it (package) and when (timer)."""
    switches = {"unattended-upgrade": "0", "periodic::enable": "1"}
    for line in lines_of(answer.get("updates.apt", dict)):
        if match := _APT_SWITCH.match(line):
            switches[match[1].lower()] = match[2]
    on = all(value not in ("0", "") for value in switches.values())
    return on and "unattended-upgrades" in answer.packages and "apt-daily-upgrade.timer" in _timers(answer)


def _dnf_automatic(answer: Answer) -> bool:
    timers = _timers(answer)
    if "dnf-automatic-install.timer" in timers:
        return True
    applies = any(re.match(r"apply_updates\s*=\s*(yes|true|1|on)", line) for line in _dnf_lines(answer))
    return applies and bool(timers & {"dnf-automatic.timer", "dnf5-automatic.timer"})


def _dnf_lines(answer: Answer) -> list[str]:
    return lines_of(answer.get("updates.dnf", dict))


def _timers(answer: Answer) -> frozenset[str]:
    return answer.enabled - answer.masked


def lang(answer: Answer) -> str:
    """LANG of /etc/default/locale (Debian) or locale.conf(5); none set is the C locale."""
    answer.refuse("locale")
    files = answer.get("locale.files", dict)
    for path in ("/etc/default/locale", "/etc/locale.conf"):
        if match := re.search(r"^[ \t]*LANG=[\"']?([^\"'\s]+)", str(files.get(path, "")), re.MULTILINE):
            return match[1]
    return "C"


def generated(answer: Answer) -> list[str]:
    folders = texts(answer.get("locale.folders", list))
    return sorted({*folders, *texts(answer.get("locale.archive", list))})


def _families(answer: Answer, wanted: tuple[str, ...]) -> list[str]:
    """Lines of family names (a font has several, with commas) and a tab and 1 where Vietnamese is covered."""
    rows = (line.rpartition("\t") for line in answer.get("fonts", str).splitlines())
    found = {name.strip() for names, _tab, covers in rows if covers in wanted for name in names.split(",")}
    return sorted(found - {""})[:MAX_ITEMS]


def families(answer: Answer) -> list[str]:
    return _families(answer, ("0", "1"))


def vietnamese(answer: Answer) -> list[str]:
    return _families(answer, ("1",))


FACTS: Mapping[str, Fact] = {
    "packages": packages,
    "packages.names": names,
    "browsers": browsers,
    "browser.names": browser_names,
    "input.methods": input_methods,
    "updates.age_days": age_days,
    "updates.automatic": automatic,
    "locale.lang": lang,
    "locale.generated": generated,
    "fonts.families": families,
    "fonts.vietnamese": vietnamese,
}
