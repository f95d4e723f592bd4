"""Lists leave as files: by right, with the columns one may see, harmless in a spreadsheet, noted."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from contacts.models import Company
from tests.factories import make_company
from timeline.models import Entry


def table(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize(("who", "status"), [("head", 200), ("admin", 200), ("anna", 403), ("auditor", 403), ("egor", 403)])
def test_an_export_needs_its_own_right(client, request, anna, who, status):
    make_company(anna)
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("contacts:export", args=["company", "csv"])).status_code == status


def test_an_export_holds_what_the_list_holds(client, anna, vera, head):
    make_company(anna, name="Ours")
    make_company(vera, name="Theirs")
    client.force_login(head)

    rows = table(client.get(reverse("contacts:export", args=["company", "csv"])))

    assert [row[1] for row in rows[1:]] == ["Ours"]


def test_without_the_right_to_see_phones_there_is_no_such_column(client, anna, head, roles):
    make_company(anna).add_phone("89184421906")
    roles["head"].rights = ["export"]
    roles["head"].save()
    client.force_login(head)

    rows = table(client.get(reverse("contacts:export", args=["company", "csv"])))

    assert "Phones" not in rows[0]
    assert "442-19-06" not in str(rows)


def test_no_cell_becomes_a_formula(client, anna, head):
    Company.open({"name": "=1+1"}, by=anna)
    client.force_login(head)

    rows = table(client.get(reverse("contacts:export", args=["company", "csv"])))
    book = client.get(reverse("contacts:export", args=["company", "xlsx"]))
    cell = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active["B2"]

    assert rows[1][1].startswith("'")
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_an_export_is_noted_with_its_conditions(client, anna, head):
    make_company(anna)
    client.force_login(head)

    client.get(reverse("contacts:export", args=["company", "csv"]), {"q": "vec"})

    note = Entry.objects.get(verb="exported")
    assert (note.actor, note.audience, note.details["rows"]) == (head, "admins", 1)
    assert note.details["conditions"] == {"q": "vec"}
