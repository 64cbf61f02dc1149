"""iperf3's text where the test did not come to its end."""

import pytest

from auditor.parsers.iperf3 import parse
from auditor.parsers.parsed import Unreadable

BROKEN_OFF = """[ ID] Interval           Transfer     Bitrate         Retr
[  5]   0.00-1.50   sec  16.8 MBytes  94.4 Mbits/sec    0             sender
[  5]   0.00-1.50   sec  0.00 Bytes  0.00 bits/sec                  receiver
"""


def test_a_test_that_a_person_broke_off_is_no_throughput_of_nothing():
    with pytest.raises(Unreadable, match="the client has terminated"):
        parse(f"{BROKEN_OFF}iperf3: interrupt - the client has terminated\n".encode())


def test_a_line_that_carries_nothing_is_a_throughput_of_nothing():
    assert parse(BROKEN_OFF.encode()).facts["link.throughput_up_mbps"] == 0
