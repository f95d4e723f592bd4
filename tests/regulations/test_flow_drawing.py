"""The picture of a flow chart and the list of steps beneath it: nothing overlaps, words stay words, what changed is outlined."""

import re
from itertools import combinations
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from crm_project.lib.flow_boxes import PAD, TEXT, TITLE
from crm_project.lib.lettering import ELLIPSIS, width
from regulations.blocks import blocks_of
from regulations.book import typeset
from regulations.flow.chart import Chart, Node, Way
from regulations.flow.differ import between_texts
from regulations.flow.drawing import drawn
from regulations.flow.layout import lay_out
from regulations.flow.parsing import parse
from regulations.typesetting import set_for_page, to_html
from tests.regulations.test_flow_text import GOOD, LEAD

ATTACKS = ["<script>alert(1)</script>", "</title><img src=x onerror=alert(1)>", "' onload='alert(1)", "&lt;b&gt;", "{{live stages}}"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def page_of(markdown, index=None, **others):
    blocks = blocks_of(markdown)
    html = to_html(markdown, [block["id"] for block in blocks])
    return typeset(html, "CRM-01", index or {}, **others)


def entry(label, url):
    return SimpleNamespace(label=label, url=url)


@some.composite
def charts(draw):
    count = draw(some.integers(2, 14))
    ids = [f"n{number}" for number in range(count)]
    lanes = draw(some.sampled_from([(), ("Anna",), ("Anna", "Boris"), ("Anna", "Boris", "Vera")]))
    words = some.text(some.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=90)
    nodes = [
        Node(
            id,
            draw(some.sampled_from(["step", "ask", "end"])) if id != "n0" else "start",
            draw(words),
            draw(some.sampled_from([*lanes, ""])),
        )
        for id in ids
    ]
    pairs = draw(some.lists(some.tuples(some.sampled_from(ids), some.sampled_from(ids)), max_size=20, unique=True))
    answers = some.one_of(some.just(""), words.filter(str.strip))
    ways = [Way(one, other, draw(answers)) for one, other in pairs if one != other]
    return Chart(tuple(nodes), tuple(ways), lanes)


def stretches(edge):
    return list(zip(edge.points, edge.points[1:], strict=False))


def crosses(stretch, box):
    (x1, y1), (x2, y2) = stretch
    return min(x1, x2) < box.right and max(x1, x2) > box.x and min(y1, y2) < box.bottom and max(y1, y2) > box.y


@settings(max_examples=60, deadline=None)
@given(charts())
def test_any_chart_is_drawn_without_a_box_on_a_box_or_an_arrow_through_one(chart):
    flow = lay_out(chart, lambda node: None)
    boxes = {box.key: box for box in flow.boxes}

    assert set(boxes) == {node.id for node in chart.nodes}
    assert {(edge.source, edge.target) for edge in flow.edges} == {way.pair for way in chart.ways}
    for one, other in combinations(flow.boxes, 2):
        assert one.x >= other.right or other.x >= one.right or one.y >= other.bottom or other.y >= one.bottom
    for box in flow.boxes:
        assert 0 <= box.x <= box.right <= flow.width
        assert 0 <= box.y <= box.bottom <= flow.height
        lines = [(words, TITLE) for _y, words in box.title] + [(one.label, TEXT) for one in box.exits]
        assert not [words for words, size in lines if width(words, size) > box.width - 2 * PAD + 0.01 and ELLIPSIS not in words]
    for edge in flow.edges:
        assert all(0 <= x <= flow.width and 0 <= y <= flow.height for x, y in edge.points)
        assert not [box.key for part in stretches(edge) for box in flow.boxes if crosses(part, box)]


@settings(max_examples=40, deadline=None)
@given(charts())
def test_everybody_stands_in_their_lane(chart):
    flow = lay_out(chart, lambda node: None)
    bands = {lane.full: lane for lane in flow.lanes}
    for box in flow.boxes if bands else ():
        band = bands[chart.lane_of[box.key]]
        assert band.x <= box.x <= box.right <= band.x + band.width


def test_a_way_back_is_drawn_as_one():
    chart = parse('start a "A"\nask b "B?"\nstep c "C"\nend d "D"\na > b ; b > c : no ; b > d : yes ; c > b').chart
    kinds = {(edge.source, edge.target): edge.kind for edge in lay_out(chart, lambda node: None).edges}

    assert kinds == {("a", "b"): "next", ("b", "c"): "branch", ("b", "d"): "branch", ("c", "b"): "back"}


def test_a_page_shows_the_picture_and_the_same_in_words():
    index = {("CRM-01", "duplicates"): entry("6.9 Duplicates", "/six-nine/")}
    page = page_of(f"Before.\n\n```flow\n{LEAD}```\n\nAfter.", index)

    assert page.count("<svg") == 1
    assert len(re.findall(r'<li class="(?:start|step|ask|end)"', page)) == 5
    assert page.count('href="/six-nine/"') == 2
    assert "yes: step 4" in page
    assert "no: step 5" in page
    assert "language-flow" not in page
    assert "{{flow}}" not in page
    assert " style=" not in page


def test_a_chart_carries_the_id_of_its_block():
    assert re.search(r'<div class="k-flow" id="b-[0-9a-f]{8}">', page_of(f"```flow\n{GOOD}\n```"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_of_a_chart_stay_words(attack):
    page = page_of(f'lanes\n\n```flow\nlanes: {attack}\nstart a "{attack}" @{attack}\nend b "Done"\na > b : {attack}\n```')

    for active in ("<script", "<img", "onerror=alert(1)>", "' onload='"):
        assert active not in page
    assert "k-live" not in page


def test_a_chart_that_cannot_be_read_is_shown_as_it_was_written():
    page = page_of("```flow\nstart a <b>Begin</b>\n```")

    assert "k-flowpic" not in page
    assert "&lt;b&gt;Begin&lt;/b&gt;" in page
    assert "Line 1." in page


def test_only_the_name_of_a_chart_is_kept_of_classes():
    assert set_for_page('<pre><code class="k-dlg">x</code></pre>') == "<pre><code>x</code></pre>"
    assert "class" not in to_html("```python\nx\n```", ["00000001"])


def test_a_paragraph_that_looks_like_a_place_for_a_chart_is_a_paragraph():
    page = page_of(f"{{{{flow}}}}\n\n```flow\n{GOOD}\n```")

    assert page.count("<svg") == 1
    assert "{{flow}}</p>" in page


def test_what_changed_is_outlined_and_what_is_gone_is_listed():
    after = LEAD.replace("A request comes", "A request or a call comes").replace("s3 > e1", 's3 > s4 > e1\nstep s4 "Tell the head"')
    after = after.replace(" ; q1 > e1 : no", " ; q1 > s4 : no")
    html = drawn(after, "b-00000001", differences=between_texts(LEAD, after))

    assert html.count('class="st start chg"') == html.count('class="st step chg"') == 1
    assert html.count('class="k-mark w"') == 2
    assert "Was: A request comes" in html
    assert "<del" in html
    assert "Is there one? → The lead is processed (no)" in html
    assert "chg" not in drawn(LEAD, "b-00000001")
