"""An attempt: begun once, answered at leisure, handed in once, graded exactly."""

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from accounts.models import Absence
from crm_project.lib import clock
from notifications.models import Notice
from regulations.models import Regulation, Section
from regulations.reading import watching
from tests.regulations.reading_hands import confirm, owed
from timeline.models import Entry
from timeline.sentences import has_sentence
from training import ticking
from training.models import Attempt, AttemptItem, Certificate, TestAssignment
from training.refusals import (
    AssignmentIsOver,
    AttemptIsOver,
    BadAnswer,
    NobodyToTest,
    NotAllowed,
    NotFinallyFailed,
    ReasonNeeded,
    StillCoolingDown,
    TooFewQuestions,
)
from training.rereading import acknowledged

from .desk import ask, bank, define, form, fresh, give, play, right, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    at(monkeypatch, "2026-11-17T12:00:00")


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", f"{moment}+03:00")


def later(monkeypatch, **passed):
    monkeypatch.setenv("APP_TEST_CLOCK", (clock.now() + timedelta(**passed)).isoformat())


def notices(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("verb", flat=True))


# -- begin ---------------------------------------------------------------------------


def test_a_test_is_given_with_a_working_term_and_told_once(test, egor):
    given = give(test, egor)
    assert given.due_at.isoformat() == "2026-11-24T15:00:00+00:00", "five working days, at the close of the day"
    assert TestAssignment.give(test, [egor], by=None) == []
    assert notices(egor) == ["test.given"]


def test_a_second_start_returns_the_first(assignment, egor):
    first, second = assignment.start(by=egor), assignment.start(by=egor)
    assert first == second
    assert list(first.items.values_list("place", flat=True)) == [1, 2, 3, 4, 5]
    assert TestAssignment.objects.get().state == "in_progress"


def test_only_the_person_begins(assignment, boris, head):
    for other in (boris, head):
        with pytest.raises(NotAllowed):
            assignment.start(by=other)
    assert not Attempt.objects.exists()


def test_what_was_drawn_never_changes(assignment, egor):
    attempt = assignment.start(by=egor)
    item = attempt.items.first()
    for change in ({"place": 9}, {"option_order": []}, {"is_critical": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AttemptItem.objects.filter(pk=item.pk).update(**change)
    for change in ({"seed": 1}, {"number": 7}, {"deadline_at": clock.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        AttemptItem.objects.filter(pk=item.pk).delete()


def test_a_question_changed_meanwhile_stays_as_it_was_drawn(assignment, egor, questions):
    attempt = assignment.start(by=egor)
    item = attempt.items.with_questions().first()
    question = item.question_version.question
    from .desk import choice

    content = {"type": "single", "stem": {"en": "Another"}, "payload": choice("new")}
    type(question).write(question, by=None, content=content, sections=[link.section for link in question.links.all()])
    item.refresh_from_db()
    assert item.question_version.stem["en"].startswith("Stem")
    question.refresh_from_db()
    assert question.current.number == 2


def test_a_test_changed_meanwhile_goes_on_as_it_was_begun(assignment, egor, test):
    attempt = assignment.start(by=egor)
    type(test).shape(test, by=None, rules=[], title=test.title, pass_percent=100)
    done = play(attempt, egor, good=4)
    assert done.is_passed, "80 % was the mark when it was begun"
    test.refresh_from_db()
    assert test.frozen().number == 2


# -- answer and hand in ------------------------------------------------------------------


def test_answers_are_kept_and_the_last_one_counts(assignment, egor):
    attempt = assignment.start(by=egor)
    item = attempt.items.with_questions().first()
    attempt.answer(1, form(wrong(item)), by=egor)
    attempt.answer(1, form(right(item)), by=egor, seconds=12)
    item.refresh_from_db()
    assert (item.response, item.saves, item.seconds) == (right(item), 2, 12)


def test_a_foreign_answer_or_person_is_refused(assignment, egor, boris):
    attempt = assignment.start(by=egor)
    with pytest.raises(BadAnswer):
        attempt.answer(1, form({"sel": ["zz"]}), by=egor)
    with pytest.raises(NotAllowed):
        attempt.answer(1, form({}), by=boris)
    with pytest.raises(NotAllowed):
        attempt.submit(by=boris)
    assert attempt.items.first().response is None


def test_all_right_passes_and_gives_a_certificate(assignment, egor):
    done = play(assignment.start(by=egor), egor)
    assignment.refresh_from_db()
    assert (done.is_passed, done.earned, done.shown_percent, done.failed_because) == (True, "5", 100, [])
    assert (assignment.state, assignment.best_attempt) == ("passed", done)
    assert Certificate.objects.get().valid_until is None


def test_handing_in_twice_is_once_and_nothing_changes_afterwards(assignment, egor):
    attempt = assignment.start(by=egor)
    play(attempt, egor)
    attempt.submit(by=egor)
    with pytest.raises(AttemptIsOver):
        attempt.answer(1, form({}), by=egor)
    with pytest.raises(DatabaseError), transaction.atomic():
        AttemptItem.objects.filter(attempt=attempt).update(response=None)
    with pytest.raises(AssignmentIsOver):
        assignment.start(by=egor)
    assert list(Entry.objects.filter(verb="test_passed").values_list("subject_id", flat=True)) == [assignment.pk]


def test_seventy_nine_point_ninety_nine_is_no_pass(handbook, egor):
    bank(6)
    attempt = give(define(draw_count=6, pass_percent=80), egor).start(by=egor)
    items = list(attempt.items.with_questions())
    for item in items:
        item.earned = "1"
    items[0].earned, items[1].earned = "7999/10000", "0"
    attempt.reckon(items)
    assert attempt.is_passed is False
    assert attempt.shown_percent == 79
    items[0].earned = "8/10"
    attempt.reckon(items)
    assert (attempt.is_passed, attempt.share) == (True, 80)


def test_a_missed_critical_question_fails_whatever_the_points(handbook, egor):
    bank(4)
    ask("vital", is_critical=True)
    attempt = give(define(rules=[("critical", {})], pass_percent=80), egor).start(by=egor)
    for item in attempt.items.with_questions():
        attempt.answer(item.place, form(wrong(item) if item.is_critical else right(item)), by=egor)
    done = attempt.submit(by=egor)
    assert (done.shown_percent, done.is_passed, done.failed_because) == (80, False, ["critical"])


# -- fail and try again --------------------------------------------------------------------


def test_the_next_attempt_opens_after_the_pause(monkeypatch, assignment, egor):
    play(assignment.start(by=egor), egor, good=1)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.retry_at) == ("failed_retry", clock.now() + timedelta(hours=24))
    with pytest.raises(StillCoolingDown):
        assignment.start(by=egor)
    later(monkeypatch, hours=24)
    assert assignment.start(by=egor).number == 2


def test_reading_the_missed_sections_again_ends_the_pause(assignment, egor, boris):
    play(assignment.start(by=egor), egor, good=2)
    assignment.refresh_from_db()
    first, *rest = assignment.to_reread
    assert rest, "several sections were missed"
    acknowledged(egor, [first])
    acknowledged(boris, rest)
    with pytest.raises(StillCoolingDown):
        assignment.start(by=egor)
    acknowledged(egor, rest)
    assert assignment.start(by=egor).number == 2


def test_who_had_read_them_before_confirms_the_missed_sections_once_more(monkeypatch, assignment, egor):
    """The pause ends for whoever read the handbook before the test too: missed sections have their button again."""
    handbook = Regulation.objects.get()
    watching.tick()
    confirm(egor, handbook)
    later(monkeypatch, hours=1)
    play(assignment.start(by=egor), egor, good=2)
    assignment.refresh_from_db()
    missed = set(Section.objects.filter(pk__in=assignment.to_reread).values_list("code", flat=True))
    assert set(owed(egor, handbook)) == missed
    confirm(egor, handbook, *missed)
    assert assignment.start(by=egor).number == 2
    assert owed(egor, handbook) == {}


def test_who_passes_meanwhile_is_not_asked_to_read_again(monkeypatch, assignment, egor):
    handbook = Regulation.objects.get()
    watching.tick()
    confirm(egor, handbook)
    later(monkeypatch, hours=1)
    play(assignment.start(by=egor), egor, good=2)
    later(monkeypatch, hours=25)
    assert play(assignment.start(by=egor), egor).is_passed
    assert owed(egor, handbook) == {}


def test_after_the_last_failure_the_head_is_told_and_opens_one_more(monkeypatch, assignment, egor, boris, head, head2):
    for _attempt in range(3):
        play(assignment.start(by=egor), egor, good=0)
        later(monkeypatch, hours=25)
    assignment.refresh_from_db()
    assert assignment.state == "failed_final"
    assert notices(head) == ["test.failed"]
    with pytest.raises(AssignmentIsOver):
        assignment.start(by=egor)
    for stranger in (egor, boris, head2):
        with pytest.raises(NotAllowed):
            assignment.one_more("talked", by=fresh(stranger))
    with pytest.raises(ReasonNeeded):
        assignment.one_more(" ", by=fresh(head))
    assignment.one_more("Talked it over", by=fresh(head))
    with pytest.raises(NotFinallyFailed):
        assignment.one_more("Again", by=fresh(head))
    assert play(assignment.start(by=egor), egor).is_passed


# -- time ---------------------------------------------------------------------------------


def test_time_is_kept_by_the_server(monkeypatch, handbook, egor):
    bank(6)
    assignment = give(define(time_limit_min=10), egor)
    attempt = assignment.start(by=egor)
    assert attempt.deadline_at == clock.now() + timedelta(minutes=10)
    item = attempt.items.with_questions().first()
    attempt.answer(1, form(right(item)), by=egor)
    later(monkeypatch, minutes=10, seconds=20)
    attempt.answer(2, form({}), by=egor)
    later(monkeypatch, seconds=11)
    with pytest.raises(AttemptIsOver):
        attempt.answer(2, form({}), by=egor)
    ticking.tick()
    ticking.tick()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_by, attempt.earned) == ("graded", "timeout", "1")
    assert attempt.submitted_at == attempt.deadline_at
    assert notices(egor).count("test.graded") == 1


def test_time_is_up_lazily_too(monkeypatch, handbook, egor):
    bank(6)
    assignment = give(define(time_limit_min=10, cooldown_hours=0), egor)
    first = assignment.start(by=egor)
    later(monkeypatch, minutes=11)
    assert first.submit(by=egor).finished_by == "timeout"
    assert assignment.start(by=egor).number == 2


def test_a_head_gives_more_time_with_a_reason(handbook, egor, head, head2):
    bank(6)
    assignment = give(define(time_limit_min=10), egor)
    with pytest.raises(NotAllowed):
        assignment.give_time(50, "Reads slowly", by=fresh(head2))
    with pytest.raises(ReasonNeeded):
        assignment.give_time(50, "", by=fresh(head))
    assignment.give_time(50, "Reads slowly", by=fresh(head))
    assert assignment.start(by=egor).deadline_at == clock.now() + timedelta(minutes=15)


def test_begun_and_left_without_an_answer_does_not_count(monkeypatch, assignment, egor):
    attempt = assignment.start(by=egor)
    later(monkeypatch, hours=25)
    ticking.tick()
    attempt.refresh_from_db()
    assignment.refresh_from_db()
    assert (attempt.state, assignment.state) == ("abandoned", "pending")
    assert assignment.start(by=egor).number == 1


# -- waive ---------------------------------------------------------------------------------


def test_a_head_waives_with_a_reason_and_the_person_is_told(assignment, egor, head, head2):
    attempt = assignment.start(by=egor)
    with pytest.raises(NotAllowed):
        assignment.waive("No need", by=fresh(head2))
    with pytest.raises(ReasonNeeded):
        assignment.waive(" ", by=fresh(head))
    assignment.waive("No need", by=fresh(head))
    assignment.waive("No need", by=fresh(head))
    attempt.refresh_from_db()
    assert (TestAssignment.objects.get().state, attempt.state) == ("cancelled", "abandoned")
    assert notices(egor) == ["test.given", "test.waived"]


def test_a_test_is_given_by_a_head_to_their_own_people_only(test, egor, vera, head, boris):
    with pytest.raises(NobodyToTest):
        TestAssignment.give(test, [egor, vera], by=fresh(head))
    with pytest.raises(NobodyToTest):
        TestAssignment.give(test, [egor], by=fresh(boris))
    assert not TestAssignment.objects.exists()
    assert len(TestAssignment.give(test, [egor], by=fresh(head))) == 1


def test_a_bank_that_is_too_short_gives_no_test(handbook, egor):
    bank(3)
    assignment = give(define(draw_count=5), egor)
    with pytest.raises(TooFewQuestions) as refusal:
        assignment.start(by=egor)
    assert (refusal.value.wanted, refusal.value.found) == (5, 3)
    ask("q-10")
    assert assignment.start(by=egor).items.count() == 4, "four fifths are enough"


def test_reminders_come_once_before_and_once_after(monkeypatch, test, egor, head):
    give(test, egor)
    for moment in ("2026-11-20T12:00:00", "2026-11-23T18:30:00", "2026-11-24T10:00:00", "2026-11-24T18:30:00", "2026-11-25T10:00:00"):
        at(monkeypatch, moment)
        ticking.tick()
        ticking.tick()
    assert notices(egor) == ["test.given", "test.due", "test.overdue"]
    assert notices(head) == ["test.overdue_of"]


def test_who_leaves_owes_nothing_and_the_past_stays(assignment, egor, admin):
    play(assignment.start(by=egor), egor, good=0)
    egor.deactivate(by=admin)
    assert TestAssignment.objects.get().state == "cancelled"
    assert Attempt.objects.get().state == "graded"


def test_the_periodic_test_comes_by_itself_before_the_certificate_ends_once(monkeypatch, handbook, egor):
    bank(8)
    define("periodic", genre="periodic", due_working_days=7)
    play(give(define(validity_days=90), egor).start(by=egor), egor)
    later(monkeypatch, days=70)
    ticking.tick()
    assert TestAssignment.objects.open().count() == 0
    later(monkeypatch, days=15)
    ticking.tick()
    ticking.tick()
    given = TestAssignment.objects.open().get()
    assert (given.test.genre, given.reason) == ("periodic", "interval")
    assert given.due_at == Certificate.objects.get().valid_until
    later(monkeypatch, days=6)
    ticking.tick()
    assert Certificate.objects.get().state == "expired"


# -- two at once ----------------------------------------------------------------------------


def in_two_threads(act):
    found, gate = [], threading.Barrier(2)

    def run():
        gate.wait()
        try:
            found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_are_one_attempt(assignment, egor):
    first, second = in_two_threads(lambda: TestAssignment.objects.get().start(by=egor))
    assert first == second
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_handed_in_twice_at_once_is_graded_once(assignment, egor):
    attempt = assignment.start(by=egor)
    in_two_threads(lambda: Attempt.objects.get().submit(by=egor))
    attempt.refresh_from_db()
    assert attempt.state == "graded"
    assert Entry.objects.filter(verb="test_failed").count() == 1


def test_every_fact_about_tests_reads_as_a_sentence(assignment, egor):
    play(assignment.start(by=egor), egor)
    facts = set(Entry.objects.filter(subject_kind__in=("test_assignment", "question", "test")).values_list("subject_kind", "verb"))
    assert {verb for _kind, verb in facts} >= {"test_given", "test_begun", "test_handed_in", "test_passed", "question_written"}
    assert all(has_sentence(kind, verb) for kind, verb in facts)


# -- due ------------------------------------------------------------------------------


def test_days_away_move_the_date_and_back(test, egor, head):
    given = give(test, egor)
    before = given.due_at
    absence = Absence.objects.create(user=egor, from_on=date(2026, 11, 18), to_on=date(2026, 11, 20), known_from=clock.now())
    ticking.tick(), ticking.tick()
    given.refresh_from_db()
    assert given.due_at.isoformat() == "2026-11-27T15:00:00+00:00", "three of the five days were days away"
    absence.delete()
    ticking.tick()
    given.refresh_from_db()
    assert given.due_at == before


def test_a_named_date_stays(test, egor):
    given = give(test, egor, due_at=clock.now() + timedelta(days=2))
    Absence.objects.create(user=egor, from_on=date(2026, 11, 18), to_on=date(2026, 11, 20), known_from=clock.now())
    ticking.tick()
    assert TestAssignment.objects.get(pk=given.pk).due_at == given.due_at


# -- the server was down ----------------------------------------------------------------


def test_time_the_server_was_down_is_given_back_once(monkeypatch, questions, egor, anna):
    test = define("timed", time_limit_min=20)
    attempt, short = give(test, egor).start(by=egor), give(test, anna).start(by=anna)
    ticking.tick()
    before = attempt.deadline_at
    later(monkeypatch, minutes=30)
    # The person is back before the tick is.
    attempt.answer(1, form(right(attempt.items.with_questions()[0])), by=egor)
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + timedelta(minutes=30)
    ticking.tick(), ticking.tick()
    attempt.refresh_from_db(), short.refresh_from_db()
    assert (attempt.deadline_at, attempt.state) == (before + timedelta(minutes=30), "started")
    assert short.state == "started"
    for _minute in range(22):
        later(monkeypatch, minutes=1)
        ticking.tick()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_by) == ("graded", "timeout"), "while ticks come nothing is given"


def test_a_deadline_never_comes_nearer_and_a_finished_attempt_keeps_it(questions, egor):
    attempt = give(define("timed", time_limit_min=20), egor).start(by=egor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(deadline_at=attempt.deadline_at - timedelta(minutes=1))
    play(attempt, egor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(deadline_at=attempt.deadline_at + timedelta(minutes=1))
