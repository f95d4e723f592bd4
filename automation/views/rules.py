from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, go_to

from .. import showing
from ..forms import RuleForm, open_stage
from ..models import Firing, Rule
from ..reading import Reader
from ..refusal_words import words_of
from ..refusals import Refused
from ..signing import secret_of
from ..soundness import flaws_of
from ..triggers import TRIGGERS
from .found import page_of, rule_or_404

SHOWN = 10


@right(flag="configure")
@require_safe
def rules(request):
    """All rules by funnel, with what they did in the last thirty days."""
    found = showing.listed(Rule.objects.seen_by(request.user).live())
    return render(request, "automation/rules.html", {"funnels": found, "menu": "settings"})


@right(flag="configure")
@require_safe
def triggers(request):
    """What a new rule shall wait for."""
    choices = [(key, label, TRIGGERS[key].icon) for key, label in Rule.Trigger.choices]
    context = {"choices": choices, "stage": _stage(request), "menu": "settings"}
    return dialog(request, "automation/triggers.html", context)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, trigger):
    if trigger not in TRIGGERS:
        raise Http404
    return _shape(request, Rule(trigger=trigger), stage=_stage(request))


@right(flag="configure")
@require_safe
def rule(request, pk):
    """One rule: when, if, then; its dry run, its log, its effect."""
    found = rule_or_404(request, pk)
    context = {
        "rule": found,
        "when": showing.when(found),
        "icon": TRIGGERS[found.trigger].icon,
        "conditions": showing.conditions_of(found),
        "actions": showing.actions_of(found),
        "flaws": flaws_of(found),
        "trial": showing.trial_of(found, request.user),
        "months": showing.months_of(found),
        "secret": secret_of(pk) if any(one["do"] == "webhook" for one in found.actions) else "",
        "firings": Reader(request.user).read(
            Firing.objects.of_rule(found).about_visible(request.user).acted().for_log().newest_first()[:SHOWN]
        ),
        "planned": Firing.objects.of_rule(found).waiting().count(),
        "history": found.entries.newest_first()[:SHOWN],
        "menu": "settings",
    }
    return render(request, "automation/rule.html", context)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    return _shape(request, rule_or_404(request, pk))


def _shape(request, found, stage=None):
    form = RuleForm(request.POST if request.method == "POST" else None, rule=found, stage=stage, by=request.user)
    if form.is_valid():
        try:
            found = found.shape(form.values(), by=request.user, seen=form.cleaned_data.get("seen"))
        except Refused as refusal:
            form.add_error(None, words_of(refusal))
        else:
            if request.resolver_match.url_name != "new":
                return done(request, toast=_("Saved"), events=("live:rule",), back=page_of(found))
            return go_to(request, page_of(found))
    context = {"form": form, "rule": found, "label": Rule.Trigger(found.trigger).label, "menu": "settings"}
    return dialog(request, "automation/shape.html", context, status=422 if form.is_bound else 200)


def _stage(request):
    """The stage of the funnel editor that asked for a rule, or None."""
    number = request.GET.get("stage", "")
    return open_stage(int(number)) if number.isdecimal() and len(number) < 10 else None
