"""What a person is shown of a result, and when (I-14): nothing beyond the policy of the test leaves the server."""

from dataclasses import dataclass, field
from fractions import Fraction

from regulations.book import index_in_force

from .answers import key_of, told
from .models.definition import TestDefinition
from .payloads import said

F = TestDefinition.Feedback
MOST_TOPICS = 8


@dataclass
class Topic:
    """How much of a section, or of an area, was known."""

    label: str
    url: str = ""
    earned: Fraction = Fraction(0)
    most: int = 0

    @property
    def percent(self):
        return int(self.earned * 100 / self.most) if self.most else 0

    @property
    def tone(self):
        return "ok" if self.percent >= 80 else "warn" if self.percent >= 50 else "danger"

    @property
    def shown(self):
        """Whole and half points as people read them."""
        return f"{float(self.earned):g}" if self.earned.denominator in (1, 2, 4, 5) else f"{float(self.earned):.1f}"


@dataclass
class Missed:
    """A question that did not earn all: `key` and `explanation` only where the policy allows them."""

    item: object
    stem: str
    given: list
    key: list = field(default_factory=list)
    explanation: str = ""
    entry: object = None
    note: str = ""


@dataclass
class Result:
    """The page after an attempt; empty lists are what may not be shown."""

    attempt: object
    shows_score: bool
    shows_keys: bool
    topics: list = field(default_factory=list)
    areas: list = field(default_factory=list)
    missed: list = field(default_factory=list)
    reread: list = field(default_factory=list)


def level(attempt):
    """How much may be shown now: None, or a Feedback. What is right is shown only when the test is passed or no attempt is left."""
    assignment, policy = attempt.assignment, attempt.test_version.settings["feedback"]
    if attempt.state != attempt.State.GRADED:
        return None
    if not assignment.test.is_exam:
        return F.FULL
    is_over = not assignment.is_open
    if policy == F.NONE_UNTIL_CLOSED:
        return F.SCORE_ONLY if is_over else None
    return F.SCORE_ONLY if policy == F.FULL and not is_over else policy


def result_of(attempt, language):
    """The page of an attempt for whoever may see it; a handful of queries, whatever its length."""
    allowed = level(attempt)
    result = Result(attempt, allowed is not None, allowed == F.FULL)
    if allowed is None:
        return result
    index = {entry.section_id: entry for entry in index_in_force(language).values()}
    items = list(attempt.items.with_questions().select_related("appeal").prefetch_related("question_version__question__links"))
    counted = [item for item in items if not item.is_void]
    result.topics, result.areas = _topics(counted, index), _areas(counted)
    missed = [item for item in counted if not item.is_full]
    sections = dict.fromkeys(link.section_id for item in missed for link in item.question_version.question.links.all())
    result.reread = [index[pk] for pk in sections if pk in index]
    if allowed in (F.WRONG_ITEMS, F.FULL):
        result.missed = [_missed(item, index, language, result.shows_keys) for item in missed]
    return result


def told_of(item, language):
    """One question of a self-check, told at once: `Missed`, whether it was right or not."""
    return _missed(item, {entry.section_id: entry for entry in index_in_force(language).values()}, language, shows_keys=True)


def _topics(items, index):
    """By sections while they are few, else by the parts they stand in; in the order of the book."""
    found = [(item, _entry_of(item, index)) for item in items]
    if len({entry for _item, entry in found}) > MOST_TOPICS:
        parts = {(entry.regulation, entry.number): entry for entry in index.values()}
        found = [(item, entry and parts.get((entry.regulation, entry.number.split(".")[0]), entry)) for item, entry in found]
    topics: dict = {}
    for item, entry in found:
        _count(topics.setdefault(entry, Topic(entry.label if entry else "—", entry.url if entry else "")), item)
    return [topics[entry] for entry in sorted(topics, key=_place)]


def _entry_of(item, index):
    link = next(iter(item.question_version.question.links.all()), None)
    return index.get(link.section_id) if link else None


def _place(entry):
    return entry.place if entry else ("~", [])


def _areas(items):
    areas: dict = {}
    for item in items:
        question = item.question_version.question
        _count(areas.setdefault(question.area, Topic(question.get_area_display())), item)
    return list(areas.values())


def _count(topic, item):
    topic.earned += Fraction(item.earned or 0)
    topic.most += item.question_version.points


def _missed(item, index, language, shows_keys):
    version = item.question_version
    links = list(version.question.links.all())
    missed = Missed(item, said(version.stem, language), told(version.type, version.payload, item.response, language))
    missed.entry = index.get(links[0].section_id) if links else None
    missed.note = item.review_note
    if shows_keys:
        ruled = item.ruled_by_id and item.ruled_by.action == "change_key"
        payload = item.ruled_by.key_for(version) if ruled else version.payload
        # After a ruling the explanation is that of the wording in use: the one that was wrong explains nothing.
        explained = version.question.current if ruled and version.question.current_id else version
        missed.key = told(version.type, payload, key_of(version.type, payload), language)
        missed.explanation = said(explained.explanation, language) if explained.explanation else ""
    return missed
