"""A report that is written while others write to the same store is one run, whole."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.cli.report import FORMATS
from auditor.errors import EXIT_STORE
from auditor.store import Store
from tests.reports import cases, disturbing

ROOT = Path(__file__).parents[2]


RUN = cases.header().id


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store of a workspace with a judged run; the shell is in it."""
    (tmp_path / "auditor.toml").write_text('language = "en"\n')
    url, made = f"sqlite:///{tmp_path / 'auditor.db'}", cases.province()
    with Store.open(url) as store:
        store.save_header(made.header)
        store.save_manifest(RUN, made.manifest)
        store.save_judgement(RUN, made.judgement)
    monkeypatch.chdir(tmp_path)
    return url


@contextmanager
def another(url: str, what: str) -> Iterator[Callable[[], object]]:
    """Another process that writes to the store; the call gives it a line."""
    command = [sys.executable, "-m", disturbing.__name__, url, what]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, bufsize=1, **pipes) as writer:
        assert writer.stdout
        assert writer.stdin
        try:
            assert writer.stdout.readline() == "ready\n"
            yield partial(writer.stdin.write, "\n")
            assert writer.poll() is None, "the writer ended before the report"
        finally:
            writer.kill()


def numbers(folder: str) -> tuple[int, int]:
    """Failed and waived as the report's head says, which its findings must come to."""
    whole = json.loads((Path(folder) / "report.json").read_text("utf-8"))
    told = whole["summary"]["tally"]
    counted = Counter(f["verdict"] for c in whole["communes"] for d in c["devices"] for f in d["findings"])
    assert (counted["fail"], counted["waived"]) == (told["failed"], told["waived"])
    assert sum(c["tally"]["failed"] for c in whole["communes"]) == told["failed"]
    return told["failed"], told["waived"]


def test_while_an_audit_runs_every_format_is_written_of_the_run_before(url: str) -> None:
    words = [word for form in FORMATS for word in ("-f", form)]
    with another(url, "audit"):
        assert main(["report", RUN, "-o", "out", *words]) == 0
    assert numbers("out") == (8, 1)
    assert {path.suffix for path in Path("out").rglob("*.*")} >= {".html", ".xlsx", ".csv", ".xml", ".json"}


def test_of_a_run_that_is_judged_again_meanwhile_no_report_mixes_two_judgements(url: str) -> None:
    seen = Counter[object]()
    with another(url, "judge") as judge:
        for _turn in range(12):
            judge()
            code = main(["report", RUN, "-o", "out", "-f", "json"])
            seen[numbers("out") if code == 0 else code] += 1
    assert set(seen) <= {(8, 1), (0, 9), EXIT_STORE}
    assert set(seen) - {EXIT_STORE}
