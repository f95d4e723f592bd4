"""What publishing writes down about each section, and what it refuses to pass as mere wording."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from regulations.changes.diffs import changes_for, places_for
from regulations.changes.recording import HiddenChange, Statement, changes_in, hidden_in, record_changes
from regulations.checks import findings_in
from regulations.models import SectionChange, SectionDiff, SectionVersion
from regulations.refusals import NotReady

from ..conftest import page, write

pytestmark = pytest.mark.django_db


def told(edition):
    return {change.section.code: change for change in SectionChange.objects.of_edition(edition)}


def second(small, words, **others):
    return write(small, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", words, **others)])


def test_the_first_edition_changes_nothing(small):
    assert told(small.edition_in_force()) == {}


def test_each_changed_section_is_written_down_with_its_weight(small):
    edition = second(small, "One within 15 minutes. See [[second]].")

    (change,) = told(edition).values()
    assert (change.section.code, change.kinds, change.change_class) == ("first", ["edited"], "substantive")
    assert (change.words_in, change.words_out, change.requires_ack) == (3, 0, True)
    assert change.sensitive_tokens == ["15"]
    assert SectionDiff.objects.filter(to_version__section=change.section).count() == 1


def test_a_section_that_came_and_one_that_went_are_written_down(small):
    edition = write(small, [page("part", "1", "", "Part", "Opening."), page("third", "1.1", "part", "Third", "New.")])

    assert {code: change.kinds for code, change in told(edition).items()} == {"third": ["added"], "first": ["removed"]}
    assert all(change.requires_ack for change in told(edition).values())


def test_a_section_that_only_moved_asks_nobody_to_read_it(small):
    edition = write(small, [page("part", "1", "", "Part", "Opening."), page("first", "2", "", "First", "One. See [[second]].")])

    (change,) = told(edition).values()
    assert (change.kinds, change.change_class, change.requires_ack) == (["moved"], "editorial", False)


def test_bold_letters_are_no_change(small):
    assert told(second(small, "**One**. See [[second]].")) == {}


def test_a_translation_alone_asks_nobody(small):
    write(small, [page("part", "1", "", "Part", "Opening.", ru=("Часть", "Начало."))])
    edition = write(small, [page("part", "1", "", "Part", "Another opening.", ru=("Часть", "Начало."))])

    assert small.source_language == "ru"
    change = told(edition)["part"]
    assert (change.kinds, change.change_class, change.requires_ack) == (["translated"], "editorial", False)


@pytest.fixture
def said(monkeypatch):
    """What the draft says of its changes."""
    from regulations.changes import recording

    def say(statement):
        monkeypatch.setattr(recording, "statement_on", lambda node: statement)

    return say


def test_a_changed_number_does_not_pass_as_editorial(small, said):
    second(small, "One in 15 minutes. See [[second]].")
    said(Statement("editorial"))
    before = small.edition_in_force()

    with pytest.raises(NotReady):
        second(small, "One in 10 minutes. See [[second]].")

    draft = small.draft
    assert [(change.section.code, change.sensitive_tokens) for change in hidden_in(draft)] == [("first", ["15", "10"])]
    with translation.override("en"):
        words = [finding.words for finding in findings_in(draft)]
    assert words[:1] == ["1.1: marked as editorial, but the words that differ matter: 15, 10"]
    with pytest.raises(HiddenChange):
        record_changes(draft)
    assert small.edition_in_force() == before


@pytest.fixture
def _numbered(small):
    second(small, "One in 15 minutes. See [[second]].")


@pytest.mark.usefixtures("_numbered")
@pytest.mark.parametrize(
    "words", ["One must in 15 minutes. See [[second]].", "One in 15 minutes. See [[part]].", "One in 15 minutes. See [[second]].\n\nMore."]
)
def test_nor_do_duties_links_and_new_paragraphs(small, said, words):
    said(Statement("editorial"))

    with pytest.raises(NotReady):
        second(small, words)


def test_with_a_second_person_it_passes_and_says_who(small, said, admin):
    second(small, "One in 15 minutes. See [[second]].")
    said(Statement("editorial", "A slip", confirmed_by=admin))

    (change,) = told(second(small, "One in 10 minutes. See [[second]].")).values()

    assert (change.is_editorial, change.confirmed_by, change.note, change.requires_ack) == (True, admin, "A slip", False)


def test_another_case_of_a_word_may_be_editorial(small, said):
    said(Statement("editorial"))

    (change,) = told(second(small, "Ones. See [[second]].")).values()

    assert change.is_editorial


def test_a_draft_tells_its_changes_before_it_is_published(small):
    draft = write(small, [page("part", "1", "", "Part", "Opened.")], publish=False)

    assert {change.section.code: change.kinds for change in changes_in(draft)} == {"part": ["edited"], "first": ["removed"]}
    assert not SectionChange.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE regulations_sectionchange SET note = 'x'", "DELETE FROM regulations_sectionchange"])
def test_what_was_written_down_is_final(small, statement):
    second(small, "Changed. See [[second]].")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_recording_twice_is_refused_by_the_database(small):
    edition = second(small, "Changed. See [[second]].")

    with pytest.raises(DatabaseError), transaction.atomic():
        record_changes(edition)


def versions(small, *texts):
    for words in texts:
        second(small, words)
    return list(SectionVersion.objects.filter(section__code="first").order_by("number"))


def test_a_comparison_is_made_once_and_is_the_same_for_everybody(small, django_assert_num_queries):
    one, _two, three = versions(small, "Two. See [[second]].", "Three. See [[second]].")
    pair = (one.pk, three.pk, "en")

    first = changes_for([pair])
    with django_assert_num_queries(2):
        again = changes_for([pair])

    assert first == again
    assert places_for([pair]) == {pair: 1}


def test_marks_are_the_difference_of_two_texts_never_a_sum_of_steps(small):
    """I-12: what was changed and changed back between is not shown."""
    one, _two, three = versions(small, "One in 15 minutes. See [[second]].", "One. See [[second]].")

    pair = (one.pk, three.pk, "en")
    assert [changes_for([pair])[pair].kinds for _time in (1, 2)] == [[], []]
    assert places_for([pair]) == {pair: 0}


def test_a_comparison_without_time_is_left_for_later(small):
    one, _two, three = versions(small, "Two. See [[second]].", "Three. See [[second]].")

    assert changes_for([(one.pk, three.pk, "en")], seconds=-1) == {(one.pk, three.pk, "en"): None}


def test_a_text_that_was_not_there_in_this_language_is_a_new_translation(small):
    one, two = versions(small, "Two. See [[second]].")[:2]
    both = page("first", "1.1", "part", "First", "Two. See [[second]].", ru=("Первый", "Два."))
    write(small, [page("part", "1", "", "Part", "Opening."), both])
    three = SectionVersion.objects.filter(section__code="first").last()

    assert changes_for([(one.pk, three.pk, "ru")])[one.pk, three.pk, "ru"].kinds == ["translated"]
    assert two.number == 2


def test_a_translation_behind_its_source_says_so(small):
    def both(words):
        return write(small, [page("first", "1.1", "", "First", "The same.", ru=("Первый", words))])

    both("Не позже 15 минут.")
    both("Не позже 10 минут.")
    old, new = SectionVersion.objects.filter(section__code="first").order_by("number")[1:]

    assert changes_for([(old.pk, new.pk, "en")])[old.pk, new.pk, "en"].kinds == ["outdated"]
