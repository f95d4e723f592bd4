"""A file put in place of another, and a video that says less than the text (H-28): written by the admin, read by anna."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Position
from regulations.carrying.bundle import packed, unpacked
from regulations.carrying.refusals import Unfit
from regulations.changes.between import between
from regulations.checks import findings_in
from regulations.media.keeping import keep
from regulations.media.screening import MOST_BYTES, screened
from regulations.models import MediaFile, SectionChange

from . import pictures
from .conftest import page, write
from .desk import describe, rewrite, text
from .test_media import attach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
SUMMARY = {"en": "Another file."}
STALE = "video out of date"


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def paper(by, words):
    return keep(screened(b"%PDF-1.4 " + words, "prices.pdf"), by=by)


def first(small, admin, words):
    """Edition 2 of the small instruction with these words in its first section."""
    return write(small, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", words)], by=admin)


def replaced(small, admin, words):
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", words, by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    return draft


def film(label="2", address="https://video.example/a", title="How to begin"):
    return f"{{{{video {address} | {title} | {label}}}}}"


def old_videos(draft):
    return [one for one in findings_in(draft) if one.code == "old_video"]


# -- files -----------------------------------------------------------------------------


def test_a_file_in_place_of_another_is_told_as_updated(browser, small, admin, anna):
    old, new = paper(admin, b"of spring"), paper(admin, b"of autumn")
    first(small, admin, f"One.\n\nThe [price list](media:{old.key}) holds.")
    draft = replaced(small, admin, f"One.\n\nThe [price list](media:{new.key}) holds.")

    html = browser(anna).get("/handbook/INS-01/first/?since=2").content.decode()
    assert "file updated" in html
    assert f"/handbook/media/{new.key}/" in html
    assert old.key not in html, "the key of a file is nobody's word"
    assert "There was another file" in html
    assert "file updated" in browser(anna).get("/handbook/INS-01/changes/?since=2").content.decode()
    assert "file updated" in browser(anna).get("/handbook/INS-01/compare/2..3/").content.decode()
    change = SectionChange.objects.get(edition=draft)
    assert "media" in change.kinds
    assert change.sensitive_tokens == ["#link"]
    assert change.requires_ack


def test_in_a_table_too(small, admin, browser, anna):
    old, new = paper(admin, b"of spring"), paper(admin, b"of autumn")
    rows = "| What | File |\n|---|---|\n| Prices | [list](media:{key}) |\n| Terms | none |"
    first(small, admin, rows.format(key=old.key))
    replaced(small, admin, rows.format(key=new.key))
    assert "file updated" in browser(anna).get("/handbook/INS-01/first/?since=2").content.decode()


def test_the_same_file_is_no_change_and_a_first_one_is_not_updated(small, admin, browser, anna):
    file = paper(admin, b"of spring")
    first(small, admin, "One, the list holds.")
    replaced(small, admin, f"One, the [list](media:{file.key}) holds.")
    assert "file updated" not in browser(anna).get("/handbook/INS-01/first/?since=2").content.decode()
    assert paper(admin, b"of spring") == file
    now = text(small.open_draft(by=admin), "first")
    assert not between(now, now).blocks


# -- videos ----------------------------------------------------------------------------


def test_a_video_is_out_of_date_for_readers_until_the_text_says_the_same_again(browser, small, admin, anna):
    first(small, admin, f"One.\n\n{film()}")
    assert STALE not in browser(anna).get("/handbook/INS-01/first/").content.decode()
    replaced(small, admin, f"Two.\n\n{film()}")

    assert STALE in browser(anna).get("/handbook/INS-01/first/").content.decode()
    assert STALE in browser(anna).get("/handbook/INS-01/part/").content.decode()
    replaced(small, admin, f"One.\n\n{film()}")
    assert STALE not in browser(anna).get("/handbook/INS-01/first/").content.decode()


def test_the_editor_sees_it_while_writing_and_before_publishing(browser, small, admin):
    first(small, admin, f"One.\n\n{film()}")
    draft = small.open_draft(by=admin)
    assert old_videos(draft) == []
    rewrite(draft, "first", f"Two.\n\n{film()}", by=admin)

    assert [(one.section, one.is_grave) for one in old_videos(draft)] == [("first", False)]
    assert "recorded for edition 2" in old_videos(draft)[0].words
    assert STALE in browser(admin).get("/handbook/INS-01/draft/s/first/?language=en").content.decode()
    typed = {"title": "First", "markdown": f"One.\n\n{film()}"}
    assert STALE not in browser(admin).post("/handbook/INS-01/draft/s/first/preview/?language=en", typed).content.decode()
    assert "a video is out of date" in browser(admin).get("/handbook/INS-01/draft/publication/").content.decode()
    draft.publish(by=admin, summary=SUMMARY)


def test_one_recorded_for_the_draft_itself_or_for_no_edition(browser, small, admin):
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", f"One.\n\n{film(draft.label)}", by=admin)
    assert old_videos(draft) == []
    assert STALE not in browser(admin).get("/handbook/INS-01/draft/s/first/?language=en").content.decode()
    rewrite(draft, "first", f"One.\n\n{film('77')}", by=admin)
    assert [one.section for one in old_videos(draft)] == ["first"]


def test_many_videos_ask_no_more_than_one(browser, small, admin, anna):
    first(small, admin, f"One.\n\n{film()}")
    person, counted = browser(anna), []
    for words in (f"Two.\n\n{film()}", "Three.\n\n" + "\n\n".join(film(label) for label in ("1", "2", "3", "2"))):
        replaced(small, admin, words)
        person.get("/handbook/INS-01/first/")
        with CaptureQueriesContext(connection) as asked:
            person.get("/handbook/INS-01/first/")
        counted.append(len(asked))
    assert counted[1] <= counted[0]


def test_a_video_is_brought_and_put_into_the_text(browser, small, admin):
    draft = small.open_draft(by=admin)
    answer = attach(browser(admin), draft, pictures.video(), "crane.mp4", alt="How | to {lift}")
    file = MediaFile.objects.get()
    assert file.mime == "video/mp4"
    assert answer.json() == {"markdown": f"{{{{video media:{file.key} | How to lift | 2}}}}", "needs_words": False}
    rewrite(draft, "first", answer.json()["markdown"], by=admin)
    assert not [one for one in findings_in(draft) if one.code in ("video", "media", "old_video")]
    assert f'<video src="/handbook/media/{file.key}/"' in browser(admin).get("/handbook/INS-01/draft/s/first/?language=en").content.decode()


@pytest.mark.parametrize("body", [pictures.video(brand=b"qt  "), b"\x1aE\xdf\xa3" + b"matroska" * 20, b"long"])
def test_a_video_that_browsers_do_not_play_or_too_large_is_refused(admin, body):
    body = pictures.video() * (MOST_BYTES // 5000) if body == b"long" else body
    with pytest.raises(Unfit):
        screened(body, "crane.mp4")
    assert screened(pictures.webm(), "crane.webm").mime == "video/webm"


def test_a_video_is_played_from_any_place_of_it(browser, small, admin, anna):
    file = keep(screened(pictures.video(), "crane.mp4"), by=admin)
    first(small, admin, film(address=f"media:{file.key}"))
    person, body, address = browser(anna), pictures.video(), f"/handbook/media/{file.key}/"

    whole = person.get(address)
    assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (200, "video/mp4", "bytes")
    assert b"".join(whole.streaming_content) == body
    for asked, part, told in (
        ("bytes=0-9", body[:10], f"bytes 0-9/{len(body)}"),
        ("bytes=100-", body[100:], f"bytes 100-{len(body) - 1}/{len(body)}"),
        ("bytes=-7", body[-7:], f"bytes {len(body) - 7}-{len(body) - 1}/{len(body)}"),
        ("bytes=10-999999999", body[10:], f"bytes 10-{len(body) - 1}/{len(body)}"),
    ):
        answer = person.get(address, headers={"Range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (206, told)
        assert b"".join(answer.streaming_content) == part
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert person.get(address, headers={"Range": "bytes=999999999-"}).status_code == 416
    assert person.get(address, headers={"Range": "bytes=9-2"}).status_code == 416
    assert person.get(address, headers={"Range": "lines=1-2"}).status_code == 200


def test_nobody_plays_a_video_of_a_section_for_others(browser, small, admin, anna, boris):
    anna.position = Position.found("Seller", by=None)
    anna.save()
    file = keep(screened(pictures.video(), "crane.mp4"), by=admin)
    draft = small.open_draft(by=admin)
    rewrite(draft, "first", film(address=f"media:{file.key}"), by=admin)
    describe(draft, "first", by=admin, audience=[anna.position_id])
    draft.publish(by=admin, summary=SUMMARY)
    address = f"/handbook/media/{file.key}/"
    assert browser(anna).get(address, headers={"Range": "bytes=0-1"}).status_code == 206
    assert browser(boris).get(address, headers={"Range": "bytes=0-1"}).status_code == 404


def test_a_video_goes_with_the_bundle(small, admin):
    file = keep(screened(pictures.video(), "crane.mp4"), by=admin)
    first(small, admin, film(address=f"media:{file.key}"))
    assert [one.key for one in unpacked(packed(small.edition_in_force(), by=admin)).files] == [file.key]
