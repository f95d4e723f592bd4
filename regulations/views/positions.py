"""One page per position: what it does, what it answers for, its figures of today, its sections and tests."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Position
from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to

from ..models import PositionPage
from ..positions.forms import PositionForm
from ..positions.page import PageOf, may_see, people_of
from ..refusals import PageChanged


@require_safe
@right("regulation", "see")
def position(request, pk):
    found = _position(request, pk)
    shown = PageOf(found, request.user, get_language(), person=_person(request, found))
    return render(request, "regulations/positions/position.html", {"shown": shown})


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def write_position(request, pk):
    """Duties, zone and figures of a position."""
    found = get_object_or_404(Position, pk=pk)
    form = PositionForm(request.POST or None, page=PositionPage.of(found))
    if form.is_valid():
        try:
            PositionPage.write(found, form.words, form.cleaned_data["measures"], seen=form.cleaned_data["seen"], by=request.user)
        except PageChanged as refusal:
            form.refuse_for(refusal.page)
        else:
            messages.success(request, _("Saved"))
            return go_to(request, reverse("regulations:position", args=[pk]))
    return dialog(request, "regulations/positions/write.html", {"form": form, "position": found}, status=422 if form.errors else 200)


def _position(request, pk):
    found = get_object_or_404(Position, pk=pk)
    if not may_see(request.user, found):
        raise Http404
    return found


def _person(request, found):
    """Whose figures are shown: one's own, or of one of one's people whom the address names."""
    people = {person.pk: person for person in people_of(request.user, found)}
    asked = request.GET.get("person", "")
    if asked:
        if not asked.isdecimal() or int(asked) not in people:
            raise Http404
        return people[int(asked)]
    return people.get(request.user.pk) or next(iter(people.values()), None)
