"""In which order jobs free counters soonest: pure arithmetic on the numbers of jobs and counters.

A counter stands still until one of its *options*, a set of jobs, is done. What is kept small is the sum over
all counters of the minutes that they still stand still, working through the list from its top. With up to
MAX_EXACT bundles (jobs that the same options want) the order is the best there is, by dynamic programming
over which bundles are done; above, each next option is the one that frees most counters a minute, which may
lose minutes where jobs are shared in a knot. The front of a best order is the best order of the jobs in it:
another that frees counters sooner there would make the whole better.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

MAX_EXACT = 10

Options = Sequence[frozenset[int]]
"""Sets of jobs, any of which frees one counter."""


def sequence(minutes: Sequence[int], counters: Sequence[Options]) -> list[int]:
    """The jobs (indexes of *minutes*) that free every counter, in order; what no counter needs is not in it.

    *minutes* are more than 0; no option is empty.
    """
    bundles = _bundles(counters)
    number = {job: index for index, bundle in enumerate(bundles) for job in bundle}
    costs = [sum(minutes[job] for job in bundle) for bundle in bundles]
    wants = [[sum({1 << number[job] for job in option}) for option in options] for options in counters]
    order = _exact(costs, wants) if len(bundles) <= MAX_EXACT else _greedy(costs, wants)
    return [job for bundle in order for job in bundles[bundle]]


def _bundles(counters: Sequence[Options]) -> list[list[int]]:
    """Jobs that are in the very same options: between them nothing is freed, so they are done in one go."""
    signatures: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, options in enumerate(counters):
        for index, option in enumerate(options):
            for job in option:
                signatures[job].append((at, index))
    together: dict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
    for job in sorted(signatures):
        together[tuple(signatures[job])].append(job)
    return list(together.values())


def _waiting(done: int, wants: Sequence[Sequence[int]]) -> int:
    return sum(all(option & ~done for option in options) for options in wants)


def _exact(costs: Sequence[int], wants: Sequence[Sequence[int]]) -> list[int]:
    """Bundles in the best order: the least counter-minutes lost until each set of bundles is *done*."""
    lost: list[tuple[int, int]] = [(0, -1)]
    waiting = [_waiting(done, wants) for done in range(1 << len(costs))]
    for done in range(1, 1 << len(costs)):
        lost.append(
            min(
                (lost[before][0] + cost * waiting[before], last)
                for last, cost in enumerate(costs)
                if done >> last & 1
                for before in (done ^ 1 << last,)
            )
        )
    ends = [done for done, left in enumerate(waiting) if not left]
    done = min(ends, key=lambda end: (lost[end][0], _minutes(end, costs), end), default=0)
    order = []
    while done:
        order.append(lost[done][1])
        done ^= 1 << order[-1]
    return order[::-1]


def _minutes(bundles: int, costs: Sequence[int]) -> int:
    return sum(cost for index, cost in enumerate(costs) if bundles >> index & 1)


def _greedy(costs: Sequence[int], wants: Sequence[Sequence[int]]) -> list[int]:
    """The option that frees most counters a minute, then the next; in it what most others want goes first."""
    order: list[int] = []
    done, left = 0, list(wants)
    while left:
        best = min(
            (option & ~done for options in left for option in options),
            key=lambda more: (
                -(len(left) - _waiting(done | more, left)) / _minutes(more, costs),
                _minutes(more, costs),
                more,
            ),
        )
        order += _shared_first(best, costs, left)
        done |= best
        left = [options for options in left if all(option & ~done for option in options)]
    return order


def _shared_first(bundles: int, costs: Sequence[int], wants: Collection[Sequence[int]]) -> list[int]:
    members = [index for index in range(len(costs)) if bundles >> index & 1]

    def users(member: int) -> int:
        return sum(any(option >> member & 1 for option in options) for options in wants)

    return sorted(members, key=lambda member: (-users(member), costs[member], member))
