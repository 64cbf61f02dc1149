"""Answers of the Linux probe for tests: a recorded PC (Debian 12), with one part or another changed."""

import base64
import json
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from auditor.parsers import linux
from tests.support.recorded import Recorded

NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
_PC = Recorded(Path(__file__).parent.parent / "parsers" / "data" / "pc_debian12.json", linux.parse)
answer, parse, fact, why = _PC.answer, _PC.parse, _PC.fact, _PC.why


def line(data: Any) -> bytes:
    """*data* as the probe prints it."""
    return b"AUDITOR1 " + base64.b64encode(zlib.compress(json.dumps(data).encode())) + b"\n"


def units(*lines: str) -> dict[str, Any]:
    """The section of units with these *lines* of systemctl."""
    return {"list": "\n".join(lines), "enabled": [], "masked": []}


def certificate(name: str, days: float) -> x509.Certificate:
    """A certificate for *name* that ends *days* after NOW."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    end = datetime.fromtimestamp(NOW, UTC) + timedelta(days=days)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    )
    builder = builder.serial_number(7).not_valid_before(end - timedelta(days=100)).not_valid_after(end)
    return builder.sign(key, hashes.SHA256())
