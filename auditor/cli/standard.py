"""``auditor standard list|check|explain|schema``: what is demanded, why, and whether it makes sense."""

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from auditor import i18n
from auditor.cli import common
from auditor.errors import WorkspaceNotFound
from auditor.i18n import _
from auditor.matchers import say, write
from auditor.model import Severity, SourceKind, Work
from auditor.model.dictionary import dictionary
from auditor.reports.words import words_of
from auditor.standard import Rule, Standard, load_standard, references

_WIDE = 100
"""Columns from which a rule fits on one line with what it says."""
_STYLES = {Severity.BLOCKER: "bold red", Severity.MAJOR: "yellow", Severity.MINOR: ""}


def _loaded(name: str | None) -> Standard:
    """The standard *name*, else the workspace's, else the one that is shipped."""
    try:
        workspace = common.workspace(standard=name)
    except WorkspaceNotFound:
        return load_standard(name or "baseline")
    return load_standard(workspace.standard, [workspace.standards])


_standard = click.option(
    "--standard", "name", metavar=_("NAME"), help=_("Another standard: its name or its file.")
)
_json = click.option("--json", "as_json", is_flag=True, help=_("As JSON, for programs."))


@click.group(
    help=_(
        "What devices should be like: the rules, their sources, and how to write your own."
        "\n\n\b\nExample:\n  auditor standard explain pc.time.offset"
    )
)
def command() -> None:
    pass


@command.command(
    "list",
    help=_(
        "Every rule with its severity.\n\n\b\nExample:\n  auditor standard list --json | jq '.rules[].id'"
    ),
)
@_standard
@_json
def list_rules(name: str | None, as_json: bool) -> None:
    standard = _loaded(name)
    if as_json:
        _print_json({**_heading(standard), "rules": [_data(standard, rule) for rule in standard.rules]})
        return
    words = words_of(i18n.language())
    title = _("Standard {name}: {n} rules").format(name=standard.name, n=len(standard.rules))
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    console = _console()
    narrow = console.width < _WIDE
    table.add_column(_("rule"), no_wrap=not narrow)
    for heading in (_("severity"), _("serves"), *([] if narrow else [_("what")])):
        table.add_column(heading)
    for rule in standard.rules:
        title = i18n.pick(rule.title)
        steps = ", ".join(words.word(step) for step in rule.steps)
        style = "dim strike" if rule.disabled else _STYLES[rule.severity]
        first, last = (f"{rule.id}\n  {title}", []) if narrow else (rule.id, [title])
        table.add_row(first, words.word(rule.severity), steps, *last, style=style)
    console.print(table)


@command.command(
    help=_(
        "Read a standard and tell everything that is wrong with it."
        "\n\n\b\nExample:\n  auditor standard check standard/dien-bien.yml"
    )
)
@click.argument("name", required=False, metavar=_("[FILE|NAME]"))
def check(name: str | None) -> None:
    standard = _loaded(name)
    words = words_of(i18n.language())
    counted = Counter(standard.source_of(rule).kind for rule in standard.rules)
    sources = ", ".join(f"{words.word(kind)}: {counted[kind]}" for kind in SourceKind)
    click.echo(_("Standard {name} is in order.").format(name=standard.name))
    click.echo(_("rules: {n} ({sources})").format(n=len(standard.rules), sources=sources))
    click.echo(
        _("values: {values}, profiles: {profiles}, communes that deviate: {communes}").format(
            values=len(standard.values), profiles=len(standard.profiles), communes=len(standard.communes)
        )
    )
    click.echo(f"sha256: {standard.digest}")


@command.command(
    help=_(
        "A rule in full: what is expected and why, how it is fixed, how to waive it."
        "\n\n\b\nExample:\n  auditor standard explain pc.disk.free"
    )
)
@click.argument("rule_id", metavar=_("RULE"))
@_standard
@_json
def explain(rule_id: str, name: str | None, as_json: bool) -> None:
    standard = _loaded(name)
    rule = standard.rule(rule_id)
    page = rule.page(i18n.language())
    if as_json:
        _print_json({**_heading(standard), "rule": {**_data(standard, rule), "page": page}})
        return
    console = _console()
    table = Table(
        show_header=False, box=SIMPLE_HEAD, title=f"{rule.id} · {i18n.pick(rule.title)}", title_justify="left"
    )
    for label, text in _rows(standard, rule):
        table.add_row(label, text)
    console.print(table)
    console.print(Markdown(page))


@command.command(
    help=_(
        "The JSON Schema of a standard's file, for editors."
        "\n\n\b\nExample:\n  auditor standard schema > standard/standard.schema.json"
    )
)
def schema() -> None:
    from auditor.standard.schema import schema as made

    _print_json(made())


def _expected(standard: Standard, rule: Rule) -> str:
    return write(rule.expect.matcher, standard.resolve(rule.expect.argument))


def _console() -> Console:
    """Brackets in a standard's texts are brackets, not markup."""
    return Console(markup=False, emoji=False, highlight=False)


def _rows(standard: Standard, rule: Rule) -> list[tuple[str, str]]:
    fact, source = dictionary()[rule.fact], standard.source_of(rule)
    words = words_of(i18n.language())
    names = references(rule.expect.argument)
    expected = say(_expected(standard, rule)) + (f" ({fact.unit})" if fact.unit else "")
    rows = [
        (_("looks at"), f"{rule.fact} — {i18n.pick(fact.meaning)}"),
        (_("expects"), expected),
        (_("from"), ", ".join(f"{kind}: {name}" for kind, name in names) or "—"),
        (_("source"), f"{words.word(source.kind)}: {source.reference}"),
        (_("severity"), words.word(rule.severity)),
        (_("area"), words.word(rule.area)),
        (_("serves"), ", ".join(words.word(step) for step in rule.steps) or "—"),
        (_("for"), ", ".join([*map(words.word, rule.applies_to.kinds), *rule.applies_to.roles])),
        (_("fix"), i18n.pick(rule.fix)),
    ]
    if rule.problem:
        rows.insert(0, (_("when it fails"), i18n.pick(rule.problem)))
    if rule.work:
        rows.append((_("takes"), _work(rule.work)))
    when = rule.applies_to.when
    if when:
        rows.append((_("only when"), f"{when.fact}: {say(write(when.matcher, when.argument))}"))
    if rule.disabled:
        rows.append((_("switched off"), rule.disabled))
    return rows


def _work(work: Work) -> str:
    said = _("about {n} minutes of hands-on work, an estimate").format(n=work.minutes)
    parts = "; ".join(i18n.pick(part.name) for part in work.bring)
    return said + ("\n" + _("bring: {parts}").format(parts=parts) if parts else "")


def _heading(standard: Standard) -> dict[str, Any]:
    return {"standard": standard.name, "digest": standard.digest}


def _data(standard: Standard, rule: Rule) -> dict[str, Any]:
    """The rule as JSON, the standard's values in their place."""
    data = asdict(rule)
    del data["pages"]
    data["expect"]["argument"] = standard.resolve(rule.expect.argument)
    data["source"] = asdict(standard.source_of(rule))
    return data


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
