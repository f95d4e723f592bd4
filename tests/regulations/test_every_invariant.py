"""The invariants of the handbook and of staff tests by their numbers: each is kept by tests, named here."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
KEPT_BY = {
    "I-01": ["a_published_edition_is_not_written_again", "the_database_refuses_to_change_what_was_published"],
    "I-02": ["editions_take_effect_one_after_another", "two_who_publish_at_once_make_one_edition"],
    "I-03": ["the_chain_of_the_default_handbook_verifies", "tampering_is_named_by_edition_section_and_language"],
    "I-04": ["a_code_is_never_used_for_another_section", "the_address_of_a_retired_section_answers_for_ever"],
    "I-05": ["a_failure_of_who_listens_leaves_the_previous_edition_in_force", "one_broken_link_stops_all_of_it_and_is_named"],
    "I-06": [
        "an_objection_stops_the_publication_until_it_is_settled_with_a_note",
        "a_link_to_a_section_that_was_retired_elsewhere_is_dead",
        "what_is_unfinished_is_not_published",
        "a_document_has_a_title",
        "a_good_chart_is_published_sealed_and_found",
        "under_four_eyes_the_author_does_not_approve_his_own_draft",
    ],
    "I-07": ["a_change_of_substance_does_not_pass_as_editorial", "a_second_person_confirms_it_and_is_kept_with_the_edition"],
    "I-08": [
        "a_section_for_others_is_not_confirmed",
        "only_who_configures_enters_paper_and_only_with_a_scan",
        "a_form_that_no_page_has_shown_confirms_nothing",
    ],
    "I-09": [
        "the_database_refuses_to_change_an_acknowledgement",
        "who_leaves_keeps_what_they_confirmed_and_is_asked_for_nothing",
        "handing_in_twice_is_once_and_nothing_changes_afterwards",
        "who_leaves_owes_nothing_and_the_past_stays",
    ],
    "I-10": ["readers_find_nothing_of_draft_and_remarks_anywhere", "only_who_was_asked_sees_the_draft_and_only_while_the_round_is_open"],
    "I-11": ["the_wrong_reader_finds_it_on_no_page", "search_and_the_palette_obey_it", "a_link_to_it_is_words_that_tell_nothing"],
    "I-12": ["marks_are_the_difference_of_two_texts_never_a_sum_of_steps", "each_reader_sees_what_changed_since_they_confirmed"],
    "I-13": ["what_was_drawn_never_changes", "a_question_changed_meanwhile_stays_as_it_was_drawn"],
    "I-14": ["with_another_key_every_answer_of_the_server_is_the_same", "nothing_is_given_away_before_its_time"],
    "I-15": ["seventy_nine_point_ninety_nine_is_no_pass", "percent_is_exact"],
    "I-16": ["only_questions_in_use_are_drawn", "a_changed_section_sends_its_questions_to_review_unless_their_block_is_untouched"],
    "I-17": ["shares_are_shown_from_five_first_attempts_of_exams_only"],
    "I-18": [
        "i_18_nobody_else_sees_it_not_even_the_trainee_at_work",
        "i_18_no_table_of_the_company_holds_a_trace",
        "i_18_day_distribution_and_export_know_nothing_of_it",
        "nothing_leaves_in_training_mode",
    ],
    "I-19": ["a_second_start_returns_the_first", "two_starts_at_once_are_one_attempt"],
    "I-20": ["a_head_sees_their_own_subtree_and_a_manager_nothing", "a_head_sees_the_result_and_neither_takes_it_nor_reads_the_answers"],
    "I-21": ["an_edition_is_told_once_whatever_is_called_again", "the_tick_comes_twice_and_changes_nothing"],
    "I-22": ["a_position_that_leaves_the_audience_keeps_acknowledgements_and_cancels_what_is_open"],
    "I-23": [
        "i_23_until_an_edition_says_it_the_page_tells_that_the_settings_are_ahead",
        "i_23_what_is_ahead_is_told_only_to_who_may_know_it",
    ],
    "I-24": ["every_screen_stands_at_an_address", "every_key_has_a_section_in_the_handbook_or_is_known_to_have_none"],
}


def names():
    found = set()
    for path in TESTS.rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    return found


KNOWN = names()


def test_every_invariant_is_listed():
    assert sorted(KEPT_BY) == [f"I-{number:02d}" for number in range(1, 25)]


@pytest.mark.parametrize("invariant", KEPT_BY)
def test_the_tests_that_keep_it_exist(invariant):
    assert {f"test_{name}" for name in KEPT_BY[invariant]} <= KNOWN
