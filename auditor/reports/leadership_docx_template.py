"""Builds templates/leadership.docx: ``python -m auditor.reports.leadership_docx_template [FILE]``.

The file is committed, so that a report needs no building; a province copies it to its workspace's
``templates/leadership.docx`` and changes it in Word. It has no text of its own but tags (Jinja2, as docxtpl
reads them), which docs/reports-paper.md lists.
"""

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Pt

from auditor.reports import word_parts as word


def build(file: Path) -> None:
    """Write the template to *file*."""
    document: Any = Document()
    word.page(document)
    word.styles(document)
    word.page_number(document.sections[0])
    _frame(document)
    _body(document)
    _signature(document)
    _annexes(document)
    document.core_properties.title = "{{ title }}"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.save(str(file))


# ── the paper ────────────────────────────────────────────────────────────────────────────────────


def _frame(document: Any) -> None:
    """Boxes 1 to 5 and 9a of the decree's scheme."""
    table = word.grid(document, (68, 97), 2)
    word.margins(table, 0)
    left, right = table.rows[0].cells
    word.paragraph(left, "{%p for body in frame.bodies[:-1] %}", "Small frame", first=True)
    word.paragraph(left, "{{ body }}", "Small frame")
    word.paragraph(left, "{%p endfor %}", "Small frame")
    word.paragraph(left, "{{ frame.bodies[-1] }}", "Small frame", bold=True)
    word.rule(left, 21, 21)
    word.paragraph(right, "{{ frame.state }}", "Small frame", first=True, bold=True)
    word.paragraph(right, "{{ frame.motto }}", "Frame", bold=True)
    word.rule(right, 18, 18)
    word.paragraph(right, "{%p if language != 'vi' %}", "Small frame")
    english = word.paragraph(right, "{{ t.state }}. {{ t.motto }}", "Small frame", italic=True)
    english.runs[0].font.size = Pt(9)
    word.paragraph(right, "{%p endif %}", "Small frame")
    left, right = table.rows[1].cells
    word.paragraph(left, "{{ frame.number }}", "Frame", first=True)
    word.paragraph(left, "{%p if frame.letter %}", "Small frame")
    word.paragraph(left, "{{ subject }}", "Small frame")
    word.paragraph(left, "{%p endif %}", "Small frame")
    word.paragraph(right, "{{ frame.place_date }}", "Frame", first=True, italic=True)
    document.add_paragraph(style="Rule")
    word.tag(document, "if not frame.letter")
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subject }}", style="Subtitle")
    word.rule(document, 57, 57)
    word.tag(document, "endif")
    word.tag(document, "if note")
    word.paragraph(document, "{{ note }}", "Small frame", italic=True)
    word.tag(document, "endif")
    _to(document)


def _to(document: Any) -> None:
    """One addressee on the line of “Kính gửi:”, several below it."""
    word.tag(document, "if frame.to | length == 1")
    document.add_paragraph("{{ t.to }} {{ frame.to[0] }}", style="Frame")
    word.tag(document, "elif frame.to")
    document.add_paragraph("{{ t.to }}", style="Frame")
    word.tag(document, "for each in frame.to")
    document.add_paragraph("- {{ each }};", style="Frame")
    word.tag(document, "endfor")
    word.tag(document, "endif")


def _body(document: Any) -> None:
    """Box 6."""
    document.add_paragraph("1. {{ t.answer }}", style="Heading 2")
    paragraph = document.add_paragraph()
    paragraph.add_run("{{ answer }}").bold = True
    paragraph.add_run(" {{ (capacity ~ ' ' ~ caveat) | trim }}")
    word.tag(document, "if change")
    document.add_paragraph("{{ change }}")
    word.tag(document, "endif")
    levels = [(name, name, 27.0, True) for name in ("communes", "ready", "gaps", "not_ready", "not_measured")]
    columns: list[word.Column] = [("region", "region", 30, False), *levels]
    word.total(word.table(document, "row", "regions", columns, "Cell"), columns)
    document.add_paragraph("2. {{ t.causes }}", style="Heading 2")
    word.tag(document, "if not causes")
    document.add_paragraph("{{ causes_lead }}")
    word.tag(document, "else")
    columns = [
        ("number", "number", 10, True),
        ("cause", "title", 74, False),
        ("places", "communes", 14, True),
        ("devices", "devices", 15, True),
        ("who", "who", 52, False),
    ]
    word.table(document, "row", "causes", columns, "Annex cell")
    word.tag(document, "endif")
    document.add_paragraph("3. {{ t.proposals }}", style="Heading 2")
    word.tag(document, "for each in proposals")
    document.add_paragraph("{{ (each.letter ~ ' ' ~ each.text) | trim }}")
    word.tag(document, "endfor")


def _signature(document: Any) -> None:
    """Boxes 7 and 9b."""
    document.add_paragraph("{{ t.closing }}./.").paragraph_format.keep_with_next = True
    table = word.grid(document, (82, 83), 1)
    word.margins(table, 0)
    word.flag(table.rows[0], "w:cantSplit")
    left, right = table.rows[0].cells
    word.paragraph(left, "{{ t.recipients }}", "Recipients", first=True, bold=True, italic=True).runs[
        0
    ].font.size = Pt(12)
    word.paragraph(left, "{%p for each in frame.recipients %}", "Recipients")
    word.paragraph(left, "{{ each }}", "Recipients")
    word.paragraph(left, "{%p endfor %}", "Recipients")
    word.paragraph(right, "{%p for each in frame.sign %}", "Frame", first=True)
    word.paragraph(right, "{{ each }}", "Frame", bold=True)
    word.paragraph(right, "{%p endfor %}", "Frame")
    for _line in range(3):  # room for the signature
        word.paragraph(right, "", "Frame")
    word.paragraph(right, "{{ frame.signer }}", "Frame", bold=True)


_ANNEXES: dict[str, list[word.Column]] = {
    "communes": [
        ("number", "number", 10, True),
        ("code", "code", 13, True),
        ("commune", "name", 31, False),
        ("region_short", "region", 10, True),
        ("level", "level", 26, False),
        ("counters", "counters", 14, True),
        ("score", "score", 15, True),
        ("measured", "measured", 15, True),
        ("obstacle", "obstacle", 31, False),
    ],
    "shortages": [
        ("code", "code", 13, True),
        ("commune", "name", 32, False),
        ("buy", "buy", 34, False),
        ("visit", "visit", 32, False),
        ("remote", "remote", 29, False),
        ("operator", "operator", 25, False),
    ],
    "blind": [
        ("reason", "reason", 93, False),
        ("checks", "checks", 16, True),
        ("blockers", "blockers", 22, True),
        ("devices", "devices", 16, True),
        ("communes", "communes", 18, True),
    ],
    "waivers": [
        ("waiver", "name", 13, True),
        ("rule", "rule", 32, False),
        ("reach", "reach", 28, False),
        ("why", "reason", 32, False),
        ("approver", "approver", 25, False),
        ("until", "until", 20, True),
        ("findings", "findings", 15, True),
    ],
    "runs": [
        ("audit", "day", 33, True),
        ("communes", "communes", 18, True),
        ("serving", "serving", 20, True),
        ("not_ready", "not_ready", 20, True),
        ("not_measured", "not_measured", 20, True),
        ("counters", "counters", 18, True),
        ("failed", "failed", 18, True),
        ("measured", "measured", 18, True),
    ],
}


def _annexes(document: Any) -> None:
    for name, columns in _ANNEXES.items():
        word.tag(document, f"if annexes.{name}")
        heading = document.add_paragraph(
            f"{{{{ t.annex }}}} {{{{ annexes.{name}.number }}}}", style="Heading 1"
        )
        heading.paragraph_format.page_break_before = True
        document.add_paragraph(f"{{{{ annexes.{name}.title }}}}", style="Subtitle")
        word.tag(document, "if attached")
        document.add_paragraph("{{ attached }}", style="Frame").runs[0].italic = True
        word.tag(document, "endif")
        word.rule(document, 62, 62)
        document.add_paragraph(style="Note")
        word.table(document, "row", f"annexes.{name}.rows", columns, "Annex cell")
        document.add_paragraph(f"{{{{ annexes.{name}.note }}}}", style="Note")
        if name == "runs":
            _moved(document)
        word.tag(document, "endif")


def _moved(document: Any) -> None:
    word.tag(document, "if annexes.runs.moved")
    document.add_paragraph("{{ t.moved }}", style="Heading 2")
    columns: list[word.Column] = [
        ("commune", "name", 65, False),
        ("before", "before", 50, False),
        ("after", "after", 50, False),
    ]
    word.table(document, "row", "annexes.runs.moved", columns, "Annex cell")
    word.tag(document, "endif")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "templates" / "leadership.docx")
