from django.http import Http404
from django.views.decorators.http import require_POST

from accounts.rights import right
from crm_project.lib.htmx import refused

from ..selecting import TooMany, selected
from ..targets import target_of

ENDINGS = {"xlsx", "csv"}


@right(flag="export")
@require_POST
def export(request, kind, ending):
    """The chosen records as a file, with the columns and the note in the audit of the whole list's file."""
    target = target_of(kind)
    if ending not in ENDINGS or target.export is None or not request.user.may("export", kind):
        raise Http404
    try:
        records = selected(request, target)
    except TooMany as refusal:
        return refused(request, toast=refusal.words, status=422, back=target.page)
    if not records.exists():
        raise Http404
    return target.export(request, records, ending)
