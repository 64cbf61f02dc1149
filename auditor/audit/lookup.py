"""What the dashboard shows beside the view: a device, a finding, a rule, a search, the list of runs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from auditor.audit.looking import WRONG, Library
from auditor.inventory.provinces import plain
from auditor.model import Finding, Level, Verdict
from auditor.model.accounts import Access
from auditor.model.text import printable
from auditor.reports.view import DeviceView
from auditor.reports.web.shapes import (
    CheckRow,
    DeviceHit,
    DevicePage,
    FindingPage,
    RawAnswer,
    RuleHit,
    RulePage,
    RulePlace,
    RunRow,
    SearchPage,
)
from auditor.store.past import Judged
from auditor.store.shown import RuleCount

HITS = 50
"""Hits of one kind that a search shows."""
LISTED_FINDINGS = 200
"""Findings that a rule's page shows."""
SHOWN_RAW = 64 * 1024
"""Characters of a raw answer that a page shows; all of it is a file."""
PLACES = 90
"""Communes on one page of a rule."""
CHECKS = 10
_ID = re.compile(r"(?:F-)?([0-9a-f]{8})", re.IGNORECASE)
_ORDER = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.PASS)


def device(library: Library, of: Judged, id_: str, access: Access) -> DevicePage | None:
    """A device; None when it does not exist for the reader."""
    known = library.device(of, id_)
    if known is None or not access.sees(known[0].commune):
        return None
    asked, findings = known
    seen = library.shown.observation(of.header.id, id_)
    return DevicePage(
        run=of.header,
        commune=library.commune_of(of, asked.commune),
        device=DeviceView(asked, tuple(findings)),
        observation=seen,
        raw=_raw(library, of, id_) if access.raw else (),
        may_read_raw=access.raw,
        history=_history(library, of, id_, seen.identity if seen else "", access),
    )


def finding(library: Library, of: Judged, id_: str, on: str, access: Access) -> FindingPage | None:
    """The finding *id_*, looked for on the device *on* first; None when it does not exist for the reader."""
    found = _found(library, of, id_, on)
    if found is None or not access.sees(found.commune):
        return None
    return FindingPage(
        run=of.header,
        commune=library.commune_of(of, found.commune),
        finding=found,
        device=library.shown.device(of.header.id, found.device),
        observation=library.shown.observation(of.header.id, found.device),
        raw=_raw(library, of, found.device) if access.raw else (),
        may_read_raw=access.raw,
        waiver=library.waiver(of, found),
    )


def rule(
    library: Library, of: Judged, id_: str, language: str, access: Access, number: int = 1
) -> RulePage | None:
    """Page *number* of the rule *id_* where the reader may see it; None when the run was not judged by it."""
    wrong = library.wrong(of, id_, access)
    codes = access.communes
    listed = library.shown.of_rule(of.number, id_, WRONG, codes, LISTED_FINDINGS + 1)
    others = listed or library.shown.of_rule(of.number, id_, tuple(Verdict), codes, 1)
    if not others:
        return None
    pages = max(1, -(-len(wrong) // PLACES))
    at = min(number, pages)
    first = access.devices and at == 1
    return RulePage(
        run=of.header,
        example=others[0] if access.devices else replace(others[0], found=None, reason="", expected=""),
        verdicts=library.totals(of, id_, access),
        places=_places(library, of, id_, wrong[(at - 1) * PLACES : at * PLACES]),
        findings=tuple(listed[:LISTED_FINDINGS]) if first else (),
        more=first and len(listed) > LISTED_FINDINGS,
        page=library.rule_page(id_, language),
        number=at,
        pages=pages,
    )


def _places(library: Library, of: Judged, rule: str, wrong: Sequence[RuleCount]) -> tuple[RulePlace, ...]:
    passing = library.passing(of, rule, [each.commune for each in wrong])
    return tuple(
        RulePlace(
            library.commune_of(of, each.commune),
            {**each.verdicts, Verdict.PASS: passing.get(each.commune, 0)},
        )
        for each in wrong
    )


def search(library: Library, of: Judged, text: str, language: str, access: Access) -> SearchPage:
    """What has *text* in it, of what the reader may see."""
    if not text:
        return SearchPage(text)
    view = library.view(of, language, access)
    wanted = plain(text)
    communes = [
        (brief.commune, brief.level)
        for brief in view.communes
        if wanted in plain(brief.commune.name) or brief.commune.code.startswith(text)
    ]
    devices = _device_hits(library, of, text, access) if access.devices else []
    findings = _finding_hits(library, of, text, access) if access.devices else []
    rules = _rule_hits(library, of, text, language, access)
    return SearchPage(
        query=text,
        communes=tuple(communes[:HITS]),
        devices=tuple(devices[:HITS]),
        findings=tuple(findings),
        rules=tuple(rules[:HITS]),
        more=max(len(communes), len(devices), len(rules)) > HITS,
    )


def rows(library: Library, access: Access) -> list[RunRow]:
    """The newest runs, each as far as the reader may see it."""
    return [_row(library, of, access) for of in library.runs()]


def raw_answer(library: Library, of: Judged, id_: str, name: str) -> bytes | None:
    """One raw answer, whole; None when there is none, or none any more."""
    return library.shown.answer(of.header.id, id_, name)


def _row(library: Library, of: Judged, access: Access) -> RunRow:
    levels = library.levels(of)
    kept = [level for code, level in levels.items() if access.sees(code)]
    asked = library.asked(of, access)
    return RunRow(
        run=of.header,
        devices=asked.devices,
        asked=asked.asked,
        failed=asked.failed,
        standard=of.standard_name,
        levels={level: kept.count(level) for level in Level},
    )


def _found(library: Library, of: Judged, id_: str, on: str) -> Finding | None:
    known = _ID.fullmatch(id_)
    if known is None:
        return None
    ident = f"F-{known[1].lower()}"
    found = library.shown.identified(of.number, [ident])
    if not found and on:  # an earlier auditor kept no ids
        found = [each for each in library.shown.of_device(of.number, on) if each.id == ident]
    return next((each for each in found if each.device == on), next(iter(found), None))


def _raw(library: Library, of: Judged, id_: str) -> tuple[RawAnswer, ...]:
    return tuple(
        RawAnswer(name, len(data), *_readable(data))
        for name, data in sorted(library.store.raw(of.header.id, id_).items())
    )


def _readable(data: bytes) -> tuple[str, bool]:
    """The beginning of *data* as a text that does nothing, and whether there is more."""
    text = data[: SHOWN_RAW * 4].decode("utf-8", "backslashreplace")
    return printable(text[:SHOWN_RAW], keep="\n\t"), len(text) > SHOWN_RAW or len(data) > SHOWN_RAW * 4


def _history(library: Library, of: Judged, id_: str, identity: str, access: Access) -> tuple[CheckRow, ...]:
    checks = library.store.device_checks([id_], identity, CHECKS + 1)
    earlier = (check for check in checks if check.run != of.header.id and access.sees(check.commune))
    return tuple(
        CheckRow(check.run, check.started, check.commune, check.verdicts) for check in islice(earlier, CHECKS)
    )


def _device_hits(library: Library, of: Judged, text: str, access: Access) -> list[DeviceHit]:
    places = list(library.directory(of).search(text, access, HITS + 1))
    verdicts = library.shown.verdicts(of.number, [place.device for place in places])
    return [
        DeviceHit(
            place.device,
            place.kind,
            library.commune_of(of, place.commune),
            next((v for v in _ORDER if v in verdicts.get(place.device, ())), Verdict.UNKNOWN),
            place.address,
        )
        for place in places
    ]


def _finding_hits(library: Library, of: Judged, text: str, access: Access) -> list[Finding]:
    found = _found(library, of, text.strip(), "")
    return [found] if found and access.sees(found.commune) else []


def _rule_hits(library: Library, of: Judged, text: str, language: str, access: Access) -> list[RuleHit]:
    wanted, failing = plain(text), library.failing(of, access)
    hits = {
        each["rule"]: RuleHit(each["rule"], each["severity"], each["title"], failing.get(each["rule"], 0))
        for each in library.shown.rules(of.number).values()
        if text.casefold() in each["rule"].casefold() or wanted in plain(each["title"].get(language, ""))
    }
    return [hits[name] for name in sorted(hits)]
