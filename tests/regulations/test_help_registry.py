"""Every screen of the registry has its keys, every key its words and its section."""

import re

import pytest
from django.conf import settings
from django.urls import get_resolver

from crm_project.lib import settings_pages as settings_area
from crm_project.lib import shell
from regulations.handbook_files import pages_of, terms
from regulations.help.screens import LONGEST_TIP, NO_HELP_YET, keys, screen_of, screens
from regulations.help.tours import tours
from regulations.loader import DOCUMENTS
from regulations.views.help import _is_a_page

TEMPLATES = settings.ROOT / "templates"
ON_AN_ELEMENT = re.compile(r'<[a-z][^<>]*?\sdata-help="([a-z.-]+)"')
MARK = re.compile(r'{%\s*help\s+"([^"]+)"')
HINT = re.compile(r'{%\s*url\s+"regulations:hint"\s+"([^"]+)"')


@pytest.fixture(scope="module")
def sections():
    return {f"{regulation}/{page.code}" for regulation in DOCUMENTS for page in pages_of(regulation)}


def texts():
    return {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}


def test_there_are_sixty_keys_and_more_and_each_stands_on_a_screen():
    assert len(keys()) >= 60
    assert all(screen.own for screen in screens().values())


def test_every_key_is_an_attribute_of_its_template():
    missing = [key.key for key in keys().values() if f'data-help="{key.key}"' not in (TEMPLATES / key.template).read_text("utf-8")]
    assert missing == []


def test_every_attribute_and_every_mark_of_a_template_is_a_key():
    used = {key for text in texts().values() for pattern in (ON_AN_ELEMENT, MARK, HINT) for key in pattern.findall(text)}
    assert used - set(keys()) == set()


def test_every_key_has_a_section_in_the_handbook_or_is_known_to_have_none(sections):
    bare = {key.key for key in keys().values() if not key.sections}
    assert bare == NO_HELP_YET
    assert {code for key in keys().values() for code in key.sections} - sections == set()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_tip_is_short_and_in_both_languages(language):
    said = {key.key: key.words[language] for key in keys().values()}
    assert [key for key, (name, tip) in said.items() if not name or not tip or len(tip) > LONGEST_TIP] == []
    assert len({tip for _name, tip in said.values()}) == len(said)


def test_every_screen_stands_at_an_address():
    get_resolver()
    assert [view for screen in screens().values() for view in screen.views if not _is_a_page(view)] == []
    views = [view for screen in screens().values() for view in screen.views]
    assert len(views) == len(set(views))


LEARNING = """
regulations:index regulations:read regulations:section regulations:search regulations:changes regulations:compare regulations:editions
regulations:edition regulations:my-reading regulations:owed regulations:team regulations:sheet regulations:confusions regulations:wishes
regulations:draft regulations:draft-section regulations:passport regulations:publication regulations:rules regulations:round
regulations:discussed-section regulations:bring regulations:glossary regulations:coverage regulations:shots regulations:position
training:mine training:assignment training:attempt training:item training:check training:result training:results training:quadrant
training:reviews training:bank training:bank-made training:bank-import training:question training:tests training:test
search:search projects:projects projects:project chains:list chains:run chains:templates chains:template
accounts:settings accounts:people accounts:person accounts:departments accounts:roles accounts:hours accounts:audit accounts:outbox
""".split()


def test_the_pages_of_handbook_tests_search_projects_chains_and_settings_are_screens():
    """I-24 for the pages where people read, learn and set up, and for whatever stands in the menu or among the settings."""
    menu, settings_pages = (list(one) for one in (shell._menu.values(), settings_area._entries.values()))
    assert len(menu) > 5
    assert len(settings_pages) > 10
    listed = {*LEARNING, *(entry.url_name for entry in (*menu, *settings_pages))}
    assert sorted(view for view in listed if screen_of(view) is None) == []


def test_every_role_has_a_tour_of_four_to_six_steps_on_screens_that_have_the_key():
    assert set(tours()) == {"manager", "head", "administrator", "trainee"}
    for steps in tours().values():
        assert 4 <= len(steps) <= 6
        for step in steps:
            assert any(step["at"] in screen.views and keys()[step["key"]] in screen.keys for screen in screens().values()), step


def test_every_word_of_the_glossary_has_both_languages_and_a_section(sections):
    for words, section in terms():
        assert all(words[name] for name in ("term_ru", "term_en", "definition_ru", "definition_en"))
        assert section in sections
