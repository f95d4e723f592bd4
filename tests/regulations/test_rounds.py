"""A draft is discussed by those it is for: anna, boris and egor say what does not fit, the editor settles every word."""

import re
from datetime import timedelta

import pytest

from accounts.models import Position
from crm_project.lib import clock
from notifications.models import Notice
from regulations.anchors import CHANGED, EXACT, LOST, MOVED, anchor_of, texts_of
from regulations.asked import readers_of
from regulations.checks import findings_in
from regulations.jobs import upkeep
from regulations.models import DiscussionRound, Edition, Remark
from regulations.refusals import NoSuchThread, NotAllowed, NoteNeeded, NotReady, RoundIsOpen, RoundIsOver, TooEarly, TooShort
from tests.hidden import gives_away

from .desk import SUMMARY, describe, rewrite, text

pytestmark = pytest.mark.django_db

FIGURE = "918273645"


@pytest.fixture
def draft(small, admin):
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", f"Call within 15 minutes.\n\nThe bonus is {FIGURE}.", by=admin)
    return draft


@pytest.fixture
def opened(draft, admin, anna, boris):
    return DiscussionRound.open(draft, by=admin, closes_at=clock.now() + timedelta(days=3), participants=[anna, boris])


def say(opened, who, *, section="first", block=0, kind="suggestion", words="Fifteen is too few."):
    node = opened.edition.node_of(section)
    found = node.text_in("en").blocks[block]
    return opened.remark(
        by=who, kind=kind, text=words, section=node.section, block_id=found["id"], quote=found["text"], quote_hash=found["hash"]
    )


def test_everybody_the_draft_is_for_is_told_once_with_the_closing_date(browser, draft, admin, anna, boris, egor, head, funnel):
    window, day = browser(admin), clock.now() + timedelta(days=5)
    fields = {"closes_on": day.date().isoformat(), "walk": f"typical_deal:{funnel.pk}"}

    assert window.post("/handbook/INS-01/round/new/", fields).status_code == 302
    assert window.post("/handbook/INS-01/round/new/", fields).status_code == 422

    opened = DiscussionRound.objects.get()
    assert [one["title"] for one in opened.threads] == ["New", "Qualified", "Offer sent", "Won", "Lost"]
    told = set(Notice.objects.filter(verb="regulation.round_opened").values_list("recipient__first_name", flat=True))
    assert {"Anna", "Boris", "Egor", "Head"} <= told
    assert Notice.objects.filter(verb="regulation.round_opened", recipient=anna).count() == 1
    page = browser(anna).get("/handbook/INS-01/now/", follow=True).content.decode()
    assert "What do you do at this step today?" in page
    assert "Offer sent" in page


def test_only_who_was_asked_sees_the_draft_and_only_while_the_round_is_open(browser, opened, anna, vera, admin, monkeypatch):
    pages = [f"round/{opened.pk}/", f"round/{opened.pk}/s/first/", f"round/{opened.pk}/remark/", "editions/2/", "editions/2/first/"]

    assert {browser(anna).get(f"/handbook/INS-01/{url}").status_code for url in pages} == {200}
    assert {browser(vera).get(f"/handbook/INS-01/{url}").status_code for url in pages} == {404}
    assert browser(vera).post(f"/handbook/INS-01/round/{opened.pk}/stance/agree/").status_code == 404
    assert browser(vera).post(f"/handbook/INS-01/round/{opened.pk}/remark/?section=first", {"kind": "typo", "text": "x"}).status_code == 404
    monkeypatch.setenv("APP_TEST_CLOCK", (clock.now() + timedelta(days=4)).isoformat())
    upkeep()
    assert {browser(anna).get(f"/handbook/INS-01/{url}").status_code for url in pages} == {404}
    assert browser(admin).get(f"/handbook/INS-01/{pages[0]}").status_code == 200
    with pytest.raises(RoundIsOver):
        say(opened, anna)
    assert not Remark.objects.exists()


def test_readers_find_nothing_of_draft_and_remarks_anywhere(browser, opened, anna, vera):
    say(opened, anna, words=f"Secret {FIGURE}")

    for url in ("", "first/", "part/", "editions/", "print/", "search/?q=bonus"):
        address = "/handbook/search/?q=bonus" if "search" in url else f"/handbook/INS-01/{url}"
        assert not gives_away(browser(vera).get(address), FIGURE), url


def test_a_section_for_others_is_not_shown_in_the_discussion_either(browser, opened, anna, boris, admin):
    sellers = anna.position = Position.found("Seller", by=None)
    anna.save()
    describe(opened.edition, "first", by=admin, audience=[sellers.pk])
    say(opened, anna, words=f"About {FIGURE}")

    assert browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/s/first/").status_code == 200
    assert browser(boris).get(f"/handbook/INS-01/round/{opened.pk}/s/first/").status_code == 404
    assert not gives_away(browser(boris).get(f"/handbook/INS-01/round/{opened.pk}/"), FIGURE)
    assert boris not in readers_of_section(opened, "first")


def readers_of_section(opened, code):
    from regulations.asked import concerned_by

    return {one.person for one in concerned_by(opened.edition) if code in {node.section.code for node in one.nodes}}


def test_an_objection_stops_the_publication_until_it_is_settled_with_a_note(browser, opened, anna, admin):
    objection = say(opened, anna, kind="objection", words="On Saturdays nobody is here.")
    draft = Edition.objects.get(pk=opened.edition_id)

    with pytest.raises(NotReady) as refusal:
        draft.publish(by=admin, summary=SUMMARY)
    assert "Anna Testova objects: On Saturdays nobody is here." in refusal.value.findings[0].words
    assert "Anna Testova objects" in browser(admin).get("/handbook/INS-01/draft/publication/").content.decode()
    with pytest.raises(NoteNeeded):
        objection.settle("accepted", "", by=admin)
    objection.settle("accepted", "Saturdays are left out.", by=admin)

    assert not [one for one in findings_in(draft) if one.is_grave]
    notice = Notice.objects.get(verb="regulation.remark_settled")
    assert (notice.recipient, notice.details["note"]) == (anna, "Saturdays are left out.")


def test_a_rejected_remark_says_why_and_only_an_editor_settles(browser, opened, anna, boris, admin):
    remark = say(opened, anna)
    address = f"/handbook/INS-01/round/{opened.pk}/remarks/{remark.pk}/"

    assert browser(boris).post(address, {"state": "rejected", "note": "x"}).status_code == 403
    assert browser(admin).post(address, {"state": "rejected", "note": ""}).status_code == 422
    assert browser(admin).post(address, {"state": "rejected", "note": "Clients wait no longer."}).status_code == 302
    assert "Clients wait no longer." in browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/s/first/").content.decode()
    browser(admin).post(f"{address}return/")
    remark.refresh_from_db()
    assert remark.is_open
    with pytest.raises(NotAllowed):
        remark.settle("accepted", "x", by=boris)


def test_no_remark_is_lost_when_its_paragraph_is_rewritten_moved_or_gone(browser, opened, anna, admin):
    draft, remark = opened.edition, say(opened, anna, block=0)

    def anchor():
        return anchor_of(remark, texts_of(draft))

    assert anchor() == EXACT
    rewrite(draft, "first", f"Call the client within 15 minutes.\n\nThe bonus is {FIGURE}.", by=admin)
    assert anchor() == CHANGED
    shown = browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/s/first/").content.decode()
    assert "the text has changed; it was:" in shown
    assert "Call within 15 minutes." in shown
    rewrite(draft, "first", "Nothing of it.", by=admin)
    assert anchor() == LOST
    rewrite(draft, "second", "Two.\n\nCall within 15 minutes.", by=admin)
    assert anchor() == MOVED
    rewrite(draft, "part", "Opening.", by=admin)
    draft.retire_section("first", by=admin)
    assert "Fifteen is too few." in browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/").content.decode()


def test_participation_is_seen_by_name_by_owner_and_editors_only(browser, small, opened, anna, boris, admin, egor):
    browser(anna).post(f"/handbook/INS-01/round/{opened.pk}/stance/agree/")
    say(opened, boris)

    page = browser(admin).get(f"/handbook/INS-01/round/{opened.pk}/").content.decode()
    assert "Who has looked" in page
    assert "Who has looked" not in browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/").content.decode()
    values = dict(opened.stances.values_list("person__first_name", "value"))
    assert values == {"Anna": "agree", "Boris": "has_remarks"}


def test_a_discussion_is_long_enough_and_one_at_a_time(draft, opened, admin, anna):
    with pytest.raises(RoundIsOpen):
        DiscussionRound.open(draft, by=admin, closes_at=clock.now() + timedelta(days=3), participants=[anna])
    opened.close(by=admin, why="Everybody has answered.")
    with pytest.raises(TooShort):
        DiscussionRound.open(draft, by=admin, closes_at=clock.now() + timedelta(days=1), participants=[anna])


def test_remarks_are_text(browser, opened, anna, admin):
    evil = "<script>alert(1)</script>"
    answer = browser(anna).post(f"/handbook/INS-01/round/{opened.pk}/remark/?section=first", {"kind": "typo", "text": evil})

    assert answer.status_code == 302
    assert evil not in browser(admin).get(f"/handbook/INS-01/round/{opened.pk}/s/first/").content.decode()
    assert browser(anna).post(f"/handbook/INS-01/round/{opened.pk}/remark/?section=first", {"kind": "typo", "text": ""}).status_code == 422


def test_a_draft_with_a_discussion_can_be_thrown_away_and_published(small, draft, opened, anna, admin, browser):
    say(opened, anna)
    draft.throw_away(by=admin)

    assert browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/").status_code == 404
    assert Remark.objects.count() == 1


def test_everybody_with_something_to_read_is_asked(draft, admin, anna, auditor):
    assert anna in readers_of(draft)
    assert text(draft, "first") is not None


def test_what_changes_in_a_section_is_seen_where_it_is_discussed(browser, opened, anna):
    page = browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/s/first/").content.decode()
    assert '<ins class="k-mark">Call within 15 minutes.</ins>' in page or "Call within 15 minutes.</ins>" in page
    assert "One. See" in page, "what it was stands beside it"
    untouched = browser(anna).get(f"/handbook/INS-01/round/{opened.pk}/s/second/").content.decode()
    assert "k-mark" not in untouched


def test_the_same_remark_sent_twice_is_one(browser, opened, anna):
    for _ in range(2):
        browser(anna).post(f"/handbook/INS-01/round/{opened.pk}/remark/?section=first", {"kind": "objection", "text": "Too few."})
    assert opened.remarks.count() == 1


@pytest.mark.parametrize("nothing", ["​", "⁠﻿", "ㅤ", "⠀ "])
def test_words_that_cannot_be_seen_are_no_words(browser, opened, anna, admin, nothing):
    window = browser(anna)
    assert window.post(f"/handbook/INS-01/round/{opened.pk}/remark/?section=first", {"kind": "typo", "text": nothing}).status_code == 422
    remark = say(opened, anna, kind="objection")
    answer = browser(admin).post(f"/handbook/INS-01/round/{opened.pk}/remarks/{remark.pk}/", {"state": "rejected", "note": nothing})
    assert answer.status_code == 422
    title = browser(admin).post("/handbook/INS-01/draft/s/first/", {"title": nothing, "markdown": "Text.", "language": "en"})
    assert title.status_code in (409, 422)
    published = browser(admin).post("/handbook/INS-01/draft/publication/", {"summary_en": nothing, "summary_ru": nothing})
    assert published.status_code == 422
    remark.refresh_from_db()
    assert remark.is_open


def test_whoever_spoke_reads_the_answer_after_the_round(browser, opened, anna, boris, admin):
    say(opened, anna, words="Fifteen is too few.").settle("rejected", "Clients wait no longer.", by=admin)
    opened.close(by=admin, why="Everybody has answered.")
    mine = browser(anna).get("/handbook/my-reading/").content.decode()
    assert "Fifteen is too few." in mine
    assert "Clients wait no longer." in mine
    assert "Fifteen is too few." not in browser(boris).get("/handbook/my-reading/").content.decode()
    assert "#remarks" in browser(anna).get("/notices/").content.decode()


def test_the_last_day_of_a_discussion_is_named_and_not_the_midnight_after(browser, draft, admin, anna):
    last = clock.local_today() + timedelta(days=4)
    browser(admin).post("/handbook/INS-01/round/new/", {"closes_on": last.isoformat(), "walk": ""})
    assert draft.rounds.exists()
    assert re.search(rf"by the end of {last.day}\b", browser(anna).get("/notices/").content.decode())


def test_a_remark_on_a_thread_that_does_not_exist_is_refused(browser, draft, admin, anna):
    threads = [{"key": "stage-1", "title": "New"}]
    closes_at = clock.now() + timedelta(days=3)
    opened = DiscussionRound.open(draft, by=admin, closes_at=closes_at, participants=[anna], template="typical_deal", threads=threads)
    client, address = browser(anna), f"/handbook/INS-01/round/{opened.pk}/remark/"

    assert client.get(f"{address}?thread=stage-999").status_code == 404
    assert client.post(f"{address}?thread=stage-999", {"kind": "typo", "text": "Where is this?"}).status_code == 404
    with pytest.raises(NoSuchThread):
        opened.remark(by=anna, kind="typo", text="Where is this?", thread="stage-999")
    assert not Remark.objects.exists()

    assert client.post(f"{address}?thread=stage-1", {"kind": "typo", "text": "We call first."}).status_code == 302
    assert Remark.objects.get().thread == "stage-1"


def test_a_discussion_that_ends_early_is_asked_for_first_and_says_why(browser, opened, anna, boris, admin):
    client, address = browser(admin), f"/handbook/INS-01/round/{opened.pk}/end/"
    assert browser(anna).get(address).status_code == 403
    assert browser(anna).post(address, {"why": "Enough"}).status_code == 403

    asked = client.get(address).content.decode()
    assert "lasts at least 2 days" in asked
    assert "2 people have not looked yet" in asked
    for nothing in ("", "\u200b"):
        assert client.post(address, {"why": nothing}).status_code == 422
    with pytest.raises(TooEarly):
        opened.close(by=admin)
    opened.refresh_from_db()
    assert opened.is_open

    for _twice in range(2):
        client.post(address, {"why": "The law changes on Monday."})
    opened.refresh_from_db()
    assert not opened.is_open
    told = opened.regulation.entries.filter(verb="round_cut_short")
    assert [entry.details["why"] for entry in told] == ["The law changes on Monday."]


def test_after_its_least_days_a_discussion_ends_without_a_reason(browser, opened, admin, monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", (clock.now() + timedelta(days=2)).isoformat())
    client, address = browser(admin), f"/handbook/INS-01/round/{opened.pk}/end/"
    assert 'name="why"' not in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    opened.refresh_from_db()
    assert not opened.is_open
    assert opened.regulation.entries.filter(verb="round_closed").count() == 1
