"""Honest scoring: the tables of the handbook's test engine, figure by figure."""

from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.payloads import checked
from training.scoring import guessed, in_order, matched, percent, score

F = Fraction


def options(right, wrong, **facts):
    made = [{"ru": f"верно {n}", "right": True} for n in range(right)] + [{"ru": f"мимо {n}"} for n in range(wrong)]
    return checked("multiple", {"options": made} | facts)


def ticked(payload, right, wrong):
    """So many right and so many wrong options."""
    ids = [option["id"] for option in payload["options"] if option["right"]][:right]
    return {"sel": ids + [option["id"] for option in payload["options"] if not option["right"]][:wrong]}


def every_answer(payload):
    ids = [option["id"] for option in payload["options"]]
    return [{"sel": list(chosen)} for size in range(len(ids) + 1) for chosen in combinations(ids, size)]


def average(payload, **facts):
    found = [score("multiple", payload, answer, **facts) for answer in every_answer(payload)]
    return sum(found, F(0)) / len(found)


def average_of_orders(number):
    found = [in_order(order) for order in permutations(range(number))]
    return sum(found, F(0)) / len(found)


# -- multiple ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "answer", "worth"),
    [
        (2, 2, (2, 0), F(1)),
        (2, 2, (2, 2), F(0)),
        (2, 2, (1, 0), F(1, 2)),
        (2, 2, (2, 1), F(1, 2)),
        (2, 2, (0, 2), F(0)),
        (2, 4, (2, 4), F(0)),
        (2, 4, (2, 1), F(1, 2)),
        (1, 4, (1, 1), F(0)),
        (1, 4, (1, 0), F(1)),
        (3, 1, (3, 1), F(0)),
    ],
)
def test_several_options_earn_what_the_table_says(right, wrong, answer, worth):
    payload = options(right, wrong)
    assert score("multiple", payload, ticked(payload, *answer)) == worth


def test_random_ticking_earns_nineteen_hundredths_of_four_and_six_of_six():
    assert round(float(average(options(2, 2))), 2) == 0.19
    assert round(float(average(options(2, 4))), 2) == 0.06
    assert round(float(average(options(2, 2), strict=True)), 2) == 0.06


def test_all_or_nothing_is_a_wish_of_the_question_or_forced():
    lenient, strict = options(2, 2), options(2, 2, all_or_nothing=True)
    assert score("multiple", strict, ticked(strict, 1, 0)) == 0
    assert score("multiple", strict, ticked(strict, 2, 0)) == 1
    assert score("multiple", lenient, ticked(lenient, 1, 0), strict=True) == 0


@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_any_answer_is_worth_from_nothing_to_one_and_everything_ticked_nothing(right, wrong, data):
    payload = options(right, wrong)
    answer = data.draw(st.lists(st.sampled_from([option["id"] for option in payload["options"]]), unique=True))
    assert 0 <= score("multiple", payload, {"sel": answer}) <= 1
    assert score("multiple", payload, ticked(payload, right, wrong)) == 0
    assert score("multiple", payload, ticked(payload, right, 0)) == 1
    assert isinstance(score("multiple", payload, {"sel": answer}), Fraction)


# -- order -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "worth"),
    [
        ([0, 1, 2, 3, 4, 5, 6], F(1)),
        ([0, 2, 1, 3, 4, 5, 6], F(19, 21)),
        ([1, 2, 3, 4, 5, 6, 0], F(9, 21)),
        ([6, 5, 4, 3, 2, 1, 0], F(0)),
    ],
)
def test_an_order_earns_what_its_pairs_are_worth(places, worth):
    assert in_order(places) == worth


def test_the_table_of_orders_of_seven():
    """0.13 by chance, 0.90 for two neighbours, 0.43 for the first put last, nothing for the reverse."""
    assert round(float(average_of_orders(7)), 2) == 0.13
    assert [round(float(in_order(places)), 2) for places in ([1, 0, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 0])] == [0.90, 0.43]


@given(st.permutations(range(6)))
def test_any_order_is_worth_from_nothing_to_one(places):
    assert 0 <= in_order(places) <= 1
    assert (in_order(places) == 1) == (list(places) == sorted(places))


# -- match, single, number, text --------------------------------------------------------


@pytest.mark.parametrize(("right", "worth"), [(0, F(0)), (1, F(0)), (2, F(1, 3)), (3, F(2, 3)), (4, F(1))])
def test_one_right_pair_is_chance(right, worth):
    assert matched(right, 4) == worth


@pytest.mark.parametrize("number", [4, 5, 6])
def test_random_pairs_earn_seven_to_thirteen_hundredths(number):
    shuffled = list(permutations(range(number)))
    mean = sum(matched(sum(a == b for a, b in enumerate(order)), number) for order in shuffled) / len(shuffled)
    assert 0.07 <= float(mean) <= 0.13


def test_a_number_is_right_within_its_tolerance():
    payload = checked("number", {"value": "15", "tolerance": "0,5"})
    assert [score("number", payload, {"v": typed}) for typed in ("15", "15.5", "14.5", "15.51", "0")] == [1, 1, 1, 0, 0]


def test_free_text_is_left_to_a_person_and_silence_is_nothing():
    payload = checked("text", {"rubric": [{"ru": "Назван факт", "points": 1}]})
    assert score("text", payload, {"t": "Клиент просил счёт"}) is None
    assert score("text", payload, None) == 0


def test_no_answer_earns_nothing_of_any_kind():
    assert [score(kind, {}, None) for kind in ("single", "multiple", "order", "match", "number")] == [0] * 5


# -- guess line, percent --------------------------------------------------------------------


def test_the_guess_line_is_what_a_guesser_earns_on_average():
    single = checked("single", {"options": [{"ru": "a", "right": True}, {"ru": "b"}, {"ru": "c"}, {"ru": "d"}]})
    order = checked("order", {"items": [{"ru": str(n)} for n in range(5)]})
    left, right = [{"id": f"l{n}", "ru": f"л{n}"} for n in range(4)], [{"id": f"r{n}", "ru": f"п{n}"} for n in range(5)]
    match = checked("match", {"left": left, "right": right, "pairs": {f"l{n}": f"r{n}" for n in range(4)}})
    assert guessed("single", single) == F(1, 4)
    assert guessed("multiple", options(2, 3)) == average(options(2, 3))
    assert guessed("order", order) == average_of_orders(5)
    drawn = [matched(sum(a == b for a, b in enumerate(chosen)), 4) for chosen in permutations(range(5), 4)]
    assert guessed("match", match) == sum(drawn, F(0)) / len(drawn)


def test_percent_is_exact():
    assert percent(F(7999, 10000) * 10, 10) < 80
    assert percent(F(16), 20) == 80
    assert percent(0, 0) == 0
