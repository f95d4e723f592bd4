"""A new colleague passes the first test: they and whoever leads them are told, once, also where no admission hangs on it."""

import pytest

from notifications.models import Notice

from .desk import define, give, play

pytestmark = pytest.mark.django_db


def verbs(person):
    return sorted(
        Notice.objects.filter(recipient=person, verb__startswith="test.").exclude(verb="test.given").values_list("verb", flat=True)
    )


def test_egor_and_his_head_hear_of_it_once(questions, egor, head, head2, admin):
    attempt = play(give(define(), egor).start(by=egor), egor)
    attempt.assignment.settle(attempt)
    assert (verbs(egor), verbs(head)) == (["test.graded"], ["test.passed_of"])
    assert verbs(head2) == verbs(admin) == []
    assert not Notice.objects.get(recipient=egor, verb="test.graded").details["admitted"]


def test_where_new_leads_hang_on_it_it_says_so_and_is_told_once(questions, egor, head):
    play(give(define(gates_admission=True), egor).start(by=egor), egor)
    assert (verbs(egor), verbs(head)) == (["test.graded"], ["test.admitted"])
    assert Notice.objects.get(recipient=egor, verb="test.graded").details["admitted"]


def test_of_other_tests_the_screen_is_enough(questions, egor, head):
    play(give(define(genre="section", rules=[("section_subtree", {})]), egor).start(by=egor), egor)
    assert (verbs(egor), verbs(head)) == ([], [])


def test_who_fails_is_told_nothing_of_passing(questions, egor, head):
    play(give(define(attempts=3), egor).start(by=egor), egor, good=0)
    assert (verbs(egor), verbs(head)) == ([], [])


@pytest.mark.parametrize(("language", "said"), [("en", "gets new leads|you get new leads"), ("ru", "лиды")])
def test_it_reads_in_both_languages(questions, egor, head, browser, language, said):
    play(give(define(gates_admission=True), egor).start(by=egor), egor)
    for person in (egor, head):
        person.language = language
        person.save(update_fields=["language"])
        page = browser(person).get("/notices/").content.decode()
        assert any(words in page for words in said.split("|"))
