"""Two people cannot change the same commune at once."""

import os
import signal
import subprocess
import sys

import pytest

from auditor.errors import CommuneLocked
from auditor.store import Store

HOLD = """
import sys
from auditor.store import Store
with Store.open(sys.argv[1]) as store, store.hold_communes(["03158", "03160"], "lan@xa"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def holder(url: str) -> subprocess.Popen[str]:
    """A process that holds two communes until it is told to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_a_commune_that_somebody_holds_is_refused_with_who_and_since(url: str, store: Store) -> None:
    process = holder(url)
    with (
        pytest.raises(CommuneLocked, match=r"03160 .* lan@xa") as caught,
        store.hold_communes(["03160"], "mai"),
    ):
        pass
    assert (caught.value.code, caught.value.who) == ("03160", "lan@xa")
    assert caught.value.since is not None
    process.communicate("\n", timeout=60)


def test_other_communes_are_free_meanwhile(url: str, store: Store) -> None:
    process = holder(url)
    with store.hold_communes(["03127"], "mai"):
        process.communicate("\n", timeout=60)


def test_a_holder_that_is_killed_holds_nothing(url: str, store: Store) -> None:
    process = holder(url)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    with store.hold_communes(["03158", "03160"], "mai"):
        pass


def test_what_was_held_is_free_after_the_block(store: Store) -> None:
    for _ in range(2):
        with store.hold_communes(["03158", "03158"], "mai"):
            pass


def test_who_gets_not_all_holds_none(url: str, store: Store) -> None:
    process = holder(url)
    with pytest.raises(CommuneLocked), store.hold_communes(["03127", "03158"], "mai"):
        pass
    with Store.open(url) as other, other.hold_communes(["03127"], "hoa"):
        process.communicate("\n", timeout=60)


def test_two_of_one_process_exclude_each_other_too(store: Store) -> None:
    with (
        store.hold_communes(["03158"], "mai"),
        pytest.raises(CommuneLocked, match="mai"),
        store.hold_communes(["03158"], "lan"),
    ):
        pass


def test_an_error_inside_the_block_is_raised_as_it_is_and_frees_the_commune(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.hold_communes(["03158"], "mai"):
        1 / 0  # noqa: B018
    with store.hold_communes(["03158"], "lan"):
        pass
