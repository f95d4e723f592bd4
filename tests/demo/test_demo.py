"""The made-up company: a newcomer sees how things look, and it looks the same every time."""

import hashlib
import re
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F

from accounts.models import Role, User, Workspace
from accounts.schedule import Timetable
from contacts.models import Phone
from crm_project.lib import clock, first_setup
from crm_project.lib.demo_cast import LOGINS, PASSWORD
from deals.models import Deal, DealScore, DealStay, Funnel, Stage
from exchange.demo import build as demo
from leads.models import FirstAnswer, HandOut, IntakePoint, Lead, Scenario
from regulations.models import Edition
from tasks.models import Task
from telephony.models import Call
from timeline.models import Comment, Entry
from timeline.sentences import has_sentence
from workday.models import Breach, LedgerRow

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROLES = {
    "admin": "administrator",
    "head": "head",
    "head2": "head",
    "anna": "manager",
    "boris": "manager",
    "vera": "manager",
    "egor": "trainee",
    "auditor": "auditor",
}


@pytest.fixture(scope="module")
def at_noon():
    """A Tuesday at noon, on which whatever is loaded here is loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
        yield patch


@pytest.fixture(scope="module")
def others(django_db_setup, django_db_blocker, at_noon):
    """What two more companies of the seed look like: six weeks later, and in English.

    Without their handbook: it hangs on no luck, and setting it takes longest.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        makers = [make for make in first_setup.makers() if make.__module__ != "regulations.apps"]
        patch.setattr(demo, "make_handbook", lambda by, now: None)
        patch.setattr(first_setup, "makers", lambda: makers)
        with an_empty_database():
            demo.build(5, 3, "en")
            english = facts()
            english["not worked"] = not_worked()
        # The night before New Year's Eve: the next ten days are days off.
        patch.setenv("APP_TEST_CLOCK", "2026-12-30T23:30:00+03:00")
        with an_empty_database():
            demo.build(60, 3, "ru")
            return {"later": facts() | {"not worked": not_worked()}, "english": english}


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker, at_noon, others):
    """The company by the command; the whole file looks at this one."""
    with django_db_blocker.unblock(), an_empty_database():
        call_command("demo", deals=60, seed=3, language="ru", stdout=StringIO())
        yield facts()


@contextmanager
def an_empty_database():
    """Whatever is written within is gone afterwards."""
    with transaction.atomic():
        for model in (Workspace, Role):
            model.objects.all().delete()
        yield
        transaction.set_rollback(True)


def facts():
    """What a newcomer would notice to be another company."""
    return {
        "people": list(User.objects.order_by("email").values_list("email", "first_name", "last_name")),
        "deals": list(Deal.objects.order_by("pk").values_list("name", "owner__email", "amount")),
        "stages": sorted(Stage.objects.values_list("name", flat=True)),
        "phones": list(Phone.objects.order_by("pk").values_list("e164", flat=True)),
    }


def checksum(facts):
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def test_everybody_who_is_promised_may_sign_in_with_their_role(company):
    assert set(LOGINS) == {f"{name}@demo.example" for name in ROLES}
    for name, role in ROLES.items():
        user = User.objects.get(email=f"{name}@demo.example")
        assert user.role.code == role
        assert user.check_password(PASSWORD)
    departments = dict(User.objects.values_list("email", "department"))
    assert departments["anna@demo.example"] == departments["boris@demo.example"] == departments["head@demo.example"]
    assert departments["vera@demo.example"] == departments["head2@demo.example"] != departments["head@demo.example"]


def test_the_demo_shows_a_whole_department(company):
    assert Deal.objects.count() == 60
    assert Deal.objects.open().exists()
    assert Deal.objects.won().exists()
    assert Deal.objects.lost().exists()
    assert Funnel.objects.for_deals().count() >= 2
    assert Lead.objects.waiting().exists()
    assert Call.objects.exists()


def test_the_history_goes_back_for_years(company):
    first, last = DealStay.objects.order_by("entered_at").first(), DealStay.objects.order_by("-entered_at").first()
    assert last.entered_at - first.entered_at > timedelta(days=700)
    assert last.entered_at <= clock.now()
    assert not DealStay.objects.filter(left_at__lt=F("entered_at")).exists()


def test_some_tasks_are_late_and_some_days_were_not_closed(company):
    assert Task.objects.open().filter(due_at__lt=clock.now()).exists()
    assert Breach.objects.exists()
    assert LedgerRow.objects.persons().values("day").distinct().count() >= 8


def not_worked():
    """Titles and dates of tasks that fall due while nobody works, on the clock of the company."""
    timetable, found = Timetable().read(), []
    for task in Task.objects.select_related("owner"):
        if task.due_on:
            is_worked = timetable.would_work(task.owner, task.due_on)
        else:
            local = task.due_at.astimezone(ZoneInfo("Europe/Moscow"))
            is_worked = any(begins <= local.time() <= ends for begins, ends in timetable.usual_intervals(task.owner, local.date()))
        found += [] if is_worked else [(task.title, task.due_words())]
    return found


def test_no_task_of_the_demo_falls_due_while_nobody_works(company, others):
    assert not_worked() == []
    assert others["later"]["not worked"] == []
    assert others["english"]["not worked"] == []


def test_some_clients_are_there_twice(company):
    twice = Phone.objects.values("e164").annotate(n=Count("contact", distinct=True)).filter(n__gt=1)
    assert twice.exists()


def test_the_handbook_has_two_editions(company):
    published = Edition.objects.exclude(published_at=None).values("regulation").annotate(n=Count("pk"))
    assert max(row["n"] for row in published) == 2


def test_every_fact_of_the_demo_reads_as_a_sentence(company):
    said = set(Entry.objects.values_list("subject_kind", "verb"))

    assert {fact for fact in said if not has_sentence(*fact)} == set()


def test_comments_of_the_demo_are_there_to_read(company):
    said = Entry.objects.filter(verb="commented")

    assert {entry.details["comment"] for entry in said} == set(Comment.objects.values_list("pk", flat=True))


def test_the_demo_is_for_an_empty_database_only(company):
    with pytest.raises(CommandError):
        call_command("demo", deals=10)

    assert checksum(facts()) == checksum(company)


def test_the_demo_is_refused_in_production(company, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("demo", deals=10)


def test_the_same_seed_makes_the_same_company_in_any_week(company, others):
    later = others["later"]

    assert later["people"] == company["people"]
    assert later["phones"] == company["phones"]
    pairs = list(zip(later["deals"], company["deals"], strict=True))
    assert all((name, owner) == (known, whose) for (name, owner, _sum), (known, whose, _was) in pairs)
    assert all(amount == was for (_name, _owner, amount), (_known, _whose, was) in pairs if amount and was)


def test_the_company_speaks_english_too(company, others):
    words = others["english"]["stages"] + [f"{first} {last}" for _email, first, last in others["english"]["people"]]
    words += [name for name, _owner, _sum in others["english"]["deals"]]

    assert "Anna Smith" in words
    assert not re.search("[а-яё]", " ".join(words), re.IGNORECASE)
    assert re.search("[а-яё]", " ".join(company["stages"]), re.IGNORECASE)


def test_pages_of_intake_and_distribution_are_not_empty(company):
    assert {point.way for point in IntakePoint.objects.all()} == {"form", "webhook"}
    assert [scenario.seats.count() > 1 for scenario in Scenario.objects.in_force()] == [True, True]
    assert FirstAnswer.objects.count() == 2


def test_buyers_have_told_what_they_think(company):
    answered = DealScore.objects.answered()
    assert answered.exists()
    assert not answered.filter(answered_at__gt=clock.now()).exists()
    assert not DealScore.objects.exclude(deal__stage__kind="won").exists()
    assert not DealScore.objects.exclude(contact__consents__purpose="mailing").exists()
    assert Entry.objects.filter(verb="scored").count() == answered.count()


def test_what_waited_in_the_inbox_goes_on_waiting(company):
    assert Lead.objects.waiting().filter(owner=None).exists()
    assert not HandOut.objects.exists()
