"""Who is told when a win needs the head."""

import pytest

from deals.models import Deal
from tests.factories import make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(anna, funnel, stages):
    """Anna asks to have a win confirmed."""
    funnel.head_confirms_win = True
    funnel.save()
    deal = make_deal(anna, stages["Offer sent"], amount=5, contract_number="17-A", decision_on="2026-12-01")
    deal.win(by=anna)
    return Deal.objects.get(pk=deal.pk)


def test_the_head_alone_is_asked_to_confirm_a_win(asked, anna, head, head2, admin, auditor, boris):
    told = [user for user in (anna, head, head2, admin, auditor, boris) if user.notices.exists()]

    assert told == [head]
    assert head.notices.get().verb == "deal.win_asked"


def test_where_no_head_is_near_whoever_may_confirm_is_asked(anna, sales, admin, funnel, stages):
    anna.superior = sales.head = None
    anna.save()
    sales.save()
    admin.refresh_from_db()
    funnel.head_confirms_win = True
    funnel.save()

    make_deal(anna, stages["Offer sent"], amount=5, contract_number="17-A", decision_on="2026-12-01").win(by=anna)

    assert admin.notices.filter(verb="deal.win_asked").count() == 1


def test_who_asked_is_told_why_the_win_was_sent_back(asked, anna, head, client):
    asked.decline_win(by=head, reason="The contract is not signed")
    client.force_login(anna)

    page = client.get("/notices/").content.decode()

    assert "Head Testova sent the win back" in page
    assert "The contract is not signed" in page
