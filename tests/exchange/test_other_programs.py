"""Files as Bitrix24, amoCRM, Google, HubSpot and Outlook write them come in through the pages with what is proposed there."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from contacts.models import Company, Contact
from deals.models import Deal, Product
from leads.models import Lead
from tests.exchange import files
from tests.exchange.conftest import counts
from tests.exchange.walking import walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def page(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def ready(roles):
    from deals.ready import make_ready_funnels

    return make_ready_funnels("ru")


def numbers(client):
    return [one.e164 for one in client.phones.all()]


def test_companies_of_bitrix24(page):
    found, run = walk(page, "COMPANY_20240312.csv", files.bitrix(files.COMPANIES))

    assert (run.what, counts(run), found.good) == ("companies", (2, 0, 0), 2)
    zarya = Company.objects.get(inn="7707083893")
    assert (zarya.name, zarya.legal_form, zarya.kpp, zarya.industry) == ("Заря", "ООО", "770701001", "Производство")
    assert numbers(zarya) == ["+79123456789", "+74951112233", "+79161112233"]
    assert [one.extension for one in zarya.phones.all()] == ["12", "", ""]
    assert [one.address for one in zarya.emails.all()] == ["info@zarya.example", "sale@zarya.example"]
    assert (zarya.site, zarya.foreign_id) == ("https://zarya.example", "101")
    assert [one.text for one in zarya.addresses.all()] == ["г. Москва, ул. Мира, 1", "г. Тула"]


def test_contacts_of_bitrix24_find_their_companies(page):
    walk(page, "COMPANY.csv", files.bitrix(files.COMPANIES))
    _found, run = walk(page, "CONTACT.csv", files.bitrix(files.CONTACTS))

    assert (run.what, counts(run)) == ("contacts", (2, 0, 0))
    nina = Contact.objects.get(last_name="Остапенко")
    assert (nina.patronymic, nina.birthday) == ("Петровна", date(1980, 3, 12))
    assert nina.companies.get() == Company.objects.get(inn="7707083893")
    assert numbers(nina) == ["+79184421906", "+79184421907"]


@pytest.mark.parametrize("as_html", [False, True])
def test_deals_of_bitrix24_are_gathered_from_their_product_rows(page, ready, as_html):
    name, content = ("DEAL.xls", files.html(files.DEALS)) if as_html else ("DEAL.csv", files.bitrix(files.DEALS))
    found, run = walk(page, name, content, funnel_name="Из Битрикса")

    assert (run.what, counts(run), run.joined) == ("deals", (2, 0, 0), 1)
    assert (found.good, found.joined, found.bad) == (2, 1, 0)
    plough = Deal.objects.get(foreign_id="501")
    assert (plough.name, plough.amount, plough.currency, plough.stage.kind) == ('Плуг "Заря"', Decimal("151234.56"), "RUB", "working")
    assert [(line.product.name, line.price, line.quantity) for line in plough.lines.all()] == [
        ("Плуг", Decimal("50000.00"), Decimal("3.000")),
        ("Доставка", Decimal("1234.56"), Decimal("1.000")),
    ]
    assert (str(plough.company), str(plough.contact)) == ("ООО «Заря»", "Нина Остапенко")
    assert plough.created_at == datetime(2024, 3, 12, 11, 5, tzinfo=UTC)
    won = Deal.objects.get(foreign_id="502")
    assert (won.stage.kind, won.closed_at.date()) == ("won", date(2024, 4, 20))
    assert run.notes["closing_guessed"] == 1


def test_the_same_deals_again_make_nothing_new(page, ready):
    walk(page, "DEAL.csv", files.bitrix(files.DEALS), funnel_name="Первый")
    found, again = walk(page, "DEAL.csv", files.bitrix(files.DEALS), funnel_name="Второй")

    assert (counts(again), again.joined, found.good, found.here) == ((0, 3, 0), 0, 0, 3)
    assert (Deal.objects.count(), Product.objects.count(), Contact.objects.count()) == (2, 2, 1)


def test_leads_of_bitrix24(page, ready):
    found, run = walk(page, "LEAD.csv", files.bitrix(files.LEADS))

    assert (run.what, counts(run), found.good) == ("leads", (3, 0, 0), 3)
    new, lost, won = (Lead.objects.get(foreign_id=number) for number in ("901", "902", "903"))
    assert (new.person, new.phone, new.email, new.stage.kind, new.is_imported) == ("Остапенко Нина", "+79184421906", "", "entry", True)
    assert new.comment.split("\n") == ["Нужен плуг", "Сумма: 1 234,56", "Комментарий: Перезвонить; утром", "+79184421907"]
    assert (lost.stage.kind, lost.closed_at.date()) == ("lost", date(2024, 3, 15))
    assert (won.stage.kind, won.converted_at is not None) == ("won", True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_deals_of_amocrm_bring_companies_and_people(page, ready, kind):
    content = files.amo_csv() if kind == "csv" else files.amo_xlsx()
    found, run = walk(page, f"amocrm_export_leads_2024-03-12.{kind}", content, funnel_name="Из amoCRM")

    assert (run.what, counts(run)) == ("deals", (3, 0, 0))
    assert {run.head[place] for place in found.unused} == {"Воронка", "cid (2)"}
    nina = Contact.objects.get(last_name="Остапенко")
    assert numbers(nina) == ["+79184421906", "+79184421907", "+74951112233"]
    assert [one.address for one in nina.emails.all()] == ["nina@zarya.example", "n@zarya.example"]
    assert str(nina.companies.get()) == "ООО «Заря»"
    assert Deal.objects.filter(contact=nina).count() == 2
    first = Deal.objects.get(foreign_id="30001")
    assert (first.closed_at, first.amount) == (None, Decimal(125000))
    assert (Deal.objects.get(foreign_id="30002").stage.kind, Company.objects.count()) == ("lost", 1)


def test_an_address_book_of_google(page):
    _found, run = walk(page, "contacts.csv", files.GOOGLE)

    assert (run.what, counts(run)) == ("contacts", (2, 0, 0))
    ivan = Contact.objects.get(first_name="Иван")
    assert [(one.e164, one.extension) for one in ivan.phones.all()] == [("+79160000001", ""), ("+74950000009", "12")]
    assert [one.address for one in ivan.emails.all()] == ["ivanov@example.ru", "i.ivanov@example.com"]
    assert ivan.about == 'Первая строка\nвторая, с запятой и "кавычками"'
    assert not [key for key in run.mapping.values() if key.startswith("extra:")]


def test_an_address_book_of_outlook_in_windows_letters(page):
    _found, run = walk(page, "outlook.CSV", files.OUTLOOK.encode("cp1251"))

    assert (run.what, counts(run)) == ("contacts", (1, 0, 0))
    assert numbers(Contact.objects.get()) == ["+74950000009", "+79160000001"]


def test_deals_of_hubspot(page, ready, anna):
    text = files.HUBSPOT.replace("ivan@example.com", anna.email)
    _found, run = walk(page, "hubspot.csv", text, funnel_name="Sales Pipeline")

    assert (run.what, counts(run)) == ("deals", (1, 0, 0))
    deal = Deal.objects.get()
    assert (deal.owner, deal.amount, deal.foreign_id) == (anna, Decimal("1250000.50"), "9000000001")
