"""Sections that came, went and moved; things of the settings that did."""

from regulations.changes.living import Entity, entities_between
from regulations.changes.sections import Place, moves_between


def contents(*lines):
    """("7.1", "stages", "deals")"""
    return [Place(section, parent, number) for number, section, parent in lines]


BEFORE = contents(
    ("7", "deals", None), ("7.1", "cards", "deals"), ("7.2", "stages", "deals"), ("7.3", "fields", "deals"), ("8", "closing", None)
)


def test_one_moved_section_is_one_mark():
    after = contents(
        ("7", "deals", None), ("7.1", "stages", "deals"), ("7.2", "fields", "deals"), ("7.3", "cards", "deals"), ("8", "closing", None)
    )

    found = moves_between(BEFORE, after)

    assert found.moved == {"cards": "7.1"}
    assert found.renumbered == {"stages": "7.2", "fields": "7.3"}


def test_a_section_under_another_part_is_moved():
    after = contents(
        ("7", "deals", None), ("7.1", "cards", "deals"), ("7.2", "fields", "deals"), ("8", "closing", None), ("8.1", "stages", "closing")
    )

    assert moves_between(BEFORE, after).moved == {"stages": "7.2"}


def test_a_number_that_grew_by_an_insertion_is_no_move():
    after = [
        BEFORE[0],
        Place("new", "deals", "7.1"),
        *(place._replace(number=f"7.{n}") for n, place in enumerate(BEFORE[1:4], 2)),
        BEFORE[4],
    ]

    found = moves_between(BEFORE, after)

    assert (found.added, found.moved) == (["new"], {})
    assert set(found.renumbered) == {"cards", "stages", "fields"}


def test_what_stood_under_a_part_that_is_gone_did_not_move_by_itself():
    found = moves_between(BEFORE, contents(("7", "cards", None), ("8", "stages", None), ("9", "fields", None), ("10", "closing", None)))

    assert (found.removed, found.moved) == (["deals"], {})


def test_of_two_swapped_sections_the_smaller_moved():
    before = [Place("long", None, "1", 400), Place("short", None, "2", 20)]

    assert list(moves_between(before, list(reversed(before))).moved) == ["short"]


STAGES = [
    {"id": 1, "name": "Новая", "required": []},
    {"id": 2, "name": "КП", "required": ["сумма"]},
    {"id": 3, "name": "Договор", "required": []},
]


def test_a_stage_renamed_a_field_required_a_reason_added():
    after = [
        {"id": 1, "name": "Новая заявка", "required": []},
        {"id": 2, "name": "КП", "required": ["сумма", "дата ответа"]},
        {"id": 4, "name": "Отгрузка", "required": []},
    ]

    assert entities_between(STAGES, after) == [
        Entity("renamed", 1, "Новая заявка", was="Новая"),
        Entity("changed", 2, "КП", facts={"required": (["сумма"], ["сумма", "дата ответа"])}),
        Entity("added", 4, "Отгрузка"),
        Entity("removed", 3, "Договор"),
    ]


def test_another_order_is_told_of_what_moved_and_equal_settings_are_nothing():
    assert entities_between(STAGES, [STAGES[2], STAGES[0], STAGES[1]]) == [Entity("moved", 3, "Договор")]
    assert entities_between(STAGES, STAGES) == []
    assert entities_between([], []) == []
