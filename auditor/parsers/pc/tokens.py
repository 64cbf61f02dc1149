"""Certificates on signing tokens, as PKCS#11 shows them to everybody."""

import base64
import unicodedata
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.pc.trust import subject, validity

_NAMES = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.TITLE)


def tokens(answer: Answer) -> list[dict[str, Any]]:
    """One record a certificate, issuers' own left out beside others; none where all modules show none.

    Missing where nothing could be asked, or where one module did not answer and no other shows a certificate.
    """
    certs = [(entry, _certificate(entry)) for entry in answer.get("tokens", list)]
    people = [(entry, cert) for entry, cert in certs if not _is_authority(cert)]
    found = {cert.fingerprint(SHA256()): _record(answer, entry, cert) for entry, cert in people or certs}
    failed = [place for place in answer.errors if place == "tokens" or place.startswith("tokens.")]
    if failed and not found:
        raise Missing(answer.why(*sorted(failed)))
    return list(found.values())


def _certificate(entry: Any) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(base64.b64decode(str(entry["certificate"]), validate=True))
    except (ValueError, TypeError, KeyError) as error:
        place = _("what the token gives is no certificate: {error}").format(error=str(error)[:100])
        raise Missing(place) from error


def _is_authority(cert: x509.Certificate) -> bool:
    try:
        return bool(cert.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False


def _record(answer: Answer, entry: Mapping[str, Any], cert: x509.Certificate) -> dict[str, Any]:
    return {
        "reader": str(entry.get("slot", ""))[:200],
        "subject": subject(cert),
        "names": names(cert),
        "issuer": _common_name(cert.issuer),
        **validity(cert, answer.now),
    }


def names(cert: x509.Certificate) -> list[str]:
    """Who and what the certificate names, in Unicode's composed form: one letter has one spelling."""
    values = (value.value for oid in _NAMES for value in cert.subject.get_attributes_for_oid(oid))
    return list(dict.fromkeys(" ".join(unicodedata.normalize("NFC", str(value)).split()) for value in values))


def _common_name(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


FACTS: Mapping[str, Fact] = {"tokens": tokens}
