"""The engine asks everybody once, within its bounds, and one device's trouble is that device's result."""

import json
import threading
from dataclasses import replace

import pytest
from support import hostile, runs
from support.connections import HASTY, LIMITS, to

from auditor.collectors import asking
from auditor.collectors.answers import Collector, Raw
from auditor.collectors.engine import Counts, Pool, collect
from auditor.collectors.targets import Target
from auditor.errors import DeviceError, StoreFull
from auditor.events import spool as spools
from auditor.events.spool import Spool, asked
from auditor.model import Device, Failure, FailureKind, Kind, times
from auditor.parsers.parsed import Parsed
from auditor.transports import replay
from auditor.transports.connection import ReplayConnection, SshConnection
from auditor.transports.jump import WayBroken


@pytest.fixture
def spool(tmp_path):
    with Spool.create(tmp_path / "spool", runs.header(), runs.manifest()) as spool:
        yield spool


@pytest.fixture
def asks(monkeypatch):
    """Let a function of the target stand for a kind of device."""

    def install(kind, ask):
        def asked_raw(target, _means):
            ask(target)
            return Raw({"said": target.device.id.encode()}, times.now(), times.now())

        parse = lambda raw: Parsed({"said": raw.raw["said"].decode()})  # noqa: E731
        monkeypatch.setitem(asking.COLLECTORS, kind, Collector(asked_raw, parse))

    return install


def target(number=1, kind=Kind.PC, commune="03158", **more):
    device = Device(f"{commune}-{kind}-{number}", kind, commune)
    return Target(device, **{"connection": SshConnection("198.18.0.1"), **more})


def observations(spool):
    return runs.spooled(spool.folder).observations


def test_every_device_is_asked_once_and_is_in_the_spool(spool, asks):
    seen = []
    asks(Kind.PC, lambda target: seen.append(target.device.id))
    targets = [target(number) for number in range(50)]
    assert collect(targets, spool, Pool(forks=8)) == Counts(answered=50)
    assert sorted(seen) == sorted(each.device.id for each in targets) == sorted(asked(spool.folder))


def test_no_more_than_forks_are_asked_at_once_and_that_many_are(spool, asks):
    together = threading.Barrier(5, timeout=20)  # breaks unless five are in flight together
    flight = _Flight()
    asks(Kind.PC, flight.during(lambda _target: together.wait()))
    collect([target(number, commune=f"{number:05}") for number in range(20)], spool, Pool(forks=5))
    assert flight.most == 5
    assert all(each.failure is None for each in observations(spool).values())


def test_one_communes_line_is_not_flooded(spool, asks):
    flight, third = _Flight(), threading.Event()

    def hold_the_line(_target):
        if flight.most > 2:
            third.set()
        third.wait(0.2)  # long enough for a third one to come in, if it may

    asks(Kind.PC, flight.during(hold_the_line))
    collect([target(number) for number in range(6)], spool, Pool(forks=6, per_commune=2))
    assert flight.most == 2


def test_communes_take_turns(spool, asks):
    order = []
    asks(Kind.PC, lambda target: order.append(target.device.commune))
    targets = [target(number, commune=commune) for commune in ("00001", "00002") for number in range(3)]
    collect(targets, spool, Pool(forks=1))
    assert order == ["00001", "00002"] * 3


def test_links_are_measured_before_any_bulk_traffic(spool, asks):
    order = []
    asks(Kind.PC, lambda target: order.append("pc"))
    asks(Kind.LINK, lambda target: order.append("link"))
    mixed = [target(1), target(2, Kind.LINK), target(3), target(4, Kind.LINK)]
    collect(mixed, spool, Pool(forks=4))
    assert order == ["link", "link", "pc", "pc"]


def test_lines_are_measured_after_everybody_else_and_one_after_the_other(spool, asks):
    flight, second, order = _Flight(), threading.Event(), []

    def ask(target):
        order.append("throughput" in target.asks)
        if order[-1]:
            if flight.most > 1:
                second.set()
            second.wait(0.2)  # long enough for a second one to come in, if it may

    asks(Kind.PC, ask)
    asks(Kind.KIOSK, flight.during(ask))
    measuring = [target(1, Kind.KIOSK, f"{each:05}", asks={"throughput": {"bytes": 1}}) for each in range(3)]
    collect([*measuring, target(1), target(2)], spool, Pool(forks=8))
    assert order == [False, False, True, True, True]
    assert flight.most == 1


def test_a_pc_that_fails_while_it_was_to_measure_its_line_says_that_it_did_not(spool, asks):
    def ask(_target):
        raise DeviceError("connect_timeout", "no connection in time")

    asks(Kind.PC, ask)
    collect([target(asks={"throughput": {"bytes": 1}})], spool, Pool())
    facts = observations(spool)["03158-pc-1"].facts
    assert facts["throughput"] == [{"error": "no connection in time"}]


def test_an_error_of_our_own_is_that_devices_failure_and_the_others_are_complete(spool, asks):
    def ask(target):
        if target.device.id.endswith("-3"):
            raise ZeroDivisionError("a bug")

    asks(Kind.PC, ask)
    assert collect([target(number) for number in range(6)], spool, Pool()) == Counts(answered=5, failed=1)
    failure = observations(spool)["03158-pc-3"].failure
    assert failure.kind is FailureKind.INTERNAL
    assert "ZeroDivisionError: a bug" in failure.message


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("connect_timeout", {"answers": False}),
        ("dns_failure", {"answers": False}),
        ("lost", {"answers": False}),
        ("auth_failed", {"answers": True, "host_key": "known"}),
        ("too_large", {"answers": True, "host_key": "known"}),
        ("host_key_changed", {"answers": True, "host_key": "changed"}),
        ("host_key_unknown", {"answers": True, "host_key": "unknown"}),
        ("unsupported", {}),
    ],
)
def test_a_failure_still_says_whether_the_device_answers_and_what_its_host_key_is(spool, asks, kind, facts):
    def ask(_target):
        raise DeviceError(kind, "the reason")

    asks(Kind.PC, ask)
    collect([target()], spool, Pool())
    observation = observations(spool)["03158-pc-1"]
    assert observation.failure.kind == kind
    assert observation.failure.message.startswith("the reason")
    assert observation.facts == facts


def test_of_a_device_behind_a_broken_jump_host_nothing_is_known(spool, asks):
    def ask(_target):
        raise WayBroken("host_key_unknown", "through the jump host")

    asks(Kind.PC, ask)
    collect([target()], spool, Pool())
    observation = observations(spool)["03158-pc-1"]
    assert observation.failure == Failure(FailureKind.HOST_KEY_UNKNOWN, "through the jump host")
    assert observation.facts == {}


def test_who_shows_an_unrecorded_key_gets_the_command_that_records_it(spool, asks):
    def ask(_target):
        raise DeviceError("host_key_unknown", "ssh-ed25519 SHA256:x")

    asks(Kind.PC, ask)
    collect([target()], spool, Pool())
    message = observations(spool)["03158-pc-1"].failure.message
    assert "auditor inventory trust 03158-pc-1" in message
    assert message.startswith("ssh-ed25519 SHA256:x; ")


@pytest.mark.parametrize(
    ("kind", "retries", "asked_times"), [("lost", 2, 3), ("lost", 0, 1), ("auth_failed", 2, 1)]
)
def test_a_connection_that_fails_is_tried_as_often_as_the_inventory_says(
    spool, asks, kind, retries, asked_times
):
    tries = []

    def ask(target):
        tries.append(target)
        raise DeviceError(kind, "the reason")

    asks(Kind.PC, ask)
    collect([target(connection=SshConnection("198.18.0.1", retries=retries))], spool, Pool())
    assert len(tries) == asked_times


def test_an_answer_says_that_the_device_answers_with_a_known_key(spool, asks):
    asks(Kind.PC, lambda target: None)
    collect([target()], spool, Pool())
    facts = observations(spool)["03158-pc-1"].facts
    assert (facts["answers"], facts["host_key"]) == (True, "known")


def test_an_answer_that_cannot_be_parsed_is_kept_as_evidence(spool, monkeypatch):
    def parse(_raw):
        raise DeviceError("invalid_answer", "not what was asked")

    raw = Raw({"said": b"\xff<script>"}, times.now(), times.now())
    monkeypatch.setitem(asking.COLLECTORS, Kind.PC, Collector(lambda target, means: raw, parse))
    collect([target()], spool, Pool())
    observation = observations(spool)["03158-pc-1"]
    assert observation.failure.kind is FailureKind.INVALID_ANSWER
    assert observation.raw == {"said": b"\xff<script>"}


def test_a_refusal_is_recorded_without_asking(spool, asks):
    asks(Kind.PC, lambda target: pytest.fail("asked"))
    refusal = Failure(FailureKind.UNSUPPORTED, "the reason")
    collect([target(connection=None, refusal=refusal)], spool, Pool())
    assert observations(spool)["03158-pc-1"].failure == refusal


def test_on_stop_what_is_in_flight_is_recorded_and_the_rest_is_left_out(spool, asks):
    asks(Kind.PC, lambda target: spools.request_stop(spool.folder))
    counts = collect([target(number) for number in range(2000)], spool, Pool(forks=1))
    assert counts.left_out > 0
    assert len(asked(spool.folder)) == counts.answered == 2000 - counts.left_out


def test_when_the_disk_is_full_asking_stops_and_the_run_says_so(spool, asks, monkeypatch):
    def full(_observation):
        raise StoreFull("no space")

    asked_ids = []
    asks(Kind.PC, lambda target: asked_ids.append(target.device.id))
    monkeypatch.setattr(spool, "append", full)
    with pytest.raises(StoreFull):
        collect([target(number) for number in range(100)], spool, Pool(forks=1))
    assert len(asked_ids) == 1


def test_a_recording_is_replayed_to_the_same_facts_under_the_devices_own_name(openssh, spool, tmp_path):
    live = replace(target(1), connection=to(openssh))
    collect([live], spool, Pool(limits=LIMITS))
    recorded = observations(spool)["03158-pc-1"]
    replay.record(recorded, tmp_path / "pc.json")
    collect([target(2, connection=ReplayConnection(tmp_path / "pc.json"))], spool, Pool())
    assert replace(observations(spool)["03158-pc-2"], device=recorded.device) == recorded


def test_a_recording_that_is_none_is_a_refusal(spool, tmp_path):
    (tmp_path / "pc.json").write_text(json.dumps({"device": "x"}))
    collect([target(connection=ReplayConnection(tmp_path / "pc.json"))], spool, Pool())
    assert observations(spool)["03158-pc-1"].failure.kind is FailureKind.UNSUPPORTED


def test_hostile_devices_among_good_ones_spoil_only_their_own_results(openssh, spool):
    with hostile.server(hostile.silent) as silent, hostile.server(hostile.endless(b"x" * 9999)) as endless:
        good = [target(number, connection=to(openssh)) for number in range(4)]
        bad = [
            target(10 + n, connection=SshConnection("127.0.0.1", port))
            for n, port in enumerate((silent, endless))
        ]
        counts = collect([*bad, *good], spool, Pool(limits=replace(LIMITS, connect_s=HASTY.connect_s)))
    found = observations(spool)
    assert counts.failed >= 2
    assert [found[each.device.id].failure.kind for each in bad] == ["silent", "too_large"]
    assert all("host.name" in found[each.device.id].facts for each in good)


class _Flight:
    """Counts how many are inside at once."""

    def __init__(self):
        self._lock, self._now, self.most = threading.Lock(), 0, 0

    def during(self, what):
        def inside(target):
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
            try:
                what(target)
            finally:
                with self._lock:
                    self._now -= 1

        return inside
