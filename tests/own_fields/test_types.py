"""All twelve types on the cards and forms of all four entities: what is taken, how it is stored and shown, what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from fields.form_fields import form_field_of
from fields.models import CustomField
from fields.records import links_of
from fields.values import shown, stored
from leads.models import Lead
from tests.factories import make_company, make_contact, make_deal, make_funnel

TYPES = CustomField.Type.values
OPTIONS = {"choice": ["red", "green"], "choices": ["red", "green"]}


@pytest.fixture
def leads_funnel(roles):
    return make_funnel("Enquiries", cards="leads")


def clean(field, data, user=None, value=None):
    from django import forms

    form = type("One", (forms.Form,), {})({"v": data} if data is not None else {}, {"v": data} if hasattr(data, "read") else {})
    form.fields["v"] = form_field_of(field, user=user, value=value)
    if isinstance(data, list):
        from django.http import QueryDict

        form.data = QueryDict(mutable=True)
        form.data.setlist("v", data)
    form.is_valid()
    return form.errors.get("v"), form.cleaned_data.get("v")


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "words"),
    [
        ("text", "  Some words ", "Some words", "Some words"),
        ("number", "1 234,5", "1234.5", "1,234.5"),
        ("number", "-3", "-3", "-3"),
        ("money", "1\u00a0000,50", "1000.5", "1,000.50"),
        ("money", "1,234.50", "1234.5", "1,234.50"),
        ("date", "2026-03-01", "2026-03-01", "1 March 2026"),
        ("choice", "red", "red", "red"),
        ("choices", ["green", "red"], ["green", "red"], "green, red"),
        ("yes_no", "true", True, "yes"),
        ("yes_no", "false", False, "no"),
        ("yes_no", "unknown", None, ""),
        ("link", "example.com/a", "https://example.com/a", "https://example.com/a"),
        ("phone", "8 918 442-19-06", "+79184421906", "+7 918 442-19-06"),
        ("phone", "ask Nina", "ask Nina", "ask Nina"),
    ],
)
def test_a_value_is_kept_in_one_form_and_shown_in_words(db, kind, typed, kept, words):
    with translation.override("en"):
        is_kept_and_shown(kind, typed, kept, words)


def is_kept_and_shown(kind, typed, kept, words):
    field = CustomField(entity="deal", code="f1", label="F", type=kind, options=OPTIONS.get(kind, []))

    errors, cleaned = clean(field, typed)

    assert errors is None
    assert stored(field, cleaned) == kept
    assert shown(field, kept).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e999"),
        ("money", "1.234"),
        ("date", "1899-12-31"),
        ("date", "2101-01-01"),
        ("date", "tomorrow"),
        ("choice", "violet"),
        ("choices", ["red", "violet"]),
        ("link", "javascript:alert(1)"),
        ("link", "data:text/html,x"),
        ("link", "ftp://example.com"),
        ("user", "999999"),
        ("client", "company:999999"),
        ("client", "deal:1"),
        ("client", "Vector"),
        ("text", "x" * 2001),
    ],
)
def test_bad_input_is_refused_with_a_sentence(anna, kind, typed):
    field = CustomField(entity="deal", code="f1", label="F", type=kind, options=OPTIONS.get(kind, []))

    errors, _cleaned = clean(field, typed, user=anna)

    assert errors


def test_only_a_client_one_sees_is_taken(anna, vera):
    field = CustomField(entity="deal", code="f1", label="F", type="client")
    mine, foreign = make_company(anna), make_company(vera, name="Foreign")

    assert clean(field, f"company:{mine.pk}", anna) == (None, {"kind": "company", "id": mine.pk})
    assert clean(field, f"company:{foreign.pk}", anna)[0]
    assert clean(field, "", anna) == (None, None)


def test_a_choice_that_is_no_longer_offered_may_stay(db):
    field = CustomField(entity="deal", code="f1", label="F", type="choice", options=["red"])

    assert clean(field, "blue", value="blue") == (None, "blue")
    assert clean(field, "blue")[0]


def test_only_http_links_are_followed(db):
    field = CustomField(entity="deal", code="f1", label="F", type="link")

    assert links_of(field, "https://a.example", None) == [("https://a.example", "https://a.example")]
    assert links_of(field, "javascript:alert(1)", None) == []


def typed_values(anna, company):
    return {
        "text": "Words", "number": "12,5", "money": "1000", "date": "2026-03-01", "choice": "red", "choices": ["red", "green"],
        "yes_no": "false", "file": SimpleUploadedFile("plan.txt", b"plan"), "link": "https://example.com", "user": str(anna.pk),
        "client": f"company:{company.pk}", "phone": "8 918 442-19-06",
    }  # fmt: skip


def words_of():
    return [
        "Words",
        "12.5",
        "1,000",
        "1 March 2026",
        "red, green",
        "plan.txt",
        "https://example.com",
        "Anna Testova",
        "Vector",
        "442-19-06",
    ]


def all_types(own, entity):
    return {kind: own(entity, f"Own {kind}", kind, options=OPTIONS.get(kind, [])) for kind in TYPES}


@pytest.mark.parametrize("entity", ["company", "contact", "lead"])
def test_every_type_is_asked_when_a_record_is_made_and_stands_on_its_card(browser, anna, own, leads_funnel, entity):
    from contacts.models import Company, Contact

    other, fields = make_company(anna), all_types(own, entity)
    data = {field.key: value for kind, value in typed_values(anna, other).items() for field in [fields[kind]]}
    named = {"company": {"name": "Zarya"}, "contact": {"person": "Ivan Petrov"}, "lead": {"person": "Ivan Petrov"}}[entity]
    address = {"company": "contacts:new-company", "contact": "contacts:new-contact", "lead": "leads:new"}[entity]

    answer = browser(anna).post(reverse(address), named | data)

    assert answer.status_code == 302, answer.content.decode()[:3000]
    record = {"company": Company, "contact": Contact, "lead": Lead}[entity].objects.order_by("-pk").first()
    assert record.extra[fields["yes_no"].code] is False
    assert isinstance(record.extra[fields["file"].code], int)
    page = browser(anna).get(answer.url).content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
    for words in words_of():
        assert words in page, words
    assert 'rel="noopener noreferrer nofollow"' in page


def test_every_type_is_asked_on_the_form_of_a_deal_and_stands_on_its_card(browser, anna, own, funnel):
    company, fields, deal = make_company(anna), all_types(own, "deal"), make_deal(anna)
    data = {field.key: value for kind, value in typed_values(anna, company).items() for field in [fields[kind]]}

    answer = browser(anna).post(reverse("deals:edit", args=[deal.pk]), {"version": deal.version, **data})

    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode().replace("\u00a0", " ")
    for words in words_of():
        assert words in page, words


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_asked_in_the_dialog_of_a_move(browser, anna, own, stages, kind):
    from deals.models import StageField

    field = own("deal", "Own", kind, options=OPTIONS.get(kind, []))
    StageField.objects.filter(stage=stages["Qualified"]).delete()
    StageField.objects.create(stage=stages["Qualified"], custom=field)
    deal, address = make_deal(anna), None
    address = reverse("deals:move", args=[deal.pk, stages["Qualified"].pk])

    refused = browser(anna, piece=True).post(address, {"seen": stages["New"].pk, field.key: ""})
    value = typed_values(anna, make_company(anna))[kind]
    moved = browser(anna, piece=True).post(address, {"seen": stages["New"].pk, field.key: value})

    deal.refresh_from_db()
    assert refused.status_code == 422
    assert moved.status_code in (200, 204), moved.content.decode()[:2000]
    assert deal.stage == stages["Qualified"]
    assert deal.extra[field.code] not in (None, "", [])


@pytest.mark.parametrize("make", [make_company, make_contact])
def test_a_value_is_filled_in_where_it_stands(browser, anna, boris, own, make):
    record = make(anna)
    field = own(record.kind, "Hectares", "number")
    address = reverse("fields:value", args=[record.kind, record.pk, field.code])

    form = browser(anna, piece=True).get(address)
    bad = browser(anna, piece=True).post(address, {"value": "many"})
    saved = browser(anna, piece=True).post(address, {"value": "40,5"})

    assert form.status_code == 200
    assert "<form" in form.content.decode()
    assert bad.status_code == 422
    assert "many" in bad.content.decode()
    assert saved.status_code == 200
    assert "40.5" in saved.content.decode()
    record.refresh_from_db()
    assert record.extra[field.code] == "40.5"
    assert browser(boris).get(address).status_code == 404


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(browser, anna, head, own):
    company = make_company(anna)
    field = own("company", "Hectares", "number")
    address = reverse("fields:value", args=["company", company.pk, field.code])
    was = browser(anna, piece=True).get(address).context["form"].initial["was"]
    company.change({field.key: 7}, by=head)

    told = browser(anna, piece=True).post(address, {"value": "40", "was": was})

    body = told.content.decode()
    assert told.status_code == 409
    assert "“7”" in body
    assert 'value="40"' in body
    company.refresh_from_db()
    assert company.extra[field.code] == "7"
    again = browser(anna, piece=True).post(address, {"value": "40", "was": told.context["form"].data["was"]})
    company.refresh_from_db()
    assert again.status_code == 200
    assert company.extra[field.code] == "40"


def test_a_lead_is_filled_in_place_by_who_may_edit_it(browser, anna, boris, own, leads_funnel):
    lead = Lead.receive({"person": "Ivan"}, by=anna, owner=anna)
    field = own("lead", "Acres", "text")
    address = reverse("fields:value", args=["lead", lead.pk, field.code])

    assert browser(anna, piece=True).post(address, {"value": "12"}).status_code == 200
    assert browser(boris).get(address).status_code == 404
    lead.refresh_from_db()
    assert lead.extra[field.code] == "12"


def test_a_file_is_kept_replaced_and_taken_away(browser, anna, own):
    company = make_company(anna)
    scan = own("company", "Scan", "file")
    address = reverse("fields:value", args=["company", company.pk, scan.code])

    for name in ("one.txt", "two.txt"):
        browser(anna, piece=True).post(address, {"value": SimpleUploadedFile(name, b"x")})
    company.refresh_from_db()
    second = company.extra[scan.code]
    assert "two.txt" in browser(anna).get(reverse("contacts:company", args=[company.pk])).content.decode()
    browser(anna, piece=True).post(address, {"value": ""})
    company.refresh_from_db()
    assert company.extra[scan.code] == second
    browser(anna, piece=True).post(address, {"value-clear": "on"})
    company.refresh_from_db()
    assert company.extra[scan.code] is None


def test_a_file_too_large_or_empty_is_a_sentence_at_the_field(browser, anna, own, monkeypatch):
    company, scan = make_company(anna), own("company", "Scan", "file")
    address = reverse("fields:value", args=["company", company.pk, scan.code])
    monkeypatch.setattr("fields.form_fields.LIMIT", 3)

    large = browser(anna, piece=True).post(address, {"value": SimpleUploadedFile("a.txt", b"12345")})
    empty = browser(anna, piece=True).post(address, {"value": SimpleUploadedFile("a.txt", b"")})

    assert large.status_code == empty.status_code == 422
    assert "larger than 20 MB" in large.content.decode()
    assert "empty" in empty.content.decode()


def test_a_field_of_one_funnel_is_not_asked_in_another(browser, anna, own, funnel):
    service = make_funnel("Service")
    own("deal", "Engine hours", "number", funnels=[service.pk])
    here, there = make_deal(anna), make_deal(anna, stage=service.entry)

    assert "Engine hours" not in browser(anna).get(reverse("deals:card", args=[here.pk])).content.decode()
    assert "Engine hours" not in browser(anna).get(reverse("deals:edit", args=[here.pk])).content.decode()
    assert "Engine hours" in browser(anna).get(reverse("deals:card", args=[there.pk])).content.decode()


def test_cards_cost_the_same_with_one_field_and_with_all_types_twice(browser, anna, own, funnel):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    company, deal = make_company(anna), make_deal(anna)
    costs = []
    for _round in range(2):
        for entity, record in (("deal", deal), ("company", company)):
            fields = all_types_again(own, entity, _round)
            values = {fields[kind].key: value for kind, value in {"user": anna, "client": {"kind": "company", "id": company.pk}}.items()}
            type(record).objects.get(pk=record.pk).change(values, by=anna)
        for page in (reverse("deals:card", args=[deal.pk]), reverse("contacts:company", args=[company.pk])):
            signed_in = browser(anna)
            signed_in.get(page)
            with CaptureQueriesContext(connection) as queries:
                signed_in.get(page)
            costs.append(len(queries))
    assert costs[:2] == costs[2:]


def all_types_again(own, entity, number):
    return {kind: own(entity, f"Own {kind} {number}", kind, options=OPTIONS.get(kind, [])) for kind in TYPES}


def test_what_a_lead_said_goes_along_to_the_deal_and_the_new_clients(browser, anna, own, funnel, leads_funnel, accountant):
    from leads.conversion import convert

    acres = {entity: own(entity, "Acres", "number") for entity in ("lead", "deal", "contact", "company")}
    other_type, place = own("lead", "Soil", "text"), own("deal", "Soil", "choice", options=["clay", "sand"])
    secret, open_place = own("lead", "Debt", "money", seen_by_positions=[accountant.pk]), own("deal", "Debt", "money")
    lead = Lead.receive({"person": "Ivan", "company_name": "Zarya", "phone_typed": "8 918 442-19-06"}, by=anna, owner=anna)
    lead.change({acres["lead"].key: "12", other_type.key: "clay", secret.key: "900"}, by=anna)

    deal = convert(lead, by=anna)

    for entity, record in (("deal", deal), ("contact", deal.contact), ("company", deal.company)):
        assert record.extra.get(acres[entity].code) == "12", entity
    assert place.code not in deal.extra
    assert open_place.code not in deal.extra


def test_a_deal_is_made_with_its_own_fields_at_once(browser, anna, own, funnel):
    width = own("deal", "Width", "number")
    data = {"new_name": "Ivan", "token": "1b671a64-40d5-491e-99b0-da01ff1f3341", width.key: "6,5"}

    answer = browser(anna).post(reverse("deals:new"), data)

    from deals.models import Deal

    assert answer.status_code == 302
    assert Deal.objects.get().extra[width.code] == "6.5"


def test_a_file_that_stands_in_a_field_is_not_thrown_away_under_it(browser, anna, own):
    from timeline.models import File

    company, scan = make_company(anna), own("company", "Scan", "file")
    company.change({scan.key: SimpleUploadedFile("one.txt", b"x")}, by=anna)
    file = File.objects.get()
    address = reverse("timeline:file-remove", args=["company", company.pk, file.pk])

    refused = browser(anna, piece=True).post(address)
    company.change({scan.key: False}, by=anna)
    removed = browser(anna, piece=True).post(address)

    assert refused.status_code == 409
    assert removed.status_code == 200
    file.refresh_from_db()
    assert file.deleted_at
