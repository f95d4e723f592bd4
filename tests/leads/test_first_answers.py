"""Whoever gets a new lead gets its first task: the plan and the words to begin with, by the source of the lead."""

import pytest
from django.urls import reverse

from contacts.models import Source
from deals.refusals import NotAllowed
from leads.conversion import receive
from leads.models import FirstAnswer, Lead, Scenario
from leads.ready_answers import make_ready_answer
from tasks.models import Task
from tasks.ready import make_ready_types

pytestmark = pytest.mark.django_db

TEXTS = {"first_task": "Call the lead", "plan": "1. Call\n2. Write down", "script": "Good day, this is Zarya"}


@pytest.fixture(autouse=True)
def _types(leads_funnel):
    make_ready_types("en")


@pytest.fixture
def for_all(admin):
    return FirstAnswer.write(None, TEXTS, by=admin)


def came(department, owner=None, by=None, **values):
    return receive({"person": "Nina", "phone_typed": "89180000001", **values}, by=by, owner=owner, department=department)


def test_the_owner_of_a_new_lead_gets_the_task_with_plan_and_script(for_all, sales, anna):
    lead = came(sales, owner=anna)

    task = Task.objects.get()
    assert (task.title, task.owner, task.lead) == ("Call the lead", anna, lead)
    assert "1. Call\n2. Write down" in task.note
    assert "Good day, this is Zarya" in task.note


def test_a_source_has_words_of_its_own(for_all, admin, site, sales, anna):
    FirstAnswer.write(site, {"first_task": "Write at once", "plan": "", "script": "You asked on our site"}, by=admin)
    came(sales, owner=anna, source=site)
    came(sales, owner=anna, source=Source.objects.create(name="Fair"))

    assert list(Task.objects.order_by("pk").values_list("title", flat=True)) == ["Write at once", "Call the lead"]


def test_a_lead_nobody_owns_gives_the_task_to_whoever_takes_it(for_all, sales, anna):
    lead = came(sales)
    assert not Task.objects.exists()

    lead.take(by=anna)
    assert Task.objects.get().owner == anna


def test_a_lead_given_by_the_head_gives_the_task_too(for_all, sales, anna, boris, head):
    lead = came(sales)
    lead.give_to(anna, by=head)
    lead.give_to(boris, by=head)

    assert Task.objects.get().owner == anna


def test_a_scenario_plans_one_first_task_with_the_words_of_the_source(for_all, sales, anna):
    Scenario.open({"name": "South"}, {anna: 1}, by=None)
    came(sales)

    task = Task.objects.get()
    assert (task.title, task.owner) == ("Call the lead", anna)
    assert "Good day" in task.note


def test_the_title_of_a_scenario_goes_first(for_all, sales, anna):
    Scenario.open({"name": "South", "first_task": "Call within the hour"}, {anna: 1}, by=None)
    came(sales)

    task = Task.objects.get()
    assert task.title == "Call within the hour"
    assert "Good day" in task.note


def test_without_a_text_there_is_no_task(sales, anna):
    came(sales, owner=anna)

    assert not Task.objects.exists()


def test_taking_a_lead_that_was_handed_out_plans_no_second_task(for_all, sales, anna):
    Scenario.open({"name": "South"}, {anna: 1}, by=None)
    lead = came(sales)
    Lead.objects.get(pk=lead.pk).take(by=anna)

    assert Task.objects.count() == 1


def test_the_card_of_the_lead_shows_the_words(client, for_all, sales, anna):
    lead = came(sales, owner=anna)
    client.force_login(anna)

    page = client.get(reverse("leads:lead", args=[lead.pk])).content.decode()
    assert "Good day, this is Zarya" in page


def test_the_ready_text_is_made_once_and_leaves_own_words_alone(admin):
    make_ready_answer("en")
    make_ready_answer("en")
    assert FirstAnswer.objects.get().first_task == "Answer the enquiry"

    FirstAnswer.write(None, TEXTS, by=admin)
    make_ready_answer("ru")
    assert FirstAnswer.objects.get().first_task == "Call the lead"


# -- settings ---------------------------------------------------------------------


def test_the_administrator_writes_changes_and_removes_words(client, admin, site):
    client.force_login(admin)
    address = reverse("distribution:answer", args=[site.pk])

    for _twice in range(2):
        assert client.post(address, TEXTS).status_code == 302
    assert FirstAnswer.objects.get().source == site
    assert FirstAnswer.objects.get().entries.count() == 1
    assert "Good day, this is Zarya" in client.get(reverse("distribution:answers")).content.decode()

    client.post(address, {"first_task": ""})
    assert not FirstAnswer.objects.exists()


def test_too_long_words_are_refused(client, admin, site):
    client.force_login(admin)
    response = client.post(reverse("distribution:answer", args=[site.pk]), TEXTS | {"script": "a" * 2501})

    assert response.status_code == 422
    assert not FirstAnswer.objects.exists()


def test_a_source_that_never_was_is_not_found(client, admin):
    client.force_login(admin)
    assert client.get(reverse("distribution:answer", args=[987654321])).status_code == 404


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_who_may_edit_settings_writes_words(client, request, site, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("distribution:answer", args=[site.pk]), TEXTS).status_code == 403
    with pytest.raises(NotAllowed):
        FirstAnswer.write(site, TEXTS, by=request.getfixturevalue(who))
