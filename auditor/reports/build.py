"""From a judged run to the view: sorted by what blocks, counted by cause and by what was not measured."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from auditor.model import (
    Commune,
    Judgement,
    Level,
    Manifest,
    RunHeader,
    Step,
    Tally,
    WaiverUse,
)
from auditor.model.summary import unassessed
from auditor.reports.build_commune import open_commune
from auditor.reports.shortages import summed
from auditor.reports.summaries import grouped, merged_blind, merged_causes
from auditor.reports.view import CommuneBrief, CommuneView, ProvinceView, Reader, RegionView

NEED = (Level.NOT_READY, Level.NOT_MEASURED, Level.READY_WITH_GAPS, Level.READY)
"""Levels, the one that needs help first."""
REGIONS = ("III", "II", "I", "")
"""Regions 2026-2030, the most difficult first (Decision 46 of the People's Committee of the province)."""
MAX_CAUSES = 5


def build_view(header: RunHeader, manifest: Manifest, judgement: Judgement, language: str) -> ProvinceView:
    """The view of a judged run, with every commune and device of *manifest*, also one without a finding."""
    found = grouped(judgement.findings, lambda finding: finding.commune)
    devices = grouped(manifest.devices.values(), lambda device: device.commune)
    assessed = {assessment.code: assessment for assessment in judgement.communes}
    communes = {
        code: open_commune(
            manifest.communes.get(code, Commune(code)),
            assessed.get(code, unassessed(code)),
            found.get(code, []),
            devices.get(code, []),
        )
        for code in sorted({*manifest.communes, *assessed, *found, *devices})
    }

    def read(codes: Sequence[str]) -> Iterator[CommuneView]:
        return (communes[code] for code in codes)

    standard = (judgement.standard_name, judgement.standard_digest)
    whole = tuple(communes.values())
    return province(header, language, standard, whole, read, judgement.at, judgement.waivers)


def narrowed(view: ProvinceView, codes: Collection[str]) -> ProvinceView:
    """*view* with the communes of *codes* alone, counted anew."""
    communes = [commune for commune in view.communes if commune.commune.code in codes]
    waivers = [use for use in view.waivers if use.waiver.commune in ("", *codes)]
    standard = (view.standard_name, view.standard_digest)
    return province(view.run, view.language, standard, communes, view.reader, view.at, waivers)


def province(
    run: RunHeader,
    language: str,
    standard: tuple[str, str],
    communes: Sequence[CommuneBrief],
    reader: Reader,
    at: datetime | None,
    waivers: Sequence[WaiverUse],
) -> ProvinceView:
    """The view of *communes* by a *standard* (its name and digest); *reader* opens them."""
    steps = _measured_steps(communes)
    return ProvinceView(
        run=run,
        language=language,
        standard_name=standard[0],
        standard_digest=standard[1],
        communes=tuple(sorted(communes, key=_need)),
        regions=_regions(communes),
        levels=_levels(communes),
        causes=merged_causes(cause for view in communes for cause in view.causes)[:MAX_CAUSES],
        blind=merged_blind(blind for view in communes for blind in view.blind),
        tally=_total(communes),
        steps=steps,
        counters_serving=sum(view.serving(steps) for view in communes),
        needs=summed({view.commune.code: view.shortages for view in communes}),
        reader=reader,
        at=at,
        waivers=tuple(waivers),
    )


def _need(view: CommuneBrief) -> tuple[int, int, int, int, str]:
    region = view.commune.region if view.commune.region in REGIONS else ""
    return (
        NEED.index(view.level),
        -view.blocked,
        -len(view.assessment.blockers),
        REGIONS.index(region),
        view.commune.code,
    )


def _regions(communes: Sequence[CommuneBrief]) -> tuple[RegionView, ...]:
    groups = grouped(communes, lambda view: view.commune.region if view.commune.region in REGIONS else "")
    return tuple(
        RegionView(region, len(groups[region]), _levels(groups[region]))
        for region in reversed(REGIONS[:-1])
        if region in groups
    )


def _measured_steps(communes: Sequence[CommuneBrief]) -> tuple[Step, ...]:
    """Where there is no counter at all, no step can be said not to be measured."""
    measured = {step for view in communes for step in view.measured}
    counters = any(view.counters for view in communes)
    return tuple(step for step in Step if step in measured or not counters)


def _levels(communes: Sequence[CommuneBrief]) -> dict[Level, int]:
    return {level: sum(view.level is level for view in communes) for level in Level}


def _total(communes: Sequence[CommuneBrief]) -> Tally:
    """The counts of all communes. No score: a mean of communes would hide the one that is shut."""
    tallies = [view.tally for view in communes]
    passed, failed, unknown, waived = (
        sum(getattr(tally, name) for tally in tallies) for name in ("passed", "failed", "unknown", "waived")
    )
    applicable = passed + failed + unknown + waived
    return Tally(
        passed=passed,
        failed=failed,
        unknown=unknown,
        not_applicable=sum(tally.not_applicable for tally in tallies),
        waived=waived,
        coverage=(applicable - unknown) / applicable if applicable else None,
    )
