"""A colleague and a stranger: nothing of Anna's by any address, list, number, search, file or export."""

import hashlib
from datetime import date
from io import BytesIO

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role, SavedView
from accounts.scopes import RIGHTS, matrix
from contacts import limits
from contacts.models import PersonalAccess, Segment
from crm_project.lib.routes import routes
from leads.models import Lead
from tasks.models import CalendarFeed
from tasks.ready import make_ready_types
from tests.browser.belongings import Belongings, has_an_id, is_of_somebody
from timeline.models import Entry
from workday.closing import close
from workday.setting_rules import ask_for_more

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)
GUESSED = [route for route in routes() if has_an_id(route) and is_of_somebody(route)]
BUSINESS = ["timeline", "notifications", "contacts", "deals", "documents", "leads", "tasks", "telephony", "workday", "outbox", "bulk"]
BUSINESS += ["automation", "chains", "projects", "training"]
BEYOND = {"chains", "contacts", "deals", "documents", "projects", "tasks", "telephony", "timeline"}
PIECE = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T10:00:00+03:00")


@pytest.fixture
def hers(monkeypatch, settings, tmp_path, company_root, admin, anna, head, stages):
    """Anna's belongings, among them a breach of Monday."""
    settings.MEDIA_ROOT = tmp_path
    make_ready_types("en")
    company_root.judged_from = MONDAY
    company_root.save(update_fields=["judged_from"])
    hers = Belongings(anna, head, stages)
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T18:05:00+03:00")
    close()
    assert hers.explanation.breach == hers.enforcement.breach == hers.breach
    assert hers.look.user == hers.signal.user == hers.absence_request.user == anna
    ask_for_more(True, by=admin)
    return hers


@pytest.fixture(params=["boris", "vera"])
def stranger(request):
    """Sees own records alone, but holds every right that is not a scope: no door may hide behind a missing one."""
    user = request.getfixturevalue(request.param)
    rows = matrix("own", deleted="own", cards_export="own")
    user.role = Role.objects.create(code="able", name="Able", matrix=rows, rights=sorted(set(RIGHTS) - {"configure"}))
    user.save(update_fields=["role"])
    return user


def signed_in(user, **headers):
    client = Client(headers=headers)
    client.force_login(user)
    return client


def picture():
    """What the business tables hold, in a word; that somebody looked, or took a copy, is noted and changes nothing."""
    rows = []
    for app in BUSINESS:
        for model in apps.get_app_config(app).get_models():
            if model is PersonalAccess or model._meta.proxy:
                continue
            kept = model._default_manager.exclude(verb="taken_out") if model is Entry else model._default_manager
            rows += [f"{model.__name__} {row}" for row in kept.order_by("pk").values_list()]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def addresses(hers):
    return [(route, reverse(route.name, kwargs=keys)) for route in GUESSED for keys in hers.keys_of(route)]


def tried(client, method, url):
    """The answer, with whatever it changed taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response


def test_every_guessed_address_answers_a_stranger_as_if_there_were_nothing(hers, stranger):
    client, before, open_doors = signed_in(stranger, **PIECE), picture(), []
    for route, url in addresses(hers):
        for method in ("get", "post"):
            status = getattr(client, method)(url).status_code
            if status not in (404, 405):
                open_doors.append(f"{method} {url} {status} {route.name}")

    assert open_doors == []
    assert picture() == before


def test_a_foreign_card_leaves_the_board_like_one_that_never_was(hers, stranger):
    client = signed_in(stranger, **PIECE)
    foreign, absent = (client.get(f"/deals/{pk}/on-board/").content.decode().replace(f"deal-{pk}-", "") for pk in (hers.deal.pk, 987654321))

    assert foreign == absent


def test_the_same_addresses_are_no_dead_ends_for_those_who_may(hers, head, anna, admin):
    """Otherwise the test above would pass on addresses that nobody can open."""
    visitors = [signed_in(anna), signed_in(head), signed_in(admin)]
    dead = [
        url
        for _route, url in addresses(hers)
        if all(tried(client, method, url).status_code in (404, 405) for client in visitors for method in ("get", "post"))
    ]

    assert dead == []


def test_no_page_list_or_number_tells_of_hers(hers, stranger):
    client = signed_in(stranger)
    told = []
    for route in routes():
        if "<" in route.path or "GET" not in route.methods or route.right == "public" or route.path.startswith("/settings/"):
            continue
        response = client.get(route.path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if b"ecret" in body or b"Zarya" in body or b"123 456" in body or b"123,456" in body:
            told.append(route.path)

    assert told == []


@pytest.mark.parametrize("path", ["palette", "deals", "clients", "companies", "contacts", "search"])
def test_no_search_finds_hers(hers, stranger, path):
    page = signed_in(stranger, **PIECE).post(f"/search/{'' if path == 'search' else path + '/'}", {"q": "Secret"}).content.decode()

    assert "Secret plough" not in page
    assert "Secretova" not in page
    assert "Zarya" not in page


def test_the_board_counts_nothing_of_hers(hers, stranger):
    page = signed_in(stranger).get("/deals/").content.decode()

    assert "0 deals" in page
    assert "1 deal<" not in page
    assert "1 open" not in page


def test_an_export_holds_nothing_of_hers(hers, stranger):
    client = signed_in(stranger)
    for url in ("/deals/list/export/", "/calls/export/", "/clients/export/company/xlsx/", "/clients/export/contact/xlsx/"):
        response = client.get(url)
        assert response.status_code == 200, url
        content = b"".join(response.streaming_content) if response.streaming else response.content
        rows = [row for sheet in load_workbook(BytesIO(content)).worksheets for row in sheet.iter_rows(values_only=True)]
        assert not [row for row in rows if any("ecret" in str(cell) for cell in row)]


# -- somebody limited to a segment ---------------------------------------------------------


@pytest.fixture(params=["own", "all"])
def limited(request, hers, anna, admin):
    """Anna herself, with every right that is not a scope, limited to a segment in which none of her clients is."""
    rows = matrix(request.param, deleted=request.param, report=request.param, cards_export=request.param)
    anna.role = Role.objects.create(code="able", name="Able", matrix=rows, rights=sorted(set(RIGHTS) - {"configure"}))
    anna.save(update_fields=["role"])
    # Enquiries of nobody known are everybody's; so are one's own views.
    Lead.objects.update(person="Nina", name="Nina", search_text="nina")
    SavedView.objects.all().delete()
    CalendarFeed.objects.all().delete()
    limits.limit_to(anna, [Segment.objects.create(name="Farms")], by=admin)
    return type(anna).objects.get(pk=anna.pk)


def test_what_lies_beyond_the_segment_is_at_no_address(hers, limited):
    client, open_doors = signed_in(limited, **PIECE), []
    for route, url in addresses(hers):
        app = route.name.partition(":")[0]
        if app in BEYOND and "/lead/" not in url:
            statuses = [tried(client, method, url).status_code for method in ("get", "post")]
            open_doors += [] if set(statuses) <= {404, 405} else [f"{url} {statuses} {route.name}"]

    assert open_doors == []


def test_what_lies_beyond_the_segment_is_on_no_page(hers, limited):
    client, told = signed_in(limited), []
    for route in routes():
        if "<" in route.path or "GET" not in route.methods or route.right == "public" or route.path.startswith("/settings/"):
            continue
        response = client.get(route.path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        told += [route.path] if any(word in body for word in (b"ecret", b"Zarya", b"123 456", b"123,456")) else []
    for path in ("palette", "deals", "clients", "companies", "contacts", "search"):
        for words in ("Secret", "Zarya", "+79184421906"):
            page = client.post(f"/search/{'' if path == 'search' else path + '/'}", {"q": words}).content
            told += [f"{path} {words}"] if any(word in page for word in (b"plough", b"etova", b"Zarya secret")) else []

    assert told == []


def test_an_export_holds_nothing_from_beyond_the_segment(hers, limited):
    client = signed_in(limited)
    for url in ("/deals/list/export/", "/calls/export/", "/clients/export/company/xlsx/", "/clients/export/contact/xlsx/"):
        content = client.get(url)
        content = b"".join(content.streaming_content) if content.streaming else content.content
        rows = [row for sheet in load_workbook(BytesIO(content)).worksheets for row in sheet.iter_rows(values_only=True)]
        assert not [row for row in rows if any("ecret" in str(cell) for cell in row)]


# -- nobody at all -----------------------------------------------------------------------------


def test_without_a_name_every_address_leads_to_the_door_and_changes_nothing(hers):
    client, before, open_doors = Client(), picture(), []
    plain = [(route, route.path) for route in routes() if "<" not in route.path]
    for route, url in [*addresses(hers), *plain]:
        if route.right == "public":
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            is_door = answer.status_code == 302 and "/sign-in" in answer["Location"]
            open_doors += [] if is_door or answer.status_code in (401, 403, 405) else [f"{method} {url} {answer.status_code}"]

    assert open_doors == []
    assert picture() == before
