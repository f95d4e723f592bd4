from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog, done

from ..help.coverage import choices, index_of
from ..help.forms import TermForm
from ..models import GlossaryTerm

CHANGED = ("glossary:changed",)


@require_safe
@right("regulation", "edit")
def glossary(request):
    """The words that texts explain, for whoever writes the handbook."""
    index = index_of(request.user)
    terms = [(term, index.get(str(term.section))) for term in GlossaryTerm.objects.in_use().for_list()]
    return render(request, "regulations/glossary.html", {"terms": terms})


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def term(request, pk=None):
    """A new word, or one that is said better."""
    found = get_object_or_404(GlossaryTerm.objects.in_use(), pk=pk) if pk else GlossaryTerm()
    form = TermForm(request.POST if request.method == "POST" else None, instance=found, sections=choices(request.user))
    if form.is_valid():
        form.written().explain(by=request.user, redefines=form.cleaned_data.get("redefines", True))
        return done(request, toast=_("The word is saved"), events=CHANGED, back="regulations:glossary")
    return dialog(request, "regulations/glossary/term.html", {"form": form, "term": found}, status=422 if form.is_bound else 200)


@require_POST
@right("regulation", "edit")
def retire_term(request, pk):
    """Texts stop explaining the word."""
    get_object_or_404(GlossaryTerm.objects.in_use(), pk=pk).retire(by=request.user)
    return done(request, toast=_("The word is no longer explained"), events=CHANGED, back="regulations:glossary")
