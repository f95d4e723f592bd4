"""What holds for any two texts, and how long the largest take."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from regulations.changes.between import between
from regulations.changes.pieces import pieces_of
from regulations.changes.tokens import Cell, key_of
from regulations.changes.words import word_changes

from .making import Text

WORDS = some.sampled_from(
    "менеджер клиент сделка не можно 15 10% 12:30 звонит пишет, договор. «срок» — задача [[next-step]] **итог** и в карточку".split()
)
LINE = some.lists(WORDS, min_size=1, max_size=14).map(" ".join)
BLOCK = some.one_of(LINE, LINE.map("- {}".format), LINE.map("1. {}".format), LINE.map("### {}".format), some.just("{{live stages}}"))
ROW = some.lists(WORDS, min_size=2, max_size=2).map(lambda cells: "| " + " | ".join(cells) + " |")
TABLE = some.lists(ROW, min_size=1, max_size=5).map(lambda rows: "\n".join([rows[0], "|---|---|", *rows[1:]]))
TEXT = some.lists(some.one_of(BLOCK, BLOCK, TABLE), max_size=8).map("\n\n".join)


@given(TEXT)
@settings(deadline=None)
def test_equal_texts_have_no_changes_whatever_their_ids(text):
    assert not between(Text(text), Text(text))
    assert not between(Text(text), Text(text, "раздел"))


@given(TEXT, TEXT)
@settings(deadline=None)
def test_a_revert_shows_nothing(first, second):
    one = Text(first)
    again = Text(first, before=Text(second, before=one))

    assert not between(one, again)


@given(TEXT, TEXT)
@settings(deadline=None)
def test_no_block_comes_from_nowhere_and_none_is_lost(first, second):
    """Every new block that is not told as new was there; every old one that is not told as gone still is."""
    before = Text(first)
    after = Text(second, before=before)
    found = between(before, after)
    old, new = ([piece.words for piece in pieces_of(text)] for text in (first, second))

    if not found:
        assert sorted(word for words in old for word in words) == sorted(word for words in new for word in words)
    assert len([change for change in found.blocks if change.how == "removed"]) <= len(old)
    assert {change.id for change in found.blocks if change.how != "removed"} <= {block["id"] for block in after.blocks}


@given(LINE, LINE)
@settings(deadline=None)
def test_the_changes_put_into_the_old_words_give_the_new_ones(first, second):
    old, new = Cell(first), Cell(second)
    text = first
    for op in reversed(word_changes(old, new).ops):
        if op.tag != "@":
            text = f"{text[: op.a]} {op.new} {text[op.b :]}"

    assert Cell(text).keys == new.keys


@given(LINE, LINE)
@settings(deadline=None)
def test_marks_stand_where_they_say_and_do_not_overlap(first, second):
    reached = 0
    for op in word_changes(Cell(first), Cell(second)).ops:
        assert second[op.start : op.end] == op.new
        assert op.tag == "@" or first[op.a : op.b] == op.old
        assert op.start >= reached
        assert all(op.start <= a < b <= op.end for a, b in op.bold)
        reached = op.end


@given(LINE)
def test_a_key_is_the_key_of_itself(line):
    assert key_of(key_of(line)) == key_of(line)


@given(TEXT, TEXT)
@settings(deadline=None, max_examples=50)
def test_ids_are_never_given_twice(first, second):
    ids = [block["id"] for block in Text(second, before=Text(first)).blocks]

    assert len(set(ids)) == len(ids)


def sentence(rng, length=28):
    return " ".join("".join(rng.choices("абвгдежзийклмнопрст", k=rng.randint(2, 9))) for _ in range(length)) + "."


@pytest.mark.slow
def test_a_hundred_and_twenty_changed_sections_are_compared_within_three_seconds():
    rng = random.Random(8)
    pairs = []
    for _ in range(120):
        lines = [sentence(rng) for _ in range(40)]
        before = Text("\n\n".join(lines))
        for place in rng.sample(range(40), 6):
            lines[place] = lines[place].replace(" ", " новое ", 2)
        lines.pop(rng.randrange(40))
        pairs.append((before, Text("\n\n".join(lines), before=before)))

    began = time.process_time()
    found = [between(before, after) for before, after in pairs]

    assert time.process_time() - began < 3
    assert all(changes.blocks for changes in found)


def test_four_hundred_unrelated_paragraphs_take_half_a_second():
    rng = random.Random(8)
    before, after = (Text("\n\n".join(sentence(rng) for _ in range(400))) for _ in range(2))

    began = time.process_time()
    found = between(before, after)

    assert time.process_time() - began < 0.5
    assert found.limited
