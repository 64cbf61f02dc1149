"""The dashboard's style and script: each under a name with its digest in it, to be kept for good."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TEMPLATES = resources.files("auditor.reports").joinpath("templates")
_MADE_OF = {"style.css": ("style.css", "web/web.css"), "app.js": ("web/app.js",)}
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Asset:
    """A file as it is served: its name with the digest, what it is, and its bytes."""

    name: str
    media_type: str
    content: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """Every file by its plain name (``style.css``, ``app.js``)."""
    return {name: _asset(name, parts) for name, parts in _MADE_OF.items()}


def url(name: str) -> str:
    """The address of the file with the plain *name*."""
    return f"/static/{assets()[name].name}"


def _asset(name: str, parts: tuple[str, ...]) -> Asset:
    content = b"\n".join(_TEMPLATES.joinpath(part).read_bytes() for part in parts)
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Asset(f"{digest}-{name}", _TYPES[name.rpartition(".")[2]], content)
