"""Anna is limited to the segment of farms: what is about anybody else is not there for her, wherever she looks."""

import json

import pytest
from django.urls import reverse

from contacts import limits
from contacts.models import Company, Contact, Segment
from contacts.refusals import NotAllowed
from crm_project.lib import clock
from deals.models import Deal
from leads.models import Lead
from reports.forms import ReportForm, SalesForm
from reports.funnels import columns, funnel_stages
from reports.sales import sales_rows
from tasks.models import Task
from telephony.models import Call
from tests.factories import make_company, make_contact, make_deal, make_funnel, make_task
from workday.models import Breach, LedgerRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def farms():
    return Segment.objects.create(name="Farms")


@pytest.fixture
def city():
    return Segment.objects.create(name="City works")


@pytest.fixture
def pair(anna, admin, stages, farms, city):
    """Two companies of Anna with a deal and a task each; she is limited to the first."""
    inside, outside = make_company(anna, name="Zarya farm"), make_company(anna, name="Zarya roads")
    inside.segments.add(farms)
    outside.segments.add(city)
    deals = [make_deal(anna, name=f"Plough for {company}", company=company, amount=100) for company in (inside, outside)]
    for deal in deals:
        make_task(anna, deal=deal, title=f"Call {deal}", due_at=clock.now())
    limits.limit_to(anna, [farms], by=admin)
    for kept in ("_segments", "_prefetched_objects_cache"):
        anna.__dict__.pop(kept, None)
    return deals


def test_she_sees_clients_deals_and_tasks_of_her_segment_only(anna, boris, pair):
    inside, outside = pair

    assert list(Company.objects.visible_to(anna)) == [inside.company]
    assert list(Deal.objects.visible_to(anna)) == [inside]
    assert [task.deal for task in Task.objects.visible_to(anna)] == [inside]
    assert outside.company not in Company.objects.visible_to(anna)


def test_a_colleague_without_limit_sees_as_before(head, pair):
    assert set(Deal.objects.visible_to(head)) >= set(pair)


@pytest.mark.parametrize("name", ["deals:card", "deals:edit", "deals:lose"])
def test_the_foreign_card_is_not_there_for_her(client, anna, pair, name):
    client.force_login(anna)

    assert client.get(reverse(name, args=[pair[0].pk])).status_code == 200
    assert client.get(reverse(name, args=[pair[1].pk])).status_code == 404


@pytest.mark.parametrize("address", ["deals:board", "deals:list", "contacts:companies", "tasks:list"])
def test_lists_and_their_counts_leave_the_others_out(client, anna, pair, address):
    client.force_login(anna)

    page = client.get(reverse(address)).content.decode()

    assert "Zarya farm" in page
    assert "Zarya roads" not in page


def test_the_board_counts_only_what_it_shows(client, anna, pair):
    client.force_login(anna)

    board = client.get(reverse("deals:board")).context["board"]

    assert board.overall == (1, [(100, "RUB")])


def test_search_and_autocomplete_find_nothing_of_others(client, anna, pair):
    client.force_login(anna)

    for name, asked in [("search:palette", {"q": "zarya"}), ("search:contacts", {"q": "zarya"})]:
        answer = client.post(reverse(name), asked, headers={"HX-Request": "true"}).content.decode()
        assert "Zarya roads" not in answer
    assert "Zarya farm" in client.post(reverse("search:palette"), {"q": "zarya"}, headers={"HX-Request": "true"}).content.decode()


def test_a_limited_heads_file_holds_that_segment_alone(client, head, admin, farms, pair):
    limits.limit_to(head, [farms], by=admin)
    client.force_login(head)

    text = b"".join(client.get(reverse("deals:export") + "?as=csv").streaming_content).decode()

    assert "Zarya farm" in text
    assert "Zarya roads" not in text


def test_the_reports_count_hers_alone(anna, admin, pair, funnel):
    for deal in pair:
        deal.lose(funnel.loss_reasons.create(name=f"Price {deal.pk}"), by=admin)
    sales = SalesForm({"period": "month", "group": "owner"}, anna)
    funnels = ReportForm({"period": "month", "funnel": funnel.pk}, anna)
    assert sales.is_valid()
    assert funnels.is_valid()

    assert sales_rows(sales)[1].lost == 1
    (column,) = columns(funnels, funnel, funnel_stages(funnel))
    assert column.cells[0].entered == 1


def test_a_person_of_a_company_in_the_segment_belongs_to_it(anna, pair):
    nina, oleg = make_contact(anna), make_contact(anna, "Oleg", "Rudin")
    pair[0].company.take_in(nina, by=anna)
    pair[1].company.take_in(oleg, by=None)

    assert list(Contact.objects.visible_to(anna)) == [nina]


def test_enquiries_and_calls_of_foreign_clients_are_hidden_and_those_of_nobody_known_are_not(anna, pair):
    make_funnel("Leads", cards="leads")
    strange = Lead.receive({"person": "Somebody", "phone_typed": "8 918 442-19-06"}, by=anna, owner=anna)
    known = Lead.receive({"person": "Roads again", "phone_typed": "8 918 442-19-07"}, by=anna, owner=anna)
    Lead.objects.filter(pk=known.pk).update(company=pair[1].company)

    assert list(Lead.objects.visible_to(anna)) == [strange]
    inside, _outside = [Call.log(direction="out", outcome="answered", by=anna, deal=deal) for deal in pair]
    assert list(Call.objects.visible_to(anna)) == [inside]


def test_a_client_she_makes_belongs_to_her_segment(anna, farms, pair):
    company = Company.open({"name": "New field"}, by=anna)

    assert list(company.segments.all()) == [farms]
    assert company in Company.objects.visible_to(anna)


def test_lifting_the_limit_brings_everything_back(anna, admin, pair):
    limits.limit_to(anna, [], by=admin)
    anna.__dict__.pop("_segments", None)

    assert set(Deal.objects.visible_to(anna)) >= set(pair)
    assert [entry.verb for entry in anna.entries.all()].count("limited") == 2


def test_the_page_tells_how_much_lies_outside(client, admin, anna, farms, pair):
    client.force_login(admin)

    answer = client.post(reverse("contacts:limit", args=[anna.pk]), {"segments": [farms.pk]}, headers={"HX-Request": "true"})

    assert answer.status_code in (200, 204)
    assert "1 open deal" in json.dumps(dict(answer.headers)) + answer.content.decode()


def test_a_manager_limits_nobody(client, anna, boris, farms):
    client.force_login(anna)

    assert client.get(reverse("contacts:limits")).status_code in (403, 404)
    assert client.post(reverse("contacts:limit", args=[boris.pk]), {"segments": [farms.pk]}).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        limits.limit_to(boris, [farms], by=anna)
    assert not boris.segment_limits.exists()


def test_setting_the_same_limit_twice_is_told_once(anna, admin, farms, pair):
    limits.limit_to(anna, [farms], by=admin)

    assert [entry.verb for entry in anna.entries.all()].count("limited") == 1


@pytest.mark.parametrize("page", ["workday:my-day", "workday:left", "workday:ledger"])
def test_her_day_names_no_hidden_deal_of_her_own(client, anna, pair, page):
    for deal in pair:
        deal.tasks.get().drop(by=anna)
    client.force_login(anna)

    assert "Zarya roads" not in client.get(reverse(page)).content.decode()


def test_her_day_counts_a_hidden_deal_and_says_that_it_is_to_be_given_away(client, anna, pair):
    for deal in pair:
        deal.tasks.get().drop(by=anna)
    client.force_login(anna)

    shown = client.get(reverse("workday:left")).content.decode()

    assert "Plough for Zarya farm" in shown
    assert "A card of another segment" in shown
    assert "Ask the head to give it away" in shown


def test_a_breach_about_a_hidden_deal_is_listed_without_its_name(client, anna, head, pair):
    for deal in pair:
        make_breach(anna, deal)

    for person, seen in ((anna, pair[:1]), (head, pair)):
        client.force_login(person)
        shown = client.get(reverse("workday:breaches")).content.decode()
        assert [deal for deal in pair if deal.name in shown] == list(seen)


def make_breach(owner, deal):
    now = clock.now()
    common = {"day": now.date(), "cut_off": now, "department": owner.department, "published_at": now}
    row, _made = LedgerRow.objects.get_or_create(kind="person", user=owner, day=now.date(), defaults={**common, "zone": "UTC"})
    return Breach.objects.create(
        row=row, owner=owner, deal=deal, deal_owner=owner, rule="no_task", rule_version="1", deal_name=deal.name, stage_name="New", **common
    )


@pytest.fixture
def nina(anna, pair, farms):
    """Nina is of the segment herself and works at the company that is not."""
    nina = make_contact(anna)
    nina.segments.add(farms)
    nina.roles.create(company=pair[1].company)
    return nina


def give_export(anna):
    anna.role.matrix["contact"]["export"] = anna.role.matrix["export"]["see"] = "all"
    anna.role.rights = [*anna.role.rights, "export"]
    anna.role.save(update_fields=["matrix", "rights"])


@pytest.mark.parametrize(
    "address", ["contacts:contacts", "search:search", "search:palette", "search:contacts", "search:clients", "contacts:export"]
)
def test_a_person_within_the_limit_does_not_give_away_the_company_beyond_it(client, anna, nina, address):
    give_export(anna)
    client.force_login(anna)

    if address == "contacts:export":
        answer = client.get(reverse(address, args=["contact", "csv"]))
        shown = answer.getvalue().decode("utf-8-sig")
    elif address in ("contacts:contacts", "search:search"):
        shown = client.get(reverse(address), {"q": "Ostapenko"}).content.decode()
    else:
        shown = client.post(reverse(address), {"q": "Ostapenko"}, headers={"HX-Request": "true"}).content.decode()

    assert "Ostapenko" in shown
    assert "Zarya roads" not in shown


def test_a_deal_of_a_company_beyond_the_limit_is_not_seen_by_way_of_its_contact(anna, pair, nina):
    deal = make_deal(anna, name="Roads and Nina", company=pair[1].company, contact=nina)
    own = make_deal(anna, name="Nina alone", contact=nina)

    assert set(Deal.objects.visible_to(anna)) == {pair[0], own}
    assert deal not in Deal.objects.visible_to(anna)


def test_a_limited_head_neither_sees_nor_sets_baselines(client, head, admin, farms, pair):
    client.force_login(head)
    assert client.get(reverse("reports:baselines")).status_code == 200
    limits.limit_to(head, [farms], by=admin)

    assert client.get(reverse("reports:baselines")).status_code == 403
    assert client.post(reverse("reports:baselines"), {"take": [head.pk]}).status_code == 403
