"""PDF and what is printed: it knows its edition, its reader where it is confidential, and whether it still holds."""

import re
import zlib

import pytest

from accounts.models import Position
from crm_project.lib import html_pdf
from regulations.views import handing_out

from .conftest import page, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def laid_out(monkeypatch):
    """What would be laid out as a PDF."""
    seen = []

    def pdf_of(html):
        seen.append(html)
        return b"%PDF-1.7"

    monkeypatch.setattr(handing_out, "pdf_of", pdf_of)
    return seen


def confidential(regulation):
    draft = write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "Secret.")], publish=False)
    draft.header = {"en": {"title": "Small", "label": "Trade secret", "contacts": "ext. 101"}, "facts": {"confidential": True}}
    draft.save()
    draft.publish(by=None, summary={"en": "x"})
    return draft


def test_a_section_is_a_real_pdf(client, anna, small):
    client.force_login(anna)

    answer = client.get("/handbook/INS-01/first/pdf/")

    assert answer.content.startswith(b"%PDF-")
    assert small.entries.filter(verb="taken_out", actor=anna).get().details["section"] == "first"


def test_the_foot_knows_the_edition_and_has_a_short_link(client, anna, small, laid_out):
    client.force_login(anna)

    client.get("/handbook/INS-01/files/pdf/")
    client.get("/handbook/INS-01/first/pdf/")

    assert "/go/INS-01-1/" in laid_out[0]
    assert "edition 1 of" in laid_out[0]
    assert "/go/INS-01-1/first/" in laid_out[1]
    assert str(anna) not in laid_out[0]


def test_a_confidential_copy_names_its_reader_and_is_not_made_for_everybody(client, anna, head, small, laid_out):
    confidential(small)
    client.force_login(anna)
    assert client.get("/handbook/INS-01/files/pdf/").status_code == 403

    client.force_login(head)
    assert client.get("/handbook/INS-01/files/pdf/").status_code == 200
    assert f"copy of {head}" in laid_out[0]
    assert "Trade secret" in laid_out[0]


def test_marks_are_there_or_a_clean_copy(client, anna, small, laid_out):
    write(small, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "One and a half. See [[second]].")])
    client.force_login(anna)

    client.get("/handbook/INS-01/files/pdf/?since=1")
    client.get("/handbook/INS-01/files/pdf/?marks=none")

    assert "k-mark" in laid_out[0]
    assert "k-mark" not in laid_out[1]


def test_a_section_for_others_is_on_no_paper(client, anna, small, laid_out):
    position = Position.objects.create(name="Storekeeper")
    draft = write(small, [page("part", "1", "", "Part", "Opening.")], publish=False)
    draft.nodes.filter(section__code="second").update(audience=[position.pk])
    draft.publish(by=None, summary={"en": "x"})
    client.force_login(anna)

    assert client.get("/handbook/INS-01/second/pdf/").status_code == 404
    client.get("/handbook/INS-01/files/pdf/")
    assert "Two." not in laid_out[0]


def test_where_no_pdf_can_be_made_the_page_is_printed(client, anna, small, monkeypatch):
    def none(html):
        raise html_pdf.NoPdf

    monkeypatch.setattr(handing_out, "pdf_of", none)
    client.force_login(anna)

    assert client.get("/handbook/INS-01/first/pdf/")["Location"] == "/handbook/INS-01/first/print/"


def test_a_printed_copy_says_whether_it_still_holds(client, anna, small):
    client.force_login(anna)
    assert "is the edition in force" in client.get("/go/INS-01-1/").content.decode()

    write(small, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "Another text here.")])

    text = client.get("/go/INS-01-1/first/").content.decode()
    assert "superseded" in text
    assert re.search(r"\d changes? for you", text)
    assert "/handbook/INS-01/changes/?since=1" in text


@pytest.mark.parametrize("mark", ["INS-01-9", "INS-01", "NO-01-1", "INS-01-x", "INS-01-²", "-1", "INS-01-1.1.1"])
def test_a_mark_that_leads_nowhere_is_not_found(client, anna, small, mark):
    client.force_login(anna)

    assert client.get(f"/go/{mark}/").status_code == 404


def test_changes_in_sections_for_others_are_not_counted(client, anna, small):
    position = Position.objects.create(name="Storekeeper")
    draft = write(
        small, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "Kept from anna.")], publish=False
    )
    draft.nodes.filter(section__code="first").update(audience=[position.pk])
    draft.publish(by=None, summary={"en": "x"})
    client.force_login(anna)

    assert "Kept from anna" not in client.get("/go/INS-01-1/first/").content.decode()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_standard_is_one_page_of_paper(client, anna, handbook, language):
    """Words are explained on the screen; on paper their explanations would push it onto a second page."""
    anna.language = language
    anna.save()
    client.force_login(anna)

    body = client.get("/handbook/STD-01/files/pdf/").content

    packed = re.findall(rb"stream\n(.*?)\nendstream", body, re.DOTALL)
    objects = b"".join(zlib.decompressobj().decompress(one) for one in packed if one[:1] == b"x")
    assert len(re.findall(rb"/Type\s*/Page\b", body + objects)) == 1


def test_a_chart_is_drawn_on_paper(client, anna, handbook, laid_out):
    client.force_login(anna)
    client.get("/handbook/CRM-01/funnel-map/pdf/")
    charts = re.findall(r'<svg class="k-flowpic"', laid_out[0])
    assert charts
    assert html_pdf.drawable(laid_out[0]).count("<style>") == len(charts)
