"""What one table tells of the old CRM: its stages, people, sources, reasons, products and unknown columns, in one pass."""

from collections import Counter

from crm_project.lib.cells import day_order

from ..reading import rows_of, target_of
from ..targets.target import is_of_no_use
from ..words import PIPELINE
from .columns import Column

_MOST_WORDS = 500
_MOST_COUNTED = 10_000
_MOST_DATES = 5000


def learn(run):
    """Map the columns by their titles and keep what the rows tell. Raises UnreadableFile."""
    target = target_of(run)
    run.mapping = target.guess(run.head)
    unknown = {
        place: Column(title)
        for place, title in enumerate(run.head)
        if str(place) not in run.mapping and not is_of_no_use(title) and target.takes_new_fields
    }
    facts = _Facts(target, set(run.mapping.values()))
    for row in rows_of(run):
        facts.add(row)
        for place, column in unknown.items():
            column.add(row.raw[place])
    run.facts = facts.told | {"columns": {str(place): one.told for place, one in unknown.items() if one.filled}}
    run.total, run.choices = facts.rows, {"order": day_order(facts.dates)}
    run.save(update_fields=["mapping", "facts", "total", "choices"])


class _Facts:
    def __init__(self, target, keys):
        self.target, self.rows, self.dates = target, 0, []
        self.stages, self.reasons = {}, {}
        self.words = {key: Counter() for key in ("owner", "source", "product") if key in keys}
        self.days = [key for key in keys if key.endswith(("_at", "_on")) or key == "birthday"]
        self.has_stages = "stage" in keys and target.what in ("deals", "leads")

    def add(self, row):
        self.rows += 1
        funnel = row.text(PIPELINE)
        if self.has_stages and row.text("stage"):
            word = self.target.word(row, "stage")
            if _has_room(self.stages, word):
                self.stages.setdefault(word, [funnel, row.text("stage"), 0, row.number])[2] += 1
            if (reason := row.text("loss_reason")) and _has_room(self.reasons, funnel):
                _count(self.reasons.setdefault(funnel, Counter()), reason)
        for key, counter in self.words.items():
            if word := row.text(key):
                _count(counter, word)
        if len(self.dates) < _MOST_DATES:
            self.dates += [row.cells[key] for key in self.days if row.cells.get(key)]

    @property
    def told(self):
        stages = [[word, *facts] for word, facts in list(self.stages.items())[:_MOST_WORDS]]
        words = {key: counter.most_common(_MOST_WORDS) for key, counter in self.words.items()}
        reasons = {funnel: counter.most_common(_MOST_WORDS) for funnel, counter in self.reasons.items()}
        return {"stages": stages, "reasons": reasons, **words}


def _has_room(words, word):
    """A column of nothing but different words is no list of words: memory does not grow with the file."""
    return word in words or len(words) < _MOST_COUNTED


def _count(counter, word):
    if _has_room(counter, word):
        counter[word] += 1
