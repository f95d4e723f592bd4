"""How a debt of a closed day is settled by now, as the cards themselves tell."""

from django.db.models import Exists, OuterRef

from tasks.models import Task

from .kinds import MODELS
from .mended import mended_at
from .models import Answer

_Kind = Answer.Kind


def ways_of(breaches):
    """{breach id: how it is settled as things stand}: done or planned once it is in order, handed over once it is another's."""
    mended, cards = mended_at(breaches), _cards_of(breaches)
    ways = {}
    for breach in breaches:
        owner, has_task = cards.get(breach.card, (None, False))
        ways[breach.pk] = []
        if breach.pk in mended:
            ways[breach.pk].append(_Kind.PLANNED if has_task and breach.rule != "unprocessed" else _Kind.DONE)
        if owner and owner not in (breach.owner_id, breach.previous_owner_id):
            ways[breach.pk].append(_Kind.HANDED_OVER)
    return ways


def _cards_of(breaches):
    """{("deal", 7): (owner id, has an open task)}; a query for each kind."""
    cards = {}
    for kind, model in MODELS.items():
        ids = {pk for one_kind, pk in (breach.card for breach in breaches) if one_kind == kind and pk}
        if ids:
            tasks = Exists(Task.objects.open().filter(**{kind: OuterRef("pk")}))
            rows = model.objects.filter(pk__in=ids).annotate(has_task=tasks).values_list("pk", "owner", "has_task")
            cards |= {(kind, pk): (owner, has_task) for pk, owner, has_task in rows}
    return cards
