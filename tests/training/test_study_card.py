"""What is to be read and passed stands on the person's own day, until it is done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulations.loader import load_default_handbook
from regulations.models import Regulation
from regulations.reading import watching
from regulations.reading.own_panel import owed_by
from tests.factories import make_user
from tests.regulations.reading_hands import confirm, owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(roles, sales):
    """Egor came this morning; the handbook is out."""
    load_default_handbook()
    egor = make_user("egor", department=sales)
    watching.tick()
    return egor


def test_a_new_colleague_sees_the_day_of_the_path_and_what_is_left_of_it(client, path):
    client.force_login(path)
    (first, _standard) = owed_by(path)
    assert (first.code, first.day, first.left == first.total, first.next < first.left) == ("CRM-01", 1, True, True)
    assert "CRM-01: day 1 of 5" in client.get("/day/").content.decode()

    handbook = Regulation.objects.get(code="CRM-01")
    codes = list(owed(path, handbook))[: first.next]
    confirm(path, handbook, *codes)
    assert owed_by(path)[0].day == 2
    page = client.get("/day/").content.decode()
    assert "CRM-01: day 2 of 5" in page
    assert f"{100 * first.next // first.total} % read" in page


def test_it_goes_when_all_is_read_and_passed(client, path, anna):
    for code in ("CRM-01", "STD-01"):
        confirm(path, Regulation.objects.get(code=code))
    client.force_login(path)
    assert "Learning" not in client.get("/day/").content.decode()
    client.force_login(anna)
    assert "day 1 of 5" not in client.get("/day/").content.decode()


def test_it_costs_the_same_for_one_section_and_for_all(client, path):
    client.force_login(path)
    client.get("/day/")
    with CaptureQueriesContext(connection) as many:
        client.get("/day/")
    handbook = Regulation.objects.get(code="CRM-01")
    confirm(path, handbook, *list(owed(path, handbook))[:-1])
    with CaptureQueriesContext(connection) as one:
        client.get("/day/")
    assert len(many) == len(one)
