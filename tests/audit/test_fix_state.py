"""What a fix knows of its devices' findings: as they were before it, and as its audits say they are now."""

from dataclasses import replace

import pytest
from support import fixes, runs

from auditor.audit.fixing import FixWish
from auditor.audit.fixing.folder import Asked, FixFolder
from auditor.audit.fixing.state import AGAIN, BEFORE, WAVE, State
from auditor.model import Verdict, times
from auditor.remedy.journal import Journal

P, F, U = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


class Kept:
    """A store that has just the findings of some runs."""

    def __init__(self, **runs):
        self._runs = runs

    def findings(self, run):
        return iter(self._runs[run])


def _found(device="pc1", **verdicts):
    return [runs.finding(rule, device, verdict=verdict) for rule, verdict in verdicts.items()]


def _told(findings):
    return {each.rule: each.verdict for each in findings}


@pytest.fixture
def state(tmp_path):
    """The state of a fix with *journal*, a list of (word, run) and the name of a device that is begun."""

    def of(store, *journal):
        kept = Journal(tmp_path)
        for line in journal:
            if isinstance(line, str):
                kept.begin("s1", line)
            else:
                kept.run(*line)
        asked = Asked("X-1", "me", times.now(), FixWish(check=False), replace(fixes.plan(), steps=()))
        return State(FixFolder(tmp_path), asked, store)

    return of


def test_open_now_is_what_the_audit_and_the_one_that_asked_again_say_both(state):
    wave = _found(both=F, gone=F, silent=F, late=P)
    store = Kept(wave=[*wave, *_found("pc2", both=F)], again=_found(both=F, gone=P, silent=U, late=F))
    told = state(store, (WAVE, "wave", ["pc1", "pc2"]), (AGAIN, "again", ["pc1"]))
    assert _told(told.now()["pc1"]) == {"both": F, "gone": P, "silent": F, "late": P}
    assert _told(told.now()["pc2"]) == {"both": F}
    assert list(told.asked_again) == ["pc1"]


def test_the_latest_audit_replaces_an_earlier_one_that_was_asked_again(state):
    store = Kept(one=_found(zone=F), again=_found(zone=F), two=_found(zone=P))
    told = state(store, (WAVE, "one", ["pc1"]), (AGAIN, "again", ["pc1"]), (WAVE, "two", ["pc1"]))
    assert _told(told.now()["pc1"]) == {"zone": P}


def test_the_audit_before_another_attempt_is_not_the_one_after_the_change(state):
    """Else what the first attempt changed and nobody confirmed would never be confirmed."""
    store = Kept(before=_found(zone=F), wave=_found(zone=F))
    assert list(state(store, "pc1", (BEFORE, "before", ["pc1"])).unaudited) == ["pc1"]
    assert list(state(store, (WAVE, "wave", ["pc1"])).unaudited) == []


def test_before_is_the_last_audit_before_a_device_was_begun(state):
    store = Kept(
        one=[*_found(zone=U), *_found("pc2", zone=U)],
        two=[*_found(zone=F), *_found("pc2", zone=F)],
        three=[*_found(zone=P), *_found("pc2", zone=P)],
    )
    both = ["pc1", "pc2"]
    told = state(store, (BEFORE, "one", both), (BEFORE, "two", both), "pc1", (BEFORE, "three", both))
    assert _told(told.before()["pc1"]) == {"zone": F}
    assert _told(told.before()["pc2"]) == {"zone": P}
    assert _told(told.now()["pc1"]) == {"zone": P}
