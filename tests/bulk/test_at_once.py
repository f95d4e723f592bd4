"""Two at a time are the same as one: browsers, workers, and two people with the same cards."""

import threading

import pytest
from django.db import connections
from django.test import Client

from bulk.models import BulkAct
from bulk.running import carry_on
from crm_project.lib import clock
from deals.models import Deal
from tests.bulk.conftest import HTMX, counts
from tests.factories import make_deal
from timeline.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*functions):
    barrier = threading.Barrier(len(functions))

    def run(function):
        barrier.wait()
        try:
            function()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]


def given(deals):
    return Entry.objects.of(("deal", [deal.pk for deal in deals])).with_verbs(["given"])


def test_a_dialog_sent_five_times_at_once_is_one_act(choose, head, anna, boris, stages):
    deals = [make_deal(anna) for _n in range(5)]
    act = choose(head, "deal", "owner", deals)

    def send():
        client = Client(headers=HTMX)
        client.force_login(head)
        client.post(f"/bulk/acts/{act.pk}/terms/", {"owner": boris.pk})

    at_once(*[send] * 5)
    carry_on(act.pk)

    assert counts(act) == ("done", 5, 0)
    assert given(deals).count() == 5


def test_three_workers_do_each_card_once(choose, do, head, anna, boris, stages):
    deals = [make_deal(anna) for _n in range(55)]
    act = choose(head, "deal", "owner", deals)
    do(act, owner=boris.pk)

    at_once(*[lambda: carry_on(act.pk)] * 3)

    assert counts(act) == ("done", 55, 0)
    assert given(deals).count() == 55


def test_two_people_with_the_same_cards_wait_for_one_another_card_by_card(choose, do, head, admin, anna, boris, egor, stages):
    deals = [make_deal(anna) for _n in range(55)]
    first, second = choose(head, "deal", "owner", deals), choose(admin, "deal", "owner", list(reversed(deals)))
    do(first, owner=boris.pk)
    do(second, owner=egor.pk)

    at_once(lambda: carry_on(first.pk), lambda: carry_on(second.pk))

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.done + second.done, first.refused + second.refused) == (55, 55)
    assert given(deals).count() == 55
    assert Deal.objects.filter(owner=boris).count() == first.done


def test_stopped_while_it_runs_it_stops(choose, do, head, anna, boris, stages):
    deals = [make_deal(anna) for _n in range(80)]
    act = choose(head, "deal", "owner", deals)
    do(act, owner=boris.pk)

    def stop():
        while BulkAct.objects.get(pk=act.pk).reached < 3:
            clock.now()
        BulkAct.objects.get(pk=act.pk).stop(by=head)

    at_once(lambda: carry_on(act.pk), stop)

    act.refresh_from_db()
    assert act.state == "cancelled"
    assert 3 <= act.done < 80
    assert given(deals).count() == act.done == Deal.objects.filter(owner=boris).count()
