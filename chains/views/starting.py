from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, go_to
from tasks.subjects import named_in, url_of

from ..forms import StartForm
from ..models import ChainRun, ChainTemplate
from ..permissions import may_start
from ..refusals import Refused


@right("task", "create")
@require_http_methods(["GET"])
def choose(request):
    """By which template; the only one is taken at once."""
    subject = startable(request)
    templates = list(ChainTemplate.objects.visible_to(request.user).live().counted())
    if len(templates) == 1:
        return go_on(request, templates[0].pk, subject)
    context = {"templates": templates, "subject": subject, "query": query_of(subject)}
    return dialog(request, "chains/start/_choose.html", context)


@right("task", "create")
@require_http_methods(["GET", "POST"])
def start(request, template_pk):
    """Who does which step and when it begins, before it does."""
    return go_on(request, template_pk, startable(request))


def go_on(request, template_pk, subject):
    found = ChainTemplate.objects.visible_to(request.user).live().with_steps()
    template = get_object_or_404(found, pk=template_pk)
    form = StartForm(request.POST if request.method == "POST" else None, template=template, subject=subject, user=request.user)
    if form.is_valid():
        try:
            run = ChainRun.start(template, subject=subject, by=request.user, **form.facts())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if subject is None:
                return go_to(request, reverse("chains:run", args=[run.pk]))
            toast = _("The chain has begun: %(name)s") % {"name": run.name}
            return done(request, toast=toast, events=("live:task", "live:chain"), back=url_of(subject))
    action = reverse("chains:start", args=[template.pk]) + query_of(subject)
    context = {"form": form, "template": template, "subject": subject, "action": action}
    return dialog(request, "chains/start/_dialog.html", context, status=422 if form.is_bound else 200)


def startable(request):
    """The card named in the address, or None; one that may not be changed is refused."""
    subject = named_in(request.GET, request.user)
    if not may_start(request.user, subject):
        raise PermissionDenied
    return subject


def query_of(subject):
    return f"?{subject.kind}={subject.pk}" if subject else ""
