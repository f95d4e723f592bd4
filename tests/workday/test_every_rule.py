"""The rules of the day by their numbers: each has tests of its name, and those of another name are listed here."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
RULES = [f"E-{number}" for number in range(1, 27)]

# Tests that hold a rule under a name that does not begin with its number.
ALSO = {
    "E-1": ["test_nobody_works_on_a_holiday_or_while_away"],
    "E-4": ["test_a_deal_and_a_lead_of_one_number_count_as_two"],
    "E-7": ["test_killed_workers_two_beats_shells_and_an_emptied_broker_change_nothing"],
    "E-8": ["test_three_days_of_downtime_are_made_up_for_whoever_dies_meanwhile"],
    "E-10": ["test_what_was_missed_is_judged_as_it_stood_then"],
    "E-15": ["test_the_ledger_refuses_every_change"],
    "E-16": ["test_a_change_holds_for_today_only_before_both_cut_offs", "test_a_holiday_declared_after_the_close_changes_nothing"],
    "E-17": ["test_a_change_of_zone_never_skips_or_doubles_a_day", "test_a_move_to_another_zone_gives_every_date_one_cut_off"],
    "E-21": ["test_each_date_has_one_cut_off_and_it_lies_on_that_date_or_where_the_clock_jumped_over_it"],
    "E-26": ["test_a_deal_never_goes_back", "test_a_deal_may_skip_stages", "test_the_head_takes_a_deal_back_with_a_reason"],
}


def names():
    found = set()
    for path in TESTS.rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    return found


KNOWN = names()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_day_has_a_test_of_its_name(rule):
    number = rule.partition("-")[2]
    assert [name for name in KNOWN if name.startswith(f"test_e{number}_")]


def test_the_tests_listed_here_exist():
    assert {name for listed in ALSO.values() for name in listed} - KNOWN == set()
    assert set(ALSO) <= set(RULES)
