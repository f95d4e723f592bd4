"""Automation tells nobody what a field says that is not shown to them: not by reasons, deeds, plans, notices or history."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Position
from automation.models import Firing
from automation.reading import Reader
from fields.models import CustomField
from notifications.models import Notice
from tests.factories import make_deal
from tests.hidden import gives_away, tells_year
from timeline.models import Entry
from timeline.sentences import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def accountant(boris):
    boris.position = Position.objects.create(name="Accountant")
    boris.save(update_fields=["position"])
    return boris.position


@pytest.fixture
def margin(admin, accountant):
    """For accountants only."""
    values = {"label": "Margin", "type": "choice", "options": ["low", "high"], "seen_by_positions": [accountant.pk]}
    return CustomField.add("deal", values, by=admin)


@pytest.fixture
def why(browser):
    def told(user, deal):
        return browser(user, piece=True).get(reverse("automation:why", args=[deal.pk])).content.decode()

    return told


def without_sums(user):
    user.role.rights = [right for right in user.role.rights if right != "see_money"]
    user.role.save()


def moved(deal, stages, by, later):
    deal.change({"amount": 100}, by=by)
    deal.move_to(stages["Qualified"], by=by)
    later(seconds=11)
    return Firing.objects.of_deal(deal).get()


def test_a_reason_does_not_tell_the_value_to_who_may_not_see_it(make_rule, task, margin, anna, boris, admin, stages, later, why):
    make_rule("entered", task, stage=stages["Qualified"], conditions=[{"key": margin.key, "op": "is", "value": "high"}])
    deal = make_deal(boris)
    deal.change({margin.key: "low"}, by=boris)
    firing = moved(deal, stages, boris, later)
    deal.give_to(anna, by=admin)

    told = why(anna, deal)

    assert "Margin" not in told
    assert "high" not in told
    assert "It looks at fields that are not shown to you" in told
    assert "Margin is “high”" in why(admin, deal)
    assert firing.tells == [margin.key]


def test_who_may_see_the_field_reads_why(make_rule, task, margin, boris, stages, later, why):
    make_rule("entered", task, stage=stages["Qualified"], conditions=[{"key": margin.key, "op": "is", "value": "high"}])
    deal = make_deal(boris)
    moved(deal, stages, boris, later)

    assert "Now it would do nothing." in why(boris, deal)
    assert "Margin is “high”" in why(boris, deal)


def test_a_deed_does_not_tell_what_it_wrote(make_rule, margin, anna, admin, stages, later, why):
    make_rule("entered", {"do": "set", "key": margin.key, "value": "high", "shown": "high"}, stage=stages["Qualified"])
    deal = make_deal(anna)
    moved(deal, stages, anna, later)

    told, to_admin = why(anna, deal), why(admin, deal)

    assert "Set a field that is not shown to you" in told
    assert "Margin" not in told
    assert "high" not in told
    assert "Set “Margin” to “high”" in to_admin


def test_the_sum_that_a_rule_sets_is_for_those_who_may_see_sums(make_rule, anna, stages, later, why):
    make_rule("entered", {"do": "set", "key": "amount", "value": "777000111", "shown": "777000111"}, stage=stages["Qualified"])
    deal = make_deal(anna)
    moved(deal, stages, anna, later)
    assert gives_away(why(anna, deal), 777000111)

    without_sums(anna)

    told = why(type(anna).objects.get(pk=anna.pk), deal)
    assert not gives_away(told, 777000111)
    assert "Set a field that is not shown to you" in told


def test_a_hidden_date_is_told_neither_by_its_name_nor_by_the_plan(make_rule, task, admin, accountant, anna, boris, stages, why):
    day = CustomField.add("deal", {"label": "Audit day", "type": "date", "seen_by_positions": [accountant.pk]}, by=admin)
    make_rule("date", task, field_key=day.key, days=-1)
    deal = make_deal(boris)
    deal.change({day.key: date(2099, 5, 20)}, by=boris)

    deal.give_to(anna, by=admin)

    assert "Audit day" in why(boris if boris.may("see", deal) else admin, deal)
    told = why(anna, deal)
    assert "Audit day" not in told
    assert not tells_year(told, 2099)
    assert "When something happens that is not shown to you" in told


def test_the_history_of_a_deal_does_not_quote_a_value_that_is_none_any_more(make_rule, margin, admin, anna, stages, later, browser):
    make_rule("entered", {"do": "set", "key": margin.key, "value": "high", "shown": "high"}, stage=stages["Qualified"])
    margin.change({"options": ["low", "huge"]}, by=admin, heirs={"high": ""})
    deal = make_deal(anna)
    moved(deal, stages, anna, later)

    entry = Entry.objects.get(subject_kind="deal", subject_id=deal.pk, verb="automation_refused")
    card = browser(anna).get(deal.url).content.decode()

    assert "What the rule sets is out of use or no value any more" in str(read(entry))
    assert "Margin" not in card
    assert "high" not in str(read(entry))


def test_a_stage_that_asks_for_a_hidden_field_is_told_without_its_name(make_rule, margin, anna, stages, later, why, browser):
    from deals.models import StageField

    make_rule("entered", {"do": "move", "stage": stages["Offer sent"].pk}, stage=stages["Qualified"])
    StageField.objects.create(stage=stages["Offer sent"], custom=margin)
    deal = make_deal(anna)
    moved(deal, stages, anna, later)

    told = why(anna, deal) + browser(anna).get(deal.url).content.decode()

    assert "a field filled in by: Accountant" in told
    assert "Margin" not in told


def test_what_a_rule_wrote_stands_in_history_for_those_only_who_see_the_field(make_rule, margin, anna, admin, stages, later, browser):
    make_rule("entered", {"do": "set", "key": margin.key, "value": "high", "shown": "high"}, stage=stages["Qualified"])
    deal = make_deal(anna)
    moved(deal, stages, anna, later)

    assert "Margin" not in browser(anna).get(deal.url).content.decode()
    assert "Margin" in browser(admin).get(deal.url).content.decode()


def test_the_log_of_a_rule_is_read_with_the_rights_of_the_reader(make_rule, admin, boris, stages, later, browser):
    rule = make_rule("entered", {"do": "set", "key": "amount", "value": "777000111", "shown": "777000111"}, stage=stages["Qualified"])
    deal = make_deal(boris)
    moved(deal, stages, boris, later)
    without_sums(admin)
    half = type(admin).objects.get(pk=admin.pk)

    log = browser(half).get(reverse("automation:log", args=[rule.pk])).content.decode()

    assert "Set a field that is not shown to you" in log
    assert "Set “Sum”" not in log


def test_a_fault_is_quoted_to_administrators_only(make_rule, task, anna, admin, stages, later, monkeypatch, why):
    rule = make_rule("entered", task, stage=stages["Qualified"])
    deal = make_deal(anna)
    firing = moved(deal, stages, anna, later)
    Firing.objects.filter(pk=firing.pk).update(state="failed", why="KeyError: secret 42", did=[])

    assert "secret 42" not in why(anna, deal)
    assert "A fault" in why(anna, deal)
    assert "secret 42" in why(admin, deal)
    assert rule.pk


def test_what_was_kept_before_fields_were_noted_is_told_to_those_only_from_whom_nothing_is_hidden(
    make_rule, margin, task, anna, admin, stages, later
):
    make_rule("entered", task, stage=stages["Qualified"])
    deal = make_deal(anna)
    firing = moved(deal, stages, anna, later)
    firing.tells, firing.did, firing.why = None, ["Set “Margin” to “high”"], ""

    assert Reader(anna).deeds(firing) == ["Set a field that is not shown to you"]
    assert Reader(admin).deeds(firing) == ["Set “Margin” to “high”"]
    firing.did, firing.why = [], "It does not hold that: Margin is “high”"
    assert Reader(anna).reason(firing) == "Why is not shown to you"


def test_notices_name_no_field_that_is_kept_for_some(make_rule, margin, anna, stages, later, admin):
    make_rule("entered", {"do": "notify", "who": "owner", "text": f"Margin {{{margin.key}}}."}, stage=stages["Qualified"])
    deal = make_deal(anna)
    deal.extra = {margin.code: "high"}
    deal.save(update_fields=["extra"])
    moved(deal, stages, anna, later)

    assert Notice.objects.get(verb="automation.told").details["text"] == "Margin ."
