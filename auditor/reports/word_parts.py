"""What a Word template of ours is made of: the decree's page, styles, tables with a repeated head, rules."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
_GAP = Pt(6)
_INDENT = Mm(10)


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


def page(document: Any) -> None:
    """Decree 30/2020, annex I: margins 20-25, 20-25, 30-35, 15-20 mm; the number in the top margin."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def page_number(section: Any) -> None:
    """The page's number as a field, in the middle of the top margin."""
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


def styles(document: Any) -> None:
    """The styles of an official paper, and Vietnamese as its language."""
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
    _speak_vietnamese(document)


def _speak_vietnamese(document: Any) -> None:
    """A word processor checks it as that, and a reader aloud reads it as that."""
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
    _plain(style)
    layout.alignment, layout.first_line_indent = align, indent
    layout.space_before, layout.space_after, layout.line_spacing = before, after, 1.0
    layout.keep_with_next = next_too


def _plain(style: Any) -> None:
    """Without the colours, theme fonts and rules of the styles that Word begins with."""
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


# ── small parts ──────────────────────────────────────────────────────────────────────────────────


def tag(parent: Any, said: str, style: str = "Normal") -> None:
    """A paragraph that holds nothing but a ``{%p … %}``; docxtpl takes the paragraph away."""
    parent.add_paragraph(f"{{%p {said} %}}", style=style)


def paragraph(cell: Any, text: str, style: str, first: bool = False, **font: bool) -> Any:
    """A paragraph of *text*; *first*: the one that a new cell has already."""
    made = cell.paragraphs[0] if first else cell.add_paragraph()
    made.style = style
    run = made.add_run(text)
    run.bold, run.italic = font.get("bold"), font.get("italic")
    return made


def rule(parent: Any, left: float, right: float) -> None:
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


def grid(parent: Any, widths: Sequence[float], rows: int, style: str | None = None) -> Any:
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


def table(document: Any, each: str, rows: str, columns: Sequence[Column], style: str) -> Any:
    """A table whose head is repeated on every page, with a row for each of *rows*."""
    table = grid(document, [width for _head, _field, width, _centred in columns], 4, "Table Grid")
    margins(table, 1.2)
    for cell, (head, _field, _width, _centred) in zip(table.rows[0].cells, columns, strict=True):
        paragraph(cell, f"{{{{ t.{head} }}}}", style, first=True, bold=True).alignment = ALIGN.CENTER
    flag(table.rows[0], "w:tblHeader")
    table.rows[1].cells[0].text = f"{{%tr for {each} in {rows} %}}"
    for cell, (_head, field, _width, centred) in zip(table.rows[2].cells, columns, strict=True):
        filled = paragraph(cell, f"{{{{ {each}.{field} }}}}", style, first=True)
        filled.alignment = ALIGN.CENTER if centred else ALIGN.LEFT
    flag(table.rows[2], "w:cantSplit")
    table.rows[3].cells[0].text = "{%tr endfor %}"
    return table


def total(table: Any, columns: Sequence[Column]) -> None:
    """One more row, in bold, of what is in ``total``."""
    for cell, (_head, field, width, centred) in zip(table.add_row().cells, columns, strict=True):
        cell.width = Mm(width)
        filled = paragraph(cell, f"{{{{ total.{field} }}}}", "Cell", first=True, bold=True)
        filled.alignment = ALIGN.CENTER if centred else ALIGN.LEFT


def margins(table: Any, side: float) -> None:
    """Room of so many millimetres at the left and right of each cell."""
    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:w"), str(int(Mm(side).twips)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins) if look is not None else table._tbl.tblPr.append(margins)


def flag(row: Any, name: str) -> None:
    """Set what a row is: ``w:tblHeader`` (repeated on each page), ``w:cantSplit``."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))
