"""Telling people of a run: by e-mail and webhook, each on its own; what fails on one stops no other."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from auditor.errors import NotSent, UsageError
from auditor.i18n import _
from auditor.inventory.vaulted import secrets
from auditor.model import times
from auditor.model.notice import Channel, Delivery, Notice, Outcome
from auditor.reports.notice_mail import addresses, mail
from auditor.transports import mail as smtp
from auditor.transports import webhook
from auditor.workspace import TABLE, Workspace

_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 60.0
SECRETS = tuple(name for name, setting in TABLE.items() if setting.hidden)
"""Settings that a vaulted file may hold."""


@dataclass(frozen=True)
class Prepared:
    """One message that is ready to go out: to whom, what exactly, and how it is sent (once)."""

    channel: Channel
    to: str
    content: EmailMessage | bytes
    send: Callable[[], None] = field(repr=False)


def prepared(
    workspace: Workspace,
    notice: Notice,
    run: str,
    attachments: Sequence[Path] = (),
    vault: Sequence[str] = (),
) -> tuple[Prepared, ...]:
    """The messages of every channel that the settings name. Raises UsageError when they name none."""
    values = _values(workspace, vault)
    ready = (*_mails(workspace, values, notice, attachments), *_hooks(workspace, values, notice, run))
    if not ready:
        raise UsageError(
            _("nobody is named who could be told"),
            _("set notify_to, notify_from and notify_smtp_host, or notify_webhook_url: docs/notify.md"),
        )
    return ready


def deliver(message: Prepared, tries: int, pause: Callable[[float], None] = time.sleep) -> Delivery:
    """Send *message*, again up to *tries* times while the other side is busy or away, ever more slowly."""
    wait = _FIRST_PAUSE_S
    for tried in range(1, tries + 1):
        try:
            message.send()
        except NotSent as error:
            if not error.temporary or tried == tries:
                return Delivery(message.channel, message.to, Outcome(error.outcome), tried, error.message)
            pause(wait)
            wait = min(wait * 2, _LONGEST_PAUSE_S)
        else:
            return Delivery(message.channel, message.to, Outcome.SENT, tried)
    raise AssertionError("no try at all")  # tries is at least 1


def _values(workspace: Workspace, vault: Sequence[str]) -> Mapping[str, str]:
    """The secrets: from the environment, else from the vaulted file."""
    held: Mapping[str, str] = {}
    if workspace.notify_vault:
        held = secrets(workspace.notify_vault, SECRETS, vault, workspace.ansible_settings)
    given = {name: str(getattr(workspace.settings, name)) for name in SECRETS}
    return {name: given[name] or held.get(name, "") for name in SECRETS}


def _mails(
    workspace: Workspace, values: Mapping[str, str], notice: Notice, attachments: Sequence[Path]
) -> Iterator[Prepared]:
    settings = workspace.settings
    if not settings.notify_smtp_host and not settings.notify_to:
        return
    receivers, senders = addresses(settings.notify_to), addresses(settings.notify_from)
    if not settings.notify_smtp_host or not receivers or len(senders) != 1:
        raise UsageError(
            _("an e-mail needs a server, receivers and one sender"),
            _("set notify_smtp_host, notify_to and notify_from: docs/notify.md"),
        )
    server = smtp.MailServer(
        settings.notify_smtp_host,
        settings.notify_smtp_port,
        settings.notify_smtp_tls,
        settings.notify_smtp_user,
        values["notify_smtp_password"],
        workspace.notify_ca_file,
        settings.notify_timeout_s,
    )
    sender = senders[0]
    message = mail(notice, sender, receivers, times.now(), settings.language, attachments)
    envelope = [each.addr_spec for each in receivers]
    yield Prepared(
        Channel.EMAIL,
        ", ".join(envelope),
        message,
        lambda: smtp.send(server, message, sender.addr_spec, envelope),
    )


def _hooks(workspace: Workspace, values: Mapping[str, str], notice: Notice, run: str) -> Iterator[Prepared]:
    if not values["notify_webhook_url"]:
        return
    hook = webhook.Hook(
        values["notify_webhook_url"],
        values["notify_webhook_secret"],
        workspace.notify_ca_file,
        workspace.settings.notify_timeout_s,
    )
    body = json.dumps(notice.data, ensure_ascii=False, separators=(",", ":")).encode()
    yield Prepared(
        Channel.WEBHOOK,
        webhook.shown(hook.url),
        body,
        # the same id each time it is tried: who got it twice can tell
        lambda: webhook.post(hook, body, f"auditor-{run}", times.now()),
    )
