"""Who shapes the intakes: administrators; what they see of a delivery, and how little a page asks of the database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.models import Delivery, IntakePoint
from outbox.drain import drain

pytestmark = pytest.mark.django_db


def send(point, **data):
    return Client().post(reverse("intake:webhook", args=[point.token]), data)


@pytest.fixture
def signed_in(client, admin):
    client.force_login(admin)
    return client


def pages(point, delivery):
    yield from (reverse(f"intake:{name}") for name in ("points", "new_form", "new_webhook", "deliveries"))
    yield from (reverse(f"intake:{name}", args=[point.pk]) for name in ("point", "edit"))
    yield reverse("intake:delivery", args=[delivery.pk])


def acts(point, delivery):
    names = ("renew_secret", "drop_secret", "renew_address", "forget_old")
    yield from (reverse(f"intake:{name}", args=[point.pk]) for name in names)
    yield reverse("intake:again", args=[delivery.pk])


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("head", 403), ("auditor", 403), ("vera", 403), ("admin", 200)])
def test_only_administrators_shape_intakes_and_see_what_came(client, request, webhook, who, status):
    send(webhook, name="Nina", phone="89184421906")
    delivery = Delivery.objects.get()
    client.force_login(request.getfixturevalue(who))

    assert {client.get(url).status_code for url in pages(webhook, delivery)} == {status}
    assert {client.post(url).status_code for url in acts(webhook, delivery)} == {302 if status == 200 else status}
    webhook.refresh_from_db()
    assert bool(webhook.old_token or webhook.secret) is False or status == 200


def test_a_stranger_is_shown_the_way_in(client, webhook):
    for url in pages(webhook, webhook):
        assert client.get(url).status_code == 302


def test_an_administrator_makes_an_address_for_a_site(signed_in, leads_funnel, sales, anna, site):
    data = {"name": "Tilda", "department": sales.pk, "owner": anna.pk, "source": site.pk, "is_active": "on"}

    response = signed_in.post(reverse("intake:new_webhook"), data)

    point = IntakePoint.objects.get()
    page = signed_in.get(response.url).content.decode()
    assert (point.way, point.department, point.owner, point.is_active) == ("webhook", sales, anna, True)
    assert len(point.token) == 32
    assert point.address in page
    assert "curl -X POST" in page
    assert point.entries.get().verb == "opened"


def test_a_name_is_needed(signed_in, leads_funnel, sales):
    assert signed_in.post(reverse("intake:new_webhook"), {"department": sales.pk}).status_code == 422


FORM = {
    "name": "Site", "is_active": "on", "language": "en", "heading": "Ask us", "ask_person": "must", "label_person": "Who are you?",
    "ask_phone": "may", "label_phone": "", "ask_email": "", "ask_company": "", "ask_comment": "", "own1": "Which tractor?",
    "consent_text": "I agree", "consent_url": "zarya.ru/consent", "origins_typed": "https://www.zarya.ru\n\nhttps://трактор.рф/shop?x=1",
}  # fmt: skip


def test_an_administrator_makes_a_form(signed_in, leads_funnel, sales):
    response = signed_in.post(reverse("intake:new_form"), {**FORM, "department": sales.pk})

    point = IntakePoint.objects.get()
    assert point.questions == [
        {"key": "person", "label": "Who are you?", "must": True},
        {"key": "phone", "label": "Your phone", "must": False},
        {"key": "own1", "label": "Which tractor?", "must": False},
    ]
    assert point.origins == ["https://www.zarya.ru", "https://xn--80aumfdhd.xn--p1ai"]
    assert point.consent_url == "https://zarya.ru/consent"
    page = signed_in.get(response.url).content.decode()
    assert f"&lt;iframe src=&quot;{point.embed_address}&quot;" in page
    assert "<iframe" not in page
    assert "Which tractor?" in Client().get(reverse("intake:form", args=[point.token])).content.decode()


@pytest.mark.parametrize(
    "typed",
    ["zarya.ru", "javascript:alert(1)", "https://", "https://*", "https://a b.ru", "https://zarya.ru:99999", "https://[", "*", "'self'"],
)
def test_only_sites_are_let_into_the_header(signed_in, leads_funnel, sales, typed):
    response = signed_in.post(reverse("intake:new_form"), {**FORM, "department": sales.pk, "origins_typed": typed})

    assert response.status_code == 422
    assert not IntakePoint.objects.exists()


def test_a_form_asks_for_a_phone_or_a_mail(signed_in, leads_funnel, sales):
    assert signed_in.post(reverse("intake:new_form"), {**FORM, "department": sales.pk, "ask_phone": ""}).status_code == 422


def test_a_form_is_changed_and_the_audit_tells_what(signed_in, hosted):
    data = {**FORM, "department": hosted.department_id, "name": "Renamed"}

    signed_in.post(reverse("intake:edit", args=[hosted.pk]), data)

    hosted.refresh_from_db()
    assert (hosted.name, hosted.questions[0]["label"]) == ("Renamed", "Who are you?")
    entry = hosted.entries.get(verb="changed")
    assert {"name", "questions", "origins"} <= {one["label"] for one in entry.details["changes"]}
    assert "Renamed" in signed_in.get(reverse("accounts:audit")).content.decode()


def test_secret_and_address_are_made_anew(signed_in, webhook):
    token = webhook.token
    for name in ("renew_secret", "renew_secret", "renew_address"):
        signed_in.post(reverse(f"intake:{name}", args=[webhook.pk]))

    webhook.refresh_from_db()
    page = signed_in.get(reverse("intake:point", args=[webhook.pk])).content.decode()
    assert webhook.old_token == token != webhook.token
    assert webhook.secret
    assert webhook.old_secret
    assert webhook.secret in page
    assert webhook.old_secret not in page
    signed_in.post(reverse("intake:forget_old", args=[webhook.pk]))
    signed_in.post(reverse("intake:drop_secret", args=[webhook.pk]))
    webhook.refresh_from_db()
    assert (webhook.secret, webhook.old_secret, webhook.old_token) == ("", "", "")


def test_a_delivery_is_shown_as_it_came_and_as_text(signed_in, webhook):
    send(webhook, name="<script>alert(1)</script>", Цвет="красный")
    drain()

    page = signed_in.get(reverse("intake:delivery", args=[Delivery.objects.get().pk])).content.decode()

    assert "<script>alert(1)" not in page
    assert "Цвет" in page
    assert "красный" in page


def test_refused_ones_are_found(signed_in, webhook, hosted):
    send(webhook, name="Nina", phone="89184421906")
    send(webhook, message="Hello")
    drain()

    page = signed_in.get(reverse("intake:deliveries"), {"state": "refused", "point": webhook.pk}).content.decode()

    assert "no name, no phone and no e-mail" in page
    assert "Nina" not in page
    assert "1 refused" in signed_in.get(reverse("intake:points")).content.decode()


@pytest.mark.parametrize("query", ["state=nonsense", "point=0", "point=x"])
def test_an_invalid_filter_shows_its_error_and_no_row(signed_in, webhook, query):
    send(webhook, name="Nina", phone="89184421906")

    page = signed_in.get(f"{reverse('intake:deliveries')}?{query}").content.decode()

    assert 'role="alert"' in page
    assert "delivery" not in re_rows(page)


def re_rows(page):
    return page.partition('id="deliveries"')[2].partition("data-record")[1]


def test_a_mark_that_was_tampered_with_is_a_bad_parameter(signed_in, webhook):
    assert signed_in.get(reverse("intake:deliveries"), {"after": "xx"}).status_code == 400


def test_pages_of_deliveries_follow_one_another(signed_in, webhook, monkeypatch):
    monkeypatch.setattr("leads.views.deliveries.SIZE", 2)
    for number in range(3):
        send(webhook, name=f"Nina {number}")
    drain()
    page = signed_in.get(reverse("intake:deliveries")).content.decode()
    mark = page.partition("after=")[2].partition('"')[0].partition("&")[0]

    rest = signed_in.get(reverse("intake:deliveries"), {"after": mark}, headers={"HX-Request": "true"}).content.decode()

    assert [f"Nina {n}" in page for n in range(3)] == [False, True, True]
    assert [f"Nina {n}" in rest for n in range(3)] == [True, False, False]


@pytest.mark.parametrize("name", ["points", "deliveries"])
@pytest.mark.parametrize("size", [1, 30])
def test_lists_cost_the_same_for_one_and_for_many(signed_in, webhook, sales, admin, bare_frame, name, size):
    for n in range(size):
        point = IntakePoint.open({"name": f"Site {n}", "way": "webhook", "department": sales}, by=admin)
        send(point, name=f"Nina {n}")
    drain()
    signed_in.get(reverse(f"intake:{name}"))

    with CaptureQueriesContext(connection) as queries:
        signed_in.get(reverse(f"intake:{name}"))

    assert _seen.setdefault(name, len(queries)) == len(queries)


_seen = {}
