"""“Choose on the screen”: the numbers of a picture are the answers, and the page does not tell which of them is right."""

import json

import pytest
from django.http import QueryDict

from regulations.models import Shot, ShotImage
from regulations.shots.recipes import recipes
from training import gift, sheet
from training.answers import face, key_of, read, told
from training.hotspots import faced, numbers_of
from training.models import Attempt, Question, QuestionVersion
from training.payloads import checked
from training.refusals import BadAnswer, Unsound
from training.scoring import guessed, score

from .desk import ask, book, define, give, section

pytestmark = pytest.mark.django_db
NOW = "2026-11-17T08:00:00Z"
STEM = {"en": "Which number shows the next task?"}


def payload(right="deal.task"):
    return checked("hotspot", {"shot": "deal-card", "right": right})


def sel(*ids):
    data = QueryDict(mutable=True)
    data.setlist("sel", ids)
    return data


def shot(language="en"):
    """A picture of the card as if it had been taken."""
    boxes = [{"n": one.number, "help": one.help, "x": 1, "y": 1, "w": 9, "h": 9} for one in recipes()["deal-card"].callouts]
    facts = {"key": "deal-card", "language": language}
    image = ShotImage.objects.create(sha256="a" * 64, width=300, height=150, scale=1.5, boxes=boxes, app_version="", taken_at=NOW, **facts)
    return Shot.objects.create(image=image, made_from="x", **facts)


@pytest.fixture
def question(roles):
    return ask("spot", kind="hotspot", payload={"shot": "deal-card", "right": "deal.task"}, stem=STEM)


def test_the_options_are_what_is_numbered_with_new_ids_each_time():
    one, other = payload(), payload()
    assert [option["callout"] for option in one["options"]] == [callout.help for callout in recipes()["deal-card"].callouts]
    assert {option["id"] for option in one["options"]}.isdisjoint(option["id"] for option in other["options"])
    assert [option["callout"] for option in one["options"] if option["right"]] == ["deal.task"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"shot": "no-such", "right": "deal.task"},
        {"shot": "deal-card", "right": "calls.dial"},
        {"shot": "deal-card"},
        {"shot": "lead-form", "right": "lead.fields"},
    ],
)
def test_a_picture_or_a_thing_that_is_not_there_is_refused(wrong):
    with pytest.raises(Unsound) as refusal:
        checked("hotspot", wrong)
    assert refusal.value.faults == ["shot"]


def test_right_is_one_wrong_is_nothing():
    one = payload()
    right = key_of("hotspot", one)
    wrong = {"sel": [option["id"] for option in one["options"] if not option["right"]][:1]}
    assert (score("hotspot", one, right), score("hotspot", one, wrong), score("hotspot", one, None)) == (1, 0, 0)
    assert guessed("hotspot", one) * len(one["options"]) == 1
    assert told("hotspot", one, right, "en") == ["5. The next task"]


def test_one_number_is_chosen_and_only_one_that_is_offered():
    one = payload()
    ids = [option["id"] for option in one["options"]]
    assert read("hotspot", one, sel(ids[0])) == {"sel": [ids[0]]}
    assert read("hotspot", one, sel()) is None
    for data in (sel(*ids[:2]), sel("else")):
        with pytest.raises(BadAnswer):
            read("hotspot", one, data)


def test_with_a_picture_the_numbers_are_the_answers_without_one_the_words():
    one = payload()
    shown = face("hotspot", STEM, one, [option["id"] for option in one["options"]], "en")
    words, picture = faced(shown, one, "en")
    assert picture is None
    assert "The next task" in [text for _pk, text in words.options]

    shot()
    numbered, picture = faced(shown, one, "en")
    assert [text for _pk, text in numbered.options] == [str(n) for n in range(1, 7)]
    assert picture.url == f"/handbook/help/shots/deal-card/en/{'a' * 16}/"


def test_a_number_that_is_no_more_makes_words_of_all(monkeypatch):
    from dataclasses import replace

    one, recipe = payload(), recipes()["deal-card"]
    monkeypatch.setitem(recipes(), "deal-card", replace(recipe, callouts=recipe.callouts[:-1]))
    assert numbers_of(one) == {}
    assert told("hotspot", one, key_of("hotspot", one), "en") == ["The next task"]


def test_the_page_has_the_picture_and_neither_words_nor_keys(browser, question, anna):
    shot()
    attempt = give(define(draw_count=1), anna).start(by=anna)
    html = browser(anna).get(f"/tests/attempts/{attempt.pk}/1/").content.decode()
    assert f"/handbook/help/shots/deal-card/en/{'a' * 16}/" in html
    form = html.partition('id="question"')[2].partition("</form>")[0]
    assert "The next task" not in form
    assert "deal.task" not in form
    assert form.count('name="sel"') == 6

    right = key_of("hotspot", question.current.payload)
    attempt.answer(1, sel(*right["sel"]), by=anna)
    attempt.submit(by=anna)
    attempt.refresh_from_db()
    assert attempt.shown_percent == 100


def test_an_editor_writes_one_on_the_page_of_questions(browser, admin, roles):
    book()
    client, address = browser(admin), "/tests/bank/new/hotspot/"
    assert "deal-card:deal.task" in client.get(address).content.decode()
    facts = {"stem_en": STEM["en"], "sections": [section("first").pk], "area": "technical", "pool": "exam", "points": 1}
    refused = client.post(address, facts)
    assert refused.status_code == 422
    assert "Choose what is right on a picture of a screen." in refused.content.decode()
    client.post(address, facts | {"spot": "deal-card:deal.task"})
    made = Question.objects.get()
    assert made.current.type == QuestionVersion.Type.HOTSPOT
    assert 'value="deal-card:deal.task" selected' in client.get(f"/tests/bank/{made.pk}/").content.decode()


def test_readers_write_none(browser, anna):
    assert browser(anna).get("/tests/bank/new/hotspot/").status_code in (403, 404)


def test_as_gift_it_is_a_comment_that_comes_back(question):
    text = gift.write([("spot", "CRM-01/deal-card", "technical", False, question.current)], "en")
    assert all(line.startswith("//") for line in text.strip().splitlines())
    (record,), wrong = gift.read(text)
    assert wrong == []
    assert (record["type"], record["code"], record["stem"]) == ("hotspot", "spot", STEM)
    assert record["payload"] == {"shot": "deal-card", "right": "deal.task"}
    assert checked("hotspot", record["payload"])
    records, wrong = gift.read("// crm-task: {broken\n\n" + text)
    assert (len(records), [fault for _line, fault in wrong]) == (1, ["unreadable"])
    assert json.loads(text.strip().splitlines()[-1].removeprefix("// crm-task: "))["right"] == "deal.task"


def test_in_a_table_it_is_its_picture_and_its_thing(question):
    cells, right = sheet._cells(question.current)
    assert right == "deal-card:deal.task"
    assert sheet._payload("hotspot", cells, right, True) == {"shot": "deal-card", "right": "deal.task"}


def test_who_does_not_see_the_picture_answers_by_words(question, egor, browser):
    shot()
    give(define("look", draw_count=1), egor).start(by=egor)
    window, attempt = browser(egor), Attempt.objects.get()
    page = f"/tests/attempts/{attempt.pk}/1/"
    on_screen = window.get(page).content.decode()
    assert "k-shot is-asked" in on_screen
    assert f'href="{page}?by=words"' in on_screen
    assert "The next task" not in on_screen
    in_words = window.get(f"{page}?by=words").content.decode()
    assert "The next task" in in_words
    assert "k-shot" not in in_words
    assert f'href="{page}"' in in_words
    chosen = key_of("hotspot", question.current.payload)["sel"]
    window.post(f"{page}?by=words", {"sel": chosen, "go": "next"})
    assert Attempt.objects.get().items.get().response["sel"] == chosen
