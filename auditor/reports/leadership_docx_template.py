"""Builds templates/leadership.docx: ``python -m auditor.reports.leadership_docx_template [FILE]``.

The file is committed, so that a report needs no building; a province copies it to its workspace's
``templates/leadership.docx`` and changes it in Word. It has no text of its own but tags (Jinja2, as docxtpl
reads them), which docs/reports-paper.md lists.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
_GAP = Pt(6)
_INDENT = Mm(10)


def build(file: Path) -> None:
    """Write the template to *file*."""
    document: Any = Document()
    _page(document)
    _styles(document)
    _page_number(document.sections[0])
    _frame(document)
    _body(document)
    _signature(document)
    _annexes(document)
    document.core_properties.title = "{{ title }}"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.save(str(file))


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


def _page(document: Any) -> None:
    """Decree 30/2020, annex I: margins 20-25, 20-25, 30-35, 15-20 mm; the number in the top margin."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def _page_number(section: Any) -> None:
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


# ── styles ───────────────────────────────────────────────────────────────────────────────────────


def _styles(document: Any) -> None:
    _style(document, "Normal", 13, align=ALIGN.JUSTIFY, indent=_INDENT, after=_GAP)
    _style(document, "Header", 13, align=ALIGN.CENTER)
    _style(document, "Title", 14, bold=True, align=ALIGN.CENTER, next_too=True)
    _style(document, "Subtitle", 13, bold=True, align=ALIGN.CENTER)
    _style(document, "Heading 2", 13, bold=True, indent=_INDENT, before=_GAP, after=_GAP, next_too=True)
    _style(document, "Heading 1", 14, bold=True, align=ALIGN.CENTER, next_too=True)
    for name, size, more in (
        ("Frame", 13, {"align": ALIGN.CENTER}),
        ("Small frame", 12, {"align": ALIGN.CENTER}),
        ("Recipients", 11, {"align": ALIGN.LEFT}),
        ("Cell", 10.5, {"align": ALIGN.LEFT}),
        ("Annex cell", 10, {"align": ALIGN.LEFT}),
        ("Note", 11, {"align": ALIGN.LEFT, "italic": True, "before": Pt(4)}),
        ("Rule", 3, {"align": ALIGN.CENTER, "after": _GAP}),
    ):
        document.styles.add_style(name, 1)
        _style(document, name, size, **more)
    # Vietnamese: a word processor checks it as that, and a reader aloud reads it as that
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{name}"), "vi-VN")
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(language)


def _style(
    document: Any,
    name: str,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: Any = ALIGN.LEFT,
    indent: Any = 0,
    before: Any = 0,
    after: Any = 0,
    next_too: bool = False,
) -> None:
    style = document.styles[name]
    font, layout = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, italic
    font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for old in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[old]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for unwanted in ("w:color", "w:spacing", "w:kern"):
        for old in style.element.rPr.findall(qn(unwanted)):
            style.element.rPr.remove(old)
    for old in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        old.getparent().remove(old)
    layout.alignment, layout.first_line_indent = align, indent
    layout.space_before, layout.space_after, layout.line_spacing = before, after, 1.0
    layout.keep_with_next = next_too


# ── small parts ──────────────────────────────────────────────────────────────────────────────────


def _tag(parent: Any, tag: str, style: str = "Normal") -> None:
    """A paragraph that holds nothing but a ``{%p … %}``; docxtpl takes the paragraph away."""
    parent.add_paragraph(f"{{%p {tag} %}}", style=style)


def _paragraph(cell: Any, text: str, style: str, first: bool = False, **font: bool) -> Any:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.style = style
    run = paragraph.add_run(text)
    run.bold, run.italic = font.get("bold"), font.get("italic")
    return paragraph


def _rule(parent: Any, left: float, right: float) -> None:
    """A rule that leaves so many millimetres free at its sides."""
    paragraph = parent.add_paragraph(style="Rule")
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(left), Mm(right)


def _grid(parent: Any, widths: Sequence[float], rows: int, style: str | None = None) -> Any:
    """A table of *widths* in millimetres."""
    table = parent.add_table(rows, len(widths))
    table.style = style
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


Column = tuple[str, str, float, bool]
"""Name of the text in its head, the field of a row, width in millimetres, whether it is centred."""


def _table(document: Any, each: str, rows: str, columns: Sequence[Column], style: str) -> Any:
    """A table whose head is repeated on every page, with a row for each of *rows*."""
    table = _grid(document, [width for _head, _field, width, _centred in columns], 4, "Table Grid")
    _margins(table, 1.2)
    for cell, (head, _field, _width, _centred) in zip(table.rows[0].cells, columns, strict=True):
        _paragraph(cell, f"{{{{ t.{head} }}}}", style, first=True, bold=True).alignment = ALIGN.CENTER
    _flag(table.rows[0], "w:tblHeader")
    table.rows[1].cells[0].text = f"{{%tr for {each} in {rows} %}}"
    for cell, (_head, field, _width, centred) in zip(table.rows[2].cells, columns, strict=True):
        paragraph = _paragraph(cell, f"{{{{ {each}.{field} }}}}", style, first=True)
        paragraph.alignment = ALIGN.CENTER if centred else ALIGN.LEFT
    _flag(table.rows[2], "w:cantSplit")
    table.rows[3].cells[0].text = "{%tr endfor %}"
    return table


def _total(table: Any, columns: Sequence[Column]) -> None:
    """One more row, in bold, of what is in ``total``."""
    for cell, (_head, field, width, centred) in zip(table.add_row().cells, columns, strict=True):
        cell.width = Mm(width)
        paragraph = _paragraph(cell, f"{{{{ total.{field} }}}}", "Cell", first=True, bold=True)
        paragraph.alignment = ALIGN.CENTER if centred else ALIGN.LEFT


def _margins(table: Any, side: float) -> None:
    """Room of so many millimetres at the left and right of each cell."""
    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:w"), str(int(Mm(side).twips)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins) if look is not None else table._tbl.tblPr.append(margins)


def _flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


# ── the paper ────────────────────────────────────────────────────────────────────────────────────


def _frame(document: Any) -> None:
    """Boxes 1 to 5 and 9a of the decree's scheme."""
    table = _grid(document, (68, 97), 2)
    _margins(table, 0)
    left, right = table.rows[0].cells
    _paragraph(left, "{%p for body in frame.bodies[:-1] %}", "Small frame", first=True)
    _paragraph(left, "{{ body }}", "Small frame")
    _paragraph(left, "{%p endfor %}", "Small frame")
    _paragraph(left, "{{ frame.bodies[-1] }}", "Small frame", bold=True)
    _rule(left, 21, 21)
    _paragraph(right, "{{ frame.state }}", "Small frame", first=True, bold=True)
    _paragraph(right, "{{ frame.motto }}", "Frame", bold=True)
    _rule(right, 18, 18)
    _paragraph(right, "{%p if language != 'vi' %}", "Small frame")
    english = _paragraph(right, "{{ t.state }}. {{ t.motto }}", "Small frame", italic=True)
    english.runs[0].font.size = Pt(10)
    _paragraph(right, "{%p endif %}", "Small frame")
    left, right = table.rows[1].cells
    _paragraph(left, "{{ frame.number }}", "Frame", first=True)
    _paragraph(left, "{%p if frame.letter %}", "Small frame")
    _paragraph(left, "{{ subject }}", "Small frame")
    _paragraph(left, "{%p endif %}", "Small frame")
    _paragraph(right, "{{ frame.place_date }}", "Frame", first=True, italic=True)
    document.add_paragraph(style="Rule")
    _tag(document, "if not frame.letter")
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subject }}", style="Subtitle")
    _rule(document, 57, 57)
    _tag(document, "endif")
    _tag(document, "if note")
    document.add_paragraph("{{ note }}", style="Frame")
    _tag(document, "endif")
    _to(document)


def _to(document: Any) -> None:
    """One addressee on the line of “Kính gửi:”, several below it."""
    _tag(document, "if frame.to | length == 1")
    document.add_paragraph("{{ t.to }} {{ frame.to[0] }}", style="Frame")
    _tag(document, "elif frame.to")
    document.add_paragraph("{{ t.to }}", style="Frame")
    _tag(document, "for each in frame.to")
    document.add_paragraph("- {{ each }};", style="Frame")
    _tag(document, "endfor")
    _tag(document, "endif")


def _body(document: Any) -> None:
    """Box 6."""
    document.add_paragraph("1. {{ t.answer }}", style="Heading 2")
    paragraph = document.add_paragraph()
    paragraph.add_run("{{ answer }}").bold = True
    paragraph.add_run(" {{ (capacity ~ ' ' ~ caveat) | trim }}")
    document.add_paragraph("{{ change }}")
    levels = [(name, name, 27.0, True) for name in ("communes", "ready", "gaps", "not_ready", "not_measured")]
    columns: list[Column] = [("region", "region", 30, False), *levels]
    _total(_table(document, "row", "regions", columns, "Cell"), columns)
    document.add_paragraph("2. {{ t.causes }}", style="Heading 2")
    _tag(document, "if not causes")
    document.add_paragraph("{{ causes_lead }}")
    _tag(document, "else")
    columns = [
        ("number", "number", 10, True),
        ("cause", "title", 70, False),
        ("places", "communes", 15, True),
        ("devices", "devices", 16, True),
        ("who", "who", 54, False),
    ]
    _table(document, "row", "causes", columns, "Cell")
    _tag(document, "endif")
    document.add_paragraph("3. {{ t.proposals }}", style="Heading 2")
    _tag(document, "for each in proposals")
    document.add_paragraph("{{ (each.letter ~ ' ' ~ each.text) | trim }}")
    _tag(document, "endfor")


def _signature(document: Any) -> None:
    """Boxes 7 and 9b."""
    document.add_paragraph("{{ t.closing }}./.").paragraph_format.keep_with_next = True
    table = _grid(document, (82, 83), 1)
    _margins(table, 0)
    _flag(table.rows[0], "w:cantSplit")
    left, right = table.rows[0].cells
    _paragraph(left, "{{ t.recipients }}", "Recipients", first=True, bold=True, italic=True).runs[
        0
    ].font.size = Pt(12)
    _paragraph(left, "{%p for each in frame.recipients %}", "Recipients")
    _paragraph(left, "{{ each }}", "Recipients")
    _paragraph(left, "{%p endfor %}", "Recipients")
    _paragraph(right, "{%p for each in frame.sign %}", "Frame", first=True)
    _paragraph(right, "{{ each }}", "Frame", bold=True)
    _paragraph(right, "{%p endfor %}", "Frame")
    for _line in range(3):  # room for the signature
        _paragraph(right, "", "Frame")
    _paragraph(right, "{{ frame.signer }}", "Frame", bold=True)


_ANNEXES: dict[str, list[Column]] = {
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
        ("commune", "name", 35, False),
        ("buy", "buy", 39, False),
        ("visit", "visit", 39, False),
        ("remote", "remote", 39, False),
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
        _tag(document, f"if annexes.{name}")
        heading = document.add_paragraph(
            f"{{{{ t.annex }}}} {{{{ annexes.{name}.number }}}}", style="Heading 1"
        )
        heading.paragraph_format.page_break_before = True
        document.add_paragraph(f"{{{{ annexes.{name}.title }}}}", style="Subtitle")
        _rule(document, 62, 62)
        document.add_paragraph(style="Note")
        _table(document, "row", f"annexes.{name}.rows", columns, "Annex cell")
        document.add_paragraph(f"{{{{ annexes.{name}.note }}}}", style="Note")
        if name == "runs":
            _moved(document)
        _tag(document, "endif")


def _moved(document: Any) -> None:
    _tag(document, "if annexes.runs.moved")
    document.add_paragraph("{{ t.moved }}", style="Heading 2")
    columns: list[Column] = [
        ("commune", "name", 65, False),
        ("before", "before", 50, False),
        ("after", "after", 50, False),
    ]
    _table(document, "row", "annexes.runs.moved", columns, "Annex cell")
    _tag(document, "endif")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "templates" / "leadership.docx")
