"""The view of a stored run: communes in brief, each opened when somebody looks at it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.audit.trend import change_of, trend_of
from auditor.errors import JudgedAnew, StoreError
from auditor.model import CommuneAssessment
from auditor.model.summary import CommuneSummary, unassessed
from auditor.reports.build import province
from auditor.reports.build_commune import brief_commune, open_commune
from auditor.reports.summaries import summarize
from auditor.reports.view import CommuneBrief, CommuneView, ProvinceView
from auditor.store import JudgedCommune, OpenedCommune, Snapshot, Store
from auditor.store.past import Judged


def view_in(store: Store, run: str, language: str) -> ProvinceView:
    """The view of a judged *run* in *store*, which stays open for as long as communes are opened.

    All it shows is of one judgement (see :class:`Snapshot`). Raises RunNotFound, StoreError.
    """
    snapshot = store.snapshot(run)
    view = province(
        snapshot.header,
        language,
        snapshot.standard,
        [_brief(each) for each in _summarized(snapshot)],
        _Reader(snapshot),
        snapshot.at,
        snapshot.waivers,
    )
    of = Judged(snapshot.header, *snapshot.standard, snapshot.at, snapshot.number)
    return replace(view, trend=trend_of(store, of), change=change_of(store, of))


class _Reader:
    """Opens communes; safe for threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __call__(self, codes: Sequence[str]) -> Iterator[CommuneView]:
        for each in self._snapshot.opened(codes):
            yield open_commune(each.commune, _assessment(each), each.findings, each.devices)


def _brief(judged: JudgedCommune) -> CommuneBrief:
    summary = judged.summary or CommuneSummary(judged.commune.code)
    return brief_commune(judged.commune, _assessment(judged), summary)


def _assessment(of: JudgedCommune | OpenedCommune) -> CommuneAssessment:
    return of.assessment or unassessed(of.commune.code)


def _summarized(snapshot: Snapshot) -> list[JudgedCommune]:
    """The communes with their summaries; what an auditor that made none left out is made up and kept."""
    communes = snapshot.communes()
    bare = [each.commune.code for each in communes if each.summary is None]
    if not bare:
        return communes
    told = {each.commune.code: _summary(each) for each in snapshot.opened(bare)}
    judged = {each.commune.code for each in communes if each.assessment}
    if kept := [summary for code, summary in told.items() if code in judged]:
        _keep(snapshot, kept)
    return [replace(each, summary=each.summary or told[each.commune.code]) for each in communes]


def _keep(snapshot: Snapshot, told: Sequence[CommuneSummary]) -> None:
    """Who may only read, or has no room, reads all the same. Raises JudgedAnew."""
    try:
        snapshot.save_summaries(told)
    except JudgedAnew:
        raise
    except StoreError:
        return


def _summary(of: OpenedCommune) -> CommuneSummary:
    return summarize(of.commune, _assessment(of), of.findings, of.devices)
