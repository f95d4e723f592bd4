"""The test on what an edition changed: whoever owes a changed section passes three to seven questions on it, once per edition.

It comes with the reading, in the same notice. Where fewer than three questions hold for the new text it waits until somebody has
looked them through, at most two weeks; heads and whoever writes questions are told so. Certificates need it as a supplement.
"""

from collections import defaultdict
from datetime import timedelta

from django.utils.translation import gettext as _

from crm_project.lib import clock
from notifications.models import Notice
from regulations.asked import concerned_by
from regulations.changes.recording import changes_in
from regulations.models import Section, SectionChange
from regulations.reading.telling import edition_key

from .dates import Days
from .models import Certificate, ChangeTest, Question, QuestionLink, TestAssignment, TestDefinition
from .renewal import is_untouched, look_through_stale
from .telling import tell_given, tell_no_change_test

FEWEST, MOST = 3, 7
WAITS_FOR = timedelta(days=14)
GRACE = timedelta(days=14)
TITLE = {"ru": "Тест по изменениям", "en": "Test on the changes"}
SETTINGS = {"draw_count": MOST, "due_working_days": 5, "cooldown_hours": 4}


def origin_of(edition):
    return f"edition:{edition.pk}"


# -- when an edition comes into force ------------------------------------------


def begin(edition):
    """Runs before people are told of the reading, so that both come in one breath."""
    if _tested(edition):
        ChangeTest.begin(edition)


def told_with_the_reading(edition, people):
    """{user id: until when the test is to be passed}"""
    given = TestAssignment.objects.of_people(people).of_origin(origin_of(edition)).select_related("user__department")
    days = Days()
    return {one.user_id: {"test_due": days.timetable.local_date(one.user, one.due_at).isoformat()} for one in given}


def tell_the_rest(edition):
    """Whoever is to pass it and was not told along with a reading."""
    given = TestAssignment.objects.open().of_origin(origin_of(edition)).for_list()
    told = set(Notice.objects.filter(key=edition_key(edition)).values_list("recipient_id", flat=True))
    tell_given([one for one in given if one.user_id not in told])


def give_waiting(now):
    """At every tick: what waits is tried again once its questions were looked through, and given up after two weeks."""
    for row in ChangeTest.objects.waiting().begun_before(now - WAITS_FOR):
        row.drop()
    for row in ChangeTest.objects.waiting():
        tested = _tested(row.edition)
        if row.busy or len(_holding(row.edition.regulation, tested, now)) != row.found:
            row.give_out()


def give_what_can_be(row):
    """(questions found, people who first finish an older one, whether nobody is left). The row is held."""
    edition, now = row.edition, clock.now()
    look_through_stale(now)
    tested, test = _tested(edition), definition_for(edition.regulation)
    questions = _holding(edition.regulation, tested, now)
    if test is None:
        return len(questions), 0, True
    ready, short = _by_questions(_concerned(edition, tested), questions)
    busy = _busy(test, edition, [person for people in ready.values() for person in people])
    made = []
    for about, people in ready.items():
        made += _give(test, edition, [one for one in people if one.pk not in busy], sorted(about))
    _ask_for_a_supplement(edition.regulation, made, now)
    if row.found is not None:
        tell_given(made)
    if short:
        tell_no_change_test(edition, short, wanted=FEWEST, found=len(questions))
    return len(questions), len(busy), not (short or busy)


def definition_for(regulation):
    """The company's test on changes of a document, made when it is first needed; None where it was retired."""
    genre = TestDefinition.Genre.CHANGE
    if live := TestDefinition.objects.of_genre(genre).filter(regulation=regulation).first():
        return live
    if TestDefinition.objects.filter(genre=genre, regulation=regulation).exists():
        return None
    rule = {"source": "section_subtree", "section": None, "count": None, "share": None}
    facts = {"code": f"changes-{regulation.pk}", "title": TITLE, "genre": genre, "regulation": regulation}
    return TestDefinition.shape(None, by=None, rules=[rule], **facts, **SETTINGS)


# -- before it is published -----------------------------------------------------


def foresee(draft, by):
    """What publishing will do to tests, certificates and questions."""
    tested = {row.section_id for row in changes_in(draft) if row.requires_test} if draft.base else set()
    holding, to_review = _will_hold(draft, tested)
    lines = [(_("Questions to be looked through before they are asked again"), to_review)] if to_review else []
    if not tested:
        return lines
    ready, short = _by_questions(_concerned(draft, tested, by=by), holding)
    people = [person for group in ready.values() for person in group]
    if short:
        words = _("People who get no test yet, for fewer than three questions hold for the new text")
        lines.insert(0, (words, len(short)))
    holders = Certificate.objects.in_force().of_people(people).on(draft.regulation).values("user").distinct().count()
    return [(_("Tests on the change"), len(people)), (_("Certificates that need this test as a supplement"), holders), *lines]


def _will_hold(draft, tested):
    """({question id: its sections} that hold for the draft and hang on these sections, how many are to be looked through)"""
    versions = {node.section_id: node.version for node in draft.nodes.with_texts()}
    links = QuestionLink.objects.filter(question__state="active", question__regulation=draft.regulation)
    links = links.select_related("verified_for", "question").prefetch_related("verified_for__texts")
    sections, broken = defaultdict(set), set()
    for link in links:
        if link.question.pool == Question.Pool.EXAM:
            sections[link.question_id].add(link.section_id)
        version, before = versions.get(link.section_id), link.verified_for
        holds = version is not None and before is not None
        if not holds or (version.pk != before.pk and not is_untouched(link.block_id, before, version)):
            broken.add(link.question_id)
    holding = {pk: ids for pk, ids in sections.items() if pk not in broken and ids & tested}
    return holding, len(broken)


# -- steps ------------------------------------------------------------------------


def _tested(edition):
    return set(SectionChange.objects.to_be_tested(edition).values_list("section_id", flat=True))


def _holding(regulation, tested, at):
    """{question id: its sections} that may be asked and hang on one of these sections."""
    found = Question.objects.drawable(at).for_tests().of_sections(tested).filter(regulation=regulation).prefetch_related("links")
    return {question.pk: {link.section_id for link in question.links.all()} for question in found}


def _concerned(edition, tested, by=None):
    """[(person, which of these sections they owe)]"""
    found = [(asked.person, frozenset(node.section_id for node in asked.nodes) & tested) for asked in concerned_by(edition, by=by)]
    return [(person, about) for person, about in found if about]


def _by_questions(concerned, questions):
    """({sections: people with enough questions on them that they may read}, people with too few)"""
    ready, short, known = defaultdict(list), [], {}
    for person, about in concerned:
        key = about, person.position_id, person.may("edit", "regulation")
        if key not in known:
            known[key] = _enough(person, about, questions)
        if known[key]:
            ready[about].append(person)
        else:
            short.append(person)
    return dict(ready), short


def _enough(person, about, questions):
    fitting = [ids for ids in questions.values() if ids & about]
    if len(fitting) < FEWEST:
        return False
    seen = set(Section.objects.visible_to(person).filter(pk__in={pk for ids in fitting for pk in ids}).values_list("pk", flat=True))
    return sum(ids <= seen for ids in fitting) >= FEWEST


def _busy(test, edition, people):
    """Ids of those who have an attempt of an older such test open: they finish it first."""
    older = TestAssignment.objects.of_test(test).of_people(people).open().exclude(origin=origin_of(edition))
    return set(older.filter(state=TestAssignment.State.IN_PROGRESS).values_list("user_id", flat=True))


def _give(test, edition, people, about):
    """An older one that nobody began is asked along with this one."""
    older = {one.user_id: one for one in TestAssignment.objects.of_test(test).of_people(people).open().select_related("user")}
    fresh = [person for person in people if person.pk not in older]
    facts = {"reason": TestAssignment.Reason.CHANGE, "origin": origin_of(edition), "edition": edition, "by": None, "is_told": False}
    made = TestAssignment.give(test, fresh, about=about, **facts) if fresh else []
    for person in people:
        before = older.get(person.pk)
        if before is not None and before.origin != facts["origin"]:
            before.give_way()
            made += TestAssignment.give(test, [person], about=sorted({*about, *before.about}), **facts)
    return made


def _ask_for_a_supplement(regulation, made, now):
    people = [one.user_id for one in made]
    valid = Certificate.objects.of_people(people).on(regulation).with_state(Certificate.State.VALID)
    valid.update(state=Certificate.State.SUPPLEMENT_REQUIRED, supplement_by=now + GRACE)
