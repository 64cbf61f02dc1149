"""A message about a run, and what became of it on each channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Channel(StrEnum):
    """A way out of the house."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Outcome(StrEnum):
    """What became of a message on one channel."""

    SENT = "sent"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    NO_TLS = "no_tls"
    """The server offers no encryption, and none was not allowed."""
    CERTIFICATE = "certificate"
    """Its certificate is not trusted, has expired, or is another host's."""
    LOGIN_REFUSED = "login_refused"
    REFUSED = "refused"
    """For good: trying again would not help."""
    BUSY = "busy"
    """For now: it said so each time it was tried."""
    INVALID = "invalid"
    """What it answered is not of its protocol."""


@dataclass(frozen=True)
class Notice:
    """What is told of a run: a subject of one line, the same as text, as HTML and as values for JSON."""

    subject: str
    text: str
    html: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """What became of one message. ``to`` are its receivers as people know them, never a secret."""

    channel: Channel
    to: str
    outcome: Outcome
    tries: int = 1
    detail: str = ""
