from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import done, page_or_fragment

from ..doubles import in_words
from ..kinds import KINDS
from ..refusals import NotAllowed

SIZE = 50
_ORDER = ("-likeness", "-pk")


def _list_of(code):
    @require_GET
    @right(code, "edit")
    def page(request):
        """Pairs of cards that are likely one client, the likeliest first; only those of which one may see both."""
        pairs = KINDS[code].model.pair_model.objects.open().visible_to(request.user).for_list()
        rows, mark = keyset.page(pairs, _ORDER, request.GET.get("after", ""), SIZE)
        context = {"kind": KINDS[code], "rows": in_words(rows, request.user), "more": f"?after={mark}" if mark else "", "menu": "contacts"}
        fragment = "contacts/doubles/_rows.html" if request.GET.get("after") else "contacts/doubles/_list.html"
        return page_or_fragment(request, "contacts/doubles.html", fragment, context)

    return page


companies = _list_of("company")
contacts = _list_of("contact")


@require_POST
@right(any_signed_in=True)
def dismiss(request, kind, pk):
    """They are two clients: the pair does not come back."""
    pair = _pair(request, kind, pk)
    _settle(pair.dismiss, request.user)
    undo_url = reverse("contacts:double-return", args=[kind, pk])
    return _settled(request, kind, _("Two clients: the pair is not shown again"), undo_url=undo_url)


@require_POST
@right(any_signed_in=True)
def bring_back(request, kind, pk):
    pair = _pair(request, kind, pk)
    _settle(pair.bring_back, request.user)
    return _settled(request, kind, _("The pair is back on the list"))


def _pair(request, kind, pk):
    pair = KINDS[kind].model.pair_model.objects.visible_to(request.user).by_pk(pk)
    if pair is None:
        raise Http404
    return pair


def _settle(verb, user):
    try:
        verb(by=user)
    except NotAllowed:
        raise Http404 from None


def _settled(request, kind, toast, undo_url=""):
    events = ("client:merged", "client:changed")
    return done(request, toast=toast, undo_url=undo_url, events=events, back=reverse(f"contacts:double-{kind}"))
