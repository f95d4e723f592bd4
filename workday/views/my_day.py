from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.rights import right

from ..live import begins_with_the_department
from ..my_day import day_page, state_of


@right(any_signed_in=True)
@require_GET
def start(request):
    """Where one begins: who leads, or only looks, with the department's day; everybody else with their own."""
    return redirect("workday:department" if begins_with_the_department(request.user) else "workday:my-day")


@right(any_signed_in=True)
@require_GET
def my_day(request):
    """Is my day closed, what is next, what has to be put right."""
    return render(request, "workday/my_day.html", day_page(request.user))


@right(any_signed_in=True)
@require_GET
def state(request):
    """The ring, the tiles and what has to be put right: renewed each minute and after every change."""
    return render(request, "workday/my_day/_state.html", {"state": state_of(request.user), "is_update": True})
