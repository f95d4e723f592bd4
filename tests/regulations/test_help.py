"""Help beside the work: a key is explained, a question without an answer is kept, news are marked until they are opened."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from crm_project.lib import clock
from regulations.help import screens as registry
from regulations.help.hints import has_news, hint_for
from regulations.models import HelpMiss, HintLink, HintSeen, Regulation, Section, TourEnd
from tests.factories import make_user

from .conftest import page, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def reader(sales, head):
    """Anna, for whom the company is no news."""
    return joined(make_user("nina", department=sales, role="manager", superior=head), clock.now() - timedelta(days=400))


def joined(person, at):
    person.joined_at = at
    person.save(update_fields=["joined_at"])
    return person


@pytest.fixture
def editor(company_root):
    return make_user("olga", department=company_root, role="administrator")


def change_card_moves():
    """The second edition of the handbook: card-moves says something new."""
    from regulations import handbook_files

    pages = handbook_files.pages_of("CRM-01")
    for one in pages:
        if one.code == "card-moves":
            one.texts = {language: (title, f"{text}\n\nOne more rule.") for language, (title, text) in one.texts.items()}
    regulation = Regulation.objects.get(code="CRM-01")
    draft = regulation.start_draft(by=None, header=handbook_files.header_of("CRM-01"), summary={"en": "One more rule."})
    draft.write(pages, by=None)
    draft.publish(by=None)


def test_the_help_of_a_screen_lists_its_keys_with_their_sections(handbook, browser, reader):
    html = browser(reader, piece=True).get("/handbook/help/?page=deals:card").content.decode()

    assert 'data-help-for="deal.stage"' in html
    assert "7.6 Moving a card" in html or "7.6" in html
    assert "<html" not in html


def test_without_scripts_the_help_is_a_page(handbook, browser, reader):
    answer = browser(reader).get("/handbook/help/key/deal.stage/")

    assert answer.status_code == 200
    assert "<html" in answer.content.decode()
    assert "/handbook/CRM-01/card-moves/" in answer.content.decode()


def test_a_key_shows_its_clause_and_remembers_that_it_was_read(handbook, browser, reader):
    browser(reader, piece=True).get("/handbook/help/key/deal.stage/")

    assert HintSeen.objects.get(user=reader).section == Section.objects.by_code("CRM-01", "card-moves")


def test_another_section_of_the_key_is_shown_on_request(handbook, browser, reader):
    html = browser(reader, piece=True).get("/handbook/help/key/deal.stage/?section=CRM-01/stages").content.decode()

    assert "/handbook/CRM-01/stages/" in html


def test_an_unknown_key_is_not_there_and_is_not_noted(handbook, browser, reader):
    assert browser(reader).get("/handbook/help/key/no.such/").status_code == 404
    assert not HelpMiss.objects.exists()


def test_a_screen_without_help_is_noted_once_a_day_and_an_invented_one_never(handbook, browser, reader):
    client = browser(reader, piece=True)
    for _again in range(2):
        html = client.get("/handbook/help/?page=accounts:welcome").content.decode()
    client.get("/handbook/help/?page=no:such-thing")

    assert "we wrote the question down" in html
    assert list(HelpMiss.objects.values_list("screen", "user")) == [("accounts:welcome", reader.pk)]


def test_a_key_without_a_section_is_a_question_to_the_editor(handbook, browser, reader, editor, monkeypatch):
    from dataclasses import replace

    known = dict(registry.keys())
    known["deal.menu"] = replace(known["deal.menu"], sections=())
    monkeypatch.setattr("regulations.help.hints.keys", lambda: known)

    html = browser(reader, piece=True).get("/handbook/help/key/deal.menu/?page=deals:card").content.decode()

    assert "we wrote the question down" in html
    assert HelpMiss.objects.get().help_key == "deal.menu"
    assert "Nina Testova" in browser(editor).get("/handbook/help/coverage/").content.decode()


def test_a_company_relinks_a_key_and_says_it_in_its_own_words(handbook, browser, reader, editor):
    answer = browser(editor).post(
        "/handbook/help/coverage/deal.stage/", {"first": "CRM-01/stages", "second": "", "third": "", "tip_en": "Ours.", "tip_ru": ""}
    )
    found = hint_for(reader, "deal.stage")

    assert answer.status_code == 302
    assert [entry.code for entry in found.entries] == ["stages"]
    assert found.tip == "Ours."
    browser(editor).post("/handbook/help/coverage/deal.stage/usual/")
    assert hint_for(reader, "deal.stage").tip == registry.keys()["deal.stage"].tip


@pytest.mark.parametrize("path", ["coverage/", "coverage/deal.stage/", "words/", "words/new/"])
def test_a_reader_does_not_edit_the_help(handbook, browser, reader, path):
    assert browser(reader).get(f"/handbook/help/{path}").status_code == 403
    assert browser(reader).post("/handbook/help/coverage/deal.stage/", {"first": "CRM-01/stages"}).status_code == 403
    assert not HintLink.objects.exists()


def test_a_bad_section_is_refused_and_nothing_changes(handbook, browser, editor):
    answer = browser(editor).post("/handbook/help/coverage/deal.stage/", {"first": "CRM-01/no-such"})

    assert answer.status_code == 422
    assert not HintLink.objects.exists()


def test_news_is_marked_until_it_is_opened(handbook, browser, reader):
    key = registry.keys()["deal.stage"]
    assert not has_news(reader, [key])
    change_card_moves()
    fresh = type(reader).objects.get(pk=reader.pk)
    assert has_news(fresh, [key])
    assert not has_news(fresh, [registry.keys()["day.agenda"]])

    browser(reader, piece=True).get("/handbook/help/key/deal.stage/")

    assert not has_news(type(reader).objects.get(pk=reader.pk), [key])


def test_a_newcomer_has_no_news(handbook, sales, head):
    change_card_moves()
    egor = joined(make_user("egor2", department=sales, role="manager", superior=head), clock.now() + timedelta(minutes=1))

    assert not has_news(egor, [registry.keys()["deal.stage"]])


def test_news_is_asked_for_at_most_once_for_all_keys(handbook, reader, django_assert_max_num_queries):
    change_card_moves()
    fresh = type(reader).objects.get(pk=reader.pk)
    has_news(fresh, registry.keys().values())
    with django_assert_max_num_queries(2):
        # The rows kept between requests are read anew inside the transaction of a test.
        for key in list(registry.keys().values())[:20]:
            has_news(fresh, [key]) if key.key == "deal.stage" else None


def test_hints_of_a_screen_cost_the_same_for_one_and_for_all(handbook, reader, django_assert_num_queries):
    from regulations.help.hints import hints_for

    all_keys = list(registry.keys().values())
    hints_for(reader, all_keys[:1])
    for asked in (all_keys[:1], all_keys):
        with django_assert_num_queries(2):
            hints_for(reader, asked)


def test_a_tour_is_offered_to_a_newcomer_until_it_is_skipped(handbook, browser, egor):
    from regulations.help.tours import is_offered

    assert is_offered(egor)
    client = browser(egor)
    assert "?tour=" in client.get("/handbook/help/tour/").content.decode()
    for _twice in range(2):
        client.post("/handbook/help/tour/trainee/end/", {"skipped": "1"})

    assert TourEnd.objects.get(user=egor).was_skipped
    assert not is_offered(egor)
    assert client.get("/handbook/help/tour/nobody/").status_code == 404
    assert client.get("/handbook/help/tour/trainee/99/").status_code == 404


def test_a_section_that_is_gone_is_not_linked(small, reader):
    HintLink.objects.relink("deal.stage", [Section.objects.by_code("INS-01", "first")], {}, by=None)
    assert [entry.code for entry in hint_for(reader, "deal.stage").entries] == ["first"]

    write(small, [page("part", "1", "", "Part", "Opening.")])

    assert hint_for(reader, "deal.stage").entries == ()


def test_what_was_asked_in_vain_is_named_in_peoples_words(browser, reader, editor):
    for screen in ("search:search", "training:mine", "bulk:mine", "deals:give"):
        HelpMiss.objects.note(by=reader, screen=screen)
    HelpMiss.objects.note(by=reader, key="deal.stage")
    HelpMiss.objects.note(by=reader, key="deal.that-is-gone")
    for language, words in (
        ("en", ["Search", "My tests", "A page of “Deals”", "A page without a name", "A hint that is there no more"]),
        ("ru", ["Поиск", "Мои тесты", "Страница раздела «Сделки»", "Страница без названия", "Подсказка, которой больше нет"]),
    ):
        editor.language = language
        editor.save(update_fields=["language"])
        page = browser(editor).get("/handbook/help/coverage/").content.decode()
        asked = page[page.index('id="coverage"') :].partition("</section>")[0]
        assert [one for one in words if f'<div class="grow">{one}</div>' not in asked] == []
        assert not re.search(r"[a-z]+:[a-z]+<|deal\.", asked)
