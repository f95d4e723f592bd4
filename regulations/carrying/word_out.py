"""An edition as a Word file for one reader: what they see on the page, living blocks and charts as they are today."""

import io
import re

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from lxml import html as lxml_html

from crm_project.lib import clock
from crm_project.lib.formats import day

from .pictures import as_png, picture_at

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def written(book):
    """Bytes of the .docx of a Book, in its language and for its reader."""
    document = Document()
    document.core_properties.title = book.title
    document.core_properties.author = book.passport.facts.get("author", "")
    document.styles["Normal"].font.name = "PT Sans"
    document.styles["Normal"].font.size = Pt(10.5)
    document.add_heading(book.title, 0)
    _passport(document, book)
    writer = _Writer(document)
    writer.html(str(book.preface))
    _contents(document)
    book.read(book.pages)
    for page in book.pages:
        document.add_heading(f"{page.number} {page.title}", page.depth)
        # Headings inside of a text stand below those of sections, so that Word's contents list sections alone.
        writer.html(str(book.typeset(page.text.html, deeper=2, page=page)))
    _footer(document, book)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _passport(document, book):
    rows = [row for row in passport_rows(book) if row[1]]
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, words in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = str(label), _plain(words)


def passport_rows(book):
    """(label, words) of what stands at the head of a document."""
    words, facts, passport = book.passport.words, book.passport.facts, book.passport
    return [
        (
            _("Document"),
            f"{book.regulation.code}, {_('edition {number} of {day}').format(number=book.edition.label, day=_day(book.edition))}",
        ),
        (_("Confidential"), (words.get("label") or _("for the staff only")) if passport.is_confidential else ""),
        (_("Company"), facts.get("company", "")),
        (_("Author"), facts.get("author", "")),
        (_("Issued"), day(passport.issued_on) if passport.issued_on else ""),
        (_("Revised"), day(passport.revised_on) if passport.revised_on else ""),
        (_("For the positions"), ", ".join(passport.positions)),
        (_("Purpose"), words.get("purpose", "")),
        (_("Measurable parameter"), words.get("measure", "")),
        (_("Today"), "\n".join(passport.parameter.lines) if passport.parameter else ""),
    ]


def _day(edition):
    return day(edition.effective_at) if edition.effective_at else "—"


def _contents(document):
    """A field that Word fills when it opens the file or is asked to."""
    run = document.add_paragraph().add_run()
    for kind, words in (("begin", None), (None, 'TOC \\o "1-3" \\h \\z \\u'), ("separate", None), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)


def _footer(document, book):
    paragraph = document.sections[0].footer.paragraphs[0]
    label = (book.passport.words.get("label") or _("Confidential")) if book.passport.is_confidential else ""
    edition = _("edition {number} of {day}").format(number=book.edition.label, day=_day(book.edition))
    parts = [book.regulation.code, edition, label, book.passport.words.get("contacts", "")]
    paragraph.text = _plain(" · ".join(filter(None, parts)))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in paragraph.runs:
        run.font.size = Pt(8)


def _plain(text):
    return _CONTROLS.sub("", str(text))


class _Writer:
    """Puts our html into a Word document, block by block."""

    def __init__(self, document):
        self.document = document

    def html(self, html):
        if html.strip():
            for element in lxml_html.fragment_fromstring(html, create_parent="div"):
                self.block(element)

    def block(self, element):
        tag, classes = element.tag, element.get("class", "").split()
        if not isinstance(tag, str) or tag in ("svg", "script", "style", "button"):
            return
        if tag == "img":
            self.picture(element)
        elif "k-live" in classes:
            self.live(element)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.document.add_heading(_text(element), min(int(tag[1]), 6))
        elif tag in ("ul", "ol"):
            self.items(element)
        elif tag == "table":
            self.table(element)
        elif tag == "pre":
            self.document.add_paragraph(_plain(element.text_content())).style = "No Spacing"
        elif tag in ("div", "section", "blockquote", "figure", "details", "header") and len(element):
            for child in element:
                self.block(child)
        elif tag != "hr":
            if _text(element):
                _fill(self.document.add_paragraph(), element)
            for picture in element.iter("img"):
                self.picture(picture)

    def picture(self, element):
        """As wide as the page at most; its words stand under it, as Word does not read them aloud everywhere."""
        found = picture_at(element.get("src", ""), element.get("data-at", ""))
        if found is None:
            return
        body, mime = found
        if mime == "image/webp":
            body = as_png(body)
        width = min(Inches(6), Inches(int(element.get("width") or 600) / 96))
        self.document.add_picture(io.BytesIO(body), width=width)
        shape = self.document.inline_shapes[-1]
        shape._inline.docPr.set("descr", _plain(element.get("alt", "")))

    def live(self, element):
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(_("As of {day}").format(day=day(clock.now())))
        run.italic, run.font.color.rgb = True, RGBColor(0x59, 0x63, 0x6E)
        for child in element:
            self.block(child)

    def items(self, element, depth=1):
        kind = "List Number" if element.tag == "ol" else "List Bullet"
        style = self.document.styles[kind if depth == 1 else f"{kind} {min(depth, 3)}"]
        counted = self._counted(style, int(element.get("start") or 1)) if element.tag == "ol" else None
        for item in element.iterfind("li"):
            paragraph = self.document.add_paragraph(style=style)
            if counted is not None:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = counted
            _fill(paragraph, item)
            for child in item:
                if child.tag in ("ul", "ol"):
                    self.items(child, depth + 1)

    def _counted(self, style, start):
        """The id of a numbering of its own, or Word would count on from one list to the next."""
        numbering = self.document.part.numbering_part.element
        usual = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
        own = numbering.add_num(usual.abstractNumId.val)
        own.add_lvlOverride(ilvl=0).add_startOverride(start)
        return own.numId

    def table(self, element):
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        table = self.document.add_table(rows=0, cols=width)
        table.style = "Table Grid"
        for row in rows:
            for cell, place in zip(row, table.add_row().cells, strict=False):
                _fill(place.paragraphs[0], cell, is_bold=cell.tag == "th")
        self.document.add_paragraph()


def _text(element):
    return _plain(" ".join(element.text_content().split()))


def _fill(paragraph, element, *, is_bold=False, is_italic=False, is_code=False):
    """The words of a block with bold, italic, code and links; lists inside a list are left to `items`."""
    _run(paragraph, element.text, is_bold, is_italic, is_code)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("ul", "ol", "svg", "script", "style"):
            if child.tag == "br":
                paragraph.add_run().add_break()
            marks = {
                "is_bold": is_bold or child.tag in ("strong", "b", "th"),
                "is_italic": is_italic or child.tag in ("em", "i"),
                "is_code": is_code or child.tag == "code",
            }
            _fill(paragraph, child, **marks)
            if child.tag == "a" and child.get("href", "").startswith(("https:", "http:")) and child.get("href") not in child.text_content():
                _run(paragraph, f" ({child.get('href')})", is_bold, is_italic, is_code)
        _run(paragraph, child.tail, is_bold, is_italic, is_code)


def _run(paragraph, text, is_bold, is_italic, is_code):
    words = re.sub(r"\s+", " ", _plain(text or "")) if (text or "").strip() else (" " if text else "")
    if words:
        run = paragraph.add_run(words)
        run.bold, run.italic = is_bold or None, is_italic or None
        if is_code:
            run.font.name = "Courier New"
