from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from crm_project.lib import shell
from crm_project.lib.public import any_signed_in


@any_signed_in
@require_safe
def home(request):
    """The day is where everybody begins who has not chosen another page."""
    return redirect(shell.start_of(request.user) or "/day/start/")
