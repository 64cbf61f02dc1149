"""A commune judged as a whole: its own findings, quantities, an unserved step, waivers, attestations."""

from dataclasses import replace
from datetime import date, timedelta

from auditor.model import (
    Area,
    Finding,
    Quantity,
    Scope,
    Severity,
    Source,
    SourceKind,
    Step,
    Verdict,
    Waiver,
    WaiverUse,
)
from auditor.standard.reasons import waived
from tests.reports.cases import COMMUNES, START, Case, case, tally_of

COMMUNE = COMMUNES[0]
SUBJECT = f"commune_{COMMUNE.code}"
PC = "pasc-03158-pc01"
WAIVER = Waiver(
    rule="pc.disk.free",
    scope=Scope.DEVICE,
    reason="đã đặt ổ mới; về trong tháng 12",
    approver="Lò Văn B",
    until=date(2026, 11, 30),
    by="mai@so-tttt",
    made=START - timedelta(days=20),
    device=PC,
    commune=COMMUNE.code,
    id=3,
)
LASTING = replace(WAIVER, rule="pc.fonts.times", until=date(2027, 6, 30), id=4)


def own(rule: str, verdict: Verdict, area: Area, title: tuple[str, str], **more: object) -> Finding:
    """A finding on the commune itself."""
    vi, en = title
    fields: dict[str, object] = {"fact": "quantity.scanner.missing", "expected": "is_empty", **more}
    return Finding(
        rule=rule,
        device=SUBJECT,
        kind="commune",
        commune=COMMUNE.code,
        verdict=verdict,
        severity=Severity.MAJOR,
        area=area,
        steps=(),
        title={"vi": vi, "en": en},
        fix={"vi": "Đề nghị mua hoặc điều chuyển.", "en": "Buy it, or move one from elsewhere."},
        source=Source(SourceKind.PROVINCE, "required"),
        **fields,  # type: ignore[arg-type]
    )


OWN = (
    own(
        "commune.scanners",
        Verdict.FAIL,
        Area.EQUIPMENT,
        ("Xã có đủ máy quét", "The commune has all its scanners"),
        found=[{"missing": 2, "present": 0, "required": 2}],
    ),
    own(
        "people.seal_present",
        Verdict.UNKNOWN,
        Area.PEOPLE,
        ("Xã có con dấu của đơn vị mới", "The new unit's seal is there"),
        fact="attest.seal_present",
        reason="attestation_expired: 2026-11-01",
    ),
    own(
        "people.counters_staffed",
        Verdict.PASS,
        Area.PEOPLE,
        ("Các quầy có đủ cán bộ trực", "The counters are staffed"),
        fact="attest.counters_staffed",
        found=True,
        reason="attested: 2026-11-02; 2027-01-31; Lò Văn B; ",
    ),
)
QUANTITIES = (
    Quantity("", "pc", 4, 2, 1, (), ("pasc-03158-pc02",)),
    Quantity("", "printer", None, 1, 0, ("pasc-03158-printer01",), ()),
    Quantity("", "scanner", 2, 0, 0),
    Quantity("", "card_reader", 2, 1, 1, unseen=True),
    Quantity("Điểm số 2", "scanner", 1, 0, 0),
)


def whole_commune() -> Case:
    """One commune with everything that is judged of it as a whole."""

    def excuse(finding: Finding) -> Finding:
        if (finding.rule, finding.device) != (WAIVER.rule, PC):
            return finding
        return replace(finding, verdict=Verdict.WAIVED, reason=waived(Verdict.FAIL, WAIVER))

    made = case((COMMUNE,), excuse)
    findings = (*made.judgement.findings, *OWN)
    (told,) = made.judgement.communes
    first, *others = told.counters
    steps = {**first.steps, Step.SCAN: Verdict.FAIL}
    first = replace(first, steps=steps, unserved=(Step.SCAN,), unseen=(Step.PRINT,))
    told = replace(
        told,
        tally=replace(tally_of(list(findings)), score_unwaived=0.5),
        counters=(first, *others),
        quantities=QUANTITIES,
        level_unwaived=told.level,
    )
    uses = (WaiverUse(LASTING), WaiverUse(WAIVER, 1))
    judgement = replace(made.judgement, findings=findings, communes=(told,), at=START, waivers=uses)
    return replace(made, judgement=judgement)
