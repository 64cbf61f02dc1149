# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Carries the probe to one host by Ansible's own connection and script action, and records what came back."""

import contextlib
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ansible.errors import AnsibleActionFail, AnsibleAuthenticationFailure, AnsibleConnectionFailure
from ansible.plugins.action import ActionBase

from auditor.collectors import door
from auditor.collectors.request import Request
from auditor.errors import AuditorError, DeviceError
from auditor.i18n import _
from auditor.transports.connection import Answer

# Ansible has one error for whatever goes wrong on the way; its words alone tell what. The first that fits.
_SAID = (
    ("sslerror", "invalid_answer"),
    ("bad http response", "invalid_answer"),
    ("temporary directory", "probe_failed"),
    ("permission denied", "auth_failed"),
    ("authenticat", "auth_failed"),
    ("credentials", "auth_failed"),
    ("refused", "refused"),
    ("timed out", "connect_timeout"),
    ("timeout", "connect_timeout"),
    ("resol", "dns_failure"),
    ("name or service not known", "dns_failure"),
    ("no route", "no_route"),
    ("network is unreachable", "no_route"),
)


def _kind(error):
    said = str(error).lower()
    if isinstance(error, AnsibleAuthenticationFailure):
        return "auth_failed"
    return next((kind for words, kind in _SAID if words in said), "lost")


class _Late(BaseException):
    """Goes past every ``except Exception`` of Ansible's connections, some of which wait without end."""


@contextlib.contextmanager
def _within(seconds):
    def late(_number, _frame):
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class ActionModule(ActionBase):
    """The answer is never registered as a variable: Ansible cannot template what a device said."""

    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        name = task_vars["inventory_hostname"]
        started = datetime.now(UTC)
        try:
            request = Request.read(Path(self._task.args["request"]))
            if door.stopped(request):
                return {**result, "changed": False, "skipped": True}
            windows = bool(getattr(self._connection._shell, "_IS_WINDOWS", False))
            script, command = door.probe_for(request, name, task_vars["hostvars"][name], windows)
            # Ansible connects for each of the steps it takes
            seconds = request.answer_timeout_s + 3 * request.connect_timeout_s
            said = self._ask(script, command, task_vars, seconds)
            failure = door.record(request, name, said, started, windows)
        except AuditorError as error:
            raise AnsibleActionFail(f"{error}. {error.remedy}") from None
        return {**result, "changed": False, "failure": failure}

    def _ask(self, script, command, task_vars, seconds):
        started = datetime.now(UTC)
        try:
            with _within(seconds):
                said = self._run_script(script, command, task_vars)
        except _Late:
            return DeviceError("silent", _("it did not come to the end of its answers in time"))
        except AnsibleConnectionFailure as error:
            return DeviceError(_kind(error), str(error))
        except Exception as error:  # whatever goes wrong is this host's result, never the end of the play
            # pypsrp or pywinrm are missing here: the device itself was never asked
            kind = "unsupported" if "not installed" in str(error) else "probe_failed"
            return DeviceError(kind, f"{type(error).__name__}: {error}")
        out, err = (
            str(said.get(name, "")).encode("utf-8", "surrogateescape") for name in ("stdout", "stderr")
        )
        return Answer(out, started, datetime.now(UTC), err[-4096:], int(said.get("rc", 1)))

    def _run_script(self, script, command, task_vars):
        # Ansible carries a .ps1 into its own PowerShell wrapper, which takes no other program to run it.
        with tempfile.NamedTemporaryFile(suffix=".py" if command else ".ps1") as file:
            file.write(script)
            file.flush()
            task = self._task.copy()
            task.args = {"cmd": file.name} | ({"executable": command} if command else {})
            tools = {"loader": self._loader, "templar": self._templar, "play_context": self._play_context}
            shared = {"connection": self._connection, "shared_loader_obj": self._shared_loader_obj}
            loader = self._shared_loader_obj.action_loader
            return loader.get("ansible.builtin.script", task=task, **tools, **shared).run(task_vars=task_vars)
