"""The very first page of an empty database, and the steps after it."""

from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from crm_project.lib import first_setup

from .. import beginning, sessions
from ..forms.beginning import BeginningForm
from ..models import Workspace
from ..rights import right
from ..sign_in import begin_attempt


@right(public=True)
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request):
    """Open only while there is nobody."""
    if not beginning.may_begin():
        return redirect("accounts:sign_in")
    if request.method == "POST" and beginning.needs_code():
        begin_attempt("first-setup", ip=request.ip)
    form = BeginningForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/first_setup.html", {"form": form}, status=422 if form.is_bound else 200)

    facts = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    try:
        user = beginning.begin(language=translation.get_language()[:2], **facts)
    except beginning.AlreadySetUp:
        return redirect("accounts:sign_in")
    sessions.enter(request, user, remember=False, how="first set-up")
    return redirect("accounts:welcome")


@right(any_signed_in=True)
@require_safe
def welcome(request):
    """The next steps; each is ticked off by what there really is."""
    steps = [(step, step.is_done(request.user)) for step in first_setup.steps()]
    context = {"steps": steps, "done": sum(is_done for _step, is_done in steps), "workspace": Workspace.current()}
    return render(request, "accounts/welcome.html", context)
