"""Somebody leaves, and nothing of theirs is lost: with the real records of every app."""

import pytest

from accounts.hand_over import CannotTakeOver, estates_of, hand_over_all
from accounts.people import dismiss
from tests.factories import make_company, make_contact, make_deal, make_task

pytestmark = pytest.mark.django_db


def test_open_records_of_every_kind_go_over(anna, boris, admin, stages):
    deal, company, contact = make_deal(anna), make_company(anna), make_contact(anna)
    task = make_task(anna, deal=deal)

    dismiss(anna, to=boris, by=admin)

    for record in (deal, company, contact, task):
        record.refresh_from_db()
    assert {deal.owner, company.owner, contact.owner, task.owner} == {boris}
    assert estates_of(anna) == []


def test_closed_deals_stay_with_whom_they_were(anna, boris, admin, stages, funnel):
    deal = make_deal(anna)
    deal.lose(funnel.loss_reasons.get(), comment="Found one that is cheaper by far", by=anna)

    hand_over_all(anna, boris, by=admin)

    deal.refresh_from_db()
    assert deal.owner == anna


def test_records_of_somebody_who_left_are_not_seen_by_all(anna, boris, vera, head, admin, stages):
    from deals.models import Deal

    deal = make_deal(anna)
    dismiss(anna, by=admin)

    assert deal in Deal.objects.visible_to(head)
    assert deal not in Deal.objects.visible_to(boris)
    assert deal not in Deal.objects.visible_to(vera)


def test_nothing_goes_to_oneself_or_to_somebody_who_left(anna, boris, admin):
    boris.deactivate(by=admin)

    for heir in (anna, boris):
        with pytest.raises(CannotTakeOver):
            hand_over_all(anna, heir, by=admin)
