"""A fix as one HTML page, whole in itself: the proof first, then every device with its differences."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from markupsafe import Markup

from auditor.model import Fix, StepStatus
from auditor.reports import files, html
from auditor.reports import fix_words as said
from auditor.reports.fix_view import changes_of, devices_of, left_to_people
from auditor.reports.words import words_of

MAX_DIFF_LINES = 200
SHAPES = {
    StepStatus.CHANGED: "pass",
    StepStatus.UNCHANGED: "not_applicable",
    StepStatus.FAILED: "fail",
    StepStatus.UNREACHABLE: "unknown",
    StepStatus.REFUSED: "gaps",
    StepStatus.SKIPPED: "gaps",
    None: "gaps",
}


def write_fix(fix: Fix, path: Path, language: str = "") -> Path:
    """Write *fix* as a page to *path*, in *language* (``""``: the plan's).

    Raises ReportError; the page is whole or the one from before.
    """
    return files.write(path, pieces(fix, language))


def pieces(fix: Fix, language: str = "") -> Iterable[str]:
    """The page in pieces."""
    words = words_of(language or fix.plan.language)
    environment = html.environment(words.language)
    style = Markup(environment.globals["style"]) + Markup(_style())  # noqa: S704  (files of ours)
    template = environment.get_template("fix.html")
    return template.generate(
        fix=fix,
        said=said,
        devices=devices_of(fix, MAX_DIFF_LINES),
        proof=[(*each, changes_of(fix, getattr(fix.proof, each[0]))) for each in said.PROOF],
        people=left_to_people(fix),
        shapes=SHAPES,
        style=style,
        style_hash=html.hash_of(style),
        UNCHANGED=StepStatus.UNCHANGED,
    )


def _style() -> str:
    return resources.files("auditor.reports").joinpath("templates/fix.css").read_text("utf-8")
