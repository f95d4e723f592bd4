import re
from pathlib import Path

import pytest

from crm_project.lib import clock
from regulations import handbook_files
from regulations.book import Book, index_in_force
from regulations.explained import RULE_SECTIONS, section_code_for
from regulations.links import LINK, targets_in
from regulations.loader import DOCUMENTS, LATER, load_default_handbook, publish_later_edition
from regulations.models import Edition, Section, SectionVersion

OUTLINE = {"0": 5, "1": 6, "2": 4, "3": 11, "4": 7, "5": 5, "6": 11, "7": 12, "8": 7, "9": 5, "10": 9, "11": 9, "12": 6, "13": 7, "14": 7}
WRITTEN_OUT = ("5", "6", "7", "8", "11", "14")


def test_every_section_of_the_outline_stands_in_both_languages():
    pages = {page.number: page for page in handbook_files.pages_of("CRM-01")}

    expected = {*OUTLINE} | {f"{part}.{clause}" for part, clauses in OUTLINE.items() for clause in range(1, clauses + 1)}
    assert set(pages) == expected
    assert all(set(page.texts) == {"ru", "en"} for page in pages.values())


@pytest.mark.parametrize("code", ["STD-01", "CHK-01"])
def test_the_standard_and_the_checklist_stand_in_both_languages(code):
    assert all(set(page.texts) == {"ru", "en"} for page in handbook_files.pages_of(code))


def test_every_section_says_something_in_its_own_language():
    for code in DOCUMENTS:
        for page in handbook_files.pages_of(code):
            russian, english = page.texts["ru"][1], page.texts["en"][1]
            assert len(re.findall("[а-яё]", russian)) > 50, page.code
            assert len(english) > 50, page.code
            assert not re.search("[а-яё]", english), page.code


def test_the_parts_people_work_by_are_written_out_in_full():
    for page in handbook_files.pages_of("CRM-01"):
        if page.parent and page.number.split(".")[0] in WRITTEN_OUT:
            assert len(page.texts["ru"][1]) > 300, page.code


def test_every_part_ends_with_questions_to_oneself():
    last = {}
    for page in handbook_files.pages_of("CRM-01"):
        if page.parent:
            last[page.parent] = page
    asked = {
        part: {"### Проверьте себя" in page.texts["ru"][1], "### Check yourself" in page.texts["en"][1]} for part, page in last.items()
    }

    assert {part for part, answers in asked.items() if answers != {True}} == {"about", "contents"}


def test_no_text_is_left_to_be_written():
    text = "\n".join(path.read_text() for path in Path(handbook_files.HANDBOOK).rglob("*.md"))

    assert not re.search(r"lorem|todo|tbd|to be written|дописать", text, re.IGNORECASE)


def test_sections_are_never_cited_by_number():
    for code in DOCUMENTS:
        for page in handbook_files.pages_of(code):
            for _title, words in page.texts.values():
                assert not [to for to in targets_in(words, code) if to[1][0].isdigit()], page.code


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_link_of_the_default_handbook_leads_somewhere(handbook, language):
    for edition in Edition.objects.in_force(clock.now()):
        book = Book(edition, language)
        assert not [page.code for page in book.pages if LINK.search(page.html)]
        for page in book.pages:
            assert all(to in book.index for to in targets_in(page.text.markdown, book.regulation.code)), page.code


@pytest.mark.django_db
def test_every_rule_is_explained_by_a_section_in_force(handbook):
    index = index_in_force("ru")

    assert {code for code in RULE_SECTIONS.values() if code not in index} == set()
    assert section_code_for("no-task") == section_code_for("no_task") == ("CRM-01", "next-step")
    assert section_code_for("unheard-of") is None


@pytest.mark.django_db
def test_loading_twice_is_the_same_as_once(handbook):
    assert load_default_handbook() == []
    assert Edition.objects.count() == len(DOCUMENTS)


@pytest.mark.django_db
def test_the_later_edition_changes_three_sections_and_shares_the_rest(handbook):
    versions = SectionVersion.objects.count()

    edition = publish_later_edition()

    assert edition.changed_codes() == ["loss-comment", "missed-calls", "contact-rhythm"]
    assert SectionVersion.objects.count() == versions + 3
    assert publish_later_edition() is None
    assert {page.code for page in handbook_files.pages_of("CRM-01", LATER)} == set(edition.changed_codes())


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["next-step", "11.1"])
def test_a_section_is_found_by_its_code_and_by_its_number(handbook, code):
    assert Section.objects.by_code("CRM-01", code).code == "next-step"


@pytest.mark.django_db
def test_an_unknown_section_is_refused(handbook):
    with pytest.raises(Section.DoesNotExist):
        Section.objects.by_code("CRM-01", "99.9")
