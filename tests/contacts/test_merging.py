"""Two cards of one client become one, and two again: who may, what moves, what returns."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from contacts import attached
from contacts.jobs import gather_late
from contacts.models import Company, CompanyMerge, ContactRole, Email, Phone, Segment
from contacts.refusals import (
    AlreadyMerged,
    AlreadyUndone,
    EditConflict,
    InTheTrash,
    ItIsOneCard,
    LaterMergeFirst,
    LegalIdsDiffer,
    NotAllowed,
    NotOneKind,
    TooLateToUndo,
    UnknownChoice,
    WrongLegalIds,
)
from contacts.resolver import known_by
from crm_project.lib import clock
from deals.models import Deal, DealContact
from fields.models import CustomField
from leads.models import Lead
from notifications.models import Notice
from tasks.models import Task
from telephony.models import Call
from tests.factories import make_company, make_contact, make_deal, make_funnel, make_task
from tests.hidden import gives_away
from timeline.history import page
from timeline.keeping import keep
from timeline.models import Comment, Entry
from timeline.sealing import seal, verify

pytestmark = pytest.mark.django_db


def make_call(owner, **about):
    return Call.objects.create(
        direction="in",
        outcome="answered",
        started_at=clock.now(),
        recorded_at=clock.now(),
        owner=owner,
        department=owner.department,
        **about,
    )


@pytest.fixture
def two(anna):
    """The card that stays and the one it absorbs."""
    return make_company(anna, name="Vector"), make_company(anna, name="Vektor", inn="7707083893", about="Pays on time")


def state(*clients):
    """Whatever a refused act might have changed."""
    rows = [tuple(type(one).objects.filter(pk=one.pk).values_list("name", "version", "merged_into", "deleted_at")) for one in clients]
    return rows, CompanyMerge.objects.count(), Entry.objects.count()


# -- what moves -------------------------------------------------------------------------------


def test_every_column_that_names_a_client_moves_or_is_named_as_left():
    for kind in ("company", "contact"):
        names = {tie.name for tie in attached.all_ties_of(kind)}
        assert {name for name in attached.LEFT if f"contacts.{kind}" in name} <= names
        assert {"deals.deal." + kind, "leads.lead." + kind, "tasks.task." + kind, "telephony.call." + kind} <= names
        assert {"timeline.comment.subject_id", "timeline.file.subject_id", "contacts.phone." + kind} <= names
        assert {f"contacts.{kind}.merged_into", f"contacts.{kind}_segments.{kind}"} <= names


def test_columns_that_name_a_client_without_a_key_are_known():
    """A table that speaks of clients by a kind and a number must be named here, or carry subject_kind and subject_id."""
    from django.apps import apps

    loose = {
        f"{model._meta.label_lower}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name in ("kind", "record_kind", "client_kind", "subject_kind", "entity")
        and any(one.name in ("record_id", "client_id", "subject_id", "object_id") for one in model._meta.concrete_fields)
    }
    # A record that an import brought stays what it was: its version tells that it was touched since.
    assert loose == {"timeline.entry", "timeline.comment", "timeline.file", "notifications.notice", "exchange.broughtrecord"}


def test_rows_that_may_not_stand_twice_have_nothing_of_their_own():
    """They are taken off and put back by the journal: rows hanging on them would be lost."""
    for kind in ("company", "contact"):
        for tie in attached.ties_of(kind):
            names = {name for one in tie.model._meta.constraints if getattr(one, "condition", None) for name in getattr(one, "fields", ())}
            assert tie.column.removesuffix("_id") not in names
            if tie.twins_beside:
                assert [one for one in tie.model._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete] == []


def test_everything_attached_to_a_company_moves(anna, head, two, funnel, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept, absorbed = two
    deal, call = make_deal(anna, company=absorbed), make_call(anna, company=absorbed)
    make_funnel("Leads", cards="leads")
    lead = Lead.receive({"person": "Nina", "phone_typed": "+7 918 442-19-06"}, by=None, owner=anna)
    Lead.objects.filter(pk=lead.pk).update(company=absorbed)
    task = Task.plan(title="Call", type=make_task(anna).type, owner=anna, by=anna, due_at=clock.now(), subject=absorbed)
    person, daughter = make_contact(anna), make_company(anna, name="Daughter", parent=absorbed)
    absorbed.take_in(person, by=anna, role="pays", is_main=True)
    comment = Comment.leave(absorbed, "They pay on time", by=anna)
    file = keep(SimpleUploadedFile("price.txt", b"100"), absorbed, by=anna)
    notice = Notice.objects.create(
        recipient=anna, verb="comment.left", subject_kind="company", subject_id=absorbed.pk, key="x", created_at=clock.now()
    )
    absorbed.bank_accounts.create(bik="044525225", account="40702810400000000225")
    Phone.objects.create(company=absorbed, e164="+79184421906")
    segment = Segment.objects.create(name="Grain")
    absorbed.segments.add(segment)

    journal = kept.absorb(absorbed, by=head)

    for record, column in [(deal, "company"), (lead, "company"), (call, "company"), (task, "company"), (daughter, "parent")]:
        record.refresh_from_db()
        assert getattr(record, column) == kept
    assert [(role.contact, role.role, role.is_main) for role in kept.roles.all()] == [(person, "pays", True)]
    for record in (comment, file, notice):
        record.refresh_from_db()
        assert record.subject_id == kept.pk
    assert kept.bank_accounts.count() == 1
    assert [phone.e164 for phone in kept.phones.all()] == ["+79184421906"]
    assert list(kept.segments.all()) == [segment]
    assert journal.moved_count == 12
    assert not absorbed.deals.exists()


def test_everything_attached_to_a_person_moves(anna, head, funnel, stages):
    kept, absorbed = make_contact(anna), make_contact(anna, first_name="N.")
    company = make_company(anna)
    deal, other = make_deal(anna, contact=absorbed), make_deal(anna, name="Another")
    company.take_in(absorbed, by=anna, role="decides")
    DealContact.objects.create(deal=other, contact=absorbed, role="advises")
    Email.objects.create(contact=absorbed, address="nina@zarya.ru")

    kept.absorb(absorbed, by=head)

    deal.refresh_from_db()
    assert deal.contact == kept
    assert [role.company for role in kept.roles.all()] == [company]
    assert [part.contact_id for part in other.participants.all()] == [kept.pk]
    assert [email.address for email in kept.emails.all()] == ["nina@zarya.ru"]


def test_equal_phones_stand_once_and_the_first_number_stays_the_first(anna, two):
    kept, absorbed = two
    Phone.objects.create(company=absorbed, e164="+79184421906", position=0)
    Phone.objects.create(company=absorbed, e164="+79180000001", position=1)
    Phone.objects.create(company=kept, e164="+79180000002", position=0)
    Phone.objects.create(company=kept, e164="+79184421906", position=1)

    journal = kept.absorb(absorbed, by=anna)

    assert [phone.e164 for phone in kept.phones.all()] == ["+79180000002", "+79184421906", "+79180000001"]

    journal.undo(by=anna)

    assert [(phone.e164, phone.position) for phone in absorbed.phones.all()] == [("+79184421906", 0), ("+79180000001", 1)]
    assert [phone.e164 for phone in Company.objects.get(pk=kept.pk).phones.all()] == ["+79180000002", "+79184421906"]


def test_a_person_known_to_both_companies_stands_once_and_returns_to_both(anna, two):
    kept, absorbed = two
    nina, oleg, pavel = (make_contact(anna, first_name=name) for name in ("Nina", "Oleg", "Pavel"))
    kept.take_in(nina, by=anna, role="decides", is_main=True)
    absorbed.take_in(nina, by=anna, role="pays")
    absorbed.take_in(oleg, by=anna, is_main=True)
    absorbed.take_in(pavel, by=anna)

    journal = kept.absorb(absorbed, by=anna)

    assert [(role.contact, role.role, role.is_main) for role in kept.roles.all()] == [
        (nina, "decides", True),
        (oleg, "", False),
        (pavel, "", False),
    ]
    assert not ContactRole.objects.filter(company=absorbed).exists()

    journal.undo(by=anna)

    assert [(role.contact, role.role) for role in kept.roles.all()] == [(nina, "decides")]
    assert {(role.contact, role.role, role.is_main) for role in absorbed.roles.all()} == {
        (nina, "pays", False),
        (oleg, "", True),
        (pavel, "", False),
    }


def test_what_the_second_card_of_a_person_said_of_a_company_is_kept(anna):
    company, kept, absorbed = make_company(anna), make_contact(anna), make_contact(anna)
    company.take_in(kept, by=anna)
    company.take_in(absorbed, by=anna, role="signs", is_main=True)

    journal = kept.absorb(absorbed, by=anna)

    assert [(role.contact, role.role, role.is_main) for role in company.roles.all()] == [(kept, "signs", True)]

    journal.undo(by=anna)

    assert {(role.contact, role.role, role.is_main) for role in company.roles.all()} == {(kept, "", False), (absorbed, "signs", True)}


def test_a_company_never_becomes_part_of_itself(anna):
    absorbed = make_company(anna, name="Holding")
    middle = make_company(anna, name="Middle", parent=absorbed)
    kept = make_company(anna, name="Daughter", parent=middle)

    journal = kept.absorb(absorbed, by=anna)

    kept.refresh_from_db(), middle.refresh_from_db()
    assert (kept.parent, middle.parent) == (None, kept)

    journal.undo(by=anna)

    kept.refresh_from_db(), middle.refresh_from_db()
    assert (kept.parent, middle.parent) == (middle, absorbed)


@pytest.mark.parametrize("size", [1, 3000])
def test_thousands_of_attached_records_cost_as_many_questions_as_one(anna, two, funnel, size):
    kept, absorbed = two
    deal = make_deal(anna)
    Comment.objects.bulk_create(
        [Comment(subject_kind="company", subject_id=absorbed.pk, author=anna, text="Called", created_at=clock.now()) for _n in range(size)]
    )
    Call.objects.bulk_create(
        [
            Call(
                direction="in",
                outcome="answered",
                started_at=clock.now(),
                recorded_at=clock.now(),
                owner=anna,
                department=anna.department,
                company=absorbed,
            )
            for _n in range(size)
        ]
    )
    Deal.objects.filter(pk=deal.pk).update(company=absorbed)

    with CaptureQueriesContext(connection) as merging:
        journal = kept.absorb(absorbed, by=anna)
    with CaptureQueriesContext(connection) as parting:
        left = journal.undo(by=anna)

    assert (journal.moved_count, left) == (2 * size + 1, [])
    assert _costs.setdefault("merge", len(merging)) == len(merging) <= 60
    assert _costs.setdefault("part", len(parting)) == len(parting) <= 40
    assert sum(float(query["time"]) for query in merging.captured_queries) < 3
    assert absorbed.calls.count() == size


_costs = {}


# -- who may, and what is refused -------------------------------------------------------------


@pytest.mark.parametrize("who", ["boris", "vera", "auditor"])
def test_whoever_may_not_edit_both_cards_merges_nothing(request, two, who):
    somebody = request.getfixturevalue(who)
    before = state(*two)

    with pytest.raises(NotAllowed):
        two[0].absorb(two[1], by=somebody)

    assert state(*two) == before


def test_one_own_card_is_not_enough(anna, boris):
    own, foreign = make_company(anna), make_company(boris)
    before = state(own, foreign)

    for kept, absorbed in [(own, foreign), (foreign, own)]:
        with pytest.raises(NotAllowed):
            kept.absorb(absorbed, by=anna)

    assert state(own, foreign) == before


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda two, anna: (two[0], two[0], {}), ItIsOneCard),
        (lambda two, anna: (two[0], make_contact(anna), {}), NotOneKind),
        (lambda two, anna: (two[0], two[1], {"name": "both"}), UnknownChoice),
        (lambda two, anna: (two[0], two[1], {"password": "kept"}), UnknownChoice),
    ],
)
def test_what_cannot_be_merged_is_refused(anna, two, spoil, refusal):
    kept, absorbed, choices = spoil(two, anna)
    before = state(*two)

    with pytest.raises(refusal):
        kept.absorb(absorbed, by=anna, choices=choices)

    assert state(*two) == before


def test_a_card_in_the_trash_is_taken_back_first(anna, head, two):
    two[1].discard(by=head)

    with pytest.raises(InTheTrash):
        two[0].absorb(two[1], by=head)


def test_a_card_that_changed_meanwhile_is_looked_at_again(anna, two):
    seen = (two[0].version, two[1].version)
    two[1].change({"about": "Pays late"}, by=anna)

    with pytest.raises(EditConflict):
        two[0].absorb(two[1], by=anna, versions=seen)

    assert not CompanyMerge.objects.exists()


# -- fields ------------------------------------------------------------------------------------


def test_each_field_stays_as_chosen_and_an_empty_one_is_filled(anna, two):
    field = CustomField.add("company", {"label": "Hectares", "type": "number"}, by=anna)
    kept, absorbed = two
    absorbed.change({f"extra_{field.code}": 500}, by=anna)

    journal = kept.absorb(absorbed, by=anna, choices={"name": "absorbed"})

    kept.refresh_from_db()
    assert (kept.name, kept.inn, kept.about, kept.extra) == ("Vektor", "7707083893", "Pays on time", {field.code: "500"})
    by_key = {told["key"]: told for told in journal.choices}
    assert by_key["name"] == {
        "key": "name",
        "taken": "absorbed",
        "columns": {"name": ["Vector", "Vektor"], "legal_form": ["", ""], "typed_name": ["", ""]},
    }
    assert [one["key"] for one in kept.entries.last_change().details["changes"]] == ["name", "inn", "about", f"extra_{field.code}"]


def test_legal_ids_that_differ_are_asked_for(anna, two):
    kept, absorbed = two
    kept.change({"inn": "7736050003"}, by=anna)

    with pytest.raises(LegalIdsDiffer) as refusal:
        kept.absorb(absorbed, by=anna)
    assert refusal.value.keys == ["inn"]

    absorbed.change({"kpp": "770701001"}, by=anna)
    kept.absorb(absorbed, by=anna, choices={"inn": "kept"})
    kept.refresh_from_db()
    assert (kept.inn, kept.kpp) == ("7736050003", "")


def test_legal_ids_of_both_cards_must_fit_together(anna):
    kept, absorbed = make_company(anna, inn="500100732259"), make_company(anna, inn="7707083893", kpp="770701001")

    with pytest.raises(WrongLegalIds):
        kept.absorb(absorbed, by=anna, choices={"inn": "kept", "kpp": "absorbed"})


def test_another_owner_is_chosen_only_with_the_right_to_reassign(anna, boris, head):
    Role.objects.filter(pk=head.role_id).update(rights=[right for right in head.role.rights if right != "reassign"])
    head.role.refresh_from_db()
    kept, absorbed = make_company(anna), make_company(boris)

    with pytest.raises(NotAllowed):
        kept.absorb(absorbed, by=head, choices={"owner": "absorbed"})

    kept.absorb(absorbed, by=head)
    kept.refresh_from_db()
    assert kept.owner == anna


def test_the_owner_chosen_brings_their_department(anna, vera, admin):
    kept, absorbed = make_company(anna), make_company(vera)

    kept.absorb(absorbed, by=admin, choices={"owner": "absorbed"})

    kept.refresh_from_db()
    assert (kept.owner, kept.department) == (vera, vera.department)


# -- once --------------------------------------------------------------------------------------


def test_merging_twice_is_merging_once(anna, two):
    kept, absorbed = two
    kept.absorb(absorbed, by=anna)

    with pytest.raises(AlreadyMerged) as refusal:
        kept.absorb(absorbed, by=anna)

    assert refusal.value.kept == kept
    assert CompanyMerge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_at_once_in_opposite_ways_one_does(anna, two):
    start, outcomes = threading.Barrier(2), []

    def run(kept, absorbed):
        kept, absorbed = Company.objects.get(pk=kept.pk), Company.objects.get(pk=absorbed.pk)
        start.wait()
        try:
            kept.absorb(absorbed, by=anna)
            outcomes.append("merged")
        except AlreadyMerged:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in (two, two[::-1], two, two[::-1])][:2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["merged", "refused"]
    assert CompanyMerge.objects.count() == 1


# -- the absorbed card ----------------------------------------------------------------------------


def test_the_absorbed_card_is_nowhere_but_leads_to_the_kept_one(client, anna, boris, two):
    kept, absorbed = two
    Phone.objects.create(company=kept, e164="+79184421906")
    Phone.objects.create(company=absorbed, e164="+79184421906")
    kept.absorb(absorbed, by=anna)
    client.force_login(anna)

    for view in ("", "?view=all", "?view=trash", "?q=Vektor"):
        assert "Vektor</a>" not in client.get(reverse("contacts:companies") + view).content.decode()
    assert [found for found, _how in known_by(phone="+79184421906")] == [kept]
    assert "Vektor" not in client.post(reverse("search:companies"), {"q": "Vektor"}).content.decode()
    assert client.get(reverse("contacts:company", args=[absorbed.pk])).url == reverse("contacts:client", args=["company", kept.pk])
    for name in ("edit", "restore", "discard"):
        assert client.post(reverse(f"contacts:{name}", args=["company", absorbed.pk])).status_code == 404
    comment = client.post(reverse("timeline:comment", args=["company", absorbed.pk]), {"text": "Too late"})
    assert (comment.status_code, Comment.objects.count()) in [(403, 0), (302, 0)]

    client.force_login(boris)
    assert client.get(reverse("contacts:company", args=[absorbed.pk])).status_code == 404


def test_the_former_owner_who_does_not_see_the_kept_card_sees_neither(client, anna, boris, head):
    kept, absorbed = make_company(anna), make_company(boris)
    kept.absorb(absorbed, by=head)
    client.force_login(boris)

    assert client.get(reverse("contacts:company", args=[absorbed.pk])).status_code == 404


def test_the_kept_card_tells_both_histories_with_as_many_questions(anna, head, two):
    kept, absorbed = two
    Comment.leave(absorbed, "They pay on time", by=anna)
    third = make_company(anna, name="Vektr")
    third.record("created", by=anna)
    kept.absorb(absorbed, by=anna)
    page(Company.objects.get(pk=kept.pk), anna)
    with CaptureQueriesContext(connection) as one:
        page(Company.objects.get(pk=kept.pk), anna)
    kept.absorb(third, by=anna)
    with CaptureQueriesContext(connection) as several:
        rows, _mark = page(Company.objects.get(pk=kept.pk), anna)

    verbs = [row.entry.verb for row in rows]
    assert verbs.count("merged") == verbs.count("merged_into") == 2
    assert {"commented", "created"} <= set(verbs)
    assert len(one) == len(several)
    seal()
    assert verify().broken is None


def test_a_row_of_an_old_table_that_was_absorbed_meets_the_kept_card(anna):
    from contacts.drafts import Draft
    from contacts.twins import Twins

    kept, absorbed = make_company(anna, name="Vector"), make_company(anna, name="Old", foreign_system="1C", foreign_id="17")
    kept.absorb(absorbed, by=anna)
    draft = Draft(Company(name="Old", name_key="old", foreign_system="1C", foreign_id="17"))

    assert Twins(Company, [draft], anna, "1C").of(draft) == kept


def test_cards_absorbed_one_after_another_all_lead_to_the_last(client, anna):
    first, second, third = (make_company(anna, name=name) for name in ("First", "Second", "Third"))
    second.absorb(first, by=anna)
    third.absorb(second, by=anna)
    client.force_login(anna)

    for one in (first, second):
        assert client.get(reverse("contacts:company", args=[one.pk])).url == reverse("contacts:client", args=["company", third.pk])
    with pytest.raises(LaterMergeFirst):
        CompanyMerge.objects.get(kept=second).undo(by=anna)

    CompanyMerge.objects.get(kept=third).undo(by=anna)
    CompanyMerge.objects.get(kept=second).undo(by=anna)

    assert Company.objects.live().count() == 3


# -- two again -----------------------------------------------------------------------------------


def test_taken_back_in_thirty_days_everything_is_as_it_was(anna, head, two, funnel):
    kept, absorbed = two
    deal = make_deal(anna, company=absorbed)
    segment = Segment.objects.create(name="Grain")
    for one in two:
        one.segments.add(segment)
    before = [vars(Company.objects.get(pk=one.pk)) for one in two]
    journal = kept.absorb(absorbed, by=anna, choices={"name": "absorbed"})

    assert CompanyMerge.objects.get().undo(by=head) == []

    same = [name for name in before[0] if name not in ("_state", "version", "touched_at")]
    for one, old in zip(two, before, strict=True):
        now = vars(Company.objects.get(pk=one.pk))
        assert {name: now[name] for name in same} == {name: old[name] for name in same}
        assert list(one.segments.all()) == [segment]
    deal.refresh_from_db()
    assert deal.company == absorbed
    journal.refresh_from_db()
    assert journal.undone_by == head
    assert [entry.verb for entry in absorbed.entries.order_by("pk")] == ["merged_into", "merge_undone"]
    changes = kept.entries.last_change().details["changes"]
    assert next((one["key"], one["old"], one["new"]) for one in changes) == ("name", "Vektor", "Vector")


def test_taking_back_twice_is_taking_back_once(anna, two):
    journal = two[0].absorb(two[1], by=anna)
    again = CompanyMerge.objects.get()
    journal.undo(by=anna)

    with pytest.raises(AlreadyUndone):
        again.undo(by=anna)

    two[0].absorb(two[1], by=anna)
    assert CompanyMerge.objects.active().count() == 1


def test_what_changed_since_stays_and_is_listed(anna, two, funnel):
    kept, absorbed = two
    third = make_company(anna, name="Third")
    moved_on, returns, gone = (make_deal(anna, company=absorbed, name=name) for name in ("Moved on", "Returns", "Gone"))
    new = make_deal(anna, name="Since")
    journal = kept.absorb(absorbed, by=anna, choices={"name": "absorbed"})
    kept.refresh_from_db()
    kept.change({"name": "Vector Plus"}, by=anna)
    Deal.objects.filter(pk=moved_on.pk).update(company=third)
    Deal.objects.filter(pk=new.pk).update(company=kept)
    Phone.objects.create(company=kept, e164="+79184421906")
    Deal.objects.filter(pk=gone.pk).update(company=None)

    left = journal.undo(by=anna)

    assert left == [{"what": "field", "key": "name", "why": "changed"}, {"what": "deals.deal", "number": 2, "why": "elsewhere"}]
    kept.refresh_from_db()
    assert (kept.name, kept.inn) == ("Vector Plus", "")
    returns.refresh_from_db(), new.refresh_from_db(), moved_on.refresh_from_db()
    assert (returns.company, new.company, moved_on.company) == (absorbed, kept, third)
    assert kept.phones.count() == 1
    journal.refresh_from_db()
    assert journal.left_behind == left


def test_what_is_gone_since_is_listed(anna, two):
    kept, absorbed = two
    Phone.objects.create(company=absorbed, e164="+79184421906")
    journal = kept.absorb(absorbed, by=anna)
    kept.change({"phones": []}, by=anna)

    assert journal.undo(by=anna) == [{"what": "contacts.phone", "number": 1, "why": "gone"}]


def test_after_thirty_days_a_merge_stays(anna, two):
    journal = two[0].absorb(two[1], by=anna)
    CompanyMerge.objects.update(merged_at=clock.now() - timedelta(days=30, minutes=1))
    journal.refresh_from_db()

    with pytest.raises(TooLateToUndo):
        journal.undo(by=anna)

    assert Company.objects.live().count() == 1


@pytest.mark.parametrize("who", ["boris", "vera", "auditor"])
def test_only_those_who_edit_the_kept_card_take_a_merge_back(request, anna, two, who):
    journal = two[0].absorb(two[1], by=anna)

    with pytest.raises(NotAllowed):
        journal.undo(by=request.getfixturevalue(who))

    assert Company.objects.live().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_back_at_once_one_does(anna, two):
    two[0].absorb(two[1], by=anna)
    start, outcomes = threading.Barrier(2), []

    def run():
        journal = CompanyMerge.objects.get()
        start.wait()
        try:
            journal.undo(by=anna)
            outcomes.append("undone")
        except AlreadyUndone:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "undone"]
    assert Entry.objects.filter(verb="merge_undone").count() == 2


def test_a_phone_that_an_earlier_merge_left_alone_comes_when_it_is_needed(anna, two):
    kept, first = two
    second = make_company(anna, name="Third")
    for one in (first, second):
        Phone.objects.create(company=one, e164="+79184421906")
    earlier = kept.absorb(first, by=anna)
    kept.absorb(second, by=anna)

    earlier.undo(by=anna)

    assert [client.phones.count() for client in (kept, first, second)] == [1, 1, 0]


def test_what_arrives_late_follows_and_returns_with_the_rest(anna, two, funnel):
    kept, absorbed = two
    late = make_deal(anna)
    journal = kept.absorb(absorbed, by=anna)
    Deal.objects.filter(pk=late.pk).update(company=absorbed)

    for _n in range(2):
        gather_late()

    late.refresh_from_db()
    assert late.company == kept
    journal.refresh_from_db()
    assert journal.moved_count == 1
    journal.undo(by=anna)
    late.refresh_from_db()
    assert late.company == absorbed


# -- pages ---------------------------------------------------------------------------------------


def side_by_side(kept, absorbed):
    return reverse("contacts:merge", args=[kept.kind, kept.pk, absorbed.pk])


def test_both_cards_stand_side_by_side_and_equal_values_once(client, anna, two, funnel):
    kept, absorbed = two
    kept.change({"industry": "Machines"}, by=anna), absorbed.change({"industry": "Machines"}, by=anna)
    make_deal(anna, company=absorbed)
    client.force_login(anna)

    page = client.get(side_by_side(kept, absorbed)).content.decode()

    assert page.count('name="take_name"') == 2
    assert 'name="take_industry"' not in page
    assert "take_inn" in page
    assert "1 deal" in page
    assert "take_ogrn" not in page


def test_two_cards_of_a_person_stand_side_by_side(client, anna):
    kept, absorbed = make_contact(anna, birthday="1980-05-17"), make_contact(anna, "N.")
    client.force_login(anna)

    page = client.get(side_by_side(kept, absorbed)).content.decode()

    assert page.count('name="take_person"') == 2
    assert "May 17, 1980" in page
    client.post(side_by_side(kept, absorbed), {"versions": "1-1", "take_birthday": "absorbed"})
    kept.refresh_from_db(), absorbed.refresh_from_db()
    assert (absorbed.merged_into, kept.birthday) == (kept, None)

    kept.merges.get().undo(by=anna)
    kept.refresh_from_db()
    assert str(kept.birthday) == "1980-05-17"


def test_a_card_is_not_compared_with_itself(client, anna, two):
    client.force_login(anna)

    assert client.get(side_by_side(two[0], two[0])).status_code == client.post(side_by_side(two[0], two[0])).status_code == 404


@pytest.mark.parametrize("who", ["boris", "vera", "egor"])
def test_whoever_does_not_see_a_card_finds_nothing_to_merge(client, request, two, who):
    somebody = request.getfixturevalue(who)
    before = state(*two)
    client.force_login(somebody)

    assert client.get(side_by_side(*two)).status_code == 404
    assert client.post(side_by_side(*two)).status_code == 404
    assert state(*two)[0] == before[0]


def test_a_foreign_card_is_not_found_beside_ones_own(client, anna, boris):
    own, foreign = make_company(anna), make_company(boris)
    client.force_login(anna)

    for pair in [(own, foreign), (foreign, own)]:
        assert client.get(side_by_side(*pair)).status_code == 404
        assert client.post(side_by_side(*pair)).status_code == 404
    assert client.post(reverse("contacts:merge-begin", args=["company", own.pk]), {"other": foreign.pk}).status_code == 422
    assert not CompanyMerge.objects.exists()


def test_whoever_sees_but_may_not_edit_is_told_so(client, auditor, two):
    client.force_login(auditor)

    response = client.post(side_by_side(*two), headers={"HX-Request": "true"})

    assert response.status_code == 403
    assert "may edit both" in response["HX-Trigger"]
    assert not CompanyMerge.objects.exists()


def test_sent_twice_the_second_answer_leads_to_the_card_that_stayed(client, anna, two):
    kept = two[0]
    data = {"versions": "1-1", "take_name": "absorbed"}
    client.force_login(anna)
    first, second = (client.post(side_by_side(*two), data) for _n in range(2))

    assert first.url == second.url == reverse("contacts:client", args=["company", kept.pk])
    assert CompanyMerge.objects.count() == 1
    kept.refresh_from_db()
    assert kept.name == "Vektor"


@pytest.mark.parametrize("wrong", [{"take_name": "both"}, {"versions": "1-x"}, {"versions": "0" * 50 + "-1"}])
def test_what_makes_no_sense_is_refused_and_nothing_merged(client, anna, two, wrong):
    client.force_login(anna)

    assert client.post(side_by_side(*two), wrong).status_code == 422
    assert not CompanyMerge.objects.exists()


def test_a_stale_page_shows_the_cards_as_they_are_now(client, anna, two):
    two[1].change({"about": "Pays late"}, by=anna)
    client.force_login(anna)

    response = client.post(side_by_side(*two), {"versions": "1-1"})

    assert response.status_code == 409
    assert "Pays late" in response.content.decode()
    assert not CompanyMerge.objects.exists()


def test_two_legal_persons_are_asked_which_one_is_right(client, anna, two):
    two[0].change({"inn": "7736050003"}, by=anna)
    client.force_login(anna)

    response = client.post(side_by_side(*two), {"versions": "2-1"})
    assert response.status_code == 422
    assert "say which one is right" in response.content.decode()

    assert client.post(side_by_side(*two), {"versions": "2-1", "take_inn": "absorbed"}).status_code == 302
    assert Company.objects.live().get().inn == "7707083893"


def test_numbers_stay_hidden_from_those_who_may_not_see_them(client, anna, two):
    Phone.objects.create(company=two[1], e164="+79184421906")
    Role.objects.filter(pk=anna.role_id).update(rights=[right for right in anna.role.rights if right != "see_contacts"])
    client.force_login(anna)

    page = client.get(side_by_side(*two)).content.decode()

    assert not gives_away(page, 9184421906)
    client.post(side_by_side(*two), {"versions": "1-1"})
    assert two[0].phones.count() == 1


def test_only_deals_one_may_see_are_counted(client, anna, boris, two, funnel):
    make_deal(boris, company=two[1])
    client.force_login(anna)

    assert "1 deal" not in client.get(side_by_side(*two)).content.decode()


def test_names_are_shown_as_words_never_as_markup(client, anna):
    pair = make_company(anna, name="<script>alert(1)</script>"), make_company(anna, name="x" * 250)
    client.force_login(anna)

    page = client.get(side_by_side(*pair)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_other_card_is_chosen_from_those_one_sees(client, anna, two):
    client.force_login(anna)
    begin = reverse("contacts:merge-begin", args=["company", two[0].pk])

    assert client.get(begin).status_code == 200
    assert client.post(begin, {"other": two[1].pk}).url == side_by_side(*two)
    assert client.post(begin, {"other": two[0].pk}).status_code == 422
    assert "take_name" in client.post(begin, {"other": two[1].pk}, headers={"HX-Request": "true"}).content.decode()


def test_from_the_list_of_doubles_one_stays_on_it(client, anna, two):
    client.force_login(anna)

    response = client.post(side_by_side(*two) + "?from=doubles", {"versions": "1-1"}, headers={"HX-Request": "true"})

    assert response.status_code == 204
    assert "client:merged" in response["HX-Trigger"]
    assert reverse("contacts:merge-undo", args=["company", two[0].pk, CompanyMerge.objects.get().pk]) in response["HX-Trigger"]


@pytest.mark.parametrize(("who", "status", "live"), [("anna", 302, 2), ("head", 302, 2), ("boris", 404, 1), ("vera", 404, 1)])
def test_a_merge_is_taken_back_from_the_list_of_merges(client, request, anna, two, who, status, live):
    journal = two[0].absorb(two[1], by=anna)
    client.force_login(request.getfixturevalue(who))
    undo = reverse("contacts:merge-undo", args=["company", two[0].pk, journal.pk])

    assert client.get(undo).status_code == 405
    assert client.post(undo).status_code == status
    assert client.post(undo).status_code == status
    assert Company.objects.live().count() == live


def test_whoever_does_not_see_the_kept_card_sees_no_merges_of_it(client, vera, two, anna):
    journal = two[0].absorb(two[1], by=anna)
    own = make_company(vera)
    client.force_login(vera)

    assert client.get(reverse("contacts:merges", args=["company", two[0].pk])).status_code == 404
    assert client.post(reverse("contacts:merge-undo", args=["company", own.pk, journal.pk])).status_code == 404


def test_what_could_not_be_returned_is_told(client, anna, two, funnel):
    kept, absorbed = two
    third, deal = make_company(anna, name="Third"), make_deal(anna, company=absorbed)
    journal = kept.absorb(absorbed, by=anna, choices={"name": "absorbed"})
    kept.change({"name": "Vector Plus"}, by=anna)
    deal.change({"company": third}, by=anna)
    client.force_login(anna)

    answer = client.post(reverse("contacts:merge-undo", args=["company", kept.pk, journal.pk]), follow=True).content.decode()

    assert "Name – was changed since the merge" in answer
    assert "1 deal – was taken off this card since" in answer
    assert "1 deal – was taken off this card since" in client.get(reverse("contacts:merges", args=["company", kept.pk])).content.decode()


def test_a_merge_that_is_too_old_says_so(client, anna, two):
    journal = two[0].absorb(two[1], by=anna)
    CompanyMerge.objects.update(merged_at=clock.now() - timedelta(days=31))
    client.force_login(anna)

    page = client.get(reverse("contacts:merges", args=["company", two[0].pk])).content.decode()
    assert "Older than thirty days" in page
    assert "undo" not in page.split('class="k-dlg', 1)[1].split("</form>", 1)[0].replace("arrow-back-up", "")
    assert client.post(reverse("contacts:merge-undo", args=["company", two[0].pk, journal.pk])).status_code == 302
    assert Company.objects.live().count() == 1


def test_boards_learn_that_their_cards_name_another_client(anna, two, funnel, monkeypatch):
    told = []
    monkeypatch.setattr("crm_project.lib.live.publish", lambda channel, event, data=None: told.append((channel, event, data)))
    deal = make_deal(anna, company=two[1])
    told.clear()

    journal = two[0].absorb(two[1], by=anna)
    assert (f"board:{funnel.pk}", "board", {"card": deal.pk}) in told
    assert (f"user:{anna.pk}", "timeline", None) in told

    told.clear()
    journal.undo(by=anna)
    assert (f"board:{funnel.pk}", "board", {"card": deal.pk}) in told
