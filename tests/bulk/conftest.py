"""Acts on many records as a browser does them: choose, tell the terms, look what came of it."""

import re

import pytest
from django.test import Client
from zeal import zeal_ignore

from bulk.models import BulkAct

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _card_by_card():
    """An act asks of every card anew by design: each is held, judged and written by itself."""
    with zeal_ignore():
        yield


@pytest.fixture
def browser():
    def opened(user, piece=True):
        client = Client(headers=HTMX if piece else {})
        client.force_login(user)
        return client

    return opened


@pytest.fixture
def choose(browser):
    """choose(head, "deal", "stage", deals) → the act, told nothing yet; `query` stands for all that match it."""

    def chosen(user, kind, code, records=(), query=None, status=200):
        from bulk.targets import target_of

        sent = {"id": [target_of(kind).mark(record) for record in records]} if query is None else {"all": "1", "query": query}
        response = browser(user).post(f"/bulk/{kind}/{code}/", sent)
        assert response.status_code == status, response.content.decode()
        return BulkAct.objects.order_by("-pk").first()

    return chosen


@pytest.fixture
def do(browser):
    """do(act, owner=boris.pk) → what its author's browser is answered."""

    def done(act, **terms):
        return browser(act.by).post(f"/bulk/acts/{act.pk}/terms/", terms)

    return done


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def counts(act):
    act.refresh_from_db()
    return act.state, act.done, act.refused
