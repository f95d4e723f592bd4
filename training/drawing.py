"""What is drawn for one person: the pool they may be asked from, what is known of them, the items in their order."""

import random
from datetime import timedelta

from regulations.models import Section

from .answers import drawn_order
from .assembly import ENOUGH, Candidate, Facts, assemble
from .models.attempt import Attempt, AttemptItem
from .models.question import Question, QuestionVersion
from .practice.laying_out import is_playable
from .querysets import nodes_in_force
from .refusals import TooFewQuestions
from .renewal import look_through_stale

VIOLATIONS_OF_DAYS = 30
FEWEST_ON_CHANGES = 3

_broken = []


def broken_rules(function):
    """Register `def sections(user, since) -> ids of sections` whose rules a person broke lately; an app above knows."""
    if function not in _broken:
        _broken.append(function)
    return function


def draw(assignment, *, seed, at):
    """(the frozen test, items of an attempt not yet saved); refuses when the bank has less than four fifths of them."""
    look_through_stale(at)
    test, luck = assignment.test, random.Random(seed)  # noqa: S311  a draw, no secret
    version, tree = test.frozen(), Tree(at)
    rules = [rule | {"section": rule["section"] or assignment.section_id} for rule in version.settings["rules"]]
    pool = candidates(assignment, tree, at, tasks=test.is_practice)
    drawn = assemble(pool, rules, test.draw_count, luck, facts_of(assignment, at), tree.subtree)
    if len(drawn.chosen) < fewest(test):
        raise TooFewQuestions(test.draw_count, len(drawn.chosen), drawn.shortages)
    chosen = [*drawn.chosen, *tasks_for(assignment, tree, at, luck)]
    wordings = QuestionVersion.objects.select_related("question").in_bulk([one.version for one in chosen])
    return version, [_item(wordings[one.version], place, luck) for place, one in enumerate(chosen, start=1)]


def tasks_for(assignment, tree, at, luck):
    """Practical tasks besides the questions, those the company has everything for; ones not drawn last time first.

    A self-check has one where its part has any.
    """
    wanted = assignment.test.task_count
    if not wanted or assignment.test.is_practice:
        return []
    pool = candidates(assignment, tree, at, tasks=True)
    if len(pool) < wanted and assignment.test.is_exam:
        raise TooFewQuestions(wanted, len(pool), [])
    pool = luck.sample(sorted(pool, key=lambda one: one.question), len(pool))
    before = Attempt.objects.of(assignment.user).filter(assignment__test=assignment.test).order_by("-started_at").first()
    done = set(before.items.tasks().values_list("question_version__question_id", flat=True)) if before else set()
    return sorted(pool, key=lambda one: one.question in done)[:wanted]


def foreseen(assignment, at):
    """How many questions an attempt begun now would hold, practical tasks besides them apart; None where it could not begin."""
    test = assignment.test
    found = min(test.draw_count, len(candidates(assignment, Tree(at), at, tasks=test.is_practice)))
    return found if found >= fewest(test) else None


def fewest(test):
    if test.genre == test.Genre.CHANGE:
        return min(FEWEST_ON_CHANGES, test.draw_count)
    if not test.is_exam:
        return 1
    return -(-test.draw_count * ENOUGH // 100)


def _item(version, place, luck):
    order = drawn_order(version.type, version.payload, luck)
    return AttemptItem(place=place, question_version=version, option_order=order, is_critical=version.question.is_critical)


def candidates(assignment, tree, at, *, tasks=False):
    """Questions of the document, or its practical tasks, that hold for what is in force and hang only on sections the person may read."""
    test = assignment.test
    pool = Question.Pool.EXAM if test.is_exam or tasks else Question.Pool.SELF_CHECK
    questions = Question.objects.drawable(at).filter(pool=pool, regulation=test.regulation)
    questions = questions.tasks() if tasks else questions.without_tasks()
    visible = set(Section.objects.visible_to(assignment.user).filter(regulation=test.regulation).values_list("pk", flat=True))
    inside, about = tree.subtree(assignment.section_id)[0] if assignment.section_id else None, frozenset(assignment.about)
    found, luck = [], random.Random(0)  # noqa: S311  only asks whether there is anything to pick
    for question in questions.select_related("current").prefetch_related("links"):
        if not test.is_exam and question.current.type == "text":
            continue  # nobody but the person sees a self-check, so nobody reads free words in it
        if tasks and not is_playable(question.current.payload, assignment.user, luck):
            continue
        sections = frozenset(link.section_id for link in question.links.all())
        if about and not sections & about:
            continue
        if sections <= visible and (inside is None or sections & (inside | tree.above(assignment.section_id))):
            part = tree.part(min(sections))
            found.append(
                Candidate(
                    question.current_id, question.pk, sections, part, question.area, question.current.type, is_critical=question.is_critical
                )
            )
    return found


def facts_of(assignment, at):
    """What changed since the person's last pass, what they missed last time, which rules they broke, the last critical questions."""
    from .settling import sections_missed

    theirs = Attempt.objects.graded().of(assignment.user).filter(assignment__test__regulation=assignment.test.regulation)
    last = theirs.order_by("-graded_at").first()
    passed = theirs.filter(is_passed=True).order_by("-graded_at").first()
    since = at - timedelta(days=VIOLATIONS_OF_DAYS)
    before = Attempt.objects.of(assignment.user).filter(assignment__test=assignment.test).order_by("-started_at").first()
    critical = before.items.filter(is_critical=True).values_list("question_version__question_id", flat=True) if before else ()
    return Facts(
        changed=frozenset(_changed_since(assignment, passed, at)),
        missed=frozenset(sections_missed(last) if last else ()),
        violated=frozenset(pk for sections in _broken for pk in sections(assignment.user, since)),
        last_critical=frozenset(critical),
    )


def _changed_since(assignment, passed, at):
    """Sections that say something else than in the edition of the last pass; for a test on changes those of its edition."""
    edition = assignment.edition.previous if assignment.edition_id else passed and passed.edition
    if edition is None:
        return ()
    before = set(edition.nodes.values_list("section_id", "version_id"))
    now = nodes_in_force(at).filter(edition__regulation=assignment.test.regulation).values_list("section_id", "version_id")
    return [section for section, version in now if (section, version) not in before]


class Tree:
    """Parts, sections and clauses in force, read by one query."""

    def __init__(self, at):
        rows = list(nodes_in_force(at).values_list("pk", "parent_id", "section_id", "section__code"))
        self._node = {section: pk for pk, _parent, section, _code in rows}
        self._parent = {pk: parent for pk, parent, _section, _code in rows}
        self._section = {pk: section for pk, _parent, section, _code in rows}
        self._code = {pk: code for pk, _parent, _section, code in rows}
        self._children: dict = {}
        for pk, parent, _section, _code in rows:
            self._children.setdefault(parent, []).append(pk)

    def subtree(self, section):
        """(ids of the section with everything below it, id of the section above or None)"""
        if section not in self._node:
            return frozenset([section]), None
        node = self._node[section]
        ids, wait = set(), [node]
        while wait:
            one = wait.pop()
            ids.add(self._section[one])
            wait += self._children.get(one, [])
        return frozenset(ids), self._section.get(self._parent[node])

    def above(self, section):
        """Ids of everything in the part above: where a rule that is short looks further."""
        _ids, above = self.subtree(section)
        return self.subtree(above)[0] if above else frozenset()

    def part(self, section):
        """Code of the part a section stands in."""
        node = self._node.get(section)
        while node is not None and self._parent[node] is not None:
            node = self._parent[node]
        return self._code.get(node, "")
