"""How a page of the dashboard becomes text: templates compiled once for each language."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context
from markupsafe import Markup

from auditor.model import Kind, Level, Step, Verdict
from auditor.model.accounts import Role
from auditor.reports import charts, html
from auditor.reports.build import NEED, REGIONS
from auditor.reports.web import commands, urls
from auditor.reports.web.roles import MEANINGS, ROLES
from auditor.reports.web.shell import Shell
from auditor.reports.words import Words, words_of

_ICON = Markup('<svg class="i {0}" aria-hidden="true" focusable="false"><use href="#{0}"/></svg>')
_CHAIN = Markup('<ol class="links">{}</ol>')
_LINK = Markup('<li class="{}">{}<span>{}</span><span class="vh">: {}</span></li>')
_TALLY = Markup(' <span class="small">{}</span>')
_PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType, type(lru_cache(lambda: None))})


def page(template: str, shell: Shell, here: str = "", asked: str = "", **more: Any) -> Iterable[str]:
    """*template* of ``templates/web`` in the frame of *shell*, in pieces.

    *here* is its place in the menu, *asked* what stands in the search.
    """
    made = environment(shell.language).get_template(f"web/{template}")
    return made.generate(shell=shell, here=here, asked=asked, **more)


class _Context(Context):
    """Jinja asks of whatever a template calls, each time and in four ways, whether it wants the context.

    Our functions never do; that was a tenth of the work for a page.
    """

    def call(self, called: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """What *called* gives."""
        if type(called) not in _PLAIN:  # a macro does
            return super().call(called, *given, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*given, **named)


@cache
def environment(language: str) -> Environment:
    """What every page of the dashboard in *language* is made with: the reports' own, and the addresses."""
    words = words_of(language)
    made = html.environment(language).overlay()
    made.context_class = _Context
    made.globals = {
        **made.globals,
        "urls": urls,
        "commands": commands,
        "Role": Role,
        "roles": {role: words.gettext(name) for role, name in ROLES.items()},
        "role_meanings": {role: words.gettext(meaning) for role, meaning in MEANINGS.items()},
        "menu": lambda shell: _menu(shell, words),
        "need": NEED,
        "regions": REGIONS,
        "shape": charts.SHAPES,
        "all_verdicts": tuple(Verdict),
        "FAIL": Verdict.FAIL,
        "UNKNOWN": Verdict.UNKNOWN,
        "trend": lambda points: charts.trend(points, words),
        **_ready(words),
    }
    return made


def _ready(words: Words) -> Mapping[str, Any]:
    """What a page of many tiles says again and again, made once."""
    icons = {verdict: _ICON.format(verdict.value) for verdict in Verdict}
    badge = Markup('<span class="v {}">{}{}</span>')
    return {
        "icons": icons,
        "marks": {mark: _ICON.format(mark) for mark in ("fail", "unknown", "gaps")},
        "badges": {
            level: badge.format(
                level.value, _ICON.format(charts.SHAPES[level]), words.word(level, capital=True)
            )
            for level in Level
        },
        "verdict_words": {verdict: words.word(verdict) for verdict in Verdict},
        "verdict_heads": {verdict: words.word(verdict, capital=True) for verdict in Verdict},
        "verdicts": {
            verdict: badge.format(verdict.value, icons[verdict], words.word(verdict)) for verdict in Verdict
        },
        "step_heads": {step: words.word(step, capital=True) for step in Step},
        "kind_words": {kind: words.word(kind) for kind in Kind},
        "tallied": lru_cache(1024)(lambda failed, unknown: _tallied(failed, unknown, words)),
        "region_names": {region: words.region(region) for region in REGIONS},
        "counters_word": words.gettext("counters"),
        "chain": lru_cache(1024)(lambda verdicts: _chain(verdicts, icons, words)),
    }


def _chain(verdicts: tuple[Verdict, ...], icons: Mapping[Verdict, Markup], words: Words) -> Markup:
    """The five steps of a tile: a shape each, its name under it, its verdict for who does not see it."""
    links = (
        _LINK.format(verdict.value, icons[verdict], words.word(step), words.word(verdict))
        for step, verdict in zip(Step, verdicts, strict=True)
    )
    return _CHAIN.format(Markup().join(links))


def _tallied(failed: int, unknown: int, words: Words) -> Markup:
    """How many of a device's findings fail and are not known."""
    _ = words.gettext
    counts = ((failed, _("to repair")), (unknown, _("not known")))
    told = ", ".join(f"{words.number(count)} {text}" for count, text in counts if count)
    return _TALLY.format(told) if told else Markup()


def _menu(shell: Shell, words: Words) -> list[tuple[str, str, str]]:
    """Where the reader of *shell* can go: a name, an address, and what it is called."""
    _ = words.gettext
    home = urls.run(shell.run) if shell.run else "/"
    entries = [("province", home, _("The province")), ("runs", urls.RUNS, _("Runs"))]
    if shell.detailed:
        entries.append(("live", urls.LIVE, _("Under way")))
    if shell.role is Role.IT:
        entries.append(("accounts", urls.ACCOUNTS, _("Accounts")))
    return entries
