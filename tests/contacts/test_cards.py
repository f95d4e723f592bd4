"""Cards and lists of clients: who sees what, what is kept on error, twice is once."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Company, Contact, Phone
from contacts.refusals import EditConflict
from tests.factories import make_company, make_contact, make_deal

PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "=cmd|' /C calc'!A0"]


def card(record):
    return reverse(f"contacts:{record.kind}", args=[record.pk])


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("head", 200), ("admin", 200), ("auditor", 200), ("boris", 404), ("vera", 404), ("egor", 404)]
)
def test_a_card_opens_for_whoever_may_see_the_client(client, request, anna, who, status):
    company = make_company(anna)
    client.force_login(request.getfixturevalue(who))

    assert client.get(card(company)).status_code == status


def test_a_colleague_who_leads_a_deal_sees_the_client_but_does_not_change_it(client, anna, boris, funnel):
    company = make_company(anna)
    make_deal(boris, company=company)
    client.force_login(boris)

    assert client.get(card(company)).status_code == 200
    assert client.post(reverse("contacts:edit", args=["company", company.pk]), {"name": "His"}).status_code in (302, 403)

    company.refresh_from_db()
    assert company.name == "Vector"


@pytest.mark.parametrize(("who", "found"), [("anna", 1), ("head", 1), ("boris", 0), ("vera", 0), ("auditor", 1)])
def test_a_list_holds_what_one_may_see(client, request, anna, who, found):
    make_company(anna, name="Zarya")
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse("contacts:companies")).content.decode()

    assert page.count("Zarya</a>") == found


@pytest.mark.parametrize("size", [1, 30])
def test_a_list_costs_the_same_for_one_client_and_for_many(client, anna, funnel, size):
    for n in range(size):
        company = make_company(anna, name=f"Company {n}")
        Phone.objects.create(company=company, e164=f"+7918000{n:04d}")
        make_deal(anna, company=company)
        company.take_in(make_contact(anna), by=anna)
    client.force_login(anna)
    client.get(reverse("contacts:companies"))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("contacts:companies"))

    assert len(queries) <= 26
    assert _lists.setdefault("companies", len(queries)) == len(queries)


_lists = {}


@pytest.mark.parametrize("size", [1, 30])
def test_a_card_costs_at_most_its_bound(client, anna, funnel, size):
    company = make_company(anna)
    for n in range(size):
        make_deal(anna, company=company)
        company.take_in(make_contact(anna, last_name=f"Person{n}"), by=anna)
    client.force_login(anna)
    client.get(card(company))

    with CaptureQueriesContext(connection) as queries:
        client.get(card(company))

    assert _lists.setdefault("card", len(queries)) == len(queries)


def new_company(client, **values):
    data = {"name": "ооо «вектор»", "phones": ["8 (918) 442-19-06"], "emails": ["Info@Vector.RU"], "token": uuid4(), **values}
    return client.post(reverse("contacts:new-company"), data)


def test_what_is_typed_is_brought_into_normal_form_and_kept(client, anna):
    client.force_login(anna)
    new_company(client)

    company = Company.objects.get()
    assert (company.name, company.legal_form, company.typed_name) == ("Вектор", "ООО", "ооо «вектор»")
    assert [(phone.e164, phone.typed) for phone in company.phones.all()] == [("+79184421906", "8 (918) 442-19-06")]
    assert [email.address for email in company.emails.all()] == ["info@vector.ru"]
    assert company.owner == anna


def test_a_person_is_sorted_into_the_parts_of_a_name(anna):
    person = Contact.open({"person": "ЧЕРНЕНКО ВАДИМ ИВАНОВИЧ"}, by=anna)

    assert (person.last_name, person.first_name, person.patronymic) == ("Черненко", "Вадим", "Иванович")
    assert person.typed_name == "ЧЕРНЕНКО ВАДИМ ИВАНОВИЧ"


def test_the_same_submission_twice_makes_one_client(client, anna):
    client.force_login(anna)
    token = uuid4()

    new_company(client, token=token)
    new_company(client, token=token)

    assert Company.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"inn": "235301847"}, "INN: 10 or 12 digits are needed, here are 9."),
        ({"inn": "0000000000"}, "INN: the same digit all over is no number."),
        ({"inn": "77070838X3"}, "INN: only digits are written here."),
        ({"kpp": "12345"}, "KPP: 9 characters are needed, here are 5."),
        ({"ogrn": "12345"}, "OGRN: 13 or 15 digits are needed, here are 5."),
        ({"inn": "7707083894"}, "the check digit does not fit"),
        ({"emails": ["nonsense"]}, "is no e-mail address"),
        ({"site": "javascript:alert(1)"}, "URL"),
    ],
)
def test_wrong_details_are_said_clearly_and_what_was_typed_is_kept(client, anna, values, sentence):
    client.force_login(anna)

    response = new_company(client, **values)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "ооо «вектор»" in page
    assert not Company.objects.exists()


def test_a_doubtful_check_digit_is_saved_when_insisted_on(client, anna):
    client.force_login(anna)

    new_company(client, inn="7707083894", sure="on")

    assert Company.objects.get().inn == "7707083894"


def test_the_second_editor_is_warned_and_keeps_the_typed(client, anna, head):
    company = make_company(anna)
    stale = company.version
    company.change({"about": "Pays late"}, by=head)
    client.force_login(anna)

    data = {"name": "Vector", "about": "Pays in time", "version": stale}
    response = client.post(reverse("contacts:edit", args=["company", company.pk]), data)

    assert response.status_code == 409
    assert "Pays in time" in response.content.decode()
    company.refresh_from_db()
    assert company.about == "Pays late"


def test_a_stale_version_is_refused_by_the_verb(anna):
    company = make_company(anna)
    company.change({"about": "One"}, by=anna, version=company.version)

    with pytest.raises(EditConflict):
        company.change({"about": "Two"}, by=anna, version=1)


def test_a_change_is_noted_with_old_and_new(anna):
    company = make_company(anna)
    company.change({"industry": "Farming"}, by=anna)
    company.change({"industry": "Dairy"}, by=anna)

    changes = company.entries.filter(verb="changed").order_by("-pk").first().details["changes"]
    assert changes == [{"key": "industry", "label": "Industry", "old": "Farming", "new": "Dairy"}]


def test_the_same_number_in_another_notation_stays_one_phone(anna):
    company = make_company(anna)

    company.add_phone("8 918 442-19-06")
    company.add_phone("+7 (918) 442 19 06")

    assert company.phones.count() == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_field_is_shown_as_text(client, anna, payload):
    company = Company.open({"name": payload, "about": payload, "industry": payload, "addresses": [payload], "emails": ["a@b.ru"]}, by=anna)
    contact = Contact.open({"person": payload, "messengers": [("other", payload)]}, by=anna)
    company.take_in(contact, by=anna, role=payload)
    client.force_login(anna)

    for url in (card(company), card(contact), reverse("contacts:companies"), reverse("contacts:contacts")):
        page = client.get(url).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page


def test_a_client_goes_to_the_trash_and_comes_back(client, anna, head):
    company = make_company(anna)
    client.force_login(head)

    client.post(reverse("contacts:discard", args=["company", company.pk]))
    assert "Vector</a>" not in client.get(reverse("contacts:companies")).content.decode()
    assert "Vector</a>" in client.get(reverse("contacts:companies"), {"view": "trash"}).content.decode()

    client.post(reverse("contacts:restore", args=["company", company.pk]))
    company.refresh_from_db()
    assert company.deleted_at is None


@pytest.mark.parametrize(("who", "status"), [("head", 302), ("anna", 403), ("boris", 403), ("vera", 403), ("auditor", 403)])
def test_only_those_with_the_right_give_a_client_away(client, request, anna, boris, who, status):
    company = make_company(anna)
    client.force_login(request.getfixturevalue(who))

    response = client.post(reverse("contacts:give", args=["company", company.pk]), {"owner": boris.pk})

    assert response.status_code == status
    company.refresh_from_db()
    assert company.owner == (boris if status == 302 else anna)


def test_an_invalid_filter_shows_nothing_and_exports_nothing(client, anna, head):
    make_company(anna)
    client.force_login(head)

    page = client.get(reverse("contacts:companies"), {"owner": "999999"})
    export = client.get(reverse("contacts:export", args=["company", "csv"]), {"owner": "999999"})

    assert "Vector</a>" not in page.content.decode()
    assert "makes no sense" in page.content.decode()
    assert export.status_code == 400
