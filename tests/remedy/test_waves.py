"""In which order devices are changed, and when no further one is."""

from support import fixes

from auditor.remedy.waves import (
    Aim,
    Came,
    Ended,
    aims,
    next_wave,
    stopped_entries,
    stopped_groups,
    too_many_failed,
)

LINUX, OTHER, ROUTER = ("pc", "debian"), ("pc", "windows"), ("network", "")
FINE, FAILED, SILENT = Came(Ended.FINE), Came(Ended.FAILED), Came(Ended.UNREACHABLE)
PCS = tuple(Aim(f"pc{n}", LINUX) for n in range(1, 8))


def _order(all_of_them, batch, ends=None):
    done, waves = {}, []
    while wave := next_wave(all_of_them, done, batch):
        waves.append(wave)
        done |= {device: (ends or {}).get(device, FINE) for device in wave}
    return waves


def test_one_goes_first_and_the_rest_in_batches():
    assert _order(PCS, 4) == [("pc1",), ("pc2", "pc3", "pc4", "pc5"), ("pc6", "pc7")]


def test_each_kind_and_system_has_a_canary_and_they_go_together():
    both = (*PCS[:3], Aim("win1", OTHER), Aim("win2", OTHER))
    assert _order(both, 10) == [("pc1", "win1"), ("pc2", "pc3", "win2")]


def test_network_devices_go_before_all_others_and_one_at_a_time():
    devices = (*PCS[:2], Aim("rt1", ROUTER), Aim("rt2", ROUTER))
    assert _order(devices, 10) == [("rt1",), ("rt2",), ("pc1",), ("pc2",)]


def test_the_canary_is_the_one_on_which_most_is_tried():
    devices = (Aim("pc1", LINUX, frozenset("a")), Aim("pc2", LINUX, frozenset("ab")), Aim("pc3", LINUX))
    assert _order(devices, 10) == [("pc2",), ("pc1", "pc3")]


def test_a_canary_that_fails_stops_its_group_alone():
    both = (*PCS[:3], Aim("win1", OTHER), Aim("win2", OTHER))
    ends = {"pc1": FAILED}
    assert _order(both, 10, ends) == [("pc1", "win1"), ("win2",)]
    assert stopped_groups(both, ends) == {LINUX: "pc1"}


def test_a_canary_that_does_not_answer_is_replaced_by_the_next():
    ends = {"pc1": SILENT, "pc2": SILENT}
    assert _order(PCS[:5], 10, ends) == [("pc1",), ("pc2",), ("pc3",), ("pc4", "pc5")]


def test_a_canary_that_fails_in_part_stops_those_entry_points_alone():
    some = frozenset({"a", "b"})
    devices = (Aim("pc1", LINUX, some), Aim("pc2", LINUX, some), Aim("pc3", LINUX, frozenset("a")))
    ends = {"pc1": Came(Ended.PARTLY, frozenset("a"))}
    assert stopped_entries(devices, ends) == {(LINUX, "a"): "pc1"}
    assert _order(devices, 10, ends) == [("pc1",), ("pc2",)]
    assert not too_many_failed(devices, ends, 0)


def test_one_that_fails_after_a_fine_canary_does_not_stop_its_group():
    assert not stopped_groups(PCS, {"pc1": FINE, "pc2": FAILED})


def test_more_than_the_share_of_those_tried_is_too_many():
    done = {"pc1": FINE, "pc2": FINE, "pc3": FINE, "pc4": FAILED}
    assert too_many_failed(PCS, done, 0.2)
    assert not too_many_failed(PCS, done, 0.25)
    assert not too_many_failed(PCS, {}, 0)


def test_neither_a_stopped_group_nor_a_silent_device_counts_as_too_many():
    both = (*PCS[:3], Aim("win1", OTHER))
    done = {"win1": FAILED, "pc1": FINE, "pc2": SILENT}
    assert not too_many_failed(both, done, 0)


def test_an_aim_knows_every_entry_point_that_is_tried_there():
    steps = [fixes.step("s1"), fixes.step("s2", does="base/clock"), fixes.step("s3", device=fixes.PC2)]
    first, second = aims(steps)
    assert (first.device, first.group, first.does) == (fixes.PC1, LINUX, {"base/timezone", "base/clock"})
    assert second.device == fixes.PC2
