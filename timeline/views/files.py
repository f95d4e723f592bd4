from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm_project.lib.htmx import done, page_or_fragment, refused

from .. import subjects
from ..forms import FilesForm
from ..holding import FileIsHeld
from ..keeping import FileIsEmpty, FileIsRefused, FileIsTooLarge, keep, path_of
from ..models import File
from ..panel import files_context
from ..privacy import closed_places
from ..subjects import on_record

SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"


@require_GET
@on_record
def panel(request, record):
    return page_or_fragment(request, "timeline/files_page.html", "timeline/files/_panel.html", files_context(record, request.user))


@require_POST
@on_record
def upload(request, record):
    """Each file is kept or refused by itself; what was refused is named with the reason."""
    if not subjects.may_write(request.user, record):
        return refused(request, toast=_("You may read this card but not write on it."), status=403, back=subjects.url_of(record) or "/")
    form = FilesForm(request.POST, request.FILES)
    errors = list(form.errors.get("files", [])) if not form.is_valid() else _keep_all(form.cleaned_data["files"], record, request.user)
    context = {**files_context(record, request.user), "errors": errors}
    if errors:
        return page_or_fragment(request, "timeline/files_page.html", "timeline/files/_panel.html", context, status=422)
    back = subjects.url_of(record) or "/"
    return done(request, template="timeline/files/_panel.html", context=context, close=False, events=("live:timeline",), back=back)


@require_GET
@on_record
def download(request, record, file):
    """The bytes, to whoever sees the record: always a download unless a safe picture or sound is asked to be shown."""
    file = _file(request, record, file)
    path = path_of(file)
    if not path.is_file():
        raise Http404
    is_shown = file.is_inline and "view" in request.GET
    content_type = file.content_type if is_shown else "application/octet-stream"
    response = FileResponse(path.open("rb"), as_attachment=not is_shown, filename=file.name, content_type=content_type)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"
    return response


@require_POST
@on_record
def remove(request, record, file):
    file = _file(request, record, file)
    if not _may_remove(request.user, file, record):
        return refused(
            request, toast=_("A file is removed by who attached it or by the head."), status=403, back=subjects.url_of(record) or "/"
        )
    try:
        file.discard(by=request.user)
    except FileIsHeld as refusal:
        return refused(request, toast=refusal.words, back=subjects.url_of(record) or "/")
    undo = reverse("timeline:file-restore", args=[record.kind, record.pk, file.pk])
    return _changed(request, record, toast=_("File removed"), undo_url=undo)


@require_POST
@on_record
def restore(request, record, file):
    file = File.objects.of(record.kind, record.pk).outside(closed_places(request.user)).by_pk(file)
    if file is None:
        raise Http404
    if not _may_remove(request.user, file, record):
        raise Http404
    file.restore(by=request.user)
    return _changed(request, record, toast=_("File is back"))


def _file(request, record, pk):
    file = File.objects.of(record.kind, record.pk).live().outside(closed_places(request.user)).by_pk(pk)
    if file is None:
        raise Http404
    return file


def _keep_all(uploads, record, user):
    errors = []
    for one in uploads:
        try:
            keep(one, record, by=user)
        except FileIsRefused as refusal:
            errors.append(_why(refusal) % {"name": one.name})
    return errors


def _why(refusal):
    if isinstance(refusal, FileIsTooLarge):
        return _("“%(name)s” is larger than 20 MB: put it on a shared disk and leave the link.")
    if isinstance(refusal, FileIsEmpty):
        return _("“%(name)s” is empty: there is nothing in it.")
    return _("“%(name)s” is not taken here.")


def _may_remove(user, file, record):
    return file.uploaded_by_id == user.pk or user.may("delete", record)


def _changed(request, record, **words):
    template, context = "timeline/files/_panel_oob.html", files_context(record, request.user)
    back = subjects.url_of(record) or "/"
    return done(request, template=template, context=context, close=False, events=("live:timeline",), back=back, **words)
