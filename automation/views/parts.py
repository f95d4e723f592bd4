"""Conditions and actions, one at a time: choose what about, say what, take away again."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog, done

from ..actions import ACTIONS, settable
from ..deal_fields import deal_fields
from ..part_forms import FORMS, ConditionForm, SetActionForm
from ..refusal_words import words_of
from ..refusals import Refused
from .found import page_of, refuse, rule_or_404


@right(flag="configure")
@require_safe
def fields(request, pk):
    found = rule_or_404(request, pk)
    return dialog(request, "automation/fields.html", {"rule": found, "fields": deal_fields(found.funnel).values(), "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new_condition(request, pk, key):
    found = rule_or_404(request, pk)
    field = deal_fields(found.funnel).get(key)
    if field is None:
        raise Http404
    form = ConditionForm(_data(request), field=field)
    return _add(request, found, "conditions", form, field.label)


@right(flag="configure")
@require_POST
def drop_condition(request, pk, number):
    return _drop(request, pk, "conditions", number)


@right(flag="configure")
@require_safe
def actions(request, pk):
    found = rule_or_404(request, pk)
    kinds = [(key, action) for key, action in ACTIONS.items() if key != "set"]
    context = {"rule": found, "kinds": kinds, "set": ACTIONS["set"], "fields": settable().values(), "menu": "settings"}
    return dialog(request, "automation/actions.html", context)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new_action(request, pk, kind):
    found = rule_or_404(request, pk)
    if kind not in FORMS:
        raise Http404
    return _add(request, found, "actions", FORMS[kind](_data(request), rule=found), ACTIONS[kind].label)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new_setting(request, pk, key):
    found = rule_or_404(request, pk)
    reader = settable().get(key)
    if reader is None:
        raise Http404
    return _add(request, found, "actions", SetActionForm(_data(request), rule=found, reader=reader), reader.label)


@right(flag="configure")
@require_POST
def drop_action(request, pk, number):
    return _drop(request, pk, "actions", number)


def _data(request):
    return request.POST if request.method == "POST" else None


def _add(request, found, part, form, label):
    if form.is_valid():
        try:
            found.add(part, form.given(), by=request.user)
        except Refused as refusal:
            form.add_error(None, words_of(refusal))
        else:
            return done(request, toast=_("Saved"), events=("live:rule",), back=page_of(found))
    context = {"form": form, "rule": found, "part": part, "label": label, "menu": "settings"}
    return dialog(request, "automation/part.html", context, status=422 if form.is_bound else 200)


def _drop(request, pk, part, number):
    found = rule_or_404(request, pk)
    try:
        found.drop(part, number, by=request.user)
    except Refused as refusal:
        return refuse(request, found, refusal)
    return done(request, toast=_("Taken away"), events=("live:rule",), back=page_of(found))
