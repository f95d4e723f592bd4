"""A section of the draft is split, or joined to the one before it: the admin and olga write, anna reads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import Position
from regulations.models import Edition, Regulation, SectionChange
from regulations.reading import watching
from regulations.refusals import CannotBeCut, CannotStandThere, DifferentReaders, DraftChanged, NotAllowed, TitleNeeded, TooLong
from tests.factories import make_user
from training.models import Question

from .conftest import page, write
from .desk import SUMMARY, describe, numbers, rewrite, text
from .reading_hands import confirm, owed, section

pytestmark = pytest.mark.django_db

WORDS = "Answer within 15 minutes.\n\n### When nobody answers\n\nCall back, not later than noon.\n\n- Say who you are\n- Say why\n\nWrite it down."
RUSSIAN = "Ответьте за 15 минут.\n\n### Если не отвечают\n\nПерезвоните до полудня.\n\n- Назовитесь\n- Скажите, зачем\n\nЗапишите."


@pytest.fixture
def calls(roles):
    """INS-01: part 1 with 1.1 First in both languages and 1.2 Second that points to it."""
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    first = page("first", "1.1", "part", "First", WORDS)
    first.texts["ru"] = ("Первый", RUSSIAN)
    write(regulation, [page("part", "1", "", "Part", "Opening."), first, page("second", "1.2", "part", "Second", "Two, see [[first]].")])
    return regulation


@pytest.fixture
def draft(calls, admin):
    return calls.open_draft(by=admin)


@pytest.fixture
def olga(company_root):
    return make_user("olga", department=company_root, role="administrator")


def mark(draft, *codes):
    from regulations.dividing import mark_of_texts

    return mark_of_texts(*(draft.node_of(code) for code in codes))


def ids(draft, code, language="en"):
    return {block["text"]: block["id"] for block in text(draft, code, language).blocks}


def cut(draft, block, *, by, code="first", **titles):
    return draft.split_section(code, block, titles, seen=mark(draft, code), by=by)


def at_heading(draft, by):
    return cut(draft, ids(draft, "first")["When nobody answers"], by=by)


# -- at the desk -----------------------------------------------------------------------


def test_from_a_heading_on_a_new_section_stands_right_behind_in_both_languages(draft, admin):
    before, russian = ids(draft, "first"), ids(draft, "first", "ru")

    made = at_heading(draft, admin)

    assert numbers(draft) == {"part": "1", "first": "1.1", made.section.code: "1.2", "second": "1.3"}
    assert text(draft, "first").markdown == "Answer within 15 minutes."
    new, ru = text(draft, made.section.code), text(draft, made.section.code, "ru")
    assert (new.title, new.markdown) == ("When nobody answers", WORDS.split("answers\n\n")[1])
    assert (ru.title, ru.markdown) == ("Если не отвечают", RUSSIAN.split("отвечают\n\n")[1])
    assert all(before[block["text"]] == block["id"] for block in new.blocks)
    assert all(russian[block["text"]] == block["id"] for block in ru.blocks)
    assert ids(draft, "first")["Answer within 15 minutes."] == before["Answer within 15 minutes."]


def test_from_a_paragraph_on_a_title_is_asked_and_readers_stay_the_same(draft, admin, anna):
    seller = Position.found("Seller", by=None)
    describe(draft, "first", by=admin, audience=[seller.pk], required_reading=False)
    block = ids(draft, "first")["Write it down."]
    with pytest.raises(TitleNeeded):
        cut(draft, block, by=admin)

    made = cut(draft, block, by=admin, en="Writing", ru="Запись")

    assert (made.audience, made.required_reading) == ([seller.pk], False)
    assert text(draft, made.section.code).markdown == "Write it down."
    assert text(draft, made.section.code, "ru").title == "Запись"
    assert text(draft, "first").markdown.endswith("- Say why")


def test_a_list_is_not_cut_and_the_first_paragraph_stays(draft, admin):
    known = ids(draft, "first")
    for block in (known["Say why"], known["Answer within 15 minutes."], "00000000"):
        with pytest.raises(CannotBeCut):
            cut(draft, block, by=admin, en="X")
    made = cut(draft, known["Say who you are"], by=admin, en="Words")
    assert text(draft, made.section.code).markdown.startswith("- Say who you are\n- Say why")


def test_a_language_that_is_built_otherwise_stays_whole(draft, admin):
    rewrite(draft, "first", "Ответьте.", by=admin, language="ru")
    made = at_heading(draft, admin)
    assert text(draft, "first", "ru").markdown == "Ответьте."
    assert text(draft, made.section.code, "ru") is None


def test_pressed_twice_it_is_split_once_and_a_stale_page_is_refused(draft, admin, olga, anna):
    block, seen = ids(draft, "first")["Write it down."], mark(draft, "first")
    made = draft.split_section("first", block, {"en": "Writing"}, seen=seen, by=admin)
    assert draft.split_section("first", block, {"en": "Writing"}, seen=seen, by=admin) == made
    assert len(numbers(draft)) == 4

    seen = mark(draft, "first")
    rewrite(draft, "first", text(draft, "first").markdown.replace("15", "10"), by=olga)
    with pytest.raises(DraftChanged):
        draft.split_section("first", ids(draft, "first")["When nobody answers"], {}, seen=seen, by=admin)
    with pytest.raises(NotAllowed):
        cut(draft, ids(draft, "first")["When nobody answers"], by=anna)


@pytest.mark.django_db(transaction=True)
def test_two_who_split_at_the_very_same_time_make_one_section(roles, company_root):
    admin, olga = (make_user(name, department=company_root, role="administrator") for name in ("admin", "olga"))
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", WORDS)])
    draft = regulation.open_draft(by=admin)
    block, seen = ids(draft, "first")["Write it down."], mark(draft, "first")

    def press(person):
        try:
            return Edition.objects.get(pk=draft.pk).split_section("first", block, {"en": "Writing"}, seen=seen, by=person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(press, (admin, olga)))) == 1
    assert len(numbers(draft)) == 4


def test_joining_takes_a_split_back_as_if_nothing_had_been(draft, admin):
    made = at_heading(draft, admin)
    code = made.section.code
    into = draft.join_section(code, seen=mark(draft, "first", code), by=admin)

    assert into.section.code == "first"
    assert draft.changed_codes() == []
    assert numbers(draft) == {"part": "1", "first": "1.1", "second": "1.2"}
    made = cut(draft, ids(draft, "first")["Write it down."], by=admin, en="Writing", ru="Запись")
    draft.join_section(made.section.code, seen=mark(draft, "first", made.section.code), by=admin, keeps_title=False)
    assert draft.changed_codes() == []


def test_a_section_is_joined_with_its_title_its_clauses_and_the_links_to_it(draft, admin):
    draft.add_section({"en": "Deep"}, by=admin, parent="second", code="deep")
    rewrite(draft, "part", "Opening. See [[second]] and [[second|the rest]], not [[INS-02/second]].", by=admin)
    was = ids(draft, "second")

    draft.join_section("second", seen=mark(draft, "first", "second"), by=admin)

    assert numbers(draft) == {"part": "1", "first": "1.1", "deep": "1.1.1"}
    assert text(draft, "first").markdown == f"{WORDS}\n\n### Second\n\nTwo, see [[first]]."
    assert was.items() <= ids(draft, "first").items()
    assert text(draft, "first", "ru").markdown == RUSSIAN
    assert text(draft, "part").markdown == "Opening. See [[first]] and [[first|the rest]], not [[INS-02/second]]."
    draft.join_section("first", seen=mark(draft, "part", "first"), by=admin)
    assert numbers(draft) == {"part": "1", "deep": "1.1"}


def test_what_cannot_be_joined_is_refused_and_nothing_changes(draft, admin, olga):
    before = numbers(draft)
    with pytest.raises(CannotStandThere):
        draft.join_section("part", seen="", by=admin)
    seen = mark(draft, "first", "second")
    describe(draft, "second", by=admin, audience=[Position.found("Seller", by=None).pk])
    with pytest.raises(DifferentReaders):
        draft.join_section("second", seen=seen, by=admin)
    describe(draft, "second", by=admin, audience=[])
    rewrite(draft, "first", "Other.", by=olga)
    with pytest.raises(DraftChanged):
        draft.join_section("second", seen=seen, by=admin)
    rewrite(draft, "first", "x" * 59_990, by=admin)
    with pytest.raises(TooLong):
        draft.join_section("second", seen=mark(draft, "first", "second"), by=admin)
    assert numbers(draft) == before


def test_the_page_splits_and_joins_without_scripts(browser, draft, admin, anna):
    client, address = browser(admin), "/handbook/INS-01/draft/s/first/split/?language=en"
    shown = client.get(address).content.decode()
    assert "¶ When nobody answers" in shown
    assert "Say who you are" in shown
    assert "Say why" not in shown
    known, seen = ids(draft, "first"), mark(draft, "first")

    refused = client.post(address, {"block": known["Write it down."], "seen": seen})
    assert refused.status_code == 422
    assert "It does not begin with a heading" in refused.content.decode()
    stale = client.post(address, {"block": known["Write it down."], "title_en": "Writing", "seen": "old"})
    assert stale.status_code == 422
    assert "press once more" in stale.content.decode()
    assert 'value="Writing"' in stale.content.decode()
    done = client.post(address, {"block": known["Write it down."], "title_en": "Writing", "seen": seen})
    assert done.url == "/handbook/INS-01/draft/s/writing/"
    assert browser(anna).get(address).status_code in (403, 404)

    join = "/handbook/INS-01/draft/s/writing/join/"
    assert "Join 1.2 Writing to 1.1 First" in client.get(join).content.decode()
    assert client.post(join, {"seen": "old"}).status_code == 422
    assert client.post(join, {"seen": mark(draft, "first", "writing")}).url == "/handbook/INS-01/draft/s/first/"
    assert draft.changed_codes() == []
    assert client.get("/handbook/INS-01/draft/s/writing/join/").status_code == 404
    assert browser(admin).get("/handbook/INS-01/draft/s/part/join/").status_code == 302


# -- what readers see ------------------------------------------------------------------


def test_anna_is_told_where_it_went_and_where_it_came_from(browser, calls, draft, admin, anna):
    watching.tick()
    confirm(anna, calls)
    made = at_heading(draft, admin)
    draft.publish(by=admin, summary=SUMMARY)
    code = made.section.code

    rows = {row.section.code: row for row in SectionChange.objects.filter(edition=draft)}
    assert (rows["first"].kinds, rows["first"].requires_ack) == (["moved"], False)
    assert rows[code].kinds == ["added", "moved"]
    assert owed(anna, calls) == {code: "new"}
    first = browser(anna).get("/handbook/INS-01/first/?since=1").content.decode()
    assert f'5 paragraphs moved to <a href="/handbook/INS-01/{code}/">1.2 When nobody answers</a>' in first
    assert "removed" not in first.split('class="k-doc"')[1].split("</article>")[0]
    new = browser(anna).get(f"/handbook/INS-01/{code}/?since=1").content.decode()
    assert "moved from 1.1" in new
    assert "new section" not in new


def test_what_goes_to_other_readers_is_told_as_taken_out(calls, draft, admin, anna):
    watching.tick()
    confirm(anna, calls)
    made = at_heading(draft, admin)
    describe(draft, made.section.code, by=admin, audience=[Position.found("Seller", by=None).pk])
    draft.publish(by=admin, summary=SUMMARY)

    row = SectionChange.objects.get(edition=draft, section__code="first")
    assert (row.kinds, row.requires_ack) == (["edited"], True)
    assert owed(anna, calls) == {"first": "changed"}


def test_a_draft_says_nothing_to_readers_of_where_paragraphs_will_stand(browser, calls, draft, admin, anna):
    watching.tick()
    confirm(anna, calls)
    made = at_heading(draft, admin)
    draft.publish(by=admin, summary=SUMMARY)
    later = calls.open_draft(by=admin)
    cut(later, ids(later, made.section.code)["Write it down."], by=admin, code=made.section.code, en="Later")
    html = browser(anna).get(f"/handbook/INS-01/{made.section.code}/?since=1").content.decode()
    assert "moved from 1.1" in html
    assert "another section" not in html


def test_pressed_twice_at_a_heading(draft, admin):
    block, seen = ids(draft, "first")["When nobody answers"], mark(draft, "first")
    made = draft.split_section("first", block, {}, seen=seen, by=admin)
    assert draft.split_section("first", block, {}, seen=seen, by=admin) == made
    with pytest.raises(DraftChanged):
        draft.split_section("first", "00000000", {}, seen=seen, by=admin)


def test_what_was_changed_as_well_is_asked_for(browser, calls, draft, admin, anna):
    watching.tick()
    confirm(anna, calls)
    made = at_heading(draft, admin)
    rewrite(draft, "first", "Answer within 10 minutes.", by=admin)
    rewrite(draft, made.section.code, text(draft, made.section.code).markdown.replace("noon", "ten"), by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    rows = {row.section.code: row.kinds for row in SectionChange.objects.filter(edition=draft)}
    assert rows == {"first": ["edited"], made.section.code: ["added"]}
    assert owed(anna, calls) == {"first": "changed", made.section.code: "new"}


def test_a_joined_section_is_read_under_its_new_name_and_nobody_is_asked_for_the_old_one(browser, calls, draft, admin, anna):
    watching.tick()
    confirm(anna, calls)
    draft.join_section("second", seen=mark(draft, "first", "second"), by=admin, keeps_title=False)
    draft.publish(by=admin, summary=SUMMARY)

    rows = {row.section.code: (row.kinds, row.requires_ack) for row in SectionChange.objects.filter(edition=draft)}
    assert rows["second"] == (["removed", "moved"], False)
    assert owed(anna, calls) == {"first": "changed"}
    html = browser(anna).get("/handbook/INS-01/first/?since=1").content.decode()
    assert "moved from 1.2" in html
    assert browser(anna).get("/handbook/INS-01/second/").status_code == 200


def test_questions_go_with_their_paragraphs(calls, draft, admin):
    block = ids(draft, "first")["Call back, not later than noon."]
    content = {"type": "truefalse", "stem": {"en": "Until noon?", "ru": "До полудня?"}, "payload": {"value": True}}
    facts = {"regulation": calls, "area": "process", "state": "active"}
    on_block = Question.write(None, by=admin, content=content, sections=[(section(calls, "first"), block)], code="q-1", **facts)
    on_second = Question.write(None, by=admin, content=content, sections=[section(calls, "second")], code="q-2", **facts)
    made = at_heading(draft, admin)
    draft.join_section("second", seen=mark(draft, made.section.code, "second"), by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    from crm_project.lib import clock
    from training.renewal import look_through_stale

    look_through_stale(clock.now())
    link = on_block.links.get()
    assert (link.section.code, link.block_id) == (made.section.code, block)
    on_block.refresh_from_db()
    on_second.refresh_from_db()
    assert on_block.state == "active", "its paragraph says what it said"
    assert on_second.links.get().section.code == made.section.code
    assert on_second.state == "needs_review"


def test_places_to_split_at_are_named_in_whole_words(draft, admin, browser):
    long = "Nobody answered, and it is written down all the same: an outgoing call without an answer counts as a call, always."
    film = "{{video https://films.example/1 | How to call | 1}}"
    rewrite(draft, "first", f"One.\n\n{long}\n\n{film}\n\nSee [[second]].", by=admin)
    page = browser(admin).get("/handbook/INS-01/draft/s/first/split/").content.decode()
    assert "an outgoing call without an answer…</option>" in page
    assert ">video “How to call”</option>" in page
    assert "{{video" not in page
    assert "[[" not in page
