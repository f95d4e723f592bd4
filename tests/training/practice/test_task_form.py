"""A practical task is written with a form: rows for what is ordinary, a text for what is not; nothing typed is ever lost."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.training.desk import ask, section
from training.models import Question
from training.practice import inventing, knowing, vocabulary
from training.practice.controls import Odd
from training.practice.sheet import Sheet
from training.practice.state import spread

from .conftest import TASKS, ask_task, record_of

pytestmark = pytest.mark.django_db

ALL = sorted(path.stem for path in TASKS.glob("*.json"))
NEW = "/tests/bank/new/task/"


class Page(HTMLParser):
    """What a browser without scripts would send from the form of the question, as [(name, value)]."""

    def __init__(self, page):
        super().__init__()
        self.sent, self.select, self.area = [], None, None
        self.feed(page[page.index('id="question-form"') - 40 :].split("</form>")[0])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.append((given["name"], given.get("value", "on" if given.get("type") == "checkbox" else "")))
        if tag == "textarea":
            self.area = [given["name"], ""]
        if tag == "select":
            self.select = [given["name"], [], "multiple" in given]
        if tag == "option" and self.select and ("selected" in given or (not self.select[1] and not self.select[2])):
            self.select[1] = [*(self.select[1] if self.select[2] else []), given.get("value", "")]

    def handle_data(self, text):
        if self.area:
            self.area[1] += text

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.sent.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        if tag == "select":
            self.sent += [(self.select[0], value) for value in self.select[1]]
            self.select = None


class Desk:
    """An administrator at the form, without scripts."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.take(client.get(url))

    def take(self, answer):
        self.answer, self.page = answer, answer.content.decode()
        if answer.status_code != 302:
            self.sent = Page(self.page).sent
        return self

    def post(self, *, without=(), **typed):
        names = {name.replace("__", "-"): value for name, value in typed.items()}
        data = {}
        for name, value in [(name, value) for name, value in self.sent if name not in names and name not in without]:
            data.setdefault(name, []).append(value)
        return self.take(self.client.post(self.url, data | names))

    def add(self, name, what):
        return self.post(act="add", **{name: what})

    def typed(self, name):
        return [value for sent, value in self.sent if sent == name.replace("__", "-")]

    @property
    def marks(self):
        return [unescape(one) for one in re.findall(r'invalid-feedback d-block"[^>]*>([^<]+)<', self.page)]


@pytest.fixture
def desk(company, admin, browser):
    client = browser(admin)
    return lambda url=NEW: Desk(client, url)


def normal(spec):
    return json.dumps(spec, sort_keys=True, ensure_ascii=False)


def written(desk, **also):
    """«Make a deal and plan a task», as somebody makes it row by row."""
    new = desk()
    for what in ("fake:person", "fake:sum"):
        new.add("add-given", what)
    new.add("add-check", "find:deal")
    new.add("check-0-add", "amount")
    new.add("add-check", "find:task")
    new.add("check-1-add", "about_deal")
    new.add("check-1-add", "due_until")
    typed = {
        "stem_en": "Make a deal and plan a task",
        "sections": [section("first").pk],
        "task-text_en": "{{person}} wants to buy for {{sum}}. Make a deal and plan a call for tomorrow before 11:00.",
        "task-section": "first",
        "check-0-where-amount": "{{sum}}",
        "check-0-en": "There is no deal with this sum",
        "check-1-where-about_deal": "$deal",
        "check-1-where-due_until": "tomorrow",
        "check-1-where-due_until-time": "11:00",
        "check-1-en": "The deal has no task before 11:00",
        "check-1-section": "other",
    }
    return new, {name.replace("-", "__"): value for name, value in (typed | also).items()}


# -- the tasks that come with the system ------------------------------------------------------


@pytest.mark.parametrize("number", ALL)
def test_the_rows_say_all_of_a_shipped_task(number):
    payload = record_of(number)["payload"]
    codes = [payload["section"], *(check.get("section", "") for check in payload["checks"])]
    sheet = Sheet(spread(payload), kept=codes, is_judged=True)
    assert sheet.is_sound
    assert normal(sheet.spec) == normal(payload)


@pytest.mark.parametrize("number", ALL)
def test_a_shipped_task_opened_and_saved_is_the_same(number, desk):
    question = ask_task(number)
    before = normal(question.current.payload)
    page = desk(f"/tests/bank/{question.pk}/")
    assert "as_text" in page.page
    assert page.typed("rows") == ["1"], "it opens as rows"
    assert page.post().answer.status_code == 302, page.marks
    question.refresh_from_db()
    assert normal(question.current.payload) == before
    assert question.current.number == 1, "the same words are no new wording"


def test_whatever_a_task_may_know_has_words_for_people():
    assert set(vocabulary.subjects()) == set(knowing._subjects)
    for kind, known in knowing._subjects.items():
        assert set(vocabulary.subjects()[kind].words) == set(known.words), kind
    assert set(vocabulary.makers()) == set(knowing._makers)
    assert set(vocabulary.pickers()) == set(knowing._pickers)
    assert set(vocabulary.judges()) == set(knowing._judges)
    assert set(vocabulary.FAKES) == set(inventing.FAKES)


# -- a new one ------------------------------------------------------------------------------------


def test_an_administrator_writes_a_task_row_by_row(desk):
    new, typed = written(desk)
    assert new.post(**typed).answer.status_code == 302, new.marks
    payload = Question.objects.get().current.payload
    assert payload["given"] == {"person": {"fake": "person"}, "sum": {"fake": "sum"}}
    assert [(one["find"], one["where"]) for one in payload["checks"]] == [
        ("deal", {"amount": "{{sum}}"}),
        ("task", {"about_deal": "$deal", "due_until": "tomorrow 11:00"}),
    ]
    assert (payload["section"], payload["checks"][1]["section"]) == ("first", "other")


def test_twice_is_one_wording(desk):
    new, typed = written(desk)
    new.post(**typed)
    question = Question.objects.get()
    again = desk(f"/tests/bank/{question.pk}/")
    again.post()
    desk(f"/tests/bank/{question.pk}/").post()
    question.refresh_from_db()
    assert question.current.number == 1
    assert again.post(task__minutes="30").answer.status_code == 422, "somebody saved it meanwhile"
    question.refresh_from_db()
    assert question.current.payload["minutes"] == 15


def test_only_whoever_writes_the_handbook_opens_it(desk, head, browser):
    question = ask_task("P-01")
    client, before = browser(head), normal(question.current.payload)
    for url in (NEW, f"/tests/bank/{question.pk}/"):
        assert client.get(url).status_code in (403, 404)
        assert client.post(url, {"rows": "1", "stem_en": "Mine"}).status_code in (403, 404)
        assert client.post(url, {"rows": "1", "act": "add", "add-given": "fake:phone"}).status_code in (403, 404)
    question.refresh_from_db()
    assert normal(question.current.payload) == before
    assert Question.objects.count() == 1


def test_rows_come_and_go_and_keep_what_is_typed(desk):
    new, typed = written(desk)
    page = new.post(**typed, act="remove:given:0")
    assert (page.answer.status_code, page.typed("givens"), page.typed("given-0-name")) == (200, ["1"], ["sum"])
    assert page.typed("stem_en") == ["Make a deal and plan a task"]
    assert page.typed("sections") == [str(section("first").pk)]
    assert page.typed("check-1-en") == ["The deal has no task before 11:00"]
    assert page.marks == [], "nothing is told to be wrong while one arranges"
    page.post(act="remove:checks:1:due_until")
    assert page.typed("check-1-where") == ["about_deal"]
    page.post(act="remove:checks:1")
    assert page.typed("checks") == ["1"]
    for nonsense in ("remove:checks:77", "remove:moon:0", "remove:checks:x", "remove::", "moon"):
        assert page.post(act=nonsense).typed("checks") == ["1"]
    assert not Question.objects.exists()


def test_a_name_is_changed_wherever_it_stands(desk):
    new, typed = written(desk)
    assert new.post(**typed, given__1__name="total").answer.status_code == 302
    payload = Question.objects.get().current.payload
    assert payload["checks"][0]["where"] == {"amount": "{{total}}"}
    assert "{{total}}" in payload["text"]["en"]


# -- what is wrong is said beside it -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"task-text_en": ""}, "Say what is to be done"),
        ({"task-text_en": "Call {{nobody}}"}, "“{{nobody}}” stands in the text"),
        ({"task-text_en": "x" * 2001}, "Longer than 2000 letters"),
        ({"task-minutes": "0"}, "from 1 to 240"),
        ({"task-minutes": "ten"}, "from 1 to 240"),
        ({"task-minutes": ""}, "Say something here"),
        ({"task-start": "moon"}, "It is not there any more"),
        ({"task-section": "moon"}, "There is no such section"),
        ({"given-0-name": "two words"}, "A name is one word"),
        ({"given-0-name": "sum"}, "Two rows have this name"),
        ({"given-0-what": ""}, "Say something here"),
        ({"check-0-where-amount": ""}, "Say something here"),
        ({"check-0-where-amount": "{{person}}"}, "It is not there any more"),
        ({"check-0-where-amount": "=", "check-0-where-amount-text": "a lot"}, "Write a number"),
        ({"check-0-count": "at_most"}, "Write the number"),
        ({"check-0-count-number": "3"}, "the fewest or the most"),
        ({"check-0-en": ""}, "Say what is missing"),
        ({"check-1-where-due_until": ""}, "Choose the day"),
        ({"check-1-where-due_until-time": "late"}, "Write the hour"),
        ({"check-1-where-about_deal": "$moon"}, "It is not there any more"),
        ({"check-1-section": "moon"}, "There is no such section"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_is_kept(desk, sent, words):
    new, typed = written(desk, **sent)
    page = new.post(**typed)
    assert page.answer.status_code == 422
    assert [one for one in page.marks if words in one], page.marks
    kept = dict(page.sent)
    for name, value in typed.items():
        if name != "sections":
            assert kept[name.replace("__", "-")] == value or value in page.page.replace("&quot;", '"'), name
    assert not Question.objects.exists()


def test_whoever_saves_at_the_foot_is_led_to_what_is_wrong(desk):
    new, typed = written(desk)
    assert "see what is marked" not in new.page
    page = new.post(**typed | {"check__1__en": ""}).page
    assert 'href="#id_check-1-ru">Not saved: see what is marked' in page
    assert 'id="id_check-1-ru"' in page


def test_it_is_said_in_russian_too(desk, admin):
    admin.language = "ru"
    admin.save()
    new, typed = written(desk)
    assert new.post(**typed | {"task__minutes": "0"}).marks == ["Впишите целое число от 1 до 240."]
    assert "Выдуманный человек" in new.page


def test_a_task_needs_a_check(desk):
    new = desk()
    page = new.post(stem_en="Empty", sections=[section("first").pk], task__text_en="Do it")
    assert page.answer.status_code == 422
    assert "A task needs from 1 to 12 checks." in page.marks


def test_what_a_maker_needs_is_asked_for(desk):
    new, typed = written(desk)
    new.add("add-prepare", "lead")
    page = new.post(**typed)
    assert page.answer.status_code == 422
    assert page.marks.count("Say something here.") == 2, "a lead has a person and a phone"


def test_rubbish_is_no_failure_of_the_server(desk, admin, browser):
    client = browser(admin)
    for data in (
        {"rows": "1", "givens": "9999", "checks": "x", "prepared": "-1"},
        {"rows": "1", "checks": "1", "check-0-look": "find:moon"},
        {"rows": "1", "checks": "1", "check-0-look": "find:deal", "check-0-where": ["moon", "amount"], "check-0-where-amount": "{{"},
        {"rows": "1", "prepared": "2", "prepare-0-make": "moon", "prepare-1-make": "task", "prepare-1-fact-deal": "$x"},
        {"rows": "1", "spec": "[" * 90_000},
        {"spec": "[]"},
        {},
    ):
        assert client.post(NEW, data).status_code == 422, data
        assert client.post(NEW, data | {"act": "to_rows"}).status_code == 200, data
        assert client.post(NEW, data | {"act": "to_text"}).status_code == 200, data
    assert not Question.objects.exists()


def test_a_section_of_another_document_is_marked(desk):
    from regulations.models import Regulation
    from tests.regulations.conftest import page as sheet
    from tests.regulations.conftest import write

    write(Regulation.objects.create(code="INS-02", genre="instruction"), [sheet("elsewhere", "1", "", "Elsewhere", "Text.")])
    new, typed = written(desk)
    page = new.post(**typed | {"task__section": "elsewhere"})
    assert page.answer.status_code == 422
    assert "This section stands in another document than the question." in page.marks


# -- as a text ----------------------------------------------------------------------------------------


ODD = {
    "minutes": 5,
    "start": "",
    "section": "first",
    "text": {"en": "Ring {{phone.name}}"},
    "given": {"phone": {"fake": "phone"}},
    "prepare": [],
    "checks": [{"id": "x", "event": "lead.given", "miss": {"en": "Not given"}}],
}


def test_what_the_rows_cannot_say_opens_as_a_text_and_stays(desk):
    with pytest.raises(Odd):
        spread(ODD)
    question = ask("odd", kind="task", payload=ODD)
    page = desk(f"/tests/bank/{question.pk}/")
    assert page.typed("rows") == []
    assert page.post().answer.status_code == 302, page.marks
    question.refresh_from_db()
    assert normal(question.current.payload) == normal(ODD)
    assert page.take(page.client.get(page.url)).post(act="to_rows").marks == ["The rows cannot say all of this: it stays a text."]


def test_the_text_counts_where_it_is_ticked(desk):
    question = ask_task("P-01")
    other = json.dumps(record_of("P-06")["payload"], ensure_ascii=False)
    page = desk(f"/tests/bank/{question.pk}/")
    refused = page.post(spec=other)
    assert refused.answer.status_code == 422, "the rows count, and the text would be lost"
    assert "The text was changed too" in refused.marks[0]
    assert refused.typed("spec") == [other]
    assert page.post(as_text="on").answer.status_code == 302
    question.refresh_from_db()
    assert normal(question.current.payload) == normal(record_of("P-06")["payload"])


def test_rows_that_were_changed_are_not_lost_to_the_text(desk):
    question = ask_task("P-01")
    page = desk(f"/tests/bank/{question.pk}/").post(task__minutes="45", as_text="on")
    assert page.answer.status_code == 422
    assert "The rows were changed too" in page.marks[0]
    assert page.typed("task__minutes") == ["45"]
    page.post(act="to_text")
    assert json.loads(page.typed("spec")[0])["minutes"] == 45
    assert page.post().answer.status_code == 302, page.marks
    question.refresh_from_db()
    assert question.current.payload["minutes"] == 45


def test_a_text_is_brought_into_the_rows(desk):
    spec = json.loads(json.dumps(record_of("P-09")["payload"]).replace("deal-won", "first").replace("stage-fields", "other"))
    for check in spec["checks"]:
        check["section"] = "other" if "section" in check else "first"
    page = desk().post(spec=json.dumps(spec), act="to_rows")
    assert page.typed("checks") == ["4"]
    assert page.post(stem_en="Win", sections=[section("first").pk]).answer.status_code == 302
    assert normal(Question.objects.get().current.payload) == normal(spec)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{\n "minutes": 5,\n nonsense', "look at line 3"),
        ("[1, 2]", "This is no practical task"),
        ('{"given": [[1]]}', "This is no practical task"),
        ('{"given": {"a": {"fake": []}}}', "This is no practical task"),
        ('{"prepare": [{"make": {}, "as": []}]}', "This is no practical task"),
        ('{"checks": [{"id": "x", "find": []}]}', "This is no practical task"),
        ('{"minutes": NaN}', "This is no JSON"),
        ('{"text": {"en": "\\u0000"}}', "This is no practical task"),
        ('{"text": {"en": "\\ud800"}}', "This is no practical task"),
        ("[" * 50_000, "This is no JSON"),
        ('{"text": {"en": "Do"}}', "A task needs checks"),
        ('{"text": {"en": "Do"}, "given": {"a": {"pick": "stage_ahead", "moon": 1}}}', "neither made up"),
        ('{"text": {"en": "Do"}, "prepare": [{"make": "lead", "as": "lead"}]}', "neither made up"),
        ("x" * 100_001, "too long"),
    ],
)
def test_a_text_that_is_no_task_says_where(desk, text, words):
    for also in ({"as_text": "on"}, {"act": "to_rows"}):
        page = desk().post(stem_en="Bad", sections=[section("first").pk], spec=text, **also)
        assert page.answer.status_code == (422 if "as_text" in also else 200)
        assert [one for one in page.marks if words in one], page.marks
        assert page.typed("spec") == [text]
    assert not Question.objects.exists()


def test_a_task_that_is_done_is_not_skipped(play, anna):
    player = play(anna, "P-05")
    address = f"/tests/attempts/{player.attempt.pk}/1/"
    assert 'value="skip"' in player.client.get(address).content.decode()
    player.run.end(player.run.State.PASSED)
    page = player.client.get(address).content.decode()
    assert "Done: everything that was asked is there." in page
    assert 'value="skip"' not in page
