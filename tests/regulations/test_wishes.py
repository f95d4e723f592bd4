"""One list of what is unclear and what could be better, with answers."""

import uuid

import pytest

from notifications.models import Notice
from regulations.models import Regulation, Wish

pytestmark = pytest.mark.django_db


def ask(client, token=None, **facts):
    data = {"about": "unclear", "text": "What is a win?", "token": token or uuid.uuid4(), **facts}
    return client.post("/handbook/help/wishes/new/?page=deals:card&key=deal.won", data)


def test_a_question_is_written_once_and_its_owner_is_told(handbook, browser, anna, admin):
    Regulation.objects.filter(pk=handbook.pk).update(owner=admin)
    token = uuid.uuid4()
    for _twice in range(2):
        assert ask(browser(anna), token).status_code == 302

    wish = Wish.objects.get()
    assert (wish.user, wish.screen, wish.help_key) == (anna, "deals:card", "deal.won")
    assert Notice.objects.filter(recipient=admin, verb="wish.made").count() == 1


def test_the_answer_reaches_the_one_who_asked_once(handbook, browser, anna, admin):
    ask(browser(anna))
    wish = Wish.objects.get()
    for words in ("Like this.", "Another."):
        browser(admin).post(f"/handbook/help/wishes/{wish.pk}/answer/", {"answer": words})

    wish.refresh_from_db()
    assert wish.answer == "Like this."
    assert Notice.objects.filter(recipient=anna, verb="wish.answered").count() == 1


def test_an_answer_that_nobody_sees_is_none(handbook, browser, anna, admin):
    ask(browser(anna))
    wish = Wish.objects.get()
    refused = browser(admin).post(f"/handbook/help/wishes/{wish.pk}/answer/", {"answer": "\u200b\u2060"})
    assert refused.status_code == 422
    wish.refresh_from_db()
    assert wish.answer == ""


def test_one_sees_ones_own_and_answers_only_as_an_editor(handbook, browser, anna, boris):
    ask(browser(anna), text="What is a win, and when?")
    wish = Wish.objects.get()

    assert "What is a win, and when?" in browser(anna).get("/handbook/help/wishes/").content.decode()
    assert "What is a win, and when?" not in browser(boris).get("/handbook/help/wishes/").content.decode()
    assert browser(boris).post(f"/handbook/help/wishes/{wish.pk}/answer/", {"answer": "x"}).status_code == 403


def test_an_empty_question_is_refused_and_an_invented_screen_is_not_kept(handbook, browser, anna):
    assert ask(browser(anna), text=" ").status_code == 422
    browser(anna).post(
        "/handbook/help/wishes/new/?page=no:where&key=no.key", {"about": "wish", "text": "More colours", "token": uuid.uuid4()}
    )
    assert (Wish.objects.get().screen, Wish.objects.get().help_key) == ("", "")


def test_who_answers_is_not_told_that_the_questions_are_their_own(handbook, browser, anna, admin):
    ask(browser(anna))
    wish = Wish.objects.get()
    answers, own = (browser(person).get("/handbook/help/wishes/").content.decode() for person in (admin, anna))
    assert ("What colleagues ask and propose" in answers, "What I asked and proposed" in answers) == (True, False)
    assert ("What colleagues ask and propose" in own, "What I asked and proposed" in own) == (False, True)
    assert f"/handbook/help/wishes/{wish.pk}/answer/" in answers
    assert f"/handbook/help/wishes/{wish.pk}/answer/" not in own
