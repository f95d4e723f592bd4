"""The bank: a question is written, changed, put to use, retired; rulings on results; files; figures from enough cases."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from training import gift
from training.models import AttemptItem, Certificate, Question, QuestionVersion, Regrade
from training.refusals import NotAllowed, Unsound
from training.regrading import preview, rule
from training.statistics import correlation, numbers_of, wilson

from .desk import ask, bank, choice, define, form, fresh, give, play, right, section, wrong

pytestmark = pytest.mark.django_db

ROWS = {"rows": "3", "ru-0": "", "en-0": "Yes", "right": "0", "en-1": "No", "en-2": ""}
WORDS = {"stem_en": "May one?", "area": "process", "pool": "exam", "points": "1", "code": "may-one"}


def test_a_question_is_written_put_to_use_and_changed(handbook, admin, browser):
    client, where = browser(admin), {"sections": [section("first").pk]}
    assert client.post("/tests/bank/new/single/", WORDS | ROWS | where).status_code == 302
    question = Question.objects.get()
    assert (question.state, question.current.stem, question.regulation.code) == ("draft", {"en": "May one?"}, "INS-01")
    assert client.post(f"/tests/bank/{question.pk}/activate/").status_code == 302
    again = WORDS | ROWS | where | {"seen": Question.objects.get().version}
    client.post(f"/tests/bank/{question.pk}/", again)
    assert Question.objects.get().current.number == 1, "the same words are no new wording"
    client.post(f"/tests/bank/{question.pk}/", again | {"en-1": "Never", "seen": Question.objects.get().version})
    question.refresh_from_db()
    assert (question.current.number, question.state) == (2, "active")
    stale = client.post(f"/tests/bank/{question.pk}/", again | {"en-1": "Lost", "seen": 1})
    assert stale.status_code == 422
    assert Question.objects.get().current.number == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"stem_en": ""}, "Write the question"),
        ({"right": ""}, "Say which answer is right"),
        ({"en-1": ""}, "At least two answers"),
        ({"points": "9"}, "Points"),
        ({"sections": ["77777"]}, "Sections"),
        ({"rows": "x"}, "At least two answers"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(handbook, admin, browser, sent, words):
    answer = browser(admin).post("/tests/bank/new/single/", WORDS | ROWS | {"sections": [section("first").pk]} | sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Question.objects.exists()


def test_every_type_has_its_page(handbook, admin, browser):
    for kind in QuestionVersion.Type.values:
        assert browser(admin).get(f"/tests/bank/new/{kind}/").status_code == 200
    assert browser(admin).get("/tests/bank/new/essay/").status_code == 404


def test_only_writers_write(handbook, head):
    with pytest.raises(NotAllowed):
        Question.write(None, by=fresh(head), content={}, sections=[section("first")])
    with pytest.raises(Unsound):
        ask("bad", payload={"options": []})


def test_a_wording_never_changes(handbook):
    question = ask("q")
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionVersion.objects.update(points=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionVersion.objects.all().delete()
    assert question.current.points == 1


def test_the_bank_is_narrowed_and_paged(handbook, admin, browser):
    bank(4)
    ask("vital", is_critical=True)
    client = browser(admin)
    assert "Stem vital" in client.get("/tests/bank/?critical=on").content.decode()
    assert "Stem q-00" not in client.get("/tests/bank/?critical=on").content.decode()
    assert "Stem q-01" in client.get("/tests/bank/?area=technical&q=stem").content.decode()
    assert client.get("/tests/bank/?state=nonsense").status_code == 200


# -- rulings -----------------------------------------------------------------------------


@pytest.fixture
def nearly(handbook, egor):
    """Egor answered four of five rightly where all five are needed; (attempt, the item he missed)."""
    bank(5)
    attempt = play(give(define(pass_percent=100), egor).start(by=egor), egor, good=4)
    return attempt, next(item for item in attempt.items.with_questions() if not item.is_full)


@pytest.mark.parametrize("action", ["void", "full_credit", "change_key"])
def test_a_ruling_is_shown_first_and_then_reckons_anew(nearly, admin, head, action):
    attempt, item = nearly
    chosen = item.response["sel"] if action == "change_key" else []
    facts = preview(item.question_version, action, chosen)
    assert [(one["was_passed"], one["is_passed"], one["after"]) for one in facts] == [(False, True, "100")]
    attempt.refresh_from_db()
    assert attempt.is_passed is False, "a preview changes nothing"
    with pytest.raises(NotAllowed):
        rule(item.question_version, action, "Wrong key", by=fresh(head), right=chosen)
    rule(item.question_version, action, "Wrong key", by=fresh(admin), right=chosen)
    attempt.refresh_from_db()
    attempt.assignment.refresh_from_db()
    assert (attempt.is_passed, attempt.assignment.state, Certificate.objects.count()) == (True, "passed", 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Regrade.objects.update(reason="Other")


def test_a_ruling_never_takes_a_pass_away(handbook, egor, admin):
    bank(5)
    attempt = play(give(define(pass_percent=100), egor).start(by=egor), egor)
    item = attempt.items.with_questions().first()
    others = [option["id"] for option in item.question_version.payload["options"] if not option["right"]][:1]
    rule(item.question_version, "change_key", "The other one", by=fresh(admin), right=others)
    attempt.refresh_from_db()
    attempt.assignment.refresh_from_db()
    assert (attempt.shown_percent, attempt.is_passed, attempt.assignment.state) == (80, True, "passed")


def test_the_page_of_a_ruling_previews_and_applies(nearly, admin, browser):
    _attempt, item = nearly
    address = f"/tests/bank/{item.question_version.question_id}/regrade/"
    data = {"action": "void", "reason": "Unclear"}
    assert "80 → 100 %" in browser(admin).post(address, data).content.decode()
    assert not Regrade.objects.exists()
    assert browser(admin).post(address, data | {"apply": "1"}).status_code == 302
    assert Regrade.objects.get().preview[0]["is_passed"]
    assert browser(admin).post(address, {"action": "change_key", "reason": "x"}).status_code == 422


# -- files ---------------------------------------------------------------------------------


@pytest.fixture
def all_types(handbook):
    sides = {"left": [{"id": str(n), "en": f"left {n}"} for n in range(3)], "right": [{"id": str(n), "en": f"to {n}"} for n in range(4)]}
    return [
        ask("a", payload=choice("a {brace} = ~tilde", ("wrong: colon",))),
        ask("b", kind="multiple", payload={"options": [{"en": "1", "right": True}, {"en": "2", "right": True}, {"en": "3"}]}),
        ask("c", kind="truefalse", payload={"value": False}),
        ask("d", kind="order", payload={"items": [{"en": f"step {n}"} for n in range(4)]}),
        ask("e", kind="match", payload=sides | {"pairs": {str(n): str(n) for n in range(3)}}),
        ask("f", kind="number", payload={"value": "15", "tolerance": "1"}, is_critical=True),
    ]


def key_texts(wording):
    from training.answers import key_of, told

    return wording.type, told(wording.type, wording.payload, key_of(wording.type, wording.payload), "en")


@pytest.mark.parametrize("kind", ["gift", "xlsx"])
def test_what_goes_out_comes_back_the_same(all_types, admin, browser, kind, settings):
    settings.ZEAL_RAISE = False  # an import makes a few of everything, each by its own verb; it happens once
    before = {one.code: key_texts(one.current) for one in all_types}
    answer = browser(admin).get(f"/tests/bank/export/{kind}/")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    file = SimpleUploadedFile(f"questions.{'txt' if kind == 'gift' else 'xlsx'}", body)
    page = browser(admin).post("/tests/bank/import/", {"file": file, "where": section("other").pk})
    assert page.status_code == 200
    after = {one.code: key_texts(one.current) for one in Question.objects.select_related("current")}
    assert after == before
    assert {one.state for one in Question.objects.all()} == {one.state for one in all_types}, "what says the same stays in use"
    assert {one.current.number for one in Question.objects.select_related("current")} == {1}
    assert f"{len(all_types)} questions were here already" in page.content.decode()


@pytest.mark.parametrize("kind", ["gift", "xlsx"])
def test_one_word_mended_in_the_file_is_looked_at_and_the_rest_stays_in_use(handbook, admin, browser, kind, settings):
    settings.ZEAL_RAISE = False
    texts = {"en": "Call backk", "ru": "Перезвонить"}
    noted = {"options": [{**texts, "right": True, "note": {"en": "NOTE", "ru": "СОВЕТ"}}, {"en": "Wait", "ru": "Ждать"}]}
    changed = ask("typo", payload=noted, explanation={"en": "WHY", "ru": "ПОЧЕМУ"})
    ask("fine", "other")
    answer = browser(admin).get(f"/tests/bank/export/{kind}/")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    body = _mended(body) if kind == "xlsx" else body.replace(b"Call backk", b"Call back")
    file = SimpleUploadedFile(f"questions.{'txt' if kind == 'gift' else 'xlsx'}", body)
    page = browser(admin).post("/tests/bank/import/", {"file": file, "where": section("third").pk}).content.decode()

    assert "1 question has other words now" in page
    assert "1 question was here already" in page
    changed.refresh_from_db()
    assert (changed.state, changed.why_review, changed.current.number) == ("needs_review", "imported", 2)
    option = changed.current.payload["options"][0]
    assert (option["en"], option["ru"], option["note"]) == ("Call back", "Перезвонить", {"en": "NOTE", "ru": "СОВЕТ"})
    assert changed.current.explanation == {"en": "WHY", "ru": "ПОЧЕМУ"}
    assert [str(link.section) for link in changed.links.all()] == ["INS-01/first"], "it hangs where it hung"
    assert Question.objects.get(code="fine").state == "active"
    assert "A file brought other words for it" in browser(admin).get(f"/tests/bank/{changed.pk}/").content.decode()


def test_a_code_that_stands_twice_in_a_file_is_one_question_in_both_languages(handbook, admin, browser, settings):
    settings.ZEAL_RAISE = False
    text = "// lang=ru\n::twice::Вопрос?{=да ~нет}\n\n// lang=en\n::twice::Question?{=yes ~no}\n"
    sent = {"file": SimpleUploadedFile("q.txt", text.encode()), "where": section("other").pk}
    page = browser(admin).post("/tests/bank/import/", sent)

    assert page.status_code == 200
    assert "1 question came in as a draft" in page.content.decode()
    assert "has other words now" not in page.content.decode()
    (question,) = Question.objects.all()
    assert (question.state, question.current.stem) == ("draft", {"ru": "Вопрос?", "en": "Question?"})


def _mended(body):
    book = openpyxl.load_workbook(BytesIO(body))
    for row in book.active.iter_rows():
        for cell in row:
            cell.value = cell.value.replace("Call backk", "Call back") if isinstance(cell.value, str) else cell.value
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_what_cannot_be_read_is_told_by_line(handbook, admin, browser):
    text = "::good::May one?{=Yes ~No}\n\nNo braces at all\n\n::bad::Which?{=One =Two =Three}\n\n::open::Never ends{=a ~b"
    file = SimpleUploadedFile("q.txt", text.encode())
    page = browser(admin).post("/tests/bank/import/", {"file": file, "where": section("first").pk}).content.decode()
    assert list(Question.objects.values_list("code", flat=True)) == ["good"]
    assert ["line 3" in page, "line 5" in page, "line 7" in page] == [True, True, True]


def test_gift_of_others_is_read():
    text = "// a comment\n$CATEGORY: x\n::w::Who?{~%50%A ~%50%B ~%-100%C}\n\nTrue?{T}\n\nHow many?{#15:2}\n\nWrite{}\n"
    records, wrong = gift.read(text)
    assert wrong == []
    assert [record["type"] for record in records] == ["multiple", "truefalse", "number", "text"]


def test_a_table_of_questions_is_no_formula(handbook, admin, browser):
    ask("evil", stem={"en": "=1+1"})
    body = b"".join(browser(admin).get("/tests/bank/export/xlsx/").streaming_content)
    cells = [cell for row in openpyxl.load_workbook(BytesIO(body)).active.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


# -- figures ----------------------------------------------------------------------------------


def test_shares_are_shown_from_five_first_attempts_of_exams_only(handbook, egor, anna, boris, vera, head):
    question = ask("q")
    test = define(draw_count=1, attempts=2, cooldown_hours=0)
    for person in (egor, anna, boris, vera):
        play(give(test, person).start(by=person), person)
    assert numbers_of(question.current).is_too_few
    assignment = give(test, head)
    play(assignment.start(by=head), head, good=0)
    play(assignment.start(by=head), head)
    found = numbers_of(question.current)
    assert (found.n, found.facility, found.discrimination) == (5, 0.8, None), "second attempts do not count"
    assert AttemptItem.objects.count() == 6
    assert 0.3 < found.low < 0.8 < found.high < 1


def test_sixty_per_cent_of_twelve_is_anything_between_a_third_and_four_fifths():
    low, high = wilson(7 / 12, 12)
    assert (round(low, 2), round(high, 2)) == (0.32, 0.81)
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert correlation([1, 1], [2, 3]) is None


def test_a_test_is_shaped_and_says_where_the_bank_is_short(handbook, admin, head, browser):
    from training.models import TestDefinition

    bank(3)
    facts = {"title_ru": "Основы", "code": "basics", "genre": "onboarding", "regulation": section("first").regulation_id, "draw_count": 20}
    facts |= {"pass_percent": 80, "attempts": 3, "cooldown_hours": 24, "due_working_days": 5, "feedback": "full", "critical": 3}
    facts |= {"section-0": section("part-a").pk, "count-0": 5}
    client = browser(admin)
    assert browser(head).post("/tests/definitions/new/", facts).status_code == 403
    assert client.post("/tests/definitions/new/", facts | {"pass_percent": 0}).status_code == 422
    assert client.post("/tests/definitions/new/", facts).status_code == 302
    made = TestDefinition.objects.get()
    assert [(rule.source, rule.count) for rule in made.rules.all()] == [("critical", 3), ("section_subtree", 5)]
    page = client.get(f"/tests/definitions/{made.pk}/").content.decode()
    assert "all questions: 3 of 20" in page
    assert client.post(f"/tests/definitions/{made.pk}/retire/").status_code == 302
    assert client.get(f"/tests/definitions/{made.pk}/").status_code == 404


def test_flags_of_an_item_are_counted(handbook, egor):
    question = ask("q")
    attempt = give(define(draw_count=1), egor).start(by=egor)
    attempt.flag(1, True, by=egor)
    assert numbers_of(question.current).flags == 1
    item = attempt.items.with_questions().get()
    attempt.answer(1, form(wrong(item)), by=egor)
    assert right(item) != wrong(item)


def test_an_item_that_is_not_closed_swallows_none_of_those_after_it():
    good = [f"::q{n}::Stem {n}?{{=yes ~no}}" for n in range(12)]
    text = "\n\n".join([*good[:2], "::broken::Stem?{=yes ~no", *good[2:]])
    records, wrong = gift.read(text)
    assert [record["code"] for record in records] == [f"q{n}" for n in range(12)]
    assert wrong == [(5, "unclosed")]
