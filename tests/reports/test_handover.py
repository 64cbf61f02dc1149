"""The hand-over record and the checklist: on paper as agreed on, and nothing of a device's in them raw."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from auditor.cli.provision import tell_record
from auditor.i18n import activate
from auditor.model import Verdict
from auditor.model.handover import Left, Work
from auditor.reports import handover as records
from auditor.reports import paper
from tests.reports.handover_cases import FOLDER, record, renderings

MADE = renderings()
HOSTILE = '<script>alert(1)</script> #panic("x") $x^2$ \\evil {{ 7*7 }} \x1b[31m'


def text_of(pdf, folder) -> str:
    """What pdftotext reads in *pdf*, on one line."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    file = folder / "record.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_page_is_what_was_agreed_on(name):
    assert MADE[name] == (FOLDER / name).read_text("utf-8"), "wanted? python -m tests.reports.handover_cases"


def test_the_pdf_says_what_the_page_says_with_every_accent(tmp_path):
    made = record()
    found = text_of(paper.pdf("handover.typ", records.data_of(made), made.made), tmp_path)
    for wanted in ("BIÊN BẢN BÀN GIAO THIẾT BỊ", "Độc lập - Tự do - Hạnh phúc", "Mức sẵn sàng của từng quầy"):
        assert wanted in found
    for asset in made.assets:
        assert asset.serial in found


def test_what_a_device_says_is_text_on_the_page_and_in_the_pdf(tmp_path):
    made = record(hostile=HOSTILE)
    data = records.data_of(made)
    page = "".join(paper.html("handover.html", data))
    assert "<script>" not in page
    assert "\x1b" not in page
    found = text_of(paper.pdf("handover.typ", data, made.made), tmp_path)
    assert '#panic("x")' in found
    assert "{{ 7*7 }}" in found


def test_only_what_fails_is_called_by_its_trouble():
    """What was set right is right, and what was not measured may be: neither is said to be wrong."""
    made = record()
    clock = next(each for each in made.findings if each.rule == "pc.time.offset" and each.problem)
    told = {"vi": clock.title["vi"], "en": clock.title["en"]}
    of = {
        verdict: replace(clock, verdict=verdict) for verdict in (Verdict.PASS, Verdict.UNKNOWN, Verdict.FAIL)
    }
    left = (Left(of[Verdict.UNKNOWN], "unknown"), Left(of[Verdict.FAIL], "province"))
    data = records.data_of(replace(made, work=(Work("pc", (of[Verdict.PASS],), 1),), left=left))
    titles = [row["title"] for group in data["left"] for row in group["rows"]]
    assert data["work"][0]["closed"] == [told]
    assert sorted(each["en"] for each in titles) == sorted([told["en"], clock.problem["en"]])


def test_the_terminal_calls_nothing_by_a_trouble_that_was_not_seen(capsys):
    activate("en")
    clock = next(each for each in record().findings if each.rule == "pc.time.offset" and each.problem)
    for verdict, said in ((Verdict.UNKNOWN, clock.title), (Verdict.FAIL, clock.problem)):
        tell_record(replace(record(), left=(Left(replace(clock, verdict=verdict), "unknown"),)))
        assert capsys.readouterr().out.rstrip().endswith(said["en"])


def test_the_same_record_is_the_same_pdf():
    made = record()
    data = records.data_of(made)
    assert paper.pdf("handover.typ", data, made.made) == paper.pdf("handover.typ", data, made.made)


def test_page_and_pdf_stand_beside_each_other_whichever_ending_was_asked_for(tmp_path):
    for name in ("a.html", "b.pdf", "c"):
        files = records.write_record(record(), tmp_path / name)
        assert [file.name for file in files] == [f"{name[0]}.html", f"{name[0]}.pdf"]
        assert all(file.stat().st_size for file in files)


def test_a_center_is_ready_only_when_nothing_is_left_and_everything_lets_us_in():
    made = record(left=False)
    assert made.ready
    assert not record().ready
    refused = replace(made.access[0], status="refused")
    assert not replace(made, access=(refused,)).ready
