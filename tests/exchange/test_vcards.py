"""An address book comes in card by card: old letters, folded lines, several numbers; a photo stays out and is told of."""

from datetime import date

import pytest
from django.utils import translation

from contacts.models import Contact
from crm_project.lib import vcards
from crm_project.lib.sheets import open_sheet
from exchange.models import ImportRun
from exchange.survey import survey
from exchange.targets import TARGETS
from tests.exchange.conftest import counts

OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=B2=D0=\r\n=B0;=D0=98=D0=BD=D0=BD=D0=B0;;;\r\n"
    "TEL;CELL;PREF:+7 916 000-00-01\r\nTEL;WORK:8 (495) 000-00-09,12\r\nTEL:88000000002\r\n"
    "EMAIL;INTERNET:inna@example.ru\r\n"
    "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD=\r\n\r\n"
    "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:=CB=FE=E1=E8=F2 =F3=F2=F0=EE\r\nEND:VCARD\r\n"
)
NEW = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Сомов;Пётр;Ильич;;\nFN:Пётр Ильич Сомов\nORG:ООО «Заря»;Отдел продаж\nTITLE:Коммерче\n ский директор\n"
    "item1.EMAIL;type=INTERNET:petr@example.ru\nTEL;type=CELL:+7 916 000-00-03\nTEL;type=WORK;type=pref:8 495 000-00-10\n"
    "NOTE:Звонить после 15:00\\nНе в выходные\\; ждёт КП\\, срочно=\nBDAY:1985-02-29\nURL:https\\://zarya.example\nX-TELEGRAM:@petr\nEND:VCARD\n"
)
NEWEST = (
    "BEGIN:VCARD\nVERSION:4.0\nFN:Анна Смирнова\nN:Смирнова;Анна;;;\n"
    'TEL;VALUE=uri;TYPE="voice,cell";PREF=1:tel:+7-916-000-00-04\nTEL;VALUE=uri;TYPE=work:tel:+7-495-000-00-11;ext=102\n'
    "EMAIL;PREF=1:anna@example.ru\nBDAY:--0203\nBDAY:19800203\nUID:urn:uuid:7\nADR:;;ул. Мира\\, 1;Москва;;101000;Россия\nEND:VCARD\n"
)
TITLES = "last first patronymic name company role phones emails telegram whatsapp birthday address about photo odd site groups number"
TITLES = TITLES.split()


@pytest.fixture
def cards(tmp_path):
    """cards(bytes) → rows by the titles of their columns."""

    def make(content):
        path = tmp_path / "book"
        path.write_bytes(content)
        sheet = open_sheet(path, "book.vcf")
        return [dict(zip(TITLES, cells, strict=True)) for _number, cells in sheet]

    return make


def test_a_soft_break_in_the_middle_of_a_letter_is_mended(cards):
    (inna,) = cards(OLD.encode())

    assert (inna["last"], inna["first"], inna["emails"], inna["photo"]) == ("Иванова", "Инна", "inna@example.ru", "1")
    assert inna["phones"].split("\n") == ["+7 916 000-00-01", "8 (495) 000-00-09,12", "88000000002"]
    assert inna["about"] == "Любит утро"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_folded_lines_groups_and_escapes_of_3_0(cards, encoding):
    (petr,) = cards(NEW.replace("\n", "\r\n").encode(encoding))

    assert (petr["last"], petr["first"], petr["patronymic"]) == ("Сомов", "Пётр", "Ильич")
    assert (petr["company"], petr["role"], petr["emails"]) == ("ООО «Заря»", "Коммерческий директор", "petr@example.ru")
    assert petr["phones"].split("\n") == ["8 495 000-00-10", "+7 916 000-00-03"]
    assert petr["about"] == "Звонить после 15:00\nНе в выходные; ждёт КП, срочно="
    assert (petr["birthday"], petr["odd"], petr["telegram"]) == ("", "1985-02-29", "@petr")
    assert petr["site"] == "https://zarya.example"


def test_addresses_of_telephones_and_extensions_of_4_0(cards):
    (anna,) = cards(NEWEST.encode())

    assert anna["phones"].split("\n") == ["+7-916-000-00-04", "+7-495-000-00-11 доб. 102"]
    assert (anna["odd"], anna["number"]) == ("--0203", "urn:uuid:7")
    assert anna["address"] == "ул. Мира, 1, Москва, 101000, Россия"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_column_finds_its_field_in_either_language(language):
    with translation.override(language):
        mapping = TARGETS["contacts"].guess(vcards.head())
        left = [title for place, title in zip(TITLES, vcards.head(), strict=True) if str(vcards.head().index(title)) not in mapping]

    assert [mapping.get(str(place)) for place in (0, 1, 2, 3, 4, 5, 6, 7, 10, 17)] == [
        *("last_name", "first_name", "patronymic", "name", "company", "role", "phone", "email", "birthday", "foreign_id")
    ]
    assert (TITLES.index("photo"), TITLES.index("odd")) == (vcards.PHOTO, vcards.ODD_BIRTHDAY)
    assert len(left) == 4


@pytest.mark.django_db
def test_a_book_of_three_kinds_of_cards_comes_in_once(head, bring):
    text = (OLD + NEW + NEWEST).replace("BDAY:--0203\n", "")

    first, second = (bring(head, "contacts", text, name="book.vcf") for _time in range(2))

    assert (counts(first), counts(second)) == ((3, 0, 0), (0, 3, 0))
    assert first.notes == {"photo": 1, "odd_birthday": 1}
    inna, petr, anna = (Contact.objects.get(last_name=name) for name in ("Иванова", "Сомов", "Смирнова"))
    assert [(one.e164, one.extension) for one in anna.phones.all()] == [("+79160000004", ""), ("+74950000011", "102")]
    assert (anna.birthday, anna.foreign_id) == (date(1980, 2, 3), "urn:uuid:7")
    assert [(one.e164, one.extension) for one in inna.phones.all()][1] == ("+74950000009", "12")
    assert str(petr.companies.get()) == "ООО «Заря»"
    assert [one.handle for one in petr.messengers.all()] == ["@petr"]


@pytest.mark.django_db
def test_the_check_of_a_book_tells_what_stays_out_and_writes_nothing(head, draft):
    told = survey(draft(head, "contacts", OLD + NEW + NEWEST, name="book.vcf"))

    assert (told.good, told.notes) == (3, {"photo": 1, "odd_birthday": 2})
    assert (Contact.objects.count(), ImportRun.objects.count()) == (0, 1)
