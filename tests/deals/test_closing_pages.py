"""Lost, won, taken back, undone: by whom, with what, and what happens the second time."""

from datetime import timedelta

import pytest

from crm_project.lib import clock
from deals.models import Deal
from tests.factories import make_deal

pytestmark = pytest.mark.django_db

FULL = {"amount": 5, "contract_number": "17-A"}


@pytest.fixture
def reason(funnel, stages):
    return funnel.loss_reasons.get()


@pytest.fixture
def full_deal(anna, stages):
    """Everything is filled in but the decision date."""
    return make_deal(anna, **FULL)


# -- lost ------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("anna", 204), ("head", 204), ("boris", 404), ("vera", 404), ("auditor", 403)])
def test_only_the_owner_and_those_above_close_a_deal_as_lost(request, browser, anna, reason, who, status):
    deal = make_deal(anna)

    response = browser(request.getfixturevalue(who), piece=True).post(f"/deals/{deal.pk}/loss/", {"reason": reason.pk, "comment": ""})

    assert response.status_code == status
    deal.refresh_from_db()
    assert deal.is_open == (status != 204)


def test_a_loss_without_a_reason_is_asked_again(browser, anna, reason):
    deal = make_deal(anna)

    response = browser(anna, piece=True).post(f"/deals/{deal.pk}/loss/", {"comment": "They went silent"})

    assert response.status_code == 422
    assert "They went silent" in response.content.decode()


def test_a_reason_may_demand_a_comment_and_the_competitor(browser, anna, funnel, reason):
    strict = funnel.loss_reasons.create(name="Chose others", needs_comment=True, needs_competitor=True)
    deal, client = make_deal(anna), browser(anna, piece=True)

    short = client.post(f"/deals/{deal.pk}/loss/", {"reason": strict.pk, "comment": "short"})
    alone = client.post(f"/deals/{deal.pk}/loss/", {"reason": strict.pk, "comment": "They took the cheaper plough"})

    assert (short.status_code, list(short.context["form"].errors)) == (422, ["comment"])
    assert (alone.status_code, list(alone.context["form"].errors)) == (422, ["competitor"])


def test_a_reason_of_another_funnel_is_refused(browser, anna, stages):
    from tests.factories import make_funnel

    stranger = make_funnel("Service").loss_reasons.get()
    deal = make_deal(anna, stages["New"])

    assert browser(anna, piece=True).post(f"/deals/{deal.pk}/loss/", {"reason": stranger.pk, "comment": ""}).status_code == 422


def test_losing_twice_changes_nothing_the_second_time(browser, anna, reason):
    deal, client = make_deal(anna), browser(anna, piece=True)
    facts = {"reason": reason.pk, "comment": ""}

    statuses = [client.post(f"/deals/{deal.pk}/loss/", facts).status_code for _ in range(2)]

    assert statuses == [204, 409]
    assert deal.entries.filter(verb="lost").count() == 1


# -- won ---------------------------------------------------------------------------


def test_the_won_dialog_lists_every_check_and_counts_the_passed(browser, anna, full_deal):
    response = browser(anna, piece=True).get(f"/deals/{full_deal.pk}/win/")

    assert [(check.label, check.is_passed) for check in response.context["checks"]] == [
        ("Sum", True),
        ("Decision date", False),
        ("Contract number", True),
    ]
    assert "Ready: 2 of 3" in response.content.decode()


def test_a_deal_is_won_once_the_last_check_is_filled(browser, anna, full_deal):
    client = browser(anna, piece=True)

    missing = client.post(f"/deals/{full_deal.pk}/win/", {"seen": full_deal.stage_id, "decision_on": ""})
    filled = client.post(f"/deals/{full_deal.pk}/win/", {"seen": full_deal.stage_id, "decision_on": "2026-12-01"})
    again = client.post(f"/deals/{full_deal.pk}/win/", {"seen": full_deal.stage_id})

    assert (missing.status_code, filled.status_code, again.status_code) == (422, 204, 409)
    assert Deal.objects.get(pk=full_deal.pk).stage.kind == "won"


def test_where_the_head_confirms_the_manager_asks_and_the_head_decides(browser, anna, head, funnel, full_deal):
    funnel.head_confirms_win = True
    funnel.save()
    facts = {"seen": full_deal.stage_id, "decision_on": "2026-12-01"}

    assert browser(anna, piece=True).post(f"/deals/{full_deal.pk}/win/", facts).status_code == 204
    asked = Deal.objects.get(pk=full_deal.pk)
    assert (asked.is_open, asked.awaits_confirmation) == (True, True)

    assert browser(anna, piece=True).post(f"/deals/{full_deal.pk}/win/refusal/", {"reason": "No scan"}).status_code == 403
    assert browser(head, piece=True).post(f"/deals/{full_deal.pk}/win/refusal/", {"reason": "No scan"}).status_code == 204
    declined = Deal.objects.get(pk=full_deal.pk)
    assert (declined.is_open, declined.awaits_confirmation) == (True, False)

    browser(anna, piece=True).post(f"/deals/{full_deal.pk}/win/", {"seen": full_deal.stage_id})
    assert browser(head, piece=True).post(f"/deals/{full_deal.pk}/win/", {"seen": full_deal.stage_id}).status_code == 204
    assert Deal.objects.get(pk=full_deal.pk).stage.kind == "won"


# -- back and undone -----------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("head", 204), ("head2", 404)])
def test_going_back_needs_the_right_and_the_deal(request, browser, anna, stages, who, status):
    deal = make_deal(anna, stages["Qualified"])
    facts = {"stage": stages["New"].pk, "reason": "Wrong client", "seen": deal.stage_id}

    response = browser(request.getfixturevalue(who), piece=True).post(f"/deals/{deal.pk}/move-back/", facts)

    assert response.status_code == status
    deal.refresh_from_db()
    assert deal.stage.name == ("New" if status == 204 else "Qualified")


def test_going_back_needs_a_reason(browser, anna, head, stages):
    deal = make_deal(anna, stages["Qualified"])

    response = browser(head, piece=True).post(f"/deals/{deal.pk}/move-back/", {"stage": stages["New"].pk, "reason": " "})

    assert response.status_code == 422


def test_a_slip_is_undone_by_its_author_and_nobody_else(browser, anna, head, stages):
    deal = make_deal(anna, amount=5)
    move = deal.move_to(stages["Qualified"], by=anna)
    address = f"/deals/{deal.pk}/moves/{move.pk}/undo/"

    assert browser(head, piece=True).post(address).status_code == 409
    assert browser(anna, piece=True).post(address).status_code == 204
    assert browser(anna, piece=True).post(address).status_code == 409
    deal.refresh_from_db()
    assert deal.stage == stages["New"]


def test_after_ten_seconds_nothing_is_undone(browser, anna, stages, monkeypatch):
    deal = make_deal(anna, amount=5)
    move = deal.move_to(stages["Qualified"], by=anna)
    later = clock.now() + timedelta(seconds=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert browser(anna, piece=True).post(f"/deals/{deal.pk}/moves/{move.pk}/undo/").status_code == 409


@pytest.mark.parametrize("act", ["loss", "win", "stages", "move-back", "owner", "name", "edit"])
def test_a_foreign_deal_is_not_found_by_any_address(browser, vera, head2, anna, stages, act):
    deal = make_deal(anna)

    for user in (vera, head2):
        status = browser(user).get(f"/deals/{deal.pk}/{act}/").status_code
        assert status == 404 or (user == vera and status == 403)
