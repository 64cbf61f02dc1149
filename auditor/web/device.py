"""The doors to devices, what they answered, and findings."""

from collections.abc import Callable, Iterable, Mapping

from starlette.responses import Response

from auditor.audit import lookup
from auditor.model.text import printable
from auditor.reports import web as pages
from auditor.reports.web.shell import Shell
from auditor.web.asking import Ask, Refused
from auditor.web.guard import LOG
from auditor.web.province import judged


def device(ask: Ask) -> Response:
    """One device: what is wrong with it, and what it answered."""
    of, library = judged(ask), ask.site.library

    def make(shell: Shell) -> Iterable[str]:
        found = lookup.device(library, of, ask.params["device"], ask.access)
        if found is None:
            raise Refused(404)
        return pages.device(found, shell)

    return ask.shared(of.number, make, of.header.id)


def finding(ask: Ask) -> Response:
    """One finding with its evidence; ``device`` in the query spares the search for it."""
    of, library = judged(ask), ask.site.library

    def make(shell: Shell) -> Iterable[str]:
        found = lookup.finding(library, of, ask.params["finding"], ask.query.get("device", ""), ask.access)
        if found is None:
            raise Refused(404)
        return pages.finding(found, shell)

    return ask.shared(of.number, make, of.header.id)


def raw(ask: Ask) -> Response:
    """One raw answer, byte for byte, as a file that no browser opens."""
    of = judged(ask)
    id_, name = ask.params["device"], ask.params["answer"]
    data = lookup.raw_answer(ask.site.library, of, id_, name)
    if data is None:
        raise Refused(404)
    account = ask.visitor.account
    LOG.info("%s took a raw answer of %s", printable(account.name if account else ""), printable(id_))
    return ask.file(data, f"{id_}-{name}.txt", "application/octet-stream")


HANDLERS: Mapping[str, Callable[[Ask], Response]] = {"device": device, "finding": finding, "raw": raw}
