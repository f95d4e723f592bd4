"""The due moment of the next task is kept on its deal, whatever way tasks change; two at once leave the truth."""

import threading
from datetime import date, datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from accounts.models import Workspace
from accounts.people import dismiss
from crm_project.lib import clock
from deals.models import Deal
from leads.conversion import convert
from leads.models import Lead
from tasks.leftovers import drop_leftovers
from tasks.models import Handoff, Task
from tasks.refusals import TaskIsClosed
from tests.factories import make_company, make_deal, make_funnel, make_task

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


def moment(days, zone="Europe/Moscow"):
    return datetime.combine(DAY + timedelta(days=days), time(10), tzinfo=ZoneInfo(zone))


def true_due(deal, zone="Europe/Moscow"):
    """What the tasks themselves say."""
    ends = [
        task.due_at or datetime.combine(task.due_on + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
        for task in Task.objects.open().filter(deal=deal)
    ]
    return min(ends, default=clock.NEVER)


def kept(deal):
    return Deal.objects.get(pk=deal.pk).next_task_due


def is_true(*deals, zone="Europe/Moscow"):
    assert [kept(deal) for deal in deals] == [true_due(deal, zone) for deal in deals]
    return True


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, company=make_company(anna))


def test_every_verb_of_a_task_keeps_it(deal, anna):
    assert kept(deal) == clock.NEVER

    later = make_task(anna, deal=deal, by=anna, due_at=moment(5))
    assert kept(deal) == moment(5)
    all_day = make_task(anna, deal=deal, by=anna, due_on=DAY)
    assert kept(deal) == datetime(2026, 12, 2, tzinfo=ZoneInfo("Europe/Moscow"))

    later.move_due(by=anna, due_at=moment(-1))
    assert kept(deal) == moment(-1)
    later.take_back(by=anna)
    assert is_true(deal)

    all_day.complete(by=anna, then={"title": "Next", "type": all_day.type, "owner": anna, "due_at": moment(2)})
    assert kept(deal) == moment(2)
    all_day.reopen(by=anna)
    assert kept(deal) == datetime(2026, 12, 2, tzinfo=ZoneInfo("Europe/Moscow"))

    all_day.drop(by=anna)
    assert kept(deal) == moment(5)
    later.drop(by=anna)
    assert kept(deal) == clock.NEVER
    later.reopen(by=anna)
    assert kept(deal) == moment(5)


def test_a_hand_off_its_return_and_a_new_owner_keep_it(deal, anna, vera, boris):
    kind = make_task(anna, deal=deal, by=anna, due_at=moment(9)).type
    facts = {"title": "Introduce", "type": kind, "subject": deal}
    handoff = Handoff.give(to=vera, by=anna, due_on=DAY, **facts)
    assert is_true(deal)
    assert kept(deal) < moment(9)

    handoff.send_back(None, "Not ready", by=vera)
    assert is_true(deal)

    other = Handoff.give(to=vera, by=anna, due_at=moment(-2), **facts)
    assert kept(deal) <= moment(-2)
    other.accept(by=vera)
    other.task.give_to(boris, by=None)
    assert is_true(deal)


def test_tasks_that_change_their_card_and_many_at_once_keep_it(anna, boris, admin, stages, sales):
    deals = [make_deal(anna, name=f"Deal {number}") for number in range(3)]
    first, second, third = deals
    for number, one in enumerate(deals):
        make_task(anna, deal=one, due_at=moment(number))
        make_task(anna, deal=one, due_on=DAY + timedelta(days=number))
    assert is_true(*deals)

    Task.objects.filter(deal=first).update(deal=second)
    assert is_true(*deals)
    assert kept(first) == clock.NEVER
    Task.objects.filter(deal=third).delete()
    assert is_true(*deals)
    assert kept(third) == clock.NEVER
    Task.objects.filter(due_at__isnull=False).update(due_at=moment(30))
    assert is_true(*deals)
    copies = [Task(title="Brought", type=Task.objects.first().type, owner=anna, department=sales, deal=one) for one in deals]
    for number, task in enumerate(copies):
        task.created_at, task.due_at = clock.now(), moment(-number)
    Task.objects.bulk_create(copies)
    assert is_true(*deals)
    assert kept(third) == moment(-2)
    dismiss(anna, to=boris, by=admin)
    assert is_true(*deals)
    assert Task.objects.filter(owner=anna).count() == 0


def test_the_trigger_asks_nothing_of_a_deal_whose_next_task_is_the_same(deal, anna):
    task = make_task(anna, deal=deal, by=anna, due_at=moment(1))
    before = version_of(deal)

    Task.objects.filter(pk=task.pk).update(title="Other words", reminded_at=clock.now())
    make_task(anna, deal=deal, by=anna, due_at=moment(4))

    assert version_of(deal) == before


def version_of(deal):
    """The place of its row: another one after every write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text, xmin::text FROM deals_deal WHERE id = %s", [deal.pk])
        return cursor.fetchone()


def test_an_edit_of_the_card_writes_over_nothing(deal, anna):
    open_page = Deal.objects.get(pk=deal.pk)
    make_task(anna, deal=deal, by=anna, due_at=moment(1))

    open_page.change({"contract_number": "12/26"}, by=anna)

    assert kept(deal) == moment(1)


def test_another_zone_of_the_company_moves_the_end_of_days(deal, anna):
    workspace = Workspace.objects.first() or Workspace.objects.create(name="Dealer")
    make_task(anna, deal=deal, due_on=DAY)

    Workspace.objects.filter(pk=workspace.pk).update(zone="Asia/Vladivostok")

    assert is_true(deal, zone="Asia/Vladivostok")


def test_what_was_there_before_is_filled_in_once(deal, anna, monkeypatch):
    fill = import_module("tasks.migrations.0014_next_task_of_deals")
    others = [make_deal(anna, name=f"Deal {number}") for number in range(5)]
    for number, one in enumerate([deal, *others]):
        make_task(anna, deal=one, due_at=moment(number))
    Deal.objects.update(next_task_due=clock.NEVER)
    monkeypatch.setattr(fill, "BATCH", 2)

    with connection.schema_editor() as editor:
        fill.reckon_all(apps, editor)

    assert is_true(deal, *others)
    assert kept(deal) == moment(0)


def test_a_lead_that_becomes_a_deal_brings_its_tasks(anna, stages):
    make_funnel("Leads", cards="leads")
    lead = Lead.receive({"person": "Nina"}, by=anna, owner=anna)
    make_task(anna, deal=lead, due_at=moment(3))

    deal = convert(lead, by=anna)

    assert is_true(deal)
    assert kept(deal) <= moment(3)


# -- two at once ---------------------------------------------------------------------


def at_once(*acts):
    gate, failed = threading.Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait(10)
            act()
        except Exception as error:  # told by the assertion
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []


@pytest.mark.django_db(transaction=True)
def test_two_who_complete_tasks_of_one_deal_leave_the_truth(deal, anna, head):
    for round_ in range(5):
        tasks = [make_task(anna, deal=deal, by=anna, due_at=moment(round_ + number)) for number in range(3)]

        at_once(
            lambda first=tasks[0].pk: Task.objects.get(pk=first).complete(by=anna),
            lambda second=tasks[1].pk: Task.objects.get(pk=second).drop(by=head),
            lambda third=tasks[2].pk: Task.objects.get(pk=third).move_due(by=head, due_at=moment(-9)),
        )

        assert is_true(deal)
        assert kept(deal) == moment(-9)
        Task.objects.get(pk=tasks[2].pk).drop(by=anna)


@pytest.mark.django_db(transaction=True)
def test_leftovers_are_dropped_while_one_of_them_is_being_completed(deal, anna, funnel):
    for _round in range(5):
        tasks = [make_task(anna, deal=deal, by=anna, due_at=moment(number)) for number in range(4)]
        deal.refresh_from_db()
        if deal.is_open:
            deal.lose(funnel.loss_reasons.get(), comment="Found one that is cheaper by far", by=anna)
        move = deal.moves.latest("pk")
        move.at = clock.now()

        at_once(lambda m=move: leftovers(deal, m), lambda last=tasks[-1].pk: completed(last, anna))

        assert is_true(deal)


def leftovers(deal, move):
    with transaction.atomic():
        drop_leftovers(Deal.objects.get(pk=deal.pk), move)


def completed(pk, user):
    try:
        Task.objects.get(pk=pk).complete(by=user)
    except TaskIsClosed:
        pass
