"""The doors to the province, its communes, counters and rules, to the search and the list of runs."""

from collections.abc import Callable, Iterable, Mapping

from starlette.responses import Response

from auditor.audit import lookup
from auditor.reports import web as pages
from auditor.reports.view import CommuneBrief, ProvinceView
from auditor.reports.web import urls
from auditor.reports.web.shapes import Filter, page_asked
from auditor.reports.web.shell import Shell
from auditor.store.past import Judged
from auditor.web.asking import Ask, Refused, redirect

_LONGEST_QUERY = 200


def home(ask: Ask) -> Response:
    """The newest run, under its own address."""
    newest = ask.site.library.newest()
    if newest is None:
        return ask.alone(pages.nothing(ask.own_shell()))
    return redirect(urls.run(newest.header.id))


def province(ask: Ask) -> Response:
    """The communes of a run, what needs help first."""
    of, chosen = judged(ask), Filter.read(ask.query)
    return ask.shared(
        (of.number, chosen), lambda shell: pages.province(view(ask, of), shell, chosen), of.header.id
    )


def commune(ask: Ask) -> Response:
    """One commune; with its devices for those who may see them."""
    of = judged(ask)
    brief(ask, of)
    return ask.shared(
        of.number, lambda shell: pages.commune(view(ask, of), _opened(ask, of), shell), of.header.id
    )


def counter(ask: Ask) -> Response:
    """One counter's chain."""
    of = judged(ask)
    place = (ask.params["site"], ask.params["counter"])
    known = brief(ask, of)
    plain = next((each for each in known.counters if (each.site, each.counter) == place), None)
    if plain is None:
        raise Refused(404)

    def make(shell: Shell) -> Iterable[str]:
        opened = ask.site.library.counter(of, known, *place) if ask.access.devices else None
        return pages.counter(view(ask, of), known, opened or plain, shell)

    return ask.shared(of.number, make, of.header.id)


def search(ask: Ask) -> Response:
    """What a reader may see and what has the words in it."""
    of = judged(ask)
    text = ask.query.get("q", "").strip()[:_LONGEST_QUERY]

    def make(shell: Shell) -> Iterable[str]:
        found = lookup.search(ask.site.library, of, text, ask.language, ask.access)
        return pages.search(found, shell)

    return ask.shared((of.number, text), make, of.header.id)


def rule(ask: Ask) -> Response:
    """Where a rule is not met."""
    of = judged(ask)
    if ask.params["rule"] not in ask.site.library.rule_ids(of):
        raise Refused(404)

    def make(shell: Shell) -> Iterable[str]:
        number = page_asked(ask.query)
        known = lookup.rule(ask.site.library, of, ask.params["rule"], ask.language, ask.access, number)
        if known is None:
            raise Refused(404)
        return pages.rule(known, shell)

    return ask.shared(of.number, make, of.header.id)


def runs(ask: Ask) -> Response:
    """The judged runs, and what changed between two of them."""
    library = ask.site.library
    before, after = ask.query.get("before", ""), ask.query.get("after", "")
    asked = (library.judged(before), library.judged(after)) if before and after else None
    version = (tuple(of.number for of in library.runs()), tuple(of.number for of in asked or ()))

    def make(shell: Shell) -> Iterable[str]:
        change = library.change(asked[0], asked[1], ask.access) if asked else None
        return pages.runs(lookup.rows(library, ask.access), shell, change, after)

    return ask.shared(version, make)


def judged(ask: Ask) -> Judged:
    """The run of the address. Raises RunNotFound."""
    return ask.site.library.judged(ask.params["run"])


def view(ask: Ask, of: Judged) -> ProvinceView:
    """The run as far as the reader may see it."""
    return ask.site.library.view(of, ask.language, ask.access)


def brief(ask: Ask, of: Judged) -> CommuneBrief:
    """The commune of the address. Raises Refused."""
    found = ask.site.library.brief(of, ask.params["code"], ask.language, ask.access)
    if found is None:
        raise Refused(404)
    return found


def _opened(ask: Ask, of: Judged) -> CommuneBrief:
    """With its findings, for those who may see devices."""
    known = brief(ask, of)
    return ask.site.library.opened(of, known) if ask.access.devices else known


HANDLERS: Mapping[str, Callable[[Ask], Response]] = {
    "home": home,
    "province": province,
    "commune": commune,
    "counter": counter,
    "search": search,
    "rule": rule,
    "runs": runs,
}
