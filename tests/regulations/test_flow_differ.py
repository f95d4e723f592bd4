"""Two editions of one flow chart: a step is the same as long as its id is, whatever it says."""

from regulations.flow.differ import between, between_texts
from regulations.flow.parsing import parse
from tests.regulations.test_flow_text import LEAD


def changed(*pairs):
    after = LEAD
    for old, new in pairs:
        assert old in after
        after = after.replace(old, new)
    return between_texts(LEAD, after)


def ids(nodes):
    return [node.id for node in nodes]


def test_nothing_changed():
    assert not changed()


def test_order_and_spaces_of_the_text_mean_nothing():
    lines = LEAD.splitlines()
    assert not between_texts(LEAD, "\n".join([lines[0], *reversed(lines[1:])]).replace(" ; ", ";"))


def test_a_step_was_added_with_its_arrows():
    found = changed(("s3 > e1", 's3 > s4 > e1\nstep s4 "Tell the head"'))

    assert ids(found.added) == ["s4"]
    assert [way.pair for way in found.ways_added] == [("s3", "s4"), ("s4", "e1")]
    assert [way.pair for way in found.ways_removed] == [("s3", "e1")]
    assert (found.nodes, found.ways) == ({"s4"}, {("s3", "s4"), ("s4", "e1")})
    assert found.gone == ([], [("Hand it to the owner", "The lead is processed", "")])


def test_a_step_was_removed_and_its_arrows_go_unsaid():
    found = changed(
        ('step   s3  "Hand it to the owner" @Boris -> [[CRM-01/whose-client]]\n', ""), ("q1 > s3 : yes ; ", ""), (" ; s3 > e1", "")
    )

    assert ids(found.removed) == ["s3"]
    assert len(found.ways_removed) == 2
    assert found.gone == (["Hand it to the owner"], [])


def test_a_step_was_renamed():
    found = changed(("Look for a double", "Compare phone and INN"))

    assert [(was.label, now.label) for was, now in found.renamed] == [("Look for a double", "Compare phone and INN")]
    assert found.was == {"s2": "Look for a double"}
    assert (found.added, found.removed, found.ways) == ((), (), set())


def test_another_lane_link_or_kind_is_a_change_of_the_step():
    assert ids(now for _was, now in changed(("sec:duplicates", "sec:offers")).altered) == ["s2"]
    assert ids(now for _was, now in changed(("sec:duplicates   @Anna", "sec:duplicates   @Boris")).altered) == ["s2"]


def test_another_answer_changes_the_arrow_and_not_the_question():
    found = changed((": yes", ": surely"))

    assert [(was.answer, now.answer) for was, now in found.relabelled] == [("yes", "surely")]
    assert (found.nodes, found.ways) == (set(), {("q1", "s3")})


def test_an_id_that_changed_is_another_step():
    found = between(parse('start a "A"\nend b "B"\na > b').chart, parse('start a "A"\nend c "B"\na > c').chart)

    assert (ids(found.added), ids(found.removed)) == (["c"], ["b"])
