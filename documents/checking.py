"""Whether a file may be a template: a whole DOCX without programs, bombs or strings to elsewhere, that fills."""

import io
import zipfile
from contextlib import suppress

from fields.models import CustomField

from .printing import TRIAL, press
from .refusals import NoPango, TemplateIsWrong
from .sample import sample_content

MANY = 80
"""Rows of the sample: a template that a large deal would break is refused when it is brought, not when it is needed."""
LIMIT, UNPACKED, PARTS = 5 << 20, 50 << 20, 500
_PROGRAMS = ("vbaproject.bin", "activex", "embeddings/oleobject", "macrosheets")


def check_template(upload, language):
    """Raises TemplateIsWrong with what is wrong; the file is at its beginning afterwards."""
    if upload.size > LIMIT:
        raise TemplateIsWrong("too_large")
    if not upload.name.casefold().endswith(".docx"):
        raise TemplateIsWrong("no_docx")
    upload.seek(0)
    body = upload.read()
    upload.seek(0)
    _check_parts(body)
    codes = CustomField.objects.of_any("deal").values_list("code", flat=True)
    filled = press("docx", body, sample_content(language, codes, MANY), work=TRIAL)
    with suppress(NoPango):
        _lay_out(filled)


def _lay_out(filled):
    try:
        press("pdf", filled)
    except TemplateIsWrong:
        raise TemplateIsWrong("too_slow")


def _check_parts(body):
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise TemplateIsWrong("no_docx")
    names = [part.filename.casefold() for part in parts]
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise TemplateIsWrong("too_large")
    if "word/document.xml" not in names or "[content_types].xml" not in names:
        raise TemplateIsWrong("no_docx")
    if any(word in name for name in names for word in _PROGRAMS):
        raise TemplateIsWrong("programs")
    for part in parts:
        _check_part(archive, part)


def _check_part(archive, part):
    """XML without a document type; relations that point outside only where a reader clicks on them."""
    if not part.filename.casefold().endswith((".xml", ".rels")):
        return
    try:
        text = archive.read(part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise TemplateIsWrong("no_docx")
    if b"<!DOCTYPE" in text[:2000] or b"<!ENTITY" in text:
        raise TemplateIsWrong("no_docx")
    if part.filename.casefold().endswith(".rels"):
        outside = [one for one in text.split(b"<Relationship ") if b'"External"' in one and b"/hyperlink" not in one]
        if outside:
            raise TemplateIsWrong("outside")
