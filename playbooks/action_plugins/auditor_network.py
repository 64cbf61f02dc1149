# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Makes a network device's configuration as it is wanted, from here, with a way back armed on the device."""

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

try:
    from auditor.collectors.login import Caller, login, of_kind
    from auditor.errors import AuditorError, DeviceError
    from auditor.model import UNREACHED, Kind
    from auditor.remedy import network_change
    from auditor.remedy.network import Wanted
    from auditor.transports.jump import Jumps
    from auditor.transports.netchange import Reach
except ImportError as error:
    raise AnsibleActionFail("auditor is not installed beside this ansible-playbook") from error


class ActionModule(ActionBase):
    """``do``: look, change, verify; confirm, rollback, settled (nothing waits). The diff has no secrets."""

    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        do = self._task.args["do"]
        jumps = Jumps()
        try:
            reach = self._reach(task_vars, jumps)
            return {**result, **getattr(self, f"_{do}")(reach)}
        except DeviceError as error:
            # what was lost in the middle of a change has failed: the device was there
            gone = error.kind in UNREACHED and do != "change"
            return {**result, "unreachable" if gone else "failed": True, "msg": error.message}
        except AuditorError as error:
            raise AnsibleActionFail(f"{error}. {error.remedy}") from None
        finally:
            jumps.close()

    def _reach(self, task_vars, jumps):
        name = task_vars["inventory_hostname"]
        collect = self._shared_loader_obj.action_loader.get("auditor_collect", class_only=True)
        caller = Caller.of(task_vars.get("auditor_fix") or "")
        device = of_kind(name, Kind.NETWORK)
        found = login(caller, device, task_vars["hostvars"][name], collect._defaults(self))
        if found.ssh is None:
            raise DeviceError("unsupported", "ansible_network_os is not stated: it has no command line")
        return Reach(found.ssh, caller.limits, jumps)

    def _wanted(self):
        given = self._task.args["wanted"]
        lists = {name: tuple(given.get(name) or ()) for name in ("required", "forbidden", "patterns")}
        return Wanted(**lists, sections=tuple(given.get("sections") or ()), up=tuple(given.get("up") or ()))

    def _look(self, reach):
        network_change.look(reach, self._wanted())
        return {"changed": False}

    def _change(self, reach):
        if self._task.check_mode:
            found = network_change.look(reach, self._wanted())
        else:
            found = network_change.change(reach, self._wanted(), int(self._task.args["seconds"]))
        if not found.changed:
            return {"changed": False}
        where = "waiting for its confirmation" if found.waits else "running-config"
        before, after = ("no\n", "yes\n") if found.waits else (found.candidate.before, found.candidate.after)
        diff = {"before_header": where, "after_header": where, "before": before, "after": after}
        return {"changed": True, "diff": diff}

    def _verify(self, reach):
        network_change.verify(reach, self._wanted())
        return {"changed": False}

    def _confirm(self, reach):
        if self._task.check_mode:
            return {"changed": network_change.pending(reach)}
        return {"changed": network_change.confirm(reach, self._wanted())}

    def _settled(self, reach):
        if network_change.pending(reach):
            return {"failed": True, "msg": "a change still waits for its confirmation"}
        return {"changed": False}

    def _rollback(self, reach):
        if self._task.check_mode:
            return {"changed": network_change.pending(reach)}
        return {"changed": network_change.rollback(reach)}
