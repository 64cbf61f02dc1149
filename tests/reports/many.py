"""A view of very many communes: real names and codes, invented states; nothing of it was ever judged."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import vietnam_provinces

from auditor.model import Commune, CommuneAssessment, Level, Step, Tally, Verdict
from auditor.reports.view import CommuneBrief, CommuneView, CounterView, ProvinceView, StepView
from auditor.reports.view_parts import CapacityView
from tests.reports.golden import view

LEVELS = (Level.READY, Level.READY, Level.NOT_READY, Level.READY, Level.READY_WITH_GAPS, Level.NOT_MEASURED)
VERDICTS = {Level.NOT_READY: Verdict.FAIL, Level.NOT_MEASURED: Verdict.UNKNOWN}


def many(count: int = 3321, language: str = "vi", places: bool = True) -> ProvinceView:
    """*count* communes of all provinces, with *places* on an invented map."""
    whole = view("province", language)
    wards = sorted(vietnam_provinces.Ward.iter_all(), key=lambda ward: ward.code.value)[:count]
    example = whole.communes[0]
    briefs = [_brief(ward, n, example, places) for n, ward in enumerate(wards)]
    levels = {level: sum(brief.level is level for brief in briefs) for level in Level}
    return replace(whole, communes=tuple(briefs), levels=levels, regions=(), reader=_none)


def _none(_codes: Sequence[str]) -> Iterator[CommuneView]:
    return iter(())


def _brief(ward: vietnam_provinces.Ward, number: int, example: CommuneBrief, places: bool) -> CommuneBrief:
    code, level = f"{ward.code.value:05}", LEVELS[number % len(LEVELS)]
    verdict = VERDICTS.get(level, Verdict.PASS)
    chain = tuple(StepView(step, verdict if step is Step.PRINT else Verdict.PASS) for step in Step)
    province = ward.province_code.value
    place = (9 + province % 9 * 1.5 + number % 7 / 20, 103 + province % 5 + number % 11 / 20)
    return CommuneBrief(
        commune=Commune(code, ward.name, "", *(place if places else (None, None)), 3),
        assessment=CommuneAssessment(code, level, Tally(90, 3, 2, 5, 0, 0.97, 0.98), (), 3),
        counters=tuple(CounterView("", str(n), verdict is Verdict.PASS, chain) for n in range(1, 4)),
        capacity=tuple(
            CapacityView(link.step, 3 * (link.verdict is Verdict.PASS), 3 * (link.verdict is Verdict.FAIL), 3)
            for link in chain
        ),
        causes=example.causes if level is Level.NOT_READY else (),
        blind=example.blind,
        shortages=(),
        device_count=12,
        measured=tuple(Step),
    )
