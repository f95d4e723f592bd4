"""Normal form on entry: names, legal forms, phones, requisites."""

import pytest

from crm_project.lib import requisites
from crm_project.lib.names import company_name, person_name
from crm_project.lib.phone_numbers import parse, parse_many


@pytest.mark.parametrize(
    ("typed", "form", "name"),
    [
        ('ооо "вектор"', "ООО", "Вектор"),
        ("Вектор, ООО", "ООО", "Вектор"),
        ("Общество с ограниченной ответственностью «Вектор-Агро»", "ООО", "Вектор-Агро"),
        ("OOO Вектор", "ООО", "Вектор"),
        ("ООО«Ромашка»", "ООО", "Ромашка"),
        ("ПАО СБЕРБАНК", "ПАО", "Сбербанк"),
        ("ИП Черненко В.И.", "ИП", "Черненко В.И."),
        ("Acme Ltd.", "Ltd", "Acme"),
        ("ООО", "", "ООО"),
        ("АО «АО Трейд»", "АО", "АО Трейд"),
    ],
)
def test_the_legal_form_is_split_off(typed, form, name):
    found = company_name(typed)
    assert (found.legal_form, found.name, found.typed) == (form, name, typed)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("ЧЕРНЕНКО ВАДИМ ИВАНОВИЧ", ("Черненко", "Вадим", "Иванович")),
        ("Вадим Иванович Черненко", ("Черненко", "Вадим", "Иванович")),
        ("анна ковалёва", ("Ковалёва", "Анна", "")),
        ("Нина", ("", "Нина", "")),
        ("мамин-сибиряк дмитрий наркисович", ("Мамин-Сибиряк", "Дмитрий", "Наркисович")),
        ("Людвиг ван Бетховен", ("ван Бетховен", "Людвиг", "")),
        ("Петров А.В.", ("Петров", "А.", "В.")),
        ("John McDonald", ("McDonald", "John", "")),
    ],
)
def test_a_name_is_cased_and_sorted(typed, parts):
    found = person_name(typed)
    assert (found.last_name, found.first_name, found.patronymic) == parts


@pytest.mark.parametrize(
    ("typed", "e164", "extension"),
    [
        ("8 (918) 442-19-06", "+79184421906", ""),
        ("9184421906", "+79184421906", ""),
        ("+7 918 442 19 06 доб. 12", "+79184421906", "12"),
        ("89184421906 вн. 12", "+79184421906", "12"),
        ("89184421906 (внутр. 12)", "+79184421906", "12"),
        ("(861) 255-17-44 #15", "+78612551744", "15"),
        ("8\u2011918\u2011442\u201119\u201106", "+79184421906", ""),
        ("８９１８４４２１９０６", "+79184421906", ""),
        ("810 49 30 1234567", "+49301234567", ""),
        ("77011234567", "+77011234567", ""),
        ("+1 202 555 0123", "+12025550123", ""),
        ("255-17-44", "+78612551744", ""),
        ("112", "", ""),
        ("звонить вечером", "", ""),
    ],
)
def test_phones_in_any_notation(typed, e164, extension):
    found = parse(typed, city_code="861")
    assert (found.e164, found.extension, found.typed) == (e164, extension, typed)


def test_several_phones_in_one_cell():
    found = parse_many("8 918 442-19-06; 8 918 442-19-07, 8(861)2551744 доб 5\n112")
    assert [(one.e164, one.extension) for one in found] == [
        ("+79184421906", ""), ("+79184421907", ""), ("+78612551744", "5"), ("", "")
    ]  # fmt: skip


def test_requisites_are_checked_by_their_sums():
    assert requisites.doubtful_inn("7707083893") == requisites.doubtful_inn("500100732259") == ""
    assert requisites.doubtful_inn("7707083894")
    assert requisites.doubtful_ogrn("1027700132195") == ""
    assert requisites.doubtful_ogrn("1027700132190")
    assert requisites.doubtful_account("40702810900000000001", "044525225")
    assert requisites.wrong_kpp("231201001", "2312184407") == ""
    assert requisites.wrong_kpp("231201001", "500100732259")
    assert requisites.wrong_bik("999999999")
    assert requisites.wrong_bik("154525225")


def test_a_right_account_fits_its_bank():
    fitting = [n for n in range(10) if not requisites.doubtful_account(f"4070281{n}700001234567", "044525225")]
    assert len(fitting) == 1
