"""A document takes its number once, says what the deal said that day, and is seen where the deal is seen."""

import threading
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from deals.models import Deal, Product
from documents.models import Counter, Document, OwnCompany
from documents.refusals import IsAnnulled, NobodyToReceive, NotAllowed, NothingToSell, NumberIsGiven
from tests.factories import make_deal
from timeline.models import Entry

pytestmark = pytest.mark.django_db


def issue(deal, template, by, **more):
    return Document.issue(deal, template, OwnCompany.objects.main(), by=by, **more)


def facts(deal, template, **more):
    return {"template": template.pk, "own_company": OwnCompany.objects.main().pk, "dated_on": "2026-11-22", "token": uuid.uuid4(), **more}


# -- numbers -------------------------------------------------------------------


def test_each_kind_and_year_is_numbered_from_one(deal, template, anna):
    days = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 11)]

    invoices = [issue(deal, template("invoice"), anna, dated_on=day) for day in days]

    assert [one.number for one in invoices] == ["1", "2", "1"]
    assert issue(deal, template("act"), anna, dated_on=days[0]).serial == 1


def test_a_number_wears_the_words_of_its_template(deal, template, anna):
    offer = template("offer")
    offer.shape({"number_format": "КП-{year}/{month}-{number}"}, by=None)

    assert issue(deal, offer, anna, dated_on=date(2026, 3, 1)).number == "КП-2026/03-1"


def test_what_was_refused_takes_no_number(anna, deal, template):
    empty = make_deal(anna, name="Empty", company=deal.company)
    with pytest.raises(NothingToSell):
        issue(empty, template("invoice"), anna)

    assert not Counter.objects.exists()
    assert issue(deal, template("invoice"), anna).serial == 1


def unpriced(deal, anna, name="Плуг"):
    plough = Product.objects.create(name=name, unit="шт")
    return deal.add_line(plough, by=anna, quantity=1)


@pytest.mark.parametrize("kind", ["invoice", "act", "contract"])
def test_what_is_paid_names_a_price_for_each_product(deal, template, anna, browser, kind):
    unpriced(deal, anna)
    answer = browser(anna).post(reverse("documents:issue", args=[deal.pk]), facts(deal, template(kind), note="By Friday"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Плуг" in page
    assert "By Friday" in page
    assert not Document.objects.exists()
    assert not Counter.objects.exists()


def test_an_offer_says_that_a_price_is_asked_for(deal, template, anna):
    unpriced(deal, anna)

    lines = issue(deal, template("offer"), anna).latest.content["lines"]

    assert (lines[1]["price"], lines[1]["total"]) == ("по запросу", "")


def test_a_date_of_a_former_year_gives_no_number_twice(deal, template, anna, browser):
    issue(deal, template("invoice"), anna, dated_on=date(2026, 11, 22))

    answer = browser(anna).post(reverse("documents:issue", args=[deal.pk]), facts(deal, template("invoice"), dated_on="2025-12-31"))

    assert answer.status_code == 422
    with pytest.raises(NumberIsGiven):
        issue(deal, template("invoice"), anna, dated_on=date(2025, 12, 31))
    assert issue(deal, template("contract"), anna, dated_on=date(2025, 12, 31)).number == "1/2025"
    assert issue(deal, template("invoice"), anna, dated_on=date(2027, 1, 11)).number == "1"


@pytest.mark.django_db(transaction=True)
def test_fifty_invoices_at_once_are_numbered_one_after_another(deal, template, anna):
    invoice, start, failed = template("invoice"), threading.Barrier(10), []

    def run():
        start.wait()
        try:
            for _turn in range(5):
                issue(deal, invoice, anna)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    assert sorted(Document.objects.values_list("serial", flat=True)) == list(range(1, 51))


def test_the_same_form_twice_is_one_invoice(deal, template, anna, browser):
    form = facts(deal, template("invoice"))
    for _again in range(2):
        answer = browser(anna).post(reverse("documents:issue", args=[deal.pk]), form)

    assert answer.status_code == 302
    assert Document.objects.count() == 1


# -- what it says ----------------------------------------------------------------


def test_sums_are_exact_to_the_kopeck(deal, template, anna):
    content = issue(deal, template("invoice"), anna).latest.content

    # 3 × 1 000,05 less 5 % is 2 850,1425; 20 % within it are 475,02.
    assert (content["total"], content["total_vat"]) == ("2 850,14".replace(" ", "\xa0"), "475,02")
    assert content["total_in_words"] == "Две тысячи восемьсот пятьдесят рублей 14 копеек"


def test_vat_may_be_added_to_prices(deal, template, anna, ours):
    ours.shape({"adds_vat": True}, by=None)

    content = issue(deal, template("invoice"), anna).latest.content

    assert [content[name].replace("\xa0", " ") for name in ("total_net", "total_vat", "total")] == ["2 850,14", "570,03", "3 420,17"]


def test_it_keeps_saying_what_the_deal_said(deal, template, anna):
    offer = issue(deal, template("offer"), anna)
    deal.lines.get().product.aliases.append("x")
    Product.objects.update(name="Каток")
    deal.company.change({"inn": "7736050003"}, by=anna)

    content = Document.objects.get(pk=offer.pk).latest.content

    assert (content["lines"][0]["name"], content["client"]["inn"]) == ("Борона", "7707083893")


def test_a_new_edition_says_what_is_true_now_under_the_same_number(deal, template, anna):
    offer = issue(deal, template("offer"), anna)
    offer.mark_sent("n@zarya.example", by=anna)
    deal.change_line(deal.lines.get(), by=anna, quantity=Decimal(10))

    offer.revise(by=anna, why="More harrows")

    offer.refresh_from_db()
    assert [edition.number for edition in offer.editions.all()] == [2, 1]
    assert (offer.number, offer.latest.content["lines"][0]["quantity"]) == ("КП-1", "10")
    assert offer.sent_at is None, "what was sent is the former edition"


def test_nobody_buys_without_a_name(anna, ours, deal, template):
    nobody = make_deal(anna, name="Nobody")

    with pytest.raises(NobodyToReceive):
        issue(nobody, template("contract"), anna)


def test_an_annulled_document_stays_as_it_is(deal, template, anna):
    act = issue(deal, template("act"), anna)
    act.annul("Wrong client", by=anna)

    for again in (lambda: act.revise(by=anna), lambda: act.mark_sent("", by=anna), lambda: act.annul("Twice", by=anna)):
        with pytest.raises(IsAnnulled):
            again()
    assert act.annulled_why == "Wrong client"


def test_both_histories_tell_it(deal, template, anna):
    act = issue(deal, template("act"), anna)

    assert act.entries.filter(verb="document_issued").count() == 1
    assert Entry.objects.of(("deal", deal.pk)).filter(verb="document_issued", details__document=act.pk).count() == 1


# -- who -------------------------------------------------------------------------


def test_the_next_owner_of_the_deal_reads_its_documents(deal, template, anna, boris, head):
    act = issue(deal, template("act"), anna)
    deal.give_to(boris, by=head)

    assert Document.objects.visible_to(boris).get() == act
    assert not Document.objects.visible_to(anna).exists()


@pytest.mark.parametrize("name", ["boris", "vera", "head2"])
def test_strangers_find_nothing_and_change_nothing(deal, template, anna, browser, request, name):
    act, stranger = issue(deal, template("act"), anna), browser(request.getfixturevalue(name))
    before = list(Document.objects.values())

    assert stranger.get(reverse("documents:documents")).content.decode().count("Заря") == 0
    assert stranger.get(reverse("documents:paper", args=[act.pk, 1, "pdf"])).status_code == 404
    for page in ("document", "revise", "sent", "scan", "annul"):
        assert stranger.get(reverse(f"documents:{page}", args=[act.pk])).status_code == 404
    assert stranger.post(reverse("documents:annul", args=[act.pk]), {"why": "Spite"}).status_code == 404
    assert stranger.post(reverse("documents:issue", args=[deal.pk]), facts(deal, template("act"))).status_code == 404
    assert list(Document.objects.values()) == before


def test_whoever_sees_no_sums_sees_no_documents(deal, template, anna, roles):
    issue(deal, template("act"), anna)
    roles["manager"].rights.remove("see_money")
    roles["manager"].save()

    blind = type(anna).objects.get(pk=anna.pk)
    assert not Document.objects.visible_to(blind).exists()
    with pytest.raises(NotAllowed):
        issue(Deal.objects.get(pk=deal.pk), template("act"), blind)


def test_a_deal_in_the_trash_takes_its_documents_along(deal, template, anna, head):
    issue(deal, template("act"), anna)
    deal.discard(by=head)

    assert not Document.objects.visible_to(head).exists()


# -- pages -------------------------------------------------------------------------


def test_bad_dates_stay_typed_and_take_no_number(deal, template, anna, browser):
    form = facts(deal, template("offer"), dated_on="2026-11-22", valid_until="2026-11-01", note="Keep me")
    answer = browser(anna).post(reverse("documents:issue", args=[deal.pk]), form)

    assert answer.status_code == 422
    assert "Keep me" in answer.content.decode()
    assert not Document.objects.exists()


def test_the_card_shows_the_documents_with_one_query_more(deal, template, anna, browser, django_assert_max_num_queries):
    for _many in range(3):
        issue(deal, template("act"), anna)
    page = browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()

    assert page.count("№ 3") >= 1
    assert "deal-documents" in page


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(deal, template, anna, browser):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = browser(anna), []
    for many in (1, 29):
        for _turn in range(many):
            issue(deal, template("act"), anna)
        client.get(reverse("documents:documents"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("documents:documents"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("view=not-sent", 1),
        ("view=annulled", 1),
        ("q=заря", 2),
        ("q=7707083893", 2),
        ("type=offer", 0),
        ("first=2030-01-01", 0),
        ("first=garbage", 0),
    ],
)
def test_the_list_finds_by_state_kind_day_and_client(deal, template, anna, browser, query, found):
    acts = [issue(deal, template("act"), anna) for _ in range(2)]
    acts[1].annul("Wrong", by=anna)

    page = browser(anna).get(reverse("documents:documents") + "?" + query).content.decode()

    assert page.count("data-record") == found


def test_search_finds_a_document_by_number_and_client_for_those_who_see_it(deal, template, anna, boris, browser):
    offer = issue(deal, template("offer"), anna)
    page = reverse("search:palette")

    for words in ("КП-1", "заря"):
        assert reverse("documents:document", args=[offer.pk]) in browser(anna, piece=True).post(page, {"q": words}).content.decode()
        assert "КП-1" not in browser(boris, piece=True).post(page, {"q": words}).content.decode()


def test_a_signed_document_shows_its_scan_and_gives_it(deal, template, anna, vera, browser):
    act = issue(deal, template("act"), anna)
    scan = SimpleUploadedFile("Акт подписан.pdf", b"%PDF-1.4 signed", content_type="application/pdf")
    browser(anna, piece=True).post(reverse("documents:scan", args=[act.pk]), {"file": scan})
    act.refresh_from_db()
    address = reverse("timeline:file", args=[act.scan.subject_kind, act.scan.subject_id, act.scan_id])

    page = browser(anna).get(reverse("documents:document", args=[act.pk]))

    assert page.status_code == 200
    assert address in page.content.decode()
    assert browser(anna).get(address).status_code == 200
    assert browser(vera).get(address).status_code == 404
