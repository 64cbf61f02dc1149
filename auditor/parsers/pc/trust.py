"""Certificates that the PC trusts."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from auditor.i18n import _
from auditor.model import times
from auditor.parsers.pc.answer import Answer, Fact, Missing, texts

_DAY = 86400.0
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,60000}-----END CERTIFICATE-----")


def roots(answer: Answer) -> list[str]:
    return [
        digest for digest in texts(answer.get("roots.sha256", list)) if re.fullmatch("[0-9a-f]{64}", digest)
    ]


def _added(answer: Answer) -> Iterator[x509.Certificate]:
    answer.refuse("ca_local", "added_roots")
    for path, text in answer.get("added_roots", dict).items():
        for pem in _PEM.findall(text if isinstance(text, str) else "")[:100]:
            try:
                yield x509.load_pem_x509_certificate(pem.encode())
            except ValueError as error:
                raise Missing(
                    _("{path} is no certificate: {error}").format(path=path, error=error)
                ) from error


def local(answer: Answer) -> list[dict[str, Any]]:
    found = {cert.fingerprint(SHA256()).hex(): cert for cert in _added(answer)}
    return [
        {"sha256": digest, "subject": subject(cert), **validity(cert, answer.now)}
        for digest, cert in found.items()
    ]


def subject(cert: x509.Certificate) -> str:
    """Common name or, where there is none, the whole subject (RFC 4514)."""
    common = cert.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else cert.subject.rfc4514_string()


def validity(cert: x509.Certificate, now: float) -> dict[str, Any]:
    """``not_after`` and ``days_left`` (negative: expired)."""
    end = cert.not_valid_after_utc
    return {"not_after": times.to_text(end), "days_left": days_left(end, now)}


def days_left(end: datetime, now: float) -> float:
    """Days from *now* (Unix time) to *end*, negative when it is past."""
    return round((end - datetime.fromtimestamp(now, UTC)).total_seconds() / _DAY, 2)


def local_expired(answer: Answer) -> list[str]:
    return [record["subject"] for record in local(answer) if record["days_left"] < 0]


FACTS: Mapping[str, Fact] = {"ca.roots": roots, "ca.local": local, "ca.local_expired": local_expired}
