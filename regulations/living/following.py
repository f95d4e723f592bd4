"""When the settings change, the handbook follows: an edition 4.1 with the same texts and what the living blocks say now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from crm_project.lib import clock
from crm_project.lib.formats import full_day
from timeline.models import Entry

from .blocks import block_named
from .freezing import Now, blocks_of, keep, kept_of
from .noting import Said

LANGUAGES = ("ru", "en")
PAUSE = timedelta(minutes=10)
"""Who changes the settings for an hour makes some editions, not sixty: after one the next waits so long."""


@dataclass
class Behind:
    """An edition in force and what its blocks say otherwise than the settings: {version id: [LivingSnapshot]}; `bare` were never kept."""

    edition: object
    differing: dict
    bare: dict


def follow():
    """Runs at every tick; of each document one edition for all that changed since the last tick. Answers the editions it made."""
    from ..models import Regulation

    now, made = Now(), []
    for regulation in Regulation.objects.in_force():
        behind = behind_of(regulation, now)
        if behind and (behind.differing or behind.bare):
            made += filter(None, [_follow(regulation)])
    return made


def behind_of(regulation, now):
    """None where nothing is in force, an announced edition is waited for, or the last change is only just told."""
    edition = regulation.edition_in_force()
    if edition is None or regulation.editions.scheduled().exists():
        return None
    if edition.kind == edition.Kind.CONFIG and edition.effective_at > clock.now() - PAUSE:
        return None
    asked = blocks_of(edition.nodes.values("pk"))
    kept, differing, bare = kept_of(asked), defaultdict(list), {}
    for version, names in asked.items():
        differing[version] += [one for name, one in kept[version].items() if name in names and one.hash != now.of(name)[1]]
        if missing := now.telling(names - set(kept[version])):
            bare[version] = missing
    return Behind(edition, {version: found for version, found in differing.items() if found}, bare)


def _follow(regulation):
    """By one worker at a time: who comes second finds nothing to do."""
    from ..models import Regulation

    with transaction.atomic():
        regulation = Regulation.objects.select_for_update().get(pk=regulation.pk)
        draft = regulation.editions.drafts().select_for_update().first()
        now = Now()
        behind = behind_of(regulation, now)
        for version, names in behind.bare.items() if behind else ():
            keep(version, names, now, None)
        return _publish(regulation, behind, draft) if behind and behind.differing else None


def _publish(regulation, behind, draft):
    """The draft that somebody writes goes on from the new edition: what it did not touch stays untouched."""
    from ..contents import copied
    from ..models import EditionNode

    base = behind.edition
    notes = Notes(behind.differing)
    if draft:
        draft.previous = None
        draft.save(update_fields=["previous"])
    minor = regulation.editions.filter(number=base.number).order_by("minor").last().minor + 1
    edition = regulation.editions.create(
        number=base.number, minor=minor, kind="config", header=base.header, summary=notes.summary, created_at=clock.now()
    )
    copied(base, edition)
    note = notes.in_language(regulation.source_language)
    EditionNode.objects.filter(edition=edition, version__in=behind.differing).update(change_note=note)
    replaced = edition.publish(by=None)
    if draft:
        for before, after in replaced.items():
            EditionNode.objects.filter(edition=draft, version=before).update(version=after)
        draft.previous = edition
        draft.save(update_fields=["previous"])
    return edition


class Notes:
    """Who changed which settings when, as the summary of the edition and the list of changes say it."""

    def __init__(self, differing):
        from ..models.publishing import company_day

        snapshots = [one for found in differing.values() for one in found]
        self.blocks = {one.block: block_named(one.block) for one in snapshots}
        kinds = {kind for block in self.blocks.values() for kind in block.kinds}
        since = min(one.taken_at for one in snapshots)
        entries = Entry.objects.filter(subject_kind__in=kinds, recorded_at__gte=since, actor__isnull=False).order_by("-pk")
        self.names = list(dict.fromkeys(entries.values_list("actor_name", flat=True)[:50]))[:3]
        self.day = company_day(clock.now())
        self.reasons = Said.of(snapshots).reasons(self.blocks)

    def in_language(self, language):
        with translation.override(language):
            sources = "; ".join(dict.fromkeys(str(block.source or block.title) for block in self.blocks.values()))
            words = _("The settings changed: {what}, {day}").format(what=sources, day=full_day(self.day))
            words = f"{words}, {', '.join(self.names)}" if self.names else words
            return f"{words}. {'; '.join(self.reasons)}" if self.reasons else words

    @property
    def summary(self):
        return {language: self.in_language(language) for language in LANGUAGES}
