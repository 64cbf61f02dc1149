"""Answers of the Linux probe for tests: a recorded PC (Debian 12), with one part or another changed."""

import base64
import copy
import json
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from auditor.parsers import linux
from auditor.parsers.parsed import Parsed

RECORDED = Path(__file__).parent.parent / "parsers" / "data" / "pc_debian12.json"
NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@cache
def _recorded() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(RECORDED.read_text())
    return loaded


def answer(errors: dict[str, str] | None = None, **sections: Any) -> dict[str, Any]:
    """The recorded answer with whole *sections* replaced (None: taken out) and *errors* added.

    ``section__part=value`` replaces one part only.
    """
    data = copy.deepcopy(_recorded())
    for name, value in sections.items():
        section, _sep, part = name.partition("__")
        place = data["sections"][section] if part else data["sections"]
        place[part or section] = value
    data["errors"].update(errors or {})
    return data


def parse(data: Any, **times: float | None) -> Parsed:
    """What the parser makes of *data* (JSON-able)."""
    asked = {"asked_at": None, "answered_at": None} | times
    return linux.parse(json.dumps(data).encode(), **asked)


def fact(name: str, errors: dict[str, str] | None = None, **sections: Any) -> Any:
    """One fact of the recorded answer with changes; raises KeyError with the reason when it is missing."""
    parsed = parse(answer(errors, **sections))
    if name in parsed.missing:
        raise KeyError(parsed.missing[name])
    return parsed.facts[name]


def why(name: str, errors: dict[str, str] | None = None, **sections: Any) -> str:
    """Why a fact is missing."""
    parsed = parse(answer(errors, **sections))
    assert name not in parsed.facts, parsed.facts[name]
    return parsed.missing[name]


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


NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
