import pytest

pytestmark = pytest.mark.django_db


def test_the_whole_is_printed_with_its_edition_and_every_section(client, anna, handbook):
    client.force_login(anna)

    text = client.get("/handbook/CRM-01/print/").content.decode()

    assert "CRM-01 · edition 1 of" in text
    assert text.count("<h2>") == 15
    assert text.count("<section") == handbook.edition_in_force().nodes.count()
    assert "k-rail" not in text


def test_one_section_is_printed_alone(client, anna, handbook):
    client.force_login(anna)

    text = client.get("/handbook/CRM-01/next-step/print/").content.decode()

    assert "<h1>11.1 Every deal has a next step</h1>" in text
    assert "11.2" not in text
    assert "data-print" in text


def test_a_part_is_printed_with_its_clauses(client, anna, handbook):
    client.force_login(anna)

    assert client.get("/handbook/CRM-01/tasks/print/").content.decode().count("<h2>") == 9
