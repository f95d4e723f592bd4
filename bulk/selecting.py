"""What was chosen: boxes of rows, all that match the conditions of a list, or what an act refused. Only what the person may see counts."""

import re

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from .models import BulkItem

MOST = 5_000
_NUMBER = re.compile(r"\d{1,18}")
_MARK = re.compile(r"\d{1,18}(\.\d{1,18}){0,5}")


class TooMany(Exception):
    """More than one act takes: `words` tell it."""

    def __init__(self, number):
        super().__init__(str(number))
        self.words = _("At most %(most)s records at once: narrow the conditions.") % {"most": f"{MOST:,}".replace(",", " ")}


def chosen(request, target):
    """[(id, what was seen of it)] of what was posted; a foreign id is as if it were none, and nothing at all is a 404."""
    records = selected(request, target).order_by()
    is_all = "all" in request.POST
    told = {} if is_all else _marks(request, target)
    found = list(records.values_list("pk", *target.seen)[: MOST + 1])
    if len(found) > MOST:
        raise TooMany(len(found))
    if not found:
        raise Http404
    order = {pk: place for place, pk in enumerate(told)}
    rows = [(pk, told.get(pk) or [value or 0 for value in now]) for pk, *now in found]
    return sorted(rows, key=lambda row: order.get(row[0], 0)) if told else rows


def selected(request, target):
    """The records themselves, as a queryset within the rights."""
    if "all" in request.POST:
        return target.found(request, conditions(request))
    marks = _marks(request, target)
    if len(marks) > MOST:
        raise TooMany(len(marks))
    return target.visible(request.user).filter(pk__in=list(marks))


def conditions(request):
    """The query of the list as its bar keeps it."""
    return QueryDict(request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode())


def _marks(request, target):
    """{id: what was seen} of boxes such as "7.12.5.3": the record, then the columns that its row remembers.

    What an act refused is taken as it stands now: its reader has just been told why.
    """
    if _NUMBER.fullmatch(request.POST.get("refused", "")):
        refused = BulkItem.objects.refused_in(request.POST["refused"], target.kind, request.user)
        return {item.record_id: [] for item in refused}
    marks = {}
    for mark in ",".join(request.POST.getlist("id")).split(","):
        if _MARK.fullmatch(mark):
            pk, *seen = (int(part) for part in mark.split("."))
            marks[pk] = seen
    return marks
