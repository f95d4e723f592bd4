import pytest
from django.contrib.auth import get_user_model
from zeal import zeal_ignore

from crm_project.lib import clock
from regulations.loader import publish_later_edition
from regulations.models import Regulation

from .conftest import page, write

pytestmark = pytest.mark.django_db

EVERYBODY = ["anna", "boris", "egor", "head", "admin", "auditor"]
PAGES = [
    "/handbook/",
    "/handbook/CRM-01/",
    "/handbook/CRM-01/tasks/",
    "/handbook/CRM-01/next-step/",
    "/handbook/CRM-01/editions/",
    "/handbook/CRM-01/editions/1/",
    "/handbook/CRM-01/editions/1/next-step/",
    "/handbook/CRM-01/print/",
    "/handbook/CRM-01/tasks/print/",
    "/handbook/STD-01/",
    "/handbook/search/?q=overdue",
]


@pytest.fixture
def as_anna(client, anna):
    client.force_login(anna)
    return client


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_works_here_reads_the_handbook(client, request, handbook, who):
    client.force_login(request.getfixturevalue(who))

    assert {url: client.get(url).status_code for url in PAGES} == dict.fromkeys(PAGES, 200)


def test_whoever_may_not_see_the_handbook_is_refused(as_anna, anna, handbook):
    anna.role.matrix["regulation"]["see"] = "none"
    anna.role.save()

    assert {as_anna.get(url).status_code for url in PAGES} == {403}


def test_strangers_are_asked_to_sign_in(client, handbook):
    assert client.get("/handbook/CRM-01/").status_code == 302


def test_a_section_shows_its_text_its_place_and_its_neighbours(as_anna, handbook):
    text = as_anna.get("/handbook/CRM-01/next-step/").content.decode()

    assert "<h1>11.1 Every deal has a next step</h1>" in text
    assert 'rel="prev" href="/handbook/CRM-01/tasks/"' in text
    assert 'rel="next"' in text
    assert '<a href="/handbook/CRM-01/next-step/" class="active" aria-current="page">' in text
    assert '<a href="/handbook/CRM-01/deal-lost/">8.2 Loss reasons</a>' in text


def test_a_part_is_read_with_all_its_clauses(as_anna, handbook):
    text = as_anna.get("/handbook/CRM-01/tasks/").content.decode()

    assert text.count('class="k-clause"') == 9
    assert text.count("<h1>") == 1


def test_the_reader_reads_in_his_language(as_anna, anna, handbook):
    get_user_model().objects.update(language="ru")

    assert "11.1 У каждой сделки есть следующий шаг" in as_anna.get("/handbook/CRM-01/next-step/").content.decode()


def test_an_untranslated_section_is_shown_in_the_other_language_and_says_so(as_anna, small):
    get_user_model().objects.update(language="ru")

    text = as_anna.get("/handbook/INS-01/first/").content.decode()

    assert '<div lang="en">' in text
    assert "<h1>1.1 First</h1>" in text


def test_a_number_leads_to_the_permanent_address(as_anna, handbook):
    response = as_anna.get("/handbook/CRM-01/11.1/")

    assert (response.status_code, response.url) == (302, "/handbook/CRM-01/next-step/")


def test_the_address_of_a_section_taken_out_answers_with_its_last_text(as_anna, small):
    write(small, [page("part", "1", "", "Part", "Without the first.")])

    response = as_anna.get("/handbook/INS-01/first/")

    assert response.status_code == 200
    assert "edition 1" in response.content.decode()
    assert "<h1>1.1 First</h1>" in response.content.decode()


@pytest.mark.parametrize("address", ["CRM-09", "CRM-01/nowhere", "CRM-01/editions/9", "CRM-01/nowhere/print"])
def test_what_does_not_exist_is_not_found(as_anna, handbook, address):
    assert as_anna.get(f"/handbook/{address}/").status_code == 404


def test_a_past_edition_is_read_as_it_was(as_anna, handbook):
    publish_later_edition()

    old = as_anna.get("/handbook/CRM-01/editions/1/contact-rhythm/").content.decode()
    new = as_anna.get("/handbook/CRM-01/contact-rhythm/").content.decode()

    assert "every six months" in old
    assert "every six months" not in new
    assert "/handbook/CRM-01/editions/1/" in old


def test_the_list_of_editions_names_what_each_changed(as_anna, handbook):
    publish_later_edition()

    text = as_anna.get("/handbook/CRM-01/editions/").content.decode()

    assert "8.3 What to write about a loss" in text
    assert "11.1 Every deal has a next step" not in text


def test_drafts_are_for_those_who_write(client, request, small):
    write(small, [page("part", "1", "", "Part", "Secret.")], publish=False)

    seen = {}
    for who in ("anna", "admin"):
        client.force_login(request.getfixturevalue(who))
        seen[who] = client.get("/handbook/INS-01/editions/2/").status_code

    assert seen == {"anna": 404, "admin": 200}


def test_a_retired_regulation_disappears_for_readers(as_anna, small, admin):
    small.retire(by=admin)

    assert as_anna.get("/handbook/INS-01/").status_code == 404


def test_a_regulation_without_an_edition_has_no_page(as_anna, roles):
    Regulation.objects.create(code="NEW-01", created_at=clock.now())

    assert as_anna.get("/handbook/NEW-01/").status_code == 404


MOST = {"CRM-01/print": 78, "CRM-01/tasks": 36, "CRM-01/next-step": 35, "STD-01": 42}
"""Pages whose blocks ask of the settings and of the reader's days; the whole document has all of them, each asked once."""


@pytest.mark.parametrize("url", PAGES)
def test_a_page_costs_the_same_whatever_it_holds(as_anna, handbook, small, bare_frame, url, django_assert_max_num_queries):
    """Session, user, regulation, edition, nodes, texts, index and little more; living blocks, where a page has any, ask of the settings."""
    as_anna.get(url)

    with django_assert_max_num_queries(next((most for part, most in MOST.items() if part in url), 19)):
        as_anna.get(url)


def test_a_small_document_costs_as_much_as_a_large_one(as_anna, handbook, small):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent = []
    for url in ("/handbook/INS-01/part/", "/handbook/CRM-01/comments/"):
        as_anna.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_anna.get(url)
        spent.append(len(queries))

    assert 0 <= spent[1] - spent[0] <= 2, "the large one is bound to a figure, which is worked out"


def test_an_empty_shelf_offers_the_ready_handbook_to_those_who_may(client, request, roles):
    offered = {}
    for who in ("anna", "admin"):
        client.force_login(request.getfixturevalue(who))
        offered[who] = "/handbook/load/" in client.get("/handbook/").content.decode()

    assert offered == {"anna": False, "admin": True}


@pytest.mark.parametrize(("who", "status", "editions"), [("admin", 302, 3), ("head", 403, 0), ("anna", 403, 0)])
def test_only_those_who_write_the_handbook_may_publish_the_ready_one(client, request, roles, who, status, editions):
    from regulations.models import Edition

    client.force_login(request.getfixturevalue(who))

    # Three documents are three times the same statements, and never more.
    with zeal_ignore():
        response = client.post("/handbook/load/")

    assert response.status_code == status
    assert Edition.objects.count() == editions


def test_a_section_whose_code_is_a_page_of_the_document_is_read_too(browser, handbook, anna):
    """0.2 of the ready handbook is called as the list of changes is."""
    page = browser(anna).get("/handbook/CRM-01/s/changes/").content.decode()
    assert "0.2" in page.partition("<main")[2]
    assert 'href="/handbook/CRM-01/s/changes/' in browser(anna).get("/handbook/CRM-01/passport/").content.decode()
