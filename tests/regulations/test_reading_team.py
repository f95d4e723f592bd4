"""The head's table, the sheet, paper: own people only, and the sheet says what the screen says."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from regulations.models import Acknowledgement, ReadingAssignment
from regulations.reading import columns
from regulations.reading.columns import Cell, matrix_column

from .reading_hands import confirm, publish, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def some_have_read(rules, anna, boris, head, at):
    confirm(anna, rules)
    at(3)


def table(client, show=""):
    file = io.BytesIO(b"".join(client.get(f"/handbook/team/file/?show={show}").streaming_content))
    return [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]


def test_a_head_sees_own_people_and_nobody_elses(browser, some_have_read, head, head2):
    text = browser(head).get("/handbook/team/").content.decode()

    assert "Anna Testova" in text
    assert "Boris Testova" in text
    assert "Vera Testova" not in text
    assert "INS-01, edition 1" in text
    assert "1 of 2" in text
    assert "Vera Testova" in browser(head2).get("/handbook/team/").content.decode()


def test_a_manager_is_led_to_their_own_reading(browser, some_have_read, anna):
    answer = browser(anna).get("/handbook/team/")

    assert (answer.status_code, answer.url) == (302, "/handbook/my-reading/")


def test_the_file_says_what_the_screen_says(browser, some_have_read, head):
    rows = table(browser(head))

    assert rows[0] == ["Colleague", "Position", "Department", "INS-01, edition 1", "Total"]
    assert ["Anna Testova", None, "Sales", "confirmed", "1 of 1"] in [[cell or None for cell in row] for row in rows]
    assert len(rows) == 4
    assert not any("Vera" in str(cell) for row in rows for cell in row)


def test_the_file_is_for_who_may_export(browser, some_have_read, anna):
    assert browser(anna).get("/handbook/team/file/").status_code == 403


def test_late_and_new_people_are_found_by_a_press(browser, some_have_read, head, at):
    at(9)
    client = browser(head)

    assert "Boris Testova" in client.get("/handbook/team/?show=late").content.decode()
    assert "Anna Testova" not in client.get("/handbook/team/?show=late").content.decode()
    assert "Anna Testova" in client.get("/handbook/team/?show=new").content.decode()
    at(30)
    assert "Nobody here" in client.get("/handbook/team/?show=new").content.decode()


def test_apps_above_hang_their_columns_in(browser, some_have_read, head, anna, monkeypatch):
    monkeypatch.setattr(columns, "_columns", [])
    matrix_column("Basics", lambda people: {person.pk: Cell("92 %", "ok") for person in people if person == anna})

    text = browser(head).get("/handbook/team/").content.decode()

    assert "Basics" in text
    assert "92 %" in text
    assert "2 of 2" in text


def test_the_head_reminds_the_chosen(browser, some_have_read, head, anna, boris, vera):
    answer = browser(head, piece=True).post("/handbook/team/reminders/", {"people": [anna.pk, boris.pk, vera.pk, "x"]})

    assert "1 person was reminded" in answer["HX-Trigger"]
    assert boris.notices.filter(verb="reading.reminded").count() == 1
    assert anna.notices.filter(verb="reading.reminded").count() == vera.notices.filter(verb="reading.reminded").count() == 0
    assert browser(anna).post("/handbook/team/reminders/", {"people": [boris.pk]}).status_code == 403


def test_the_head_waives_with_a_reason_and_a_stranger_finds_nothing(browser, some_have_read, head, head2, anna, boris, rules):
    url = f"/handbook/readings/{reading(boris, rules).pk}/"
    assert browser(head2).post(url, {"reason": "Because"}).status_code == 404
    assert browser(anna).post(url, {"reason": "Because"}).status_code in (403, 404)
    assert browser(boris, piece=True).post(url, {"reason": "Because"}).status_code == 403
    assert browser(head).post(url, {"reason": " "}).status_code == 422
    assert reading(boris, rules) is not None

    assert browser(head).get(url).status_code == 200
    assert browser(head).post(url, {"reason": "Leaves on Friday"}).status_code == 302

    assert ReadingAssignment.objects.get(user=boris).why == "Leaves on Friday"
    assert "waived" in browser(head).get("/handbook/team/").content.decode()


# -- the sheet -----------------------------------------------------------------------------


def test_the_sheet_names_who_has_confirmed_this_edition_and_apart_who_has_not(browser, some_have_read, rules, head, boris):
    text = browser(head).get("/handbook/INS-01/sheet/").content.decode()

    signed, missing = text.split("Have not")
    assert "Anna Testova" in signed
    assert "I have read and understood it." in signed
    assert "3 sections" in signed
    assert "Boris Testova" in missing
    assert "5\u00a0November" in missing
    assert "Vera Testova" not in text


def test_the_sheet_is_of_exactly_the_edition_in_force(browser, some_have_read, rules, head, anna):
    publish(rules, first="Other.")

    signed, missing = browser(head).get("/handbook/INS-01/sheet/").content.decode().split("Have not")

    assert "Anna Testova" not in signed
    assert "Anna Testova" in missing


def test_the_sheet_is_not_for_managers(browser, some_have_read, anna):
    assert browser(anna).get("/handbook/INS-01/sheet/").status_code == 404
    assert browser(anna).get("/handbook/INS-01/sheet/pdf/").status_code in (403, 404)


def test_the_sheet_as_pdf(browser, some_have_read, head):
    pytest.importorskip("weasyprint")

    answer = browser(head).get("/handbook/INS-01/sheet/pdf/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_administrator_enters_a_signature_with_its_scan(browser, some_have_read, admin, head, head2, boris):
    url = f"/handbook/INS-01/sheet/paper/{boris.pk}/"
    scan = SimpleUploadedFile("signed.pdf", b"%PDF-1.4 a signature")
    assert browser(head).post(url, {"scan": scan, "signed_on": "2026-11-03"}).status_code == 403
    assert browser(admin).post(url, {"signed_on": "2026-11-03"}).status_code == 422
    assert browser(admin).post(url, {"scan": SimpleUploadedFile("x.exe", b"MZ"), "signed_on": "2026-11-03"}).status_code == 422
    assert browser(admin).post(url, {"scan": scan, "signed_on": "2027-01-01"}).status_code == 422
    assert Acknowledgement.objects.filter(user=boris).count() == 0

    scan.seek(0)
    assert browser(admin).post(url, {"scan": scan, "signed_on": "2026-11-03"}).status_code == 302

    made = Acknowledgement.objects.filter(user=boris).order_by("pk").last()
    download = f"/handbook/INS-01/sheet/scans/{made.pk}/"
    assert (made.method, made.entered_by, str(made.signed_on)) == ("paper", admin, "2026-11-03")
    assert b"".join(browser(head).get(download).streaming_content) == b"%PDF-1.4 a signature"
    assert browser(head2).get(download).status_code == 404


def test_the_administrator_declares_a_confirmation_void(browser, some_have_read, admin, head, anna, rules):
    url = f"/handbook/INS-01/sheet/voids/{Acknowledgement.objects.order_by('pk').last().pk}/"
    assert browser(head).post(url, {"reason": "Because"}).status_code == 403
    assert browser(admin).post(url, {"reason": ""}).status_code == 422
    assert reading(anna, rules) is None

    assert browser(admin).post(url, {"reason": "Pressed by a colleague"}).status_code == 302

    assert reading(anna, rules) is not None


def test_the_table_costs_the_same_for_many_people(browser, some_have_read, head, sales, bare_frame, django_assert_max_num_queries):
    from tests.factories import make_user

    for number in range(12):
        make_user(f"seller{number}", department=sales, superior=head)
    for url in ("/handbook/team/", "/handbook/INS-01/sheet/"):
        browser(head).get(url)
        client = browser(head)
        client.get(url)
        with django_assert_max_num_queries(20):
            client.get(url)
