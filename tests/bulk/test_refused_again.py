"""What an act refused is not lost: its reader goes on with just those."""

import pytest

from bulk.models import BulkAct
from tests.bulk.conftest import counts, text_of
from tests.factories import make_company, make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused_two(choose, do, head, anna, stages):
    """An act on three deals of which two lack what the stage asks for."""
    full = make_deal(anna, name="Full", amount=100)
    bare = [make_deal(anna, name=f"Bare {n}") for n in range(2)]
    act = choose(head, "deal", "stage", [full, *bare])
    do(act, stage=stages["Qualified"].pk)
    assert counts(act) == ("done", 1, 2)
    return act, bare


def begin(browser, user, act, code="owner", kind="deal"):
    return browser(user).post(f"/bulk/{kind}/{code}/", {"refused": act.pk, "query": act.back})


def test_the_report_offers_acts_on_the_refused_ones_alone(browser, refused_two, head, boris, do):
    act, bare = refused_two
    report = text_of(browser(head).get(act.url))
    assert f'name="refused" value="{act.pk}"' in report
    assert '"/bulk/deal/owner/"' in report

    assert begin(browser, head, act).status_code == 200
    next_act = BulkAct.objects.order_by("pk").last()
    assert sorted(next_act.items.values_list("record_id", flat=True)) == sorted(deal.pk for deal in bare)
    do(next_act, owner=boris.pk)

    assert counts(next_act) == ("done", 2, 0)
    for deal in bare:
        deal.refresh_from_db()
        assert deal.owner == boris


def test_where_nothing_was_refused_nothing_is_offered(browser, choose, do, head, anna, boris, stages):
    act = choose(head, "deal", "owner", [make_deal(anna)])
    do(act, owner=boris.pk)
    assert 'name="refused"' not in text_of(browser(head).get(act.url))
    assert begin(browser, head, act).status_code == 404


def test_the_refused_ones_of_somebody_else_are_nobody(browser, refused_two, admin):
    act, _bare = refused_two
    assert begin(browser, admin, act).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30])
def test_a_number_that_is_none_chooses_nothing(browser, head, number, stages):
    assert browser(head).post("/bulk/deal/owner/", {"refused": number}).status_code == 404


def test_the_refused_ones_of_one_kind_are_not_taken_for_another(browser, refused_two, head):
    act, bare = refused_two
    make_company(head, pk=bare[0].pk)
    assert begin(browser, head, act, kind="company").status_code == 404


def test_the_stages_offered_are_those_of_the_chosen_deals(browser, choose, head, anna, stages):
    from deals.models import Funnel, Stage

    other = Funnel.objects.create(name="Spare parts", position=0)
    Stage.objects.create(funnel=other, name="Asked for", kind="entry", position=1)
    act = choose(head, "deal", "stage", [make_deal(anna, stages["New"])])

    asked = text_of(browser(head).get(f"/bulk/acts/{act.pk}/terms/"))

    assert "Offer sent" in asked
    assert "Asked for" not in asked


def test_throwing_away_looks_dangerous(browser, choose, admin, anna, stages):
    act = choose(admin, "deal", "trash", [make_deal(anna)])
    assert "btn-danger" in text_of(browser(admin).get(f"/bulk/acts/{act.pk}/terms/"))
