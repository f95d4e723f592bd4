from decimal import Decimal

import pytest

from deals.models import Deal, DealStay
from fields.models import CustomField
from tests.factories import make_company, make_contact, make_deal, make_product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("head", 200), ("auditor", 200), ("boris", 404), ("vera", 404), ("egor", 404)])
def test_a_card_is_shown_to_those_who_may_see_it(request, browser, anna, stages, who, status):
    deal = make_deal(anna)

    assert browser(request.getfixturevalue(who)).get(f"/deals/{deal.pk}/").status_code == status


def test_the_stepper_says_what_is_missing_for_every_stage_ahead(browser, anna, stages):
    deal = make_deal(anna)

    steps = browser(anna).get(f"/deals/{deal.pk}/").context["page"].steps

    assert [(step.stage.name, step.state, len(step.missing)) for step in steps] == [
        ("New", "cur", 0),
        ("Qualified", "next", 1),
        ("Offer sent", "next", 2),
    ]


def test_the_stepper_tells_passed_and_skipped_stages(browser, anna, stages):
    deal = make_deal(anna, amount=5, decision_on="2026-12-01")
    deal.refresh_from_db()
    deal.move_to(stages["Offer sent"], by=anna)

    steps = browser(anna).get(f"/deals/{deal.pk}/").context["page"].steps

    assert [step.state for step in steps] == ["done", "skip", "cur"]
    assert DealStay.objects.filter(card=deal, was_skipped=True).count() == 1


def test_who_may_not_see_sums_or_phones_is_sent_none(browser, poor, stages):
    client = make_contact(poor, "Nina", "Ostapenko")
    client.add_phone("+7 918 442-19-06")
    deal = make_deal(poor, amount=Decimal("987654"), contact=client)
    deal.add_line(make_product("GTX", "4321.00"), by=None)

    page = browser(poor).get(f"/deals/{deal.pk}/").content.decode()

    assert not any(secret in page for secret in ("987654", "987 654", "987,654", "4321", "4 321", "4,321", "442-19-06", "9184421906"))


def test_a_reader_sees_no_buttons(browser, auditor, anna, stages):
    deal = make_deal(anna)

    page = browser(auditor).get(f"/deals/{deal.pk}/").content.decode()

    assert not any(f"/deals/{deal.pk}/{act}/" in page for act in ("win", "loss", "edit", "owner", "move-back", "trash", "lines/new"))


def test_a_card_costs_the_same_with_one_line_and_with_thirty(browser, anna, stages, cost):
    deal, client = make_deal(anna, company=make_company(anna)), browser(anna)

    def grow(numbers):
        for number in numbers:
            deal.add_line(make_product(f"Product {number}"), by=None)
            deal.add_participant(make_contact(anna, f"Nina {number}"), by=None)
            deal.record("renamed", by=anna, before="a", to="b")

    grow(range(1))
    one = cost(client, deal.url)
    grow(range(1, 30))

    assert cost(client, deal.url) == one


# -- one field in place -----------------------------------------------------------------


def test_a_field_is_filled_where_it_stands(browser, anna, stages):
    deal, client = make_deal(anna), browser(anna, piece=True)
    form = client.get(f"/deals/{deal.pk}/fields/amount/").context["form"]

    response = client.post(f"/deals/{deal.pk}/fields/amount/", {"amount": "1 500", "was": form.initial["was"]})

    deal.refresh_from_db()
    assert (response.status_code, deal.amount) == (200, 1500)
    assert deal.entries.filter(verb="changed").get().details["changes"][0]["new"] == "1,500"


@pytest.mark.parametrize("typed", ["abc", "-1", "1e400", "9" * 30, "NaN", "Infinity"])
def test_a_bad_sum_comes_back_as_typed(browser, anna, stages, typed):
    deal = make_deal(anna)

    response = browser(anna, piece=True).post(f"/deals/{deal.pk}/fields/amount/", {"amount": typed})

    assert response.status_code == 422
    assert typed in response.content.decode()
    deal.refresh_from_db()
    assert deal.amount is None


def test_a_field_that_a_colleague_changed_is_not_overwritten_unseen(browser, anna, head, stages):
    deal, client = make_deal(anna), browser(anna, piece=True)
    was = client.get(f"/deals/{deal.pk}/fields/amount/").context["form"].initial["was"]
    Deal.objects.get(pk=deal.pk).change({"amount": Decimal(77)}, by=head)

    refused = client.post(f"/deals/{deal.pk}/fields/amount/", {"amount": "5", "was": was})

    assert refused.status_code == 409
    assert "77" in refused.content.decode()
    deal.refresh_from_db()
    assert deal.amount == 77
    decided = client.post(f"/deals/{deal.pk}/fields/amount/", {"amount": "5", "was": refused.context["form"]["was"].value()})
    deal.refresh_from_db()
    assert (decided.status_code, deal.amount) == (200, 5)


def test_another_field_may_have_changed_meanwhile(browser, anna, head, stages):
    deal, client = make_deal(anna), browser(anna, piece=True)
    was = client.get(f"/deals/{deal.pk}/fields/amount/").context["form"].initial["was"]
    Deal.objects.get(pk=deal.pk).change({"contract_number": "17-A"}, by=head)

    client.post(f"/deals/{deal.pk}/fields/amount/", {"amount": "5", "was": was})

    deal.refresh_from_db()
    assert (deal.amount, deal.contract_number) == (5, "17-A")


@pytest.mark.parametrize("key", ["owner", "stage", "closed_at", "version", "department", "nonsense", "extra_nothing"])
def test_what_is_no_field_of_the_card_is_not_found(browser, anna, stages, key):
    deal = make_deal(anna)

    assert browser(anna, piece=True).post(f"/deals/{deal.pk}/fields/{key}/", {key: "1"}).status_code == 404


def test_a_foreign_client_cannot_be_linked(browser, anna, vera, stages):
    deal, foreign = make_deal(anna), make_company(vera, "Secret works")

    response = browser(anna, piece=True).post(f"/deals/{deal.pk}/fields/company/", {"company": foreign.pk})

    assert response.status_code == 422
    assert "Secret works" not in response.content.decode()
    deal.refresh_from_db()
    assert deal.company is None


# -- all fields at once --------------------------------------------------------------------


def test_a_stale_form_keeps_both_texts(browser, anna, head, stages):
    CustomField.objects.create(entity="deal", code="width", label="Width", type="number")
    deal, client = make_deal(anna), browser(anna, piece=True)
    Deal.objects.get(pk=deal.pk).change({"contract_number": "theirs"}, by=head)

    refused = client.post(f"/deals/{deal.pk}/edit/", {"version": deal.version, "contract_number": "mine", "extra_width": "3"})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "theirs" in page
    assert 'value="mine"' in page
    deal.refresh_from_db()
    assert deal.contract_number == "theirs"
    again = client.post(f"/deals/{deal.pk}/edit/", {"version": deal.version, "contract_number": "mine", "extra_width": "3"})
    deal.refresh_from_db()
    assert (again.status_code, deal.contract_number, deal.extra) == (204, "mine", {"width": "3"})


def test_the_form_writes_no_more_than_its_fields(browser, anna, boris, stages):
    deal = make_deal(anna)
    extra = {"owner": boris.pk, "stage": stages["Won"].pk, "closed_at": "2026-01-01", "is_imported": "1", "name": "x", "win_asked_by": 1}

    browser(anna, piece=True).post(f"/deals/{deal.pk}/edit/", {"version": deal.version, **extra})

    fresh = Deal.objects.get(pk=deal.pk)
    assert (fresh.owner, fresh.stage, fresh.closed_at, fresh.is_imported, fresh.name) == (anna, stages["New"], None, False, deal.name)


# -- name, ticks, trash ---------------------------------------------------------------------


def test_a_name_of_ones_own_and_back_to_the_template(browser, anna, stages):
    deal, client = make_deal(anna, company=make_company(anna, "Zarya"), name=""), browser(anna, piece=True)

    client.post(f"/deals/{deal.pk}/name/", {"name": "My own"})
    deal.refresh_from_db()
    assert deal.name == "My own"
    client.post(f"/deals/{deal.pk}/name/", {"name": ""})
    deal.refresh_from_db()
    assert deal.name == "Zarya"


def test_a_line_of_the_check_list_is_ticked_and_unticked(browser, anna, stages):
    stages["New"].checklist = ["Who decides", "By when"]
    stages["New"].save()
    deal, client = make_deal(anna, stages["New"]), browser(anna, piece=True)
    address = f"/deals/{deal.pk}/ticks/{stages['New'].pk}/"

    for facts in ({"item": "By when", "is_done": "on"}, {"item": "By when", "is_done": "on"}, {"item": "Forged", "is_done": "on"}):
        client.post(address, facts)
    deal.refresh_from_db()
    assert deal.ticks == {str(stages["New"].pk): ["By when"]}
    client.post(address, {"item": "By when"})
    deal.refresh_from_db()
    assert deal.ticks == {str(stages["New"].pk): []}


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("head", 204), ("head2", 404)])
def test_the_trash_takes_and_gives_back(request, browser, anna, stages, who, status):
    deal, client = make_deal(anna), browser(request.getfixturevalue(who), piece=True)

    assert client.post(f"/deals/{deal.pk}/trash/").status_code == status
    deal.refresh_from_db()
    assert (deal.deleted_at is not None) == (status == 204)
    if status == 204:
        assert client.post(f"/deals/{deal.pk}/restoration/").status_code == 204
        deal.refresh_from_db()
        assert deal.deleted_at is None


# -- lines -----------------------------------------------------------------------------------


def test_lines_carry_price_discount_and_make_the_sum(browser, anna, stages):
    deal, client = make_deal(anna), browser(anna, piece=True)
    product = make_product("GTX", "100.00")

    client.post(f"/deals/{deal.pk}/lines/new/", {"product": product.pk, "quantity": "2", "discount": "10"})
    client.post(f"/deals/{deal.pk}/lines/sum/")

    deal.refresh_from_db()
    assert [(line.price, line.total) for line in deal.lines.all()] == [(100, 180)]
    assert deal.amount == 180


@pytest.mark.parametrize(
    "facts", [{"quantity": "0"}, {"quantity": "-1"}, {"discount": "101"}, {"price": "-5"}, {"product": "999999"}, {"vat": "x"}]
)
def test_a_bad_line_is_asked_again(browser, anna, stages, facts):
    deal, product = make_deal(anna), make_product()

    response = browser(anna, piece=True).post(f"/deals/{deal.pk}/lines/new/", {"product": product.pk, "quantity": "1", **facts})

    assert response.status_code == 422
    assert deal.lines.count() == 0


def test_a_line_of_another_deal_is_not_found(browser, anna, boris, stages):
    mine, foreign = make_deal(anna), make_deal(boris)
    line = foreign.add_line(make_product(), by=None)
    client = browser(anna, piece=True)

    assert client.post(f"/deals/{mine.pk}/lines/{line.pk}/removal/").status_code == 404
    assert client.post(f"/deals/{foreign.pk}/lines/{line.pk}/removal/").status_code == 404
    assert foreign.lines.count() == 1


# -- people -------------------------------------------------------------------------------------


def test_only_a_contact_one_may_see_takes_part(browser, anna, vera, stages):
    deal, client = make_deal(anna), browser(anna, piece=True)
    known, foreign = make_contact(anna), make_contact(vera, "Secret")

    assert client.post(f"/deals/{deal.pk}/participants/new/", {"contact": foreign.pk}).status_code == 422
    assert client.post(f"/deals/{deal.pk}/participants/new/", {"contact": known.pk, "role": "decides"}).status_code == 204
    assert [(part.contact, part.role) for part in deal.participants.all()] == [(known, "decides")]


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("head", 204), ("head2", 404)])
def test_only_by_right_a_deal_is_given_away(request, browser, anna, boris, stages, who, status):
    deal = make_deal(anna)

    assert browser(request.getfixturevalue(who), piece=True).post(f"/deals/{deal.pk}/owner/", {"owner": boris.pk}).status_code == status
    deal.refresh_from_db()
    assert deal.owner == (boris if status == 204 else anna)


def test_a_deal_is_not_given_to_a_stranger(browser, head, anna, vera, stages):
    deal = make_deal(anna)

    assert browser(head, piece=True).post(f"/deals/{deal.pk}/owner/", {"owner": vera.pk}).status_code == 422
