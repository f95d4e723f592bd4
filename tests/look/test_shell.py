"""What hangs in the frame of a page: only what the person may open, only what exists."""

import pytest
from django.test import RequestFactory

from accounts.models import Workspace
from crm_project.lib import shell


class Person:
    is_authenticated = True
    pk = 1

    def may(self, action, kind):
        return kind == "deal"

    def has_right(self, right):
        return False


def asked_by(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.fixture(autouse=True)
def empty_frame(monkeypatch):
    for name, empty in (("_menu", {}), ("_creations", {}), ("_badges", {}), ("_top_slots", [])):
        monkeypatch.setattr(shell, name, empty)


def test_the_menu_hides_what_the_role_does_not_open():
    shell.menu("deals", "Deals", "layout-kanban", "shell:badges", right=("deal", "see"), position=20)
    shell.menu("leads", "Leads", "inbox", "shell:badges", right=("lead", "see"), position=10)
    shell.menu("settings", "Settings", "settings", "shell:badges", right=lambda user: user.has_right("configure"))
    shell.menu("help", "Help", "help-circle", "shell:badges", position=5)
    assert [entry.key for entry in shell.menu_for(Person())] == ["help", "deals"]


def test_a_page_that_nobody_made_is_not_in_the_menu():
    shell.menu("deals", "Deals", "layout-kanban", "no_such:page")
    assert shell.menu_for(Person()) == []


def test_strangers_see_no_menu_and_count_nothing():
    shell.menu("help", "Help", "help-circle", "shell:badges")
    shell.badge("help", lambda request: 1 / 0)
    shell.top_slot(lambda request: 1 / 0)
    stranger = RequestFactory().get("/")
    assert shell.menu_for(None) == []
    assert shell.badge_of("help", stranger) == (0, "")
    assert shell.top_slots(stranger) == []


def test_registering_twice_is_the_same_as_once():
    for _time in range(2):
        shell.create("Deal", "layout-kanban", "shell:badges", key="N")
        shell.menu("deals", "Deals", "layout-kanban", "shell:badges")
    assert len(shell.creations_for(Person())) == len(shell.menu_for(Person())) == 1


@pytest.mark.django_db
def test_all_badges_are_counted_by_one_query(django_assert_num_queries):
    Workspace.objects.get_or_create(defaults={"name": "Ordo"})
    request = asked_by(Person())
    shell.badge("calls", lambda request: None, tone="red")
    shell.badge("deals", lambda request: Workspace.objects.all())
    shell.badge("leads", lambda request: Workspace.objects.none())
    shell.badge("handbook", lambda request: Workspace.objects.all(), is_dot=True)
    with django_assert_num_queries(1):
        assert shell.badge_of("calls", request) == (0, "red")
        assert shell.badge_of("deals", request) == (1, "")
        assert shell.badge_of("leads", request) == (0, "")
        assert shell.badge_of("handbook", request) == ("dot", "")
        assert shell.badge_of("nobody", request) == (0, "")


def test_the_top_shows_only_slots_that_say_something():
    shell.top_slot(lambda request: "")
    shell.top_slot(lambda request: "<b>6</b>")
    assert shell.top_slots(asked_by(Person())) == ["<b>6</b>"]
