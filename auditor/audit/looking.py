"""Stored runs as the dashboard shows them: read once and kept, each reader's part of them."""

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from auditor.audit.cache import Cache
from auditor.audit.trend import changed
from auditor.audit.viewing import view_in
from auditor.errors import RunNotFound, StandardError
from auditor.i18n import DEFAULT_LANGUAGE
from auditor.model import Commune, Device, Finding, Kind, Level, Scope, Verdict, Waiver
from auditor.model.accounts import Access, Role
from auditor.model.summary import CommuneSummary
from auditor.reports.build import narrowed
from auditor.reports.build_commune import open_commune, open_counter
from auditor.reports.summaries import generalized
from auditor.reports.view import (
    BlindView,
    ChangeView,
    CommuneBrief,
    CommuneView,
    CounterView,
    ProvinceView,
    gravity,
)
from auditor.reports.web.shell import RunLink
from auditor.standard import Rule, load_standard
from auditor.store import Store
from auditor.store.past import Judged
from auditor.store.shown import AskedCount, Place, RuleCount
from auditor.workspace import Workspace

LINKS = 20
"""Runs in the switcher."""
LISTED = 100
"""Runs in the list."""
WRONG = (Verdict.FAIL, Verdict.UNKNOWN)
"""What a rule's page tells of, the worse first."""
_STALE_S = 1.0
_EVERYTHING = Access(Role.IT)
_NEAREST = (Scope.DEVICE, Scope.SITE, Scope.COMMUNE, Scope.PROVINCE)


class Library:
    """The judged runs of one store. Safe for threads. Every method raises StoreError."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace, self.store = workspace, store
        self.shown = store.shown
        self._wholes: Cache[ProvinceView] = Cache(4)
        self._views: Cache[tuple[ProvinceView, Mapping[str, CommuneBrief]]] = Cache(64)
        self._directories: Cache[Directory] = Cache(2)
        self._named: Cache[dict[str, Commune]] = Cache(4)
        self._levels: Cache[dict[str, Level]] = Cache(LISTED)
        self._asked: Cache[AskedCount] = Cache(LISTED * 4)
        self._changes: Cache[tuple[ChangeView | None]] = Cache(64)
        self._counts: Cache[list[RuleCount]] = Cache(500)
        self._totals: Cache[dict[Verdict, int]] = Cache(1000)
        self._failing: Cache[dict[str, int]] = Cache(64)
        self._standards: Cache[Mapping[str, Rule]] = Cache(1)
        self._runs: tuple[float, tuple[Judged, ...]] = (float("-inf"), ())
        self._lock = threading.Lock()

    def runs(self) -> tuple[Judged, ...]:
        """The newest judged runs, newest first, as they were a second ago at most."""
        with self._lock:
            if time.monotonic() - self._runs[0] > _STALE_S:
                self._runs = (time.monotonic(), tuple(self.store.past.latest(LISTED)))
            return self._runs[1]

    def warm(self, language: str) -> None:
        """Read the newest run: of 3,321 communes and 200,000 devices that takes some seconds."""
        newest = self.newest()
        if newest is not None:
            self.view(newest, language, _EVERYTHING)
            self.directory(newest)

    def count_rules(self, enough: Callable[[], bool]) -> None:
        """Count by commune what is wrong in the newest run: half of the work for the page of a rule.

        After each rule *enough* is asked whether to stop; it may take its time, so that pages come first.
        """
        newest = self.newest()
        if newest is None:
            return
        for rule in sorted(self.rule_ids(newest)):
            if enough():
                return
            self.wrong(newest, rule, _EVERYTHING)
            self.totals(newest, rule, _EVERYTHING)

    def forget(self) -> None:
        """Look anew for what is there: a run was judged again."""
        with self._lock:
            self._runs = (float("-inf"), ())

    def links(self) -> tuple[RunLink, ...]:
        """The runs of the switcher."""
        return tuple(
            RunLink(of.header.id, of.header.started, of.header.status == "complete")
            for of in self.runs()[:LINKS]
        )

    def newest(self) -> Judged | None:
        """The run that the front page shows."""
        return next(iter(self.runs()), None)

    def judged(self, run: str) -> Judged:
        """The run of exactly this id by its latest judgement. Raises RunNotFound."""
        found = next((of for of in self.runs() if of.header.id == run), None)
        if found is None:
            found = self.store.past.judged(run)
        if found.header.id != run or found.header.purpose:
            raise RunNotFound(run)
        return found

    def view(self, of: Judged, language: str, access: Access) -> ProvinceView:
        """The run in *language*, with the communes that exist for the reader alone."""
        return self._seen(of, language, access)[0]

    def brief(self, of: Judged, code: str, language: str, access: Access) -> CommuneBrief | None:
        """The commune *code* of :meth:`view`."""
        return self._seen(of, language, access)[1].get(code)

    def _seen(
        self, of: Judged, language: str, access: Access
    ) -> tuple[ProvinceView, Mapping[str, CommuneBrief]]:
        key = (of.number, language, access)
        return self._views.get(key, lambda: _indexed(self._part(of, language, access)))

    def _part(self, of: Judged, language: str, access: Access) -> ProvinceView:
        read = partial(view_in, self.store, of.header.id, language)
        view = replace(self._wholes.get(of.number, read), language=language)
        if access.communes is not None:
            view = narrowed(view, access.communes)
        if not access.devices:
            communes = tuple(map(in_brief, view.communes))
            view = replace(view, communes=communes, blind=_in_general(view.blind))
        return view

    def opened(self, of: Judged, brief: CommuneBrief) -> CommuneView:
        """A commune with what is wrong in it: all that its page tells of findings."""
        code = brief.commune.code
        told = CommuneSummary(
            code, brief.causes, brief.blind, brief.shortages, brief.device_count, brief.measured
        )
        stopping = {id_ for counter in brief.assessment.counters for id_ in counter.stopped_by}
        wrong = self.shown.troubles(of.number, code, stopping)
        devices = self.shown.of_commune(of.header.id, code)
        return open_commune(brief.commune, brief.assessment, wrong.findings, devices, told, wrong.counts)

    def counter(self, of: Judged, brief: CommuneBrief, site: str, number: str) -> CounterView | None:
        """A counter with what stops it; None when the commune has none of that name."""
        every = brief.assessment.counters
        found = next((each for each in every if (each.site, each.counter) == (site, number)), None)
        return open_counter(found, self.shown.identified(of.number, found.stopped_by)) if found else None

    def waiver(self, of: Judged, finding: Finding) -> Waiver | None:
        """The waiver that excuses *finding*, the one for the smallest place first."""
        if finding.verdict is not Verdict.WAIVED:
            return None
        uses = self.view(of, DEFAULT_LANGUAGE, _EVERYTHING).waivers
        covering = (use.waiver for use in uses if use.waiver.covers(finding))
        return min(covering, key=lambda waiver: _NEAREST.index(waiver.scope), default=None)

    def levels(self, of: Judged) -> dict[str, Level]:
        """Every commune's level by its code."""
        return self._levels.get(of.number, partial(self.shown.levels, of.number))

    def asked(self, of: Judged, access: Access) -> AskedCount:
        """How far the run came, as far as the reader may see it."""
        key = (of.number, of.header.status, access.communes)
        return self._asked.get(key, partial(self.shown.asked, of.header.id, access.communes))

    def totals(self, of: Judged, rule: str, access: Access) -> dict[Verdict, int]:
        """One rule's findings by verdict, of those that the reader may see."""
        key = (of.number, rule, access.communes)
        return self._totals.get(key, partial(self.shown.totals, *key))

    def failing(self, of: Judged, access: Access) -> dict[str, int]:
        """How many findings of each rule fail, of those that the reader may see."""
        key = (of.number, access.communes)
        return self._failing.get(key, partial(self.shown.failing, *key))

    def wrong(self, of: Judged, rule: str, access: Access) -> list[RuleCount]:
        """The communes that the reader may see where *rule* fails or is not known, most failures first."""
        every = self._counts.get((of.number, rule), partial(self._worst, of, rule))
        return [each for each in every if access.sees(each.commune)]

    def _worst(self, of: Judged, rule: str) -> list[RuleCount]:
        counts = self.shown.counts(of.number, rule, None, WRONG)
        return sorted(counts, key=lambda each: [-each.verdicts.get(verdict, 0) for verdict in WRONG])

    def passing(self, of: Judged, rule: str, codes: Sequence[str]) -> dict[str, int]:
        """How often *rule* is met in each of a few communes."""
        counts = self.shown.counts(of.number, rule, codes, (Verdict.PASS,))
        return {each.commune: each.verdicts[Verdict.PASS] for each in counts}

    def rule_ids(self, of: Judged) -> frozenset[str]:
        """The rules that the run was judged by."""
        return frozenset(each["rule"] for each in self.shown.rules(of.number).values())

    def document_view(self, of: Judged, language: str, access: Access) -> ProvinceView:
        """The run for a report as a file: whole as its writers want it, but of no other communes."""
        return self.view(of, language, Access(Role.IT, access.communes))

    def change(self, before: Judged, after: Judged, access: Access) -> ChangeView | None:
        """What *after* has over *before*, as far as the reader may see it."""
        key = (before.number, after.number, access.communes)
        return self._changes.get(key, lambda: (changed(self.store, before, after, access.communes),))[0]

    def rule_page(self, rule: str, language: str) -> str:
        """What the standard says of *rule*, ``""`` where it is not among the workspace's."""
        known = self._standard().get(rule)
        return known.page(language) if known else ""

    def _standard(self) -> Mapping[str, Rule]:
        return self._standards.get(None, self._load_standard)

    def _load_standard(self) -> Mapping[str, Rule]:
        workspace = self._workspace
        try:
            standard = load_standard(workspace.standard, [workspace.standards])
        except StandardError:  # somebody is editing it; the findings tell enough
            return {}
        return {rule.id: rule for rule in standard.rules}

    def device(self, of: Judged, id_: str) -> tuple[Device, list[Finding]] | None:
        """A device as the run's manifest has it, with its findings; None when the run knows of none."""
        findings = self.shown.of_device(of.number, id_)
        device = self.shown.device(of.header.id, id_)
        if device is None and findings:
            first = findings[0]
            device = Device(id_, Kind(first.kind), first.commune, first.site, first.counter)
        return (device, sorted(findings, key=gravity)) if device else None

    def commune_of(self, of: Judged, code: str) -> Commune:
        """A commune of the run, its code alone where nothing else is known."""
        return self._communes(of).get(code, Commune(code))

    def _communes(self, of: Judged) -> dict[str, Commune]:
        return self._named.get(of.header.id, partial(self.store.past.communes, of.header.id))

    def directory(self, of: Judged) -> "Directory":
        """The devices of the run, to be searched."""
        return self._directories.get(of.header.id, lambda: Directory(self.shown.directory(of.header.id)))


def _indexed(view: ProvinceView) -> tuple[ProvinceView, Mapping[str, CommuneBrief]]:
    return view, {brief.commune.code: brief for brief in view.communes}


def in_brief(commune: CommuneBrief) -> CommuneBrief:
    """*commune* without its findings, and without what a device answered: what leadership reads."""
    counters = tuple(
        replace(counter, chain=tuple(replace(link, findings=()) for link in counter.chain))
        for counter in commune.counters
    )
    return CommuneBrief(
        commune=commune.commune,
        assessment=commune.assessment,
        counters=counters,
        capacity=tuple(replace(step, findings=(), blind=()) for step in commune.capacity),
        causes=tuple(
            replace(cause, example=replace(cause.example, found=None, reason="")) for cause in commune.causes
        ),
        blind=_in_general(commune.blind),
        shortages=tuple(replace(lack, devices=()) for lack in commune.shortages),
        device_count=commune.device_count,
        measured=commune.measured,
    )


def _in_general(blind: Sequence[BlindView]) -> tuple[BlindView, ...]:
    """*blind* without what is particular to a device: its name, its address, its words."""
    return generalized(replace(each, devices=()) for each in blind)


class Directory:
    """A run's devices as one long text, commune by commune: 200,000 are searched in some milliseconds."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._spans: dict[str, tuple[int, int]] = {}
        lines, start = [], 0
        self._starts: list[int] = []
        for place in places:
            line = f"{place.device}\t{place.address}\n".casefold()
            self._starts.append(start)
            first, _end = self._spans.get(place.commune, (start, start))
            start += len(line)
            self._spans[place.commune] = (first, start)
            lines.append(line)
        self._text = "".join(lines)

    def search(self, text: str, access: Access, most: int) -> Iterator[Place]:
        """The first *most* devices whose name or address has *text* in it, of those the reader may see."""
        wanted = text.casefold()
        spans: Iterable[tuple[int, int]] = [(0, len(self._text))]
        if access.communes is not None:
            spans = sorted(self._spans[code] for code in access.communes if code in self._spans)
        return islice((place for span in spans for place in self._within(wanted, *span)), most)

    def _within(self, wanted: str, start: int, end: int) -> Iterator[Place]:
        while (found := self._text.find(wanted, start, end)) >= 0:
            number = bisect_right(self._starts, found) - 1
            yield self._places[number]
            start = self._starts[number + 1] if number + 1 < len(self._starts) else end
