import threading
import uuid

import pytest
from django.db import connections

from contacts.models import Contact
from deals.models import Deal, StageField
from tests.factories import make_company, make_contact, make_deal, make_product

pytestmark = pytest.mark.django_db


def facts(**more):
    return {"token": str(uuid.uuid4()), "new_kind": "contact", **more}


def test_a_deal_is_opened_with_a_known_client(browser, anna, stages):
    company = make_company(anna, "Zarya")

    response = browser(anna, piece=True).post(
        "/deals/new/", facts(client=f"company:{company.pk}", product=make_product("Plough").pk, amount="5")
    )

    deal = Deal.objects.get()
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, f"/deals/{deal.pk}/")
    assert (deal.company, deal.owner, deal.stage, deal.amount, deal.name) == (company, anna, stages["New"], 5, "Plough · Zarya")


def test_a_new_client_comes_with_the_deal(browser, anna, stages):
    browser(anna, piece=True).post("/deals/new/", facts(new_name="Нина Остапенко", new_phone="8 918 442-19-06"))

    client = Deal.objects.get().contact
    assert (client.owner, [phone.e164 for phone in client.phones.all()]) == (anna, ["+79184421906"])


def test_without_a_client_nothing_is_opened(browser, anna, stages):
    response = browser(anna, piece=True).post("/deals/new/", facts(amount="5"))

    assert response.status_code == 422
    assert not Deal.objects.exists()


@pytest.mark.parametrize("client", ["company:{}", "contact:{}", "company:x", "user:1", "company:", "999"])
def test_a_foreign_or_forged_client_is_refused(browser, anna, vera, stages, client):
    foreign = make_company(vera, "Secret works")

    response = browser(anna, piece=True).post("/deals/new/", facts(client=client.format(foreign.pk)))

    assert response.status_code == 422
    assert "Secret works" not in response.content.decode()
    assert not Deal.objects.exists()


def test_sent_twice_it_is_one_deal_and_one_client(browser, anna, stages):
    sent = facts(new_name="Nina", new_phone="+7 918 442-19-06")
    client = browser(anna, piece=True)

    answers = {client.post("/deals/new/", sent).headers["HX-Redirect"] for _ in range(2)}

    assert (len(answers), Deal.objects.count(), Contact.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_one_deal(browser, anna, stages):
    sent, start, answers = facts(new_name="Nina"), threading.Barrier(2), []

    def send():
        client = browser(anna, piece=True)
        start.wait()
        answers.append(client.post("/deals/new/", sent).headers.get("HX-Redirect"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(answers)) == 1
    assert (Deal.objects.count(), Contact.objects.count()) == (1, 1)


def test_what_the_entry_asks_is_asked_at_once(browser, anna, stages):
    StageField.objects.create(stage=stages["New"], code="decision_on")
    client = browser(anna, piece=True)

    refused = client.post("/deals/new/", facts(new_name="Nina"))

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["decision_on"])
    assert not Contact.objects.exists()
    assert client.post("/deals/new/", facts(new_name="Nina", decision_on="2026-12-01")).status_code == 204


def test_a_deal_opened_further_on_answers_all_questions_before(browser, anna, stages):
    client = browser(anna, piece=True)
    address = f"/deals/new/?funnel={stages['New'].funnel_id}&stage={stages['Offer sent'].pk}"

    assert client.post(address, facts(new_name="Nina")).status_code == 422
    assert client.post(address, facts(new_name="Nina", amount="5", decision_on="2026-12-01")).status_code == 204


def test_who_may_only_read_opens_nothing(browser, auditor, stages):
    assert browser(auditor, piece=True).post("/deals/new/", facts(new_name="Nina")).status_code == 403
    assert not Deal.objects.exists()


def test_the_number_of_a_known_client_finds_them(browser, anna, vera, stages):
    known, foreign = make_contact(anna, "Nina"), make_contact(vera, "Secret")
    known.add_phone("+7 918 442-19-06")
    foreign.add_phone("+7 918 000-00-01")
    client = browser(anna, piece=True)

    client.post(f"/deals/new/at/{stages['New'].pk}/", facts(phone="8 (918) 442 19 06"))

    assert Deal.objects.get().contact == known
    assert "Nina" in client.post("/deals/new/twins/", {"phone": "89184421906"}).content.decode()
    assert "Secret" not in client.post("/deals/new/twins/", {"phone": "89180000001"}).content.decode()


@pytest.mark.parametrize("address", ["companies", "contacts"])
def test_pickers_offer_only_what_one_may_see(browser, anna, vera, stages, address):
    make_company(anna, "Zarya"), make_company(vera, "Zarya secret")
    make_contact(anna, "Zarya"), make_contact(vera, "Zarya secret")

    page = browser(anna, piece=True).post(f"/deals/pick/{address}/", {"q": "zarya"}).content.decode()

    assert "Zarya" in page
    assert "secret" not in page


def test_the_company_of_a_deal_is_renamed_in_no_way_here(browser, anna, stages):
    company = make_company(anna, "Zarya")
    make_deal(anna, company=company)

    browser(anna, piece=True).post("/deals/new/", facts(client=f"company:{company.pk}", name="Hacked", new_name="Hacked"))

    company.refresh_from_db()
    assert company.name == "Zarya"


def test_the_quick_form_asks_what_the_stage_demands(browser, anna, stages):
    StageField.objects.create(stage=stages["New"], code="decision_on")
    client = browser(anna, piece=True)
    address = f"/deals/new/at/{stages['New'].pk}/"

    assert client.post(address, {"token": str(uuid.uuid4()), "name": "Nina"}).status_code == 422
    client.post(address, {"token": str(uuid.uuid4()), "name": "Nina", "decision_on": "2026-12-01"})

    assert str(Deal.objects.get().decision_on) == "2026-12-01"
