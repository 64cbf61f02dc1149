"""Passwords of the dashboard's accounts: what is kept of one, and which are refused."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from enum import StrEnum

MIN_LENGTH = 12
"""The product's own: more than the 8 that do beside a second factor, because there is none."""
MAX_LENGTH = 256
_MIN_DIFFERENT = 5

# scrypt with N = 2^17, r = 8, p = 1: OWASP Password Storage Cheat Sheet (cheatsheetseries.owasp.org, read in
# November 2026). 128 MiB and a quarter of a second each, so a server looks at few at a time.
_LOG_N, _R, _P = 17, 8, 1
_SALT_BYTES, _KEY_BYTES = 16, 32
_MOST_LOG_N, _MOST_R, _MOST_P = 20, 16, 8


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    SIMPLE = "simple"
    NAME = "name"


def weakness(password: str, name: str) -> Weakness | None:
    """What is wrong with *password* for the account *name*; None: nothing.

    Length and unlikeness are what counts, kinds of characters do not (NIST SP 800-63B, 5.1.1).
    """
    normal = _normal(password)
    if len(normal) < MIN_LENGTH:
        return Weakness.SHORT
    if len(normal) > MAX_LENGTH:
        return Weakness.LONG
    if len(set(normal)) < _MIN_DIFFERENT:
        return Weakness.SIMPLE
    folded, own = normal.casefold(), name.casefold()
    rest = folded.replace(own, "")
    return Weakness.NAME if own in folded and len(rest) < MIN_LENGTH else None


def hashed(password: str) -> str:
    """*password* as it is kept: ``scrypt$<log2 N>$<r>$<p>$<salt>$<key>``, salt and key in base64."""
    salt = secrets.token_bytes(_SALT_BYTES)
    key = _derived(password, salt, _LOG_N, _R, _P)
    return f"scrypt${_LOG_N}${_R}${_P}${_text(salt)}${_text(key)}"


def matches(password: str, kept: str) -> bool:
    """Whether *kept* was made of *password*, by the parameters in it. Compares in constant time."""
    try:
        name, log_n, r, p, salt, key = kept.split("$")
        numbers = int(log_n), int(r), int(p)
        known = base64.b64decode(key, validate=True)
        derived = _derived(password, base64.b64decode(salt, validate=True), *numbers)
    except ValueError:
        return False
    return name == "scrypt" and hmac.compare_digest(derived, known)


def nobody() -> str:
    """What is compared where there is no such account, so that it takes as long: no password matches it."""
    return f"scrypt${_LOG_N}${_R}${_P}${_text(bytes(_SALT_BYTES))}${_text(secrets.token_bytes(_KEY_BYTES))}"


def outdated(kept: str) -> bool:
    """Whether *kept* was made with other parameters than today's."""
    return not kept.startswith(f"scrypt${_LOG_N}${_R}${_P}$")


def _derived(password: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    if not (0 < log_n <= _MOST_LOG_N and 0 < r <= _MOST_R and 0 < p <= _MOST_P):
        raise ValueError("parameters out of bounds")
    data = _normal(password)[: MAX_LENGTH + 1].encode("utf-8", "surrogatepass")
    room = 128 * r * ((1 << log_n) + p + 2)
    return hashlib.scrypt(data, salt=salt, n=1 << log_n, r=r, p=p, maxmem=room, dklen=_KEY_BYTES)


def _normal(password: str) -> str:
    """In NFC: a keyboard may write Vietnamese letters composed or in pieces."""
    return unicodedata.normalize("NFC", password)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
