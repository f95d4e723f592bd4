"""A statement keeps its plan for the connection, and answers the same with and without one."""

import pytest
from django.db import connection, transaction

from crm_project.lib import prepared

pytestmark = pytest.mark.django_db
WORDS = "SELECT n FROM unnest(%(numbers)s::bigint[]) AS n WHERE n > %(least)s AND n <> %(least)s + 1 ORDER BY n"


def ask(numbers, least, words=WORDS):
    with connection.cursor() as cursor:
        prepared.execute(cursor, words, {"numbers": numbers, "least": least})
        return [number for (number,) in cursor.fetchall()]


def plans():
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%unnest($1%%ORDER BY n'")
        return cursor.fetchall()


def test_each_asking_brings_its_own_values():
    assert ask([1, 2, 3, 9], 1) == [3, 9]
    assert ask([7, 8, 9], 7) == [9]
    assert ask([], 0) == []


def test_it_is_planned_once_for_all_values():
    before = sum(generic for generic, _custom in plans())

    for least in range(10):
        ask([1, 2], least)

    [(generic, custom)] = plans()
    assert (generic - before, custom) == (10, 0)


def test_a_transaction_that_is_rolled_back_takes_nothing_with_it():
    words = f"{WORDS} DESC"
    try:
        with transaction.atomic():
            ask([1, 3], 1, words)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert ask([1, 3], 1, words) == [3]


def test_where_connections_are_not_kept_nothing_is_kept_on_them(monkeypatch):
    words = f"{WORDS} LIMIT 1"
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)

    assert ask([1, 3], 1, words) == [3]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%LIMIT 1'")
        assert cursor.fetchone() == (0,)
