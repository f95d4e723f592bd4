"""Search: by whatever one remembers, over what one may see, never an oracle."""

import pytest
from django.urls import reverse

from tests.factories import make_company, make_contact, make_deal


@pytest.fixture
def nina(anna):
    contact = make_contact(anna)
    contact.add_phone("8 918 442-19-06")
    contact.add_email("nina@zarya.ru")
    return contact


def palette(client, user, words):
    client.force_login(user)
    return client.post(reverse("search:palette"), {"q": words}).content.decode()


@pytest.mark.parametrize(
    "words", ["Ostap", "nina osta", "8 918 442-19-06", "+79184421906", "442-19-06", "1906", "nina@zarya", "NINA@ZARYA.RU"]
)
def test_a_person_is_found_by_whatever_one_remembers(client, anna, nina, words):
    assert "Ostapenko" in palette(client, anna, words)


@pytest.mark.parametrize("words", ["Ostap", "8 918 442-19-06", "nina@zarya.ru"])
@pytest.mark.parametrize("who", ["boris", "vera", "egor"])
def test_a_stranger_finds_nothing(client, request, nina, who, words):
    assert "Ostapenko" not in palette(client, request.getfixturevalue(who), words)


def test_without_the_right_a_number_finds_nobody(client, anna, nina, roles, funnel):
    make_deal(anna, name="A plough", contact=nina)
    roles["manager"].rights = []
    roles["manager"].save()

    assert "Ostapenko" not in palette(client, anna, "89184421906")
    assert "A plough" not in palette(client, anna, "89184421906")
    assert "Ostapenko" in palette(client, anna, "Ostap")


def test_companies_by_inn_and_deals_by_contract_number(client, anna, funnel):
    make_company(anna, name="Zarya", inn="7707083893")
    make_deal(anna, name="A plough", contract_number="187/26")

    assert "Zarya" in palette(client, anna, "7707083893")
    assert "A plough" in palette(client, anna, "187/26")


def test_e_and_yo_are_one_letter(client, anna):
    make_contact(anna, first_name="Пётр", last_name="Семёнов")

    assert "Семёнов" in palette(client, anna, "семенов")


@pytest.mark.parametrize("words", ["%", "_", "''; DROP TABLE", "\x00", "a" * 5000, "((((", "+", "8", "<script>alert(1)</script>"])
def test_any_words_are_harmless(client, anna, nina, words):
    client.force_login(anna)

    for name in ("palette", "companies", "contacts", "clients", "deals", "products", "people"):
        response = client.post(reverse(f"search:{name}"), {"q": words})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


def test_the_pickers_offer_only_what_one_may_see(client, anna, boris, nina):
    client.force_login(boris)

    assert "Ostapenko" not in client.post(reverse("search:contacts"), {"q": "Ostap"}).content.decode()
    assert "Ostapenko" not in client.post(reverse("search:clients"), {"q": "Ostap"}).content.decode()


def test_a_search_travels_by_post_only(client, anna):
    client.force_login(anna)

    assert client.get(reverse("search:palette"), {"q": "x"}).status_code == 405


def test_a_name_in_the_results_is_text(client, anna):
    make_company(anna, name="<img src=x onerror=alert(1)> Zarya")

    assert "<img src=x" not in palette(client, anna, "Zarya")
