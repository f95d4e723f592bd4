"""An edition asks for a test on its changes: whoever owes them is given one, once, in the same breath as the reading."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from crm_project.lib import clock
from notifications.models import Notice
from regulations import effects
from regulations.models import SectionChange
from tests.factories import make_user
from tests.regulations.desk import SUMMARY, describe, rewrite, text
from tests.regulations.reading_hands import MOSCOW
from training import on_changes, ticking
from training.models import Certificate, ChangeTest, Question, TestAssignment

from .desk import ask, bank, book, define, fresh, give, play, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """`at(17)`: it is 17 November 2026, noon in Moscow, and time goes on."""

    def moved(day):
        away = datetime(2026, 11, 1, 12, tzinfo=MOSCOW) + timedelta(days=day - 1) - timezone.now()
        monkeypatch.setenv("APP_TEST_CLOCK", f"{'+' if away >= timedelta() else ''}{away.total_seconds():.0f}")

    return moved


@pytest.fixture(autouse=True)
def tuesday_noon(at, roles):
    at(17)


@pytest.fixture
def olga(company_root):
    """She writes the handbook; the admin of the other tests reads."""
    return make_user("olga", department=company_root, role="administrator")


def on_the_first_paragraph(number=4):
    """Questions on the first paragraph of «third», which what is added below does not touch."""
    place = section("third")
    block = text(book().edition_in_force(), "third").blocks[0]["id"]
    return [ask(f"c-{n}", (place, block)) for n in range(number)]


def changed(by, *, test=True):
    draft = book().open_draft(by=by)
    rewrite(draft, "third", "Write it down.\n\nEvery time.\n\nBefore 18:00.", by=by)
    describe(draft, "third", by=by, requires_test=test, change_note="The hour.")
    return draft


def publish(draft, by, **facts):
    draft.publish(by=by, summary=SUMMARY, **facts)
    return draft


def given():
    return TestAssignment.objects.filter(test__genre="change")


def told(person, verb="test.given"):
    return list(Notice.objects.filter(recipient=person, verb=verb))


# -- what the editor says -----------------------------------------------------------


def test_the_editor_ticks_a_test_and_the_change_says_so(handbook, olga, anna, browser):
    draft = changed(olga, test=False)
    before = draft.mark
    address = reverse("regulations:describe", args=["INS-01", "third"])
    values = {"change_class": "substantive", "change_note": "The hour.", "required_reading": "on", "requires_test": "on"}
    assert browser(anna).post(address, values).status_code in (403, 404)
    assert not draft.nodes.get(section__code="third").requires_test
    response = browser(olga).post(address, values)
    assert response.status_code in (200, 204, 302)
    assert draft.nodes.get(section__code="third").requires_test
    assert draft.mark != before, "what was looked at is what is published"
    assert "a test on it" in browser(olga).get(reverse("regulations:publication", args=["INS-01"])).content.decode()
    publish(book().draft, olga)
    assert SectionChange.objects.get(section__code="third").requires_test
    assert not book().open_draft(by=olga).nodes.filter(requires_test=True).exists(), "the next edition asks anew"


def test_an_editorial_change_asks_for_no_test(handbook, olga, egor):
    on_the_first_paragraph()
    draft = book().open_draft(by=olga)
    rewrite(draft, "third", "Write it down!\n\nEvery time.", by=olga)
    describe(draft, "third", by=olga, requires_test=True, change_class="editorial")
    publish(draft, olga)
    assert not SectionChange.objects.filter(requires_test=True).exists()
    assert not given().exists()
    assert not ChangeTest.objects.exists()


# -- who is given it ------------------------------------------------------------------


def test_whoever_owes_the_section_is_given_a_test_on_it_once(handbook, questions, olga, egor, anna, auditor):
    on_the_first_paragraph()
    edition = publish(changed(olga), olga)
    people = set(given().values_list("user__first_name", flat=True))
    assert {"Egor", "Anna"} <= people
    assert "Olga" not in people, "who published it knows"
    assert not people & {"Auditor"}, "who only looks is asked nothing"
    mine = given().get(user=egor)
    assert (mine.about, mine.reason, mine.edition) == ([section("third").pk], "change", edition)
    assert mine.due_at.isoformat() == "2026-11-24T15:00:00+00:00", "five working days"
    attempt = mine.start(by=egor)
    assert {item.question_version.question.code for item in attempt.items.with_questions()} == {"c-0", "c-1", "c-2", "c-3"}
    count = given().count()
    ChangeTest.begin(edition), on_changes.begin(edition), ticking.tick()
    effects.in_force(edition)
    assert given().count() == count


def test_it_is_told_in_the_notice_of_the_reading(handbook, olga, egor):
    on_the_first_paragraph()
    publish(changed(olga), olga)
    [notice] = told(egor, "reading.asked")
    assert notice.details["test_due"] == "2026-11-24"
    assert not told(egor), "not a second time"


def test_an_edition_for_a_later_day_gives_it_on_that_day(handbook, olga, egor, at):
    on_the_first_paragraph()
    publish(changed(olga), olga, effective_at=clock.now() + timedelta(days=2))
    assert not given().exists()
    at(20)
    from regulations.jobs import editions_take_effect

    editions_take_effect(), editions_take_effect()
    assert given().filter(user=egor).count() == 1


def test_two_at_once_give_it_once(transactional_db, roles, egor, company_root):
    olga = make_user("olga", department=company_root, role="administrator")
    edition = publish(changed(olga), olga)
    on_the_first_paragraph()
    row = ChangeTest.objects.get(edition=edition)

    def give_out():
        row.give_out()
        connections.close_all()

    threads = [threading.Thread(target=give_out) for _n in range(2)]
    [one.start() for one in threads], [one.join() for one in threads]
    assert given().filter(user=egor).count() == 1
    assert len(told(egor)) == 1


# -- too few questions ------------------------------------------------------------------


def test_with_two_questions_nobody_gets_a_broken_test_and_the_heads_know(handbook, olga, egor, head):
    on_the_first_paragraph(2)
    edition = publish(changed(olga), olga)
    assert not given().exists()
    assert ChangeTest.objects.get(edition=edition).state == "waiting"
    [notice] = told(head, "test.none_on_change")
    assert (notice.details["found"], notice.details["wanted"]) == (2, 3)
    ticking.tick(), ticking.tick()
    assert len(told(head, "test.none_on_change")) == 1
    assert not given().exists()


def test_once_its_questions_are_looked_through_it_is_given(handbook, olga, egor):
    ask_three = [ask(f"w-{n}", "third") for n in range(3)]
    publish(changed(olga), olga)
    assert set(Question.objects.filter(code__startswith="w-").values_list("state", flat=True)) == {"needs_review"}
    assert not given().exists()
    for question in ask_three:
        question.activate(by=olga)
    ticking.tick(), ticking.tick()
    assert given().filter(user=egor).count() == 1
    assert len(told(egor)) == 1, "the reading was told before: this comes by itself"


def test_after_two_weeks_nobody_waits_for_it(handbook, olga, egor, at):
    edition = publish(changed(olga), olga)
    at(32)
    on_the_first_paragraph()
    ticking.tick()
    assert ChangeTest.objects.get(edition=edition).state == "dropped"
    assert not given().exists()


def test_the_publication_page_foresees_it(handbook, olga, egor, anna, browser):
    bank(2, where=("third",))
    on_the_first_paragraph()
    draft = changed(olga)
    lines = dict(on_changes.foresee(draft, olga))
    assert lines["Questions to be looked through before they are asked again"] == 2
    number = lines["Tests on the change"]
    assert "Tests on the change" in browser(olga).get(reverse("regulations:publication", args=["INS-01"])).content.decode()
    publish(draft, olga)
    assert given().count() == number


def test_the_publication_page_warns_of_too_few(handbook, olga, egor, browser):
    draft = changed(olga)
    lines = dict(on_changes.foresee(draft, olga))
    assert lines["Tests on the change"] == 0
    assert lines["People who get no test yet, for fewer than three questions hold for the new text"] >= 1


# -- certificates -------------------------------------------------------------------------


@pytest.fixture
def certified(test, egor):
    play(give(test, egor).start(by=egor), egor)
    return Certificate.objects.get(user=egor)


def test_a_certificate_needs_a_supplement_until_the_test_is_passed(certified, olga, egor):
    on_the_first_paragraph()
    assert dict(on_changes.foresee(changed(olga), olga))["Certificates that need this test as a supplement"] == 1
    publish(book().draft, olga)
    certified.refresh_from_db()
    assert (certified.state, (certified.supplement_by - clock.now()).days) == ("supplement_required", 13)
    assert Certificate.objects.in_force().filter(pk=certified.pk).exists()
    play(given().get(user=egor).start(by=egor), egor)
    certified.refresh_from_db()
    assert (certified.state, certified.supplement_by) == ("valid", None)


def test_after_its_grace_it_does_not_hold_until_the_test_is_passed(certified, olga, egor, at):
    on_the_first_paragraph()
    publish(changed(olga), olga)
    at(32)
    assert not Certificate.objects.in_force().filter(pk=certified.pk).exists()
    play(given().get(user=egor).start(by=egor), egor)
    assert Certificate.objects.in_force().filter(pk=certified.pk).exists()


def test_a_waived_test_asks_for_no_supplement(certified, olga, egor, head):
    on_the_first_paragraph()
    publish(changed(olga), olga)
    given().get(user=egor).waive("Was on the project.", by=fresh(head))
    certified.refresh_from_db()
    assert certified.state == "valid"


# -- the next edition ---------------------------------------------------------------------


def test_a_later_edition_asks_along_what_was_not_begun(handbook, olga, egor, anna):
    on_the_first_paragraph()
    [ask(f"f-{n}", "other") for n in range(3)]
    publish(changed(olga), olga)
    attempt = given().get(user=anna).start(by=anna)
    draft = book().open_draft(by=olga)
    describe(draft, "first", by=olga, requires_test=True)
    block = text(draft, "first").blocks[0]["id"]
    [ask(f"n-{n}", (section("first"), block)) for n in range(3)]
    rewrite(draft, "first", "Call within 15 minutes.\n\nAnd write.", by=olga)
    publish(draft, olga)
    assert given().open().get(user=egor).about == sorted([section("first").pk, section("third").pk])
    assert given().open().get(user=anna).attempts.get() == attempt, "what goes on is finished first"
    play(attempt, anna)
    ticking.tick()
    assert given().open().get(user=anna).about == [section("first").pk]


def test_other_tests_are_not_touched(handbook, olga, egor, questions):
    other = give(define("other-test"), egor)
    on_the_first_paragraph()
    publish(changed(olga), olga)
    other.refresh_from_db()
    assert other.state == "pending"
