"""Judgements and findings."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from support.runs import assessment, finding, header, judgement, observation

from auditor.errors import RunNotFound
from auditor.model import Area, Finding, Judgement, Level, Part, Severity, Source, SourceKind, Verdict, Work
from auditor.store import FindingFilter, Store

RUN = header().id


@pytest.fixture
def run(store: Store) -> Store:
    store.save_header(header())
    return store


WORK = Work(
    15, (Part({"vi": "Giấy A4", "en": "A4 paper"}), Part({"vi": "Kìm", "en": "Pliers"}, True)), "a", True
)
PROBLEM = {"vi": "Ổ đĩa sắp đầy", "en": "The disk is nearly full"}
VARIED = (
    finding(),
    finding(verdict=Verdict.UNKNOWN, found=None, observed=None, reason="không trả lời \x1b[31m"),
    finding(
        "pc.disk.free", severity=Severity.BLOCKER, found=3.5, counter="", site="", work=WORK, problem=PROBLEM
    ),
    finding(
        "pc.disk.free",
        "pasc-03159-pc01",
        commune="03159",
        severity=Severity.MINOR,
        found=False,
        work=Work(60),
    ),
    finding("pc.packages.required", found=[f"gói-{number}" for number in range(500)]),
    finding("pc.packages.required", "pasc-03158-pc02", found=[f"gói-{number}" for number in range(500)]),
    finding(
        "pc.fonts.times",
        found={"a\x00\udc80": [None, True, -1]},
        problem=PROBLEM,
        source=Source(SourceKind.LAW, "NĐ 30/2020"),
    ),
    finding("printer.state", "prn", kind="printer", verdict=Verdict.WAIVED, area=Area.EQUIPMENT, steps=()),
    finding(
        "pc.time.zone", "pasc-03158-pc02", verdict=Verdict.NOT_APPLICABLE, found="", reason="no expectation"
    ),
)


def test_a_judgement_comes_back_as_it_was(run: Store) -> None:
    made = judgement(VARIED, communes=(assessment("03159", Level.READY), assessment()))
    run.save_judgement(RUN, made)
    assert run.judgement(RUN) == made


def test_a_judgement_of_nothing_comes_back(run: Store) -> None:
    run.save_judgement(RUN, judgement((), communes=()))
    assert run.judgement("latest") == judgement((), communes=())


def test_a_nul_in_a_reason_becomes_visible_and_loses_nothing_else(run: Store) -> None:
    run.save_judgement(RUN, judgement([finding(reason="a\x00b\udc80c")]))
    assert run.judgement(RUN).findings[0].reason == "a\u2400b?c"


def test_judging_again_by_the_same_standard_takes_the_place_of_the_first(run: Store) -> None:
    run.save_judgement(RUN, judgement(VARIED))
    run.save_judgement(RUN, judgement(VARIED[:1]))
    assert run.judgement(RUN) == judgement(VARIED[:1])
    assert len(run.run(RUN).judgements) == 1


def test_judging_by_another_standard_keeps_both_and_shows_the_latest(run: Store) -> None:
    first, second = judgement(VARIED, "d1"), judgement(VARIED[:1], "d2", name="điện-biên")
    run.save_judgement(RUN, first)
    run.save_judgement(RUN, second)
    assert run.judgement(RUN) == second
    assert run.judgement(RUN, "d1") == first
    assert [made.standard_name for made in run.run(RUN).judgements] == ["điện-biên", "baseline"]
    run.save_judgement(RUN, first)
    assert run.judgement(RUN) == first


def test_a_judgement_that_breaks_off_leaves_the_earlier_one(run: Store) -> None:
    class Breaking(tuple[Finding, ...]):
        def __iter__(self) -> Iterator[Finding]:
            for number, item in enumerate(super().__iter__()):
                if number == 5:
                    raise RuntimeError("broken off in the middle of the rows")
                yield item

    run.save_judgement(RUN, judgement(VARIED[:2]))
    with pytest.raises(RuntimeError):
        run.save_judgement(RUN, Judgement(Breaking(VARIED), (), "baseline", "d1"))
    assert run.judgement(RUN) == judgement(VARIED[:2])


def test_a_run_that_was_not_judged_says_so(run: Store) -> None:
    run.add_observations(RUN, [observation()])
    for ask in (run.judgement, run.count_findings, lambda ref: list(run.findings(ref))):
        with pytest.raises(RunNotFound, match="not been judged"):
            ask(RUN)


@pytest.mark.parametrize(
    ("where", "places"),
    [
        (FindingFilter(), {0, 1, 2, 3, 4, 5, 6, 7, 8}),
        (FindingFilter(communes=("03159",)), {3}),
        (FindingFilter(devices=("pasc-03158-pc02", "prn")), {5, 7, 8}),
        (FindingFilter(rules=("pc.disk.free",)), {2, 3}),
        (FindingFilter(verdicts=(Verdict.UNKNOWN, Verdict.WAIVED)), {1, 7}),
        (FindingFilter(severities=(Severity.BLOCKER,)), {2}),
        (FindingFilter(areas=(Area.EQUIPMENT,)), {7}),
        (FindingFilter(rules=("pc.disk.free",), severities=(Severity.MINOR,)), {3}),
        (FindingFilter(communes=("nothing",)), set()),
    ],
)
def test_findings_are_those_that_are_asked_for(run: Store, where: FindingFilter, places: set[int]) -> None:
    run.save_judgement(RUN, judgement(VARIED))
    found = list(run.findings(RUN, where))
    assert len(found) == len(places) == run.count_findings(RUN, where)
    assert all(VARIED[place] in found for place in places)


def test_what_stops_most_comes_first(run: Store) -> None:
    def made(rule: str, severity: Severity, verdict: Verdict) -> Finding:
        return finding(rule, severity=severity, verdict=verdict)

    wanted = [
        made("z", Severity.BLOCKER, Verdict.FAIL),
        made("y", Severity.BLOCKER, Verdict.UNKNOWN),
        made("x", Severity.MAJOR, Verdict.FAIL),
        made("w", Severity.MAJOR, Verdict.PASS),
        made("v", Severity.MINOR, Verdict.FAIL),
    ]
    run.save_judgement(RUN, judgement(list(reversed(wanted))))
    assert list(run.findings(RUN)) == wanted
    assert list(run.findings(RUN, limit=2)) == wanted[:2]


def test_within_a_severity_findings_go_by_commune_and_device(run: Store) -> None:
    devices = [("03159", "a"), ("03158", "b"), ("03158", "a")]
    run.save_judgement(RUN, judgement([finding(device=d, commune=c) for c, d in devices]))
    assert [(f.commune, f.device) for f in run.findings(RUN)] == sorted(devices)


def test_texts_of_one_rule_that_differ_between_communes_are_both_kept(run: Store) -> None:
    first = finding()
    named = replace(first, device="x", title={"vi": "Khác", "en": "Other"})
    graver = replace(first, device="y", severity=Severity.BLOCKER)
    run.save_judgement(RUN, judgement([first, named, graver]))
    assert run.judgement(RUN).findings == (first, named, graver)


def test_the_rules_that_were_judged_are_known(run: Store) -> None:
    run.save_judgement(RUN, judgement(VARIED))
    assert run.rule_ids(RUN) == sorted({item.rule for item in VARIED})


def test_many_findings_come_back_in_order(run: Store) -> None:
    many = judgement([finding(f"r{n % 45:02}", f"pc{n // 45:03}", found=n) for n in range(9000)])
    run.save_judgement(RUN, many)
    assert run.judgement(RUN) == many
