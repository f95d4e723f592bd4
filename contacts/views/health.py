"""The health of the base: groups of clients to put right, and what is done about the chosen ones."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import done, page_or_fragment

from .. import health
from ..forms import ClientsForm, DoneForm, HealthForm
from ..kinds import KINDS

SIZE = 50


def _page_of(code):
    @require_GET
    @right(code, "edit")
    def page(request):
        """The clients of one group that one may put right; a group or a measure that is none shows nothing."""
        kind, user, after = KINDS[code], request.user, request.GET.get("after", "")
        form = HealthForm(request.GET, kind=code)
        is_valid = form.is_valid()
        cycles = form.cleaned_data["cycles"] if is_valid else health.CYCLES
        group = health.GROUPS[form.group_now] if is_valid else None
        found = health.members(user, kind.model, group, cycles) if group else kind.model.objects.none()
        rows, mark = keyset.page(found.only("pk"), health.ORDER, after, SIZE)
        query = f"group={group.code}&cycles={cycles}" if group else ""
        context = {
            "kind": kind,
            "form": form,
            "group": group,
            "rows": health.put_on(health.with_all(kind.model, rows), group),
            "more": f"?{query}&after={mark}" if mark else "",
            "query": query,
            "offers": health.offers_for(user, code, group.code) if group else [],
            "menu": "contacts",
        }
        if not after:
            context |= {"counts": health.counts(user, kind.model, cycles), "doubles": health.count_of_doubles(user, kind.model)}
            context["most"] = health.MOST_COUNTED
        fragment = "contacts/health/_rows.html" if after else "contacts/health/_list.html"
        return page_or_fragment(request, "contacts/health.html", fragment, context)

    return page


companies = _page_of("company")
contacts = _page_of("contact")


@require_POST
@right(any_signed_in=True)
def act(request, name, group, code):
    """One offer for the chosen clients of a group."""
    kind, offer = _found(request, name, code, group)
    form = ClientsForm(request.POST, user=request.user, model=kind.model)
    if group not in health.GROUPS or not form.is_valid():
        raise Http404
    chosen = form.cleaned_data["clients"]
    ids = offer.act(chosen, group, request.user)
    toast = offer.told(len(ids))
    if len(ids) < len(chosen):
        toast += ". " + _("%d stayed as they were.") % (len(chosen) - len(ids))
    undo = f"{reverse('contacts:health-undo', args=[name, code])}?ids={','.join(map(str, ids))}" if ids else ""
    return done(request, toast=toast, undo_url=undo, events=("health:changed",), back=f"contacts:health-{name}")


@require_POST
@right(any_signed_in=True)
def undo(request, name, code):
    kind, offer = _found(request, name, code)
    form = DoneForm(request.GET)
    if not form.is_valid():
        raise Http404
    offer.undo(kind.model, form.cleaned_data["ids"], request.user)
    return done(request, toast=_("Taken back"), events=("health:changed",), back=f"contacts:health-{name}")


def _found(request, name, code, group=None):
    kind = KINDS.get(name)
    offer = health.offer_named(code, request.user, name, group) if kind and request.user.may("edit", name) else None
    if offer is None:
        raise Http404
    return kind, offer
