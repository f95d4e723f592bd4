"""Training mode: what is made in it is nobody else's (I-18), and it never reaches another request."""

import json
import re
import threading
from contextlib import nullcontext, suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, connections, transaction
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from contacts.models import Contact, Source
from crm_project.lib import live, training_mode, wake
from crm_project.lib.training_mode import NoSuchRoom, SettingsAreShared, inside
from deals.models import Deal, Funnel
from exchange.models import ImportRun
from leads.models import Lead
from notifications.models import Notice
from outbox.models import Parcel
from tests.factories import make_deal, make_user
from tests.leads.test_distribution import make_scenario
from timeline.models import Entry
from training.middleware import TrainingModeMiddleware
from training.models import PracticeRun
from training.practice import rooms
from workday.models import AbsenceRequest

pytestmark = pytest.mark.django_db
NAME = "Quite Unmistakable"


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


@pytest.fixture
def anna_trains(play, anna):
    """Anna is in training mode and has made a lead there."""
    player = play(anna, "P-01")
    player.post("/leads/new/", person=NAME, phone_typed=player.phone, source=player.source["id"])
    return player


def path_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path'), current_schema()")
        return cursor.fetchone()


# -- I-18 ------------------------------------------------------------------------------


def test_i_18_the_trainee_sees_it_and_every_page_of_it_says_so(anna_trains):
    page = anna_trains.client.get("/leads/").content.decode()
    assert NAME in page
    assert "k-training" in page
    assert "There is no lead" not in page, "nothing is called missing before the first look"
    for path in ("/", "/deals/", "/tasks/", "/clients/", "/calls/", "/day/", "/notices/", "/handbook/"):
        assert "k-training" in anna_trains.client.get(path, follow=True).content.decode(), path


@pytest.mark.parametrize("who", ["anna", "boris", "head", "admin", "auditor"])
def test_i_18_nobody_else_sees_it_not_even_the_trainee_at_work(request, anna_trains, browser, who):
    window = browser(request.getfixturevalue(who))
    lead = anna_trains.run.pk
    with inside(anna_trains.room):
        lead = Lead.objects.get().pk
    for path in ("/leads/", "/leads/?view=work", f"/search/?q={NAME.split()[1]}", "/reports/", "/day/", "/day/department/", "/notices/"):
        assert NAME not in window.get(path, follow=True).content.decode(), path
    assert window.get(f"/leads/{lead}/").status_code == 404


def test_i_18_no_table_of_the_company_holds_a_trace(anna_trains):
    with inside(anna_trains.room):
        assert (Lead.objects.count(), Entry.objects.filter(subject_kind="lead").count()) == (1, 1)
    for table in sorted(training_mode.record_tables()):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM public."{table}" AS t WHERE t::text LIKE %s', [f"%{NAME}%"])
            assert cursor.fetchone()[0] == 0, table
    assert not Lead.objects.exists()
    assert not Notice.objects.filter(subject_kind="lead").exists()
    assert not Parcel.objects.filter(payload__icontains="lead").exists()


def test_i_18_day_distribution_and_export_know_nothing_of_it(anna_trains, anna, head, browser):
    from leads.jobs import distribute
    from workday.live import day_of

    distribute()
    assert day_of(anna)[0].total == 0
    exported = browser(head).get("/deals/list/export/")
    assert NAME not in b"".join(exported.streaming_content if exported.streaming else [exported.content]).decode("utf-8", "replace")


def test_i_18_keys_are_never_those_of_real_records(anna_trains, anna):
    real = make_deal(anna, Funnel.objects.for_deals().get().entry)
    with inside(anna_trains.room):
        trained = make_deal(anna, Funnel.objects.for_deals().get().entry)
    assert trained.pk != real.pk
    assert list(Deal.objects.all()) == [real]
    assert anna_trains.client.get(f"/deals/{real.pk}/").status_code == 404


def test_nothing_leaves_in_training_mode(anna_trains, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(live, "_send", lambda *told: sent.append(told))
    monkeypatch.setattr("crm_project.celery.app.send_task", lambda *told, **more: sent.append(told))
    with django_capture_on_commit_callbacks(execute=True):
        anna_trains.post("/leads/new/", person="Another", phone_typed="+79990000001")
        with inside(anna_trains.room):
            live.publish("user:1", "badges")
            wake.wake()
    assert sent == []


# -- pages that were opened in another mode -----------------------------------------------


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


@pytest.fixture
def strict(play, anna):
    """Anna's browser, whose forms must carry the token of the page they stood on."""
    player = play(anna, "P-01")
    player.client.handler.enforce_csrf_checks = True
    return player


def save_contact(client, token, **headers):
    facts = {"person": NAME, "csrfmiddlewaretoken": token}
    return client.post("/clients/contact/new/", facts, headers=headers)


def contacts_of(room=None):
    with inside(room) if room else nullcontext():
        return Contact.objects.filter(last_name__in=NAME.split()).count() + Contact.objects.filter(first_name__in=NAME.split()).count()


def test_a_form_of_training_mode_is_saved_in_training_mode(strict):
    answer = save_contact(strict.client, token_in(strict.client.get("/clients/contact/new/")))
    assert answer.status_code == 302
    assert contacts_of(strict.room)
    assert not contacts_of()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_a_form_of_training_mode_is_not_saved_outside_of_it(strict, headers):
    form = token_in(strict.client.get("/clients/contact/new/"))
    strict.client.post(f"/tests/practice/{strict.run.pk}/leave/", {"csrfmiddlewaretoken": form})
    assert "k-training" not in strict.client.get("/clients/").content.decode()

    answer = save_contact(strict.client, form, **headers)

    assert answer.status_code == 409
    assert "which is over" in answer.content.decode() + answer.headers.get("HX-Trigger", "")
    assert not contacts_of()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_a_real_form_is_not_saved_in_training_mode_and_is_afterwards(strict, headers):
    strict.client.post(f"/tests/practice/{strict.run.pk}/leave/", {"csrfmiddlewaretoken": token_in(strict.client.get("/clients/"))})
    real = token_in(strict.client.get("/clients/contact/new/"))
    strict.client.post(f"/tests/practice/{strict.run.pk}/back/", {"csrfmiddlewaretoken": real})

    answer = save_contact(strict.client, real, **headers)
    assert answer.status_code == 409
    assert "what you typed is kept" in answer.content.decode() + answer.headers.get("HX-Trigger", "")
    assert not contacts_of()
    assert not contacts_of(strict.room)

    strict.client.post(f"/tests/practice/{strict.run.pk}/leave/", {"csrfmiddlewaretoken": real})
    assert save_contact(strict.client, real).status_code == 302
    assert contacts_of()


def test_a_piece_of_a_real_page_is_not_fetched_from_training_mode(strict):
    headers = {"HX-Request": "true", "X-CSRFToken": token_in(strict.client.get("/clients/")).partition("-")[0]}
    assert strict.client.get("/clients/contact/new/", headers=headers).status_code == 409
    headers["X-CSRFToken"] += f"-{strict.run.pk}"
    assert strict.client.get("/clients/contact/new/", headers=headers).status_code == 200


def test_a_mark_somebody_made_up_is_no_way_in(strict):
    form = token_in(strict.client.get("/clients/contact/new/")).partition("-")[0]
    for mark in ("", f"-{strict.run.pk + 1}", "-x", "--"):
        assert save_contact(strict.client, form + mark).status_code == 409
    assert not contacts_of()


# -- settings that belong to all ----------------------------------------------------------


def test_an_enquiry_of_training_mode_is_handed_out_to_nobody(play, anna, boris):
    scenario = make_scenario({boris: 1})
    player = play(anna, "P-01")
    player.post("/leads/new/", person=NAME, phone_typed=player.phone, source=player.source["id"])
    with inside(player.room):
        assert Lead.objects.get().owner_id != boris.pk
    scenario.refresh_from_db()
    assert scenario.turn == 0


def test_what_is_kept_in_the_cache_is_kept_apart(anna_trains):
    from django.core.cache import cache

    cache.set("figures", "real", 60)
    with inside(anna_trains.room):
        assert cache.get("figures") is None
        cache.set("figures", "trained", 60)
    assert cache.get("figures") == "real"
    cache.delete("figures")


# -- settings, rights ------------------------------------------------------------------------


def test_settings_stay_and_the_refusal_says_why(play, admin):
    player = play(admin, "P-01")
    before = Source.objects.count()
    answer = player.client.post("/clients/words/sources/new/", {"name": "Fair"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "Not in training mode" in answer["HX-Trigger"]
    assert Source.objects.count() == before
    answer = player.client.post(f"/people/{admin.pk}/", {"first_name": "Other"}, headers={"HX-Request": "true"})
    assert answer.status_code in (404, 409)
    admin.refresh_from_db()
    assert admin.first_name == "Admin"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_an_import_is_refused_in_its_own_words_and_the_page_stays(play, admin, headers):
    player = play(admin, "P-01")
    page = player.client.get("/import/").content.decode()
    assert "Imports are not for training mode" in page
    file = SimpleUploadedFile("clients.csv", "Имя;Телефон\nИрина;+79184421906\n".encode(), content_type="text/csv")
    answer = player.client.post("/import/", {"file": file, "what": "contacts"}, headers=headers)
    assert answer.status_code == 409
    said = answer.content.decode() + str(json.loads(answer.headers.get("HX-Trigger", "{}")))
    assert "Imports are not for training mode" in said
    assert headers or "Go back with the button of your browser" in said
    assert not ImportRun.objects.exists()


def test_days_off_are_refused_and_nobody_is_asked(play, anna):
    player = play(anna, "P-01")
    facts = {"why": "vacation", "from_on": "2026-11-23", "to_on": "2026-11-24"}
    answer = player.client.post("/day/absences/ask/", facts, headers={"HX-Request": "true"})
    assert answer.status_code == 409, answer.content.decode()
    assert "Days off are real" in answer["HX-Trigger"]
    assert not AbsenceRequest.objects.exists()
    with inside(player.room):
        assert not AbsenceRequest.objects.exists()


def test_no_setting_can_be_written_inside(anna_trains):
    with pytest.raises(SettingsAreShared) as refusal, inside(anna_trains.room):
        Source.objects.create(name="Fair")
    assert refusal.value.table == "contacts_source"
    assert not Source.objects.filter(name="Fair").exists()


def test_no_trigger_of_a_clone_writes_what_is_no_record():
    """Triggers write as they like: those that are not left out name tables of records only."""
    shape, tables = rooms.Shape(), training_mode.record_tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgname = ANY(%s)",
            [[name for _table, name, _definition in shape.triggers]],
        )
        sources = dict(cursor.fetchall())
    import re

    for name, source in sources.items():
        written = set(re.findall(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+_\w+)", source))
        assert written <= tables, name


# -- the mode stays where it is ------------------------------------------------------------------


def test_another_session_of_the_same_person_is_at_work(anna_trains, anna, browser):
    assert "k-training" not in browser(anna).get("/leads/").content.decode()


def test_leaving_and_coming_back(anna_trains):
    run = anna_trains.run
    left = anna_trains.client.post(f"/tests/practice/{run.pk}/leave/")
    assert left["Location"] == f"/tests/attempts/{anna_trains.attempt.pk}/1/"
    assert NAME not in anna_trains.client.get("/leads/").content.decode()
    assert "Back to training" in anna_trains.client.get(left["Location"]).content.decode()
    anna_trains.client.post(f"/tests/practice/{run.pk}/back/")
    assert NAME in anna_trains.client.get("/leads/").content.decode()


@pytest.mark.parametrize("act", ["check", "leave", "back"])
def test_the_run_of_another_is_not_there(anna_trains, boris, browser, act):
    assert browser(boris).post(f"/tests/practice/{anna_trains.run.pk}/{act}/").status_code == 404
    assert PracticeRun.objects.get().times_checked == 0
    assert browser(boris).post(f"/tests/items/{anna_trains.item.pk}/begin/").status_code == 404


def test_the_session_alone_opens_nothing(anna_trains, boris, browser):
    window = browser(boris)
    session = window.session
    session["practice"] = anna_trains.run.pk
    session.save()
    page = window.get("/leads/").content.decode()
    assert NAME not in page
    assert "k-training" not in page
    assert "practice" not in window.session


def test_a_run_that_is_over_ends_the_mode(anna_trains):
    anna_trains.run.end()
    assert "k-training" not in anna_trains.client.get("/leads/").content.decode()


def test_without_its_room_nothing_real_is_shown(anna_trains, anna):
    make_deal(anna, Funnel.objects.for_deals().get().entry, name="A real deal")
    rooms.take_down(anna_trains.room)
    with pytest.raises(NoSuchRoom), inside(anna_trains.room):
        Deal.objects.count()
    answer = anna_trains.client.get("/deals/")
    assert (answer.status_code, answer["Location"]) == (302, "/tests/")


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_after_a_fault_the_connection_looks_at_real_records(anna_trains, fault):
    with pytest.raises(fault), inside(anna_trains.room):
        assert path_now()[1] == anna_trains.room
        raise fault
    assert path_now() == ('"$user", public', "public")
    assert not training_mode.is_on()


def test_after_a_broken_statement_too(anna_trains):
    with inside(anna_trains.room), connection.cursor() as cursor, suppress(ProgrammingError):
        cursor.execute("SELECT no_such_column FROM leads_lead")
    assert path_now() == ('"$user", public', "public")


def asked_in_mode(player, view):
    request = RequestFactory().get("/leads/")
    request.COOKIES["session"] = "x"
    request.session, request.user = {"practice": player.run.pk}, player.person
    return TrainingModeMiddleware(view)(request)


def names():
    yield from (f"{lead.person}\n".encode() for lead in Lead.objects.all())


def test_an_answer_written_bit_by_bit_tells_training_records(anna_trains):
    answer = asked_in_mode(anna_trains, lambda request: StreamingHttpResponse(names()))
    assert path_now()[1] == "public"
    assert b"".join(answer.streaming_content).decode() == f"{NAME}\n"


def test_an_answer_that_is_written_later_has_left_the_mode(anna_trains):
    async def later():
        yield training_mode.schema().encode()

    answer = asked_in_mode(anna_trains, lambda request: StreamingHttpResponse(later()))
    assert answer.is_async
    assert (training_mode.schema(), path_now()[1]) == ("", "public")


# -- two at once --------------------------------------------------------------------------


@pytest.fixture
def no_rooms_left(transactional_db):
    yield
    for name in rooms.standing_rooms():
        rooms.take_down(name)


@pytest.mark.django_db(transaction=True)
def test_two_trainees_at_once_see_only_their_own(no_rooms_left, play, anna, boris):
    players, seen = [play(anna, "P-01"), play(boris, "P-08")], {}
    players[1].client, start = Client(), threading.Barrier(2)
    players[1].client.force_login(boris)
    session = players[1].client.session
    session["practice"] = players[1].run.pk
    session.save()

    def work(player):
        try:
            start.wait(20)
            mine = f"{NAME} {player.person.first_name}"
            for _turn in range(3):
                player.client.post("/leads/new/", {"person": mine, "phone_typed": "+79990000002"})
            seen[player.person.pk] = player.client.get("/leads/").content.decode()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[player]) for player in players]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert f"{NAME} Anna" in seen[anna.pk]
    assert f"{NAME} Boris" in seen[boris.pk]
    assert f"{NAME} Boris" not in seen[anna.pk]
    assert f"{NAME} Anna" not in seen[boris.pk]
    assert not Lead.objects.exists()
    assert path_now()[1] == "public"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_in_training_mode_serves_the_next_person(no_rooms_left, play, anna, boris):
    """Really committed, without the transaction of a test around it."""
    player = play(anna, "P-01")
    player.client.post("/leads/new/", {"person": NAME, "phone_typed": player.phone})
    assert NAME in player.client.get("/leads/").content.decode()
    assert not transaction.get_connection().in_atomic_block
    assert path_now() == ('"$user", public', "public")
    window = Client()
    window.force_login(boris)
    assert NAME not in window.get("/leads/").content.decode()
    assert not Contact.objects.exists()
    assert make_user("new", department=boris.department).pk
