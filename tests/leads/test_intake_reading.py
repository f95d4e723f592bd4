"""What a delivery says, in whatever notation; nothing is dropped and no junk breaks anything."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.intake_mapping import LONGEST_COMMENT, enquiry_of, is_test_call
from leads.intake_reading import DEEPEST, MOST_FIELDS, Unreadable, read

SAMPLES = Path(__file__).parent / "samples"
LABELS = {"form": "Form", "source": "Source"}


def understood(body, content_type="application/x-www-form-urlencoded", query=b"", headers=None):
    if isinstance(body, dict | list):
        body, content_type = json.dumps(body).encode(), "application/json"
    return enquiry_of(read(body, content_type, query).fields, headers)


def form(**fields):
    return urlencode(fields).encode()


def test_tilda_is_understood_though_no_field_is_promised():
    found = understood((SAMPLES / "tilda.form").read_bytes(), headers={"Referer": "https://consultation.example.ru/zozh"})

    assert (found.person, found.phone, found.email) == ("тестовый", "7780000783", "test@mail.ru")
    assert found.sender_id == "5489108:4802756061"
    assert found.utm["_ym_uid"] == "1683005071211222035"
    assert found.utm["utm_partner"] == "48ef68a1-d25a-44f8-a369-59860bccfc4f"
    assert (found.page, found.referrer) == ("https://consultation.example.ru/zozh", "consultation.example.ru/form")
    comment = found.comment_with(LABELS)
    assert "Input: воспалительные процессы инпут 1" in comment
    assert "Input 3: повышенное/пониженное давление  инпут 1" in comment


def test_elementor_is_understood_by_types_and_titles():
    found = understood((SAMPLES / "elementor.form").read_bytes())

    assert (found.person, found.phone, found.email) == ("Jack teste", "71990000734", "jackteste@example.com")
    assert (found.page, found.form) == ("https://example.com.br/", "Dados de Contato")
    assert found.rest == []


def test_the_call_by_which_tilda_asks_whether_anybody_is_there():
    assert is_test_call(read((SAMPLES / "tilda_ping.form").read_bytes()).fields)
    assert not is_test_call(read(b"test=test&phone=1").fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"your-name": "Нина", "your-tel": "89184421906", "your-message": "Плуг"}, ("Нина", "89184421906", "", "", "Плуг")),
        ({"Ваше_имя": "Нина", "Контактный телефон": "8 918", "Номер телефона": "89184421906"}, ("Нина", "89184421906", "", "", "")),
        ({"Имя": "Нина", "Фамилия": "Остапенко", "E-mail": "N@z.ru"}, ("Нина Остапенко", "", "N@z.ru", "", "")),
        ({"ФИО": "Остапенко Нина", "Электронная почта": "n@z.ru", "Компания": "Заря"}, ("Остапенко Нина", "", "n@z.ru", "Заря", "")),
        ({"text-619": "Плуг", "tel-7": "89184421906"}, ("", "89184421906", "", "", "Плуг")),
        ({"field_1": "nina@zarya.ru", "field_2": "+7 918 442-19-06"}, ("", "+7 918 442-19-06", "nina@zarya.ru", "", "")),
        ({"first_name": "Nina", "last_name": "Ostapenko", "company": "Zarya"}, ("Nina Ostapenko", "", "", "Zarya", "")),
    ],
)
def test_names_of_many_builders(fields, expected):
    found = understood(form(**fields))

    assert (found.person, found.phone, found.email, found.company, found.comment) == expected


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Нина", "phone": "89184421906"},
        {"lead": {"name": "Нина", "phone": 89184421906}},
        {"fields": [{"name": "name", "value": "Нина"}, {"name": "x", "label": "Телефон", "value": "89184421906"}]},
        {"answers": [{"key": "first_name", "question": "Имя", "answer": "Нина"}, {"key": "phone_number", "answer": "89184421906"}]},
        {"name": "Нина", "PHONE": [{"VALUE": "89184421906", "VALUE_TYPE": "WORK"}]},
        [{"Имя": "Нина", "Телефон": "89184421906"}],
    ],
)
def test_json_of_many_shapes(body):
    found = understood(body)

    assert (found.person, found.phone) == ("Нина", "89184421906")


def test_a_number_is_nobodys_phone_unless_it_can_be_one():
    found = understood(form(Имя="Нина", ИНН="7707083893", телефон="нет"))

    assert found.phone == ""
    assert "ИНН: 7707083893" in found.comment_with(LABELS)
    assert "телефон: нет" in found.comment_with(LABELS)


def test_the_name_of_a_product_is_not_the_name_of_the_client():
    found = understood({"Name": "Нина", "Phone": "89184421906", "payment": {"amount": 5000, "products": [{"name": "Плуг", "price": 5000}]}})

    assert found.person == "Нина"
    assert "payment / products / 0 / name: Плуг" in found.comment_with(LABELS)


def test_what_has_no_place_goes_into_the_comment_and_the_second_phone_too():
    found = understood(form(name="Нина", phone="89184421906", phone_2="89184421907", Цвет="красный", message="Плуг", source="Яндекс"))

    assert found.comment_with(LABELS).splitlines() == ["Плуг", "phone 2: 89184421907", "Цвет: красный", "Source: Яндекс"]


def test_marks_come_from_fields_from_the_address_and_from_the_page():
    page = "https://zarya.ru/?utm_source=direct&utm_medium=cpc&yclid=77"
    found = understood(
        {"name": "N", "utm_source": "yandex%2520ads", "utm": {"term": "plough"}, "page_url": page}, query=b"utm_campaign=autumn"
    )

    assert found.utm == {
        "utm_source": "yandex ads", "utm_term": "plough", "utm_campaign": "autumn", "utm_medium": "cpc", "yclid": "77", "page": page,
    }  # fmt: skip


def test_old_sites_write_in_their_own_encoding():
    assert understood("имя=%CD%E8%ED%E0".encode("cp1251")).person == "Нина"


FORM, WINDOWS = "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=windows-1251"
NINA = {"имя": "Нина Ёлкина", "phone": "8 918 442-19-06", "Цвет": "«синий» № 5"}


def in_letters(encoding, **more):
    return urlencode(NINA | more, encoding=encoding).encode()


def is_nina(found):
    return (found.person, found.phone, dict(found.rest)["Цвет"]) == ("Нина Ёлкина", "8 918 442-19-06", "«синий» № 5")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (in_letters("cp1251"), WINDOWS),
        (in_letters("cp1251"), FORM),
        (in_letters("cp1251"), ""),
        (in_letters("cp1251"), f'{FORM}; charset="Windows-1251"'),
        (in_letters("cp1251"), f"{FORM}; charset=utf-8"),
        (in_letters("cp1251"), f"{FORM}; charset=iso-8859-1"),
        (in_letters("cp1251"), f"{FORM}; charset=no-such-letters"),
        (in_letters("utf-8"), f"{FORM}; charset=rot13"),
        (in_letters("utf-8"), f"{FORM}; charset=zip"),
        (in_letters("utf-8"), f"{FORM}; charset=ISO-8859-1"),
        (in_letters("cp1251", _charset_="windows-1251"), FORM),
        (in_letters("utf-8", _charset_="UTF-8"), WINDOWS.replace("windows-1251", "utf-8")),
        ("&".join(f"{key}={value}" for key, value in NINA.items()).encode("cp1251"), WINDOWS),
        ("&".join(f"{key}={value}" for key, value in NINA.items()).encode("utf-16"), FORM),
        ("&".join(f"{key}={value}" for key, value in NINA.items()).encode("utf-16-be"), f"{FORM}; charset=utf-16"),
        (in_letters("utf-16-le"), f"{FORM}; charset=utf-16le"),
        (json.dumps(NINA, ensure_ascii=False).encode("utf-16"), "application/json"),
        (json.dumps(NINA, ensure_ascii=False).encode("utf-16-le"), "application/json; charset=utf-8"),
        (json.dumps(NINA, ensure_ascii=False).encode("utf-16-be"), ""),
        (json.dumps(NINA, ensure_ascii=False).encode("utf-32"), "application/json"),
        (json.dumps(NINA, ensure_ascii=False).encode("utf-8-sig"), "application/json"),
        (json.dumps(NINA, ensure_ascii=False).encode("cp1251"), "application/json; charset=windows-1251"),
        (json.dumps(NINA, ensure_ascii=False).encode("cp1251"), "application/json"),
    ],
)
def test_whatever_letters_it_is_written_in(body, content_type):
    found = understood(body, content_type)
    assert is_nina(found)
    assert "_charset_" not in found.comment_with(LABELS)


@pytest.mark.parametrize("charset", ["koi8-r", "cp866", "iso-8859-5", "mac-cyrillic"])
def test_what_nobody_could_guess_is_read_as_the_form_says(charset):
    body = urlencode({"имя": "Нина Орлова"}, encoding=charset).encode()
    for told in (understood(body, f"{FORM}; charset={charset}"), understood(body + b"&_charset_=" + charset.encode())):
        assert told.person == "Нина Орлова"


def test_a_charset_that_is_none_stays_in_the_comment():
    assert "charset: klingon" in understood(form(name="N", _charset_="klingon")).comment_with(LABELS)


def part(name, value, *heading, encoding="cp1251"):
    lines = [f'Content-Disposition: form-data; name="{name}"', *heading, "", value]
    return b"--x\r\n" + "\r\n".join(lines).encode(encoding) + b"\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [part(key, value) for key, value in NINA.items()],
        [part(key, value, encoding="utf-8") for key, value in NINA.items()],
        [part(key, value, "Content-Type: text/plain; charset=windows-1251") for key, value in NINA.items()],
        [part("_charset_", "windows-1251"), *(part(key, value) for key, value in NINA.items())],
        [part("имя", "Нина Ёлкина", encoding="utf-8"), *(part(key, NINA[key]) for key in ("phone", "Цвет"))],
    ],
)
def test_the_parts_of_a_form_too(parts):
    scan = b'--x\r\nContent-Disposition: form-data; name="scan"; filename="' + "скан.pdf".encode("cp1251") + b'"\r\n\r\n%PDF\xff\r\n'
    body = b"".join(parts) + scan + b"--x--\r\n"

    assert is_nina(understood(body, "multipart/form-data; boundary=x"))
    assert read(body, "multipart/form-data; boundary=x").files == ["скан.pdf"]


def test_each_part_may_have_letters_of_its_own():
    koi = 'Content-Disposition: form-data; name="name"\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nНина\r\n'.encode("koi8-r")
    body = b"--x\r\n" + koi + part("Цвет", "синий", encoding="utf-8") + b"--x--\r\n"
    found = understood(body, "multipart/form-data; boundary=x")
    assert (found.person, found.rest) == ("Нина", [("Цвет", "синий")])


@given(st.binary(max_size=200), st.sampled_from(["utf-16", "utf-32", "utf-7", "hex", "cp1251", "idna", "unicode_escape", "x" * 300]))
def test_no_charset_breaks_anything(body, charset):
    for kind in (FORM, "application/json", "multipart/form-data; boundary=x"):
        try:
            read(body, f"{kind}; charset={charset}", body)
        except Unreadable:
            continue


def test_files_are_left_out_and_named():
    body = (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nNina\r\n'
        b'--x\r\nContent-Disposition: form-data; name="scan"; filename="passport.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--x--\r\n'
    )
    told = read(body, "multipart/form-data; boundary=x")

    assert ([(one.name, one.value) for one in told.fields], told.files) == ([("name", "Nina")], ["passport.pdf"])


@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        (b"{", "application/json", "not_json"),
        (b"[" * 100_000, "application/json", "not_json"),
        (b'{"a":' * 9 + b"1" + b"}" * 9, "application/json", "too_deep"),
        (b"&".join(b"a%d=1" % n for n in range(MOST_FIELDS + 1)), "", "too_many"),
        (b"a" + b"[b]" * DEEPEST + b"=1", "", "too_deep"),
        (b"x", "multipart/form-data", "not_multipart"),
    ],
)
def test_what_cannot_be_read_says_why(body, content_type, why):
    with pytest.raises(Unreadable) as refusal:
        read(body, content_type)

    assert refusal.value.why == why


def test_a_comment_fits_where_it_is_kept():
    assert len(understood(form(name="N", message="x" * 50_000)).comment_with(LABELS)) == LONGEST_COMMENT


JUNK = st.one_of(
    st.binary(max_size=300),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=15,
    ).map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=8).map(lambda value: urlencode(value).encode()),
)
KINDS = st.sampled_from(
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "", "мусор"]
)


@given(JUNK, KINDS, st.binary(max_size=60))
def test_no_junk_breaks_the_reading(body, content_type, query):
    try:
        fields = read(body, content_type, query).fields
    except Unreadable:
        return
    found = enquiry_of(fields)
    assert "\x00" not in found.comment_with(LABELS) + found.person + found.phone + found.email


@given(
    st.dictionaries(st.text("абвгдеabcdef", min_size=3, max_size=12), st.text("абвгдежз", min_size=1, max_size=20), min_size=1, max_size=8)
)
def test_every_word_of_a_delivery_is_found_again(fields):
    found = understood(form(**fields))
    everything = " ".join([found.comment_with(LABELS), found.person, found.company, found.email, *found.utm.values()])

    assert all(value in everything for value in fields.values())
