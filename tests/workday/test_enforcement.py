"""What the system does after a breach: only what a department asked for, each once, never to a card in order, and it can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence
from crm_project.lib import clock
from leads.models import Scenario
from leads.readiness_of_people import halted
from notifications.models import Notice
from tasks.models import Task, TaskType
from tests.factories import make_deal, make_funnel, make_task
from timeline.models import Entry
from workday import enforcing
from workday.models import Breach, Enforcement, RuleSetting, Tick
from workday.refusals import CannotBeTakenBack, NotAllowed
from workday.setting_rules import ask_for_more

from .conftest import FRIDAY, MONDAY, MOSCOW, TUESDAY, moment

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture(autouse=True)
def a_type(roles):
    return TaskType.objects.create(code="call", name="Call", icon="phone")


@pytest.fixture
def asked_for(company_root, admin):
    ask_for_more(True, by=admin)


@pytest.fixture
def acts(asked_for, sales):
    """Let the system act: acts(no_task=["task"])"""

    def ask(**actions):
        return RuleSetting.objects.create(department=sales, effective_from=MONDAY, created_at=clock.now(), actions=actions)

    return ask


@pytest.fixture
def evening(at, close_at):
    """Monday is over and closed; the tick comes a minute later."""

    def run(words="16 18:00"):
        close_at(words)
        enforcing.tick()

    at("16 10:00")
    return run


def done():
    return sorted(Enforcement.objects.in_force().values_list("rule", "action"))


def states():
    return sorted(Enforcement.objects.values_list("action", "state"))


# -- off ------------------------------------------------------------------------------


def test_e22_nothing_is_done_unless_a_department_asked_for_it(asked_for, evening, anna, stages):
    deal = make_deal(anna, stages["Qualified"])
    make_deal(anna)

    evening()

    assert Breach.objects.count() == 3
    assert (Enforcement.objects.count(), Task.objects.count(), deal.owner) == (0, 0, anna)


def test_e22_without_more_control_nothing_is_done_whatever_was_asked(acts, admin, evening, anna, stages):
    acts(no_task=["task", "tell", "escalate", "stop_leads"])
    ask_for_more(False, by=admin)
    make_deal(anna, stages["Qualified"])

    evening()

    assert (Enforcement.objects.count(), Task.objects.count()) == (0, 0)


def test_what_was_laid_out_is_left_when_more_control_is_closed(acts, admin, close_at, at, anna, stages):
    acts(no_task=["task"])
    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    close_at("16 18:00")
    ask_for_more(False, by=admin)

    enforcing.tick()

    assert states() == [("task", "skipped")]
    assert not Task.objects.exists()


def test_a_rule_that_is_off_asks_for_nothing(acts, evening, anna, stages):
    acts(no_task=["task"])
    RuleSetting.objects.update(no_task=False)
    make_deal(anna, stages["Qualified"])

    evening()

    assert not Enforcement.objects.exists()


# -- each act ---------------------------------------------------------------------------


def test_e22_the_missing_task_is_planned_for_the_next_working_morning_by_the_system(acts, evening, anna, stages):
    acts(no_task=["task"])
    deal = make_deal(anna, stages["Qualified"])

    evening("16 18:00")

    task = Task.objects.get()
    assert (task.deal, task.owner, task.author, task.due_at) == (deal, anna, None, moment("17 10:00"))
    entry = Entry.objects.get(subject_kind="deal", subject_id=deal.pk, verb="task_planned")
    assert (entry.actor, entry.actor_name) == (None, "")
    assert done() == [("no_task", "task")]
    assert Breach.objects.get().entries.get(verb="enforced").actor is None


def test_friday_asks_for_monday_and_a_late_beginner_for_their_first_hour(acts, evening, at, close_at, anna, boris, stages):
    acts(no_task=["task"])
    Absence.objects.create(user=boris, from_on=MONDAY, to_on=FRIDAY, known_from=moment("15 10:00"))
    for day in (16, 17, 18, 19):
        close_at(f"{day} 18:00")
    at("20 10:00")
    make_deal(anna, stages["Qualified"])

    evening("20 18:00")

    due = Task.objects.get().due_at
    assert due == moment("23 10:00")
    assert timezone.localtime(due, MOSCOW).time() == time(10)


def test_the_person_and_the_head_are_told_once_a_rule(acts, evening, anna, head, stages):
    acts(no_task=["tell", "escalate"])
    make_deal(anna, stages["Qualified"]), make_deal(anna, stages["Qualified"])

    evening()
    enforcing.tick()

    told = Notice.objects.filter(verb__in=["day.told", "day.escalated"]).order_by("verb")
    assert [(one.recipient, one.verb, one.details["n"]) for one in told] == [(head, "day.escalated", 2), (anna, "day.told", 2)]
    assert done() == [("no_task", "escalate")] * 2 + [("no_task", "tell")] * 2


def test_a_new_deal_goes_to_the_head_and_an_owner_who_is_the_head_keeps_it(acts, evening, anna, head):
    acts(unprocessed=["hand_over"])
    hers, heads = make_deal(anna), make_deal(head)
    make_task(anna, deal=hers, due_on=FRIDAY), make_task(head, deal=heads, due_on=FRIDAY)

    evening()

    hers.refresh_from_db(), heads.refresh_from_db()
    assert (hers.owner, heads.owner) == (head, head)
    assert states() == [("hand_over", "done"), ("hand_over", "not_needed")]
    entry = Entry.objects.get(subject_kind="deal", subject_id=hers.pk, verb="given")
    assert (entry.actor, entry.details["to"]) == (None, str(head))


@pytest.fixture
def her_lead(acts, at, anna, boris, head):
    from leads.models import Lead

    make_funnel("Leads", cards="leads")
    acts(unprocessed=["hand_over"])
    RuleSetting.objects.update(leads=True, no_task=False)
    at("16 10:00")
    return Lead.receive({"person": "Nina", "phone_typed": "8 918 442-19-06"}, by=None, owner=anna)


def test_a_lead_goes_on_by_its_scenario(her_lead, evening, anna, boris):
    Scenario.open({"name": "South", "hours": "any"}, {anna: 1, boris: 1}, by=None)

    evening()

    her_lead.refresh_from_db()
    assert her_lead.owner == boris
    assert her_lead.hand_outs.get().user == boris
    assert Enforcement.objects.get().what == {"from": anna.pk, "to": boris.pk}


def test_a_lead_nobody_is_named_for_returns_to_the_inbox_and_back(her_lead, evening, anna, head):
    evening()
    her_lead.refresh_from_db()
    assert her_lead.owner is None

    Enforcement.objects.get().take_back(by=head)

    her_lead.refresh_from_db()
    assert her_lead.owner == anna


def test_a_lead_somebody_took_meanwhile_is_not_given_back(her_lead, evening, anna, boris, head):
    Scenario.open({"name": "South", "hours": "any"}, {anna: 1, boris: 1}, by=None)
    evening()
    her_lead.refresh_from_db()
    her_lead.take(by=boris)

    with pytest.raises(CannotBeTakenBack):
        Enforcement.objects.get().take_back(by=head)

    her_lead.refresh_from_db()
    assert her_lead.owner == boris


def test_new_leads_stop_until_every_debt_is_answered(acts, evening, anna, boris, stages):
    acts(no_task=["stop_leads"])
    deals = [make_deal(anna, stages["Qualified"]) for _ in range(2)]
    assert halted([anna, boris]) == {}

    evening()
    assert list(halted([anna, boris])) == [anna.pk]

    for deal in deals:
        assert halted([anna, boris])
        deal.breaches.get().explain("The client asked to wait", by=anna)
    assert halted([anna, boris]) == {}


def test_a_halted_person_is_passed_over_by_every_scenario(acts, evening, at, anna, boris, stages, sales):
    from leads.conversion import receive

    make_funnel("Leads", cards="leads")
    acts(no_task=["stop_leads"])
    make_deal(anna, stages["Qualified"])
    Scenario.open({"name": "South", "hours": "any"}, {anna: 1, boris: 1}, by=None)

    evening()
    at("17 10:00")
    got = {receive({"person": f"N{n}", "phone_typed": f"8918000{n:04d}"}, by=None, department=sales).owner for n in range(4)}

    assert got == {boris}


def test_an_excuse_a_void_or_the_end_of_control_lets_leads_come_again(acts, evening, anna, boris, head, admin, stages):
    acts(no_task=["stop_leads"])
    make_deal(anna, stages["Qualified"]), make_deal(boris, stages["Qualified"])
    evening()
    assert set(halted([anna, boris])) == {anna.pk, boris.pk}

    Breach.objects.get(owner=anna).excuse("Was at the dentist", by=head)
    assert set(halted([anna, boris])) == {boris.pk}
    ask_for_more(False, by=admin)
    assert halted([anna, boris]) == {}


# -- several acts on one card ---------------------------------------------------------------


def test_a_card_that_broke_two_rules_gets_one_task_for_the_first_contact(acts, evening, anna):
    acts(unprocessed=["task"], no_task=["task"])
    deal = make_deal(anna)

    evening()

    assert [(task.deal, task.owner) for task in Task.objects.all()] == [(deal, anna)]
    assert Task.objects.get().title == "Make the first contact"
    assert sorted(Enforcement.objects.values_list("rule", "state")) == [("no_task", "not_needed"), ("unprocessed", "done")]


def test_nobody_keeps_a_task_on_a_deal_that_goes_to_the_head(acts, evening, anna, head):
    acts(unprocessed=["tell", "task", "hand_over"], no_task=["task", "tell"])
    deal = make_deal(anna)

    evening()

    deal.refresh_from_db()
    assert deal.owner == head
    assert not Task.objects.exists()
    assert done() == [("no_task", "tell"), ("unprocessed", "hand_over"), ("unprocessed", "tell")]


def test_the_head_is_told_once_of_all_deals_of_a_person(acts, evening, client, anna, boris, head):
    acts(unprocessed=["hand_over"])
    for owner in (anna, anna, anna, boris):
        make_deal(owner)

    evening()

    told = Notice.objects.filter(recipient=head, verb="day.handed_over")
    assert {one.details["person"] for one in told} == {str(anna), str(boris)}
    assert told.count() == 2
    client.force_login(head)
    page = client.get("/notices/").content.decode()
    assert "the system gave you what was not processed" in page
    assert f"rule=unprocessed&amp;user={anna.pk}" in page


def test_a_deal_goes_to_no_head_who_may_not_work_with_deals(acts, evening, anna, head, roles):
    acts(unprocessed=["hand_over"])
    head.role.matrix["deal"]["edit"] = "none"
    head.role.save()
    deal = make_deal(anna)

    evening()

    deal.refresh_from_db()
    assert (deal.owner, states()) == (anna, [("hand_over", "not_needed")])


# -- only what still stands ---------------------------------------------------------------


def test_what_was_mended_before_the_tick_is_left_alone(acts, close_at, at, anna, stages):
    acts(no_task=["task", "tell"])
    at("16 10:00")
    deal, lost = make_deal(anna, stages["Qualified"]), make_deal(anna, stages["Qualified"])
    close_at("16 18:00")
    at("16 18:01")
    make_task(anna, deal=deal, due_on=FRIDAY)
    lost.discard(by=None)

    enforcing.tick()

    assert set(states()) == {("task", "not_needed"), ("tell", "not_needed")}
    assert Task.objects.count() == 1


def test_an_excused_breach_and_a_card_of_somebody_else_by_now_are_left_alone(acts, close_at, at, anna, boris, head, stages):
    acts(no_task=["task"])
    at("16 10:00")
    excused, given = make_deal(anna, stages["Qualified"], name="Excused"), make_deal(anna, stages["Qualified"], name="Given")
    close_at("16 18:00")
    Breach.objects.get(deal=excused).excuse("Ill", by=head)
    given.give_to(boris, by=head)

    enforcing.tick()

    assert states() == [("task", "not_needed")] * 2


def test_of_days_made_up_for_only_the_last_is_acted_upon(acts, at, close_at, anna, stages):
    acts(no_task=["task", "tell"])
    at("16 10:00")
    make_deal(anna, stages["Qualified"])

    close_at("18 18:30")
    enforcing.tick()

    assert sorted(set(Enforcement.objects.values_list("day", "state"))) == [
        (MONDAY, "skipped"),
        (TUESDAY, "skipped"),
        (moment("18 12:00").date(), "done"),
    ]
    assert Task.objects.count() == 1


def test_while_the_clock_holds_nothing_is_done(acts, close_at, at, anna, stages):
    acts(no_task=["task"])
    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    close_at("16 18:00")
    Tick.objects.update_or_create(only=True, defaults={"hold": "backward"})

    enforcing.tick()

    assert states() == [("task", "due")]


def test_a_deal_of_nobody_is_told_to_the_head_alone(acts, evening, anna, head, stages):
    acts(no_task=["task", "tell", "escalate", "stop_leads"])
    deal = make_deal(anna, stages["Qualified"])
    deal.give_to(None, by=None)

    evening()

    assert {one.action: one.state for one in Enforcement.objects.all()} == {
        "task": "not_needed", "tell": "not_needed", "stop_leads": "not_needed", "escalate": "done"
    }  # fmt: skip


# -- once ----------------------------------------------------------------------------------


def test_e22_each_is_done_once_however_often_the_tick_comes(acts, evening, anna, stages):
    acts(no_task=["task", "tell", "escalate"])
    make_deal(anna, stages["Qualified"])

    evening()
    for _ in range(3):
        enforcing.tick()

    assert Task.objects.count() == 1
    assert states() == [("escalate", "done"), ("task", "done"), ("tell", "done")]


def test_e22_a_worker_that_dies_in_the_middle_has_done_nothing(acts, close_at, at, anna, stages, monkeypatch):
    acts(no_task=["task"])
    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    close_at("16 18:00")

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Enforcement, "settle", die)
    with pytest.raises(KeyboardInterrupt):
        enforcing.tick()
    assert (Task.objects.count(), states()) == (0, [("task", "due")])
    monkeypatch.undo()
    at("16 18:02")

    enforcing.tick()

    assert (Task.objects.count(), states()) == (1, [("task", "done")])


def test_what_fails_three_times_is_given_up_and_holds_up_nobody(acts, evening, close_at, anna, boris, stages, monkeypatch):
    acts(no_task=["task", "tell"])
    make_deal(anna, stages["Qualified"])
    monkeypatch.setitem(enforcing._ACTS, "task", lambda one, now: (_ for _ in ()).throw(IntegrityError("broken")))

    evening()
    assert states() == [("task", "due"), ("tell", "done")]
    for _ in range(3):
        enforcing.tick()

    assert states() == [("task", "failed"), ("tell", "done")]
    assert Enforcement.objects.get(action="task").error == "IntegrityError"


def test_the_database_keeps_one_change_of_a_card_per_day_rule_and_action(acts, evening, anna, boris, stages):
    acts(no_task=["task"])
    deal = make_deal(anna, stages["Qualified"])
    make_deal(boris, stages["Qualified"])
    evening()
    other = Breach.objects.get(owner=boris)

    with pytest.raises(IntegrityError), transaction.atomic():
        Enforcement.objects.filter(breach=other).delete()
        Enforcement.objects.create(breach=other, action="task", rule="no_task", day=MONDAY, deal=deal)


@pytest.mark.django_db(transaction=True)
def test_e22_two_workers_at_once_do_it_once(acts, close_at, at, anna, stages):
    acts(no_task=["task", "tell"])
    at("16 10:00")
    for _ in range(4):
        make_deal(anna, stages["Qualified"])
    close_at("16 18:00")

    def run(_n):
        enforcing.tick()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))

    assert (Task.objects.count(), Enforcement.objects.done().count()) == (4, 8)
    assert Notice.objects.filter(verb="day.told").count() == 1


def test_a_tick_without_anything_due_asks_little(acts, anna):
    with CaptureQueriesContext(connection) as queries:
        enforcing.tick()
    assert len(queries) <= 2


# -- taking back -----------------------------------------------------------------------------


@pytest.fixture
def planned(acts, evening, anna, stages):
    acts(no_task=["task"])
    make_deal(anna, stages["Qualified"])
    evening()
    return Enforcement.objects.get()


def test_e22_the_head_takes_the_task_back_once_and_history_says_who(planned, head):
    planned.take_back(by=head)
    planned.take_back(by=head)

    assert Task.objects.get().dropped_at
    planned.refresh_from_db()
    assert (planned.undone_by, planned.state) == (head, "done")
    assert planned.breach.entries.filter(verb="enforcement_undone").count() == 1


def test_nobody_takes_back_about_themselves_and_no_stranger_at_all(planned, anna, boris, head2):
    for user in (anna, boris, head2):
        with pytest.raises(NotAllowed):
            planned.take_back(by=user)
    assert Task.objects.open().count() == 1


def test_what_was_told_is_not_taken_back_and_the_head_reads_why(client, acts, evening, anna, head, stages):
    acts(no_task=["tell"])
    make_deal(anna, stages["Qualified"])
    evening()
    client.force_login(head)

    answer = client.post(reverse("workday:enforcement-back", args=[Enforcement.objects.get().pk]), headers=HTMX)

    assert (answer.status_code, "cannot be taken back" in answer.headers["HX-Trigger"]) == (409, True)


def test_a_task_that_was_done_meanwhile_is_not_taken_back(planned, anna, head):
    Task.objects.get().complete(by=anna)
    with pytest.raises(CannotBeTakenBack):
        planned.take_back(by=head)


def test_a_task_that_was_moved_or_given_on_meanwhile_is_not_taken_back(client, acts, evening, at, anna, boris, head, stages):
    acts(no_task=["task"])
    for owner in (anna, boris):
        make_deal(owner, stages["Qualified"])
    evening()
    at("17 09:00")
    Task.objects.get(owner=anna).move_due(by=anna, due_at=moment("18 12:00"))
    Task.objects.get(owner=boris).give_to(anna, by=head)

    client.force_login(head)
    for one in Enforcement.objects.all():
        with pytest.raises(CannotBeTakenBack):
            one.take_back(by=head)
        assert client.post(reverse("workday:enforcement-back", args=[one.pk]), headers=HTMX).status_code == 409

    assert Task.objects.open().count() == 2


def test_a_deal_goes_back_unless_somebody_gave_it_on(acts, evening, anna, boris, head, admin):
    acts(unprocessed=["hand_over"])
    first, second = make_deal(anna), make_deal(anna)
    for deal in (first, second):
        make_task(anna, deal=deal, due_on=FRIDAY)
    evening()
    second.refresh_from_db()
    second.give_to(boris, by=head)

    Enforcement.objects.get(deal=first).take_back(by=admin)
    with pytest.raises(CannotBeTakenBack):
        Enforcement.objects.get(deal=second).take_back(by=admin)

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.owner, second.owner) == (anna, boris)


def test_the_page_shows_the_act_beside_the_breach_and_the_head_takes_it_back(client, planned, anna, head, boris, vera):
    url = reverse("workday:enforcement-back", args=[planned.pk])
    for user in (boris, vera):
        client.force_login(user)
        assert client.post(url, headers=HTMX).status_code == 404
    client.force_login(anna)
    assert "The system planned a task" in client.get(reverse("workday:breaches")).content.decode()
    assert url not in client.get(reverse("workday:breaches")).content.decode()
    assert client.post(url, headers=HTMX).status_code == 403

    client.force_login(head)
    assert url in client.get(reverse("workday:breaches")).content.decode()
    assert client.post(url).status_code == 302
    assert client.post(url, headers=HTMX).status_code in (200, 204)
    assert "taken back by" in client.get(reverse("workday:breaches")).content.decode()


# -- settings ----------------------------------------------------------------------------------


def test_a_head_asks_for_acts_from_tomorrow_on_only_where_more_control_is_open(client, asked_for, admin, head, sales, at):
    at("16 10:00")
    client.force_login(head)
    values = {"min_age": 30, "no_task": "on", "unprocessed": "on", "overdue": "on", "warnings": "", "morning_at": "09:00"}
    values |= {"after_no_task": ["task", "escalate"], "after_overdue": ["tell"]}
    url = reverse("workday:rule", args=[sales.pk])
    assert "plan a task for the next working morning" in client.get(url).content.decode()
    wrong = client.post(url, values | {"after_overdue": ["hand_over"], "min_age": 33})
    assert (wrong.status_code, RuleSetting.objects.count()) == (422, 0)
    assert 'value="33"' in wrong.content.decode()

    client.post(url, values)
    setting = RuleSetting.objects.get()
    assert (setting.effective_from, setting.actions) == (TUESDAY, {"no_task": ["task", "escalate"], "overdue": ["tell"]})

    ask_for_more(False, by=admin)
    assert "plan a task for the next working morning" not in client.get(url).content.decode()
    client.post(url, values | {"after_no_task": []})
    assert RuleSetting.objects.last().actions == setting.actions
