from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from crm_project.lib import clock
from tasks.ready import make_ready_types
from telephony.models import Call
from tests.factories import make_contact, make_deal

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _types(roles):
    make_ready_types("en")


def form(**changes):
    now = timezone.localtime(clock.now())
    usual = {
        "direction": "out",
        "outcome": "answered",
        "phone": "+79184421906",
        "day": now.date(),
        "time": f"{now:%H:%M}",
        "length": "4:38",
    }
    return usual | changes


def test_a_call_is_logged_from_the_card(client, anna, stages):
    deal = make_deal(anna)
    client.force_login(anna)

    shown = client.get(f"/calls/log/?deal={deal.pk}", headers=HTMX)
    response = client.post(f"/calls/log/?deal={deal.pk}", form(text="Agreed"), headers=HTMX)

    assert shown.status_code == 200
    assert response.status_code == 204
    call = Call.objects.get()
    assert (call.deal, call.seconds, call.result_text, call.owner) == (deal, 278, "Agreed", anna)


def test_without_scripts_the_way_leads_back_to_the_card(client, anna, stages):
    deal = make_deal(anna)
    client.force_login(anna)

    response = client.post(f"/calls/log/?deal={deal.pk}", form())

    assert response.status_code == 302
    assert Call.objects.count() == 1


@pytest.mark.parametrize("who", ["boris", "vera"])
def test_a_foreign_card_takes_no_calls(client, request, anna, stages, who):
    deal = make_deal(anna)
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/calls/log/?deal={deal.pk}", form()).status_code == 404
    assert not Call.objects.exists()


def test_the_auditor_logs_nothing(client, auditor):
    client.force_login(auditor)

    assert client.post("/calls/log/", form()).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": "4:99"},
        {"length": "long"},
        {"phone": "x"},
        {"phone": "8 912\x00 345"},
        {"phone": ""},
        {"day": "2019-01-01"},
        {"day": "0001-01-01"},
        {"day": "0001-01-01", "time": "00:06"},
        {"day": "9999-12-31", "time": "23:59"},
        {"time": "25:00"},
        {"outcome": "missed"},
        {"direction": "sideways"},
        {"result": "999"},
    ],
)
def test_bad_input_is_kept_and_named(client, anna, wrong):
    client.force_login(anna)

    response = client.post("/calls/log/", form(text="Half an hour about ploughs", **wrong), headers=HTMX)

    assert response.status_code == 422
    assert "Half an hour about ploughs" in response.content.decode()
    assert not Call.objects.exists()


def test_a_number_finds_its_client_and_the_open_deal(client, anna, stages):
    nina = make_contact(anna)
    nina.phones.create(e164="+79184421906", typed="+79184421906")
    deal = make_deal(anna, contact=nina)
    client.force_login(anna)

    client.post("/calls/log/?phone=%2B79184421906", form(deal=deal.pk), headers=HTMX)

    assert (Call.objects.get().contact, Call.objects.get().deal) == (nina, deal)


def test_the_composer_answers_itself(client, anna, stages):
    deal = make_deal(anna)
    client.force_login(anna)

    wrong = client.post(f"/calls/log/?deal={deal.pk}", form(inline="1", length="x"), headers=HTMX)
    right = client.post(f"/calls/log/?deal={deal.pk}", form(inline="1"), headers=HTMX)

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert 'id="call-composer"' in wrong.content.decode()
    assert 'id="call-composer"' in right.content.decode()


def test_numbers_are_hidden_from_who_may_not_see_them(client, anna, roles, stages):
    nina = make_contact(anna)
    nina.phones.create(e164="+79184421906", typed="+79184421906")
    deal = make_deal(anna, contact=nina)
    Call.log(direction="in", outcome="missed", by=anna, phone="+79184421906", deal=deal)
    role = roles["manager"]
    role.rights = [right for right in role.rights if right != "see_contacts"]
    role.save()
    client.force_login(anna)

    pages = [
        client.get("/calls/"),
        client.get(f"/calls/log/?deal={deal.pk}", headers=HTMX),
        client.get("/calls/call-backs/"),
        client.get(f"/calls/panel/deal/{deal.pk}/"),
        client.get("/calls/?client=9184421906"),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "442-19-06" not in page.content.decode()
        assert "79184421906" not in page.content.decode().replace("client=9184421906", "")


def test_the_journal_shows_today_and_its_figures(client, anna, boris, stages):
    now = clock.now()
    Call.log(direction="out", outcome="answered", by=anna, phone="+79184421906", seconds=60)
    Call.log(direction="in", outcome="missed", by=anna, phone="+79280000001")
    Call.log(direction="out", outcome="answered", by=anna, phone="+79280000002", started_at=now - timedelta(days=2))
    Call.log(direction="out", outcome="answered", by=boris, phone="+79280000003")
    client.force_login(anna)

    page = client.get("/calls/")

    assert page.context["sums"]["all"] == 2
    assert page.context["waiting"] == 1
    assert {row.phone for row in page.context["rows"]} == {"+79184421906", "+79280000001"}
    assert {row.phone for row in client.get("/calls/?view=missed").context["rows"]} == {"+79280000001"}


def test_a_wrong_condition_shows_an_error_and_no_calls(client, anna, head):
    Call.log(direction="out", outcome="answered", by=anna, phone="+79184421906")
    client.force_login(head)

    page = client.get("/calls/?first=tomorrow")

    assert page.context["rows"] == []
    assert 'role="alert"' in page.content.decode()
    assert client.get("/calls/export/?first=tomorrow").status_code == 400


def test_the_journal_is_saved_by_right(client, anna, head, vera):
    Call.log(direction="out", outcome="answered", by=anna, phone="+79184421906", text="=1+1")
    client.force_login(anna)
    assert client.get("/calls/export/").status_code == 403
    client.force_login(head)

    file = load_workbook(BytesIO(b"".join(client.get("/calls/export/").streaming_content)))

    rows = list(file.active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][7] == "=1+1"


@pytest.mark.parametrize("size", [1, 30])
def test_the_journal_costs_the_same_for_one_call_and_for_many(client, anna, stages, size, bare_frame, django_assert_max_num_queries):
    nina = make_contact(anna)
    deal = make_deal(anna, contact=nina)
    for _ in range(size):
        Call.log(direction="in", outcome="missed", by=anna, phone="+79184421906", deal=deal)
    client.force_login(anna)

    with django_assert_max_num_queries(14) as queries:
        client.get("/calls/")

    costs.setdefault("journal", len(queries))
    assert len(queries) == costs["journal"]


costs = {}


def test_the_result_is_written_after_the_talk_by_who_talked(client, anna, boris, stages):
    deal = make_deal(anna)
    call = Call.log(direction="out", outcome="answered", by=anna, phone="+79184421906", deal=deal)
    client.force_login(boris)
    assert client.post(f"/calls/{call.pk}/result/", {"text": "Not mine"}).status_code == 404
    client.force_login(anna)

    client.post(f"/calls/{call.pk}/result/", {"text": "Agreed"}, headers=HTMX)

    call.refresh_from_db()
    assert call.result_text == "Agreed"
    assert deal.entries.filter(verb="call_result").count() == 1


def test_a_number_dialled_by_hand_leads_to_the_dialog(client, anna):
    client.force_login(anna)

    wrong = client.post("/calls/dial/", {"phone": "hello"}, headers=HTMX)
    right = client.post("/calls/dial/", {"phone": "8 918 442 19 06"}, headers=HTMX)

    assert wrong.status_code == 422
    assert 'href="tel:+79184421906"' in right.content.decode()
    assert "/calls/log/?phone=%2B79184421906" in right.content.decode()
