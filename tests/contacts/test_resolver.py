"""Who is this: an exact number opens a name and an owner, nothing else, and that is noted."""

import pytest
from django.urls import reverse

from contacts.resolver import known_by, look_up
from notifications.models import Notice
from tests.factories import make_company, make_contact, make_deal
from timeline.models import Entry


@pytest.fixture
def nina(anna):
    contact = make_contact(anna, about="Owes us 500 000")
    contact.add_phone("8 918 442-19-06")
    contact.add_email("nina@zarya.ru")
    return contact


@pytest.mark.parametrize("typed", ["+79184421906", "8(918)442-19-06", "9184421906", "８９１８４４２１９０６", "+7 918 442 19 06 доб. 5"])
def test_a_phone_is_known_in_any_notation(nina, typed):
    assert [(client.pk, how) for client, how in known_by(phone=typed)] == [(nina.pk, "phone")]


def test_the_owner_is_told_everything_and_nothing_is_noted(anna, nina):
    found = look_up(anna, phone="89184421906")

    assert [(one.client, one.is_visible) for one in found] == [(nina, True)]
    assert not Entry.objects.filter(verb="looked_up").exists()


def test_a_stranger_is_told_name_owner_and_open_deal_only(client, boris, anna, nina, funnel):
    make_deal(anna, name="Secret deal", contact=nina)
    client.force_login(boris)

    page = client.post(reverse("contacts:known"), {"phones": ["8 918 442-19-06"]}).content.decode()

    assert "Nina Ostapenko" in page
    assert str(anna) in page
    assert "There is an open deal." in page
    for secret in ("Secret deal", "Owes us", "nina@zarya.ru", reverse("contacts:contact", args=[nina.pk])):
        assert secret not in page
    assert Entry.objects.filter(verb="looked_up", actor=boris).count() == 1


def test_a_part_of_a_number_or_a_name_opens_nothing(client, boris, nina):
    client.force_login(boris)

    for data in ({"phones": ["442-19-06"]}, {"phones": ["8918442"]}, {"emails": ["nina@"]}, {"phones": ["Ostapenko"]}, {"inn": "12345"}):
        assert "Nina" not in client.post(reverse("contacts:known"), data).content.decode()


def test_without_the_right_to_see_phones_a_number_is_no_key(client, boris, nina, roles):
    roles["manager"].rights = []
    roles["manager"].save()
    client.force_login(boris)

    assert "Nina" not in client.post(reverse("contacts:known"), {"phones": ["89184421906"]}).content.decode()


def test_a_stranger_leaves_a_note_for_the_owner(client, boris, anna, nina):
    client.force_login(boris)
    proof = look_up(boris, phone="89184421906")[0].proof

    client.post(reverse("contacts:note"), {"proof": proof, "text": "She called me about a plough"})

    assert nina.entries.get(verb="note_left").details["text"] == "She called me about a plough"
    assert Notice.objects.get(verb="client.note_left").recipient == anna


@pytest.mark.parametrize("proof", ["", "nonsense", "WyJjb250YWN0IiwxLDFd:1abc:xyz"])
def test_a_note_needs_the_proof_of_an_exact_match(client, boris, nina, proof):
    client.force_login(boris)

    assert client.post(reverse("contacts:note"), {"proof": proof, "text": "x"}).status_code == 404


def test_a_proof_serves_only_who_got_it(client, boris, vera, nina):
    proof = look_up(boris, phone="89184421906")[0].proof
    client.force_login(vera)

    assert client.post(reverse("contacts:note"), {"proof": proof, "text": "x"}).status_code == 404


def test_asking_for_very_many_numbers_opens_no_more(boris, anna, monkeypatch):
    monkeypatch.setattr("contacts.resolver.FOREIGN_PER_HOUR", 2)
    for n in range(3):
        make_contact(anna).add_phone(f"8918000000{n}")

    told = [bool(look_up(boris, phone=f"8918000000{n}")) for n in range(3)]

    assert told == [True, True, False]


def test_an_inn_is_known_too(boris, anna):
    make_company(anna, inn="7707083893")

    assert [one.how for one in look_up(boris, inn="7707083893")] == ["inn"]
