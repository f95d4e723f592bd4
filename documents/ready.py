"""Templates every company starts with: an offer, a contract, an invoice, an act, as files that may be taken and changed in Word."""

import io

from django.core.files.base import ContentFile
from django.db import transaction
from docx import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from .models import OwnCompany, Template
from .ready_texts import CELLS, FORMATS, HEADS, IN_WORDS, NAMES, REQUISITES, TOTALS, WORDS

_WIDTHS = (0.9, 5.5, 1.5, 1.2, 2.5, 1.6, 1.9, 2.7)
_NUMERIC = {0, 2, 4, 5, 6, 7}


def make_ready_templates(language):
    """The four kinds in this language, once; one that was changed or retired stays as it is."""
    with transaction.atomic():
        for position, kind in enumerate(NAMES):
            template, is_new = Template.objects.get_or_create(
                code=f"{kind}-{language}",
                defaults={
                    "type": kind,
                    "name": NAMES[kind][language],
                    "number_format": FORMATS[kind][language],
                    "language": language,
                    "position": position,
                },
            )
            if is_new:
                template.shape({}, ContentFile(docx_of(kind, language), name=f"{NAMES[kind][language]}.docx"), by=None)


def make_own_company(workspace):
    """The company of the set-up signs until somebody writes its requisites down."""
    if not OwnCompany.objects.exists():
        OwnCompany().shape({"name": workspace.name}, by=None)


def docx_of(kind, language):
    """The bytes of a ready template."""
    paper = _Paper(language)
    getattr(paper, kind)()
    made = io.BytesIO()
    paper.docx.save(made)
    return made.getvalue()


class _Paper:
    def __init__(self, language):
        self.language, self.words = language, WORDS[language]
        self.docx = Docx()
        section = self.docx.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(2), Cm(1.2), Cm(1.5), Cm(1.5)
        normal = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = "Arial", Pt(10)
        normal.paragraph_format.space_after = Pt(4)

    # -- the four kinds ------------------------------------------------------

    def offer(self):
        self.text(REQUISITES[self.language] % {"side": "seller"}, size=9)
        self.title("offer")
        self.text(self.words["for"])
        self.text(self.words["lead"])
        self.goods()
        for key in ("valid", "note", "manager"):
            self.text(self.words[key])

    def invoice(self):
        self.bank()
        self.title("invoice")
        self.sides("seller", "buyer")
        self.goods()
        self.text(IN_WORDS[self.language], bold=True)
        self.text(self.words["until"])
        self.text(self.words["note"])
        self.signatures(("head", "{{ seller.head_name }}"), ("accountant", "{{ seller.accountant_name }}"))

    def contract(self):
        self.title("contract", ALIGN.CENTER)
        self.text(self.words["place"], align=ALIGN.RIGHT)
        self.text(self.words["parties"], align=ALIGN.JUSTIFY)
        for clause in self.words["clauses"]:
            self.text(clause, align=ALIGN.JUSTIFY)
        self.text(self.words["note"], align=ALIGN.JUSTIFY)
        self.goods()
        self.text(self.words["details"], bold=True)
        self.sides("seller", "buyer")
        self.signatures(("seller", "{{ seller.head_name }}"), ("buyer", "{{ contact.full_name }}"))

    def act(self):
        self.title("act")
        self.sides("seller", "buyer")
        self.text(self.words["act_basis"])
        self.goods()
        self.text(IN_WORDS[self.language], bold=True)
        self.text(self.words["accepted"])
        self.text(self.words["note"])
        self.signatures(("seller", "{{ seller.head_name }}"), ("buyer", "{{ contact.full_name }}"))

    # -- their parts -----------------------------------------------------------

    def text(self, words, *, bold=False, size=None, align=None, cell=None):
        paragraph = cell.paragraphs[0] if cell else self.docx.add_paragraph()
        if cell:
            paragraph.paragraph_format.space_after = Pt(0)
        if align is not None:
            paragraph.alignment = align
        for place, line in enumerate(words.split("\n")):
            run = paragraph.add_run()
            if place:
                run.add_break()
            run.add_text(line)
            run.bold = bold or None
            run.font.size = Pt(size) if size else None
        return paragraph

    def title(self, key, align=None):
        paragraph = self.text(self.words[key], bold=True, size=14, align=align)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(10)

    def table(self, rows, widths, grid=True):
        table = self.docx.add_table(rows=rows, cols=len(widths))
        table.autofit = False
        if grid:
            table.style = "Table Grid"
        for place, width in enumerate(widths):
            table.columns[place].width = Cm(width)
            for row in table.rows:
                row.cells[place].width = Cm(width)
        return table

    def goods(self):
        """The products: a head that comes again on each page, a row a line, the totals."""
        table = self.table(4 + len(TOTALS[self.language]), _WIDTHS)
        _repeat(table.rows[0])
        for place, head in enumerate(HEADS[self.language]):
            self.text(head, bold=True, size=9, align=ALIGN.CENTER, cell=table.rows[0].cells[place])
        self.text("{%tr for line in lines %}", cell=table.rows[1].cells[0])
        for place, cell in enumerate(CELLS):
            self.text(cell, size=9, align=ALIGN.RIGHT if place in _NUMERIC else None, cell=table.rows[2].cells[place])
        self.text("{%tr endfor %}", cell=table.rows[3].cells[0])
        for row, (label, figure) in zip(table.rows[4:], TOTALS[self.language], strict=True):
            wide = row.cells[0].merge(row.cells[-2])
            self.text(label, bold=True, align=ALIGN.RIGHT, cell=wide)
            self.text(figure, bold=True, align=ALIGN.RIGHT, cell=row.cells[-1])
        self.docx.add_paragraph()

    def bank(self):
        """The head of a Russian invoice: where the money goes."""
        table = self.table(3, (9.5, 2.5, 5.8))
        cells = (
            ("{{ seller.bank }}\n" + self.words["bank"], self.words["bik"], "{{ seller.bik }}"),
            (
                "ИНН {{ seller.inn }}  КПП {{ seller.kpp }}" if self.language == "ru" else "Tax No. {{ seller.inn }}",
                self.words["corr"],
                "{{ seller.corr_account }}",
            ),
            ("{{ seller.full_name }}\n" + self.words["payee"], self.words["account"], "{{ seller.account }}"),
        )
        for row, texts in zip(table.rows, cells, strict=True):
            for cell, words in zip(row.cells, texts, strict=True):
                self.text(words, size=9, cell=cell)

    def sides(self, *names):
        """Seller and buyer with all their details."""
        table = self.table(len(names), (2.8, 15), grid=False)
        for row, name in zip(table.rows, names, strict=True):
            self.text(f"{self.words[name]}:", cell=row.cells[0])
            self.text(
                REQUISITES[self.language] % {"side": "seller" if name == "seller" else "client"}, bold=name == "buyer", cell=row.cells[1]
            )
        self.docx.add_paragraph()

    def signatures(self, *who):
        self.docx.add_paragraph()
        table = self.table(1, (8.9, 8.9), grid=False)
        for cell, (key, name) in zip(table.rows[0].cells, who, strict=True):
            self.text(f"{self.words[key]}\n\n_______________ / {name} /", cell=cell)


def _repeat(row):
    """This row is the head of the table on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
