"""A person asks to be away: the head says yes and an absence is noted, or no and why; withdrawn by the person until it begins."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import absences
from accounts.absences import AlreadyAway
from accounts.models import Absence
from notifications.models import Notice
from timeline.models import Entry
from workday.asking_for_absence import deciders_of
from workday.models import AbsenceRequest
from workday.refusals import AlreadyAsked, AlreadyDecided, DatesAreOver, HasBegun, NotAllowed, ReasonNeeded

from .conftest import FRIDAY, THURSDAY, TUESDAY, WEDNESDAY

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def asked(at, anna, boris):
    """On Monday Anna asks for Thursday and Friday off and proposes Boris."""
    at("16 10:00")
    return AbsenceRequest.ask(THURSDAY, FRIDAY, "days_off", deputy=boris, words="To the village", by=anna)


def told(verb):
    return [(one.recipient.first_name, one.details["from"]) for one in Notice.objects.filter(verb=verb).order_by("pk")]


def values(first=THURSDAY, last=FRIDAY, **more):
    return {"why": "vacation", "from_on": first.isoformat(), "to_on": last.isoformat(), "token": str(uuid.uuid4())} | more


# -- asking -------------------------------------------------------------------------------


def test_a_person_asks_from_the_profile_and_the_head_is_told_once(client, at, anna, boris, head):
    at("16 10:00")
    client.force_login(anna)
    assert reverse("workday:absence-ask") in client.get(reverse("accounts:profile")).content.decode()
    page = client.get(reverse("workday:absence-ask"), headers=HTMX)
    assert list(page.context["form"].fields["deputy"].queryset) == [boris, head]
    sent = values(deputy=boris.pk, words="  The sea  ")

    for _ in range(2):
        assert client.post(reverse("workday:absence-ask"), sent, headers=HTMX).status_code == 204

    made = AbsenceRequest.objects.get()
    assert (made.user, made.why, made.deputy, made.words, made.state) == (anna, "vacation", boris, "The sea", "waiting")
    assert told("absence.asked") == [("Head", "2026-11-19")]
    assert made.entries.get(verb="asked").actor == anna
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"from_on": "2026-11-13", "to_on": "2026-11-20"}, "begun already"),
        ({"from_on": "2026-11-10", "to_on": "2026-11-11"}, "begun already"),
        ({"to_on": "2026-11-18"}, "ends before it begins"),
        ({"from_on": "soon"}, "Enter a valid date"),
        ({"to_on": "2096-11-20"}, "check the year"),
        ({"from_on": "0026-11-18"}, "This year cannot be meant"),
        ({"why": "party"}, "Select a valid choice"),
        ({"deputy": "vera"}, "Select a valid choice"),
        ({"deputy": "anna"}, "Select a valid choice"),
    ],
)
def test_nonsense_is_refused_in_words_and_what_was_typed_is_kept(client, request, at, anna, wrong, words):
    at("16 10:00")
    client.force_login(anna)
    if wrong.get("deputy"):
        wrong = {"deputy": request.getfixturevalue(wrong["deputy"]).pk}

    answer = client.post(reverse("workday:absence-ask"), values(words="To the village") | wrong, headers=HTMX)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "To the village" in page
    assert not AbsenceRequest.objects.exists()


def test_dates_that_are_asked_for_or_noted_already_are_refused(client, asked, anna, head):
    client.force_login(anna)
    answer = client.post(reverse("workday:absence-ask"), values(FRIDAY, date(2026, 11, 27)), headers=HTMX)
    assert (answer.status_code, "withdraw that first" in answer.content.decode()) == (422, True)
    with pytest.raises(AlreadyAsked):
        AbsenceRequest.ask(WEDNESDAY, THURSDAY, "sickness", by=anna)
    absences.enter(anna, TUESDAY, TUESDAY, by=head)
    with pytest.raises(AlreadyAway):
        AbsenceRequest.ask(TUESDAY, WEDNESDAY, "sickness", by=anna)
    answer = client.post(reverse("workday:absence-ask"), values(TUESDAY, WEDNESDAY), headers=HTMX)
    assert (answer.status_code, "noted on some of these dates" in answer.content.decode()) == (422, True)

    AbsenceRequest.ask(WEDNESDAY, WEDNESDAY, "sickness", by=anna)
    assert AbsenceRequest.objects.count() == 2


def test_who_answers_is_the_nearest_head_above_else_who_configures(asked, anna, head, vera, head2, admin):
    assert deciders_of(anna) == [head]
    assert deciders_of(vera) == [head2]
    assert deciders_of(head) == [admin]


# -- the answer ---------------------------------------------------------------------------


def test_the_head_approves_and_the_absence_is_the_usual_one(client, asked, anna, boris, head):
    client.force_login(head)
    assert "To the village" in client.get(reverse("workday:absences")).content.decode()
    assert "1 request for absence waits" in client.get(reverse("workday:department")).content.decode()
    url = reverse("workday:absence-request-approval", args=[asked.pk])
    assert client.get(url, headers=HTMX).context["form"].initial == {"deputy": boris.pk}

    for _ in range(2):
        assert client.post(url, {"deputy": boris.pk}, headers=HTMX).status_code == 204

    absence = Absence.objects.get()
    assert (absence.user, absence.from_on, absence.to_on, absence.deputy) == (anna, THURSDAY, FRIDAY, boris)
    asked.refresh_from_db()
    assert (asked.state, asked.absence, asked.settled_by) == ("approved", absence, head)
    assert told("absence.decided") == [("Anna", "2026-11-19")]
    assert Entry.objects.get(subject_kind="user", subject_id=anna.pk, verb="absent").actor == head
    assert "To the village" not in client.get(reverse("workday:absences")).content.decode()


def test_the_head_may_name_somebody_else_and_never_a_stranger(client, asked, vera, head):
    client.force_login(head)
    url = reverse("workday:absence-request-approval", args=[asked.pk])
    assert client.post(url, {"deputy": vera.pk}, headers=HTMX).status_code == 422
    assert client.post(url, {"deputy": ""}, headers=HTMX).status_code == 204
    assert Absence.objects.get().deputy is None


def test_a_no_says_why(client, asked, anna, head):
    client.force_login(head)
    url = reverse("workday:absence-request-refusal", args=[asked.pk])
    assert client.post(url, {"reason": "  "}, headers=HTMX).status_code == 422
    with pytest.raises(ReasonNeeded):
        asked.refuse(" ", by=head)

    for _ in range(2):
        assert client.post(url, {"reason": "The fair is on Friday"}, headers=HTMX).status_code == 204

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("refused", "The fair is on Friday")
    assert told("absence.decided") == [("Anna", "2026-11-19")]
    assert asked.entries.filter(verb="refused").count() == 1
    assert client.post(reverse("workday:absence-request-approval", args=[asked.pk]), {}, headers=HTMX).status_code == 409
    assert not Absence.objects.exists()
    client.force_login(anna)
    assert "The fair is on Friday" in client.get(reverse("accounts:profile")).content.decode()


@pytest.mark.parametrize("who", ["anna", "boris", "vera", "head2", "auditor"])
@pytest.mark.parametrize("what", ["approval", "refusal"])
def test_nobody_but_a_head_of_theirs_answers(client, request, asked, who, what):
    user = request.getfixturevalue(who)
    client.force_login(user)
    url = reverse(f"workday:absence-request-{what}", args=[asked.pk])

    for answer in (client.get(url, headers=HTMX), client.post(url, {"reason": "So be it"}, headers=HTMX)):
        assert answer.status_code in (403, 404)
        assert answer.status_code == 404 or who in ("anna", "boris")

    asked.refresh_from_db()
    assert asked.state == "waiting"
    for act in (lambda: asked.approve(by=user), lambda: asked.refuse("So be it", by=user)):
        with pytest.raises(NotAllowed):
            act()


def test_a_head_does_not_answer_themselves(client, at, head, admin):
    at("16 10:00")
    own = AbsenceRequest.ask(THURSDAY, FRIDAY, "vacation", by=head)
    client.force_login(head)
    assert client.post(reverse("workday:absence-request-approval", args=[own.pk]), {}, headers=HTMX).status_code == 404

    own.approve(by=admin)
    assert Absence.objects.get().user == head


def test_what_is_over_or_noted_meanwhile_is_not_approved(client, asked, at, anna, head):
    absence = absences.enter(anna, FRIDAY, FRIDAY, by=head)
    client.force_login(head)
    url = reverse("workday:absence-request-approval", args=[asked.pk])
    answer = client.post(url, {}, headers=HTMX)
    assert (answer.status_code, "away on some of these dates" in answer.content.decode()) == (422, True)
    absences.take_back(absence, by=head)
    at("21 10:00")

    answer = client.post(url, {}, headers=HTMX)

    assert (answer.status_code, "These dates are over" in answer.content.decode()) == (422, True)
    asked.refresh_from_db()
    assert (asked.state, asked.absence) == ("waiting", None)
    with pytest.raises(DatesAreOver):
        asked.approve(by=head)


# -- withdrawing --------------------------------------------------------------------------


@pytest.mark.parametrize("is_approved", [False, True])
def test_the_person_withdraws_it_until_it_begins(client, asked, anna, head, is_approved):
    if is_approved:
        asked.approve(by=head)
    client.force_login(anna)
    url = reverse("workday:absence-request-withdrawal", args=[asked.pk])
    assert url in client.get(reverse("accounts:profile")).content.decode()

    for _ in range(2):
        assert client.post(url, headers=HTMX).status_code == 204

    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert not Absence.objects.current().exists()
    assert told("absence.withdrawn") == [("Head", "2026-11-19")]
    with pytest.raises(AlreadyDecided):
        asked.approve(by=head)


def test_what_has_begun_is_ended_by_the_head(client, asked, at, anna, head):
    asked.approve(by=head)
    at("19 08:00")
    client.force_login(anna)

    assert client.post(reverse("workday:absence-request-withdrawal", args=[asked.pk]), headers=HTMX).status_code == 409
    with pytest.raises(HasBegun):
        asked.withdraw(by=anna)
    with pytest.raises(absences.NotTheirHead):
        absences.give_up(Absence.objects.get(), by=anna)

    assert Absence.objects.current().exists()
    absences.take_back(Absence.objects.get(), by=head)
    assert "ended by the head" in client.get(reverse("accounts:profile")).content.decode()


def test_what_was_refused_is_not_withdrawn(asked, anna, head):
    asked.refuse("The fair", by=head)
    with pytest.raises(AlreadyDecided):
        asked.withdraw(by=anna)


@pytest.mark.parametrize("who", ["boris", "vera", "head", "head2", "admin"])
def test_nobody_withdraws_for_another(client, request, asked, who):
    user = request.getfixturevalue(who)
    client.force_login(user)

    assert client.post(reverse("workday:absence-request-withdrawal", args=[asked.pk]), headers=HTMX).status_code == 404
    with pytest.raises(NotAllowed):
        asked.withdraw(by=user)

    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_the_lists_cost_the_same_for_one_request_and_for_three(client, asked, anna, boris, egor, head):
    def counted(user, url):
        client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    addresses = [(head, reverse("workday:absences")), (anna, reverse("accounts:profile"))]
    asked.approve(by=head, deputy=boris)
    AbsenceRequest.ask(TUESDAY, TUESDAY, "sickness", deputy=boris, by=anna)
    for user, url in addresses:
        counted(user, url)
    first = [counted(user, url) for user, url in addresses]
    for person in (boris, egor):
        AbsenceRequest.ask(TUESDAY, WEDNESDAY, "vacation", deputy=head, by=person)
    AbsenceRequest.ask(WEDNESDAY, WEDNESDAY, "sickness", deputy=egor, by=anna).approve(by=head, deputy=egor)

    assert [counted(user, url) for user, url in addresses] == first


# -- two at once --------------------------------------------------------------------------


def _at_once(*acts):
    def run(act):
        try:
            act()
            return "done"
        except (AlreadyAsked, AlreadyDecided, HasBegun) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_once_are_one_request(at, anna):
    at("16 10:00")
    token = uuid.uuid4()
    assert _at_once(*[lambda: AbsenceRequest.ask(THURSDAY, FRIDAY, "vacation", token=token, by=anna)] * 3) == ["done"] * 3
    others = [lambda: AbsenceRequest.ask(TUESDAY, WEDNESDAY, "vacation", by=anna)] * 2

    assert _at_once(*others) == ["AlreadyAsked", "done"]
    assert AbsenceRequest.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_yes_a_no_and_a_withdrawal_at_once(asked, anna, head, admin):
    found = _at_once(lambda: asked.approve(by=head), lambda: asked.refuse("The fair", by=admin))

    assert found == ["AlreadyDecided", "done"]
    asked.refresh_from_db()
    assert Absence.objects.count() == (asked.state == "approved")
