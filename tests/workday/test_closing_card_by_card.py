"""Close my day: Anna walks through what would be in breach at six, one card at a time, until nothing is left."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_contact, make_deal, make_task
from workday.models import DayWalk
from workday.walk import walk_of

from .conftest import MONDAY, TUESDAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]
URL = "/day/close/"


@pytest.fixture
def bare(at, anna, stages):
    at("16 12:00")
    return make_deal(anna, stages["Qualified"], name="Bare")


@pytest.fixture
def evening(at):
    at("16 16:30")


def letters(user, later=()):
    step = walk_of(user, later).step
    return step and "".join(way.letter for way in step.ways)


def test_what_falls_due_before_the_close_is_on_the_way_already(at, evening, anna, boris, stages):
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="At five"), due_at=moment("16 17:00"))
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Tomorrow"), due_on=TUESDAY)
    make_deal(boris, stages["Qualified"], name="Of Boris")

    walk = walk_of(anna)

    assert (walk.step.name, walk.left, walk.is_ahead) == ("At five", 1, True)


def test_after_the_close_the_way_leads_through_what_is_in_breach(at, bare, anna):
    at("16 18:30")

    assert (walk_of(anna).step.name, walk_of(anna).is_ahead) == ("Bare", False)


def test_each_rule_has_its_keys(bare, evening, at, anna, boris, stages):
    assert letters(anna) == "tsl"

    task = make_task(anna, deal=bare, due_at=moment("16 16:00"))
    assert letters(anna) == "dmsl"
    task.drop(by=anna)
    make_task(anna, deal=bare, due_on=TUESDAY)

    fresh = make_deal(anna, name="New")
    make_task(anna, deal=fresh, due_on=TUESDAY)
    at("16 17:45")
    assert letters(anna) == "csl"


def test_a_late_task_on_somebody_elses_deal_gives_only_what_belongs_to_the_task(evening, anna, boris, stages):
    make_task(anna, deal=make_deal(boris, stages["Qualified"], name="Of Boris"), due_at=moment("16 15:00"))

    assert walk_of(anna).step.card is None
    assert letters(anna) == "dmh"
    assert walk_of(boris).step is None


def test_who_may_hand_over_has_the_key_for_it(evening, head, stages):
    make_deal(head, stages["Qualified"], name="Of the head")

    assert letters(head) == "tslh"


def test_a_card_that_is_put_off_comes_back_when_nothing_else_is_left(bare, evening, anna, stages):
    make_deal(anna, stages["Qualified"], name="Other")
    first = walk_of(anna)
    second = walk_of(anna, [first.step.key])
    assert {first.step.name, second.step.name} == {"Bare", "Other"}

    again = walk_of(anna, [first.step.key, second.step.key])

    assert (again.step.name, again.is_second_round, again.later) == (first.step.name, True, [])


def test_what_is_mended_is_left_behind_and_the_end_says_so(client, bare, evening, anna):
    client.force_login(anna)
    assert "Bare" in client.get(URL).content.decode()

    make_task(anna, deal=bare, due_on=TUESDAY)
    page = client.get(URL).content.decode()

    assert "Bare" not in page
    assert "Nothing is left" in page
    assert "finds your day in order" in page


@pytest.mark.parametrize("later", ["deal-0", "deal-99999", "x", "lead-1", "deal-1' OR 1=1"])
def test_nonsense_in_the_address_puts_nothing_off(client, bare, evening, anna, later):
    client.force_login(anna)

    answer = client.get(URL, {"later": [later] * 300})

    assert (answer.status_code, "Bare" in answer.content.decode()) == (200, True)


def test_nobody_walks_through_the_day_of_another(client, bare, evening, boris, vera):
    for stranger in (boris, vera):
        client.force_login(stranger)
        assert "Bare" not in client.get(f"{URL}?user={bare.owner_id}").content.decode()


def test_the_first_press_of_the_day_is_noted_and_the_head_sees_it(client, bare, evening, at, anna, head, sales):
    client.force_login(anna)
    for _ in range(2):
        assert client.post(URL).status_code == 302
    at("16 17:10")
    client.post(URL)

    walk = DayWalk.objects.get()
    assert (walk.user, walk.day, walk.begun_at) == (anna, MONDAY, moment("16 16:30"))
    client.force_login(head)
    page = client.get(reverse("workday:department-day", args=[sales.pk, MONDAY])).content.decode()
    assert "Went through the day card by card" in page
    assert "16:30" in page


def test_looking_notes_nothing(client, bare, evening, anna, auditor):
    for user in (anna, auditor):
        client.force_login(user)
        client.get(URL)
    assert not DayWalk.objects.exists()


def test_the_number_of_whom_to_call_is_kept_from_who_may_not_see_it(client, evening, anna, stages):
    nina = make_contact(anna)
    nina.add_phone("+7 918 442-19-06", by=anna)
    make_deal(anna, stages["Qualified"], name="With Nina", contact=nina)

    assert walk_of(anna).step.phone == "+79184421906"
    anna.role.rights = [one for one in anna.role.rights if one != "see_contacts"]
    anna.role.save()
    assert walk_of(type(anna).objects.get(pk=anna.pk)).step.phone == ""


def test_one_card_and_thirty_cost_the_same(client, at, anna, stages):
    client.force_login(anna)
    counts = []
    for number in (1, 29):
        at("16 12:00")
        for _ in range(number):
            make_deal(anna, stages["Qualified"])
        at("16 16:30")
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]
