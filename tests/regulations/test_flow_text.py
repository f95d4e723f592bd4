"""A flow chart is written as text: what is read of it, and what is said where it cannot be read or followed."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from regulations.blocks import blocks_of
from regulations.flow.chart import Node, Way
from regulations.flow.checking import faults_of
from regulations.flow.faults import SENTENCES
from regulations.flow.fences import links_in, plain_words, sources_in
from regulations.flow.parsing import parse
from regulations.links import targets_in

LEAD = """lanes: Anna | Boris
start  s1  "A request comes"                        @Anna
step   s2  "Look for a double"  -> sec:duplicates   @Anna
ask    q1  "Is there one?"                          @Anna
step   s3  "Hand it to the owner" @Boris -> [[CRM-01/whose-client]]
end    e1  "The lead is processed"
s1 > s2 > q1 ; q1 > s3 : yes ; q1 > e1 : no ; s3 > e1
"""
GOOD = 'start a "Begin"\nend b "Done"\na > b'


def codes(source, is_known=None):
    return [(fault.line, fault.code) for fault in faults_of(source, is_known)]


def test_lanes_steps_links_and_arrows_are_read():
    chart = parse(LEAD).chart

    assert parse(LEAD).faults == faults_of(LEAD) == ()
    assert chart.lanes == ("Anna", "Boris")
    assert chart.nodes[1] == Node("s2", "step", "Look for a double", "Anna", "duplicates", 3)
    assert chart.nodes[3].link == "CRM-01/whose-client"
    assert chart.ways[2] == Way("q1", "s3", "yes", 7)
    assert [way.pair for way in chart.ways] == [("s1", "s2"), ("s2", "q1"), ("q1", "s3"), ("q1", "e1"), ("s3", "e1")]


def test_a_step_without_a_lane_stands_where_it_is_reached_from():
    assert parse(LEAD).chart.lane_of["e1"] == "Anna"


def test_lanes_are_not_needed_and_words_may_quote():
    chart = parse('start a "Press “Take”"\nend b “Done”\na > b').chart

    assert [node.label for node in chart.nodes] == ["Press “Take”", "Done"]
    assert chart.lane_of == {"a": "", "b": ""}


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        ("", 0, "empty"),
        (f"{GOOD}\nwhatever this is", 4, "unreadable"),
        (f'{GOOD}\nstep c "More" and more', 4, "unreadable"),
        (f"lanes: A | B\nlanes: C\n{GOOD}", 2, "lanes_twice"),
        (f"lanes: A | A\n{GOOD}", 1, "lane_repeated"),
        (f"lanes: A|B|C|D|E|F|G\n{GOOD}", 1, "lanes_many"),
        (f'lanes: A\nstart x "Here" @Nobody\n{GOOD}', 2, "lane_unknown"),
        (f'{GOOD}\nstep a "Again"', 4, "id_taken"),
        (f'{GOOD}\nstep c "  "', 4, "label_empty"),
        (f'{GOOD}\nstep c "{"w" * 91}"', 4, "label_long"),
        (f'{GOOD}\nstep c "See [[offers]]"', 4, "label_link"),
        (f'{GOOD}\nstep c "See" -> https://elsewhere.example', 4, "link_unreadable"),
        (f'{GOOD}\nstep c "See" -> [[offers', 4, "link_unreadable"),
        (f"{GOOD}\na > b b", 4, "arrow_unreadable"),
        (f"{GOOD}\na > c", 4, "arrow_nowhere"),
        (f"{GOOD}\na > b", 4, "arrow_twice"),
        (f"{GOOD}\na > a", 4, "arrow_round"),
        (f'{GOOD}\nstep c "C"\na > c > b : yes', 5, "answer_of_many"),
        (f'{GOOD}\nstep c "C"\na > c : {"w" * 41}', 5, "answer_long"),
        ('step a "Begin"\nend b "Done"\na > b', 0, "no_start"),
        (f'{GOOD}\nstart c "Also"\nc > b', 4, "two_starts"),
        ('start a "Begin"\nstep b "On"\na > b\nb > a', 0, "no_end"),
        (f'{GOOD}\nstep c "Alone"\nc > b', 4, "unreachable"),
        (f'{GOOD}\nask c "Well?"\na > c\nc > b : yes', 4, "few_answers"),
        (f'{GOOD}\nask c "Well?"\nend d "No"\na > c\nc > b : yes ; c > d', 7, "bare_answer"),
        (f'{GOOD}\nstep c "Stuck"\na > c', 4, "leads_nowhere"),
        (f'{GOOD}\nend c "Done"\nb > c', 5, "goes_on"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(source, line, code):
    assert (line, code) in codes(source)


def test_forty_steps_fit_and_one_more_does_not():
    def chain(count):
        ids = [f"n{number}" for number in range(count)]
        steps = [f'step {id} "{id}"' for id in ids[1:-1]]
        return "\n".join([f'start {ids[0]} "From"', *steps, f'end {ids[-1]} "To"', " > ".join(ids)])

    assert codes(chain(40)) == []
    assert codes(chain(41)) == [(41, "nodes_many")]
    assert (0, "no_start") in codes("\n".join(f'step n{number} "x"' for number in range(5000)))


def test_arrows_have_a_limit_too():
    ids = [f"n{number}" for number in range(20)]
    steps = "\n".join(f'step {id} "{id}"' for id in ids)

    assert "ways_many" in [code for _line, code in codes(steps + "\n" + ";".join(f"{a} > {b}" for a in ids for b in ids if a != b))]


def test_a_link_that_leads_nowhere_is_found():
    assert codes(LEAD, lambda link: link == "duplicates") == [(5, "dead_link")]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_fault_is_a_sentence_in_both_languages(language):
    with translation.override(language):
        for code, sentence in SENTENCES.items():
            assert (translation.gettext(sentence) == sentence) is (language == "en"), code
        (fault,) = faults_of('start a "Begin"\nend b "Done"\na > b ; a > c')
        assert fault.words.startswith({"en": "Line 3. The arrow a > c", "ru": "Строка 3. Стрелка a > c"}[language])


@settings(max_examples=200, deadline=None)
@given(some.text(alphabet='stepndakrlo >;:"@[]-\n1|', max_size=200))
def test_no_text_whatever_breaks_the_reader(source):
    assert all(fault.words for fault in faults_of(source))
    assert isinstance(plain_words(source), str)


def test_charts_are_found_among_other_text():
    text = f"Before.\n\n```flow\n{LEAD}```\n\n```\nstart is code\n```\n\n~~~ flow\n{GOOD}\n~~~\n"

    assert sources_in(text) == (LEAD, GOOD + "\n")
    assert sources_in("We go with the flow.") == ()
    assert links_in(text) == ["duplicates", "CRM-01/whose-client"]
    assert ("CRM-01", "duplicates") in targets_in(text, "CRM-01")


def test_search_and_comparison_get_its_words_and_not_its_grammar():
    (block,) = blocks_of(f"```flow\n{LEAD}```")

    assert block["kind"] == "flow"
    assert "3. Is there one? (Anna): yes → 4, no → 5" in block["text"]
    assert ">" not in block["text"].replace("→", "")
    assert blocks_of(f"```flow\n{LEAD}```", before=[block])[0]["id"] == block["id"]
