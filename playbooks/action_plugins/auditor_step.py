# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Marks where a step begins and ends, for the callback that keeps the journal; says whether it may begin."""

from pathlib import Path

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

try:
    from auditor.remedy import journal
except ImportError as error:
    raise AnsibleActionFail("auditor is not installed beside this ansible-playbook") from error


class ActionModule(ActionBase):
    """Stays on the controller. ``fix`` is the fix's folder (none: the play was started by hand)."""

    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        if ended := self._task.args.get("ended"):
            return {**result, "changed": False, "ended": ended}
        folder, first = self._task.args.get("fix"), self._task.args.get("first")
        begun = not folder or journal.may_begin(Path(folder), first=bool(first))
        return {**result, "changed": False, "begun": begun}
