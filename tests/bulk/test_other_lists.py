"""Leads, clients and tasks many at once: the same machine, the rules of each."""

from datetime import date, timedelta

import pytest

from bulk.jobs import carry_on
from contacts.models import Company, Segment
from crm_project.lib import clock
from deals.models import LossReason
from leads.models import Lead
from tasks.models import Task, TaskType
from tasks.ready import make_ready_types
from tests.bulk.conftest import counts, text_of
from tests.factories import make_company, make_contact, make_deal, make_funnel, make_task
from tests.hidden import gives_away
from timeline.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_funnel(roles):
    return make_funnel("Leads", cards="leads")


def make_lead(owner, name="Nina", **values):
    return Lead.receive({"person": name, "phone_typed": "8 918 442-19-06", **values}, by=owner, owner=owner)


def planned(**terms):
    make_ready_types("en")
    tomorrow = clock.now() + timedelta(days=1)
    return {"type": TaskType.objects.live().first().pk, "title": "Call back", "day": tomorrow.date().isoformat(), "time": "10:00", **terms}


# -- a task on each ---------------------------------------------------------------------------------


def test_each_card_gets_its_task_with_its_own_owner(choose, do, head, anna, boris, stages):
    hers, his = make_deal(anna), make_deal(boris)

    do(choose(head, "deal", "task", [hers, his]), **planned())

    assert {(task.deal_id, task.owner) for task in Task.objects.all()} == {(hers.pk, anna), (his.pk, boris)}
    assert {task.author for task in Task.objects.all()} == {head}


def test_one_person_may_get_all_the_tasks(choose, do, head, anna, boris, stages):
    company, contact = make_company(anna), make_contact(anna)

    do(choose(head, "company", "task", [company]), **planned(owner=boris.pk))
    do(choose(head, "contact", "task", [contact]), **planned(owner=boris.pk))

    assert {(task.subject, task.owner) for task in Task.objects.all()} == {(company, boris), (contact, boris)}


@pytest.mark.parametrize("wrong", [{"day": "2020-01-01"}, {"day": "soon"}, {"type": "0"}, {"owner": "0"}])
def test_terms_that_make_no_sense_begin_nothing(choose, do, head, anna, stages, wrong):
    act = choose(head, "deal", "task", [make_deal(anna)])

    assert do(act, **(planned() | wrong)).status_code == 422
    assert (counts(act), Task.objects.count()) == (("draft", 0, 0), 0)


def test_a_task_for_a_stranger_is_refused(choose, do, head, anna, vera, stages):
    act = choose(head, "deal", "task", [make_deal(anna)])

    assert do(act, **planned(owner=vera.pk)).status_code == 422
    assert not Task.objects.exists()


def test_killed_between_the_task_and_the_checkpoint_there_is_one_task(choose, do, head, anna, stages, monkeypatch):
    deals = [make_deal(anna) for _n in range(52)]
    act = choose(head, "deal", "task", deals)
    do(act, **planned())
    from bulk.models import BulkItem

    note, noted = BulkItem.note, []

    def dies(item, *what):
        noted.append(item)
        if len(noted) == 5:
            raise KeyboardInterrupt
        note(item, *what)

    monkeypatch.setattr(BulkItem, "note", dies)
    with pytest.raises(KeyboardInterrupt):
        carry_on()
    monkeypatch.setattr(BulkItem, "note", note)
    type(act).objects.update(heard_at=None)
    carry_on()

    assert (counts(act), Task.objects.count()) == (("done", 52, 0), 52)


# -- leads --------------------------------------------------------------------------------------------


def test_leads_go_on_by_the_rules_of_their_funnel(choose, do, head, anna, lead_funnel):
    stage = lead_funnel.stages.get(name="Offer sent")
    lead_funnel.stages.get(name="Qualified").fields.all().delete()
    stage.fields.all().delete()
    fresh, closed = make_lead(anna), make_lead(anna, "Rita")
    act = choose(head, "lead", "stage", [fresh, closed])
    closed.lose(LossReason.objects.get(), by=anna)

    answer = text_of(do(act, stage=stage.pk))

    assert counts(act) == ("done", 1, 1)
    assert "Anna Testova has already moved the lead to “Lost”" in answer
    fresh.refresh_from_db()
    assert fresh.stage == stage


def test_leads_are_given_away_and_new_again(choose, do, head, anna, boris, vera, lead_funnel):
    own, foreign = make_lead(anna), make_lead(vera)

    act = choose(head, "lead", "owner", [own, foreign])
    do(act, owner=boris.pk)

    own.refresh_from_db(), foreign.refresh_from_db()
    assert (act.total, own.owner, own.taken_at, foreign.owner) == (1, boris, None, vera)


def test_leads_are_rejected_with_a_reason_that_may_ask_for_more(choose, do, head, anna, lead_funnel):
    LossReason.objects.update(needs_comment=True)
    reason, lead = LossReason.objects.get(), make_lead(anna)

    short = text_of(do(choose(head, "lead", "loss", [lead]), reason=reason.pk, comment="No"))
    do(choose(head, "lead", "loss", [lead]), reason=reason.pk, comment="Wanted a part that we do not sell")

    lead.refresh_from_db()
    assert "comment of 20 letters" in short
    assert lead.loss_reason == reason


def test_a_field_of_leads_is_changed(choose, do, head, anna, admin, lead_funnel):
    from fields.models import CustomField

    colour = CustomField.add("lead", {"label": "Colour", "type": "text"}, by=admin)
    lead = make_lead(anna)

    do(choose(head, "lead", "field", [lead]), field="enquiry", value="no_sale")
    lead.refresh_from_db()
    do(choose(head, "lead", "field", [lead]), field=f"extra_{colour.code}", value="red")

    lead.refresh_from_db()
    assert (lead.enquiry, lead.extra) == ("no_sale", {colour.code: "red"})


def test_what_a_lead_must_have_is_never_emptied(choose, do, head, anna, lead_funnel):
    lead = make_lead(anna)
    act = choose(head, "lead", "field", [lead])

    assert do(act, field="enquiry", value="", is_emptied="on").status_code == 422
    lead.refresh_from_db()
    assert lead.enquiry == "first"


def test_all_leads_of_a_view_are_chosen(choose, head, anna, vera, lead_funnel):
    make_lead(anna), make_lead(anna, "Rita"), make_lead(vera)
    make_lead(anna, "Taken").take(by=anna)

    assert choose(head, "lead", "owner", query="view=new").total == 2
    assert choose(head, "lead", "owner", query="view=work").total == 1
    choose(head, "lead", "owner", query="owner=999999", status=400)


def test_leads_are_a_file_without_phones_for_whoever_may_not_see_them(browser, head, anna, lead_funnel):
    from accounts.models import Role

    lead = make_lead(anna)
    rights = [right for right in head.role.rights if right != "see_contacts"]
    head.role = Role.objects.create(code="blind", name="Blind", matrix=head.role.matrix, rights=rights)
    head.save(update_fields=["role"])

    answer = browser(head).post("/bulk/lead/export/csv/", {"id": str(lead.pk)})

    lines = b"".join(answer.streaming_content).decode()
    assert "Nina" in lines
    assert not gives_away(lines, 9184421906)


# -- clients ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind, make", [("company", make_company), ("contact", make_contact)])
def test_clients_go_into_a_segment_and_out_of_it_again(choose, do, head, anna, vera, kind, make):
    south, north = Segment.objects.create(name="South"), Segment.objects.create(name="North")
    own, foreign = make(anna), make(vera)
    own.segments.add(north)

    do(choose(head, kind, "segment-in", [own, foreign]), segment=south.pk)
    do(choose(head, kind, "segment-out", [own, foreign]), segment=north.pk)

    assert set(own.segments.all()) == {south}
    assert not foreign.segments.exists()
    assert Entry.objects.of((kind, own.pk)).with_verbs(["changed"]).count() == 2


def test_clients_seen_through_a_deal_alone_are_refused_by_their_cards(choose, do, head, anna, vera, boris, stages):
    """One sees a client with whom one's people lead a deal; to change it is another matter."""
    foreign = make_company(vera)
    make_deal(anna, company=foreign)

    act = choose(head, "company", "owner", [foreign])
    answer = text_of(do(act, owner=boris.pk))

    assert counts(act) == ("done", 0, 1)
    assert "Only the owner or the head changes this client." in answer
    foreign.refresh_from_db()
    assert foreign.owner == vera


def test_a_client_given_away_meanwhile_is_told(choose, do, head, anna, boris, egor):
    company = make_company(anna)
    act = choose(head, "company", "owner", [company])
    company.give_to(egor, by=head)

    answer = text_of(do(act, owner=boris.pk))

    assert "The client is already with Egor Testova." in answer
    company.refresh_from_db()
    assert company.owner == egor


def test_all_clients_of_a_view_are_chosen(choose, do, head, anna, vera, boris):
    for n in range(3):
        make_company(anna, name=f"Vector {n}")
    make_company(vera, name="Vector foreign"), make_company(anna, name="Other")

    act = choose(head, "company", "field", query="q=Vector")
    do(act, field="industry", value="Farming")

    assert counts(act) == ("done", 3, 0)
    assert Company.objects.filter(industry="Farming").count() == 3
    choose(head, "company", "field", query="segment=999", status=400)


def test_clients_go_into_the_trash_only_by_right(choose, do, head, anna):
    company = make_company(anna)

    do(choose(head, "company", "trash", [company]))

    company.refresh_from_db()
    assert company.deleted_at
    choose(anna, "company", "trash", [company], status=403)


# -- tasks --------------------------------------------------------------------------------------------


def test_tasks_get_another_date_or_person_or_are_dropped(choose, do, head, anna, boris):
    moved, given, dropped = make_task(anna, due_on=date(2030, 1, 1)), make_task(anna), make_task(anna)
    later = (clock.now() + timedelta(days=3)).date()

    do(choose(head, "task", "due", [moved]), day=later.isoformat())
    do(choose(head, "task", "owner", [given]), owner=boris.pk)
    do(choose(head, "task", "drop", [dropped]))

    for task in (moved, given, dropped):
        task.refresh_from_db()
    assert (moved.due_on, given.owner, bool(dropped.dropped_at)) == (later, boris, True)


def test_a_task_done_meanwhile_is_told(choose, do, head, anna):
    task = make_task(anna)
    act = choose(head, "task", "drop", [task])
    task.complete(by=anna)

    answer = text_of(do(act))

    assert counts(act) == ("done", 0, 1)
    assert "not yours to see" in answer or "The task is done already." in answer


def test_a_colleagues_task_is_a_404(choose, head, vera):
    choose(head, "task", "drop", [make_task(vera)], status=404)


def test_all_overdue_tasks_are_chosen_and_no_others(choose, head, anna):
    make_task(head, due_at=clock.now() - timedelta(days=2)), make_task(head, due_on=date(2030, 1, 1)), make_task(anna)

    assert choose(head, "task", "drop", query="section=over").total == 1
    assert choose(head, "task", "drop", query="").total == 2
    choose(head, "task", "drop", query="type=999", status=400)


# -- the boxes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/clients/", "/clients/people/", "/leads/?view=new", "/tasks/?whose=team"])
def test_lists_show_boxes_by_right_and_ask_no_more_for_many(
    browser, head, anna, lead_funnel, bare_frame, address, django_assert_max_num_queries
):
    def fill(number):
        for n in range(number):
            make_company(anna, name=f"Vector {n}"), make_contact(anna), make_lead(anna, f"Nina {n}"), make_task(anna, title=f"Call {n}")

    fill(2)
    client = browser(head)
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        page = text_of(client.get(address))
    assert 'id="bulk"' in page
    assert page.count("data-check ") >= 2
    fill(12)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
    assert "data-check" not in text_of(browser(anna).get(address))
