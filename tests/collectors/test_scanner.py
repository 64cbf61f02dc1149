"""A scanner is asked by whichever protocol it speaks; a test scan is made only when asked, and not kept."""

import json
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from support import hostile
from support.connections import HASTY, LIMITS
from support.scanners import Page, ask, escl, pages
from support.sshd import free_port

from auditor.transports import wsd
from tests.realdata.sheet import folder

CAPABILITIES = "/eSCL/ScannerCapabilities"
SAMPLES = Path(__file__).parents[1] / "parsers" / "data" / "scanner"
IDLE = (
    b'<s:ScannerStatus xmlns:s="x" xmlns:p="y"><p:State>Idle</p:State>'
    b"<s:AdfState>ScannerAdfEmpty</s:AdfState></s:ScannerStatus>"
)


def sample(name):
    return (SAMPLES / name).read_bytes()


# --- eSCL ---------------------------------------------------------------------------------------------------
def test_a_healthy_scanner_tells_all_that_the_law_asks(tmp_path):
    with escl(tmp_path) as port:
        seen = ask(LIMITS, port)
    assert seen.failure is None
    told = {name.removeprefix("scanner."): value for name, value in seen.facts.items()}
    assert told["make_model"] == "PASC ScanLine 200"
    assert (told["state"], told["state_reasons"], told["feeder_state"]) == ("idle", [], "empty")
    assert (told["color"], told["pdf"], told["a4"], told["feeder"], told["duplex"]) == (True,) * 5
    assert (told["max_resolution"], told["protocol"], told["answers"]) == (600, "escl", True)
    assert seen.identity == "serial:PSL2000001"


def test_its_raw_answers_are_kept_by_name(tmp_path):
    with escl(tmp_path) as port:
        seen = ask(LIMITS, port)
    assert set(seen.raw) == {"escl-capabilities", "escl-status"}
    assert b"<scan:ScannerCapabilities" in seen.raw["escl-capabilities"]


@pytest.mark.parametrize("word", ["Jam", "HatchOpen", "Mispick", "MultipickDetected"])
def test_a_feeder_that_needs_a_person_is_a_reason(tmp_path, word):
    with escl(tmp_path, feeder_state=f"ScannerAdf{word}") as port:
        (reason,) = ask(LIMITS, port).facts["scanner.state_reasons"]
    assert reason.startswith("feeder-")


def test_a_status_that_is_refused_is_missing_with_its_reason(tmp_path):
    with pages({CAPABILITIES: Page(sample("escl.xml")), "/eSCL/ScannerStatus": Page(status=503)}) as served:
        seen = ask(LIMITS, served.port)
    assert "scanner.state" not in seen.facts
    assert "503" in seen.missing["scanner.state"]
    assert seen.facts["scanner.color"] is True


def test_a_path_of_its_own_is_asked_there():
    with pages({"/scan/ScannerCapabilities": Page(sample("escl.xml"))}) as served:
        assert ask(LIMITS, served.port, path="scan/").failure is None
    assert [path for _method, path, _body in served.asked] == [
        "/scan/ScannerCapabilities",
        "/scan/ScannerStatus",
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"<html><body>Login</body></html>", "invalid_answer", id="another document"),
        pytest.param(b"%PDF-1.4", "invalid_answer", id="no XML"),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
            b"<ScannerCapabilities>&b;</ScannerCapabilities>",
            "invalid_answer",
            id="an XML bomb",
        ),
        pytest.param(b"<a>" * 100_000, "invalid_answer", id="endless depth"),
        pytest.param(b" " * (3 * 1024 * 1024), "too_large", id="too long"),
    ],
)
def test_an_answer_that_is_none_is_typed(body, kind):
    with pages({CAPABILITIES: Page(body)}) as served:
        seen = ask(replace(LIMITS, answer_bytes=8 * 1024 * 1024), served.port)
    assert seen.failure.kind == kind
    assert seen.facts == {"answers": True}


def test_a_silent_scanner_is_silent():
    with hostile.server(hostile.silent) as port:
        seen = ask(HASTY, port)
    assert (seen.failure.kind, seen.facts) == ("silent", {"answers": False})


# --- the others ---------------------------------------------------------------------------------------------
def test_ledm_is_asked_for_capabilities_status_and_product():
    answers = {
        "/Scan/ScanCaps": Page(sample("ledm-caps.xml")),
        "/Scan/Status": Page(sample("ledm-status.xml")),
        "/DevMgmt/ProductConfigDyn.xml": Page(sample("ledm-product.xml")),
    }
    with pages(answers) as served:
        seen = ask(LIMITS, served.port, "ledm")
    assert seen.facts["scanner.make_model"] == "HP LaserJet MFP M128fn"
    assert seen.facts["scanner.firmware"] == "20180808"
    assert (seen.facts["scanner.state"], seen.facts["scanner.protocol"]) == ("idle", "ledm")
    assert seen.facts["scanner.state_reasons"] == ["feeder-jam"]
    assert seen.facts["scanner.a4"] is True
    assert seen.identity == "serial:CNB9H1XXXX"


@pytest.fixture
def discovery(monkeypatch):
    """A responder to WS-Discovery that answers with what it is given; yields a function to start it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        monkeypatch.setattr(wsd.probe, "__defaults__", (port,))

        def start(answer):
            def respond():
                _asked, address = sock.recvfrom(65535)
                sock.sendto(answer, address)

            threading.Thread(target=respond, daemon=True).start()

        yield start


def test_wsd_is_found_by_a_unicast_probe_and_asked_where_its_metadata_says(discovery):
    answers = {"/ws": Page(), "/ws/scan": Page(sample("wsd-elements.xml"))}
    with pages(answers) as served:
        answers["/ws"] = Page(sample("wsd-metadata.xml").replace(b"PORT", str(served.port).encode()))
        discovery(sample("wsd-matches.xml").replace(b"PORT", str(served.port).encode()))
        seen = ask(LIMITS, 0, "wsd")
    assert seen.failure is None
    assert seen.facts["scanner.make_model"] == "Lab WSD 100"
    assert (seen.facts["scanner.firmware"], seen.facts["scanner.protocol"]) == ("2.41", "wsd")
    assert (seen.facts["scanner.state"], seen.facts["scanner.state_reasons"]) == ("stopped", ["cover-open"])
    assert b"urn:uuid:11111111-2222-3333-4444-555555555555" in served.asked[0][2]
    assert b"GetScannerElementsRequest" in served.asked[1][2]


def test_a_wsd_device_that_sends_elsewhere_is_asked_at_its_own_host(discovery):
    """It may know itself by another name; no other host is ever asked."""
    with pages({"/ws": Page(sample("wsd-metadata.xml"))}) as served:
        told = sample("wsd-matches.xml").replace(b"127.0.0.1:PORT", f"evil.test:{served.port}".encode())
        discovery(told)
        seen = ask(LIMITS, 0, "wsd")
    assert served.asked[0][1] == "/ws"
    assert seen.failure is not None


def test_a_wsd_device_without_a_scan_service_is_told(discovery):
    metadata = sample("wsd-metadata.xml").replace(b"ScannerServiceType", b"PrinterServiceType")
    with pages({"/ws": Page(metadata)}) as served:
        discovery(sample("wsd-matches.xml").replace(b"PORT", str(served.port).encode()))
        assert ask(LIMITS, 0, "wsd").failure.kind == "unsupported"


def test_a_wsd_scan_service_whose_path_is_stated_is_asked_there():
    with pages({"/WSD/SCAN": Page(sample("wsd-elements.xml"))}) as served:
        seen = ask(LIMITS, served.port, "wsd", path="/WSD/SCAN")
    assert seen.facts["scanner.max_resolution"] == 600


# --- which of them ------------------------------------------------------------------------------------------
def test_without_a_protocol_the_one_that_answers_is_taken():
    with pages({"/Scan/ScanCaps": Page(sample("ledm-caps.xml"))}) as served:
        seen = ask(LIMITS, served.port, "")
    assert seen.facts["scanner.protocol"] == "ledm"


def test_all_questions_to_one_scanner_together_have_the_time_of_one_device():
    connections = []

    def behave(connection):
        connections.append(connection)
        hostile.silent(connection)

    with hostile.server(behave) as port:
        seen = ask(replace(HASTY, answer_s=0.3), port, "")
    assert seen.failure.kind == "silent"
    assert len(connections) == 1  # by eSCL; nothing is left for LEDM


def test_where_none_answers_each_one_says_why():
    with pages({}) as served:
        seen = ask(HASTY, served.port, "")
    assert seen.failure.kind == "invalid_answer"
    assert [part.partition(":")[0] for part in seen.failure.message.split("; ")] == ["escl", "wsd", "ledm"]


def test_a_scanner_that_is_off_is_refused_by_all():
    seen = ask(HASTY, free_port(), "")
    assert (seen.failure.kind, seen.facts) == ("refused", {"answers": False})


def test_a_name_that_cannot_be_resolved_is_asked_no_further():
    seen = ask(HASTY, 0, "", host="no-such-name.invalid")
    assert seen.failure.kind == "dns_failure"
    assert seen.failure.message.startswith("escl: ")
    assert "wsd" not in seen.failure.message


# --- as real devices say it ------------------------------------------------------------------------------
REAL = sorted((folder() or SAMPLES).glob("scanner/*ScannerCapabilities.xml"))


@pytest.mark.skipif(not REAL, reason="there are no recordings of real devices here")
@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_real_devices_documents_tell_what_the_law_asks(file):
    status = file.with_name(file.name.replace("Capabilities", "Status"))
    told = Page(status.read_bytes()) if status.exists() else Page(status=404)
    with pages({CAPABILITIES: Page(file.read_bytes()), "/eSCL/ScannerStatus": told}) as served:
        seen = ask(LIMITS, served.port, "")
    assert seen.failure is None
    assert (seen.facts["scanner.color"], seen.facts["scanner.a4"], seen.facts["scanner.pdf"]) == (True,) * 3
    assert seen.facts["scanner.max_resolution"] >= 200
    assert ("scanner.state" in seen.facts) == status.exists()


# --- test scan ----------------------------------------------------------------------------------------------
def trial_of(seen):
    return {
        name.removeprefix("scanner.test_"): value
        for name, value in seen.facts.items()
        if name.startswith("scanner.test_")
    }


def test_no_test_scan_is_made_unasked(tmp_path):
    with escl(tmp_path) as port:
        seen = ask(LIMITS, port)
        again = ask(LIMITS, port)
    assert trial_of(seen) == {"asked": False}
    assert "--active" in seen.missing["scanner.test_ok"]
    assert again.facts["scanner.jobs"] == []


def test_a_test_scan_is_measured_and_its_page_is_nowhere(tmp_path):
    with escl(tmp_path) as port:
        seen = ask(LIMITS, port, active=True)
    told = trial_of(seen)
    assert (told["ok"], told["problem"], told["pdf_version"], told["dpi"], told["color"]) == (
        True,
        "",
        "1.4",
        200,
        True,
    )
    assert told["bytes"] > 10_000
    assert all(b"%PDF" not in raw and b"JFIF" not in raw for raw in seen.raw.values())


def test_the_job_is_deleted_afterwards():
    answers = {
        CAPABILITIES: Page(sample("escl.xml")),
        "/eSCL/ScannerStatus": Page(IDLE),
        "POST /eSCL/ScanJobs": Page(
            status=201, headers={"Location": "http://its-own-name.local/eSCL/ScanJobs/7"}
        ),
        "GET /eSCL/ScanJobs/7/NextDocument": Page(b"no page at all"),
    }
    with pages(answers) as served:
        told = trial_of(ask(LIMITS, served.port, active=True))
    assert (told["ok"], told["problem"]) == (False, "not-pdf")
    assert ("DELETE", "/eSCL/ScanJobs/7", b"") in served.asked


@pytest.mark.parametrize(
    ("says", "problem"),
    [({"page": "black"}, "black"), ({"page": "none"}, "no-page"), ({"refuses": True}, "refused")],
)
def test_what_goes_wrong_with_the_page_has_a_word(tmp_path, says, problem):
    with escl(tmp_path, **says) as port:
        told = trial_of(ask(LIMITS, port, active=True))
    assert (told["ok"], told["problem"]) == (False, problem)


def test_a_page_that_is_less_than_was_asked_for_shows_it(tmp_path):
    with escl(tmp_path, gives_dpi=100, gives_mode="Grayscale8", pdf_version="1.3") as port:
        told = trial_of(ask(LIMITS, port, active=True))
    assert (told["ok"], told["dpi"], told["color"], told["pdf_version"]) == (True, 100, False, "1.3")


@pytest.mark.parametrize(
    "says",
    [{"state": "Processing"}, {"state": "Stopped"}, {"feeder_state": "ScannerAdfJam"}, {"platen": False}],
)
def test_a_scanner_that_is_busy_or_unable_is_left_alone(tmp_path, says):
    with escl(tmp_path, **says) as port:
        seen = ask(LIMITS, port, active=True)
        assert ask(LIMITS, port).facts["scanner.jobs"] == []
    assert trial_of(seen) == {"asked": True}
    assert seen.missing["scanner.test_ok"]


def test_paper_in_the_feeder_is_scanned_from_there(tmp_path):
    with escl(tmp_path, platen=False, feeder_state="ScannerAdfLoaded") as port:
        assert trial_of(ask(LIMITS, port, active=True))["ok"] is True


def test_a_scanner_without_pdf_is_tested_with_what_it_has(tmp_path):
    with escl(tmp_path, formats=["image/jpeg"]) as port:
        told = trial_of(ask(LIMITS, port, active=True))
    assert (told["ok"], told["dpi"]) == (True, 200)
    assert "pdf_version" not in told


@pytest.mark.parametrize("location", ["/other/1", "/eSCL/ScanJobs/../../admin", "", "http://["])
def test_a_job_that_is_not_among_the_jobs_is_not_touched(location):
    answers = {
        CAPABILITIES: Page(sample("escl.xml")),
        "/eSCL/ScannerStatus": Page(IDLE),
        "POST /eSCL/ScanJobs": Page(status=201, headers={"Location": location}),
    }
    with pages(answers) as served:
        seen = ask(LIMITS, served.port, active=True)
    assert trial_of(seen) == {"asked": True}
    assert [method for method, _path, _body in served.asked].count("DELETE") == 0


def test_a_page_without_end_ends_and_the_job_with_it():
    answers = {
        CAPABILITIES: Page(sample("escl.xml")),
        "/eSCL/ScannerStatus": Page(IDLE),
        "POST /eSCL/ScanJobs": Page(status=201, headers={"Location": "/eSCL/ScanJobs/7"}),
        "GET /eSCL/ScanJobs/7/NextDocument": Page(b"x" * (LIMITS.answer_bytes + 100_000)),
    }
    with pages(answers) as served:
        seen = ask(LIMITS, served.port, active=True)
    assert trial_of(seen) == {"asked": True}
    assert served.asked[-1][0] == "DELETE"


def test_over_another_protocol_no_test_scan_is_made():
    with pages({"/Scan/ScanCaps": Page(sample("ledm-caps.xml"))}) as served:
        seen = ask(LIMITS, served.port, "ledm", active=True)
    assert trial_of(seen) == {"asked": True}
    assert json.loads(seen.raw["test"])["skipped"]
