"""A template is a stranger's file: it is filled, or refused with a reason, and never does anything else."""

import io
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as Docx

from documents import printing
from documents.models import Counter, Document, OwnCompany, Template
from documents.printing import paper_of, press
from documents.ready import docx_of
from documents.refusals import TemplateIsWrong
from documents.sample import sample_content

pytestmark = pytest.mark.django_db


def docx(*paragraphs):
    paper, made = Docx(), io.BytesIO()
    for words in paragraphs:
        paper.add_paragraph(words)
    paper.save(made)
    return made.getvalue()


def with_part(body, name, text):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return made.getvalue()


def words_of(body):
    paper = Docx(io.BytesIO(body))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", ["offer", "contract", "invoice", "act"])
def test_every_ready_template_fills_without_a_mark_left(kind, language):
    words = words_of(press("docx", docx_of(kind, language), sample_content(language)))

    assert "{" not in words
    assert "Product 2" in words


def test_a_pdf_is_pressed_once(deal, template, anna):
    invoice = Document.issue(deal, template("invoice"), OwnCompany.objects.main(), by=anna)

    first = paper_of(invoice.latest, "pdf", by=anna)

    assert paper_of(invoice.latest, "pdf", by=anna) == first
    from timeline.keeping import path_of

    assert path_of(first).read_bytes().startswith(b"%PDF-")


def test_hostile_texts_stay_texts(deal, template, anna):
    evil = "{{ 7*7 }} {% for x in y %} <w:t>&amp;\"' ]]> <script>alert(1)</script>"
    deal.lines.get().product.__class__.objects.update(name=evil)
    offer = Document.issue(deal, template("offer"), OwnCompany.objects.main(), by=anna)

    words = words_of(press("docx", template("offer").body(), offer.latest.content))

    assert evil in words


@pytest.mark.parametrize(
    "mark",
    [
        "{{ number.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ lines.append(1) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ nothing_like_this }}",
        "{{ number ",
        "{% for x in lines %}",
    ],
)
def test_a_mark_that_is_no_mark_is_refused(mark):
    with pytest.raises(TemplateIsWrong) as refusal:
        press("docx", docx(mark), sample_content("ru"))

    assert refusal.value.why in ("unknown_word", "syntax", "forbidden")
    assert refusal.value.detail == mark.strip()


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        ("{{ client.secret }}", "unknown_word"),
        ("{{ 9**(9**9) }}", "forbidden"),
        ("{{ 'x' * 99999999999 }}", "forbidden"),
        ("{{ lines }}", "no_text"),
        ("{{ client }}", "no_text"),
        ("{{ number|nothing }}", "syntax"),
        ("{% endfor %}", "syntax"),
        ("{% nothing %}", "syntax"),
    ],
)
def test_the_wrong_mark_is_named_at_once(mark, why):
    with pytest.raises(TemplateIsWrong) as refusal:
        press("docx", docx("{{ number }}", mark, "{{ total }}"), sample_content("ru"), work=5)

    assert (refusal.value.why, refusal.value.detail) == (why, mark)


NESTED = "{% for a in lines %}{% for b in lines %}{% for c in lines %}{% for d in lines %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}"


def test_a_template_that_only_a_large_deal_would_break_is_refused_when_it_is_brought(admin, browser, ours):
    assert press("docx", docx(NESTED), sample_content("ru"))

    answer = upload(browser(admin), docx(NESTED))

    assert answer.status_code == 422
    assert not Template.objects.filter(name="Mine").exists()


def test_a_paper_that_cannot_be_made_takes_no_number_and_says_whose_fault_it_is(deal, template, anna, browser, ours):
    bad = Template()
    bad.shape({"type": "offer", "name": "Own offer", "language": "ru"}, SimpleUploadedFile("a.docx", docx("{{ client.secret }}")), by=None)
    facts = {"template": bad.pk, "own_company": OwnCompany.objects.main().pk, "dated_on": "2026-11-22", "note": "Typed"}
    answer = browser(anna).post(reverse("documents:issue", args=[deal.pk]), facts)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Own offer" in page
    assert "client.secret" in page
    assert "Typed" in page
    assert not Document.objects.exists()
    assert not Counter.objects.exists()


def test_a_template_is_a_docx_by_its_name_too(admin, browser, ours):
    assert upload(browser(admin), docx("{{ number }}"), name="t.txt").status_code == 422


def test_the_ready_invoice_ends_its_sum_with_one_dot(deal, template, anna):
    invoice = Document.issue(deal, template("invoice"), OwnCompany.objects.main(), by=anna)

    words = words_of(press("docx", template("invoice").body(), invoice.latest.content))

    assert "руб." in words
    assert ".." not in words


def test_a_template_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr("documents.printing.SECONDS", 4)

    with pytest.raises(TemplateIsWrong) as refusal:
        press("docx", docx(NESTED), sample_content("ru", n_lines=200))

    assert refusal.value.why == "too_slow"


def upload(client, body, name="Mine.docx"):
    facts = {"type": "offer", "name": "Mine", "number_format": "{number}", "language": "ru", "file": SimpleUploadedFile(name, body)}
    return client.post(reverse("documents:new-template"), facts)


def test_a_template_of_ones_own_is_tried_and_kept(admin, browser, ours):
    answer = upload(browser(admin), docx("{{ client.name }}: {{ total }}"))

    assert answer.status_code == 302
    assert Template.objects.get(name="Mine").version == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"no archive at all", "DOCX"),
        (b"PK\x03\x04 broken", "DOCX"),
        (docx("{{ nothing }}"), "nothing"),
        (docx("{{ number "), "not closed"),
        (with_part(docx("x"), "word/vbaProject.bin", b"x"), "macros"),
        (
            with_part(
                docx("x"),
                "word/_rels/settings.xml.rels",
                '<Relationships><Relationship Id="r" Type="t/attachedTemplate" Target="http://evil" TargetMode="External"/></Relationships>',
            ),
            "outside",
        ),
        (with_part(docx("x"), "word/document.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "DOCX"),
        (with_part(docx("x"), "word/media/bomb.xml", "0" * (60 << 20)), "5 MB"),
    ],
)
def test_a_file_that_is_no_template_is_refused_with_a_reason(admin, browser, ours, body, words):
    admin.language = "en"
    admin.save()
    answer = upload(browser(admin), body)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Template.objects.filter(name="Mine").exists()


@pytest.mark.parametrize("bad", ["{year}", "{number}{owner}", "{number", "number", "{{number}}"])
def test_a_number_without_its_place_is_refused(admin, browser, ours, bad):
    template = Template.objects.get(code="offer-ru")
    answer = browser(admin).post(
        reverse("documents:template", args=[template.pk]), {"name": "Mine", "number_format": bad, "language": "ru"}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["anna", "head"])
@pytest.mark.parametrize("page", ["templates", "new-template", "own-companies", "new-own-company"])
def test_only_an_administrator_shapes_templates(browser, request, name, page):
    assert browser(request.getfixturevalue(name)).get(reverse(f"documents:{page}")).status_code == 403


def test_a_server_without_pango_says_so_and_gives_the_docx(deal, template, anna, browser, monkeypatch):
    invoice, real = Document.issue(deal, template("invoice"), OwnCompany.objects.main(), by=anna), printing.subprocess.run

    def without_pango(command, **how):
        if command[-2] == "docx":
            return real(command, **how)
        said = b'{"kind": "OSError", "why": "cannot load library \'libpango-1.0-0\'", "line": null}'
        return subprocess.CompletedProcess(command, 2, b"", said)

    monkeypatch.setattr(printing.subprocess, "run", without_pango)
    pages = {form: browser(anna).get(reverse("documents:paper", args=[invoice.pk, 1, form])) for form in ("docx", "pdf")}

    assert (pages["docx"].status_code, pages["pdf"].status_code) == (200, 503)
    assert "Pango" in pages["pdf"].content.decode()
