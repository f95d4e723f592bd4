"""The bank of questions: whoever writes the handbook writes them."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import dialog, done, go_to, refused

from ..bank_forms import BankFilter, QuestionForm, RegradeForm
from ..models import Question, QuestionVersion
from ..payloads import said
from ..permissions import may_settle_results
from ..refusals import ChangedMeanwhile, NotReady, Unsound
from ..regrading import preview, rule, shown
from ..statistics import numbers_of
from ..wording import why_reviewed
from .framing import framed

SIZE = 50


@right("regulation", "edit")
@require_GET
def bank(request):
    """Questions by code, narrowed by the bar."""
    form, questions = BankFilter(request.GET), Question.objects.visible_to(request.user)
    rows, mark = keyset.page(form.narrow(questions).for_list(), ("code",), request.GET.get("after", ""), SIZE)
    language = get_language()
    context = {
        "form": form,
        "rows": [(one, said(one.current.stem, language) if one.current else one.code) for one in rows],
        "mark": mark,
        "counts": questions.counted_by_state(),
        "made": questions.made_waiting().count(),
    }
    return render(request, "training/bank.html", framed(request, "bank") | context)


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def new(request, type):
    """A question of one type, a draft until it is put to use."""
    if type not in QuestionVersion.Type.values:
        raise Http404
    return _write(request, None, type)


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def question(request, pk):
    """Its words, key and sections; how it does. Saving other words makes the next wording."""
    found = get_object_or_404(Question.objects.visible_to(request.user).for_list(), pk=pk)
    return _write(request, found, found.current.type)


@right("regulation", "edit")
@require_POST
def activate(request, pk):
    found = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    try:
        found.activate(by=request.user)
    except NotReady:
        return refused(request, toast=_("It needs words and a section first."), back=reverse("training:question", args=[pk]))
    return done(request, toast=_("The question is in use"), back=reverse("training:question", args=[pk]))


@right("regulation", "edit")
@require_POST
def retire(request, pk):
    found = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    found.retire(by=request.user)
    return done(
        request,
        toast=_("The question is not asked any more"),
        back=reverse(f"training:{'bank-made' if request.POST.get('to') == 'made' else 'bank'}"),
    )


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def regrade(request, pk):
    """A ruling on the wording in use: first whose results change, then for good."""
    if not may_settle_results(request.user):
        raise PermissionDenied
    found = get_object_or_404(Question.objects.visible_to(request.user).for_list(), pk=pk)
    wording = found.current
    form, changes = RegradeForm(request.POST if request.method == "POST" else None, wording=wording), None
    if form.is_valid():
        action, right_ids = form.cleaned_data["action"], form.cleaned_data.get("right", [])
        if "apply" in request.POST:
            made = rule(wording, action, form.cleaned_data["reason"], by=request.user, right=right_ids)
            words = (
                _("Ruled; results reckoned anew: %(n)s") % {"n": len(made.preview)}
                if made.preview
                else _("Ruled; nobody’s result has changed")
            )
            return done(request, toast=words, back=reverse("training:question", args=[pk]))
        changes = [shown(facts) for facts in preview(wording, action, right_ids)]
    context = {"form": form, "question": found, "changes": changes}
    return dialog(request, "training/bank/_regrade.html", context, status=422 if form.errors else 200)


def _write(request, found, type):
    form = QuestionForm(request.POST if request.method == "POST" else None, instance=found, type=type)
    if form.is_valid():
        try:
            saved = _save(request, form, found)
        except Unsound as refusal:
            form.refuse(refusal)
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody changed it meanwhile: your words stand here, open the page anew to see theirs."))
        else:
            return go_to(request, reverse("training:question", args=[saved.pk]))
    wording = found.current if found else None
    context = {
        "form": form,
        "question": found,
        "stem": said(wording.stem, get_language()) if wording else _("A new question"),
        "types": QuestionVersion.Type.choices,
        "numbers": numbers_of(wording) if wording else None,
        "why": why_reviewed(found.why_review) if found and found.why_review else "",
        "settles": may_settle_results(request.user),
    }
    return render(request, "training/question.html", framed(request, "bank") | context, status=422 if form.is_bound else 200)


def _save(request, form, found):
    cleaned, sections = form.cleaned_data, form.chosen_sections()
    facts = {name: cleaned[name] for name in ("area", "pool", "is_critical")}
    facts["code"] = cleaned["code"] or (found.code if found else f"q-{uuid.uuid4().hex[:8]}")
    facts["regulation"] = sections[0].regulation
    target = Question.objects.find(found.pk) if found else None
    return Question.write(target, by=request.user, content=form.content(), sections=sections, version=cleaned["seen"], **facts)
