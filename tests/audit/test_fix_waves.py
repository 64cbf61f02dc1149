"""What a fix does after each wave: audit it, confirm what must be, go on or stop (without a device)."""

from dataclasses import dataclass, field, replace

import pytest
from support import fixes, runs

from auditor.audit.fixing import FixWatcher, FixWish
from auditor.audit.fixing.applying import Applying
from auditor.audit.fixing.folder import Asked, FixFolder
from auditor.audit.fixing.state import AFTER, AGAIN, BEFORE, State
from auditor.audit.fixing.twice import ask
from auditor.model import Severity, StepResult, StepStatus, Verdict, times
from auditor.remedy.journal import request_stop
from auditor.remedy.roles import Entry
from auditor.remedy.triage import Seen
from auditor.workspace import Settings

ROUTER = {"kind": "network", "os_family": "", "does": "network/config"}
ENTRIES = {
    "network/config": Entry("network", "config", 20, True, confirm="confirm"),
    "base/timezone": Entry("base", "timezone", 120, True),
}


@dataclass
class Stage:
    """Devices that do as they are told: ``fails`` are steps, ``opens`` devices on which a blocker opens,
    ``flickers`` those on which it is gone when they are asked again."""

    state: State
    folder: FixFolder
    fails: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    flickers: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    stop_in: str = ""
    watcher: FixWatcher = field(default_factory=FixWatcher)
    plays: list[list[str]] = field(default_factory=list)
    audits: list[list[str]] = field(default_factory=list)
    again: list[list[str]] = field(default_factory=list)

    def take(self, name, planned):
        self.plays.append([step.id for step in planned])
        for step in planned:
            self.state.journal.begin(step.id, step.device)
            failed = step.id in self.fails
            self._end(step.id, step.device, StepStatus.FAILED if failed else StepStatus.CHANGED)
        if self.stop_in == name:
            request_stop(self.folder.root)
        self.state.read()

    def call(self, _name, calls):
        self.plays.append([call.id for each in calls.values() for call in each])
        for device, each in calls.items():
            for call in each:
                failed = call.id in self.fails
                self._end(call.id, device, StepStatus.FAILED if failed else StepStatus.CHANGED)
        self.state.read()

    def _end(self, step, device, status):
        self.state.journal.end(StepResult(step, device, status, "it broke"))

    def audit(self, word, devices):
        audits = self.again if word == AGAIN else self.audits
        audits.append(list(devices))
        self.state.audited(word, f"run-{len(self.audits)}-{len(self.again)}", devices)
        gone = {device: Verdict.PASS for device in self.flickers if word == AGAIN}
        found = [
            runs.finding("pc.new", device, verdict=gone.get(device, Verdict.FAIL), severity=Severity.BLOCKER)
            for device in sorted((self.opens | self.flickers).intersection(devices))
        ]
        closed = [replace(runs.finding(device=device), verdict=Verdict.PASS) for device in devices]
        failures = dict.fromkeys(self.silent.intersection(devices), "no answer")
        return Seen((*found, *closed), failures=failures)

    def save_fix(self, fix):
        """A store that forgets."""

    def findings(self, _run):
        return iter(())


@pytest.fixture
def stage(tmp_path, monkeypatch):
    """Apply *steps* on a stage; the stage, the fix's status and each step's status and reason."""
    monkeypatch.setattr("auditor.audit.fixing.applying.catalogue", lambda: ENTRIES)

    def apply(steps, **more):
        plan = replace(fixes.plan(), steps=tuple(steps))
        folder = FixFolder(tmp_path)
        asked = Asked("X-1", "me", times.now(), FixWish(check=False), plan)
        stage = Stage(None, folder, **more)
        stage.state = State(folder, asked, stage)
        stage.state.audited(BEFORE, "run-0", plan.devices)
        applying = Applying(stage, stage, stage.state, stage, Settings(fix_serial=2))
        status = applying.apply(plan.steps)
        left = {step.id: applying.why(step) for step in plan.steps if stage.state.result(step) is None}
        return stage, status, left

    return apply


def _steps(count, **more):
    ids = [runs.finding(device=f"pc{n}").id for n in range(1, count + 1)]
    return [fixes.step(f"s{n}", f"pc{n}", closes=(ids[n - 1],), **more) for n in range(1, count + 1)]


def test_each_wave_is_audited_and_nothing_else_is(stage):
    played, status, left = stage(_steps(4))
    assert played.plays == [["s1"], ["s2", "s3"], ["s4"]]
    assert played.audits == [["pc1"], ["pc2", "pc3"], ["pc4"]]
    assert played.again == []
    assert (status, left) == ("complete", {})


def test_a_change_is_confirmed_only_once_the_audit_has_passed(stage):
    played, _status, _left = stage(_steps(1, **ROUTER))
    assert played.plays == [["s1"], ["s1-confirm"]]


@pytest.mark.parametrize("hurt", ["opens", "silent", "closes"])
def test_a_change_that_hurts_or_does_not_help_is_never_confirmed(stage, hurt):
    steps = _steps(1, **ROUTER)
    if hurt == "closes":
        steps = [replace(steps[0], closes=("another finding",))]
    played, _status, _left = stage(steps, **({} if hurt == "closes" else {hurt: frozenset({"pc1"})}))
    assert played.plays == [["s1"]]


def test_a_confirmation_that_fails_is_a_step_that_failed_and_stops_its_kind(stage):
    played, _status, left = stage(_steps(2, **ROUTER), fails=frozenset({"s1-confirm"}))
    assert played.state.fix("complete").results[0].reason == "confirm: it broke"
    assert left == {"s2": "pc1 was first of its kind, and failed"}


@pytest.mark.parametrize("hurt", ["opens", "silent"])
def test_a_canary_that_is_worse_than_before_stops_its_kind(stage, hurt):
    played, status, left = stage(_steps(3), **{hurt: frozenset({"pc1"})})
    assert played.plays == [["s1"]]
    assert set(left.values()) == {"pc1 was first of its kind, and failed"}
    assert status == "complete"


def test_a_canary_on_which_a_blocker_is_gone_when_it_is_asked_again_stops_nothing(stage):
    played, status, left = stage(_steps(3), flickers=frozenset({"pc1"}))
    assert played.plays == [["s1"], ["s2", "s3"]]
    assert played.again == [["pc1"]]
    assert (status, left) == ("complete", {})


def test_of_a_wave_just_the_devices_that_one_audit_speaks_against_are_asked_again_and_once(stage):
    played, _status, _left = stage(_steps(3), opens=frozenset({"pc2"}), flickers=frozenset({"pc3"}))
    assert played.audits == [["pc1"], ["pc2", "pc3"]]
    assert played.again == [["pc2", "pc3"]]
    one, _status, _left = stage(_steps(3), opens=frozenset({"pc3"}))
    assert one.again == [["pc3"]]


def test_what_an_earlier_audit_has_said_too_is_not_asked_again(stage):
    played, _status, _left = stage(_steps(1), opens=frozenset({"pc1"}))
    assert played.again == [["pc1"]]
    known = {runs.finding("pc.new", "pc1").id}
    ask(played, played.state, played.watcher, AFTER, ["pc1"], settled=known)
    assert played.again == [["pc1"]]


def test_a_change_that_one_audit_speaks_against_and_a_second_does_not_is_confirmed(stage):
    played, _status, _left = stage(_steps(1, **ROUTER), flickers=frozenset({"pc1"}))
    assert played.plays == [["s1"], ["s1-confirm"]]


def test_what_fails_on_the_canary_is_not_tried_on_the_rest_and_all_else_is(stage):
    steps = _steps(3)
    steps += [fixes.step(f"t{n}", f"pc{n}", "base/clock") for n in (1, 2, 3)]
    played, _status, left = stage(steps, fails=frozenset({"t1"}))
    assert played.plays == [["s1", "t1"], ["s2", "s3"]]
    assert left == dict.fromkeys(("t2", "t3"), "it failed on pc1, which was first of its kind")


def test_too_many_failures_stop_the_fix(stage):
    played, status, left = stage(_steps(7), fails=frozenset({"s2", "s3"}))
    assert played.plays == [["s1"], ["s2", "s3"]]
    assert status == "stopped"
    assert set(left) == {"s4", "s5", "s6", "s7"}
    assert set(left.values()) == {"stopped: too many devices failed"}


def test_few_failures_do_not(stage):
    played, status, _left = stage(_steps(9), fails=frozenset({"s6"}))
    assert [step for play in played.plays for step in play] == [f"s{n}" for n in range(1, 10)]
    assert status == "complete"


def test_a_stop_leaves_the_rest_after_its_wave_was_audited(stage):
    played, status, left = stage(_steps(5), stop_in="wave-02")
    assert played.audits == [["pc1"], ["pc2", "pc3"]]
    assert status == "interrupted"
    assert set(left) == {"s4", "s5"}


def test_a_stop_after_the_last_device_leaves_nothing(stage):
    _played, status, _left = stage(_steps(2), stop_in="wave-02")
    assert status == "complete"
