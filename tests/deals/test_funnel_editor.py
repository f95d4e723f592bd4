"""An administrator shapes a funnel; what it says holds at once and for everybody."""

import pytest
from django.urls import reverse

from deals.emptying import empty
from deals.models import Funnel
from deals.refusals import FunnelNeedsIt, MissingFields, NotAllowed, StageHasCards
from fields.models import CustomField
from tests.factories import make_deal

pytestmark = pytest.mark.django_db


def names(funnel):
    return [stage.name for stage in funnel.stages.live().order_by("position")]


def test_a_new_stage_stands_before_the_ends(admin, funnel):
    funnel.add_stage("Terms agreed", by=admin)

    assert names(funnel) == ["New", "Qualified", "Offer sent", "Terms agreed", "Won", "Lost"]


def test_stages_are_put_in_another_order_but_the_ends_stay(admin, funnel, stages):
    funnel.place_stage(stages["Offer sent"], 2, by=admin)
    assert names(funnel) == ["New", "Offer sent", "Qualified", "Won", "Lost"]

    funnel.place_stage(stages["Offer sent"], 1, by=admin)
    assert names(funnel)[0] == "New"
    with pytest.raises(FunnelNeedsIt):
        funnel.place_stage(stages["Won"], 2, by=admin)


def test_a_stage_with_deals_goes_only_when_it_is_said_where_they_go(admin, anna, funnel, stages):
    deal = make_deal(anna, stages["Qualified"])

    with pytest.raises(StageHasCards):
        funnel.retire_stage(stages["Qualified"], by=admin)
    funnel.retire_stage(stages["Qualified"], by=admin, to=stages["Offer sent"])
    empty({"stage": stages["Qualified"].pk, "by": admin.pk})

    deal.refresh_from_db()
    assert deal.stage == stages["Offer sent"]
    assert "Qualified" not in names(funnel)
    assert [stay.stage_name for stay in deal.stays.order_by("pk")] == ["New", "Qualified", "Offer sent"]


def test_a_field_made_required_is_asked_for_by_the_next_move(admin, anna, funnel, stages):
    field = CustomField.add("deal", {"label": "Tractor", "type": "text"}, by=admin)
    deal = make_deal(anna)
    funnel.ask_for(stages["Qualified"], custom=field, demand="required", by=admin)

    with pytest.raises(MissingFields) as refusal:
        deal.move_to(stages["Qualified"], by=anna, values={"amount": 1})

    assert [one.key for one in refusal.value.fields] == [f"extra_{field.code}"]


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_who_may_configure_shapes_funnels(client, request, funnel, stages, who):
    user = request.getfixturevalue(who)
    client.force_login(user)

    assert client.get(reverse("deals:funnel", args=[funnel.pk])).status_code == 403
    answer = client.post(reverse("deals:demand", args=[funnel.pk, stages["Offer sent"].pk, "amount"]), {"demand": "required"})
    assert answer.status_code == 403
    with pytest.raises(NotAllowed):
        funnel.add_stage("Mine", by=user)
    assert names(funnel) == ["New", "Qualified", "Offer sent", "Won", "Lost"]


def test_the_pages_of_the_editor_do_what_they_say(client, admin, funnel, stages):
    client.force_login(admin)

    client.post(reverse("deals:new-stage", args=[funnel.pk]), {"name": "Contract signed"})
    client.post(reverse("deals:demand", args=[funnel.pk, stages["Offer sent"].pk, "source"]), {"demand": "required"})
    client.post(reverse("deals:funnel-reasons", args=[funnel.pk]), {"name": "No stock", "hint": "", "return_in_months": ""})
    client.post(reverse("deals:names-of-funnel", args=[funnel.pk]), {"name_template": "{client} · {product}"})

    funnel.refresh_from_db()
    assert "Contract signed" in names(funnel)
    assert stages["Offer sent"].fields.filter(code="source", is_required=True).exists()
    assert funnel.loss_reasons.filter(name="No stock").exists()
    assert funnel.name_template == "{client} · {product}"


def test_bad_input_is_said_next_to_the_field_and_keeps_what_was_typed(client, admin, funnel, stages):
    client.force_login(admin)
    url = reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk])

    answer = client.post(url, {"name": "new", "purpose": "To know", "probability": "140"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "probability"}
    assert "To know" in answer.content.decode()
    stages["Qualified"].refresh_from_db()
    assert stages["Qualified"].name == "Qualified"


def test_an_unknown_token_of_a_name_is_refused(client, admin, funnel):
    client.force_login(admin)

    answer = client.post(reverse("deals:names-of-funnel", args=[funnel.pk]), {"name_template": "{password}"})

    assert answer.status_code == 422


@pytest.mark.parametrize(("color", "status"), [("violet", 302), ("", 302), ("url(//evil)", 422)])
def test_a_stage_has_a_colour_of_the_palette(client, admin, funnel, stages, color, status):
    client.force_login(admin)
    offer = stages["Offer sent"]

    answer = client.post(reverse("deals:stage", args=[funnel.pk, offer.pk]), {"name": offer.name, "probability": "0", "color": color})

    assert answer.status_code == status
    if color == "violet":
        assert 'class="k-col c-violet"' in client.get(f"/deals/?funnel={funnel.pk}").content.decode()


def test_a_vague_name_is_remarked_on_but_not_refused(client, admin, funnel, stages):
    client.force_login(admin)
    url = reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk])

    client.post(url, {"name": "В работе", "probability": "10"})

    page = client.get(url)
    assert page.context["remarks"][0].better


def test_a_new_funnel_begins_ready_to_work(client, admin):
    client.force_login(admin)

    client.post(reverse("deals:funnels"), {"name": "Service"})

    made = Funnel.objects.get(name="Service")
    assert (made.entry.kind, made.won.kind, made.lost.kind) == ("entry", "won", "lost")
    assert made.loss_reasons.exists()


def test_two_editors_of_one_stage_find_out_about_each_other(client, admin, funnel, stages):
    stage, address = stages["Qualified"], reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk])
    client.force_login(admin)
    page = client.get(address)
    seen = page.context["form"]["seen"].value()
    assert f'value="{seen}"' in page.content.decode()
    funnel.change_stage(stage, {"purpose": "The other's words"}, by=admin)

    mine = {"name": "Qualified", "purpose": "My words", "probability": 20, "seen": seen}
    refused = client.post(address, mine)

    stage.refresh_from_db()
    assert (refused.status_code, stage.purpose) == (422, "The other's words")
    assert "My words" in refused.content.decode()

    again = refused.context["form"]["seen"].value()
    assert client.post(address, mine | {"seen": again}).status_code == 302
    stage.refresh_from_db()
    assert stage.purpose == "My words"


def test_history_keeps_the_name_a_stage_had_before(client, admin, funnel, stages):
    client.force_login(admin)
    client.post(reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk]), {"name": "Need is clear", "probability": 20})

    entry = funnel.entries.order_by("-pk").first()
    assert (entry.details["before"], entry.details["stage"]) == ("Qualified", "Need is clear")


@pytest.mark.parametrize("name", ["No stock", "no stock ", "NO  STOCK"])
def test_a_funnel_has_a_loss_reason_once(client, admin, funnel, name):
    client.force_login(admin)
    funnel.add_reason({"name": "No stock"}, by=admin)

    answer = client.post(reverse("deals:funnel-reasons", args=[funnel.pk]), {"name": name, "hint": "", "return_in_months": ""})

    assert answer.status_code == 422
    assert "The funnel has this reason already." in answer.content.decode()
    assert funnel.loss_reasons.filter(name__icontains="stock").count() == 1


def test_a_reason_is_changed_into_none_that_is_there(client, admin, funnel):
    funnel.add_reason({"name": "No stock"}, by=admin)
    other = funnel.add_reason({"name": "Too slow"}, by=admin)
    client.force_login(admin)

    url = reverse("deals:funnel-reason", args=[funnel.pk, other.pk])
    assert client.post(url, {"name": "no stock", "hint": "", "return_in_months": ""}).status_code == 422
    assert client.post(url, {"name": "Too slow", "hint": "Weeks", "return_in_months": "1000"}).status_code == 422
    assert client.post(url, {"name": "Too slow", "hint": "Weeks", "return_in_months": "6"}).status_code == 302
