"""A client of a table is the same as one typed on a page: normal form, checks, history."""

import pytest

from contacts.models import Company, Contact
from deals.models import Product
from tests.exchange.conftest import counts, reasons
from timeline.models import Entry
from timeline.sentences import read

pytestmark = pytest.mark.django_db


def test_a_company_of_a_table_is_in_the_same_form_as_one_typed_on_a_page(head, bring):
    typed = Company.open(
        {"name": 'ооо "вектор"', "inn": "7707083893", "phones": ["8 (918) 442-19-06 доб. 12"], "emails": ["Info@Vector.RU"]}, by=head
    )
    typed.discard(by=head)

    run = bring(
        head,
        "companies",
        'Название;ИНН;Телефон;E-mail;Сайт\n"ооо ""вектор""";7707083893;8 (918) 442-19-06 доб. 12;Info@Vector.RU;vector.ru',
    )

    assert counts(run) == (1, 0, 0)
    company = Company.objects.live().get()
    same = ("name", "legal_form", "typed_name", "inn", "search_text", "name_key", "owner", "department")
    assert [getattr(company, name) for name in same] == [getattr(typed, name) for name in same]
    lines = [(one.e164, one.extension, one.typed, one.position) for one in company.phones.all()]
    assert lines == [(one.e164, one.extension, one.typed, one.position) for one in typed.phones.all()]
    assert [one.address for one in company.emails.all()] == ["info@vector.ru"]
    assert company.site == "https://vector.ru"


def test_several_phones_of_one_cell_and_of_two_columns_all_come_in(head, bring):
    bring(head, "companies", "Название;Рабочий телефон;Мобильный телефон\nЗаря;8 918 442-19-06 ::: +7 495 000-00-09;89165550011")

    assert [one.e164 for one in Company.objects.get().phones.all()] == ["+79184421906", "+74950000009", "+79165550011"]


def test_the_history_says_who_imported_the_card_and_from_which_file(head, bring):
    bring(head, "companies", "Название\nЗаря")

    entry = Company.objects.get().entries.get()
    assert (entry.verb, entry.actor, entry.details["file"], entry.details["row"]) == ("imported", head, "clients.csv", 2)
    assert "clients.csv" in str(read(entry))


@pytest.mark.parametrize(
    ("cells", "field", "why"),
    [
        ("Заря;770708389;;;", "inn", "inn"),
        ("Заря;7707083890;;;", "inn", "inn_digit"),
        ("Заря;7,70708E+09;;;", "inn", "spoiled"),
        ("Заря;7707083893;77;;", "kpp", "kpp"),
        ("Заря;500100732259;770701001;;", "kpp", "kpp_of_a_person"),
        ("Заря;;;нет;", "phone", "phone"),
        ("Заря;;;7.91844E+10;", "phone", "spoiled"),
        ("Заря;;;;nina-at-zarya", "email", "email"),
        (";7707083893;;;", "name", "empty"),
    ],
)
def test_a_wrong_row_stays_out_and_says_what_is_wrong(head, bring, cells, field, why):
    run = bring(head, "companies", f"Название;ИНН;КПП;Телефон;E-mail\n{cells}\nКолос;;;;")

    assert counts(run) == (1, 0, 1)
    assert [(told[1], told[2]) for told in reasons(run)] == [(field, why)]
    assert run.refusals.get().cells == cells.split(";")


def test_an_inn_whose_check_digit_does_not_fit_comes_in_when_a_person_says_so(head, bring):
    run = bring(head, "companies", "Название;ИНН\nЗаря;7707083890", doubtful="take")

    assert counts(run) == (1, 0, 0)
    assert Company.objects.get().inn == "7707083890"


def test_a_daughter_above_its_holding_in_the_file_becomes_its_part(head, bring):
    bring(head, "companies", "account,subsidiary_of\nBluth,Acme\nAcme,\n")

    assert Company.objects.get(name="Bluth").parent == Company.objects.get(name="Acme")


def test_a_product_of_a_price_list_says_where_it_came_from(admin, bring):
    run = bring(admin, "products", "Товар;Раздел;Цена\nПлуг;Техника;1 234,50\nплуг;Техника;9")

    assert counts(run) == (1, 1, 0)
    product = Product.objects.get()
    assert (product.name, product.group.name, str(product.price)) == ("Плуг", "Техника", "1234.50")
    assert Entry.objects.of(("product", product.pk)).get().details["file"] == "clients.csv"


def test_ten_rows_cost_as_many_questions_as_two_hundred(head, draft, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from exchange.running import run_import

    # What the planner knows outlives a test: whether a table is looked at anew depends on the tests before.
    monkeypatch.setattr("exchange.running.freshen", lambda *_told: None)
    numbers = []
    for size in (10, 200):
        rows = "\n".join(
            f"Нина {size}х{n};Фирма {size}х{n};8 918 {size:03d}-{n // 100:02d}-{n % 100:02d};n{size}x{n}@zarya.ru" for n in range(size)
        )
        run = draft(head, "contacts", f"ФИО;Компания;Телефон;E-mail\n{rows}")
        with CaptureQueriesContext(connection) as captured:
            run_import(run.pk)
        numbers.append(len(captured))
    assert Contact.objects.count() == 210
    assert numbers[0] == numbers[1]
