"""Rules act once, on what is true now, with the rights and the words of people."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from automation.acting import act_on_due, act_on_next
from automation.models import Firing, Robot
from automation.planning import sweep
from crm_project.lib import clock
from deals.models import Deal
from deals.refusal_words import not_moved
from deals.refusals import MissingFields
from notifications.models import Notice
from outbox.models import Parcel
from tasks.models import Task
from telephony.models import Call
from tests.factories import make_deal, make_task
from timeline.models import Entry
from timeline.sentences import read

from .conftest import deeds_of

pytestmark = pytest.mark.django_db
State = Firing.State


def the_only(deal):
    return Firing.objects.of_deal(deal).get()


def test_a_deal_that_comes_to_a_stage_gets_its_task(make_rule, task, anna, stages, later):
    rule = make_rule("entered", task, stage=stages["Qualified"])
    deal = make_deal(anna, amount=Decimal(100))

    deal.move_to(stages["Qualified"], by=anna)
    later(seconds=11)

    planned = Task.objects.about(deal).get()
    assert (planned.title, planned.owner, planned.due_on) == ("Call the client", anna, clock.today("Europe/Moscow") + timedelta(days=1))
    firing = the_only(deal)
    assert (firing.rule, firing.state) == (rule, State.DONE)
    assert deeds_of(firing) == ["Plan the task “Call the client” for the owner of the deal, tomorrow"]


@pytest.mark.parametrize(("at", "due"), [("18:00", "2026-11-16T15:00:00+00:00"), ("09:00", "2026-11-16")])
def test_no_task_is_born_late(make_rule, task, anna, monkeypatch, later, at, due):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-16T10:00:00+03:00")
    make_rule("task_done", {**task, "days": 0, "time": at})
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    assert Task.objects.about(deal).open().get().due_words() == due


def test_the_history_names_the_rule_of_the_day(make_rule, task, anna, stages, later):
    make_rule("entered", task, stage=stages["Qualified"], name="First call")
    deal = make_deal(anna, amount=Decimal(100))
    deal.move_to(stages["Qualified"], by=anna)
    later(seconds=11)

    entry = deal.entries.with_verbs(["task_planned"]).get()
    assert entry.actor_name == "Automation “First call”"
    assert entry.actor.email == "automation@nobody.invalid"


def test_a_move_taken_back_within_its_seconds_sets_nothing_going(make_rule, task, anna, stages, later):
    make_rule("entered", task, stage=stages["Qualified"])
    deal = make_deal(anna, amount=Decimal(100))
    move = deal.move_to(stages["Qualified"], by=anna)
    assert later(seconds=5) == 0
    deal.undo(move, by=anna)
    later(seconds=20)

    assert not Task.objects.about(deal).exists()
    assert the_only(deal).why == "The deal is no longer at this stage"


def test_the_gate_refuses_a_rule_with_the_words_of_the_board(make_rule, task, anna, stages, later):
    """«Qualified» asks for the sum; what the rule would have done before that is taken back too."""
    make_rule("task_done", task, {"do": "move", "stage": stages["Qualified"].pk})
    deal = make_deal(anna)
    with pytest.raises(MissingFields) as refused:
        Deal.objects.get(pk=deal.pk).move_to(stages["Qualified"], by=anna)

    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    deal.refresh_from_db()
    firing = the_only(deal)
    assert deal.stage == stages["New"]
    assert (firing.state, firing.why) == (State.REFUSED, not_moved(refused.value, stages["Qualified"]))
    assert firing.why == "“Qualified” asks for: Sum"
    assert not Task.objects.about(deal).open().exists()
    told = read(deal.entries.with_verbs(["automation_refused"]).get())
    assert told == "Automation “Remind” did not act: “Qualified” asks for: Sum"


def test_a_rule_moves_gives_sets_and_tells(make_rule, anna, boris, head, stages, later):
    actions = [
        {"do": "set", "key": "amount", "value": "1000.50", "shown": "1,000.50"},
        {"do": "move", "stage": stages["Qualified"].pk},
        {"do": "give", "who": str(boris.pk)},
        {"do": "notify", "who": "head", "text": "Look at it"},
        {"do": "set", "key": "decision_on", "days": 7},
    ]
    make_rule("task_done", *actions)
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    deal.refresh_from_db()
    assert the_only(deal).state == State.DONE, the_only(deal).why
    assert (deal.stage, deal.owner, deal.amount) == (stages["Qualified"], boris, Decimal("1000.50"))
    assert deal.decision_on == clock.today("Europe/Moscow") + timedelta(days=7)
    assert Notice.objects.get(recipient=head, verb="automation.told").details["text"] == "Look at it"


def test_conditions_are_asked_at_the_moment_of_acting(make_rule, task, anna, stages, later):
    make_rule("entered", task, stage=stages["Qualified"], conditions=[{"key": "amount", "op": "more", "value": "500"}])
    deal = make_deal(anna, amount=Decimal(900))
    deal.move_to(stages["Qualified"], by=anna)
    deal.change({"amount": Decimal(100)}, by=anna)
    later(seconds=11)

    firing = the_only(deal)
    assert (firing.state, firing.why) == (State.SKIPPED, "It does not hold that: Sum is more than 500")


def test_a_missed_call_and_a_changed_field_begin_rules(make_rule, task, anna, later):
    make_rule("call_missed", task, name="Call back")
    make_rule("field", {"do": "notify", "who": "owner", "text": "The sum is another"}, field_key="amount", name="Sum")
    deal = make_deal(anna)
    Call.log(direction="in", outcome="missed", by=anna, deal=deal, phone="+79184421906")
    Call.log(direction="in", outcome="answered", by=anna, deal=deal, phone="+79184421906")
    deal.change({"amount": Decimal(5)}, by=anna)
    deal.change({"competitor": "Zeta"}, by=anna)
    later(seconds=1)

    assert sorted(Firing.objects.of_deal(deal).values_list("rule__name", "state")) == [("Call back", "done"), ("Sum", "done")]


def test_only_the_chosen_type_of_task_counts(make_rule, task, anna, call_type, later):
    from tasks.models import TaskType

    letter = TaskType.objects.create(name="Letter", position=9)
    make_rule("task_done", task, task_type=letter)
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    assert not Firing.objects.of_deal(deal).exists()


def test_won_and_lost_begin_rules(make_rule, anna, stages, funnel, later):
    make_rule("won", {"do": "notify", "who": "owner", "text": "Well done"}, name="Won")
    make_rule("lost", {"do": "notify", "who": "owner", "text": "A pity"}, name="Lost")
    make_deal(anna, amount=Decimal(1), decision_on=clock.today("UTC"), contract_number="1", name="One").win(by=anna)
    make_deal(anna, name="Two").lose(funnel.loss_reasons.get(), by=anna)
    later(seconds=11)

    told = Firing.objects.values_list("rule__name", "deal__name", "state")
    assert sorted(told) == [("Lost", "Two", "done"), ("Won", "One", "done")]


def test_a_deal_that_stands_still_is_noticed_once(make_rule, task, anna, stages, later):
    make_rule("idle", task, days=3)
    deal = make_deal(anna)
    assert later(days=2) == 0
    assert later(days=1, seconds=1) == 1
    sweep()
    assert later(days=10) == 0
    assert Task.objects.about(deal).count() == 1


def test_a_deal_that_moves_on_is_not_called_idle(make_rule, task, anna, stages, later):
    make_rule("idle", task, days=3)
    deal = make_deal(anna, amount=Decimal(1))
    later(days=2)
    deal.move_to(stages["Qualified"], by=anna)
    assert later(days=2) == 0
    assert later(days=1, minutes=1) == 1


def test_what_was_overdue_before_the_rule_is_left_alone(make_rule, task, anna, monkeypatch, later):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-02T10:00:00+03:00")
    make_deal(anna)
    later(days=10)
    make_rule("idle", task, days=3)
    sweep()

    assert later(days=1) == 0


def test_a_changed_date_moves_the_planned_action(make_rule, task, anna, monkeypatch, later):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-16T10:00:00+03:00")
    make_rule("date", task, field_key="decision_on", days=-1)
    day = clock.today("Europe/Moscow")
    deal = make_deal(anna)
    deal.change({"decision_on": day + timedelta(days=3)}, by=anna)
    assert str(the_only(deal).due_at.date()) == "2026-11-18"

    deal.change({"decision_on": day + timedelta(days=10)}, by=anna)
    assert str(the_only(deal).due_at.isoformat()) == "2026-11-25T06:00:00+00:00"
    assert later(days=5) == 0
    assert later(days=4) == 1

    deal.change({"decision_on": day + timedelta(days=11)}, by=anna)
    deal.change({"decision_on": day + timedelta(days=10)}, by=anna)
    assert later(days=9) == 0, "on that date it has acted already"


def test_a_date_changed_behind_the_back_of_history_is_not_acted_on(make_rule, task, anna, monkeypatch, later):
    """An import writes no fact: the firing looks at the card before it acts, and the sweep plans anew."""
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-16T10:00:00+03:00")
    make_rule("date", task, field_key="decision_on", days=0)
    day = clock.today("Europe/Moscow")
    deal = make_deal(anna)
    deal.change({"decision_on": day + timedelta(days=1)}, by=anna)
    Deal.objects.filter(pk=deal.pk).update(decision_on=day + timedelta(days=5))
    later(days=1)
    assert not Task.objects.about(deal).exists()
    sweep()
    later(days=5)
    assert Task.objects.about(deal).count() == 1


def test_an_empty_date_that_is_filled_later_counts(make_rule, task, anna, monkeypatch, later):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-16T10:00:00+03:00")
    make_rule("date", task, field_key="expected_close_on", days=0)
    deal = make_deal(anna)
    later(days=3)
    deal.change({"expected_close_on": clock.today("Europe/Moscow") + timedelta(days=2)}, by=anna)
    assert later(days=3) == 1


def test_switching_off_forgets_the_plan(make_rule, task, anna, admin, later):
    rule = make_rule("idle", task, days=3)
    deal = make_deal(anna)
    assert Firing.objects.of_deal(deal).waiting().exists()
    rule.switch_off(by=admin)

    assert not Firing.objects.of_deal(deal).exists()
    assert later(days=5) == 0


def test_a_webhook_goes_through_the_outbox_once(make_rule, anna, later):
    make_rule("task_done", {"do": "webhook", "url": "https://hooks.example.com/ordo"})
    deal = make_deal(anna, amount=Decimal(987654321))
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    parcel = Parcel.objects.get(kind="automation.webhook")
    assert parcel.payload["body"]["deal"]["id"] == deal.pk
    assert "987654321" not in str(parcel.payload["body"]), "no sums leave the company"


def test_a_rule_that_fails_stops_nobody_else(make_rule, task, anna, monkeypatch, later):
    from automation.actions import ACTIONS

    def broken(action, acting):
        raise ZeroDivisionError("broken")

    monkeypatch.setattr(ACTIONS["notify"], "do", broken)
    make_rule("task_done", {"do": "notify", "who": "owner", "text": "x"}, name="A")
    make_rule("task_done", task, name="B")
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    assert sorted(Firing.objects.of_deal(deal).values_list("rule__name", "state")) == [("A", "failed"), ("B", "done")]
    assert "ZeroDivisionError" in Firing.objects.get(rule__name="A").why


def test_a_circle_nobody_foresaw_ends_by_its_depth(make_rule, anna, monkeypatch, later):
    monkeypatch.setattr("automation.loops.circle_of", lambda rule: [])
    field = {"do": "set", "key": "competitor", "value": "x"}
    make_rule("field", {"do": "set", "key": "decision_on", "days": 0}, field_key="competitor", name="A")
    make_rule("field", field, field_key="decision_on", name="B")
    monkeypatch.setattr("automation.actions.SetField._value", lambda self, reader, action: _ever_another(reader))
    deal = make_deal(anna)
    deal.change({"competitor": "first"}, by=anna)
    later(seconds=1)

    states = list(Firing.objects.of_deal(deal).order_by("depth").values_list("depth", "state"))
    assert states == [*((n, "done") for n in range(6)), (6, "refused")]


def _ever_another(reader):
    number = Entry.objects.count()
    return clock.today("UTC") + timedelta(days=number) if reader.key == "decision_on" else f"competitor {number}"


def test_a_person_without_access_is_turned_to_no_more(make_rule, anna, boris, admin, later):
    make_rule("task_done", {"do": "give", "who": str(boris.pk)})
    boris.deactivate(by=admin)
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    assert (the_only(deal).state, deal.owner) == (State.REFUSED, anna)


def test_the_robot_does_what_its_role_allows(make_rule, anna, boris, later):
    from automation.models import Rule

    make_rule("task_done", {"do": "give", "who": str(boris.pk)})
    robot = Robot.of(Rule.objects.get())
    robot.role.rights = []
    robot.role.save()
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    deal.refresh_from_db()
    assert (the_only(deal).state, deal.owner) == (State.REFUSED, anna)


def test_nobody_signs_in_as_the_robot(make_rule, task, client):
    robot = Robot.of(make_rule("won", task))
    assert not robot.is_active
    assert not robot.has_usable_password()
    client.force_login(robot)
    assert client.get("/deals/").status_code in (302, 401)


def test_a_transaction_that_is_undone_leaves_no_firing(make_rule, task, anna, stages):
    from django.db import transaction

    make_rule("entered", task, stage=stages["New"])
    try:
        with transaction.atomic():
            make_deal(anna)
            raise ValueError
    except ValueError:
        pass
    assert not Firing.objects.exists()


# -- two at once -------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_event_act_once(make_rule, task, anna, later, monkeypatch):
    make_rule("task_done", task, name="A")
    make_rule("task_done", {**task, "title": "Write"}, name="B")
    deals = [make_deal(anna, name=f"Deal {n}") for n in range(6)]
    for deal in deals:
        make_task(anna, deal=deal).complete(by=anna)
    start, faults = Barrier(3), []

    def work():
        try:
            start.wait(10)
            for _again in range(40):
                act_on_due()
        except Exception as fault:  # told by the test itself
            faults.append(fault)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _n in range(3)]
    [one.start() for one in workers]
    [one.join(60) for one in workers]

    assert faults == []
    assert Firing.objects.in_state("done").count() == 12
    assert sorted(Task.objects.open().values_list("deal__name", "title")) == sorted(
        (deal.name, title) for deal in deals for title in ("Call the client", "Write")
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_half_way_loses_and_doubles_nothing(make_rule, task, anna):
    """Its connection is cut by the server between two actions: nothing of the first remains, and the next worker does both."""
    make_rule("task_done", task, {**task, "title": "Second"})
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)

    def work():
        from automation.actions import ACTIONS

        plain, seen = ACTIONS["task"].do, []

        def dying(action, acting):
            if seen:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            seen.append(1)
            plain(action, acting)

        ACTIONS["task"].do = dying
        try:
            act_on_next()
        except Exception as cut:
            seen.append(cut)
        finally:
            del ACTIONS["task"].do
            connections.close_all()

    victim = Thread(target=work)
    victim.start()
    victim.join(30)

    assert not Task.objects.open().exists()
    assert the_only(deal).state == State.WAITING
    act_on_due()
    assert sorted(Task.objects.open().values_list("title", flat=True)) == ["Call the client", "Second"]


def test_the_same_event_heard_twice_is_one_firing(make_rule, task, anna):
    from automation.hearing import hear

    make_rule("task_done", task)
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    hear(Deal, subject=deal, entry=deal.entries.with_verbs(["task_done"]).get())

    assert Firing.objects.of_deal(deal).count() == 1
