"""Who sees which day, and what may be said about it afterwards."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Workspace
from crm_project.lib import clock
from regulations.loader import load_default_handbook
from telephony.models import Call
from tests.factories import make_deal, make_task
from timeline.models import Entry
from timeline.sentences import read
from workday import guard
from workday.models import Breach, DepartmentDay, Excuse, LedgerRow, PersonDay, RuleSetting
from workday.permissions import asking_departments
from workday.readiness import workday
from workday.refusals import ControlHasBegun, NotAllowed, ReasonNeeded
from workday.setting_rules import ask_for_more, set_rules

from .conftest import MONDAY, TUESDAY, WEDNESDAY, breaches, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def closed(at, close_at, anna, boris, vera, head, head2, stages):
    """Monday is closed: Anna, Boris and Vera have one breach each."""
    at("16 12:00")
    for user in (anna, boris, vera):
        make_deal(user, stages["Qualified"], name=f"Of {user.first_name}")
    close_at("16 18:01")


def get(client, viewer, name, *args, **query):
    client.force_login(viewer)
    return client.get(reverse(name, args=args), query)


def test_e24_a_manager_sees_their_own_and_a_head_the_department(closed, anna, boris, head, head2, admin, auditor):
    seen = {user: {breach.deal_name for breach in Breach.objects.visible_to(user)} for user in (anna, boris, head, head2, admin, auditor)}

    assert seen[anna] == {"Of Anna"}
    assert seen[boris] == {"Of Boris"}
    assert seen[head] == {"Of Anna", "Of Boris"}
    assert seen[head2] == {"Of Vera"}
    assert seen[admin] == seen[auditor] == {"Of Anna", "Of Boris", "Of Vera"}


def test_e24_the_past_belongs_to_the_department_of_that_day(closed, at, anna, head, head2, service):
    at("17 10:00")
    anna.join(service, by=None)

    assert "Of Anna" in {breach.deal_name for breach in Breach.objects.visible_to(type(head).objects.get(pk=head.pk))}
    assert "Of Anna" not in {breach.deal_name for breach in Breach.objects.visible_to(type(head2).objects.get(pk=head2.pk))}


@pytest.mark.parametrize("name", ["workday:my-day", "workday:state", "workday:left", "workday:ledger", "workday:breaches"])
def test_ones_own_pages_are_everybodys(client, closed, anna, head, admin, auditor, name):
    for user in (anna, head, admin, auditor):
        assert get(client, user, name).status_code == 200


def test_the_page_of_a_department_is_its_heads(client, closed, anna, head, head2, admin, auditor, sales):
    for user, status in [(anna, 302), (head, 200), (head2, 404), (admin, 200), (auditor, 200)]:
        assert get(client, user, "workday:department-day", sales.pk, MONDAY).status_code == status
    for user, status in [(anna, 404), (head, 200), (head2, 404)]:
        assert get(client, user, "workday:department-export", sales.pk, MONDAY).status_code == status


def test_somebody_elses_days_are_a_404(client, closed, anna, boris, head, head2):
    assert get(client, boris, "workday:ledger", user=anna.pk).status_code == 404
    assert get(client, boris, "workday:left", user=anna.pk).status_code == 404
    assert get(client, head2, "workday:left", user=anna.pk).status_code == 404
    assert get(client, head, "workday:left", user=anna.pk).status_code == 200
    assert "Of Anna" not in get(client, boris, "workday:breaches", user=anna.pk).content.decode()


def test_e24_the_number_opens_the_list_behind_it(client, closed, head, anna, sales):
    page = get(client, head, "workday:department-day", sales.pk, MONDAY).context
    line = next(line for line in page["lines"] if line.user == anna)
    cell = line.cells[1]

    listed = client.get(cell["url"]).context["breaches"]

    assert cell["count"] == len(listed) == 1


def test_e24_closed_days_and_the_open_one_count_the_same_in_the_heat_map(browser, at, close_at, anna, head, sales, stages):
    at("16 12:00")
    make_task(anna, deal=make_deal(anna, name="New and late"), due_at=moment("16 15:00"))
    at("16 17:50")
    live = get_heat(browser(head).get(reverse("workday:department-day", args=[sales.pk, MONDAY])), anna)
    close_at("16 18:01")
    closed = get_heat(browser(head).get(reverse("workday:department-day", args=[sales.pk, MONDAY])), anna)

    assert (live["value"], closed["value"]) == (2, 2)
    assert len(browser(head).get(closed["url"]).context["breaches"]) == 2


def get_heat(answer, person):
    """The last cell of a person."""
    return next(line for line in answer.context["heat"]["people"] if line["name"] == str(person))["cells"][-1]


def test_a_breach_shows_the_section_that_explains_its_rule(client, closed, anna):
    load_default_handbook()
    assert "next-step" in get(client, anna, "workday:breaches").content.decode()


def test_before_the_close_the_page_is_live(client, at, anna, head, sales, stages):
    at("16 12:00")
    make_deal(anna, stages["Qualified"], name="Bare")
    at("16 13:00")

    page = get(client, head, "workday:department-day", sales.pk, MONDAY)

    assert page.context["page"].is_live
    assert page.context["in_breach"] == 1
    assert "Bare" in page.content.decode()


def test_e15_an_excuse_marks_the_breach_and_keeps_it(closed, anna, head, head2, boris):
    breach = Breach.objects.get(owner=anna)
    for user in (anna, boris, head2):
        with pytest.raises(NotAllowed):
            breach.excuse("A storm", by=user)
    with pytest.raises(ReasonNeeded):
        breach.excuse(" ", by=head)

    breach.excuse("A storm", by=head)
    breach.excuse("Said twice", by=head)

    assert Excuse.objects.get().reason == "A storm"
    assert breaches(anna, MONDAY) == {("Of Anna", "no_task")}
    assert Entry.objects.filter(subject_kind="breach", verb="excused").count() == 1


def test_e15_an_administrator_leaves_a_day_out_and_the_ledger_keeps_it(closed, head, admin, sales):
    day = DepartmentDay.objects.get(department=sales, day=MONDAY)
    with pytest.raises(NotAllowed):
        day.set_aside("The server stood", by=head)

    day.set_aside("The server stood", by=admin)

    assert LedgerRow.objects.within([sales.pk]).on(MONDAY).exists()
    assert not LedgerRow.objects.within([sales.pk]).on(MONDAY).counted().exists()
    assert not Breach.objects.within([sales.pk]).counted().exists()


@pytest.fixture
def more_control(roles):
    Workspace.objects.update(more_control=True)


def test_breaches_are_explained_only_where_the_company_asks_for_it(client, closed, admin, anna, head):
    breach = Breach.objects.get(owner=anna)
    assert reverse("workday:explain", args=[breach.pk]) not in get(client, anna, "workday:breaches").content.decode()
    with pytest.raises(NotAllowed):
        breach.explain("I was away", by=anna)

    for user, status in [(anna, 403), (head, 403), (admin, 302)]:
        client.force_login(user)
        assert client.post(reverse("workday:more-control"), {"on": "yes"}).status_code == status

    assert reverse("workday:explain", args=[breach.pk]) in get(client, anna, "workday:breaches").content.decode()
    assert Entry.objects.filter(subject_kind="workspace", verb="more_control").count() == 1


def test_a_head_opens_more_control_for_those_they_lead_and_closes_it(browser, closed, anna, boris, vera, head, sales, service):
    address = reverse("workday:more-control-of", args=[sales.pk])
    for _twice in range(2):
        assert browser(head).post(address, {"on": "yes"}).status_code == 302

    assert asking_departments() == {sales.pk}
    Breach.objects.get(owner=anna).explain("I was away", by=anna)
    with pytest.raises(NotAllowed):
        Breach.objects.get(owner=vera).explain("I was away", by=vera)
    told = Entry.objects.get(subject_kind="department", subject_id=sales.pk, verb="more_control")
    with override("en"):
        assert "explain their breaches" in str(read(told))

    assert browser(head).post(address, {"on": "no"}).status_code == 302
    assert asking_departments() == set()
    with pytest.raises(NotAllowed):
        Breach.objects.get(owner=boris).explain("I was away", by=boris)


def test_nobody_else_opens_more_control(browser, closed, anna, auditor, head2, sales):
    address = reverse("workday:more-control-of", args=[sales.pk])
    assert [browser(user).post(address, {"on": "yes"}).status_code for user in (anna, auditor, head2)] == [404, 404, 404]
    for user in (anna, auditor, head2):
        with pytest.raises(NotAllowed):
            ask_for_more(True, by=user, department=sales)
    assert asking_departments() == set()
    assert not Entry.objects.filter(verb="more_control").exists()


def test_the_company_asks_all_and_a_department_may_say_otherwise(closed, more_control, admin, head, company_root, sales, service):
    everywhere = {company_root.pk, sales.pk, service.pk}
    assert asking_departments() == everywhere
    ask_for_more(False, by=head, department=sales)
    assert asking_departments() == everywhere - {sales.pk}
    ask_for_more(True, by=admin)
    assert asking_departments() == everywhere
    ask_for_more(False, by=admin, department=company_root)
    assert asking_departments() == set()
    ask_for_more(True, by=head, department=sales)
    ask_for_more(False, by=admin)
    assert asking_departments() == set()


def test_the_switch_stands_with_the_rules_of_those_one_leads(browser, closed, head, head2, sales):
    address = reverse("workday:more-control-of", args=[sales.pk])
    assert address in browser(head).get(reverse("workday:rules")).content.decode()
    assert address not in browser(head2).get(reverse("workday:rules")).content.decode()


def test_only_whose_breach_it_is_explains_it(closed, more_control, anna, boris):
    breach = Breach.objects.get(owner=anna)
    with pytest.raises(NotAllowed):
        breach.explain("I was away", by=boris)
    breach.explain("The client asked to wait", by=anna)
    assert breach.explanations.count() == 1


def test_a_head_sets_the_rules_of_their_department_from_tomorrow_on(client, closed, head, head2, anna, sales):
    values = {"min_age": 45, "overdue": "on", "warnings": "30", "morning_at": "08:30"}
    for user, status in [(anna, 404), (head2, 404), (head, 302)]:
        client.force_login(user)
        assert client.post(reverse("workday:rule", args=[sales.pk]), values).status_code == status

    setting = RuleSetting.objects.get()
    assert (setting.effective_from, setting.min_age, setting.no_task, setting.warnings) == (TUESDAY, 45, False, [30])


RULES_OF_OLD = {"unprocessed": "on", "min_age": 30, "no_task": "on", "overdue": "on", "warnings": "60, 15", "morning_at": "09:00"}


@pytest.mark.parametrize("first", ["2027-01-11", "2026-11-18", "2026-11-02", ""])
def test_no_date_takes_today_out_of_the_judgement(client, at, close_at, head, anna, sales, stages, first):
    at("17 10:00")
    make_deal(anna, stages["Qualified"])
    close_at("17 17:50")
    client.force_login(head)
    client.post(reverse("workday:rule", args=[sales.pk]), RULES_OF_OLD | {"judged_from": first})
    for chosen in {date.fromisoformat(first) if first else None} - {None}:
        with pytest.raises(ControlHasBegun):
            set_rules(sales, RULES_OF_OLD | {"leads": False, "warnings": [], "judged_from": chosen}, from_day=WEDNESDAY, by=head)

    close_at("17 18:01")

    assert Breach.objects.filter(owner=anna, day=TUESDAY).exists()


def test_control_begins_with_a_day_that_people_know_of(client, at, close_at, company_root, head, anna, sales, stages):
    company_root.judged_from = None
    company_root.save(update_fields=["judged_from"])
    at("17 10:00")
    make_deal(anna, stages["Qualified"])
    client.force_login(head)
    for first, status in [("2026-11-16", 422), ("2026-11-17", 422), ("2026-11-18", 302)]:
        answer = client.post(reverse("workday:rule", args=[sales.pk]), RULES_OF_OLD | {"judged_from": first})
        assert answer.status_code == status

    close_at("18 18:01")

    assert set(PersonDay.objects.values_list("day", flat=True)) == {WEDNESDAY}
    assert client.post(reverse("workday:rule", args=[sales.pk]), RULES_OF_OLD | {"judged_from": ""}).status_code == 302
    sales.refresh_from_db()
    assert sales.judged_from == WEDNESDAY


def test_odd_digits_are_no_minutes(client, head, sales):
    client.force_login(head)
    response = client.post(reverse("workday:rule", args=[sales.pk]), {"min_age": 45, "warnings": "²", "morning_at": "08:30"})
    assert response.status_code == 422
    assert "²" in response.content.decode()


def test_a_stranger_does_not_set_rules(head2, sales):
    values = {"unprocessed": True, "no_task": True, "overdue": True, "min_age": 30, "warnings": [], "morning_at": None}
    with pytest.raises(NotAllowed):
        set_rules(sales, values, from_day=TUESDAY, by=head2)


def test_only_an_administrator_releases_a_held_clock(client, head, admin):
    for user, status in [(head, 403), (admin, 302)]:
        client.force_login(user)
        assert client.post(reverse("workday:release"), {"days": "all"}).status_code == status


@pytest.mark.parametrize("name", ["workday:my-day", "workday:left"])
def test_my_day_costs_the_same_for_one_deal_and_thirty(client, at, anna, stages, name):
    at("16 12:00")
    counts = []
    for number in (1, 29):
        for _ in range(number):
            make_deal(anna, stages["Qualified"])
            make_task(anna, deal=make_deal(anna, stages["Qualified"]), due_at=moment("16 11:00"))
        client.force_login(anna)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_administrator_is_asked_about_a_held_gap(client, at, admin, anna):
    guard.hold_gap(MONDAY)
    assert reverse("workday:release") in get(client, admin, "workday:my-day").content.decode()
    assert reverse("workday:release") not in get(client, anna, "workday:my-day").content.decode()


def test_readyz_tells_the_oldest_day_that_is_not_closed(close_at, at, anna):
    close_at("16 18:01")
    assert workday().ok
    at("17 10:00")
    close_at("17 10:00")
    at("17 18:11")
    assert not workday().ok
    assert workday().facts["oldest_unclosed"].startswith("2026-11-17T15:00")


def test_a_head_begins_with_the_department_and_a_seller_with_their_own_day(client, closed, anna, head, admin, auditor):
    for user, name in [(head, "workday:department"), (auditor, "workday:department"), (anna, "workday:my-day"), (admin, "workday:my-day")]:
        assert get(client, user, "workday:start").url == reverse(name)


def test_calls_that_were_missed_stand_in_the_table_of_the_day(client, closed, at, anna, boris, head, sales):
    at("16 13:00")
    for owner, outcome in [(anna, "missed"), (anna, "missed"), (boris, "answered")]:
        Call.objects.create(direction="in", outcome=outcome, started_at=clock.now(), owner=owner, department=sales, recorded_at=clock.now())

    lines = get(client, head, "workday:department-day", sales.pk, MONDAY).context["lines"]

    assert {line.user: line.done["missed"] for line in lines} == {anna: 2, boris: 0}


def test_more_breaches_than_a_page_are_told_page_by_page(client, closed, admin, monkeypatch):
    monkeypatch.setattr("workday.views.ledger.SHOWN", 1)
    numbers = [one.pk for one in Breach.objects.visible_to(admin).for_list()]
    assert len(numbers) > 1

    seen = [get(client, admin, "workday:breaches", page=page).context["breaches"][0].pk for page in range(1, len(numbers) + 1)]

    assert seen == numbers
    assert get(client, admin, "workday:breaches", page="x").context["breaches"][0].pk == numbers[0]


def test_a_head_is_not_asked_for_what_they_could_not_say(client, closed, more_control, anna, head):
    breach = Breach.objects.get(owner=anna, rule="no_task")
    client.force_login(head)

    assert client.get(reverse("workday:explain", args=[breach.pk]), headers={"HX-Request": "true"}).status_code == 403
