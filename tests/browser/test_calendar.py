"""The calendar by mouse, keyboard and phone; the menu and the desk by hand."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from accounts.models import User
from crm_project.lib import shell
from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import make_deal, make_task
from tests.windows import violations

WEDNESDAY, THURSDAY = date(2026, 11, 18), date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _words(roles):
    make_ready_types("en")


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo("Europe/Moscow"))


def event(page, task):
    return page.locator(f"#task-{task.pk}-ev")


def slot(page, day, wall=None):
    return page.locator(f'[data-slot][data-day="{day}"]' + ("" if wall is None else f'[data-time="{wall}"]'))


def hold(page, what, x=None, y=None):
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    page.mouse.move(box["x"] + (x or box["width"] / 2), box["y"] + (y or 8))
    page.mouse.down()


def drop(page, target, y=10):
    expect(target).to_be_visible()
    box = target.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 - 15, box["y"] + y + 5, steps=5)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + y, steps=3)
    page.mouse.up()


def test_a_task_is_dragged_to_another_day_and_hour_and_back_by_undo(window, anna):
    task = make_task(anna, title="Call Zarya", due_at=at(WEDNESDAY, 10), by=anna)
    page = window(anna)
    page.goto("/tasks/calendar/week/")

    hold(page, event(page, task))
    drop(page, slot(page, THURSDAY, "14:00"))

    page.toast("Moved to")
    expect(slot(page, THURSDAY, "14:00").locator(".k-ev")).to_have_text("Call Zarya")
    task.refresh_from_db()
    assert (task.due_at, task.moved_count) == (at(THURSDAY, 14), 1)
    expect(page.dialog).to_have_count(0)
    page.locator(".k-toast").get_by_role("button", name="Undo").click()
    expect(slot(page, WEDNESDAY, "10:00").locator(".k-ev")).to_have_count(1)
    task.refresh_from_db()
    assert (task.due_at, task.moved_count) == (at(WEDNESDAY, 10), 0)


def test_the_lower_half_of_an_hour_is_half_past_and_the_edge_draws_longer(window, anna):
    task = make_task(anna, title="Visit", due_at=at(WEDNESDAY, 10), by=anna)
    page = window(anna)
    page.goto("/tasks/calendar/week/")
    hold(page, event(page, task))
    drop(page, slot(page, WEDNESDAY, "12:00"), y=45)
    page.toast("Moved to")
    task.refresh_from_db()
    assert task.due_at == at(WEDNESDAY, 12, 30)

    block = event(page, task)
    expect(slot(page, WEDNESDAY, "12:00").locator(".k-ev")).to_have_count(1)
    before = task.length
    box = block.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] + 60, steps=6)
    page.mouse.up()

    page.toast("It takes")
    task.refresh_from_db()
    assert (task.length, task.due_at) == (before + 60, at(WEDNESDAY, 12, 30))


def test_an_empty_slot_plans_a_task_there(window, anna):
    page = window(anna)
    page.goto("/tasks/calendar/week/")

    slot(page, THURSDAY, "15:00").locator(".slot").click()
    expect(page.dialog.get_by_role("textbox", name="Date")).to_have_value("2026-11-19")
    expect(page.dialog.get_by_role("textbox", name="Time")).to_have_value("15:00")
    page.dialog.get_by_label("What to do").fill("Ask about the plough")
    page.dialog.get_by_label("How long").select_option("120")
    page.dialog.get_by_role("button", name="Plan the task").click()

    expect(slot(page, THURSDAY, "15:00").locator(".k-ev")).to_have_text("Ask about the plough")
    task = Task.objects.get()
    assert (task.due_at, task.length) == (at(THURSDAY, 15), 120)


def test_the_keyboard_does_the_same_and_keeps_the_focus(window, anna):
    task = make_task(anna, title="Call Zarya", due_at=at(WEDNESDAY, 10), by=anna)
    page = window(anna)
    page.goto("/tasks/calendar/week/")
    event(page, task).focus()

    page.keyboard.press("Alt+ArrowRight")
    expect(slot(page, THURSDAY, "10:00").locator(".k-ev")).to_have_count(1)
    page.focused(f"#task-{task.pk}-ev")
    page.keyboard.press("Alt+ArrowDown")
    expect(event(page, task)).to_have_attribute("data-time", "10:30")
    page.focused(f"#task-{task.pk}-ev")
    page.keyboard.press("Alt+Shift+ArrowDown")
    page.toast("It takes")

    task.refresh_from_db()
    assert (task.due_at, task.minutes) == (at(THURSDAY, 10, 30), task.type.minutes + 15)
    page.focused(f"#task-{task.pk}-ev")
    page.see_focus()


def test_the_head_drags_a_task_into_the_column_of_another(window, anna, boris, head):
    task = make_task(anna, title="Call Zarya", due_at=at(WEDNESDAY, 10), by=head)
    page = window(head)
    page.goto(f"/tasks/calendar/day/{WEDNESDAY}/?whose=team")

    hold(page, event(page, task))
    drop(page, page.locator(f'[data-slot][data-owner="{boris.pk}"][data-time="11:00"]'))

    page.toast("The task is given to")
    task.refresh_from_db()
    assert (task.owner, task.due_at) == (boris, at(WEDNESDAY, 11))


def test_a_phone_lists_the_chosen_day_and_moves_by_the_dialog(window, anna):
    task = make_task(anna, title="Call Zarya", due_at=at(WEDNESDAY, 10), by=anna)
    page = window(anna, phone=True)
    page.goto("/tasks/calendar/month/")
    slot(page, WEDNESDAY).locator("a.n:visible").click()
    page.wait_for_url("**/2026-11-18/*")
    chosen = page.locator("#day")
    expect(chosen.get_by_text("Call Zarya")).to_be_visible()

    chosen.get_by_role("link", name="Move: Call Zarya").click()
    page.dialog.get_by_role("button", name="On Monday").click()

    page.toast("Moved to")
    task.refresh_from_db()
    assert task.due_at == at(date(2026, 11, 23), 10)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_finger_that_holds_a_task_drags_it_and_one_that_does_not_scrolls(window, anna):
    task = make_task(anna, title="Call Zarya", due_at=at(WEDNESDAY, 10), by=anna)
    page = window(anna, phone=True)
    page.goto(f"/tasks/calendar/day/{WEDNESDAY}/")
    hand = page.context.new_cdp_session(page.page)
    box, target = event(page, task).bounding_box(), slot(page, WEDNESDAY, "12:00").bounding_box()

    def touch(kind, x=0, y=0):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(pause):
        x, y = box["x"] + 60, box["y"] + 8
        touch("touchStart", x, y)
        page.wait_for_timeout(pause)
        for step in range(1, 6):
            touch("touchMove", x, y + (target["y"] + 12 - y) * step / 5)
        touch("touchEnd")

    drag(20)
    page.wait_for_timeout(300)
    task.refresh_from_db()
    assert task.due_at == at(WEDNESDAY, 10)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    drag(450)

    page.toast("Moved to")
    task.refresh_from_db()
    assert task.due_at.astimezone(ZoneInfo("Europe/Moscow")).hour in (11, 12)


def test_a_deal_is_dragged_to_another_day_and_one_without_a_task_gets_one(window, anna, stages):
    deal, bare = make_deal(anna, name="Plough"), make_deal(anna, name="Bare")
    task = make_task(anna, deal=deal, due_at=at(WEDNESDAY, 10), by=anna)
    page = window(anna)
    page.goto("/deals/calendar/")

    hold(page, page.locator(f"#deal-{deal.pk}-ev"))
    drop(page, slot(page, date(2026, 11, 25)))
    page.toast("Moved to")
    task.refresh_from_db()
    assert task.due_at == at(date(2026, 11, 25), 10)
    expect(slot(page, date(2026, 11, 25)).locator(f"#deal-{deal.pk}-ev")).to_be_visible()

    hold(page, page.locator(f'[data-plan-url$="deal={bare.pk}"]'), x=120, y=30)
    drop(page, slot(page, date(2026, 11, 26)))
    expect(page.dialog.get_by_role("textbox", name="Date")).to_have_value("2026-11-26")
    page.dialog.get_by_role("button", name="Plan the task").click()
    expect(page.locator(f"#deal-{bare.pk}-ev")).to_be_visible()
    assert Task.objects.get(deal=bare).due_on == date(2026, 11, 26)


@pytest.mark.parametrize(
    "path",
    [
        "/tasks/calendar/week/",
        "/tasks/calendar/month/",
        "/tasks/calendar/day/?whose=team",
        "/deals/calendar/",
        "/me/menu/",
        "/desk/",
        "/desk/arrangement/",
    ],
)
def test_the_new_pages_are_accessible(window, head, anna, stages, path):
    make_task(anna, deal=make_deal(anna), due_at=at(WEDNESDAY, 10), by=head)
    page = window(head, bypass_csp=True)
    page.goto(path)
    page.wait_for_timeout(600)

    assert violations(page.page) == []


def test_she_arranges_her_menu_by_keys_and_begins_with_her_desk(window, anna):
    page = window(anna)
    page.goto("/me/menu/")
    first, second = shell.menu_for(User.objects.with_rights().get(pk=anna.pk))[:2]
    page.locator(f"li[data-row]:has(input[value={second.key}]) [data-grip]").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_label("Where you begin").select_option(label="My desk")
    page.get_by_role("button", name="Save").click()
    page.toast("Saved")

    assert [entry.key for entry in shell.menu_for(User.objects.with_rights().get(pk=anna.pk))][:3] == [second.key, first.key, "desk"]
    page.goto("/")
    page.wait_for_url("**/desk/")
    expect(page.get_by_role("heading", name="Tasks for today")).to_be_visible()
    page.get_by_role("link", name="Arrange").click()
    page.locator("li[data-row]", has_text="Won this month").get_by_label("whole width").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#widget-month.wide")).to_be_visible()


def test_a_link_of_her_own_stands_in_the_rail(window, anna):
    page = window(anna)
    page.goto("/me/menu/")
    page.get_by_role("link", name="Link", exact=True).click()
    page.dialog.get_by_label("What it is called").fill("No task")
    page.dialog.get_by_label("Address").fill("javascript:alert(1)")
    page.dialog.get_by_role("button", name="Add").click()
    expect(page.dialog.get_by_text("An address begins with")).to_be_visible()
    expect(page.dialog.get_by_label("What it is called")).to_have_value("No task")
    page.dialog.get_by_label("Address").fill("/deals/list/?task=none")
    page.dialog.get_by_role("button", name="Add").click()

    page.locator(".k-rail").get_by_role("link", name="No task").click()

    page.wait_for_url("**/deals/list/?task=none")
