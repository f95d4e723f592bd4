"""A chain in three windows: Anna finds, Boris sells and returns it once, Vera serves; each step begins by itself."""

from playwright.sync_api import expect

from chains.models import ChainRun, ChainTemplate
from chains.soundness import Plan
from tasks.models import TaskType
from tasks.ready import make_ready_reasons, make_ready_types
from tests.factories import make_deal


def make_relay(anna, boris, vera):
    call = TaskType.objects.get(code="call")
    common = {"task_type": call, "executor_kind": "person", "minutes": 480, "needs_acceptance": True}
    steps = [
        Plan(key="a", title="Find the client", person=anna, next="b", **common),
        Plan(key="b", title="Make the deal", person=boris, next="c", checklist=["Offer"], **common),
        Plan(key="c", title="Serve the client", person=vera, **common),
    ]
    return ChainTemplate().shape(by=None, name="Relay", steps=steps)


def complete(page, task):
    page.goto(f"/tasks/{task.pk}/completion/")
    page.get_by_label("What came of it").fill("Done my part")
    page.locator(".k-dlg footer .btn-ok").click()
    page.wait_for_load_state()


def step(place):
    return ChainRun.objects.get().run_steps.get(place=place)


def test_a_chain_goes_from_the_first_to_the_third(window, anna, boris, vera, stages):
    make_ready_types("en")
    make_ready_reasons("en")
    make_relay(anna, boris, vera)
    deal = make_deal(anna)
    hers, his, theirs = window(anna), window(boris), window(vera)
    his.goto("/day/")

    hers.goto(f"/chains/new/?deal={deal.pk}")
    hers.get_by_label("What everybody should know").fill("Hurry")
    hers.locator(".k-dlg footer .btn-primary").click()
    hers.wait_for_load_state()
    hers.goto(f"/deals/{deal.pk}/")
    expect(hers.locator("#chain-panel")).to_contain_text("Step 1 of 3: Find the client")

    complete(hers, step(1).task)
    expect(his.locator("#attention")).to_contain_text("Make the deal")
    assert his.request.get(f"/deals/{deal.pk}/").status == 404
    his.get_by_role("link", name="Return: Make the deal").click()
    his.dialog.get_by_label("What is lacking").fill("No phone")
    his.dialog.locator("footer .btn-primary").click()
    his.toast("Returned to Anna")
    complete(hers, step(2).comeback)

    his.goto("/day/")
    his.get_by_role("button", name="Accept: Make the deal").click()
    his.toast("Accepted: Make the deal")
    his.goto(f"/deals/{deal.pk}/")
    expect(his.locator("#chain-panel")).to_contain_text("Step 2 of 3: Make the deal")
    complete(his, step(2).task)

    theirs.goto("/day/")
    theirs.get_by_role("button", name="Accept: Serve the client").click()
    theirs.toast("Accepted: Serve the client")
    theirs.goto(f"/tasks/{step(3).task_id}/")
    theirs.get_by_role("link", name="Relay").click()
    expect(theirs.locator("#run")).to_contain_text("Serve the client")
    expect(theirs.locator("#run-bar")).to_contain_text("66 %")
    complete(theirs, step(3).task)

    hers.goto(f"/chains/{ChainRun.objects.get().pk}/")
    expect(hers.locator("#run-bar")).to_contain_text("100 %")
    assert ChainRun.objects.get().state == "done"
