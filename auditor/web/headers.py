"""What stands in every response, and which requests are not even looked at."""

from collections.abc import Mapping

# Every page's own files and forms, nothing else, in no frame (Content Security Policy Level 3).
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

ALWAYS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # not no-referrer: with that browsers send no Origin with our own forms (Fetch, "append a request Origin")
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": _PERMISSIONS,
    "x-robots-tag": "noindex",
}
_HSTS = ("strict-transport-security", "max-age=31536000")
NO_STORE = "no-store"
IMMUTABLE = "public, max-age=31536000, immutable"


def of_every_response(secure: bool) -> list[tuple[str, str]]:
    """The headers of every response, also of one that never reached the application."""
    return [*ALWAYS.items(), *([_HSTS] if secure else [])]
