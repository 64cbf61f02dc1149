"""The journal survives what kills its writer, and tells who is at work."""

import contextlib
import json
import multiprocessing

import pytest

from auditor.errors import RunLocked
from auditor.model import StepResult, StepStatus
from auditor.remedy import journal
from auditor.remedy.journal import Journal, Tail


def test_a_line_that_was_torn_off_is_passed_over_and_cut_by_the_next_writer(tmp_path):
    Journal(tmp_path).begin("s1", "pc01")
    with (tmp_path / journal.FILE).open("ab") as stream:
        stream.write(b'{"type": "end", "resu')
    assert [line["step"] for line in Tail(tmp_path).lines()] == ["s1"]
    Journal(tmp_path).begin("s2", "pc01")
    assert [line["step"] for line in Tail(tmp_path).lines()] == ["s1", "s2"]
    assert all(json.loads(line) for line in (tmp_path / journal.FILE).read_bytes().splitlines())


def test_a_tail_gives_each_line_once(tmp_path):
    tail = Tail(tmp_path)
    assert not list(tail.lines())
    Journal(tmp_path).begin("s1", "pc01")
    assert len(list(tail.lines())) == 1
    Journal(tmp_path).end(StepResult("s1", "pc01", StepStatus.CHANGED))
    assert [line["type"] for line in tail.lines()] == ["end"]


def _write(folder, name):
    for number in range(50):
        Journal(folder).begin(f"{name}{number}", "pc01")


def test_two_processes_write_whole_lines(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(tmp_path, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len({line["step"] for line in Tail(tmp_path).lines()}) == 100


def test_a_stop_lets_a_device_finish_and_no_other_begin(tmp_path):
    with journal.owned(tmp_path):
        assert journal.may_begin(tmp_path, first=True)
        journal.request_stop(tmp_path)
        assert journal.may_begin(tmp_path, first=False)
        assert not journal.may_begin(tmp_path, first=True)


def test_nothing_begins_when_the_fix_is_dead(tmp_path):
    with journal.owned(tmp_path):
        pass
    assert not journal.may_begin(tmp_path, first=False)


def test_a_fix_has_one_owner(tmp_path):
    with journal.owned(tmp_path), pytest.raises(RunLocked), journal.owned(tmp_path):
        pass


def test_what_plays_on_without_an_owner_is_orphaned(tmp_path):
    with contextlib.ExitStack() as stack:
        with journal.owned(tmp_path):
            play = stack.enter_context(journal.playing(tmp_path))
            assert journal.is_playing(tmp_path)
            assert not journal.is_orphaned(tmp_path)
        assert journal.is_orphaned(tmp_path)
        play.close()
        assert not journal.is_playing(tmp_path)
