"""Own fields as columns, conditions and orders of the list of deals."""

from datetime import date

import pytest

from accounts.models import SavedView
from deals.models import Deal
from fields.models import CustomField
from tests.factories import make_company, make_contact, make_deal
from tests.hidden import gives_away
from timeline.models import File

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script>{{ 7*7 }}"


def put(deal, **values):
    Deal.objects.filter(pk=deal.pk).update(extra=values)
    deal.refresh_from_db()
    return deal


def names(answer):
    return [deal.name for deal in answer.context["listing"].rows]


@pytest.fixture
def listed(browser, anna, stages):
    """The names of the deals that Anna's list shows under a query."""
    return lambda query: names(browser(anna).get(f"/deals/list/?flat=1&{query}"))


# -- columns -------------------------------------------------------------------------


def test_own_fields_stand_in_the_words_of_the_reader(browser, own, anna, boris, stages):
    values = {
        "text": NASTY,
        "number": "1234.50",
        "money": "99000.00",
        "date": "2026-12-01",
        "choice": "Red & blue",
        "choices": ["One", "Two"],
        "yes_no": True,
        "link": "https://example.com/very/long/address/that/is/cut/somewhere",
        "user": boris.pk,
        "phone": "+79184421906",
        "client": {"kind": "contact", "id": make_contact(anna, "Nina", "Ostapenko").pk},
    }
    fields = {kind: own("deal", kind, label=f"My {kind}") for kind in values}
    put(make_deal(anna), **{fields[kind].code: value for kind, value in values.items()})
    query = "&".join(f"cols=extra_{field.code}" for field in fields.values())

    page = browser(anna).get(f"/deals/list/?flat=1&{query}").content.decode().replace("\xa0", " ")

    for words in ("1,234.5", "99,000", "1 December 2026", "Red &amp; blue", "One, Two", "yes", str(boris), "+7 918 442-19-06", "Ostapenko"):
        assert words in page, words
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page
    assert 'href="https://example.com/very/long' in page


def test_a_name_of_a_field_is_only_text(browser, own, anna, stages):
    field = own("deal", "text", label="<b>=cmd|x</b>" + "\u202e" + "х" * 90)
    make_deal(anna)

    page = browser(anna).get(f"/deals/list/?cols=extra_{field.code}").content.decode()

    assert "<b>=cmd" not in page
    assert "&lt;b&gt;=cmd|x" in page


def test_a_value_never_names_what_its_reader_may_not_see(browser, own, anna, vera, stages):
    client, file = own("deal", "client"), own("deal", "file")
    hidden = make_contact(vera, "Secret", "Person")
    other = make_deal(vera, name="Of Vera")
    paper = File.objects.create(
        subject_kind="deal",
        subject_id=other.pk,
        name="secret.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0",
        created_at=other.created_at,
    )
    put(make_deal(anna), **{client.code: {"kind": "contact", "id": hidden.pk}, file.code: paper.pk})

    page = browser(anna).get(f"/deals/list/?flat=1&cols=extra_{client.code}&cols=extra_{file.code}").content.decode()

    assert "Secret" not in page
    assert "secret.pdf" not in page


@pytest.mark.parametrize("broken", [{"a": 1}, [1, 2], "words", 10**30, True, "2026-99-99", -5.5])
@pytest.mark.parametrize("kind", [kind.value for kind in CustomField.Type])
def test_what_is_stored_wrongly_breaks_no_list(browser, own, anna, stages, kind, broken):
    field = own("deal", kind, options=["Red"])
    put(make_deal(anna), **{field.code: broken})
    sort = "" if kind in ("client", "file") else f"&sort=extra_{field.code}"

    for query in (f"cols=extra_{field.code}{sort}", f"extra_{field.code}.has=filled", f"extra_{field.code}.min=1"):
        assert browser(anna).get(f"/deals/list/?flat=1&{query}").status_code == 200


def test_a_retired_field_and_one_of_money_are_gone_from_the_list(browser, own, poor, anna, stages):
    gone, money = own("deal", "text", label="Was once"), own("deal", "money", label="Discount")
    CustomField.objects.filter(pk=gone.pk).update(retired_at="2026-01-01T00:00Z")
    put(make_deal(poor, name="Mine"), **{gone.code: "old words", money.code: "777000111"})

    page = browser(poor).get(f"/deals/list/?flat=1&cols=extra_{gone.code}&cols=extra_{money.code}").content.decode()

    assert "Was once" not in page
    assert "old words" not in page
    assert "Discount" not in page
    assert not gives_away(page, 777000111)
    for code in (gone.code, money.code):
        assert browser(poor).get(f"/deals/list/?sort=extra_{code}").status_code == 400
        assert names(browser(poor).get(f"/deals/list/?flat=1&extra_{code}.has=filled")) == []
    assert names(browser(poor).get(f"/deals/list/?flat=1&extra_{money.code}.min=1")) == []
    assert "no such field" in browser(poor).get(f"/deals/list/?flat=1&extra_{money.code}.min=1").content.decode()


@pytest.mark.parametrize("url", ["?", "?flat=1&"])
def test_the_list_costs_the_same_for_one_deal_and_thirty_for_one_field_and_twenty(browser, own, head, anna, boris, stages, cost, url):
    fields = [own("deal", kind) for kind in ("user", "client", "file", "text")]
    client, contact = browser(head), make_contact(anna)
    paper = File.objects.create(
        subject_kind="deal", subject_id=1, name="a.pdf", content_type="x/y", size=1, sha256="0", created_at=contact.created_at
    )
    values = [boris.pk, {"kind": "contact", "id": contact.pk}, paper.pk, "words"]
    extra = dict(zip([field.code for field in fields], values, strict=True))
    put(make_deal(anna), **extra)
    one = cost(client, f"/deals/list/{url}" + "&".join(f"cols=extra_{field.code}" for field in fields))
    for number in range(29):
        put(make_deal(anna, name=f"Deal {number}"), **extra)
    fields += [own("deal", kind) for kind in ("user", "client", "file", "text") * 4]

    assert cost(client, f"/deals/list/{url}" + "&".join(f"cols=extra_{field.code}" for field in fields)) == one


# -- conditions ----------------------------------------------------------------------


def test_text_is_found_by_a_part_in_any_case(listed, own, anna):
    field = own("deal", "text")
    put(make_deal(anna, name="Yes"), **{field.code: 'Прицеп «Ёлка» 100% "новый"'})
    put(make_deal(anna, name="No"), **{field.code: "елки 1000"})

    for words in ("прицеп", "елка", "100% ", 'a "новый"'[2:], "ПРИЦЕП «ё"):
        assert listed(f"extra_{field.code}={words.replace('%', '%25')}") == ["Yes"], words


def test_numbers_and_sums_are_compared_as_numbers(listed, own, anna):
    field = own("deal", "number")
    for number in ("9", "10", "100.5", "not a number"):
        put(make_deal(anna, name=number), **{field.code: number})

    assert set(listed(f"extra_{field.code}.min=9.5")) == {"10", "100.5"}
    assert set(listed(f"extra_{field.code}.min=9&extra_{field.code}.max=10")) == {"9", "10"}


def test_dates_by_their_days_and_by_spans(listed, own, anna):
    field = own("deal", "date")
    today = date.today()
    for name, day in {"past": "2020-01-05", "today": today.isoformat(), "ahead": "2090-01-01"}.items():
        put(make_deal(anna, name=name), **{field.code: day})
    make_deal(anna, name="none")

    assert listed(f"extra_{field.code}.from=2020-01-05&extra_{field.code}.to=2020-01-05") == ["past"]
    for span in ("past", "today", "ahead"):
        assert listed(f"extra_{field.code}.span={span}") == [span]


def test_choices_match_any_and_people_and_phones_match_themselves(listed, own, anna, boris):
    choice, choices = own("deal", "choice", options=["Red", "Blue"]), own("deal", "choices", options=["One", "Two", "Three"])
    user, phone, yes_no = own("deal", "user"), own("deal", "phone"), own("deal", "yes_no")
    put(
        make_deal(anna, name="A"),
        **{choice.code: "Red", choices.code: ["One", "Two"], user.code: boris.pk, phone.code: "+79184421906", yes_no.code: True},
    )
    put(
        make_deal(anna, name="B"),
        **{choice.code: "Blue", choices.code: ["Three"], user.code: anna.pk, phone.code: "+79184421907", yes_no.code: False},
    )
    make_deal(anna, name="C")

    assert listed(f"extra_{choice.code}=Red") == ["A"]
    assert set(listed(f"extra_{choice.code}=Red&extra_{choice.code}=Blue")) == {"A", "B"}
    assert listed(f"extra_{choices.code}=Two") == ["A"]
    assert set(listed(f"extra_{choices.code}=Two&extra_{choices.code}=Three")) == {"A", "B"}
    assert listed(f"extra_{user.code}={boris.pk}") == ["A"]
    assert listed(f"extra_{phone.code}=8 (918) 442-19-06") == ["A"]
    assert set(listed(f"extra_{phone.code}=442-19")) == {"A", "B"}
    assert [listed(f"extra_{yes_no.code}.is={value}") for value in ("yes", "no", "unset")] == [["A"], ["B"], ["C"]]
    for field in (choice, choices, user, phone, yes_no):
        assert listed(f"extra_{field.code}.has=empty") == ["C"]
        assert set(listed(f"extra_{field.code}.has=filled")) == {"A", "B"}


def test_a_client_is_found_only_by_a_name_that_the_reader_sees(browser, listed, own, anna, vera):
    field = own("deal", "client")
    mine, hidden = make_contact(anna, "Nina", "Ostapenko"), make_contact(vera, "Olga", "Skrytova")
    put(make_deal(anna, name="Mine"), **{field.code: {"kind": "contact", "id": mine.pk}})
    put(make_deal(anna, name="Hidden"), **{field.code: {"kind": "contact", "id": hidden.pk}})
    put(make_deal(anna, name="Typed"), **{field.code: "Skrytova typed"})

    assert listed(f"extra_{field.code}=ostap") == ["Mine"]
    assert listed(f"extra_{field.code}=skrytova") == ["Typed"]


def test_a_client_is_chosen_with_the_picker_and_the_chip_tells_the_name(browser, listed, own, anna):
    field = own("deal", "client", label="Adviser")
    nina, zarya = make_contact(anna, "Nina", "Ostapenko"), make_company(anna, "Zarya")
    put(make_deal(anna, name="Nina's"), **{field.code: {"kind": "contact", "id": nina.pk}})
    put(make_deal(anna, name="Zarya's"), **{field.code: {"kind": "company", "id": zarya.pk}})
    asked = f"extra_{field.code}=contact:{nina.pk}"

    panel = browser(anna).get(f"/deals/filter/?on=list&{asked}").content.decode()
    page = browser(anna).get(f"/deals/list/?flat=1&{asked}").content.decode()

    assert listed(asked) == ["Nina's"]
    assert listed(f"extra_{field.code}=company:{zarya.pk}") == ["Zarya's"]
    assert 'data-combobox="/search/clients/"' in panel
    assert f'value="contact:{nina.pk}"' in panel
    assert f'value="{nina}"' in panel
    assert f"Adviser: <b>{nina}</b>" in page


@pytest.mark.parametrize("asked", ["contact:999999", "company:99999999999999999", "user:1"])
def test_a_client_one_does_not_see_is_no_condition(browser, listed, own, anna, vera, asked):
    field = own("deal", "client")
    hidden = make_contact(vera, "Olga", "Skrytova")
    put(make_deal(anna, name="Hidden"), **{field.code: {"kind": "contact", "id": hidden.pk}})

    assert listed(f"extra_{field.code}=contact:{hidden.pk}") == []
    answer = browser(anna).get(f"/deals/list/?flat=1&extra_{field.code}=contact:{hidden.pk}").content.decode()
    assert "so nothing is shown" in answer
    assert "Skrytova" not in answer
    assert listed(f"extra_{field.code}={asked}") == []
    assert browser(anna).get(f"/deals/list/export/?extra_{field.code}=contact:{hidden.pk}").status_code in (400, 403)


@pytest.mark.parametrize(
    "kind, asked",
    [
        ("number", ".min=abc"),
        ("date", ".from=2026-99-01"),
        ("date", ".to=0001-01-01"),
        ("choice", "=Green"),
        ("user", "=999999"),
        ("yes_no", ".is=maybe"),
        ("date", ".span=ever"),
        ("text", ".has=x"),
        ("text", ".min=5"),
        ("number", "=5"),
    ],
)
def test_a_bad_condition_finds_nothing_and_no_file_leaves(browser, own, head, anna, stages, kind, asked):
    field = own("deal", kind, options=["Red"])
    put(make_deal(anna), **{field.code: "1"})
    client = browser(head)

    answer = client.get(f"/deals/list/?flat=1&extra_{field.code}{asked}")
    assert (answer.status_code, names(answer)) == (200, [])
    assert "so nothing is shown" in answer.content.decode()
    assert client.get(f"/deals/list/export/?extra_{field.code}{asked}").status_code == 400
    assert "so nothing is shown" in client.get(f"/deals/?extra_{field.code}{asked}").content.decode()


def test_board_calendar_panel_and_saved_view_know_the_same_condition(browser, own, anna, stages):
    field = own("deal", "choice", label="Colour", options=["Red", "Blue"])
    put(make_deal(anna, name="Red plough"), **{field.code: "Red"})
    put(make_deal(anna, name="Blue plough"), **{field.code: "Blue"})
    client = browser(anna)

    board = client.get(f"/deals/?extra_{field.code}=Red").content.decode()
    panel = client.get(f"/deals/filter/?on=list&extra_{field.code}=Red").content.decode()
    client.post(f"/views/deals/new/?extra_{field.code}=Red&cols=extra_{field.code}", {"name": "Reds"})
    kept = SavedView.objects.filter(name="Reds").first()

    assert ("Red plough" in board, "Blue plough" in board) == (True, False)
    assert "Colour" in panel
    assert client.get(f"/deals/calendar/?extra_{field.code}=Red").status_code == 200
    assert kept is None or kept.query[f"extra_{field.code}"] == "Red"


# -- order ---------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "kind, values",
    [
        ("number", ["-2", "9", "10", "100.5"]),
        ("money", ["9.00", "10.00", "1000.00"]),
        ("date", ["2025-12-31", "2026-01-02", "2026-11-01"]),
        ("text", ["alpha", "beta", "gamma" * 300]),
        ("choice", ["Cold", "Warm", "Hot"]),
        ("choices", [["Cold", "Hot"], ["Warm"], ["Hot"]]),
        ("yes_no", [False, True]),
    ],
)
def test_an_order_goes_by_the_type_with_empty_ones_last_and_every_deal_once(browser, own, anna, stages, monkeypatch, kind, values, turned):
    monkeypatch.setattr("deals.listing.ROWS", 2)
    field = own("deal", kind, options=["Cold", "Warm", "Hot"])
    empty = [make_deal(anna, name=f"empty {n}").pk for n in range(3)]
    filled = [put(make_deal(anna, name=str(n)), **{field.code: value}).pk for n, value in enumerate(values)]
    client, seen, url = browser(anna), [], f"?sort={'-' if turned else ''}extra_{field.code}"

    while url:
        listing = client.get(f"/deals/list/{url}").context["listing"]
        seen += [deal.pk for deal in listing.rows]
        url = listing.more_url

    assert seen == ((filled[::-1] + empty[::-1]) if turned else (filled + empty))


def test_people_stand_by_their_last_names(listed, own, anna, boris):
    field = own("deal", "user")
    for one in sorted((anna, boris), key=lambda one: one.last_name, reverse=True):
        put(make_deal(anna, name=one.last_name), **{field.code: one.pk})

    assert listed(f"sort=extra_{field.code}") == sorted([anna.last_name, boris.last_name])


def test_clients_give_no_order_away(browser, own, anna, stages):
    field = own("deal", "client")

    assert browser(anna).get(f"/deals/list/?sort=extra_{field.code}").status_code == 400
