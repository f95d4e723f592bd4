"""Which block of one text is which of another, so that a changed paragraph is seen as changed and not as gone and come."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from .order import out_of_order
from .pieces import Piece

ALIKE, ALIKE_ELSEWHERE = 0.5, 0.8
"""Shares of common beginnings of words from which two blocks are one edited here, or moved and edited."""
MOVED_WORDS, ELSEWHERE_WORDS = 4, 6
MOST_PAIRS = 40_000
"""Beyond so many pairs to weigh the text was rewritten, and is shown beside the old one."""


class Matching:
    """`pairs`: {place after: place before}; `parts`: {block split off: what it was part of}; `merged`; `moved`: places after."""

    def __init__(self, before: Sequence[Piece], after: Sequence[Piece]):
        self.before, self.after = before, after
        self.pairs: dict[int, int] = {}
        self.parts: dict[int, int] = {}
        self.merged: set[int] = set()
        self.moved: set[int] = set()
        self.is_limited = False
        self._taken: dict[int, int] = {}
        self._find()

    @property
    def removed(self) -> list[int]:
        return [i for i in range(len(self.before)) if i not in self._taken]

    @property
    def added(self) -> list[int]:
        return [j for j in range(len(self.after)) if j not in self.pairs and j not in self.parts]

    def gone(self) -> dict[int, list[int]]:
        """{place after, -1 for the beginning: places before of what stood right behind it and is no more}"""
        found: dict[int, list[int]] = defaultdict(list)
        anchor = -1
        for i in range(len(self.before)):
            anchor = self._taken.get(i, anchor)
            if i not in self._taken:
                found[anchor].append(i)
        return found

    def _find(self) -> None:
        self._untouched()
        self._equal_in_order()
        self._split_and_merged()
        self._same_id()
        self._equal_elsewhere()
        self._rows_by_name()
        self._alike_in_gaps()
        self._alike_elsewhere()
        self._order()

    def _pair(self, i: int, j: int) -> None:
        self.pairs[j] = i
        self._taken[i] = j

    def _by_id(self):
        places = {piece.id: i for i, piece in enumerate(self.before) if piece.id}
        return [(places[piece.id], j) for j, piece in enumerate(self.after) if piece.id in places]

    def _untouched(self) -> None:
        for i, j in self._by_id():
            if self.before[i].raw == self.after[j].raw or self.before[i].sign == self.after[j].sign:
                self._pair(i, j)

    def _equal_in_order(self) -> None:
        old, new = self.removed, self.added
        if not old or not new:
            return
        matcher = SequenceMatcher(None, [self.before[i].sign for i in old], [self.after[j].sign for j in new], autojunk=False)
        for block in matcher.get_matching_blocks():
            for step in range(block.size):
                self._pair(old[block.a + step], new[block.b + step])

    def _split_and_merged(self) -> None:
        """One block whose words now stand in neighbours, or the other way round: nothing changed but the cut."""
        whole, free = self._prose(self.before, self.removed), self._prose(self.after, self.added)
        for i, run in _joins(self.before, whole, self.after, free):
            self._pair(i, run[0])
            self.parts |= dict.fromkeys(run[1:], i)
        whole, free = self._prose(self.after, self.added), self._prose(self.before, self.removed)
        for j, run in _joins(self.after, whole, self.before, free):
            self._pair(run[0], j)
            self._taken |= dict.fromkeys(run, j)
            self.merged.add(j)

    @staticmethod
    def _prose(pieces: Sequence[Piece], places: list[int]) -> list[int]:
        return [place for place in places if pieces[place].kind in {"p", "h", "li"} and pieces[place].words]

    def _same_id(self) -> None:
        for i, j in self._by_id():
            if i not in self._taken and j not in self.pairs and j not in self.parts:
                self._pair(i, j)

    def _equal_elsewhere(self) -> None:
        """Equal blocks out of order: of words enough and only one such, moved; any other pair cancels out and is not told."""
        places: dict[tuple, list[int]] = {}
        for i in self.removed:
            places.setdefault(self.before[i].sign, []).append(i)
        for j in self.added:
            if places.get(self.after[j].sign):
                self._pair(places[self.after[j].sign].pop(0), j)

    def _rows_by_name(self) -> None:
        """Rows whose first cell says the same, where it says it once."""
        old, new = self._named(self.before, self.removed), self._named(self.after, self.added)
        for name, j in new.items():
            if name in old:
                self._pair(old[name], j)

    @staticmethod
    def _named(pieces: Sequence[Piece], places: list[int]) -> dict[tuple[str, ...], int]:
        rows = [place for place in places if pieces[place].kind == "tr" and len(pieces[place].cells) > 1]
        names = {place: ("head" if pieces[place].is_head else "row", *pieces[place].cells[0].words) for place in rows}
        count = Counter(names.values())
        return {name: place for place, name in names.items() if count[name] == 1 and len(name) > 1 and not name[1].isdigit()}

    def _alike_in_gaps(self) -> None:
        for old, new in self._gaps():
            if len(old) * len(new) > MOST_PAIRS:
                self.is_limited = True
                continue
            chosen: list[tuple[int, int]] = []
            for likeness, i, j in self._alike(old, new, ALIKE):
                crosses = any((i < x) != (j < y) for x, y in chosen)
                if i not in self._taken and j not in self.pairs and not (crosses and likeness < ALIKE_ELSEWHERE):
                    self._pair(i, j)
                    chosen.append((i, j))

    def _gaps(self):
        """(unmatched before, unmatched after) between neighbours that kept their order."""
        old, new = self.removed, self.added
        moved = self._out_of_order()
        anchors = [(self.pairs[j], j) for j in sorted(self.pairs) if j not in moved]
        for (i1, j1), (i2, j2) in zip([(-1, -1), *anchors], [*anchors, (len(self.before), len(self.after))], strict=True):
            yield [i for i in old if i1 < i < i2], [j for j in new if j1 < j < j2]

    def _alike_elsewhere(self) -> None:
        old = [i for i in self.removed if len(self.before[i].words) >= ELSEWHERE_WORDS]
        new = [j for j in self.added if len(self.after[j].words) >= ELSEWHERE_WORDS]
        if len(old) * len(new) > MOST_PAIRS:
            self.is_limited = True
            return
        for _likeness, i, j in self._alike(old, new, ALIKE_ELSEWHERE):
            if i not in self._taken and j not in self.pairs:
                self._pair(i, j)

    def _alike(self, old: list[int], new: list[int], least: float) -> list[tuple[float, int, int]]:
        """(likeness, before, after) of pairs worth it, the likest first, then in reading order."""
        pairs = [
            (likeness, i, j)
            for i in old
            for j in new
            if may_pair(self.before[i], self.after[j]) and (likeness := alike(self.before[i].stems, self.after[j].stems)) >= least
        ]
        return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))

    def _out_of_order(self) -> set[int]:
        places = sorted(self.pairs)
        weights = [self.after[j].size for j in places]
        return {places[index] for index in out_of_order([self.pairs[j] for j in places], weights)}

    def _order(self) -> None:
        places = self._out_of_order()
        if not places:
            return
        signs_before = Counter(piece.sign for piece in self.before)
        signs_after = Counter(piece.sign for piece in self.after)
        for j in places:
            piece, was = self.after[j], self.before[self.pairs[j]]
            is_only = signs_before[was.sign] == 1 and signs_after[piece.sign] == 1
            if is_only and (len(piece.words) >= MOVED_WORDS or piece.kind in {"li", "tr"}):
                self.moved.add(j)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice coefficient of two sets of beginnings of words."""
    total = len(one) + len(other)
    if not total or 4 * min(len(one), len(other)) < total:
        return 0
    return 2 * len(one & other) / total


def may_pair(old: Piece, new: Piece) -> bool:
    """A row is never a paragraph, a living block never another one."""
    if {old.kind, new.kind} <= {"p", "h", "li"}:
        return True
    return old.kind == new.kind != "live" and old.is_head == new.is_head


def _joins(wholes: Sequence[Piece], whole: list[int], pieces: Sequence[Piece], free: list[int]) -> Iterator[tuple[int, list[int]]]:
    """(place of a whole, places of the neighbours whose words together are its words), each place once."""
    left, starts = set(free), defaultdict(list)
    for place in free:
        starts[pieces[place].words[0]].append(place)
    for place in whole:
        words = wholes[place].words
        for start in starts[words[0]]:
            run = _run_of(words, pieces, start, left)
            if run:
                left -= set(run)
                yield place, run
                break


def _run_of(words: tuple[str, ...], pieces: Sequence[Piece], start: int, left: set[int]) -> list[int]:
    run: list[int] = []
    joined: tuple[str, ...] = ()
    while len(joined) < len(words) and start + len(run) in left:
        run.append(start + len(run))
        joined += pieces[run[-1]].words
    return run if len(run) > 1 and joined == words else []
