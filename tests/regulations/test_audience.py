"""A section is shown to whom it is for, and to nobody else anywhere: page, contents, counts, search, links, print, extracts."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.models import Position
from regulations.finding import find
from regulations.models import Edition, EditionNode
from tests.hidden import gives_away

from .conftest import page, write

pytestmark = pytest.mark.django_db

FIGURE = "918273645"


@pytest.fixture
def sellers(anna):
    anna.position = Position.found("Seller", by=None)
    anna.save()
    return anna.position


@pytest.fixture
def fitters(boris):
    boris.position = Position.found("Fitter", by=None)
    boris.save()
    return boris.position


@pytest.fixture
def split(roles, sellers, fitters):
    """Part 2 is for sellers alone, its clause is for both and so for sellers; part 1 is for everybody and points to it."""
    from regulations.models import Regulation

    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    pages = [
        page("part", "1", "", "Part", "For all. See [[bonus]] and [[bonus|your bonus]]."),
        page("first", "1.1", "part", "First", "Calls are answered."),
        page("what-if", "1.2", "part", "What if", "| What | Where |\n|---|---|\n| Payday has come | [[bonus]] |"),
        page("second", "1.3", "part", "Second", "Two."),
        page("secret", "2", "", "Money of sellers", f"Sellers get {FIGURE}."),
        page("bonus", "2.1", "secret", "Bonus of sellers", f"The bonus is {FIGURE}."),
    ]
    draft = write(regulation, pages, publish=False)
    EditionNode.objects.filter(edition=draft, section__code="secret").update(audience=[sellers.pk])
    EditionNode.objects.filter(edition=draft, section__code="bonus").update(audience=[sellers.pk, fitters.pk])
    draft.publish(by=None)
    return regulation


def test_publishing_puts_a_clause_within_the_audience_of_its_part(split, sellers):
    audiences = dict(split.edition_in_force().nodes.values_list("section__code", "audience"))

    assert audiences == {"part": [], "first": [], "what-if": [], "second": [], "secret": [sellers.pk], "bonus": [sellers.pk]}


PAGES = ["", "part/", "editions/", "editions/1/", "editions/1/part/", "print/", "part/print/"]


def test_the_wrong_reader_finds_it_on_no_page(browser, split, anna, boris):
    his, hers = browser(boris), browser(anna)

    for url in PAGES:
        page_of_his = his.get(f"/handbook/INS-01/{url}")
        assert page_of_his.status_code == 200, url
        assert not gives_away(page_of_his, FIGURE)
        text = page_of_his.content.decode()
        assert "of sellers" not in text, url
        assert "bonus/" not in text, url
    assert "Bonus of sellers" in hers.get("/handbook/INS-01/").content.decode() + hers.get("/handbook/INS-01/secret/").content.decode()
    for url in ("secret/", "bonus/", "2.1/", "bonus/print/", "editions/1/bonus/"):
        assert his.get(f"/handbook/INS-01/{url}").status_code == 404, url
        assert hers.get(f"/handbook/INS-01/{url}", follow=True).status_code == 200, url


def test_search_and_the_palette_obey_it(browser, split, anna, boris):
    assert [hit.entry.code for hit in find("bonus", anna, "en")] == ["bonus", "part"]
    assert [hit.entry.code for hit in find("bonus", boris, "en")] == ["part"]
    assert "sellers" not in find("bonus", boris, "en")[0].snippet
    answer = browser(boris).post("/search/", {"q": "sellers"}, follow=True)
    assert "Bonus of sellers" not in answer.content.decode()


def test_a_link_to_it_is_words_that_tell_nothing(browser, split, boris):
    text = browser(boris).get("/handbook/INS-01/part/").content.decode()

    assert "See a section for other positions and your bonus." in text


def test_extracts_on_other_screens_obey_it(split, anna, boris, auditor):
    source = "{% load handbook %}{% section_extract 'INS-01/bonus' %}{% section_link 'INS-01/bonus' %}"

    def seen_by(user):
        request = RequestFactory().get("/")
        if user:
            request.user = user
        return Template(source).render(Context({"request": request})).strip()

    assert "Bonus of sellers" in seen_by(anna)
    assert seen_by(boris) == seen_by(auditor) == seen_by(None) == ""


def test_owner_and_editors_see_all_with_a_badge_and_the_reader_without(browser, split, anna, admin, head):
    split.owner = head
    split.save()

    for who, badge in ((admin, True), (head, True), (anna, False)):
        text = browser(who).get("/handbook/INS-01/bonus/").content.decode()
        assert ("Seller" in text.replace("Bonus of sellers", "")) is badge


def test_what_is_closed_today_is_not_read_in_an_old_edition(browser, split, boris, sellers):
    draft = split.open_draft(by=None)
    EditionNode.objects.filter(edition=draft, section__code="first").update(audience=[sellers.pk])
    draft.publish(by=None)

    assert browser(boris).get("/handbook/INS-01/editions/1/first/").status_code == 404
    assert browser(boris).get("/handbook/INS-01/first/").status_code == 404


def test_a_document_with_nothing_for_one_is_not_on_the_shelf(browser, split, boris, egor, sellers):
    draft = split.open_draft(by=None)
    EditionNode.objects.filter(edition=draft, parent=None).update(audience=[sellers.pk])
    draft.publish(by=None)

    assert browser(boris).get("/handbook/INS-01/").status_code == 404
    assert "INS-01" not in browser(egor).get("/handbook/").content.decode()


def test_the_audience_is_sealed_with_the_edition(split):
    from django.db import connection

    from regulations.chain import problems_in

    assert list(problems_in(split)) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE regulations_editionnode DISABLE TRIGGER node_is_final")
        cursor.execute("UPDATE regulations_editionnode SET audience = '[]'")
        cursor.execute("ALTER TABLE regulations_editionnode ENABLE TRIGGER node_is_final")
    assert list(problems_in(split)) == [f"{Edition.objects.get()}: the edition is not what was published"]


def test_what_happened_leads_only_to_what_is_written_for_the_reader(split, anna, boris):
    assert [hit.entry.code for hit in find("payday", anna, "en")] == ["bonus", "what-if"]
    assert [hit.entry.code for hit in find("payday", boris, "en")] == ["what-if"]
