"""The flow chart: boxes beside and below each other, arrows from box to box, words within their boxes. Whatever the chain looks like."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chains.flow import END, NARROW, PAD, TEXT, TITLE, FlowStep, lay_out
from crm_project.lib import lettering

LONG = "Согласование коммерческого предложения с техническим директором завода и его Превосходительством-по-вопросам-снабжения"


def chart(steps, narrow=False):
    return lay_out(steps, narrow, "The chain has ended", "{label} → {target}", "{label}: the end")


def line(count, **others):
    """Steps one after another, of which some also have results: {place: [(label, place or None)]}."""
    return [
        FlowStep(
            f"s{place}",
            place,
            f"Step {place}",
            "Anna Testova",
            "2 h",
            (("", f"s{place + 1}" if place < count else None), *((label, to and f"s{to}") for label, to in others.get(f"s{place}", ()))),
        )
        for place in range(1, count + 1)
    ]


@some.composite
def chains(draw):
    count = draw(some.integers(1, 12))
    places = some.one_of(some.none(), some.integers(1, count))
    words = some.text(some.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=150)
    steps = []
    for place in range(1, count + 1):
        results = draw(some.lists(some.tuples(words, places), max_size=4))
        usual = draw(some.lists(places, max_size=1))
        nexts = [("", to and f"s{to}") for to in usual] + [(label, to and f"s{to}") for label, to in results]
        steps.append(FlowStep(f"s{place}", place, draw(words), draw(words), "2 h", tuple(nexts)))
    return steps


def overlap(one, other):
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def stretches(edge):
    return list(zip(edge.points, edge.points[1:], strict=False))


def on_border(point, box):
    x, y = point
    within = box.x <= x <= box.right and box.y <= y <= box.bottom
    return within and (x in (box.x, box.right) or y in (box.y, box.bottom))


def crosses(stretch, box):
    (x1, y1), (x2, y2) = stretch
    return min(x1, x2) < box.right and max(x1, x2) > box.x and min(y1, y2) < box.bottom and max(y1, y2) > box.y


def lie_on_each_other(one, other):
    """Two stretches share more than a point."""
    (ax, ay), (bx, by) = sorted(one)
    (cx, cy), (dx, dy) = sorted(other)
    if ax == bx == cx == dx:
        return min(by, dy) - max(ay, cy) > 0
    return ay == by == cy == dy and min(bx, dx) - max(ax, cx) > 0


@settings(max_examples=50, deadline=None)
@given(chains(), some.booleans())
def test_any_chain_is_drawn_without_a_box_on_a_box_or_an_arrow_through_one(steps, narrow):
    flow = chart(steps, narrow)
    boxes = {box.key: box for box in flow.boxes}

    assert {box.key for box in flow.boxes} - {END} == {step.key for step in steps}
    assert not [(one.key, other.key) for one, other in combinations(flow.boxes, 2) if overlap(one, other)]
    for box in flow.boxes:
        assert min(box.x, box.y) >= 0
        assert (box.right, box.bottom) <= (flow.width, flow.height)
        assert box.bottom <= flow.height
    for edge in flow.edges:
        assert on_border(edge.points[0], boxes[edge.source])
        assert on_border(edge.points[-1], boxes[edge.target])
        assert all(start[0] == end[0] or start[1] == end[1] for start, end in stretches(edge))
        assert all(0 <= x <= flow.width and 0 <= y <= flow.height for x, y in edge.points)
        assert not [box.key for part in stretches(edge) for box in flow.boxes if crosses(part, box)]


@settings(max_examples=40, deadline=None)
@given(chains(), some.booleans())
def test_arrows_to_different_steps_never_lie_on_each_other(steps, narrow):
    edges = chart(steps, narrow).edges
    for one, other in combinations(edges, 2):
        if one.target != other.target:
            assert not [1 for a in stretches(one) for b in stretches(other) if lie_on_each_other(a, b)]


@settings(max_examples=50, deadline=None)
@given(chains(), some.booleans())
def test_no_line_of_text_is_wider_than_its_box_or_below_it(steps, narrow):
    for box in chart(steps, narrow).boxes:
        room = box.width - 2 * PAD
        lines = [(y, words, TITLE) for y, words in box.title] + [(y, words, TEXT) for y, words in [*box.about, *box.note]]
        lines += [(one.y + 4, one.label, TEXT) for one in box.exits]
        assert not [words for _y, words, size in lines if lettering.width(words, size) > room + 0.01 and words != lettering.ELLIPSIS]
        assert all(box.y < y < box.bottom for y, _words, _size in lines)


@settings(max_examples=40, deadline=None)
@given(chains())
def test_every_way_of_the_template_is_drawn_or_said(steps):
    flow = chart(steps)
    boxes = {box.key: box for box in flow.boxes}
    for step in steps:
        labelled = [(label, key) for label, key in step.nexts if label]
        drawn = [edge.target for edge in flow.edges if edge.source == step.key]
        assert len(boxes[step.key].exits) == len(labelled)
        usual = [key or END for label, key in step.nexts if not label]
        assert sorted(drawn) == sorted([key for _label, key in labelled if key] + usual)


def test_twelve_steps_with_long_names_stand_one_below_another_on_a_phone():
    steps = line(12, s3=[(LONG, 1)], s5=[("Not interested", None), (LONG, 9)], s11=[("Return", 2)])
    steps = [FlowStep(one.key, one.place, LONG, LONG, "3 d", one.nexts) for one in steps]
    flow = chart(steps, narrow=True)

    assert flow.width <= NARROW
    assert len({box.x for box in flow.boxes}) == 1
    assert all(len(box.title) == 3 and box.title[-1][1].endswith("…") for box in flow.boxes if box.step)


def test_branches_stand_beside_each_other_on_a_wide_screen():
    steps = line(2, s1=[("Small", 3), ("Large", 4)])
    steps += [FlowStep("s3", 3, "Small", nexts=(("", None),)), FlowStep("s4", 4, "Large", nexts=(("", None),))]
    boxes = {box.key: box for box in chart(steps).boxes}

    assert boxes["s2"].y == boxes["s3"].y == boxes["s4"].y
    assert boxes["s2"].middle == boxes["s1"].middle
    assert boxes[END].y > boxes["s4"].bottom


def test_a_way_back_goes_up_at_the_left_side():
    flow = chart(line(3, s3=[("Return", 1)]))
    back = next(edge for edge in flow.edges if edge.kind == "back")
    boxes = {box.key: box for box in flow.boxes}

    assert min(x for x, _y in back.points) < boxes["s3"].x
    assert back.points[-1][1] == boxes["s1"].y


@pytest.mark.parametrize("narrow", [True, False])
def test_no_steps_make_an_empty_chart(narrow):
    flow = chart([], narrow)

    assert (flow.boxes, flow.edges) == ([], [])


def test_words_are_cut_with_an_ellipsis_and_broken_where_they_must():
    assert lettering.cut("Anna", 13, 100) == "Anna"
    assert lettering.cut(LONG, 13, 100).endswith("…")
    assert lettering.cut("Ермакова", 11, 20) == ""
    lines = lettering.wrapped("W" * 50, 14, 120, 9)
    assert "".join(lines) == "W" * 50
    assert all(lettering.width(one, 14) <= 120 for one in lines)
