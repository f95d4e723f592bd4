"""What people are told of an edition: moved is said of what moved, taken out of what was taken out, and until when it can still be done."""

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.models import Position
from notifications.models import Notice
from regulations.asked import concerned_by
from regulations.models import ReadingItem, Regulation
from regulations.reading import notices, watching

from .conftest import page, write
from .desk import SUMMARY, describe, rewrite, text
from .reading_hands import confirm, owed

pytestmark = pytest.mark.django_db

LONG = "Answer within 15 minutes.\n\nEverybody who calls is a customer.\n\nCall back whoever could not reach you, not later than noon.\n\n- Say who you are\n- Say why you call\n\nWrite down what was said and what comes next."


@pytest.fixture
def calls(monday, head, anna, boris):
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", LONG)])
    watching.tick()
    return regulation


def split(draft, words, *, by, **titles):
    from regulations.dividing import mark_of_texts

    node = draft.node_of("first")
    block = next(one["id"] for one in text(draft, "first").blocks if one["text"].startswith(words))
    return draft.split_section("first", block, titles, seen=mark_of_texts(node), by=by).section.code


def join(draft, code, into, *, by):
    from regulations.dividing import mark_of_texts

    draft.join_section(code, seen=mark_of_texts(draft.node_of(into), draft.node_of(code)), by=by)


def shown(browser, person, address):
    return browser(person).get(f"/handbook/INS-01/{address}").content.decode()


def told(person, verb="reading.asked"):
    return [one.details for one in Notice.objects.filter(recipient=person, verb=verb).order_by("pk")]


def words_of(person, language="en"):
    notice = Notice.objects.filter(recipient=person, verb="reading.asked").order_by("pk").last()
    with translation.override(language):
        return str(notices.asked(notice, None))


# -- split and joined --------------------------------------------------------------------------


def test_a_split_is_told_as_a_move_in_the_list_and_the_comparison(browser, calls, admin, anna):
    confirm(anna, calls)
    draft = calls.open_draft(by=admin)
    split(draft, "Call back", by=admin, en="Calling back")
    draft.publish(by=admin, summary=SUMMARY)

    listed = shown(browser, anna, "changes/")
    assert "4 paragraphs moved to 1.2 Calling back" in listed
    assert "− Call back" not in listed
    assert "moved from 1.1" in listed
    assert "new section" not in listed
    assert ">editorial<" not in listed
    assert "k-chip txt over" not in listed

    compared = shown(browser, anna, "compare/1..2/").split("</select>")[-1]
    assert "4 paragraphs moved to" in compared
    assert "k-del" not in compared
    assert "The new text" not in compared
    assert "new section" not in compared
    assert "moved from 1.1" in compared
    assert shown(browser, anna, "compare/2..1/").count("4 paragraphs moved from") == 1
    assert "as new" not in shown(browser, anna, "first/?since=1")


def test_what_was_changed_in_a_moved_paragraph_is_not_hidden_by_the_move(browser, calls, admin, anna):
    draft = calls.open_draft(by=admin)
    code = split(draft, "Call back", by=admin, en="Calling back")
    rewrite(draft, code, text(draft, code).markdown.replace("not later than noon", "later than noon"), by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    listed = shown(browser, anna, "changes/")
    assert "− Call back whoever could not reach you, not later than noon." in listed
    assert "3 paragraphs moved to 1.2 Calling back" in listed
    assert "new section" in listed


def test_a_section_that_gave_half_away_and_was_changed_a_little_is_not_read_as_new(browser, calls, admin, anna):
    draft = calls.open_draft(by=admin)
    split(draft, "Call back", by=admin, en="Calling back")
    rewrite(draft, "first", text(draft, "first").markdown.replace("15", "10"), by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    html = shown(browser, anna, "first/?since=1")
    assert "k-mark" in html, "drawn at once, not behind a press"
    listed = shown(browser, anna, "changes/")
    assert "[15 → 10]" in listed
    assert "4 paragraphs moved to" in listed


def test_a_join_is_told_as_a_move(browser, calls, admin, anna):
    draft = calls.open_draft(by=admin)
    join(draft, "second", "first", by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    listed = shown(browser, anna, "changes/")
    assert "2 paragraphs moved from 1.2 Second" in listed
    assert "moved to 1.1" in listed
    assert "taken out" not in listed
    compared = shown(browser, anna, "compare/1..2/")
    assert "moved to 1.1" in compared
    assert "taken out" not in compared


def test_a_notice_quotes_a_move_as_a_move_to_whoever_may_read_where_it_went(calls, admin, anna, boris, head):
    seller = Position.found("Seller", by=None)
    boris.position = seller
    boris.save()
    confirm(anna, calls)
    confirm(boris, calls)
    draft = calls.open_draft(by=admin)
    rewrite(draft, "first", LONG.replace("Everybody", "Anybody"), by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    draft = calls.open_draft(by=admin)
    code = split(draft, "Call back", by=admin, en="Calling back")
    rewrite(draft, "first", text(draft, "first").markdown.replace("Anybody", "Everybody"), by=admin)
    describe(draft, code, by=admin, audience=[seller.pk])
    draft.publish(by=admin, summary=SUMMARY)

    assert told(boris)[-1]["excerpts"] == ["1.1 4 paragraphs moved to 1.2 Calling back"]
    assert told(anna)[-1]["excerpts"][0].startswith("1.1 −")
    assert "Calling back" not in words_of(anna)


# -- taken out, or for fewer readers ---------------------------------------------------------------


def test_the_what_if_counts_what_is_taken_out_and_the_notice_names_it(browser, calls, admin, anna, boris):
    confirm(anna, calls)
    draft = calls.open_draft(by=admin)
    draft.retire_section("second", by=admin)
    foreseen = {
        one.person: ([n.section.code for n in one.nodes], [n.section.code for n in one.gone]) for one in concerned_by(draft, by=admin)
    }
    html = shown(browser, admin, "draft/publication/")
    draft.publish(by=admin, summary=SUMMARY)

    assert foreseen == {anna: ([], ["second"])}
    assert "1 person is asked to read" in html
    assert "1 of them taken out" in html
    assert owed(anna, calls) == {"second": "gone"}
    assert told(boris)[1:] == []
    assert "taken out: 1.2 Second" in words_of(anna)
    assert "исключено: 1.2 Second" in words_of(anna, "ru")


def test_who_took_a_section_out_is_not_asked_to_confirm_it(calls, admin, anna):
    watching.tick()
    confirm(admin, calls)
    draft = calls.open_draft(by=admin)
    draft.retire_section("second", by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    assert "second" not in owed(admin, calls)


def test_for_whom_a_section_is_no_longer_the_list_says_so_and_counts_it(browser, calls, admin, anna):
    confirm(anna, calls)
    draft = calls.open_draft(by=admin)
    describe(draft, "first", by=admin, audience=[Position.found("Seller", by=None).pk])
    assert concerned_by(draft, by=admin) == []
    draft.publish(by=admin, summary=SUMMARY)

    assert owed(anna, calls) == {}
    listed = shown(browser, anna, "changes/")
    assert "no longer for you" in listed
    assert "taken out" not in listed
    assert '<span class="k-cnt">1</span>' in listed
    assert "/handbook/INS-01/first/" not in listed.split("k-doc2")[1]


# -- until when ------------------------------------------------------------------------------------


def test_a_notice_never_asks_until_a_day_that_is_over(calls, admin, anna, at):
    draft = calls.open_draft(by=admin)
    rewrite(draft, "first", LONG.replace("15", "10"), by=admin)
    at(12)
    draft.publish(by=admin, summary=SUMMARY)
    confirm(anna, calls, "part")
    draft = calls.open_draft(by=admin)
    rewrite(draft, "part", "Otherwise.", by=admin)
    rewrite(draft, "first", LONG.replace("15", "5"), by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    details = told(anna)[-1]
    assert (details["sections"], details["due"], details["late"]) == (2, "2026-11-17", 1)
    assert "until 17\xa0November" in words_of(anna)
    assert "1 of them is late already" in words_of(anna)


def test_where_all_of_it_is_late_no_day_is_named(calls, admin, anna, at):
    at(12)
    draft = calls.open_draft(by=admin)
    rewrite(draft, "first", LONG.replace("15", "10"), by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    assert (told(anna)[-1]["due"], told(anna)[-1]["late"]) == ("", 1)
    assert "until" not in words_of(anna)
    assert "1 of them is late already" in words_of(anna)


# -- one edition, one day --------------------------------------------------------------------------


def test_a_new_section_of_a_long_document_has_the_days_of_its_edition(monday, admin, anna):
    anna.joined_at -= timedelta(days=90)
    anna.save()
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    pages = [page("part", "1", "", "Part", "Opening.")]
    pages += [page(f"s-{n}", f"1.{n}", "part", f"Section {n}", "word " * 600) for n in range(1, 7)]
    write(regulation, [*pages, page("second", "1.7", "part", "Second", "Two.")])
    watching.tick()
    confirm(anna, regulation)
    draft = regulation.open_draft(by=admin)
    draft.add_section({"en": "Last"}, by=admin, parent="part", code="last")
    rewrite(draft, "last", "Quite new.", by=admin)
    rewrite(draft, "second", "Two, and three.", by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    items = ReadingItem.objects.owed().in_open().of_user(anna).of_regulation(regulation)
    assert dict(items.values_list("section__code", "days")) == {"last": 3, "second": 3}


# -- before it is published ------------------------------------------------------------------------


def test_what_was_only_moved_or_renumbered_is_named_before_publishing(browser, calls, admin):
    draft = calls.open_draft(by=admin)
    draft.add_section({"en": "Foreword"}, by=admin, code="foreword")
    draft.place_section("foreword", "up", by=admin)
    draft.place_section("second", "up", by=admin)
    html = shown(browser, admin, "draft/publication/").split("What changes")[1]
    assert "moved from 1." in html
    assert "1 → 2 Part" in html


def test_a_word_of_style_in_what_was_not_read_yet_is_told_to_nobody_again(calls, admin, anna):
    before = len(told(anna))
    draft = calls.open_draft(by=admin)
    rewrite(draft, "first", LONG.replace("Everybody who calls", "Whoever calls"), by=admin)
    describe(draft, "first", by=admin, change_class="editorial")
    asked = [one.person for one in concerned_by(draft, by=admin)]
    draft.publish(by=admin, summary=SUMMARY)

    assert asked == []
    assert len(told(anna)) == before
    assert owed(anna, calls)["first"] == "new"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_flow_chart_that_went_with_its_paragraph_is_told_as_moved(browser, handbook, admin, anna, language):
    from regulations.dividing import mark_of_texts

    anna.language = language
    anna.save()
    draft = handbook.open_draft(by=admin)
    node = draft.node_of("missed-calls")
    block = node.text_in(language, fallback=False).blocks[1]["id"]
    draft.split_section("missed-calls", block, {"en": "Next", "ru": "Дальше"}, seen=mark_of_texts(node), by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    listed, read, compared = (
        browser(anna).get(f"/handbook/CRM-01/{address}").content.decode()
        for address in ("changes/", "missed-calls/?since=1", "compare/1..2/")
    )
    assert "− " not in listed.split("k-doc2")[1]
    assert "Show the changes" not in read
    assert "Показать изменения" not in read
    assert "k-del" not in compared.split("k-doc2")[1]
