"""Publishing: all of it or nothing, by the right person, looked through first, from the day that was said, told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Position
from crm_project.lib import clock
from notifications.models import Notice
from regulations import effects
from regulations.asked import concerned_by
from regulations.checks import findings_in
from regulations.jobs import editions_take_effect, upkeep
from regulations.models import DeadLinks, Edition, EditionEffect, EditionNode, Regulation
from regulations.refusals import AlreadyInForce, DraftChanged, NoSummary, NotADraft, NotAllowed, NoteNeeded, NotReady, OwnDraft
from tests.factories import make_user

from .conftest import page, write
from .desk import SUMMARY, describe, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small, admin):
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", "Call within 15 minutes. See [[second]].", by=admin)
    return draft


@pytest.fixture
def olga(company_root):
    return make_user("olga", department=company_root, role="administrator")


@pytest.fixture
def told(monkeypatch):
    """What the registries were told: (word, edition label)."""
    heard = []
    monkeypatch.setattr(effects, "_published", [lambda edition: heard.append(("published", edition.label))])
    monkeypatch.setattr(effects, "_in_force", [lambda edition: heard.append(("in force", edition.label))])
    return heard


def codes(refusal):
    return {finding.code for finding in refusal.value.findings}


# -- I-02, I-05: one edition in force, all or nothing ------------------------------------


def test_published_at_once_it_is_told_once_in_the_same_transaction(small, draft, admin, told):
    draft.publish(by=admin, summary=SUMMARY)

    assert told == [("published", "2"), ("in force", "2")]
    assert small.edition_in_force() == draft
    editions_take_effect()
    assert len(told) == 2


def test_a_failure_of_who_listens_leaves_the_previous_edition_in_force(small, draft, admin, monkeypatch):
    first = small.edition_in_force()

    def fail(edition):
        raise RuntimeError("the listener broke")

    monkeypatch.setattr(effects, "_published", [fail])
    with pytest.raises(RuntimeError):
        draft.publish(by=admin, summary=SUMMARY)

    assert small.edition_in_force() == first
    assert Edition.objects.get(pk=draft.pk).is_draft


def test_one_broken_link_stops_all_of_it_and_is_named(browser, small, draft, admin):
    first = small.edition_in_force()
    rewrite(draft, "first", "See [[nowhere]].", by=admin)

    with pytest.raises(DeadLinks):
        draft.publish(by=admin, summary=SUMMARY)
    answer = browser(admin).post(
        "/handbook/INS-01/draft/publication/", {"summary_en": "x", "seen": Edition.objects.get(pk=draft.pk).mark, "highlight_days": "14"}
    )

    assert answer.status_code == 422
    assert "1.1: the link INS-01/nowhere leads to no section" in answer.content.decode()
    assert small.edition_in_force() == first


def test_a_link_to_a_section_that_was_retired_elsewhere_is_dead(small, draft, admin):
    other = Regulation.objects.create(code="INS-02", genre="instruction")
    write(other, [page("part", "1", "", "Part", "Text."), page("gone", "1.1", "part", "Gone", "Text.")])
    rewrite(draft, "first", "See [[INS-02/gone]].", by=admin)
    assert not [one for one in findings_in(draft) if one.is_grave]

    write(other, [page("part", "1", "", "Part", "Text.")])

    assert [one.code for one in findings_in(draft) if one.is_grave] == ["dead_link"]


# -- I-06: the checks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Ask [[Name of the head]] about it.", "placeholder"),
        ("Ask [[…]] about it.", "placeholder"),
        ("{{live no_such_block}}", "living"),
        ("Look: ![](picture.png)", "picture"),
    ],
)
def test_what_is_unfinished_is_not_published(small, draft, admin, words, code):
    rewrite(draft, "first", words, by=admin)

    with pytest.raises(NotReady) as refusal:
        draft.publish(by=admin, summary=SUMMARY)

    assert code in codes(refusal)
    assert small.edition_in_force().number == 1


def test_a_document_has_a_title(draft, admin):
    draft.change_header({"facts": {"company": "Ordo"}}, seen=draft.header_mark, by=admin)

    with pytest.raises(NotReady) as refusal:
        draft.publish(by=admin, summary=SUMMARY)
    assert codes(refusal) == {"no_title"}


def test_a_clause_for_nobody_in_its_part_is_not_published(draft, admin):
    sellers, fitters = (Position.found(name, by=None) for name in ("Seller", "Fitter"))
    describe(draft, "part", by=admin, audience=[sellers.pk])
    describe(draft, "first", by=admin, audience=[fitters.pk])

    with pytest.raises(NotReady) as refusal:
        draft.publish(by=admin, summary=SUMMARY)
    assert codes(refusal) == {"audience"}


def test_a_person_says_what_changed(draft, admin):
    with pytest.raises(NoSummary):
        draft.publish(by=admin)


def test_advice_does_not_stop_it(draft, admin):
    rewrite(draft, "first", "See section 7.3.", by=admin)

    assert {one.code for one in findings_in(draft)} == {"number", "owner"}
    draft.publish(by=admin, summary=SUMMARY)


# -- I-07: editorial changes -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "refused"),
    [
        ("Call within 10 minutes. See [[second]].", True),
        ("Call within 15 minutes. See [[part]].", True),
        ("Call within 15 minutes. See [[second]].\n\nAnd smile.", True),
        ("Call within 15 minutes. See [[second]]!", False),
    ],
)
def test_a_change_of_substance_does_not_pass_as_editorial(small, draft, admin, olga, after, refused):
    draft.publish(by=admin, summary=SUMMARY)
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", after, by=admin)
    describe(draft, "first", by=admin, change_class="editorial")

    assert {one.code for one in findings_in(draft) if one.is_grave} == ({"editorial"} if refused else set())


def test_what_is_rewritten_after_it_was_looked_at_is_looked_at_anew(browser, small, draft, admin, olga):
    draft.publish(by=admin, summary=SUMMARY)
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", "Call within 15 minutes. See [[second]]!", by=admin)
    describe(draft, "first", by=admin, change_class="editorial")
    browser(admin).get("/handbook/INS-01/draft/publication/")

    rewrite(draft, "first", "Do not call within 99 minutes. See [[second]]!", by=admin)

    assert {one.code for one in findings_in(draft) if one.is_grave} == {"editorial"}
    with pytest.raises(NotReady):
        draft.publish(by=admin, summary=SUMMARY)


def test_readers_are_told_what_was_published_and_no_former_draft_of_it(browser, small, draft, admin, anna):
    rewrite(draft, "first", "Alpha is kept for 5 days. See [[second]].", by=admin)
    browser(admin).get("/handbook/INS-01/draft/publication/")
    rewrite(draft, "first", "Beta is kept for 9 days. See [[second]].", by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    for url in ("changes/", "changes/?since=1", "compare/1..2/", "first/?since=1"):
        shown = browser(anna).get(f"/handbook/INS-01/{url}").content.decode()
        assert "Beta" in shown, url
        assert "Alpha" not in shown, url


def test_a_second_person_confirms_it_and_is_kept_with_the_edition(small, draft, admin, olga):
    draft.publish(by=admin, summary=SUMMARY)
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", "Call within 14 minutes. See [[second]].", by=admin)
    describe(draft, "first", by=admin, change_class="editorial")

    with pytest.raises(NotAllowed):
        draft.confirm_class("first", by=admin)
    draft.confirm_class("first", by=olga)
    draft.publish(by=admin, summary=SUMMARY)
    assert draft.nodes.get(section__code="first").class_confirmed_by == olga


def test_another_word_undoes_the_confirmation(small, draft, admin, olga):
    draft.publish(by=admin, summary=SUMMARY)
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", "Call within 14 minutes.", by=admin)
    describe(draft, "first", by=admin, change_class="editorial")
    draft.confirm_class("first", by=olga)

    rewrite(draft, "first", "Call within 99 minutes.", by=admin)

    assert "editorial" in {one.code for one in findings_in(draft)}


def test_where_one_person_writes_the_handbook_they_confirm_it_themselves(small, draft, admin):
    describe(draft, "first", by=admin, change_class="editorial")
    draft.confirm_class("first", by=admin)

    draft.publish(by=admin, summary=SUMMARY)


# -- who publishes ---------------------------------------------------------------------------


def test_under_four_eyes_the_author_does_not_approve_his_own_draft(browser, small, draft, admin, olga):
    small.change({"four_eyes": True}, by=admin)

    with pytest.raises(OwnDraft):
        Edition.objects.get(pk=draft.pk).publish(by=admin, summary=SUMMARY)
    assert browser(admin).post("/handbook/INS-01/draft/publication/approval/").status_code == 302
    assert Notice.objects.get(verb="regulation.approval_asked").recipient == olga
    page_of_hers = browser(olga).get("/handbook/INS-01/now/", follow=True).content.decode()
    assert "Admin Testova asks for approval" in page_of_hers
    Edition.objects.get(pk=draft.pk).publish(by=olga, summary=SUMMARY)
    assert small.edition_in_force().published_by == olga


def test_four_eyes_are_waived_where_there_is_one_editor(small, draft, admin):
    small.change({"four_eyes": True}, by=admin)

    Edition.objects.get(pk=draft.pk).publish(by=admin, summary=SUMMARY)

    assert small.edition_in_force().number == 2


def test_where_everybody_wrote_in_it_whoever_was_asked_publishes(small, draft, admin, olga):
    small.change({"four_eyes": True}, by=admin)
    rewrite(draft, "second", "Two and a half.", by=olga)
    draft = Edition.objects.get(pk=draft.pk)
    with pytest.raises(OwnDraft):
        draft.publish(by=olga, summary=SUMMARY)

    draft.ask_to_approve(by=admin)
    Edition.objects.get(pk=draft.pk).publish(by=olga, summary=SUMMARY)


def test_an_approver_who_writes_nothing_sees_the_draft_publishes_or_sends_it_back(browser, small, draft, admin, head, anna):
    small.change({"approver": head, "four_eyes": True}, by=admin)
    draft = Edition.objects.get(pk=draft.pk)
    draft.ask_to_approve(by=admin)
    window = browser(head)

    assert "Call within" in window.get("/handbook/INS-01/editions/2/first/").content.decode()
    assert browser(anna).get("/handbook/INS-01/draft/publication/").status_code == 404
    with pytest.raises(NoteNeeded):
        draft.send_back(" ", by=head)
    assert window.post("/handbook/INS-01/draft/publication/return/", {"why": "Say who calls."}).status_code == 302
    assert Notice.objects.get(verb="regulation.sent_back").details["why"] == "Say who calls."
    fields = {"summary_en": "Faster calls.", "seen": Edition.objects.get(pk=draft.pk).mark, "highlight_days": "30"}
    assert window.post("/handbook/INS-01/draft/publication/", fields).status_code == 302
    edition = small.edition_in_force()
    assert (edition.published_by, edition.summary, edition.highlight_days) == (head, {"en": "Faster calls."}, 30)


def test_what_was_looked_at_is_what_is_published(draft, admin):
    seen = draft.mark
    rewrite(draft, "second", "Other words.", by=admin)

    with pytest.raises(DraftChanged):
        Edition.objects.get(pk=draft.pk).publish(by=admin, summary=SUMMARY, seen=seen)


def test_pressed_twice_it_is_published_once(draft, admin):
    Edition.objects.get(pk=draft.pk).publish(by=admin, summary=SUMMARY)

    with pytest.raises(NotADraft):
        Edition.objects.get(pk=draft.pk).publish(by=admin, summary=SUMMARY)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_edition(roles, company_root):
    people = [make_user(name, department=company_root, role="administrator") for name in ("admin", "olga")]
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "One.")])
    draft = regulation.open_draft(by=people[0])

    def publish(person):
        try:
            Edition.objects.get(pk=draft.pk).publish(by=person, summary=SUMMARY)
        except NotADraft:
            return "refused"
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, people)) == ["published", "refused"]
    assert EditionEffect.objects.filter(edition=draft).count() == 1


# -- the what-if equals what happens ------------------------------------------------------------


def test_the_what_if_equals_what_happens(browser, small, draft, admin, anna, boris, egor, monkeypatch):
    rewrite(draft, "second", "Two people call the buyer.", by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    draft = small.open_draft(by=admin)
    sellers = anna.position = Position.found("Seller", by=None)
    anna.save()
    describe(draft, "first", by=admin, audience=[sellers.pk])
    rewrite(draft, "first", "Call within 14 minutes. See [[second]].", by=admin)
    rewrite(draft, "second", "Two people call the buyers.", by=admin)
    describe(draft, "second", by=admin, change_class="editorial")
    after = []
    monkeypatch.setattr(effects, "_in_force", [lambda edition: after.extend((one.person, one.minutes) for one in concerned_by(edition))])
    before = [(one.person, one.minutes) for one in concerned_by(draft, by=admin)]
    shown = browser(admin).get("/handbook/INS-01/draft/publication/").content.decode()

    Edition.objects.get(pk=draft.pk).publish(by=admin, summary=SUMMARY)

    assert [person for person, _minutes in before] == [anna]
    assert before == after
    assert "1 person is asked to read" in shown


# -- the day it holds from ----------------------------------------------------------------------


def test_an_announced_edition_comes_into_force_once_by_the_tick(small, draft, admin, told, monkeypatch):
    tomorrow = clock.now() + timedelta(days=1)
    draft.publish(by=admin, summary=SUMMARY, effective_at=tomorrow)
    editions_take_effect()
    assert told == [("published", "2")]

    monkeypatch.setenv("APP_TEST_CLOCK", (tomorrow + timedelta(minutes=1)).isoformat())
    editions_take_effect()
    editions_take_effect()

    assert told == [("published", "2"), ("in force", "2")]
    assert small.edition_in_force().number == 2


def test_what_fails_in_the_tick_is_done_at_the_next_one(draft, admin, told, monkeypatch):
    tomorrow = clock.now() + timedelta(days=1)
    draft.publish(by=admin, summary=SUMMARY, effective_at=tomorrow)
    monkeypatch.setenv("APP_TEST_CLOCK", (tomorrow + timedelta(minutes=1)).isoformat())

    def fail(edition):
        raise RuntimeError("the listener broke")

    listening = effects._in_force[:]
    monkeypatch.setattr(effects, "_in_force", [*listening, fail])
    with pytest.raises(RuntimeError):
        editions_take_effect()
    monkeypatch.setattr(effects, "_in_force", listening)
    editions_take_effect()

    assert EditionEffect.objects.get(edition=draft).done_at is not None


def test_a_withdrawn_edition_never_holds_and_its_number_is_not_used_again(browser, small, draft, admin, anna, told, monkeypatch):
    tomorrow, written = clock.now() + timedelta(days=1), draft.changed_codes()
    draft.publish(by=admin, summary=SUMMARY, effective_at=tomorrow)

    assert browser(anna).post("/handbook/INS-01/editions/2/withdrawal/").status_code == 403
    assert browser(admin).post("/handbook/INS-01/editions/2/withdrawal/").status_code == 302
    monkeypatch.setenv("APP_TEST_CLOCK", (tomorrow + timedelta(days=1)).isoformat())
    editions_take_effect()
    following = small.open_draft(by=admin)

    assert told == [("published", "2")]
    assert small.edition_in_force().number == 1
    assert following.number == 3
    assert following.changed_codes() == written, "what it said is in the draft"
    for url in ("editions/2/", "editions/2/first/"):
        page = browser(anna).get(f"/handbook/INS-01/{url}", follow=True)
        assert page.redirect_chain == [("/handbook/INS-01/", 302)]
        assert "Edition 2 was withdrawn before its day: this is what holds." in page.content.decode()
    following.publish(by=admin, summary=SUMMARY)
    from regulations.chain import problems_in

    assert list(problems_in(small)) == []


def test_what_holds_is_not_withdrawn(small, draft, admin):
    draft.publish(by=admin, summary=SUMMARY)

    with pytest.raises(AlreadyInForce):
        draft.withdraw(by=admin)


def test_the_database_lets_an_edition_be_withdrawn_and_nothing_else(draft, admin):
    draft.publish(by=admin, summary=SUMMARY, effective_at=clock.now() + timedelta(days=1))

    for change in ("withdrawn_at = now(), number = 9", "authors = '[]', withdrawn_at = now()", "highlight_days = 1"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE regulations_edition SET {change} WHERE id = %s", [draft.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionNode.objects.filter(edition=draft).update(change_note="other")


def test_editions_of_one_number_are_told_apart_by_their_minor_one(browser, small, anna):
    first = small.edition_in_force()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    second = Edition.objects.create(
        regulation=small, number=1, minor=1, kind="config", previous=first, header=first.header, created_at=clock.now()
    )
    from regulations.contents import copied

    copied(first, second)
    second.publish(by=None)

    assert browser(anna).get("/handbook/INS-01/editions/1/").status_code == 200
    assert "edition 1.1 of" in browser(anna).get("/handbook/INS-01/editions/1.1/first/").content.decode()


# -- review and archive ---------------------------------------------------------------------------


def test_the_owner_is_reminded_once_to_look_a_document_through(small, draft, admin, head, monkeypatch):
    small.change({"owner": head, "review_every_days": 30}, by=admin)
    Edition.objects.get(pk=draft.pk).publish(by=admin, summary=SUMMARY)
    later = clock.now() + timedelta(days=31)
    monkeypatch.setenv("APP_TEST_CLOCK", later.isoformat())

    upkeep()
    upkeep()

    notice = Notice.objects.get(verb="regulation.review_due")
    assert notice.recipient == head
    small.refresh_from_db()
    assert small.is_overdue
    small.reviewed(by=admin)
    assert not small.is_overdue


def test_an_archived_document_is_only_the_editors_until_it_is_brought_back(browser, small, admin, anna):
    assert browser(anna).post("/handbook/INS-01/settings/archive/").status_code == 403
    browser(admin).post("/handbook/INS-01/settings/archive/")
    assert browser(anna).get("/handbook/INS-01/").status_code == 404
    assert "in the archive" in browser(admin).get("/handbook/").content.decode()
    browser(admin).post("/handbook/INS-01/settings/return/")
    assert browser(anna).get("/handbook/INS-01/").status_code == 200


def test_the_rules_of_a_document_are_the_editors(browser, small, admin, anna):
    fields = {"owner": "", "approver": "", "source_language": "en", "highlight_days": "7", "ack_due_days": "3", "ack_method": "click"}
    fields |= {"min_discussion_days": "2", "review_every_days": "90", "reread_every_days": "180", "position": "1"}

    assert browser(anna).post("/handbook/INS-01/settings/", fields).status_code == 403
    assert browser(admin).post("/handbook/INS-01/settings/", fields | {"highlight_days": "99"}).status_code == 422
    assert browser(admin).post("/handbook/INS-01/settings/", fields).status_code == 302
    small.refresh_from_db()
    assert (small.highlight_days, small.source_language) == (7, "en")


def test_an_announced_edition_is_read_before_its_day(browser, small, draft, admin, anna, boris):
    draft.publish(by=admin, effective_at=clock.now() + timedelta(days=3), summary=SUMMARY)
    window = browser(anna)
    front = window.get("/handbook/INS-01/").content.decode()
    assert "holds from" in front
    assert "/handbook/INS-01/compare/1..2/" in front
    assert window.get("/handbook/INS-01/compare/1..2/").status_code == 200
    assert window.get("/handbook/INS-01/editions/2/").status_code == 200
    listed = window.get("/handbook/INS-01/editions/").content.decode()
    assert "/handbook/INS-01/compare/1..2/" in listed
    assert "/withdrawal/" not in listed
    assert small.edition_in_force().label == "1"


def test_what_a_withdrawn_edition_said_is_the_draft_again(browser, small, draft, admin, anna):
    said = {node.section.code: node.version_id for node in draft.nodes.select_related("section")}
    draft.publish(by=admin, effective_at=clock.now() + timedelta(days=3), summary=SUMMARY)
    announced = small.editions.scheduled().get()
    for _ in range(2):
        announced.withdraw(by=admin)
    again = small.draft
    assert {node.section.code: node.version_id for node in again.nodes.select_related("section")} == said
    assert (again.label, again.authors) == ("3", announced.authors)
    assert browser(anna).get("/handbook/INS-01/editions/2/")["Location"] == "/handbook/INS-01/"


def test_a_summary_that_is_too_long_is_not_cut_when_approval_is_asked(browser, small, draft, admin, olga):
    long = "w" * 1001
    answer = browser(admin).post("/handbook/INS-01/draft/publication/approval/", {"summary_en": long, "summary_ru": ""})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    draft.refresh_from_db()
    assert draft.ready_at is None
    assert (
        browser(admin).post("/handbook/INS-01/draft/publication/approval/", {"summary_en": long[1:], "summary_ru": ""}).status_code == 302
    )
    draft.refresh_from_db()
    assert draft.summary["en"] == long[1:]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("{{live stage 99999}}", "living_empty"),
        ("{{live stages}} {{live naming}}", "braces"),
        ("![\u200b](media:0123456789abcdef)", "picture"),
        ("{{live nosuch}}", "living"),
    ],
)
def test_what_would_be_seen_by_nobody_is_named(draft, admin, words, code):
    rewrite(draft, "first", f"One.\n\n{words}\n\nTwo.", by=admin)
    assert code in {one.code for one in findings_in(draft)}


def test_a_block_that_has_nothing_to_show_today_is_no_fault(handbook, admin):
    draft = handbook.open_draft(by=admin)
    assert not {"living", "living_empty", "braces"} & {one.code for one in findings_in(draft)}
