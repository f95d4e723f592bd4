"""After a win Nina is asked one question; her answer stands on the cards, a low one is a task for the head."""

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Workspace
from contacts import personal
from contacts.models import Consent
from crm_project.lib import clock
from deals.models import DealScore, ScoreSettings
from deals.refusals import NotAllowed, ScoreIsClients, ScoreIsSettled
from outbox.drain import drain
from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import make_company, make_contact, make_deal

pytestmark = pytest.mark.django_db
NOON = "2026-11-20T12:00:00+03:00"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    set_clock(monkeypatch, NOON)
    cache.clear()
    yield
    cache.clear()


def set_clock(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", moment)


@pytest.fixture
def asking(roles):
    make_ready_types("en")
    Workspace.objects.update(language="en")
    return ScoreSettings.objects.create(ask=True)


@pytest.fixture
def nina(anna):
    nina = make_contact(anna)
    nina.add_email("nina@example.com", by=anna)
    Consent.note(nina, purpose="mailing", given_on=clock.now().date(), source="paper", by=anna)
    return nina


@pytest.fixture
def deal(anna, nina, stages):
    return make_deal(anna, stages["Offer sent"], contact=nina, company=make_company(anna), amount=100)


def win(deal, by):
    return deal.win(by=by, values={"contract_number": "K-1", "decision_on": clock.now().date()})


def won(monkeypatch, deal, by):
    """Won, and past its ten seconds."""
    win(deal, by)
    set_clock(monkeypatch, "2026-11-20T12:01:00+03:00")
    drain()
    drain()
    return DealScore.objects.filter(deal=deal).first()


@pytest.fixture
def score(monkeypatch, deal, anna, asking):
    return won(monkeypatch, deal, anna)


def answer(score, ip="203.0.113.7", **typed):
    return Client().post(score.path, typed, REMOTE_ADDR=ip)


# -- the question ------------------------------------------------------------------


def test_a_win_asks_its_contact_once(monkeypatch, score, deal):
    assert [letter.to for letter in mail.outbox] == [["nina@example.com"]]
    assert score.path in mail.outbox[0].body
    assert [entry.verb for entry in deal.entries.all()].count("score_asked") == 1

    from deals.settling import settle

    move = deal.moves.order_by("-pk").first()
    settle({"kind": "deal", "card": deal.pk, "move": move.pk})
    drain()
    assert len(mail.outbox) == 1


def test_off_as_it_comes_nobody_is_asked(monkeypatch, deal, anna):
    assert won(monkeypatch, deal, anna) is None
    assert mail.outbox == []


@pytest.mark.parametrize("lacks", ["consent", "email", "contact", "win"])
def test_without_consent_address_contact_or_win_nobody_is_asked(monkeypatch, deal, anna, nina, asking, funnel, lacks):
    if lacks == "consent":
        nina.consents.get().withdraw(by=anna)
    if lacks == "email":
        nina.emails.all().delete()
    if lacks == "contact":
        deal.change({"contact": None}, by=anna)
    if lacks == "win":
        deal.lose(funnel.loss_reasons.get(), by=anna)
        set_clock(monkeypatch, "2026-11-20T12:01:00+03:00")
        drain()
    else:
        won(monkeypatch, deal, anna)
    assert mail.outbox == []
    assert not DealScore.objects.exists()


def test_a_win_that_was_undone_asks_nobody(monkeypatch, deal, anna, asking):
    move = win(deal, anna)
    deal.undo(move, by=anna)
    set_clock(monkeypatch, "2026-11-20T12:01:00+03:00")
    drain()
    assert not DealScore.objects.exists()


def test_a_win_at_night_asks_in_the_morning(monkeypatch, deal, anna, asking):
    set_clock(monkeypatch, "2026-11-20T22:00:00+03:00")
    win(deal, anna)
    for moment, letters in (("20T22:01", 0), ("21T08:59", 0), ("21T09:01", 1)):
        set_clock(monkeypatch, f"2026-11-{moment}:00+03:00")
        drain()
        assert len(mail.outbox) == letters


# -- the answer --------------------------------------------------------------------


def test_the_page_needs_nobody_and_tells_nobodys_name(score, deal, nina, anna):
    Workspace.objects.update(language="ru")
    response = Client().get(score.path)
    page = response.content.decode()

    assert response.status_code == 200
    assert not response.cookies
    assert "порекомендуете" in page
    for secret in ("Nina", "Ostapenko", "Plough", "Anna", "Vector"):
        assert secret not in page
    assert "recommend us" in Client().get(score.path, {"lang": "en"}).content.decode()
    assert response["X-Robots-Tag"] == "noindex"


def test_the_answer_stands_on_both_cards(client, score, deal, nina, anna):
    response = answer(score, value="9", comment="Quick and polite")
    assert response.status_code == 303
    assert "reached us" in Client().get(response["Location"]).content.decode()

    client.force_login(anna)
    for url in (
        reverse("deals:card", args=[deal.pk]),
        reverse("contacts:contact", args=[nina.pk]),
        reverse("contacts:company", args=[deal.company_id]),
    ):
        page = client.get(url).content.decode()
        assert "Quick and polite" in page
        assert "The buyer gave a score: 9 of 10" in page
    assert not Task.objects.exists()


def test_a_low_score_is_one_task_of_the_head(score, deal, head):
    answer(score, value="6", comment="Late by a week")
    answer(score, value="2", comment="And rude")

    task = Task.objects.get()
    assert (task.owner, task.deal, task.title, task.note) == (head, deal, "Low score, 6 of 10: find out why", "Late by a week")


def test_what_is_low_is_the_companys_word(score):
    ScoreSettings.objects.update(low=3)
    answer(score, value="4")
    assert not Task.objects.exists()


def test_a_second_answer_takes_the_place_of_the_first_for_some_days(monkeypatch, score, deal):
    answer(score, value="9")
    set_clock(monkeypatch, "2026-11-27T11:00:00+03:00")
    assert answer(score, value="10").status_code == 303
    set_clock(monkeypatch, "2026-11-27T12:30:00+03:00")
    assert answer(score, value="0").status_code == 409
    assert "can no longer be changed" in Client().get(score.path).content.decode()

    score.refresh_from_db()
    assert score.value == 10
    told = [(entry.details["before"], entry.details["value"]) for entry in deal.entries.filter(verb="scored").order_by("pk")]
    assert told == [(None, 9), (9, 10)]
    with pytest.raises(ScoreIsSettled):
        score.answer(1, "")


def test_the_same_answer_twice_is_one(score, deal):
    for _time in range(2):
        answer(score, value="9", comment="Good")
    assert deal.entries.filter(verb="scored").count() == 1


@pytest.mark.parametrize(
    "typed", [{}, {"value": ""}, {"value": "11"}, {"value": "-1"}, {"value": "x"}, {"value": "9", "comment": "x" * 2001}]
)
def test_an_answer_that_makes_no_sense_is_refused(score, typed):
    assert answer(score, **typed).status_code == 422
    score.refresh_from_db()
    assert score.value is None


def test_a_forged_old_or_trashed_link_tells_nothing(monkeypatch, score, deal, admin):
    good = score.path
    token = good.split("/")[2]
    forged = token[:-1] + ("B" if token.endswith("A") else "A")
    pages = {Client().get(f"/q/{token}/").content for token in ("x", "1", forged, "a:b:c")}
    set_clock(monkeypatch, "2026-12-21T12:00:00+03:00")
    pages.add(Client().get(good).content)
    assert answer(score, value="9").status_code == 404
    set_clock(monkeypatch, NOON)
    deal.refresh_from_db()
    deal.discard(by=admin)
    pages.add(Client().get(good).content)
    assert len(pages) == 1
    assert b"no longer good" in pages.pop()


def test_who_hurries_waits(score):
    answers = [answer(score, value=str(n % 11)).status_code for n in range(7)]
    assert answers[:5] == [303] * 5
    assert answers[-1] == 429
    assert len({Client().get(f"/q/{n}/", REMOTE_ADDR="203.0.113.9").status_code for n in range(70)} & {429}) == 1


def test_no_script_is_needed(score):
    page = Client().get(score.path).content.decode()
    assert re.search(r'<form method="post" action="\?lang=en"', page)
    assert page.count('type="radio"') == 11
    assert "hx-" not in page


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_both_are_kept_and_one_stands(monkeypatch, score, deal):
    ready = threading.Barrier(2)

    def send(value):
        ready.wait()
        answer(score, value=value)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(value,)) for value in ("3", "4")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert deal.entries.filter(verb="scored").count() == 2
    assert Task.objects.count() == 1


# -- by hand -----------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("head", 302), ("admin", 302), ("boris", 404), ("vera", 404), ("auditor", 403)])
def test_who_leads_the_deal_notes_the_score(client, request, deal, anna, asking, who, status):
    win(deal, anna)
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("deals:score", args=[deal.pk]), {"value": "8", "comment": "By phone"}).status_code == status
    assert DealScore.objects.filter(value=8).exists() == (status == 302)


@pytest.mark.parametrize("typed", [{"value": "11"}, {"value": ""}, {"value": "eight"}])
def test_a_noted_score_that_makes_no_sense_is_refused(client, deal, anna, typed):
    win(deal, anna)
    client.force_login(anna)
    answer = client.post(reverse("deals:score", args=[deal.pk]), typed | {"comment": "kept words"})
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()


def test_an_open_deal_has_nothing_to_score(client, deal, anna):
    client.force_login(anna)
    assert client.post(reverse("deals:score", args=[deal.pk]), {"value": "8"}, headers={"HX-Request": "true"}).status_code == 409
    assert not DealScore.objects.exists()
    assert "score-panel" not in client.get(reverse("deals:card", args=[deal.pk])).content.decode()


def test_nobody_writes_over_the_buyers_own_word(client, score, deal, anna, vera):
    DealScore.note(deal, value=10, by=anna)
    answer(score, value="4")
    with pytest.raises(ScoreIsClients):
        DealScore.note(deal, value=10, by=anna)
    with pytest.raises(NotAllowed):
        DealScore.note(deal, value=10, by=vera)
    score.refresh_from_db()
    assert (score.value, score.noted_by) == (4, None)


def test_a_client_shows_only_scores_of_deals_one_sees(client, score, nina, boris, vera):
    answer(score, value="9", comment="Quick and polite")
    for person in (boris, vera):
        client.force_login(person)
        assert client.get(reverse("contacts:contact", args=[nina.pk])).status_code == 404
    other = make_deal(vera, contact=nina)
    assert other.pk
    client.force_login(vera)
    assert "Quick and polite" not in client.get(reverse("contacts:contact", args=[nina.pk])).content.decode()


def test_the_card_asks_the_same_number_of_questions_with_a_long_past(client, score, nina, anna, stages, monkeypatch):
    answer(score, value="9")
    client.force_login(anna)
    url = reverse("contacts:contact", args=[nina.pk])
    client.get(url)
    few = _asked(client, url)
    for n in range(5):
        one = make_deal(anna, stages["Offer sent"], contact=nina, amount=1)
        win(one, anna)
        DealScore.note(one, value=n, by=anna)
    assert _asked(client, url) == few


def _asked(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_an_erased_person_leaves_the_number_without_words(score, nina, admin):
    answer(score, value="9", comment="I am Nina Ostapenko")
    assert any("I am Nina" in line for _label, lines in personal.everything_about(nina, admin) for line in lines)
    personal.erase(nina, by=admin, reason="Letter No. 5")
    score.refresh_from_db()
    assert (score.value, score.comment) == (9, "")
    assert "Ostapenko" not in str(list(score.deal.entries.values("details")))


# -- settings ----------------------------------------------------------------------


def test_only_who_configures_changes_how_one_asks(client, anna, head, admin):
    url, facts = reverse("deals:score-settings"), {"ask": "on", "low": 5, "change_days": 7, "valid_days": 30}
    for person in (anna, head):
        client.force_login(person)
        assert client.post(url, facts).status_code == 403
    client.force_login(admin)
    assert client.post(url, facts | {"low": 10}).status_code == 422
    assert client.post(url, facts | {"valid_days": 0}).status_code == 422
    assert client.post(url, facts).status_code == 302
    assert (ScoreSettings.current().ask, ScoreSettings.current().low) == (True, 5)


def test_the_link_is_good_for_as_long_as_was_set(monkeypatch, deal, anna, asking):
    ScoreSettings.objects.update(valid_days=2)
    found = won(monkeypatch, deal, anna)
    assert timedelta(days=1.9) < found.expires_at - clock.now() <= timedelta(days=2)
