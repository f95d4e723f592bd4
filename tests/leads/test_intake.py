"""From a delivery to a lead: stored first, once however often it comes, seen by those whose department it is."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from accounts.models import Workspace
from contacts.models import Source
from crm_project.lib import breaker, broker, clock
from deals.models import Deal
from deals.refusals import NotAllowed
from leads import intake_limits
from leads.intake import erase_old, process, try_again
from leads.models import Delivery, IntakePoint, Lead
from notifications.models import Notice
from outbox.drain import drain
from outbox.models import Parcel
from tests.factories import make_contact, make_deal
from tests.leads.test_intake_reading import JUNK, KINDS

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parent / "samples"
FORM = "application/x-www-form-urlencoded"
NINA = {"name": "Нина Остапенко", "phone": "8 (918) 442-19-06 доб. 12", "message": "Нужен плуг"}


def url(point):
    return reverse("intake:webhook", args=[point.token])


def send(point, data=None, client=None, content_type="application/json", **headers):
    return (client or Client()).post(url(point), NINA if data is None else data, content_type, headers=headers)


def lead_of(point, data=None, **headers):
    send(point, data, **headers)
    drain()
    return Lead.objects.get()


# -- the way of a delivery ------------------------------------------------------


def test_a_delivery_is_written_down_and_answered_before_anything_is_done_with_it(webhook):
    response = send(webhook)

    delivery = Delivery.objects.get()
    assert (response.status_code, response.content) == (200, b"ok")
    assert (delivery.state, delivery.lead, Lead.objects.count()) == ("stored", None, 0)
    assert Parcel.objects.get().payload == {"delivery": delivery.pk}


def test_the_outbox_makes_a_lead_of_it(webhook, sales, site):
    lead = lead_of(webhook)

    assert (lead.person, lead.phone, lead.phone_typed, lead.comment) == (
        "Нина Остапенко", "+79184421906", "8 (918) 442-19-06 доб. 12", "Нужен плуг",
    )  # fmt: skip
    assert (lead.department, lead.owner, lead.source, lead.channel) == (sales, None, site, site.channel)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.lead, lead.created_at) == ("done", lead, delivery.received_at)


def test_tilda_asks_whether_anybody_is_there_and_nothing_comes_of_it(webhook):
    response = send(webhook, (SAMPLES / "tilda_ping.form").read_bytes(), content_type=FORM)

    assert (response.status_code, response.content) == (200, b"ok")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("name", "person", "email"), [("tilda", "Тестовый", "test@mail.ru"), ("elementor", "Jack Teste", "jackteste@example.com")]
)
def test_what_the_builders_send_becomes_a_lead(webhook, name, person, email):
    lead = lead_of(webhook, (SAMPLES / f"{name}.form").read_bytes(), content_type=FORM)

    assert (lead.person, lead.email) == (person, email)


def test_marks_are_kept_and_shown(client, webhook, anna):
    lead = lead_of(webhook, {**NINA, "utm_source": "<b>yandex</b>", "page_url": "https://zarya.ru/plough"})
    client.force_login(anna)

    page = client.get(reverse("leads:lead", args=[lead.pk])).content.decode()

    assert lead.utm == {"utm_source": "<b>yandex</b>", "page": "https://zarya.ru/plough"}
    assert "&lt;b&gt;yandex&lt;/b&gt;" in page
    assert "https://zarya.ru/plough" in page


def test_a_file_is_not_taken_in_and_the_seller_is_told(webhook):
    from django.core.files.uploadedfile import SimpleUploadedFile

    Client().post(url(webhook), {"name": "Nina", "phone": "89184421906", "scan": SimpleUploadedFile("plan.pdf", b"%PDF")})
    drain()

    assert "plan.pdf" in Lead.objects.get().comment


def test_a_source_told_by_name_wins_over_that_of_the_point(webhook):
    fair = Source.objects.create(name="Выставка")

    assert lead_of(webhook, {**NINA, "Источник": "выставка"}).source == fair


def test_a_name_alone_is_a_lead(webhook):
    assert lead_of(webhook, {"name": "Нина", "telegram": "@nina"}).comment == "telegram: @nina"


def test_what_has_neither_name_nor_phone_nor_mail_is_refused_and_kept(webhook, admin):
    send(webhook, {"message": "Hello"})
    drain()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason, Lead.objects.count()) == ("refused", "nothing", 0)
    assert b"Hello" in bytes(delivery.body)


def test_what_cannot_be_read_is_kept_with_its_reason(webhook):
    assert send(webhook, b'{"name": ').status_code == 200
    drain()

    assert (Delivery.objects.get().state, Delivery.objects.get().reason) == ("refused", "not_json")


def test_a_refused_delivery_is_processed_again_once(client, webhook, admin, monkeypatch):
    send(webhook, {"message": "Hello"})
    drain()
    delivery = Delivery.objects.get()
    monkeypatch.setattr("leads.intake.enquiry_of", lambda fields, headers=None: _nina())
    client.force_login(admin)

    for _twice in range(2):
        client.post(reverse("intake:again", args=[delivery.pk]))
        drain()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lead.person, Lead.objects.count()) == ("done", "Нина", 1)


def _nina():
    from leads.intake_mapping import Enquiry

    return Enquiry(person="Нина", phone="89184421906")


# -- twice is once -----------------------------------------------------------------


def test_the_same_number_of_the_sender_is_the_same_delivery(webhook):
    for comment in ("Плуг", "Плуг и борона"):
        send(webhook, {**NINA, "tranid": "77:1", "message": comment})
    drain()

    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["done", "double"]
    assert Delivery.objects.get(state="double").first.lead == Lead.objects.get()


def test_without_a_number_the_same_words_within_minutes_are_the_same_delivery(webhook, monkeypatch):
    at = clock.now()
    for minutes in (0, 9, 11):
        monkeypatch.setattr("leads.intake.clock.now", lambda at=at + timedelta(minutes=minutes): at)
        send(webhook)

    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["stored", "double", "stored"]


def test_another_point_is_another_delivery(webhook, sales, admin):
    other = IntakePoint.open({"name": "Other", "way": "webhook", "department": sales}, by=admin)
    send(webhook)
    send(other)

    assert Delivery.objects.filter(state="stored").count() == 2


def test_the_header_of_careful_senders_is_a_number_too(webhook):
    for phone in ("89184421906", "89184421907"):
        send(webhook, {"phone": phone}, **{"Idempotency-Key": "a-1"})

    assert Delivery.objects.filter(state="stored").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("data", [NINA, {**NINA, "tranid": "77:1"}], ids=["words", "number"])
def test_five_deliveries_at_once_are_one_lead(webhook, data):
    barrier, statuses = threading.Barrier(5), []

    def deliver():
        client = Client()
        barrier.wait()
        try:
            statuses.append(send(webhook, data, client).status_code)
        finally:
            connections.close_all()

    _all_at_once(deliver, 5)
    drain()

    assert statuses == [200] * 5
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["done", *["double"] * 4]
    assert Lead.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_lead_of_a_delivery(webhook):
    send(webhook)
    payload = {"delivery": Delivery.objects.get().pk}

    def work():
        try:
            process(payload)
        finally:
            connections.close_all()

    _all_at_once(work, 3)

    assert Lead.objects.count() == 1


def _all_at_once(function, number):
    threads = [threading.Thread(target=function) for _one in range(number)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]


@pytest.mark.django_db(transaction=True)
def test_without_the_broker_nothing_is_lost(webhook, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.REDIS_URL}}
    broker.client.cache_clear()
    try:
        assert send(webhook).status_code == 200
        drain()
    finally:
        broker.client.cache_clear()
        breaker.broker_answered()

    assert Lead.objects.get().person == "Нина Остапенко"


# -- who gets it --------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("boris", 200), ("head", 200), ("admin", 200), ("vera", 404), ("head2", 404)])
def test_the_people_of_the_department_see_the_lead_and_others_do_not(client, request, webhook, who, status):
    lead = lead_of(webhook)
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("leads:lead", args=[lead.pk])).status_code == status
    assert ("Остапенко" in client.get(reverse("leads:inbox")).content.decode()) == (status == 200)


def test_an_owner_gets_the_lead_and_is_told(webhook, anna, boris):
    webhook.change({"owner": anna}, by=None)

    lead = lead_of(webhook)

    assert (lead.owner, lead.is_waiting) == (anna, True)
    assert Notice.objects.filter(recipient=anna, verb="lead.came").count() == 1
    assert not Notice.objects.filter(recipient=boris).exists()


def test_who_left_the_company_gets_no_leads(webhook, anna):
    webhook.change({"owner": anna}, by=None)
    anna.is_active = False
    anna.save()

    assert lead_of(webhook).owner is None


def test_an_enquiry_of_a_known_client_is_marked(webhook, anna):
    contact = make_contact(anna)
    contact.add_phone("+7 918 442-19-06")
    assert lead_of(webhook).enquiry == "repeat"

    make_deal(anna, contact=contact)
    send(webhook, {**NINA, "message": "Ещё раз"})
    drain()
    assert Lead.objects.latest("pk").enquiry == "open_deal"


def test_the_inbox_says_that_it_is_no_first_enquiry(client, webhook, anna):
    make_contact(anna).add_phone("+7 918 442-19-06")
    lead_of(webhook)
    client.force_login(anna)

    assert "known client" in client.get(reverse("leads:inbox")).content.decode()


def test_the_answer_is_the_same_for_a_known_client(webhook, anna):
    stranger = send(webhook)
    make_contact(anna).add_phone("+7 918 442-19-07")
    known = send(webhook, {**NINA, "phone": "89184421907"})

    assert (stranger.status_code, stranger.content, dict(stranger.headers).keys()) == (
        known.status_code, known.content, dict(known.headers).keys(),
    )  # fmt: skip


def test_a_lead_is_said_to_be_no_sale_by_hand(client, webhook, anna):
    lead = lead_of(webhook)
    lead.take(by=anna)
    client.force_login(anna)
    typed = {"person": lead.person, "phone_typed": lead.phone_typed, "comment": lead.comment, "enquiry": "no_sale", "version": lead.version}

    client.post(reverse("leads:edit", args=[lead.pk]), typed)

    lead.refresh_from_db()
    assert lead.enquiry == "no_sale"
    assert lead.entries.filter(verb="changed").get().details["changes"][-1]["new"] == "not about a sale"


def test_where_no_leads_are_kept_the_head_gets_a_deal_with_the_words_of_the_client(webhook, head, sales):
    Workspace.objects.update(enquiries_become_deals=True)

    lead_of(webhook)

    deal = Deal.objects.get()
    assert deal.owner == head
    assert deal.entries.filter(verb="enquiry").get().details["text"] == "Нужен плуг"


def test_without_anybody_to_own_a_deal_it_stays_a_lead(webhook, sales):
    Workspace.objects.update(enquiries_become_deals=True)
    sales.head = None
    sales.save()

    assert lead_of(webhook).deal is None


# -- the door ------------------------------------------------------------------------


@pytest.fixture
def within_a_minute(monkeypatch):
    at = clock.now().replace(second=5)
    monkeypatch.setattr("crm_project.lib.often.clock.now", lambda: at)


@pytest.mark.usefixtures("within_a_minute")
def test_whoever_sends_without_pause_waits_for_the_next_minute(webhook, monkeypatch):
    monkeypatch.setattr(intake_limits, "OF_SENDER", 3)
    answers = [send(webhook, {**NINA, "message": f"№ {number}"}) for number in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert Delivery.objects.count() == 3


@pytest.mark.usefixtures("within_a_minute")
def test_one_address_does_not_use_up_what_others_may_send(webhook, monkeypatch):
    monkeypatch.setattr(intake_limits, "OF_SENDER", 2)
    for _again in range(3):
        send(webhook)

    other = Client(REMOTE_ADDR="198.51.100.7")
    assert send(webhook, client=other).status_code == 200


@pytest.mark.usefixtures("within_a_minute")
def test_many_addresses_together_have_a_limit_of_their_own(webhook, monkeypatch):
    monkeypatch.setattr(intake_limits, "OF_WEBHOOK", 3)
    answers = [send(webhook, client=Client(REMOTE_ADDR=f"198.51.100.{number}")).status_code for number in range(4)]

    assert answers == [200, 200, 200, 429]


@pytest.mark.usefixtures("within_a_minute")
def test_a_burst_of_a_real_site_is_taken_whole(webhook):
    answers = {send(webhook, {**NINA, "message": f"№ {number}"}).status_code for number in range(100)}

    assert (answers, Delivery.objects.count()) == ({200}, 100)


def test_a_look_at_the_address_tells_nothing(webhook):
    response = Client().get(url(webhook))

    assert (response.status_code, len(response.content) < 60) == (200, True)
    assert "Tilda" not in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_address_is_nothing(webhook, hosted, method):
    for token in ("x" * 32, "0", hosted.token):
        assert getattr(Client(), method)(reverse("intake:webhook", args=[token])).status_code == 404


def test_what_is_switched_off_is_nothing(webhook):
    webhook.change({"is_active": False}, by=None)

    assert send(webhook).status_code == 404


def test_what_is_larger_than_any_enquiry_is_not_read(webhook):
    assert send(webhook, b"x" * (1024 * 1024 + 1)).status_code == 413
    assert not Delivery.objects.exists()


def test_the_secret_of_an_address_is_not_logged(webhook, hosted):
    from structlog.testing import capture_logs

    with capture_logs() as lines:
        send(webhook)
        Client().get(url(webhook).replace(webhook.token, "x" * 32))
        Client().get(reverse("intake:form", args=[hosted.token]))

    paths = [line["path"] for line in lines if line["event"] == "request"]
    assert paths == ["/in/…/", "/in/…/", "/f/…/"]


def test_what_comes_in_pieces_without_a_length_is_not_lost_with_an_ok(webhook):
    response = Client().generic("POST", url(webhook), b"", headers={"Transfer-Encoding": "chunked"})

    assert (response.status_code, Delivery.objects.count()) == (411, 0)


@pytest.mark.parametrize("length", ["x", "-1", "9" * 40])
def test_a_length_that_is_none_breaks_nothing(webhook, hosted, length):
    for address in (url(webhook), reverse("intake:form", args=[hosted.token])):
        assert Client().post(address, NINA, CONTENT_LENGTH=length).status_code < 500


def test_a_site_needs_no_cookie_to_send(webhook):
    assert send(webhook, client=Client(enforce_csrf_checks=True)).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JUNK, kind=KINDS)
def test_no_junk_ends_in_an_error(webhook, body, kind):
    response = Client().generic("POST", url(webhook), body, kind or "text/plain")

    assert response.status_code == 200
    drain()
    assert not Parcel.objects.exclude(state="done").exists()


# -- signatures ----------------------------------------------------------------------

BODY = '{"name": "Нина"}'.encode()


def signed(secret, body=BODY):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.fixture
def secret(webhook, admin):
    webhook.renew_secret(by=admin)
    return webhook.secret


@pytest.mark.parametrize("header", ["X-Signature", "X-Hub-Signature-256"])
@pytest.mark.parametrize("prefix", ["", "sha256="])
def test_a_signed_delivery_is_taken(webhook, secret, header, prefix):
    assert send(webhook, BODY, **{header: prefix + signed(secret)}).status_code == 200
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("signature", ["", "sha256=", "ы", "0" * 64, signed("another")])
def test_a_wrong_signature_leaves_a_count_and_nothing_else(webhook, secret, signature):
    response = send(webhook, BODY, **({"X-Signature": signature.encode().decode("latin-1")} if signature else {}))

    webhook.refresh_from_db()
    assert (response.status_code, response.content) == (401, b"")
    assert (Delivery.objects.count(), webhook.bad_signatures) == (0, 1)


def test_a_signature_of_other_words_is_wrong(webhook, secret):
    assert send(webhook, BODY + b" ", **{"X-Signature": signed(secret)}).status_code == 401


def test_the_secret_of_before_holds_for_a_week(webhook, secret, admin, monkeypatch):
    webhook.renew_secret(by=admin)
    at = clock.now()

    assert send(webhook, BODY, **{"X-Signature": signed(webhook.secret)}).status_code == 200
    assert send(webhook, BODY, **{"X-Signature": signed(secret)}).status_code == 200
    monkeypatch.setattr("leads.views.webhook.clock.now", lambda: at + timedelta(days=8))
    assert send(webhook, BODY, **{"X-Signature": signed(secret)}).status_code == 401


def test_a_signed_time_holds_for_five_minutes(webhook, secret):
    def sent(ago):
        at = str(int(clock.now().timestamp()) - ago)
        return send(webhook, BODY, **{"X-Timestamp": at, "X-Signature": signed(secret, f"{at}.".encode() + BODY)}).status_code

    assert (sent(0), sent(240), sent(400)) == (200, 200, 401)
    assert send(webhook, BODY, **{"X-Timestamp": "²", "X-Signature": signed(secret)}).status_code == 401


def test_the_address_of_before_leads_here_for_a_week_or_until_it_is_ended(webhook, admin, monkeypatch):
    before = url(webhook)
    webhook.renew_address(by=admin)

    assert Client().get(before).status_code == Client().get(url(webhook)).status_code == 200
    at = clock.now()
    with monkeypatch.context() as later:
        later.setattr("leads.views.webhook.clock.now", lambda: at + timedelta(days=8))
        assert Client().get(before).status_code == 404
    webhook.forget_old(by=admin)
    assert Client().get(before).status_code == 404


def test_only_who_configures_changes_an_intake(webhook, anna):
    for act in (webhook.renew_secret, webhook.renew_address, webhook.forget_old, webhook.drop_secret):
        with pytest.raises(NotAllowed):
            act(by=anna)


# -- what is kept ----------------------------------------------------------------------


def test_what_was_sent_is_erased_after_thirty_days_and_the_rest_stays(webhook, monkeypatch):
    lead = lead_of(webhook)
    at = clock.now()
    erase_old()
    assert Delivery.objects.get().body

    monkeypatch.setattr("leads.intake.clock.now", lambda: at + timedelta(days=31))
    erase_old()

    delivery = Delivery.objects.get()
    assert (bytes(delivery.body), delivery.headers, delivery.ip, delivery.lead) == (b"", {}, None, lead)
    try_again(delivery)
    assert Delivery.objects.get().state == "done"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps({"name": "Нина", "phone": "89184421906"}, ensure_ascii=False).encode("utf-16"), "application/json"),
        (urlencode({"name": "Нина", "phone": "89184421906"}, encoding="cp1251"), "application/x-www-form-urlencoded; charset=windows-1251"),
    ],
)
def test_an_address_takes_whatever_letters(webhook, body, content_type):
    answer = Client().post(reverse("intake:webhook", args=[webhook.token]), body, content_type=content_type)
    assert answer.status_code == 200
    drain()
    assert Lead.objects.get().person == "Нина"
    assert Delivery.objects.get().state == "done"


def test_what_no_letters_make_sense_of_is_kept_as_it_came(webhook, client, admin):
    body = b"\xff\xfe{\x00\xd8"
    assert Client().post(reverse("intake:webhook", args=[webhook.token]), body, content_type="application/json").status_code == 200
    drain()
    delivery = Delivery.objects.get()
    assert (bytes(delivery.body), delivery.state, delivery.reason) == (body, "refused", "not_json")
    client.force_login(admin)
    assert client.get(reverse("intake:delivery", args=[delivery.pk])).status_code == 200
