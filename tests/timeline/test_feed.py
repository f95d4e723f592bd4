"""The feed of a card: newest first, by tabs, in pages, at a constant cost, with what the reader may see."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from crm_project.lib import clock
from tests.factories import make_company, make_deal
from tests.hidden import gives_away
from timeline.models import Comment, Entry


def fill(record, by, count):
    now = clock.now()
    Entry.objects.bulk_create(Entry.fact(record.kind, record.pk, "changed", by=by, at=now - timedelta(minutes=n)) for n in range(count))


def feed(client, record, **query):
    return client.get(reverse("timeline:feed", args=[record.kind, record.pk]), query, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("head", 200), ("auditor", 200), ("boris", 404), ("vera", 404), ("egor", 404)])
def test_a_timeline_is_read_by_whoever_sees_the_card(client, request, anna, funnel, who, status):
    deal = make_deal(anna)
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("timeline:feed", args=["deal", deal.pk])).status_code == status


def test_a_foreign_record_and_a_missing_one_answer_the_same(client, anna, boris, funnel):
    deal = make_deal(anna)
    client.force_login(boris)

    foreign = client.get(reverse("timeline:feed", args=["deal", deal.pk]))
    missing = client.get(reverse("timeline:feed", args=["deal", deal.pk + 9999]))
    unknown = client.get(reverse("timeline:feed", args=["nonsense", 1]))

    assert {foreign.status_code, missing.status_code, unknown.status_code} == {404}


def test_pages_follow_one_another_without_gaps_or_doubles(client, anna):
    company = make_company(anna)
    fill(company, anna, 75)
    client.force_login(anna)

    times, query = [], {"tab": "history"}
    for _page in range(5):
        html = feed(client, company, **query)
        times += re.findall(r'datetime="([^"]+)"', html)
        mark = re.search(r"after=([\w-]+)", html)
        if not mark:
            break
        query = {"tab": "history", "after": mark.group(1)}

    assert len(times) == 75
    assert times == sorted(times, reverse=True)


def test_a_mark_that_was_tampered_with_is_a_bad_request(client, anna):
    company = make_company(anna)
    client.force_login(anna)

    assert client.get(reverse("timeline:feed", args=["company", company.pk]), {"after": "zzz"}).status_code == 400


def test_tabs_show_their_kinds_and_count_them(client, anna):
    company = make_company(anna)
    fill(company, anna, 3)
    Comment.leave(company, "One remark", by=anna)
    client.force_login(anna)

    comments, history = feed(client, company, tab="comments"), feed(client, company, tab="history")

    assert "One remark" in comments
    assert "One remark" not in history
    assert re.findall(r'class="cnt">(\d+)', comments) == ["4", "0", "0", "1", "3"]


def test_the_feed_of_a_client_holds_the_deals_one_may_see(client, anna, boris, funnel):
    company = make_company(anna)
    hers, his = make_deal(anna, name="Her plough", company=company), make_deal(boris, name="His plough", company=company)
    Comment.leave(hers, "Said about hers", by=anna)
    Comment.leave(his, "Said about his", by=boris)
    client.force_login(anna)

    page = feed(client, company)

    assert "Said about hers" in page
    assert "Said about his" not in page


def test_sums_and_phones_in_the_history_are_for_those_with_the_right(client, anna, roles):
    company = make_company(anna)
    changes = [
        {"key": "amount", "label": "Sum", "old": "1", "new": "777000111"},
        {"key": "phones", "label": "Phones", "old": "", "new": "+7 918 442-19-06"},
    ]
    company.record("changed", by=anna, changes=changes)
    client.force_login(anna)
    assert gives_away(feed(client, company), 777000111)

    roles["manager"].rights = []
    roles["manager"].save()
    page = feed(client, company)

    assert not gives_away(page, 777000111)
    assert "442-19-06" not in page
    assert "«<bdi>Sum</bdi>»" in page


def test_what_is_for_admins_is_not_in_the_team_feed(client, anna, admin):
    company = make_company(anna)
    company.record("looked_up", by=anna, audience=Entry.Audience.ADMINS, how="phone")

    client.force_login(anna)
    assert "exact phone" not in feed(client, company)
    client.force_login(admin)
    assert "exact phone" in feed(client, company)


@pytest.mark.parametrize("size", [1, 30])
def test_a_card_costs_the_same_for_a_short_and_a_long_history(client, anna, size, request):
    company = make_company(anna)
    fill(company, anna, size)
    for n in range(size):
        Comment.leave(company, f"Remark {n}", by=anna)
    client.force_login(anna)
    client.get(reverse("contacts:company", args=[company.pk]))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        feed(client, company)

    assert len(queries) <= 14
    _same_as_before(request, size, len(queries))


_seen = {}


def _same_as_before(request, size, count):
    assert _seen.setdefault(request.function.__name__, count) == count


def test_a_protocol_names_fields_in_its_readers_language(client, anna, head, stages):
    """Anna works in Russian, her head reads in English."""
    deal = make_deal(anna, stages["New"], amount=5)
    with translation.override("ru"):
        deal.change({"amount": Decimal(7), "contract_number": "17"}, by=anna)
        deal.receive_payment(by=anna, amount=Decimal(3), received_on=clock.local_today())
    head.language = "en"
    head.save(update_fields=["language"])
    client.force_login(head)

    page = client.get(reverse("timeline:feed", args=["deal", deal.pk])).content.decode()

    assert "Contract number" in page
    assert "Payment received" in page
    assert "Номер договора" not in page
    assert "Оплата получена" not in page
