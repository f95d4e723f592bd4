"""Two people and one card: one wins, the other is told, and whoever watches sees it move."""

from playwright.sync_api import expect

from deals.models import Deal
from tests.factories import make_deal


def test_one_wins_the_other_is_told_and_a_third_sees_it(window, anna, head, admin, stages):
    deal = make_deal(anna, amount=5)
    hers, his, watcher = window(anna), window(head), window(admin)
    for page in (his, watcher, hers):
        page.goto("/deals/")
    his.wait_for_function("performance.getEntriesByType('resource').length > 0")
    his.lift(his.card(deal))

    hers.drag(hers.card(deal), hers.column(stages["Qualified"]))
    hers.toast("stage “Qualified”")
    his.drop(his.column(stages["Qualified"]))

    his.toast("Anna Testova has already moved the deal to “Qualified”")
    for page in (hers, his, watcher):
        expect(page.column(stages["Qualified"]).locator(f"#deal-{deal.pk}-card")).to_have_count(1)
        expect(page.card(deal)).to_have_count(1)
        expect(page.locator(f"#stage-{stages['Qualified'].pk}-head")).to_contain_text("1 deal")
    assert Deal.objects.get().stage == stages["Qualified"]
    assert deal.moves.count() == 1


def test_an_open_card_follows_a_colleagues_move(window, anna, head, stages):
    deal = make_deal(anna, amount=5)
    his = window(head)
    with his.expect_response("**/events/"):
        his.goto(f"/deals/{deal.pk}/")
    hers = window(anna)
    hers.goto("/deals/")
    hers.drag(hers.card(deal), hers.column(stages["Qualified"]))
    hers.toast("stage “Qualified”")

    expect(his.locator(".k-step li.cur")).to_contain_text("Qualified")


def test_a_stream_ends_when_its_person_signs_out_elsewhere(window, anna, stages):
    """The page that stays open hears nothing more: its next request leads to the door."""
    page = window(anna)
    page.goto("/deals/")
    other = page.context.new_page()
    other.complaints = []
    other.goto("/deals/")
    other.locator(".k-avabtn").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in/**")

    page.goto("/deals/")
    page.wait_for_url("**/sign-in/**")
    assert page.request.get("/events/").status == 401
