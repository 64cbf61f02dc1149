# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Asks all hosts of the play at once, in this one task, through auditor's collect engine."""

from pathlib import Path

from ansible import constants as C  # noqa: N812  (its name everywhere in Ansible)
from ansible import context
from ansible.errors import AnsibleActionFail
from ansible.inventory.host import Host
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import become_loader, connection_loader
from ansible.utils.display import Display
from ansible.vars.hostvars import HostVarsVars

try:
    from auditor.collectors import door
    from auditor.collectors.request import Request, by_hand
    from auditor.errors import AuditorError
    from auditor.inventory.manifest import is_commune
except ImportError as error:
    raise AnsibleActionFail("auditor is not installed beside this ansible-playbook") from error

_SSH = {
    "remote_user": "ansible_user", "port": "ansible_port", "private_key_file": "ansible_ssh_private_key_file",
    "ssh_args": "ansible_ssh_args", "ssh_common_args": "ansible_ssh_common_args",
    "ssh_extra_args": "ansible_ssh_extra_args", "timeout": "ansible_timeout",
    "ssh_executable": "ansible_ssh_executable", "reconnection_retries": "ansible_ssh_retries",
    "pkcs11_provider": "ansible_ssh_pkcs11_provider",
    "password_mechanism": "ansible_ssh_password_mechanism",
}  # fmt: skip
_PARAMIKO = {"proxy_command": "ansible_paramiko_proxy_command"}
_SUDO = {"become_exe": "ansible_become_exe", "become_flags": "ansible_become_flags"}
_BASE = {
    "DEFAULT_BECOME": "ansible_become", "DEFAULT_BECOME_METHOD": "ansible_become_method",
    "DEFAULT_BECOME_USER": "ansible_become_user", "INTERPRETER_PYTHON": "ansible_python_interpreter",
    "DEFAULT_EXECUTABLE": "ansible_shell_executable",
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
        rest = door.Inventory(
            {name: self._group(name, hostvars) for name in task_vars["groups"] if is_commune(name)},
            {name: hostvars[name] for name in task_vars["groups"]["all"] if name not in hosts},
        )
        try:
            request, file = self._request()
            asked = door.ask_all(request, hosts, rest, self._defaults())
        except AuditorError as error:
            raise AnsibleActionFail(f"{error}. {error.remedy}") from None
        counts = asked.counts
        return {
            **result, "changed": False, "request": str(file), "spool": str(request.spool_folder),
            "answered": counts.answered, "failed_devices": counts.failed, "left_out": counts.left_out,
            "elsewhere": list(asked.elsewhere),
        }  # fmt: skip

    def _group(self, name, hostvars):
        """The variables that a host of the group *name* alone would have; {} where Ansible will not tell.

        Ansible has no public way to a group's variables; its own order of precedence then holds for them too.
        """
        try:
            anyone = Host(f"any host of {name}", gen_uuid=False)
            anyone.add_group(hostvars._inventory.groups[name])
            variables = hostvars._variable_manager.get_vars(host=anyone, include_hostvars=False)
            return HostVarsVars(variables, loader=self._loader, host=anyone.name)
        except Exception as error:
            Display().warning(f"{name}: its variables cannot be read, only its code is shown: {error}")
            return {}

    def _request(self):
        if file := self._task.args.get("request"):
            return Request.read(Path(file)), file
        request, file = by_hand(Path.cwd(), context.CLIARGS.get("subset") or "")
        run = file.parent.parent.parent
        Display().display(f"observations: {request.spool_folder}\njudge them: auditor runs import {run}")
        return request, file

    def _defaults(self):
        """What ansible.cfg, the environment and the command line say for all hosts, as variables."""
        plugins = (
            (connection_loader, "connection", "ssh", _SSH),
            (connection_loader, "connection", "paramiko_ssh", _PARAMIKO),
            (become_loader, "become", "sudo", _SUDO),
        )
        asked = []
        for loader, type_, plugin, names in plugins:
            loader.get(plugin, class_only=True)
            where = {"plugin_type": type_, "plugin_name": plugin}
            asked += [(name, variable, where) for name, variable in names.items()]
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
