"""A rule is switched on only with a purpose, an owner, a dry run, and no circle."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import translation

from automation.loops import circle_of
from automation.models import Rule
from automation.refusal_words import words_of
from automation.refusals import EditConflict, IsOn, IsRetired, NotAllowed, NothingToDo, NotTried, OwnerIsGone, PartIsGone, WouldLoop
from automation.trial import try_out
from crm_project.lib import clock
from deals.models import DealStay
from deals.refusals import Refused
from fields.models import CustomField
from telephony.models import Call
from tests.automation.conftest import switched_on
from tests.factories import make_deal, make_funnel, make_task

pytestmark = pytest.mark.django_db


def move(stage):
    return {"do": "move", "stage": stage.pk}


def setting(key):
    return {"do": "set", "key": key, "value": "x"}


# -- the licence ---------------------------------------------------------------------


def test_it_is_not_switched_on_untried(make_rule, task, admin):
    rule = make_rule("won", task, on=False)
    with pytest.raises(NotTried):
        rule.switch_on(by=admin)


def test_a_change_asks_for_another_dry_run(make_rule, task, admin):
    rule = make_rule("won", task)
    rule.switch_off(by=admin)
    rule.add("actions", {"do": "notify", "who": "owner", "text": "x"}, by=admin)
    with pytest.raises(NotTried):
        rule.switch_on(by=admin)
    assert switched_on(rule, admin).is_on


def test_an_old_dry_run_does_not_count(make_rule, task, admin, later):
    rule = make_rule("won", task, on=False)
    rule.keep_trial(try_out(rule), mark=rule.mark, by=admin)
    later(days=8)
    with pytest.raises(NotTried):
        rule.switch_on(by=admin)


def test_a_rule_without_actions_or_owner_is_refused(make_rule, task, admin, boris):
    idle = make_rule("won", on=False)
    with pytest.raises(NothingToDo):
        switched_on(idle, admin)
    orphan = make_rule("won", task, on=False, name="Orphan", owner=boris)
    boris.deactivate(by=admin)
    with pytest.raises(OwnerIsGone):
        switched_on(orphan, admin)


def test_what_stands_on_something_retired_is_refused(make_rule, admin, stages, funnel):
    rule = make_rule("won", move(stages["Qualified"]), on=False)
    funnel.retire_stage(stages["Qualified"], by=admin)
    with pytest.raises(PartIsGone) as refused:
        switched_on(rule, admin)
    assert words_of(refused.value) == "The stage the rule moves to is out of use."


def test_only_who_configures_shapes_rules(make_rule, task, anna, head):
    rule = make_rule("won", task)
    for person in (anna, head):
        for act in (lambda p: rule.switch_off(by=p), lambda p: rule.retire(by=p), lambda p: rule.add("actions", task, by=p)):
            with pytest.raises(NotAllowed):
                act(person)
        with pytest.raises(NotAllowed):
            Rule(trigger="won").shape({"name": "x"}, by=person)


def test_a_rule_that_acts_is_not_changed_under_way(make_rule, task, admin):
    rule = make_rule("won", task)
    with pytest.raises(IsOn):
        rule.shape({"name": "Other"}, by=admin)
    with pytest.raises(IsOn):
        rule.drop("actions", rule.actions[0]["id"], by=admin)


def test_the_second_of_two_editors_finds_out(make_rule, task, admin):
    rule = make_rule("idle", task, on=False, days=3)
    mark = rule.mark
    Rule.objects.get(pk=rule.pk).shape({"days": 5}, by=admin, seen=mark)
    with pytest.raises(EditConflict):
        rule.shape({"days": 7}, by=admin, seen=mark)


def test_a_retired_rule_stays_in_history_and_is_not_touched(make_rule, task, admin):
    rule = make_rule("won", task)
    rule.retire(by=admin)
    assert not rule.is_on
    assert not Rule.objects.live().exists()
    assert [entry.verb for entry in rule.entries.order_by("pk")][-2:] == ["rule_switched_off", "rule_retired"]
    with pytest.raises(IsRetired):
        rule.switch_on(by=admin)
    make_rule("won", task, name=rule.name)


def test_two_live_rules_have_two_names(make_rule, task):
    make_rule("won", task)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule("lost", task)


# -- circles ---------------------------------------------------------------------------


def test_a_rule_that_starts_itself_is_refused(make_rule, admin):
    with pytest.raises(WouldLoop) as refused:
        make_rule("field", setting("competitor"), field_key="competitor", name="Echo")
    assert words_of(refused.value) == (
        "The rule would go in a circle: “Echo” → “Echo”. Change an action, or switch one of these rules off."
    )


def test_a_circle_is_named_in_the_marks_of_the_language(make_rule):
    with pytest.raises(WouldLoop) as refused:
        make_rule("field", setting("competitor"), field_key="competitor", name="Эхо")
    with translation.override("ru"):
        assert "«Эхо» → «Эхо»" in words_of(refused.value)


def test_a_circle_of_three_is_named(make_rule, stages):
    make_rule("field", move(stages["Qualified"]), field_key="competitor", name="A")
    make_rule("entered", {"do": "give", "who": "head"}, stage=stages["Qualified"], name="B")
    with pytest.raises(WouldLoop) as refused:
        make_rule("field", setting("competitor"), field_key="owner", name="C")
    assert refused.value.names == ["C", "A", "B", "C"]


def test_a_date_that_a_rule_puts_off_again_and_again_is_a_circle(make_rule):
    with pytest.raises(WouldLoop):
        make_rule("date", {"do": "set", "key": "decision_on", "days": 7}, field_key="decision_on", days=0)


def test_rules_in_a_row_are_no_circle(make_rule, task, stages):
    make_rule("entered", move(stages["Qualified"]), stage=stages["New"], name="A")
    make_rule("entered", task, stage=stages["Qualified"], name="B")
    make_rule("task_done", task, name="C")


def test_a_circle_through_another_funnel_is_seen(make_rule, funnel, stages, admin):
    second = make_funnel("Service", next_funnel=funnel)
    funnel.next_funnel = second
    funnel.save()
    make_rule("entered", move(second.won), stage=second.entry, funnel=second, name="A")
    with pytest.raises(WouldLoop):
        make_rule("entered", move(stages["Won"]), stage=stages["New"], name="B")


@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_circle_switched_on_at_once_do_not_both_pass(make_rule, admin):
    one = make_rule("field", setting("contract_number"), on=False, field_key="competitor", name="One")
    two = make_rule("field", setting("competitor"), on=False, field_key="contract_number", name="Two")
    for rule in (one, two):
        rule.keep_trial(try_out(rule), mark=rule.mark, by=admin)
    start, refused = Barrier(2), []

    def press(rule):
        start.wait(10)
        try:
            rule.switch_on(by=admin)
        except WouldLoop:
            refused.append(rule)
        finally:
            connections.close_all()

    hands = [Thread(target=press, args=[rule]) for rule in (one, two)]
    [hand.start() for hand in hands]
    [hand.join(30) for hand in hands]

    assert len(refused) == 1
    assert Rule.objects.on().count() == 1
    assert circle_of(Rule.objects.on().get()) == []


# -- the dry run -------------------------------------------------------------------------


def test_a_dry_run_tells_what_the_month_would_have_seen_and_changes_nothing(make_rule, task, anna, boris, stages, admin):
    for n, owner in enumerate([anna, anna, boris]):
        deal = make_deal(owner, name=f"Deal {n}", amount=Decimal(100 * n))
        deal.move_to(stages["Qualified"], by=owner)
    rule = make_rule("entered", task, on=False, stage=stages["Qualified"], conditions=[{"key": "amount", "op": "more", "value": "50"}])

    told = try_out(rule)

    assert (told["fired"], told["deals"]) == (2, 2)
    assert told["work"] == [{"do": "task", "n": 2, "people": told["work"][0]["people"], "more": 0, "n_people": 2}]
    assert sorted(told["work"][0]["people"]) == [[str(anna), 1], [str(boris), 1]]
    assert len(told["examples"]) == 2
    assert not rule.firings.exists()


def test_a_dry_run_counts_only_the_last_month(make_rule, task, anna, stages):
    old = make_deal(anna)
    DealStay.objects.filter(card=old).update(entered_at=clock.now() - timedelta(days=31))
    make_deal(anna, name="New one")
    assert try_out(make_rule("entered", task, on=False, stage=stages["New"]))["fired"] == 1


def test_every_trigger_can_be_tried(make_rule, task, anna, stages, funnel, monkeypatch, later):
    """Each sees exactly the one event that was made for it."""
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-02T10:00:00+03:00")
    deal = make_deal(anna, decision_on=clock.today("Europe/Moscow") + timedelta(days=1))
    make_task(anna, deal=deal).complete(by=anna)
    Call.log(direction="in", outcome="missed", by=anna, deal=deal, phone="+79184421906")
    deal.change({"competitor": "Zeta"}, by=anna)
    later(days=9)
    make_deal(anna, name="Lost one").lose(funnel.loss_reasons.get(), by=anna)
    later(minutes=1)

    def fired(trigger, **facts):
        return try_out(make_rule(trigger, task, on=False, name=f"{trigger} {facts}", **facts))["fired"]

    assert fired("idle", days=5) == 1
    assert fired("task_done") == 1
    assert fired("call_missed") == 1
    assert fired("field", field_key="competitor") == 1
    assert fired("field", field_key="owner") == 0
    assert fired("date", field_key="decision_on", days=2) == 1
    assert fired("date", field_key="decision_on", days=30) == 0
    assert fired("lost") == 1
    assert fired("won") == 0
    assert fired("entered", stage=stages["New"]) == 2


def test_a_dry_run_foretells_what_the_gate_would_refuse(make_rule, anna, stages):
    make_deal(anna, name="Without a sum")
    make_deal(anna, name="With a sum", amount=Decimal(5))
    told = try_out(make_rule("entered", move(stages["Qualified"]), on=False, stage=stages["New"]))
    assert told["refused"] == [{"seen": 2, "n": 1, "words": [["“Qualified” asks for: Sum", 1]]}]


CONDITIONS = [
    ("amount", "more", "99.5", True),
    ("amount", "less", "99.5", False),
    ("amount", "is", "100", True),
    ("amount", "filled", None, True),
    ("competitor", "empty", None, True),
    ("contract_number", "contains", "a-1", True),
    ("contract_number", "is", "a-17", True),
    ("decision_on", "ahead", None, True),
    ("decision_on", "past", None, False),
    ("decision_on", "within", 3, True),
    ("decision_on", "within", 1, False),
    ("company", "there", None, False),
    ("product", "missing", None, True),
    ("task", "there", None, False),
    ("extra_f1", "more", "9", True),
    ("extra_f1", "less", "9", False),
    ("extra_f2", "yes", None, True),
    ("extra_f3", "is", "Red", True),
    ("extra_f3", "is_not", "Red", False),
    ("extra_f4", "past", None, True),
    ("extra_f5", "empty", None, True),
]


@pytest.mark.parametrize(("key", "op", "value", "holds"), CONDITIONS)
def test_conditions_ask_what_they_say(key, op, value, holds, anna, stages):
    from automation.conditions import holding
    from deals.models import Deal

    for n, kind in enumerate(["number", "yes_no", "choice", "date", "number"], start=1):
        CustomField.objects.create(entity="deal", code=f"f{n}", label=f"F{n}", type=kind, options=["Red", "Blue"])
    day = clock.today("Europe/Moscow")
    deal = make_deal(anna, amount=Decimal(100), contract_number="A-17", decision_on=day + timedelta(days=2))
    values = {"extra_f1": Decimal("10.5"), "extra_f2": True, "extra_f3": "Red", "extra_f4": day - timedelta(days=1)}
    deal.change(values, by=anna)
    Deal.objects.filter(pk=deal.pk).update(extra={**Deal.objects.get(pk=deal.pk).extra, "f5": "not a number"})

    assert holding(Deal.objects.all(), {"key": key, "op": op, "value": value}).exists() is holds


def test_refusals_of_deals_and_rules_are_told_apart():
    assert not issubclass(WouldLoop, Refused)
