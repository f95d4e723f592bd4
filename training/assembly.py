"""Which questions a test draws: rules in their order, without repetition, then the rest in balance. Pure; luck is given."""

from collections import Counter
from dataclasses import dataclass, field

BALANCED = ("technical", "process")
LEAST_SHARE, BALANCED_FROM = 30, 10
MOST_TRUEFALSE, MOST_TEXT = 20, 2
USUAL_CRITICAL = 3
SHARES = {"changed_since": 25, "weak_spots": 25, "violations": 20}
ENOUGH = 80


@dataclass(frozen=True)
class Candidate:
    """A question that may be asked: `version` is its wording, `sections` what it hangs on, `part` the part of the book."""

    version: int
    question: int
    sections: frozenset
    part: str
    area: str
    type: str
    is_critical: bool = False


@dataclass
class Facts:
    """What is known of the person: sets of section ids, and the questions that were their critical ones last time."""

    changed: frozenset = frozenset()
    missed: frozenset = frozenset()
    violated: frozenset = frozenset()
    last_critical: frozenset = frozenset()


@dataclass
class Shortage:
    """A rule that found fewer than it wanted; `widened` says how many came from the part above."""

    source: str
    section: int | None
    wanted: int
    found: int
    widened: int = 0


@dataclass
class Drawn:
    """The questions in the order they are asked, and the rules that came out short."""

    chosen: list = field(default_factory=list)
    shortages: list = field(default_factory=list)


def assemble(pool, rules, count, luck, facts=None, subtree=None):
    """Draw up to `count` candidates. `rules` are dicts of source, section, count, share; `subtree(id)` answers (ids of a section with
    its clauses, id of the part above or None). Fewer come out only where the pool has no more."""
    drawing = _Drawing(list(pool), count, luck, facts or Facts(), subtree)
    for rule in sorted(rules, key=lambda rule: _ORDER.index(rule["source"])):
        drawing.follow(rule)
    drawing.fill_up()
    drawing.balance()
    luck.shuffle(drawing.drawn.chosen)
    return drawing.drawn


_ORDER = ["critical", "changed_since", "weak_spots", "violations", "section_subtree"]


class _Drawing:
    def __init__(self, pool, count, luck, facts, subtree):
        self.luck, self.count, self.facts, self.subtree = luck, count, facts, subtree
        # One order drawn at the start: every later choice takes the first that fit.
        self.pool = luck.sample(sorted(pool, key=lambda one: one.question), len(pool))
        self.drawn, self.taken = Drawn(), set()

    @property
    def left(self):
        return self.count - len(self.drawn.chosen)

    def follow(self, rule):
        if rule["source"] == "critical":
            self._critical(min(rule["count"] or USUAL_CRITICAL, self.left))
        elif rule["source"] == "section_subtree":
            self._quota(rule)
        else:
            sections = {"changed_since": self.facts.changed, "weak_spots": self.facts.missed, "violations": self.facts.violated}
            most = rule["count"] or self.count * (rule["share"] or SHARES[rule["source"]]) // 100
            self._take(most, lambda one: one.sections & sections[rule["source"]])

    def fill_up(self):
        """Every part at least one question, then whichever area is behind, then any."""
        while self.left > 0:
            seen = {one.part for one in self.drawn.chosen}
            behind = self._behind()
            fits = self._free(self._fits)
            fresh = [one for one in fits if one.part not in seen]
            best = [one for one in fresh if one.area in behind] or fresh
            best = best or [one for one in fits if one.area in behind] or fits or self._free()
            if not best:
                return
            self._add(best[0])

    def balance(self):
        """Where an area is still behind, a question of the other gives way, if no rule asked for it."""
        if self.count < BALANCED_FROM:
            return
        for area in self._behind():
            other = BALANCED[1 - BALANCED.index(area)]
            while area in self._behind():
                spare = self._free(lambda one, area=area: one.area == area and self._fits(one))
                gives_way = [one for one in self.drawn.chosen if one.area == other and not one.is_critical and one not in self.asked]
                if not spare or not gives_way or self._share(other) <= LEAST_SHARE:
                    break
                self.drawn.chosen.remove(gives_way[-1])
                self._add(spare[0])

    asked: frozenset = frozenset()

    def _critical(self, most):
        free = self._free(lambda one: one.is_critical)
        chosen = free[:most]
        if len(free) > most > 0 and {one.question for one in chosen} == set(self.facts.last_critical):
            chosen = [*chosen[:-1], free[most]]
        for one in chosen:
            self._add(one, is_asked=True)
        if len(chosen) < min(most, USUAL_CRITICAL):
            self.drawn.shortages.append(Shortage("critical", None, most, len(chosen)))

    def _quota(self, rule):
        wanted = min(rule["count"] or self.left, self.left)
        ids, above = self.subtree(rule["section"]) if rule["section"] else (None, None)
        found = self._take(wanted, lambda one: ids is None or one.sections & ids)
        widened = 0
        while found + widened < wanted and above is not None:
            ids, above = self.subtree(above)
            widened += self._take(wanted - found - widened, lambda one, ids=ids: one.sections & ids)
        if found < wanted:
            self.drawn.shortages.append(Shortage("section_subtree", rule["section"], wanted, found, widened))

    def _take(self, most, fits):
        chosen, before = self._free(lambda one: fits(one) and self._fits(one)), len(self.drawn.chosen)
        for one in chosen:
            if len(self.drawn.chosen) - before >= min(most, self.left + len(self.drawn.chosen) - before):
                break
            if self._fits(one):
                self._add(one, is_asked=True)
        return len(self.drawn.chosen) - before

    def _add(self, one, is_asked=False):
        self.drawn.chosen.append(one)
        self.taken.add(one.question)
        if is_asked:
            self.asked = self.asked | {one}

    def _free(self, fits=lambda one: True):
        return [one for one in self.pool if one.question not in self.taken and fits(one)]

    def _fits(self, one):
        """Not too many statements to be called true or false, not too many texts to be read."""
        types = Counter(chosen.type for chosen in self.drawn.chosen)
        if one.type == "truefalse":
            return types["truefalse"] < max(1, self.count * MOST_TRUEFALSE // 100)
        return one.type != "text" or types["text"] < MOST_TEXT

    def _behind(self):
        if self.count < BALANCED_FROM:
            return []
        return [area for area in BALANCED if self._share(area) < LEAST_SHARE]

    def _share(self, area):
        return sum(one.area == area for one in self.drawn.chosen) * 100 / self.count
