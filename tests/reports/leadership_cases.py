"""Views for the paper for leadership. After a wanted change: ``python -m tests.reports.leadership_cases``."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from auditor.model import Commune, Finding, Level, Quantity, RunHeader, Scope, Verdict, Waiver, WaiverUse
from auditor.reports.build import build_view
from auditor.reports.leadership import leadership
from auditor.reports.letterhead import Letterhead
from auditor.reports.view import ChangeView, LevelChange, ProvinceView, TrendPoint
from tests.reports import cases
from tests.reports.golden import view

BARE = ("empty", "unreachable", "without_counters")
FOLDER = Path(__file__).parent / "leadership_golden"
HEAD = Letterhead(
    parent_body="UBND tỉnh Điện Biên",
    issuing_body="Sở Khoa học và Công nghệ",
    number="…/BC-SKHCN",
    place="Điện Biên",
    date="05/02/2027",
    to=("Ủy ban nhân dân tỉnh",),
    signer_prefix="KT.",
    signer_title="Giám đốc",
    signer_own_title="Phó Giám đốc",
    signer="Nguyễn Thị Ẳng",
    recipients=("Như trên", "Văn phòng UBND tỉnh", "UBND các xã, phường", "Lưu: VT, CNTT"),
)
_BROKEN = {
    "pc.disk.free": ("03158", "03160", "03163", "03172", "03214", "03226"),
    "printer.reasons": ("03158", "03181", "03193", "03241", "03298", "03301", "03316", "03368"),
    "pc.time.offset": ("03160", "03175", "03199"),
    "link.alive": ("03385", "03382"),
    "pc.net.dns": ("03202", "03217", "03244"),
    "pc.fonts.times": ("03202", "03217"),
    "pc.updates.automatic": ("03253", "03325", "03328", "03352", "03127"),
}
_MISSING = {"03158": ("scanner", 2), "03160": ("scanner", 1), "03175": ("printer", 1), "03385": ("pc", 3)}


def units() -> tuple[Commune, ...]:
    """The 45 real units of Điện Biên, each with three counters."""
    text = files("auditor.inventory").joinpath("units/11.json").read_text("utf-8")
    return tuple(
        Commune(unit["code"], unit["name"], unit["region"], unit["lat"], unit["lon"], 3)
        for unit in json.loads(text)["units"]
    )


def _broken(finding: Finding) -> Finding:
    if finding.commune not in _BROKEN.get(finding.rule, ()) or finding.counter not in ("", "1"):
        return finding
    return replace(finding, verdict=Verdict.FAIL, found=False)


def _quantities(code: str) -> tuple[Quantity, ...]:
    noun, lacking = _MISSING.get(code, ("scanner", 0))
    printer = (f"pasc-{code}-printer01",) if code in _BROKEN["printer.reasons"] else ()
    pcs = (f"pasc-{code}-pc01",) if code in _BROKEN["pc.disk.free"] else ()
    lines = (f"pasc-{code}-link",) if code in (*_BROKEN["link.alive"], *cases.DARK) else ()
    return (
        Quantity("", "pc", None, 3, 3 - len(pcs), pcs),
        Quantity("", "printer", None, 1, 1 - len(printer), printer),
        Quantity("", "link", None, 1, 1 - len(lines), lines),
        Quantity("", noun, 2 + lacking, 2, 2),
    )


WAIVER = Waiver(
    rule="pc.updates.automatic",
    scope=Scope.COMMUNE,
    reason="Thay máy trong quý I/2027 theo kế hoạch mua sắm",
    approver="Lãnh đạo Sở",
    until=date(2027, 3, 31),
    by="mai",
    made=cases.START - timedelta(days=20),
    commune="03325",
    id=3,
)


def busy(language: str = "vi", communes: Sequence[Commune] = ()) -> ProvinceView:
    """A whole province on an ordinary day: faults, shortages, a waiver, and five audits before this one."""
    made = cases.case(tuple(communes) or units(), _broken)
    told = tuple(replace(each, quantities=_quantities(each.code)) for each in made.judgement.communes)
    judgement = replace(made.judgement, communes=told, at=cases.START, waivers=(WaiverUse(WAIVER, 6),))
    whole = build_view(made.header, made.manifest, judgement, language)
    return replace(whole, trend=_trend(whole), change=_change(whole, made.header))


def _trend(whole: ProvinceView) -> tuple[TrendPoint, ...]:
    points = []
    for back in range(5, -1, -1):
        levels = Counter({level: whole.levels[level] for level in Level})
        moved = min(2 * back, levels[Level.READY])
        levels[Level.READY] -= moved
        levels[Level.NOT_READY] += moved - back
        levels[Level.NOT_MEASURED] += back
        points.append(
            TrendPoint(
                run=whole.run.id,
                started=whole.run.started - timedelta(days=14 * back),
                standard=whole.standard_digest,
                communes=len(whole.communes),
                levels=dict(levels),
                counters_serving=whole.counters_serving - 4 * back,
                counters_required=whole.counters_required,
                failed=60 + 7 * back,
                coverage=0.98 - 0.03 * back,
            )
        )
    return tuple(points)


def _change(whole: ProvinceView, header: RunHeader) -> ChangeView:
    of = {each.commune.code: each.commune for each in whole.communes}
    before = replace(header, started=header.started - timedelta(days=14))
    better = tuple(
        LevelChange(of[code], Level.NOT_READY, Level.READY) for code in ("03127", "03166", "03203", "03358")
    )
    worse = (LevelChange(of["03385"], Level.NOT_MEASURED, Level.NOT_READY),)
    return ChangeView(before, 41, 12, 63, 7, better, worse)


def golden() -> dict[str, str]:
    """Every golden file's name and what it should hold: the paper's texts."""
    papers = {
        "busy.vi": leadership(busy(), HEAD),
        "busy.en": leadership(busy("en"), HEAD),
        "letter.vi": leadership(view("province", "vi"), replace(HEAD, letter=True, to=())),
        "whole_commune.vi": leadership(view("whole_commune", "vi")),
        **{
            f"{name}.vi": leadership(view(name, "vi"))
            for name in ("empty", "unreachable", "without_counters")
        },
        "hostile.en": leadership(view("hostile", "en")),
    }
    return {
        f"{name}.json": json.dumps(asdict(paper), ensure_ascii=False, indent=1) + "\n"
        for name, paper in papers.items()
    }


def update() -> None:
    """Write every golden file anew and remove those that no case makes."""
    FOLDER.mkdir(exist_ok=True)
    made = golden()
    for stale in FOLDER.iterdir():
        if stale.name not in made:
            stale.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    update()
