"""From hand to hand in three windows: Anna finds, Boris sells, Vera serves."""

from playwright.sync_api import expect

from deals.models import Deal
from tasks.models import Handoff, Task
from tasks.ready import make_ready_reasons, make_ready_types
from tests.factories import make_deal, make_task


def hand_over_from_completion(page, task, to, title):
    page.goto(f"/tasks/{task.pk}/completion/")
    page.get_by_label("What came of it").fill("Done my part")
    page.locator("input[name=hand_over]").check()
    if page.locator("input[name=plan_next]").is_checked():
        page.locator("input[name=plan_next]").uncheck()
    page.locator("[name=hand-owner]").select_option(str(to.pk))
    page.locator("[name=hand-title]").fill(title)
    page.locator("[name=hand-checklist]").fill("Call first\nAsk for the act")
    page.locator(".k-dlg footer .btn-ok").click()
    page.wait_for_load_state()


def test_a_client_goes_from_the_first_to_the_third(window, anna, boris, vera, stages):
    make_ready_types("en")
    make_ready_reasons("en")
    deal = make_deal(anna)
    first = make_task(anna, deal=deal, by=anna)
    hers, his, theirs = window(anna), window(boris), window(vera)
    his.goto("/day/")

    hand_over_from_completion(hers, first, boris, "Sell it")
    expect(his.locator("#attention")).to_contain_text("Sell it")
    assert his.request.get(f"/deals/{deal.pk}/").status == 404
    his.get_by_role("button", name="Accept: Sell it").click()
    his.toast("Accepted: Sell it")
    expect(his.locator("#attention")).to_be_hidden()
    expect(his.locator("#agenda")).to_contain_text("Sell it")

    second = Task.objects.get(title="Sell it")
    his.goto(f"/tasks/{second.pk}/")
    his.get_by_role("button", name="Call first").click()
    expect(his.locator(f"#task-{second.pk}-item-0 button")).to_have_attribute("aria-pressed", "true")
    hand_over_from_completion(his, second, vera, "Serve it")
    assert his.request.get(f"/deals/{deal.pk}/").status == 200, "the giver reads on"

    theirs.goto("/day/")
    theirs.get_by_role("link", name="Return: Serve it").click()
    theirs.dialog.get_by_label("Papers are missing").check()
    theirs.dialog.get_by_label("What is lacking").fill("No act")
    theirs.dialog.locator("footer .btn-primary").click()
    theirs.toast("Returned to Boris")
    his.goto("/day/")
    expect(his.locator("#agenda li", has_text="Serve it")).to_contain_text("Returned")

    hand_over_from_completion(his, Task.objects.get(handed="back"), vera, "Serve it now")
    theirs.get_by_role("button", name="Accept: Serve it now").click()
    theirs.toast("Accepted: Serve it now")
    theirs.goto(f"/deals/{deal.pk}/")
    expect(theirs.locator("#task-panel")).to_contain_text("Serve it now")
    assert Handoff.objects.order_by("pk").last().round == 2
    assert Deal.objects.get().owner == anna
