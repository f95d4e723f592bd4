"""Cards that a reader's segments hide: they count, because the day is judged by them, but nothing of them is named."""

from django.utils.translation import gettext as _

from contacts.limits import segments_of

from .kinds import MODELS
from .rules import Finding


def veiled(rows, user):
    """The findings or breaches, in order; those about a hidden card say no more than which rule it breaks.

    A breach that `is_veiled` keeps to itself what was said about it, too.
    """
    if not segments_of(user):
        return rows
    hidden = _hidden(rows, user)
    return [_without_names(one) if one.card in hidden else one for one in rows]


def _hidden(rows, user):
    hidden = set()
    for kind, model in MODELS.items():
        asked = {pk for one_kind, pk in (one.card for one in rows) if one_kind == kind}
        if asked:
            hidden |= {(kind, pk) for pk in asked - set(model.objects.visible_to(user).ids_among(asked))}
    return hidden


def _without_names(one):
    names = {"deal_id": None, "lead_id": None, "deal_name": _("A card of another segment"), "stage_name": "…", "task_title": "…"}
    if isinstance(one, Finding):
        return one._replace(task_id=None, **names)
    for name, value in names.items():
        setattr(one, name, value)
    one.is_veiled = True
    return one
