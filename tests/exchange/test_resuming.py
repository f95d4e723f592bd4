"""A killed import goes on at its chunk and doubles nothing."""

from datetime import timedelta

import pytest
from django.db import connection

from contacts.models import Company, Contact
from crm_project.lib import clock
from exchange import reading
from exchange.models import ImportRun
from exchange.running import run_import
from exchange.targets import TARGETS
from tests.exchange.conftest import counts

pytestmark = pytest.mark.django_db
PEOPLE = "ФИО;Компания\n" + "\n".join(f"Сомов {n};Фирма {n // 2}" for n in range(10))


class Killed(BaseException):
    """The worker is gone: nothing runs after this."""


def test_a_run_killed_in_its_third_chunk_goes_on_there(head, draft, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 3)
    run, target, seen = draft(head, "contacts", PEOPLE), TARGETS["contacts"], []
    bring = type(target).bring

    def dies(self, pairs, *rest):
        outcome = bring(self, pairs, *rest)
        seen.append(pairs)
        if len(seen) == 3:
            raise Killed
        return outcome

    monkeypatch.setattr(type(target), "bring", dies)
    with pytest.raises(Killed):
        run_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done_rows, Contact.objects.count()) == ("running", 6, 6)

    ImportRun.objects.filter(pk=run.pk).update(heard_at=clock.now() - timedelta(minutes=3))
    run_import(run.pk)

    run.refresh_from_db()
    assert (run.state, *counts(run)) == ("done", 10, 0, 0)
    assert (Contact.objects.count(), Company.objects.count()) == (10, 5)
    assert run.records.filter(kind="contact").count() == 10


def test_a_second_worker_leaves_a_running_import_alone(head, draft):
    run = draft(head, "contacts", PEOPLE)
    ImportRun.objects.filter(pk=run.pk).update(state="running", heard_at=clock.now())

    run_import(run.pk)

    assert Contact.objects.count() == 0


def test_the_same_table_twice_makes_nobody_twice(head, bring):
    first, second = (bring(head, "contacts", PEOPLE) for _time in range(2))

    assert (counts(first), counts(second)) == ((10, 0, 0), (0, 10, 0))
    assert Company.objects.count() == 5


def test_the_planner_hears_of_the_tables_an_import_fills(head, bring):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0, relpages = 0 WHERE relname = 'contacts_contact'")

    bring(head, "contacts", PEOPLE)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'contacts_contact'")
        assert cursor.fetchone() == (10,)


def test_the_first_stage_of_a_funnel_from_a_file_is_called_in_the_singular(admin):
    from django.utils import translation

    from deals.models import Funnel
    from exchange.preparing import _ends_missing

    with translation.override("ru"):
        names = {stage.kind: stage.name for stage in _ends_missing(Funnel(name="Файл"), set())}
    assert names["entry"] == "Новая"
