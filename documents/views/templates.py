from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done
from fields.models import CustomField
from regulations.living.noting import noted
from timeline.keeping import path_of

from ..forms import TemplateForm
from ..marks import marks
from ..models import Template
from ..ready import make_ready_templates


@right(flag="configure")
@require_GET
def templates(request):
    """The templates of the company, and the words they may use."""
    found, fields = list(Template.objects.live()), CustomField.objects.of("deal")
    context = {"templates": found, "marks": marks(fields), "may_begin": not any(one.code for one in found), "menu": "settings"}
    return render(request, "documents/templates.html", context)


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new(request):
    return _shape(request, Template())


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def template(request, pk):
    return _shape(request, get_object_or_404(Template.objects.live(), pk=pk))


@right(flag="configure")
@require_GET
def file(request, pk):
    """The DOCX itself, to be changed in Word."""
    found = get_object_or_404(Template.objects.live(), pk=pk)
    return FileResponse(path_of(found.file).open("rb"), as_attachment=True, filename=f"{found.name}.docx")


@right(flag="configure")
@require_POST
def retire(request, pk):
    found = get_object_or_404(Template.objects.live(), pk=pk)
    found.retire(by=request.user)
    return done(
        request, toast=_("“%(name)s” is out of use") % {"name": found.name}, events=("live:templates",), back=reverse("documents:templates")
    )


@right(flag="configure")
@require_POST
def ready(request):
    """The four ready templates in the language of the page, once."""
    make_ready_templates(get_language()[:2])
    return done(request, toast=_("The ready templates are here"), events=("live:templates",), back=reverse("documents:templates"))


def _shape(request, found):
    form = TemplateForm(request.POST or None, request.FILES or None, template=found)
    if form.is_valid():
        with noted(request, "doc_templates"):
            form.save(by=request.user)
        toast = _("Saved: %(name)s") % {"name": found.name}
        return done(request, toast=toast, events=("live:templates",), back=reverse("documents:templates"))
    context = {"form": form, "template": found, "menu": "settings"}
    return dialog(request, "documents/templates/dialog.html", context, status=422 if form.is_bound else 200)
