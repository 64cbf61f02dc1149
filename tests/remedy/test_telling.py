"""From what Ansible's tasks return to a step's result."""

import pytest

from auditor.model import StepStatus
from auditor.remedy.journal import Journal, Tail
from auditor.remedy.telling import MAX_STEP, MAX_TEXT, Task, Teller

COPY = Task("Write", "ansible.builtin.copy", {"dest": "/etc/x", "content": "new", "mode": "0644"})
COMMAND = Task("Run", "ansible.builtin.command", {"argv": ["lpadmin", "-d", "it's"]})
SKIPPED_BY_CHECK = {"skipped": True, "cmd": ["lpadmin", "-d", "it's"], "msg": "Command would have run"}


@pytest.fixture
def told(tmp_path):
    """Tell these tasks of one step on one device; its result."""

    def tell(*tasks, ended="taken"):
        teller = Teller(Journal(tmp_path))
        teller.tell("ok", "pc01", "s1", Task("Begin", "auditor_step"), {"begun": True})
        for outcome, task, result in tasks:
            teller.tell(outcome, "pc01", "s1", task, result)
        teller.tell("ok", "pc01", "s1", Task("End", "auditor_step"), {"ended": ended})
        return _results(tmp_path)[-1]

    return tell


def _results(folder):
    from auditor.model.fix_codec import result_from_json

    return [result_from_json(line["result"]) for line in Tail(folder).lines() if line["type"] == "end"]


def test_a_step_in_which_nothing_changed_is_unchanged(told):
    result = told(("ok", COPY, {"changed": False, "diff": {"before": "a", "after": "b"}}))
    assert (result.status, result.diffs) == (StepStatus.UNCHANGED, ())
    assert result.started <= result.ended


@pytest.mark.parametrize(
    ("diff", "shown"),
    [
        ({"before": "a\n", "after": "b\n"}, [("/etc/x", "a\n", "b\n")]),
        ([{"before": "a", "after": "b"}, {"before": "c", "after": "c"}], [("/etc/x", "a", "b")]),
        ({"before": {"mode": "0644"}, "after": {"mode": "0600"}},
         [("/etc/x", '{\n "mode": "0644"\n}', '{\n "mode": "0600"\n}')]),
        ({"prepared": "+ new"}, [("/etc/x", "", "+ new")]),
    ],
)  # fmt: skip
def test_a_difference_is_shown_however_a_module_gives_it(told, diff, shown):
    result = told(("ok", COPY, {"changed": True, "diff": diff}))
    assert result.status is StepStatus.CHANGED
    assert [(each.path, each.before, each.after) for each in result.diffs] == shown


def test_a_header_names_the_path_where_no_argument_does(told):
    diff = {
        "before": "a",
        "after": "b",
        "before_header": "/etc/y (content)",
        "after_header": "/etc/y (content)",
    }
    result = told(("ok", Task("Set", "auditor_printer"), {"changed": True, "diff": diff}))
    assert result.diffs[0].path == "/etc/y"


def test_a_change_without_a_difference_shows_what_the_task_was_given(told):
    service = Task("Start", "ansible.builtin.systemd_service", {"name": "cups", "state": "started"})
    result = told(("ok", service, {"changed": True, "diff": []}))
    assert [(d.path, d.after) for d in result.diffs] == [("systemd_service", "name: cups\nstate: started")]


def test_what_a_module_masks_stays_masked(told):
    user = Task("User", "ansible.builtin.user", {"name": "cong", "password": "geheim"})
    called = {"module_args": {"name": "cong", "password": "NOT_LOGGING_PASSWORD"}}
    result = told(("ok", user, {"changed": True, "invocation": called}))
    assert result.diffs[0].after == "name: cong\npassword: NOT_LOGGING_PASSWORD"


def test_a_command_that_check_mode_skips_is_a_change_shown_as_it_would_be_run(told):
    task = Task("Run", "ansible.builtin.command", announce=lambda: "changes /etc/cups")
    result = told(("skipped", task, SKIPPED_BY_CHECK))
    assert result.status is StepStatus.CHANGED
    assert [(d.path, d.after) for d in result.diffs] == [
        ("command", "changes /etc/cups\n$ lpadmin -d 'it'\"'\"'s'")
    ]


def test_a_task_whose_condition_is_false_is_no_change(told):
    skipped = {"skipped": True, "skip_reason": "Conditional result was False", "false_condition": "x"}
    assert told(("skipped", COMMAND, skipped)).status is StepStatus.UNCHANGED


def test_each_item_of_a_loop_counts_for_itself(told):
    items = [{"changed": False}, {"changed": True, "diff": {"before": "", "after": "2"}}, SKIPPED_BY_CHECK]
    result = told(("ok", COPY, {"changed": True, "results": items}))
    assert [each.after for each in result.diffs] == ["2", "dest: /etc/x\ncontent: new\nmode: 0644"]


def test_a_hidden_task_shows_its_name_and_nothing_else(told):
    hidden = Task("Set the key", "ansible.builtin.copy", {"content": "geheim"}, hidden=True)
    diff = {"changed": True, "diff": {"before": "geheim", "after": "geheim2"}, "msg": "geheim3"}
    failed = told(("ok", hidden, diff), ("failed", hidden, diff), ended="failed")
    assert "geheim" not in repr(failed)
    assert failed.reason == "Set the key: (not shown: no_log)"


def test_the_last_failure_is_the_reason_in_one_line_without_ansibles_prefixes(told):
    first, last = {"msg": "first"}, {"msg": "Task failed: Module failed: disk\nfull"}
    result = told(("failed", COPY, first), ("failed", COPY, last), ended="failed")
    assert (result.status, result.reason) == (StepStatus.FAILED, "disk full")


def test_a_commands_own_words_are_in_the_reason(told):
    failed = {"msg": "non-zero return code", "rc": 1, "stderr": "lpadmin: no such queue"}
    result = told(("failed", COMMAND, failed), ended="failed")
    assert result.reason == "non-zero return code lpadmin: no such queue"


def test_a_failure_that_the_role_rescues_itself_is_none(told):
    result = told(("failed", COPY, {"msg": "x"}), ("ok", COPY, {"changed": True}))
    assert (result.status, result.reason) == (StepStatus.CHANGED, "")


def test_a_device_that_stops_answering_ends_its_step_there(tmp_path):
    teller = Teller(Journal(tmp_path))
    teller.tell("ok", "pc01", "s1", Task("Begin", "auditor_step"), {"begun": True})
    teller.tell("unreachable", "pc01", "s1", COPY, {"unreachable": True, "msg": "timed out"})
    (result,) = _results(tmp_path)
    assert (result.status, result.reason) == (StepStatus.UNREACHABLE, "timed out")


def test_a_step_that_was_not_begun_leaves_no_line(tmp_path):
    teller = Teller(Journal(tmp_path))
    teller.tell("ok", "pc01", "s1", Task("Begin", "auditor_step"), {"begun": False})
    assert not list(Tail(tmp_path).lines())


def test_what_a_device_says_is_bounded_and_storable(told):
    huge = {"changed": True, "diff": {"before": "a\0\udcff", "after": "x" * (MAX_TEXT * 2)}}
    result = told(*[("ok", COPY, huge)] * 40)
    assert result.diffs[0].before == "a\ufffd?"
    assert result.diffs[0].after.endswith("[… cut]")
    assert sum(len(each.after) for each in result.diffs) < MAX_STEP + 2 * MAX_TEXT
