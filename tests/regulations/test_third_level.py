"""A part has sub-sections, those have clauses: written by olga-the-admin, read, confirmed and printed by anna."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from docx import Document

from accounts.models import Position
from regulations.book import Book
from regulations.carrying.bundle import packed, unpacked
from regulations.carrying.plain import from_markdown
from regulations.carrying.refusals import Unfit
from regulations.carrying.taking import keep, take_in
from regulations.carrying.word_in import from_word
from regulations.carrying.word_out import written
from regulations.models import SectionChange
from regulations.reading import watching
from regulations.refusals import TooDeep

from .conftest import page, write
from .desk import SUMMARY, describe, numbers, rewrite
from .reading_hands import confirm, owed
from .test_files import repacked, texts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]

DEEP = {"part": "1", "first": "1.1", "deep": "1.1.1", "deeper": "1.1.2", "second": "1.2"}


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def draft(small, admin):
    """Sub-section 1.1 with the clauses 1.1.1 and 1.1.2."""
    draft = small.open_draft(by=admin)
    for code, title in (("deep", "Deep"), ("deeper", "Deeper")):
        draft.add_section({"en": title}, by=admin, parent="first", code=code)
        rewrite(draft, code, f"### Why\n\nWords of {code}, see [[second]].", by=admin)
    return draft


@pytest.fixture
def deep(small, draft, admin):
    rewrite(draft, "second", "Two, see [[deep]].", by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    return small


# -- the desk --------------------------------------------------------------------------


def test_a_clause_stands_in_a_sub_section_and_moves_with_it(draft, admin):
    assert numbers(draft) == DEEP

    draft.place_section("deeper", "up", by=admin)
    assert numbers(draft)["deeper"] == "1.1.1"
    draft.place_section("deep", "out", by=admin)
    assert numbers(draft) == {"part": "1", "first": "1.1", "deeper": "1.1.1", "deep": "1.2", "second": "1.3"}
    draft.place_section("deep", "in", by=admin)
    draft.place_section("first", "down", by=admin)
    assert numbers(draft) == {"part": "1", "second": "1.1", "first": "1.2", "deeper": "1.2.1", "deep": "1.2.2"}
    draft.place_section("first", "out", by=admin)
    assert numbers(draft) == {"part": "1", "second": "1.1", "first": "2", "deeper": "2.1", "deep": "2.2"}
    draft.place_section("first", "in", by=admin)
    assert numbers(draft)["deep"] == "1.2.2"


def test_there_is_no_fourth_level(browser, draft, admin, anna):
    draft.place_section("first", "down", by=admin)
    before = numbers(draft)
    with pytest.raises(TooDeep):
        draft.place_section("first", "in", by=admin)
    with pytest.raises(TooDeep):
        draft.add_section({"en": "Fourth"}, by=admin, parent="deep")

    answer = browser(admin, piece=True).post("/handbook/INS-01/draft/s/first/place/in/")
    assert answer.status_code == 422
    assert "there is no fourth level" in answer.content.decode() + str(answer.headers)
    form = browser(admin, piece=True).post("/handbook/INS-01/draft/new/", {"title_en": "Fourth", "parent": "deep"})
    assert form.status_code == 422
    assert "there is no fourth level" in form.content.decode()
    assert browser(anna).post("/handbook/INS-01/draft/s/deep/place/out/").status_code in (403, 404)
    assert numbers(draft) == before


def test_a_section_is_moved_without_scripts_and_the_focus_is_led_back(browser, draft, admin):
    answer = browser(admin).post("/handbook/INS-01/draft/s/deeper/place/up/")
    assert answer.url == "/handbook/INS-01/draft/s/deeper/"
    piece = browser(admin, piece=True).post("/handbook/INS-01/draft/s/deeper/place/out/").content.decode()
    assert 'id="ed-number" hx-swap-oob="true">1.2<' in piece


def test_the_desk_offers_parts_and_sub_sections_to_stand_in(browser, draft, admin):
    dialog = browser(admin, piece=True).get("/handbook/INS-01/draft/new/?parent=first").content.decode()
    offered = re.findall(r'<option value="([a-z]+)"( selected)?', dialog)
    assert offered == [("part", ""), ("first", " selected"), ("second", "")]


def test_all_of_it_is_taken_out_and_put_back(browser, deep, admin):
    draft = deep.open_draft(by=admin)
    dialog = browser(admin, piece=True).get("/handbook/INS-01/draft/s/part/removal/").content.decode()
    assert "1.1.2 Deeper" in dialog
    draft.retire_section("first", by=admin)
    assert numbers(draft) == {"part": "1", "second": "1.1"}
    draft.put_back("first", by=admin)
    assert numbers(draft) == {"part": "1", "second": "1.1", "first": "1.2", "deep": "1.2.1", "deeper": "1.2.2"}
    draft.retire_section("deep", by=admin)
    draft.put_back("deep", by=admin)
    assert numbers(draft)["deep"] == "1.2.2"


def test_what_comes_back_stands_where_there_is_room(deep, admin):
    draft = deep.open_draft(by=admin)
    draft.retire_section("deep", by=admin)
    draft.place_section("first", "down", by=admin)
    draft.retire_section("deeper", by=admin)
    draft.place_section("first", "in", by=admin)
    draft.put_back("deep", by=admin)
    assert numbers(draft) == {"part": "1", "second": "1.1", "first": "1.1.1", "deep": "1.2"}


def test_an_announced_edition_that_is_withdrawn_gives_its_three_levels_back(small, draft, admin):
    from datetime import timedelta

    from crm_project.lib import clock

    draft.publish(by=admin, summary=SUMMARY, effective_at=clock.now() + timedelta(days=3))
    draft.withdraw(by=admin)
    assert numbers(small.draft) == DEEP


# -- reading ---------------------------------------------------------------------------


def test_anna_reads_a_part_with_its_clauses_under_their_sub_section(browser, deep, anna):
    html = browser(anna).get("/handbook/INS-01/part/").content.decode()
    contents = html[html.index('class="k-tocd"') : html.index("<article")]
    assert re.findall(r"<span>([\d.]+ [^<]+)</span>", contents) == ["1.1 First", "1.1.1 Deep", "1.1.2 Deeper", "1.2 Second"]
    heads = re.findall(r"<h([1-6])[^>]*>(?:<a [^>]*>)?([^<]+)", html[html.index('class="k-doc"') :])
    assert heads[:7] == [
        ("1", "1 Part"),
        ("2", "1.1 First"),
        ("3", "1.1.1 Deep"),
        ("4", "Why"),
        ("3", "1.1.2 Deeper"),
        ("4", "Why"),
        ("2", "1.2 Second"),
    ]
    assert ">1.1.1 Deep</a>" in html[html.index("Two, see") :], "a link says the number of its clause"


def test_a_sub_section_shows_its_clauses_and_a_clause_where_it_stands(browser, deep, anna):
    html = browser(anna).get("/handbook/INS-01/first/").content.decode()
    assert "<h1>1.1 First</h1>" in html
    assert "Words of deeper" in html
    clause = browser(anna).get("/handbook/INS-01/deep/").content.decode()
    assert "<h1>1.1.1 Deep</h1>" in clause
    assert "Part 1. Part" in clause
    assert ">1.1 First</a>" in clause
    assert "Words of deeper" not in clause
    assert browser(anna).get("/handbook/INS-01/1.1.2/").url == "/handbook/INS-01/deeper/"
    found = browser(anna).get("/handbook/search/?q=deeper").content.decode()
    assert "1.1.2 Deeper" in found


def test_each_section_is_confirmed_and_a_change_of_a_clause_is_seen_from_its_part(browser, deep, admin, anna):
    watching.tick()
    assert set(owed(anna, deep)) == set(DEEP)
    confirm(anna, deep)
    draft = deep.open_draft(by=admin)
    rewrite(draft, "deep", "Other words.", by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    assert owed(anna, deep) == {"deep": "changed"}
    front = browser(anna).get("/handbook/INS-01/").content.decode()
    contents = front[front.index('class="k-tocd"') : front.index("<article")]
    assert "still to be read" in contents, "the dot is seen at the part"
    listed = browser(anna).get("/handbook/INS-01/changes/?since=2").content.decode()
    assert "1.1.1 Deep" in listed
    compared = browser(anna).get("/handbook/INS-01/compare/2..3/").content.decode()
    assert "1.1.1 Deep" in compared
    confirm(anna, deep, "deep")
    assert owed(anna, deep) == {}


def test_what_is_moved_a_level_is_told_as_moved_and_not_owed_again(browser, deep, admin, anna):
    watching.tick()
    confirm(anna, deep)
    draft = deep.open_draft(by=admin)
    draft.place_section("deep", "out", by=admin)
    draft.publish(by=admin, summary=SUMMARY)

    rows = {row.section.code: (row.kinds, row.requires_ack) for row in SectionChange.objects.filter(edition=draft)}
    assert rows == {"deep": (["moved"], False)}
    assert owed(anna, deep) == {}
    assert "moved from 1.1.1" in browser(anna).get("/handbook/INS-01/deep/?since=2").content.decode()


def test_a_clause_inherits_from_the_nearest_that_says_for_whom_it_is(small, draft, admin, anna, boris, browser):
    seller, fitter = (Position.found(name, by=None) for name in ("Seller", "Fitter"))
    for person, position in ((anna, seller), (boris, fitter)):
        person.position = position
        person.save()
    describe(draft, "first", by=admin, audience=[seller.pk])
    describe(draft, "deeper", by=admin, audience=[seller.pk, fitter.pk])
    draft.publish(by=admin, summary=SUMMARY)

    audiences = dict(draft.nodes.values_list("section__code", "audience"))
    assert audiences == {"part": [], "first": [seller.pk], "deep": [seller.pk], "deeper": [seller.pk], "second": []}
    assert "Words of deep" in browser(anna).get("/handbook/INS-01/part/").content.decode()
    for address in ("part/", "print/", "part/print/", "1.1.1/", "deep/"):
        answer = browser(boris).get(f"/handbook/INS-01/{address}")
        assert "Words of deep" not in answer.content.decode()
    again = small.open_draft(by=admin)
    inherited = dict(again.nodes.values_list("section__code", "audience"))
    assert inherited == {"part": [], "first": [seller.pk], "deep": [], "deeper": [], "second": []}


def test_the_contents_ask_no_more_of_a_deep_tree(browser, deep, anna, admin):
    person, counted = browser(anna), []
    for n, more in enumerate((1, 12)):
        draft = deep.open_draft(by=admin)
        for place in range(more):
            draft.add_section({"en": "More"}, by=admin, parent="first" if place % 2 else "second", code=f"more-{n}-{place}")
        draft.publish(by=admin, summary=SUMMARY)
        person.get("/handbook/INS-01/part/")
        with CaptureQueriesContext(connection) as asked:
            person.get("/handbook/INS-01/part/")
        counted.append(len(asked))
    assert counted[1] <= counted[0]


# -- on paper and as a file ------------------------------------------------------------


def test_three_levels_are_printed(browser, deep, anna):
    whole = browser(anna).get("/handbook/INS-01/print/").content.decode()
    assert "<h4>1.1.1 Deep</h4>" in whole
    assert whole.index("<h3>1.1 First</h3>") < whole.index("<h4>1.1.2 Deeper</h4>") < whole.index("<h3>1.2 Second</h3>")
    part = browser(anna).get("/handbook/INS-01/part/print/").content.decode()
    assert "<h3>1.1.1 Deep</h3>" in part


def test_a_bundle_comes_back_with_the_same_hashes_on_three_levels(deep, admin):
    edition = deep.edition_in_force()
    body = packed(edition, by=admin)
    draft = take_in(keep(unpacked(body), "a.zip", by=admin), code="INS-02", genre="instruction", by=admin)
    assert numbers(draft) == DEEP
    assert {one[:4] for one in texts_of(draft)} == {one[:4] for one in texts_of(edition)}
    parents = dict(draft.nodes.values_list("section__code", "parent__section__code"))
    assert (parents["deep"], parents["first"]) == ("first", "part")


def test_a_bundle_with_a_fourth_level_is_refused_with_a_sentence(deep, admin):
    def deepened(files):
        files["regulation.json"] = files["regulation.json"].replace(
            b'"code": "deeper",\n   "number": "1.1.2",\n   "parent": "first"',
            b'"code": "deeper",\n   "number": "1.1.2",\n   "parent": "deep"',
        )

    with pytest.raises(Unfit, match="deeper stands on a fourth level"):
        unpacked(repacked(packed(deep.edition_in_force(), by=admin), deepened))


def test_a_plain_file_has_three_levels_and_deeper_headings_stay_in_the_text():
    found = from_markdown(
        b"# One\n\n## Sub\n\n### Clause {#here}\n\nText.\n\n#### Inside\n\nMore.\n\n### Next\n\n# Two\n\n### Skipped\n\nX"
    )
    assert [(one["code"], one["number"], one["parent"]) for one in found.pages] == [
        ("one", "1", ""),
        ("sub", "1.1", "one"),
        ("here", "1.1.1", "sub"),
        ("next", "1.1.2", "sub"),
        ("two", "2", ""),
        ("skipped", "2.1", "two"),
    ]
    assert found.pages[2]["texts"]["en"][1] == "Text.\n\n#### Inside\n\nMore."


def test_a_file_of_three_levels_is_looked_at_and_taken_in(browser, admin):
    from .test_files import upload

    client = browser(admin)
    upload(client, "a.md", b"# A book\n\n## One\n\n### Sub\n\n#### Clause\n\nText.")
    shown = client.get("/handbook/file/preview/").content.decode()
    assert 'class="k-depth-3"' in shown
    client.post("/handbook/file/preview/", {"target": "", "code": "INS-09", "genre": "instruction"})
    assert client.get("/handbook/INS-09/draft/s/clause/").status_code == 200


def test_word_gives_and_takes_three_levels(deep, admin):
    body = written(Book(deep.edition_in_force(), "en", reader=admin))
    heads = [(one.style.name, one.text) for one in Document(io.BytesIO(body)).paragraphs if one.style.name.startswith("Heading")]
    assert ("Heading 3", "1.1.1 Deep") in heads
    assert ("Heading 4", "Why") in heads
    found = from_word(body)
    assert [(one["number"], one["texts"]["en"][0]) for one in found.pages] == [
        ("1", "Part"),
        ("1.1", "First"),
        ("1.1.1", "Deep"),
        ("1.1.2", "Deeper"),
        ("1.2", "Second"),
    ]


def test_the_same_tree_from_a_file_of_pages(roles, admin):
    from regulations.models import Regulation

    regulation = Regulation.objects.create(code="INS-03", genre="instruction")
    edition = write(
        regulation, [page("part", "1", "", "P", "A."), page("sub", "1.1", "part", "S", "B."), page("cl", "1.1.1", "sub", "C", "D.")]
    )
    assert [one.depth for one in Book(edition, "en", reader=admin).pages] == [1, 2, 3, 2]
