"""The third breach of one rule within ten working days: told once, answered by reading, waived by the head, withdrawn when it no longer counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Absence
from contacts.limits import limit_to
from contacts.models import Segment
from crm_project.lib import clock
from notifications.models import Notice
from tests.factories import make_company, make_deal, make_task
from timeline.models import Entry
from workday import publishing, third_breach
from workday.models import Breach, DepartmentDay, LedgerRow, RuleSetting, Signal
from workday.refusals import AlreadySettled, NotAllowed, ReasonNeeded
from workday.setting_rules import ask_for_more, set_rules

from .conftest import FRIDAY, MONDAY, moment

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def asked_for(company_root, admin):
    ask_for_more(True, by=admin)


@pytest.fixture
def bare(asked_for, at, anna, stages):
    """Anna's deal without a task, which nobody mends."""
    at("16 10:00")
    return make_deal(anna, stages["Qualified"], name="Bare")


@pytest.fixture
def thrice(bare, close_at, at):
    """Monday, Tuesday and Wednesday are closed with it; it is Thursday morning."""
    for day in (16, 17, 18):
        close_at(f"{day} 18:00")
    at("19 09:00")
    return Signal.objects.get()


def told(verb):
    return [(one.recipient.first_name, one.details["rule"]) for one in Notice.objects.filter(verb=verb).order_by("pk")]


# -- when -------------------------------------------------------------------------------


def test_the_third_breach_makes_a_signal_and_the_second_does_not(bare, close_at, anna, sales):
    close_at("16 18:00"), close_at("17 18:00")
    assert not Signal.objects.exists()

    close_at("18 18:00")

    signal = Signal.objects.get()
    assert (signal.user, signal.rule, signal.department, signal.state) == (anna, "no_task", sales, "open")
    assert (signal.first_on, signal.day, signal.section_code) == (MONDAY, date(2026, 11, 18), "CRM-01/next-step")
    assert signal.breach_ids == list(Breach.objects.order_by("day").values_list("pk", flat=True))


def test_three_cards_of_one_evening_are_three_breaches_and_three_rules_are_not(asked_for, at, close_at, anna, boris, stages):
    at("16 10:00")
    for _ in range(3):
        make_deal(anna, stages["Qualified"])
    make_deal(boris)
    make_task(boris, deal=make_deal(boris, stages["Qualified"]), due_at=moment("16 15:00"))

    close_at("16 18:00")

    assert [(one.user, one.rule, one.first_on) for one in Signal.objects.all()] == [(anna, "no_task", MONDAY)]
    assert Breach.objects.filter(owner=boris).count() == 3


def test_the_person_and_the_head_are_told_once_whatever_runs_again(thrice, close_at, anna, head):
    for _ in range(2):
        close_at("18 18:01")
    third_breach.raise_after(list(LedgerRow.objects.all()))

    assert Signal.objects.count() == 1
    assert (told("day.signal"), told("day.signal_of")) == ([("Anna", "no_task")], [("Head", "no_task")])
    entry = Entry.objects.get(subject_kind="signal", verb="raised")
    assert (entry.actor, entry.details["person"]) == (None, str(anna))


def test_it_comes_once_in_any_ten_working_days_of_the_person(thrice, close_at):
    day = date(2026, 11, 19)
    while day < date(2026, 12, 2):
        close_at(f"{day} 18:00")
        day += timedelta(days=1)
    assert Signal.objects.count() == 1

    close_at("2026-12-02 18:00")

    assert list(Signal.objects.order_by("day").values_list("first_on", "day")) == [
        (MONDAY, date(2026, 11, 18)),
        (date(2026, 11, 19), date(2026, 12, 2)),
    ]


@pytest.mark.parametrize(("away", "is_found"), [(0, False), (1, True)])
def test_ten_working_days_are_those_of_the_persons_own_calendar(bare, close_at, at, anna, away, is_found):
    """Breaches of the 16th, 17th and 30th: the 30th is the eleventh working day, or the tenth of who was away on one."""
    close_at("16 18:00"), close_at("17 18:00")
    at("18 09:00")
    task = make_task(anna, deal=bare, due_at=moment("2026-12-20 12:00"))
    if away:
        Absence.objects.create(user=anna, from_on=date(2026, 11, 25), to_on=date(2026, 11, 25), known_from=clock.now())
    for day in (18, 19, 20, 23, 24, 25, 26, 27):
        close_at(f"{day} 18:00")
    at("30 10:00")
    task.drop(by=anna, reason="Gone")

    close_at("30 18:00")

    assert Breach.objects.count() == 3
    assert Signal.objects.exists() == is_found


def test_days_that_were_missed_make_the_same_signal(bare, close_at, at, anna):
    close_at("19 09:00")

    signal = Signal.objects.get()
    assert (signal.first_on, signal.day) == (MONDAY, date(2026, 11, 18))
    assert told("day.signal") == [("Anna", "no_task")]


def test_a_day_published_after_later_ones_completes_their_window(bare, close_at, monkeypatch, anna):
    """Monday's part comes last: somebody was stuck, and two later days are out already."""
    with monkeypatch.context() as late:
        late.setattr(publishing, "raise_after", lambda ledger: None)
        for day in (16, 17, 18):
            close_at(f"{day} 18:00")

    third_breach.raise_after(list(LedgerRow.objects.of(anna).on(MONDAY)))

    assert Signal.objects.get().day == date(2026, 11, 18)


# -- off and on -----------------------------------------------------------------------------


def test_without_more_control_there_is_none(bare, close_at, admin, anna, client):
    ask_for_more(False, by=admin)
    for day in (16, 17, 18):
        close_at(f"{day} 18:00")

    assert not Signal.objects.exists()


def test_what_was_made_before_is_out_of_sight_while_more_control_is_off(thrice, admin, anna, client):
    ask_for_more(False, by=admin)
    client.force_login(anna)

    assert "Third breaches" not in client.get(reverse("workday:my-day")).content.decode()
    assert client.get(reverse("workday:signal", args=[thrice.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        thrice.read_again(by=anna)


def test_a_department_leaves_a_rule_out_from_its_next_day_on(bare, close_at, head, sales, client):
    client.force_login(head)
    url = reverse("workday:rule", args=[sales.pk])
    page = client.get(url)
    assert page.context["form"]["after_third"].initial == ["unprocessed", "no_task", "overdue"]
    sent = {"no_task": "on", "min_age": 30, "after_third": ["overdue"]}
    assert client.post(url, sent, headers=HTMX).status_code == 204

    for day in (16, 17, 18, 19):
        close_at(f"{day} 18:00")

    row = RuleSetting.objects.get(department=sales)
    assert (row.signals, row.signalled) == (["overdue"], [])
    assert LedgerRow.objects.get(kind="person", user__first_name="Anna", day=date(2026, 11, 18)).rules["signals"] == []
    assert not Signal.objects.exists()


def test_rules_set_by_themselves_keep_every_rule(sales, admin, asked_for):
    values = {"unprocessed": True, "no_task": True, "overdue": True, "leads": False, "min_age": 30, "warnings": [], "morning_at": None}

    assert set_rules(sales, values, from_day=FRIDAY, by=admin).signalled == ["unprocessed", "no_task", "overdue"]


# -- what does not count -------------------------------------------------------------------


def test_excused_breaches_and_days_set_aside_do_not_count(bare, close_at, head, admin, sales):
    close_at("16 18:00"), close_at("17 18:00")
    Breach.objects.get(day=MONDAY).excuse("Was at the dentist", by=head)
    close_at("18 18:00")
    DepartmentDay.objects.get(department=sales, day=date(2026, 11, 18)).set_aside("The server was down", by=admin)
    close_at("19 18:00")
    assert not Signal.objects.exists()

    close_at("20 18:00")

    assert list(Breach.objects.filter(pk__in=Signal.objects.get().breach_ids).values_list("day__day", flat=True)) == [17, 19, 20]


@pytest.mark.parametrize("how", ["excuse", "void"])
def test_what_no_longer_counts_withdraws_the_signal(thrice, close_at, head, admin, anna, sales, how):
    if how == "excuse":
        Breach.objects.get(day=MONDAY).excuse("Was at the dentist", by=head)
    else:
        DepartmentDay.objects.get(department=sales, day=MONDAY).set_aside("The server was down", by=admin)

    thrice.refresh_from_db()
    assert thrice.state == "withdrawn"
    assert told("day.signal_withdrawn") == [("Anna", "no_task")]
    assert thrice.entries.get(verb="withdrawn").actor is None
    with pytest.raises(AlreadySettled):
        thrice.read_again(by=anna)
    close_at("19 18:00")
    assert Signal.objects.get(state="open").day == date(2026, 11, 19)


def test_it_stands_as_long_as_three_others_count(bare, close_at, anna, head, stages):
    other = make_deal(anna, stages["Qualified"], name="Other")
    close_at("16 18:00"), close_at("17 18:00")
    signal = Signal.objects.get()
    first = Breach.objects.get(pk=signal.breach_ids[0])

    first.excuse("Was at the dentist", by=head)

    signal.refresh_from_db()
    assert signal.state == "open"
    assert first.pk not in signal.breach_ids
    assert len(signal.breach_ids) == 3
    assert other.breaches.count() == 2
    for breach in Breach.objects.filter(pk__in=signal.breach_ids[:1]):
        breach.excuse("And again", by=head)
    signal.refresh_from_db()
    assert signal.state == "withdrawn"


# -- the answer -------------------------------------------------------------------------------


def test_the_person_reads_the_section_again_and_twice_is_once(client, thrice, anna):
    client.force_login(anna)
    assert "Third breaches" in client.get(reverse("workday:my-day")).content.decode()
    page = client.get(reverse("workday:signal", args=[thrice.pk]), headers=HTMX).content.decode()
    assert page.count("Bare") == 3
    assert "I have read it again" in page

    for _ in range(2):
        assert client.post(reverse("workday:signal", args=[thrice.pk]), headers=HTMX).status_code == 204

    thrice.refresh_from_db()
    assert (thrice.state, thrice.settled_by, thrice.settled_at) == ("done", anna, moment("19 09:00"))
    assert thrice.entries.filter(verb="done").count() == 1
    assert "Third breaches" not in client.get(reverse("workday:my-day")).content.decode()
    assert "Third breaches" in client.get(reverse("workday:ledger")).content.decode()


@pytest.mark.parametrize(("who", "status"), [("boris", 404), ("vera", 404), ("head2", 404), ("head", 403), ("admin", 403)])
def test_nobody_reads_it_for_another(client, request, thrice, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.post(reverse("workday:signal", args=[thrice.pk]), headers=HTMX).status_code == status

    thrice.refresh_from_db()
    assert thrice.state == "open"


def test_the_head_waives_it_with_a_reason_and_the_person_is_told(client, thrice, head, anna):
    client.force_login(head)
    ledger = client.get(reverse("workday:head-ledger")).content.decode()
    assert "Third breaches" in ledger
    assert str(anna) in ledger
    url = reverse("workday:signal-waiver", args=[thrice.pk])
    assert client.post(url, {"reason": "   "}, headers=HTMX).status_code == 422

    for _ in range(2):
        assert client.post(url, {"reason": "New to the funnel"}, headers=HTMX).status_code == 204

    thrice.refresh_from_db()
    assert (thrice.state, thrice.reason, thrice.settled_by) == ("waived", "New to the funnel", head)
    assert told("day.signal_waived") == [("Anna", "no_task")]
    with pytest.raises(AlreadySettled):
        thrice.read_again(by=anna)
    client.force_login(anna)
    assert client.post(reverse("workday:signal", args=[thrice.pk]), headers=HTMX).status_code == 409


def test_a_reason_that_cannot_be_seen_waives_nothing(client, thrice, head):
    client.force_login(head)
    url = reverse("workday:signal-waiver", args=[Signal.objects.get().pk])
    assert client.post(url, {"reason": "\u200f"}, headers=HTMX).status_code == 422
    assert Signal.objects.open().count() == 1


def test_without_a_reason_nothing_is_waived(thrice, head):
    with pytest.raises(ReasonNeeded):
        thrice.waive("  ", by=head)


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("boris", 404), ("vera", 404), ("head2", 404), ("auditor", 403)])
def test_nobody_but_a_head_of_theirs_waives(client, request, thrice, who, status):
    user = request.getfixturevalue(who)
    client.force_login(user)

    assert client.post(reverse("workday:signal-waiver", args=[thrice.pk]), {"reason": "So be it"}, headers=HTMX).status_code == status

    thrice.refresh_from_db()
    assert thrice.state == "open"
    with pytest.raises(NotAllowed):
        thrice.waive("So be it", by=user)


def test_a_head_does_not_waive_their_own(asked_for, at, close_at, head, stages):
    at("16 10:00")
    for _ in range(3):
        make_deal(head, stages["Qualified"])
    close_at("16 18:00")

    with pytest.raises(NotAllowed):
        Signal.objects.get().waive("I was busy", by=head)
    assert told("day.signal_of") == []


def test_a_card_of_another_segment_is_not_named(client, thrice, bare, anna, head, admin):
    type(bare).objects.filter(pk=bare.pk).update(company=make_company(anna))
    limit_to(head, [Segment.objects.create(name="Dealers")], by=admin)
    client.force_login(head)

    page = client.get(reverse("workday:signal", args=[thrice.pk]), headers=HTMX).content.decode()

    assert "Bare" not in page
    assert page.count("A card of another segment") == 3


def test_an_app_above_assigns_what_it_likes_in_the_same_transaction(bare, close_at, monkeypatch, anna):
    seen = []
    monkeypatch.setattr(third_breach, "_hooks", [])
    third_breach.on_signal(lambda signals: seen.extend((one.user, one.section_code, connection.in_atomic_block) for one in signals))

    for day in (16, 17, 18, 19):
        close_at(f"{day} 18:00")

    assert seen == [(anna, "CRM-01/next-step", True)]


def test_the_number_of_queries_does_not_depend_on_breaches(asked_for, at, close_at, anna, stages):
    at("16 10:00")
    for _ in range(3):
        make_deal(anna, stages["Qualified"])

    def counted(words):
        with CaptureQueriesContext(connection) as few:
            close_at(words)
        return len(few)

    first = counted("16 18:00")
    Signal.objects.all().delete()
    at("17 09:00")
    for _ in range(20):
        make_deal(anna, stages["Qualified"])

    assert counted("17 18:00") <= first
    assert Signal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_closers_at_once_make_one_signal(bare, close_at, at, anna, head):
    close_at("16 18:00"), close_at("17 18:00")
    at("18 18:00")

    def run(_):
        from workday.closing import close

        try:
            close()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))

    assert Signal.objects.count() == 1
    assert (told("day.signal"), told("day.signal_of")) == ([("Anna", "no_task")], [("Head", "no_task")])


@pytest.mark.django_db(transaction=True)
def test_a_reading_and_a_waiver_at_once_are_one_of_them(thrice, anna, head):
    def act(one):
        try:
            one()
            return 1
        except AlreadySettled:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(act, [lambda: thrice.read_again(by=anna), lambda: thrice.waive("New here", by=head)]))

    assert sum(done) == 1
    assert Entry.objects.filter(subject_kind="signal", verb__in=["done", "waived"]).count() == 1


# -- the test on the section --------------------------------------------------------------


@pytest.fixture
def section_test(roles):
    """The handbook with its bank, and the ready test on a section."""
    from regulations.loader import load_default_handbook
    from training.ready import make_ready

    load_default_handbook()
    make_ready()


def given_to(user):
    from training.models import TestAssignment

    return [(one.section.code, one.state, one.reason) for one in TestAssignment.objects.filter(user=user)]


def test_the_third_breach_brings_a_test_on_its_section_once(section_test, thrice, close_at, anna):
    close_at("19 18:00")
    assert given_to(anna) == [("next-step", "pending", "violation")]


def test_waiving_the_signal_takes_its_test_back(section_test, thrice, anna, head):
    thrice.waive("Was ill", by=head)
    assert given_to(anna) == [("next-step", "cancelled", "violation")]


def test_without_a_test_on_sections_the_signal_stands_alone(thrice, anna):
    assert given_to(anna) == []


# -- the reading of its section -----------------------------------------------------------


def reading_of(user):
    from regulations.models import ReadingItem

    return dict(ReadingItem.objects.in_open().owed().of_user(user).values_list("section__code", "kind"))


def confirm(user, code):
    from regulations.models import Regulation
    from tests.regulations import reading_hands

    reading_hands.confirm(user, Regulation.objects.get(code="CRM-01"), code)


@pytest.fixture
def read_all(bare, section_test, anna):
    """Anna has confirmed the clause on the next step before."""
    confirm(anna, "next-step")


def test_the_third_breach_asks_to_read_its_section_again_without_a_notice_of_its_own(read_all, thrice, close_at, anna):
    assert reading_of(anna)["next-step"] == "whole"
    assert not Notice.objects.filter(recipient=anna, verb="reading.again").exists(), "the signal itself says so"
    close_at("19 18:00")
    assert reading_of(anna)["next-step"] == "whole"


def test_confirming_the_section_answers_the_signal(read_all, thrice, anna):
    confirm(anna, "next-step")
    thrice.refresh_from_db()
    assert (thrice.state, thrice.settled_by) == ("done", anna)
    assert "next-step" not in reading_of(anna)


def test_answering_the_signal_ends_the_reading(read_all, thrice, anna):
    thrice.read_again(by=anna)
    assert "next-step" not in reading_of(anna)
    assert given_to(anna)[0][1] == "pending", "the test is still to be passed"


def test_a_waived_signal_asks_for_no_reading(read_all, thrice, anna, head):
    thrice.waive("Was ill", by=head)
    assert "next-step" not in reading_of(anna)


def test_confirming_counts_for_nothing_once_more_control_is_off(read_all, thrice, anna, admin):
    ask_for_more(False, by=admin)
    confirm(anna, "next-step")
    thrice.refresh_from_db()
    assert thrice.state == "open"
