# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writes the last line of the run's spool: complete, or interrupted when devices were left out."""

from pathlib import Path

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from auditor.collectors import door
from auditor.collectors.request import Request
from auditor.errors import AuditorError


class ActionModule(ActionBase):
    """Once for the play."""

    BYPASS_HOST_LOOP = True
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        try:
            status = door.finish(Request.read(Path(self._task.args["request"])))
        except AuditorError as error:
            raise AnsibleActionFail(f"{error}. {error.remedy}") from None
        return {**result, "changed": False, "status": status}
