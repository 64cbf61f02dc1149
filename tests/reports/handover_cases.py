"""Hand-over records and a checklist. After a wanted change: ``python -m tests.reports.handover_cases``."""

from dataclasses import replace
from pathlib import Path

from auditor.model import Kind, Verdict
from auditor.model.assets import Asset
from auditor.model.handover import Access, Checklist, Handover, Left, Planned, Work
from auditor.reports import checklist as checklists
from auditor.reports import handover as records
from auditor.reports import paper
from tests.reports.cases import CASES, START

FOLDER = Path(__file__).parent / "handover_golden"
CODE = "03158"


def record(case: str = "province", *, left: bool = True, hostile: str = "") -> Handover:
    """The record of the case's commune 03158; *hostile* is what its devices say of themselves."""
    made = CASES[case]()
    findings = tuple(each for each in made.judgement.findings if each.commune == CODE)
    devices = [each for each in made.manifest.devices.values() if each.commune == CODE]
    said = hostile or "ProDesk 400 G6"
    from_elsewhere = {"origin": "03190", "origin_name": "Xã Chung Chải"}
    owned = [each for each in devices if each.kind is not Kind.LINK]
    assets = tuple(
        Asset(each.id, each.kind, CODE, maker="HP", model=said, serial=f"8CG{at}", counter=each.counter)
        for at, each in enumerate(owned)
    )
    assets = tuple(replace(each, **(from_elsewhere if at % 2 else {})) for at, each in enumerate(assets))
    failed = [each for each in findings if each.verdict is Verdict.FAIL]
    dpkg = f"dpkg: {said}"
    whose = ("technician", "purchase", "province", "automatic")
    still = tuple(
        Left(each, whose[at % 4], dpkg if whose[at % 4] == "automatic" else "")
        for at, each in enumerate(failed)
    )
    right = tuple(each for each in findings if each.verdict is Verdict.PASS and each.kind == Kind.PC)
    return Handover(
        commune=made.manifest.communes[CODE],
        made=START,
        by="kythuat@laptop",
        run=made.header.id,
        audited=START,
        standard="baseline",
        assessment=next(each for each in made.judgement.communes if each.code == CODE),
        findings=findings,
        assets=assets,
        addresses={each.device: f"192.0.2.{at}" for at, each in enumerate(assets, 10)},
        silent=frozenset({assets[0].device}),
        work=(Work(assets[-1].device, right[:3], 4), Work(assets[0].device, (), 1)),
        left=still if left else (),
        access=(
            Access("pasc-03158-pc01", "auditor", "enrolled"),
            *((Access("pasc-03158-pc02", "auditor", "refused", f"login refused {hostile}"),) if left else ()),
        ),
        seconds={"find": 28.4, "enrol": 9, "configure": 301.2},
    )


def checklist() -> Checklist:
    """A blank center: what is known by now, and what is only wanted."""
    commune = CASES["province"]().manifest.communes[CODE]
    return Checklist(
        commune,
        START,
        "192.0.2.1",
        ("192.0.2.0/24",),
        (
            Planned("pasc-03158-net01", Kind.NETWORK, address="192.0.2.1"),
            Planned(
                "pasc-03158-pc01", Kind.PC, "1", address="192.0.2.11", serial="8CG1", host_key="SHA256:abc"
            ),
            Planned("pasc-03158-pc02", Kind.PC, "2", origin="03190"),
            Planned("pasc-03158-printer01", Kind.PRINTER),
        ),
    )


def renderings() -> dict[str, str]:
    """Every golden page by the name of its file."""
    return {
        "left.html": "".join(paper.html("handover.html", records.data_of(record()))),
        "nothing-left.html": "".join(paper.html("handover.html", records.data_of(record(left=False)))),
        "checklist.html": "".join(paper.html("checklist.html", checklists.data_of(checklist()))),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in renderings().items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
