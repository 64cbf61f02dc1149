"""Certificates that the PC trusts."""

from cryptography.hazmat.primitives import serialization

from tests.support.pc_answers import NOW, answer, certificate, parse, why


def test_an_added_root_that_has_expired_is_named():
    pems = [
        certificate(name, days).public_bytes(serialization.Encoding.PEM).decode()
        for name, days in (("Gốc cũ", -1), ("Gốc mới", 30))
    ]
    data = answer(added_roots={"/usr/local/share/ca-certificates/a.crt": "".join(pems)})
    parsed = parse(data, asked_at=NOW, answered_at=NOW)
    assert parsed.facts["ca.local_expired"] == ["Gốc cũ"]
    assert [record["days_left"] for record in parsed.facts["ca.local"]] == [-1.0, 30.0]
    assert parsed.facts["ca.local"][0]["not_after"] == "2025-12-31T00:00:00.000000Z"


def test_an_added_root_that_is_no_certificate_is_not_passed_over():
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert "/x.crt" in why("ca.local_expired", added_roots={"/x.crt": broken})


def test_the_roots_are_missing_where_there_is_no_bundle():
    assert "no bundle" in why("ca.roots", {"roots": "no bundle of trusted certificates"}, roots=None)
