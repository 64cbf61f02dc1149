"""Communes with work to do: real words, invented devices. After a wanted change:
``python -m tests.reports.work_cases``."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
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
    Part,
    Severity,
    Step,
    Verdict,
    Work,
)
from auditor.reports import work_pages
from auditor.reports.build import build_view
from auditor.reports.view import ProvinceView
from tests.reports.cases import DEFAULT, FAIL, PASS, START, UNKNOWN, Case, header, tally_of

FOLDER = Path(__file__).parent / "work_golden"
CODE = "03158"
PAPER = Part({"vi": "Giấy A4, 1 ram", "en": "A4 paper, 1 ream"})
TONER = Part({"vi": "Hộp mực đúng mã máy in", "en": "Toner for this printer"})
CABLE = Part({"vi": "Dây mạng Cat 5e", "en": "Network cable, Cat 5e"})
DISK = Part({"vi": "Ổ SSD từ 256 GB", "en": "SSD of 256 GB or more"})
SIM = Part({"vi": "SIM 4G còn dung lượng", "en": "4G SIM with data left"})
DRIVER = Part({"vi": "Bộ tua vít", "en": "Screwdrivers"}, tool=True)
ALL, SERVE = tuple(Step), (Step.RECEIVE, Step.SIGN, Step.SUBMIT)
BLOCKER, MAJOR, MINOR = Severity
Texts = tuple[str, str]
_RULES: Mapping[str, tuple[Severity, tuple[Step, ...], str, Any, Texts, Texts, Work | None]] = {
    "device.answers": (
        *(MAJOR, (), "answers", False),
        ("Thiết bị có trả lời kiểm tra", "The device answers the audit"),
        ("Xem thiết bị đã bật và cắm mạng chưa.", "See whether it is on and plugged in."),
        Work(15, (CABLE,)),
    ),
    "printer.reasons": (
        *(BLOCKER, (Step.PRINT,), "printer.state_reasons", ["media-empty-error"]),
        ("Máy in không báo hết giấy, kẹt giấy", "The printer reports no empty tray, no jam"),
        ("Hết giấy: nạp giấy A4.\nKẹt giấy: gỡ giấy.", "No paper: load A4.\nJam: clear it."),
        Work(15, (PAPER, TONER), "panel"),
    ),
    "printer.media.a4": (
        *(MAJOR, (Step.PRINT,), "printer.media_ready", []),
        ("Khay giấy có giấy A4", "A4 paper is loaded"),
        ("Nạp giấy A4.", "Load A4."),
        Work(5, (PAPER,), "panel"),
    ),
    "scanner.state": (
        *(BLOCKER, (Step.SCAN,), "scanner.state", "stopped"),
        ("Máy quét không bị dừng", "The scanner is not stopped"),
        ("Đọc lý do trên máy quét.", "Read the reason on its panel."),
        Work(20),
    ),
    "network.interfaces.up": (
        *(BLOCKER, SERVE, "network.interfaces_up", ["wan0"]),
        ("Các cổng cần thiết đang thông", "Every interface that is needed is up"),
        ("Thay dây.", "Replace the cable."),
        Work(20, (CABLE,), on_site=True),
    ),
    "pc.disk.health": (
        *(MAJOR, (), "disk.failing", ["/dev/sda"]),
        ("Không ổ đĩa nào báo sắp hỏng", "No disk says that it is failing"),
        ("Sao lưu, thay ổ.", "Save the data, replace the disk."),
        Work(120, (DISK, DRIVER)),
    ),
    "pc.memory.size": (
        *(MINOR, (), "memory.total_mib", 2048),
        ("Máy đủ bộ nhớ", "The machine has enough memory"),
        ("Lắp thêm RAM.", "Add memory."),
        None,
    ),
    "pc.time.offset": (
        *(BLOCKER, (Step.SIGN, Step.SUBMIT), "time.offset_s", -7200.5),
        ("Đồng hồ đúng giờ", "The clock is right"),
        ("sudo chronyc makestep", "sudo chronyc makestep"),
        Work(10),
    ),
    "link.alive": (
        *(BLOCKER, SERVE, "link.site_alive", False),
        ("Đường truyền của xã có tín hiệu", "The commune's line is alive"),
        ("Xem điện, thiết bị quang; gọi nhà mạng.", "Look at power and terminal; call the operator."),
        Work(20, (CABLE, SIM)),
    ),
    "link.loss": (
        *(MAJOR, (), "link.loss_percent", 12.5),
        ("Đường truyền không mất nhiều gói tin", "The line loses few packets"),
        ("Báo nhà mạng.", "Tell the operator."),
        Work(20),
    ),
    "commune.printers.working": (
        *(MAJOR, (), "quantity.printer.not_working", 1),
        ("Đủ máy in dùng được", "Enough of the printers work"),
        ("Xem từng máy.", "See each device."),
        Work(5, on_site=False),
    ),
    "people.seal_present": (
        *(MAJOR, (), "attest.seal_present", None),
        ("Xã có con dấu của đơn vị mới", "The new unit's seal is there"),
        ("Làm thủ tục.", "Obtain it."),
        Work(60, on_site=False),
    ),
}
MODELS = {f"pasc-{CODE}-printer01": "HP LaserJet Pro M404dn"}
DEVICES = {
    "link": (Kind.LINK, ""),
    "rt01": (Kind.NETWORK, ""),
    "printer01": (Kind.PRINTER, ""),
    "scanner01": (Kind.SCANNER, "1"),
    **{f"pc{n:02}": (Kind.PC, str(n)) for n in range(1, 5)},
}


def finding(rule: str, device: str, verdict: Verdict = FAIL, **more: Any) -> Finding:
    """*rule* on *device* (``printer01``; ``""``: the commune itself) of the one commune."""
    severity, steps, fact, bad, (vi, en), (fix_vi, fix_en), work = _RULES[rule]
    kind, counter = DEVICES.get(device, (Kind.COMMUNE, ""))
    id_ = f"pasc-{CODE}-{device}" if device else f"commune_{CODE}"
    fields = {
        "kind": kind.value,
        "commune": CODE,
        "verdict": verdict,
        "severity": severity,
        "area": Area.EQUIPMENT,
        "steps": steps,
        "title": {"vi": vi, "en": en},
        "fix": {"vi": fix_vi, "en": fix_en},
        "source": DEFAULT,
        "expected": "is_true",
        "found": bad if verdict is FAIL else None,
        "reason": "" if verdict is FAIL else "connect_timeout: no connection in 10 s",
        "fact": fact,
        "observed": START if verdict is FAIL else None,
        "counter": counter,
        "site": "Trung tâm" if device else "",
        "work": work,
        **more,
    }
    return Finding(rule=rule, device=id_, **fields)


def case(findings: Sequence[Finding], counters: int = 4) -> Case:
    """One commune with *findings*; a counter is stopped by blockers on its own devices and on shared ones."""
    commune = Commune(CODE, "Xã Sín Thầu", "III", 22.3799, 102.293, counters or None)
    devices = {
        f"pasc-{CODE}-{name}": Device(
            f"pasc-{CODE}-{name}", kind, CODE, "Trung tâm", counter, "", f"198.18.0.{number}"
        )
        for number, (name, (kind, counter)) in enumerate(DEVICES.items(), 1)
    }
    told = tuple(_counter(str(number), findings) for number in range(1, counters + 1))
    failed = tuple(f.id for f in findings if f.severity is BLOCKER and f.verdict is FAIL)
    level = Level.NOT_READY if failed else Level.READY_WITH_GAPS
    assessment = CommuneAssessment(CODE, level, tally_of(list(findings)), told, counters or None, failed)
    judgement = Judgement(tuple(findings), (assessment,), "baseline", header().standard_digest, START)
    return Case(header(), Manifest({CODE: commune}, devices), judgement)


def _counter(number: str, findings: Sequence[Finding]) -> CounterAssessment:
    here = [f for f in findings if f.counter in ("", number) and f.severity is BLOCKER]
    steps = {}
    for step in Step:
        verdicts = {f.verdict for f in here if step in f.steps}
        steps[step] = FAIL if FAIL in verdicts else UNKNOWN if UNKNOWN in verdicts else PASS
    return CounterAssessment("Trung tâm", number, steps, tuple(f.id for f in here if f.verdict is not PASS))


def busy() -> Case:
    """A counter each of: freed by hands, waiting for others too, silent; a shared printer stops them all."""
    return case(
        [
            finding("printer.reasons", "printer01"),
            finding("printer.media.a4", "printer01"),
            finding("scanner.state", "scanner01"),
            finding("pc.time.offset", "pc02"),
            finding("device.answers", "pc03"),
            finding("pc.time.offset", "pc03", UNKNOWN),
            finding("pc.disk.health", "pc01"),
            finding("pc.memory.size", "pc04"),
            finding("link.loss", "link"),
            finding("network.interfaces.up", "rt01", UNKNOWN, severity=MAJOR, reason="auth_failed: refused"),
            finding("commune.printers.working", ""),
            finding("people.seal_present", "", UNKNOWN, reason="not_attested"),
        ]
    )


def dark() -> Case:
    """The line is down: nothing is known of anything behind it."""
    return case(
        [
            finding("link.alive", "link"),
            finding("device.answers", "rt01", UNKNOWN, reason="line_down"),
            finding("network.interfaces.up", "rt01", UNKNOWN, reason="line_down"),
            *(
                finding("pc.time.offset", f"pc{n:02}", UNKNOWN, reason="line_down: pasc-03158-link")
                for n in range(1, 5)
            ),
        ]
    )


def nothing() -> Case:
    """All is well."""
    return case([finding("pc.time.offset", "pc01", PASS)])


def without_counters() -> Case:
    """The inventory describes no counter."""
    return case([finding("printer.reasons", "printer01"), finding("pc.disk.health", "pc01")], counters=0)


CASES = {"busy": busy, "dark": dark, "nothing": nothing, "without_counters": without_counters}
_GOLDEN = (("busy", "vi"), ("busy", "en"), ("dark", "vi"), ("nothing", "vi"), ("without_counters", "en"))


def view(case: Case, language: str = "vi") -> ProvinceView:
    """The view of *case*."""
    return build_view(case.header, case.manifest, case.judgement, language)


def data(case: Case, language: str = "vi", public_url: str = "") -> dict[str, Any]:
    """Everything that stands on the work order of *case*."""
    made = view(case, language)
    around = work_pages.Around(public_url, lambda _devices: MODELS)
    return work_pages.data_of(made, made.open(CODE), around)


def renderings() -> dict[str, str]:
    """Every golden file's name and what it should hold; the styles are looked at, not compared."""
    made = {}
    for name, language in _GOLDEN:
        said = data(CASES[name](), language)
        page = re.sub(
            r"<style>.*?</style>", "<style></style>", "".join(work_pages.page(said)), flags=re.DOTALL
        )
        made[f"{name}.{language}.html"] = re.sub(r"(style-src)[^;]*", r"\1 …", page)
        made[f"{name}.{language}.json"] = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    return made


def update() -> None:
    """Write every golden file anew and remove those that no case makes."""
    FOLDER.mkdir(exist_ok=True)
    made = renderings()
    for stale in FOLDER.iterdir():
        if stale.name not in made:
            stale.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    update()
