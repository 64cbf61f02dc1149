"""ping's output: counts, times and what cannot be."""

import pytest

from auditor.parsers.ping import PingError, parse


def output(*replies: str, sent: int, received: int) -> bytes:
    lines = [f"64 bytes from 198.18.1.1: {reply}" for reply in replies]
    end = f"{sent} packets transmitted, {received} received, x% packet loss, time 1ms"
    return "\n".join(
        ["PING 198.18.1.1 (198.18.1.1) 56(84) bytes of data.", *lines, "", "--- ---", end, ""]
    ).encode()


def test_jitter_is_the_mean_difference_of_neighbours():
    raw = output(
        *(f"icmp_seq={n} ttl=64 time={ms} ms" for n, ms in ((1, 10), (2, 30), (3, 20))), sent=3, received=3
    )
    facts = parse(raw).facts
    assert (facts["link.rtt_ms"], facts["link.rtt_max_ms"], facts["link.jitter_ms"]) == (20, 30, 15)


def test_replies_out_of_order_are_compared_in_the_order_of_their_requests():
    raw = output(
        *(f"icmp_seq={n} ttl=64 time={ms} ms" for n, ms in ((2, 30), (1, 10), (3, 20))), sent=3, received=3
    )
    assert parse(raw).facts["link.jitter_ms"] == 15


def test_a_duplicate_counts_as_nothing():
    raw = output(
        "icmp_seq=1 ttl=64 time=10 ms", "icmp_seq=1 ttl=64 time=99 ms (DUP!)", sent=2, received=1
    )  # fmt: skip
    facts = parse(raw).facts
    assert (facts["link.received"], facts["link.loss_percent"], facts["link.rtt_max_ms"]) == (1, 50, 10)


def test_one_reply_has_no_jitter():
    said = parse(output("icmp_seq=1 ttl=64 time=10 ms", sent=2, received=1))
    assert "link.jitter_ms" not in said.facts
    assert said.missing["link.jitter_ms"]


def test_no_reply_is_an_answer_about_the_link_but_not_about_its_times():
    said = parse(output(sent=20, received=0))
    assert said.facts == {
        "link.sent": 20,
        "link.received": 0,
        "link.alive": False,
        "link.loss_percent": 100.0,
        "link.duplicates": 0,
        "link.target": "198.18.1.1",
        "link.window_s": 0.001,
    }
    assert set(said.missing) == {"link.rtt_min_ms", "link.rtt_ms", "link.rtt_max_ms", "link.jitter_ms"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"ping: unknown host\n",
        output(sent=0, received=0),
        output("icmp_seq=1 ttl=64 time=10 ms", sent=1, received=0),
        output(sent=20, received=20),  # replies whose times could not be read: not a dead link
    ],
)
def test_what_contradicts_itself_is_refused(raw):
    with pytest.raises(PingError):
        parse(raw)


def test_a_quiet_ping_is_known_by_its_summary():
    raw = output(sent=5, received=4) + b"rtt min/avg/max/mdev = 1.1/2.2/3.3/0.1 ms\n"
    said = parse(raw)
    assert (said.facts["link.rtt_ms"], said.facts["link.loss_percent"]) == (2.2, 20.0)
    assert "link.jitter_ms" in said.missing


def test_the_window_is_how_long_ping_itself_says_that_it_sent():
    said = parse(b"4 packets transmitted, 0 received, 100% packet loss, time 3062ms\n")
    assert said.facts["link.window_s"] == 3.062


def test_the_target_of_bsds_ping6_stands_after_the_arrow():
    raw = (
        b"PING6(56=40+8+8 bytes) 2001:db8::1 --> 2001:db8::9\n"
        b"16 bytes from 2001:db8::9, icmp_seq=0 hlim=60 time=9.870 ms\n\n"
        b"--- h ping6 statistics ---\n1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        b"round-trip min/avg/max/std-dev = 9.870/9.870/9.870/0.000 ms\n"
    )
    assert parse(raw).facts["link.target"] == "2001:db8::9"
