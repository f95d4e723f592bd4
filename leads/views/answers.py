"""Settings: what a new lead is answered with first, source by source."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import right
from contacts.models import Source
from crm_project.lib.htmx import dialog, done
from regulations.living.noting import noted

from ..answer_forms import FirstAnswerForm
from ..models import FirstAnswer

OTHERS = 0


@require_safe
@right("settings", "see")
def answers(request):
    known = FirstAnswer.objects.by_source()
    rows = [(None, known.get(None)), *((source, known.get(source.pk)) for source in Source.objects.live())]
    context = {"rows": rows, "may_edit": request.user.may("edit", "settings"), "menu": "settings"}
    return render(request, "leads/answers/answers.html", context)


@require_http_methods(["GET", "POST"])
@right("settings", "edit")
def answer(request, pk):
    """The text of one source; number 0 is that of all others."""
    source = Source.objects.live().in_bulk([pk]).get(pk)
    if source is None and pk != OTHERS:
        raise Http404
    known = FirstAnswer.objects.by_source().get(source.pk if source else None)
    form = FirstAnswerForm(request.POST if request.method == "POST" else None, instance=known)
    if not form.is_valid():
        return dialog(request, "leads/answers/_dialog.html", {"form": form, "source": source}, status=422 if form.is_bound else 200)
    with noted(request, "first_answers"):
        FirstAnswer.write(source, form.cleaned_data, by=request.user)
    return done(request, toast=_("Saved"), events=("distribution:changed",), back="distribution:answers")
