"""The doors to reports as files: the province's paper and workbook, a commune's work order."""

import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from starlette.responses import Response

from auditor.audit import documents
from auditor.web.asking import Ask, Refused
from auditor.web.province import brief, judged

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
_one_at_a_time = threading.Lock()
"""Making a file takes seconds and memory; the pages of others go on meanwhile."""


def _province(form: str) -> Callable[[Ask], Response]:
    def handler(ask: Ask) -> Response:
        of = judged(ask)
        whole = ask.site.library.document_view(of, ask.language, ask.access)
        if form == "xlsx" and whole.devices > documents.MOST_DEVICES:
            raise Refused(413)
        key = (form, of.number, ask.language, ask.access.communes)
        return _file(ask, form, key, partial(documents.province, ask.site.serving.workspace, whole, form))

    return handler


def work(ask: Ask) -> Response:
    """A commune's work order as one HTML file, to take along."""
    of, code = judged(ask), ask.params["code"]
    brief(ask, of)
    whole = ask.site.library.document_view(of, ask.language, ask.access)
    key = ("work", of.number, ask.language, code)
    return _file(ask, "html", key, partial(documents.work, ask.site.serving.workspace, whole, code))


def _file(ask: Ask, form: str, key: tuple[object, ...], write: Callable[[Path], Path]) -> Response:
    def make() -> bytes:
        with _one_at_a_time, tempfile.TemporaryDirectory(prefix="auditor-") as folder:
            return write(Path(folder)).read_bytes()

    name = "-".join(["auditor", ask.params["run"], ask.params.get("code", "")]).rstrip("-")
    return ask.file(ask.site.files.get(key, make), f"{name}.{form}", _TYPES[form])


HANDLERS: Mapping[str, Callable[[Ask], Response]] = {
    "pdf": _province("pdf"),
    "docx": _province("docx"),
    "xlsx": _province("xlsx"),
    "work": work,
}
