# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Carries the probe to one host by Ansible's own connection and script action, and records what came back."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

from auditor.collectors import door
from auditor.collectors.request import Request
from auditor.errors import AuditorError, DeviceError
from auditor.transports.connection import Answer


class ActionModule(ActionBase):
    """The answer is never registered as a variable: Ansible cannot template what a device said."""

    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        name = task_vars["inventory_hostname"]
        started = datetime.now(UTC)
        try:
            request = Request.read(Path(self._task.args["request"]))
            said = self._ask(door.probe_for(request, name, task_vars["hostvars"][name]), task_vars)
            failure = door.record(request, name, said, started)
        except AuditorError as error:
            raise AnsibleActionFail(f"{error}. {error.remedy}") from None
        return {**result, "changed": False, "failure": failure}

    def _ask(self, script, task_vars):
        with tempfile.NamedTemporaryFile(suffix=".py") as file:
            file.write(script)
            file.flush()
            task = self._task.copy()
            task.args = {"cmd": file.name, "executable": "python3 -I -S"}
            action = self._shared_loader_obj.action_loader.get(
                "ansible.builtin.script", task=task, connection=self._connection,
                play_context=self._play_context,
                loader=self._loader, templar=self._templar, shared_loader_obj=self._shared_loader_obj,
            )  # fmt: skip
            started = datetime.now(UTC)
            try:
                said = action.run(task_vars=task_vars)
            except AnsibleConnectionFailure as error:
                return DeviceError("no_route", str(error))
            except AnsibleError as error:
                return DeviceError("probe_failed", str(error))
        out, err = (
            str(said.get(name, "")).encode("utf-8", "surrogateescape") for name in ("stdout", "stderr")
        )
        return Answer(out, started, datetime.now(UTC), err[-4096:], int(said.get("rc", 1)))
