"""When a section says something else, its questions are looked at: what did not touch them goes on, the rest waits for a person."""

from django.db import transaction
from django.db.models import Prefetch

from crm_project.lib import clock
from regulations.changes.diffs import living_between
from regulations.living.marks import asked_in
from regulations.models import SectionText, SectionVersion

from .models.question import Question, QuestionLink
from .querysets import nodes_in_force


def look_through_stale(at=None):
    """Of every link verified for a text that does not hold any more: verified anew, sent to review, or retired with its section.

    Asked of the database at every tick and before every draw; nothing to do costs one query.
    """
    at = at or clock.now()
    stale = list(QuestionLink.objects.stale(at))
    if not stale:
        return
    with transaction.atomic():
        held = Question.objects.select_for_update(of=("self",)).filter(pk__in={link.question_id for link in stale}).order_by("pk")
        list(held)
        stale = list(QuestionLink.objects.stale(at).order_by("pk"))
        now = _texts_now(at, {link.section_id for link in stale})
        before = SectionVersion.objects.prefetch_related("texts").in_bulk({link.verified_for_id for link in stale if link.verified_for_id})
        living = living_between([(link.verified_for_id, now[link.section_id].pk) for link in stale if link.section_id in now])
        for link in stale:
            _look(link, before.get(link.verified_for_id), now.get(link.section_id), living)


def _texts_now(at, sections):
    versions = nodes_in_force(at).filter(section__in=sections).values_list("version_id", flat=True)
    found = SectionVersion.objects.filter(pk__in=list(versions)).prefetch_related(Prefetch("texts", SectionText.objects.all()))
    return {version.section_id: version for version in found}


def _look(link, before, now, living):
    if now is None:
        link.question.retire(by=None)
    elif before is not None and is_untouched(link.block_id, before, now, living.get((before.pk, now.pk), ())):
        link.verified_for = now
        link.save(update_fields=["verified_for"])
    else:
        link.question.send_to_review("section_changed")


def is_untouched(block_id, before, now, living=()):
    """Whether the block, or without one the whole text, says in every language what it said; `living` blocks are those that do not."""
    texts, former = _by_language(now), _by_language(before)
    if living and (not block_id or any(set(asked_in(_words_of(block_id, text))) & set(living) for text in texts.values())):
        return False
    if not block_id:
        return {language: text.content_hash for language, text in texts.items()} == {
            language: text.content_hash for language, text in former.items()
        }
    known = {language: _hash_of(block_id, text) for language, text in former.items()}
    return any(known.values()) and all(_hash_of(block_id, texts[language]) == one for language, one in known.items() if language in texts)


def _by_language(version):
    return {text.language: text for text in version.texts.all()}


def _words_of(block_id, text):
    return next((block["text"] for block in text.blocks if block["id"] == block_id), "")


def _hash_of(block_id, text):
    return next((block["hash"] for block in text.blocks if block["id"] == block_id), None)
