"""The dictionary of task types and their results."""

import contextlib
import threading

import pytest
from django.db import connections
from django.utils import translation

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.first_setup import makers
from tasks.models import TaskType
from tasks.ready import READY, make_ready_types
from tasks.refusals import LastType
from tests.factories import make_task
from timeline.models import Entry
from timeline.sentences import has_sentence, read

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(("language", "name"), [("ru", "Звонок"), ("en", "Call"), ("de", "Call")])
def test_the_ready_types_are_made_once(language, name):
    make_ready_types(language)
    make_ready_types(language)

    assert TaskType.objects.count() == len(READY)
    call = TaskType.objects.get(code="call")
    assert (call.name, call.results.count()) == (name, 5)


def test_the_first_set_up_makes_them(admin):
    for make in makers():
        if make.__module__.startswith("tasks."):
            make(Workspace.current(), admin, "ru")

    assert TaskType.objects.count() == len(READY)


def test_only_who_configures_opens_the_dictionary(client, admin, head):
    make_ready_types("en")
    client.force_login(head)
    assert client.get("/tasks/types/").status_code == 403
    assert client.post("/tasks/types/new/").status_code == 403
    client.force_login(admin)
    assert client.get("/tasks/types/").status_code == 200


def test_a_result_left_out_is_retired_and_the_past_keeps_it(client, admin, anna):
    make_ready_types("en")
    call = TaskType.objects.get(code="call")
    talked = call.results.get(name="Talked")
    task = make_task(anna, by=anna)
    task.complete(by=anna, result=talked)
    client.force_login(admin)

    facts = {"name": "Call", "icon": "phone", "minutes": "20", "results": "No answer\nTalked twice\n\n No answer "}
    assert client.post(f"/tasks/types/{call.pk}/", facts, headers=HTMX).status_code == 204

    assert [result.name for result in call.results.live()] == ["No answer", "Talked twice"]
    task.refresh_from_db()
    assert task.result.name == "Talked"


def test_two_types_never_have_one_name(client, admin):
    make_ready_types("en")
    client.force_login(admin)

    response = client.post("/tasks/types/new/", {"name": " Call ", "icon": "phone", "minutes": "20"}, headers=HTMX)

    assert response.status_code == 422


def test_the_last_type_stays(client, admin):
    make_ready_types("en")
    client.force_login(admin)

    answers = [client.post(f"/tasks/types/{kind.pk}/retire/", headers=HTMX).status_code for kind in TaskType.objects.all()]

    assert answers == [204] * 5 + [409]
    gone = TaskType.objects.exclude(retired_at=None).first()
    assert client.post(f"/tasks/types/{gone.pk}/retire/", headers=HTMX).status_code == 204
    assert Entry.objects.filter(verb="type_retired").count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_retire_the_last_two_types_leave_one(admin):
    make_ready_types("en")
    last_two = list(TaskType.objects.all())[:2]
    TaskType.objects.exclude(pk__in=[kind.pk for kind in last_two]).update(retired_at=clock.now())
    start = threading.Barrier(2)

    def retire(kind):
        start.wait()
        with contextlib.suppress(LastType):
            kind.retire(by=admin)
        connections.close_all()

    threads = [threading.Thread(target=retire, args=[kind]) for kind in last_two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert TaskType.objects.live().count() == 1


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_verb_of_a_task_reads_as_a_sentence(anna, head, language):
    task = make_task(anna, by=anna, title="<b>Call</b>")
    task.move_due(by=anna, due_on=task.due_at.date())
    task.take_back(by=anna)
    task.give_to(head, by=head)
    task.complete(by=head, text="Agreed")
    task.reopen(by=head)
    task.drop(by=head, reason="Twice")

    with translation.override(language):
        for entry in task.entries:
            assert has_sentence(entry.subject_kind, entry.verb)
            assert "&lt;b&gt;Call" in read(entry)
