"""Pictures and files in the texts of the handbook: what is taken, who sees it, how a replaced picture is shown."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Position
from regulations import stored
from regulations.book import Book
from regulations.carrying.bundle import packed, unpacked
from regulations.carrying.refusals import Unfit
from regulations.carrying.taking import keep as keep_found
from regulations.carrying.taking import take_in
from regulations.carrying.word_in import from_word
from regulations.carrying.word_out import written
from regulations.checks import findings_in
from regulations.media.keeping import keep
from regulations.media.screening import MOST_BYTES, screened
from regulations.models import MediaFile, SectionChange
from regulations.refusals import NotAllowed

from . import pictures
from .conftest import page, write
from .desk import rewrite, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def brought(by, colour="red", name="crane.png"):
    return keep(screened(pictures.picture(colour), name), by=by)


def shows(file, words="A crane"):
    return f"![{words}](media:{file.key})"


def with_picture(small, admin, colour="red", words="A crane"):
    """The small handbook with a picture in its first section; the file."""
    file = brought(admin, colour)
    write(
        small, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", f"One.\n\n{shows(file, words)}")], by=admin
    )
    return file


def attach(client, draft, body, name="crane.png", code="first", **facts):
    address = f"/handbook/{draft.regulation.code}/draft/s/{code}/media/?language=en"
    return client.post(address, {"media": pictures.upload(name, body)} | facts, headers={"Accept": "application/json"})


# -- what is taken ---------------------------------------------------------------------


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_kept_as_it_is(admin, format):
    body = pictures.picture(format=format)
    file = keep(screened(body, "crane.png"), by=admin)
    assert stored.read(file) == body
    assert (file.mime, file.width, file.height) == (f"image/{format.lower()}", 64, 40)


def test_a_photo_does_not_tell_where_it_was_taken_and_a_second_time_it_is_the_same(admin):
    found = screened(pictures.with_a_place(), "photo.jpg")
    assert b"SecretCamera" not in found.body
    assert screened(found.body, "photo.jpg").body == found.body


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("price.pdf", b"%PDF-1.7 x"),
        ("plan.docx", pictures.office("[Content_Types].xml", "word/document.xml")),
        ("table.xlsx", pictures.office("[Content_Types].xml", "xl/workbook.xml")),
    ],
)
def test_papers_are_kept_to_be_downloaded(admin, browser, name, body):
    file = keep(screened(body, name), by=admin)
    answer = browser(admin).get(f"/handbook/media/{file.key}/")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"<!doctype html><script>x()</script>",
        b"\x89PNG\r\n\x1a\n broken",
        b"GIF89a",
        pictures.bomb(),
        pictures.office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        pictures.office("anything.txt"),
        b"PK\x03\x04 broken",
        b"\x89PNG" + b"x" * MOST_BYTES,
    ],
    ids=["empty", "program", "svg", "html", "damaged", "gif", "bomb", "macros", "zip", "broken zip", "21 MB"],
)
def test_what_is_no_picture_and_no_paper_is_refused_whatever_its_name(browser, admin, small, body):
    draft = small.open_draft(by=admin)
    answer = attach(browser(admin), draft, body, "harmless.png")
    assert answer.status_code == 422
    assert "harmless.png" in answer.json()["refused"] or answer.json()["refused"]
    assert not MediaFile.objects.exists()


def test_the_same_bytes_are_one_file(admin):
    assert brought(admin, name="one.png") == brought(admin, name="two.png")
    assert MediaFile.objects.get().original_name == "one.png"


def test_a_file_that_was_lost_from_the_disk_is_there_again_once_it_is_brought_again(admin):
    file = brought(admin)
    stored.path_of(file).unlink()
    assert not stored.read(file)
    assert brought(admin) == file
    assert stored.read(file)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_keep_one_file(admin):
    found, kept = screened(pictures.picture(), "crane.png"), []

    def bring():
        try:
            kept.append(keep(found, by=admin).key)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [found.key] * 4
    assert stored.read(MediaFile.objects.get()) == found.body


def test_a_file_is_never_changed_or_deleted(admin):
    file = brought(admin)
    for change in (lambda: MediaFile.objects.update(size=1), lambda: MediaFile.objects.filter(pk=file.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# -- at the desk -----------------------------------------------------------------------


def test_a_picture_dropped_on_the_text_is_answered_as_markdown(browser, admin, small):
    draft = small.open_draft(by=admin)
    answer = attach(browser(admin), draft, pictures.picture(), alt="A [big] crane").json()
    assert answer == {"markdown": f"![A \\[big\\] crane](media:{MediaFile.objects.get().key})", "needs_words": True}


def test_without_scripts_the_text_typed_so_far_comes_back_with_the_picture(browser, admin, small):
    draft = small.open_draft(by=admin)
    typed = {
        "title": "Firstly",
        "markdown": "Not saved.",
        "seen": "x",
        "alt": "A crane",
        "media": pictures.upload("a.png", pictures.picture()),
    }
    answer = browser(admin).post("/handbook/INS-01/draft/s/first/media/?language=en", typed)
    assert answer.context["form"]["markdown"].value() == f"Not saved.\n\n{shows(MediaFile.objects.get())}"
    assert text(draft, "first").markdown == "One. See [[second]]."


def test_a_file_that_is_refused_keeps_what_was_typed(browser, admin, small):
    small.open_draft(by=admin)
    typed = {"title": "Firstly", "markdown": "Not saved.", "media": pictures.upload("a.png", b"<svg/>")}
    answer = browser(admin).post("/handbook/INS-01/draft/s/first/media/?language=en", typed)
    assert answer.status_code == 422
    assert answer.context["form"]["markdown"].value() == "Not saved."
    assert "a.png" in answer.content.decode()


def test_only_who_writes_the_handbook_brings_files(browser, anna, admin, small):
    draft = small.open_draft(by=admin)
    assert attach(browser(anna), draft, pictures.picture()).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        brought(anna)
    assert not MediaFile.objects.exists()


def test_a_picture_without_words_and_one_that_is_not_here_stop_the_publication(small, admin):
    draft, file = small.open_draft(by=admin), brought(admin)
    rewrite(draft, "first", f"![](media:{file.key})\n\n![Gone](media:{'0' * 16})\n\n{{{{video https://v.example no title}}}}", by=admin)
    assert {"picture", "media", "video"} <= {one.code for one in findings_in(draft) if one.is_grave}

    rewrite(draft, "first", shows(file), by=admin)
    assert not {"picture", "media", "video"} & {one.code for one in findings_in(draft)}


# -- who sees it -----------------------------------------------------------------------


def test_a_reader_sees_the_picture_of_a_section_they_may_read(browser, small, admin, anna):
    file = with_picture(small, admin)
    answer = browser(anna).get(f"/handbook/media/{file.key}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]
    html = browser(anna).get("/handbook/INS-01/first/").content.decode()
    assert f'<img src="/handbook/media/{file.key}/" width="64" height="40" alt="A crane"' in html


def test_nobody_else_does(browser, small, admin, anna, vera):
    file = with_picture(small, admin)
    sellers = Position.objects.create(name="Sellers")
    anna.position = sellers
    anna.save(update_fields=["position"])
    draft = small.open_draft(by=admin)
    draft.describe("first", by=admin, audience=[sellers.pk], required_reading=True, change_note="", change_class="substantive")
    draft.publish(by=admin, summary={"en": "For sellers."})
    unused = brought(admin, "blue")

    assert browser(anna).get(f"/handbook/media/{file.key}/").status_code == 200
    assert browser(vera).get(f"/handbook/media/{file.key}/").status_code == 404
    assert browser(anna).get(f"/handbook/media/{unused.key}/").status_code == 404
    assert browser(anna).get(f"/handbook/media/{'0' * 16}/").status_code == 404
    assert browser(admin).get(f"/handbook/media/{unused.key}/").status_code == 200


def test_a_picture_of_the_draft_is_not_seen_before_it_is_published(browser, small, admin, anna):
    draft, file = small.open_draft(by=admin), brought(admin)
    rewrite(draft, "first", shows(file), by=admin)
    assert browser(anna).get(f"/handbook/media/{file.key}/").status_code == 404
    draft.publish(by=admin, summary={"en": "A picture."})
    assert browser(anna).get(f"/handbook/media/{file.key}/").status_code == 200


# -- what changed ----------------------------------------------------------------------


def test_a_replaced_picture_has_a_yellow_frame_and_the_one_before_beside_it(browser, small, admin, anna):
    before = with_picture(small, admin)
    after = brought(admin, "blue")
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", f"One.\n\n{shows(after)}", by=admin)
    draft.publish(by=admin, summary={"en": "Another crane."})

    html = browser(anna).get("/handbook/INS-01/first/?since=2").content.decode()
    assert "is-replaced" in html
    assert html.index(f"/handbook/media/{before.key}/") > html.index(f"/handbook/media/{after.key}/")
    compared = browser(anna).get("/handbook/INS-01/compare/2..3/").content.decode()
    assert f"/handbook/media/{before.key}/" in compared
    assert f"/handbook/media/{after.key}/" in compared
    change = SectionChange.objects.filter(edition=draft).get()
    assert "media" in change.kinds
    assert change.sensitive_tokens == ["#picture"]
    assert browser(anna).get(f"/handbook/media/{before.key}/").status_code == 200


def test_the_same_picture_is_no_change_and_other_words_for_it_are(browser, small, admin, anna):
    with_picture(small, admin)
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", text(draft, "first").markdown.replace("A crane", "A yellow crane"), by=admin)
    draft.publish(by=admin, summary={"en": "Words."})
    html = browser(anna).get("/handbook/INS-01/first/?since=2").content.decode()
    assert "described in other words" in html
    assert "is-replaced" not in html
    assert 'alt="A yellow crane"' in html


def test_a_video_is_out_of_date_once_the_text_says_something_else(browser, small, admin, anna):
    line = "{{video https://video.example/watch?v=a_b_c | How to begin | 2}}"
    write(small, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", f"One.\n\n{line}")], by=admin)
    fresh = browser(anna).get("/handbook/INS-01/first/").content.decode()
    assert 'href="https://video.example/watch?v=a_b_c"' in fresh
    assert "the text has changed since it was recorded" not in fresh

    draft = small.open_draft(by=admin)
    rewrite(draft, "first", f"One and a half.\n\n{line}", by=admin)
    draft.publish(by=admin, summary={"en": "More."})
    assert "the text has changed since it was recorded" in browser(anna).get("/handbook/INS-01/first/").content.decode()


# -- as a file -------------------------------------------------------------------------


def test_pictures_go_with_the_bundle_and_come_back_the_same(small, admin, settings, tmp_path):
    file = with_picture(small, admin)
    body = packed(small.edition_in_force(), by=admin)
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    found = unpacked(body)
    assert [one.key for one in found.files] == [file.key]
    draft = take_in(keep_found(found, "bundle.zip", by=admin), code="INS-09", genre="instruction", by=admin)
    assert text(draft, "first").markdown == f"One.\n\n{shows(file)}"


def test_a_picture_of_the_bundle_under_a_foreign_name_is_refused(small, admin):
    from .test_files import repacked

    file = with_picture(small, admin)

    def other(files):
        files[f"media/{file.key}.png"] = pictures.picture("green")

    with pytest.raises(Unfit):
        unpacked(repacked(packed(small.edition_in_force(), by=admin), other))


def test_pictures_go_into_word_and_come_back(small, admin):
    file = with_picture(small, admin)
    body = written(Book(small.edition_in_force(), "en", reader=admin))
    found = from_word(body)
    assert [one.width for one in found.files] == [64]
    (one,) = found.files
    assert any(f"![A crane](media:{one.key})" in words for page in found.pages for _title, words in page["texts"].values())
    assert file.key


def test_a_pdf_carries_its_pictures(small, admin, browser):
    with_picture(small, admin)
    answer = browser(admin).get("/handbook/INS-01/first/pdf/")
    assert answer.status_code == 200
    assert b"/Subtype /Image" in answer.content or b"/Image" in answer.content
