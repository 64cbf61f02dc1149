"""Moves of devices are kept for good, and found by name and by machine."""

from support.runs import START

from auditor.model.assets import Move
from auditor.store import Store

MOVE = Move("pasc-03158-pc01", "03158", "03160", "Lò Thị Hoa", START, "thừa máy", "mai@so", "machine-1", "")


def test_a_move_comes_back_with_its_number(store: Store) -> None:
    made = store.add_move(MOVE)
    assert made.id > 0
    assert store.moves([MOVE.device]) == (made,)


def test_a_machine_is_found_by_its_identity_and_by_its_new_name(store: Store) -> None:
    first = store.add_move(MOVE)
    second = store.add_move(Move("a", "1", "2", "by", START, "why", identity="machine-2", renamed="b"))
    assert store.moves(["x"], ["machine-1"]) == (first,)
    assert store.moves(["b"]) == (second,)
    assert store.moves([], []) == ()
