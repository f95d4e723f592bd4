"""A question goes with its paragraph when a section was split or two were joined: nobody has to look for it."""

from django.db import transaction

from regulations.models import SectionText

from .models import QuestionLink


def follow(edition):
    """Runs when an edition comes into force, before questions are sent to be looked through. Twice is once; three queries.

    A question on a block hangs on the section that has the block now; one on a whole section that was joined to another, on that one.
    """
    links = list(QuestionLink.objects.of_document(edition.regulation))
    here = set(edition.nodes.values_list("section_id", flat=True))
    if not any(link.block_id or link.section_id not in here for link in links):
        return
    places = SectionText.objects.places_of_blocks(edition)
    taken = {(link.question_id, link.section_id, link.block_id) for link in links}
    with transaction.atomic():
        for link in links:
            section = _place(link, places, here)
            if section and section != link.section_id and (link.question_id, section, link.block_id) not in taken:
                taken.add((link.question_id, section, link.block_id))
                link.section_id = section
                link.save(update_fields=["section"])


def _place(link, places, here):
    """The section it belongs to by now; None where that is not known."""
    if link.block_id:
        return places.get(link.block_id)
    if link.section_id in here or link.verified_for is None:
        return None
    blocks = [block["id"] for text in link.verified_for.texts.all() for block in text.blocks]
    return next((places[block] for block in blocks if block in places), None)
