"""A practical task within a test: begun, checked as often as one likes, counted once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from crm_project.lib import clock
from crm_project.lib.training_mode import inside
from leads.models import Lead
from tests.training.desk import ask, bank, define, form, give, right
from timeline.keeping import path_of
from timeline.models import Entry, File
from training import gift, sheet, ticking
from training.models import Attempt, Certificate, PracticeRun, Question
from training.payloads import checked
from training.practice import rooms
from training.refusals import AlreadyDecided, NotAllowed, ReasonNeeded, RunIsOver, TooFewQuestions, Unsound

from .conftest import Player, ask_task, record_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def later(monkeypatch, **passed):
    monkeypatch.setenv("APP_TEST_CLOCK", (clock.now() + timedelta(**passed)).isoformat())


def make_lead(player):
    player.post("/leads/new/", person="Somebody", phone_typed=player.phone, source=player.source["id"])


def do_all(player):
    player.post(f"/deals/{player.deal['id']}/loss/", reason=player.reason["id"], comment="Delivery took too long for them")


# -- begun and checked ---------------------------------------------------------------


def test_beginning_leads_to_the_page_of_the_work(play, anna):
    player = play(anna, "P-01")
    assert player.start == "/leads/"
    assert player.item.attempt.assignment.state == "in_progress"
    page = player.client.get("/leads/").content.decode()
    assert player.run.given["phone"]["name"] in page
    assert player.source["name"] in page


def test_begun_anew_it_has_other_data_and_an_empty_room(play, anna):
    player = play(anna, "P-01")
    make_lead(player)
    before = player.run
    player.begin()
    assert player.run.pk != before.pk
    assert PracticeRun.objects.get(pk=before.pk).state == "ended"
    with inside(player.room):
        assert not Lead.objects.exists()
        assert not Entry.objects.exists()


def test_who_has_done_it_is_done_and_cannot_press_check_any_more(play, anna):
    player = play(anna, "P-08")
    do_all(player)
    answer = player.client.post(f"/tests/practice/{player.run.pk}/check/")
    assert answer["Location"] == f"/tests/attempts/{player.attempt.pk}/1/"
    assert "practice" not in player.client.session
    with pytest.raises(RunIsOver):
        player.run.verify(by=anna)
    assert "Done: everything" in player.client.get(answer["Location"]).content.decode()


def test_another_task_asks_before_it_takes_away_what_was_made_in_the_first(play, anna):
    first = play(anna, "P-08")
    second = Player(anna, "P-01")
    second.client = first.client
    do_all(first)
    answer = second.client.post(f"/tests/items/{second.item.pk}/begin/")
    assert answer.status_code == 409
    assert "would end: it is looked at a last time" in answer.content.decode()
    assert PracticeRun.objects.get().is_open
    second.client.post(f"/tests/items/{second.item.pk}/begin/", {"sure": "on"})
    assert PracticeRun.objects.get(pk=first.run.pk).state == "passed", "what was done counts"
    assert PracticeRun.objects.open().get().item == second.item


def test_where_nothing_was_made_nothing_is_asked(play, anna):
    first, second = play(anna, "P-08"), Player(anna, "P-01").begin()
    assert PracticeRun.objects.get(pk=first.run.pk).state == "ended"
    assert second.run.is_open


@pytest.mark.parametrize("act", ["check", "back"])
def test_an_old_button_says_that_the_test_was_handed_in(play, anna, act):
    player = play(anna, "P-01")
    player.attempt.submit(by=anna)
    answer = player.client.post(f"/tests/practice/{player.run.pk}/{act}/", follow=True)
    assert answer.redirect_chain[0][0] == f"/tests/attempts/{player.attempt.pk}/result/"
    assert "You have handed this test in already." in answer.content.decode()
    page = player.client.get(f"/tests/attempts/{player.attempt.pk}/1/", follow=True).content.decode()
    assert "handed this test in" in page
    assert "The time is up" not in page


def test_as_many_questions_are_promised_as_come(company, anna, head, admin, browser):
    for number in ("P-01", "P-08"):
        ask_task(number)
    assignment = give(define("practice", genre="practice", draw_count=3), anna, note="")
    page = browser(anna).get(f"/tests/assignments/{assignment.pk}/").content.decode()
    assert "3 questions" in page, "it waits: two of three are too few"
    questions = [ask_task(number) for number in ("P-05", "P-06", "P-09", "P-10", "P-11")]
    longer = give(define("longer", genre="practice", draw_count=8), anna)
    page = browser(anna).get(f"/tests/assignments/{longer.pk}/").content.decode()
    assert "7 questions instead of 8" in page
    assert "The others cannot be asked now" in page
    attempt = longer.start(by=anna)
    assert attempt.items.count() == 7
    Question.objects.filter(pk=questions[0].pk).update(state="needs_review")
    assert "7 questions instead of 8" in browser(anna).get(f"/tests/assignments/{longer.pk}/").content.decode()
    page = browser(admin).get("/tests/definitions/").content.decode()
    assert "1 practical task waits to be looked through" in page
    assert "state=needs_review&amp;type=task" in page


def test_practical_tasks_besides_the_questions_are_promised_too(company, anna, browser):
    bank(10)
    ask_task("P-08")
    assignment = give(define("both", draw_count=10, task_count=1), anna)
    page = browser(anna).get(f"/tests/assignments/{assignment.pk}/").content.decode()
    assert "10 questions and 1 practical task" in page
    assert "cannot be asked now" not in page


def test_what_is_missing_stands_over_the_page_with_a_link_in_the_language_of_the_person(play, anna):
    anna.language = "ru"
    anna.save()
    player = play(anna, "P-01")
    player.check()
    page = player.client.get("/leads/").content.decode()
    assert "Нет лида с этим телефоном и этим источником" in page
    assert "/handbook/INS-01/lead-manual/" in page


def test_acts_of_another_do_not_count(play, anna, boris):
    player = play(anna, "P-01")
    with inside(player.room):
        from contacts.models import Source

        values = {"person": "X", "phone_typed": player.phone, "source": Source.objects.get(pk=player.source["id"])}
        Lead.receive(values, by=boris, owner=anna)
    assert player.check() == ["lead", "task"]


def test_nobody_begins_or_checks_for_another(play, anna, boris, head):
    player = play(anna, "P-01")
    for other in (boris, head):
        with pytest.raises(NotAllowed):
            PracticeRun.begin(player.item, by=other)
        with pytest.raises(NotAllowed):
            player.run.verify(by=other)
    assert PracticeRun.objects.get().times_checked == 0


# -- counted ---------------------------------------------------------------------------


def test_a_done_task_passes_the_practice(play, anna):
    player = play(anna, "P-08")
    do_all(player)
    player.check()
    done = player.attempt.submit(by=anna)
    assert (done.state, done.is_passed, done.shown_percent) == ("graded", True, 100)
    page = player.client.get(f"/tests/attempts/{done.pk}/result/").content.decode()
    assert "Practical tasks" in page
    assert player.deal["name"] in page


def test_without_its_tasks_no_test_is_passed(company, anna):
    bank(10)
    ask_task("P-08")
    attempt = give(define("both", draw_count=10, task_count=1, pass_percent=50), anna).start(by=anna)
    items = list(attempt.items.with_questions())
    assert [item.question_version.type == "task" for item in items] == [False] * 10 + [True]
    for item in items[:-1]:
        attempt.answer(item.place, form(right(item)), by=anna)
    done = attempt.submit(by=anna)
    assert (done.is_passed, done.failed_because) == (False, ["practice"])
    assert not Certificate.objects.exists()


def test_a_task_done_but_never_checked_is_looked_at_when_the_test_is_handed_in(play, anna):
    player = play(anna, "P-08")
    do_all(player)
    assert player.attempt.submit(by=anna).is_passed is True
    assert PracticeRun.objects.get().state == "passed"


def test_too_few_tasks_and_the_test_waits(company, anna):
    bank(10)
    assignment = give(define("both", draw_count=10, task_count=2), anna)
    with pytest.raises(TooFewQuestions):
        assignment.start(by=anna)


def test_what_the_company_cannot_pick_from_is_not_drawn(company, anna):
    from contacts.models import Source

    Source.objects.all().delete()
    ask_task("P-01")
    with pytest.raises(TooFewQuestions):
        give(define("alone", genre="practice", draw_count=1), anna).start(by=anna)


@pytest.mark.parametrize("does, state", [(False, "abandoned"), (True, "started")])
def test_an_attempt_in_which_a_task_was_only_opened_does_not_count(play, anna, monkeypatch, does, state):
    player = play(anna, "P-01")
    if does:
        make_lead(player)
    later(monkeypatch, hours=25)
    ticking.break_off_untouched(clock.now())
    assert Attempt.objects.get().state == state


def test_posting_the_question_itself_answers_nothing(play, anna):
    player = play(anna, "P-01")
    player.client.post(f"/tests/attempts/{player.attempt.pk}/1/", {"go": "next", "run": "1", "unmet": ""})
    player.item.refresh_from_db()
    assert (player.item.response, player.item.saved_at) == (None, None)


# -- a head ------------------------------------------------------------------------------


@pytest.mark.parametrize("who, status", [("head", 302), ("anna", 403), ("boris", 403), ("head2", 404)])
def test_a_head_counts_it_as_done_with_a_note(request, play, anna, browser, who, status):
    player = play(anna, "P-01")
    player.check()
    player.attempt.submit(by=anna)
    window = browser(request.getfixturevalue(who))
    answer = window.post(f"/tests/items/{player.item.pk}/credit/", {"reason": "I saw it done on paper"})
    assert answer.status_code == status
    player.item.refresh_from_db()
    assert (player.item.earned == "2") is (status == 302)
    assert (Attempt.objects.get().is_passed is True) is (status == 302)


def test_counting_as_done_needs_a_note_and_happens_once(play, anna, head):
    player = play(anna, "P-01")
    player.attempt.submit(by=anna)
    with pytest.raises(ReasonNeeded):
        PracticeRun.credit(player.item, " ", by=head)
    PracticeRun.credit(player.item, "Done on paper", by=head)
    with pytest.raises(AlreadyDecided):
        PracticeRun.credit(player.item, "Again", by=head)
    player.assignment.refresh_from_db()
    assert player.assignment.state == "passed"


def test_a_head_reads_what_was_missing(play, anna, head, boris, browser):
    player = play(anna, "P-01")
    make_lead(player)
    player.check()
    player.attempt.submit(by=anna)
    page = browser(head).get(f"/tests/attempts/{player.attempt.pk}/result/").content.decode()
    assert "Somebody" in page
    assert "The lead has no task for tomorrow" in page
    assert "Count as done" in page
    assert browser(boris).get(f"/tests/attempts/{player.attempt.pk}/result/").status_code == 404


# -- the room goes ------------------------------------------------------------------------


def test_records_and_files_go_fourteen_days_after_the_grade(play, anna, monkeypatch):
    player = play(anna, "P-09")
    upload = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 signed")
    player.post(f"/timeline/deal/{player.deal['id']}/files/new/", files=upload)
    with inside(player.room):
        path = path_of(File.objects.get())
    player.attempt.submit(by=anna)
    later(monkeypatch, days=13, hours=23)
    ticking.take_down_rooms(clock.now())
    assert rooms.is_standing(player.room)
    assert path.is_file()
    later(monkeypatch, hours=2)
    for _twice in range(2):
        ticking.take_down_rooms(clock.now())
    assert not rooms.is_standing(player.room)
    assert not path.exists()
    assert PracticeRun.objects.get().checks, "what was found stays"


def test_a_file_lent_to_the_room_stays(play, anna):
    from timeline.keeping import keep

    portrait = keep(SimpleUploadedFile("me.png", b"\x89PNG\r\n\x1a\n"), anna, by=anna)
    player = play(anna, "P-01")
    with inside(player.room):
        assert File.objects.filter(pk=portrait.pk).exists()
    rooms.take_down(player.room)
    assert path_of(portrait).is_file()


def test_a_room_of_another_shape_is_taken_down_and_its_run_says_so(play, anna):
    from django.apps import apps
    from django.db.models.signals import post_migrate

    player = play(anna, "P-01")
    config = apps.get_app_config("training")
    post_migrate.send(sender=config, app_config=config, using="default", verbosity=0, interactive=False)
    assert rooms.is_standing(player.room), "nothing has changed"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE leads_lead ADD COLUMN new_one integer")
    post_migrate.send(sender=config, app_config=config, using="default", verbosity=0, interactive=False)
    assert not rooms.is_standing(player.room)
    assert PracticeRun.objects.get().state == "broken_off"
    answer = player.client.post(f"/tests/practice/{player.run.pk}/check/", follow=True)
    assert "broken off by an update" in answer.content.decode()


# -- written -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"checks": []},
        {"checks": [{"id": "x", "find": "nothing", "miss": {"en": "?"}}]},
        {"checks": [{"id": "x", "find": "lead", "where": {"colour": "red"}, "miss": {"en": "?"}}]},
        {"given": {"person": {"fake": "moon"}}},
        {"prepare": [{"make": "moon", "as": "moon"}]},
        {"text": {}},
        {"text": {"en": "Call {{nobody}}"}},
    ],
)
def test_a_task_that_could_not_be_played_is_refused(change):
    with pytest.raises(Unsound):
        checked("task", record_of("P-01")["payload"] | change)


def test_a_task_goes_out_and_comes_back_as_a_file(company):
    question = ask_task("P-04")
    text = gift.write([(question.code, "INS-01/first", "technical", False, question.current)], "ru")
    assert all(line.startswith("//") for line in text.strip().splitlines())
    (record,), wrong = gift.read(text)
    assert wrong == []
    assert (record["type"], record["payload"], record["stem"]) == ("task", question.current.payload, question.current.stem)
    row = next(iter(sheet.rows_of(Question.objects.for_list())))
    assert sheet._payload("task", [row[4]], "", True) == question.current.payload


def test_an_editor_writes_a_task_on_its_page(company, admin, browser):
    page = browser(admin).get("/tests/bank/new/task/")
    assert page.status_code == 200
    sections = [page.context["form"].fields["sections"].choices[0][0]]
    data = {"stem_en": "New one", "sections": sections, "area": "process", "pool": "exam", "points": 1}
    answer = browser(admin).post("/tests/bank/new/task/", data | {"spec": "{no json"})
    assert answer.status_code == 422
    assert "{no json" in answer.content.decode()
    import json

    answer = browser(admin).post("/tests/bank/new/task/", data | {"spec": json.dumps(record_of("P-06")["payload"])})
    assert answer.status_code == 302
    assert Question.objects.get().current.type == "task"


def test_no_answer_of_the_server_tells_what_is_checked(play, anna):
    player = play(anna, "P-01")
    for path in (f"/tests/attempts/{player.attempt.pk}/1/", "/leads/", player.start):
        page = player.client.get(path).content.decode()
        assert "due_until" not in page
        assert "at_most" not in page


def test_ordinary_questions_need_no_company(handbook, anna):
    ask("plain")
    assert Question.objects.without_tasks().count() == 1
