"""The handbook as files: what leaves comes back the same, and what was tampered with changes nothing."""

import hashlib
import io
import json
import zipfile
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import Position
from regulations.carrying.bundle import packed, unpacked
from regulations.carrying.plain import from_markdown
from regulations.carrying.refusals import Unfit
from regulations.carrying.taking import keep, take_in
from regulations.loader import load_default_handbook
from regulations.models import BroughtFile, Edition, Regulation

from .conftest import page, write

pytestmark = pytest.mark.django_db


def texts_of(edition):
    return {
        (node.section.code, text.language, text.title, text.content_hash, text.worked_out_seal())
        for node in edition.nodes.with_texts()
        for text in node.version.texts.all()
    }


@contextmanager
def another_system():
    """What is made in it is not there afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def upload(client, name, body):
    return client.post("/handbook/file/", {"file": SimpleUploadedFile(name, body)})


def repacked(body, change, *, manifest=True):
    """The bundle with its files changed, and the manifest made anew unless it is to lie."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if manifest:
        sums = {name: hashlib.sha256(one).hexdigest() for name, one in files.items() if name != "manifest.json"}
        files["manifest.json"] = json.dumps({"format": "ordo-handbook", "version": 1, "files": sums}).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, one in files.items():
            archive.writestr(name, one)
    return out.getvalue()


def test_the_whole_handbook_goes_out_and_comes_back_into_an_empty_system_with_the_same_hashes(admin):
    with another_system():
        load_default_handbook()
        edition = Regulation.objects.get(code="CRM-01").edition_in_force()
        before, places = texts_of(edition), list(edition.nodes.values_list("number", "section__code"))
        body = packed(edition, by=admin)
    assert Regulation.objects.count() == 0

    draft = take_in(keep(unpacked(body), "CRM-01-1.zip", by=admin), code="CRM-01", genre="handbook", by=admin)

    assert draft.is_draft
    assert texts_of(draft) == before
    assert list(draft.nodes.values_list("number", "section__code")) == places
    assert draft.header["ru"] == edition.header["ru"]
    assert Edition.objects.published().count() == 0


def test_the_same_edition_gives_the_same_bundle(admin, small):
    assert packed(small.edition_in_force(), by=admin) == packed(small.edition_in_force(), by=admin)


def test_an_editor_brings_a_bundle_looks_at_it_and_writes_the_draft(client, admin, small):
    body = packed(small.edition_in_force(), by=admin)
    client.force_login(admin)

    assert upload(client, "INS-01.zip", body).status_code == 302
    looked = client.get("/handbook/file/preview/").content.decode()
    answer = client.post("/handbook/file/preview/", {"target": "INS-01"})

    assert "Opening." not in looked
    assert "First" in looked
    assert answer["Location"] == "/handbook/INS-01/draft/"
    assert small.draft.nodes.count() == 3
    assert small.edition_in_force().number == 1
    assert small.entries.filter(verb="file_taken_in", actor=admin).count() == 1


def test_taking_the_file_in_twice_is_the_same_as_once(admin, small):
    kept = keep(unpacked(packed(small.edition_in_force(), by=admin)), "a.zip", by=admin)

    take_in(kept, code="INS-01", genre="instruction", by=admin)

    assert take_in(kept, code="INS-01", genre="instruction", by=admin) is None
    assert small.editions.drafts().count() == 1


def test_a_file_never_replaces_what_somebody_is_writing(client, admin, small):
    body = packed(small.edition_in_force(), by=admin)
    client.force_login(admin)
    upload(client, "a.zip", body)
    small.open_draft(by=admin)
    before = texts_of(small.draft)

    answer = client.post("/handbook/file/preview/", {"target": "INS-01"})

    assert answer.status_code == 422
    assert texts_of(small.draft) == before
    assert BroughtFile.objects.count() == 1


def test_audiences_go_by_the_name_of_the_position_and_a_missing_one_is_refused(client, admin):
    with another_system():
        position, small = Position.objects.create(name="Storekeeper"), Regulation.objects.create(code="INS-01", genre="instruction")
        draft = write(small, [page("part", "1", "", "Part", "Opening.")], publish=False)
        draft.describe("second", by=admin, audience=[position.pk], required_reading=False, change_note="", change_class="substantive")
        draft.publish(by=None, summary={"en": "x"})
        body = packed(draft, by=admin)
    client.force_login(admin)
    upload(client, "a.zip", body)

    answer = client.post("/handbook/file/preview/", {"target": "", "code": "INS-01", "genre": "instruction"})

    assert answer.status_code == 422
    assert "Storekeeper" in answer.content.decode()
    assert Regulation.objects.count() == 0

    again = Position.objects.create(name="Storekeeper")
    client.post("/handbook/file/preview/", {"target": "", "code": "INS-01", "genre": "instruction"})

    node = Regulation.objects.get().draft.nodes.get(section__code="second")
    assert (node.audience, node.required_reading) == ([again.pk], False)


def _text(files, words):
    name = next(name for name in sorted(files) if name.startswith("sections/"))
    files[name] = files[name] + words.encode() if isinstance(words, str) else files[name] + words


def _deny(files):
    files["../../etc/cron.d/x"] = b"x"


def _foreign_section(files):
    _text(files, "\n")
    files["sections/en/999-nobody.md"] = b'---\ncode: nobody\ntitle: "X"\nblocks: \n---\nx\n'


@pytest.mark.parametrize(
    ("change", "is_listed", "says"),
    [
        (lambda files: _text(files, "more"), False, "its sum does not agree"),
        (_deny, True, "outside itself"),
        (lambda files: _text(files, b"\xff\xfe"), True, "not in UTF-8"),
        (lambda files: _text(files, "\n<script>alert(1)</script>\n"), True, "raw HTML"),
        (lambda files: _text(files, "\n[press](javascript:alert(1))\n"), True, "is not followed"),
        (lambda files: _text(files, "\n[press](java&#115;cript:alert(1))\n"), True, "is not followed"),
        (lambda files: _text(files, "\n[press][x]\n\n[x]: data:text/html,hi\n"), True, "is not followed"),
        (lambda files: files.update({"regulation.json": b"[]"}), True, "header of the bundle"),
        (lambda files: files.update({"regulation.json": b"["}), True, "header of the bundle"),
        (_foreign_section, True, "header of the bundle"),
        (lambda files: files.pop("manifest.json"), False, "no manifest"),
        (lambda files: files.update({"extra.md": b"x"}), False, "other files"),
        (lambda files: _text(files, "x" * 70_000), True, "too long"),
    ],
)
def test_a_bundle_that_was_tampered_with_is_refused_with_a_sentence_and_changes_nothing(client, admin, small, change, is_listed, says):
    body = repacked(packed(small.edition_in_force(), by=admin), change, manifest=is_listed)
    client.force_login(admin)

    answer = upload(client, "a.zip", body)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert BroughtFile.objects.count() == 0
    assert small.editions.count() == 1


@pytest.mark.parametrize(
    ("name", "body"), [("a.zip", b"nothing"), ("a.exe", b"MZ"), ("a.docx", b"PK\x03\x04"), ("a.md", b"\xff\xff"), ("a.md", b"no heading")]
)
def test_what_is_no_document_is_refused(client, admin, name, body):
    client.force_login(admin)

    assert upload(client, name, body).status_code == 422
    assert BroughtFile.objects.count() == 0


def test_a_bomb_is_not_unpacked(admin):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"sections/en/{number}.md", b"\0" * (90 * 1024 * 1024))

    with pytest.raises(Unfit, match="200 MB"):
        unpacked(out.getvalue())


def test_a_manager_neither_takes_out_nor_brings_in(client, anna, small):
    client.force_login(anna)

    assert client.get("/handbook/INS-01/files/bundle/").status_code == 403
    assert client.get("/handbook/INS-01/files/word/").status_code == 403
    assert upload(client, "a.md", b"# A\n\n## B\n").status_code == 403
    assert client.get("/handbook/file/preview/").status_code == 403


def test_an_export_is_noted_and_is_a_bundle(client, admin, small):
    client.force_login(admin)

    answer = client.get("/handbook/INS-01/files/bundle/")

    assert unpacked(answer.content).code == "INS-01"
    assert small.entries.filter(verb="taken_out", actor=admin).count() == 1


def test_a_plain_file_is_split_by_its_headings():
    found = from_markdown(
        "# Склад\n\nВступление.\n\n## 1. Приёмка\n\nПринять.\n\n### 1.1 Осмотр\n\nСмотреть.\n\n##### Глубже\n\nТекст\n\n## Выдача {#giving}\n".encode()
    )

    assert found.header == {"ru": {"title": "Склад", "preface": "Вступление."}}
    assert [(one["code"], one["number"], one["parent"]) for one in found.pages] == [
        ("priemka", "1", ""),
        ("osmotr", "1.1", "priemka"),
        ("giving", "2", ""),
    ]
    assert found.pages[1]["texts"]["ru"] == ["Осмотр", "Смотреть.\n\n##### Глубже\n\nТекст"]


def test_html_and_bad_links_of_a_plain_file_are_told_and_made_harmless(admin):
    found = from_markdown(b"# A\n\n<b>x</b> [go](javascript:alert(1)) ![p](x.png)\n\n# B\n\nText")

    assert len(found.remarks) == 3
    assert "javascript" not in str(found.pages)
    draft = take_in(keep(found, "a.md", by=admin), code="INS-07", genre="instruction", by=admin)
    assert "&lt;b&gt;" in draft.nodes.with_texts()[0].version.texts.all()[0].html


def test_a_file_for_a_document_keeps_the_codes_of_sections_by_their_titles(admin, small):
    found = from_markdown(b"# Small\n\n## Part\n\nOther words.\n\n### First\n\nNew one.\n\n### Fresh\n\nMore.")

    draft = take_in(keep(found, "a.md", by=admin), code="INS-01", genre="instruction", by=admin)

    assert [node.section.code for node in draft.nodes.select_related("section")] == ["part", "first", "fresh"]


def test_a_yes_is_to_the_file_that_was_looked_at(client, admin, small):
    client.force_login(admin)
    upload(client, "a.md", b"# A\n\n# B\n")
    first = BroughtFile.objects.get().pk
    upload(client, "b.md", b"# C\n\n# D\n")

    answer = client.post("/handbook/file/preview/", {"target": "INS-01", "seen": first})

    assert answer.status_code == 422
    assert small.draft is None


def test_a_file_of_many_headings_is_refused_at_once():
    from time import process_time

    from regulations.carrying.outline import split
    from regulations.carrying.refusals import Unfit

    begun = process_time()
    with pytest.raises(Unfit):
        split("".join(f"# S{n}\n\ntext\n\n" for n in range(8_000)), "en")
    assert process_time() - begun < 4, "half a second of work; ten where each heading looks at all others"


def test_a_heading_longer_than_a_title_is_refused_and_not_cut():
    with pytest.raises(Unfit) as refusal:
        from_markdown(f"# Part\n\n## {'w' * 201}\n\nText.".encode())
    assert "too long" in str(refusal.value.words)
    assert from_markdown(f"# Part\n\n## {'w' * 200}\n\nText.".encode())


def test_a_document_with_a_draft_is_named_with_the_reason(small, admin, browser):
    small.open_draft(by=admin)
    client = browser(admin)
    upload(client, "new.md", b"# A\n\nText\n\n# B\n\nMore")
    page = client.get("/handbook/file/preview/").content.decode()
    assert "as a draft is being written: INS-01" in page
    assert '<option value="INS-01"' not in page


def test_the_desk_does_not_speak_of_an_edition_that_is_not_there(small, admin, browser):
    client = browser(admin)
    upload(client, "new.md", b"# A\n\nText\n\n# B\n\nMore")
    client.post("/handbook/file/preview/", {"target": "", "code": "NEW-01", "genre": "instruction"})
    draft = Regulation.objects.get(code="NEW-01").draft
    page = client.get(f"/handbook/NEW-01/draft/s/{draft.nodes.first().section.code}/").content.decode()
    assert "As in the edition in force" not in page
    small.open_draft(by=admin)
    assert "As in the edition in force" in client.get("/handbook/INS-01/draft/s/first/").content.decode()
