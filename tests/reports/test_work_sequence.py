"""In which order jobs free counters soonest, compared with every other order there is."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.reports import work_sequence
from auditor.reports.work_sequence import Options, sequence

JOBS = 6
_options = st.lists(st.frozensets(st.integers(0, JOBS - 1), min_size=1, max_size=4), min_size=1, max_size=2)
_counters = st.lists(_options, max_size=5)
_minutes = st.lists(st.integers(1, 90), min_size=JOBS, max_size=JOBS)


def lost(order: list[int], minutes: list[int], counters: list[Options]) -> int:
    """Counter-minutes that the counters stand still while *order* is worked through."""
    total, done = 0, set()
    for job in order:
        waiting = sum(not any(option <= done for option in options) for options in counters)
        total += minutes[job] * waiting
        done.add(job)
    return total


def freed(order: list[int], counters: list[Options]) -> int:
    return sum(any(option <= set(order) for option in options) for options in counters)


@settings(max_examples=60, deadline=None)
@given(_minutes, _counters)
def test_no_other_order_lets_the_counters_stand_still_for_less(
    minutes: list[int], counters: list[Options]
) -> None:
    order = sequence(minutes, counters)
    assert freed(order, counters) == len(counters)
    least = min(lost(list(other), minutes, counters) for other in permutations(range(JOBS)))
    assert lost(order, minutes, counters) == least


@settings(max_examples=60, deadline=None)
@given(_minutes, _counters, st.integers(1, JOBS))
def test_no_other_order_of_the_first_jobs_frees_their_counters_sooner(
    minutes: list[int], counters: list[Options], count: int
) -> None:
    front = sequence(minutes, counters)[:count]
    theirs = [options for options in counters if freed(front, [options])]
    least = min(lost(list(other), minutes, theirs) for other in permutations(front))
    assert lost(front, minutes, theirs) == least


def test_a_job_that_frees_many_goes_before_a_shorter_one_that_frees_one() -> None:
    shared, own = frozenset({0}), frozenset({1})
    assert sequence([20, 15], [[shared], [shared], [shared], [own]]) == [0, 1]


def test_of_two_printers_the_one_that_is_sooner_repaired_is_enough() -> None:
    assert sequence([60, 5], [[frozenset({0}), frozenset({1})]]) == [1]


def test_jobs_that_free_something_only_together_are_done_in_one_go() -> None:
    together, alone = frozenset({0, 2}), frozenset({1})
    assert sequence([10, 15, 10], [[together], [alone]]) == [1, 0, 2]


def test_nothing_to_free_is_nothing_to_do() -> None:
    assert sequence([5, 5], []) == []


# --- many bundles: greedy -----------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(_minutes, _counters)
def test_the_greedy_way_frees_everything_too_but_may_take_longer(
    minutes: list[int], counters: list[Options]
) -> None:
    wants = [[sum(1 << job for job in option) for option in options] for options in counters]
    order = work_sequence._greedy(minutes, wants)
    assert freed(order, counters) == len(counters)
    assert lost(order, minutes, counters) >= lost(sequence(minutes, counters), minutes, counters)


def test_where_the_greedy_way_is_not_the_best() -> None:
    """Both jobs free four counters in 35 minutes, more a minute than either alone; of the two job 0 is wanted
    by more counters and goes first. Job 1 before it would have let one go after 10 minutes."""
    minutes, zero, one = [25, 10], frozenset({0}), frozenset({1})
    counters: list[Options] = [[zero], [zero | one], [zero], [one]]
    greedy = work_sequence._greedy(minutes, [[0b01], [0b11], [0b01], [0b10]])
    assert (greedy, lost(greedy, minutes, counters)) == ([0, 1], 120)
    best = sequence(minutes, counters)
    assert (best, lost(best, minutes, counters)) == ([1, 0], 115)


def test_eleven_counters_with_each_its_own_job_go_by_their_minutes() -> None:
    minutes = [30, 10, 20, 5, 50, 15, 25, 35, 40, 45, 60]
    counters = [[frozenset({job})] for job in range(len(minutes))]
    assert len(minutes) > work_sequence.MAX_EXACT
    assert [minutes[job] for job in sequence(minutes, counters)] == sorted(minutes)
