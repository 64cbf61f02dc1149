"""Reports on disk are whole, or the ones from before."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import ReportError
from auditor.i18n import activate
from auditor.reports import files


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = files.write(tmp_path / "a" / "b.html", ["Mường ", "Ảng"])
    assert path.read_text("utf-8") == "Mường Ảng"


def test_whoever_is_reading_the_former_report_reads_it_to_its_end(tmp_path: Path) -> None:
    path = files.write(tmp_path / "a.html", ["the former"])
    with path.open() as reader:
        files.write(path, ["the new one"])
        assert reader.read() == "the former"
    assert path.read_text() == "the new one"


def test_a_report_may_be_read_by_those_whom_the_umask_lets(tmp_path: Path) -> None:
    former = os.umask(0o027)
    try:
        path = files.write(tmp_path / "a.html", ["x"])
    finally:
        os.umask(former)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_report_that_breaks_off_leaves_the_former_one_and_nothing_else(tmp_path: Path) -> None:
    def breaking() -> Iterator[str]:
        yield "half of "
        raise RuntimeError("the view was wrong")

    path = files.write(tmp_path / "a.html", ["the former"])
    with pytest.raises(RuntimeError):
        files.write(path, breaking())
    assert path.read_text() == "the former"
    assert list(tmp_path.iterdir()) == [path]


_OVER_THE_LIMIT = """
import resource, signal, sys
from pathlib import Path
from auditor.errors import ReportError
from auditor.reports import files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    files.write(Path(sys.argv[1]), ["x" * 100_000])
except ReportError as error:
    print("report error:", error.message)
"""


def test_no_room_for_the_file_is_a_report_error_and_leaves_the_former_one(tmp_path: Path) -> None:
    path = files.write(tmp_path / "a.html", ["the former"])
    done = subprocess.run(
        [sys.executable, "-c", _OVER_THE_LIMIT, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("report error:")
    assert path.read_text() == "the former"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_says_to_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    activate("en")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReportError) as caught:
        files.write(tmp_path / "a.html", ["x"])
    assert "no space left" in caught.value.message
    assert "--output" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


_ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from auditor.errors import ReportError
from auditor.i18n import activate
from auditor.reports import files
activate("en")
path = files.write(Path(sys.argv[1]) / "a.html", ["the former"])
try:
    files.write(path, ("x" * 1000 for _ in range(1000)))
except ReportError as error:
    print(error.message, "|", path.read_text(), "|", len(list(path.parent.iterdir())))
"""


@pytest.mark.lab
def test_a_disk_that_is_really_full_keeps_the_former_report(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=64k none "$1" && exec "$2" -c "$3" "$1"'
    command = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        script,
        "sh",
        str(tmp_path),
        sys.executable,
        _ON_A_SMALL_DISK,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"no space left to write {tmp_path / 'a.html'} | the former | 1\n"
