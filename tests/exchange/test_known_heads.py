"""How the columns of a table were mapped is remembered for all of the company, and how it is read can be mended by hand."""

import pytest
from django.urls import reverse

from contacts.models import Company
from deals.ready import make_ready_funnels
from exchange.models import ImportRun, KnownHead
from tests.exchange.walking import proposed, start, take_columns, take_values, upload, walk

pytestmark = pytest.mark.django_db
TABLE = "Название;Телефон;Прозвище;Заметка\nЗаря;+79184421906;Зорька;да\n"


@pytest.fixture(autouse=True)
def _files_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def columns(client, run, query=""):
    return client.get(reverse("exchange:columns", args=[run.pk]) + query)


def test_the_next_such_table_is_mapped_as_last_time(client, admin, head):
    client.force_login(admin)
    walk(client, "a.csv", TABLE, columns={"column_2": "about", "column_3": ""})
    client.force_login(head)

    page = columns(client, run := upload(client, "b.csv", TABLE.upper().replace("ЗАРЯ", "Колос")))

    assert proposed(page) == {"column_0": "name", "column_1": "phone", "column_2": "about", "column_3": ""}
    assert str(page.context["last"].by) == str(admin)
    assert run.by == head
    take_columns(client, run, column_2="industry")
    take_values(client, run)
    start(client, run)
    assert Company.objects.get(name="Колос").industry == "ЗОРЬКА"
    assert KnownHead.objects.get().mapping == {"0": "name", "1": "phone", "2": "industry"}


def test_the_titles_may_be_recognised_anew(client, admin):
    client.force_login(admin)
    walk(client, "a.csv", TABLE, columns={"column_1": ""})

    page = columns(client, upload(client, "b.csv", TABLE), "?fresh=1")

    assert (page.context["last"], proposed(page)["column_1"]) == (None, "phone")


def test_another_table_or_kind_knows_nothing(client, admin):
    client.force_login(admin)
    walk(client, "a.csv", TABLE)

    assert columns(client, upload(client, "b.csv", TABLE.replace("Заметка", "Ещё"))).context["last"] is None
    assert columns(client, upload(client, "b.csv", TABLE, what="contacts")).context["last"] is None


def test_a_field_of_its_own_is_found_again_by_whoever_may_make_none(client, admin, head):
    client.force_login(admin)
    _found, first = walk(client, "a.csv", TABLE)
    assert sum(key.startswith("extra:") for key in first.mapping.values()) == 2
    client.force_login(head)

    page = columns(client, upload(client, "b.csv", TABLE))

    assert proposed(page)["column_2"] == first.mapping["2"]


def test_a_table_read_wrongly_is_read_again_as_a_person_says(client, admin):
    client.force_login(admin)
    run = upload(client, "a.csv", "Название,Город;район\nЗаря,Ейск;юг\n".encode("cp866"))

    page = columns(client, run)
    assert (page.context["reading"].initial["encoding"], run.reading["separator"]) == ("cp1251", ";")
    client.post(reverse("exchange:reading", args=[run.pk]), {"what": "companies", "encoding": "cp866", "separator": ","})

    run.refresh_from_db()
    assert (run.head, run.mapping, run.reading["encoding"]) == (["Название", "Город;район"], {}, "cp866")
    take_columns(client, run)
    take_values(client, run)
    start(client, run)
    assert [one.name for one in Company.objects.all()] == ["Заря"]


def test_what_is_in_a_table_may_be_said_after_a_look(client, admin):
    client.force_login(admin)
    run = upload(client, "a.csv", "Название;Телефон\nЗаря;+79184421906\n")

    answers = {"what": "contacts", "encoding": "utf-8-sig", "separator": ";"}
    client.post(reverse("exchange:reading", args=[run.pk]), answers)

    run.refresh_from_db()
    assert (run.what, proposed(columns(client, run))["column_1"]) == ("contacts", "phone")


@pytest.mark.parametrize("answers", [{}, {"what": "x"}, {"what": "companies", "encoding": "rot13", "separator": ";"}, {"what": "people"}])
def test_an_answer_that_is_none_changes_nothing(client, head, answers):
    client.force_login(head)
    run = upload(client, "a.csv", TABLE)

    response = client.post(reverse("exchange:reading", args=[run.pk]), answers, follow=True)

    assert [str(message) for message in response.context["messages"]]
    assert ImportRun.objects.get(pk=run.pk).reading == run.reading


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("head2", 404), ("auditor", 403)])
def test_the_wrong_person_reads_nothing_again(client, request, head, who, status):
    client.force_login(head)
    run = upload(client, "a.csv", TABLE)
    client.force_login(request.getfixturevalue(who))

    answers = {"what": "companies", "encoding": "cp866", "separator": ";"}
    assert client.post(reverse("exchange:reading", args=[run.pk]), answers).status_code == status
    assert ImportRun.objects.get(pk=run.pk).reading == run.reading


def test_a_started_import_is_read_no_other_way(client, head):
    client.force_login(head)
    _found, run = walk(client, "a.csv", TABLE, columns={"column_2": "", "column_3": ""})

    answers = {"what": "companies", "encoding": "cp866", "separator": ";"}
    assert client.post(reverse("exchange:reading", args=[run.pk]), answers).status_code == 404


def test_what_such_a_table_held_last_time_it_holds_again(client, admin, roles):
    make_ready_funnels("ru")
    client.force_login(admin)
    run = upload(client, "a.csv", "Имя;Телефон;Отчество\nНина;+79184421906;\n", what="leads")
    take_columns(client, run)
    take_values(client, run)
    start(client, run)

    assert upload(client, "b.csv", "Имя;Телефон;Отчество\nПётр;+79184421907;\n").what == "leads"


def test_a_way_to_read_that_leaves_nothing_is_refused_and_nothing_forgotten(client, head):
    client.force_login(head)
    run = upload(client, "a.csv", TABLE)

    answers = {"what": "companies", "encoding": "utf-16-le", "separator": ";"}
    response = client.post(reverse("exchange:reading", args=[run.pk]), answers, follow=True)

    assert response.redirect_chain == [(reverse("exchange:columns", args=[run.pk]), 302)]
    assert [str(message) for message in response.context["messages"]]
    assert ImportRun.objects.get(pk=run.pk).head == run.head
