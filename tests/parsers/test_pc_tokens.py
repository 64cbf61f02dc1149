"""Certificates on signing tokens."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.kiosk_answers import kiosk
from tests.support.pc_answers import NOW, answer, parse

NAMES = {
    NameOID.COMMON_NAME: "Lò Văn A",
    NameOID.ORGANIZATION_NAME: "Ủy ban nhân dân xã Mường Nhé",
    NameOID.TITLE: "Phó Chủ tịch",
}


def certificate(days=10.0, ca=None, names=None):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in (names or NAMES).items()])
    end = datetime.fromtimestamp(NOW, UTC) + timedelta(days=days)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(end - timedelta(days=900)).not_valid_after(end)
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    return builder.sign(key, hashes.SHA256())


def on_token(*certs, slot="SafeNet eToken 5110"):
    ders = (cert.public_bytes(serialization.Encoding.DER) for cert in certs)
    return [{"slot": slot, "module": "/m.so", "certificate": base64.b64encode(der).decode()} for der in ders]


def found(entries, errors=None):
    return parse(answer(errors, tokens=entries), asked_at=NOW, answered_at=NOW)


def test_a_recorded_token_names_the_organisation_and_its_end():
    (token,) = kiosk().facts["tokens"]
    assert token["names"][1] == "Ủy ban nhân dân Phường Điện Biên Phủ"
    assert (token["issuer"], token["not_after"][:10]) == ("Dien Bien Lab Root CA", "2028-10-22")


def test_a_certificate_has_subject_names_issuer_and_days_left():
    assert found(on_token(certificate(10))).facts["tokens"] == [
        {
            "reader": "SafeNet eToken 5110",
            "subject": "Lò Văn A",
            "names": ["Lò Văn A", "Ủy ban nhân dân xã Mường Nhé", "Phó Chủ tịch"],
            "issuer": "Lò Văn A",
            "not_after": "2026-01-11T00:00:00.000000Z",
            "days_left": 10.0,
        }
    ]


def test_a_name_in_decomposed_unicode_is_spelt_as_everybody_spells_it():
    decomposed = {NameOID.COMMON_NAME: "U\u0309y ban"}
    (token,) = found(on_token(certificate(names=decomposed))).facts["tokens"]
    assert token["names"] == ["Ủy ban"]


def test_issuers_on_the_token_are_no_signing_certificates():
    tokens = found(on_token(certificate(ca=True), certificate(ca=False, days=5))).facts["tokens"]
    assert [token["days_left"] for token in tokens] == [5.0]


def test_one_certificate_that_two_modules_show_is_one():
    both = on_token(certificate()) * 2
    assert len(found(both).facts["tokens"]) == 1


def test_no_token_is_an_observation_when_every_module_was_asked():
    assert found([]).facts["tokens"] == []


def test_a_module_that_did_not_answer_makes_no_token_unknown():
    assert "time limit" not in found([], {"tokens.1": "time limit"}).facts
    assert "took too long" in found([], {"tokens.1": "time limit"}).missing["tokens"]


def test_without_the_tool_it_is_not_known_whether_there_is_a_token():
    missing = found([], {"tokens.0": "pkcs11-tool is not installed"}).missing["tokens"]
    assert "opensc" in missing


def test_what_is_no_certificate_is_not_passed_over():
    entries = [*on_token(certificate()), {"slot": "x", "certificate": "AAAA"}]
    assert "tokens" in found(entries).missing
