"""A page per position: everybody their own, heads those of their people, editors all; figures only of one's own people."""

import pytest

from accounts.models import Position
from regulations.models import PositionPage
from regulations.refusals import PageChanged
from tests.factories import make_deal, make_funnel

from .conftest import page, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(anna, boris):
    make_funnel()
    position = Position.objects.create(name="Seller")
    for person in (anna, boris):
        person.position = position
        person.save()
    return position


@pytest.fixture
def other(vera):
    position = Position.objects.create(name="Buyer")
    vera.position = position
    vera.save()
    return position


WORDS = {"ru": {"duties": "Звонить.", "zone": ""}, "en": {"duties": "Call **daily**.", "zone": "The north. <b>x</b>"}}


def described(position, admin, measures=("open",)):
    return PositionPage.write(position, WORDS, list(measures), seen="", by=admin)


def test_everybody_opens_their_own_and_nobody_a_strangers(client, anna, seller, other):
    client.force_login(anna)

    assert client.get(f"/handbook/positions/{seller.pk}/").status_code == 200
    assert client.get(f"/handbook/positions/{other.pk}/").status_code == 404
    assert client.get("/handbook/positions/999999/").status_code == 404


def test_it_says_duties_zone_figures_and_its_sections(client, anna, boris, admin, seller, small):
    described(seller, admin)
    draft = write(small, [page("part", "1", "", "Part", "Opening.")], publish=False)
    draft.nodes.filter(section__code="second").update(audience=[seller.pk])
    draft.publish(by=None, summary={"en": "x"})
    for owner in (anna, anna, boris):
        make_deal(owner)
    client.force_login(anna)

    text = client.get(f"/handbook/positions/{seller.pk}/").content.decode()

    assert "<strong>daily</strong>" in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "1.2 Second" in text
    assert "1 section for everybody" in text
    assert '<span class="grow">Open deals</span><b class="tn">2</b>' in text


def test_a_manager_sees_nobody_elses_figures_a_head_those_of_their_people(client, anna, boris, head, head2, admin, seller):
    described(seller, admin)
    make_deal(boris)
    at = f"/handbook/positions/{seller.pk}/"

    client.force_login(anna)
    assert client.get(f"{at}?person={boris.pk}").status_code == 404
    client.force_login(head)
    assert '<b class="tn">1</b>' in client.get(f"{at}?person={boris.pk}").content.decode()
    assert client.get(f"{at}?person=x").status_code == 404
    client.force_login(head2)
    assert client.get(at).status_code == 404


def test_only_editors_write_it(client, anna, admin, seller):
    at = f"/handbook/positions/{seller.pk}/words/"
    client.force_login(anna)
    assert client.post(at, {"duties_en": "Nothing"}).status_code == 403

    client.force_login(admin)
    assert client.post(at, {"duties_en": "Call.", "measures": ["open"]}).status_code == 302
    assert client.post(at, {"duties_en": "Call.", "measures": ["none of ours"]}).status_code == 422
    assert PositionPage.of(seller).words["en"]["duties"] == "Call."
    assert seller.entries.filter(verb="position_described").count() == 1


def test_what_somebody_wrote_meanwhile_is_not_lost(client, admin, seller):
    described(seller, admin)
    with pytest.raises(PageChanged):
        described(seller, admin)

    client.force_login(admin)
    answer = client.post(f"/handbook/positions/{seller.pk}/words/", {"duties_en": "Mine", "seen": ""})

    assert answer.status_code == 422
    assert "Mine" in answer.content.decode()
    assert PositionPage.of(seller).words["en"]["duties"] == "Call **daily**."


def test_the_questions_do_not_grow_with_people_and_deals(client, anna, boris, head, admin, seller, small, django_assert_max_num_queries):
    described(seller, admin, measures=("open", "won", "without_task", "overdue", "clean_days"))
    client.force_login(head)
    client.get(f"/handbook/positions/{seller.pk}/")
    for owner in (anna, boris) * 3:
        make_deal(owner)

    with django_assert_max_num_queries(40):
        client.get(f"/handbook/positions/{seller.pk}/")
