"""What an editor of settings asks for the handbook: one partial for all of them."""

from django import template
from django.utils.translation import get_language

from ..living.foreseeing import foreseen, sections_naming
from ..living.noting import NoteForm

register = template.Library()


@register.inclusion_tag("regulations/living/_note.html", takes_context=True)
def handbook_note(context, *blocks):
    """Inside the form of an editor: what a change does to the handbook, and what is said of it. Nothing where no section shows
    these blocks: {% handbook_note "loss_reasons" %}."""
    return handbook_note_of(context, blocks)


@register.inclusion_tag("regulations/living/_note.html", takes_context=True)
def handbook_note_of(context, blocks, place="handbook"):
    """The same for a list of blocks; a second one on a page has a `place` of its own, by which other forms include it."""
    request = getattr(context, "request", None)
    posted = request.POST if request is not None and "handbook-shown" in request.POST else None
    return {"lines": foreseen(blocks), "form": NoteForm(posted, blocks=blocks, place=place), "place": place}


@register.inclusion_tag("regulations/living/_naming.html", takes_context=True)
def handbook_words(context, name):
    """Which sections say this name themselves, under the field that changes it; nothing where none does."""
    return {"entries": sections_naming(name, context["request"].user, get_language())}
