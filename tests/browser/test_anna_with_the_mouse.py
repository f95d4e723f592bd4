"""A manager's day with a mouse at 1440 by 900: what she does on the screen is what the database holds."""

from datetime import date

import pytest
from playwright.sync_api import expect

from crm_project.lib import clock
from deals.models import Deal
from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import PASSWORD, make_deal, make_task


@pytest.fixture
def _words(roles):
    make_ready_types("en")


def test_she_signs_in_and_begins_with_her_day(window, anna, stages):
    anna.set_password(PASSWORD)
    anna.save()
    make_task(anna, deal=make_deal(anna), title="Ask about the budget")
    page = window()
    page.goto("/")
    page.get_by_label("E-mail").fill(anna.email)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(anna.email)

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/day/")
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    expect(page.get_by_role("link", name="Ask about the budget", exact=True)).to_be_visible()


@pytest.mark.usefixtures("_words")
def test_she_creates_a_deal_and_drags_it_on(window, anna, stages):
    page = window(anna)
    page.goto("/deals/")
    page.locator(".k-bar").get_by_role("link", name="Deal", exact=True).click()
    page.dialog.get_by_text("A new client").click()
    page.dialog.get_by_label("Name of the new client").fill("Olga Dremova")
    page.dialog.get_by_label("Phone of the new client").fill("+7 918 442-19-06")
    page.dialog.get_by_label("Sum").fill("1 200 000")
    page.dialog.get_by_role("button", name="Create the deal").click()
    page.wait_for_url("**/deals/*/")
    deal = Deal.objects.get()
    assert (deal.owner, deal.stage, deal.amount, str(deal.contact)) == (anna, stages["New"], 1_200_000, "Olga Dremova")

    page.get_by_role("link", name="Deals", exact=True).first.click()
    page.drag(page.card(deal), page.column(stages["Qualified"]))

    page.toast("stage “Qualified”")
    expect(page.column(stages["Qualified"]).locator(f"#deal-{deal.pk}-card")).to_be_visible()
    deal.refresh_from_db()
    assert deal.stage == stages["Qualified"]


def test_skipping_stages_asks_for_exactly_what_they_ask(window, anna, stages):
    deal = make_deal(anna)
    page = window(anna)
    page.goto("/deals/")
    page.drag(page.card(deal), page.column(stages["Offer sent"]))

    expect(page.dialog.get_by_role("heading", name="Move to “Offer sent”")).to_be_visible()
    assert page.dialog.locator(".k-form label").all_inner_texts() == ["Sum*", "Decision date*", "Comment"]
    page.focused("[name=amount]")
    page.dialog.get_by_label("Sum").fill("a lot")
    page.dialog.get_by_label("Comment").fill("She called herself")
    page.dialog.get_by_role("button", name="Move to").click()

    beside = page.dialog.locator("#div_id_amount")
    expect(beside.locator(".invalid-feedback")).to_be_visible()
    expect(page.dialog.get_by_label("Sum")).to_have_value("a lot")
    expect(page.dialog.get_by_label("Comment")).to_have_value("She called herself")
    expect(page.dialog.locator(".invalid-feedback:visible")).to_have_count(2)
    deal.refresh_from_db()
    assert (deal.stage, deal.amount) == (stages["New"], None)

    page.dialog.get_by_label("Sum").fill("540 000")
    page.dialog.get_by_label("Decision date").fill("2026-12-01")
    page.dialog.get_by_role("button", name="Move to").click()
    page.closed()
    page.toast("stage “Offer sent”")
    deal.refresh_from_db()
    assert (deal.stage, deal.amount, deal.decision_on) == (stages["Offer sent"], 540_000, date(2026, 12, 1))

    page.get_by_role("button", name="Undo").click()
    page.toast("Undone")
    expect(page.column(stages["New"]).locator(f"#deal-{deal.pk}-card")).to_be_visible()
    deal.refresh_from_db()
    assert deal.stage == stages["New"]


def test_a_move_that_is_left_unfinished_changes_nothing(window, anna, stages):
    deal = make_deal(anna)
    page = window(anna)
    page.goto("/deals/")
    page.drag(page.card(deal), page.column(stages["Qualified"]))
    page.dialog.get_by_role("button", name="Cancel").click()

    page.closed()
    expect(page.column(stages["New"]).locator(f"#deal-{deal.pk}-card")).to_be_visible()
    deal.refresh_from_db()
    assert deal.stage == stages["New"]


def test_she_loses_one_with_a_reason_and_wins_another_with_its_checks(window, anna, funnel, stages):
    funnel.loss_reasons.create(name="Chose others", needs_comment=True)
    lost, won = make_deal(anna, name="Seeder"), make_deal(anna, stages["Offer sent"], name="Harrow", amount=700_000)
    page = window(anna)
    page.goto("/deals/")
    page.drag_to_dock(page.card(lost), "lost")
    page.dialog.get_by_role("button", name="Close as lost").click()
    expect(page.dialog.get_by_text("Choose a reason").or_(page.dialog.get_by_text("This field is required")).first).to_be_visible()
    page.dialog.get_by_label("Chose others").check()
    page.dialog.get_by_label("What happened").fill("too short")
    page.dialog.get_by_role("button", name="Close as lost").click()
    expect(page.dialog.locator("span.invalid-feedback").get_by_text("20 letters")).to_be_visible()
    expect(page.dialog.get_by_label("What happened")).to_have_value("too short")
    page.dialog.get_by_label("What happened").fill("They bought a cheaper one nearby")
    page.dialog.get_by_role("button", name="Close as lost").click()
    page.closed()
    expect(page.card(lost)).to_have_count(0)
    lost.refresh_from_db()
    assert (lost.stage, lost.loss_reason.name, lost.loss_comment) == (stages["Lost"], "Chose others", "They bought a cheaper one nearby")

    page.drag_to_dock(page.card(won), "won")
    page.dialog.get_by_label("Contract number").fill("17-A")
    page.dialog.get_by_label("Decision date").fill("2026-12-01")
    expect(page.dialog.get_by_role("status")).to_contain_text("Ready: 3 of 3")
    page.dialog.get_by_role("button", name="Close as won").click()
    page.closed()
    expect(page.card(won)).to_have_count(0)
    won.refresh_from_db()
    assert (won.stage, won.contract_number) == (stages["Won"], "17-A")


@pytest.mark.usefixtures("_words")
def test_she_completes_a_task_and_plans_the_next_in_one_dialog(window, anna, stages):
    deal = make_deal(anna)
    task = make_task(anna, deal=deal, title="Ask about the budget", due_at=clock.now())
    page = window(anna)
    page.goto("/day/")
    page.get_by_role("link", name="Complete: Ask about the budget").click()
    page.dialog.get_by_label("Talked").check()
    page.dialog.get_by_label("What came of it").fill("Has money in December")
    page.shot("completion")
    page.dialog.get_by_role("button", name="Tomorrow").first.click()
    page.dialog.get_by_role("button", name="Complete").click()
    page.closed()
    page.toast("Done")

    task.refresh_from_db()
    following = Task.objects.exclude(pk=task.pk).get()
    assert task.done_at is not None
    assert following.deal == deal
    expect(page.locator("#day-state")).to_contain_text("All deals are in order")
