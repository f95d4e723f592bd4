"""All open deals of a funnel take the names of its templates: told before, done a few at a time, found by their old names."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deals.models import Deal, Funnel, Renaming
from deals.refusals import NotAllowed
from deals.renaming import preview_of, rename
from outbox.models import Parcel
from tests.factories import make_company, make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deals(anna, boris, funnel, stages):
    """Three deals of Anna's and one of Boris's, named by the usual template; then the funnel gets another."""
    made = [make_deal(owner, name="", company=make_company(owner, name)) for owner, name in zip([anna] * 3 + [boris], "ABCD", strict=True)]
    for deal in made:
        Deal.objects.get(pk=deal.pk).change({"competitor": "x"}, by=deal.owner)
    funnel.change({"name_template": "{client} by {owner}"}, by=None)
    return [Deal.objects.get(pk=deal.pk) for deal in made]


def carried_out():
    """What the outbox holds is done until nothing is left; tells how many rounds."""
    rounds = 0
    while parcels := list(Parcel.objects.filter(kind="deals.rename", key__startswith="rename:").order_by("pk")[rounds:]):
        for parcel in parcels:
            rename(parcel.payload)
            rounds += 1
    return rounds


def names():
    return list(Deal.objects.order_by("pk").values_list("name", flat=True))


def again(funnel):
    return Funnel.objects.get(pk=funnel.pk)


def test_open_deals_take_the_new_names_and_are_found_by_the_old(admin, anna, funnel, deals):
    run = Renaming.begin(again(funnel), by=admin)
    carried_out()

    run.refresh_from_db()
    assert names() == ["A by Anna Testova", "B by Anna Testova", "C by Anna Testova", "D by Boris Testova"]
    assert (run.total, run.looked, run.renamed, run.is_busy) == (4, 4, 4, False)
    assert Deal.objects.first().former_names == ["A"]
    entry = Deal.objects.first().entries.newest_first().first()
    assert (entry.verb, entry.actor, entry.details["before"], entry.details["to"]) == ("renamed", admin, "A", "A by Anna Testova")


def test_a_second_run_finds_nothing_to_do(admin, funnel, deals):
    Renaming.begin(again(funnel), by=admin)
    carried_out()
    versions, told = list(Deal.objects.order_by("pk").values_list("version", flat=True)), Deal.objects.first().entries.count()

    second = Renaming.begin(again(funnel), by=admin)
    carried_out()

    second.refresh_from_db()
    assert (second.looked, second.renamed, second.is_busy) == (4, 0, False)
    assert list(Deal.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert Deal.objects.first().entries.count() == told


def test_names_typed_by_hand_stay_unless_chosen(admin, anna, funnel, deals):
    deals[0].rename("Big harvest", by=anna)
    Renaming.begin(again(funnel), by=admin)
    carried_out()
    assert names()[0] == "Big harvest"

    Renaming.begin(again(funnel), by=admin, takes_typed=True)
    carried_out()

    deal = Deal.objects.first()
    assert (deal.name, deal.name_is_manual) == ("A by Anna Testova", False)
    assert list(Deal.objects.visible_to(anna).search("big harvest")) == [deal]


def test_closed_and_discarded_deals_and_other_funnels_keep_their_names(admin, anna, head, funnel, stages, deals):
    Deal.objects.filter(pk=deals[0].pk).update(closed_at=deals[0].created_at)
    deals[1].discard(by=admin)
    Renaming.begin(again(funnel), by=admin)
    carried_out()

    assert names()[:2] == ["A", "B"]
    assert names()[2:] == ["C by Anna Testova", "D by Boris Testova"]


def test_it_goes_on_a_few_at_a_time_and_twice_pressed_is_one_run(admin, funnel, deals, monkeypatch):
    monkeypatch.setattr("deals.renaming.AT_ONCE", 2)
    one, two = Renaming.begin(again(funnel), by=admin), Renaming.begin(again(funnel), by=admin)
    rename({"run": one.pk})
    rename({"run": one.pk})
    one.refresh_from_db()

    assert one == two
    assert (one.looked, one.is_busy) == (4, True)
    assert carried_out() >= 1
    one.refresh_from_db()
    assert not one.is_busy
    with pytest.raises(IntegrityError), transaction.atomic():
        for _one in range(2):
            Renaming.objects.create(funnel=funnel, started_at=one.started_at)


def test_a_parcel_that_comes_twice_changes_nothing(admin, funnel, deals):
    run = Renaming.begin(again(funnel), by=admin)
    carried_out()
    rename({"run": run.pk})

    run.refresh_from_db()
    assert run.looked == 4


def test_whoever_edits_a_card_meanwhile_is_not_sent_back(admin, anna, funnel, deals):
    version = deals[0].version
    Renaming.begin(again(funnel), by=admin)
    carried_out()

    Deal.objects.get(pk=deals[0].pk).change({"competitor": "y"}, by=anna, version=version)


def test_the_preview_counts_shows_examples_and_tells_of_shared_names(admin, anna, funnel, deals):
    deals[3].rename("B by Anna Testova", by=deals[3].owner)

    told = preview_of(again(funnel), admin)

    assert (told.total, told.looked, told.renamed, told.typed) == (4, 4, 3, 1)
    assert [(deal.name, name) for deal, name in told.examples][-1] == ("A", "A by Anna Testova")
    assert (told.shared, told.shared_name) == (2, "B by Anna Testova")
    assert names()[0] == "A"


def test_an_administrator_looks_starts_and_watches(browser, admin, funnel, deals):
    page, asked = reverse("deals:names-of-funnel", args=[funnel.pk]), reverse("deals:rename-open", args=[funnel.pk])
    client = browser(admin, piece=True)

    dialog = client.get(asked).content.decode()
    started = client.post(asked)
    busy = client.get(reverse("deals:renaming", args=[funnel.pk])).content.decode()
    carried_out()
    done = browser(admin).get(page).content.decode()

    assert "Of 4 open deals <b>4</b> would be called otherwise." in dialog
    assert "A by Anna Testova" in dialog
    assert "The open deals are being renamed" in started.headers["HX-Trigger"]
    assert "Looked at 0 of 4, renamed 0." in busy
    assert "every 2s" in busy
    assert "4 deals renamed" in done
    assert "every 2s" not in done


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_who_may_not_edit_funnels_renames_nothing(request, browser, funnel, deals, who):
    user = request.getfixturevalue(who)

    assert browser(user).post(reverse("deals:rename-open", args=[funnel.pk])).status_code == 403
    assert browser(user).get(reverse("deals:renaming", args=[funnel.pk])).status_code == 403
    with pytest.raises(NotAllowed):
        Renaming.begin(funnel, by=user)
    assert names()[0] == "A"


def test_the_preview_costs_the_same_for_many_deals(admin, anna, funnel, deals, django_assert_max_num_queries):
    for number in range(15):
        make_deal(anna, company=make_company(anna, f"Client {number}"))
    with django_assert_max_num_queries(8):
        preview_of(again(funnel), admin)
