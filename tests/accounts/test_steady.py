"""What pages keep between requests is read anew as soon as any of it changes."""

from datetime import timedelta

import pytest

from accounts.models import ConfigurationChange, Schedule, User
from crm_project.lib import clock
from crm_project.lib import steady as steady_module
from crm_project.lib.steady import mark, marked, stamped, steady
from workday.models import RuleSetting


def _stamp(person):
    return stamped(User.objects.all()).get(pk=person.pk).configuration_stamp


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda anna: Schedule.objects.create(department=anna.department, effective_from="2020-01-01", created_at=clock.now()),
        lambda anna: User.objects.filter(pk=anna.pk).update(superior=None),
        lambda anna: anna.department.save(),
        lambda anna: anna.role.save(),
        lambda anna: RuleSetting.objects.create(effective_from="2020-01-01", created_at=clock.now()),
    ],
)
def test_every_change_of_the_configuration_gives_another_stamp(anna, change):
    before = _stamp(anna)
    change(anna)
    assert _stamp(anna) != before


@pytest.mark.django_db
def test_what_a_person_does_all_day_gives_no_other_stamp(anna):
    before = _stamp(anna)
    User.objects.filter(pk=anna.pk).update(theme="dark", last_login=clock.now())
    assert _stamp(anna) == before


@pytest.mark.django_db
def test_old_changes_are_forgotten_but_for_the_last(anna):
    ConfigurationChange.objects.update(made_at=clock.now() - timedelta(days=2))
    before = _stamp(anna)

    ConfigurationChange.forget_old_ones()
    ConfigurationChange.forget_old_ones()

    assert ConfigurationChange.objects.count() == 1
    assert _stamp(anna) != before
    assert _stamp(anna).split(".")[1] == before.split(".")[1]


@pytest.mark.django_db(transaction=True)
def test_a_colleague_moved_away_is_out_of_sight_at_the_next_page(client, head, anna, service):
    client.force_login(head)
    me = _signed_in(head)
    assert anna.pk in me.people_ids_in("below")

    anna.join(service, by=head)
    User.objects.filter(pk=anna.pk).update(superior=None)

    assert anna.pk in me.people_ids_in("below")
    assert anna.pk not in _signed_in(head).people_ids_in("below")


@pytest.mark.django_db(transaction=True)
def test_the_same_stamp_is_read_once(anna):
    me, made = _signed_in(anna), []
    for _ in range(3):
        assert steady(me, ("a test of its own", me.pk), lambda: made.append(1) or "read") == "read"
    assert made == [1]


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_kept(anna):
    me, made = _signed_in(anna), []
    for _ in range(2):
        steady(me, ("a test of its own", me.pk), lambda: made.append(1) or "read")
    assert made == [1, 1]


def _signed_in(person):
    return stamped(User.objects.with_rights()).get(pk=person.pk)


def test_what_is_marked_comes_with_the_person(anna, django_assert_num_queries):
    mark("tested", "EXISTS (SELECT FROM accounts_user WHERE is_active)")
    try:
        person = stamped(User.objects.all()).get(pk=anna.pk)
        with django_assert_num_queries(0):
            assert marked(person, "tested") is True
        with django_assert_num_queries(1):
            assert marked(anna, "tested") is marked(anna, "tested") is True
    finally:
        steady_module._marks.pop("mark_tested")
