from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import dialog, done, go_to, refused, wants_fragment

from ..comparing import attached_to, left_in_words, lines_of, rows_of
from ..forms import DoubleForm, MergeForm
from ..kinds import client_or_404
from ..refusals import (
    AlreadyMerged,
    AlreadyUndone,
    EditConflict,
    InTheTrash,
    LaterMergeFirst,
    NotAllowed,
    TooLateToUndo,
    WrongLegalIds,
)


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def begin(request, kind, pk):
    """Which other card is the same client? The answer is the two of them side by side."""
    client = client_or_404(kind, pk, request.user)
    if not request.user.may("edit", client):
        return _not_yours(request, client)
    form = DoubleForm(request.POST if request.method == "POST" else None, user=request.user, client=client)
    if not form.is_valid():
        return dialog(request, "contacts/merge/_begin.html", {"form": form, "client": client}, status=422 if form.is_bound else 200)
    other = form.cleaned_data["other"]
    if not wants_fragment(request):
        return go_to(request, _address("merge", client, other.pk))
    if not request.user.may("edit", other):
        return _not_yours(request, client)
    return _side_by_side(request, client, client_or_404(kind, other.pk, request.user))


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def merge(request, kind, pk, other):
    """Both cards side by side; what is sent says which value of each field stays."""
    if pk == other:
        raise Http404
    try:
        kept, absorbed = client_or_404(kind, pk, request.user), client_or_404(kind, other, request.user)
    except Http404:
        return _merged_before(request, kind, pk, other)
    if not (request.user.may("edit", kept) and request.user.may("edit", absorbed)):
        return _not_yours(request, kept)
    if request.method != "POST":
        return _side_by_side(request, kept, absorbed)
    rows = rows_of(kept, absorbed, request.user)
    form = MergeForm(request.POST, rows=rows)
    if not form.is_valid():
        return _side_by_side(request, kept, absorbed, form, status=422)
    try:
        journal = kept.absorb(absorbed, by=request.user, choices=form.choices, versions=form.seen)
    except AlreadyMerged as refusal:
        return go_to(request, _address("client", refusal.kept))
    except (NotAllowed, InTheTrash):
        return _not_yours(request, kept)
    except EditConflict:
        return _seen_anew(request, kind, pk, other)
    except WrongLegalIds:
        form.add_error(None, _("The INN, KPP and OGRN chosen do not belong together: take them from one card."))
        return _side_by_side(request, kept, absorbed, form, status=422)
    return _merged(request, journal)


@require_GET
@right(any_signed_in=True)
def merges(request, kind, pk):
    """What was merged into this card, with the way back and what could not be returned."""
    client = client_or_404(kind, pk, request.user)
    if not request.user.may("edit", client):
        return _not_yours(request, client)
    journals = [(journal, left_in_words(journal)) for journal in client.merges.for_list()]
    return dialog(request, "contacts/merge/_merges.html", {"client": client, "journals": journals, "now": clock.now()})


@require_POST
@right(any_signed_in=True)
def undo(request, kind, pk, merge):
    """Two cards again; what could not be returned is told."""
    client = client_or_404(kind, pk, request.user)
    journal = client.merges.by_pk(merge)
    if journal is None:
        raise Http404
    try:
        left = journal.undo(by=request.user)
    except NotAllowed:
        return _not_yours(request, client)
    except AlreadyUndone:
        return go_to(request, _address("merges", client))
    except TooLateToUndo:
        return refused(request, toast=_("A merge is taken back within thirty days."), back=_address("merges", client))
    except LaterMergeFirst as refusal:
        toast = _("This card was merged into %(name)s since: take that merge back first.") % {"name": refusal.kept}
        return refused(request, toast=toast, back=_address("merges", client))
    if left:
        messages.warning(request, _left(len(left)))
        return go_to(request, _address("merges", client))
    messages.success(request, _("%(name)s is a card of its own again") % {"name": journal.absorbed})
    return go_to(request, _address("client", client))


def _side_by_side(request, kept, absorbed, form=None, status=200, is_stale=False):
    rows = rows_of(kept, absorbed, request.user)
    form = form or MergeForm(rows=rows)
    context = {
        "action": _address("merge", kept, absorbed.pk) + _from_list(request),
        "swap_url": _address("merge", absorbed, kept.pk) + _from_list(request),
        "kept": kept,
        "absorbed": absorbed,
        "form": form,
        "rows": [(row, form.side(row), form[f"take_{row.key}"].errors if row.is_choice else ()) for row in rows],
        "lines": lines_of(kept, absorbed, request.user),
        "attached": attached_to(absorbed, request.user),
        "is_stale": is_stale,
        "menu": "contacts",
    }
    return dialog(request, "contacts/merge/_dialog.html", context, status=status)


def _seen_anew(request, kind, pk, other):
    """Somebody changed one of the cards meanwhile: they are shown as they are now, nothing was merged."""
    kept, absorbed = client_or_404(kind, pk, request.user), client_or_404(kind, other, request.user)
    return _side_by_side(request, kept, absorbed, status=409, is_stale=True)


def _merged(request, journal):
    kept = journal.kept
    toast = _("%(absorbed)s is part of %(kept)s now") % {"absorbed": journal.absorbed, "kept": kept}
    undo_url = reverse("contacts:merge-undo", args=[kept.kind, kept.pk, journal.pk])
    if _from_list(request):
        return done(request, toast=toast, undo_url=undo_url, events=("client:merged",), back=_list_of(kept))
    messages.success(request, toast, extra_tags=f"undo:{undo_url}")
    return go_to(request, _address("client", kept))


def _merged_before(request, kind, pk, other):
    """The same form sent twice: whoever sees the card that stayed is led there; for others there is nothing."""
    kept = client_or_404(kind, pk, request.user)
    if not kept.absorbed.by_pk(other):
        raise Http404
    return go_to(request, _address("client", kept))


def _left(number):
    words = ngettext("Two cards again; %(n)s thing could not be returned", "Two cards again; %(n)s things could not be returned", number)
    return words % {"n": number}


def _not_yours(request, client):
    words = _("Cards are merged by those who may edit both of them.")
    return refused(request, toast=words, status=403, back=_address("client", client))


def _from_list(request):
    return "?from=doubles" if request.GET.get("from") == "doubles" else ""


def _list_of(client):
    return reverse(f"contacts:double-{client.kind}")


def _address(name, client, *more):
    return reverse(f"contacts:{name}", args=[client.kind, client.pk, *more])
