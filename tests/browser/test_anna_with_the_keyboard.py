"""The same day by keyboard alone: no mouse, the focus is always seen and always comes back."""

import pytest
from playwright.sync_api import expect

from deals.models import Deal
from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import PASSWORD, make_deal, make_task


@pytest.fixture
def keys(window):
    """A window whose mouse is missing."""

    def opened(user=None):
        page = window(user)
        for gesture in ("click", "dblclick", "hover", "tap", "check"):
            setattr(page.page, gesture, None)
        return page

    return opened


def press(page, *names):
    for name in names:
        page.keyboard.press(name)


def tab_to(page, selector, most=60):
    """As many tabs as it takes, each of which must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        page.see_focus()
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_she_signs_in_goes_about_and_closes_windows_by_escape(keys, anna, stages):
    anna.set_password(PASSWORD)
    anna.save()
    page = keys()
    page.goto("/")
    page.focused("[name=email]")
    page.keyboard.type(anna.email)
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    page.wait_for_url("**/day/")

    press(page, "Tab")
    assert page.evaluate("document.activeElement.className") == "k-skip"
    page.see_focus()
    press(page, "g", "b")
    page.wait_for_url("**/deals/")
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "Control+k")
    page.focused("#palette input")
    press(page, "Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_she_creates_a_deal(keys, anna, stages):
    page = keys(anna)
    page.goto("/deals/")
    press(page, "n")
    page.focused("#dialog[open]")
    tab_to(page, "#dialog summary")
    press(page, "Enter")
    tab_to(page, "[name=new_name]")
    page.keyboard.type("Olga Dremova")
    tab_to(page, "[name=new_phone]")
    page.keyboard.type("+7 918 442-19-06")
    press(page, "Control+Enter")

    page.wait_for_url("**/deals/*/")
    assert str(Deal.objects.get().contact) == "Olga Dremova"


def test_she_moves_a_card_over_stages_and_takes_it_back(keys, anna, stages):
    deal = make_deal(anna)
    page = keys(anna)
    page.goto("/deals/")
    press(page, "j")
    page.focused(f"#deal-{deal.pk}-card")
    page.see_focus()
    press(page, "m")
    expect(page.dialog.get_by_role("heading", name="Move the deal")).to_be_visible()
    tab_to(page, f"[data-dialog-url$='/move-to/{stages['Offer sent'].pk}/']")
    press(page, "Enter")
    page.focused("[name=amount]")
    page.keyboard.type("a lot")
    press(page, "Control+Enter")
    expect(page.dialog.locator("#div_id_amount .invalid-feedback")).to_be_visible()
    page.focused("[name=amount]")
    press(page, "Escape")
    page.closed()
    page.focused(f"#deal-{deal.pk}-card")
    assert Deal.objects.get().stage == stages["New"]

    press(page, "m")
    tab_to(page, f"[data-dialog-url$='/move-to/{stages['Qualified'].pk}/']")
    press(page, "Enter")
    page.focused("[name=amount]")
    page.keyboard.type("540000")
    press(page, "Control+Enter")
    page.closed()
    page.toast("stage “Qualified”")
    assert Deal.objects.get().stage == stages["Qualified"]
    page.focused(f"#deal-{deal.pk}-card")
    press(page, "z")
    page.toast("Undone")
    assert Deal.objects.get().stage == stages["New"]


def test_she_loses_one_and_wins_another(keys, anna, funnel, stages):
    lost, won = make_deal(anna, name="Seeder"), make_deal(anna, stages["Offer sent"], name="Harrow", amount=5, decision_on="2026-12-01")
    page = keys(anna)
    page.goto("/deals/")
    press(page, "j", "m")
    expect(page.dialog.get_by_role("heading", name="Move the deal")).to_be_visible()
    tab_to(page, f"[href='/deals/{lost.pk}/loss/']")
    press(page, "Enter")
    page.focused("[name=reason]")
    press(page, "Space", "Control+Enter")
    page.closed()
    assert Deal.objects.get(pk=lost.pk).stage == stages["Lost"]

    expect(page.card(lost)).to_have_count(0)
    press(page, "Escape", "j", "m")
    expect(page.dialog.get_by_role("heading", name="Move the deal")).to_be_visible()
    tab_to(page, f"[href='/deals/{won.pk}/win/']")
    press(page, "Enter")
    page.focused("[name=contract_number]")
    page.keyboard.type("17-A")
    press(page, "Control+Enter")
    page.closed()
    assert Deal.objects.get(pk=won.pk).stage == stages["Won"]


def test_she_completes_a_task_and_plans_the_next(keys, anna, stages):
    make_ready_types("en")
    task = make_task(anna, deal=make_deal(anna), title="Ask about the budget")
    page = keys(anna)
    page.goto("/day/")
    press(page, "j", "d")
    page.focused("[name=result]")
    press(page, "Space")
    tab_to(page, "textarea[name=text]")
    page.keyboard.type("Has money in December")
    press(page, "Control+Enter")
    page.closed()
    page.toast("Done")
    task.refresh_from_db()
    assert task.done_at is not None
    assert Task.objects.open().count() == 1
    page.focused("#main, [data-record]")


def test_her_focus_stays_on_the_page_however_late_the_day_is_drawn_anew(keys, anna, stages):
    make_ready_types("en")
    make_task(anna, deal=make_deal(anna), title="Ask about the budget")
    page = keys(anna)
    page.goto("/day/")
    held = []
    page.page.route("**/day/state/**", lambda answer: held.append(answer))
    press(page, "j", "d")
    page.focused("[name=result]")
    press(page, "Space")
    press(page, "Control+Enter")
    page.closed()
    page.wait_for_timeout(4_000)
    assert held
    for answer in held:
        answer.continue_()
    expect(page.locator("#day-state [data-record]")).to_have_count(0)
    page.focused("#main, [data-record]")
