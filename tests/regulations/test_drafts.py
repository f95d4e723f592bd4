"""The next edition is written in the browser: olga-the-admin writes, readers go on with the edition in force."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from regulations.models import Edition, Regulation, Section, SectionText, SectionVersion
from regulations.refusals import CannotStandThere, CodeTaken, DraftChanged, NotADraft, NotAllowed, TextConflict
from tests.factories import make_user

from .conftest import page, write
from .desk import SUMMARY, describe, numbers, rewrite, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small, admin):
    return small.open_draft(by=admin)


@pytest.fixture
def olga(company_root):
    return make_user("olga", department=company_root, role="administrator")


def test_a_draft_begins_as_what_is_in_force_and_is_opened_once(small, draft, admin, olga):
    assert small.open_draft(by=olga) == draft
    assert draft.number == 2
    assert list(draft.nodes.values_list("section", "version", "number")) == list(
        small.edition_in_force().nodes.values_list("section", "version", "number")
    )


def test_words_written_in_the_draft_do_not_touch_the_edition_in_force(small, draft, admin):
    rewrite(draft, "first", "Another.", by=admin)

    assert text(draft, "first").markdown == "Another."
    assert small.edition_in_force().nodes.with_texts().get(section__code="first").text_in("en").markdown == "One. See [[second]]."


def test_an_unchanged_text_goes_back_to_its_version_and_leaves_nothing_behind(small, draft, admin):
    versions = SectionVersion.objects.count()
    rewrite(draft, "first", "Another.", by=admin)
    rewrite(draft, "first", "Yet another.", by=admin)
    assert SectionVersion.objects.count() == versions + 1

    rewrite(draft, "first", "One. See [[second]].", by=admin)

    assert SectionVersion.objects.count() == versions
    assert draft.changed_codes() == []


def test_paragraphs_keep_their_ids_from_save_to_save(draft, admin):
    before = [block["id"] for block in text(draft, "first").blocks]
    rewrite(draft, "first", "A new one.\n\nOne. See [[second]].", by=admin)
    rewrite(draft, "first", "A new one, longer.\n\nOne. See [[second]].", by=admin)

    assert text(draft, "first").blocks[1]["id"] == before[0]


def test_a_language_is_added_and_taken_out(draft, admin):
    draft.change_text("first", "ru", "Первый", "Раз.", seen="", by=admin)
    assert text(draft, "first", "ru").title == "Первый"
    assert text(draft, "first").title == "First"

    draft.change_text("first", "ru", "", "", seen=text(draft, "first", "ru").content_hash, by=admin)
    assert text(draft, "first", "ru") is None


def test_two_editors_of_one_text_find_out_about_each_other(draft, admin, olga):
    seen = text(draft, "first").content_hash
    draft.change_text("first", "en", "First", "Of the admin.", seen=seen, by=admin)

    with pytest.raises(TextConflict) as refusal:
        draft.change_text("first", "en", "First", "Of Olga.", seen=seen, by=olga)

    assert refusal.value.theirs.markdown == "Of the admin."
    assert text(draft, "first").markdown == "Of the admin."
    draft.change_text("first", "en", "First", "Of the admin.", seen=seen, by=olga)


def test_the_page_shows_both_texts_and_a_second_press_is_meant(browser, draft, admin, olga):
    url, hers = "/handbook/INS-01/draft/s/first/?language=en", browser(olga, piece=True)
    seen = text(draft, "first").content_hash
    rewrite(draft, "first", "Of the admin.", by=admin)

    refused = hers.post(url, {"title": "First", "markdown": "Of Olga.", "seen": seen})

    assert refused.status_code == 409
    answer = refused.content.decode()
    assert "Admin Testova saved this text while you were writing" in answer
    assert "Of the" in answer
    assert "Olga" in answer
    assert text(draft, "first").markdown == "Of the admin."
    again = hers.post(url, {"title": "First", "markdown": "Of Olga.", "seen": text(draft, "first").content_hash})
    assert again.status_code == 200
    assert text(draft, "first").markdown == "Of Olga."


def test_the_desk_calls_changed_what_the_comparison_of_editions_does(client, draft, admin):
    client.force_login(admin)
    address = "/handbook/INS-01/draft/s/first/compare/?language=en"
    assert "Both texts say the same." in client.get(address).content.decode()
    rewrite(draft, "first", "one.  See [[second]].", by=admin)
    assert "Both texts say the same." in client.get(address).content.decode(), "letters and spaces are no change of substance"
    rewrite(draft, "first", "One or two. See [[second]].\n\nA new paragraph.", by=admin)
    shown = client.get(address).content.decode()

    assert '<ins class="k-mark"> or two</ins>' in shown or '<ins class="k-mark">or two</ins>' in shown
    assert "+ 5 words" in shown
    assert shown.count('class="k-diff is-') == 2
    assert "See Second." in shown, "links stand by their words"


def test_a_new_section_and_a_rewritten_one_are_shown_whole(client, draft, admin):
    client.force_login(admin)
    draft.add_section({"en": "Third"}, by=admin, parent="part", code="third")
    rewrite(draft, "third", "All of **this** is new.", by=admin)
    shown = client.get("/handbook/INS-01/draft/s/third/compare/?language=en").content.decode()

    assert "All of <strong>this</strong> is new." in shown


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_the_very_same_time(browser, roles, company_root):
    admin, olga = (make_user(name, department=company_root, role="administrator") for name in ("admin", "olga"))
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "One.")])
    draft = regulation.open_draft(by=admin)
    seen = text(draft, "first").content_hash

    def save(person):
        try:
            Edition.objects.get(pk=draft.pk).change_text("first", "en", "First", f"Of {person.first_name}.", seen=seen, by=person)
        except TextConflict:
            return "refused"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(save, (admin, olga)))

    assert told == ["refused", "saved"]


def test_sections_are_added_moved_and_numbered_as_they_stand(draft, admin):
    assert numbers(draft) == {"part": "1", "first": "1.1", "second": "1.2"}

    added = draft.add_section({"en": "Deals that are lost", "ru": ""}, by=admin, parent="part")
    assert (added.section.code, added.number) == ("deals-that-are-lost", "1.3")
    draft.place_section("deals-that-are-lost", "up", by=admin)
    draft.place_section("first", "out", by=admin)
    assert numbers(draft) == {"part": "1", "deals-that-are-lost": "1.1", "second": "1.2", "first": "2"}
    draft.place_section("first", "up", by=admin)
    assert numbers(draft)["first"] == "1"
    draft.place_section("first", "down", by=admin)
    draft.place_section("first", "in", by=admin)
    assert numbers(draft) == {"part": "1", "deals-that-are-lost": "1.1", "second": "1.2", "first": "1.3"}


@pytest.mark.parametrize(
    ("code", "way"), [("part", "up"), ("part", "down"), ("part", "in"), ("first", "up"), ("first", "sideways"), ("x", "up")]
)
def test_nothing_is_moved_where_it_cannot_stand(draft, admin, code, way):
    with pytest.raises(CannotStandThere):
        draft.place_section(code, way, by=admin)

    assert numbers(draft) == {"part": "1", "first": "1.1", "second": "1.2"}


def test_a_russian_title_makes_a_latin_code(draft, admin):
    assert draft.add_section({"ru": "Причины отказа"}, by=admin).section.code == "prichiny-otkaza"


def test_a_code_is_never_used_for_another_section(small, draft, admin):
    rewrite(draft, "first", "One.", by=admin)
    draft.retire_section("second", by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    draft = small.open_draft(by=admin)

    for code in ("second", "first", "draft"):
        with pytest.raises(CodeTaken):
            draft.add_section({"en": "Second"}, by=admin, code=code)
    assert draft.add_section({"en": "Second"}, by=admin).section.code == "second-2"


def test_a_section_taken_out_is_named_with_what_leads_to_it_and_can_be_put_back(browser, draft, admin, boris):
    dialog = browser(admin, piece=True).get("/handbook/INS-01/draft/s/second/removal/").content.decode()
    assert "section 1.1" in dialog

    draft.retire_section("part", by=admin)
    assert numbers(draft) == {}
    draft.put_back("part", by=admin)
    assert numbers(draft) == {"part": "1", "first": "1.1", "second": "1.2"}
    with pytest.raises(CannotStandThere):
        draft.put_back("part", by=admin)


def test_the_address_of_a_retired_section_answers_for_ever(browser, small, draft, admin, boris):
    rewrite(draft, "first", "One.", by=admin)
    draft.retire_section("second", by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    answer = browser(boris).get("/handbook/INS-01/second/")

    assert answer.status_code == 200
    assert "Two." in answer.content.decode()
    assert "no longer in force" in answer.content.decode()


def test_links_are_kept_by_code_however_they_are_typed(draft, admin):
    rewrite(draft, "first", "See sec:second, [both](sec:second) and [[second|two]].", by=admin)

    assert text(draft, "first").markdown == "See [[second]], [[second|both]] and [[second|two]]."


def test_the_passport_is_written_once_by_each(draft, admin):
    seen = draft.header_mark
    draft.change_header({"en": {"title": "Small", "purpose": "To sell."}}, seen=seen, by=admin)

    with pytest.raises(DraftChanged):
        draft.change_header({"en": {"title": "Other"}}, seen=seen, by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    assert draft.header["facts"]["issued_on"] <= draft.header["facts"]["revised_on"]


def test_a_draft_thrown_away_leaves_nothing(small, draft, admin):
    versions, texts = SectionVersion.objects.count(), SectionText.objects.count()
    rewrite(draft, "first", "Another.", by=admin)
    draft.throw_away(by=admin)

    assert (SectionVersion.objects.count(), SectionText.objects.count()) == (versions, texts)
    assert small.draft is None
    with pytest.raises(NotADraft):
        draft.retire_section("first", by=admin)


WRITING = [
    ("s/first/", {"title": "x", "markdown": "Stolen."}),
    ("s/first/preview/", {"markdown": "x"}),
    ("s/first/readers/", {"change_class": "editorial"}),
    ("s/first/class/", {}),
    ("s/first/place/down/", {}),
    ("s/first/removal/", {}),
    ("s/first/return/", {}),
    ("new/", {"title_en": "x"}),
    ("passport/", {"title_en": "x"}),
    ("removal/", {}),
    ("start/", {}),
    ("publication/approval/", {}),
]


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_who_does_not_write_the_handbook_changes_nothing(browser, request, draft, who):
    person, before = request.getfixturevalue(who), draft.mark
    window = browser(person)

    assert {url: window.post(f"/handbook/INS-01/draft/{url}", data).status_code for url, data in WRITING} == {
        url: 403 for url, _data in WRITING
    }
    assert window.get("/handbook/INS-01/draft/").status_code == 403
    for url in ("publication/", "publication/return/"):
        assert window.post(f"/handbook/INS-01/draft/{url}", {"summary_en": "x", "why": "x"}).status_code == 404
    assert window.get("/handbook/INS-01/editions/2/first/").status_code == 404
    with pytest.raises(NotAllowed):
        draft.change_text("first", "en", "First", "Stolen.", seen=text(draft, "first").content_hash, by=person)
    assert Edition.objects.get(pk=draft.pk).mark == before


@pytest.mark.parametrize("address", ["INS-01/draft/s/nowhere/", "INS-09/draft/", "INS-01/draft/s/nowhere/removal/"])
def test_what_is_not_there_is_not_found(browser, draft, admin, address):
    assert browser(admin).get(f"/handbook/{address}").status_code == 404


EVIL = "<script>alert(1)</script> <img src=x onerror=alert(1)> [press](javascript:alert(1))"


def test_malicious_text_stays_text_in_preview_page_and_comparison(browser, draft, admin):
    window = browser(admin)
    rewrite(draft, "first", EVIL, by=admin, title="<b>Title</b>")

    for url in ("draft/s/first/?language=en", "draft/s/first/compare/?language=en", "editions/2/first/"):
        page_of_it = window.get(f"/handbook/INS-01/{url}").content.decode()
        for active in ("<script>alert", "<img src=x", 'href="javascript', "<b>Title"):
            assert active not in page_of_it, (url, active)
    shown = browser(admin, piece=True).post("/handbook/INS-01/draft/s/first/preview/", {"markdown": EVIL, "title": "<i>x"}).content.decode()
    assert "<script>" not in shown
    assert "<i>x" not in shown


def test_bad_input_is_told_and_keeps_what_was_typed(browser, draft, admin):
    answer = browser(admin).post("/handbook/INS-01/draft/s/first/?language=en", {"title": "", "markdown": "Kept words."})

    assert answer.status_code == 422
    assert "Kept words." in answer.content.decode()
    assert browser(admin).post("/handbook/INS-01/draft/new/", {"title_en": "x", "code": "No Good"}).status_code == 422
    assert browser(admin, piece=True).post("/handbook/INS-01/draft/s/first/readers/", {"change_class": "odd"}).status_code == 422


def test_a_new_document_begins_from_nothing(browser, roles, admin, anna):
    window = browser(admin)
    made = {"code": "STD-77", "genre": "standard", "title_en": "Standard of calls"}

    assert browser(anna).post("/handbook/new/", made).status_code == 403
    assert window.post("/handbook/new/", made).status_code == 302
    assert window.post("/handbook/new/", made).status_code == 422
    draft = Regulation.objects.get(code="STD-77").draft
    node = draft.add_section({"en": "Answer within 15 minutes"}, by=admin)
    rewrite(draft, node.section.code, "Every call is answered within 15 minutes.", by=admin)
    draft.publish(by=admin)

    assert "Every call is answered" in browser(anna).get("/handbook/STD-77/").content.decode()
    assert Section.objects.get(code=node.section.code).last_edition() == draft


def test_who_reads_a_section_is_set_at_the_desk(browser, draft, admin):
    describe(draft, "first", by=admin, change_note="Shorter.", required_reading=False)

    node = draft.node_of("first")
    assert (node.change_note, node.required_reading, node.touched_by) == ("Shorter.", False, admin)


def test_the_desk_costs_the_same_whatever_the_draft_holds(browser, draft, admin, bare_frame, django_assert_max_num_queries):
    window = browser(admin)
    window.get("/handbook/INS-01/draft/s/first/")
    with django_assert_max_num_queries(24):
        assert window.get("/handbook/INS-01/draft/s/first/").status_code == 200
