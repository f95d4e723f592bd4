"""Scripts branch by what the client answers; followed on the card, kept in history, and told which branch wins."""

import threading

import pytest
from django.db import connections
from django.urls import reverse

from contacts.models import Source
from deals.models import Deal, Talk, TalkChoice, TalkScript
from deals.ready_script import make_ready_script
from deals.refusals import EditConflict, NotAllowed, TalkWentOn
from deals.script_results import results_of
from deals.script_words import advice, said
from tests.factories import make_contact, make_deal, raise_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def script(db):
    """Hello? Yes → Need? (Told → end, Price → end); No → end."""
    script = TalkScript.start("First call", by=None)
    hello = script.shape_step(None, "Hello {client}, this is {manager}", [(None, "Yes", "new"), (None, "No", None)], by=None)
    need = script.steps.exclude(pk=hello.pk).get()
    script.shape_step(need, "What do you need?", [(None, "Told", None), (None, "Price", None)], by=None)
    return script


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, stages["New"], contact=make_contact(anna))


def answer(script, words):
    return script.steps.get(answers__text=words).answers.get(text=words)


def led(deal, script, by, *words):
    talk = Talk.begin(deal, script, by=by)
    for one in words:
        talk.choose(answer(script, one), by=by)
    return Talk.objects.get(pk=talk.pk)


# -- following ----------------------------------------------------------------------


def test_each_answer_leads_to_the_next_question_and_the_last_ends_the_talk(anna, deal, script):
    talk = led(deal, script, anna, "Yes")
    assert talk.step.text == "What do you need?"
    assert talk.ended_at is None

    talk.choose(answer(script, "Price"), by=anna)
    talk.refresh_from_db()
    assert talk.ended_at
    assert [one.answer_text for one in talk.choices.all()] == ["Yes", "Price"]
    told = deal.entries.get(verb="talk_ended").details["text"]
    assert told == "Hello Nina Ostapenko, this is Anna Testova — Yes\nWhat do you need? — Price"


def test_one_step_back_and_another_way(anna, deal, script):
    talk = led(deal, script, anna, "Yes")
    talk.step_back(by=anna, seen=1)
    talk.choose(answer(script, "No"), by=anna)

    assert [one.answer_text for one in TalkChoice.objects.all()] == ["No"]


def test_the_end_of_a_talk_is_taken_back(anna, deal, script):
    talk = led(deal, script, anna, "No")
    talk.step_back(by=anna, seen=1)
    talk.refresh_from_db()

    assert (talk.ended_at, talk.step) == (None, script.first_step)
    assert deal.entries.filter(verb="talk_resumed").exists()


def test_an_answer_given_twice_is_given_once(anna, deal, script):
    talk = led(deal, script, anna, "Yes")
    with pytest.raises(TalkWentOn):
        talk.choose(answer(script, "Yes"), by=anna)
    with pytest.raises(TalkWentOn):
        talk.step_back(by=anna, seen=2)
    assert TalkChoice.objects.count() == 1


def test_one_talk_at_a_time_and_a_new_one_after_its_end(anna, deal, script):
    first = Talk.begin(deal, script, by=anna)
    assert Talk.begin(deal, script, by=anna) == first
    first.stop(by=anna)
    first.stop(by=anna)
    assert Talk.begin(deal, script, by=anna) != first
    assert deal.entries.filter(verb="talk_ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_counts(anna, deal, script):
    talk, start, late = Talk.begin(deal, script, by=anna), threading.Barrier(4), []
    yes = answer(script, "Yes")

    def run():
        start.wait()
        try:
            Talk.objects.get(pk=talk.pk).choose(yes, by=anna)
        except TalkWentOn:
            late.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(late), TalkChoice.objects.count()) == (3, 1)


def test_a_question_taken_away_under_a_talk_is_told(browser, anna, deal, script):
    led(deal, script, anna, "Yes")
    script.remove_step(answer(script, "Told").step, by=None)

    page = browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()
    assert "The script was changed" in page


def test_scripts_fit_their_stage_and_source(stages, script):
    fair, site = (Source.objects.create(name=name, code=name) for name in ("Fair", "Site"))
    script.change(by=None, name="First call", stages=[stages["New"]], sources=[fair])

    fits = TalkScript.objects.fitting
    assert fits(stages["New"], fair).exists()
    assert not fits(stages["Qualified"], fair).exists()
    assert not fits(stages["New"], site).exists()
    assert not fits(stages["New"], None).exists()


def test_a_token_is_put_in_as_text(anna, deal, script):
    deal.contact.first_name = "{manager}"
    assert said("{client} {unknown}", deal) == "{manager} Ostapenko {unknown}"


def test_malicious_scripts_are_text(browser, anna, deal):
    script = TalkScript.start("<script>alert(1)</script>", by=None)
    script.shape_step(None, "<img src=x onerror=alert(2)> {{ 7|add:7 }}", [(None, "<b>yes</b>", None)], by=None)
    client = browser(anna, piece=True)
    client.post(reverse("deals:begin-talk", args=[deal.pk, script.pk]))
    going = client.get(reverse("deals:talk", args=[deal.pk])).content.decode()
    client.post(reverse("deals:answer-talk", args=[deal.pk, Talk.objects.get().pk, answer(script, "<b>yes</b>").pk]))
    card = browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()

    for page in (going, card):
        assert not any(bad in page for bad in ("<script>alert", "<img src=x", "<b>yes</b>"))
    assert "{{ 7|add:7 }}" in going


# -- the card ----------------------------------------------------------------------------


def test_a_talk_is_led_click_by_click_on_the_card(browser, anna, deal, script):
    client = browser(anna, piece=True)
    assert "First call" in browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()

    page = client.post(reverse("deals:begin-talk", args=[deal.pk, script.pk])).content.decode()
    assert "Hello Nina Ostapenko, this is Anna Testova" in page
    talk = Talk.objects.get()
    url = reverse("deals:answer-talk", args=[deal.pk, talk.pk, answer(script, "Yes").pk])
    assert "What do you need?" in client.post(url).content.decode()
    late = client.post(url)
    assert late.status_code == 409
    assert "What do you need?" in late.content.decode()
    assert "Hello Nina" in client.post(reverse("deals:step-back-talk", args=[deal.pk, talk.pk, 1])).content.decode()
    client.post(reverse("deals:end-talk", args=[deal.pk, talk.pk]))
    assert Talk.objects.get().ended_at


@pytest.mark.parametrize("who, status", [("anna", 200), ("head", 200), ("boris", 404), ("vera", 404), ("auditor", 403)])
def test_who_leads_a_talk(browser, request, deal, script, who, status):
    client = browser(request.getfixturevalue(who), piece=True)
    assert client.post(reverse("deals:begin-talk", args=[deal.pk, script.pk])).status_code == status


def test_an_answer_of_another_script_is_not_found(browser, anna, deal, script):
    other = TalkScript.start("Other", by=None)
    other.shape_step(None, "?", [(None, "Aha", None)], by=None)
    talk = Talk.begin(deal, script, by=anna)
    url = reverse("deals:answer-talk", args=[deal.pk, talk.pk, answer(other, "Aha").pk])
    assert browser(anna, piece=True).post(url).status_code == 404


def test_a_colleague_cannot_answer_for_anna(boris, anna, deal, script):
    talk = Talk.begin(deal, script, by=anna)
    with pytest.raises(NotAllowed):
        talk.choose(answer(script, "Yes"), by=boris)


# -- writing them ------------------------------------------------------------------------


def rows(*pairs):
    return {f"{name}_{n}": value for n, (text, to) in enumerate(pairs) for name, value in (("answer", text), ("to", to))}


def test_an_administrator_writes_a_script(browser, admin, stages):
    client = browser(admin)
    client.post(reverse("deals:new-script"), {"name": "Call", "stages": [stages["New"].pk]})
    script = TalkScript.objects.get()
    client.post(
        reverse("deals:new-script-step", args=[script.pk]),
        {"text": "Hi {client}", "seen": 1, **rows(("Yes", "new"), ("No", "end"), ("", "end"))},
    )
    first, second = script.steps.all()
    script.refresh_from_db()
    client.post(
        reverse("deals:script-step", args=[script.pk, second.pk]), {"text": "Why?", "seen": script.version, **rows(("So", str(first.pk)))}
    )

    assert [(one.text, one.leads_to) for one in first.answers.all()] == [("Yes", second), ("No", None)]
    assert second.answers.get().leads_to == first
    page = client.get(reverse("deals:script", args=[script.pk])).content.decode()
    assert "Hi {client}" in page
    assert "question 2" in page


def test_answers_keep_their_results_when_words_change(anna, deal, script):
    led(deal, script, anna, "Yes")
    first = script.first_step
    yes, _no = first.answers.all()
    script.shape_step(first, first.text, [(yes, "Yes, please", yes.leads_to)], by=None)

    assert TalkChoice.objects.get().answer == yes
    assert TalkChoice.objects.get().answer_text == "Yes"
    assert list(first.answers.all()) == [yes]


def test_two_editors_find_out_about_each_other(browser, admin, script):
    step, seen = script.first_step, script.version
    script.shape_step(step, "Changed", [], by=admin)
    answer = browser(admin, piece=True).post(reverse("deals:script-step", args=[script.pk, step.pk]), {"text": "Mine", "seen": seen})
    assert answer.status_code == 409
    step.refresh_from_db()
    assert step.text == "Changed"
    with pytest.raises(EditConflict):
        script.remove_step(step, by=admin, seen=seen)


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "{password}"}, {"text": "x" * 3001}, {"to_0": "99999"}])
def test_what_cannot_be_is_told_at_its_field(browser, admin, script, wrong):
    form = {"text": "Ok", "seen": script.version, **rows(("A", "end")), **wrong}
    answer = browser(admin, piece=True).post(reverse("deals:new-script-step", args=[script.pk]), form)
    assert answer.status_code == 422
    assert script.steps.count() == 2


def test_a_question_of_another_script_leads_nowhere(browser, admin, script):
    other = TalkScript.start("Other", by=None)
    theirs = other.shape_step(None, "?", [], by=None)
    form = {"text": "Ok", "seen": script.version, **rows(("A", str(theirs.pk)))}
    assert browser(admin, piece=True).post(reverse("deals:new-script-step", args=[script.pk]), form).status_code == 422
    assert browser(admin).get(reverse("deals:script-step", args=[script.pk, theirs.pk])).status_code == 404


def test_advice_names_what_nobody_gets_to_and_what_never_ends(script):
    lonely = script.shape_step(None, "", [], by=None)
    steps = list(script.steps.prefetch_related("answers"))
    assert advice(steps) == [("empty", lonely), ("unreached", lonely)]

    loop = TalkScript.start("Loop", by=None)
    step = loop.shape_step(None, "Again?", [], by=None)
    loop.shape_step(step, "Again?", [(None, "Yes", step)], by=None)
    assert advice(list(loop.steps.prefetch_related("answers"))) == [("endless", step)]


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_administrators_write(browser, request, script, who):
    client = browser(request.getfixturevalue(who))
    assert client.get(reverse("deals:scripts")).status_code == 403
    assert client.post(reverse("deals:retire-script", args=[script.pk])).status_code == 403


def test_a_retired_script_is_offered_no_more_and_its_talks_stay(browser, anna, admin, deal, script):
    led(deal, script, anna, "No")
    browser(admin).post(reverse("deals:retire-script", args=[script.pk]))
    assert not TalkScript.objects.live().exists()
    assert deal.talks.count() == 1
    assert browser(anna).get(reverse("deals:card", args=[deal.pk])).status_code == 200


@pytest.mark.parametrize("language, name", [("ru", "Первый звонок"), ("en", "First call")])
def test_the_ready_script_is_whole_and_made_once(language, name):
    make_ready_script(language)
    make_ready_script(language)
    script = TalkScript.objects.get()
    assert (script.name, advice(list(script.steps.prefetch_related("answers")))) == (name, [])


# -- which branch wins --------------------------------------------------------------------


def deals_that_said(anna, stages, script, words, number, end):
    found = [make_deal(anna, stages["New"], name=f"{words} {n}") for n in range(number)]
    for deal in found:
        led(deal, script, anna, *words)
    Deal.objects.filter(pk__in=[deal.pk for deal in found]).update(stage=stages[end])


def test_a_branch_wins_from_enough_deals_only(anna, head, stages, script):
    deals_that_said(anna, stages, script, ["Yes", "Told"], 15, "Won")
    deals_that_said(anna, stages, script, ["Yes", "Told"], 5, "Lost")
    deals_that_said(anna, stages, script, ["Yes", "Price"], 19, "Lost")

    (_hello, (yes, no)), (_need, (told, price)) = results_of(script, head)
    assert (told.deals, told.share, told.is_best) == (20, 0.75, False)
    assert (price.closed, price.share) == (19, None)
    assert (yes.closed, no.closed) == (39, 0)

    deals_that_said(anna, stages, script, ["Yes", "Price"], 1, "Lost")
    _hello, (_need, (told, price)) = results_of(script, head)
    assert (told.is_best, price.share) == (True, 0)


def test_a_deal_counts_once_however_often_it_was_called(anna, head, deal, script, stages):
    for _time in range(3):
        led(deal, script, anna, "No")
    assert results_of(script, head)[0][1][1].deals == 1


def test_results_are_those_of_deals_one_may_see(browser, anna, head, head2, deal, script, stages):
    led(deal, script, anna, "No")
    raise_to(deal, stages["Qualified"])
    assert results_of(script, head)[0][1][1].deals == 1
    assert results_of(script, head2)[0][1][1].deals == 0
    assert browser(head).get(reverse("deals:script-results", args=[script.pk])).status_code == 200
