"""The head's ledger: every number is the length of the list behind it, runs of clean days, and who may read it."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Absence
from tests.factories import make_deal, make_task, make_user
from timeline.models import Entry
from workday.ledger_form import LedgerForm
from workday.ledger_page import LedgerPage
from workday.models import Breach, DepartmentDay, LedgerRow
from workday.setting_rules import ask_for_more

from .conftest import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]
WEEK = {"first": "2026-11-16", "last": "2026-11-22"}


@pytest.fixture
def week(at, close_at, admin, anna, boris, vera, stages):
    """Anna breaks three rules on Monday and one on Tuesday; nobody else breaks any; it is Saturday."""
    ask_for_more(True, by=admin)
    at("16 10:00")
    bare = make_deal(anna, stages["Qualified"], name="Bare")
    make_deal(anna, name="New")
    make_task(boris, deal=make_deal(boris, stages["Qualified"]), due_at=moment("27 12:00"))
    close_at("16 18:00")
    at("17 10:00")
    Breach.objects.get(deal_name="New", rule="no_task").deal.discard(by=None)
    close_at("17 18:00")
    at("18 10:00")
    bare.discard(by=None)
    for day in (18, 19, 20):
        close_at(f"{day} 18:00")
    at("21 12:00")
    return bare


def page_of(user, **asked):
    form = LedgerForm(WEEK | asked, user)
    assert form.is_valid(), form.errors
    return LedgerPage(form)


def line_of(page, user):
    return next(line for line in page.lines if line.user == user)


def listed(client, url):
    return len(client.get(url).context["breaches"])


def test_e24_every_number_of_the_page_is_the_length_of_the_list_behind_it(client, week, head, admin, sales, anna, stages, at, close_at):
    for user in (head, admin):
        client.force_login(user)
        html = client.get(reverse("workday:head-ledger"), WEEK).content.decode()
        found = re.findall(r'<a href="(/day/breaches/[^"]*)"[^>]*>\s*([\d\s ]+)</a>', html)
        numbers = [(url.replace("&amp;", "&"), int(re.sub(r"\D", "", number))) for url, number in found]

        assert len(numbers) >= 8
        assert [(url, listed(client, url)) for url, _n in numbers] == numbers


def test_a_deal_of_nobody_stands_in_a_line_of_its_own(client, at, close_at, anna, head, stages, sales):
    at("16 10:00")
    make_deal(anna, stages["Qualified"]).give_to(None, by=None)
    close_at("16 18:00")

    (department, shown, _subtotal) = page_of(head).sections()[0]

    assert department == sales
    nobody = shown["people"][-1]
    assert nobody["name"] == "Without an owner"
    client.force_login(head)
    assert [listed(client, cell["url"]) for cell in nobody["cells"] if cell["value"]] == [1]
    assert page_of(head).totals == {"unprocessed": 0, "no_task": 1, "overdue": 0}


def test_runs_are_counted_over_working_days_alone(week, head, anna, boris):
    page = page_of(head)
    assert (line_of(page, anna).streak, line_of(page, anna).best) == (3, 3)
    assert (line_of(page, boris).streak, line_of(page, boris).best) == (5, 5)
    assert (line_of(page, anna).clean, len(line_of(page, anna).counted)) == (3, 5)


def test_an_absence_neither_breaks_a_run_nor_adds_to_it(at, close_at, head, boris, anna, stages):
    Absence.objects.create(user=boris, from_on=TUESDAY, to_on=WEDNESDAY, known_from=moment("15 10:00"))
    for day in (16, 17, 18, 19, 20):
        close_at(f"{day} 18:00")

    line = line_of(page_of(head), boris)

    assert (line.streak, line.best, sorted(line.cells)) == (3, 3, [MONDAY, moment("19 12:00").date(), FRIDAY])


def test_a_day_set_aside_is_shown_and_not_counted(week, head, admin, anna, sales):
    before = page_of(head)
    assert line_of(before, anna).best == 3
    DepartmentDay.objects.get(department=sales, day=TUESDAY).set_aside("The server was down", by=admin)

    page = page_of(head)
    line = line_of(page, anna)

    assert (line.cells[TUESDAY].is_void, len(line.counted), line.streak) == (True, 4, 3)
    assert sum(page.totals.values()) == sum(before.totals.values()) - 1
    DepartmentDay.objects.get(department=sales, day=MONDAY).set_aside("And on Monday", by=admin)
    assert line_of(page_of(head), anna).streak == 3


def test_a_day_excused_altogether_is_dotted_and_does_not_break_the_run(week, head, anna):
    for breach in Breach.objects.filter(owner=anna, day=TUESDAY):
        breach.excuse("Was at the dentist", by=head)

    line = line_of(page_of(head), anna)
    assert (line.cells[TUESDAY].is_excused, line.cells[MONDAY].is_excused, line.streak) == (True, False, 3)
    for breach in Breach.objects.filter(owner=anna, day=MONDAY):
        breach.excuse("Ill", by=head)
    line = line_of(page_of(head), anna)
    assert (line.streak, line.best, line.clean) == (3, 3, 3)


def test_e18_the_past_stays_with_the_department_of_the_day(week, at, close_at, head, head2, anna, service, admin):
    at("22 12:00")
    anna.join(service, by=admin)
    close_at("23 18:00")

    def of(user, **asked):
        return {(line.user, line.department_id): len(line.cells) for line in page_of(user, last="2026-11-23", **asked).lines}

    assert of(head)[anna, head.department_id] == 5
    assert of(head2)[anna, service.pk] == 1
    assert {key: days for key, days in of(admin).items() if key[0] == anna} == {(anna, head.department_id): 5, (anna, service.pk): 1}


def test_the_span_before_is_compared(week, head):
    figures = page_of(head).figures()
    later = page_of(head, first="2026-11-18", last="2026-11-19").figures()

    assert figures["before"] == {"judged": 0, "clean": 0, "breaches": 0, "rules": {}}
    assert later["before"] == {"judged": 4, "clean": 2, "breaches": 4, "rules": {"no_task": 3, "unprocessed": 1}}
    assert (later["share"], later["share_before"]) == (1, 0.5)


def test_today_is_live_and_outlined(client, at, close_at, head, anna, stages):
    close_at("16 18:00")
    at("17 12:00")
    make_deal(anna, stages["Qualified"])

    _department, shown, _subtotal = page_of(head).sections()[0]
    cell = next(person for person in shown["people"] if person["name"] == str(anna))["cells"][-1]

    assert (cell["value"], cell["live"]) == (1, True)
    client.force_login(head)
    assert len(client.get(cell["url"]).context["debts"]) == 1


def test_explanations_wait_on_the_page_and_are_judged_there(client, week, anna, head):
    breach = Breach.objects.get(owner=anna, day=TUESDAY)
    breach.explain("The client asked to wait", by=anna)
    client.force_login(head)
    url = reverse("workday:head-ledger")

    html = client.get(url, WEEK).content.decode()
    assert "The client asked to wait" in html
    assert reverse("workday:accept", args=[breach.explanations.get().pk]) in html

    breach.explanations.get().judge(True, by=head)
    assert client.get(url, WEEK).context["waiting_count"] == 0


@pytest.mark.parametrize("who, people", [("head", {"anna", "boris"}), ("head2", {"vera"}), ("auditor", {"admin", "anna", "boris", "vera"})])
def test_each_reads_the_departments_of_their_reports(client, request, week, who, people):
    user = request.getfixturevalue(who)
    client.force_login(user)
    lines = client.get(reverse("workday:head-ledger"), WEEK).context["page"].lines

    assert {line.user.first_name.lower() for line in lines} == people


def test_a_seller_is_led_to_their_own_days_and_a_foreign_department_shows_nothing(client, week, anna, head, service):
    url = reverse("workday:head-ledger")
    client.force_login(anna)
    assert client.get(url).url == reverse("workday:ledger")
    assert client.get(reverse("workday:head-ledger-file")).status_code in (400, 403)

    client.force_login(head)
    answer = client.get(url, WEEK | {"department": service.pk})
    assert not answer.context.get("page")
    assert "vera" not in answer.content.decode().lower()
    assert client.get(reverse("workday:head-ledger-file"), WEEK | {"department": service.pk}).status_code == 400


@pytest.mark.parametrize(
    "asked", [{"first": "2026-11-20", "last": "2026-11-01"}, {"first": "2026-01-01"}, {"first": "0001-01-01"}, {"last": "x"}]
)
def test_odd_dates_are_told_and_kept(client, week, head, asked):
    client.force_login(head)
    answer = client.get(reverse("workday:head-ledger"), WEEK | asked)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert next(iter(asked.values())) in answer.content.decode()


def test_the_sheet_has_a_row_for_each_closed_day_and_is_noted(client, week, head, anna):
    client.force_login(head)
    answer = client.get(reverse("workday:head-ledger-file"), WEEK)
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)

    hers = [row for row in rows if row[2] == str(anna)]
    assert [row[3:8] for row in hers[:3]] == [(1, 2, 0, 3, 2), (0, 1, 0, 1, 1), (0, 0, 0, 0, 0)]
    assert Entry.objects.filter(verb="exported", actor=head).count() == 1


def test_the_page_costs_the_same_for_one_person_and_thirty_and_for_one_day_and_more(
    client, at, close_at, head, anna, boris, sales, stages, bare_frame
):
    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    make_deal(boris, stages["Qualified"])
    close_at("16 18:00")
    client.force_login(head)

    def cost():
        client.get(reverse("workday:head-ledger"), WEEK)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("workday:head-ledger"), WEEK)
        return len(queries)

    few = cost()
    at("17 10:00")
    for number in range(28):
        make_deal(make_user(f"seller{number}", department=sales, superior=head), stages["Qualified"])
    for day in (17, 18, 19, 20):
        close_at(f"{day} 18:00")

    assert LedgerRow.objects.filter(kind="person").count() > 100
    assert cost() == few
