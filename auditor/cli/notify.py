"""``auditor notify``: the summary of a run and what changed, by e-mail and webhook."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from auditor.audit.notifying import Prepared, deliver, prepared
from auditor.cli import common
from auditor.errors import EXIT_ERROR, EXIT_READY
from auditor.i18n import N_, _
from auditor.model.notice import Channel, Delivery, Outcome
from auditor.model.text import printable
from auditor.reports.view import ProvinceView

ATTACHABLE = ("pdf", "docx")
"""The papers for leadership; what is for IT alone is not sent about."""
_CHANNELS = {Channel.EMAIL: N_("e-mail"), Channel.WEBHOOK: N_("webhook")}
_OUTCOMES = {
    Outcome.SENT: N_("sent"),
    Outcome.UNREACHABLE: N_("the server cannot be reached"),
    Outcome.TIMED_OUT: N_("no answer in time"),
    Outcome.NO_TLS: N_("no encrypted connection"),
    Outcome.CERTIFICATE: N_("its certificate is not trusted"),
    Outcome.LOGIN_REFUSED: N_("the log-in was refused"),
    Outcome.REFUSED: N_("refused"),
    Outcome.BUSY: N_("busy each time it was tried"),
    Outcome.INVALID: N_("it could not be understood"),
}


@click.command(
    help=_(
        "Tell people of a run: who can serve today and what changed since the run before, by e-mail and"
        " webhook, as the settings notify_… name them."
        "\n\nRUN is an id, the beginning of one, or latest. Only summaries go out: no address, no raw answer."
        "\n\nExit code: 0 all sent, or nothing to tell; 1 a channel failed, and the others were served."
        "\n\n\b\nExamples:\n  auditor notify --dry-run\n  auditor notify --only-changes --attach pdf"
    )
)
@click.argument("run", default="latest")
@click.option(
    "--only-changes", is_flag=True, help=_("Send nothing when nothing changed since the run before.")
)
@click.option(
    "--attach",
    "formats",
    type=click.Choice(ATTACHABLE),
    multiple=True,
    help=_("Attach the report in this format to the e-mail; may be repeated."),
)
@click.option("--dry-run", is_flag=True, help=_("Print what would be sent, and send nothing."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the outcome as JSON."))
@common.vault_options
def command(
    run: str,
    only_changes: bool,
    formats: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    vault_password_file: tuple[Path, ...],
    vault_id: tuple[str, ...],
) -> int:
    from auditor.audit.stored import view_of
    from auditor.reports.notice import changed, notice_of

    workspace = common.workspace()
    view = view_of(workspace, run)
    if only_changes and not changed(view):
        click.echo("[]" if as_json else _("nothing changed since the run before: nothing was sent"))
        return EXIT_READY
    vault = common.vault_words(vault_password_file, vault_id)
    with _attachments(view, formats) as files:
        messages = prepared(workspace, notice_of(view), view.run.id, files, vault)
    if dry_run:
        for message in messages:
            _print_message(message)
        return EXIT_READY
    done = []
    for message in messages:
        done.append(deliver(message, workspace.settings.notify_tries))
        if not as_json:
            _tell(done[-1])
    if as_json:
        click.echo(json.dumps([_data(each) for each in done], ensure_ascii=False, indent=1))
    return EXIT_READY if all(each.outcome is Outcome.SENT for each in done) else EXIT_ERROR


@contextmanager
def _attachments(view: ProvinceView, formats: Sequence[str]) -> Iterator[list[Path]]:
    from auditor.cli.report import written

    with TemporaryDirectory(prefix="auditor-notify-") as folder:
        yield [file for form in dict.fromkeys(formats) for file in written(form, view, Path(folder))]


def _tell(done: Delivery) -> None:
    said = f"{_(_CHANNELS[done.channel])}, {done.to}: {_(_OUTCOMES[done.outcome])}"
    if done.tries > 1:
        said += " " + _("(tried {n} times)").format(n=done.tries)
    click.echo(printable(f"{said}: {done.detail}" if done.detail else said))


def _data(done: Delivery) -> dict[str, object]:
    return {
        "channel": done.channel.value,
        "to": done.to,
        "outcome": done.outcome.value,
        "tries": done.tries,
        "detail": done.detail,
    }


def _print_message(message: Prepared) -> None:
    click.echo(f"── {_(_CHANNELS[message.channel])} → {printable(message.to)}")
    if isinstance(message.content, bytes):
        click.echo(json.dumps(json.loads(message.content), ensure_ascii=False, indent=1))
        return
    for name in ("Subject", "From", "To"):
        click.echo(printable(f"{name}: {message.content[name]}"))
    for part in message.content.iter_attachments():
        size = len(part.get_payload(decode=True) or b"")
        click.echo(printable(f"+ {part.get_filename()} ({size} B)"))
    body = message.content.get_body(("plain",))
    click.echo("\n" + printable(body.get_content() if body else "", keep="\n"))
