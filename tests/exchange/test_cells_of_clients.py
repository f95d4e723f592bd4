"""Phones in every notation, figures of the past, and the file of rows that stayed out."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from contacts.models import Company, Contact
from crm_project.lib.cells import BadCell, as_decimal
from exchange.running import run_import
from tests.exchange.conftest import counts, reasons
from tests.exchange.walking import walk

pytestmark = pytest.mark.django_db


def phones(client):
    return [(one.e164, one.extension) for one in client.phones.all()]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("8 (912) 345-67-89 доб. 12", [("+79123456789", "12")]),
        ("8 912 345-67-89, доб. 12", [("+79123456789", "12")]),
        ("8 912 345-67-89,12", [("+79123456789", "12")]),
        ("8 912 345-67-89; 8 912 345-67-80", [("+79123456789", ""), ("+79123456780", "")]),
        ("8 912 345-67-89, 8 912 345-67-80", [("+79123456789", ""), ("+79123456780", "")]),
        ("8 912 345-67-89 / 8 912 345-67-80", [("+79123456789", ""), ("+79123456780", "")]),
        ('"8 912 345-67-89\n8 912 345-67-80, доб. 7"', [("+79123456789", ""), ("+79123456780", "7")]),
        ("8 912 345-67-89 ::: 8 912 345-67-80", [("+79123456789", ""), ("+79123456780", "")]),
        ("'+79123456789", [("+79123456789", "")]),
        ("+7 (495) 123-45-67/68", [("", "")]),
    ],
)
def test_numbers_of_one_cell(head, bring, cell, told):
    run = bring(head, "companies", f"Название|Телефон\nЗаря|{cell}".replace("|", "\t"))

    assert counts(run) == (1, 0, 0), reasons(run)
    assert phones(Company.objects.get()) == told


@pytest.mark.parametrize("cell", ["7.9123E+10", "7,91612E+10", "79E9", "7.9E10", "1234.56E+7"])
def test_a_number_spoiled_by_a_spreadsheet_is_refused(head, bring, cell):
    run = bring(head, "contacts", f"ФИО\tТелефон\nНина\t{cell}")

    assert reasons(run)[0][1:3] == ("phone", "spoiled")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        *(("1 234,56", "1234.56"), ("1\xa0234,56\xa0₽", "1234.56"), ("1 234,56 руб.", "1234.56"), ("руб. 100", "100"), ("-5,5", "-5.5")),
        *(("1,234.56", "1234.56"), ("$1,234,567.89", "1234567.89"), ("1.234.567,89", "1234567.89"), ("", None), ("−7", "-7")),
    ],
)
def test_sums_in_every_notation(cell, told):
    assert as_decimal(cell) == (None if told is None else Decimal(told))


@pytest.mark.parametrize(("cell", "why"), [("12abc34", "number"), ("7E+10", "spoiled"), ("нет", "number"), ("1" * 70 + "x2", "number")])
def test_what_is_no_sum_is_refused(cell, why):
    with pytest.raises(BadCell) as told:
        as_decimal(cell)
    assert told.value.why == why


@pytest.mark.parametrize(("what", "model"), [("companies", Company), ("contacts", Contact)])
def test_figures_of_the_past_stand_apart_from_reckoned_ones(client, head, bring, what, model):
    title = "Название" if what == "companies" else "ФИО"
    table = f"{title};Дата первого контакта;Количество сделок;Сумма сделок;Дата последней сделки\nЗаря;12.03.2019;7;1 234 567,80;45631"

    run = bring(head, what, table)

    assert counts(run) == (1, 0, 0), reasons(run)
    zarya = model.objects.get()
    assert (zarya.opening_first_on, zarya.opening_count, zarya.opening_sum) == (date(2019, 3, 12), 7, Decimal("1234567.80"))
    assert zarya.opening_last_on == date(2024, 12, 5)
    client.force_login(head)
    page = client.get(reverse(f"contacts:{zarya.kind}", args=[zarya.pk]))
    assert "contacts/card/_opening.html" in [template.name for template in page.templates]
    assert zarya.entries.get().verb == "imported"


@pytest.mark.parametrize(("column", "cell"), [("Количество сделок", "1,5"), ("Сумма сделок", "-1"), ("Дата последней сделки", "вчера")])
def test_a_wrong_figure_of_the_past_is_refused(head, bring, column, cell):
    run = bring(head, "companies", f"Название;{column}\nЗаря;{cell}")

    assert reasons(run)[0][2] in ("number", "date")


def test_rows_that_stayed_out_come_back_whole_and_harmless(client, head, bring):
    run = bring(head, "companies", "Название;Телефон;Комментарий\n;+79184421906;=HYPERLINK(1)\n;89184421906;@SUM\nЗаря;;")
    client.force_login(head)

    answer = client.get(reverse("exchange:refused", args=[run.pk]))

    page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert [row[1:3] for row in rows[1:]] == [["+79184421906", "=HYPERLINK(1)"], ["89184421906", "@SUM"]]
    assert {cell.data_type for row in page.iter_rows(max_col=3) for cell in row if cell.value} == {"s"}


def test_mended_rows_come_in_from_the_very_file_they_came_back_in(client, admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    _found, run = walk(client, "a.csv", "Название;Телефон\nЗаря;7.9123E+10\nКолос;+79184421906\n")
    answer = client.get(reverse("exchange:refused", args=[run.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    book.active["B2"] = "+79123456789"
    out = io.BytesIO()
    book.save(out)

    _found, again = walk(client, "refused.xlsx", out.getvalue())

    assert (counts(run), counts(again)) == ((1, 0, 1), (1, 0, 0))
    run_import(again.pk)
    assert sorted(one.name for one in Company.objects.all()) == ["Заря", "Колос"]
