"""Reports as files for who asks for them in the dashboard: the same writers as `auditor report`."""

from functools import partial
from pathlib import Path

from auditor.audit.assets import models
from auditor.reports import files, work_pages
from auditor.reports.leadership import write_pdf
from auditor.reports.leadership_docx import own_template, write_docx
from auditor.reports.letterhead import Letterhead
from auditor.reports.view import ProvinceView
from auditor.reports.xlsx import write_xlsx
from auditor.workspace import Workspace

MOST_DEVICES = 20_000
"""A workbook of more takes minutes and half a gigabyte: it is made by the command, not while others read."""


def province(workspace: Workspace, view: ProvinceView, form: str, folder: Path) -> Path:
    """The province's report as ``pdf``, ``docx`` or ``xlsx`` in *folder*. Raises ReportError, StoreError."""
    head = Letterhead.of(workspace.settings)
    if form == "pdf":
        return write_pdf(view, folder, head)[0]
    if form == "docx":
        return write_docx(view, folder, head, own_template(workspace.root))[0]
    return write_xlsx(view, folder)[0]


def work(workspace: Workspace, view: ProvinceView, code: str, folder: Path) -> Path:
    """The work order of commune *code* as one HTML file in *folder*. Raises ReportError, StoreError."""
    around = work_pages.Around(workspace.settings.public_url, partial(models, workspace))
    data = work_pages.data_of(view, view.open(code), around)
    return files.write(folder / "work.html", work_pages.page(data))
