"""What an administrator changes is felt at once on a manager's board."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from deals.models import StageField
from tests.factories import make_deal


def test_a_changed_funnel_is_felt_on_the_board(window, admin, anna, funnel, stages):
    deal = make_deal(anna)
    page = window(admin)
    page.goto(f"/deals/funnels/{funnel.pk}/")
    page.get_by_role("link", name="Stage", exact=True).click()
    page.dialog.get_by_label("Name of the stage").fill("Demonstration")
    page.dialog.get_by_role("button", name="Add the stage").click()
    page.closed()
    expect(page.locator("ol.k-stages")).to_contain_text("Demonstration")
    added = funnel.stages.get(name="Demonstration")
    page.locator(f"#cell-{added.pk}-source").click()
    expect(page.locator(f"#cell-{added.pk}-source .k-star")).to_be_visible()
    assert not StageField.objects.filter(stage=added, code="source").exists()
    page.get_by_role("link", name="See what it does").click()
    expect(page.locator("main")).to_contain_text("1 open deal of 1 person would lack “Source”")
    page.get_by_role("button", name="Publish 1 change").click()
    page.wait_for_url(f"**/deals/funnels/{funnel.pk}/")
    assert StageField.objects.filter(stage=added, code="source").exists()

    page.goto(f"/deals/funnels/{funnel.pk}/reasons/")
    page.get_by_label("Name").fill("No money till spring")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="No money till spring")).to_be_visible()

    hers = window(anna)
    hers.goto("/deals/")
    hers.card(deal).focus()
    hers.keyboard.press("m")
    hers.dialog.get_by_role("button", name="Demonstration").click()
    expect(hers.dialog.get_by_label("Source")).to_be_visible()
    hers.keyboard.press("Escape")
    hers.closed()
    hers.goto(f"/deals/{deal.pk}/")
    hers.locator("#deal-object").get_by_role("link", name="Lost").click()
    expect(hers.dialog.get_by_label("No money till spring")).to_be_visible()


def test_a_right_taken_away_is_gone_from_the_next_click(window, admin, anna, stages):
    role = Role.objects.get(code="manager")
    hers, page = window(anna), window(admin)
    hers.goto("/")
    expect(hers.locator(".k-rail").get_by_role("link", name="Calls")).to_be_visible()
    page.goto(f"/settings/roles/{role.pk}/")
    page.locator("select[name*=call][name*=see]").select_option("none")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".k-toast").first).to_be_visible()

    role.refresh_from_db()
    assert role.scope("call", "see") == "none"
    hers.goto("/")
    expect(hers.locator(".k-rail").get_by_role("link", name="Calls")).to_have_count(0)
    assert hers.request.get("/calls/").status == 403


@pytest.mark.parametrize("who", ["egor", "auditor"])
def test_who_may_not_configure_finds_no_editor(window, request, who, funnel):
    page = window(request.getfixturevalue(who))
    page.goto("/")
    assert page.request.get(f"/deals/funnels/{funnel.pk}/").status == 403
    assert page.request.get("/settings/invitations/new/").status == 403
