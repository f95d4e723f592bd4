"""The question bank shipped with the handbook: every question is sound, in two languages, and hangs on a section that exists."""

import json
import re
from collections import Counter
from fractions import Fraction

import pytest
from django.conf import settings

from regulations.shots.recipes import recipes

BANK = settings.ROOT / "training" / "bank"
HANDBOOK = settings.ROOT / "regulations" / "handbook"
FILES = [*(f"part-{number:02}" for number in range(15)), "std-01"]
LANGUAGES = ("ru", "en")
KEYS = {"code", "section", "area", "pool", "critical", "type", "points", "stem", "explanation", "payload"}
AREAS = {"technical", "process", "terms", "safety"}
# Sections that tell something without asking for anything: one question or none is enough.
TELLING = {
    "CRM-01/passport",
    "CRM-01/for-manager",
    "CRM-01/for-head",
    "CRM-01/from-day-one",
    "CRM-01/outline",
    "CRM-01/processes",
    "CRM-01/first-30-minutes",
    "STD-01/header",
}
SECTION = re.compile(r"^## .+ \{#([a-z0-9-]+)\}$", re.MULTILINE)
EVERYTHING = re.compile(
    r"вс[её] (выше)?перечисленн|ничего из|вс[её] ответы|(all|none|both) of (the|these) (above|answers|options)", re.IGNORECASE
)
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
OPTION_ID = re.compile(r"[a-z0-9]{4}")


def written(name):
    return json.loads((BANK / f"{name}.json").read_text(encoding="utf-8"))


BY_FILE = {name: written(name) for name in FILES}
QUESTIONS = [question for questions in BY_FILE.values() for question in questions]
each_file = pytest.mark.parametrize("questions", BY_FILE.values(), ids=FILES)


def of_type(*kinds):
    return [question for question in QUESTIONS if question["type"] in kinds]


def sections(language):
    """{"CRM-01/deal-lost", …}: what one can hang a question on."""
    files = (HANDBOOK / language).rglob("*.md")
    return {f"{path.parent.name}/{code}" for path in files for code in SECTION.findall(path.read_text(encoding="utf-8"))}


def lists_of_texts(question):
    """Texts that stand beside each other, as {"ru": …, "en": …} records."""
    payload = question["payload"]
    return [payload[name] for name in ("options", "items", "left", "right", "rubric") if isinstance(payload.get(name), list)]


def texts(question):
    yield question["stem"]
    yield question["explanation"]
    for records in lists_of_texts(question):
        yield from records
    for name in ("unit", "sample"):
        if f"{name}_ru" in question["payload"]:
            yield {language: question["payload"][f"{name}_{language}"] for language in LANGUAGES}


def bare(text):
    """What remains of a text without case, points and the dots of ё."""
    return " ".join(re.findall(r"[\w+/?]+", text.casefold().replace("ё", "е")))


def right_of(question):
    return [option for option in question["payload"]["options"] if option["right"]]


def share(part, whole):
    return Fraction(len(part), len(whole))


# -- each question -------------------------------------------------------------------


@each_file
def test_a_question_has_all_it_needs_and_nothing_else(questions):
    for question in questions:
        assert set(question) == KEYS
        assert question["area"] in AREAS
        assert question["pool"] in {"exam", "self_check"}
        assert isinstance(question["critical"], bool)
        assert question["code"].startswith(f"q-{question['section'].split('/')[1]}-")


@each_file
def test_every_text_stands_in_both_languages(questions):
    for question in questions:
        for record in texts(question):
            russian, english = record["ru"], record["en"]
            assert russian == russian.strip() != "" != english.strip() == english
            assert not CYRILLIC.search(english), english
            assert "«" not in english
            assert "  " not in russian + english
            if re.search(r"[^\W\d_]", russian):
                assert CYRILLIC.search(russian), russian
                assert russian != english


@each_file
def test_a_question_is_said_shortly_and_explained(questions):
    for question in questions:
        for language in LANGUAGES:
            assert 20 <= len(question["stem"][language]) <= 300
            assert 30 <= len(question["explanation"][language]) <= 300
            assert question["explanation"][language][-1] in ".!?”»"


@each_file
def test_no_two_answers_say_the_same(questions):
    for question in questions:
        for records in lists_of_texts(question):
            for language in LANGUAGES:
                said = [bare(record[language]) for record in records]
                assert "" not in said
                assert len(set(said)) == len(said)


@each_file
def test_ids_are_short_and_unique_in_the_question(questions):
    for question in questions:
        ids = [record["id"] for records in lists_of_texts(question) for record in records]
        assert len(set(ids)) == len(ids)
        assert all(OPTION_ID.fullmatch(one) for one in ids)


@each_file
def test_no_answer_leans_on_the_others(questions):
    for question in questions:
        for records in lists_of_texts(question):
            assert not any(EVERYTHING.search(record[language]) for record in records for language in LANGUAGES)


@each_file
def test_the_payload_suits_the_type(questions):
    for question in questions:
        CHECKS[question["type"]](question["payload"])


def _single(payload):
    assert set(payload) == {"options", "keep_order"}
    assert 3 <= len(payload["options"]) <= 5
    assert sum(option["right"] for option in payload["options"]) == 1


def _multiple(payload):
    assert set(payload) == {"options", "keep_order", "tell_count", "all_or_nothing"}
    assert 4 <= len(payload["options"]) <= 6
    assert 2 <= sum(option["right"] for option in payload["options"]) < len(payload["options"])


def _truefalse(payload):
    assert set(payload) == {"value"}
    assert isinstance(payload["value"], bool)


def _order(payload):
    assert set(payload) == {"items"}
    assert 4 <= len(payload["items"]) <= 8


def _match(payload):
    left, right = ({record["id"] for record in payload[side]} for side in ("left", "right"))
    assert set(payload) == {"left", "right", "pairs", "extra"}
    assert 4 <= len(left) <= 6
    assert set(payload["pairs"]) == left
    assert len(set(payload["pairs"].values())) == len(left)
    assert right - set(payload["pairs"].values()) == set(payload["extra"])


def _number(payload):
    assert set(payload) == {"value", "tolerance", "unit_ru", "unit_en"}
    assert Fraction(payload["value"]) > 0
    assert Fraction(payload["tolerance"]) >= 0


def _text(payload):
    assert set(payload) == {"rubric", "sample_ru", "sample_en", "min_chars"}
    assert len(payload["rubric"]) >= 2
    assert all(point["points"] >= 1 for point in payload["rubric"])
    assert min(len(payload["sample_ru"]), len(payload["sample_en"])) >= payload["min_chars"] > 0


def _hotspot(payload):
    assert set(payload) == {"shot", "right"}
    recipe = recipes()[payload["shot"]]
    assert recipe.callout(payload["right"])
    assert len(recipe.callouts) >= 4


CHECKS = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "order": _order,
    "match": _match,
    "number": _number,
    "text": _text,
    "hotspot": _hotspot,
}


def test_a_critical_question_is_all_or_nothing():
    for question in (one for one in QUESTIONS if one["critical"]):
        assert question["type"] in {"single", "multiple"}
        assert question["pool"] == "exam"
        assert question["points"] == 2
        assert question["type"] == "single" or question["payload"]["all_or_nothing"]


@each_file
def test_points_follow_one_scale(questions):
    for question in questions:
        if question["type"] == "text":
            assert question["points"] == sum(point["points"] for point in question["payload"]["rubric"])
        else:
            assert question["points"] == (2 if question["critical"] else 1)


# -- the handbook ----------------------------------------------------------------------


def test_the_bank_has_a_file_for_each_part():
    assert sorted(path.stem for path in BANK.glob("*.json")) == sorted(FILES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_hangs_on_a_section_of_the_handbook(language):
    assert {question["section"] for question in QUESTIONS} <= sections(language)


@pytest.mark.parametrize("number", range(15))
def test_a_file_asks_about_its_own_part(number):
    (page,) = (HANDBOOK / "ru" / "CRM-01").glob(f"{number:02}-*.md")
    of_the_part = {f"CRM-01/{code}" for code in SECTION.findall(page.read_text(encoding="utf-8"))}
    assert {question["section"] for question in BY_FILE[f"part-{number:02}"]} <= of_the_part


def test_every_section_with_rules_has_two_questions():
    asked = Counter(question["section"] for question in QUESTIONS)
    ruling = {section for section in sections("ru") if section.startswith(("CRM-01/", "STD-01/"))} - TELLING
    assert {section for section in ruling if asked[section] < 2} == set()


# -- the bank as a whole ---------------------------------------------------------------


def test_codes_are_unique():
    assert [code for code, times in Counter(question["code"] for question in QUESTIONS).items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_is_asked_twice(language):
    said = Counter(bare(question["stem"][language]) for question in QUESTIONS)
    assert [stem for stem, times in said.items() if times > 1] == []


def test_there_is_enough_to_draw_from():
    assert len(QUESTIONS) >= 170
    assert min(len(questions) for questions in BY_FILE.values()) >= 6
    assert len(QUESTIONS) / len(BY_FILE) >= 6


@pytest.mark.parametrize("area", ["technical", "process"])
def test_areas_are_in_balance(area):
    exam = [question for question in QUESTIONS if question["pool"] == "exam"]
    for questions in (QUESTIONS, exam):
        assert share([question for question in questions if question["area"] == area], questions) >= Fraction(3, 10)


def test_a_quarter_is_for_checking_oneself():
    self_check = [question for question in QUESTIONS if question["pool"] == "self_check"]
    assert Fraction(1, 5) <= share(self_check, QUESTIONS) <= Fraction(3, 10)
    assert all(sum(question["pool"] == "self_check" for question in questions) >= 3 for questions in BY_FILE.values())


def test_types_are_mixed():
    assert share(of_type("truefalse"), QUESTIONS) <= Fraction(8, 100)
    assert {question["payload"]["value"] for question in of_type("truefalse")} == {True, False}
    assert len(of_type("text")) == 8
    assert all(of_type(kind) for kind in CHECKS)


def test_a_dozen_questions_are_critical():
    assert 10 <= sum(question["critical"] for question in QUESTIONS) <= 16


def test_the_right_answer_has_no_place_of_its_own():
    places = Counter(question["payload"]["options"].index(right_of(question)[0]) for question in of_type("single"))
    assert set(places) >= {0, 1, 2, 3}
    assert max(places.values()) <= 0.4 * len(of_type("single"))


def test_ticking_the_first_answers_is_not_the_key():
    firsts = [question["payload"]["options"][0]["right"] for question in of_type("multiple")]
    assert set(firsts) == {True, False}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_answer_is_not_the_right_one(language):
    telling = [question for question in of_type("single") if _right_is_longest(question, language)]
    assert share(telling, of_type("single")) <= Fraction(3, 10)


def _right_is_longest(question, language):
    (right,) = right_of(question)
    others = [option for option in question["payload"]["options"] if not option["right"]]
    return len(right[language]) > max(len(option[language]) for option in others)
