# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keeps the journal of a fix: which step of which device began, and how it ended.

Here and not in whoever started the play: what a step has done is written even when that one was killed.
"""

import sys
from contextlib import suppress
from pathlib import Path

from ansible.plugins.callback import CallbackBase
from ansible.template import Templar

from auditor.remedy.journal import Journal, playing
from auditor.remedy.telling import Task, Teller

DOCUMENTATION = """
name: auditor_journal
type: aggregate
short_description: Keeps the journal of a fix
description: Does nothing unless the variable auditor_fix names the folder of a fix.
"""


class _Outliving:
    """Standard output of a play that finishes its task even where whoever read it is dead.

    Ansible takes a lost terminal's error for the end of its workers' results, and waits for ever.
    """

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self):
        with suppress(OSError):
            self._stream.flush()


class CallbackModule(CallbackBase):
    """A door to :class:`auditor.remedy.telling.Teller`."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "auditor_journal"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._teller = self._play = self._lock = None

    def v2_playbook_on_play_start(self, play):
        folder = play.get_variable_manager().extra_vars.get("auditor_fix")
        if folder and self._teller is None:
            # held by this process and every worker that it forks, for as long as one of them lives
            self._lock = playing(Path(str(folder)))
            self._teller = Teller(Journal(Path(str(folder))))
            sys.stdout, sys.stderr = _Outliving(sys.stdout), _Outliving(sys.stderr)
        self._play = play

    def v2_runner_on_ok(self, result):
        self._tell("ok", result)

    def v2_runner_on_skipped(self, result):
        self._tell("skipped", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._tell("ok" if ignore_errors else "failed", result)

    def v2_runner_on_unreachable(self, result):
        self._tell("unreachable", result)

    def _tell(self, outcome, result):
        step = self._teller and result.task.get_vars().get("auditor_step")
        if step:
            self._teller.tell(
                outcome, result.host.get_name(), str(step["id"]), self._task(result), result.result
            )

    def _task(self, result):
        fields = result.task_fields
        task = result.task
        return Task(
            name=task.get_name(),
            action=task.action,
            arguments=dict(fields.get("args") or {}),
            hidden=bool(fields.get("no_log")),
            announce=lambda: self._announcement(result),
        )

    def _announcement(self, result):
        """``auditor_announce`` among the task's own variables, its templates resolved."""
        text = result.task.vars.get("auditor_announce", "")
        if not text:
            return ""
        variables = self._play.get_variable_manager().get_vars(
            play=self._play, host=result.host, task=result.task
        )
        return str(Templar(loader=self._play.get_loader(), variables=variables).template(text))
