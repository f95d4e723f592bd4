"""A DOCX as PDF: its text, tables and pictures as plain HTML, laid out by WeasyPrint. Nothing is fetched from anywhere."""

import io

from docx import Document
from weasyprint import HTML, URLFetcher

from .markup import body_of, style_of

_POINTS = 12700


def pdf_of(docx):
    document = Document(io.BytesIO(docx))
    section = document.sections[0]
    page = {
        "size": f"{section.page_width / _POINTS}pt {section.page_height / _POINTS}pt",
        "margin": " ".join(
            f"{(side or 0) / _POINTS}pt" for side in (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        ),
    }
    html = f"<html><head><style>{style_of(document, page)}</style></head><body>{body_of(document)}</body></html>"
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
