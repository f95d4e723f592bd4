"""Nothing is cut or replaced silently: what is too long or absurd is refused, and what was typed stays on the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from training.importing import take_in
from training.models import Question
from training.payloads import checked
from training.refusals import NoTimeLimit, Unsound

from .desk import ask, bank, define, form, fresh, give, right, section

pytestmark = pytest.mark.django_db

WORDS = {"stem_en": "May one?", "area": "process", "pool": "exam", "points": "1", "code": "may-one"}
LONG = "y" * 501


def write(client, kind, **typed):
    return client.post(f"/tests/bank/new/{kind}/", WORDS | {"sections": [section("first").pk]} | typed)


def test_an_option_that_is_too_long_is_refused_in_its_row(handbook, admin, browser):
    answer = write(browser(admin), "single", **{"rows": "2", "right": "0", "en-0": LONG, "en-1": "No"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert LONG in page, "what was typed stays"
    assert page.count("Longer than 500 letters") == 1
    assert not Question.objects.exists()
    assert write(browser(admin), "single", **{"rows": "2", "right": "0", "en-0": LONG[1:], "en-1": "No"}).status_code == 302
    assert Question.objects.get().current.payload["options"][0]["en"] == LONG[1:]


@pytest.mark.parametrize("fewest", ["99999999999999999999", "-5", "many", "501"])
def test_an_absurd_number_of_letters_is_refused_beside_its_field(handbook, admin, browser, fewest):
    answer = write(browser(admin), "text", **{"rows": "1", "en-0": "The date", "points-0": "1", "min_chars": fewest})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{fewest}"' in page
    assert "From 0 to 500" in page
    assert not Question.objects.exists()


def test_a_point_of_absurd_worth_is_not_left_out(handbook, admin, browser):
    rows = {"rows": "2", "en-0": "The date", "points-0": "1", "en-1": "The name", "points-1": "77", "min_chars": "0"}
    answer = write(browser(admin), "text", **rows)
    assert answer.status_code == 422
    assert 'value="77"' in answer.content.decode()


def test_rows_beyond_the_last_are_told_and_not_left_out(handbook, admin, browser):
    rows = {f"en-{n}": f"Answer {n}" for n in range(20)} | {"rows": "20", "right": "0"}
    answer = write(browser(admin), "single", **rows)
    assert answer.status_code == 422
    assert "Answer 19" in answer.content.decode()


@pytest.mark.parametrize("facts", [{"minutes": 100_000}, {"minutes": "ten"}, {"section": "s" * 81}, {"start": "s" * 81}])
def test_a_task_of_absurd_length_is_refused(facts):
    with pytest.raises(Unsound) as refusal:
        checked("task", {"text": {"en": "Do it"}, "checks": []} | facts)
    assert "task_facts" in refusal.value.faults


def test_a_quota_without_its_section_is_refused(handbook, admin, browser):
    facts = {"title_ru": "Основы", "code": "basics", "genre": "onboarding", "regulation": section("first").regulation_id, "draw_count": 20}
    facts |= {"pass_percent": 80, "attempts": 3, "cooldown_hours": 24, "due_working_days": 5, "feedback": "full"}
    client = browser(admin)
    assert "Say of which section." in client.post("/tests/definitions/new/", facts | {"count-0": 5}).content.decode()
    shares = {"changed_since": 50, "weak_spots": 40, "violations": 30}
    assert "more than 100 %" in client.post("/tests/definitions/new/", facts | shares).content.decode()
    assert client.post("/tests/definitions/new/", facts).status_code == 302


def test_an_answer_in_own_words_that_is_too_long_stays_on_the_page(handbook, egor, browser):
    ask("free", kind="text", payload={"rubric": [{"en": "All", "points": 1}]})
    attempt, words = give(define(draw_count=1), egor).start(by=egor), "w" * 2001
    answer = browser(egor).post(f"/tests/attempts/{attempt.pk}/1/", {"t": words, "go": "next"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "2001" in answer.content.decode()
    assert attempt.items.get().response is None


def taken(text, admin):
    return take_in(SimpleUploadedFile("q.txt", text.encode()), section("other"), by=fresh(admin))


@pytest.mark.parametrize(
    "item",
    [
        "::b15::\u200b{=\u200b ~\u2060}",
        "::b15::\u200b{}",
        "::b15::\u200b{TRUE}",
        f"::{'c' * 61}::Stem?{{=yes ~no}}",
        "// area=nonsense\n::b15::Stem?{=yes ~no}",
        "// points=99\n::b15::Stem?{=yes ~no}",
        "// points=lots\n::b15::Stem?{=yes ~no}",
        f"::b15::Stem?{{={LONG} ~no}}",
    ],
)
def test_an_item_of_a_file_that_would_be_changed_is_an_error_with_its_line(handbook, admin, item):
    found = taken(f"::good::May one?{{=yes ~no}}\n\n{item}\n", admin)
    assert found.new == 1
    assert [line for line, _why in found.wrong] == [4 if item.startswith("//") else 3]
    assert Question.objects.get().code == "good"


def test_more_time_is_given_only_where_time_is_limited(handbook, egor, head, browser):
    bank(6)
    assignment = give(define(), egor)
    with pytest.raises(NoTimeLimit):
        assignment.give_time(50, "Reads slowly", by=fresh(head))
    client = browser(head)
    assert f"/tests/assignments/{assignment.pk}/time/" not in client.get(f"/tests/assignments/{assignment.pk}/").content.decode()
    client.post(f"/tests/assignments/{assignment.pk}/time/", {"percent": "50", "reason": "Reads slowly"})
    assignment.refresh_from_db()
    assert assignment.extra_percent == 0
    assert "% more time" not in browser(egor).get(f"/tests/assignments/{assignment.pk}/").content.decode()


def test_a_ruling_that_changes_nothing_says_so(handbook, egor, admin, browser):
    bank(5)
    attempt = give(define(), egor).start(by=egor)
    for item in attempt.items.with_questions():
        attempt.answer(item.place, form(right(item)), by=egor)
    attempt.submit(by=egor)
    address = f"/tests/bank/{attempt.items.first().question_version.question_id}/regrade/"
    page = browser(admin).post(address, {"action": "full_credit", "reason": "Unclear"}).content.decode()
    assert "Nobody’s result changes by this ruling." in page
    assert "0 result" not in page
