"""A Word file as Markdown: mammoth reads it, what it says becomes our own plain text, nothing of its html is kept."""

import io

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_project.lib.text import clean

from ..media.screening import MOST_BYTES, screened
from . import zips
from .html_in_markdown import markdown_of
from .plain import found_in
from .refusals import Unfit

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='heading 1'] => h2:fresh
p[style-name='heading 2'] => h3:fresh
p[style-name='heading 3'] => h4:fresh
p[style-name='heading 4'] => h5:fresh
u => em
"""


def from_word(data):
    """The Found in the bytes of a .docx; refuses with Unfit."""
    archive = zips.opened(data)
    if "word/document.xml" not in archive.namelist():
        raise Unfit(_("This is no Word document."))
    body = _checked(archive)
    html, files, left = _converted(data)
    remarks = []
    if b"txbxContent" in body:
        remarks.append(_("Text boxes and shapes are left out."))
    if b"<w:ins " in body or b"<w:del " in body:
        remarks.append(_("Tracked changes are taken as accepted."))
    if left:
        remarks.append(ngettext("{n} picture is left out.", "{n} pictures are left out.", left).format(n=left))
    found = found_in(clean(markdown_of(html)), "docx", remarks)
    found.files = files
    return found


def _checked(archive):
    """Bytes of the main part, after every XML of the file was seen to be well formed and free of entities."""
    main, left = b"", zips.MOST_UNPACKED
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            part = zips.read(archive, name, left)
            left -= len(part)
            try:
                ElementTree.fromstring(part, forbid_dtd=True)
            except (DefusedXmlException, ElementTree.ParseError, ValueError, LookupError, RecursionError):
                raise Unfit(_("The file is damaged, or has entities that are not opened.")) from None
            main = part if name == "word/document.xml" else main
    return main


def _converted(data):
    """(html, [Screened] pictures it shows, number of those left out)"""
    import mammoth

    seen, files = [], {}

    def shown(image):
        seen.append(image)
        with image.open() as opened:
            body = opened.read(MOST_BYTES + 1)
        try:
            file = screened(body, f"{len(seen)}.{image.content_type.partition('/')[2]}")
        except Unfit:
            return []
        files[len(seen)] = file
        return [mammoth.html.element("img", {"src": f"media:{file.key}", "alt": image.alt_text or ""})]

    try:
        html = mammoth.convert_to_html(io.BytesIO(data), style_map=STYLES, convert_image=shown, external_file_access=False).value
    except Exception as trouble:
        raise Unfit(_("This Word document cannot be read.")) from trouble
    return html, list(files.values()), len(seen) - len(files)
