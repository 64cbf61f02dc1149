"""Browsers that an account was logged in with before: what others try in its name does not keep them out.

A counter by name alone lets whoever knows the chairman's name keep him out for ever; one without it lets a
botnet guess (OWASP, Slow Down Online Guessing Attacks with Device Cookies). The mark says nothing but that
this browser knew the password that is still valid, lets nobody in, and has tries of its own.
"""

import base64
import hmac
import secrets

_NONCE_BYTES = 16
_LONGEST = 100


def mark(name: str, kept: str) -> str:
    """A mark for a browser in which *name*, whose hashed password is *kept*, has just logged in."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + _mac(nonce, name, kept)).decode("ascii")


def recognised(given: str, name: str, kept: str) -> str:
    """What the tries of the browser with the mark *given* are counted by; ``""``: none that *name* knows."""
    try:
        data = base64.urlsafe_b64decode(given[:_LONGEST].encode("ascii"))
    except ValueError:
        return ""
    nonce, mac = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
    return nonce.hex() if hmac.compare_digest(mac, _mac(nonce, name, kept)) else ""


def _mac(nonce: bytes, name: str, kept: str) -> bytes:
    return hmac.digest(kept.encode(), b"familiar\0" + nonce + name.encode("utf-8", "surrogatepass"), "sha256")
