"""Clients are contacted every so many days: a kept day for each, a list of who is due, and one task where that is asked for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contacts.models import Segment
from deals.models import Act
from leads.events import log_event
from tasks import rhythm as rhythms
from tasks.models import ContactDue, ContactNews, ContactRhythm, Task, TaskType
from tasks.refusals import NotAllowed, RhythmExists
from telephony.models import Call
from tests.factories import make_company, make_contact, make_deal, make_task

MOSCOW = ZoneInfo("Europe/Moscow")
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    def put(words):
        day, wall = words.split()
        monkeypatch.setenv("APP_TEST_CLOCK", datetime.fromisoformat(f"{day}T{wall}").replace(tzinfo=MOSCOW).isoformat())

    put("2026-11-02 10:00")
    return put


@pytest.fixture
def dealers(at, company_root):
    TaskType.objects.create(code="call", name="Call", icon="phone")
    return Segment.objects.create(name="Dealers")


@pytest.fixture
def zarya(dealers, anna):
    company = make_company(anna, name="Zarya")
    company.segments.add(dealers)
    return company


@pytest.fixture
def monthly(dealers, admin):
    return ContactRhythm.start(segment=dealers, stage=None, days=30, plans_task=False, by=admin)


@pytest.fixture
def planning(dealers, admin):
    return ContactRhythm.start(segment=dealers, stage=None, days=30, plans_task=True, by=admin)


def due_on(client):
    rhythms.tick()
    return ContactDue.objects.get(**{client.kind: client}).due_on


# -- the day ----------------------------------------------------------------------------


def test_the_day_is_reckoned_from_the_last_contact_else_from_the_first_day(at, monthly, zarya, anna, stages):
    assert due_on(zarya) == date(2026, 12, 2)
    at("2026-11-05 12:00")
    deal = make_deal(anna, stages["Qualified"], company=zarya)
    assert due_on(zarya) == date(2026, 12, 2)

    deal.note_act(Act.Kind.LETTER, by=anna)
    deal.record("changed", by=anna, changes=[])

    assert due_on(zarya) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("direction", "outcome", "counts"),
    [("out", "no_answer", True), ("in", "answered", True), ("in", "missed", False), ("out", "answered", True)],
)
def test_which_calls_count(at, monthly, zarya, anna, direction, outcome, counts):
    at("2026-11-05 12:00")
    Call.log(direction=direction, outcome=outcome, by=anna, company=zarya)

    assert due_on(zarya) == (date(2026, 12, 5) if counts else date(2026, 12, 2))


@pytest.mark.parametrize(("event", "counts"), [("meeting", True), ("letter", True), ("call", True), ("wish", False)])
def test_which_events_of_the_card_count(at, monthly, zarya, anna, event, counts):
    at("2026-11-05 12:00")
    log_event(zarya, event, text="Spoke of ploughs", by=anna)

    assert due_on(zarya) == (date(2026, 12, 5) if counts else date(2026, 12, 2))


def test_a_completed_task_counts_until_it_is_undone_and_a_planned_one_does_not(at, monthly, zarya, anna):
    at("2026-11-05 12:00")
    task = Task.plan(title="Call", type=TaskType.objects.get(), owner=anna, by=anna, subject=zarya, due_on=date(2026, 11, 6))
    assert due_on(zarya) == date(2026, 12, 2)
    task.complete(by=anna)
    assert due_on(zarya) == date(2026, 12, 5)

    task.reopen(by=anna)

    assert due_on(zarya) == date(2026, 12, 2)


def test_the_shortest_rhythm_holds_and_a_stage_asks_for_those_with_a_deal_there(at, monthly, admin, zarya, anna, stages):
    nina = make_contact(anna)
    ContactRhythm.start(segment=None, stage=stages["Qualified"], days=7, plans_task=False, by=admin)
    assert due_on(zarya) == date(2026, 12, 2)
    assert not ContactDue.objects.filter(contact=nina, due_on__isnull=False).exists()

    deal = make_deal(anna, stages["Qualified"], company=zarya, contact=nina)
    deal.record("changed", by=anna, changes=[])
    assert due_on(zarya) == due_on(nina) == date(2026, 11, 9)

    deal.discard(by=admin)
    assert (due_on(zarya), due_on(nina)) == (date(2026, 12, 2), None)


def test_who_leaves_the_segment_or_the_base_is_asked_for_no_more(monthly, zarya, anna, admin):
    assert due_on(zarya)
    zarya.change({"segments": set()}, by=anna)
    assert due_on(zarya) is None
    zarya.change({"segments": set(Segment.objects.all())}, by=anna)
    assert due_on(zarya)
    zarya.discard(by=admin)
    assert due_on(zarya) is None


def test_another_rhythm_and_the_end_of_one_reckon_anew(monthly, zarya, admin, dealers):
    assert due_on(zarya) == date(2026, 12, 2)
    monthly.reshape(segment=dealers, stage=None, days=10, plans_task=False, by=admin)
    assert due_on(zarya) == date(2026, 11, 12)

    for _ in range(2):
        monthly.retire(by=admin)

    assert due_on(zarya) is None
    assert monthly.entries.filter(verb="rhythm_ended").count() == 1


def test_without_a_rhythm_nothing_is_kept(zarya, anna):
    zarya.change({"about": "Ploughs"}, by=anna)
    rhythms.tick()

    assert (ContactDue.objects.count(), ContactNews.objects.count()) == (0, 0)


# -- who sets ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_an_administrator_sets_a_rhythm(client, request, monthly, dealers, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    for name, args in [("rhythms", []), ("new_rhythm", []), ("edit_rhythm", [monthly.pk])]:
        assert client.get(reverse(f"tasks:{name}", args=args)).status_code == 403
    assert client.post(reverse("tasks:retire_rhythm", args=[monthly.pk])).status_code == 403
    for act in (
        lambda: ContactRhythm.start(segment=dealers, stage=None, days=3, plans_task=False, by=user),
        lambda: monthly.reshape(segment=dealers, stage=None, days=3, plans_task=False, by=user),
        lambda: monthly.retire(by=user),
    ):
        with pytest.raises(NotAllowed):
            act()
    monthly.refresh_from_db()
    assert (monthly.days, monthly.retired_at) == (30, None)


def test_the_pages_of_the_settings(client, dealers, stages, admin):
    client.force_login(admin)
    sent = {"segment": dealers.pk, "stage": "", "days": 21, "plans_task": "on"}
    assert client.post(reverse("tasks:new_rhythm"), sent, headers=HTMX).status_code == 204
    made = ContactRhythm.objects.get()
    assert (made.segment, made.stage, made.days, made.plans_task) == (dealers, None, 21, True)
    assert "Dealers" in client.get(reverse("tasks:rhythms")).content.decode()

    again = client.post(reverse("tasks:new_rhythm"), sent, headers=HTMX)
    assert (again.status_code, "has a rhythm already" in again.content.decode()) == (422, True)
    for wrong in ({"segment": ""}, {"days": "0"}, {"days": "often"}, {"days": "1000"}):
        assert client.post(reverse("tasks:new_rhythm"), sent | wrong, headers=HTMX).status_code == 422

    assert client.post(reverse("tasks:edit_rhythm", args=[made.pk]), sent | {"days": 14}, headers=HTMX).status_code == 204
    made.refresh_from_db()
    assert made.days == 14
    for _ in range(2):
        assert client.post(reverse("tasks:retire_rhythm", args=[made.pk]), headers=HTMX).status_code == 204
    assert "Dealers" not in client.get(reverse("tasks:rhythms")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_set_one_rhythm(dealers, admin):
    def run(_):
        try:
            ContactRhythm.start(segment=dealers, stage=None, days=30, plans_task=False, by=User.objects.get(pk=admin.pk))
            return 1
        except RhythmExists:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(run, range(3))) == 1
    assert ContactRhythm.objects.count() == 1


# -- the list ----------------------------------------------------------------------------


@pytest.fixture
def base(monthly, dealers, anna, boris, vera, at):
    """Twelve companies, each of Anna, Boris and Vera in turn, due one day after another; it is the 10th of December."""
    companies = []
    for number in range(12):
        at(f"2026-11-{number + 2:02d} 10:00")
        company = make_company([anna, boris, vera][number % 3], name=f"Company {number:02d}")
        company.segments.add(dealers)
        companies.append(company)
    at("2026-12-10 09:00")
    ContactRhythm.objects.update(spread_at=None)
    rhythms.tick()
    return companies


def listed(client, user, **asked):
    client.force_login(user)
    return [str(row.client) for row in client.get(reverse("tasks:rhythm"), asked).context["rows"]]


def test_everybody_sees_who_is_due_of_their_own_the_longest_first(client, base, anna, boris, head, head2, admin):
    assert listed(client, anna) == ["Company 00", "Company 03", "Company 06"]
    assert listed(client, boris, whose="all") == ["Company 01", "Company 04", "Company 07"]
    assert listed(client, head) == []
    assert listed(client, head, whose="all") == [f"Company {n:02d}" for n in (0, 1, 3, 4, 6, 7)]
    assert listed(client, head2, whose="all") == ["Company 02", "Company 05", "Company 08"]
    assert listed(client, admin, whose="all") == [f"Company {n:02d}" for n in range(9)]


def test_pages_follow_one_another_and_cost_the_same(client, base, admin, monkeypatch):
    from tasks.views import rhythm as views

    monkeypatch.setattr(views, "SIZE", 4)
    client.force_login(admin)
    url, seen = reverse("tasks:rhythm") + "?whose=all", []
    client.get(url, headers=HTMX)
    while url:
        with CaptureQueriesContext(connection) as queries:
            context = client.get(url, headers=HTMX).context
        seen.append(([str(row.client)[-2:] for row in context["rows"]], len(queries)))
        url = reverse("tasks:rhythm") + context["more"] if context["more"] else ""

    assert [names for names, _count in seen] == [["00", "01", "02", "03"], ["04", "05", "06", "07"], ["08"]]
    assert len({count for _names, count in seen[:2]}) == 1


def test_nonsense_in_the_address_is_refused(client, base, anna):
    client.force_login(anna)
    assert client.get(reverse("tasks:rhythm"), {"whose": "x"}).context["rows"] == []
    assert client.get(reverse("tasks:rhythm"), {"after": "nonsense"}).status_code == 400


# -- the task ----------------------------------------------------------------------------


def test_one_task_a_client_and_time_for_the_owner(at, planning, zarya, anna):
    rhythms.tick()
    at("2026-12-01 12:00")
    assert rhythms.tick() == 0
    at("2026-12-02 09:00")

    assert [rhythms.tick() for _ in range(3)] == [1, 0, 0]

    task = Task.objects.get()
    assert (task.company, task.owner, task.author, task.due_on) == (zarya, anna, None, date(2026, 12, 2))
    task.drop(by=anna, reason="Later")
    assert rhythms.tick() == 0
    log_event(zarya, "meeting", text="Spoke of ploughs", by=anna)
    rhythms.tick()
    at("2027-01-01 09:00")
    assert [rhythms.tick(), Task.objects.count()] == [1, 2]


def test_an_open_task_is_waited_for(at, planning, zarya, anna, stages):
    deal = make_deal(anna, stages["Qualified"], company=zarya)
    task = make_task(anna, deal=deal, due_on=date(2026, 12, 20))
    rhythms.tick()
    at("2026-12-02 09:00")
    assert rhythms.tick() == 0
    assert ContactDue.objects.get().look_on == date(2026, 12, 3)
    task.drop(by=anna, reason="Later")
    assert rhythms.tick() == 0
    at("2026-12-03 09:00")

    assert rhythms.tick() == 1


def test_nobodys_clients_and_those_of_who_is_gone_get_no_task_and_stay_on_the_list(at, planning, zarya, anna, admin, client):
    rhythms.tick()
    User.objects.filter(pk=anna.pk).update(is_active=False)
    at("2026-12-02 09:00")

    assert rhythms.tick() == 0
    assert not Task.objects.exists()
    assert listed(client, admin, whose="all") == ["Zarya"]


def test_a_rhythm_that_plans_nothing_plans_nothing(at, monthly, zarya):
    rhythms.tick()
    at("2026-12-05 09:00")
    assert (rhythms.tick(), Task.objects.count(), ContactDue.objects.get().look_on) == (0, 0, None)


@pytest.mark.django_db(transaction=True)
def test_four_ticks_at_once_plan_one_task(at, planning, zarya):
    rhythms.tick()
    at("2026-12-02 09:00")

    def run(_):
        try:
            return rhythms.tick()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 1
    assert Task.objects.count() == 1


def test_a_quiet_minute_reads_by_small_indexes_only(at, planning, zarya, anna, dealers):
    rhythms.tick()
    values = [(f"C{n}", anna) for n in range(3)]
    for name, owner in values:
        make_company(owner, name=name).segments.add(dealers)
    ContactRhythm.objects.update(spread_at=None)
    rhythms.tick()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tasks_contactdue")
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = {}
        for name, found in [
            ("stale", ContactDue.objects.stale().order_by("pk")[:1000]),
            ("plan", ContactDue.objects.to_plan(date(2026, 11, 3)).order_by("look_on", "pk")[:200]),
            ("page", ContactDue.objects.due(date(2026, 11, 3)).of(anna).order_by("due_on", "pk")[:50]),
        ]:
            cursor.execute("EXPLAIN " + str(found.values("pk").query).replace("2026-11-03", "'2026-11-03'"))
            plans[name] = "\n".join(row[0] for row in cursor.fetchall())
    assert "contacts_to_reckon" in plans["stale"]
    assert "contacts_to_plan" in plans["plan"]
    assert "contacts_due" in plans["page"]

    with CaptureQueriesContext(connection) as queries:
        rhythms.tick()
    assert not [one for one in queries if "contacts_company" in one["sql"] and "tasks_contactnews" not in one["sql"]]


def test_a_tick_costs_the_same_for_one_stale_client_and_for_many(monthly, zarya, anna, dealers):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            rhythms.tick()
        return len(queries)

    for words in ("Ploughs", "Seeders", "Harrows"):
        zarya.change({"about": words}, by=anna)
        one = counted()
    for n in range(5):
        make_company(anna, name=f"C{n}").change({"segments": {dealers}}, by=anna)

    assert counted() == one
    assert ContactDue.objects.count() == 6
