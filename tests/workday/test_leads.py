"""Leads follow the same three rules where the department switches that on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.schedule import Timetable
from deals.models import Act
from leads.conversion import convert
from leads.decorators import decorated
from leads.events import log_event
from leads.models import Lead
from notifications.models import Notice
from telephony.models import Call
from tests.factories import make_contact, make_deal, make_funnel, make_task
from workday import judging, warning
from workday.closing import close
from workday.live import day_of, findings_of, team_counts
from workday.models import Breach, LedgerRow, PersonDay, RuleSetting
from workday.rules import CODES
from workday.setting_rules import set_rules
from workday.settings_in_force import SettingsInForce

from .conftest import MONDAY, TUESDAY, breaches, ledger_of, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]
ALL = {("Zarya", "unprocessed"), ("Zarya", "no_task")}


@pytest.fixture(autouse=True)
def leads_funnel(under_control):
    made = make_funnel("Leads", cards="leads")
    for stage in made.stages.all():
        stage.fields.all().delete()
    return made


@pytest.fixture
def switched_on(sales, under_control):
    """Sales has its leads judged, from Monday on."""
    return RuleSetting.objects.create(department=sales, effective_from=MONDAY, leads=True, created_at=moment("15 12:00"))


def make_lead(owner=None, *, by=None, person="Zarya", **values):
    return Lead.receive({"person": person, "phone_typed": "8 918 442-19-06", **values}, by=by or owner, owner=owner)


def stage_of(funnel, name):
    return funnel.stages.get(name=name)


# -- the switch -----------------------------------------------------------------


def test_leads_are_not_judged_where_the_department_does_not_ask_for_it(at, close_at, anna, head, sales):
    at("16 12:00")
    make_lead(anna)
    make_lead(by=head)

    close_at("16 18:01")

    assert breaches() == set()
    assert ledger_of(anna, MONDAY).is_clean
    assert ledger_of(anna, MONDAY).rules["leads"] is False


def test_the_switch_holds_from_its_date_and_not_before(client, at, close_at, anna, head, sales):
    at("16 12:00")
    make_lead(anna)
    values = {"unprocessed": "on", "min_age": 30, "no_task": "on", "overdue": "on", "leads": "on", "warnings": "60", "morning_at": "09:00"}
    client.force_login(head)
    assert client.post(reverse("workday:rule", args=[sales.pk]), values).status_code == 302
    assert RuleSetting.objects.get().effective_from == TUESDAY

    close_at("16 18:01")
    close_at("17 18:01")

    assert breaches(anna, MONDAY) == set()
    assert breaches(anna, TUESDAY) == ALL
    assert ledger_of(anna, TUESDAY).rules["leads"] is True
    assert sales.entries.get(verb="rules_set").details["leads"] == "True"
    at("18 09:00")
    assert "leads too" in client.get(reverse("workday:rules")).content.decode()


def test_one_department_may_ask_for_it_and_another_not(at, close_at, anna, vera, switched_on):
    at("16 12:00")
    make_lead(anna)
    make_lead(vera)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == ALL
    assert breaches(vera, MONDAY) == set()


def test_where_it_is_off_the_close_and_the_pages_ask_nothing_about_leads(client, at, close_at, anna, head, sales, bare_frame):
    at("16 12:00")
    make_lead(anna)
    make_deal(anna)
    client.force_login(anna)
    client.get(reverse("workday:my-day"))
    with CaptureQueriesContext(connection) as page:
        client.get(reverse("workday:state"))
        client.get(reverse("workday:left"))
    at("16 18:01")
    with CaptureQueriesContext(connection) as judged:
        close()

    tables = ("leads_leadstay", "leads_leadowning", "leads_leadact", "leads_lead ", 'FROM "leads_lead"')
    assert [query["sql"] for query in [*page, *judged] if any(table in query["sql"] for table in tables)] == []


def test_the_switch_changes_no_number_of_queries(client, at, close_at, anna, head, sales, stages):
    at("16 12:00")
    make_lead(anna)
    make_deal(anna, stages["Qualified"])
    counts = []
    for leads in (False, True):
        RuleSetting.objects.create(department=sales, effective_from=MONDAY, leads=leads, created_at=moment("16 09:00"))
        client.force_login(anna)
        client.get(reverse("workday:my-day"))
        with CaptureQueriesContext(connection) as page:
            client.get(reverse("workday:my-day"))
        with CaptureQueriesContext(connection) as judged:
            findings_of(type(anna).objects.with_rights().get(pk=anna.pk))
        counts.append((len(page), len(judged)))
    assert counts[0] == counts[1]


# -- the three rules --------------------------------------------------------------


def test_a_lead_nobody_touched_is_in_breach_at_the_close(at, close_at, anna, switched_on):
    at("16 12:00")
    lead = make_lead(anna)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == ALL
    breach = Breach.objects.get(rule="unprocessed")
    assert (breach.lead, breach.deal, breach.stage_name, breach.deal_owner) == (lead, None, "New", anna)
    row = ledger_of(anna, MONDAY)
    assert (row.unprocessed, row.no_task, row.overdue, row.deals) == (1, 1, 0, 1)


@pytest.mark.parametrize("event", ["call", "meeting", "letter"])
def test_a_lead_with_a_call_a_meeting_or_a_letter_is_processed(at, close_at, anna, switched_on, event):
    at("16 12:00")
    lead = make_lead(anna)
    make_task(anna, deal=lead, due_on=TUESDAY)
    log_event(lead, event, text="Spoke", by=anna)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


@pytest.mark.parametrize(
    ("direction", "outcome", "is_processed"),
    [("out", "answered", True), ("out", "no_answer", True), ("in", "answered", True), ("in", "missed", False)],
)
def test_calls_count_on_a_lead_as_on_a_deal(at, close_at, anna, switched_on, direction, outcome, is_processed):
    at("16 12:00")
    lead = make_lead(anna)
    make_task(anna, deal=lead, due_on=TUESDAY)
    facts = {"direction": direction, "outcome": outcome, "phone": "+79184421906", "started_at": moment("16 12:00")}
    Call.log(owner=anna, by=anna, lead=lead, **facts)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == (set() if is_processed else {("Zarya", "unprocessed")})


def test_a_completed_task_makes_a_lead_processed_and_a_slip_does_not(at, close_at, anna, switched_on):
    at("16 12:00")
    done, slip = make_lead(anna, person="Done"), make_lead(anna, person="Slip")
    for lead in (done, slip):
        task = make_task(anna, deal=lead, due_on=TUESDAY)
        make_task(anna, deal=lead, due_on=TUESDAY)
        task.complete(by=anna)
    task.reopen(by=anna)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == {("Slip", "unprocessed")}


def test_a_lead_beyond_its_entry_stage_is_processed_and_still_needs_a_task(at, close_at, anna, switched_on, leads_funnel):
    at("16 12:00")
    make_lead(anna).move_to(stage_of(leads_funnel, "Qualified"), by=anna)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == {("Zarya", "no_task")}


def test_taking_or_planning_does_not_make_a_lead_processed(at, close_at, anna, head, switched_on):
    at("16 12:00")
    lead = make_lead(by=head)
    lead.take(by=anna)
    make_task(anna, deal=lead, due_on=TUESDAY)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == {("Zarya", "unprocessed")}


def test_an_overdue_task_on_a_lead_is_its_persons_and_the_leads_owner_is_shown_it(client, at, close_at, anna, boris, switched_on):
    at("16 12:00")
    lead = make_lead(anna)
    lead.note_act(Act.Kind.CALL_OUT, by=anna)
    make_task(boris, deal=lead, due_at=moment("16 15:00"), title="Send the price")
    at("16 16:00")
    client.force_login(anna)
    assert "Send the price" in client.get(reverse("workday:my-day")).content.decode()

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()
    breach = Breach.objects.get(owner=boris)
    assert (breach.rule, breach.lead, breach.deal_owner, breach.task_title) == ("overdue", lead, anna, "Send the price")
    assert breach in Breach.objects.visible_to(anna)


def test_a_deal_and_a_lead_of_one_number_count_as_two(at, close_at, anna, sales, switched_on, stages):
    at("16 12:00")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('leads_lead_id_seq', 7000), setval('deals_deal_id_seq', 7000)")
    deal, lead = make_deal(anna, stages["Qualified"], name="Plough"), make_lead(anna)
    assert deal.pk == lead.pk

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == {("Plough", "no_task"), *ALL}
    assert ledger_of(anna, MONDAY).deals == LedgerRow.objects.get(kind="department", department=sales).deals == 2
    assert Breach.objects.of(anna).deals_per_day() == {MONDAY: 2}


# -- as of the close ----------------------------------------------------------------


def test_a_lead_converted_before_the_close_is_clean_and_after_it_stays_a_breach(at, close_at, anna, switched_on, stages):
    at("16 12:00")
    early, late = make_lead(anna, person="Early"), make_lead(anna, person="Late")
    at("16 17:00")
    deal = convert(early, by=anna)
    deal.note_act(Act.Kind.CALL_OUT, by=anna)
    make_task(anna, deal=deal, due_on=TUESDAY)
    at("16 18:10")
    convert(late, by=anna)

    close_at("16 19:00")

    assert breaches(anna, MONDAY) == {("Late", "unprocessed"), ("Late", "no_task")}


def test_what_is_done_after_the_close_does_not_clean_the_day(at, close_at, anna, boris, head, admin, switched_on):
    at("16 12:00")
    names = ("Called", "Planned", "Given", "Gone")
    called, planned, given, gone = (make_lead(anna, person=name) for name in names)
    at("16 18:10")
    called.note_act(Act.Kind.CALL_OUT, by=anna)
    make_task(anna, deal=planned, due_on=TUESDAY)
    given.give_to(boris, by=head)
    gone.discard(by=admin)

    close_at("16 19:00")

    assert breaches(anna, MONDAY) == {(name, rule) for name in names for rule in ("unprocessed", "no_task")}
    assert breaches(boris, MONDAY) == set()


def test_a_discarded_lead_is_not_judged_even_when_it_comes_back_later(at, close_at, anna, admin, switched_on):
    at("16 12:00")
    lead = make_lead(anna)
    lead.discard(by=admin)
    at("16 18:30")
    lead.restore(by=admin)

    close_at("16 19:00")

    assert breaches(anna, MONDAY) == set()


@pytest.mark.parametrize("how", ["given", "taken", "handed to the client's owner"])
def test_a_lead_is_judged_with_whose_it_was_at_the_close(at, close_at, anna, boris, head, switched_on, how):
    at("16 12:00")
    lead = make_lead(by=head) if how == "taken" else make_lead(anna)
    at("16 17:00")
    if how == "given":
        lead.give_to(boris, by=head)
    elif how == "taken":
        lead.take(by=boris)
    else:
        lead.hand_to_client_owner(make_contact(boris), by=anna)
    at("16 18:10")
    lead.give_to(anna, by=head)

    close_at("16 19:00")

    assert breaches(boris, MONDAY) == ALL
    assert breaches(anna, MONDAY) == set()
    assert [owning.owner for owning in lead.ownings.order_by("recorded_at", "pk")][-2:] == [boris, anna]


def test_a_lead_nobody_owns_is_the_departments_at_its_own_hour(at, close_at, anna, head, head2, sales, switched_on):
    at("16 12:00")
    make_lead(by=head)
    make_lead(by=head2, person="Of service")
    at("16 18:05")
    make_lead(by=head, person="Too late")

    close_at("16 19:00")

    assert breaches(anna, MONDAY) == set()
    assert breaches(None, MONDAY, owner=None) == ALL
    assert set(Breach.objects.values_list("department", flat=True)) == {sales.pk}
    assert Breach.objects.first() in Breach.objects.visible_to(head)


def test_a_lead_on_which_the_judgement_fails_is_set_aside_and_the_rest_goes_on(at, close_at, anna, switched_on, stages, monkeypatch):
    at("16 12:00")
    make_deal(anna, stages["Qualified"], name="Plough")
    bad, good = make_lead(anna, person="Bad"), make_lead(anna, person="Good")
    keep = judging._keep

    def fail(rows, asked, **kwargs):
        if any(row.user_id == anna.pk for row in rows if isinstance(row, PersonDay)) and bad.pk not in (kwargs.get("spared") or {}).get(
            "lead", ()
        ):
            raise judging.DatabaseError("broken")
        keep(rows, asked, **kwargs)

    monkeypatch.setattr(judging, "_keep", fail)
    monkeypatch.setattr(judging, "_try", lambda asked, only: bad.pk not in only.get("lead", ()))
    close_at("16 18:01")

    assert breaches(anna, MONDAY) == {("Plough", "no_task"), ("Good", "unprocessed"), ("Good", "no_task")}
    assert f"leads: [{bad.pk}]" in ledger_of(anna, MONDAY).error
    assert good.breaches.count() == 2


# -- one definition -------------------------------------------------------------------


def test_e25_badge_warning_judgement_report_and_chips_are_equal(at, close_at, anna, boris, head, switched_on, leads_funnel):
    at("16 12:00")
    make_lead(anna, person="Untouched")
    make_task(anna, deal=make_lead(anna, person="Planned"), due_on=TUESDAY)
    late = make_lead(anna, person="Late")
    late.note_act(Act.Kind.CALL_OUT, by=anna)
    make_task(anna, deal=late, due_at=moment("16 15:00"))
    make_lead(boris, person="Of Boris")

    close_at("16 18:00")

    live = {(finding.deal_name, finding.rule) for finding in findings_of(anna)}
    judged = breaches(anna, MONDAY)
    assert live == judged
    assert live == {("Untouched", "unprocessed"), ("Untouched", "no_task"), ("Planned", "unprocessed"), ("Late", "overdue")}
    counts = {code: sum(1 for _name, rule in live if rule == code) for code in CODES}
    row = PersonDay(user=anna, day=MONDAY, department=anna.department, cut_off=moment("16 18:00"))
    assert warning._found([row], moment("16 18:00"), Timetable(), SettingsInForce())[anna.pk] == counts
    assert team_counts([anna], [], on_behalf_of=head)[anna.pk] == counts
    ledger = ledger_of(anna, MONDAY)
    assert counts == {code: getattr(ledger, code) for code in CODES}
    day, _findings = day_of(anna)
    assert day.left == ledger.deals == 3
    chips = {(lead.name, rule) for lead in decorated(list(Lead.objects.of(anna).for_list()), head) for rule in lead.broken_rules}
    assert chips == live


def test_the_ring_counts_the_leads_one_worked_on_today(at, anna, switched_on):
    at("16 12:00")
    make_lead(anna, person="Untouched")
    done = make_lead(anna, person="Done")
    make_task(anna, deal=done, due_on=TUESDAY)
    done.note_act(Act.Kind.CALL_OUT, by=anna)
    at("16 13:00")

    day, _findings = day_of(anna)

    assert (day.left, day.total, day.done) == (1, 2, 1)


# -- pages ------------------------------------------------------------------------------


def test_every_list_shows_a_lead_by_name_with_a_link_to_it(client, at, close_at, anna, head, sales, switched_on):
    at("16 12:00")
    lead = make_lead(anna)
    link = f'href="{reverse("leads:lead", args=[lead.pk])}"'

    def page(viewer, name, *args):
        client.force_login(viewer)
        return client.get(reverse(name, args=args)).content.decode()

    at("16 13:00")
    for text in (page(anna, "workday:my-day"), page(anna, "workday:left"), page(head, "workday:department")):
        assert link in text
        assert "Zarya" in text
    my_day = page(anna, "workday:left")
    assert f"{reverse('tasks:new')}?lead={lead.pk}" in my_day
    assert f"{reverse('telephony:log')}?lead={lead.pk}" in my_day
    assert "Not processed" in page(anna, "leads:inbox")

    close_at("16 18:01")

    assert link in page(anna, "workday:breaches")
    assert "New lead, 6" in page(anna, "workday:breaches")
    assert link in page(head, "workday:department-day", sales.pk, MONDAY)
    assert client.get(reverse("workday:department-export", args=[sales.pk, MONDAY])).status_code == 200


def test_people_are_warned_of_leads_and_told_of_yesterdays(at, close_at, anna, switched_on):
    close_at("16 08:30")
    at("16 12:00")
    make_lead(anna)
    at("16 17:00")
    warning.tick()
    told = Notice.objects.get(recipient=anna, verb="day.warning")
    assert (told.details["unprocessed"], told.details["no_task"]) == (1, 1)

    close_at("16 18:01")
    assert Notice.objects.get(recipient=anna, verb="day.closed").details["deals"] == 1
    close_at("17 08:30")
    at("17 09:01")
    warning.tick()
    assert Notice.objects.get(recipient=anna, verb="day.morning").details["debts"] == 1


@pytest.mark.parametrize("size", [1, 30])
def test_the_inbox_costs_the_same_for_one_judged_lead_and_for_many(client, at, anna, switched_on, size):
    at("16 12:00")
    for number in range(size):
        make_lead(anna, phone_typed=f"8918000{number:04d}")
    at("16 12:00:30")
    client.force_login(anna)
    client.get(reverse("leads:inbox"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("leads:inbox"))
    assert _seen.setdefault("inbox", len(queries)) == len(queries)


_seen = {}


def test_a_young_lead_is_spared(at, close_at, anna, switched_on):
    at(moment("16 18:00") - timedelta(minutes=29))
    make_task(anna, deal=make_lead(anna), due_on=TUESDAY)

    close_at("16 18:01")

    assert breaches(anna, MONDAY) == set()


def test_set_rules_keeps_the_switch(at, head, sales):
    values = {"unprocessed": True, "no_task": True, "overdue": True, "leads": True, "min_age": 30, "warnings": [], "morning_at": None}
    assert set_rules(sales, values, from_day=TUESDAY, by=head).leads
