"""Times: UTC in storage (RFC 3339, ``Z``), Asia/Ho_Chi_Minh on paper and screen."""

from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""UTC+7 the whole year since 13 June 1975 (IANA tz database, zone Asia/Ho_Chi_Minh)."""


def now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, e.g. ``2026-11-21T20:43:07.000123Z``: sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """The inverse of :func:`to_text`; raises ValueError for anything that has no offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"time without an offset: {text!r}")
    return moment.astimezone(UTC)


def shown(moment: datetime) -> str:
    """``dd/mm/yyyy HH:MM`` in Vietnam's time, as people there write it."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def day(moment: datetime) -> date:
    """The day that it is in Vietnam then."""
    return moment.astimezone(VIETNAM).date()


def day_shown(when: date) -> str:
    """``dd/mm/yyyy``."""
    return when.strftime("%d/%m/%Y")


def day_from(text: str) -> date:
    """The day of ``dd/mm/yyyy`` or ``yyyy-mm-dd``; raises ValueError for anything else."""
    form = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    return datetime.strptime(text, form).replace(tzinfo=VIETNAM).date()
