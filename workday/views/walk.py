from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.rights import right

from ..models import DayWalk
from ..walk import KEPT, walk_of


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def close_my_day(request):
    """One card at a time, one key each, until nothing is left; a press of the button begins it, and the head sees that it was used."""
    if request.method == "POST":
        DayWalk.begin(by=request.user)
        return redirect("workday:close-my-day")
    walk = walk_of(request.user, request.GET.getlist("later")[:KEPT])
    return render(request, "workday/walk.html", {"walk": walk})
