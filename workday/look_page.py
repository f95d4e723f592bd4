"""The records behind a look, and how a look reads."""

from django.utils.translation import ngettext

from deals.models import Deal
from leads.models import Lead
from tasks.models import Task

from .models import Look
from .permissions import asking_departments

_Kind = Look.Kind
MODELS = {"task": Task, "deal": Deal, "lead": Lead}


def words_of(look):
    """The fact in one line, with its numbers."""
    n, facts = look.count, {"n": look.count, "total": look.total}
    match look.kind:
        case _Kind.MOVED:
            words = ngettext(
                "The date of %(n)s task was moved three times or more", "The dates of %(n)s tasks were moved three times or more", n
            )
        case _Kind.SAME_MOMENT:
            words = ngettext("%(n)s of %(total)s new tasks is put at one moment", "%(n)s of %(total)s new tasks are put at one moment", n)
        case _Kind.LATE_WRITTEN:
            words = ngettext(
                "%(n)s task was written in the last 20 minutes, without a word",
                "%(n)s tasks were written in the last 20 minutes, without a word",
                n,
            )
        case _Kind.NO_RESULT:
            words = ngettext("%(n)s of %(total)s closed tasks has no result", "%(n)s of %(total)s closed tasks have no result", n)
        case _:
            words = ngettext("%(n)s card was changed in the last 5 minutes", "%(n)s cards were changed in the last 5 minutes", n)
    return words % facts


def worded(looks, user):
    """Looks with their words, and whether the reader may say what lies behind them."""
    for look in looks:
        look.words = words_of(look)
        look.may_answer = look.user_id == user.pk and not hasattr(look, "note")
    return looks


def looks_for(user, person, first, last):
    """Those of one person between two dates, as far as the reader may see them; none while nobody is asked to explain anything."""
    return worded(list(Look.objects.visible_to(user).of(person).within(asking_departments()).between(first, last).for_list()), user)


def records_of(look, user):
    """[(record, its name)] that the reader may see, by kind."""
    found = []
    for kind, ids in look.records.items():
        found += MODELS[kind].objects.visible_to(user).filter(pk__in=ids).order_by("pk")
    return found
