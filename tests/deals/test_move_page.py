import threading
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from deals.models import Deal, StageField
from fields.models import CustomField
from tests.factories import make_deal, make_funnel

pytestmark = pytest.mark.django_db


def post(browser, user, deal, stage, **data):
    return browser(user, piece=True).post(f"/deals/{deal.pk}/move-to/{stage.pk}/", data)


@pytest.mark.parametrize(
    ("who", "status", "stands"),
    [("anna", 200, "Qualified"), ("head", 200, "Qualified"), ("boris", 404, "New"), ("vera", 404, "New"), ("auditor", 403, "New")],
)
def test_only_the_owner_and_those_above_move_a_deal(request, browser, anna, stages, who, status, stands):
    deal = make_deal(anna, amount=5)

    response = browser(request.getfixturevalue(who), piece=True).post(
        f"/deals/{deal.pk}/move-to/{stages['Qualified'].pk}/", headers={"HX-Current-URL": "http://testserver/deals/"}
    )

    assert response.status_code == status
    deal.refresh_from_db()
    assert deal.stage.name == stands


def test_a_drop_with_gaps_opens_the_dialog_with_exactly_them(browser, anna, stages):
    deal = make_deal(anna)

    response = post(browser, anna, deal, stages["Offer sent"], seen=deal.stage_id)

    assert response.status_code == 422
    assert list(response.context["form"].readers) == ["amount", "decision_on"]
    assert not response.context["form"].is_bound


def test_what_was_typed_stays_when_something_is_still_missing(browser, anna, stages):
    deal = make_deal(anna)

    response = post(browser, anna, deal, stages["Offer sent"], amount="1 200", decision_on="", note="")

    assert response.status_code == 422
    assert 'value="1 200"' in response.content.decode()
    deal.refresh_from_db()
    assert (deal.stage, deal.amount) == (stages["New"], None)


def test_the_dialog_fills_and_moves_in_one_step(browser, anna, stages):
    deal = make_deal(anna)

    response = post(browser, anna, deal, stages["Offer sent"], amount="1200", decision_on="2026-12-01", note="Ready", seen=deal.stage_id)

    deal.refresh_from_db()
    assert (response.status_code, deal.stage, deal.amount, deal.decision_on) == (204, stages["Offer sent"], 1200, date(2026, 12, 1))
    assert deal.entries.filter(verb="moved").get().details["reason"] == "Ready"


def test_a_stage_may_ask_for_a_file(browser, anna, stages):
    field = CustomField.objects.create(entity="deal", code="offer", label="Offer", type="file")
    StageField.objects.create(stage=stages["Qualified"], custom=field, position=1)
    deal = make_deal(anna)
    upload = SimpleUploadedFile("offer.pdf", b"%PDF-1.7 offer")

    assert post(browser, anna, deal, stages["Qualified"], amount="5", note="").status_code == 422
    response = post(browser, anna, deal, stages["Qualified"], amount="5", note="", extra_offer=upload)

    deal.refresh_from_db()
    assert (response.status_code, deal.stage.name) == (204, "Qualified")
    assert deal.extra["offer"]


def test_the_answer_carries_the_card_and_the_new_heads(browser, anna, stages):
    deal = make_deal(anna, amount=5)
    client = browser(anna, piece=True)

    response = client.post(
        f"/deals/{deal.pk}/move-to/{stages['Qualified'].pk}/",
        headers={"HX-Current-URL": f"http://testserver/deals/?funnel={deal.funnel_id}"},
    )

    page = response.content.decode()
    assert f'data-in="{stages["Qualified"].pk}"' in page
    assert {f'id="stage-{stages[name].pk}-head"' in page for name in ("New", "Qualified")} == {True}
    assert "undo" in response.headers["HX-Trigger"]


def test_the_second_of_two_is_told_who_was_faster(browser, anna, head, stages):
    deal = make_deal(anna, amount=5)
    seen = deal.stage_id
    deal.move_to(stages["Qualified"], by=head)

    response = post(browser, anna, deal, stages["Offer sent"], decision_on="2026-12-01", seen=seen)

    assert response.status_code == 409
    assert "Head Testova" in response.headers["HX-Trigger"]
    deal.refresh_from_db()
    assert deal.stage == stages["Qualified"]


@pytest.mark.parametrize("target, status", [("New", 422), ("Qualified", 409)])
def test_a_card_never_moves_back_or_in_place(browser, anna, stages, target, status):
    deal = make_deal(anna, stages["Qualified"])

    response = post(browser, anna, deal, stages[target], seen=deal.stage_id)

    assert response.status_code == status
    deal.refresh_from_db()
    assert deal.stage == stages["Qualified"]


def test_a_stage_of_another_funnel_is_not_found(browser, anna, stages):
    deal = make_deal(anna, stages["New"])
    other = make_funnel("Service")

    assert post(browser, anna, deal, other.stages.last()).status_code == 404


def test_fields_that_were_not_asked_are_not_written(browser, anna, boris, stages):
    deal = make_deal(anna)

    post(
        browser, anna, deal, stages["Qualified"],
        amount="5", note="", owner=boris.pk, department=1, version=99, contract_number="X", closed_at="2026-01-01", name="Hacked", is_imported=1,
    )  # fmt: skip

    fresh = Deal.objects.get(pk=deal.pk)
    assert (fresh.owner, fresh.contract_number, fresh.closed_at, fresh.name, fresh.is_imported) == (anna, "", None, deal.name, False)


def test_who_may_not_see_sums_cannot_fill_the_sum(browser, poor, stages):
    deal = make_deal(poor)

    response = post(browser, poor, deal, stages["Qualified"], amount="5", note="")

    assert response.status_code == 422
    assert "Sum" in response.context["form"].hidden
    deal.refresh_from_db()
    assert deal.amount is None


def test_without_scripts_the_move_is_a_page(browser, anna, stages):
    deal = make_deal(anna)
    client = browser(anna)
    address = f"/deals/{deal.pk}/move-to/{stages['Qualified'].pk}/"

    assert "<html" in client.get(address).content.decode()
    response = client.post(address, {"amount": "5", "note": "", "seen": deal.stage_id})

    assert (response.status_code, response.headers["Location"]) == (302, f"/deals/{deal.pk}/")


def test_the_menu_of_stages_offers_only_those_ahead(browser, anna, stages):
    deal = make_deal(anna, stages["Qualified"])

    page = browser(anna, piece=True).get(f"/deals/{deal.pk}/stages/").content.decode()

    assert f"/move-to/{stages['Offer sent'].pk}/" in page
    assert f"/move-to/{stages['New'].pk}/" not in page
    assert "/move-back/" not in page


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_moves_and_the_other_is_told(browser, anna, head, stages):
    deal = make_deal(anna, amount=5)
    seen, statuses, start = deal.stage_id, [], threading.Barrier(2)

    def move(user):
        client = browser(user, piece=True)
        start.wait()
        statuses.append(client.post(f"/deals/{deal.pk}/move-to/{stages['Qualified'].pk}/", {"seen": seen}).status_code)
        connections.close_all()

    threads = [threading.Thread(target=move, args=(user,)) for user in (anna, head)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [204, 409]
    assert deal.moves.count() == 1
