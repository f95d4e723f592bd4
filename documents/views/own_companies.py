from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done

from ..forms import OwnCompanyForm
from ..models import OwnCompany


@right(flag="configure")
@require_GET
def own_companies(request):
    """The legal persons we sell in the name of."""
    return render(request, "documents/own_companies.html", {"companies": OwnCompany.objects.live(), "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new(request):
    return _shape(request, OwnCompany())


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def own_company(request, pk):
    return _shape(request, _find(pk))


@right(flag="configure")
@require_POST
def main(request, pk):
    found = _find(pk)
    found.make_main(by=request.user)
    return _answer(request, _("“%(name)s” signs unless another is chosen") % {"name": found.name})


@right(flag="configure")
@require_POST
def retire(request, pk):
    found = _find(pk)
    found.retire(by=request.user)
    return _answer(request, _("“%(name)s” is out of use") % {"name": found.name})


def _find(pk):
    return get_object_or_404(OwnCompany.objects.live(), pk=pk)


def _shape(request, found):
    form = OwnCompanyForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save(by=request.user)
        return _answer(request, _("Saved: %(name)s") % {"name": found.name})
    context = {"form": form, "company": found, "menu": "settings"}
    return dialog(request, "documents/own_companies/dialog.html", context, status=422 if form.is_bound else 200)


def _answer(request, toast):
    return done(request, toast=toast, events=("live:own-companies",), back=reverse("documents:own-companies"))
