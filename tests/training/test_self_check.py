"""Checking oneself is practice: each answer is told at once and stands, nothing is failed, nothing hangs on it, nobody else hears of it."""

import pytest

from notifications.models import Notice
from regulations.models import ReadAgain
from regulations.reading import watching
from training.models import Attempt, TestAssignment
from training.refusals import NotAllowed

from .desk import ask, bank, define, form, give, right, section, wrong

pytestmark = pytest.mark.django_db

VERDICTS = ("Not passed", "passed from", "Passed", "не сдан", "порог", "сдан от")


@pytest.fixture
def practice(handbook, egor, browser):
    """Egor's open self-check of part A: three questions."""
    for number in range(3):
        ask(f"s-{number}", pool="self_check", explanation={"en": f"WHY-{number}", "ru": f"WHY-{number}"})
    define("own", genre="self_check", draw_count=5, cooldown_hours=0, attempts=100, rules=[("section_subtree", {})])
    client = browser(egor)
    client.post(f"/tests/self/{section('part-a').pk}/")
    return client, Attempt.objects.get()


def answer(client, attempt, item, response):
    return client.post(f"/tests/attempts/{attempt.pk}/{item.place}/", form(response) | {"go": "next"}, follow=True)


def test_each_answer_is_told_at_once_and_stands(practice, egor):
    client, attempt = practice
    first, second, _third = attempt.items.with_questions()
    before = client.get(f"/tests/attempts/{attempt.pk}/1/").content.decode()
    assert "WHY-" not in before, "nothing is told before it is answered"

    told = answer(client, attempt, first, wrong(first)).content.decode()
    assert "Not quite" in told
    assert "WHY-" in told
    assert ">right<" in told, "the right answer stands beside"
    assert "WHY-" not in client.get(f"/tests/attempts/{attempt.pk}/2/").content.decode()

    client.post(f"/tests/attempts/{attempt.pk}/1/", form(right(first)))
    first.refresh_from_db()
    assert (first.response, first.earned) == (wrong(first), "0"), "what was told is not answered anew"
    assert "Not quite" not in answer(client, attempt, second, right(second)).content.decode()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_end_counts_and_judges_nothing(practice, egor, head, language):
    egor.language = language
    egor.save(update_fields=["language"])
    client, attempt = practice
    pages = []
    for number, item in enumerate(attempt.items.with_questions()):
        answer(client, attempt, item, right(item) if number == 0 else wrong(item))
        pages.append(client.get(f"/tests/attempts/{attempt.pk}/{item.place}/").content.decode())
        end = client.post(f"/tests/attempts/{attempt.pk}/{item.place}/", {"go": "next"}, follow=True)
    pages.append(end.content.decode())
    assert end.redirect_chain[-1][0] == f"/tests/attempts/{attempt.pk}/result/", "after the last answer there is nothing to hand in"
    assert {"en": "1 of 3 right", "ru": "Верно 1 из 3"}[language] in pages[-1]
    pages.append(client.get(f"/tests/assignments/{attempt.assignment_id}/").content.decode())
    assert [(word, n) for word in VERDICTS for n, page in enumerate(pages) if word in page] == []
    assert [word for word in ("mistake", "ошиб") if word in pages[-2]] == [], "nobody's test has no mistakes"
    assert TestAssignment.objects.get().state == "passed", "it is done, whatever was known"
    assert not ReadAgain.objects.exists(), "nothing is to be read again because of it"
    assert not Notice.objects.filter(verb__startswith="test.").exists()


def test_somebody_else_answers_nothing_and_sees_nothing(practice, boris, head, browser):
    _client, attempt = practice
    for person in (boris, head):
        assert browser(person).post(f"/tests/attempts/{attempt.pk}/1/", {"go": "next"}).status_code == 404
        assert browser(person).get(f"/tests/attempts/{attempt.pk}/1/").status_code == 404
    assert not attempt.items.exclude(earned="").exists()


def test_no_answer_of_an_exam_is_told_before_it_is_handed_in(handbook, egor, browser):
    bank(6)
    attempt = give(define(), egor).start(by=egor)
    item = attempt.items.with_questions().first()
    with pytest.raises(NotAllowed):
        attempt.hand_over(1, form(right(item)), by=egor)
    assert (
        browser(egor).post(f"/tests/attempts/{attempt.pk}/1/", form(right(item)) | {"go": "next"}).url == f"/tests/attempts/{attempt.pk}/2/"
    )
    item.refresh_from_db()
    assert item.earned == ""


def test_free_words_that_somebody_would_have_to_read_are_not_drawn(handbook, egor, browser):
    ask("free", pool="self_check", kind="text", payload={"rubric": [{"en": "All", "points": 1}]})
    ask("one", pool="self_check")
    define("own", genre="self_check", draw_count=5, cooldown_hours=0, attempts=100, rules=[("section_subtree", {})])
    browser(egor).post(f"/tests/self/{section('part-a').pk}/")
    assert [item.question_version.question.code for item in Attempt.objects.get().items.with_questions()] == ["one"]


def test_what_was_told_without_an_answer_waits_no_more_and_what_was_left_out_does(practice):
    client, attempt = practice
    client.post(f"/tests/attempts/{attempt.pk}/1/", {"go": "next"})
    second = attempt.items.with_questions().get(place=2)
    client.post(f"/tests/attempts/{attempt.pk}/2/", form(right(second)), headers={"HX-Request": "true"})
    assert client.get(f"/tests/attempts/{attempt.pk}/").url == f"/tests/attempts/{attempt.pk}/2/", "kept, and not yet told"
    page = client.get(f"/tests/attempts/{attempt.pk}/check/").content.decode()
    assert [f">Question {n}</a>" in page for n in (1, 2, 3)] == [False, True, True]


def test_a_day_of_the_path_ends_with_checking_its_parts(handbook, egor, browser):
    ask("one", pool="self_check")
    define("own", genre="self_check", draw_count=5, cooldown_hours=0, attempts=100, rules=[("section_subtree", {})])
    watching.tick()
    page = browser(egor).get("/handbook/my-reading/").content.decode()
    offer = f'action="/tests/self/{section("part-a").pk}/"'
    assert page.count(offer) == 1
    assert f'action="/tests/self/{section("part-b").pk}/"' not in page, "there is nothing to ask on it"


@pytest.mark.parametrize("unit, beside, told", [("попытки", "Ваш ответ, попытки:", "15 · попытки"), ("%", "<span>%</span>", "15 %")])
def test_the_unit_of_a_number_fits_whatever_number_is_answered(handbook, egor, browser, unit, beside, told):
    egor.language = "ru"
    egor.save(update_fields=["language"])
    ask("n-1", pool="self_check", kind="number", payload={"value": "3", "unit": {"ru": unit, "en": unit}})
    define("own", genre="self_check", draw_count=5, cooldown_hours=0, attempts=100, rules=[("section_subtree", {})])
    client = browser(egor)
    client.post(f"/tests/self/{section('part-a').pk}/")
    attempt = Attempt.objects.get()
    assert beside in client.get(f"/tests/attempts/{attempt.pk}/1/").content.decode()
    client.post(f"/tests/attempts/{attempt.pk}/1/", {"v": "15", "go": "next"})
    page = client.get(f"/tests/attempts/{attempt.pk}/1/").content.decode()
    assert told in page
    assert f"15 {unit}" not in page or unit == "%"
