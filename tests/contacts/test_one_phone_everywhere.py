"""One number, however it is typed and wherever, leads to the one person who has it."""

import pytest
from django.urls import reverse

from contacts.models import Contact
from contacts.resolver import known_by
from tests.factories import make_contact

pytestmark = pytest.mark.django_db
TYPED = "8 (912) 345-67-89 доб. 12"
NOTATIONS = [
    TYPED,
    "+7 912 345 67 89",
    "89123456789",
    "9123456789",
    "7(912)3456789 #12",
    "8(912)345-67-89 ext 12",
    "345-67-89 доб. 12",
    "345-67-89",
]


@pytest.fixture
def nina(anna):
    nina = make_contact(anna)
    nina.add_phone(TYPED, by=anna)
    return nina


@pytest.mark.parametrize("typed", NOTATIONS)
def test_the_search_box_the_list_and_the_pickers_find_her(client, anna, nina, typed):
    client.force_login(anna)

    assert list(Contact.objects.visible_to(anna).search(typed, anna)) == [nina]
    for name in ("search:palette", "search:contacts"):
        assert "Ostapenko" in client.post(reverse(name), {"q": typed}, headers={"HX-Request": "true"}).content.decode()
    assert "Ostapenko" in client.get(reverse("contacts:contacts"), {"q": typed}).content.decode()


def test_a_form_that_is_being_filled_tells_of_her(client, anna, nina):
    client.force_login(anna)

    answer = client.post(reverse("contacts:known"), {"phones": TYPED}, headers={"HX-Request": "true"})

    assert "Nina Ostapenko" in answer.content.decode()
    assert known_by(phone=TYPED) == [(nina, "phone")]


@pytest.mark.parametrize("words", ["12345678 доб", "ул. Мира 12", "доб. 12"])
def test_words_with_digits_are_no_phone(anna, nina, words):
    assert not Contact.objects.visible_to(anna).search(words, anna).exists()
