"""Word files: an edition leaves as its readers see it, and what an office wrote comes in as plain text."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from docx import Document

from accounts.models import Position
from regulations.book import Book
from regulations.carrying.refusals import Unfit
from regulations.carrying.word_in import from_word
from regulations.carrying.word_out import written
from regulations.models import BroughtFile

from .conftest import page, write

pytestmark = pytest.mark.django_db


def an_office_file():
    document = Document()
    document.add_heading("Склад", 0)
    document.add_paragraph("Порядок работы.")
    document.add_heading("1. Приёмка", 1)
    paragraph = document.add_paragraph("Принять ")
    paragraph.add_run("сразу").bold = True
    paragraph.add_run(" и * записать_всё.")
    document.add_heading("Осмотр", 2)
    for words in ("Упаковка", "Накладная"):
        document.add_paragraph(words, style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for place, words in enumerate(("Что", "Когда", "Брак | бой", "сразу")):
        table.cell(place // 2, place % 2).text = words
    document.add_heading("Глубже", 3)
    document.add_paragraph("1. Не список.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(body, name, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(out, "w") as made:
        for one in archive.namelist():
            made.writestr(one, change(archive.read(one)) if one == name else archive.read(one))
    return out.getvalue()


def words_in(body):
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for one in document.paragraphs], cells, document.sections[0].footer.paragraphs[0].text


def test_headings_lists_tables_and_bold_come_in():
    found = from_word(an_office_file())

    assert found.header["ru"]["title"] == "Склад"
    assert found.header["ru"]["preface"] == "Порядок работы."
    assert [(one["number"], one["texts"]["ru"][0]) for one in found.pages] == [("1", "Приёмка"), ("1.1", "Осмотр"), ("1.1.1", "Глубже")]
    assert found.pages[0]["texts"]["ru"][1] == "Принять **сразу** и \\* записать\\_всё."
    text = found.pages[1]["texts"]["ru"][1]
    assert "- Упаковка\n- Накладная" in text
    assert "| Брак \\| бой | сразу |" in text
    assert found.pages[2]["texts"]["ru"][1] == "1\\. Не список."


def test_entities_are_not_opened():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    body = with_part(an_office_file(), "word/document.xml", lambda part: bomb + part.split(b"?>", 1)[1].replace("Склад".encode(), b"&e;"))

    with override("en"), pytest.raises(Unfit, match="entities"):
        from_word(body)


def test_a_broken_file_is_refused_with_a_sentence(client, admin):
    client.force_login(admin)
    body = with_part(an_office_file(), "word/document.xml", lambda part: part[: len(part) // 2])

    answer = client.post("/handbook/file/", {"file": SimpleUploadedFile("a.docx", body)})

    assert answer.status_code == 422
    assert BroughtFile.objects.count() == 0


def test_what_is_lost_is_told_and_the_draft_is_what_was_looked_at(client, admin):
    client.force_login(admin)
    run = "<w:r><w:t>Накладная</w:t></w:r>".encode()
    tracked = b'<w:ins w:id="1" w:author="x">' + run + b"</w:ins>"
    body = with_part(an_office_file(), "word/document.xml", lambda part: part.replace(run, tracked))

    client.post("/handbook/file/", {"file": SimpleUploadedFile("Склад.docx", body)})
    looked = client.get("/handbook/file/preview/").content.decode()
    answer = client.post("/handbook/file/preview/", {"target": "", "code": "INS-11", "genre": "instruction"})

    assert "Tracked changes are taken as accepted." in looked
    assert answer.status_code == 302
    assert "Приёмка" in client.get("/handbook/INS-11/draft/", follow=True).content.decode()


def test_an_edition_leaves_with_its_passport_blocks_and_contacts(admin, small):
    text = "Intro **bold**.\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| c | d |\n\n{{live glossary}}"
    draft = write(small, [page("part", "1", "", "Part", text)], publish=False)
    draft.header = {"en": {"title": "Small", "purpose": "To be clear", "contacts": "ext. 101"}, "facts": {"confidential": True}}
    draft.save()
    draft.publish(by=None, summary={"en": "x"})

    paragraphs, cells, footer = words_in(written(Book(draft, "en", reader=admin)))

    assert {"1 Part", "Intro bold.", "one", "two"} <= set(paragraphs)
    assert {"To be clear", "a", "d"} <= set(cells)
    assert "INS-01" in footer
    assert "ext. 101" in footer


def test_living_blocks_are_tables_as_of_a_day(admin, handbook):
    paragraphs, cells, _footer = words_in(written(Book(handbook.edition_in_force(), "en", reader=admin)))

    assert any(one.startswith("As of ") for one in paragraphs)
    assert cells


def test_sections_for_others_are_not_in_the_file(anna, small):
    position = Position.objects.create(name="Storekeeper")
    draft = write(small, [page("part", "1", "", "Part", "Opening.")], publish=False)
    draft.nodes.filter(section__code="second").update(audience=[position.pk])
    draft.publish(by=None, summary={"en": "x"})

    paragraphs, _cells, _footer = words_in(written(Book(draft, "en", reader=anna)))

    assert "1 Part" in paragraphs
    assert not any("Two." in one for one in paragraphs)
