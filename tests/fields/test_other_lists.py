"""Own fields in the lists of companies, people and leads, and in the files of all four lists."""

import io

import pytest
from openpyxl import load_workbook

from fields.models import CustomField
from leads.models import Lead
from tests.factories import make_company, make_contact, make_deal, make_funnel
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db

LISTS = {"company": "/clients/", "contact": "/clients/people/", "lead": "/leads/"}


@pytest.fixture
def make(anna, stages):
    make_funnel("Leads", cards="leads")

    """A record of any kind with own values: `make("lead", "Name", f1="x")`, Anna's unless told."""

    def made(entity, name, owner=anna, **extra):
        if entity == "company":
            record = make_company(owner, name)
        elif entity == "contact":
            record = make_contact(owner, name, "Person")
        elif entity == "deal":
            record = make_deal(owner, name=name)
        else:
            record = Lead.receive({"person": name, "phone_typed": f"8 918 {Lead.objects.count():03d}-19-06"}, by=owner)
        type(record).objects.filter(pk=record.pk).update(extra=extra)
        record.refresh_from_db()
        return record

    return made


def rows_of(response):
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


@pytest.mark.parametrize("entity", LISTS)
def test_a_column_and_a_condition_of_every_list(browser, own, make, anna, entity):
    text, choice = own(entity, "text", label="Words of <b>"), own(entity, "choice", options=["Red", "Blue"])
    make(entity, "Alfa", **{text.code: "<i>one</i>", choice.code: "Red"})
    make(entity, "Beta", **{text.code: "two", choice.code: "Blue"})
    client = browser(anna)

    page = client.get(f"{LISTS[entity]}?cols=extra_{text.code}&extra_{choice.code}=Red").content.decode()
    bad = client.get(f"{LISTS[entity]}?extra_{choice.code}=Green").content.decode()
    unseen = client.get(f"{LISTS[entity]}?extra_f99=Red").content.decode()

    assert ("Alfa" in page, "Beta" in page) == (True, False)
    assert "&lt;i&gt;one" in page
    assert "Words of &lt;b&gt;" in page
    assert "<i>one" not in page
    assert entity == "lead" or f"sort=extra_{text.code}" in page
    for answer in (bad, unseen):
        assert ("Alfa" in answer, "Beta" in answer) == (False, False)
        assert "othing is shown" in answer
    assert "no such field" in unseen


@pytest.mark.parametrize("entity", LISTS)
@pytest.mark.parametrize("turned", ["", "-"])
def test_an_order_of_every_list_goes_by_the_type(browser, own, make, anna, entity, turned):
    number = own(entity, "number")
    for value in ("10", "9", None):
        make(entity, f"Record {value}", **({number.code: value} if value else {}))
    client = browser(anna)

    page = client.get(f"{LISTS[entity]}?view={'all' if entity != 'lead' else 'new'}&sort={turned}extra_{number.code}").content.decode()
    places = [
        page.find(name) for name in (["Record 10", "Record 9", "Record None"] if turned else ["Record 9", "Record 10", "Record None"])
    ]

    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize("entity", LISTS)
def test_the_panel_offers_what_can_be_asked(browser, own, anna, stages, entity):
    own(entity, "date", label="Inspection")
    gone = own(entity, "text", label="Retired")
    CustomField.objects.filter(pk=gone.pk).update(retired_at="2026-01-01T00:00Z")
    url = {"company": "/clients/conditions/company/", "contact": "/clients/conditions/contact/", "lead": "/leads/conditions/"}[entity]

    panel = browser(anna).get(url).content.decode()

    assert "Inspection from" in panel
    assert "Retired" not in panel


@pytest.mark.parametrize("entity", LISTS)
def test_every_list_costs_the_same_for_one_and_many(browser, own, make, head, anna, boris, entity, cost):
    fields = [own(entity, kind) for kind in ("user", "client", "text")]
    extra = dict(zip([field.code for field in fields], [boris.pk, {"kind": "contact", "id": make_contact(anna).pk}, "x"], strict=True))
    url = f"{LISTS[entity]}?view={'all' if entity != 'lead' else 'new'}&" + "&".join(f"cols=extra_{field.code}" for field in fields)
    client = browser(head)
    for number in range(3):
        make(entity, f"First {number}", **extra)
    few = cost(client, url)
    for number in range(20):
        make(entity, f"More {number}", **extra)

    assert cost(client, url) == few


# -- files ---------------------------------------------------------------------------

FILES = {"deal": "/deals/list/export/?", "company": "/clients/export/company/xlsx/?", "contact": "/clients/export/contact/xlsx/?"}


@pytest.mark.parametrize("entity", FILES)
def test_a_file_has_all_own_fields_or_those_that_were_chosen(browser, own, make, head, entity):
    number, phone, text = (
        own(entity, "number", label="Rows"),
        own(entity, "phone", label="Second phone"),
        own(entity, "text", label="=cmd|x"),
    )
    make(entity, "Alfa", **{number.code: "12.5", phone.code: "+79184421906", text.code: '=HYPERLINK("x")'})
    client = browser(head)

    head_row, row = rows_of(client.get(FILES[entity]))
    chosen = rows_of(client.get(f"{FILES[entity]}cols=extra_{number.code}"))[0]
    csv_url = "/deals/list/export/?as=csv" if entity == "deal" else FILES[entity].replace("xlsx", "csv")
    csv = b"".join(client.get(csv_url).streaming_content).decode()

    assert head_row[-3:] == ["Rows", "Second phone", "=cmd|x"]
    assert row[-3:] == [12.5, "+79184421906", '=HYPERLINK("x")']
    assert (chosen[-1], "Second phone" in chosen) == ("Rows", False)
    assert "'=HYPERLINK" in csv
    assert "'=cmd|x" in csv
    assert ";+79184421906;" in csv


@pytest.mark.parametrize("entity", FILES)
def test_a_bad_condition_lets_no_file_leave(browser, own, make, head, entity):
    number = own(entity, "number")
    make(entity, "Alfa", **{number.code: "1"})

    for asked in (f"extra_{number.code}.min=x", "extra_f99.has=filled", f"extra_{number.code}=1"):
        assert browser(head).get(FILES[entity] + asked).status_code == 400


def test_a_file_holds_no_sums_for_those_who_do_not_see_them(own, make, poor, rf):
    from deals.exporting import DealTable
    from deals.models import Deal

    money, phone = own("deal", "money", label="Discount"), own("deal", "phone", label="Second phone")
    make("deal", "Alfa", owner=poor, **{money.code: "777000111", phone.code: "+79184421906"})

    table = DealTable(Deal.objects.all(), poor)

    assert not {"Discount", "Second phone"} & set(table.head)
    assert not gives_away(str(list(table.rows())), 777000111)
