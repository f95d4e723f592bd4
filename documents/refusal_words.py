from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .refusals import (
    CannotBeFilled,
    IsAnnulled,
    NobodyToReceive,
    NobodyToSign,
    NoPango,
    NothingToSell,
    NumberIsGiven,
    PressFailed,
    TemplateIsWrong,
    WithoutPrice,
)


def words_of(refusal):
    """A refusal as one sentence for whoever pressed the button."""
    tell = {WithoutPrice: _of_prices, NumberIsGiven: _of_number, CannotBeFilled: _of_filling}.get(type(refusal))
    if tell:
        return tell(refusal)
    texts = {
        NothingToSell: _("No product with a price stands in the deal. Add products first."),
        NobodyToReceive: _("The deal has neither a company nor a contact. Name the client first."),
        NobodyToSign: _("Our company's requisites are not filled in. An administrator does it in Settings → Our companies."),
        IsAnnulled: _("This document is annulled and stays as it is."),
        NoPango: _("This server makes no PDF: it lacks the library Pango (libpango-1.0, libpangoft2-1.0). Take the DOCX instead."),
        PressFailed: _("The file could not be made now. The number is kept; try again in a minute."),
    }
    return texts.get(type(refusal), _("You may only look at this document."))


def _of_prices(refusal):
    names = "; ".join(_("“{name}”").format(name=name) for name in refusal.products)
    text = ngettext(
        "{products} has no price: give it one in the deal, or take it out.",
        "{products} have no price: give them one in the deal, or take them out.",
        len(refusal.products),
    )
    return text.format(products=names)


def _of_number(refusal):
    text = _("No. {number} is given already in a later year: choose another date, or let an administrator put the year into the number.")
    return text.format(number=refusal.number)


def _of_filling(refusal):
    why = words_of_template(refusal.why) if isinstance(refusal.why, TemplateIsWrong) else ""
    text = _("The template “{template}” cannot be filled for this deal, and trying again will not help. {why} An administrator mends it.")
    return " ".join(text.format(template=refusal.template, why=why).split())


def words_of_template(refusal):
    """What is wrong with a file that should be a template."""
    texts = {
        "too_large": _("A template may be 5 MB at most."),
        "no_docx": _("This is not a DOCX file. Save the document in Word as “Word document (*.docx)”."),
        "programs": _("The file holds macros or embedded programs. Save it without them."),
        "outside": _("The file refers to pictures or templates outside itself. Put them into the file."),
        "too_slow": _("The template takes too long to fill. Are there loops inside loops?"),
        "too_long": _("The paper is too long to be laid out as PDF, and trying again will not help: take the DOCX."),
        "syntax": _("A mark in the template is not closed or not known: {detail}"),
        "forbidden": _("A template may not do this: {detail}"),
        "no_text": _("This mark names many things at once; ask for one of them, or go through them in a loop: {detail}"),
        "unknown_word": _("The template asks for something that documents do not know: {detail}"),
    }
    return texts[refusal.why].format(detail=refusal.detail or "…")
