# This file is part of auditor. GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writes how the enrolment of each host went into one JSON file, for whoever started the play."""

import json
from pathlib import Path

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Once for the play: host → {status, reason}; status is known, enrolled, refused, failed or unusable."""

    BYPASS_HOST_LOOP = True
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        hostvars = task_vars["hostvars"]
        groups = task_vars["groups"]
        told = {host: _status(hostvars[host]) for host in groups.get("auditor_enrol", ())}
        told |= {host: _network(hostvars[host]) for host in groups.get("auditor_enrol_network", ())}
        Path(self._task.args["results"]).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        return {**result, "changed": False}


def _status(told):
    """What the registered answers of one host add up to."""
    if _works(told.get("enrol_before")):
        return {"status": "known", "reason": ""}
    if _works(told.get("enrol_after")):
        return {"status": "enrolled", "reason": ""}
    if told.get("enrol_failure"):
        return {"status": "failed", "reason": str(told["enrol_failure"])}
    factory = told.get("enrol_factory") or {}
    if factory.get("unreachable") or factory.get("rc", 1) != 0:
        return {"status": "refused", "reason": _said(factory)}
    return {"status": "unusable", "reason": _said(told.get("enrol_after") or {})}


def _network(told):
    answer = told.get("enrol_network") or {}
    return {"status": answer.get("status", "failed"), "reason": str(answer.get("reason") or _said(answer))}


def _works(answer):
    return bool(answer) and not answer.get("unreachable") and answer.get("rc") == 0


def _said(answer):
    return str(answer.get("msg") or answer.get("stderr") or answer.get("stdout") or "")
