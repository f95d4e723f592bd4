"""Which questions are drawn: rules in their order, balance, shortage; and which may be drawn at all."""

import random
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from regulations.loader import load_default_handbook
from regulations.models import Regulation
from tests.regulations.conftest import page, write
from training.assembly import Candidate, Facts, assemble
from training.loader import load_ready_bank
from training.models import Question, TestDefinition
from training.ready import make_ready
from training.renewal import look_through_stale

from .desk import PAGES, ask, bank, book, define, give, section


def rule(source, **facts):
    return {"source": source, "section": None, "count": None, "share": None} | facts


def one(number, section=1, part="a", area="process", type="single", critical=False):
    return Candidate(number, number, frozenset([section]), part, area, type, critical)


def drawn(pool, count, *rules, seed=1, facts=None, subtree=None):
    return assemble(pool, list(rules), count, random.Random(seed), facts, subtree)


# -- the draw ------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(0, 60), st.integers(0, 5))
def test_nothing_is_drawn_twice_and_never_more_than_asked(count, size, seed):
    pool = [one(n, n % 7, "abc"[n % 3], ("process", "technical", "terms")[n % 3], critical=n % 9 == 0) for n in range(size)]
    found = drawn(pool, count, rule("critical", count=3), rule("weak_spots"), seed=seed, facts=Facts(missed=frozenset([1, 2])))
    numbers = [candidate.question for candidate in found.chosen]
    assert len(numbers) == len(set(numbers)) == min(count, size)


def test_the_same_seed_draws_the_same():
    pool = [one(n, n % 5, "ab"[n % 2]) for n in range(40)]
    assert drawn(pool, 10, seed=7).chosen == drawn(pool, 10, seed=7).chosen
    assert drawn(pool, 10, seed=7).chosen != drawn(pool, 10, seed=8).chosen


def test_three_critical_ones_and_never_the_same_three_twice_running():
    pool = [one(n, critical=n < 4) for n in range(20)]
    last = frozenset()
    for seed in range(30):
        critical = frozenset(
            x.question for x in drawn(pool, 10, rule("critical"), seed=seed, facts=Facts(last_critical=last)).chosen if x.is_critical
        )
        assert len(critical) >= 3
        last = critical if len(critical) == 3 else last


def test_what_was_missed_takes_a_quarter():
    pool = [one(n, n % 10, part=str(n % 10)) for n in range(100)]
    found = drawn(pool, 20, rule("weak_spots"), facts=Facts(missed=frozenset([3])))
    assert sum(3 in candidate.sections for candidate in found.chosen) >= 5


def test_every_part_gets_a_question():
    pool = [one(n, n, "big") for n in range(60)] + [one(100 + n, n, f"small {n}") for n in range(5)]
    assert {candidate.part for candidate in drawn(pool, 10).chosen} == {"big", *(f"small {n}" for n in range(5))}


def test_each_area_has_three_tenths():
    pool = [one(n, area="process") for n in range(60)] + [one(100 + n, area="technical") for n in range(10)]
    chosen = drawn(pool, 20).chosen
    assert sum(candidate.area == "technical" for candidate in chosen) >= 6


def test_few_statements_and_few_texts():
    pool = [one(n, type="truefalse") for n in range(30)] + [one(50 + n, type="text") for n in range(30)] + [one(100 + n) for n in range(30)]
    chosen = drawn(pool, 20).chosen
    assert sum(candidate.type == "truefalse" for candidate in chosen) <= 4
    assert sum(candidate.type == "text" for candidate in chosen) <= 2


def test_a_section_that_is_short_is_widened_to_the_part_above_and_says_so():
    pool = [one(1, 11), one(2, 12), one(3, 12), one(4, 99)]
    tree = {11: (frozenset([11]), 1), 1: (frozenset([1, 11, 12]), None)}
    found = drawn(pool, 4, rule("section_subtree", section=11, count=3), subtree=tree.get)
    shortage = found.shortages[0]
    assert (shortage.wanted, shortage.found, shortage.widened) == (3, 1, 2)


# -- what may be drawn (I-16) ------------------------------------------------------------


@pytest.mark.django_db
def test_only_questions_in_use_are_drawn(handbook):
    used, draft = ask("used"), ask("draft", active=False)
    retired = ask("gone")
    retired.retire(by=None)
    assert list(Question.objects.drawable()) == [used]
    assert draft.state == "draft"


@pytest.mark.django_db
def test_a_changed_section_sends_its_questions_to_review_unless_their_block_is_untouched(handbook):
    text = section("third").versions.last().text_in("en")
    kept, changed = (block["id"] for block in text.blocks)
    whole, on_kept, on_changed, elsewhere = (
        ask("whole", "third"),
        ask("kept", [(section("third"), kept)]),
        ask("changed", [(section("third"), changed)]),
        ask("elsewhere", "first"),
    )
    pages = [one if one.code != "third" else page("third", "1.2", "part-a", "Third", "Write it down.\n\nOnly on Mondays.") for one in PAGES]
    write(book(), pages)
    assert list(Question.objects.drawable()) == [elsewhere], "not drawn even before anybody has looked"
    look_through_stale()
    look_through_stale()
    states = {question.code: question.state for question in Question.objects.all()}
    assert states == {"whole": "needs_review", "kept": "active", "changed": "needs_review", "elsewhere": "active"}
    assert set(Question.objects.drawable()) == {on_kept, elsewhere}
    whole.activate(by=None)
    assert on_changed.state == "active" or whole in Question.objects.drawable()


@pytest.mark.django_db
def test_a_section_that_is_gone_takes_its_questions_along(handbook):
    question = ask("q", "other")
    write(book(), [one for one in PAGES if one.code != "other"])
    look_through_stale()
    question.refresh_from_db()
    assert question.state == "retired"


@pytest.mark.django_db
def test_a_test_on_a_section_asks_about_that_section(handbook, egor):
    bank(12)
    test = define("on", genre="section", draw_count=3, rules=[("section_subtree", {})])
    attempt = give(test, egor, section=section("part-a")).start(by=egor)
    asked = {link.section.code for item in attempt.items.with_questions() for link in item.question_version.question.links.all()}
    assert asked <= {"first", "third"}


# -- the ready bank ------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_ready_bank_and_tests_come_with_the_handbook_once(roles, egor):
    load_default_handbook()
    make_ready()
    count = Question.objects.count()
    assert count >= 150
    assert load_ready_bank() == (0, [])
    call_command("ready_tests", stdout=StringIO())
    assert (Question.objects.count(), TestDefinition.objects.count()) == (count, 5)
    regulation = Regulation.objects.get(code="CRM-01")
    assert Question.objects.drawable().filter(regulation=regulation).count() >= 60
    attempt = give(TestDefinition.objects.get(code="onboarding"), egor).start(by=egor)
    assert (attempt.items.count(), attempt.items.tasks().count()) == (23, 3)
    assert attempt.items.filter(is_critical=True).count() >= 3


@pytest.mark.django_db
def test_what_is_wrong_in_a_bank_file_is_left_out_and_told(handbook, tmp_path):
    (tmp_path / "part-01.json").write_text(
        '[{"code": "no-section", "section": "INS-01/nowhere", "type": "truefalse", "stem": {"ru": "?"}, "payload": {"value": true}},'
        ' {"code": "no-key", "section": "INS-01/first", "type": "single", "stem": {"ru": "?"}, "payload": {"options": [{"ru": "a"}]}},'
        ' {"code": "good", "section": "INS-01/first", "type": "truefalse", "stem": {"ru": "?"}, "payload": {"value": true}}]'
    )
    count, wrong = load_ready_bank(folders=[tmp_path])
    assert count == 1
    assert dict(wrong).keys() == {"no-section", "no-key"}
    assert Question.objects.drawable().get().code == "good"
