"""A talk script followed click by click on the card of a deal."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib.htmx import done as told_done
from crm_project.lib.htmx import page_or_fragment, refused, wants_fragment, with_events

from ..models import Deal, ScriptAnswer, Talk, TalkScript
from ..refusals import NotAllowed, TalkWentOn
from ..talk_panel import panel_of


@right("deal", "see")
@require_GET
def panel(request, pk):
    context = panel_of(_deal(request, pk), request.user)
    return page_or_fragment(request, "deals/talks/of_deal.html", "deals/talks/_panel.html", context)


@right("deal", "edit")
@require_POST
def begin(request, pk, script_pk):
    deal = _deal(request, pk)
    script = get_object_or_404(TalkScript.objects.live().with_steps(), pk=script_pk)
    return _run(request, deal, lambda: Talk.begin(deal, script, by=request.user))


@right("deal", "edit")
@require_POST
def choose(request, pk, talk_pk, answer_pk):
    """The client answered so."""
    deal = _deal(request, pk)
    talk = get_object_or_404(deal.talks.all(), pk=talk_pk)
    answer = get_object_or_404(ScriptAnswer.objects.of_script(talk.script_id), pk=answer_pk)
    return _run(request, deal, lambda: talk.choose(answer, by=request.user))


@right("deal", "edit")
@require_POST
def step_back(request, pk, talk_pk, seen):
    deal = _deal(request, pk)
    talk = get_object_or_404(deal.talks.all(), pk=talk_pk)
    return _run(request, deal, lambda: talk.step_back(by=request.user, seen=seen))


@right("deal", "edit")
@require_POST
def stop(request, pk, talk_pk):
    """The talk is over, or broke off."""
    deal = _deal(request, pk)
    talk = get_object_or_404(deal.talks.all(), pk=talk_pk)
    return _run(request, deal, lambda: talk.stop(by=request.user))


def _run(request, deal, act):
    back = reverse("deals:card", args=[deal.pk])
    try:
        act()
    except NotAllowed:
        return refused(request, toast=_("You may only look at this deal."), back=back)
    except TalkWentOn:
        return _show_where_it_is(request, deal, back)
    if not wants_fragment(request):
        return told_done(request, back=back)
    return with_events(render(request, "deals/talks/_panel.html", panel_of(deal, request.user)), {}, "live:timeline")


def _show_where_it_is(request, deal, back):
    words, context = _("The talk has gone on in between: here is where it is now."), panel_of(deal, request.user)
    response = refused(request, toast=words, template="deals/talks/_panel.html", context=context, back=back)
    # The panel itself is swapped in: what it shows now is the answer.
    if "HX-Reswap" in response.headers:
        del response.headers["HX-Reswap"]
    return response


def _deal(request, pk):
    return get_object_or_404(Deal.objects.visible_to(request.user).live().for_move(), pk=pk)
