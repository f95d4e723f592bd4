"""Likely doubles: what the background finds, who is shown them, and that a word of a person stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.jobs import find_doubles
from contacts.models import Company, CompanyPair, Contact, ContactPair, Email, Phone
from contacts.sweeping import sweep
from tests.factories import make_company, make_contact, make_deal

pytestmark = pytest.mark.django_db


def pairs():
    return {(pair.first.name, pair.second.name): (pair.reasons, pair.likeness) for pair in CompanyPair.objects.all()}


# -- the sweep ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"phone": ("+79184421906", "")}, {"phone": ("+79184421906", "")}, "phone"),
        ({"phone": ("+78613045518", "12")}, {"phone": ("+78613045518", "13")}, None),
        ({"email": "info@zarya.ru"}, {"email": "info@zarya.ru"}, "email"),
        ({"inn": "7707083893", "kpp": "770701001"}, {"inn": "7707083893"}, "inn"),
        ({"inn": "7707083893", "kpp": "770701001"}, {"inn": "7707083893", "kpp": "231201001"}, None),
        ({"inn": "7707083893", "phone": ("+79184421906", "")}, {"inn": "7736050003", "phone": ("+79184421906", "")}, None),
        ({"name": "Вектор"}, {"name": "BEKTOP"}, "name"),
        ({"name": "ЗерноТрейд"}, {"name": "Зерно-Трейдинг"}, "similar"),
        ({"name": "ЗерноТрейд"}, {"name": "Агростепь"}, None),
    ],
)
def test_companies_meet_by_what_they_share(anna, first, second, reason):
    for n, facts in enumerate((dict(first), dict(second))):
        phone, email = facts.pop("phone", None), facts.pop("email", None)
        company = make_company(anna, **{"name": ("Agrostep", "Zarya")[n], **facts})
        if phone:
            Phone.objects.create(company=company, e164=phone[0], extension=phone[1])
        if email:
            Email.objects.create(company=company, address=email)

    find_doubles()

    assert [pair.reasons for pair in CompanyPair.objects.all()] == ([[reason]] if reason else [])


def test_people_meet_by_a_number_only_if_their_names_may_be_one(anna):
    nina, short, oleg = make_contact(anna), make_contact(anna, "Nina", ""), make_contact(anna, "Oleg", "Petrov")
    for person in (nina, short, oleg):
        Phone.objects.create(contact=person, e164="+79184421906")

    sweep()

    assert [(pair.first, pair.second) for pair in ContactPair.objects.all()] == [(nina, short)]


def test_people_of_one_name_meet_in_one_company(anna):
    company = make_company(anna)
    somov, again, elsewhere = make_contact(anna, "Пётр", "Сомов"), make_contact(anna, "Петр", "Сомов"), make_contact(anna, "Пётр", "Сомов")
    for person in (somov, again):
        company.take_in(person, by=anna)
    make_company(anna, name="Other").take_in(elsewhere, by=anna)
    sweep()
    company.take_in(make_contact(anna, "Олег", "Зимин"), by=anna)

    sweep()

    assert [(pair.first, pair.second, pair.reasons) for pair in ContactPair.objects.all()] == [(somov, again, ["name"])]


def test_several_reasons_make_a_pair_likelier(anna):
    for name in ("Vector", "VECTOR"):
        Phone.objects.create(company=make_company(anna, name=name), e164="+79184421906")

    sweep()

    assert pairs() == {("Vector", "VECTOR"): (["name", "phone"], 93)}


def test_a_shared_number_and_one_name_make_people_likelier_than_the_number(anna):
    for name in ("Nina", "Nina", "N."):
        Phone.objects.create(contact=make_contact(anna, name), e164="+79184421906")

    sweep()

    assert sorted((pair.reasons, pair.likeness) for pair in ContactPair.objects.all()) == [
        (["name", "phone"], 93),
        (["phone"], 90),
        (["phone"], 90),
    ]


def test_only_what_changed_is_compared_again(anna):
    first, second = make_company(anna, name="Agrostep"), make_company(anna, name="Zarya")
    assert sweep() == 2
    assert sweep() == 0

    second.change({"phones": ["+7 918 442-19-06"]}, by=anna)
    assert sweep() == 1
    first.add_phone("8 918 442 19 06")
    assert sweep() == 1
    assert pairs() == {("Agrostep", "Zarya"): (["phone"], 90)}

    first.refresh_from_db()
    first.change({"phones": []}, by=anna)
    sweep()
    assert pairs() == {}


def test_a_run_is_bounded_and_the_next_one_goes_on(anna, monkeypatch):
    monkeypatch.setattr("contacts.sweeping.BATCHES", 1)
    monkeypatch.setattr("contacts.sweeping.BATCH", 2)
    for n in range(3):
        make_company(anna, name=f"Company {n} of a kind")

    assert [sweep(), sweep(), sweep()] == [2, 1, 0]


@pytest.mark.parametrize("size", [2, 40])
def test_a_batch_costs_as_many_questions_however_large(anna, size):
    for _n in range(size):
        Phone.objects.create(company=make_company(anna), e164="+79184421906")

    with CaptureQueriesContext(connection) as queries:
        sweep()

    assert _costs.setdefault("sweep", len(queries)) == len(queries)


_costs = {}


def test_cards_in_the_trash_and_absorbed_ones_are_no_doubles(anna, head):
    first, second, third = (make_company(anna) for _n in range(3))
    third.discard(by=head)
    first.absorb(second, by=head)

    sweep()

    assert pairs() == {}


# -- what a person said --------------------------------------------------------------------------


@pytest.fixture
def pair(anna):
    make_company(anna, name="Вектор"), make_company(anna, name="BEKTOP")
    sweep()
    return CompanyPair.objects.get()


def test_not_a_double_does_not_come_back(client, anna, pair):
    client.force_login(anna)
    client.post(reverse("contacts:double-dismiss", args=["company", pair.pk]))
    pair.first.refresh_from_db()
    pair.first.change({"about": "Sows wheat"}, by=anna)
    sweep()

    assert "BEKTOP" not in client.get(reverse("contacts:double-company")).content.decode()
    assert list(CompanyPair.objects.open()) == []

    client.post(reverse("contacts:double-return", args=["company", pair.pk]))
    assert "BEKTOP" in client.get(reverse("contacts:double-company")).content.decode()


@pytest.mark.parametrize("who", ["boris", "vera", "auditor"])
def test_only_those_who_edit_both_cards_say_that_they_are_two(client, request, pair, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(reverse("contacts:double-dismiss", args=["company", pair.pk])).status_code == 404
    assert list(CompanyPair.objects.open()) == [pair]


# -- who is shown it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "shown"),
    [("anna", 200, 1), ("head", 200, 1), ("admin", 200, 1), ("boris", 200, 0), ("head2", 200, 0), ("auditor", 403, 0)],
)
def test_the_list_holds_pairs_of_which_one_may_see_both(client, request, pair, who, status, shown):
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse("contacts:double-company"))

    assert page.status_code == status
    assert page.content.decode().count("BEKTOP</a>") == shown


def test_a_pair_with_a_foreign_card_is_neither_on_the_list_nor_on_the_card(client, anna, boris):
    own = make_company(anna, name="Вектор")
    make_company(boris, name="BEKTOP")
    sweep()
    client.force_login(anna)

    assert CompanyPair.objects.count() == 1
    for address in (reverse("contacts:double-company"), reverse("contacts:company", args=[own.pk])):
        assert "BEKTOP" not in client.get(address).content.decode()


def test_the_card_says_that_it_is_likely_a_double(client, anna, boris, funnel, pair):
    client.force_login(anna)
    page = client.get(reverse("contacts:company", args=[pair.first_id])).content.decode()

    assert "Likely a double:" in page
    assert reverse("contacts:merge", args=["company", pair.first_id, pair.second_id]) in page

    for company in Company.objects.all():
        make_deal(boris, company=company)
    client.force_login(boris)
    page = client.get(reverse("contacts:company", args=[pair.first_id])).content.decode()
    assert "Likely a double:" in page
    assert reverse("contacts:merge", args=["company", pair.first_id, pair.second_id]) not in page


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_for_one_pair_and_for_many(client, anna, bare_frame, size):
    for n in range(size):
        for name in (f"Вектор{n}", f"BEKTOP{n}"):
            company = make_company(anna, name=name)
            Phone.objects.create(company=company, e164=f"+7918000{n:04d}")
            Email.objects.create(company=company, address=f"info{n}@zarya.ru")
    sweep()
    client.force_login(anna)
    client.get(reverse("contacts:double-company"))

    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("contacts:double-company")).content.decode()

    assert page.count("data-record") >= size
    assert _costs.setdefault("list", len(queries)) == len(queries)


def test_people_have_their_own_list(client, anna):
    for _n in range(2):
        Phone.objects.create(contact=make_contact(anna), e164="+79184421906")
    sweep()
    client.force_login(anna)

    assert client.get(reverse("contacts:double-contact")).content.decode().count("data-record") == 1
    assert Contact.objects.count() == 2
