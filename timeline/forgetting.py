"""Taking a person out of history: the fact stays with its digest, its words go."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from crm_project.lib import clock

from .models import Entry, File
from .trash import DAYS


def redact_all(kind, pk):
    """Empty the words of every fact about a card."""
    return Entry.objects.of((kind, pk)).filter(redacted_at=None).update(details={}, redacted_at=clock.now())


def redact_naming(cards, words):
    """Empty those facts of the cards, (kind, ids), that name any of the words."""
    cards = [(kind, ids) for kind, ids in cards if ids]
    if not cards or not words:
        return 0
    facts = Entry.objects.of(*cards).filter(redacted_at=None).annotate(words=Cast("details", TextField()))
    named = reduce(or_, [Q(words__icontains=word) for word in words])
    ids = list(facts.filter(named).values_list("pk", flat=True))
    return Entry.objects.filter(pk__in=ids).update(details={}, redacted_at=clock.now())


def forget_files(kind, pk):
    """The rows lose their names, and the next emptying of the trash takes the bytes off the disk."""
    long_ago = clock.now() - timedelta(days=DAYS, minutes=1)
    return File.objects.of(kind, pk).filter(forgotten_at=None).update(name="—", deleted_at=long_ago)
