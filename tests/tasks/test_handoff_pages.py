"""The pages of the conveyor, as giver and receiver use them; each works without scripts, too."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from contacts.models import Phone
from contacts.personal import erase, everything_about
from tasks.models import Handoff, HandoffReason, HandoffRules, Task, TaskType
from tasks.ready import make_ready_reasons, make_ready_types
from tests.factories import make_contact, make_deal, make_task
from tests.hidden import gives_away
from timeline.keeping import keep

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
    make_ready_types("en")
    make_ready_reasons("en")


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, name="Plough for Zarya")


def call():
    return TaskType.objects.get(code="call").pk


def hand(to, **changes):
    told = {"owner": to.pk, "type": call(), "title": "Sell it", "day": "2026-11-20", "time": "", "checklist": "Call\nWrite", "note": "Loud"}
    return {f"hand-{name}": value for name, value in (told | {"token": str(uuid.uuid4())} | changes).items()}


def give(deal, by, to):
    by = User.objects.get(pk=by.pk)
    kind = TaskType.objects.get(code="call")
    return Handoff.give(to=to, by=by, subject=deal, title="Sell it", type=kind, due_on=date(2026, 11, 20), checklist=["Call", "Write"])


# -- giving ------------------------------------------------------------------------


def test_a_card_is_handed_over_from_its_panel(client, anna, vera, deal):
    client.force_login(anna)
    card = client.get(f"/deals/{deal.pk}/").content.decode()
    shown = client.get(f"/tasks/hand-offs/new/?deal={deal.pk}", headers=HTMX)
    response = client.post(
        f"/tasks/hand-offs/new/?deal={deal.pk}", hand(vera, gives_ownership="on", planned_start="2026-11-18"), headers=HTMX
    )

    assert f"/tasks/hand-offs/new/?deal={deal.pk}" in card
    assert vera.full_name in shown.content.decode()
    assert response.status_code == 204
    handoff = Handoff.objects.get()
    assert (handoff.task.owner, handoff.gives_ownership, handoff.planned_start) == (vera, True, date(2026, 11, 18))
    assert "waits for acceptance" in client.get(f"/deals/{deal.pk}/").content.decode()


def test_without_scripts_a_message_and_the_way_back(client, anna, vera, deal):
    client.force_login(anna)
    response = client.post(f"/tasks/hand-offs/new/?deal={deal.pk}", hand(vera))

    assert (response.status_code, response.url) == (302, f"/deals/{deal.pk}/")


def test_the_same_form_twice_hands_over_once(client, anna, vera, deal):
    client.force_login(anna)
    told = hand(vera)
    for _ in range(2):
        assert client.post(f"/tasks/hand-offs/new/?deal={deal.pk}", told, headers=HTMX).status_code == 204
    assert Handoff.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"owner": ""}, "required"),
        ({"day": "2026-11-16"}, "This day is over"),
        ({"planned_start": "2026-11-25"}, "It starts after it is to be done."),
        ({"checklist": "\n".join(["line"] * 51)}, "At most 50 lines."),
        ({"checklist": "x" * 201}, "at most 200 letters"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, anna, vera, deal, changes, words):
    client.force_login(anna)
    response = client.post(f"/tasks/hand-offs/new/?deal={deal.pk}", hand(vera, **changes), headers=HTMX)

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Loud" in page
    assert not Handoff.objects.exists()


def test_a_strangers_card_is_not_there(client, boris, vera, deal):
    client.force_login(boris)
    for told in (None, hand(vera)):
        answer = client.post(f"/tasks/hand-offs/new/?deal={deal.pk}", told) if told else client.get(f"/tasks/hand-offs/new/?deal={deal.pk}")
        assert answer.status_code == 404
    assert not Handoff.objects.exists()


def test_somebody_who_only_looks_hands_nothing_over(client, auditor, vera, deal):
    client.force_login(auditor)

    assert client.post(f"/tasks/hand-offs/new/?deal={deal.pk}", hand(vera)).status_code == 403


def test_a_completion_hands_over_further_in_one_dialog(client, anna, vera, deal):
    task = make_task(anna, deal=deal, by=anna)
    paper, other = (keep(SimpleUploadedFile(name, b"%PDF-1.4 x"), deal, by=anna) for name in ("offer.pdf", "old.pdf"))
    client.force_login(anna)
    bad = client.post(f"/tasks/{task.pk}/completion/", {"text": "Found", "hand_over": "on"} | hand(vera, owner=""), headers=HTMX)
    assert bad.status_code == 422
    assert Task.objects.get(pk=task.pk).is_open

    good = client.post(f"/tasks/{task.pk}/completion/", {"text": "Found", "hand_over": "on"} | hand(vera, files=paper.pk), headers=HTMX)

    assert good.status_code == 204
    handoff = Handoff.objects.get()
    assert handoff.from_task == task
    assert list(handoff.files.all()) == [paper]
    assert other.pk
    assert not Task.objects.get(pk=task.pk).is_open


# -- answering ------------------------------------------------------------------------


def test_my_day_shows_what_waits_and_it_is_accepted_there(client, anna, vera, deal):
    handoff = give(deal, anna, vera)
    client.force_login(vera)
    page = client.get("/day/").content.decode()
    answer = client.post(f"/tasks/{handoff.task_id}/acceptance/", headers=HTMX)
    after = client.get("/day/").content.decode()

    assert f"/tasks/{handoff.task_id}/acceptance/" in page
    assert deal.name in page
    assert f'href="/deals/{deal.pk}/"' not in page
    assert answer.status_code == 204
    assert f"/tasks/{handoff.task_id}/acceptance/" not in after
    assert client.get(f"/deals/{deal.pk}/").status_code == 200


def test_nobody_is_called_before_the_card_is_accepted(client, anna, vera, stages):
    contact = make_contact(anna)
    Phone.objects.create(contact=contact, e164="+79184421906", typed="8 918 442-19-06")
    handoff = give(make_deal(anna, contact=contact), anna, vera)
    client.force_login(vera)
    before = client.get("/tasks/").content.decode()
    handoff.accept(by=vera)

    assert not gives_away(before, 9184421906)
    assert "+79184421906" in client.get("/tasks/").content.decode()


def test_strangers_find_nothing_and_who_only_sees_it_is_refused(client, anna, boris, vera, head2, deal):
    handoff = give(deal, anna, vera)
    for user, status in ((boris, 404), (anna, 403), (head2, 403)):
        client.force_login(user)
        for act in ("acceptance", "return", "items/0"):
            assert client.post(f"/tasks/{handoff.task_id}/{act}/", {"text": "No", "done": "1"}).status_code == status
    assert Task.objects.get(pk=handoff.task_id).waits


def test_a_return_asks_for_words_and_names_the_reason(client, anna, vera, deal):
    handoff, reason = give(deal, anna, vera), HandoffReason.objects.first()
    client.force_login(vera)
    shown = client.get(f"/tasks/{handoff.task_id}/return/", headers=HTMX).content.decode()
    bad = client.post(f"/tasks/{handoff.task_id}/return/", {"reason": reason.pk, "text": " "}, headers=HTMX)
    good = client.post(f"/tasks/{handoff.task_id}/return/", {"reason": reason.pk, "text": "No contract"}, headers=HTMX)
    late = client.post(f"/tasks/{handoff.task_id}/acceptance/", headers=HTMX)

    assert reason.name in shown
    assert (bad.status_code, good.status_code, late.status_code) == (422, 204, 409)
    client.force_login(anna)
    assert "No contract" in client.get(f"/tasks/{Task.objects.get(handed='back').pk}/", headers=HTMX).content.decode()
    assert "Returned" in client.get("/tasks/").content.decode()


def test_the_giver_takes_it_back_by_the_toast_and_may_undo_that(client, anna, vera, deal):
    handoff = give(deal, anna, vera)
    client.force_login(anna)

    assert client.post(f"/tasks/{handoff.task_id}/recall/", headers=HTMX).status_code == 204
    assert client.post(f"/tasks/{handoff.task_id}/recall/", headers=HTMX).status_code == 409
    assert client.post(f"/tasks/{handoff.task_id}/completion/undo/", headers=HTMX).status_code == 204
    assert Task.objects.get(pk=handoff.task_id).waits
    client.force_login(vera)
    assert client.post(f"/tasks/{handoff.task_id}/recall/", headers=HTMX).status_code == 403


def test_the_check_list_is_ticked_on_the_page_of_the_task(client, anna, vera, deal):
    handoff = give(deal, anna, vera)
    client.force_login(vera)
    early = client.post(f"/tasks/{handoff.task_id}/items/0/", {"done": "1"}, headers=HTMX)
    handoff.accept(by=vera)
    ticked = client.post(f"/tasks/{handoff.task_id}/items/0/", {"done": "1"}, headers=HTMX)
    page = client.get(f"/tasks/{handoff.task_id}/", headers=HTMX).content.decode()

    assert early.status_code == 409
    assert 'aria-pressed="true"' in ticked.content.decode()
    assert "1/2" in page
    assert f'id="task-{handoff.task_id}-ticks" hx-swap-oob="true">1/2<' in ticked.content.decode()
    assert client.post(f"/tasks/{handoff.task_id}/items/2/", {"done": "1"}, headers=HTMX).status_code == 404
    assert client.post(f"/tasks/{handoff.task_id}/items/1/", {"done": "1"}).status_code == 302


def test_a_task_that_was_not_handed_over_has_no_such_addresses(client, anna, deal):
    task = make_task(anna, deal=deal, by=anna)
    client.force_login(anna)
    for act in ("acceptance", "return", "recall", "items/0"):
        assert client.post(f"/tasks/{task.pk}/{act}/", {"text": "No"}).status_code == 404


def test_files_are_named_before_acceptance_and_open_after_it(client, anna, vera, deal):
    paper = keep(SimpleUploadedFile("offer.pdf", b"%PDF-1.4 x"), deal, by=anna)
    handoff = give(deal, anna, vera)
    handoff.files.set([paper])
    client.force_login(vera)
    before = client.get(f"/tasks/{handoff.task_id}/", headers=HTMX).content.decode()
    closed = client.get(f"/timeline/deal/{deal.pk}/files/{paper.pk}/").status_code
    handoff.accept(by=vera)
    after = client.get(f"/tasks/{handoff.task_id}/", headers=HTMX).content.decode()

    link = f"/timeline/deal/{deal.pk}/files/{paper.pk}/"
    assert "offer.pdf" in before
    assert link not in before
    assert closed == 404
    assert link in after
    assert client.get(link).status_code == 200


def test_who_completes_what_was_only_lent_is_led_off_the_card(client, anna, vera, deal):
    handoff = give(deal, anna, vera)
    handoff.accept(by=vera)
    client.force_login(vera)
    response = client.post(f"/tasks/{handoff.task_id}/completion/", {"text": "Sold"}, headers=HTMX)

    assert response["HX-Redirect"] == "/tasks/"
    assert client.get(f"/deals/{deal.pk}/").status_code == 404


def test_a_head_does_not_complete_what_waits_for_somebody_else(client, anna, vera, head2, deal):
    handoff = give(deal, anna, vera)
    client.force_login(head2)

    assert client.post(f"/tasks/{handoff.task_id}/completion/", {"text": "Sold"}).status_code == 403


def test_board_list_and_totals_count_an_open_card(client, anna, vera, deal, funnel):
    handoff = give(deal, anna, vera)
    client.force_login(vera)
    assert deal.name not in client.get(f"/deals/?funnel={funnel.pk}").content.decode()
    handoff.accept(by=vera)

    board = client.get(f"/deals/?funnel={funnel.pk}").content.decode()
    assert deal.name in board
    assert "1 deal" in board
    client.force_login(anna)
    assert "Attention" not in client.get(f"/deals/?funnel={funnel.pk}").content.decode()


def test_the_board_says_that_a_next_step_waits_for_acceptance(client, anna, vera, deal, funnel):
    give(deal, anna, vera)
    client.force_login(anna)

    assert "Attention" in client.get(f"/deals/?funnel={funnel.pk}").content.decode()


def test_the_rules_are_shaped_by_who_configures(client, anna, admin):
    client.force_login(anna)
    assert client.get("/tasks/hand-offs/rules/").status_code == 403
    client.force_login(admin)
    assert client.get("/tasks/hand-offs/rules/").status_code == 200
    assert client.post("/tasks/hand-offs/rules/", {"accept_minutes": "7", "reasons": "One"}).status_code == 422
    assert client.post("/tasks/hand-offs/rules/", {"accept_minutes": "60", "reasons": "One\nTwo"}).status_code == 302

    assert HandoffRules.objects.get().accept_minutes == 60
    assert list(HandoffReason.objects.live().values_list("name", flat=True)) == ["One", "Two"]


def test_the_number_of_hand_offs_does_not_change_what_my_day_asks(client, anna, vera, stages):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(vera)
    counts = []
    for number in (1, 12):
        for _ in range(number):
            give(make_deal(anna), anna, vera)
        client.get("/tasks/hand-offs/waiting/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/tasks/hand-offs/waiting/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_an_erased_person_is_gone_from_check_lists_and_returns(anna, vera, admin, stages):
    contact = make_contact(anna, last_name="Ostapenko")
    deal = make_deal(anna, contact=contact)
    kind = TaskType.objects.get(code="call")
    facts = {"title": "Sell", "type": kind, "due_on": date(2026, 11, 20), "checklist": ["Call Ostapenko"]}
    handoff = Handoff.give(to=vera, by=anna, subject=deal, **facts)
    handoff.send_back(None, "Ostapenko does not answer", by=vera)
    told = str(everything_about(contact, admin))
    erase(contact, by=admin, reason="asked")

    handoff.refresh_from_db()
    assert "Call Ostapenko" in told
    assert "Ostapenko" not in f"{handoff.checklist} {handoff.return_text}"


@pytest.mark.parametrize("form", ["edit/", "fields/decision_on/", "loss/", "lines/new/", "deliveries/reservation/"])
def test_who_only_reads_a_card_gets_no_form_to_fill_in(client, anna, vera, stages, form):
    deal = make_deal(anna)
    kind = TaskType.objects.get(code="call")
    facts = {"title": "Sell it", "type": kind, "due_on": date(2026, 11, 20), "gives_ownership": True}
    Handoff.give(to=vera, by=User.objects.get(pk=anna.pk), subject=deal, **facts).accept(by=User.objects.get(pk=vera.pk))
    address = f"/deals/{deal.pk}/{form}"

    client.force_login(anna)
    answer = client.get(address, headers=HTMX)
    assert answer.status_code == 409
    assert "You may only look at this deal." in answer["HX-Trigger"]
    assert "<form" not in answer.content.decode()

    client.force_login(vera)
    assert client.get(address, headers=HTMX).status_code == 200
