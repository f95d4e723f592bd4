from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.rights import right
from contacts.models import Company, Contact

from ..models import Product

MOST = 12


@right("deal", "see")
@require_POST
def companies(request):
    return _options(request, Company.objects.visible_to(request.user).live())


@right("deal", "see")
@require_POST
def contacts(request):
    return _options(request, Contact.objects.visible_to(request.user).live())


@right("deal", "see")
@require_POST
def products(request):
    found = Product.objects.live().search(_words(request))[:MOST]
    return render(request, "deals/bar/_options.html", {"options": [(one.pk, one.name, one.article) for one in found]})


@right("deal", "create")
@require_POST
def clients(request):
    """Companies and people in one list: whom the new deal is with."""
    words = _words(request)
    found = [
        *Company.objects.visible_to(request.user).live().search(words).newest_first()[: MOST // 2],
        *Contact.objects.visible_to(request.user).live().search(words).newest_first()[: MOST // 2],
    ]
    options = [(f"{client.kind}:{client.pk}", str(client), client._meta.verbose_name) for client in found]
    return render(request, "deals/bar/_options.html", {"options": options})


def _options(request, records):
    found = records.search(_words(request)).newest_first()[:MOST]
    return render(request, "deals/bar/_options.html", {"options": [(one.pk, str(one), "") for one in found]})


def _words(request):
    return request.POST.get("q", "")[:200]
