"""What a change of the settings would do to the handbook, told before it is made; apps above add what follows for them."""

from django.utils.translation import ngettext

from .blocks import is_among
from .marks import ASKED, asked_in

_followers = []


def follows_living(callback):
    """`callback(section ids)` answers [sentence] of what follows when living blocks of these sections change; may decorate."""
    if callback not in _followers:
        _followers.append(callback)
    return callback


def foreseen(blocks):
    """Sentences about the sections in force that show one of these blocks; none where none does."""
    from ..models import Edition, SectionText

    if not blocks:
        return []
    editions = Edition.objects.in_force().filter(regulation__retired_at=None)
    texts = SectionText.objects.filter(version__nodes__edition__in=editions, markdown__contains=ASKED)
    rows = texts.values_list("version__section_id", "markdown")
    sections = {section for section, markdown in rows if any(is_among(name, blocks) for name in asked_in(markdown))}
    if not sections:
        return []
    places = ngettext("Changes {n} section of the handbook", "Changes {n} sections of the handbook", len(sections)).format(n=len(sections))
    return [places, *(line for callback in _followers for line in callback(sections))]
