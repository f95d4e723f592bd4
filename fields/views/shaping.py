from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.formats import number
from crm_project.lib.htmx import dialog, go_to

from .. import fill, lineage, option_users, options
from ..forms import FieldForm, RetireForm
from ..models import CustomField
from ..options_widget import moved
from ..refusals import FieldChanged, FieldIsDemanded, FieldIsTold, OptionIsHeld, TypeStays


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new(request, entity):
    """A field of the company's own: it stands on every card of its kind, and stages may ask for it."""
    if entity not in CustomField.Entity.values:
        raise Http404
    form = FieldForm(request.POST or None, entity=entity)
    if not form.is_valid():
        return _ask(request, form, None, 422 if form.is_bound else 200)
    made = CustomField.add(entity, form.values, by=request.user)
    messages.success(request, _("The field “{label}” is there.").format(label=made.label))
    return go_to(request, _list(entity))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def change(request, pk):
    """What a field is called and offers; what uses it is told before."""
    found = get_object_or_404(CustomField.objects.live(), pk=pk)
    data = request.POST or None
    if data is not None and (other := moved(data)) is not None:
        return _ask(request, FieldForm(other, entity=found.entity, field=found), found, 200)
    form = FieldForm(data, entity=found.entity, field=found)
    if not form.is_valid():
        return _ask(request, form, found, 422 if form.is_bound else 200)
    version = form.cleaned_data["version"]
    try:
        facts = form.cleaned_data
        records, followed = found.change(form.values, by=request.user, version=version, renamed=facts["renamed"], heirs=form.heirs)
    except FieldChanged as refusal:
        return _conflict(request, form, refusal.current)
    except OptionIsHeld:
        form.ask_for_heirs(options.held(found, form.cleaned_data["gone"]), option_users.named(found))
        return _ask(request, form, found, 422)
    except FieldIsDemanded as refusal:
        names = ", ".join(use.name for use in refusal.uses)
        form.add_error("funnels", _("Stages of other funnels work with it: {names}. Take it out of them first.").format(names=names))
        return _ask(request, form, found, 422)
    except FieldIsTold as refusal:
        names = ", ".join(f"{use.what}: {use.name}" for use in refusal.uses)
        form.add_error("roles", _("Everybody reads it there: {names}. Take it out of these texts first.").format(names=names))
        return _ask(request, form, found, 422)
    except TypeStays:
        form.add_error("type", _("The values that are there could not be read as this type."))
        return _ask(request, form, found, 422)
    messages.success(request, _saved_words(records, followed))
    return go_to(request, _back(request, found))


@right(flag="configure")
@require_POST
def place(request, pk, way):
    if way not in ("up", "down"):
        raise Http404
    found = get_object_or_404(CustomField.objects.live(), pk=pk)
    found.place(earlier=way == "up", by=request.user)
    return go_to(request, _list(found.entity))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def retire(request, pk):
    """Out of use: what works with it is told first; what stages demand is lifted in the same step, or it stays."""
    found = get_object_or_404(CustomField.objects.live(), pk=pk)
    form = RetireForm(request.POST or None, initial={"version": found.version})
    status = 200
    if form.is_valid():
        try:
            found.retire(by=request.user, version=form.cleaned_data["version"], lift=form.cleaned_data["lift"])
        except FieldChanged as refusal:
            found, status = refusal.current, 409
            form = RetireForm(initial={"version": found.version})
        except FieldIsDemanded:
            form.add_error("lift", _("Stages ask for it. Tick this, or take the demand away in the funnel first."))
            status = 422
        else:
            messages.success(request, _("The field “{label}” is out of use.").format(label=found.label))
            return go_to(request, _list(found.entity))
    uses = lineage.uses_of(found)
    if not any(use.holds for use in uses):
        del form.fields["lift"]
    context = {"form": form, "field": found, "uses": uses, "held": fill.held_by(found), "was_changed": status == 409}
    return dialog(request, "fields/retire.html", context, status=status)


@right(flag="configure")
@require_POST
def bring_back(request, pk):
    found = get_object_or_404(CustomField.objects.retired(), pk=pk)
    found.bring_back(by=request.user)
    messages.success(request, _("The field “{label}” is back.").format(label=found.label))
    return redirect(_list(found.entity))


def _saved_words(records, followed):
    """How far a new spelling went."""
    told = [ngettext("{n} record", "{n} records", records).format(n=number(records))] if records else []
    told += option_users.words_of(followed)
    return _("Saved. Changed there too: {places}.").format(places=", ".join(told)) if told else _("Saved.")


def _ask(request, form, found, status):
    uses = lineage.uses_of(found) if found else []
    context = {"form": form, "field": found, "uses": uses, "held": fill.held_by(found) if found else 0}
    return dialog(request, "fields/change.html", context, status=status)


def _conflict(request, form, current):
    """What was typed stays; saving once more is a decision."""
    data = form.data.copy()
    data["version"] = str(current.version)
    form = FieldForm(data, entity=current.entity, field=current)
    form.is_valid()
    context = {"form": form, "field": current, "uses": lineage.uses_of(current), "held": fill.held_by(current)}
    return dialog(request, "fields/change.html", {**context, "conflict": current.entries.newest_first().first()}, status=409)


def _list(entity):
    return f"{reverse('fields:fields')}?of={entity}"


def _back(request, found):
    return reverse("fields:field", args=[found.pk]) if "page" in request.GET else _list(found.entity)
