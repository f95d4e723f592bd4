"""Deals of another program: rows of one deal are one, unknown stages may be left out, people come along, sums are read."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from contacts.models import Company, Contact
from deals.models import Deal
from exchange import reading
from exchange.survey import survey
from exchange.undoing import take_back
from tests.exchange.conftest import counts, reasons
from tests.exchange.walking import check, start, take_columns, take_values, upload
from tests.factories import make_contact, make_product
from timeline.sentences import read

pytestmark = pytest.mark.django_db
HEAD = "ID;Название сделки;Стадия;Сумма;Товар;Цена;Количество"


@pytest.fixture
def said(funnel, stages, roles):
    """What was chosen for the words of the file."""
    products = {name: make_product(name, "10.00").pk for name in ("Плуг", "Сеялка")}
    words = {"Новая": stages["New"].pk, "Выиграна": stages["Won"].pk, "Чужая": "out"}
    return {"funnel": funnel.pk, "stage": words, "product": products}


def test_rows_of_one_number_are_one_deal_with_the_sum_of_its_rows(head, bring, said):
    run = bring(head, "deals", f"{HEAD}\n1;Ферма;Новая;300;Плуг;100;3\n1;Ферма;Новая;50,5;Сеялка;50,5;1\n2;Двор;Новая;9;Плуг;;", **said)

    assert (counts(run), run.joined, run.done_rows) == ((2, 0, 0), 1, 3)
    farm, yard = Deal.objects.order_by("foreign_id")
    assert (farm.amount, yard.amount) == (Decimal("350.50"), Decimal("9.00"))
    assert [(line.quantity, line.price, line.total) for line in farm.lines.all()] == [
        (Decimal("3.000"), Decimal("100.00"), Decimal("300.00")),
        (Decimal("1.000"), Decimal("50.50"), Decimal("50.50")),
    ]
    assert yard.lines.get().price == Decimal("10.00")


def test_a_sum_told_again_in_every_row_is_not_added_up(head, bring, said):
    bring(head, "deals", f"{HEAD}\n1;Ферма;Новая;400;Плуг;100;3\n1;Ферма;Новая;400;Сеялка;100;1", **said)

    assert Deal.objects.get().amount == 400


def test_rows_of_one_deal_are_never_torn_by_a_chunk(head, bring, said, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 2)

    run = bring(head, "deals", f"{HEAD}\n1;А;Новая;1;Плуг;;\n2;Б;Новая;1;Плуг;;\n2;Б;Новая;2;Сеялка;;\n3;В;Новая;1;Плуг;;", **said)

    assert (counts(run), run.joined) == ((3, 0, 0), 1)
    assert Deal.objects.get(foreign_id="2").amount == 3


def test_a_deal_comes_in_as_a_whole_or_not_at_all(head, bring, draft, said):
    table = f"{HEAD}\n1;А;Новая;1;Плуг;;\n1;А;Новая;что;Сеялка;;\n2;Б;Новая;1;Плуг;;"

    told = survey(draft(head, "deals", table, **said))
    run = bring(head, "deals", table, **said)

    assert counts(run) == (1, 0, 2)
    assert (told.good, told.bad) == (1, 2)
    assert {(row, why) for row, _field, why, _value in reasons(run)} == {(2, "torn"), (3, "number")}


def test_rows_of_a_stage_may_be_left_out(head, bring, said):
    run = bring(head, "deals", f"{HEAD}\n1;А;Новая;;;;\n2;Б;Чужая;;;;\n3;В;Неведомая;;;;", **said)

    assert counts(run) == (1, 0, 2)
    assert [(why, value) for _row, _field, why, value in reasons(run)] == [("left_out", "Чужая"), ("unknown_stage", "Неведомая")]


def test_through_the_pages_a_stage_is_left_out_of_a_new_funnel(client, admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    run = upload(client, "deals.csv", "ID;Название сделки;Стадия\n1;А;Новая\n2;Б;Архив\n")
    take_columns(client, run)
    take_values(client, run, stage_1="out")

    assert (check(client, run).good, check(client, run).bad) == (1, 1)
    start(client, run)
    deal = Deal.objects.get()
    assert [stage.kind for stage in deal.funnel.live_stages] == ["entry", "won", "lost"]


@pytest.mark.parametrize("title", ["Создана", "Дата создания", "Дата создания сделки", "Дата открытия", "Create Date", "Created at"])
@pytest.mark.parametrize("cell", ["12.03.2024 14:05", "2024-03-12T14:05:00+03:00", "45363.5868055556"])
def test_the_moment_of_opening_is_recognised_and_read(head, bring, said, title, cell):
    run = bring(head, "deals", f"Название сделки;Стадия;{title}\nА;Новая;{cell}", **said)

    assert counts(run) == (1, 0, 0), reasons(run)
    assert Deal.objects.get().created_at.replace(microsecond=0) == datetime(2024, 3, 12, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expected", "changed", "day"),
    [("20.03.2024", "25.03.2024", 20), ("20.03.2044", "25.03.2024", 25), ("", "25.03.2024", 25), ("01.01.2020", "25.03.2024", 25)],
)
def test_a_closed_deal_without_its_day_takes_the_expected_one_or_the_last_change(head, bring, said, expected, changed, day):
    table = "Название сделки;Стадия;Дата создания;Предполагаемая дата закрытия;Дата изменения"

    run = bring(head, "deals", f"{table}\nА;Выиграна;12.03.2024;{expected};{changed}", **said)

    assert (counts(run), run.notes["closing_guessed"]) == ((1, 0, 0), 1)
    assert Deal.objects.get().closed_at.day == day


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("Российский рубль", "RUB"), ("руб.", "RUB"), ("$", "USD"), ("eur", "EUR"), ("", "KZT"), ("тугрик", None), ("РУБ", "RUB")],
)
def test_a_currency_is_a_code_a_sign_or_a_word(head, bring, said, cell, currency):
    run = bring(head, "deals", f"Название сделки;Стадия;Сумма;Валюта\nА;Новая;1 234,56 руб.;{cell}", currency="KZT", **said)

    if currency is None:
        assert reasons(run)[0][1:3] == ("currency", "currency")
    else:
        assert (Deal.objects.get().currency, Deal.objects.get().amount) == (currency, Decimal("1234.56"))


_PEOPLE = "Название сделки;Стадия;Контакт;Рабочий телефон;Компания"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("А;Новая;Нина Сомова;;Заря", "Б;Новая;Нина Сомова;;Заря", (1, 1, 2)),
        ("А;Новая;Нина Сомова;;Заря", "Б;Новая;Нина Сомова;;Колос", (2, 2, 2)),
        ("А;Новая;Нина Сомова;;", "Б;Новая;Нина Сомова;;", (1, 0, 2)),
        ("А;Новая;Нина Сомова;;Заря", "Б;Новая;Пётр Ильин;;Заря", (2, 1, 2)),
        ("А;Новая;Нина Сомова;;Заря", "А;Новая;Пётр Ильин;;Колос", (2, 2, 2)),
        ("А;Новая;;8 918 442-19-06;", "Б;Новая;Нина Сомова;+79184421906;", (1, 0, 2)),
    ],
)
def test_people_and_companies_of_two_rows_are_told_apart(head, bring, said, first, second, told):
    run = bring(head, "deals", f"{_PEOPLE}\n{first}\n{second}", **said)

    assert counts(run) == (2, 0, 0)
    assert (Contact.objects.count(), Company.objects.count(), Deal.objects.count()) == told


def test_a_foreign_person_is_not_linked_to_a_deal(head, vera, bring, said):
    foreign = make_contact(vera, first_name="Нина", last_name="Сомова")
    foreign.phones.create(e164="+79184421906")

    bring(head, "deals", f"{_PEOPLE}\nА;Новая;Нина Сомова;+79184421906;", **said)

    assert Deal.objects.get().contact != foreign
    assert foreign.entries.count() == 0


def test_a_bad_phone_of_a_person_refuses_the_deal(head, bring, said):
    run = bring(head, "deals", f"{_PEOPLE}\nА;Новая;Нина;7.9123E+10;", **said)

    assert (counts(run), reasons(run)[0][1:3]) == ((0, 0, 1), ("contact_phone", "spoiled"))


def test_undone_deals_take_their_people_and_companies_back(head, bring, said):
    run = bring(head, "deals", f"{_PEOPLE}\nА;Новая;Нина Сомова;;Заря\nБ;Новая;Нина Сомова;;Заря", **said)

    take_back(run)

    assert (Deal.objects.count(), Contact.objects.count(), Company.objects.count()) == (0, 0, 0)


def test_comments_of_the_file_stand_in_the_history_of_the_deal(head, bring, said):
    run = bring(head, "deals", "Название сделки;Стадия;Примечание;Примечание 2\nА;Новая;Звонил;Думает\nБ;Новая;;", **said)

    assert counts(run) == (2, 0, 0)
    (note,) = Deal.objects.get(name="А").entries.filter(verb="old_note")
    assert (note.details["text"], "clients.csv" in str(read(note))) == ("Примечание: Звонил\nПримечание 2: Думает", True)
    assert not Deal.objects.get(name="Б").entries.filter(verb="old_note").exists()
    take_back(run)
    assert Deal.objects.count() == 0


FUNNELS = "ID;Название сделки;Воронка;Стадия;Дата закрытия\n1;А;Продажи;Новая;\n2;Б;Сервис;Новая;\n3;В;Сервис;Успешно;12.03.2024\n"


def test_stages_of_two_funnels_of_the_file_are_told_apart(client, admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    run = upload(client, "deals.csv", FUNNELS)
    take_columns(client, run)
    take_values(client, run, stage_0="out", funnel_name="Сервис")

    start(client, run)

    assert {value: stage == "out" for value, stage in run.choices["stage"].items()} == {
        "Продажи: Новая": True,
        "Сервис: Новая": False,
        "Сервис: Успешно": False,
    }
    assert [deal.stage.name for deal in Deal.objects.order_by("foreign_id")] == ["Новая", "Успешно"]
    assert counts(run) == (2, 0, 1)


def test_a_funnel_alone_in_the_file_says_nothing(client, admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    run = upload(client, "deals.csv", FUNNELS.replace("Продажи", "Сервис"))
    take_columns(client, run)

    assert "pipeline" not in run.mapping.values()


def test_a_new_funnel_begins_once(client, admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    run = upload(client, "deals.csv", FUNNELS)
    take_columns(client, run)
    take_values(client, run)
    start(client, run)

    stages = Deal.objects.first().funnel.live_stages
    assert [(stage.kind, stage.name) for stage in stages][:3] == [
        ("entry", "Продажи: Новая"),
        ("working", "Сервис: Новая"),
        ("won", "Сервис: Успешно"),
    ]
