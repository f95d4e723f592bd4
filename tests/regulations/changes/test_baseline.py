"""Since when a section is marked for whom: what Anna acknowledged and what held when the common fortnight began."""

from datetime import UTC, datetime, timedelta

import pytest

from regulations.changes.baseline import Acknowledged, InForce, Window, baseline_for, is_owed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BOTH, READER, PERIOD = Window(), Window(policy="reader"), Window(policy="period")


def days(number):
    return NOW - timedelta(days=number)


def history(*facts):
    """(days ago, version, what it says)"""
    return [InForce(days(ago), version, says, version) for ago, version, says in facts]


def read(*facts, first=200, last=None, outside=False):
    """(version, days ago) of this section; the regulation was first acknowledged `first` days ago."""
    moments = [days(ago) for _version, ago in facts]
    first_at = days(first) if first is not None else None
    last_at = max([*moments, *([days(last)] if last is not None else []), *([first_at] if first_at else [])], default=None)
    return Acknowledged([(version, days(ago)) for version, ago in facts], first_at, last_at, outside)


OLD_AND_NEW = history((200, 1, "a"), (5, 2, "b"))


def test_somebody_on_leave_keeps_the_marks_for_as_long_as_they_owe():
    found = baseline_for(read((1, 150)), history((200, 1, "a"), (60, 2, "b")), NOW, BOTH)

    assert (found.version, found.kind, found.acknowledged) == (1, "marks", 1)


def test_an_early_reader_keeps_them_until_the_common_window_closes():
    early = read((1, 150), (2, 4))

    within = baseline_for(early, OLD_AND_NEW, NOW, BOTH)
    after = baseline_for(early, OLD_AND_NEW, NOW + timedelta(days=10), BOTH)

    assert (within.version, within.kind, within.acknowledged) == (1, "marks", 2)
    assert (after.version, after.kind) == (None, "none")


def test_an_acknowledgement_does_not_put_the_yellow_out_for_three_days():
    just_now = read((1, 150), (2, 1))
    window = Window(days=2)

    assert baseline_for(just_now, OLD_AND_NEW, NOW, window).version == 1
    assert baseline_for(just_now, OLD_AND_NEW, NOW + timedelta(days=3), window).kind == "none"


@pytest.mark.parametrize(
    ("window", "acknowledged", "version"),
    [
        (READER, read((1, 150)), 1),
        (READER, read((1, 150), (2, 4)), None),
        (PERIOD, read((1, 150), (2, 4)), 1),
        (PERIOD, read((2, 4)), 1),
        (Window(days=0), read((1, 150)), 1),
        (Window(days=0), read((1, 150), (2, 4)), None),
    ],
)
def test_a_company_may_go_by_the_reader_or_by_the_period_alone(window, acknowledged, version):
    assert baseline_for(acknowledged, OLD_AND_NEW, NOW, window).version == version


def test_by_the_period_alone_a_person_on_leave_misses_the_yellow():
    assert baseline_for(read((1, 150)), history((200, 1, "a"), (60, 2, "b")), NOW, PERIOD).kind == "none"


def test_a_newcomer_sees_no_marks_at_all():
    assert baseline_for(read(first=None), OLD_AND_NEW, NOW, BOTH).kind == "newcomer"
    assert baseline_for(read(first=2, last=2), OLD_AND_NEW, NOW, BOTH).kind == "newcomer"
    assert baseline_for(read((2, 1), first=3), OLD_AND_NEW, NOW, BOTH).kind == "none"


def test_a_section_that_came_later_is_new_and_has_no_marked_words():
    came = history((200, None, ""), (5, 1, "a"))

    assert baseline_for(read(last=100), came, NOW, BOTH).badge == "new"
    assert baseline_for(read((1, 4), last=100), came, NOW, BOTH).badge == "new"
    assert baseline_for(read((1, 4), last=100), came, NOW + timedelta(days=10), BOTH).kind == "none"


def test_a_section_that_was_not_for_them_is_new_for_them():
    assert baseline_for(read(last=1, outside=True), OLD_AND_NEW, NOW, BOTH).badge == "new_for_you"


def test_a_young_section_changed_again_is_marked_since_what_they_read():
    twice = history((10, 1, "a"), (2, 2, "b"))

    found = baseline_for(read((1, 8)), twice, NOW, BOTH)

    assert (found.version, found.badge) == (1, "new")


REVERTED = history((200, 1, "a"), (40, 2, "b"), (6, 3, "a"))


def test_what_was_changed_and_taken_back_is_nothing_to_who_read_the_first():
    assert baseline_for(read((1, 150)), REVERTED, NOW, BOTH).kind == "none"
    assert not is_owed("a", "a", is_substantive=True)


def test_and_a_change_back_to_who_read_the_one_between():
    found = baseline_for(read((1, 150), (2, 30)), REVERTED, NOW, BOTH)

    assert (found.version, found.kind) == (2, "marks")
    assert is_owed("b", "a", is_substantive=True)


def test_a_change_back_within_the_window_is_shown_to_who_read_the_one_between():
    quick = history((200, 1, "a"), (10, 2, "b"), (4, 3, "a"))

    assert baseline_for(read((1, 150), (2, 9)), quick, NOW, BOTH).version == 2
    assert baseline_for(read((1, 150)), quick, NOW, BOTH).kind == "none"


def test_many_editions_are_one_change_since_the_oldest_of_the_two():
    many = history((300, 1, "a"), (200, 2, "b"), (100, 3, "c"), (3, 4, "d"))

    assert baseline_for(read((1, 250)), many, NOW, BOTH).version == 1
    assert baseline_for(read((1, 250), (2, 150)), many, NOW, BOTH).version == 2
    assert baseline_for(read((3, 20)), many, NOW, BOTH).version == 3


def test_an_announced_edition_opens_its_window_when_it_comes_into_force():
    announced = history((200, 1, "a"), (-3, 2, "b"))

    assert baseline_for(read((1, 150)), announced, NOW, BOTH).kind == "none"
    assert baseline_for(read((1, 150)), announced, NOW + timedelta(days=4), BOTH).version == 1


def test_a_section_taken_out_is_not_marked():
    assert baseline_for(read((1, 150)), history((200, 1, "a"), (5, None, "")), NOW, BOTH).kind == "none"


@pytest.mark.parametrize(
    ("last", "current", "substantive", "owed"), [("a", "b", True, True), ("a", "b", False, False), (None, "a", True, True)]
)
def test_what_is_owed_goes_by_words_and_substance(last, current, substantive, owed):
    assert is_owed(last, current, is_substantive=substantive) is owed
