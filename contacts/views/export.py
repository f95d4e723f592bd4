from django.http import Http404
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import csv_export, xlsx
from crm_project.lib.refusals import BadParameters

from ..exporting import columns_of, note_export, rows_of
from ..kinds import KINDS
from ..models import PersonalAccess

_FORMATS = {"xlsx": xlsx, "csv": csv_export}


@require_GET
@right(flag="export")
def clients(request, kind, ending):
    """The list as it is filtered, with the columns this person may see; noted in the audit with the conditions."""
    if ending not in _FORMATS:
        raise Http404
    known = KINDS[kind]
    found = known.filterset(request.GET, queryset=known.model.objects.allowed(request.user, "export"), request=request)
    if not found.is_valid():
        raise BadParameters
    columns = columns_of(kind, request.user, request.GET)
    note_export(request.user, kind, found.found.count(), request.GET.dict(), [column.key for column in columns], ending)
    if kind == "contact":
        PersonalAccess.note_list(found.found, by=request.user)
    rows = rows_of(found.found, columns, request.user)
    return _FORMATS[ending].response(kind, [column.label for column in columns], rows)
