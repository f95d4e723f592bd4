"""A DOCX as PDF: its text, tables and pictures as plain HTML, laid out by WeasyPrint. Nothing is fetched from anywhere."""

import io

from docx import Document
from weasyprint import HTML, default_url_fetcher

from .markup import body_of, style_of

_POINTS = 12700


class NothingIsFetched(ValueError):
    """A document asks for something outside itself."""


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
    return HTML(string=html, url_fetcher=_fetch).write_pdf()


def _fetch(url, **options):
    if not url.startswith("data:"):
        raise NothingIsFetched
    return default_url_fetcher(url, **options)
