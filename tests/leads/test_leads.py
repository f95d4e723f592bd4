"""Leads: taking, rejecting, converting, joining; who may what; twice is once; one winner."""

import threading
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Workspace
from contacts.models import Company, Contact
from contacts.ready import make_ready_words
from crm_project.lib import clock
from deals.models import Deal
from deals.refusals import CardIsClosed
from leads.conversion import convert, receive
from leads.events import log_event
from leads.models import Lead, LeadAct, LeadOwning
from leads.refusals import AlreadyTaken, NothingToCall
from telephony.models import Call
from tests.factories import make_company, make_contact, make_deal, make_task
from timeline.models import Comment

pytestmark = pytest.mark.django_db


def make_lead(by, owner=None, **values):
    return Lead.receive({"person": "Нина Остапенко", "phone_typed": "8 918 442-19-06", **values}, by=by, owner=owner)


def url(name, lead):
    return reverse(f"leads:{name}", args=[lead.pk])


# -- seeing -------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("boris", 200), ("head", 200), ("admin", 200), ("auditor", 200), ("vera", 404)])
def test_a_lead_nobody_owns_is_seen_by_its_department(client, request, head, leads_funnel, who, status):
    lead = make_lead(head)
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("lead", lead)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("head", 200), ("boris", 404), ("vera", 404), ("egor", 404), ("auditor", 200)])
def test_an_owned_lead_is_seen_by_its_owner_and_those_above(client, request, anna, leads_funnel, who, status):
    lead = make_lead(anna, owner=anna)
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("lead", lead)).status_code == status


def test_a_stranger_reaches_no_act_on_a_lead(client, anna, vera, leads_funnel):
    lead = make_lead(anna, owner=anna)
    client.force_login(vera)

    for name in ("take", "reject", "convert", "join", "edit", "hand-over"):
        assert client.post(url(name, lead), {}).status_code == 404


@pytest.mark.parametrize("size", [1, 30])
def test_the_inbox_costs_the_same_for_one_lead_and_for_many(client, anna, leads_funnel, size):
    for n in range(size):
        make_lead(anna, phone_typed=f"8918000{n:04d}")
    client.force_login(anna)
    client.get(reverse("leads:inbox"))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("leads:inbox"))

    assert _seen.setdefault("inbox", len(queries)) == len(queries)


_seen = {}


def test_without_the_right_phones_are_neither_shown_nor_found(client, anna, leads_funnel, roles):
    lead = make_lead(anna, owner=anna)
    roles["manager"].rights = []
    roles["manager"].save()
    client.force_login(anna)

    page = client.get(url("lead", lead)).content.decode()
    found = client.get(reverse("leads:inbox"), {"q": "89184421906"}).content.decode()

    assert "442-19-06" not in page
    assert "+79184421906" not in page
    assert "Остапенко" not in found


# -- receiving ----------------------------------------------------------------


def test_a_name_and_a_phone_suffice(client, anna, leads_funnel):
    client.force_login(anna)

    client.post(reverse("leads:new"), {"person": "нина остапенко", "phone_typed": "8 918 442-19-06", "token": uuid4()})

    lead = Lead.objects.get()
    assert (lead.name, lead.phone, lead.phone_typed) == ("Нина Остапенко", "+79184421906", "8 918 442-19-06")
    assert (lead.owner, lead.is_waiting, lead.enquiry) == (None, True, "first")


def test_nothing_at_all_is_not_a_lead(client, anna, leads_funnel):
    client.force_login(anna)

    response = client.post(reverse("leads:new"), {"comment": "Wants a plough", "token": uuid4()})

    assert response.status_code == 422
    assert "Wants a plough" in response.content.decode()
    with pytest.raises(NothingToCall):
        Lead.receive({"comment": "x"}, by=anna)


def test_the_same_submission_twice_is_one_lead(anna, leads_funnel):
    token = uuid4()
    assert receive({"person": "A"}, by=anna, token=token) == receive({"person": "A"}, by=anna, token=token)
    assert Lead.objects.count() == 1


def test_an_enquiry_knows_whether_the_client_is_known(anna, leads_funnel):
    contact = make_contact(anna)
    contact.add_phone("89184421906")
    assert make_lead(anna).enquiry == "repeat"

    make_deal(anna, contact=contact)
    assert make_lead(anna).enquiry == "open_deal"


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_a_stranger_wrote_is_shown_as_text(client, anna, leads_funnel, payload):
    lead = Lead.receive({"person": payload, "company_name": payload, "comment": payload, "utm": {payload: payload}}, by=anna, owner=anna)
    client.force_login(anna)

    for address in (reverse("leads:inbox"), url("lead", lead), url("convert", lead)):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page


# -- taking -------------------------------------------------------------------


def test_who_was_a_moment_too_late_is_told_and_sees_the_list_anew(client, anna, boris, leads_funnel):
    lead = make_lead(anna, owner=None)
    lead.take(by=boris)
    client.force_login(anna)

    late = client.post(url("take", lead), headers={"HX-Request": "true"})
    never = client.post(reverse("leads:take", args=[10**9]), headers={"HX-Request": "true"})

    assert late.status_code == 404
    assert "leads:changed" in late["HX-Trigger"]
    assert "Somebody has taken this lead" in late["HX-Trigger"]
    assert never["HX-Trigger"] == late["HX-Trigger"]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_take_at_once_one_wins(sales, head, leads_funnel):
    from tests.factories import make_user

    people = [make_user(f"seller{n}", department=sales) for n in range(20)]
    lead = make_lead(head)
    barrier, outcomes = threading.Barrier(20), []

    def claim(person):
        barrier.wait()
        try:
            Lead.objects.get(pk=lead.pk).take(by=person)
            outcomes.append(person)
        except AlreadyTaken as refusal:
            outcomes.append(refusal.lead.taken_by_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim, args=[person]) for person in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    winners = [outcome for outcome in outcomes if not isinstance(outcome, int)]
    lead.refresh_from_db()
    assert len(outcomes) == 20
    assert winners == [lead.owner]
    assert {outcome for outcome in outcomes if isinstance(outcome, int)} == {lead.owner_id}


def test_the_second_is_told_who_took_it(client, anna, boris, head, leads_funnel):
    lead = make_lead(head)
    client.force_login(boris)
    stale = client.get(url("lead", lead))
    lead.take(by=anna)

    response = client.post(url("take", lead), headers={"HX-Request": "true"})

    assert stale.status_code == 200
    assert response.status_code in (404, 409)


def test_an_assigned_lead_is_new_for_its_new_owner(anna, boris, head, leads_funnel):
    lead = make_lead(head)
    lead.take(by=anna)

    lead.give_to(boris, by=head)

    assert (lead.owner, lead.is_waiting) == (boris, True)


@pytest.mark.parametrize(("who", "status"), [("head", 302), ("anna", 403), ("auditor", 403), ("vera", 403)])
def test_only_those_with_the_right_assign(client, request, boris, head, leads_funnel, who, status):
    lead = make_lead(head)
    client.force_login(request.getfixturevalue(who))

    assert client.post(url("assign", lead), {"owner": boris.pk}).status_code == status


# -- rejecting ----------------------------------------------------------------


def test_a_lead_is_rejected_with_a_reason(client, anna, leads_funnel):
    lead = make_lead(anna, owner=anna)
    client.force_login(anna)

    assert client.post(url("reject", lead), {"seen": lead.stage_id}).status_code == 422
    client.post(url("reject", lead), {"reason": leads_funnel.loss_reasons.get(name="Spam").pk, "seen": lead.stage_id})

    lead.refresh_from_db()
    assert (lead.loss_reason.name, lead.is_open) == ("Spam", False)


def test_a_rejection_is_undone_at_once(client, anna, leads_funnel):
    lead = make_lead(anna, owner=anna)
    move = lead.lose(leads_funnel.loss_reasons.get(name="Spam"), by=anna)
    client.force_login(anna)

    client.post(reverse("leads:undo", args=[lead.pk, move.pk]))

    lead.refresh_from_db()
    assert lead.is_open


# -- converting ---------------------------------------------------------------


def test_conversion_makes_contact_company_and_deal_and_links_them(anna, leads_funnel):
    lead = make_lead(anna, owner=anna, company_name="ООО Заря", email="nina@zarya.ru")

    deal = convert(lead, by=anna)

    contact, company = Contact.objects.get(), Company.objects.get()
    assert (deal.contact, deal.company, deal.owner) == (contact, company, anna)
    assert (contact.last_name, contact.first_name, company.name, company.legal_form) == ("Остапенко", "Нина", "Заря", "ООО")
    assert [phone.e164 for phone in contact.phones.all()] == ["+79184421906"]
    assert company.roles.get().contact == contact
    lead.refresh_from_db()
    assert (lead.deal, lead.contact, lead.company, lead.is_open) == (deal, contact, company, False)


def test_private_people_buy_too(anna, leads_funnel):
    deal = convert(make_lead(anna, owner=anna), by=anna)

    assert (deal.company, deal.contact.first_name) == (None, "Нина")


def test_converting_twice_is_converting_once(anna, leads_funnel):
    lead = make_lead(anna, owner=anna)

    assert convert(lead, by=anna) == convert(Lead.objects.get(pk=lead.pk), by=anna)
    assert Deal.objects.count() == Contact.objects.count() == 1


def test_a_known_client_is_used_again(anna, leads_funnel):
    contact = make_contact(anna)
    contact.add_phone("+7 918 442 19 06")

    deal = convert(make_lead(anna, owner=anna), by=anna)

    assert deal.contact == contact


def test_a_foreign_client_is_not_opened_by_knowing_the_number(anna, vera, leads_funnel):
    contact = make_contact(vera)
    contact.add_phone("+7 918 442 19 06")

    deal = convert(make_lead(anna, owner=anna), by=anna)

    assert deal.contact != contact
    assert not Contact.objects.visible_to(anna).filter(pk=contact.pk).exists()


def test_a_conversion_that_is_refused_leaves_nothing_behind(anna, leads_funnel, funnel):
    from deals.models import StageField
    from deals.refusals import MissingFields

    StageField.objects.create(stage=funnel.entry, code="amount")
    lead = make_lead(anna, owner=anna)

    with pytest.raises(MissingFields):
        convert(lead, by=anna)

    assert not Contact.objects.exists()
    assert Lead.objects.get().is_open


def test_the_history_of_the_lead_is_read_on_the_deal(client, anna, leads_funnel):
    lead = make_lead(anna, owner=anna)
    Comment.leave(lead, "Asked for the wide one", by=anna)
    deal = convert(lead, by=anna)
    client.force_login(anna)

    assert "Asked for the wide one" in client.get(reverse("timeline:feed", args=["deal", deal.pk])).content.decode()


def test_a_rejected_lead_is_not_converted(anna, leads_funnel):
    lead = make_lead(anna, owner=anna)
    lead.lose(leads_funnel.loss_reasons.get(name="Spam"), by=anna)

    with pytest.raises(CardIsClosed):
        convert(lead, by=anna)


def test_where_no_leads_are_kept_an_enquiry_is_a_deal_at_once(anna, leads_funnel):
    Workspace.objects.update(enquiries_become_deals=True)

    lead = receive({"person": "Нина", "phone_typed": "89184421906"}, by=anna, token=uuid4())

    assert lead.deal is not None
    assert lead.deal.owner == anna


def test_the_page_converts_and_opens_the_deal(client, anna, leads_funnel, funnel):
    lead = make_lead(anna)
    client.force_login(anna)

    response = client.post(url("convert", lead), {"funnel": funnel.pk})

    lead.refresh_from_db()
    assert response.url == lead.deal.url
    assert lead.taken_by == anna


# -- joining, the office, events --------------------------------------------------


def test_an_enquiry_joins_a_client_one_may_see(client, anna, leads_funnel):
    contact = make_contact(anna)
    lead = make_lead(anna, owner=anna)
    client.force_login(anna)

    client.post(url("join", lead), {"client": f"contact:{contact.pk}"})

    lead.refresh_from_db()
    assert (lead.contact, lead.is_open, lead.deal) == (contact, False, None)


@pytest.mark.parametrize("typed", ["contact:{}", "company:1", "contact:x", "", "user:1"])
def test_a_foreign_client_is_not_joined(client, anna, vera, leads_funnel, typed):
    foreign = make_contact(vera)
    lead = make_lead(anna, owner=anna)
    client.force_login(anna)

    assert client.post(url("join", lead), {"client": typed.format(foreign.pk)}).status_code == 422


def test_a_lead_of_a_colleagues_client_is_handed_over_with_proof_only(client, anna, boris, leads_funnel):
    from contacts.resolver import look_up

    make_contact(boris).add_phone("89184421906")
    lead = make_lead(anna, owner=anna)
    client.force_login(anna)

    client.post(url("hand-over", lead), {"proof": "nonsense"})
    lead.refresh_from_db()
    assert lead.owner == anna
    client.post(url("hand-over", lead), {"proof": look_up(anna, phone="89184421906")[0].proof})

    lead.refresh_from_db()
    assert lead.owner == boris


def test_a_client_in_the_office_becomes_contact_and_deal_with_a_first_act(client, anna, leads_funnel, funnel):
    make_ready_words("en")
    client.force_login(anna)
    token = uuid4()
    data = {
        "person": "Нина Остапенко",
        "phone": "89184421906",
        "note": "Wants a plough",
        "stage": funnel.stages.get(name="Qualified").pk,
        "token": token,
    }

    refused = client.post(reverse("leads:office"), data)
    assert refused.status_code == 422
    assert not Deal.objects.exists()
    for _again in range(2):
        client.post(reverse("leads:office"), {**data, "amount": "1000"})

    deal = Deal.objects.get()
    assert (deal.stage.name, deal.source.code, deal.contact.first_name) == ("Qualified", "office", "Нина")
    assert [act.kind for act in deal.acts.all()] == ["meeting"]
    assert Contact.objects.count() == 1


def test_a_past_meeting_counts_on_a_deal_from_when_it_is_told(anna, funnel):
    deal = make_deal(anna)

    log_event(deal, "meeting", text="Met at the fair", by=anna)
    log_event(deal, "wish", text="Wants it red", by=anna)

    assert [act.kind for act in deal.acts.all()] == ["meeting"]


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("boris", 404), ("vera", 404)])
def test_an_event_is_told_of_by_whoever_sees_the_card(client, request, anna, funnel, who, status):
    company = make_company(anna)
    client.force_login(request.getfixturevalue(who))

    response = client.post(reverse("leads:event", args=["company", company.pk]), {"event": "call", "text": "Spoke", "token": uuid4()})

    assert response.status_code == status


def test_an_event_of_the_future_is_refused(client, anna, funnel):
    company = make_company(anna)
    client.force_login(anna)

    response = client.post(reverse("leads:event", args=["company", company.pk]), {"event": "call", "text": "x", "at": "2090-01-01T10:00"})

    assert response.status_code == 422


def test_what_was_planned_about_the_lead_goes_on_with_the_deal(anna, leads_funnel):
    from tasks.models import Task, TaskType

    lead = make_lead(anna, owner=anna)
    kind = TaskType.objects.create(code="call", name="Call", icon="phone")
    task = Task.plan(title="Call Nina", type=kind, owner=anna, by=anna, due_at=lead.created_at, subject=lead)

    deal = convert(lead, by=anna)

    task.refresh_from_db()
    assert (task.deal, task.lead) == (deal, None)
    assert [(span.deal, span.lead) for span in task.spans.latest()] == [(deal, None)]


# -- history ------------------------------------------------------------------


def test_leads_of_before_get_their_owner_and_the_acts_of_their_protocol(anna, boris, head, leads_funnel):
    mine, unowned = make_lead(anna, owner=anna), make_lead(head)
    log_event(mine, "letter", text="Sent the price", by=anna)
    log_event(mine, "wish", text="Wants it red", by=anna)
    facts = {"started_at": clock.now(), "lead": mine, "phone": mine.phone}
    for direction, outcome in [("out", "no_answer"), ("in", "missed"), ("in", "answered")]:
        Call.log(direction=direction, outcome=outcome, owner=anna, by=anna, **facts)
    make_task(anna, deal=mine, due_at=clock.now()).complete(by=anna)
    slip = make_task(anna, deal=mine, due_at=clock.now())
    slip.complete(by=anna)
    slip.reopen(by=anna)
    known = set(mine.acts.values_list("kind", "by", "happened_at", "recorded_at"))
    assert {kind for kind, *_rest in known} == {"letter", "call_out", "call_in", "task"}
    LeadAct.objects.all().delete()
    LeadOwning.objects.all().delete()

    forward = import_module("leads.migrations.0006_history_of_earlier_leads").FORWARD
    for _twice in range(2):
        with connection.cursor() as cursor:
            cursor.execute(forward)

    assert set(LeadOwning.objects.values_list("card", "owner", "department", "recorded_at", "replaced_at")) == {
        (mine.pk, anna.pk, anna.department_id, mine.recorded_at, clock.FOREVER),
        (unowned.pk, None, head.department_id, unowned.recorded_at, clock.FOREVER),
    }
    assert {(act.kind, act.by) for act in mine.acts.all()} == {(kind, anna) for kind in ("letter", "call_out", "call_in", "task")}
    assert mine.acts.count() == len(known)


def test_a_lead_keeps_who_had_it_when(anna, boris, head, leads_funnel):
    lead = make_lead(head)
    lead.take(by=anna)
    lead.give_to(boris, by=head)
    lead.take(by=boris)

    ownings = list(lead.ownings.order_by("recorded_at"))

    assert [owning.owner for owning in ownings] == [None, anna, boris]
    assert [owning.replaced_at for owning in ownings[:2]] == [owning.recorded_at for owning in ownings[1:]]
    assert ownings[-1].replaced_at == clock.FOREVER


def test_a_lead_remembers_when_it_lay_in_the_trash(anna, admin, leads_funnel):
    lead = make_lead(anna, owner=anna)
    lead.discard(by=admin)
    since = lead.deleted_at
    lead.restore(by=admin)

    assert [(one.discarded_at, one.restored_at >= since) for one in lead.discardings.all()] == [(since, True)]
