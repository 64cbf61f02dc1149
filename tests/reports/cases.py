"""Judged runs to report on: real communes, invented devices."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from auditor.model import (
    Area,
    Commune,
    CommuneAssessment,
    CounterAssessment,
    Device,
    Finding,
    Judgement,
    Kind,
    Level,
    Manifest,
    RunHeader,
    Severity,
    Source,
    SourceKind,
    Step,
    Tally,
    Verdict,
)

START = datetime(2026, 11, 21, 13, 43, 7, tzinfo=UTC)
WEIGHTS = {Severity.BLOCKER: 10, Severity.MAJOR: 3, Severity.MINOR: 1}
PASS, FAIL, UNKNOWN, WAIVED = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED
NOT_APPLICABLE = Verdict.NOT_APPLICABLE
ALL = tuple(Step)
DEFAULT = Source(SourceKind.DEFAULT, "Ngưỡng mặc định của sản phẩm, sửa được trong bộ tiêu chuẩn")


@dataclass(frozen=True)
class Case:
    """What build_view wants."""

    header: RunHeader
    manifest: Manifest
    judgement: Judgement


@dataclass(frozen=True)
class Rule:
    """As much of a rule as a finding carries."""

    id: str
    kinds: tuple[Kind, ...]
    severity: Severity
    area: Area
    steps: tuple[Step, ...]
    expected: str
    fact: str
    good: Any
    bad: Any
    title: dict[str, str]
    fix: dict[str, str]
    source: Source = DEFAULT


RULES = (
    Rule(
        "device.answers",
        (Kind.PC, Kind.PRINTER, Kind.NETWORK),
        Severity.MAJOR,
        Area.CONNECTIVITY,
        ALL,
        "is_true",
        "answers",
        True,
        False,
        {"vi": "Thiết bị trả lời khi được kiểm tra", "en": "The device answers"},
        {
            "vi": "Kiểm tra nguồn điện và dây mạng của thiết bị.\nSau đó kiểm tra lại từ tỉnh.",
            "en": "Look at the device's power and network cable.\nThen audit it again.",
        },
    ),
    Rule(
        "pc.disk.free",
        (Kind.PC,),
        Severity.BLOCKER,
        Area.INFRASTRUCTURE,
        (Step.RECEIVE, Step.SCAN, Step.SUBMIT),
        "at_least 10",
        "disk.root_free_percent",
        41.5,
        1.25,
        {"vi": "Ổ đĩa hệ thống còn ít nhất 10% trống", "en": "At least 10% of the system disk is free"},
        {
            "vi": "Dọn các tệp quét cũ và bộ đệm gói: apt clean; journalctl --vacuum-size=200M.",
            "en": "Remove old scans and the package cache: apt clean; journalctl --vacuum-size=200M.",
        },
    ),
    Rule(
        "pc.time.offset",
        (Kind.PC,),
        Severity.BLOCKER,
        Area.SOFTWARE,
        (Step.SIGN, Step.SUBMIT),
        "within 60",
        "time.offset_s",
        0.012,
        -7200.5,
        {"vi": "Đồng hồ lệch không quá 60 giây", "en": "The clock is at most 60 seconds off"},
        {
            "vi": "Bật đồng bộ thời gian: timedatectl set-ntp true.",
            "en": "Turn time synchronization on: timedatectl set-ntp true.",
        },
    ),
    Rule(
        "pc.fonts.times",
        (Kind.PC,),
        Severity.MAJOR,
        Area.SOFTWARE,
        (Step.PRINT,),
        'contains_any ["Times New Roman", "Liberation Serif", "Tinos"]',
        "fonts.families",
        ["Liberation Serif", "Noto Sans"],
        ["Noto Sans"],
        {
            "vi": "Có phông Times New Roman hoặc phông cùng kích thước",
            "en": "Times New Roman or a font of the same metrics is there",
        },
        {"vi": "Cài gói fonts-liberation.", "en": "Install the package fonts-liberation."},
        Source(SourceKind.LAW, "Nghị định 30/2020/NĐ-CP"),
    ),
    Rule(
        "pc.updates.automatic",
        (Kind.PC,),
        Severity.MINOR,
        Area.SECURITY,
        (),
        "is_true",
        "updates.automatic",
        True,
        False,
        {"vi": "Tự động cập nhật bảo mật", "en": "Security updates install themselves"},
        {"vi": "Cài gói unattended-upgrades.", "en": "Install the package unattended-upgrades."},
    ),
    Rule(
        "pc.net.dns",
        (Kind.PC,),
        Severity.MAJOR,
        Area.CONNECTIVITY,
        ALL,
        'subset_of ["198.19.1.1"]',
        "net.dns",
        ["198.19.1.1"],
        ["198.19.1.1", "198.18.8.8"],
        {"vi": "Chỉ dùng máy chủ DNS của tỉnh", "en": "Only the province's DNS servers are used"},
        {"vi": "Sửa DNS trong cấu hình mạng.", "en": "Correct DNS in the network settings."},
        Source(SourceKind.PROVINCE, "inventories/dien-bien"),
    ),
    Rule(
        "printer.reasons",
        (Kind.PRINTER,),
        Severity.BLOCKER,
        Area.EQUIPMENT,
        (Step.PRINT,),
        'contains_none ["media-empty", "media-jam", "cover-open"]',
        "printer.state_reasons",
        ["none"],
        ["media-empty-error"],
        {"vi": "Máy in không báo hết giấy, kẹt giấy, mở nắp", "en": "The printer wants no paper and no hand"},
        {
            "vi": "Nạp giấy A4 vào khay, gỡ giấy kẹt, đóng nắp máy in.",
            "en": "Load A4 paper, remove jammed paper, close the covers.",
        },
    ),
    Rule(
        "network.interfaces.up",
        (Kind.NETWORK,),
        Severity.BLOCKER,
        Area.CONNECTIVITY,
        ALL,
        'contains_all ["lan0", "wan0"]',
        "network.interfaces_up",
        ["lan0", "wan0"],
        ["lan0"],
        {"vi": "Các cổng cần thiết của bộ định tuyến đang thông", "en": "The router's interfaces are up"},
        {"vi": "Bật cổng: interface wan0, no shutdown.", "en": "Enable it: interface wan0, no shutdown."},
    ),
    Rule(
        "link.alive",
        (Kind.LINK,),
        Severity.BLOCKER,
        Area.CONNECTIVITY,
        (Step.RECEIVE, Step.SIGN, Step.SUBMIT),
        "is_true",
        "link.alive",
        True,
        False,
        {"vi": "Đường truyền đến xã có trả lời", "en": "The commune's line answers"},
        {
            "vi": "Gọi nhà mạng; trong lúc chờ dùng đường dự phòng.",
            "en": "Call the operator; use the spare line meanwhile.",
        },
    ),
    Rule(
        "link.loss",
        (Kind.LINK,),
        Severity.MAJOR,
        Area.CONNECTIVITY,
        (Step.SUBMIT,),
        "at_most 2",
        "link.loss_percent",
        0.0,
        12.5,
        {"vi": "Mất gói không quá 2%", "en": "At most 2% of packets are lost"},
        {"vi": "Báo nhà mạng kèm số đo này.", "en": "Report this figure to the operator."},
    ),
)
PROBLEMS = {
    "pc.disk.free": {"vi": "Ổ đĩa hệ thống sắp đầy", "en": "The system disk is almost full"},
    "pc.time.offset": {"vi": "Đồng hồ máy tính chạy sai giờ", "en": "The computer's clock is wrong"},
    "pc.net.dns": {"vi": "Máy dùng DNS ngoài của tỉnh", "en": "Foreign DNS servers are used"},
    "printer.reasons": {
        "vi": "Máy in hết giấy, kẹt giấy hoặc mở nắp",
        "en": "The printer is out of paper, jammed or open",
    },
    "link.alive": {"vi": "Đường truyền của xã mất tín hiệu", "en": "The commune's line is down"},
}
"""What is so when a rule fails; the others have no such text, as rules of a province's own may."""
COMMUNES = (
    Commune("03158", "Xã Sín Thầu", "III", 22.3799, 102.293, 2),
    Commune("03160", "Xã Mường Nhé", "III", 22.2202, 102.427, 3),
    Commune("03166", "Xã Mường Chà", "III", 21.9679, 102.799, 2),
    Commune("03253", "Xã Tuần Giáo", "II", 21.6313, 103.434, 3),
    Commune("03325", "Xã Mường Phăng", "II", 21.466, 103.104, 2),
    Commune("03127", "Phường Điện Biên Phủ", "I", 21.4061, 103.067, 4),
)
FAULTS: dict[str, Verdict] = {
    "pc.disk.free@pasc-03158-pc01": FAIL,
    "printer.reasons@pasc-03158-printer01": FAIL,
    "pc.net.dns@pasc-03158-pc02": FAIL,
    "pc.time.offset@pasc-03160-pc03": FAIL,
    "pc.fonts.times@pasc-03160-pc01": FAIL,
    "pc.updates.automatic@pasc-03160-pc01": FAIL,
    "link.loss@pasc-03253-link": FAIL,
    "pc.updates.automatic@pasc-03325-pc01": WAIVED,
    "pc.disk.free@pasc-03325-pc02": NOT_APPLICABLE,
}
DARK = {"03166": "link.alive"}
"""Communes whose line is down: the line is the finding, all else is not known."""


def devices_of(commune: Commune) -> list[Device]:
    """A line, a router, a printer and one computer a counter."""
    base = f"pasc-{commune.code}"
    counters = range(1, (commune.counters or 0) + 1)
    shared = [
        (f"{base}-link", Kind.LINK),
        (f"{base}-rt01", Kind.NETWORK),
        (f"{base}-printer01", Kind.PRINTER),
    ]
    return [
        *(Device(name, kind, commune.code, "main") for name, kind in shared),
        *(Device(f"{base}-pc{n:02}", Kind.PC, commune.code, "main", str(n), "counter") for n in counters),
    ]


def finding(rule: Rule, device: Device, verdict: Verdict) -> Finding:
    """*rule* on *device* with *verdict* and what goes with it."""
    reasons = {
        UNKNOWN: "line_down",
        WAIVED: "thay máy trong quý I/2027; duyệt: Sở KH&CN; đến 31/03/2027",
        NOT_APPLICABLE: "not_stated: expect_dns",
    }
    found = rule.bad if verdict in (FAIL, WAIVED) else rule.good
    return Finding(
        rule=rule.id,
        device=device.id,
        kind=device.kind.value,
        commune=device.commune,
        verdict=verdict,
        severity=rule.severity,
        area=rule.area,
        steps=rule.steps,
        title=rule.title,
        fix=rule.fix,
        source=rule.source,
        problem=PROBLEMS.get(rule.id),
        expected=rule.expected,
        found=None if verdict in (UNKNOWN, NOT_APPLICABLE) else found,
        reason=reasons.get(verdict, ""),
        fact=rule.fact,
        observed=None if verdict is UNKNOWN else START + timedelta(seconds=90),
        counter=device.counter,
        site=device.site,
    )


def _verdict(rule: Rule, device: Device) -> Verdict:
    if device.commune in DARK:
        return FAIL if rule.id == DARK[device.commune] else UNKNOWN
    return FAULTS.get(f"{rule.id}@{device.id}", PASS)


def assess(commune: Commune, devices: list[Device], findings: list[Finding]) -> CommuneAssessment:
    """What the evaluation gives, in miniature."""
    blockers = [f for f in findings if f.severity is Severity.BLOCKER]
    failed = tuple(f.id for f in blockers if f.verdict is FAIL)
    blind = tuple(f.id for f in blockers if f.verdict is UNKNOWN)
    tally = tally_of(findings)
    gaps = tally.failed or (tally.coverage or 0) < 0.95
    level = (
        Level.NOT_READY
        if failed
        else Level.NOT_MEASURED
        if blind or not findings
        else Level.READY_WITH_GAPS
        if gaps
        else Level.READY
    )
    numbers = sorted({device.counter for device in devices if device.counter})
    counters = tuple(_counter(number, findings) for number in numbers)
    return CommuneAssessment(commune.code, level, tally, counters, commune.counters, failed, blind)


def _counter(number: str, findings: list[Finding]) -> CounterAssessment:
    serving = [f for f in findings if f.counter in ("", number) and f.severity is Severity.BLOCKER]
    steps = {}
    for step in Step:
        verdicts = {f.verdict for f in serving if step in f.steps}
        steps[step] = FAIL if FAIL in verdicts else UNKNOWN if UNKNOWN in verdicts or not verdicts else PASS
    stopped = tuple(f.id for f in serving if f.steps and f.verdict in (FAIL, UNKNOWN))
    return CounterAssessment("main", number, steps, stopped)


def tally_of(findings: list[Finding]) -> Tally:
    """Counts, score and coverage."""
    count = {verdict: sum(f.verdict is verdict for f in findings) for verdict in Verdict}
    weight = {v: sum(WEIGHTS[f.severity] for f in findings if f.verdict is v) for v in (PASS, FAIL)}
    applicable = len(findings) - count[NOT_APPLICABLE]
    return Tally(
        count[PASS],
        count[FAIL],
        count[UNKNOWN],
        count[NOT_APPLICABLE],
        count[WAIVED],
        weight[PASS] / sum(weight.values()) if sum(weight.values()) else None,
        (applicable - count[UNKNOWN]) / applicable if applicable else None,
    )


def header(**changes: Any) -> RunHeader:
    """A complete run of eight minutes."""
    whole = RunHeader(
        id="20261121T134307Z-4f2a",
        started=START,
        who="root@dienbien-it",
        tool_version="0.1.0",
        standard_name="baseline",
        standard_digest="5d41402abc4b2a76b9719d911017c592ae2b4c6d8e1f3a5b7c9d0e2f4a6b8c0d",
        inventory_digest="7d793037a0760186574b0282f2f435e7a1b2c3d4e5f60718293a4b5c6d7e8f90",
        ended=START + timedelta(minutes=8),
        status="complete",
    )
    return replace(whole, **changes)


def case(communes: tuple[Commune, ...], change: Any = lambda finding: finding) -> Case:
    """A run over *communes*, each finding passed through *change*."""
    devices = {c.code: devices_of(c) for c in communes}
    findings = {
        c.code: [
            change(finding(rule, device, _verdict(rule, device)))
            for device in devices[c.code]
            for rule in RULES
            if device.kind in rule.kinds
        ]
        for c in communes
    }
    return Case(
        header(),
        Manifest({c.code: c for c in communes}, {d.id: d for group in devices.values() for d in group}),
        Judgement(
            tuple(f for group in findings.values() for f in group),
            tuple(assess(c, devices[c.code], findings[c.code]) for c in communes),
            "baseline",
            header().standard_digest,
        ),
    )


def province() -> Case:
    """Six communes: two stopped by faults, one dark, one with gaps, two ready."""
    return case(COMMUNES)


def empty() -> Case:
    """A run over nothing."""
    return case(())


def unreachable() -> Case:
    """Two communes, no device of which answered."""

    def dark(finding: Finding) -> Finding:
        lost = replace(
            finding,
            verdict=UNKNOWN,
            found=None,
            observed=None,
            reason="connect_timeout: no connection in 10 s",
        )
        return replace(lost, verdict=FAIL, found=False) if finding.rule == "device.answers" else lost

    return case(COMMUNES[4:], dark)


def without_counters() -> Case:
    """One commune of which no counter is described, and no coordinates, region or name known."""
    return case((Commune("03334"),))


def partial() -> Case:
    """A commune where all that was asked is well, by a run that was limited not to ask two of its devices."""
    made = case((replace(COMMUNES[5], left_out=2),))
    (told,) = made.judgement.communes
    counters = tuple(replace(counter, steps=dict.fromkeys(Step, UNKNOWN)) for counter in told.counters)
    told = replace(told, level=Level.NOT_MEASURED, counters=counters)
    limited = replace(made.header, limit="pasc-03127-pc*")
    return replace(made, header=limited, judgement=replace(made.judgement, communes=(told,)))


HOSTILE = (
    "<script>alert(1)</script>{{ 7*7 }}{% raw %}\x1b[31m\x1b]0;pwned\x07\x9b2J[bold red]\u202egnp.exe\u202c"
    "\x00\r\n\ud800\"'><img src=x onerror=alert(1)></style>"
)


def hostile() -> Case:
    """Every text of a device, the inventory and the standard is an attack or far too long."""
    long = HOSTILE + "x" * 10_000
    commune = Commune("03158", long, long, 22.3799, 102.293, 1)
    texts = {"vi": long, "en": long}

    def attack(finding: Finding) -> Finding:
        return replace(
            finding,
            title=texts,
            problem=texts,
            fix=texts,
            reason=long,
            expected=f"equals {long}",
            found=[long, {long: long}],
            source=Source(SourceKind.DEFAULT, long),
            verdict=FAIL if finding.kind == "printer" else finding.verdict,
        )

    whole = case((commune,), attack)
    devices = {id_: replace(d, site=long, role=long) for id_, d in whole.manifest.devices.items()}
    return replace(
        whole,
        header=header(who=long, tool_version=long, standard_name=long, limit=long),
        manifest=replace(whole.manifest, devices=devices),
        judgement=replace(whole.judgement, standard_name=long),
    )


CASES = {
    "province": province,
    "empty": empty,
    "unreachable": unreachable,
    "without_counters": without_counters,
    "partial": partial,
    "hostile": hostile,
}
