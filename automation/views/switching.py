from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import right
from crm_project.lib.htmx import done, go_to

from ..conditions import FieldIsGone
from ..refusals import PartIsGone, Refused
from ..soundness import flaws_of
from ..trial import try_out
from .found import page_of, refuse, rule_or_404


@right(flag="configure")
@require_POST
def trial(request, pk):
    """The dry run on the last month; kept beside the rule as it is now."""
    found = rule_or_404(request, pk)
    mark = found.mark
    try:
        found.keep_trial(try_out(found), mark=mark, by=request.user)
    except FieldIsGone:
        return refuse(request, found, PartIsGone(flaws_of(found)[0]))
    except Refused as refusal:
        return refuse(request, found, refusal)
    return done(request, toast=_("Tried: nothing was changed"), events=("live:rule",), back=page_of(found))


@right(flag="configure")
@require_POST
def on(request, pk):
    found = rule_or_404(request, pk)
    try:
        found.switch_on(by=request.user)
    except Refused as refusal:
        return refuse(request, found, refusal)
    return done(request, toast=_("“%(name)s” acts from now on") % {"name": found.name}, events=("live:rule",), back=page_of(found))


@right(flag="configure")
@require_POST
def off(request, pk):
    found = rule_or_404(request, pk)
    try:
        found.switch_off(by=request.user)
    except Refused as refusal:
        return refuse(request, found, refusal)
    return done(request, toast=_("“%(name)s” is switched off") % {"name": found.name}, events=("live:rule",), back=page_of(found))


@right(flag="configure")
@require_POST
def retire(request, pk):
    found = rule_or_404(request, pk)
    try:
        found.retire(by=request.user)
    except Refused as refusal:
        return refuse(request, found, refusal)
    return go_to(request, reverse("automation:rules"))
