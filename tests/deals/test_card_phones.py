import pytest

from tests.factories import make_company, make_contact, make_deal

pytestmark = pytest.mark.django_db


def test_a_stage_may_ask_for_the_phone_of_clients_of_both_kinds(browser, anna, stages):
    stages["Qualified"].fields.create(code="phone", position=2)
    company, contact = make_company(anna), make_contact(anna)
    company.add_phone("+7 918 442-19-06", by=anna)
    contact.add_phone("+7 918 442-19-07", by=anna)
    deal = make_deal(anna, company=company, contact=contact)

    page = browser(anna).get(deal.url).content.decode()

    assert "442-19-06" in page
    assert "442-19-07" in page
