from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.sheets import UnreadableFile
from deals.refusals import NotAllowed

from .. import ready_tables
from ..forms import ChoicesForm, ColumnsForm, ReadingForm, UploadForm
from ..models import ImportRun, KnownHead
from ..preparing import map_columns, read_again, read_dates, store, take_choices, usual_columns
from ..reading import label_of, sheet_of, titles_of
from ..survey import survey, values_of
from ..words import FAILURES, NOTES, REASONS


def _sent_back_if_unreadable(view):
    """Only the head is read at once: what is damaged further down is told where the next file is dropped."""

    @wraps(view)
    def guarded(request, pk):
        try:
            return view(request, pk)
        except UnreadableFile as refusal:
            messages.error(request, FAILURES[refusal.why])
            return redirect("exchange:upload")

    return guarded


@require_http_methods(["GET", "POST"])
@right(flag="bulk")
def upload(request):
    """Imports so far, and a place to drop the next file."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            run = store(form.cleaned_data["file"], form.cleaned_data["what"], by=request.user)
        except UnreadableFile as refusal:
            form.add_error("file", FAILURES[refusal.why])
        except NotAllowed:
            form.add_error("file", _("By its titles this file holds what you may not bring in. Ask an administrator."))
        else:
            return redirect("exchange:columns", run.pk)
    runs = ImportRun.objects.visible_to(request.user).alone().newest_first()[:50]
    context = {"form": form, "runs": runs, "may_move": request.user.has_right("configure"), "tables": ready_tables.offered_to(request.user)}
    return render(request, "exchange/upload.html", context, status=422 if form.errors else 200)


@require_GET
@right(flag="bulk")
def ready_table(request, what, file_format):
    """A table to fill in, with our own titles and one example row."""
    if what not in dict(ready_tables.offered_to(request.user)) or file_format not in ready_tables.FORMATS:
        raise Http404
    return ready_tables.response(what, file_format, request.user)


@require_http_methods(["GET", "POST"])
@right(flag="bulk")
@_sent_back_if_unreadable
def columns(request, pk):
    """Which column goes into which field."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk, state=ImportRun.State.DRAFT)
    last = None if "fresh" in request.GET else KnownHead.objects.of(run)
    form = ColumnsForm(request.POST or None, run, last.mapping if last else usual_columns(run))
    if request.method == "POST" and form.is_valid():
        map_columns(run, form.mapping)
        return redirect("exchange:choices", run.pk)
    samples = [cells for _number, cells in sheet_of(run).sample(20)]
    rows = [
        (form[f"column_{place}"], title, next((cells[place] for cells in samples if cells[place] not in (None, "")), ""))
        for place, title in enumerate(run.head)
    ]
    context = {"run": run, "form": form, "rows": rows, "last": last if not run.mapping else None, "reading": ReadingForm(None, run)}
    context["recognised"] = sum(bool(field.initial) for field in form.fields.values())
    return render(request, "exchange/columns.html", context, status=422 if form.errors else 200)


@require_POST
@right(flag="bulk")
def reading(request, pk):
    """The file is read again, as a person says it is written."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk, state=ImportRun.State.DRAFT)
    form = ReadingForm(request.POST, run)
    if not form.is_valid():
        messages.error(request, _("Choose from the lists how the file is to be read."))
        return redirect("exchange:columns", run.pk)
    try:
        read_again(run, **form.answers)
    except UnreadableFile as refusal:
        messages.error(request, FAILURES[refusal.why])
    return redirect("exchange:columns", run.pk)


@require_http_methods(["GET", "POST"])
@right(flag="bulk")
@_sent_back_if_unreadable
def choices(request, pk):
    """How the words of the file are to be understood."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk, state=ImportRun.State.DRAFT)
    values, order = values_of(run)
    read_dates(run, order)
    form = ChoicesForm(request.POST or None, run, values, request.user)
    if not form.fields:
        return redirect("exchange:preview", run.pk)
    if request.method == "POST" and form.is_valid():
        take_choices(run, form)
        return redirect("exchange:preview", run.pk)
    groups = [(key, [(form[name], value, count) for name, value, count in rows]) for key, rows in form.groups]
    return render(request, "exchange/choices.html", {"run": run, "form": form, "groups": groups}, status=422 if form.errors else 200)


@right(flag="bulk")
@_sent_back_if_unreadable
def preview(request, pk):
    """What would come in and what would not; nothing has been written yet."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk, state=ImportRun.State.DRAFT)
    if run.what == ImportRun.What.DEALS and not run.choices.get("funnel"):
        return redirect("exchange:choices", run.pk)
    found = survey(run)
    run.total = found.total
    run.save(update_fields=["total"])
    problems = [(label_of(run, field), REASONS[why], count, examples) for (field, why), (count, examples) in found.problems.items()]
    notes = [(NOTES[code], count) for code, count in found.notes.items()]
    places = titles_of(run)
    first = [(row.number, why, [row.raw[place] for place, _title in places]) for row, why in found.first]
    unused = [run.head[place] for place in sorted(found.unused)]
    context = {"run": run, "found": found, "problems": problems, "notes": notes, "unused": unused}
    context |= {"first": first, "titles": [title for _place, title in places]}
    context |= {"again": ImportRun.objects.visible_to(request.user).same_file(run).newest_first().first()}
    return render(request, "exchange/preview.html", context)
