"""A form sent from two windows at the same instant makes one record."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from contacts.models import Company, Contact
from crm_project.lib import shell
from leads.models import Lead
from tasks.models import Task, TaskType
from telephony.models import Call
from tests.factories import make_deal, make_funnel
from timeline.models import Comment

ACTS = {
    "company": lambda anna, deal, token: Company.open({"name": "Vector"}, by=anna, token=token),
    "contact": lambda anna, deal, token: Contact.open({"person": "Nina Ostapenko"}, by=anna, token=token),
    "lead": lambda anna, deal, token: Lead.receive({"person": "Nina", "phone_typed": "+79123456789"}, by=anna, token=token),
    "task": lambda anna, deal, token: Task.plan(
        title="Call", type=TaskType.objects.get(), owner=anna, by=anna, subject=deal, token=token, due_on=deal.created_at.date()
    ),
    "call": lambda anna, deal, token: Call.log(
        direction="out", outcome="answered", by=anna, phone="+79123456789", token=token, started_at=deal.created_at
    ),
    "comment": lambda anna, deal, token: Comment.leave(deal, "Agreed", by=anna, token=token),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ACTS)
def test_one_token_sent_four_times_at_once_makes_one_record(anna, funnel, stages, what):
    if what == "lead":
        make_funnel("Enquiries", cards="leads")
    TaskType.objects.get_or_create(code="call", defaults={"name": "Call", "icon": "phone"})
    deal, token = make_deal(anna), uuid.uuid4()

    def send(_number):
        try:
            return ACTS[what](anna, deal, token).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as windows:
        made = set(windows.map(send, range(4)))

    assert len(made) == 1


def test_no_two_places_of_the_menu_share_a_letter():
    letters = [entry.go for entry in shell._menu.values() if entry.go]
    assert sorted(letters) == sorted(set(letters))
