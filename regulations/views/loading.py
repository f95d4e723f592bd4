from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import right

from ..loader import load_default_handbook


@require_POST
@right("regulation", "create")
def load(request):
    """An empty company begins with the default handbook."""
    if load_default_handbook(by=request.user, owner=request.user):
        messages.success(request, _("The handbook is published"))
    return redirect("regulations:index")
