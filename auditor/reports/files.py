"""Reports on disk: a reader sees the old file or the new one, never half of one."""

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from auditor.errors import ReportError
from auditor.i18n import _, os_error

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def write(path: Path, pieces: Iterable[str]) -> Path:
    """Write *pieces* as UTF-8 to a file beside *path*, then put it in its place; *path* is returned.

    Raises ReportError when that cannot be done; what was at *path* before is then intact.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, pieces)
    except OSError as error:
        raise _report_error(path, error) from error
    return path


def write_bytes(path: Path, whole: bytes) -> Path:
    """:func:`write` for what is no text."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, whole)
    except OSError as error:
        raise _report_error(path, error) from error
    return path


def _replace(path: Path, pieces: Iterable[str] | bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            if isinstance(pieces, bytes):
                stream.write(pieces)
            else:
                stream.writelines(piece.encode() for piece in pieces)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _report_error(path: Path, error: OSError) -> ReportError:
    if error.errno in _FULL:
        return ReportError(
            _("no space left to write {path}").format(path=path),
            _("make room there, or write elsewhere: auditor report --output DIR"),
        )
    return ReportError(
        _("{path} cannot be written: {error}").format(path=path, error=os_error(error)),
        _("write elsewhere: auditor report --output DIR"),
    )
