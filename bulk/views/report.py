from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import csv_export, xlsx

from ..models import BulkAct
from ..report import head, rows_of

_FORMATS = {"xlsx": xlsx, "csv": csv_export}


@right(flag="bulk")
@require_GET
def refused(request, pk, ending):
    """The cards that said no, with the reason and the address of each, as a file."""
    act = get_object_or_404(BulkAct.objects.visible_to(request.user), pk=pk)
    if ending not in _FORMATS:
        raise Http404
    return _FORMATS[ending].response(f"refused-{act.pk}", head(), rows_of(act, settings.BASE_URL, request.user))
