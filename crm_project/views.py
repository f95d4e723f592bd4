from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from crm_project.lib.public import any_signed_in


@any_signed_in
@require_safe
def home(request):
    """The day is where everybody begins."""
    return redirect("/day/start/")
