"""Reports on disk: a reader sees the old file or the new one, never half of one."""

import contextlib
import errno
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from auditor.errors import ReportError
from auditor.i18n import _, os_error

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def write(path: Path, pieces: Iterable[str]) -> Path:
    """Write *pieces* as UTF-8 to a file beside *path*, then put it in its place; *path* is returned.

    Raises ReportError when that cannot be done; what was at *path* before is then intact.
    """
    with writing(path) as stream:
        stream.writelines(piece.encode() for piece in pieces)
    return path


def write_bytes(path: Path, whole: bytes) -> Path:
    """:func:`write` for what is no text."""
    with writing(path) as stream:
        stream.write(whole)
    return path


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A stream to a file beside *path*, which takes the place of *path* once the block ends without an error.

    Raises ReportError for every OSError, also one of the block.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _replacing(path) as stream:
            yield stream
    except OSError as error:
        raise _report_error(path, error) from error


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with temporary.open("wb") as stream:
            yield stream
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
            _("make room there, or name another place, for example with --output"),
        )
    return ReportError(
        _("{path} cannot be written: {error}").format(path=path, error=os_error(error)),
        _("name another place, for example with --output"),
    )
