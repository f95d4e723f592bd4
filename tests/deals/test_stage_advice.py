"""The editor tells what is unclear or unused about a stage, and never stands in the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from crm_project.lib import clock
from deals.lint import remarks_on
from deals.models import DealStay
from deals.stage_facts import StageFacts, facts_of
from tests.factories import make_deal

pytestmark = pytest.mark.django_db


def texts(stage, facts=None):
    with translation.override("en"):
        return " ".join(remark.text for remark in remarks_on(stage, facts))


def test_a_stage_without_purpose_result_and_fields_is_remarked_on(funnel, stages):
    assert "why this stage exists" in texts(stages["Qualified"])
    assert "must be true to leave" in texts(stages["Qualified"])
    assert "asks for no field" not in texts(stages["Qualified"])
    stages["Qualified"].fields.all().delete()
    assert "asks for no field" in texts(funnel.stages.get(name="Qualified"))


def test_the_ends_are_not_asked_for_a_purpose(stages):
    assert texts(stages["Won"]) == texts(stages["Lost"]) == ""


@pytest.mark.parametrize(("name", "language"), [("Ждём ответа", "Ответ получен"), ("Waiting for reply", "Reply received")])
def test_better_names_come_in_the_language_of_the_name(stages, name, language):
    stage = stages["Qualified"]
    stage.name = name

    for reader in ("ru", "en"):
        with translation.override(reader):
            assert language in remarks_on(stage)[0].better


def test_how_deals_really_go_is_remarked_on(stages):
    stage = stages["Qualified"]
    stage.expected_days = 3

    assert "71% of the deals jump over" in texts(stage, StageFacts(came=29, jumped=71))
    assert "Nobody leaves" in texts(stage, StageFacts(came=12, old=12))
    assert "Half of the deals stand here longer than 9" in texts(stage, StageFacts(left=20, median=9.0, ninety=20.0))
    assert "One deal in ten" in texts(stage, StageFacts(left=20, median=2.0, ninety=20.0))
    assert "Half" not in texts(stage, StageFacts(left=3, median=9.0, ninety=20.0))


def test_the_facts_are_counted_by_the_stays(anna, funnel, stages):
    for _n in range(3):
        make_deal(anna).move_to(stages["Offer sent"], by=anna, values={"amount": 1, "decision_on": clock.now().date()})
    stood = make_deal(anna, stages["Qualified"])
    DealStay.objects.filter(card=stood, stage=stages["Qualified"]).update(entered_at=clock.now() - timedelta(days=4))
    stood.move_to(stages["Offer sent"], by=anna, values={"decision_on": clock.now().date()})

    facts = facts_of(funnel)[stages["Qualified"].pk]

    assert (facts.came, facts.jumped, facts.left, facts.jumped_share) == (1, 3, 1, 0.75)
    assert 3.9 < facts.median < 4.1


def test_a_remarked_stage_is_saved_all_the_same(client, admin, stages, funnel):
    client.force_login(admin)
    url = reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk])

    assert client.post(url, {"name": "Думают", "probability": 10}).status_code == 302
    page = client.get(url).content.decode()
    assert "The name does not tell a result" in page
    assert 'data-fill="name=%D0%94' in page


def test_the_editor_costs_the_same_for_few_stages_and_many(admin, anna, client, funnel, cost):
    client.force_login(admin)
    url = reverse("deals:funnel", args=[funnel.pk])
    few = cost(client, url)
    for n in range(8):
        funnel.add_stage(f"Step {n} made", by=admin)
    for _n in range(5):
        make_deal(anna)

    assert cost(client, url) == few
