from django.utils.translation import gettext as _

from .refusals import IsAnnulled, NobodyToReceive, NobodyToSign, NoPango, NothingToSell, PressFailed


def words_of(refusal):
    """A refusal as one sentence for whoever pressed the button."""
    texts = {
        NothingToSell: _("No product with a price stands in the deal. Add products first."),
        NobodyToReceive: _("The deal has neither a company nor a contact. Name the client first."),
        NobodyToSign: _("Our company's requisites are not filled in. An administrator does it in Settings → Our companies."),
        IsAnnulled: _("This document is annulled and stays as it is."),
        NoPango: _("This server makes no PDF: it lacks the library Pango (libpango-1.0, libpangoft2-1.0). Take the DOCX instead."),
        PressFailed: _("The file could not be made now. The number is kept; try again in a minute."),
    }
    return texts.get(type(refusal), _("You may only look at this document."))


def words_of_template(refusal):
    """What is wrong with a file that should be a template."""
    texts = {
        "too_large": _("A template may be 5 MB at most."),
        "no_docx": _("This is not a DOCX file. Save the document in Word as “Word document (*.docx)”."),
        "programs": _("The file holds macros or embedded programs. Save it without them."),
        "outside": _("The file refers to pictures or templates outside itself. Put them into the file."),
        "too_slow": _("The template takes too long to fill. Are there loops inside loops?"),
        "syntax": _("A mark in the template is not closed or not known: {detail}"),
        "unknown_word": _("The template asks for something that documents do not know: {detail}"),
    }
    return texts[refusal.why].format(detail=refusal.detail)
