"""Which value of a setting wins, and why: option over variable over file over default."""

import difflib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from auditor.errors import Problem, SettingsError, did_you_mean
from auditor.i18n import _
from auditor.workspace.settings import TABLE, Setting, Settings


@dataclass(frozen=True)
class Origin:
    """Where a value came from: ``kind`` is default, file, env or option; ``place`` names that one."""

    kind: str
    place: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.place}:{self.line}" if self.line else self.place or self.kind


@dataclass(frozen=True)
class Resolved:
    """The settings, and for each name the origin that won."""

    settings: Settings
    origins: Mapping[str, Origin]

    def shown(self, name: str) -> str:
        """The value of *name* as text, a password in it masked."""
        value = str(getattr(self.settings, name))
        if TABLE[name].hidden:
            return "***" if value else ""
        return _masked(value) if TABLE[name].secret else value


@dataclass(frozen=True)
class _Given:
    value: Any
    origin: Origin


def resolve(
    file: Path | None = None, env: Mapping[str, str] | None = None, options: Mapping[str, Any] | None = None
) -> Resolved:
    """Settings from auditor.toml *file*, *env* and *options* (by name of setting; None = not given).

    Raises SettingsError with every unusable value and unknown key.
    """
    problems: list[Problem] = []
    given = _from_file(file, problems) if file else {}
    given |= _from_env(env or {}, problems)
    given |= {
        name: _Given(value, Origin("option", TABLE[name].option or f"--{name}"))
        for name, value in (options or {}).items()
        if value is not None
    }
    values = {name: _checked(TABLE[name], item, problems) for name, item in given.items()}
    if problems:
        raise SettingsError(problems)
    default = Origin("default")
    origins = {name: given[name].origin if name in given else default for name in TABLE}
    return Resolved(Settings(**values), origins)


def _from_file(file: Path, problems: list[Problem]) -> dict[str, _Given]:
    try:
        text = file.read_text("utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(file), 0, 0, _("cannot be read: {error}").format(error=error)))
        return {}
    except tomllib.TOMLDecodeError as error:
        problems.append(_syntax_problem(file, text, str(error)))
        return {}
    given = {}
    for name, value in data.items():
        line = _line_of(name, text)
        if name in TABLE:
            given[name] = _Given(value, Origin("file", str(file), line))
        else:
            unknown = _("there is no setting “{name}”").format(name=name)
            problems.append(Problem(str(file), line, 1, unknown, did_you_mean(name, tuple(TABLE))))
    return given


def _syntax_problem(file: Path, text: str, message: str) -> Problem:
    place = re.search(r"line (\d+), column (\d+)", message)
    line, column = (int(place[1]), int(place[2])) if place else (len(text.splitlines()), 0)
    return Problem(str(file), line, column, _("not TOML: {error}").format(error=message))


def _line_of(name: str, text: str) -> int:
    # tomllib keeps no positions; settings are plain keys at the start of a line
    pattern = re.compile(rf"""\s*(\[\s*)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 0)


_OTHER_VARIABLES = ("AUDITOR_WORKSPACE", "AUDITOR_DEBUG", "AUDITOR_SNMP_COMMUNITY")


def _from_env(env: Mapping[str, str], problems: list[Problem]) -> dict[str, _Given]:
    by_variable = {setting.env: setting.name for setting in TABLE.values()}
    given = {}
    for variable, value in env.items():
        if variable in by_variable and value:
            given[by_variable[variable]] = _Given(value, Origin("env", variable))
        elif variable.startswith("AUDITOR_") and variable not in (*by_variable, *_OTHER_VARIABLES):
            near = _near_variable(variable, (*by_variable, *_OTHER_VARIABLES))
            if near:  # a variable that resembles none of ours may well be somebody else's
                problems.append(Problem(variable, 0, 0, _("there is no such variable"), near))
    return given


def _near_variable(variable: str, known: tuple[str, ...]) -> str:
    # the prefix that all share would make any two of them look alike
    tails = {name.removeprefix("AUDITOR_"): name for name in known}
    near = difflib.get_close_matches(variable.removeprefix("AUDITOR_"), tails, n=1, cutoff=0.75)
    return did_you_mean(tails[near[0]], (tails[near[0]],)) if near else ""


def _checked(setting: Setting, given: _Given, problems: list[Problem]) -> Any:
    try:
        return _converted(setting, given)
    except ValueError as error:
        origin = given.origin
        problems.append(Problem(origin.place, origin.line, 0, f"{setting.name}: {error}"))
        return setting.default


def _converted(setting: Setting, given: _Given) -> Any:
    """The value in the setting's own type; raises ValueError saying what is expected."""
    value = given.value
    if setting.hidden and given.origin.kind == "file" and value:
        raise ValueError(
            _("a secret does not stand in this file: set {variable}").format(variable=setting.env)
        )
    if setting.type is str:
        return _text(setting, value)
    if given.origin.kind == "file" and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError(_("a number is expected, without quotes, not {value!r}").format(value=value))
    return _number(setting, value)


def _text(setting: Setting, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("text in quotes is expected, not {value!r}").format(value=value))
    if setting.choices and value not in setting.choices:
        choices = _("{value!r} is none of {choices}").format(value=value, choices=", ".join(setting.choices))
        near = did_you_mean(value, setting.choices)
        raise ValueError(f"{choices}; {near}" if near else choices)
    return value


def _number(setting: Setting, value: Any) -> Any:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(_("a number is expected, not {value!r}").format(value=value))
    if setting.type is int and not number.is_integer():
        raise ValueError(_("a whole number is expected, not {value!r}").format(value=value))
    if setting.minimum is not None and number < setting.minimum:
        raise ValueError(_("{value} is less than {limit}").format(value=value, limit=setting.minimum))
    if setting.maximum is not None and number > setting.maximum:
        raise ValueError(_("{value} is more than {limit}").format(value=value, limit=setting.maximum))
    return setting.type(number)


def _masked(url: str) -> str:
    """*url* without its password (RFC 3986 §3.2.1), and without values of a ``password=`` query."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return "***"
    masked = url.replace(f":{password}@", ":***@") if password else url
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", masked)
