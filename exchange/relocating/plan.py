"""What the files of a move tell together: funnels with their stages in order, people, words and unknown columns."""

from collections import Counter
from dataclasses import dataclass, field

from crm_project.lib.text import twin_key

from ..words import kind_of_stage

MOST_SHOWN = {"owner": 100, "source": 50, "product": 50, "column": 40}
"""More of one kind than a page can ask for comes in as it is proposed."""

# The order in which the old systems bring their usual stages.
_USUAL = [
    *("новая", "первичныйконтакт", "подготовкадокументов", "переговоры", "cчетнапредоплату", "счетнапредоплату", "принимаютрешение"),
    *("вработе", "согласованиедоговора", "финальныйсчет"),
]
_PLACES = {twin_key(name): place for place, name in enumerate(_USUAL)}
_BEGINS = ("entry",)


@dataclass
class StageTold:
    """A stage of the old system: `words` are how the rows say it, `kind` what it most probably is."""

    name: str
    words: list
    count: int
    first: int
    kind: str

    @property
    def rank(self):
        """Open ones before the ends; first what is called a beginning, then as the old system has them, then the fullest."""
        ends = {"won": 1, "lost": 2}.get(self.kind, 0)
        return ends, self.kind not in _BEGINS, _PLACES.get(twin_key(self.name), len(_PLACES)), -self.count, self.first


@dataclass
class FunnelTold:
    name: str
    stages: list = field(default_factory=list)
    reasons: Counter = field(default_factory=Counter)


@dataclass
class ColumnTold:
    run: object
    place: str
    title: str
    sample: str
    type: str
    options: list
    filled: int


class Plan:
    """The facts of the runs, put together."""

    def __init__(self, relocation):
        self.runs = relocation.runs_in_order
        self.funnels = self._funnels("deals")
        self.lead_stages = [stage for funnel in self._funnels("leads") for stage in funnel.stages]
        self.columns = [column for run in self.runs for column in _columns_of(run)]

    def words(self, key):
        """[(word, rows)] over all files, the most frequent first."""
        counts = Counter()
        for run in self.runs:
            counts.update(dict((run.facts or {}).get(key, ())))
        return counts.most_common()

    def _funnels(self, what):
        funnels = {}
        facts = [run.facts or {} for run in self.runs if run.what == what]
        named = {one[1] for told in facts for one in told.get("stages", ())} - {""}
        alone = next(iter(named)) if len(named) == 1 else ""
        for told in facts:
            for word, funnel, stage, count, first in told.get("stages", ()):
                # A row or two that name no funnel belong to the only one there is.
                _add(funnels.setdefault(funnel or alone, FunnelTold(funnel or alone)), word, stage, count, first)
            for funnel, reasons in told.get("reasons", {}).items():
                funnels.setdefault(funnel or alone, FunnelTold(funnel or alone)).reasons.update(dict(reasons))
        for funnel in funnels.values():
            funnel.stages.sort(key=lambda stage: stage.rank)
        return [funnel for funnel in funnels.values() if funnel.stages]


def _add(funnel, word, name, count, first):
    known = next((stage for stage in funnel.stages if twin_key(stage.name) == twin_key(name)), None)
    if known is None:
        funnel.stages.append(StageTold(name, [word], count, first, kind_of_stage(name)))
    else:
        known.words, known.count = list(dict.fromkeys([*known.words, word])), known.count + count


def _columns_of(run):
    for place, told in (run.facts or {}).get("columns", {}).items():
        yield ColumnTold(run, place, **told)
