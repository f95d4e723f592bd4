"""Files that documents, their templates and the shelf lean on."""

from django.utils.translation import gettext as _

from .models import Document, Edition, ShelfPaper, Template


def needed_by_documents(file):
    """Why a file must stay, in words; an empty sentence if no document needs it."""
    if ShelfPaper.objects.filter(file=file).exists():
        return _("The shelf offers this file: put a newer one in its place there.")
    if Template.objects.filter(file=file).exists() or Edition.objects.filter(template_file=file).exists():
        return _("Documents were made from this file: it stays with them.")
    if Edition.objects.filter(docx=file).exists() or Edition.objects.filter(pdf=file).exists():
        return _("This file is an issued document: it is annulled on its page, not thrown away.")
    if Document.objects.filter(scan=file, annulled_at=None).exists():
        return _("This is the scan of a signed document: put a better one in its place there.")
    return ""
