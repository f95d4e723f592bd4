"""Where deals really go: heads see their people's moves, whatever is jumped, and the deals behind each cell."""

import pytest
from django.urls import reverse

from crm_project.lib import clock
from tests.factories import make_deal, make_funnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def jump(stages):
    def made(owner, name="Plough"):
        deal = make_deal(owner, name=name)
        deal.move_to(stages["Offer sent"], by=owner, values={"amount": 1, "decision_on": clock.now().date()})
        return deal

    return made


def cell(page, here, there):
    row = next(cells for stage, cells in page.context["map"].rows if stage.name == here)
    return next(one for one in row if one.there.name == there)


def seen(client, user, funnel, **query):
    client.force_login(user)
    return client.get(reverse("deals:jumps", args=[funnel.pk]), query)


def test_a_head_sees_jumps_and_returns_of_their_people_only(client, anna, vera, head, head2, funnel, stages, jump):
    jump(anna)
    back = jump(anna)
    back.move_back(stages["Qualified"], reason="The client thinks again", by=head)
    jump(vera)

    page = seen(client, head, funnel)

    assert (cell(page, "New", "Offer sent").count, cell(page, "New", "Offer sent").way) == (2, "jump")
    assert (cell(page, "Offer sent", "Qualified").count, cell(page, "Offer sent", "Qualified").way) == (1, "back")
    assert cell(seen(client, head2, funnel), "New", "Offer sent").count == 1


def test_the_most_jumped_stage_is_named_with_its_share(client, anna, head, funnel, stages, jump):
    for _n in range(10):
        jump(anna)
    for _n in range(4):
        make_deal(anna, stages["Qualified"])

    assert "“Qualified” is jumped over by 71%" in seen(client, head, funnel).content.decode()


def test_an_undone_move_counts_nowhere(client, anna, head, funnel, stages):
    deal = make_deal(anna)
    deal.undo(deal.move_to(stages["Qualified"], by=anna, values={"amount": 1}), by=anna)

    assert seen(client, head, funnel).context["map"].total == 0


def test_behind_a_cell_are_exactly_its_deals(client, anna, vera, head, funnel, stages, jump):
    jump(anna, name="Hers <b>")
    jump(vera, name="Secret of Vera")
    client.force_login(head)

    page = client.get(reverse("deals:jump", args=[funnel.pk, stages["New"].pk, stages["Offer sent"].pk]))

    assert [move.card.name for move in page.context["rows"]] == ["Hers <b>"]
    assert "Secret of Vera" not in page.content.decode()
    assert "Hers &lt;b&gt;" in page.content.decode()


def test_a_foreign_stage_a_lead_funnel_and_a_senseless_span_are_refused(client, head, funnel, stages):
    client.force_login(head)
    other = make_funnel("Other")
    leads = make_funnel("Leads", cards="leads")

    assert client.get(reverse("deals:jump", args=[funnel.pk, stages["New"].pk, other.entry.pk])).status_code == 404
    assert client.get(reverse("deals:jumps", args=[leads.pk])).status_code == 404
    page = client.get(reverse("deals:jumps", args=[funnel.pk]), {"days": "1000000"})
    assert page.context["form"].errors
    assert "map" not in page.context


def test_a_funnel_of_another_department_is_not_there(client, head2, sales, funnel):
    funnel.departments.add(sales)

    assert seen(client, head2, funnel).status_code == 404


def test_the_map_costs_the_same_for_one_move_and_for_many(client, anna, boris, head, funnel, jump, cost):
    jump(anna)
    client.force_login(head)
    url = reverse("deals:jumps", args=[funnel.pk])
    one = cost(client, url)
    for _n in range(10):
        jump(boris)

    assert cost(client, url) == one
