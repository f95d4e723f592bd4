"""A question is checked once, when it is written; what leaves the server before its time holds no key."""

import random

import pytest
from django.http import QueryDict

from training.answers import drawn_order, face, key_of, moved, read, told
from training.payloads import checked, read_number, words
from training.refusals import BadAnswer, Unsound

OPTIONS = [{"id": "a", "ru": "Да", "en": "Yes", "right": True, "note_ru": "Потому"}, {"id": "b", "ru": "Нет", "en": "No"}]


@pytest.mark.parametrize(
    ("kind", "payload", "fault"),
    [
        ("puzzle", {}, "kind"),
        ("single", {"options": OPTIONS[:1]}, "few_options"),
        ("single", {"options": [{"ru": "Да"}, {"ru": "Нет"}]}, "no_right"),
        ("single", {"options": [{"ru": "Да", "right": True}, {"ru": "Нет", "right": True}]}, "one_right"),
        ("single", {"options": [{"ru": "Да", "right": True}, {"ru": "да "}]}, "same"),
        ("single", {"options": [{"ru": "Да", "right": True}, {"ru": "Нет", "en": "No"}]}, "language"),
        ("multiple", {"options": [{"ru": "Да", "right": True}, {"ru": "Нет", "right": True}]}, "all_right"),
        ("multiple", {"options": [{"ru": str(n), "right": n == 1} for n in range(13)]}, "many_options"),
        ("truefalse", {}, "value"),
        ("order", {"items": [{"ru": "1"}, {"ru": "2"}]}, "few_items"),
        ("match", {"left": [{"id": "l", "ru": "1"}], "right": [{"id": "r", "ru": "2"}], "pairs": {"l": "r"}}, "few_pairs"),
        ("number", {"value": "много"}, "number"),
        ("number", {"value": "5", "tolerance": "-1"}, "tolerance"),
        ("text", {"rubric": []}, "rubric"),
        ("text", "no dictionary", "rubric"),
    ],
)
def test_what_could_not_be_asked_or_scored_is_refused_by_name(kind, payload, fault):
    with pytest.raises(Unsound) as refusal:
        checked(kind, payload)
    assert fault in refusal.value.faults


def test_a_pair_without_its_right_side_is_refused():
    sides = {"left": [{"id": str(n), "ru": f"л{n}"} for n in range(3)], "right": [{"id": str(n), "ru": f"п{n}"} for n in range(3)]}
    with pytest.raises(Unsound, match="no_pair"):
        checked("match", sides | {"pairs": {"0": "0", "1": "1", "2": "9"}})


def test_ids_are_made_anew_so_that_they_tell_nothing():
    first, second = checked("single", {"options": OPTIONS}), checked("single", {"options": OPTIONS})
    ids = {option["id"] for made in (first, second) for option in made["options"]}
    assert len(ids) == 4
    assert not ids & {"a", "b"}


def test_a_statement_may_be_written_as_two_options():
    assert checked("truefalse", {"value": False}) == {"value": False}
    assert checked("truefalse", {"options": [{"ru": "Верно", "right": True}, {"ru": "Неверно"}]}) == {"value": True}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1 234,5", "1234.5"), ("15", "15"), ("−3", "-3"), ("", None), ("1/0", None), ("много", None), ("1e9", None), (0, "0")],
)
def test_numbers_are_read_as_people_type_them(typed, kept):
    assert read_number(typed) == kept


def test_a_face_holds_no_key_weight_or_explanation():
    payload = checked("single", {"options": OPTIONS})
    shown = face("single", words({"ru": "Можно?", "en": "May one?"}), payload, drawn_order("single", payload, random.Random(1)), "en")
    assert (shown.stem, {text for _pk, text in shown.options}) == ("May one?", {"Yes", "No"})
    assert not {"right", "True", "Потому"} & set(str(shown).split())
    assert shown.count == 0


def test_an_order_is_never_shown_as_it_is_right():
    payload = checked("order", {"items": [{"ru": str(n)} for n in range(3)]})
    right = key_of("order", payload)["order"]
    assert all(drawn_order("order", payload, random.Random(seed)) != right for seed in range(60))


def test_the_same_seed_draws_the_same_order():
    payload = checked("single", {"options": [{"ru": str(n), "right": n == 0} for n in range(6)]})
    assert drawn_order("single", payload, random.Random(7)) == drawn_order("single", payload, random.Random(7))
    kept = payload | {"keep_order": True}
    assert drawn_order("single", kept, random.Random(7)) == [one["id"] for one in payload["options"]]


def test_a_form_is_read_and_what_the_question_does_not_offer_is_refused():
    payload = checked("single", {"options": OPTIONS})
    first, second = (option["id"] for option in payload["options"])
    assert read("single", payload, QueryDict(f"sel={first}")) == {"sel": [first]}
    assert read("single", payload, QueryDict("")) is None
    for foreign in ("sel=zz", f"sel={first}&sel={second}"):
        with pytest.raises(BadAnswer):
            read("single", payload, QueryDict(foreign))
    with pytest.raises(BadAnswer):
        read("number", checked("number", {"value": "1"}), QueryDict("v=много"))


def test_items_go_up_and_down_by_buttons():
    payload = checked("order", {"items": [{"ru": str(n)} for n in range(3)]})
    a, b, c = (item["id"] for item in payload["items"])
    sent = f"order={a}&order={b}&order={c}"
    assert read("order", payload, QueryDict(f"{sent}&up={c}")) == {"order": [a, c, b]}
    assert read("order", payload, QueryDict(f"{sent}&down={c}")) == {"order": [a, b, c]}
    assert moved([a, b], "zz", 1) == [a, b]
    with pytest.raises(BadAnswer):
        read("order", payload, QueryDict(f"order={a}&order={a}&order={c}"))


def test_answers_and_keys_read_as_lines():
    payload = checked("single", {"options": OPTIONS})
    assert told("single", payload, key_of("single", payload), "ru") == ["Да"]
    number = checked("number", {"value": "15", "unit_ru": "минут"})
    assert told("number", number, key_of("number", number), "ru") == ["15 · минут"]
    assert told("single", payload, None, "ru") == []
