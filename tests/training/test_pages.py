"""The pages of a person: to begin, to answer, to see the result; and that nothing is given away before its time."""

import re

import pytest

from training.feedback import level
from training.models import Appeal, Attempt, TestAssignment
from training.refusals import AlreadyDecided, NotAllowed

from .desk import ask, bank, choice, define, form, fresh, give, play, right, section, wrong

pytestmark = pytest.mark.django_db

SECRETS = ["SECRET-EXPLANATION", "SECRET-NOTE", "SECRET-RUBRIC", "SECRET-SAMPLE", "271828182"]


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


@pytest.fixture
def telling(handbook):
    """One question of each type, each with something that must not get out."""
    explained = {"explanation": {"en": "SECRET-EXPLANATION"}}
    options = choice() | {"keep_order": False}
    options["options"][0]["note"] = {"en": "SECRET-NOTE"}
    ask("a-single", payload=options, **explained)
    several = {"options": [{"en": "one", "right": True, "note": {"en": "SECRET-NOTE"}}, {"en": "two", "right": True}, {"en": "three"}]}
    ask("b-multiple", "third", kind="multiple", payload=several, area="technical", **explained)
    ask("c-order", "other", kind="order", payload={"items": [{"en": f"step {n}"} for n in range(4)]}, **explained)
    sides = {"left": [{"id": str(n), "en": f"left {n}"} for n in range(3)], "right": [{"id": str(n), "en": f"to {n}"} for n in range(3)]}
    ask("d-match", "second", kind="match", payload=sides | {"pairs": {str(n): str(n) for n in range(3)}}, **explained)
    ask("e-number", kind="number", payload={"value": "271828182", "unit": {"en": "minutes"}}, area="technical", **explained)
    rubric = {"rubric": [{"en": "SECRET-RUBRIC", "points": 2}], "sample": {"en": "SECRET-SAMPLE"}}
    ask("f-text", kind="text", payload=rubric, **explained)
    ask("g-true", kind="truefalse", payload={"value": True}, **explained)
    return define(draw_count=7)


def test_nothing_is_given_away_before_its_time(telling, egor, browser):
    """Every page and answer of the server while a test is taken and failed is scanned for keys, weights and explanations (I-14)."""
    assignment, client = give(telling, egor), browser(egor)
    pages = [client.get("/tests/"), client.get(f"/tests/assignments/{assignment.pk}/")]
    pages.append(client.post(f"/tests/assignments/{assignment.pk}/start/", follow=True))
    attempt = Attempt.objects.get()
    for item in attempt.items.with_questions():
        address = f"/tests/attempts/{attempt.pk}/{item.place}/"
        pages += [client.get(address), client.get(address, headers={"HX-Request": "true"})]
        answer = wrong(item) if item.question_version.type in ("single", "multiple") else {}
        pages += [client.post(address, form(answer), headers={"HX-Request": "true"})]
        pages += [client.post(address, form(answer) | {"go": "next"}, follow=True)]
    pages += [client.get(f"/tests/attempts/{attempt.pk}/check/"), client.post(f"/tests/attempts/{attempt.pk}/submit/", follow=True)]
    pages += [client.get(f"/tests/attempts/{attempt.pk}/result/"), client.get("/notices/"), client.get("/tests/bank/")]
    assert [page.status_code for page in pages[:-1]] == [200] * (len(pages) - 1)
    assert pages[-1].status_code == 403
    for page in pages:
        assert [secret for secret in SECRETS if secret in page.content.decode()] == []
    assert Attempt.objects.get().is_passed is False


def test_a_page_does_not_tell_right_options_from_wrong_ones(telling, egor, browser):
    """Whatever is said of an option is said of all: apart from id, text and place their html is one."""
    assignment, client = give(telling, egor), browser(egor)
    attempt = assignment.start(by=egor)
    for item in attempt.items.with_questions():
        if item.question_version.type not in ("single", "multiple"):
            continue
        page = client.get(f"/tests/attempts/{attempt.pk}/{item.place}/").content.decode()
        labels = re.findall(r"<label>.*?</label>", page[page.index('class="k-ans"') :], re.DOTALL)
        bare = {re.sub(r'value="\w+"|<span>.*?</span>|>\d<', "", label) for label in labels}
        assert len(bare) == 1
        ids = [option["id"] for option in item.question_version.payload["options"]]
        assert re.findall(r'name="sel" value="(\w+)"', page) == item.option_order
        assert sorted(ids) == sorted(item.option_order)


@pytest.mark.parametrize("who", ["boris", "vera", "head2"])
def test_a_stranger_finds_nothing(test, egor, who, browser, request):
    assignment = give(test, egor)
    attempt, client = assignment.start(by=egor), browser(request.getfixturevalue(who))
    for path in (f"assignments/{assignment.pk}/", f"attempts/{attempt.pk}/", f"attempts/{attempt.pk}/1/", f"attempts/{attempt.pk}/result/"):
        assert client.get(f"/tests/{path}").status_code == 404
    assert client.post(f"/tests/assignments/{assignment.pk}/start/").status_code == 404
    assert client.post(f"/tests/attempts/{attempt.pk}/1/", {"sel": "x"}).status_code == 404
    assert client.post(f"/tests/attempts/{attempt.pk}/submit/").status_code == 404
    attempt.refresh_from_db()
    assert attempt.is_open


def test_a_head_sees_the_result_and_neither_takes_it_nor_reads_the_answers(test, egor, head, browser):
    assignment = give(test, egor)
    attempt, client = assignment.start(by=egor), browser(head)
    assert client.get(f"/tests/attempts/{attempt.pk}/1/").status_code == 404
    play(attempt, egor, good=0)
    page = client.get(f"/tests/attempts/{attempt.pk}/result/").content.decode()
    assert "0 %" in page
    assert "Your answer" not in page


def test_the_bank_is_closed_to_all_but_its_writers(questions, anna, head, admin, browser):
    assert browser(admin).get("/tests/bank/").status_code == 200
    for person in (anna, head):
        assert browser(person).get("/tests/bank/").status_code == 403
        assert browser(person).get(f"/tests/bank/{questions[0].pk}/").status_code == 403
        assert browser(person).get("/tests/bank/export/gift/").status_code == 403


def test_without_scripts_one_goes_from_question_to_question(test, egor, browser):
    client = browser(egor)
    assignment = give(test, egor)
    page = client.post(f"/tests/assignments/{assignment.pk}/start/", follow=True)
    attempt = Attempt.objects.get()
    assert page.redirect_chain[-1][0] == f"/tests/attempts/{attempt.pk}/1/"
    items = list(attempt.items.with_questions())
    moved = client.post(f"/tests/attempts/{attempt.pk}/1/", form(right(items[0])) | {"go": "next"})
    assert moved.url == f"/tests/attempts/{attempt.pk}/2/"
    assert client.post(f"/tests/attempts/{attempt.pk}/2/", {"go": "skip"}).url == f"/tests/attempts/{attempt.pk}/3/"
    assert client.post(f"/tests/attempts/{attempt.pk}/3/", {"go": "back"}).url == f"/tests/attempts/{attempt.pk}/2/"
    assert client.get(f"/tests/attempts/{attempt.pk}/").url == f"/tests/attempts/{attempt.pk}/2/", "on another device, where one left off"
    last = client.post(f"/tests/attempts/{attempt.pk}/5/", form(right(items[4])) | {"go": "next"})
    assert last.url == f"/tests/attempts/{attempt.pk}/check/"
    assert "2 of 5 answered" in client.get(last.url).content.decode()
    assert client.post(f"/tests/attempts/{attempt.pk}/submit/").url == f"/tests/attempts/{attempt.pk}/result/"


def test_an_answer_alone_is_kept_at_once(test, egor, browser):
    attempt = give(test, egor).start(by=egor)
    item = attempt.items.with_questions().first()
    answer = browser(egor, piece=True).post(f"/tests/attempts/{attempt.pk}/1/", form(right(item)) | {"seconds": "9"})
    item.refresh_from_db()
    assert (answer.status_code, item.response, item.seconds) == (200, right(item), 9)
    assert 'id="saved"' in answer.content.decode()
    assert "<form" not in answer.content.decode()


@pytest.mark.parametrize("sent", [{"sel": "zz"}, {"sel": ["a", "b"]}])
def test_a_made_up_answer_is_refused_with_words(test, egor, browser, sent):
    attempt = give(test, egor).start(by=egor)
    assert browser(egor).post(f"/tests/attempts/{attempt.pk}/1/", sent | {"go": "next"}).status_code == 422
    assert attempt.items.first().response is None
    assert browser(egor).get(f"/tests/attempts/{attempt.pk}/99/").status_code == 404


def test_items_are_put_in_order_by_buttons(handbook, egor, browser):
    ask("o", kind="order", payload={"items": [{"en": f"step {n}"} for n in range(4)]})
    attempt = give(define(draw_count=1), egor).start(by=egor)
    item = attempt.items.get()
    first, second, *rest = item.option_order
    answer = browser(egor).post(f"/tests/attempts/{attempt.pk}/1/", {"order": item.option_order, "down": first})
    item.refresh_from_db()
    assert (answer.status_code, item.response) == (200, {"order": [second, first, *rest]})


def test_the_time_left_is_the_servers(handbook, egor, browser):
    bank(6)
    attempt = give(define(time_limit_min=10), egor).start(by=egor)
    page = browser(egor).get(f"/tests/attempts/{attempt.pk}/1/").content.decode()
    assert ">10:00<" in page
    assert attempt.deadline_at.isoformat() in page


def test_when_time_is_up_the_next_click_leads_to_the_result(monkeypatch, handbook, egor, browser):
    bank(6)
    attempt = give(define(time_limit_min=10), egor).start(by=egor)
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:11:00+03:00")
    answer = browser(egor).post(f"/tests/attempts/{attempt.pk}/1/", {"go": "next"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/tests/attempts/{attempt.pk}/result/"
    assert "time was up" in answer.content.decode()


# -- feedback --------------------------------------------------------------------------------


def test_after_a_pass_keys_and_explanations_are_shown(telling, egor, head, browser):
    assignment = give(telling, egor)
    type(telling).objects.filter(pk=telling.pk).update(pass_percent=10)
    attempt = assignment.start(by=egor)
    for item in attempt.items.with_questions():
        if item.question_version.type not in ("single", "text"):
            attempt.answer(item.place, form(right(item)), by=egor)
    attempt.submit(by=egor)
    page = browser(egor).get(f"/tests/attempts/{attempt.pk}/result/").content.decode()
    assert "SECRET-EXPLANATION" in page
    assert "SECRET-RUBRIC" not in page


@pytest.mark.parametrize(
    ("policy", "failed", "over"),
    [
        ("none_until_closed", None, "score_only"),
        ("score_only", "score_only", "score_only"),
        ("wrong_items", "wrong_items", "wrong_items"),
        ("full", "score_only", "full"),
    ],
)
def test_the_policy_says_what_is_shown_and_when(handbook, egor, policy, failed, over):
    bank(6)
    assignment = give(define(feedback=policy, attempts=2, cooldown_hours=0), egor)
    first = play(assignment.start(by=egor), egor, good=0)
    assert level(first) == failed
    last = play(assignment.start(by=egor), egor, good=0)
    assert level(last) == over


# -- objections --------------------------------------------------------------------------------


def test_two_accepted_objections_send_a_question_to_review(handbook, egor, boris, admin, head, browser):
    question = ask("q")
    test = define(draw_count=1, attempts=1, feedback="wrong_items")
    for person in (egor, boris):
        attempt = play(give(test, person).start(by=person), person, good=0)
        item = attempt.items.get()
        client = browser(person)
        assert client.post(f"/tests/items/{item.pk}/appeal/", {"text": ""}).status_code == 422
        client.post(f"/tests/items/{item.pk}/appeal/", {"text": "Both are right"})
        client.post(f"/tests/items/{item.pk}/appeal/", {"text": "Again"})
        assert browser(head).post(f"/tests/items/{item.pk}/appeal/", {"text": "x"}).status_code == 404
        appeal = Appeal.objects.get(item=item)
        assert appeal.text == "Both are right"
        with pytest.raises(NotAllowed):
            appeal.decide(True, "Yes", by=fresh(head))
        assert browser(admin).post(f"/tests/appeals/{appeal.pk}/", {"is_right": "yes", "decision": "True"}).status_code == 302
        with pytest.raises(AlreadyDecided):
            appeal.decide(True, "Yes", by=fresh(admin))
    question.refresh_from_db()
    assert (question.state, question.why_review) == ("needs_review", "appeals")


# -- free text ---------------------------------------------------------------------------------


def test_free_text_waits_for_the_head_and_a_word_is_due_below_full_points(telling, egor, head, head2, browser):
    attempt = give(telling, egor).start(by=egor)
    item = next(one for one in attempt.items.with_questions() if one.question_version.type == "text")
    attempt.answer(item.place, form({"t": "My own words"}), by=egor)
    assert attempt.submit(by=egor).state == "needs_review"
    point = item.question_version.payload["rubric"][0]["id"]
    address = f"/tests/reviews/{item.pk}/"
    for stranger in (head2, egor):
        assert browser(stranger).get(address).status_code == 404
    client = browser(head)
    assert "My own words" in client.get(address).content.decode()
    assert client.post(address, {f"p-{point}": "1", "note": ""}).status_code == 422
    assert client.post(address, {f"p-{point}": "1", "note": "And the date?"}).status_code == 302
    item.refresh_from_db()
    attempt.refresh_from_db()
    assert (item.earned, item.reviewer, attempt.state) == ("1/2", head, "graded")
    assert client.post(address, {f"p-{point}": "2"}).status_code == 404, "it is read once"


@pytest.mark.parametrize("size", (1, 4))
def test_my_tests_cost_the_same_for_one_and_for_many(handbook, egor, browser, bare_frame, size, django_assert_num_queries):
    bank(6)
    for number in range(size):
        give(define(f"t-{number}"), egor)
    client = browser(egor)
    client.get("/tests/")
    with django_assert_num_queries(7):
        client.get("/tests/")
    assert TestAssignment.objects.count() == size


# -- self-check ----------------------------------------------------------------------------------


def test_who_checks_themselves_is_told_at_once_and_nobody_else_sees_it(handbook, egor, head, admin, browser):
    for number in range(3):
        ask(f"s-{number}", pool="self_check", explanation={"en": "SECRET-EXPLANATION"})
    ask("exam")
    define("own", genre="self_check", draw_count=5, cooldown_hours=0, attempts=100, rules=[("section_subtree", {})])
    client = browser(egor)
    part = section("part-a")
    assert "Part A" in client.get("/tests/").content.decode()
    assert client.post(f"/tests/self/{part.pk}/").status_code == 302
    attempt = Attempt.objects.get()
    assert {item.question_version.question.pool for item in attempt.items.with_questions()} == {"self_check"}
    play(attempt, egor, good=1)
    assert "SECRET-EXPLANATION" in client.get(f"/tests/attempts/{attempt.pk}/result/").content.decode()
    for other in (head, admin):
        assert browser(other).get(f"/tests/attempts/{attempt.pk}/result/").status_code == 404
        assert browser(other).get(f"/tests/assignments/{attempt.assignment_id}/").status_code == 404
    client.post(f"/tests/self/{part.pk}/")
    assert Attempt.objects.count() == 2, "again at once, another draw"
    assert not notices_of(head)


def test_a_part_without_questions_says_so(handbook, egor, browser):
    assert browser(egor).post(f"/tests/self/{section('part-b').pk}/").url == "/tests/"
    assert not Attempt.objects.exists()


def notices_of(user):
    return list(user.notices.values_list("verb", flat=True))
