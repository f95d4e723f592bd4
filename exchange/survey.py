"""A look at the whole file before anything is written: what would come in, what would not and why."""

from collections import Counter
from dataclasses import dataclass, field

from crm_project.lib.cells import day_order

from .reading import chunks_of, read_chunk, rows_of, target_of

EXAMPLES, SHOWN = 5, 20
MOST_CHECKED = 20_000


@dataclass
class Survey:
    """`good` rows come in, `joined` go into the record of a row above, `bad` are refused; `here` are here already, of
    which `changing` change.

    `problems` maps (field, why) to a count and examples, `notes` codes to counts, `first` shows rows as (row, why or "");
    `unused` are places of columns that hold something and come into no field.
    """

    total: int = 0
    checked: int = 0
    bad: int = 0
    here: int = 0
    changing: int = 0
    joined: int = 0
    problems: dict = field(default_factory=dict)
    notes: Counter = field(default_factory=Counter)
    first: list = field(default_factory=list)
    unused: set = field(default_factory=set)

    @property
    def good(self):
        return self.total - self.bad - self.here - self.joined

    @property
    def does_something(self):
        return bool(self.good or self.changing)

    @property
    def staying(self):
        return self.here - self.changing

    def refuse(self, bad):
        self.bad += 1
        count, examples = self.problems.get((bad.field, bad.why), (0, []))
        if bad.value and bad.value not in examples and len(examples) < EXAMPLES:
            examples = [*examples, bad.value]
        self.problems[bad.field, bad.why] = (count + 1, examples)


def survey(run):
    """Read and check the rows, and look who is here already; nothing is written.

    Of a very long file the beginning is checked, the rest is counted: nobody waits a minute for a page.
    """
    target, found = target_of(run), Survey()
    known, silent = target.prepare(run), {place for place in range(len(run.head)) if not run.mapping.get(str(place))}
    for chunk in chunks_of(run):
        found.total += len(chunk)
        told = {place for row in chunk for place in silent if row.raw[place] not in (None, "")}
        found.unused, silent = found.unused | told, silent - told
        if found.checked >= MOST_CHECKED:
            continue
        found.checked += len(chunk)
        good, refused = read_chunk(chunk, target, known)
        tails = target.joined(good)
        here = target.here([pair for pair in good if pair[0].number not in tails], run, known)
        here |= {number for number, head in tails.items() if head in here}
        changing = target.notes_here([pair for pair in good if pair[0].number in here], run)
        found.notes.update(changing)
        found.changing += len(changing)
        found.here, found.joined = found.here + len(here), found.joined + len(set(tails) - here)
        for _row, bad in refused:
            found.refuse(bad)
        for row, _record in good:
            if row.number not in here and row.number not in tails:
                found.notes.update(target.notes(row, known))
        if len(found.first) < SHOWN:
            reasons = {row.number: bad.why for row, bad in refused} | dict.fromkeys(here, "here")
            found.first += [(row, reasons.get(row.number, "")) for row in chunk[: SHOWN - len(found.first)]]
    return found


def values_of(run):
    """{key: Counter of texts} for the fields whose values a person matches, and the order of days in dates."""
    target = target_of(run)
    keys = [one.key for one in target.fields if one.choose and one.key in run.mapping.values()]
    dates = [one.key for one in target.fields if one.key.endswith(("_at", "_on")) or one.key == "birthday"]
    values, samples = {key: Counter() for key in keys}, []
    for row in rows_of(run):
        for key in keys:
            if text := target.word(row, key):
                values[key][text] += 1
        samples += [row.cells[key] for key in dates if row.cells.get(key) and len(samples) < 5000]
    return values, day_order(samples)
