"""What it takes to put a rule right (``work:``), read from YAML: an estimate of the standard's author."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.model import Part, Texts, Work
from auditor.standard.merge import mapping
from auditor.standard.reading import Place, Problems

MAX_MINUTES = 480
"""A working day: what takes longer is no job of one visit."""
KEYS = ("minutes", "bring", "job", "on_site")
PART = ("vi", "en", "tool")
JOB = re.compile(r"[a-z][a-z0-9_]{0,39}")

_ReadTexts = Callable[[Any, Place], Texts]


def work(data: Any, place: Place, problems: Problems, texts: _ReadTexts) -> Work | None:
    """The work that *data* says; None, with a problem, where its minutes cannot be read."""
    given = mapping(data, place, problems)
    _known(given, KEYS, place, problems)
    minutes = given.get("minutes")
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= MAX_MINUTES:
        at = place / "minutes" if "minutes" in given else place
        problems.add(at, _("minutes is a whole number from 1 to {most}").format(most=MAX_MINUTES))
        return None
    job, on_site = given.get("job", ""), given.get("on_site")
    if job != "" and not (isinstance(job, str) and JOB.fullmatch(job)):
        problems.add(place / "job", _("job is a name in small letters (a-z, 0-9, _)"))
        job = ""
    if on_site is not None and not isinstance(on_site, bool):
        problems.add(place / "on_site", _("on_site is true or false"))
        on_site = None
    return Work(minutes, _bring(given.get("bring"), place / "bring", problems, texts), job, on_site)


def _bring(data: Any, place: Place, problems: Problems, texts: _ReadTexts) -> tuple[Part, ...]:
    if data is not None and not isinstance(data, list):
        problems.add(place, _("bring is a list of {vi: …, en: …}"))
        return ()
    return tuple(_part(each, place / index, problems, texts) for index, each in enumerate(data or []))


def _part(data: Any, place: Place, problems: Problems, texts: _ReadTexts) -> Part:
    given = mapping(data, place, problems)
    _known(given, PART, place, problems)
    tool = given.get("tool", False)
    if not isinstance(tool, bool):
        problems.add(place / "tool", _("tool is true or false"))
    return Part(texts(data, place), tool is True)


def _known(given: Mapping[Any, Any], keys: tuple[str, ...], place: Place, problems: Problems) -> None:
    for key in set(given) - set(keys):
        problems.unknown(place / key, _("unknown key “{key}” in work").format(key=key), key, keys)
