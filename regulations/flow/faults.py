"""What is wrong with the text of a flow chart, said in whole sentences."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .chart import LONGEST_ANSWER, LONGEST_LABEL, MOST_LANES, MOST_NODES, MOST_WAYS

SENTENCES = {
    "empty": gettext_noop("The chart is empty: write a start, the steps and an end."),
    "unreadable": gettext_noop('“{words}” is neither a step nor an arrow. A step: step s2 "What is done" @Who. An arrow: s1 > s2.'),
    "lanes_twice": gettext_noop("The lanes are named twice: name them once, in the first line."),
    "lanes_many": gettext_noop("There are {n} lanes, at most {most} fit beside each other."),
    "lane_repeated": gettext_noop("The lane “{lane}” is named twice."),
    "lane_unknown": gettext_noop("There is no lane “{lane}”: add it to the line lanes: or correct the name."),
    "nodes_many": gettext_noop("There are {n} steps, at most {most} fit: split the chart in two."),
    "ways_many": gettext_noop("There are {n} arrows, at most {most} can be followed: split the chart in two."),
    "id_taken": gettext_noop("“{id}” already stands in line {other}: give this step another id."),
    "label_empty": gettext_noop("“{id}” says nothing: write what is done between the quotation marks."),
    "label_long": gettext_noop("“{id}” has {n} characters, at most {most} fit into a box: shorten it."),
    "label_link": gettext_noop("“{id}” has a link among its words: write it after them, -> sec:code."),
    "link_unreadable": gettext_noop("“{link}” is no link to a section: write -> sec:code."),
    "arrow_unreadable": gettext_noop("“{words}” is no arrow: write s1 > s2, or q1 > s2 : yes."),
    "arrow_nowhere": gettext_noop("The arrow {source} > {target} names “{id}”, and there is no such step."),
    "arrow_twice": gettext_noop("The arrow {source} > {target} is drawn twice."),
    "arrow_round": gettext_noop("The arrow {source} > {target} leads to where it begins."),
    "answer_of_many": gettext_noop("The answer “{answer}” belongs to one arrow: write that arrow apart, q1 > s2 : {answer}."),
    "answer_long": gettext_noop("The answer “{answer}” is longer than {most} characters."),
    "no_start": gettext_noop('The chart has no start: write start s1 "What begins it".'),
    "two_starts": gettext_noop("The chart has a second start, “{id}”: there is one."),
    "no_end": gettext_noop('The chart has no end: write end e1 "What is reached".'),
    "unreachable": gettext_noop("Nothing leads to “{id}”: draw an arrow to it or take it out."),
    "few_answers": gettext_noop("The question “{id}” needs at least two answers, each with its arrow: {id} > s2 : yes."),
    "bare_answer": gettext_noop("The arrow {source} > {target} leaves a question and carries no answer: {source} > {target} : yes."),
    "leads_nowhere": gettext_noop("Nothing follows “{id}”: draw an arrow from it or make it an end."),
    "goes_on": gettext_noop("“{id}” is an end, and the arrow {source} > {target} goes on from it."),
    "dead_link": gettext_noop("The link {link} leads to no section."),
}
_LIMITS = {
    "lanes_many": MOST_LANES,
    "nodes_many": MOST_NODES,
    "ways_many": MOST_WAYS,
    "label_long": LONGEST_LABEL,
    "answer_long": LONGEST_ANSWER,
}


@dataclass(frozen=True)
class Fault:
    """`line` of the chart's text from 1; 0 where it is the whole chart's."""

    line: int
    code: str
    facts: tuple = ()

    @classmethod
    def at(cls, line, code, **facts):
        if code in _LIMITS:
            facts["most"] = _LIMITS[code]
        return cls(line, code, tuple(sorted(facts.items())))

    @property
    def sentence(self):
        return _(SENTENCES[self.code]).format(**dict(self.facts))

    @property
    def words(self):
        """The sentence with its line."""
        if not self.line:
            return self.sentence
        return _("Line {line}. {sentence}").format(line=self.line, sentence=self.sentence)

    def __str__(self):
        return self.words
