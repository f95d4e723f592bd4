"""What a change of the settings would do to the handbook, told before it is made; apps above add what follows for them."""

from django.utils.translation import ngettext

from .blocks import is_among
from .marks import ASKED, asked_in

SHORTEST_NAME = 4
"""Shorter names stand in too many other words."""

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


def sections_naming(name, user, language):
    """Entries of the sections in force that say a name in words of their own: they do not follow when it changes. Two queries."""
    from ..book import index_in_force
    from ..models import EditionNode, SectionText

    if len(name) < SHORTEST_NAME:
        return []
    nodes = EditionNode.objects.in_force().for_reader(user).filter(edition__regulation__retired_at=None)
    texts = SectionText.objects.in_nodes(nodes).filter(language=language, markdown__icontains=name)
    found = set(texts.values_list("version__section_id", flat=True))
    entries = index_in_force(language, user).values() if found else ()
    return sorted((entry for entry in entries if entry.section_id in found), key=lambda entry: entry.place)
