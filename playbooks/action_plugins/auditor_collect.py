# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Asks all hosts of the play at once, in this one task, through auditor's collect engine."""

from pathlib import Path

from ansible import constants as C  # noqa: N812  (its name everywhere in Ansible)
from ansible import context
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import become_loader, connection_loader
from ansible.utils.display import Display

try:
    from auditor.collectors import door
    from auditor.collectors.request import Request, by_hand
    from auditor.errors import AuditorError
except ImportError as error:
    raise AnsibleActionFail("auditor is not installed beside this ansible-playbook") from error

_SSH = {
    "remote_user": "ansible_user", "port": "ansible_port", "private_key_file": "ansible_ssh_private_key_file",
    "ssh_args": "ansible_ssh_args", "ssh_common_args": "ansible_ssh_common_args",
    "ssh_extra_args": "ansible_ssh_extra_args", "timeout": "ansible_timeout",
}  # fmt: skip
_BASE = {
    "DEFAULT_BECOME": "ansible_become", "DEFAULT_BECOME_METHOD": "ansible_become_method",
    "DEFAULT_BECOME_USER": "ansible_become_user", "INTERPRETER_PYTHON": "ansible_python_interpreter",
}  # fmt: skip


class ActionModule(ActionBase):
    """Once for the play, not once a host: facts never pass through Ansible's result queue, only counts do."""

    BYPASS_HOST_LOOP = True
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        hostvars = task_vars["hostvars"]
        hosts = {name: hostvars[name] for name in task_vars["ansible_play_hosts_all"]}
        try:
            request, file = self._request()
            asked = door.ask_all(request, hosts, list(task_vars["groups"]), self._defaults())
        except AuditorError as error:
            raise AnsibleActionFail(f"{error}. {error.remedy}") from None
        counts = asked.counts
        return {
            **result, "changed": False, "request": str(file), "spool": str(request.spool_folder),
            "answered": counts.answered, "failed_devices": counts.failed, "left_out": counts.left_out,
            "elsewhere": list(asked.elsewhere),
        }  # fmt: skip

    def _request(self):
        if file := self._task.args.get("request"):
            return Request.read(Path(file)), file
        request, file = by_hand(Path.cwd(), context.CLIARGS.get("subset") or "")
        run = file.parent.parent.parent
        Display().display(f"observations: {request.spool_folder}\njudge them: auditor runs import {run}")
        return request, file

    def _defaults(self):
        """What ansible.cfg, the environment and the command line say for all hosts, as variables."""
        connection_loader.get("ssh", class_only=True)
        become_loader.get("sudo", class_only=True)
        asked = [
            (name, variable, {"plugin_type": "connection", "plugin_name": "ssh"})
            for name, variable in _SSH.items()
        ]
        asked += [(name, variable, {}) for name, variable in _BASE.items()]
        found = {}
        for name, variable, where in asked:
            value, origin = C.config.get_config_value_and_origin(name, **where)
            if origin != "default" and value is not None:
                found[variable] = value
        for name in ("become", "become_method", "become_user", "connection"):
            if context.CLIARGS.get(name):
                found[f"ansible_{name}"] = context.CLIARGS[name]
        secrets = {
            "ansible_password": self._play_context.password,
            "ansible_become_password": self._play_context.become_pass,
        }
        return found | {name: value for name, value in secrets.items() if value}
