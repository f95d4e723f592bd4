"""Words of the company are explained where they first stand, and nowhere a machine reads."""

import pytest
from django.utils import translation

from regulations.glossary import Glossary, explained, worded
from regulations.models import GlossaryTerm, SectionText, SectionVersion

RU = Glossary(
    "ru",
    (
        (1, "Сделка", "переговоры", ("сделок",)),
        (2, "Участник сделки", "кто решает", ()),
        (3, "Лид", "интересуется", ()),
        (4, "Стадия", "шаг", ("этап",)),
        (5, "Закрытие дня", "проверка", ()),
    ),
)


def drawn(markdown, glossary=RU, language="ru"):
    text = SectionText.drawn(SectionVersion(), language, "Заголовок", markdown)
    return explained(worded(text, glossary), glossary, 7)


def test_the_first_occurrence_is_explained_in_any_form():
    html = drawn("О сделке говорят так. Ещё одна сделка.\n\nИ третью сделку.")

    assert html.count("k-term") == 1
    assert '<span class="k-term" tabindex="0" aria-describedby="term-7-1">сделке<span' in html
    assert "переговоры" in html


def test_the_longer_word_wins_and_a_part_of_a_word_is_no_word():
    html = drawn("У участника сделки есть лидер. Закрытием дня занят лид.")

    assert "участника сделки<span" in html
    assert "лидер" in html
    assert "лид<span" in html
    assert "Закрытием дня<span" in html


@pytest.mark.parametrize(
    "markdown", ["## Сделка", "`сделка`", "[сделка](https://example.com)", "[[deal-card|сделка]]", "[[sdelka]]", "```\nсделка\n```"]
)
def test_headings_code_and_links_are_left_alone(markdown):
    assert "k-term" not in drawn(markdown)


def test_what_it_means_is_escaped_and_another_language_is_left_alone():
    sly = Glossary("en", ((1, "Lead", '<b>"x"</b>', ()),))

    assert "<b>" not in drawn("A lead.", sly, "en")
    assert "k-term" not in drawn("О лиде.", sly, "ru")


def test_blocks_keep_their_ids():
    text = SectionText.drawn(SectionVersion(), "ru", "Т", "О сделке.\n\n- лид\n- этап")

    assert all(f'id="b-{block["id"]}"' in worded(text, RU) for block in text.blocks)


@pytest.mark.django_db
def test_the_handbook_explains_its_words_and_lists_them(handbook, browser, anna):
    with translation.override("ru"):
        client = browser(anna)
        anna.language = "ru"
        anna.save(update_fields=["language"])
        html = client.get("/handbook/CRM-01/next-step/").content.decode()
        listed = client.get("/handbook/CRM-01/glossary/").content.decode()

    assert GlossaryTerm.objects.count() >= 15
    assert 'class="k-term"' in html
    assert '<td class="fw-6">Сделка</td>' in listed
    assert 'class="k-term"' not in listed


@pytest.mark.django_db
def test_an_editor_explains_a_word_and_takes_it_back(handbook, browser, admin, anna):
    facts = {"term_ru": "Бронь", "definition_ru": "товар отложен", "also_ru": "резерв, резерва", "section": "CRM-01/stage-fields"}
    answer = browser(admin).post("/handbook/help/words/new/", facts)
    term = GlossaryTerm.objects.get(term_ru="Бронь")

    assert answer.status_code == 302
    assert term.synonyms_ru == ["резерв", "резерва"]
    assert str(term.section) == "CRM-01/stage-fields"
    assert browser(admin).post("/handbook/help/words/new/", facts).status_code == 422
    assert browser(anna).post(f"/handbook/help/words/{term.pk}/removal/").status_code == 403
    browser(admin).post(f"/handbook/help/words/{term.pk}/removal/")
    assert not GlossaryTerm.objects.in_use().filter(pk=term.pk).exists()


def redefine(browser, admin, term, words, **more):
    facts = {"term_ru": term.term_ru, "term_en": term.term_en, "definition_ru": words, "definition_en": term.definition_en, "section": ""}
    return browser(admin).post(f"/handbook/help/words/{term.pk}/", {**facts, **more})


@pytest.mark.django_db
def test_h_25_another_meaning_is_told_in_the_sections_that_use_the_word_for_some_days(handbook, browser, admin, anna, monkeypatch):
    anna.language = "ru"
    anna.save(update_fields=["language"])
    lead = GlossaryTerm.objects.get(term_ru="Лид")
    assert redefine(browser, admin, lead, f"{lead.definition_ru} и оставил телефон", redefines="on").status_code == 302

    assert "изменилось определение: Лид" in browser(anna).get("/handbook/CRM-01/what-is-lead/").content.decode()
    listed = browser(anna).get("/handbook/CRM-01/glossary/").content.decode()
    assert "и оставил телефон</ins>" in listed
    assert "изменилось определение" not in listed
    part = browser(anna).get("/handbook/CRM-01/leads/").content.decode()
    assert "изменилось определение: Лид" in part
    monkeypatch.setenv("APP_TEST_CLOCK", "+1300000")
    assert "изменилось определение" not in browser(anna).get("/handbook/CRM-01/what-is-lead/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("words, more", [("{} и оставил телефон", {}), ("{} ", {"redefines": "on"})])
def test_h_25_what_is_only_said_better_is_not_told(handbook, browser, admin, anna, words, more):
    anna.language = "ru"
    anna.save(update_fields=["language"])
    lead = GlossaryTerm.objects.get(term_ru="Лид")
    redefine(browser, admin, lead, words.format(lead.definition_ru), **more)

    assert "изменилось определение" not in browser(anna).get("/handbook/CRM-01/what-is-lead/").content.decode()


@pytest.mark.django_db
def test_h_25_a_new_word_has_no_former_meaning(handbook, browser, admin):
    assert "redefines" not in browser(admin).get("/handbook/help/words/new/").content.decode()
    assert not GlossaryTerm.objects.filter(redefined_at__isnull=False).exists()
