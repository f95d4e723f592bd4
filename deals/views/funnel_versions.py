from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib.keyset import page

from ..change_words import words_of
from ..models import Funnel


@require_GET
@right(flag="configure")
def versions(request, pk, number=None):
    """Who changed the funnel, when and what; one version open, as the funnel looked then."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    rows, mark = page(shaped.versions.select_related("by"), ("-number",), after=request.GET.get("after", ""))
    opened = get_object_or_404(shaped.versions.select_related("by"), number=number) if number else next(iter(rows), None)
    told = [(one, [words_of(fact) for fact in one.changes]) for one in rows]
    context = {"funnel": shaped, "versions": told, "opened": opened, "mark": mark, "tab": "versions", "menu": "settings"}
    return render(request, "deals/funnels/versions.html", context)
