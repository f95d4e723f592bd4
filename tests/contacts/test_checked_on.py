"""Contact data is checked on a day; after some months the card asks quietly, one click answers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User, Workspace
from contacts.care import is_to_check, unchecked
from contacts.models import Company, Contact
from contacts.refusals import NotAllowed
from tests.factories import make_company, make_contact

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-22T12:00:00+03:00")


def checked(client, on):
    type(client).objects.filter(pk=client.pk).update(checked_on=on)
    client.refresh_from_db()
    return client


@pytest.fixture
def nina(anna):
    return checked(make_contact(anna), date(2025, 11, 21))


def test_a_new_card_was_checked_on_its_day(anna):
    assert Company.open({"name": "Zarya"}, by=anna).checked_on == TODAY


@pytest.mark.parametrize(
    ("changes", "checks"), [({"phones": ["+7 918 442-19-06"]}, True), ({"person": "Nina Orlova"}, True), ({"about": "tea"}, False)]
)
def test_a_change_of_contact_data_is_a_check(nina, anna, changes, checks):
    nina.change(changes, by=anna)
    nina.refresh_from_db()
    assert (nina.checked_on == TODAY) == checks


def test_one_click_sets_today_and_twice_is_once(client, anna, nina):
    client.force_login(anna)
    card = reverse("contacts:contact", args=[nina.pk])
    assert "Still right" in client.get(card).content.decode()
    version = nina.version

    for _time in range(2):
        assert client.post(reverse("contacts:check", args=["contact", nina.pk])).status_code == 302

    nina.refresh_from_db()
    assert (nina.checked_on, nina.version) == (TODAY, version)
    assert [entry.verb for entry in nina.entries.all()].count("data_checked") == 1
    assert "still-right" not in client.get(card).content.decode()


@pytest.mark.parametrize("who", ["boris", "vera", "auditor"])
def test_a_stranger_confirms_nothing(client, request, nina, who):
    person = request.getfixturevalue(who)
    client.force_login(person)
    assert client.post(reverse("contacts:check", args=["contact", nina.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        nina.confirm_data(by=person)
    nina.refresh_from_db()
    assert nina.checked_on == date(2025, 11, 21)


@pytest.mark.parametrize(
    ("months", "on", "asks"),
    [(12, date(2025, 11, 21), True), (12, date(2025, 11, 22), False), (0, date(1999, 1, 1), False), (3, date(2026, 8, 1), True)],
)
def test_after_how_many_months_is_the_companys_choice(client, anna, nina, months, on, asks):
    Workspace.objects.update(check_months=months)
    checked(nina, on)
    client.force_login(anna)
    assert ("still-right" in client.get(reverse("contacts:contact", args=[nina.pk])).content.decode()) == asks
    assert unchecked(Contact.objects.all()).exists() == asks


def test_a_card_never_checked_counts_from_its_making(anna):
    old = checked(make_company(anna, "Old"), None)
    Company.objects.filter(pk=old.pk).update(created_at="2024-01-01T00:00:00Z")
    checked(make_company(anna, "New"), None)
    assert [company.name for company in unchecked(Company.objects.all())] == ["Old"]


def test_the_list_filters_and_a_wrong_condition_shows_nothing(client, anna, nina):
    checked(make_contact(anna, last_name="Fresh"), TODAY)
    client.force_login(anna)
    page = client.get(reverse("contacts:contacts"), {"data": "old"}).content.decode()
    assert "Ostapenko" in page
    assert "Fresh" not in page
    assert "Ostapenko" not in client.get(reverse("contacts:contacts"), {"data": "x"}).content.decode()


def test_the_card_asks_the_same_number_of_questions(client, anna, nina):
    client.force_login(anna)
    numbers = set()
    for on in (TODAY, date(2024, 1, 1)):
        checked(nina, on)
        client.get(reverse("contacts:contact", args=[nina.pk]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("contacts:contact", args=[nina.pk]))
        numbers.add(len(captured))
    assert len(numbers) == 1


def test_one_looks_ones_own_profile_over(client, anna):
    User.objects.filter(pk=anna.pk).update(checked_on=None, joined_at="2024-01-01T00:00:00Z")
    client.force_login(anna)
    assert "Still right" in client.get(reverse("accounts:profile")).content.decode()

    for _time in range(2):
        client.post(reverse("accounts:profile_checked"))

    anna.refresh_from_db()
    assert anna.checked_on == TODAY
    assert [entry.verb for entry in anna.entries.all()].count("profile_checked") == 1
    assert "Still right" not in client.get(reverse("accounts:profile")).content.decode()


def test_months_beyond_measure_are_refused(client, admin):
    client.force_login(admin)
    facts = {"name": "Ordo", "zone": "Europe/Moscow", "currency": "RUB", "language": "en", "start_profile": "several"}
    assert client.post(reverse("accounts:workspace"), facts | {"check_months": 500}).status_code == 422
    assert client.post(reverse("accounts:workspace"), facts | {"check_months": 6}).status_code == 302
    assert Workspace.current().check_months == 6


def test_the_filter_looks_at_no_card_that_was_checked(anna, nina):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = unchecked(Contact.objects.visible_to(anna).live()).newest_first()[:51].explain()
    assert "contact_newest_sure_on" in plan
    assert "Index Cond: (COALESCE(checked_on" in plan


def test_the_card_and_the_list_agree_on_the_day(client, anna):
    for hour in ("2025-11-21T20:59:00Z", "2025-11-21T21:01:00Z", "2025-11-21T23:59:00Z", "2025-11-22T00:01:00Z"):
        made = checked(make_contact(anna), None)
        Contact.objects.filter(pk=made.pk).update(created_at=hour)
        made.refresh_from_db()
        assert is_to_check(made) == unchecked(Contact.objects.filter(pk=made.pk)).exists()
