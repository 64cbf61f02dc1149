"""Accounts, sessions and failed logins, on either database."""

from dataclasses import replace
from datetime import timedelta

from support.runs import START

from auditor.model.accounts import Account, Role
from auditor.store import Attempts, Store

MAI = Account("mai", Role.IT, (), START, "root@vm")
HOA = Account("hoa", Role.TECHNICIAN, ("03158", "03160"), START, "mai@so-tttt")
TOKEN, OTHER, INVITATION = (bytes([number]) * 32 for number in range(3))
BEFORE = START - timedelta(hours=1)


def never(_subject: bytes, _counted: Attempts) -> float:
    return 0.0


def always(_counted: Attempts) -> bool:
    return True


def test_an_account_comes_back_as_it_was_made(store: Store) -> None:
    assert store.readers.add(HOA, "scrypt$…")
    found = store.readers.account("hoa")
    assert found is not None
    assert (found.account, found.password) == (HOA, "scrypt$…")
    assert "scrypt" not in repr(found)
    assert store.readers.account("ai") is None
    assert not store.readers.add(replace(HOA, role=Role.IT), "another")


def test_a_session_has_its_account_and_ends_with_it(store: Store) -> None:
    store.readers.add(MAI, "x")
    store.readers.start_session(TOKEN, "mai", START)
    found = store.readers.session(TOKEN)
    assert found is not None
    assert (found.account, found.started, found.seen) == (MAI, START, START)
    assert store.readers.session(OTHER) is None
    assert store.readers.disable("mai", "root@vm", START)
    assert store.readers.session(TOKEN) is None
    assert not store.readers.disable("mai", "root@vm", START)
    assert not store.readers.any_enabled()
    assert store.readers.enable("mai")
    assert store.readers.session(TOKEN) is None


def test_another_password_ends_the_sessions_of_that_account_alone(store: Store) -> None:
    for token, account in ((TOKEN, MAI), (OTHER, HOA)):
        store.readers.add(account, "x")
        store.readers.start_session(token, account.name, START)
    assert store.readers.set_password("mai", "y")
    assert store.readers.session(TOKEN) is None
    assert store.readers.session(OTHER) is not None
    uses = {use.account.name: (use.sessions, use.last_login) for use in store.readers.accounts()}
    assert uses == {"hoa": (1, START), "mai": (0, START)}


def test_old_and_idle_sessions_are_swept(store: Store) -> None:
    store.readers.add(MAI, "x")
    hour = timedelta(hours=1)
    for number, (started, seen) in enumerate(((0, 0), (0, 3), (3, 3))):
        store.readers.start_session(bytes([number]), "mai", START + started * hour)
        store.readers.touch(bytes([number]), START + seen * hour)
    store.readers.sweep(START + hour, START + 2 * hour, START)
    assert [store.readers.session(bytes([number])) is not None for number in range(3)] == [False, False, True]


def test_an_invitation_is_good_once_and_the_first_account_ends_what_it_let_in(store: Store) -> None:
    store.readers.invite(INVITATION, START)
    assert not store.readers.accept(OTHER, TOKEN, START, BEFORE)
    assert store.readers.accept(INVITATION, TOKEN, START, BEFORE)
    assert not store.readers.accept(INVITATION, OTHER, START, BEFORE)
    found = store.readers.session(TOKEN)
    assert found is not None and found.account is None
    store.readers.invite(INVITATION, START)
    store.readers.add(MAI, "x")
    assert store.readers.session(TOKEN) is None
    assert not store.readers.accept(INVITATION, OTHER, START, BEFORE)


def test_an_invitation_that_nobody_used_in_time_lets_nobody_in(store: Store) -> None:
    store.readers.invite(INVITATION, START)
    assert not store.readers.accept(INVITATION, TOKEN, START, START)
    assert store.readers.session(TOKEN) is None
    assert store.readers.accept(INVITATION, TOKEN, START, BEFORE)


def test_a_try_counts_before_it_is_known_to_fail(store: Store) -> None:
    subjects = (b"name", b"place")
    for failures in range(3):
        told: list[int] = []

        def wait(_subject: bytes, counted: Attempts, told: list[int] = told) -> float:
            told.append(counted.failures)
            return 0.0

        assert store.readers.try_login(subjects, START, wait, always) == 0
        assert told == [failures] * (2 if failures else 0)
    assert store.readers.try_login(subjects, START, lambda subject, _counted: len(subject), always) == 5
    store.readers.pardon([b"name"], [b"place"])
    told = []

    def listen(_subject: bytes, counted: Attempts) -> float:
        told.append(counted.failures)
        return 0.0

    store.readers.try_login(subjects, START, listen, always)
    assert told == [2]


def test_an_old_counter_begins_anew(store: Store) -> None:
    for _try in range(3):
        store.readers.try_login([b"x"], START, never, lambda counted: False)
    told: list[int] = []
    store.readers.try_login([b"x"], START, lambda _s, counted: told.append(counted.failures) or 0.0, always)
    assert told == [1]
