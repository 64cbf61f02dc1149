"""What ``attest`` and ``waive`` have in common: a command that has subcommands as well, days, JSON."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import click

from auditor.i18n import _
from auditor.model import times


class AddByDefault(click.Group):
    """A group whose ``add`` need not be written: ``waive RULE …`` is ``waive add RULE …``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and _is_add(args[0], ctx.help_option_names):
            args.insert(0, "add")
        return super().parse_args(ctx, args)


def _is_add(word: str, help_options: Iterable[str]) -> bool:
    """An option, or a rule's id; any other word is a misspelt subcommand."""
    return word not in help_options and (word.startswith("-") or "." in word)


class Day(click.ParamType[date]):
    """``dd/mm/yyyy`` or ``yyyy-mm-dd``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return times.day_from(value)
        except ValueError:
            message = _("“{text}” is not a day: write dd/mm/yyyy").format(text=value)
            self.fail(message, param, ctx)


def as_json(data: Any) -> str:
    """*data* for programs: days and times as RFC 3339 has them."""
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    return times.to_text(value) if hasattr(value, "astimezone") else str(value)
