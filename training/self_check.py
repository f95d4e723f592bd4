"""Checking oneself on a part of the handbook: of one's own accord, with everything explained at once; nobody else sees it."""

from django.urls import reverse

from crm_project.lib import clock
from regulations.book import index_in_force
from regulations.reading.offers import Offer

from .drawing import Tree
from .models import Question, QuestionLink, TestAssignment, TestDefinition
from .refusals import NobodyToTest


def parts_to_check(language):
    """Parts of the book that have questions for self-check, as entries in the order of the book; three queries."""
    at = clock.now()
    tests = TestDefinition.objects.of_genre(TestDefinition.Genre.SELF_CHECK).values("regulation")
    asked = Question.objects.drawable(at).filter(pool=Question.Pool.SELF_CHECK, regulation__in=tests)
    sections = QuestionLink.objects.filter(question__in=asked).values_list("section__regulation__code", "section_id")
    wanted = set(sections.distinct().order_by())
    if not wanted:
        return []
    tree, index = Tree(at), index_in_force(language)
    parts = {(regulation, tree.part(section)) for regulation, section in wanted}
    return sorted((index[part] for part in parts if part in index), key=lambda entry: entry.place)


def offers(sections, language):
    """{part: Offer} of checking oneself on it, for these sections."""
    return {
        part.section_id: Offer(reverse("training:self-check", args=[part.section_id]), part.label)
        for part in parts_to_check(language)
        if part.section_id in sections
    }


def check_oneself(user, section):
    """The open self-check of this part, or a new one."""
    test = TestDefinition.objects.of_genre(TestDefinition.Genre.SELF_CHECK).filter(regulation=section.regulation).first()
    if test is None:
        raise NobodyToTest
    going = TestAssignment.objects.open().of(user).of_test(test).filter(section=section).first()
    return going or TestAssignment.give(test, [user], by=None, section=section, reason=TestAssignment.Reason.OWN)[0]
