"""Numbers on a picture that somebody brought: olga places them, anna reads them, paper and files keep them."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from docx import Document
from PIL import Image

from regulations.book import Book
from regulations.carrying.bundle import packed, unpacked
from regulations.carrying.pictures import put_inside
from regulations.carrying.taking import keep as keep_found
from regulations.carrying.taking import take_in
from regulations.carrying.word_out import written
from regulations.changes.between import between
from regulations.checks import findings_in
from regulations.dividing import cuts_in
from regulations.finding import find
from regulations.media.callouts import Place, spots
from regulations.media.drawn_numbers import with_numbers
from regulations.media.keeping import keep
from regulations.media.numbering import Callout, holds, picture_of, pictures_in, rewritten
from regulations.media.screening import screened
from regulations.models import Regulation, SectionText
from regulations.typesetting import to_html
from tests.factories import make_user

from . import pictures
from .conftest import page, write
from .desk import SUMMARY, rewrite, text

pytestmark = pytest.mark.django_db

KEY = "0123456789abcdef"
TWO = "1. {{at 10 20}} The name of the deal\n2. {{at 50 50 20 10.5}} **Budget**, see [[second]]"


def html(markdown):
    return to_html(markdown, (f"{place:08x}" for place in range(100)))


def of(words, key=KEY):
    return f"![{words}](media:{key})"


def saying(markdown):
    return SectionText.drawn(None, "en", "First", markdown)


@pytest.fixture
def olga(company_root):
    return make_user("olga", department=company_root, role="administrator")


@pytest.fixture
def card(admin):
    return keep(screened(pictures.picture(size=(400, 200)), "card.png"), by=admin)


@pytest.fixture
def draft(roles, admin, card):
    """INS-01 with a picture between two paragraphs of 1.1, and its next draft."""
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    words = f"Before.\n\n{of('The card', card.key)}\n\nAfter."
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", words)], by=admin)
    return regulation.open_draft(by=admin)


def address(card, **query):
    asked = "&".join(f"{name}={value}" for name, value in {"language": "en", **query}.items())
    return f"/handbook/INS-01/draft/s/first/pictures/{card.key}/?{asked}"


def typed(draft, *rows, seen=None, gone=()):
    """What the page sends: rows are (words, x, y[, w, h])."""
    facts = {"seen": text(draft, "first").content_hash if seen is None else seen, "at-TOTAL_FORMS": len(rows), "at-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        values = zip(("words", "x", "y", "w", "h"), (*row, "", "", ""), strict=False)
        facts |= {f"at-{number}-{name}": value for name, value in values}
    return facts | {f"at-{number}-DELETE": "on" for number in gone}


# -- in a text -------------------------------------------------------------------------


def test_the_list_below_a_picture_loses_its_places_to_the_picture():
    made = html(f"{of('A card')}\n\n{TWO}\n3. without a place")
    assert 'data-at="10,20;50,50,20,10.5;"' in made
    assert '<ol class="k-callouts">' in made
    assert "{{" not in made
    assert spots("10,20;50,50,20,10.5;") == [(1, Place("10", "20")), (2, Place("50", "50", "20", "10.5"))]


def test_a_picture_without_words_is_described_by_its_numbers():
    assert 'alt="1. The name of the deal; 2. Budget, see second"' in html(f"{of('')}\n\n{TWO}")
    assert 'alt="A card"' in html(f"{of('A card')}\n\n{TWO}")


@pytest.mark.parametrize(
    "markdown",
    [
        TWO,
        f"Words.\n\n{TWO}",
        f"### {of('x')}\n\n{TWO}",
        f"Words {of('x')}\n\n{TWO}",
        f"- item\n\n  {of('x')}\n\n{TWO}",
        f"{of('x')}\n\nBetween.\n\n{TWO}",
        f"{of('x')}\n\n- {{{{at 1 2}}}} not numbered",
        f"{of('x')}\n\n1. {{{{at 101 2}}}} outside",
        f"{of('x')}\n\n1. {{{{at 1 -2}}}} outside",
        f"{of('x')}\n\n1. {{{{at 1}}}} half",
        f"{of('x')}\n\n1. {{{{at 50 50 60 10}}}} a frame that leaves the picture",
        f"{of('x')}\n\n1. words {{{{at 1 2}}}}",
    ],
)
def test_what_is_no_list_of_numbers_stays_as_it_is_written(markdown):
    made = html(markdown)
    assert "data-at" not in made
    assert "{{at " in made


def test_nothing_but_figures_comes_through_as_a_place():
    from regulations.typesetting import sanitised

    assert "data-at" not in sanitised(f'<img src="media:{KEY}" data-at="1,2&quot; onload=x">')
    assert "class" not in sanitised('<ol class="k-modal"><li>x</li></ol>')


def test_an_ordinary_list_below_a_picture_is_none_of_its_numbers():
    made = html(f"{of('x')}\n\n1. one\n2. two")
    assert "<ol>" in made
    assert "data-at" not in made


# -- written anew ----------------------------------------------------------------------

CALLOUTS = [Callout("One", Place("1", "2")), Callout("Two `x` **b** [[second|s]]", Place("3", "4.5", "10", "20"))]


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "Before.\n\n{}\n\nAfter.",
        "{}\n\n1. an\n2. ordinary list",
        "{}\n\n1) an\n2) ordinary list",
        "{}\n1. {{at 5 5}} was there\n2. {{at 6 6}} too\n\n\n- list",
        "{}\n\n1. {{at 5 5}} was there\n\n1) ordinary",
        "{}\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "{}\n\n```flow\nx\n```",
        "{}\n\n---\n\nAfter.",
    ],
)
def test_numbers_are_written_below_their_picture_and_nothing_else_is_touched(around):
    before = around.replace("{}", of("x"))
    after = rewritten(before, picture_of(before, KEY, 1), CALLOUTS)
    assert holds(after, picture_of(before, KEY, 1), CALLOUTS)
    assert rewritten(after, picture_of(after, KEY, 1), CALLOUTS) == after
    bare = rewritten(after, picture_of(after, KEY, 1), [])
    assert "{{at" not in bare
    assert html(bare) == html(rewritten(before, picture_of(before, KEY, 1), []))


def test_what_would_be_swallowed_by_the_list_is_told():
    before = f"{of('x')}\n\n    code of its own"
    assert not holds(rewritten(before, picture_of(before, KEY, 1), CALLOUTS), picture_of(before, KEY, 1), CALLOUTS)


def test_the_same_picture_twice_has_numbers_of_its_own():
    before = f"{of('x')}\n\nWords.\n\n{of('y')}"
    after = rewritten(before, picture_of(before, KEY, 2), CALLOUTS)
    assert [len(one.callouts) for one in pictures_in(after)] == [0, 2]
    assert picture_of(after, KEY, 9).nth == 2
    assert picture_of(after, "f" * 16, 1) is None


# -- at the desk -----------------------------------------------------------------------


def test_olga_places_two_numbers_and_they_stand_in_the_text(browser, draft, card, olga):
    opened = browser(olga).get(address(card))
    assert opened.status_code == 200
    assert opened.context["standing"].words == "The card"

    answer = browser(olga).post(address(card), typed(draft, ("Name", "10", "20"), ("", "", ""), ("Budget", "50", "50,5", "20", "10")))
    assert answer.status_code == 302
    expected = f"Before.\n\n{of('The card', card.key)}\n\n1. {{{{at 10 20}}}} Name\n2. {{{{at 50 50.5 20 10}}}} Budget\n\nAfter."
    assert text(draft, "first").markdown == expected
    rows = browser(olga).get(address(card)).context["form"].initial
    assert [row["words"] for row in rows] == ["Name", "Budget"]
    desk = browser(olga).get("/handbook/INS-01/draft/s/first/?language=en").content.decode()
    assert f"/pictures/{card.key}/?language=en" in desk
    assert "2 numbers" in desk


def test_saved_twice_it_is_the_same_and_rows_taken_away_are_gone(browser, draft, card, olga):
    rows = (("Name", "10", "20"), ("Budget", "50", "50"))
    sent = typed(draft, *rows)
    for _time in range(2):
        assert browser(olga).post(address(card), sent).status_code == 302
    assert len(picture_of(text(draft, "first").markdown, card.key, 1).callouts) == 2
    browser(olga).post(address(card), typed(draft, *rows, gone=[0]))
    assert [one.words for one in picture_of(text(draft, "first").markdown, card.key, 1).callouts] == ["Budget"]
    browser(olga).post(address(card), typed(draft, ("", "", "")))
    assert text(draft, "first").markdown == f"Before.\n\n{of('The card', card.key)}\n\nAfter."


def test_russian_has_numbers_of_its_own(browser, draft, card, olga):
    facts = {"seen": "", "by": olga}
    draft.change_text("first", "ru", "Первый", of("Карточка", card.key), **facts)
    sent = typed(draft, ("Название", "10", "20"), seen=text(draft, "first", "ru").content_hash)
    assert browser(olga).post(address(card, language="ru"), sent).status_code == 302
    assert "{{at 10 20}} Название" in text(draft, "first", "ru").markdown
    assert "{{at" not in text(draft, "first").markdown


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("Name", "101", "20"), "A number from 0 to 100"),
        (("Name", "-1", "20"), "A number from 0 to 100"),
        (("Name", "1.25", "20"), "A number from 0 to 100"),
        (("Name", "NaN", "20"), "A number from 0 to 100"),
        (("Name", "1e400", "20"), "A number from 0 to 100"),
        (("Name", "ten", "20"), "A number from 0 to 100"),
        (("Name", "10", ""), "Say where the number stands"),
        (("", "10", "20"), "Write what stands there."),
        (("\u200b", "10", "20"), "Write what stands there."),
        (("x" * 301, "10", "20"), "at most 300"),
        (("x" * 100_000, "10", "20"), "at most 300"),
        (("<script>x()</script>", "10", "20"), "no tags, pictures or double braces"),
        (("{{live stages}}", "10", "20"), "no tags, pictures or double braces"),
        (("![x](media:0123456789abcdef)", "10", "20"), "no tags, pictures or double braces"),
        (("Name", "10", "20", "30"), "A frame has a width and a height"),
        (("Name", "10", "20", "0", "0"), "A frame has a width and a height"),
        (("Name", "80", "20", "30", "10"), "The frame goes beyond the picture."),
    ],
)
def test_what_cannot_stand_is_told_beside_its_field_and_kept(browser, draft, card, olga, row, told):
    before = text(draft, "first").markdown
    answer = browser(olga).post(address(card), typed(draft, ("Kept <b>", "5", "5"), row))
    assert answer.status_code == 422
    assert told in answer.content.decode().replace("&#x27;", "'")
    assert answer.context["form"].forms[1]["x"].value() == row[1]
    assert "Kept &lt;b&gt;" in answer.content.decode()
    assert text(draft, "first").markdown == before


def test_forty_numbers_and_a_broken_form_are_refused_in_words(browser, draft, card, olga):
    before = text(draft, "first").markdown
    answer = browser(olga).post(address(card), typed(draft, *[(f"Number {n}", "1", "2") for n in range(40)]))
    assert answer.status_code == 422
    assert "No more than 30 numbers on a picture." in answer.content.decode()
    assert "Number 39" in answer.content.decode()
    for broken in ({}, {"at-TOTAL_FORMS": "x"}, {"at-TOTAL_FORMS": "9" * 30}):
        assert browser(olga).post(address(card), {"seen": "", **broken}).status_code == 422
    assert text(draft, "first").markdown == before


def test_a_text_that_would_be_too_long_is_refused(browser, draft, card, olga):
    rewrite(draft, "first", f"{of('The card', card.key)}\n\n{'word ' * 11_990}end", by=olga)
    answer = browser(olga).post(address(card), typed(draft, ("x" * 300, "1", "2")))
    assert answer.status_code == 422
    assert "too long" in answer.content.decode()


def test_a_list_with_more_than_words_is_left_to_the_text(browser, draft, card, olga):
    rewrite(draft, "first", f"{of('The card', card.key)}\n\n1. {{{{at 1 2}}}} One\n\n   More of it", by=olga)
    before = text(draft, "first").markdown
    assert browser(olga).get(address(card)).status_code == 200
    answer = browser(olga).post(address(card), typed(draft, ("Name", "1", "2")))
    assert answer.status_code == 422
    assert "more than one paragraph" in answer.content.decode()
    assert text(draft, "first").markdown == before


def test_what_somebody_saved_meanwhile_is_not_lost_and_neither_is_what_was_typed(browser, draft, card, admin, olga):
    seen = text(draft, "first").content_hash
    theirs = f"Theirs.\n\n{of('The card', card.key)}\n\n1. {{{{at 1 1}}}} His number"
    rewrite(draft, "first", theirs, by=admin)
    answer = browser(olga).post(address(card), typed(draft, ("Hers", "10", "20"), seen=seen))
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Somebody saved this text while you were here" in html
    assert "His number" in html
    assert 'value="Hers"' in html
    assert text(draft, "first").markdown == theirs

    again = browser(olga).post(address(card), typed(draft, ("Hers", "10", "20"), seen=answer.context["seen"]))
    assert again.status_code == 302
    assert text(draft, "first").markdown == f"Theirs.\n\n{of('The card', card.key)}\n\n1. {{{{at 10 20}}}} Hers"


def test_a_picture_that_was_taken_out_meanwhile_keeps_what_was_typed(browser, draft, card, admin, olga):
    sent = typed(draft, ("Hers", "10", "20"))
    rewrite(draft, "first", "No picture.", by=admin)
    answer = browser(olga).post(address(card), sent)
    assert answer.status_code == 409
    assert "not in the text any more" in answer.content.decode()
    assert 'value="Hers"' in answer.content.decode()
    assert text(draft, "first").markdown == "No picture."
    assert browser(olga).get(address(card)).status_code == 404


def test_nobody_else_places_numbers(browser, draft, card, anna, head, auditor):
    before = text(draft, "first").markdown
    for person in (anna, head, auditor):
        assert browser(person).get(address(card)).status_code in (403, 404)
        assert browser(person).post(address(card), typed(draft, ("Mine", "1", "2"))).status_code in (403, 404)
    assert text(draft, "first").markdown == before


def test_a_picture_that_is_none_is_not_found(browser, draft, card, olga, admin):
    paper = keep(screened(b"%PDF-1.7 x", "price.pdf"), by=admin)
    unused = keep(screened(pictures.picture("blue"), "b.png"), by=admin)
    for key in (paper.key, unused.key, "0" * 16, "x"):
        assert browser(olga).get(f"/handbook/INS-01/draft/s/first/pictures/{key}/").status_code == 404
    assert browser(olga).get(address(card).replace("/first/", "/nothing/")).status_code == 404
    for nth in ("x", "²", "0", "9" * 50):
        assert browser(olga).get(address(card, nth=nth)).status_code in (200, 404)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(browser, draft, card, admin, olga):
    clients = {"Hers": browser(olga), "His": browser(admin)}
    sent = {words: typed(draft, (words, "10", "20")) for words in clients}

    def save(words):
        try:
            return clients[words].post(address(card), sent[words]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, clients)) == [302, 409]
    assert len(picture_of(text(draft, "first").markdown, card.key, 1).callouts) == 1


# -- checks ----------------------------------------------------------------------------


def test_a_picture_described_by_its_numbers_may_be_published_and_places_without_one_may_not(draft, card, olga):
    rewrite(draft, "first", f"{of('', card.key)}\n\n{TWO}", by=olga)
    assert not {"picture", "callout", "braces"} & {one.code for one in findings_in(draft)}
    rewrite(draft, "first", f"{of('', card.key)}\n\n{TWO}\n\n{of('', card.key)}", by=olga)
    assert "picture" in {one.code for one in findings_in(draft) if one.is_grave}
    for broken in (TWO, f"{of('x', card.key)}\n\n1. {{{{at 200 1}}}} Outside", f"{of('x', card.key)}\n\n1. {{{{at 20 1}}}}"):
        rewrite(draft, "first", broken, by=olga)
        assert "callout" in {one.code for one in findings_in(draft) if one.is_grave}


def test_a_section_is_not_cut_between_a_picture_and_its_numbers():
    words = [cut.words for cut in cuts_in(saying(f"One.\n\n{of('A card')}\n\n{TWO}\n\nLast."))]
    assert words == ["A card", "Last."]


# -- what a reader sees ----------------------------------------------------------------


def published(draft, card, by, words=TWO, alt="The card"):
    rewrite(draft, "first", f"Before.\n\n{of(alt, card.key)}\n\n{words}", by=by)
    draft.publish(by=by, summary=SUMMARY)
    return draft.regulation


def test_anna_sees_circles_and_the_list(browser, draft, card, admin, anna):
    published(draft, card, admin)
    html = browser(anna).get("/handbook/INS-01/first/").content.decode()
    assert '<circle cx="10%" cy="20%"' in html
    assert '<rect x="50%" y="50%" width="20%" height="10.5%"' in html
    assert '<ol class="k-callouts">' in html
    assert "{{at" not in html


def test_numbers_are_found_by_their_words_and_not_by_their_places(draft, card, admin, anna):
    published(draft, card, admin)
    (hit,) = find("name of the deal", anna, "en")
    assert "{{" not in hit.snippet
    assert "at 50" not in text(draft, "first").search_text


def test_a_changed_word_is_marked_as_an_item_of_a_list_and_a_moved_number_is_style():
    before = saying(f"{of('x')}\n\n{TWO}")
    moved = saying(f"{of('x')}\n\n{TWO.replace('10 20', '90 80')}")
    assert not between(before, moved)
    assert moved.content_hash != before.content_hash
    (change,) = between(before, saying(f"{of('x')}\n\n{TWO.replace('name', 'title')}")).blocks
    assert (change.kind, change.how) == ("li", "edited")
    (added,) = between(before, saying(f"{of('x')}\n\n{TWO}\n3. {{{{at 1 2}}}} Owner")).blocks
    assert (added.kind, added.how) == ("li", "added")


def test_marks_stand_in_the_list_and_the_circles_stay(browser, draft, card, admin, anna):
    regulation = published(draft, card, admin)
    published(regulation.open_draft(by=admin), card, admin, TWO.replace("The name", "The title") + "\n3. {{at 1 2}} Owner", alt="")
    html = browser(anna).get("/handbook/INS-01/first/?since=2").content.decode()
    assert "k-mark" in html
    assert "Was: " in html
    assert '<circle cx="1%" cy="2%"' in html
    assert "{{at" not in html
    assert browser(anna).get("/handbook/INS-01/compare/2..3/").status_code == 200


# -- files and paper -------------------------------------------------------------------


def test_a_bundle_goes_out_and_comes_in_whole(draft, card, admin):
    regulation = published(draft, card, admin)
    found = unpacked(packed(regulation.edition_in_force(), by=admin))
    again = take_in(keep_found(found, "bundle.zip", by=admin), code="INS-09", genre="instruction", by=admin)
    assert text(again, "first").markdown == text(draft, "first").markdown
    assert text(again, "first").html == text(draft, "first").html


def test_word_has_the_numbers_drawn_into_the_picture_and_the_list(draft, card, admin):
    regulation = published(draft, card, admin, alt="")
    document = Document(io.BytesIO(written(Book(regulation.edition_in_force(), "en", reader=admin))))
    words = [(paragraph.text, paragraph.style.name) for paragraph in document.paragraphs]
    assert ("The name of the deal", "List Number") in words
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "1. The name of the deal; 2. Budget, see second"
    body = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].blob
    assert Image.open(io.BytesIO(body)).convert("RGB").getpixel((40, 33)) == (0xC2, 0x41, 0x0C)


def test_a_pdf_has_them_drawn_into_the_picture_too(draft, card, admin, browser):
    regulation = published(draft, card, admin)
    html = browser(admin).get("/handbook/INS-01/first/").content.decode()
    plain = put_inside(html.replace("data-at", "data-no"))
    assert put_inside(html) != plain
    assert browser(admin).get("/handbook/INS-01/first/pdf/").status_code == 200
    assert browser(admin).get(f"/handbook/{regulation.code}/print/").content.decode().count("<circle") == 2


@pytest.mark.parametrize(("format", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/png")])
def test_numbers_are_drawn_whatever_the_picture_is(format, mime):
    body, told = with_numbers(pictures.picture("white", format, size=(300, 200)), "0,0;100,100;50,50,50,50;")
    assert told == mime
    assert Image.open(io.BytesIO(body)).size == (300, 200)


@pytest.mark.parametrize("size", [(1, 1), (10, 10), (2000, 3), (3, 2000)])
def test_numbers_at_the_very_edge_of_a_tiny_picture_are_drawn_all_the_same(size):
    assert with_numbers(pictures.picture(size=size), "100,100;100,100,0,0;0,99,1,1;0,0,100,100")[1] == "image/png"
