"""Rules that name a choice of an own field of deals, when the choice gets another name or goes."""

import pytest
from django.urls import reverse

from automation.models import Firing, Rule
from automation.showing import listed
from automation.soundness import flaws_of
from fields.models import CustomField
from fields.refusals import OptionIsHeld
from tests.factories import make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def colour(admin):
    return CustomField.add("deal", {"label": "Colour", "type": "choice", "options": ["red", "green", "blue"]}, by=admin)


@pytest.fixture
def rule(make_rule, colour, stages):
    """When a red deal comes to “Qualified”, it becomes green."""
    paint = {"do": "set", "key": colour.key, "value": "green", "shown": "green"}
    return make_rule("entered", paint, stage=stages["Qualified"], conditions=[{"key": colour.key, "op": "is", "value": "red"}])


def test_a_rule_asks_for_the_new_spelling_and_sets_it_without_being_switched_off(rule, colour, admin, anna, stages, later):
    colour.change({"options": ["crimson", "lime", "blue"]}, by=admin, renamed={"red": "crimson", "green": "lime"})
    deal = make_deal(anna)
    deal.change({colour.key: "crimson", "amount": 5}, by=anna)
    deal.move_to(stages["Qualified"], by=anna)
    later(seconds=11)

    rule.refresh_from_db()
    deal.refresh_from_db()
    assert rule.is_on
    assert rule.is_tried
    assert rule.conditions[0]["value"] == "crimson"
    assert (rule.actions[0]["value"], rule.actions[0]["shown"]) == ("lime", "lime")
    assert deal.extra[colour.code] == "lime"
    assert flaws_of(rule) == []
    assert rule.entries.newest_first().first().verb == "rule_respelt"


def test_the_history_of_a_rule_reads(rule, colour, admin, browser):
    colour.change({"options": ["crimson", "green", "blue"]}, by=admin, renamed={"red": "crimson"})

    page = browser(admin).get(rule.url).content.decode()

    assert "renamed choices of “Colour”: the rule “Remind” follows" in page


def test_several_choices_that_a_rule_sets_follow_too(make_rule, admin, stages, funnel):
    sorts = CustomField.add("deal", {"label": "Sorts", "type": "choices", "options": ["wheat", "rye"]}, by=admin)
    sow = {"do": "set", "key": sorts.key, "value": ["wheat", "rye"], "shown": "wheat, rye"}
    rule = make_rule("won", sow, on=False, conditions=[{"key": sorts.key, "op": "has", "value": "rye"}])

    sorts.change({"options": ["wheat", "barley"]}, by=admin, renamed={"rye": "barley"})

    rule.refresh_from_db()
    assert (rule.conditions[0]["value"], rule.actions[0]["value"], rule.actions[0]["shown"]) == (
        "barley",
        ["wheat", "barley"],
        "wheat, barley",
    )


def test_a_choice_that_a_rule_names_goes_only_when_somebody_says_so(rule, colour, admin, browser):
    address = reverse("fields:change", args=[colour.pk])
    data = {"label": "Colour", "type": "choice", "version": 1, "options-was": colour.options, "options": ["", "green", "blue"]}

    told = browser(admin).get(address).content.decode()
    asked = browser(admin).post(address, data)

    assert "1 rule" in told
    assert asked.status_code == 422
    assert "Automation: Remind (on)" in asked.content.decode()
    with pytest.raises(OptionIsHeld):
        colour.change({"options": ["green", "blue"]}, by=admin)


def test_a_rule_that_asks_for_a_choice_that_is_gone_is_marked_and_does_nothing(rule, colour, admin, anna, stages, later, browser):
    deal = make_deal(anna)
    deal.change({colour.key: "blue", "amount": 5}, by=anna)
    colour.change({"options": ["green", "blue"]}, by=admin, heirs={"red": ""})
    deal.move_to(stages["Qualified"], by=anna)
    later(seconds=11)

    assert flaws_of(Rule.objects.get()) == ["“red” is no choice of “Colour” any more."]
    assert listed(Rule.objects.all())[0][1][0][0].asks_for_gone
    assert "a choice is gone" in browser(admin).get(reverse("automation:rules")).content.decode()
    firing = Firing.objects.of_deal(deal).get()
    assert (firing.state, firing.reason) == ("skipped", "“red” is no choice of “Colour” any more.")


def test_not_red_does_not_mean_everything_once_red_is_gone(make_rule, colour, admin, anna, stages, later, task):
    make_rule("entered", task, stage=stages["Qualified"], conditions=[{"key": colour.key, "op": "is_not", "value": "red"}])
    colour.change({"options": ["green", "blue"]}, by=admin, heirs={"red": ""})
    deal = make_deal(anna, amount=5)
    deal.move_to(stages["Qualified"], by=anna)
    later(seconds=11)

    assert Firing.objects.of_deal(deal).get().state == "skipped"
