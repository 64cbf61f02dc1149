# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lets a network device know us: nothing where our own login works, else by the account the maker left."""

import os
from dataclasses import replace
from pathlib import Path

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

try:
    from auditor.collectors.login import Caller, login, of_kind
    from auditor.errors import AuditorError, DeviceError
    from auditor.events import log
    from auditor.model import Kind
    from auditor.transports import netaccount
    from auditor.transports.jump import Jumps
    from auditor.transports.netchange import Reach
except ImportError as error:
    raise AnsibleActionFail("auditor is not installed beside this ansible-playbook") from error


class ActionModule(ActionBase):
    """Returns ``status`` (known, enrolled, by_password, refused, failed, unusable) and ``reason``."""

    _requires_connection = False
    _supports_check_mode = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        jumps = Jumps()
        try:
            status, reason = self._enrolled(task_vars, jumps)
        except (AuditorError, OSError) as error:
            status, reason = "failed", str(error)
        finally:
            jumps.close()
        changed = status in ("enrolled", "unusable")
        return {**result, "changed": changed, "status": status, "reason": log.redact(reason)}

    def _enrolled(self, task_vars, jumps):
        name = task_vars["inventory_hostname"]
        host = task_vars["hostvars"][name]
        collect = self._shared_loader_obj.action_loader.get("auditor_collect", class_only=True)
        caller = Caller.of()
        found = login(caller, of_kind(name, Kind.NETWORK), host, collect._defaults(self))
        if found.ssh is None:
            return "by_hand", "ansible_network_os is not stated: it has no command line"
        ours = Reach(found.ssh, caller.limits, jumps)
        refused = self._tried(ours)
        if not refused:
            return self._with_key(ours)
        factory, why_not = self._factory(ours, host)
        if why_not:
            return "refused", f"{refused}; {why_not}"
        netaccount.make(factory, self._wanted(found.ssh))
        refused = self._tried(ours)
        return ("unusable", refused) if refused else ("enrolled", "")

    def _with_key(self, ours):
        """Our login works; where it took the password although there is a key, the key is let in."""
        if not ours.connection.key_file:
            return "by_password", ""
        alone = replace(ours, connection=replace(ours.connection, password=""))
        if not self._tried(alone):
            return "known", ""
        try:
            netaccount.let_key_in(ours, self._wanted(ours.connection).key)
        except DeviceError as error:
            return "by_password", error.message
        return ("by_password" if self._tried(alone) else "enrolled"), ""

    def _tried(self, reach):
        """Why the login is refused, "" where it is not. A host that is not there is an error of its own."""
        try:
            netaccount.try_login(reach)
        except DeviceError as error:
            if error.kind != "auth_failed":
                raise
            return error.message
        return ""

    def _factory(self, ours, host):
        user = host.get("enrol_user")
        password = host.get("enrol_password") or os.environ.get("AUDITOR_ENROL_PASSWORD")
        if not user or not password:
            return None, "enrol_user or its password is not stated"
        log.register_secrets([str(password)])
        connection = replace(
            ours.connection, user=str(user), password=str(password), key_file="", become=None
        )
        factory = replace(ours, connection=connection)
        return factory, self._tried(factory)

    def _wanted(self, ssh):
        public = Path(f"{ssh.key_file}.pub").expanduser()
        key = public.read_text("utf-8").strip() if ssh.key_file and public.is_file() else ""
        return netaccount.Account(ssh.user, key, ssh.password)
