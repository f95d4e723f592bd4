"""The pages of a chain, as people use them; each works without scripts, too."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chains.models import ChainRun
from tasks.models import Handoff, Task
from tests.factories import make_company, make_contact, make_deal
from timeline import subjects
from timeline.keeping import keep
from timeline.models import File

from .relay import done, make_template, plan, relay, result, start, states, steps

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, name="Plough for Zarya", company=make_company(anna))


@pytest.fixture
def template(anna, boris, vera):
    return relay(anna, boris, vera)


@pytest.fixture
def run(template, anna, deal):
    return start(template, anna, deal)


def told(template, people, **changes):
    keys = [facts["key"] for facts in template.snapshot()]
    named = {f"who-{key}": person.pk for key, person in zip(keys, people, strict=True)}
    return {"name": "Zarya", "day": "2026-11-17", "note": "Hurry", "token": str(uuid.uuid4())} | named | changes


# -- beginning ------------------------------------------------------------------------


def test_a_chain_begins_from_the_card_of_a_deal(client, anna, boris, vera, template, deal):
    client.force_login(anna)
    assert f"/chains/new/?deal={deal.pk}" in client.get(f"/deals/{deal.pk}/").content.decode()
    shown = client.get(f"/chains/new/?deal={deal.pk}", headers=HTMX).content.decode()
    assert "Find the client" in shown
    assert "Anna" in shown
    paper = keep(SimpleUploadedFile("offer.txt", b"offer"), deal, by=anna)
    given = told(template, [anna, boris, vera], participants=[vera.pk], files=[paper.pk])
    response = client.post(f"/chains/new/{template.pk}/?deal={deal.pk}", given, headers=HTMX)
    assert response.status_code == 204
    run = ChainRun.objects.get()
    assert (run.name, run.note, run.subject) == ("Zarya", "Hurry", deal)
    assert list(run.participants.all()) == [vera]
    assert list(run.files.all()) == [paper]
    assert "Step 1 of 3: Find the client" in client.get(f"/deals/{deal.pk}/").content.decode()


@pytest.mark.parametrize("kind", ["contact", "company"])
def test_a_chain_begins_from_the_card_of_a_client(client, anna, boris, vera, template, kind):
    record = make_contact(anna) if kind == "contact" else make_company(anna)
    client.force_login(anna)
    assert f"/chains/new/?{kind}={record.pk}" in client.get(subjects.url_of(record)).content.decode()
    client.post(f"/chains/new/{template.pk}/?{kind}={record.pk}", told(template, [anna, boris, vera]))
    assert ChainRun.objects.get().subject == record
    assert client.get(f"/chains/panel/{kind}/{record.pk}/").status_code == 200


def test_one_form_sent_twice_begins_one_chain(client, anna, boris, vera, template, deal):
    client.force_login(anna)
    given = told(template, [anna, boris, vera])
    for _time in range(2):
        client.post(f"/chains/new/{template.pk}/?deal={deal.pk}", given)
    assert ChainRun.objects.count() == 1


def test_what_was_typed_stays_where_it_is_refused(client, anna, boris, vera, auditor, template, deal):
    client.force_login(anna)
    url = f"/chains/new/{template.pk}/?deal={deal.pk}"
    late = client.post(url, told(template, [anna, boris, vera], day="2026-11-01"), headers=HTMX)
    assert late.status_code == 422
    assert "Hurry" in late.content.decode()
    foreign = client.post(url, told(template, [anna, boris, auditor]), headers=HTMX)
    assert foreign.status_code == 422
    nobody = told(template, [anna, boris, vera]) | {f"who-{template.snapshot()[0]['key']}": ""}
    assert client.post(url, nobody, headers=HTMX).status_code == 422
    assert not ChainRun.objects.exists()


def test_a_foreign_card_is_not_there_and_a_seen_one_is_refused(client, vera, auditor, template, deal):
    for person, status in ((vera, 404), (auditor, 403)):
        client.force_login(person)
        assert client.get(f"/chains/new/?deal={deal.pk}").status_code == status
        assert client.post(f"/chains/new/{template.pk}/?deal={deal.pk}", {}).status_code == status


def test_there_is_nothing_to_begin_without_templates(client, anna, deal):
    client.force_login(anna)
    assert "/chains/new/" not in client.get(f"/deals/{deal.pk}/").content.decode()
    assert "no chains yet" in client.get(f"/chains/new/?deal={deal.pk}").content.decode()


def test_of_several_templates_one_is_chosen(client, anna, template, deal):
    make_template([plan("a", "Ask for a score")], name="After the sale")
    client.force_login(anna)
    shown = client.get(f"/chains/new/?deal={deal.pk}").content.decode()
    assert "After the sale" in shown
    assert "Relay" in shown


# -- the page of a chain ----------------------------------------------------------------


def test_its_page_tells_the_plan_and_the_fact(client, anna, run):
    done(steps(run)[0], anna)
    client.force_login(anna)
    page = client.get(f"/chains/{run.pk}/").content.decode()
    assert "Make the deal" in page
    assert "33 %" in page
    assert "?tab=comments" in page
    assert "?tab=calls" not in page
    assert "in fact" in page
    assert "planned" in page


def test_a_foreign_chain_is_not_there(client, egor, head2, run):
    for person in (egor, head2):
        client.force_login(person)
        for path in ("", "stop/", "note/", f"steps/{steps(run)[1].pk}/executor/"):
            assert client.get(f"/chains/{run.pk}/{path}").status_code == 404
        assert client.post(f"/chains/{run.pk}/stop/", {"reason": "Mine"}).status_code == 404
    run.refresh_from_db()
    assert run.state == "running"


def test_who_only_works_in_it_does_not_steer(client, boris, run):
    client.force_login(boris)
    assert client.get(f"/chains/{run.pk}/").status_code == 200
    assert client.post(f"/chains/{run.pk}/stop/", {"reason": "Enough"}).status_code == 403
    run.refresh_from_db()
    assert run.state == "running"


def test_it_is_stopped_with_a_reason(client, anna, run):
    client.force_login(anna)
    for nothing in ("", "\u200f"):
        assert client.post(f"/chains/{run.pk}/stop/", {"reason": nothing}, headers=HTMX).status_code == 422
    assert client.post(f"/chains/{run.pk}/stop/", {"reason": "The client left"}, headers=HTMX).status_code == 204
    assert client.post(f"/chains/{run.pk}/stop/", {"reason": "Again"}, headers=HTMX).status_code == 409
    assert "The client left" in client.get(f"/chains/{run.pk}/").content.decode()


def test_another_executor_is_named(client, anna, boris, vera, auditor, run):
    client.force_login(anna)
    second = steps(run)[1]
    url = f"/chains/{run.pk}/steps/{second.pk}/executor/"
    assert client.get(url, headers=HTMX).status_code == 200
    assert client.post(url, {"person": auditor.pk}, headers=HTMX).status_code == 422
    assert client.post(url, {"person": vera.pk, "version": run.version}, headers=HTMX).status_code == 204
    assert steps(run)[1].executor == vera
    assert client.post(url, {"person": boris.pk, "version": run.version}, headers=HTMX).status_code == 409
    assert steps(run)[1].executor == vera


def test_the_note_and_the_participants_are_changed(client, anna, vera, run):
    client.force_login(anna)
    given = {"note": "Call before noon", "participants": [vera.pk], "seen": run.version}
    assert client.get(f"/chains/{run.pk}/note/", headers=HTMX).status_code == 200
    assert client.post(f"/chains/{run.pk}/note/", given, headers=HTMX).status_code == 204
    assert client.post(f"/chains/{run.pk}/note/", given, headers=HTMX).status_code == 409
    assert "Call before noon" in client.get(f"/chains/{run.pk}/").content.decode()


def test_its_page_asks_the_same_however_many_steps(client, anna, deal, bare_frame):
    counts = []
    for number in (2, 9):
        rows = [plan(f"s{i}", f"Step {i}", anna, next=f"s{i + 1}" if i < number - 1 else None) for i in range(number)]
        found = start(make_template(rows, name=f"Chain {number}"), anna, deal)
        client.force_login(anna)
        client.get(f"/chains/{found.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/chains/{found.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- the task of a step -------------------------------------------------------------------


def test_the_task_tells_its_chain_and_what_follows(client, anna, run):
    client.force_login(anna)
    task = steps(run)[0].task
    assert "step 1 of 3" in client.get(f"/tasks/{task.pk}/").content.decode()
    dialog = client.get(f"/tasks/{task.pk}/completion/").content.decode()
    assert "goes on by itself: Make the deal" in dialog
    assert 'name="hand_over"' not in dialog


def test_the_result_chosen_in_the_dialog_decides(client, anna, boris, vera, deal):
    refused = result("Refused")
    template = make_template([plan("a", "Ask", anna, next="b", branches=[(refused, None)]), plan("b", "Sell", boris)], name="Asking")
    run = start(template, anna, deal)
    client.force_login(anna)
    task = steps(run)[0].task
    assert "Refused: the chain ends; otherwise: Sell" in client.get(f"/tasks/{task.pk}/completion/").content.decode()
    client.post(f"/tasks/{task.pk}/completion/", {"result": refused.pk, "text": ""})
    run.refresh_from_db()
    assert (run.state, states(run)) == ("done", [("Ask", "done"), ("Sell", "skipped")])


def test_completion_is_taken_back_by_the_toast(client, anna, boris, run):
    client.force_login(anna)
    task = steps(run)[0].task
    client.post(f"/tasks/{task.pk}/completion/", {"text": ""}, headers=HTMX)
    assert Task.objects.open().of(boris).count() == 1
    client.post(f"/tasks/{task.pk}/completion/undo/", headers=HTMX)
    assert not Task.objects.open().of(boris).exists()
    assert states(run)[0] == ("Find the client", "in_work")


def test_a_step_is_accepted_and_returned_by_the_pages_of_hand_offs(client, anna, boris, vera, deal):
    run = start(relay(anna, boris, vera, accepted=True), anna, deal)
    done(steps(run)[0], anna)
    client.force_login(boris)
    task = steps(run)[1].task
    assert client.get(f"/deals/{deal.pk}/").status_code == 404
    client.post(f"/tasks/{task.pk}/return/", {"text": "No act"})
    assert (steps(run)[1].state, steps(run)[1].returns) == ("planned", 1)
    client.force_login(anna)
    assert "begins again" in client.get(f"/tasks/{steps(run)[1].comeback_id}/completion/").content.decode()
    client.post(f"/tasks/{steps(run)[1].comeback_id}/completion/", {"text": "Here it is"})
    client.force_login(boris)
    client.post(f"/tasks/{steps(run)[1].task_id}/acceptance/")
    assert steps(run)[1].state == "in_work"
    assert client.get(f"/deals/{deal.pk}/").status_code == 200
    assert Handoff.objects.count() == 2


# -- what is added on the way ------------------------------------------------------------


def attach(client, run, name="photo.txt"):
    upload = {"files": SimpleUploadedFile(name, b"as it looks")}
    return client.post(f"/timeline/chain_run/{run.pk}/files/new/", upload, headers=HTMX)


@pytest.mark.parametrize("who", ["anna", "boris", "egor", "head"])
def test_who_takes_part_adds_files_and_notes_after_the_start(client, request, anna, boris, egor, run, who):
    run.note_down(by=anna, note="", participants=[egor])
    person = request.getfixturevalue(who)
    client.force_login(person)
    assert f"/timeline/chain_run/{run.pk}/files/new/" in client.get(f"/chains/{run.pk}/").content.decode()

    assert attach(client, run).status_code == 204 or run.entries.filter(verb="file_added").exists()
    client.post(f"/timeline/chain_run/{run.pk}/comment/", {"text": "Looked at it", "token": str(uuid.uuid4())}, headers=HTMX)

    file = File.objects.of("chain_run", run.pk).get()
    assert file.uploaded_by == person
    page = client.get(f"/chains/{run.pk}/").content.decode()
    assert "photo.txt" in page
    assert "Looked at it" in page
    assert client.get(f"/timeline/chain_run/{run.pk}/files/{file.pk}/").status_code == 200


def test_a_stranger_finds_no_chain_and_no_file_and_a_reader_adds_nothing(client, anna, vera, head2, auditor, run):
    client.force_login(anna)
    attach(client, run)
    file = File.objects.of("chain_run", run.pk).get()

    client.force_login(head2)
    assert attach(client, run).status_code == 404
    assert client.get(f"/timeline/chain_run/{run.pk}/files/{file.pk}/").status_code == 404
    client.force_login(auditor)
    assert client.get(f"/timeline/chain_run/{run.pk}/files/{file.pk}/").status_code == 200
    assert attach(client, run).status_code == 403
    assert File.objects.of("chain_run", run.pk).count() == 1


def test_a_chain_that_ended_is_added_to_by_who_watches_over_it_alone(client, anna, boris, egor, deal, run):
    run.note_down(by=anna, note="", participants=[egor])
    run.stop("The client thinks", by=anna)

    client.force_login(boris)
    assert attach(client, run).status_code in (403, 404)
    client.force_login(egor)
    assert attach(client, run).status_code in (403, 404)
    client.force_login(anna)
    attach(client, run)
    assert File.objects.of("chain_run", run.pk).count() == 1


def test_the_page_of_a_chain_costs_the_same_with_many_files(client, anna, run):
    client.force_login(anna)
    attach(client, run)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/chains/{run.pk}/").status_code == 200
        return len(captured)

    asked()
    one = asked()
    for number in range(5):
        attach(client, run, f"{number}.txt")

    assert asked() == one
