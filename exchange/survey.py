"""A look at the whole file before anything is written: what would come in, what would not and why."""

from collections import Counter
from dataclasses import dataclass, field

from crm_project.lib.cells import day_order

from .reading import checked, rows_of, target_of

EXAMPLES = 5


@dataclass
class Survey:
    """`good` rows come in, `bad` are refused; `problems` maps (field, why) to a count and examples, `notes` codes to counts."""

    total: int = 0
    bad: int = 0
    problems: dict = field(default_factory=dict)
    notes: Counter = field(default_factory=Counter)
    first: list = field(default_factory=list)

    @property
    def good(self):
        return self.total - self.bad


def survey(run):
    """Read and check every row; nothing is written."""
    target, found = target_of(run), Survey()
    known = target.prepare(run)
    for row, bad in checked(rows_of(run), target, known):
        found.total += 1
        if len(found.first) < 20:
            found.first.append((row, bad))
        if bad:
            found.bad += 1
            count, examples = found.problems.get((bad.field, bad.why), (0, []))
            if bad.value not in examples and len(examples) < EXAMPLES:
                examples = [*examples, bad.value]
            found.problems[bad.field, bad.why] = (count + 1, examples)
        else:
            found.notes.update(target.notes(row))
    return found


def values_of(run):
    """{key: Counter of texts} for the fields whose values a person matches, and the order of days in dates."""
    target = target_of(run)
    keys = [one.key for one in target.fields if one.choose and one.key in run.mapping.values()]
    dates = [one.key for one in target.fields if one.key.endswith(("_at", "_on"))]
    values, samples = {key: Counter() for key in keys}, []
    for row in rows_of(run):
        for key in keys:
            if text := row.text(key):
                values[key][text] += 1
        samples += [row.cells[key] for key in dates if row.cells.get(key) and len(samples) < 5000]
    return values, day_order(samples)
