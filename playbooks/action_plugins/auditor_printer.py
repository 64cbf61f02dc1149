# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Changes a printer, from here, by the ways that the inventory states: IPP, SNMP."""

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

try:
    from auditor.collectors.login import Caller, login, of_kind
    from auditor.errors import AuditorError, DeviceError
    from auditor.model import UNREACHED, Kind
    from auditor.remedy import printer
except ImportError as error:
    raise AnsibleActionFail("auditor is not installed beside this ansible-playbook") from error


class ActionModule(ActionBase):
    """``set``: media, identity, resume. ``mode``: look (is it possible?), change, verify (is it so?)."""

    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        mode = self._task.args["mode"]
        try:
            shown = self._shown(task_vars, mode == "change" and not self._task.check_mode)
        except DeviceError as error:
            gone = error.kind in UNREACHED
            return {**result, "unreachable" if gone else "failed": True, "msg": error.message}
        except AuditorError as error:
            raise AnsibleActionFail(f"{error}. {error.remedy}") from None
        if mode == "change":
            return {**result, "changed": shown.changed, **(self._diff(shown) if shown.changed else {})}
        if mode == "verify" and shown.changed:
            left = ", ".join(name for name in shown.after if shown.before[name] != shown.after[name])
            return {**result, "failed": True, "msg": f"the printer took it, and still says otherwise: {left}"}
        return {**result, "changed": False}

    def _shown(self, task_vars, apply):
        name, args = task_vars["inventory_hostname"], self._task.args
        collect = self._shared_loader_obj.action_loader.get("auditor_collect", class_only=True)
        caller = Caller.of(task_vars.get("auditor_fix") or "")
        device = of_kind(name, Kind.PRINTER)
        reach = login(caller, device, task_vars["hostvars"][name], collect._defaults(self))
        limits = caller.limits
        if args["set"] == "media":
            return printer.media(reach, args["media"], limits, apply=apply)
        if args["set"] == "identity":
            wanted = {word: args.get(word) or "" for word in printer.IDENTITY}
            return printer.identity(reach, wanted, limits, apply=apply)
        return printer.resume(reach, limits, apply=apply)

    def _diff(self, shown):
        before, after = (
            "".join(f"{name}: {each[name]}\n" for name in shown.after) for each in (shown.before, shown.after)
        )
        where = "printer"
        return {"diff": {"before_header": where, "after_header": where, "before": before, "after": after}}
