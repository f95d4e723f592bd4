"""Puts the default handbook into an empty company; what a company has already published is left alone."""

from django.db import transaction

from . import handbook_files
from .models import GlossaryTerm, Regulation, Section

DOCUMENTS = {
    "CRM-01": Regulation.Genre.HANDBOOK,
    "STD-01": Regulation.Genre.STANDARD,
    "CHK-01": Regulation.Genre.CHECKLIST,
}
LATER = handbook_files.HANDBOOK / "later"
"""Sections as the demo company changed them in its second edition."""


def load_default_handbook(by=None, *, effective_at=None, owner=None):
    """Publish edition 1 of the default documents that are not there yet. Twice is the same as once."""
    drafts = []
    with transaction.atomic():
        have = set(Regulation.objects.values_list("code", flat=True))
        for position, (code, genre) in enumerate(DOCUMENTS.items()):
            if code not in have:
                regulation = Regulation.objects.create(code=code, genre=genre, owner=owner, position=position)
                draft = regulation.start_draft(by=by, header=handbook_files.header_of(code))
                draft.write(handbook_files.pages_of(code), by=by)
                drafts.append(draft)
        # Documents link to each other, so all are written before any is published.
        for draft in drafts:
            draft.publish(by=by, effective_at=effective_at)
        if drafts:
            load_terms()
    return drafts


def load_terms():
    """The words that come with the handbook, into a company that has explained none yet."""
    if GlossaryTerm.objects.exists():
        return
    rows = list(handbook_files.terms())
    sections = {str(section): section for section in Section.objects.coded({code for _words, code in rows})}
    GlossaryTerm.objects.bulk_create(GlossaryTerm(section=sections.get(code), **words) for words, code in rows)


def publish_later_edition(by=None, *, effective_at=None):
    """The demo's second edition of CRM-01: three sections changed, as a real company would after a season."""
    regulation = Regulation.objects.get(code="CRM-01")
    if regulation.editions.count() != 1:
        return None
    with transaction.atomic():
        pages = handbook_files.pages_of("CRM-01")
        changed = {page.code: page.texts for page in handbook_files.pages_of("CRM-01", LATER)}
        for page in pages:
            page.texts = changed.get(page.code, page.texts)
        draft = regulation.start_draft(by=by, header=handbook_files.header_of("CRM-01"), summary=SUMMARY)
        draft.write(pages, by=by)
        draft.publish(by=by, effective_at=effective_at)
    return draft


SUMMARY = {
    "ru": "Проигрыш из-за срока поставки: записываем две даты. Пропущенный звонок передаём со строкой о прошлом разговоре. "
    "Молчащим клиентам звоним раз в квартал, перед сезоном.",
    "en": "A loss over delivery time: two dates are recorded. A missed call is passed on with a line about the last conversation. "
    "Silent clients are called once a quarter, before the season.",
}
