"""Fields that find one record while one types: the options, scoped to what the person may see."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.rights import right

from .. import sources
from ..words import asked_in

_OFFERED = 8


def _picker(find, by_value=False):
    @require_POST
    @right(any_signed_in=True)
    def pick(request):
        """Options for a combobox: `data-value` is what the form takes."""
        hits = find(request.user, asked_in(request.POST), _OFFERED)
        return render(request, "search/_picks.html", {"hits": hits, "by_value": by_value})

    return pick


companies = _picker(sources.companies)
contacts = _picker(sources.contacts)
clients = _picker(sources.clients, by_value=True)
deals = _picker(sources.deals)
products = _picker(sources.products)
people = _picker(sources.people)
