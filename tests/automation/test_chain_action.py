"""A rule starts a chain: once for an event, and never beside itself on one deal."""

from decimal import Decimal

import pytest
from django.urls import reverse

from automation.models import Firing
from automation.soundness import flaws_of
from chains.models import ChainRun
from tests.chains.relay import make_template, plan
from tests.factories import make_deal

pytestmark = pytest.mark.django_db
State = Firing.State


@pytest.fixture
def template(anna, boris):
    return make_template([plan("a", "Call", executor_kind="owner", next="b"), plan("b", "Check", boris)])


@pytest.fixture
def arrives(anna, stages):
    """A deal of Anna's comes to the stage of the rule."""

    def come(**facts):
        deal = make_deal(anna, amount=Decimal(100), **facts)
        deal.move_to(stages["Qualified"], by=anna)
        return deal

    return come


def test_a_deal_that_comes_to_a_stage_gets_its_chain(make_rule, template, arrives, stages, anna, later):
    make_rule("entered", {"do": "chain", "chain": template.pk}, stage=stages["Qualified"])
    deal = arrives()
    later(seconds=11)
    later(seconds=11)
    run = ChainRun.objects.get()
    assert (run.subject, run.owner, run.template) == (deal, anna, template)
    assert run.run_steps.first().task.owner == anna
    assert Firing.objects.get().state == State.DONE


def test_a_chain_that_goes_on_is_not_begun_beside_itself(make_rule, template, arrives, stages, anna, later):
    make_rule("entered", {"do": "chain", "chain": template.pk}, stage=stages["Qualified"])
    deal = arrives()
    ChainRun.start(template, subject=deal, by=anna)
    later(seconds=11)
    assert ChainRun.objects.count() == 1
    assert "goes on about this deal already" in str(Firing.objects.get().why)


def test_a_chain_out_of_use_is_a_flaw_of_the_rule(make_rule, template, stages, admin):
    rule = make_rule("entered", {"do": "chain", "chain": template.pk}, stage=stages["Qualified"])
    template.retire(by=admin)
    assert flaws_of(rule) == ["The chain that the rule starts is out of use."]


def test_the_action_is_added_by_its_form(make_rule, template, stages, admin, client):
    rule = make_rule("entered", on=False, stage=stages["Qualified"])
    client.force_login(admin)
    url = reverse("automation:new-action", args=[rule.pk, "chain"])
    assert "Relay" in client.get(url).content.decode()
    client.post(url, {"chain": template.pk})
    rule.refresh_from_db()
    assert [(one["do"], one["chain"]) for one in rule.actions] == [("chain", template.pk)]
