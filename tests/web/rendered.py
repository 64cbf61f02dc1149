"""Every page of the dashboard for the cases of the reports, as the server would give it out."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta

from auditor.model import Device, FailureKind, Finding, Kind, Observation, Verdict
from auditor.model.accounts import Account, Role
from auditor.reports import web
from auditor.reports.view import (
    ChangeView,
    CommuneBrief,
    CommuneView,
    CounterView,
    DeviceView,
    LevelChange,
    ProvinceView,
    TrendPoint,
)
from auditor.reports.web import RunLink, Shell
from auditor.reports.web.shapes import (
    AccountPage,
    AccountRow,
    CheckRow,
    CommuneProgress,
    DeviceHit,
    DevicePage,
    Filter,
    FindingPage,
    LoginPage,
    Progress,
    RawAnswer,
    RuleHit,
    RulePage,
    RulePlace,
    RunRow,
    SearchPage,
)
from tests.reports.cases import HOSTILE, START, header
from tests.reports.golden import CASES, view
from tests.support.runs import waiver

_ALONE = ("hostile", "province", "empty")
"""Cases whose pages beside communes and devices differ."""

__all__ = ["CASES", "HOSTILE", "brief", "pages", "shell", "text", "view"]


def shell(view: ProvinceView, role: Role | None = Role.IT, **more: object) -> Shell:
    """The frame that a reader with *role* sees, somebody logged in."""
    run = RunLink(view.run.id, view.run.started)
    made = Shell(view.language, "mai", role, "csrf-token", "/runs?x=1&y=2", view.run.id, (run,))
    return replace(made, **more)  # type: ignore[arg-type]


def text(pieces: object) -> str:
    """A page in one piece."""
    return "".join(pieces)  # type: ignore[arg-type]


def brief(commune: CommuneBrief) -> CommuneBrief:
    """What leadership gets of *commune*: no finding, no device."""
    made = CommuneBrief(**{each.name: getattr(commune, each.name) for each in fields(CommuneBrief)})
    counters = tuple(_bare(counter) for counter in made.counters)
    capacity = tuple(replace(step, findings=(), blind=()) for step in made.capacity)
    return replace(made, counters=counters, capacity=capacity)


def _bare(counter: CounterView) -> CounterView:
    return replace(counter, chain=tuple(replace(step, findings=()) for step in counter.chain))


def pages(case: str, language: str) -> dict[str, str]:
    """Each page by name: those of the run of *case*, and those without one."""
    shown = replace(view(case, language), **_through_time(case, language))
    frame = shell(shown, flash="Đã đổi ngôn ngữ")
    made = {f"alone.{n}": page for n, page in _alone(shown, frame)} if case in _ALONE else {}
    made["province"] = text(web.province(shown, frame))
    made["province.nothing-found"] = text(web.province(shown, frame, Filter(text="không có đâu")))
    made |= {f"commune.{name}": page for name, page in _of_communes(shown, frame)}
    return made


def _through_time(case: str, language: str) -> dict[str, object]:
    whole = view(case, language)
    moved = tuple(LevelChange(c.commune, c.level, c.level) for c in whole.communes[:2])
    change = ChangeView(header(id="20261120T134307Z-1111"), 3, 1, 4, 2, moved, moved[:1])
    return {"trend": (_point("1", whole), _point("2", whole)), "change": change}


def _point(run: str, whole: ProvinceView) -> TrendPoint:
    started = START - timedelta(days=int(run))
    return TrendPoint(run, started, "d" * 64, len(whole.communes), whole.levels, 3, None, 7, 0.875)


def _alone(shown: ProvinceView, frame: Shell) -> Iterator[tuple[str, str]]:
    outside = Shell(shown.language, csrf="csrf-token")
    own = Account("mai", Role.IT, made=START, made_by=HOSTILE)
    hand = Account(HOSTILE, Role.TECHNICIAN, ("03158", HOSTILE), disabled=START)
    yield "login", text(web.login(LoginPage(name=HOSTILE, next="/runs?a=1&b=2", wrong=True), outside))
    yield "login.wait", text(web.login(LoginPage(wait_s=30), outside))
    yield "login.token", text(web.login(LoginPage(token_only=True), outside))
    yield "nothing", text(web.nothing(replace(frame, run="", runs=(), live="r2")))
    yield "account", text(web.account(AccountPage(own, HOSTILE), frame))
    yield "account.other", text(web.account(AccountPage(hand), frame))
    yield "accounts", text(web.accounts([AccountRow(own, START, 2), AccountRow(hand)], frame))
    yield "accounts.none", text(web.accounts([], frame))
    yield "runs", text(web.runs(_rows(shown), frame, shown.change, shown.run.id))
    yield "runs.none", text(web.runs([], replace(frame, run="")))
    yield "live.none", text(web.live(None, frame))
    yield "live", text(web.live(_progress(shown), frame))
    yield "live.ended", text(web.live(replace(_progress(shown), ended=True), frame))
    yield "search.empty", text(web.search(SearchPage(""), frame))
    yield "search.hostile", text(web.search(SearchPage(HOSTILE), frame))
    for status in (400, 401, 403, 404, 405, 413, 421, 429, 431, 500, 503):
        yield f"error.{status}", text(web.error(status, outside))


def _rows(shown: ProvinceView) -> list[RunRow]:
    running = replace(shown.run, id="r0", status="running", limit=HOSTILE, who=HOSTILE)
    older = replace(shown.run, id="r-older", started=START - timedelta(days=1))
    return [
        RunRow(running, 10, 4, 1, "baseline", {}, judged=False),
        RunRow(shown.run, 34, 34, 0, HOSTILE, shown.levels),
        RunRow(older, 34, 30, 2, "baseline", shown.levels),
    ]


def _progress(shown: ProvinceView) -> Progress:
    communes = tuple(CommuneProgress(c.commune, 3, 10, n % 2) for n, c in enumerate(shown.communes))
    return Progress(shown.run, 3 * len(communes), 10 * len(communes), 2, communes, {FailureKind.NO_ROUTE: 2})


def _of_communes(shown: ProvinceView, frame: Shell) -> Iterator[tuple[str, str]]:
    leaders = replace(frame, role=Role.LEADERSHIP)
    for n, each in enumerate(shown.communes[:2]):
        opened = shown.open(each.commune.code)
        yield f"{n}", text(web.commune(shown, opened, frame))
        yield f"{n}.brief", text(web.commune(shown, brief(each), leaders))
        for m, counter in enumerate(opened.counters[:1]):
            yield f"{n}.counter.{m}", text(web.counter(shown, opened, counter, frame))
            yield f"{n}.counter.{m}.brief", text(web.counter(shown, brief(each), _bare(counter), leaders))
        yield from _of_devices(shown, opened, frame, f"{n}")


def _of_devices(
    shown: ProvinceView, opened: CommuneView, frame: Shell, name: str
) -> Iterator[tuple[str, str]]:
    for n, each in enumerate(opened.devices[:3]):
        yield f"{name}.device.{n}", text(web.device(device_page(shown, opened, each), frame))
        for m, found in enumerate(each.findings[:2]):
            yield f"{name}.finding.{n}.{m}", text(web.finding(finding_page(shown, opened, found), frame))
    for found in opened.of(*Verdict)[:1]:
        yield f"{name}.rule", text(web.rule(_rule(shown, opened, found), frame))
        yield f"{name}.search", text(web.search(_search(opened, found), frame))


def observation(device: Device) -> Observation:
    """What *device* answered, a name of its own that nobody should believe included."""
    facts = {"host.name": HOSTILE, "host.serial": "S" * 10_000, "memory.total_mib": 7812, "answers": True}
    return Observation(device.id, START, START + timedelta(seconds=3), facts, identity=HOSTILE)


def device_page(shown: ProvinceView, opened: CommuneView, each: DeviceView) -> DevicePage:
    """*each* with everything that provincial IT gets."""
    rows = (CheckRow("r-older", START, "03160", {Verdict.FAIL: 2, Verdict.PASS: 40}),)
    raw = (RawAnswer(HOSTILE, 123_456, HOSTILE * 500, True), RawAnswer("empty", 0, ""))
    seen = observation(each.device)
    return DevicePage(shown.run, opened.commune, each, seen, raw, True, rows)


def finding_page(shown: ProvinceView, opened: CommuneView, found: Finding) -> FindingPage:
    """*found* with everything that provincial IT gets."""
    device = Device(found.device, Kind.PC, found.commune)
    seen = replace(observation(device), facts={found.fact: found.found})
    excused = waiver(reason=HOSTILE) if found.verdict is Verdict.WAIVED else None
    raw = (RawAnswer("probe", 12, HOSTILE),)
    return FindingPage(shown.run, opened.commune, found, device, seen, raw, True, excused)


def _rule(shown: ProvinceView, opened: CommuneView, found: Finding) -> RulePage:
    counts = {Verdict.FAIL: 1, Verdict.UNKNOWN: 2, Verdict.PASS: 3}
    page = f"# Title\n\nText <b>{HOSTILE}</b>\n\n## Why\n\n```sh\nls\n```\n\n[x](javascript:alert(1))"
    places = (RulePlace(opened.commune, counts),)
    return RulePage(shown.run, found, counts, places, (found,), True, page)


def _search(opened: CommuneView, found: Finding) -> SearchPage:
    device = DeviceHit(found.device, Kind.PC, opened.commune, found.verdict, HOSTILE)
    rule = RuleHit(found.rule, found.severity, found.title, 3)
    return SearchPage(HOSTILE, ((opened.commune, opened.level),), (device,), (found,), (rule,), True)
