"""An edit that open deals would feel waits in a draft, is looked at in numbers, and is published as one version."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, connections
from django.urls import reverse

from crm_project.lib import clock
from deals.changes import AskOnTheWay, Demand, Placing, Removal
from deals.emptying import empty
from deals.models import Deal, DealLine, Funnel, FunnelVersion, Product, Stage
from deals.refusals import EditConflict, MissingFields, NotAllowed, StageGoes, StageHasCards
from fields.models import CustomField
from leads.models import Lead
from tests.factories import make_company, make_contact, make_deal, make_funnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def width(admin):
    return CustomField.add("deal", {"label": "Width", "type": "number"}, by=admin)


def demand(stage, field, what="required"):
    return Demand(stage.pk, field if isinstance(field, str) else f"extra_{field.code}", what)


def publish(funnel, admin, **more):
    funnel.refresh_from_db()
    funnel.publish(by=admin, seen=funnel.open_draft.mark, **more)


def fresh(deal):
    return Deal.objects.get(pk=deal.pk)


# -- what waits and what does not -----------------------------------------------------


def test_an_edit_that_touches_no_open_deal_is_published_at_once(admin, funnel, stages, width):
    assert not funnel.propose(demand(stages["Offer sent"], width), by=admin)

    assert stages["Offer sent"].fields.filter(custom=width, is_required=True).exists()
    assert funnel.open_draft is None


def test_a_field_that_open_deals_lack_waits_and_nobody_works_by_it_yet(admin, anna, funnel, stages, width):
    deal = make_deal(anna)

    assert funnel.propose(demand(stages["Qualified"], width), by=admin)

    assert not stages["Qualified"].fields.filter(custom=width).exists()
    fresh(deal).move_to(stages["Qualified"], by=anna, values={"amount": 1})


def test_a_field_that_every_open_deal_has_does_not_wait(admin, anna, funnel, stages, width):
    make_deal(anna, **{f"extra_{width.code}": 3})

    assert not funnel.propose(demand(stages["Qualified"], width), by=admin)


def test_closed_and_trashed_deals_feel_nothing(admin, anna, head, funnel, stages, width):
    make_deal(anna).lose(funnel.loss_reasons.get(), by=anna)
    make_deal(anna).discard(by=None)

    assert not funnel.propose(demand(stages["Qualified"], width), by=admin)


def test_to_ask_for_less_is_published_at_once_and_leaves_the_draft(admin, anna, funnel, stages, width):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)

    funnel.propose(demand(stages["Qualified"], width, "shown"), by=admin)

    assert funnel.open_draft is None
    assert stages["Qualified"].fields.filter(custom=width, is_required=False).exists()


def test_stages_change_places_at_once_only_when_no_deal_stands_there(admin, anna, funnel, stages):
    assert not funnel.propose(Placing(stages["Offer sent"].pk, 2), by=admin)
    make_deal(anna, stages["Qualified"])

    assert funnel.propose(Placing(stages["Qualified"].pk, 2), by=admin)
    assert [one.name for one in funnel.stages.live().order_by("position")][1] == "Offer sent"

    publish(funnel, admin)
    assert [one.name for one in funnel.stages.live().order_by("position")][1] == "Qualified"


def test_asking_on_the_way_waits_while_deals_are_open(admin, anna, funnel):
    Funnel.objects.update(target_only=True)
    funnel.refresh_from_db()
    make_deal(anna)

    assert funnel.propose(AskOnTheWay(), by=admin)
    publish(funnel, admin)

    funnel.refresh_from_db()
    assert not funnel.target_only


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_who_may_configure_drafts_and_publishes(request, client, admin, anna, funnel, stages, width, who):
    user = request.getfixturevalue(who)
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)

    for act in (lambda: funnel.propose(AskOnTheWay(), by=user), lambda: funnel.drop_draft(by=user), lambda: publish(funnel, user)):
        with pytest.raises(NotAllowed):
            act()
    client.force_login(user)
    for name, args in [("funnel-draft", []), ("funnel-versions", []), ("lacking", [stages["Qualified"].pk, "amount"])]:
        assert client.get(reverse(f"deals:{name}", args=[funnel.pk, *args])).status_code == 403
    assert funnel.open_draft.changes


def test_two_stages_do_not_go_into_each_other(client, admin, anna, funnel, stages):
    make_deal(anna, stages["Qualified"])
    make_deal(anna, stages["Offer sent"])
    funnel.propose(Removal(stages["Qualified"].pk, stages["Offer sent"].pk), by=admin)
    client.force_login(admin)
    away = reverse("deals:retire-stage", args=[funnel.pk, stages["Offer sent"].pk])

    for heir in (stages["Qualified"], stages["New"]):
        answer = client.post(away, {"to": heir.pk})
        assert answer.status_code == 422
        assert "By the draft the deals of “Qualified” come here" in answer.content.decode() or heir == stages["Qualified"]

    assert [change.stage for change in funnel.drafted] == [stages["Qualified"].pk]
    publish(funnel, admin)
    assert funnel.stages.live().get(pk=stages["Qualified"].pk).is_going


def test_no_stage_goes_to_one_that_is_drafted_away(client, admin, anna, funnel, stages):
    make_deal(anna, stages["Qualified"])
    make_deal(anna, stages["Offer sent"])
    funnel.propose(Removal(stages["Offer sent"].pk, stages["New"].pk), by=admin)
    client.force_login(admin)

    answer = client.post(reverse("deals:retire-stage", args=[funnel.pk, stages["Qualified"].pk]), {"to": stages["Offer sent"].pk})

    assert answer.status_code == 422
    assert "This stage is taken away too" in answer.content.decode()


def test_a_draft_that_goes_in_a_circle_says_so_instead_of_breaking(client, admin, anna, funnel, stages):
    """Drafts of before may hold what is refused today."""
    one, other = stages["Qualified"], stages["Offer sent"]
    make_deal(anna, one)
    make_deal(anna, other)
    funnel.propose(Removal(one.pk, other.pk), by=admin)
    kept = funnel.open_draft
    kept.changes = [*kept.changes, Removal(other.pk, one.pk).kept]
    kept.save(update_fields=["changes"])
    client.force_login(admin)

    answer = client.post(reverse("deals:funnel-draft", args=[funnel.pk]), {"seen": kept.mark, "grace_on": ""}, follow=True)

    assert "take one of the two out of the draft" in answer.content.decode()
    assert not funnel.stages.filter(goes_to__isnull=False).exists()


# -- the preview ------------------------------------------------------------------------


def test_the_preview_counts_the_deals_and_names_their_people(client, admin, anna, vera, funnel, stages, width):
    mine, there = make_deal(anna, name="Plough <b>"), make_deal(anna, stages["Offer sent"])
    make_deal(vera)
    make_deal(vera, **{f"extra_{width.code}": 3})
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    client.force_login(admin)

    page = client.get(reverse("deals:funnel-draft", args=[funnel.pk]))

    (effect,) = page.context["effects"]
    assert effect.head == "3 open deals of 2 people would lack “Width”"
    assert effect.change.figures(funnel) == (1, 2)
    assert [(share.person, share.count) for share in effect.shares] == [(anna, 2), (vera, 1)]
    assert {card.pk for card in effect.shares[0].cards} == {mine.pk, there.pk}
    assert "Plough &lt;b&gt;" in page.content.decode()


def test_emptiness_is_counted_as_the_gate_sees_it(admin, anna, funnel, stages, width):
    """For each field the set-based condition and the reader of one card agree."""
    from deals.card_fields import BUILT_IN, reader_of

    contact, company = make_contact(anna), make_company(anna)
    silent = make_company(anna, name="Silent")
    contact.add_phone("8 918 442-19-06")
    company.add_email("a@example.com")
    deals = [
        make_deal(anna),
        make_deal(anna, contact=contact, company=company),
        make_deal(anna, company=company),
        make_deal(anna, company=silent),
    ]
    DealLine.objects.create(deal=deals[0], product=Product.objects.create(name="Plough", price=1), price=1)
    for deal, value in zip(deals, [None, "", "12", []], strict=True):
        Deal.objects.filter(pk=deal.pk).update(
            extra={width.code: value}, competitor="X" if value else "", contract_number="7" if value else ""
        )
    for key in [*BUILT_IN, f"extra_{width.code}"]:
        reader = reader_of(key)
        by_database = set(Deal.objects.filter(reader.empty()).values_list("pk", flat=True))
        assert by_database == {one.pk for one in Deal.objects.all() if not reader.is_filled(one)}, key


def test_the_preview_costs_the_same_for_one_deal_and_for_many(admin, anna, boris, vera, funnel, stages, width, cost, client):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    client.force_login(admin)
    url = reverse("deals:funnel-draft", args=[funnel.pk])
    one = cost(client, url)
    for owner in (anna, boris, vera) * 6:
        make_deal(owner)

    assert cost(client, url) == one


def test_the_list_of_those_without_the_field_can_be_cut_to_one_person(client, admin, anna, vera, funnel, stages, width):
    make_deal(anna, name="Hers")
    make_deal(vera, name="Of Vera")
    client.force_login(admin)
    url = reverse("deals:lacking", args=[funnel.pk, stages["Qualified"].pk, f"extra_{width.code}"])

    assert {row.name for row in client.get(url).context["rows"]} == {"Hers", "Of Vera"}
    assert [row.name for row in client.get(url, {"owner": anna.pk}).context["rows"]] == ["Hers"]
    assert client.get(url, {"owner": "x" * 50, "after": ""}).status_code == 200
    assert client.get(reverse("deals:lacking", args=[funnel.pk, stages["Qualified"].pk, "extra_f999"])).status_code == 404


def test_a_funnel_of_leads_is_drafted_the_same_way(client, admin, anna):
    leads = make_funnel("Leads", cards="leads")
    lead = Lead.receive({"person": "Nina", "phone_typed": "8 918 442-19-06"}, by=anna, owner=anna)
    stage = leads.stages.get(name="Qualified")
    client.force_login(admin)

    client.post(reverse("deals:demand", args=[leads.pk, stage.pk, "competitor"]), {"demand": "required"})

    assert lead.funnel == leads
    page = client.get(reverse("deals:funnel-draft", args=[leads.pk]))
    assert page.context["effects"][0].count == 1
    assert f'href="{lead.url}"' in page.content.decode()
    assert client.get(reverse("deals:lacking", args=[leads.pk, stage.pk, "competitor"])).context["rows"] == [lead]
    publish(leads, admin)
    assert stage.fields.filter(code="competitor").exists()


# -- publishing ---------------------------------------------------------------------------


def test_publishing_makes_one_version_that_keeps_the_names_of_its_time(client, admin, anna, funnel, stages, width):
    make_deal(anna, stages["Qualified"])
    funnel.propose(demand(stages["Offer sent"], width), by=admin)
    funnel.propose(Placing(stages["Offer sent"].pk, 2), by=admin)
    before = Funnel.objects.get(pk=funnel.pk).version

    publish(funnel, admin)
    funnel.change_stage(stages["Offer sent"], {"name": "Quote sent"}, by=admin)

    version = FunnelVersion.objects.get(funnel=funnel, number=before + 1)
    assert version.by == admin
    assert [fact["verb"] for fact in version.changes] == ["field_demanded", "stage_placed"]
    assert [stage["name"] for stage in version.shape][:3] == ["New", "Offer sent", "Qualified"]
    assert version.shape[1]["required"] == ["Decision date", "Width"]
    client.force_login(admin)
    page = client.get(reverse("deals:funnel-version", args=[funnel.pk, version.number])).content.decode()
    assert "“Width” must be filled to come to “Offer sent”" in page
    assert "“Offer sent” is called “Quote sent” now" in page


def test_what_is_published_is_what_was_looked_at(client, admin, anna, funnel, stages, width):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    seen = funnel.open_draft.mark
    funnel.propose(demand(stages["Offer sent"], width), by=admin)
    client.force_login(admin)

    client.post(reverse("deals:funnel-draft", args=[funnel.pk]), {"seen": seen, "grace_on": ""})

    assert not stages["Qualified"].fields.filter(custom=width).exists()
    with pytest.raises(EditConflict):
        funnel.publish(by=admin, seen=seen)


def test_twice_published_is_published_once(client, admin, anna, funnel, stages, width):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    client.force_login(admin)
    url, sent = reverse("deals:funnel-draft", args=[funnel.pk]), {"seen": funnel.open_draft.mark, "grace_on": ""}

    assert client.post(url, sent).url == client.post(url, sent).url == reverse("deals:funnel", args=[funnel.pk])
    assert funnel.versions.count() == 1


def test_a_drafted_change_of_a_stage_that_is_gone_is_left_out(admin, anna, funnel, stages, width):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    funnel.retire_stage(stages["Qualified"], by=admin)

    assert funnel.drafted == []
    publish(funnel, admin)
    assert funnel.open_draft is None


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "soon"])
def test_a_senseless_day_of_grace_is_refused_at_its_field(client, admin, anna, funnel, stages, width, day):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    client.force_login(admin)

    answer = client.post(reverse("deals:funnel-draft", args=[funnel.pk]), {"seen": 1, "grace_on": day})

    assert answer.status_code == 422
    assert "grace_on" in answer.context["form"].errors
    assert funnel.open_draft


# -- days of grace ----------------------------------------------------------------------


def test_in_the_days_of_grace_only_new_deals_are_asked(admin, anna, funnel, stages, width, monkeypatch):
    old, older = make_deal(anna), make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    publish(funnel, admin, grace_until=clock.now() + timedelta(days=7))

    fresh(old).move_to(stages["Qualified"], by=anna, values={"amount": 1})
    with pytest.raises(MissingFields):
        fresh(make_deal(anna)).move_to(stages["Qualified"], by=anna, values={"amount": 1})

    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(MissingFields) as refusal:
        fresh(older).move_to(stages["Qualified"], by=anna, values={"amount": 1})
    assert refusal.value.words == "Width"


def test_the_board_and_acts_on_many_go_by_the_same_grace(client, admin, anna, head, funnel, stages, width):
    old = make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    publish(funnel, admin, grace_until=clock.now() + timedelta(days=7))
    new = make_deal(anna)
    Deal.objects.update(amount=1)
    client.force_login(anna)

    def board(deal):
        return client.post(
            reverse("deals:move", args=[deal.pk, stages["Qualified"].pk]), {"seen": stages["New"].pk}, headers={"HX-Request": "true"}
        )

    assert board(new).status_code == 422
    assert fresh(new).stage == stages["New"]
    assert board(old).status_code == 204
    assert fresh(old).stage == stages["Qualified"]


def test_the_editor_shows_the_list_that_burns_down(client, admin, anna, funnel, stages, width):
    deal = make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    publish(funnel, admin, grace_until=clock.now() + timedelta(days=7))
    client.force_login(admin)
    url = reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk])

    assert "1 open deal still lacks it" in client.get(url).content.decode()
    fresh(deal).change({f"extra_{width.code}": 3}, by=anna)
    assert "Every open deal has it." in client.get(url).content.decode()


# -- a stage is taken away --------------------------------------------------------------


def test_a_stage_with_deals_waits_and_must_say_where_they_go(client, admin, anna, funnel, stages):
    make_deal(anna, stages["Qualified"])
    client.force_login(admin)
    url = reverse("deals:retire-stage", args=[funnel.pk, stages["Qualified"].pk])

    assert client.post(url, {"to": ""}).status_code == 422
    with pytest.raises(StageHasCards):
        funnel.propose(Removal(stages["Qualified"].pk, None), by=admin)
    assert client.post(url, {"to": stages["Offer sent"].pk}).url == reverse("deals:funnel-draft", args=[funnel.pk])
    assert "would stand in “Offer sent”" in client.get(reverse("deals:funnel-draft", args=[funnel.pk])).content.decode()
    assert not Stage.objects.get(pk=stages["Qualified"].pk).is_going


def test_a_stage_that_goes_takes_nothing_in_and_its_deals_are_carried_over(admin, anna, funnel, stages):
    deals = [make_deal(anna, stages["Qualified"]) for _n in range(3)]
    late, trashed = make_deal(anna), make_deal(anna, stages["Qualified"])
    trashed.discard(by=None)
    funnel.propose(Removal(stages["Qualified"].pk, stages["Offer sent"].pk), by=admin)
    publish(funnel, admin)

    with pytest.raises(StageGoes):
        fresh(late).move_to(stages["Qualified"], by=anna, values={"amount": 1})
    empty({"stage": stages["Qualified"].pk, "by": admin.pk})

    assert {fresh(deal).stage for deal in deals} == {stages["Offer sent"]}
    assert Stage.objects.get(pk=stages["Qualified"].pk).retired_at
    assert deals[0].stays.get(stage=stages["Qualified"]).stage_name == "Qualified"
    trashed = fresh(trashed)
    trashed.restore(by=admin)
    assert fresh(trashed).stage == stages["Offer sent"]
    empty({"stage": stages["Qualified"].pk, "by": admin.pk, "turn": 1})
    assert fresh(deals[0]).moves.filter(undone_at=None).count() == 2


def test_a_deal_that_comes_late_into_a_stage_that_is_gone_is_carried_over_too(admin, anna, funnel, stages):
    funnel.propose(Removal(stages["Offer sent"].pk, None), by=admin)
    deal = make_deal(anna)
    Deal.objects.filter(pk=deal.pk).update(stage=stages["Offer sent"])

    empty({"stage": stages["Offer sent"].pk, "by": None})

    assert fresh(deal).stage == stages["Qualified"]


def test_what_the_stages_passed_over_ask_does_not_count_for_one_that_goes(admin, anna, funnel, stages):
    make_deal(anna, stages["Qualified"])
    deal = make_deal(anna)
    funnel.propose(Removal(stages["Qualified"].pk, stages["New"].pk), by=admin)
    publish(funnel, admin)

    fresh(deal).move_to(stages["Offer sent"], by=anna, values={"decision_on": clock.now().date()})

    assert fresh(deal).stage == stages["Offer sent"]


# -- nobody waits --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_deal_is_made_and_moved_while_the_funnel_is_being_published(admin, anna, funnel, stages):
    """The lock of a publication stops neither a new deal nor a move."""
    from django.db import transaction

    deal, done = make_deal(anna), []

    def work():
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            fresh(deal).move_to(Stage.objects.get(pk=stages["Qualified"].pk), by=anna, values={"amount": 1})
            Deal.start(funnel=Funnel.objects.get(pk=funnel.pk), by=anna, name="New one")
            done.append(True)
        finally:
            connections.close_all()

    with transaction.atomic():
        funnel.ask_for(stages["Offer sent"], key="source", demand="required", by=admin)
        funnel.place_stage(stages["Offer sent"], 2, by=admin)
        worker = Thread(target=work)
        worker.start()
        worker.join(10)
        assert connection.in_atomic_block
        assert done == [True]
    assert Deal.objects.filter(stage=stages["Qualified"]).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once(admin, anna, funnel, stages, width):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    seen, told = funnel.open_draft.mark, []

    def work():
        try:
            Funnel.objects.get(pk=funnel.pk).publish(by=admin, seen=seen)
            told.append("done")
        except EditConflict:
            told.append("refused")
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)

    assert sorted(told) == ["done", "refused"]
    assert stages["Qualified"].fields.filter(custom=width).count() == 1


# -- what is asked of people who may not see it -----------------------------------------


def test_the_draft_and_the_advice_name_those_who_may_not_see_what_a_stage_asks_for(client, admin, anna, boris, funnel, stages, width):
    width.seen_by_roles = [admin.role_id]
    width.save()
    make_deal(anna)
    assert funnel.propose(demand(stages["Qualified"], width), by=admin)
    client.force_login(admin)
    told = "“Width” is not for the eyes of"

    page = client.get(reverse("deals:funnel-draft", args=[funnel.pk])).content.decode()
    assert told in page
    assert str(anna) in page

    publish(funnel, admin)
    assert told in client.get(reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk])).content.decode()


def test_a_field_that_everybody_sees_needs_no_such_warning(client, admin, anna, funnel, stages, width):
    make_deal(anna)
    funnel.propose(demand(stages["Qualified"], width), by=admin)
    client.force_login(admin)

    assert "is not for the eyes" not in client.get(reverse("deals:funnel-draft", args=[funnel.pk])).content.decode()
