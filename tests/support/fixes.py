"""A small plan, and a fix that shows every way in which a step can end."""

from datetime import timedelta
from typing import Any

from support.runs import START

from auditor.model import (
    Change,
    Diff,
    Disposition,
    Fix,
    Plan,
    PlanItem,
    PlanScope,
    PlanStep,
    Proof,
    StepResult,
    StepStatus,
)

PC1, PC2, PC3 = (f"pasc-03158-pc{number:02}" for number in (1, 2, 3))
SECRET = "correct-horse"
UNIT = "/etc/systemd/timesyncd.conf.d/auditor.conf"


def step(id: str = "s01", device: str = PC1, does: str = "base/timezone", **more: Any) -> PlanStep:
    """A step that closes one finding of *device*."""
    role, entry = does.split("/")
    fields: dict[str, Any] = {
        "kind": "pc",
        "commune": "03158",
        "os_family": "debian",
        "variables": {"base_timezone": "Asia/Ho_Chi_Minh"},
        "closes": (f"{device}:pc.time.zone",),
        "rules": ("pc.time.zone",),
        "why": "Múi giờ phải là Asia/Ho_Chi_Minh",
        "touches": ("/etc/localtime",),
        "saw": "1f2e",
        **more,
    }
    return PlanStep(id, device, role=role, entry=entry, **fields)


def plan(**more: Any) -> Plan:
    """Five steps on three machines, and an item for each of the four ways in which a finding can end."""
    fields: dict[str, Any] = {
        "inventories": ("inventories/dien-bien",),
        "words": ("-e", "x=1"),
        "scope": PlanScope(commune="03158"),
        "steps": _STEPS,
        "items": _ITEMS,
        **more,
    }
    made, id = START + timedelta(hours=1), "P-20261121T023000Z-9c31"
    return Plan(id, made, "mai@so-tttt", "20261121T013000Z-4f2a", "dien-bien", "ab" * 32, **fields)


_STEPS = (
    step("s01"),
    step("s02", PC1, "net/dns", closes=(f"{PC1}:pc.net.dns",), rules=("pc.net.dns",), why="DNS của tỉnh"),
    step("s03", PC2, "printing/queue", rules=("pc.printing.queue",), why="Máy in mặc định", reversible=False),
    step("s04", PC2, "packages/reboot", rules=("pc.reboot",), why="Khởi động lại", reboot=True),
    step("s05", PC3, "trust/roots", rules=("pc.trust.roots",), why="Chứng thư gốc"),
)

_ITEMS = (
    PlanItem(
        f"{PC1}:pc.time.zone",
        "pc.time.zone",
        PC1,
        "pc",
        "03158",
        "blocker",
        Disposition.AUTOMATIC,
        "Múi giờ",
        "trung tâm",
        "1",
        ("s01",),
    ),
    PlanItem(
        "pr01:printer.media.loaded",
        "printer.media.loaded",
        "pr01",
        "printer",
        "03158",
        "major",
        Disposition.TECHNICIAN,
        "Giấy",
        how="Nạp giấy A4",
        reason="chỉ người làm được",
    ),
)


def result(step: str, device: str, status: StepStatus, reason: str = "", *diffs: Diff) -> StepResult:
    """One step's end, two seconds after its start."""
    return StepResult(step, device, status, reason, diffs, START, START + timedelta(seconds=2))


def change(rule: str, before: str, after: str, device: str = PC1, **more: Any) -> Change:
    """What became of one finding."""
    return Change(f"{device}:{rule}", rule, device, before, after, **more)


ZONE = Diff("/etc/timezone", "Asia/Tokyo\n", "Asia/Ho_Chi_Minh\n", "Set the time zone")
HOSTILE = Diff(
    "/etc/x\x1b[2J",
    "old \u202e<script>alert(1)</script>\n",
    f"[bold]new[/bold]\npassword = {SECRET}\n",
    "T",
)
COMMAND = Diff("command", "", "timedatectl set-ntp true", "Switch NTP on")

_RESULTS = (
    result("s01", PC1, StepStatus.CHANGED, "", ZONE, COMMAND, HOSTILE),
    result("s02", PC1, StepStatus.UNCHANGED, "already right"),
    result("s03", PC2, StepStatus.FAILED, "no queue is shared at 198.18.0.9"),
    result("s04", PC2, StepStatus.SKIPPED, "needs a restart, which was not allowed"),
    result("s05", PC3, StepStatus.REFUSED, "the device is not as the plan saw it"),
)

_PROOF = Proof(
    closed=(
        change("pc.time.zone", "fail", "pass", found_before="Asia/Tokyo", found_after="Asia/Ho_Chi_Minh"),
    ),
    still_open=(change("pc.printing.queue", "fail", "fail", PC2, expected="1 hàng đợi", found_before="0"),),
    newly_opened=(change("pc.clock.skew", "pass", "fail", found_before="0,2 s", found_after="92 s"),),
    unmeasured=(change("pc.trust.roots", "fail", "unknown", PC3),),
)


def fix(**more: Any) -> Fix:
    """An apply that was stopped: each status and each list of the proof once."""
    fields: dict[str, Any] = {
        "check": False,
        "ended": START + timedelta(hours=2, minutes=4),
        "status": "stopped",
        "results": _RESULTS,
        "runs": {"before": ("20261121T031500Z-0001",), "after": ("20261121T032000Z-0002",)},
        "proof": _PROOF,
        **more,
    }
    return Fix("X-20261121T033000Z-ab12", plan(), START + timedelta(hours=2), "mai@so-tttt", **fields)
