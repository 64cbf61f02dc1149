"""``auditor attest``: a person's dated answer where no machine can look."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import common
from auditor.cli.saying import AddByDefault, Day, as_json
from auditor.i18n import _, pick
from auditor.model import ATTEST_PREFIX, Attestation, times
from auditor.model.dictionary import dictionary
from auditor.reports.text import line


@click.group(
    cls=AddByDefault,
    help=_(
        "What no machine can see: a person's answer, with name, date and how long it holds."
        "\n\n\b\nExamples:\n"
        '  auditor attest --commune 03158 --topic seal_present --answer yes --by "Lò Văn B"\n'
        "  auditor attest list --commune 03158"
    ),
)
def command() -> None:
    pass


@command.command(
    "add",
    help=_(
        "Answer a topic for a commune (the word add may be left out). It counts from the next audit, or when"
        " a run is judged again. Topics: auditor attest topics."
        "\n\n\b\nExample:\n"
        '  auditor attest --commune 03158 --topic procedures_posted --answer no --note "board ordered"'
    ),
)
@click.option("--commune", required=True, metavar=_("CODE"), help=_("The commune."))
@click.option("--topic", required=True, metavar=_("TOPIC"), help=_("What is answered."))
@click.option("--answer", required=True, type=click.Choice(["yes", "no"]), help=_("Whether it is so."))
@click.option("--by", default="", metavar=_("NAME"), help=_("Who answers for it (default: who types it)."))
@click.option("--note", default="", metavar=_("TEXT"), help=_("What a reader should know."))
@click.option(
    "--until",
    type=Day(),
    metavar=_("DATE"),
    help=_("Its last day, as dd/mm/yyyy (default: as long as the standard says)."),
)
def add(commune: str, topic: str, answer: str, by: str, note: str, until: date | None) -> None:
    from auditor.audit.people import Answer, attest

    said = attest(common.workspace(), Answer(commune, topic, answer == "yes", by, note, until))
    told = _("{name}: {commune}, {topic}: {answer}, by {by}, valid until {until}").format(
        name=said.name,
        commune=said.commune,
        topic=said.topic,
        answer=_yes_no(said),
        by=said.by,
        until=times.day_shown(said.until),
    )
    click.echo(line(told, 400))
    click.echo(_("it counts from the next audit; for the latest run: auditor runs judge latest"))


@command.command(
    "topics",
    help=_(
        "What can be attested, and for how many days by the workspace's standard."
        "\n\n\b\nExample:\n  auditor attest topics"
    ),
)
def list_topics() -> None:
    from auditor.audit.people import DEFAULT_DAYS, topics
    from auditor.standard import load_standard

    workspace = common.workspace()
    days = load_standard(workspace.standard, [workspace.standards]).attestation_days
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for head in (_("topic"), _("days"), _("meaning")):
        table.add_column(head, overflow="fold")
    for topic in topics():
        meaning = dictionary()[ATTEST_PREFIX + topic].meaning[workspace.settings.language]
        table.add_row(topic, str(days.get(topic, DEFAULT_DAYS)), meaning)
    Console(markup=False, emoji=False, highlight=False).print(table)


@command.command(
    "list",
    help=_(
        "Who attested what, the latest first; by default what holds now."
        "\n\n\b\nExample:\n  auditor attest list --commune 03158 --all"
    ),
)
@click.option("--commune", default="", metavar=_("CODE"), help=_("Only this commune."))
@click.option("--topic", default="", metavar=_("TOPIC"), help=_("Only this topic."))
@click.option("--all", "everything", is_flag=True, help=_("The whole history: also expired and taken back."))
@click.option("--json", "json_", is_flag=True, help=_("JSON, for programs."))
def list_attestations(commune: str, topic: str, everything: bool, json_: bool) -> None:
    from auditor.audit.people import attestations

    now = times.now()
    kept = [
        said
        for said in reversed(attestations(common.workspace()))
        if (everything or said.valid(now)) and commune in ("", said.commune) and topic in ("", said.topic)
    ]
    if json_:
        click.echo(as_json([{**asdict(s), "id": s.name, "valid": s.valid(now)} for s in kept]))
        return
    if not kept:
        click.echo(_("no such attestation"))
        return
    Console(markup=False, emoji=False, highlight=False).print(_table(kept))


@command.command(
    "revoke",
    help=_(
        "Take an attestation back; it stays on record, and the one before it holds again."
        "\n\n\b\nExample:\n  auditor attest revoke A-3"
    ),
)
@click.argument("id_", metavar="ID")
def revoke(id_: str) -> None:
    from auditor.audit.people import revoke_attestation

    said = revoke_attestation(common.workspace(), id_)
    told = _("{name} is taken back: {commune}, {topic}")
    click.echo(told.format(name=said.name, commune=said.commune, topic=said.topic))


def _yes_no(said: Attestation) -> str:
    return _("yes") if said.answer else _("no")


def _table(kept: Sequence[Attestation]) -> Table:
    table = Table(box=None, padding=(0, 2, 1, 0), pad_edge=False, header_style="dim")
    table.add_column(_("attestation"), no_wrap=True)
    table.add_column(_("commune and topic"), overflow="fold")
    table.add_column(_("answer"), no_wrap=True)
    table.add_column(_("until"), no_wrap=True)
    table.add_column(_("by"), overflow="fold")
    for said in kept:
        made = _("entered by {by} on {made}").format(
            by=said.entered_by, made=times.day_shown(times.day(said.made))
        )
        table.add_row(
            said.name,
            Text.assemble(
                line(said.commune, 20),
                "\n",
                (line(said.topic, 80), "bold"),
                "\n",
                (_meaning(said.topic), "dim"),
            ),
            _yes_no(said),
            _until(said),
            Text.assemble(line(said.by, 80), "\n", (line(f"{made} {said.note}".strip(), 300), "dim")),
        )
    return table


def _meaning(topic: str) -> str:
    known = dictionary().get(ATTEST_PREFIX + topic)
    return line(pick(known.meaning), 120) if known else ""


def _until(said: Attestation) -> Text:
    day = times.day_shown(said.until)
    if said.revoked:
        taken = _("taken back {day}").format(day=times.day_shown(times.day(said.revoked)))
        return Text.assemble(day, "\n", (taken, "dim"))
    return Text(day) if said.valid(times.now()) else Text.assemble(day, "\n", (_("expired"), "dim"))
