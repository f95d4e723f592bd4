"""The morning after: every breach of the closed day is answered by whose it is, and the head judges explanations."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import absences
from contacts.limits import limit_to
from contacts.models import Segment
from notifications.models import Notice
from tests.factories import make_company, make_deal, make_task
from workday.debts import debts_of
from workday.models import Answer, Breach, DepartmentDay, Explanation, Verdict
from workday.pill import verdicts_waited_for
from workday.refusals import AlreadyJudged, ExplainedBefore, NotAllowed, NotInOrderYet, ReasonNeeded
from workday.setting_rules import ask_for_more
from workday.settled import ways_of

from .conftest import FRIDAY, MONDAY, TUESDAY, moment

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def asked_for(company_root, admin):
    from workday.setting_rules import ask_for_more

    ask_for_more(True, by=admin)


@pytest.fixture
def closed(asked_for, at, close_at, anna, stages):
    """Monday is closed with three debts of Anna's; it is Tuesday morning."""
    at("16 10:00")
    make_deal(anna, stages["Qualified"], name="Bare")
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Late"), due_at=moment("16 15:00"))
    make_task(anna, deal=make_deal(anna, name="New"), due_on=FRIDAY)
    close_at("16 18:00")
    at("17 09:00")


def debt(name):
    return Breach.objects.select_related("department").get(deal_name=name, day=MONDAY)


def test_my_day_opens_on_the_debts_of_the_day_before_until_each_is_answered(client, closed, at, anna, boris):
    client.force_login(anna)
    assert debts_of(anna)["count"] == 3
    assert "Debts of the closed day" in client.get(reverse("workday:my-day")).content.decode()
    assert debts_of(boris) is None

    for name in ("Bare", "Late", "New"):
        debt(name).explain("The client asked to wait", by=anna)

    assert debts_of(anna) is None
    assert "Debts of the closed day" not in client.get(reverse("workday:my-day")).content.decode()


def test_without_more_control_nobody_is_asked(at, close_at, anna, stages):
    at("16 10:00")
    make_deal(anna, stages["Qualified"])
    close_at("16 18:00")

    assert debts_of(anna) is None
    with pytest.raises(NotAllowed):
        Breach.objects.get().answer("done", by=anna)


def test_a_debt_is_settled_only_by_what_is_so(closed, anna, boris, admin):
    assert ways_of(list(Breach.objects.all())) == {debt(name).pk: [] for name in ("Bare", "Late", "New")}
    for kind in ("done", "planned", "handed_over", "forgotten"):
        with pytest.raises(NotInOrderYet):
            debt("Bare").answer(kind, by=anna)

    make_task(anna, deal=debt("Bare").deal, due_on=FRIDAY)
    debt("New").deal.note_act("call_out", by=anna)
    debt("Late").deal.give_to(boris, by=admin)

    ways = {debt(name).deal_name: ways_of([debt(name)])[debt(name).pk] for name in ("Bare", "Late", "New")}
    assert ways == {"Bare": ["planned"], "New": ["done"], "Late": ["handed_over"]}
    for name, (kind,) in ways.items():
        assert debt(name).answer(kind, by=anna).kind == kind
    assert debts_of(anna) is None


def test_an_answer_is_given_once_and_by_whose_breach_it_is(client, closed, at, anna, boris, vera, head):
    make_task(anna, deal=debt("Bare").deal, due_on=FRIDAY)
    url = reverse("workday:answer", args=[debt("Bare").pk, "planned"])
    for user, status in [(boris, 404), (vera, 404), (head, 403)]:
        client.force_login(user)
        assert client.post(url, headers=HTMX).status_code == status
    assert not Answer.objects.exists()

    client.force_login(anna)
    assert client.get(url).status_code == 405
    for _ in range(2):
        assert client.post(url).status_code == 302
    assert Answer.objects.get().kind == "planned"


def test_what_is_not_in_order_is_refused_in_words(client, closed, anna):
    client.force_login(anna)

    answer = client.post(reverse("workday:answer", args=[debt("Bare").pk, "done"]), headers=HTMX)

    assert answer.status_code == 409
    assert "not in order yet" in answer.headers["HX-Trigger"]
    assert not Answer.objects.exists()


def test_the_head_is_told_of_an_explanation_and_the_person_of_the_verdict(closed, anna, head):
    said = debt("Bare").explain("The client asked to wait", by=anna)
    assert Notice.objects.filter(recipient=head, verb="day.explained").count() == 1

    for _ in range(2):
        said.judge(False, by=head, reason="A task could be planned all the same")

    for notice in Notice.objects.filter(verb__in=["day.explained", "day.verdict"]):
        assert "Bare" not in str(notice.details)  # the list behind it says what its reader may see
    told = Notice.objects.get(recipient=anna, verb="day.verdict")
    assert (told.details["accepted"], told.details["reason"]) == (False, "A task could be planned all the same")
    assert Verdict.objects.get().by == head


@pytest.mark.parametrize("who", ["anna", "boris", "vera", "head2"])
def test_nobody_but_a_head_of_theirs_judges(client, request, closed, anna, who):
    said = debt("Bare").explain("The client asked to wait", by=anna)
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        said.judge(True, by=user)
    client.force_login(user)

    assert client.post(reverse("workday:accept", args=[said.pk]), headers=HTMX).status_code in (403, 404)
    assert not Verdict.objects.exists()


def test_a_head_does_not_judge_themselves(asked_for, at, close_at, head, stages):
    at("16 10:00")
    make_deal(head, stages["Qualified"], name="Of the head")
    close_at("16 18:00")
    said = Breach.objects.get().explain("No time", by=head)

    with pytest.raises(NotAllowed):
        said.judge(True, by=head)


def test_two_heads_at_once_give_one_verdict(closed, anna, head, admin):
    said = debt("Bare").explain("The client asked to wait", by=anna)
    said.judge(True, by=head)
    with pytest.raises(AlreadyJudged):
        said.judge(False, by=admin, reason="No")

    assert Verdict.objects.get().is_accepted


def test_a_no_says_why_and_what_was_typed_is_kept(client, closed, anna, head):
    said = debt("Bare").explain("The client asked to wait", by=anna)
    with pytest.raises(ReasonNeeded):
        said.judge(False, by=head, reason="  ")
    client.force_login(head)

    assert client.post(reverse("workday:reject", args=[said.pk]), {"reason": " "}).status_code == 422
    assert client.post(reverse("workday:reject", args=[said.pk]), {"reason": "Too late"}).status_code == 302
    assert Verdict.objects.get().reason == "Too late"


@pytest.mark.parametrize("accepted", [None, True])
def test_a_breach_is_explained_once_unless_the_head_does_not_accept_it(client, closed, anna, head, accepted):
    said = debt("Bare").explain("The client asked to wait", by=anna)
    if accepted:
        said.judge(True, by=head)
    with pytest.raises(ExplainedBefore):
        debt("Bare").explain("Till Friday", by=anna)
    client.force_login(anna)
    url = reverse("workday:explain", args=[debt("Bare").pk])

    assert client.post(url, {"reason": "Till Friday"}, headers=HTMX).status_code == 409
    assert url not in client.get(reverse("workday:breaches")).content.decode()
    assert Explanation.objects.count() == 1


def test_the_list_of_what_waits_holds_explanations_without_a_verdict(client, closed, anna, head):
    said = debt("Bare").explain("The client asked to wait", by=anna)
    debt("Late").explain("I was at the dentist", by=anna).judge(True, by=head)
    client.force_login(head)
    page = client.get(reverse("workday:breaches") + "?waiting=true").content.decode()

    assert "The client asked to wait" in page
    assert "dentist" not in page
    assert reverse("workday:accept", args=[said.pk]) in page


def test_the_ledger_and_every_word_stay(closed, anna, head):
    before = list(Breach.objects.order_by("pk").values())
    debt("Bare").explain("The client asked to wait", by=anna).judge(False, by=head, reason="Till when?")
    debt("Bare").explain("Till Friday", by=anna)

    assert list(Breach.objects.order_by("pk").values()) == before
    assert Explanation.objects.count() == 2
    for row in (Answer.objects.get(), Verdict.objects.get()):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


def test_the_deputy_answers_for_what_they_were_judged_by(asked_for, at, close_at, anna, boris, head, stages):
    at("16 10:00")
    make_deal(anna, stages["Qualified"], name="Bare")
    at("16 18:30")
    absences.enter(anna, TUESDAY, TUESDAY, deputy=boris, by=head)
    close_at("17 18:00")
    breach = Breach.objects.get(owner=boris)

    assert debts_of(boris)["count"] == 1
    with pytest.raises(NotAllowed):
        breach.explain("I was away", by=anna)
    breach.explain("I saw it too late", by=boris)
    assert debts_of(boris) is None


# -- what waits for the head ----------------------------------------------------------


def waiting_of(client, user):
    """(the number in the top bar, the length of the list it opens)"""
    client.force_login(user)
    number = client.get(reverse("workday:department")).content.decode().count('class="k-daypill waits"') and verdicts_waited_for(user)
    return number, len(client.get(reverse("workday:breaches"), {"verdict": "true"}).context["breaches"])


def test_the_heads_pill_counts_what_waits_for_their_verdict_and_opens_it(client, closed, anna, head, head2, admin, auditor):
    assert waiting_of(client, head) == (0, 0)
    for name in ("Bare", "Late"):
        debt(name).explain("The client asked to wait", by=anna)

    assert waiting_of(client, head) == waiting_of(client, admin) == (2, 2)
    assert waiting_of(client, head2) == waiting_of(client, auditor) == (0, 0)
    client.force_login(anna)
    assert "k-daypill waits" not in client.get(reverse("workday:breaches")).content.decode()

    Explanation.objects.get(breach=debt("Bare")).judge(True, by=head)
    assert waiting_of(client, head) == (1, 1)


def test_what_a_head_may_not_judge_is_not_counted(client, asked_for, at, close_at, head, admin, anna, stages):
    at("16 10:00")
    make_deal(head, stages["Qualified"], name="Of the head")
    hidden = make_deal(anna, stages["Qualified"], name="Hidden", company=make_company(anna))
    close_at("16 18:00")
    for breach in Breach.objects.all():
        breach.explain("The client asked to wait", by=breach.owner)
    assert hidden.breaches.count() == 1
    assert waiting_of(client, head) == (1, 1)
    assert waiting_of(client, admin) == (2, 2)

    limit_to(head, [Segment.objects.create(name="Dealers")], by=admin)

    assert waiting_of(client, type(head).objects.get(pk=head.pk)) == (0, 0)


def test_without_more_control_nothing_waits(closed, anna, head, admin):
    debt("Bare").explain("The client asked to wait", by=anna)
    ask_for_more(False, by=admin)

    assert verdicts_waited_for(head) == 0


def test_the_count_costs_one_query_however_many_wait(client, closed, anna, head):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            verdicts_waited_for(head)
        return len(queries)

    debt("Bare").explain("The client asked to wait", by=anna)
    verdicts_waited_for(head)
    first = asked()
    debt("Late").explain("The client asked to wait", by=anna)

    assert asked() == first <= 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_kept_and_forgotten_with_every_word_said(closed, anna, head):
    assert verdicts_waited_for(head) == 0
    with CaptureQueriesContext(connection) as none:
        assert verdicts_waited_for(head) == 0
    assert not [one for one in none if "breach" in one["sql"]]

    debt("Bare").explain("The client asked to wait", by=anna)
    assert verdicts_waited_for(head) == 1
    Explanation.objects.get().judge(True, by=head)
    assert verdicts_waited_for(head) == 0


# -- words that cannot be seen, and what is excused ------------------------------------------------


@pytest.mark.parametrize("nothing", ["\u200f", "\ufeff \u202a", "\x01"])
def test_a_reason_that_cannot_be_seen_is_none(client, closed, anna, head, admin, nothing):
    said = debt("Late").explain("The client asked to wait", by=anna)
    asked = [(anna, reverse("workday:explain", args=[debt("Bare").pk])), (head, reverse("workday:excuse", args=[debt("Bare").pk]))]
    asked += [(head, reverse("workday:reject", args=[said.pk]))]
    for who, url in asked:
        client.force_login(who)
        assert client.post(url, {"reason": nothing}, headers=HTMX).status_code == 422

    assert (Explanation.objects.count(), Verdict.objects.count()) == (1, 0)
    with pytest.raises(ReasonNeeded):
        debt("Bare").excuse(nothing, by=head)
    with pytest.raises(ReasonNeeded):
        DepartmentDay.objects.get(department=anna.department, day=MONDAY).set_aside(nothing, by=admin)


def test_what_is_excused_needs_no_words_and_waits_for_no_verdict(client, closed, anna, head):
    debt("Late").explain("The client asked to wait", by=anna)
    debt("Late").excuse("We were told so", by=head)
    debt("Bare").excuse("Ill", by=head)

    client.force_login(anna)
    answer = client.post(reverse("workday:explain", args=[debt("Bare").pk]), {"reason": "I was ill"}, headers=HTMX)

    assert answer.status_code == 409
    assert Explanation.objects.count() == 1
    assert not Breach.objects.awaiting_verdict_of(head).exists()
    assert verdicts_waited_for(head) == 0
    client.force_login(head)
    page = client.get(reverse("workday:breaches")).content.decode()
    assert reverse("workday:accept", args=[Explanation.objects.get().pk]) not in page


def test_a_second_reason_is_not_said_to_be_kept(client, closed, anna, head, admin):
    urls = [reverse("workday:excuse", args=[debt("Bare").pk])]
    urls.append(reverse("workday:void", args=[DepartmentDay.objects.get(department=anna.department, day=MONDAY).pk]))
    client.force_login(admin)
    for url in urls:
        for reason, status in [("Ill", 204), ("Ill", 204), ("On holiday", 409)]:
            assert client.post(url, {"reason": reason}, headers=HTMX).status_code == status

    assert debt("Bare").excused.reason == "Ill"
