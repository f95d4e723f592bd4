"""People of companies come in from a table."""

import csv
from datetime import date

import pytest

from contacts.models import Company, Contact
from exchange.preparing import likeliest
from exchange.survey import survey
from exchange.targets import TARGETS
from exchange.undoing import take_back
from tests.exchange.conftest import counts, reasons
from tests.factories import make_company, make_contact
from timeline.models import Comment

pytestmark = pytest.mark.django_db
HEAD = "ФИО;Компания;Должность;Телефон;E-mail;Telegram;Дата рождения;Комментарий"
NINA = "остапенко нина петровна;ООО «Заря»;директор;8 918 442-19-06;Nina@Zarya.RU;@nina;12.03.1980;любит утро"


def test_a_person_comes_in_with_company_position_and_every_way_to_reach_them(head, bring):
    run = bring(head, "contacts", f"{HEAD}\n{NINA}")

    assert counts(run) == (1, 0, 0)
    nina = Contact.objects.get()
    assert (nina.last_name, nina.first_name, nina.patronymic) == ("Остапенко", "Нина", "Петровна")
    assert (nina.birthday, nina.about, nina.owner) == (date(1980, 3, 12), "любит утро", head)
    assert [one.e164 for one in nina.phones.all()] == ["+79184421906"]
    assert [one.address for one in nina.emails.all()] == ["nina@zarya.ru"]
    assert [(one.system, one.handle) for one in nina.messengers.all()] == [("telegram", "@nina")]
    role = nina.roles.get()
    assert (str(role.company), role.role) == ("ООО «Заря»", "директор")
    assert [entry.verb for entry in role.company.entries.order_by("pk")] == ["imported", "contact_added"]


@pytest.mark.parametrize(
    "head_row",
    [
        "ID;Имя;Фамилия;Отчество;Дата рождения;Компания;Должность;Рабочий телефон;Мобильный телефон;Рабочий e-mail;Ответственный;Комментарий",
        "First Name;Middle Name;Last Name;Organization Name;Organization Title;Birthday;Notes;E-mail 1 - Value;Phone 1 - Value;Phone 2 - Value",
        "Полное имя контакта;Компания контакта;Должность;Рабочий телефон;Рабочий email",
        "Record ID;First Name;Last Name;Email;Phone Number;Contact owner;Associated Company;Job Title",
        "Given Name;Additional Name;Family Name;Organization 1 - Name;Organization 1 - Title;E-mail 1 - Value;Phone 1 - Value",
        "First Name;Middle Name;Last Name;Company;Job Title;Business Phone;Home Phone;Mobile Phone;E-mail Address;E-mail 2 Address;Notes",
        "Person - Name;Person - Organization;Person - Phone - Work;Person - Email - Work",
    ],
)
def test_the_headings_of_other_programs_are_recognised(head_row):
    titles = head_row.split(";")

    assert likeliest(titles) == "contacts"
    assert len(TARGETS["contacts"].guess(titles)) == len(titles)


@pytest.mark.parametrize("name", ["accounts", "products", "sales_teams", "sales_pipeline"])
def test_a_table_of_something_else_is_not_taken_for_people(name):
    from tests.exchange.test_pipeline import SAMPLES

    if not SAMPLES.exists():
        pytest.skip("the samples lie beside the project")
    titles = next(csv.reader((SAMPLES / f"{name}.csv").open(encoding="utf-8")))

    wanted = {"accounts": "companies", "sales_teams": "people", "sales_pipeline": "deals"}
    assert likeliest(titles) == wanted.get(name, name)


def test_parts_of_a_name_told_apart_stay_apart(head, bring):
    bring(head, "contacts", "Фамилия;Имя;Отчество\nде ла крус;анна мария;")

    anna_maria = Contact.objects.get()
    assert (anna_maria.last_name, anna_maria.first_name) == ("де ла Крус", "Анна Мария")


@pytest.mark.parametrize(
    "row",
    [
        "О. Нина;;;+7 (918) 442 19 06;;;;",
        "Остапенко Н.;;;;NINA@zarya.ru;;;",
        "Остапенко Нина;Заря;;;;;;",
        ";;;;;;;",
    ],
)
def test_nina_who_is_here_comes_in_once(head, bring, row):
    nina = make_contact(head, first_name="Нина", last_name="Остапенко")
    nina.phones.create(e164="+79184421906")
    nina.emails.create(address="nina@zarya.ru")
    make_company(head, name="Заря").take_in(nina, by=head)

    run = bring(head, "contacts", f"{HEAD}\n{row}")

    assert run.created == 0
    assert Contact.objects.count() == 1


def test_two_people_who_share_an_office_phone_are_two(head, bring):
    run = bring(head, "contacts", f"{HEAD}\n{NINA}\nСомов Пётр;ООО «Заря»;бухгалтер;8 918 442-19-06;;;;")

    assert counts(run) == (2, 0, 0)
    assert Company.objects.get().contacts.count() == 2


def test_namesakes_of_two_companies_are_two(head, bring):
    assert counts(bring(head, "contacts", f"{HEAD}\nСомов Пётр;Заря;;;;;;\nПетр Сомов;Колос;;;;;;\nсомов пётр;заря;;;;;;")) == (2, 1, 0)


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        (";Заря;;8 918 442-19-06;;;;", "name", "empty"),
        ("Нина;;;нет;;;;", "phone", "phone"),
        ("Нина;;;;nina;;;", "email", "email"),
        ("Нина;;;;;;31.02.1980;", "birthday", "date"),
        ("Нина;;;;;;12.03.2090;", "birthday", "birthday"),
    ],
)
def test_a_wrong_row_of_people_says_what_is_wrong(head, bring, row, field, why):
    run = bring(head, "contacts", f"{HEAD}\n{row}")

    assert [(told[1], told[2]) for told in reasons(run)] == [(field, why)]


def test_the_preview_counts_who_is_here_and_writes_nothing(head, bring, draft):
    bring(head, "contacts", f"{HEAD}\n{NINA}")

    told = survey(draft(head, "contacts", f"{HEAD}\n{NINA}\nСомов Пётр;Колос;;;;;;\nСомов Пётр;Колос;;;;;;\nНина;;;нет;;;;"))

    assert (told.total, told.good, told.here, told.bad) == (4, 1, 2, 1)
    assert (Contact.objects.count(), Company.objects.count()) == (1, 1)


def test_an_undone_import_of_people_takes_them_and_their_new_companies_back(head, bring):
    zarya = make_company(head, name="Заря")
    run = bring(head, "contacts", f"{HEAD}\n{NINA}\nСомов Пётр;Колос;;;;;;\nИванова Мария;Нива;;;;;;")
    Comment.leave(Contact.objects.get(last_name="Иванова"), "Звонила", by=head)

    take_back(run)

    assert [str(one) for one in Contact.objects.all()] == ["Мария Иванова"]
    assert {one.name for one in Company.objects.all()} == {zarya.name, "Нива"}
    assert {(one.kind, one.kept) for one in run.records.all()} == {("contact", True), ("company", True)}


def test_an_undone_import_of_companies_takes_holdings_and_daughters_back(head, bring):
    run = bring(head, "companies", "account,subsidiary_of\nAcme,\nBluth,Acme\nCorle,Bluth\n")

    take_back(run)

    assert Company.objects.count() == 0


def test_whoever_is_here_brings_no_new_company_along(head, bring):
    nina = make_contact(head, first_name="Нина", last_name="Остапенко")
    nina.phones.create(e164="+79184421906")

    run = bring(head, "contacts", f"{HEAD}\n{NINA}")

    assert counts(run) == (0, 1, 0)
    assert Company.objects.count() == 0
