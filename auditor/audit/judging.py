"""Judging a stored run, now or again later under another standard."""

from dataclasses import replace

from auditor.evaluate import judge
from auditor.model import Judgement, times
from auditor.reports.summaries import summaries_of
from auditor.standard import Standard
from auditor.store import Store


def judge_and_save(store: Store, run: str, standard: Standard) -> Judgement:
    """Judge the stored *run* by *standard* and keep the judgement beside earlier ones. Raises StoreError.

    Waivers and attestations count as they hold now, when it is judged, not when the devices were asked.
    """
    data = store.load(run)
    made = judge(standard, data, times.now(), store.waivers(), store.attestations())
    judgement = replace(made, summaries=summaries_of(data.manifest, made))
    store.save_judgement(run, judgement)
    return judgement
