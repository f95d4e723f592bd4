"""What was moved: everything outside the heaviest run that kept its order, so that one moved thing is one, not ten."""

from collections.abc import Sequence
from itertools import pairwise


def out_of_order(places: Sequence[int], weights: Sequence[int] | None = None) -> set[int]:
    """Indexes whose `places` break the order; of two swapped neighbours the lighter one."""
    if all(first < second for first, second in pairwise(places)):
        return set()
    weights = weights or [1] * len(places)
    rank = {place: number for number, place in enumerate(sorted(set(places)), 1)}
    best = _Prefix(len(rank))
    before: list[int] = []
    for index, place in enumerate(places):
        total, last = best.up_to(rank[place] - 1)
        before.append(last)
        best.put(rank[place], total + weights[index], index)
    kept, last = set(), best.up_to(len(rank))[1]
    while last >= 0:
        kept.add(last)
        last = before[last]
    return set(range(len(places))) - kept


class _Prefix:
    """The heaviest run that ends at or below a rank (a Fenwick tree of maxima)."""

    def __init__(self, size: int):
        self.best: list[tuple[int, int]] = [(0, -1)] * (size + 1)

    def up_to(self, rank: int) -> tuple[int, int]:
        found = (0, -1)
        while rank > 0:
            if self.best[rank][0] > found[0]:
                found = self.best[rank]
            rank -= rank & -rank
        return found

    def put(self, rank: int, weight: int, index: int) -> None:
        while rank < len(self.best):
            if weight > self.best[rank][0]:
                self.best[rank] = (weight, index)
            rank += rank & -rank
