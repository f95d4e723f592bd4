from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_project.lib.htmx import dialog, done, refused

from .. import subjects
from ..forms import CommentForm
from ..mentions import colleagues
from ..models import Comment, CommentIsClosed
from ..subjects import on_record


@require_POST
@on_record
def leave(request, record):
    """A comment is written in the composer; the feed above it reads itself anew."""
    form = CommentForm(request.POST)
    if not subjects.may_write(request.user, record):
        return refused(request, toast=_("You may read this card but not write on it."), status=403, back=subjects.url_of(record) or "/")
    if not form.is_valid():
        context = {"record": record, "form": form}
        return render(request, "timeline/_comment_form.html", context, status=422)
    data = form.cleaned_data
    parent = _comment(record, data["parent"]) if data["parent"] else None
    Comment.leave(record, data["text"], by=request.user, parent=parent, token=data["token"])
    fresh = {"template": "timeline/_comment_form.html", "context": {"record": record}}
    return done(request, close=False, events=("live:timeline",), back=subjects.url_of(record) or "/", **fresh)


@require_http_methods(["GET", "POST"])
@on_record
def reply(request, record, comment):
    """Answer a colleague's comment in a small dialog."""
    parent = _comment(record, comment)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and subjects.may_write(request.user, record):
        Comment.leave(record, form.cleaned_data["text"], by=request.user, parent=parent, token=form.cleaned_data["token"])
        return _written(request, record)
    context = {"record": record, "form": form, "parent": parent}
    return dialog(request, "timeline/comment/_reply.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@on_record
def edit(request, record, comment):
    comment = _comment(record, comment)
    form = CommentForm(request.POST or None, initial={"text": comment.text})
    if not comment.is_editable_by(request.user):
        return _too_late(request, record)
    if request.method == "POST" and form.is_valid():
        try:
            comment.edit(form.cleaned_data["text"], record, by=request.user)
        except CommentIsClosed:
            return _too_late(request, record)
        return _written(request, record)
    context = {"record": record, "form": form, "comment": comment}
    return dialog(request, "timeline/comment/_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@on_record
def remove(request, record, comment):
    comment = _comment(record, comment)
    try:
        comment.remove(by=request.user)
    except CommentIsClosed:
        return _too_late(request, record)
    undo = _url("timeline:comment-restore", record, comment.pk)
    back = subjects.url_of(record) or "/"
    return done(request, toast=_("Comment removed"), undo_url=undo, events=("live:timeline",), back=back)


@require_POST
@on_record
def restore(request, record, comment):
    comment = _comment(record, comment)
    try:
        comment.put_back(by=request.user)
    except CommentIsClosed:
        return _too_late(request, record)
    return done(request, toast=_("Comment is back"), events=("live:timeline",), back=subjects.url_of(record) or "/")


@require_POST
@on_record
def people(request, record):
    """Whom one may mention here, while one types a name after @."""
    found = colleagues(record, request.POST.get("q", "")[:60])
    return render(request, "timeline/_people.html", {"people": found})


def _comment(record, pk):
    comment = Comment.objects.of(record.kind, record.pk).with_author(pk)
    if comment is None:
        raise Http404
    return comment


def _written(request, record):
    return done(request, events=("live:timeline",), back=subjects.url_of(record) or "/")


def _too_late(request, record):
    words = _("A comment is changed by its author within a quarter of an hour. Write a new one.")
    return refused(request, toast=words, back=subjects.url_of(record) or "/")


def _url(name, record, *more):
    return reverse(name, args=[record.kind, record.pk, *more])
