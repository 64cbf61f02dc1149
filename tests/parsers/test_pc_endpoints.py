"""Services as the PC reaches them, and files that the standard names."""

import base64

from cryptography.hazmat.primitives import serialization

from tests.support.pc_answers import NOW, answer, certificate, fact, parse, why


def endpoint(**changes):
    base = {
        "name": "portal",
        "url": "https://portal.example/",
        "essential": True,
        "stage": "ok",
        "error": "",
        "ms": 12.34,
    }
    return {**base, **changes}


def test_an_endpoint_says_where_it_stopped_and_when_its_certificate_ends():
    der = certificate("portal.example", -3).public_bytes(serialization.Encoding.DER)
    refused = endpoint(
        stage="tls", error="certificate has expired", certificate=base64.b64encode(der).decode()
    )
    parsed = parse(answer(endpoints=[endpoint(http_status=503), refused]), asked_at=NOW, answered_at=NOW)
    reached, stopped = parsed.facts["endpoints"]
    assert (reached["ok"], reached["http_status"], reached["ms"]) == (True, 503, 12.3)
    assert (stopped["ok"], stopped["stage"], stopped["tls_days_left"]) == (False, "tls", -3.0)


def test_a_certificate_that_is_none_leaves_its_end_out():
    found = fact("endpoints", endpoints=[endpoint(certificate="AAAA"), endpoint(certificate="\x1b")])
    assert all("tls_not_after" not in record for record in found)


def test_what_was_not_asked_is_missing():
    assert why("endpoints", endpoints=[])
    assert why("files", files=[])


def test_a_file_is_there_gone_or_unseen():
    states = [
        {"path": "/a", "exists": True, "sha256": "0" * 64, "mode": "0644", "owner": "root"},
        {"path": "/b", "exists": False},
        {"path": "/c"},
    ]
    assert fact("files", files=states) == states
