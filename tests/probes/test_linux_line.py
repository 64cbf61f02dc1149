"""What the Linux probe measures of its line, and the time that the province's servers tell."""

import http.server
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from auditor.parsers import linux
from auditor.probes import linux as probe
from auditor.probes import linux_source

ERA = 2208988800
"""Seconds from 1900, where NTP's time begins, to 1970."""


def asked(**asks):
    """The section and the facts of a probe that was asked so."""
    script = linux_source(asks)
    if "port" in asks:
        script = script.replace(b"known, 123, 0", b"known, %d, 0" % asks["port"])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-"], input=script, capture_output=True, timeout=40, check=True
    )
    raw = linux.extract_answer(done.stdout)
    return json.loads(raw), linux.parse(raw, asked_at=None, answered_at=None)


# --- time ---------------------------------------------------------------------------------------------------
@contextmanager
def time_server(ahead=0.0, change=bytes):
    """An SNTP server on loopback whose clock is *ahead*; *change* of its reply; gives its port."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                asked, address = server.recvfrom(512)
            except OSError:
                return
            now = time.time() + ahead + ERA
            stamp = struct.pack(">II", int(now) % 2**32, int(now % 1 * 2**32))
            reply = b"\x24\x02\x00\x20" + bytes(20) + asked[40:48] + stamp + stamp
            server.sendto(change(reply), address)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
        thread.join(0.1)


@pytest.mark.parametrize("ahead", [0, 420, -86400])
def test_the_clock_is_compared_with_the_provinces_server(ahead):
    with time_server(ahead) as port:
        _raw, said = asked(ntp=["127.0.0.1"], port=port)
    assert said.facts["time.province_asked"] is True
    assert said.facts["time.province_server"] == "127.0.0.1"
    assert said.facts["time.province_offset_s"] == pytest.approx(-ahead, abs=1)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda reply: b"\xe4" + reply[1:], id="does not know the time itself"),
        pytest.param(lambda reply: reply[:1] + b"\x00" + reply[2:], id="wants to be left alone"),
        pytest.param(lambda reply: reply[:24] + bytes(8) + reply[32:], id="an answer to another question"),
        pytest.param(lambda reply: b"", id="nothing in it"),
    ],
)
def test_a_server_that_tells_no_time_leaves_the_offset_missing_with_the_reason(change):
    with time_server(change=change) as port:
        _raw, said = asked(ntp=["127.0.0.1"], port=port)
    assert said.facts["time.province_asked"] is True
    assert "127.0.0.1" in said.missing["time.province_offset_s"]


def test_where_no_server_is_stated_nobody_is_asked():
    raw, said = asked()
    assert raw["sections"]["ntp"] == []
    assert said.facts["time.province_asked"] is False
    assert "time.province_offset_s" in said.missing


def test_the_second_era_of_ntp_begins_in_2036():
    assert probe.ntp_time(bytes(8)) == pytest.approx(2085978496)
    assert probe.ntp_time(struct.pack(">II", ERA % 2**32, 0)) == 0


# --- throughput ---------------------------------------------------------------------------------------------
@contextmanager
def web_server(size, status=200):
    """A file of *size* bytes over HTTP; gives its address and how many bytes were taken of it."""
    taken = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()
            sent = 0
            try:
                while sent < size:
                    sent += self.wfile.write(bytes(min(65536, size - sent)))
            except OSError:
                pass
            taken.append(sent)

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/file", taken
    finally:
        server.shutdown()
        server.server_close()


def test_nothing_is_measured_unless_it_is_asked_for():
    raw, said = asked()
    assert raw["sections"]["throughput"] is None
    assert "throughput" in said.missing


def test_a_download_stops_at_its_budget():
    with web_server(1 << 30) as (url, _taken):
        _raw, said = asked(throughput={"bytes": 4_000_000, "url": url})
    [record] = said.facts["throughput"]
    assert (record["method"], record["direction"], record["bytes"]) == ("http", "down", 4_000_000)
    assert record["mbps"] > 0


def test_a_file_too_small_to_measure_by_gives_no_rate():
    with web_server(1000) as (url, _taken):
        _raw, said = asked(throughput={"bytes": 4_000_000, "url": url})
    [record] = said.facts["throughput"]
    assert "mbps" not in record
    assert "1000" in record["error"]


def test_a_page_that_is_not_there_gives_no_rate():
    with web_server(1 << 20, status=404) as (url, _taken):
        _raw, said = asked(throughput={"bytes": 4_000_000, "url": url})
    assert said.facts["throughput"] == [{"method": "http", "direction": "down", "error": "HTTP 404"}]


def test_where_iperf3_is_missing_or_its_server_silent_the_record_says_so():
    _raw, said = asked(throughput={"bytes": 1_000_000, "iperf3": "127.0.0.1:1"})
    [record] = said.facts["throughput"]
    assert record["method"] == "iperf3"
    assert record["error"]
    assert "mbps" not in record
