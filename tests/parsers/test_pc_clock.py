"""Time zone, clock service and offset."""

import pytest

from auditor.parsers.pc import clock
from auditor.parsers.pc.answer import Answer
from tests.support.pc_answers import answer, fact, parse, units, why


@pytest.mark.parametrize(
    ("localtime", "timezone", "zone"),
    [
        ("/usr/share/zoneinfo/Asia/Ho_Chi_Minh", "Etc/UTC\n", "Asia/Ho_Chi_Minh"),
        ("../usr/share/zoneinfo/posix/Asia/Bangkok", None, "Asia/Bangkok"),
        ("", "Asia/Ho_Chi_Minh\n", "Asia/Ho_Chi_Minh"),
        (None, "Asia/Ho_Chi_Minh\n", "UTC"),
    ],
)
def test_the_time_zone_is_what_localtime_points_to(localtime, timezone, zone):
    assert fact("time.zone", clock__localtime=localtime, clock__timezone=timezone) == zone


CHRONY = (
    "C612007B,198.18.0.123,3,1763726400.1,-0.000001,-0.00001,0.00002,-1.3,0.0,0.01,0.03,0.002,64.2,{leap}\n"
)


@pytest.mark.parametrize(
    ("answered", "followed"),
    [
        (CHRONY.format(leap="Normal"), True),
        (CHRONY.format(leap="Not synchronised"), False),
        (CHRONY.format(leap="Normal").replace("C612007B", "7F7F0101"), False),
    ],
)
def test_chrony_is_synchronized_when_it_follows_another_clock(answered, followed):
    running = units("chrony.service loaded active running")
    assert fact("time.synchronized", units=running, clock__chrony=answered) is followed


def test_without_a_clock_service_nothing_is_synchronized():
    assert fact("time.service", units=units("ssh.service loaded active running")) == "none"
    assert fact("time.synchronized", units=units("ssh.service loaded active running")) is False


def test_a_clock_service_that_cannot_be_asked_is_unknown():
    running = units("chronyd.service loaded active running")
    assert why("time.synchronized", {"time.chrony": "time limit"}, units=running, clock__chrony=None)


def test_ntp_follows_the_peer_with_a_star():
    peers = "     remote   refid\n=====\n*198.18.0.123  .GPS. 1 u\n"
    running = units("ntpsec.service loaded active running")
    assert fact("time.synchronized", units=running, clock__ntpq=peers) is True
    assert fact("time.synchronized", units=running, clock__ntpq=peers.replace("*", " ")) is False


def test_time_servers_are_read_from_each_services_words():
    files = {
        "/etc/chrony/chrony.conf": ["pool 2.debian.pool.ntp.org iburst", "server 198.18.0.123"],
        "/etc/systemd/timesyncd.conf": ["NTP=vn.pool.ntp.org 198.18.0.123"],
    }
    assert fact("time.servers", clock__servers=files) == [
        "2.debian.pool.ntp.org",
        "198.18.0.123",
        "vn.pool.ntp.org",
    ]


def test_the_clock_is_compared_with_the_middle_of_the_round_trip_without_the_probes_own_time():
    data = {**answer(), "clock": 1000.0, "took": 4.0}
    parsed = parse(data, asked_at=899.0, answered_at=905.0)
    assert parsed.facts["time.offset_s"] == pytest.approx(100.0)
    assert clock.offset_error_s(Answer(data, 899.0, 905.0)) == pytest.approx(1.0)


def test_an_answer_that_took_long_says_how_sure_the_clock_is():
    parsed = parse({**answer(), "clock": 1000.0, "took": 0.0}, asked_at=990.0, answered_at=1010.0)
    assert "± 10.0 s" in parsed.warnings[-1]
    parsed = parse({**answer(), "clock": 1000.0, "took": 0.0}, asked_at=900.0, answered_at=1010.0)
    assert "time.offset_s" in parsed.missing
